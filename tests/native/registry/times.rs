//! When meetings are: what no calendar could tell is refused when it is written.

use super::scene::*;
use workgroups::domain::*;

fn at(slug: &str, start: Nanos, zone: Option<&str>) -> Operation {
    let mut details = meeting(slug);
    details.when.start = Some(start);
    details.when.zone = zone.map(str::to_owned);
    Operation::create_meeting(details)
}

#[test]
fn a_start_in_a_year_that_no_calendar_knows_is_refused_and_the_feeds_stay() {
    let mut c = scene();
    let before = c.calendar();
    let seconds_for_nanoseconds = 1_796_652_000;
    for (start, zone) in [
        (seconds_for_nanoseconds, Some("America/New_York")),
        (utc("2199-12-31T23:30"), Some("Asia/Shanghai")),
        (utc("2199-12-31T23:59") + 60_000_000_000, None),
        (u64::MAX, Some("Europe/Zurich")),
    ] {
        assert_eq!(
            c.refuses(at("town-hall", start, zone)),
            ["details.when.start"]
        );
    }
    assert_eq!(c.calendar(), before);
    c.does(at("early", seconds_for_nanoseconds, Some("Asia/Shanghai")));
    c.does(at("late", utc("2199-12-31T22:00"), None));
    assert!(c.calendar().contains("Meeting late"));
}

#[test]
fn a_zone_that_is_none_is_refused_and_an_abbreviation_with_what_to_write() {
    let mut c = scene();
    for (zone, hint) in [("Foo/Bar", "Europe/Zurich"), ("PST", "America/Los_Angeles")] {
        let refused = c.tries(at("x", NOON, Some(zone))).unwrap_err();
        let Error::invalid { faults } = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(faults[0].field, "details.when.zone");
        assert!(faults[0].reason.contains(hint), "{}", faults[0].reason);
    }
}

#[test]
fn a_meeting_in_the_second_pass_of_an_hour_keeps_its_instant_in_feeds() {
    let mut c = scene();
    c.does(at("night", utc("2030-10-27T01:30"), Some("Europe/Rome")));
    c.does(at("earlier", utc("2030-10-27T00:30"), Some("Europe/Rome")));
    let calendar = c.calendar();
    assert!(calendar.contains("DTSTART:20301027T013000Z"), "{calendar}");
    assert!(calendar.contains("DTSTART;TZID=Europe/Rome:20301027T023000"));
}

#[test]
fn a_handle_cannot_end_as_an_address_of_another_form_does() {
    let mut c = scene();
    let person = |handle: &str| {
        Operation::create_person(PersonDetails {
            handle: handle.into(),
            name: None,
            affiliation: None,
            links: Vec::new(),
            remarks: None,
        })
    };
    for handle in [
        "solo.json",
        "solo.JSON",
        "solo.ｊｓｏｎ",
        "a.ics",
        "b.md",
        "c.xml",
    ] {
        assert_eq!(c.refuses(person(handle)), ["details.handle"], "{handle}");
    }
    c.does(person("dieter.sommer"));
    c.does(person("json"));
}

fn on_day(slug: &str, day: u8, minutes: Option<u32>) -> Operation {
    let mut details = meeting(slug);
    details.when.date = Some(PartialDate {
        year: Some(2030),
        month: Some(4),
        day: Some(day),
        text: None,
    });
    details.duration_minutes = minutes;
    Operation::create_meeting(details)
}

#[test]
fn a_meeting_of_which_the_day_is_known_takes_the_day() {
    let mut c = scene();
    c.does(on_day("summit", 9, None));
    c.does(on_day("camp", 23, Some(2_000)));
    let calendar = c.calendar();
    for told in [
        "DTSTART;VALUE=DATE:20300409\r\nDTEND;VALUE=DATE:20300410\r\n",
        "DTSTART;VALUE=DATE:20300423\r\nDTEND;VALUE=DATE:20300425\r\n",
    ] {
        assert!(calendar.contains(told), "{calendar}");
    }
    let starts: Vec<_> = c.comes(9).into_iter().map(|(start, _)| start).collect();
    assert!(starts.contains(&local("2030-04-09T00:00")));
    let page = c.reads("/calendar/2030-04");
    assert!(
        page.contains("all day") && !page.contains("00:00 UTC"),
        "{page}"
    );
    assert!(c.reads("/zh/calendar/2030-04").contains("全天"));
}

#[test]
fn a_meeting_goes_into_a_calendar_of_its_own() {
    let mut c = scene();
    c.does(at("single", NOON, Some("Europe/Zurich")));
    c.does(Operation::create_meeting(record_of("2030-04-11T16:00")));
    let mut unknown = meeting("some-day");
    unknown.when.text = Some("in spring".into());
    c.does(Operation::create_meeting(unknown));
    let single = c.reads("/meetings/single.ics");
    assert_eq!(single.matches("BEGIN:VEVENT").count(), 1);
    let page = format!("URL:https://{HOST}/meetings/single\r\n");
    assert!(single.contains(&page), "{single}");
    // The date of a series stands by itself, at the time that its series tells.
    let date = c.reads("/meetings/2030-04-11-16-00.ics");
    assert!(date.contains("20300411T"), "{date}");
    assert!(!date.contains("RECURRENCE-ID"));
    let missing = c.asks("/meetings/some-day.ics", &[]);
    assert_eq!(missing.status, 404);
}
