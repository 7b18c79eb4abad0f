//! Groups: proposals, records, roles, lives, places, members.

use workgroups::domain::*;
use workgroups::registry::{GroupPage, ListProposals};

use super::Request;
use crate::registry::community::{Community, caller};
use crate::registry::samples::{group, step};
use workgroups_test_support::host::identity;

fn read(c: &Community, named: Ref) -> Option<Group> {
    c.host.ask("get_group", named)
}

fn group_of(c: &Community, id: Id) -> Group {
    read(c, Ref::id(id)).unwrap()
}

fn create(parent: Option<Id>, what: &str, letter: char) -> Request {
    let slug = format!("{what}-{}", letter.to_ascii_lowercase());
    Operation::create_group(CreateGroup {
        parent,
        ..group(&slug)
    })
    .into()
}

pub fn create_group(_: &Community, letter: char) -> Request {
    create(None, "alone", letter)
}

pub fn create_subgroup(c: &Community, letter: char) -> Request {
    create(Some(c.own), "below", letter)
}

pub fn create_sibling(c: &Community, letter: char) -> Request {
    create(Some(c.parent), "beside", letter)
}

fn propose(slug: &str) -> Operation {
    Operation::propose_group(ProposeGroup {
        details: group(slug).details,
        motivation: "there is nothing for it yet".into(),
    })
}

pub fn propose_group(_: &Community, letter: char) -> Request {
    propose(&format!("proposed-{}", letter.to_ascii_lowercase())).into()
}

/// The newest proposal of the stranger while it is open; a new one afterwards.
fn open_proposal(c: &Community) -> Group {
    let mut number = 1;
    loop {
        let slug = format!("open-{number}");
        match read(c, Ref::slug(slug.clone())) {
            None => drop(c.host.run(caller('S'), &propose(&slug)).unwrap()),
            Some(group) if group.state() == LifecycleState::proposed => return group,
            Some(_) => number += 1,
        }
    }
}

/// A call that is preceded by another of the same caller. One without an identity has none.
fn after(c: &Community, letter: char, first: &Operation, then: Operation) -> Request {
    if letter != 'A' {
        // Nothing to do where an earlier row did it already.
        drop(c.host.run(caller(letter), first));
    }
    then.into()
}

pub fn support_group(c: &Community, letter: char) -> Request {
    let id = open_proposal(c).id;
    let (withdraw, support) = (
        Operation::withdraw_support(id),
        Operation::support_group(id),
    );
    after(c, letter, &withdraw, support)
}

pub fn withdraw_support(c: &Community, letter: char) -> Request {
    let id = open_proposal(c).id;
    let (support, withdraw) = (
        Operation::support_group(id),
        Operation::withdraw_support(id),
    );
    after(c, letter, &support, withdraw)
}

pub fn join_group(c: &Community, letter: char) -> Request {
    let (leave, join) = (
        Operation::leave_group(c.other),
        Operation::join_group(c.other),
    );
    after(c, letter, &leave, join)
}

pub fn leave_group(c: &Community, letter: char) -> Request {
    let (join, leave) = (
        Operation::join_group(c.other),
        Operation::leave_group(c.other),
    );
    after(c, letter, &join, leave)
}

fn decide(group: &Group, accept: bool) -> Operation {
    Operation::decide_proposal(DecideProposal {
        id: group.id,
        expected_revision: group.meta.revision,
        accept,
        reason: "as the community wishes".into(),
    })
}

pub fn accept_proposal(c: &Community, _: char) -> Request {
    decide(&open_proposal(c), true).into()
}

pub fn refuse_proposal(c: &Community, _: char) -> Request {
    decide(&open_proposal(c), false).into()
}

pub fn remove_proposal(c: &Community, _: char) -> Request {
    let group = open_proposal(c);
    Operation::remove_proposal(RemoveProposal {
        id: group.id,
        expected_revision: group.meta.revision,
        reason: "spam".into(),
    })
    .into()
}

pub fn remove_member(c: &Community, letter: char) -> Request {
    let principal = identity(&format!("a member for {letter}"));
    c.host
        .run(principal, &Operation::join_group(c.own))
        .unwrap();
    Operation::remove_member(RemoveMember {
        group: c.own,
        principal,
        reason: "no member of the community".into(),
    })
    .into()
}

fn update(group: Group, letter: char) -> Request {
    Operation::update_group(UpdateGroup {
        id: group.id,
        expected_revision: group.meta.revision,
        details: GroupDetails {
            scope: format!("as {letter} has it"),
            ..group.details
        },
    })
    .into()
}

pub fn update_group(c: &Community, letter: char) -> Request {
    update(group_of(c, c.own), letter)
}

