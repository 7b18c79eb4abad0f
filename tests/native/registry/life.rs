//! A group that is paused or archived takes its meetings along.

use super::scene::*;
use workgroups::domain::*;
use workgroups_test_support::records;

fn lives(c: &mut Community, state: LifecycleState) {
    let group = c.registry.get_group(&Ref::id(GROUP)).unwrap();
    let mut lifecycle = group.lifecycle;
    lifecycle.push(LifecycleStep {
        state,
        date: None,
        reason: Some("Work done".into()),
    });
    c.does(Operation::set_lifecycle(SetLifecycle {
        id: GROUP,
        expected_revision: group.meta.revision,
        lifecycle,
    }));
}

#[test]
fn an_archived_group_meets_no_more_and_a_resumed_one_again() {
    let mut c = scene();
    let mut single = meeting("single");
    single.when.start = Some(utc("2030-04-20T12:00"));
    c.does(Operation::create_meeting(single));
    c.now = utc("2030-04-09T12:00");
    for state in [LifecycleState::paused, LifecycleState::archived] {
        lives(&mut c, state);
        assert_eq!(c.next(), None);
        assert_eq!(c.comes(10), []);
        let calendar = c.calendar();
        // The last date that took place is 4 April.
        assert!(calendar.contains("UNTIL=20300409T"), "{calendar}");
        assert!(!calendar.contains("Meeting single"));
        assert!(!c.reads("/").contains("11 April 2030"));
    }
    lives(&mut c, LifecycleState::active);
    assert_eq!(c.next().unwrap().start, Some(local("2030-04-11T16:00")));
    assert!(c.calendar().contains("Meeting single"));
}

#[test]
fn a_joint_meeting_goes_on_while_one_of_its_groups_is_at_work() {
    let mut c = scene();
    c.does(Operation::create_group(records::group("other")));
    let mut joint = meeting("joint");
    joint.groups = vec![GROUP, 2];
    joint.when.start = Some(utc("2030-04-20T12:00"));
    let id = c.does(Operation::create_meeting(joint)).id;
    lives(&mut c, LifecycleState::archived);
    assert_eq!(c.next().unwrap().meeting, Some(id));
    assert!(c.calendar().contains("Meeting joint"));
}

#[test]
fn nothing_new_is_planned_in_a_group_that_rests_and_what_was_can_be_recorded() {
    let mut c = scene();
    lives(&mut c, LifecycleState::archived);
    let mut coming = meeting("coming");
    coming.when.start = Some(c.now + DAY);
    let planned = [
        Operation::create_series(NewSeries {
            groups: vec![GROUP],
            tags: Vec::new(),
            details: weekly(),
        }),
        Operation::create_meeting(coming),
    ];
    for operation in planned {
        assert!(matches!(c.tries(operation), Err(Error::not_now { .. })));
    }
    let mut past = meeting("past");
    past.when.start = Some(c.now - DAY);
    past.status = MeetingStatus::held;
    c.does(Operation::create_meeting(past));
}

#[test]
fn that_a_group_rests_is_news() {
    let mut c = scene();
    lives(&mut c, LifecycleState::archived);
    let feed = c.reads("/groups/sync/feed.xml");
    assert!(feed.contains("Archived: Group sync"), "{feed}");
    assert!(feed.contains("Work done"));
}
