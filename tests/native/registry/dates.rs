//! A date of a series and its record are one truth, and what others entered goes along.

use super::scene::*;
use workgroups::domain::series::OccurrenceStatus::{Cancelled, Moved, Scheduled};
use workgroups::domain::*;

#[test]
fn a_record_cannot_cancel_or_move_a_date_that_its_series_holds() {
    let mut c = scene();
    let mut record = record_of("2030-04-11T16:00");
    record.status = MeetingStatus::cancelled;
    record.reason = Some("Speaker ill".into());
    record.when.start = Some(utc("2030-04-12T15:00"));
    record.duration_minutes = Some(90);
    assert_eq!(
        c.refuses(Operation::create_meeting(record.clone())),
        [
            "details.status",
            "details.when.start",
            "details.duration_minutes"
        ]
    );
    let made = c.does(Operation::create_meeting(record_of("2030-04-11T16:00")));
    assert_eq!(
        c.refuses(c.update_meeting(made.id, record.clone())).len(),
        3
    );
    record.status = MeetingStatus::held;
    record.reason = None;
    assert_eq!(c.refuses(c.update_meeting(made.id, record)).len(), 3);
}

#[test]
fn a_record_may_leave_its_time_open_until_its_date_is_moved() {
    let mut c = scene();
    let made = c.does(Operation::create_meeting(record_of("2030-04-11T16:00")));
    assert_eq!(c.meeting(made.id).details.when, When::default());
    c.does(move_to(SERIES, 1, "2030-04-11T16:00", "2030-04-12T16:00"));
    let when = c.meeting(made.id).details.when;
    assert_eq!(when.start, Some(utc("2030-04-12T15:00")));
    assert_eq!(when.zone.as_deref(), Some("Europe/London"));
}

#[test]
fn a_date_that_is_cancelled_moved_or_restored_takes_its_record_along() {
    let mut c = scene();
    let made = c.does(Operation::create_meeting(record_of("2030-04-04T16:00")));
    c.does(cancel(SERIES, 1, "2030-04-04T16:00"));
    let record = c.meeting(made.id);
    assert_eq!(record.details.status, MeetingStatus::cancelled);
    assert_eq!(record.details.reason.as_deref(), Some("Easter holidays"));
    assert_eq!(c.next().unwrap().start, Some(local("2030-04-11T16:00")));
    c.does(Operation::restore_occurrence(RestoreOccurrence {
        id: SERIES,
        expected_revision: 2,
        original: local("2030-04-04T16:00"),
    }));
    let record = c.meeting(made.id);
    assert_eq!(record.details.status, MeetingStatus::scheduled);
    assert_eq!(record.details.reason, None);
    c.does(move_to(SERIES, 3, "2030-04-04T16:00", "2030-04-04T19:00"));
    let record = c.meeting(made.id);
    assert_eq!(record.details.status, MeetingStatus::moved);
    assert_eq!(record.details.when.start, Some(utc("2030-04-04T18:00")));
    c.now = utc("2030-04-04T14:50");
    assert!(c.tries(Operation::check_in(made.id)).is_err(), "not yet");
    c.now = utc("2030-04-04T17:50");
    c.does(Operation::check_in(made.id));
}

#[test]
fn a_date_that_was_held_cannot_be_cancelled() {
    let mut c = scene();
    let made = c.does(Operation::create_meeting(record_of("2030-04-04T16:00")));
    c.now = utc("2030-04-05T12:00");
    let mut details = c.meeting(made.id).details;
    details.status = MeetingStatus::held;
    details.duration_minutes = Some(75);
    c.does(c.update_meeting(made.id, details));
    assert_eq!(
        c.refuses(cancel(SERIES, 1, "2030-04-04T16:00")),
        ["original"]
    );
}

#[test]
fn the_end_of_a_series_cancels_the_records_of_later_dates_until_it_is_taken_back() {
    let mut c = scene();
    let early = c.does(Operation::create_meeting(record_of("2030-04-04T16:00")));
    let late = c.does(Operation::create_meeting(record_of("2030-04-25T16:00")));
    let end = |expected_revision, before: Option<&str>| {
        Operation::end_series(EndSeries {
            id: SERIES,
            expected_revision,
            before: before.map(local),
            reason: "Work done".into(),
            announced_at: None,
        })
    };
    c.does(end(1, Some("2030-04-18T16:00")));
    assert_eq!(c.meeting(early.id).details.status, MeetingStatus::scheduled);
    let record = c.meeting(late.id);
    assert_eq!(record.details.status, MeetingStatus::cancelled);
    assert_eq!(record.details.reason.as_deref(), Some("Work done"));
    c.does(end(2, None));
    assert_eq!(c.meeting(late.id).details.status, MeetingStatus::scheduled);
}

