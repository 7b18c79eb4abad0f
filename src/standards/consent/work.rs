//! Messages about what groups do between meetings: action items, initiatives, reports.

use super::page::{Page, actions, phrases};
use super::parts::{links, participants, progress, revision};
use super::words::*;
use crate::domain::{
    ActionItemDetails, AddFollowUp, FollowUp, Goal, InitiativeDetails, Kind, Milestone,
    ReportDetails, UpdateActionItem, UpdateInitiative, UpdateReport,
};

actions! {
    CREATE_ITEM: "Add an action item", "添加行动项"
        => "Add the action item {0}", "添加行动项 {0}";
    UPDATE_ITEM: "Replace an action item", "替换行动项"
        => "Replace action item {0}", "替换行动项 {0}";
    FOLLOW_UP: "Note something about an action item", "跟进行动项"
        => "Add a note to action item {0}, and set its state: {1}", "为行动项 {0} 添加跟进记录，并设置其状态：{1}";
    CREATE_INITIATIVE: "Add an initiative", "添加举措"
        => "Add the initiative {0}", "添加举措 {0}";
    UPDATE_INITIATIVE: "Replace an initiative", "替换举措"
        => "Replace initiative {0}", "替换举措 {0}";
    CREATE_REPORT: "Add a report", "添加报告"
        => "Add the report {0}, which keeps how its initiatives stand now", "添加报告 {0}，并保存其举措的当前状况";
    UPDATE_REPORT: "Replace a report", "替换报告"
        => "Replace report {0}; initiatives that are newly listed are kept as they stand now", "替换报告 {0}；新列入的举措按当前状况保存";
}

phrases! {
    ITEM: "Action item", "行动项";
    ITEM_TITLE: "Title of the action item", "行动项标题";
    RAISED: "Raised in meeting", "提出于会议";
    OWNER: "Owner", "负责人";
    FOLLOW_UP_NOTE: "Follow-up", "跟进记录";
    NOTED_IN: "Noted in meeting", "记录于会议";
    INITIATIVE: "Initiative", "举措";
    INITIATIVE_TITLE: "Title of the initiative", "举措标题";
    MILESTONE: "Milestone", "里程碑";
    IS_NEW: "Announced as new", "标为新增";
    PART_OF: "Part of the milestone at position (from 0)", "所属里程碑的位置（从 0 起）";
    REPORT: "Report", "报告";
    REPORT_TITLE: "Title of the report", "报告标题";
    PUBLISHED: "Published", "发布日期";
    PURPOSE: "Purpose", "目的";
    FOCUS: "Focus", "重点";
    HIGHLIGHT: "Highlight", "亮点";
    GOAL: "Goal", "目标";
}

pub fn create_action_item(page: &mut Page, details: &ActionItemDetails) {
    let title = page.line_of(&details.title);
    page.begin(&CREATE_ITEM, vec![(&ITEM_TITLE, title)], None);
    about_item(page, details);
}

pub fn update_action_item(page: &mut Page, a: &UpdateActionItem) {
    let UpdateActionItem {
        id,
        expected_revision,
        details,
    } = a;
    let item = page.record(Kind::action_item, *id);
    page.begin(&UPDATE_ITEM, vec![(&ITEM, item)], Some(&NONE));
    page.text(&ITEM_TITLE, &details.title);
    about_item(page, details);
    revision(page, *expected_revision);
}

/// Everything but the title.
fn about_item(page: &mut Page, details: &ActionItemDetails) {
    let ActionItemDetails {
        group,
        raised_in,
        title: _,
        note,
        owners,
        due,
        state,
        follow_ups,
    } = details;
    let group = page.group(*group);
    page.line(&GROUP, group);
    page.maybe_record(&RAISED, Kind::meeting, *raised_in);
    page.maybe_text(&NOTE, note);
    participants(page, &OWNER, owners);
    page.maybe_date(&DUE, due);
    page.line(&STATE, page.word(action_state(*state)));
    page.items(&FOLLOW_UP_NOTE, follow_ups, noted);
}

fn noted(page: &mut Page, follow_up: &FollowUp) {
    let FollowUp {
        meeting,
        date,
        by,
        text,
    } = follow_up;
    page.text(&TEXT, text);
    page.maybe_record(&NOTED_IN, Kind::meeting, *meeting);
    page.maybe_date(&DATE, date);
    participants(page, &BY, by);
}

