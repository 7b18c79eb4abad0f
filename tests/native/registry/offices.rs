//! What an office allows, and where it ends.

use candid::Principal;
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups_test_support::records;

use super::scene::*;

const OTHER: Id = 2;

fn lead() -> Caller {
    Caller {
        principal: Principal::from_slice(&[9, 1]),
        is_controller: false,
    }
}

/// Two groups, of which the first has a lead.
fn led() -> Community {
    let mut c = scene();
    c.does(Operation::create_group(records::group("other")));
    let newcomer = PersonDetails {
        handle: "ada".into(),
        name: None,
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    };
    let request = Operation::request_link(RequestLink {
        target: LinkTarget::newcomer(newcomer),
        evidence: "My profile says so.".into(),
    });
    let request = c.registry.execute(&lead(), c.now, request).unwrap();
    c.does(Operation::decide_link(DecideLink {
        id: request.id,
        expected_revision: request.revision,
        accept: true,
        reason: "known".into(),
    }));
    let role = Role {
        kind: Some(RoleKind::lead),
        label: None,
        person: Some(1),
        from: None,
        until: None,
        note: None,
    };
    c.does(Operation::set_roles(SetRoles {
        id: GROUP,
        expected_revision: group(&c).meta.revision,
        roles: vec![role],
    }));
    c
}

fn group(c: &Community) -> Group {
    c.registry.get_group(&Ref::id(GROUP)).unwrap()
}

/// Whether the lead may do it: nothing else stands in its way.
fn may(c: &mut Community, operation: Operation) -> bool {
    match c.registry.execute(&lead(), c.now, operation) {
        Ok(_) => true,
        Err(Error::not_authorised { .. }) => false,
        Err(other) => panic!("{other:?}"),
    }
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
    let refused: [(&str, fn(&mut Vec<LifecycleStep>)); 6] = [
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
