//! Messages about groups: their records, their life, their roles, who belongs to them.

use super::page::{Action, Line, Page, actions, phrases};
use super::parts::{links, revision};
use super::words::*;
use crate::domain::{
    ConfirmGroup, CreateGroup, DecideProposal, GroupDetails, GroupRelation, Id, Kind,
    LifecycleState, LifecycleStep, MoveGroup, ProposeGroup, RemoveMember, RemoveProposal, Role,
    SetApproval, SetLifecycle, SetRelations, SetRoles, UpdateGroup,
};

actions! {
    CREATE: "Make a group", "新建小组"
        => "Make the group {0}", "新建小组 {0}";
    PROPOSE: "Propose a group", "提议新小组"
        => "Propose the group {0}", "提议新小组 {0}";
    SUPPORT: "Support a proposed group", "支持提议的小组"
        => "Support the proposed group {0}", "支持提议的小组 {0}";
    NO_SUPPORT: "Take back your support of a proposed group", "撤回对提议小组的支持"
        => "Take back your support of the proposed group {0}", "撤回您对提议小组 {0} 的支持";
    REMOVE_PROPOSAL: "Remove a proposed group", "移除提议的小组"
        => "Remove the proposed group {0} with its words and its supporters", "移除提议的小组 {0} 及其内容和支持者";
    REMOVE_MEMBER: "Take a member out of a group", "将成员移出小组"
        => "Take {0} out of group {1}", "将 {0} 移出小组 {1}";
    ACCEPT: "Accept a proposed group", "批准提议的小组"
        => "Accept the proposed group {0}, which is active from then on", "批准提议的小组 {0}，该小组即刻启动";
    REFUSE: "Refuse a proposed group", "拒绝提议的小组"
        => "Refuse the proposed group {0}, which is archived", "拒绝提议的小组 {0}，该小组将被归档";
    UPDATE: "Replace the details of a group", "替换小组资料"
        => "Replace the details of group {0}", "替换小组 {0} 的资料";
    ROLES: "Replace all roles of a group", "替换小组的全部职务"
        => "Replace all roles of group {0} by these", "将小组 {0} 的全部职务替换为以下各项";
    LIFE: "Replace the life of a group", "替换小组的状态历程"
        => "Replace the life of group {0} by these steps, the last of which is the present one", "将小组 {0} 的状态历程替换为以下各步，最后一步为当前状态";
    ARCHIVE: "Archive a group", "归档小组"
        => "Replace the life of group {0} by these steps, the last of which archives it; set_relations can name the group that goes on from it", "将小组 {0} 的状态历程替换为以下各步，最后一步将其归档；可用 set_relations 指明由哪个小组接续";
    MOVE: "Make a group a subgroup", "将小组设为子小组"
        => "Make group {0} a subgroup of group {1}", "将小组 {0} 设为小组 {1} 的子小组";
    MOVE_OUT: "Make a group one of its own", "将小组设为独立小组"
        => "Make group {0} a group of its own, below no other", "将小组 {0} 设为独立小组，不隶属于任何小组";
    JOIN: "Join a group", "加入小组"
        => "Join group {0}", "加入小组 {0}";
    RELATIONS: "Replace what a group says of others", "替换小组与其他小组的关系"
        => "Replace what group {0} says of other groups by these", "将小组 {0} 与其他小组的关系替换为以下各项";
    APPROVES: "Set whether minutes are approved", "设置纪要是否须批准"
        => "Set whether the minutes of group {0} are to be approved once they are published", "设置小组 {0} 发布的会议纪要是否须批准";
    CONFIRM: "Confirm the record of a group", "确认小组资料"
        => "Confirm that the record of group {0} and its links still hold", "确认小组 {0} 的资料及链接仍然有效";
    LEAVE: "Leave a group", "退出小组"
        => "Leave group {0}", "退出小组 {0}";
}

