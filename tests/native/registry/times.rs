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