#[test]
fn cancelled_and_moved_dates_stay_so_when_the_hour_changes() {
    let mut c = scene();
    c.does(cancel(SERIES, 1, "2030-04-11T16:00"));
    c.does(move_to(SERIES, 2, "2030-04-18T16:00", "2030-04-19T10:00"));
    c.does(c.update_series(an_hour_later(), None));
    assert_eq!(
        c.comes(4),
        [
            (local("2030-04-04T17:00"), Scheduled),
            (local("2030-04-11T17:00"), Cancelled),
            (local("2030-04-19T10:00"), Moved),
            (local("2030-04-25T17:00"), Scheduled),
        ]
    );
    assert!(c.calendar().contains("STATUS:CANCELLED"));
}

#[test]
fn what_a_new_schedule_would_drop_is_named_and_has_to_be_agreed_to() {
    let mut c = scene();
    c.does(cancel(SERIES, 1, "2030-04-11T16:00"));
    let made = c.does(Operation::create_meeting(record_of("2030-04-18T16:00")));
    let refused = c.tries(c.update_series(on_fridays(), None)).unwrap_err();
    let Error::invalid { faults } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(faults[0].field, "details.schedule");
    for date in ["2030-04-11T16:00", "2030-04-18T16:00"] {
        assert!(faults[0].reason.contains(date), "{}", faults[0].reason);
    }
    let follow = |drops| {
        Operation::change_following(ChangeFollowing {
            id: SERIES,
            expected_revision: 2,
            from: local("2030-04-11T16:00"),
            details: {
                let mut details = on_fridays();
                details.schedule.as_mut().unwrap().start = local("2030-04-12T16:00");
                details
            },
            reason: String::new(),
            announced_at: None,
            drops,
        })
    };
    assert_eq!(c.refuses(follow(None)), ["details.schedule"]);
    c.does(follow(Some(true)));
    let record = c.meeting(made.id);
    assert_eq!(record.details.occurrence, None, "it stands by itself");
    assert_eq!(record.details.when.start, Some(utc("2030-04-18T15:00")));
}

#[test]
fn records_of_dates_go_along_to_a_new_hour_and_to_a_series_that_goes_on() {
    let mut c = scene();
    let mut record = record_of("2030-04-18T16:00");
    record.title = "With a guest".into();
    let made = c.does(Operation::create_meeting(record));
    c.does(c.update_series(an_hour_later(), None));
    let details = c.meeting(made.id).details;
    assert_eq!(
        details.occurrence.unwrap().original,
        local("2030-04-18T17:00")
    );
    assert_eq!(details.when.start, Some(utc("2030-04-18T16:00")));
    let mut following = weekly();
    following.schedule.as_mut().unwrap().start = local("2030-04-11T09:00");
    c.does(Operation::change_following(ChangeFollowing {
        id: SERIES,
        expected_revision: 2,
        from: local("2030-04-11T17:00"),
        details: following,
        reason: String::new(),
        announced_at: None,
        drops: None,
    }));
    let of = c.meeting(made.id).details.occurrence.unwrap();
    assert_eq!((of.series, of.original), (2, local("2030-04-18T09:00")));
    c.now = utc("2030-04-17T12:00");
    let next = c.next().unwrap();
    assert_eq!(next.meeting, Some(made.id));
    assert_eq!(next.title, "With a guest");
}

#[test]
fn title_agenda_and_place_of_a_record_reach_the_feeds() {
    let mut c = scene();
    let mut record = record_of("2030-04-11T16:00");
    record.title = "Key rotation".into();
    record.summary = Some("We rotate the keys.".into());
    record.agenda = vec![AgendaItem {
        title: "Who holds which".into(),
        speakers: Vec::new(),
        minutes: None,
        note: None,
    }];
    record.locations = vec![Link {
        kind: Some(LinkKind::location),
        label: Some("Room".into()),
        url: Some("https://example.org/room".into()),
    }];
    c.does(Operation::create_meeting(record));
    let calendar = c.calendar();
    let event = calendar
        .split("BEGIN:VEVENT")
        .find(|event| event.contains("RECURRENCE-ID"));
    let event = event.expect("the date has an event of its own");
    for line in [
        "RECURRENCE-ID;TZID=Europe/London:20300411T160000",
        "SUMMARY:Key rotation",
        "We rotate the keys.",
        "- Who holds which",
        "LOCATION:https://example.org/room",
        "/meetings/2030-04-11-16-00",
    ] {
        assert!(event.contains(line), "{line}: {event}");
    }
}

#[test]
fn a_group_cannot_take_the_date_of_anothers_series() {
    let mut c = scene();
    c.does(Operation::create_group(
        workgroups_test_support::records::group("other"),
    ));
    let mut joint = record_of("2030-04-11T16:00");
    joint.groups = vec![GROUP, 2];
    let made = c.does(Operation::create_meeting(joint.clone()));
    joint.groups = vec![2];
    assert_eq!(
        c.refuses(c.update_meeting(made.id, joint)),
        ["details.occurrence.series"]
    );
}