phrases! {
    GROUP_NAME: "Name of the group", "小组名称";
    PARENT: "Subgroup of", "隶属于";
    SCOPE: "Scope", "范围";
    CHARTER: "Charter", "章程";
    TOPIC: "Topic", "主题";
    FIRST: "First meeting", "首次会议";
    LAST: "Last meeting", "最近会议";
    STATED: "Stated on", "声明日期";
    MOTIVATION: "Motivation", "提议缘由";
    STEP: "Step of its life", "状态历程";
    ROLE: "Role", "职务";
    HOLDER: "Held by person", "担任者";
    VACANT: "vacant", "空缺";
    RELATION: "Relation", "关系";
    OTHER_GROUP: "To group", "相关小组";
    SINCE: "Since", "自";
    APPROVAL: "Approval of minutes", "纪要须批准";
}

pub fn create_group(page: &mut Page, a: &CreateGroup) {
    let CreateGroup {
        details,
        parent,
        lifecycle,
        roles,
    } = a;
    let name = page.line_of(&details.name);
    page.begin(&CREATE, vec![(&GROUP_NAME, name)], None);
    page.maybe_record(&PARENT, Kind::group, *parent);
    about(page, details);
    steps(page, lifecycle);
    each_role(page, roles);
}

pub fn propose_group(page: &mut Page, a: &ProposeGroup) {
    let ProposeGroup {
        details,
        motivation,
    } = a;
    let name = page.line_of(&details.name);
    page.begin(&PROPOSE, vec![(&GROUP_NAME, name)], None);
    page.text(&MOTIVATION, motivation);
    about(page, details);
    page.public();
}

pub fn update_group(page: &mut Page, a: &UpdateGroup) {
    let UpdateGroup {
        id,
        expected_revision,
        details,
    } = a;
    let group = page.group(*id);
    page.begin(&UPDATE, vec![(&GROUP, group)], Some(&NONE));
    page.text(&GROUP_NAME, &details.name);
    about(page, details);
    revision(page, *expected_revision);
}

/// Everything but the name.
fn about(page: &mut Page, details: &GroupDetails) {
    let GroupDetails {
        slug,
        name: _,
        kind,
        scope,
        charter,
        links: addresses,
        topics,
        languages,
        cadence,
        first_meeting,
        last_meeting,
        stated_on,
        remarks,
    } = details;
    page.text(&SLUG, slug);
    page.option(&KIND, kind.map(|kind| page.word(group_kind(kind))));
    page.text(&SCOPE, scope);
    page.maybe_text(&CHARTER, charter);
    links(page, &LINK, addresses);
    page.texts(&TOPIC, topics);
    page.texts(&LANGUAGE, languages);
    page.maybe_text(&CADENCE, cadence);
    page.maybe_date(&FIRST, first_meeting);
    page.maybe_date(&LAST, last_meeting);
    page.maybe_date(&STATED, stated_on);
    page.maybe_text(&REMARKS, remarks);
}

fn steps(page: &mut Page, steps: &[LifecycleStep]) {
    page.items(&STEP, steps, |page, step| {
        let LifecycleStep {
            state,
            date,
            reason,
        } = step;
        page.line(&STATE, page.word(lifecycle_state(*state)));
        page.maybe_date(&DATE, date);
        page.maybe_text(&REASON, reason);
    });
}

fn each_role(page: &mut Page, roles: &[Role]) {
    page.items(&ROLE, roles, |page, role| {
        let Role {
            kind,
            label,
            person,
            from,
            until,
            note,
        } = role;
        page.option(&KIND, kind.map(|kind| page.word(role_kind(kind))));
        page.maybe_text(&LABEL, label);
        let holder = match person {
            Some(id) => page.record(Kind::person, *id),
            None => page.word(&VACANT),
        };
        page.line(&HOLDER, holder);
        page.maybe_date(&FROM, from);
        page.maybe_date(&UNTIL, until);
        page.maybe_text(&NOTE, note);
    });
}

pub fn set_roles(page: &mut Page, a: &SetRoles) {
    let SetRoles {
        id,
        expected_revision,
        roles,
    } = a;
    let group = page.group(*id);
    page.begin(&ROLES, vec![(&GROUP, group)], Some(&NONE));
    each_role(page, roles);
    revision(page, *expected_revision);
}