pub fn follow_up(page: &mut Page, a: &AddFollowUp) {
    let AddFollowUp {
        id,
        expected_revision,
        follow_up,
        state,
    } = a;
    let values = vec![
        (&ITEM, page.record(Kind::action_item, *id)),
        (&STATE, page.word(action_state(*state))),
    ];
    page.begin(&FOLLOW_UP, values, None);
    noted(page, follow_up);
    revision(page, *expected_revision);
}

pub fn create_initiative(page: &mut Page, details: &InitiativeDetails) {
    let title = page.line_of(&details.title);
    page.begin(&CREATE_INITIATIVE, vec![(&INITIATIVE_TITLE, title)], None);
    about_initiative(page, details);
}

pub fn update_initiative(page: &mut Page, a: &UpdateInitiative) {
    let UpdateInitiative {
        id,
        expected_revision,
        details,
    } = a;
    let initiative = page.record(Kind::initiative, *id);
    let values = vec![(&INITIATIVE, initiative)];
    page.begin(&UPDATE_INITIATIVE, values, Some(&NONE));
    page.text(&INITIATIVE_TITLE, &details.title);
    about_initiative(page, details);
    revision(page, *expected_revision);
}

/// Everything but the title.
fn about_initiative(page: &mut Page, details: &InitiativeDetails) {
    let InitiativeDetails {
        slug,
        groups,
        title: _,
        summary,
        progress: state,
        milestones,
        links: addresses,
        from,
        until,
    } = details;
    page.records(&GROUP, Kind::group, groups);
    page.text(&SLUG, slug);
    page.maybe_text(&SUMMARY, summary);
    progress(page, *state);
    page.items(&MILESTONE, milestones, milestone);
    links(page, &LINK, addresses);
    page.maybe_date(&FROM, from);
    page.maybe_date(&UNTIL, until);
}

fn milestone(page: &mut Page, milestone: &Milestone) {
    let Milestone {
        title,
        progress: state,
        new,
        parent,
        due,
        note,
    } = milestone;
    page.text(&TITLE, title);
    progress(page, *state);
    page.line(&IS_NEW, page.yes_or_no(*new));
    page.maybe_number(&PART_OF, *parent);
    page.maybe_date(&DUE, due);
    page.maybe_text(&NOTE, note);
}

pub fn create_report(page: &mut Page, details: &ReportDetails) {
    let title = page.line_of(&details.title);
    page.begin(&CREATE_REPORT, vec![(&REPORT_TITLE, title)], None);
    about_report(page, details);
}

pub fn update_report(page: &mut Page, a: &UpdateReport) {
    let UpdateReport {
        id,
        expected_revision,
        details,
    } = a;
    let report = page.record(Kind::report, *id);
    page.begin(&UPDATE_REPORT, vec![(&REPORT, report)], Some(&NONE));
    page.text(&REPORT_TITLE, &details.title);
    about_report(page, details);
    revision(page, *expected_revision);
}

/// Everything but the title.
fn about_report(page: &mut Page, details: &ReportDetails) {
    let ReportDetails {
        slug,
        groups,
        title: _,
        from,
        until,
        published,
        purpose,
        focus,
        initiatives,
        highlights,
        goals,
        links: addresses,
        languages,
    } = details;
    page.records(&GROUP, Kind::group, groups);
    page.text(&SLUG, slug);
    page.maybe_date(&FROM, from);
    page.maybe_date(&UNTIL, until);
    page.maybe_date(&PUBLISHED, published);
    page.maybe_text(&PURPOSE, purpose);
    page.maybe_text(&FOCUS, focus);
    page.records(&INITIATIVE, Kind::initiative, initiatives);
    page.texts(&HIGHLIGHT, highlights);
    page.items(&GOAL, goals, |page, goal| {
        let Goal {
            title,
            text,
            groups,
            links: addresses,
        } = goal;
        page.text(&TITLE, title);
        page.text(&TEXT, text);
        page.records(&GROUP, Kind::group, groups);
        links(page, &LINK, addresses);
    });
    links(page, &LINK, addresses);
    page.texts(&LANGUAGE, languages);
}
