//! A group that is paused or archived takes its meetings along.

use super::scene::*;
use workgroups::domain::*;
use workgroups::registry::Upcoming;
use workgroups::registry::access::Caller;
use workgroups_test_support::records;

fn lives(c: &mut Community, state: LifecycleState) {
    lives_on(c, GROUP, state);
}

fn lives_on(c: &mut Community, id: Id, state: LifecycleState) {
    let group = c.registry.get_group(&Ref::id(id)).unwrap();
    let mut lifecycle = group.lifecycle;
    lifecycle.push(LifecycleStep {
        state,
        date: None,
        reason: Some("Work done".into()),
    });
    c.does(Operation::set_lifecycle(SetLifecycle {
        id,
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

/// Groups with a meeting each that comes at the same time, besides the group of the scene.
fn with_groups(many: u64) -> Community {
    let mut c = scene();
    for n in 0..many {
        let group = c.does(Operation::create_group(records::group(&format!("g-{n}"))));
        let mut meeting = meeting(&format!("m-{n}"));
        meeting.groups = vec![group.id];
        meeting.when.start = Some(utc("2030-04-20T12:00"));
        c.does(Operation::create_meeting(meeting));
    }
    c.now = utc("2030-04-19T12:00");
    c
}

/// The groups of which meetings come in the next two days, as a list and a calendar tell.
fn groups_that_meet(c: &Community) -> Vec<Id> {
    let question = Upcoming {
        take: Some(200),
        until: Some(c.now + 2 * DAY),
        ..Upcoming::default()
    };
    let page = c.registry.upcoming(&Caller::nobody(), c.now, &question);
    let page = page.unwrap();
    assert_eq!(page.next, None);
    let calendar = c.calendar();
    for meeting in &page.items {
        let line = format!("SUMMARY:{}\r\n", meeting.title);
        assert!(calendar.contains(&line), "{line}");
    }
    assert_eq!(
        calendar.matches("SUMMARY:Meeting m-").count(),
        page.items.len()
    );
    page.items.into_iter().flat_map(|m| m.groups).collect()
}

#[test]
fn of_many_groups_those_that_rest_do_not_meet() {
    const MANY: u64 = 30;
    let mut c = with_groups(MANY);
    let all: Vec<Id> = (2..2 + MANY).collect();
    assert_eq!(groups_that_meet(&c), all);
    lives_on(&mut c, 3, LifecycleState::paused);
    lives_on(&mut c, 20, LifecycleState::archived);
    lives_on(&mut c, 31, LifecycleState::paused);
    let rest = |id: &Id| ![3, 20, 31].contains(id);
    let some: Vec<Id> = all.iter().copied().filter(rest).collect();
    assert_eq!(groups_that_meet(&c), some);
    for id in [3, 20, 31] {
        lives_on(&mut c, id, LifecycleState::active);
    }
    assert_eq!(groups_that_meet(&c), all);
}

#[test]
fn of_many_groups_that_rest_none_meets() {
    const MANY: u64 = 110;
    let mut c = with_groups(MANY);
    for id in 2..2 + MANY {
        let state = match id % 2 {
            0 => LifecycleState::paused,
            _ => LifecycleState::archived,
        };
        lives_on(&mut c, id, state);
    }
    assert_eq!(groups_that_meet(&c), Vec::<Id>::new());
    lives_on(&mut c, 60, LifecycleState::active);
    assert_eq!(groups_that_meet(&c), [60]);
}