pub fn set_lifecycle(page: &mut Page, a: &SetLifecycle) {
    let SetLifecycle {
        id,
        expected_revision,
        lifecycle,
    } = a;
    let group = page.group(*id);
    let state = lifecycle.last().map(|step| step.state);
    let archives = state == Some(LifecycleState::archived);
    let action = if archives { &ARCHIVE } else { &LIFE };
    page.begin(action, vec![(&GROUP, group)], Some(&NONE));
    steps(page, lifecycle);
    revision(page, *expected_revision);
}

pub fn set_relations(page: &mut Page, a: &SetRelations) {
    let SetRelations {
        id,
        expected_revision,
        relations,
    } = a;
    let group = page.group(*id);
    page.begin(&RELATIONS, vec![(&GROUP, group)], Some(&NONE));
    page.items(&RELATION, relations, |page, relation| {
        let GroupRelation {
            kind,
            group,
            since,
            note,
        } = relation;
        page.option(&KIND, kind.map(|kind| page.word(relation_kind(kind))));
        let other = page.record(Kind::group, *group);
        page.line(&OTHER_GROUP, other);
        page.maybe_date(&SINCE, since);
        page.maybe_text(&NOTE, note);
    });
    revision(page, *expected_revision);
}

pub fn set_approval(page: &mut Page, a: &SetApproval) {
    let SetApproval {
        id,
        expected_revision,
        approves_minutes,
    } = a;
    let group = page.group(*id);
    page.begin(&APPROVES, vec![(&GROUP, group)], None);
    page.line(&APPROVAL, page.yes_or_no(*approves_minutes));
    revision(page, *expected_revision);
}

pub fn confirm_group(page: &mut Page, a: &ConfirmGroup) {
    let ConfirmGroup {
        id,
        expected_revision,
    } = a;
    let group = page.group(*id);
    page.begin(&CONFIRM, vec![(&GROUP, group)], None);
    revision(page, *expected_revision);
}

pub fn move_group(page: &mut Page, a: &MoveGroup) {
    let MoveGroup {
        id,
        expected_revision,
        parent,
    } = a;
    let mut values = vec![(&GROUP, page.group(*id))];
    let action = match parent {
        Some(parent) => {
            values.push((&PARENT, page.group(*parent)));
            &MOVE
        }
        None => &MOVE_OUT,
    };
    page.begin(action, values, None);
    revision(page, *expected_revision);
}

pub fn decide_proposal(page: &mut Page, a: &DecideProposal) {
    let DecideProposal {
        id,
        expected_revision,
        accept,
        reason,
    } = a;
    let group = page.group(*id);
    let action = if *accept { &ACCEPT } else { &REFUSE };
    page.begin(action, vec![(&GROUP, group)], None);
    page.text(&REASON, reason);
    revision(page, *expected_revision);
}

pub fn remove_proposal(page: &mut Page, a: &RemoveProposal) {
    let RemoveProposal {
        id,
        expected_revision,
        reason,
    } = a;
    let group = page.group(*id);
    page.begin(&REMOVE_PROPOSAL, vec![(&GROUP, group)], None);
    page.text(&REASON, reason);
    revision(page, *expected_revision);
}

pub fn remove_member(page: &mut Page, a: &RemoveMember) {
    let RemoveMember {
        group,
        principal,
        reason,
    } = a;
    let values = vec![
        (&PRINCIPAL, Line::ours(principal)),
        (&GROUP, page.group(*group)),
    ];
    page.begin(&REMOVE_MEMBER, values, None);
    page.text(&REASON, reason);
}

fn one(page: &mut Page, action: &Action, id: Id) {
    let group = page.group(id);
    page.begin(action, vec![(&GROUP, group)], None);
}

pub fn support_group(page: &mut Page, id: &Id) {
    one(page, &SUPPORT, *id);
    page.public();
}

pub fn withdraw_support(page: &mut Page, id: &Id) {
    one(page, &NO_SUPPORT, *id);
}

pub fn join_group(page: &mut Page, id: &Id) {
    one(page, &JOIN, *id);
    page.public();
}

pub fn leave_group(page: &mut Page, id: &Id) {
    one(page, &LEAVE, *id);
}
