//! What an office allows, and where it ends.

use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups_test_support::records;

use super::scene::*;

const OTHER: Id = 2;

fn lead() -> Caller {
    caller(1)
}

/// Links somebody to a new person.
fn enrol(c: &mut Community, caller: Caller) -> Id {
    let handle = format!("person{}", caller.principal.as_slice()[1]);
    let request = asks_for(&handle);
    let request = c.registry.execute(&caller, c.now, request).unwrap();
    c.does(Operation::decide_link(DecideLink {
        id: request.id,
        expected_revision: request.revision,
        accept: true,
        reason: "known".into(),
    }));
    c.registry.get_person(&Ref::slug(handle)).unwrap().id
}

/// Gives a group these roles, and nobody else one.
fn gives(c: &mut Community, id: Id, roles: &[(RoleKind, Id)]) {
    let role = |(kind, person): &(RoleKind, Id)| Role {
        kind: Some(*kind),
        label: None,
        person: Some(*person),
        from: None,
        until: None,
        note: None,
    };
    let expected_revision = c.registry.get_group(&Ref::id(id)).unwrap().meta.revision;
    c.does(Operation::set_roles(SetRoles {
        id,
        expected_revision,
        roles: roles.iter().map(role).collect(),
    }));
}

/// Two groups, of which the first has a lead.
fn led() -> Community {
    let mut c = scene();
    c.does(Operation::create_group(records::group("other")));
    let person = enrol(&mut c, lead());
    gives(&mut c, GROUP, &[(RoleKind::lead, person)]);
    c
}

/// The first group with one of each kind of role: the callers from 2 on, in this order.
fn staffed() -> Community {
    let mut c = led();
    let mut roles = vec![(RoleKind::lead, 1)];
    for (kind, number) in [
        (RoleKind::coordinator, 2),
        (RoleKind::scribe, 3),
        (RoleKind::emeritus, 4),
    ] {
        roles.push((kind, enrol(&mut c, caller(number))));
    }
    gives(&mut c, GROUP, &roles);
    c
}

fn group(c: &Community) -> Group {
    c.registry.get_group(&Ref::id(GROUP)).unwrap()
}

/// Whether somebody may do it: nothing else stands in the way.
fn may_as(c: &mut Community, caller: Caller, operation: Operation) -> bool {
    match c.registry.execute(&caller, c.now, operation) {
        Ok(_) => true,
        Err(Error::not_authorised { .. }) => false,
        Err(other) => panic!("{other:?}"),
    }
}

fn may(c: &mut Community, operation: Operation) -> bool {
    may_as(c, lead(), operation)
}

#[test]
fn a_lead_takes_a_record_to_no_group_of_others_and_away_from_none() {
    let mut c = led();
    let id = c.does(Operation::create_meeting(meeting("m"))).id;
    let in_both = records::meeting("m", &[GROUP, OTHER]);
    let to_both = c.update_meeting(id, in_both.clone());
    assert!(!may(&mut c, to_both.clone()));
    c.does(to_both);
    let mut renamed = in_both;
    renamed.title = "Another title".into();
    let renamed = c.update_meeting(id, renamed);
    assert!(may(&mut c, renamed));
    let without_the_other = c.update_meeting(id, meeting("m"));
    assert!(!may(&mut c, without_the_other));
    assert_eq!(c.meeting(id).details.groups, [GROUP, OTHER]);
}

/// The group's lifecycle with these changes.
fn lives(c: &Community, change: impl FnOnce(&mut Vec<LifecycleStep>)) -> Operation {
    let group = group(c);
    let mut lifecycle = group.lifecycle;
    change(&mut lifecycle);
    Operation::set_lifecycle(SetLifecycle {
        id: GROUP,
        expected_revision: group.meta.revision,
        lifecycle,
    })
}

fn step(state: LifecycleState) -> LifecycleStep {
    LifecycleStep {
        state,
        date: None,
        reason: Some("as the group wishes".into()),
    }
}

#[test]
fn a_lead_pauses_and_resumes_and_leaves_the_archive_and_the_past_to_admins() {
    use LifecycleState::{active, archived, paused};
    let mut c = led();
    for state in [paused, active] {
        let then = lives(&c, |steps| steps.push(step(state)));
        assert!(may(&mut c, then), "{state:?}");
    }
    type Steps = fn(&mut Vec<LifecycleStep>);
    let refused: [(&str, Steps); 6] = [
        ("nothing new", |_| {}),
        ("a step less", |steps| drop(steps.pop())),
        ("archived", |steps| steps.push(step(archived))),
        ("archived in between", |steps| {
            steps.extend([step(archived), step(active)]);
        }),
        ("another past", |steps| {
            steps[0].reason = Some("for another reason".into());
            steps.push(step(paused));
        }),
        ("another past alone", |steps| steps.swap(0, 1)),
    ];
    for (what, change) in refused {
        let change = lives(&c, change);
        assert!(!may(&mut c, change), "{what}");
    }
    let into_the_archive = lives(&c, |steps| steps.push(step(archived)));
    c.does(into_the_archive);
    let out_of_it = lives(&c, |steps| steps.push(step(active)));
    assert!(!may(&mut c, out_of_it));
}

