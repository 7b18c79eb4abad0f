//! Groups: proposed and decided, led for a term, moved, renamed, archived.

use workgroups::domain::*;
use workgroups::registry::{ListGroups, ListMembers, MemberPage, SupporterPage};

use crate::registry::samples::{self, date, group, role, step};
use workgroups_test_support::host::{BEGINNING, DAY, HOUR, Host, error, founder, identity};

fn read(host: &Host, id: Id) -> Group {
    let group: Option<Group> = host.ask("get_group", Ref::id(id));
    group.unwrap()
}

fn by_slug(host: &Host, slug: &str) -> Option<Id> {
    let group: Option<Group> = host.ask("get_group", Ref::slug(slug.into()));
    group.map(|g| g.id)
}

fn rename(host: &Host, id: Id, slug: &str) -> Operation {
    let group = read(host, id);
    Operation::update_group(UpdateGroup {
        id,
        expected_revision: group.meta.revision,
        details: GroupDetails {
            slug: slug.into(),
            ..group.details
        },
    })
}

/// A person with a principal of the same name.
fn linked(host: &Host, name: &str) -> Id {
    let person = host.made(Operation::create_person(samples::person(name)));
    host.link(identity(name), person);
    person
}

#[test]
fn a_proposal_is_supported_and_becomes_a_group_by_a_decision_with_a_reason() {
    let host = Host::new();
    let (author, friend) = (identity("author"), identity("friend"));
    let proposed = Operation::propose_group(ProposeGroup {
        details: group("privacy").details,
        motivation: "nobody looks at it".into(),
    });
    let id = host.run(author, &proposed).unwrap().id;
    for caller in [author, friend] {
        host.run(caller, &Operation::support_group(id)).unwrap();
    }
    host.run(author, &Operation::withdraw_support(id)).unwrap();

    let open = read(&host, id);
    assert_eq!(open.state(), LifecycleState::proposed);
    let proposal = open.proposal.unwrap();
    assert_eq!((proposal.by, proposal.supporters), (author, 1));
    assert_eq!(proposal.motivation, "nobody looks at it");
    let q = ListMembers {
        group: id,
        ..ListMembers::default()
    };
    let supporters: SupporterPage = host.ask("list_supporters", q);
    assert_eq!(supporters.items[0].principal, friend);

    let decided = host.admin(Operation::decide_proposal(DecideProposal {
        id,
        expected_revision: open.meta.revision,
        accept: true,
        reason: "it is needed".into(),
    }));
    let active = read(&host, id);
    assert_eq!(active.meta.revision, decided.revision);
    assert_eq!(active.state(), LifecycleState::active);
    let decision = active.proposal.and_then(|p| p.decision).unwrap();
    assert!(decision.accepted);
    assert_eq!(
        (decision.by, decision.reason.as_str()),
        (founder(), "it is needed")
    );
    // Having proposed a group gives no right in it.
    let renamed = host.run(author, &rename(&host, id, "mine"));
    assert!(matches!(error(renamed), Error::not_authorised { .. }));
}

#[test]
fn a_term_gives_rights_from_its_first_day_to_its_last() {
    let host = Host::new();
    let person = linked(&host, "lead");
    let term = Role {
        from: Some(date(2026, 6, 16)),
        until: Some(date(2026, 6, 17)),
        ..role(RoleKind::lead, person)
    };
    let id = host.group("term", None, vec![term]);
    let lead = identity("lead");
    // Midnight before the first day.
    let first = BEGINNING + 14 * HOUR;
    for (now, holds) in [
        (first - 1_000_000_000, false),
        (first, true),
        (first + 2 * DAY - 1_000_000_000, true),
        (first + 2 * DAY, false),
    ] {
        host.set_time(now);
        assert_eq!(
            host.whoami(lead).offices.len(),
            usize::from(holds),
            "at {now}"
        );
        let slug = format!("term-{now}");
        let renamed = host.run(lead, &rename(&host, id, &slug));
        assert_eq!(renamed.is_ok(), holds, "at {now}");
    }
}

#[test]
fn a_lead_of_a_group_has_its_rights_in_all_subgroups_until_they_move_away() {
    let host = Host::new();
    let person = linked(&host, "lead");
    let top = host.group("top", None, vec![role(RoleKind::lead, person)]);
    let middle = host.group("middle", Some(top), Vec::new());
    let bottom = host.group("bottom", Some(middle), Vec::new());
    let lead = identity("lead");
    host.run(lead, &rename(&host, bottom, "bottom-2")).unwrap();
    // A lead appoints in a subgroup, and makes one.
    let appoint = Operation::set_roles(SetRoles {
        id: bottom,
        expected_revision: read(&host, bottom).meta.revision,
        roles: vec![role(RoleKind::scribe, person)],
    });
    host.run(lead, &appoint).unwrap();
    let new = CreateGroup {
        parent: Some(bottom),
        ..group("new")
    };
    host.run(lead, &Operation::create_group(new)).unwrap();

    host.admin(Operation::move_group(MoveGroup {
        id: middle,
        expected_revision: read(&host, middle).meta.revision,
        parent: None,
    }));
    let refused = host.run(lead, &rename(&host, bottom, "bottom-3"));
    assert!(matches!(error(refused), Error::not_authorised { .. }));
}

