//! Calendars to subscribe to.

use workgroups::domain::*;
use workgroups::registry::*;

use crate::series::community::*;

const HOST: &str = "aaaaa-aa.icp0.io";

fn of_group(c: &Community, cancelled: bool) -> String {
    let question = AskGroupCalendar {
        group: Ref::slug("wallets".into()),
        cancelled,
        alarm_minutes: None,
        past_days: None,
        offset: None,
    };
    let calendar = c.registry.calendar_of_group(HOST, c.now, &question);
    String::from_utf8(calendar.unwrap().ics.into_vec()).unwrap()
}

fn community() -> Community {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    c.does(Operation::create_meeting(single(
        WALLETS,
        "one",
        "2024-04-05T09:00",
    )));
    c.does(Operation::create_meeting(single(
        TOKENS,
        "other",
        "2024-04-06T09:00",
    )));
    c
}

#[test]
fn a_group_s_calendar_has_its_series_and_its_single_meetings() {
    let mut c = community();
    let text = of_group(&c, false);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert!(text.contains("UID:series-1@aaaaa-aa.icp0.io\r\n"));
    assert!(text.contains("UID:meeting-1@aaaaa-aa.icp0.io\r\n"));
    assert!(text.contains("TZID:Europe/Zurich\r\n"));
    c.does(cancel(1, 1, "2024-04-02T17:00"));
    assert!(of_group(&c, false).contains("EXDATE;TZID=Europe/Zurich:20240402T170000\r\n"));
    assert!(of_group(&c, true).contains("STATUS:CANCELLED\r\n"));
}

#[test]
fn the_bytes_are_the_same_all_month_until_something_changes() {
    let mut c = community();
    let before = of_group(&c, false);
    c.now = utc("2024-04-30T23:59");
    assert_eq!(of_group(&c, false), before);
    c.does(cancel(1, 1, "2024-05-14T17:00"));
    c.does(restore(1, 2, "2024-05-14T17:00"));
    let after = of_group(&c, false);
    let lasting = |text: &str| -> Vec<String> {
        let changes = ["SEQUENCE:", "DTSTAMP:", "LAST-MODIFIED:"];
        let lines = text
            .lines()
            .filter(|l| !changes.iter().any(|c| l.starts_with(c)));
        lines.map(str::to_owned).collect()
    };
    assert_ne!(after, before);
    assert_eq!(lasting(&after), lasting(&before));
}

#[test]
fn a_date_with_a_record_is_not_shown_twice() {
    let mut c = community();
    let mut record = single(WALLETS, "held", "2024-04-02T15:00");
    record.occurrence = Some(OccurrenceId {
        series: 1,
        original: local("2024-04-02T17:00"),
    });
    c.does(Operation::create_meeting(record));
    // The record has a title of its own: the date is one of the series with another title.
    let text = of_group(&c, false);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 3);
    let own = "RECURRENCE-ID;TZID=Europe/Zurich:20240402T170000\r\n";
    assert_eq!(text.matches(own).count(), 1);
    assert!(!text.contains("UID:meeting-3@"));
}

#[test]
fn a_person_s_calendar_has_the_meetings_of_their_groups() {
    let mut c = community();
    c.appoints(&somebody(1), TOKENS, "keeper");
    let question = AskPersonCalendar {
        person: Ref::slug("keeper".into()),
        cancelled: false,
        alarm_minutes: Some(15),
        past_days: None,
        offset: None,
    };
    let calendar = c.registry.calendar_of_person(HOST, c.now, &question);
    let text = String::from_utf8(calendar.unwrap().ics.into_vec()).unwrap();
    assert!(text.contains("UID:meeting-2@"));
    assert!(!text.contains("UID:series-1@"));
    assert!(text.contains("BEGIN:VALARM"));
}

#[test]
fn a_tag_s_calendar_has_the_series_with_the_tag() {
    let c = community();
    let question = |tag: &str| AskTagCalendar {
        tag: tag.into(),
        cancelled: false,
        alarm_minutes: None,
        past_days: None,
        offset: None,
    };
    for (tag, events) in [("standards", 1), ("nothing", 0)] {
        let calendar = c.registry.calendar_of_tag(HOST, c.now, &question(tag));
        let text = String::from_utf8(calendar.unwrap().ics.into_vec()).unwrap();
        assert_eq!(text.matches("BEGIN:VEVENT").count(), events, "{tag}");
    }
}

#[test]
fn the_parts_of_the_whole_calendar_have_each_meeting_once() {
    let mut c = community();
    for number in 0..250 {
        c.does(new_series(&[TOKENS], fortnightly()));
        let more = (0..5).map(|n| single(TOKENS, &format!("m-{number}-{n}"), "2024-04-07T09:00"));
        more.for_each(|meeting| {
            c.does(Operation::create_meeting(meeting));
        });
    }
    let part = |part| {
        let question = AskWholeCalendar {
            part,
            cancelled: false,
            alarm_minutes: None,
            past_days: None,
            offset: None,
        };
        c.registry.calendar_of_all(HOST, c.now, &question)
    };
    let mut events = 0;
    for number in 0..3 {
        let calendar = part(Some(number)).unwrap();
        assert_eq!(calendar.parts, 3);
        let text = String::from_utf8(calendar.ics.into_vec()).unwrap();
        events += text.matches("BEGIN:VEVENT").count();
    }
    assert_eq!(events, 251 + 1_252);
    assert!(matches!(part(Some(3)), Err(Error::invalid { .. })));
}
