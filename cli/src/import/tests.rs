//! Cadences, times and names, as people spell them.

use jiff::civil::Date;

use super::cadence::Told;
use super::clock::{time, zone};
use super::words::{handle, line};

fn since() -> Date {
    Date::constant(2026, 1, 1)
}

fn told(frequency: &str, day: &str) -> Told {
    Told {
        day: Some(day.into()),
        time: Some("2PM".into()),
        zone: Some("PT (Pacific Time)".into()),
        frequency: Some(frequency.into()),
        ..Told::default()
    }
}

#[test]
fn a_cadence_that_says_which_days_becomes_a_rule() {
    for (frequency, day, expected) in [
        ("weekly", "Tuesday", "FREQ=WEEKLY;BYDAY=TU"),
        (
            "Every week",
            "Mondays and Thursdays",
            "FREQ=WEEKLY;BYDAY=MO,TH",
        ),
        ("first-monday", "monday", "FREQ=MONTHLY;BYDAY=1MO"),
        ("monthly", "Last Friday", "FREQ=MONTHLY;BYDAY=-1FR"),
        (
            "1st and 3rd Wed of the month",
            "",
            "FREQ=MONTHLY;BYDAY=1WE,3WE",
        ),
        ("daily", "", "FREQ=DAILY"),
        ("every Tuesday", "", "FREQ=WEEKLY;BYDAY=TU"),
    ] {
        let computed = told(frequency, day)
            .schedule(since())
            .map(|it| it.schedule.rule);
        assert_eq!(
            computed,
            Ok(Some(expected.to_owned())),
            "{frequency}, {day}"
        );
    }
}

#[test]
fn a_cadence_that_does_not_say_which_days_is_no_rule() {
    for (frequency, day) in [
        ("biweekly", "Tuesday"),
        ("every other Tuesday", ""),
        ("every second Tuesday", ""),
        ("monthly", "Tuesday"),
        ("weekly", ""),
        ("weekly", "someday"),
        ("", "Tuesday"),
        ("when there is something", "Tuesday"),
        ("first Monday of the month", "Tuesday"),
    ] {
        let computed = told(frequency, day).schedule(since());
        assert!(computed.is_err(), "{frequency}, {day}: {computed:?}");
    }
}

#[test]
fn every_other_week_is_a_rule_once_a_first_date_is_told() {
    let told = Told {
        first: Some(Date::constant(2026, 3, 3)),
        ..told("bi-weekly", "Tuesday")
    };
    let computed = told
        .schedule(since())
        .map(|it| (it.schedule.start, it.schedule.rule));
    let rule = Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU".to_owned());
    assert_eq!(computed, Ok(("2026-03-03T14:00".to_owned(), rule)));
}

#[test]
fn times_of_day_are_read_in_their_spellings() {
    for (text, expected) in [
        ("2PM", Some((14, 0))),
        ("12 a.m.", Some((0, 0))),
        ("9:30 am", Some((9, 30))),
        ("noon", Some((12, 0))),
        ("14.05", Some((14, 5))),
        ("0800", Some((8, 0))),
        ("16:00:00", Some((16, 0))),
        ("13pm", None),
        ("24:00", None),
        ("9", None),
        ("", None),
        ("１４:００", None),
    ] {
        assert_eq!(time(text), expected, "{text}");
    }
}

#[test]
fn a_zone_is_a_region_and_what_was_taken_for_one_is_told() {
    for (text, region, is_taken) in [
        ("Europe/Zurich", "Europe/Zurich", false),
        ("UTC", "UTC", false),
        ("PT (Pacific Time)", "America/Los_Angeles", true),
        ("ET", "America/New_York", true),
        ("UTC+2", "Etc/GMT-2", false),
    ] {
        let read = zone(text).map(|(name, taken)| (name, taken.is_some()));
        assert_eq!(read, Ok((region.to_owned(), is_taken)), "{text}");
    }
    for unclear in ["", "CST", "my time", "UTC+99", "(", "UTC+é"] {
        assert!(zone(unclear).is_err(), "{unclear}");
    }
}

#[test]
fn names_have_nothing_that_nobody_sees() {
    assert_eq!(
        line("\u{200B}Ann\u{FEFF}  Example\n").as_deref(),
        Some("Ann Example")
    );
    assert_eq!(line(" \u{200B}\t"), None);
    assert_eq!(
        handle("@Ann Example (they)").as_deref(),
        Some("ann-example-they")
    );
    assert_eq!(handle("../../etc").as_deref(), Some("etc"));
    assert_eq!(handle("--"), None);
}
