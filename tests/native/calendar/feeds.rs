//! The bytes of the feeds.

use std::fs;

use workgroups::domain::series::Series;
use workgroups::ics::{Entry, Feed, Item, OneOff};

use super::make::{CREATED, local, move_to, series, utc};
use workgroups_test_support::programs::of_tests;

fn feed<'a>(items: &[Item<'a>]) -> Feed<'a> {
    let entries = items.iter().map(|item| Entry {
        item: *item,
        categories: &[],
        url: None,
        records: &[],
        until: None,
    });
    Feed {
        name: "Working groups",
        description: "",
        url: None,
        domain: "groups.example",
        entries: entries.collect(),
        show_cancelled: false,
        alarm_minutes: None,
        past_from: None,
    }
}

fn text(feed: &Feed) -> String {
    String::from_utf8(feed.to_bytes()).expect("it is UTF-8")
}

fn lines<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.split("\r\n")
        .filter(|line| line.starts_with(start))
        .collect()
}

fn weekly() -> Series {
    series(
        1,
        "2024-01-03T19:00",
        "Europe/Zurich",
        "FREQ=WEEKLY;BYDAY=WE",
    )
}

fn meeting() -> OneOff {
    OneOff {
        id: 5,
        title: "Forum".to_owned(),
        description: String::new(),
        locations: Vec::new(),
        start: local("2024-07-01T12:00"),
        zone: "Asia/Shanghai".to_owned(),
        minutes: 125,
        all_day: false,
        cancelled: None,
        sequence: 0,
        created_at: CREATED,
        modified_at: CREATED,
    }
}

/// A feed with everything in it.
fn full() -> String {
    let categories = ["Ledger & Tokenization".to_owned()];
    let mut series = weekly()
        .cancel(
            local("2024-04-03T19:00"),
            "Holiday, as announced",
            CREATED + 60,
        )
        .and_then(|series| {
            series.change(
                local("2024-03-27T19:00"),
                move_to("2024-04-02T18:30"),
                CREATED + 120,
            )
        })
        .expect("they are dates");
    series.details.title =
        "账本与代币标准工作组 Ledger & Tokenization; minutes, agenda \\ notes 会议".to_owned();
    series.details.description = "First line\nsecond line".to_owned();
    let meeting = meeting();
    let feed = Feed {
        description: "All meetings of all groups",
        url: Some("https://groups.example/"),
        entries: vec![
            Entry {
                item: Item::Meeting(&meeting),
                categories: &[],
                url: None,
                records: &[],
                until: None,
            },
            Entry {
                item: Item::Series(&series),
                categories: &categories,
                url: Some("https://groups.example/series/1"),
                records: &[],
                until: None,
            },
        ],
        show_cancelled: true,
        alarm_minutes: Some(15),
        ..feed(&[])
    };
    text(&feed)
}

#[test]
fn the_bytes_of_a_full_feed_are_those_on_file() {
    let file = of_tests("native/calendar/full.ics");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, full()).expect("the file is written");
    }
    let on_file = fs::read_to_string(&file).expect("the file is read");
    assert_eq!(
        full(),
        on_file,
        "if this is meant, run again with UPDATE_GOLDEN=1"
    );
}

#[test]
fn the_order_of_the_entries_does_not_matter() {
    let (weekly, other) = (weekly(), series(2, "2024-01-04T15:00", "UTC", "FREQ=DAILY"));
    let meeting = meeting();
    let items = [
        Item::Series(&weekly),
        Item::Series(&other),
        Item::Meeting(&meeting),
    ];
    let [one, two, three] = items;
    assert_eq!(text(&feed(&items)), text(&feed(&[three, two, one])));
}

#[test]
fn utc_has_no_timezone_and_is_written_with_z() {
    let series = series(2, "2024-01-04T15:00", "Etc/UTC", "FREQ=WEEKLY")
        .cancel(local("2024-01-11T15:00"), "", CREATED)
        .expect("it is a date");
    let text = text(&feed(&[Item::Series(&series)]));
    assert!(!text.contains("TZID") && !text.contains("VTIMEZONE"));
    assert_eq!(lines(&text, "DTSTART"), ["DTSTART:20240104T150000Z"]);
    assert_eq!(lines(&text, "EXDATE"), ["EXDATE:20240111T150000Z"]);
}