#[test]
fn a_former_slug_stays_its_group_s_and_nobody_else_takes_it() {
    let host = Host::new();
    let id = host.group("old", None, Vec::new());
    host.admin(rename(&host, id, "new"));
    assert_eq!(by_slug(&host, "old"), Some(id));
    assert_eq!(by_slug(&host, "NEW"), Some(id));

    let taken = Error::already_exists {
        field: "details.slug".into(),
        id,
    };
    let another = host.run(founder(), &Operation::create_group(group("old")));
    assert_eq!(error(another), taken);
    let other = host.group("other", None, Vec::new());
    assert_eq!(
        error(host.run(founder(), &rename(&host, other, "old"))),
        taken
    );
    assert_eq!(by_slug(&host, "old"), Some(id));
    // Its own group takes it back.
    host.admin(rename(&host, id, "old"));
    assert_eq!(by_slug(&host, "old"), Some(id));
    assert_eq!(by_slug(&host, "new"), Some(id));
    assert_eq!(by_slug(&host, "unknown"), None);
}

#[test]
fn an_archived_group_stays_readable_and_takes_no_members() {
    let host = Host::new();
    let id = host.group("closing", None, Vec::new());
    host.run(identity("member"), &Operation::join_group(id))
        .unwrap();
    let mut lifecycle = read(&host, id).lifecycle;
    lifecycle.push(LifecycleStep {
        date: Some(PartialDate {
            day: None,
            ..date(2026, 6, 1)
        }),
        reason: Some("its work is done".into()),
        ..step(LifecycleState::archived)
    });
    host.admin(Operation::set_lifecycle(SetLifecycle {
        id,
        expected_revision: 1,
        lifecycle: lifecycle.clone(),
    }));
    assert_eq!(read(&host, id).lifecycle, lifecycle);
    let late = host.run(identity("late"), &Operation::join_group(id));
    assert!(matches!(error(late), Error::not_now { .. }));
    // Who is a member stays one, and may still go.
    host.run(identity("member"), &Operation::leave_group(id))
        .unwrap();

    let in_state = |state| {
        let q = ListGroups {
            state: Some(state),
            ..ListGroups::default()
        };
        let page: workgroups::registry::GroupPage = host.ask("list_groups", q);
        page.items.len()
    };
    assert_eq!(in_state(LifecycleState::archived), 1);
    assert_eq!(in_state(LifecycleState::active), 0);
}

#[test]
fn members_come_and_go_and_come_again() {
    let host = Host::new();
    let id = host.group("one", None, Vec::new());
    let member = identity("member");
    let members = || {
        let q = ListMembers {
            group: id,
            ..ListMembers::default()
        };
        host.ask::<MemberPage>("list_members", q).items
    };
    let joined = host.run(member, &Operation::join_group(id)).unwrap();
    assert_eq!(joined.kind, Some(Kind::membership));
    assert_eq!(members()[0].principal, member);
    assert_eq!(host.whoami(member).memberships, [id]);
    let left = host.run(member, &Operation::leave_group(id)).unwrap();
    assert_eq!((left.id, left.revision), (joined.id, 0));
    assert!(members().is_empty() && host.whoami(member).memberships.is_empty());
    let again = host.run(member, &Operation::join_group(id)).unwrap();
    assert_ne!(again.id, joined.id);
    assert_eq!(members().len(), 1);
}

#[test]
fn the_history_tells_who_changed_what_and_when() {
    let host = Host::new();
    let person = linked(&host, "coordinator");
    let coordinator = identity("coordinator");
    let id = host.group("one", None, vec![role(RoleKind::coordinator, person)]);
    host.set_time(BEGINNING + DAY);
    let before = read(&host, id);
    let changed = Operation::update_group(UpdateGroup {
        id,
        expected_revision: 1,
        details: GroupDetails {
            scope: "all about one".into(),
            topics: vec!["one".into()],
            ..before.details
        },
    });
    let written = host.run(coordinator, &changed).unwrap();
    let [made, edited] = &host.history(Kind::group, id)[..] else {
        panic!("two changes were made");
    };
    assert_eq!(
        (made.by, made.operation.as_str(), made.revision),
        (founder(), "create_group", 1)
    );
    assert!(made.fields.is_empty());
    assert_eq!(
        (edited.by, edited.operation.as_str()),
        (coordinator, "update_group")
    );
    assert_eq!((edited.revision, edited.event), (2, written.event));
    assert_eq!(edited.fields, ["details.scope", "details.topics"]);
    assert!(edited.at >= BEGINNING + DAY && made.at < BEGINNING + DAY);
    let now = read(&host, id).meta;
    assert_eq!((now.updated_by, now.updated_at), (coordinator, edited.at));
    assert_eq!((now.created_by, now.created_at), (founder(), made.at));
}