pub fn update_parent(c: &Community, letter: char) -> Request {
    update(group_of(c, c.parent), letter)
}

pub fn update_open_proposal(c: &Community, letter: char) -> Request {
    update(open_proposal(c), letter)
}

pub fn update_refused_proposal(c: &Community, letter: char) -> Request {
    let refused = || -> GroupPage {
        let question = ListProposals {
            refused: true,
            ..ListProposals::default()
        };
        c.host.ask("list_proposals", question)
    };
    if refused().items.is_empty() {
        let proposal = open_proposal(c);
        c.host.admin(decide(&proposal, false));
    }
    update(group_of(c, refused().items[0].id), letter)
}

fn roles(group: Group, letter: char) -> Request {
    let mut roles = group.roles;
    roles[0].note = Some(format!("set by {letter}"));
    Operation::set_roles(SetRoles {
        id: group.id,
        expected_revision: group.meta.revision,
        roles,
    })
    .into()
}

pub fn set_roles(c: &Community, letter: char) -> Request {
    roles(group_of(c, c.own), letter)
}

pub fn set_roles_above(c: &Community, letter: char) -> Request {
    roles(group_of(c, c.parent), letter)
}

/// A subgroup of `own`, in the state that is asked for.
fn subgroup(c: &Community, state: LifecycleState) -> Group {
    let slug = || Ref::slug("subgroup".into());
    if read(c, slug()).is_none() {
        c.host.group("subgroup", Some(c.own), Vec::new());
    }
    let group = read(c, slug()).unwrap();
    let group = match group.parent == Some(c.own) {
        true => group,
        false => {
            c.host.admin(moved(&group, Some(c.own)));
            group_of(c, group.id)
        }
    };
    if group.state() != state {
        c.host.admin(live_on(&group, state));
    }
    group_of(c, group.id)
}

fn live_on(group: &Group, state: LifecycleState) -> Operation {
    let mut lifecycle = group.lifecycle.clone();
    lifecycle.push(step(state));
    Operation::set_lifecycle(SetLifecycle {
        id: group.id,
        expected_revision: group.meta.revision,
        lifecycle,
    })
}

pub fn pause(c: &Community, _: char) -> Request {
    live_on(&subgroup(c, LifecycleState::active), LifecycleState::paused).into()
}

pub fn archive(c: &Community, _: char) -> Request {
    live_on(
        &subgroup(c, LifecycleState::active),
        LifecycleState::archived,
    )
    .into()
}

pub fn resurrect(c: &Community, _: char) -> Request {
    live_on(
        &subgroup(c, LifecycleState::archived),
        LifecycleState::active,
    )
    .into()
}

pub fn rewrite(c: &Community, letter: char) -> Request {
    let group = subgroup(c, LifecycleState::active);
    let mut lifecycle = group.lifecycle;
    lifecycle[0].reason = Some(format!("as {letter} remembers it"));
    Operation::set_lifecycle(SetLifecycle {
        id: group.id,
        expected_revision: group.meta.revision,
        lifecycle,
    })
    .into()
}

fn moved(group: &Group, parent: Option<Id>) -> Operation {
    Operation::move_group(MoveGroup {
        id: group.id,
        expected_revision: group.meta.revision,
        parent,
    })
}

pub fn keep_place(c: &Community, _: char) -> Request {
    moved(&subgroup(c, LifecycleState::active), Some(c.own)).into()
}

pub fn move_group(c: &Community, _: char) -> Request {
    moved(&subgroup(c, LifecycleState::active), Some(c.other)).into()
}

pub fn move_out(c: &Community, _: char) -> Request {
    moved(&subgroup(c, LifecycleState::active), None).into()
}

pub fn set_relations(c: &Community, letter: char) -> Request {
    let group = group_of(c, c.own);
    Operation::set_relations(SetRelations {
        id: group.id,
        expected_revision: group.meta.revision,
        relations: vec![GroupRelation {
            kind: Some(RelationKind::liaison_with),
            group: c.other,
            since: None,
            note: Some(format!("said by {letter}")),
        }],
    })
    .into()
}

pub fn set_approval(c: &Community, _: char) -> Request {
    let group = group_of(c, c.own);
    Operation::set_approval(SetApproval {
        id: group.id,
        expected_revision: group.meta.revision,
        approves_minutes: !group.approves_minutes,
    })
    .into()
}

pub fn confirm_group(c: &Community, _: char) -> Request {
    let group = group_of(c, c.own);
    Operation::confirm_group(ConfirmGroup {
        id: group.id,
        expected_revision: group.meta.revision,
    })
    .into()
}