#[test]
fn each_zone_used_is_defined_once_and_the_others_are_not() {
    let all = [
        series(1, "2024-01-03T19:00", "Europe/Zurich", "FREQ=WEEKLY"),
        series(2, "2024-01-03T19:00", "Europe/Zurich", "FREQ=DAILY"),
        series(3, "2024-01-03T19:00", "Asia/Tokyo", "FREQ=DAILY"),
        series(4, "2024-01-03T19:00", "UTC", "FREQ=DAILY"),
    ];
    let items: Vec<Item> = all.iter().map(Item::Series).collect();
    let text = text(&feed(&items));
    assert_eq!(
        lines(&text, "TZID:"),
        ["TZID:Asia/Tokyo", "TZID:Europe/Zurich"]
    );
}

#[test]
fn a_cancelled_date_is_an_exdate_of_the_form_of_its_start() {
    let cancelled = weekly()
        .cancel(local("2024-04-03T19:00"), "Holiday", CREATED + 60)
        .expect("it is a date");
    let text = text(&feed(&[Item::Series(&cancelled)]));
    assert_eq!(
        lines(&text, "EXDATE"),
        ["EXDATE;TZID=Europe/Zurich:20240403T190000"]
    );
    assert_eq!(lines(&text, "BEGIN:VEVENT").len(), 1);
    assert_eq!(lines(&text, "SEQUENCE"), ["SEQUENCE:1"]);
    assert_eq!(
        lines(&text, "LAST-MODIFIED"),
        ["LAST-MODIFIED:20231114T221420Z"]
    );
    assert_eq!(lines(&text, "CREATED"), ["CREATED:20231114T221320Z"]);
}

#[test]
fn a_cancelled_date_that_is_shown_is_an_override_that_says_so() {
    let cancelled = weekly()
        .cancel(local("2024-04-03T19:00"), "Holiday", CREATED + 60)
        .expect("it is a date");
    let text = text(&Feed {
        show_cancelled: true,
        ..feed(&[Item::Series(&cancelled)])
    });
    assert_eq!(lines(&text, "EXDATE"), [""; 0]);
    assert_eq!(
        lines(&text, "RECURRENCE-ID"),
        ["RECURRENCE-ID;TZID=Europe/Zurich:20240403T190000"]
    );
    assert_eq!(
        lines(&text, "STATUS"),
        ["STATUS:CONFIRMED", "STATUS:CANCELLED"]
    );
    assert_eq!(
        lines(&text, "SUMMARY")[1],
        "SUMMARY:[CANCELLED] Working group"
    );
}

#[test]
fn a_moved_date_is_an_override_with_its_original_start_and_its_masters_sequence() {
    let moved = weekly()
        .change(
            local("2024-04-03T19:00"),
            move_to("2024-04-04T12:00"),
            CREATED,
        )
        .and_then(|series| series.cancel(local("2024-05-01T19:00"), "", CREATED))
        .expect("they are dates");
    let text = text(&feed(&[Item::Series(&moved)]));
    assert_eq!(
        lines(&text, "RECURRENCE-ID"),
        ["RECURRENCE-ID;TZID=Europe/Zurich:20240403T190000"]
    );
    assert!(text.contains("DTSTART;TZID=Europe/Zurich:20240404T120000\r\n"));
    assert_eq!(lines(&text, "UID"), ["UID:series-1@groups.example"; 2]);
    assert_eq!(lines(&text, "SEQUENCE"), ["SEQUENCE:2"; 2]);
}

#[test]
fn an_ended_series_has_an_until_in_utc_in_place_of_its_count() {
    let counted = series(
        1,
        "2024-01-03T19:00",
        "Europe/Zurich",
        "FREQ=WEEKLY;COUNT=40",
    );
    let early = counted
        .end(local("2024-04-10T19:00"), "Done", CREATED)
        .expect("it goes on until then");
    let late = counted
        .end(local("2025-04-10T19:00"), "Done", CREATED)
        .expect("it is after the start");
    let rule = |series: &Series| {
        let text = text(&feed(&[Item::Series(series)]));
        lines(&text, "RRULE:FREQ=WEEKLY").join("")
    };
    assert_eq!(rule(&early), "RRULE:FREQ=WEEKLY;UNTIL=20240410T165959Z");
    assert_eq!(rule(&late), "RRULE:FREQ=WEEKLY;COUNT=40");
}

