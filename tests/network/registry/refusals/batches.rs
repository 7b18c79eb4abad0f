//! Batches: all or none.

use workgroups::domain::*;

use crate::registry::samples::{self, group, initiative, item, meeting, minutes, report};
use crate::registry::snapshot::Snapshot;
use workgroups_test_support::host::{Host, accept, error, founder, identity};

/// One operation of each sort that makes or ends something, on the records that come before it.
fn of_every_sort() -> Vec<Operation> {
    let proposed = Operation::propose_group(ProposeGroup {
        details: group("proposed").details,
        motivation: "there is none".into(),
    });
    vec![
        Operation::add_admin(identity("second")),
        Operation::create_person(samples::person("second")),
        accept(1),
        Operation::create_group(group("second")),
        proposed,
        Operation::support_group(3),
        Operation::update_group(UpdateGroup {
            id: 1,
            expected_revision: 1,
            details: group("renamed").details,
        }),
        Operation::create_group(group("third")),
        Operation::move_group(MoveGroup {
            id: 2,
            expected_revision: 1,
            parent: Some(1),
        }),
        Operation::leave_group(1),
        Operation::join_group(2),
        Operation::create_meeting(meeting("second", &[1, 2])),
        Operation::publish_minutes(PublishMinutes {
            id: 1,
            expected_revision: 1,
            minutes: minutes("跨链 and more"),
        }),
        Operation::give_feedback(GiveFeedback {
            subject: Subject::meeting(2),
            text: "good meeting".into(),
        }),
        Operation::remove_feedback(RemoveFeedback {
            id: 1,
            reason: "mistaken".into(),
        }),
        Operation::create_action_item(item(2, "to do")),
        Operation::create_initiative(initiative("second", &[2])),
        Operation::create_report(report("second", &[2], &[1])),
    ]
}

/// What the batch above finds: records with number 1, a draft, a member, feedback and a request.
fn with_records() -> Host {
    let host = Host::new();
    host.admin(Operation::create_group(group("first")));
    host.admin(Operation::create_person(samples::person("first")));
    host.ask_for(identity("somebody"), 1);
    host.admin(Operation::join_group(1));
    host.admin(Operation::create_meeting(meeting("first", &[1])));
    host.admin(Operation::save_draft(SaveDraft {
        id: 1,
        expected_revision: 0,
        minutes: minutes("not yet"),
    }));
    host.admin(Operation::give_feedback(GiveFeedback {
        subject: Subject::group(1),
        text: "good group".into(),
    }));
    host
}

#[test]
fn a_batch_with_a_bad_last_operation_leaves_nothing_and_without_it_all() {
    let host = with_records();
    let mut operations = of_every_sort();
    let good = operations.len();
    operations.push(Operation::create_group(group("renamed")));
    let before = Snapshot::of(&host);
    let refusal = host.batch(founder(), operations.clone()).unwrap_err();
    assert_eq!(refusal.operation, Some(good as u32));
    let taken = Error::already_exists {
        field: "details.slug".into(),
        id: 1,
    };
    assert_eq!(refusal.error, Some(taken));
    Snapshot::of(&host).assert_same(&before, "a refused batch");

    operations.truncate(good);
    let events = host.about().events;
    let written = host.batch(founder(), operations).unwrap();
    let positions: Vec<u64> = written.iter().map(|w| w.event).collect();
    assert_eq!(
        positions,
        (events..events + good as u64).collect::<Vec<_>>()
    );
    assert_eq!(host.about().events, events + good as u64);
}

#[test]
fn a_refused_batch_leaves_no_trace_in_what_comes_after() {
    let (refused, spared) = (with_records(), with_records());
    let mut operations = of_every_sort();
    operations.push(Operation::join_group(99));
    host_refuses(&refused, operations);
    for host in [&refused, &spared] {
        host.batch(founder(), of_every_sort()).unwrap();
    }
    let numbers = |host: &Host| {
        let about = host.about();
        (
            about.events,
            about.groups,
            about.people,
            about.meetings,
            about.admins,
        )
    };
    assert_eq!(numbers(&refused), numbers(&spared));
}

fn host_refuses(host: &Host, operations: Vec<Operation>) {
    let last = operations.len() - 1;
    let refusal = host.batch(founder(), operations).unwrap_err();
    assert_eq!(refusal.operation, Some(last as u32));
}

#[test]
fn each_operation_of_a_batch_needs_its_own_right() {
    let host = with_records();
    let before = Snapshot::of(&host);
    let stranger = identity("stranger");
    let operations = vec![
        Operation::join_group(1),
        Operation::add_admin(stranger),
        Operation::create_group(group("mine")),
    ];
    let refusal = host.batch(stranger, operations).unwrap_err();
    assert_eq!(refusal.operation, Some(1));
    assert!(matches!(refusal.error, Some(Error::not_authorised { .. })));
    Snapshot::of(&host).assert_same(&before, "a batch without the right");
}

#[test]
fn a_right_that_a_batch_gives_holds_for_what_follows_in_it() {
    let host = with_records();
    let second = identity("second");
    host.admin(Operation::add_admin(second));
    let operations = vec![
        Operation::remove_admin(second),
        Operation::create_group(group("mine")),
    ];
    let before = Snapshot::of(&host);
    let refusal = host.batch(second, operations).unwrap_err();
    assert_eq!(refusal.operation, Some(1));
    assert!(matches!(refusal.error, Some(Error::not_authorised { .. })));
    Snapshot::of(&host).assert_same(&before, "a batch that gives its right away");
    // The refused batch did not take the right either.
    host.run(second, &Operation::create_group(group("mine")))
        .unwrap();
}

#[test]
fn a_batch_has_so_many_operations_and_may_be_empty() {
    let host = with_records();
    let limit = host.limits().limits.batch_operations;
    let many = |count: u32| {
        (0..count)
            .map(|_| {
                Operation::give_feedback(GiveFeedback {
                    subject: Subject::group(1),
                    text: "good".into(),
                })
            })
            .collect::<Vec<_>>()
    };
    let before = Snapshot::of(&host);
    let too_long = Error::limit_exceeded {
        what: "operations in one batch".into(),
        limit: limit.into(),
    };
    for count in [limit + 1, 20_000] {
        assert_eq!(error(host.batch(founder(), many(count))), too_long);
    }
    assert_eq!(host.batch(founder(), Vec::new()).unwrap(), []);
    Snapshot::of(&host).assert_same(&before, "an empty batch");
    let written = host.batch(founder(), many(limit)).unwrap();
    assert_eq!(written.len(), limit as usize);
}