#[test]
fn who_has_an_office_is_an_admin_a_controller_or_holds_a_role_with_rights() {
    let mut c = staffed();
    c.does(Operation::add_admin(caller(7).principal));
    let controller = Caller {
        is_controller: true,
        ..caller(8)
    };
    let has = |c: &Community, caller| c.registry.has_office(&caller, c.now);
    for (number, expected) in [(1, true), (2, true), (3, true), (4, false), (5, false)] {
        assert_eq!(has(&c, caller(number)), expected, "{number}");
    }
    assert!(has(&c, caller(7)) && has(&c, controller));
    gives(&mut c, GROUP, &[(RoleKind::emeritus, 1)]);
    assert!(!has(&c, lead()));
}

#[test]
fn people_are_entered_by_coordinators_and_leads_of_any_group() {
    let mut c = staffed();
    for (number, expected) in [(1, true), (2, true), (3, false), (4, false), (5, false)] {
        let person = Operation::create_person(person(&format!("newcomer{number}")));
        assert_eq!(may_as(&mut c, caller(number), person), expected, "{number}");
    }
}

#[test]
fn a_draft_is_read_by_those_who_may_write_it() {
    let mut c = staffed();
    let id = c.does(Operation::create_meeting(meeting("m"))).id;
    c.does(Operation::save_draft(SaveDraft {
        id,
        expected_revision: 0,
        minutes: Minutes::default(),
    }));
    for (number, expected) in [(1, true), (2, true), (3, true), (4, false), (5, false)] {
        let draft = c.registry.get_draft(&caller(number), c.now, id);
        assert_eq!(draft.is_ok(), expected, "{number}");
    }
    let anonymous = c.registry.get_draft(&Caller::nobody(), c.now, id);
    assert!(matches!(anonymous, Err(Error::anonymous_caller)));
}

#[test]
fn members_and_officers_check_in_and_nobody_else() {
    let mut c = staffed();
    let mut today = meeting("m");
    today.when.start = Some(c.now);
    let id = c.does(Operation::create_meeting(today)).id;
    assert!(may_as(&mut c, caller(6), Operation::join_group(GROUP)));
    for (number, expected) in [(1, true), (3, true), (4, false), (5, false), (6, true)] {
        let check_in = Operation::check_in(id);
        assert_eq!(
            may_as(&mut c, caller(number), check_in),
            expected,
            "{number}"
        );
    }
}

#[test]
fn a_lead_leads_the_groups_below_too_and_a_coordinator_does_not() {
    let mut c = staffed();
    let below = |c: &mut Community, slug: &str, parent| {
        let mut group = records::group(slug);
        group.parent = Some(parent);
        c.does(Operation::create_group(group)).id
    };
    let child = below(&mut c, "child", GROUP);
    let grandchild = below(&mut c, "grandchild", child);
    for (group, slug) in [(child, "in-the-child"), (grandchild, "in-the-grandchild")] {
        for (number, expected) in [(2, false), (3, false), (5, false), (1, true)] {
            let meeting = Operation::create_meeting(records::meeting(slug, &[group]));
            assert_eq!(
                may_as(&mut c, caller(number), meeting),
                expected,
                "{number} {slug}"
            );
        }
    }
    // Nor does a lead of a group below lead the one above.
    let person = enrol(&mut c, caller(6));
    gives(&mut c, child, &[(RoleKind::lead, person)]);
    let above = Operation::create_meeting(meeting("above"));
    assert!(!may_as(&mut c, caller(6), above));
}

#[test]
fn where_changes_take_two_admins_officers_work_on_and_controllers_need_no_second() {
    let mut c = staffed();
    let admin = caller(7);
    c.does(Operation::add_admin(admin.principal));
    c.does(Operation::add_admin(caller(8).principal));
    let expected_revision = c.registry.registry_info().meta.revision;
    c.does(Operation::set_two_admins(SetTwoAdmins {
        expected_revision,
        confirm_days: Some(7),
    }));
    let add = |number| Operation::add_admin(caller(number).principal);
    let alone = c.registry.execute(&admin, c.now, add(9));
    assert!(matches!(alone, Err(Error::not_now { .. })), "{alone:?}");
    c.does(add(9));
    // What officers may do, admins may do alone as well.
    for (number, slug) in [(1, "by-the-lead"), (7, "by-an-admin")] {
        let meeting = Operation::create_meeting(meeting(slug));
        assert!(may_as(&mut c, caller(number), meeting), "{slug}");
    }
    let doors = c.registry.registry_info().doors;
    let shut = Operation::set_doors(SetDoors {
        expected_revision: c.registry.registry_info().meta.revision,
        doors: Doors {
            operations_per_day: 0,
            ..doors
        },
    });
    assert!(may_as(&mut c, admin, shut), "doors are shut by one");
}

#[test]
fn who_has_no_identity_writes_nothing_whatever_else_is_said_of_them() {
    let mut c = led();
    for is_controller in [false, true] {
        let nobody = Caller {
            is_controller,
            ..Caller::nobody()
        };
        let before = c.registry.store().events();
        let (now, join) = (c.now, || Operation::join_group(GROUP));
        let one = c.registry.execute(&nobody, now, join());
        assert!(matches!(one, Err(Error::anonymous_caller)), "{one:?}");
        for operations in [Vec::new(), vec![join(), join()]] {
            let refused = c
                .registry
                .execute_all(&nobody, now, operations)
                .unwrap_err();
            assert!(matches!(refused.error, Some(Error::anonymous_caller)));
        }
        assert_eq!(c.registry.store().events(), before);
    }
}