#[test]
fn what_was_over_before_the_bound_is_left_out_and_does_not_come_back() {
    let ended = weekly()
        .end(local("2024-02-07T19:00"), "Done", CREATED)
        .expect("it goes on until then");
    let mut going_on = weekly();
    going_on.id = 2;
    let going_on = going_on
        .change(
            local("2024-01-10T19:00"),
            move_to("2024-01-11T19:00"),
            CREATED,
        )
        .and_then(|series| {
            series.change(
                local("2024-01-17T19:00"),
                move_to("2024-06-20T19:00"),
                CREATED,
            )
        })
        .expect("they are dates");
    let meeting = meeting();
    let items = [
        Item::Series(&ended),
        Item::Series(&going_on),
        Item::Meeting(&meeting),
    ];
    let bounded = |past_from: &str| {
        text(&Feed {
            past_from: Some(utc(past_from)),
            ..feed(&items)
        })
    };
    let all = bounded("2024-01-01T00:00");
    assert!(all.contains("UID:series-1@") && all.contains("UID:meeting-5@"));
    assert_eq!(lines(&all, "RECURRENCE-ID").len(), 2);
    let later = bounded("2024-05-01T00:00");
    assert!(!later.contains("UID:series-1@") && later.contains("UID:meeting-5@"));
    assert_eq!(
        lines(&later, "RECURRENCE-ID").len(),
        1,
        "one was moved past the bound"
    );
    assert_eq!(
        lines(&later, "EXDATE"),
        ["EXDATE;TZID=Europe/Zurich:20240110T190000"]
    );
    assert!(!bounded("2024-08-01T00:00").contains("UID:meeting-5@"));
}

#[test]
fn a_cancelled_single_date_is_left_out_or_shown_as_cancelled() {
    let once = series(4, "2024-06-10T12:00", "UTC", "")
        .cancel(local("2024-06-10T12:00"), "Nobody can come", CREATED)
        .expect("it is a date");
    let hidden = feed(&[Item::Series(&once)]);
    assert!(!text(&hidden).contains("VEVENT"));
    let shown = text(&Feed {
        show_cancelled: true,
        ..hidden
    });
    assert!(shown.contains("STATUS:CANCELLED\r\n"));
    assert!(!shown.contains("RECURRENCE-ID") && !shown.contains("RRULE"));
}

#[test]
fn a_meeting_that_ends_in_the_hour_that_comes_twice_has_a_duration() {
    // 00:30 to 02:30 in real time; the clock shows 02:30 twice, and DTEND would be the first.
    let series = series(4, "2024-10-27T02:30", "Europe/Zurich", "");
    let text = text(&feed(&[Item::Series(&series)]));
    assert!(text.contains("DTSTART;TZID=Europe/Zurich:20241027T023000\r\nDURATION:PT60M\r\n"));
}

#[test]
fn a_meeting_that_no_calendar_can_tell_is_left_out_and_takes_no_other_away() {
    let [mut foreign, mut early, mut late] = [meeting(), meeting(), meeting()];
    foreign.zone = "Mars/Olympus".to_owned();
    early.start.year = 1969;
    late.start.year = 2206;
    let good = meeting();
    let items = [&foreign, &good, &early, &late].map(Item::Meeting);
    assert_eq!(text(&feed(&items)), text(&feed(&[Item::Meeting(&good)])));
}

#[test]
fn a_date_that_was_moved_back_past_the_bound_is_shown_as_long_as_its_original_start_is() {
    let moved = weekly()
        .change(
            local("2024-05-15T19:00"),
            move_to("2024-04-30T12:00"),
            CREATED,
        )
        .expect("it is a date");
    let at = |past_from: &str| {
        let feed = Feed {
            past_from: Some(utc(past_from)),
            ..feed(&[Item::Series(&moved)])
        };
        lines(&text(&feed), "RECURRENCE-ID").len()
    };
    assert_eq!((at("2024-05-01T00:00"), at("2024-06-01T00:00")), (1, 0));
}
