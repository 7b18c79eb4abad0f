//! The feeds as other programs read them: Python's icalendar with recurring-ical-events,
//! ical.js (the library of Thunderbird) and khal. Each must find the dates that the series
//! itself gives, with no complaint about the file.

use workgroups::domain::calendar::rule::{DEFAULT_BUDGET, Stop, Window};
use workgroups::domain::series::{DateChange, OccurrenceStatus, Series};
use workgroups::ics::{Entry, Feed as Calendar, Item, OneOff};

use super::make::{CREATED, details, local, move_to, series, utc};
use workgroups_test_support::readers::{Feed, Reader, Shown};

/// A feed and the name of its file.
struct Scenario {
    name: &'static str,
    series: Vec<Series>,
    meetings: Vec<OneOff>,
    show_cancelled: bool,
}

fn window() -> Window {
    Window {
        from: utc("2024-01-01T00:00"),
        until: utc("2026-01-01T00:00"),
    }
}

#[test]
fn icalendar_and_recurring_ical_events_show_the_dates_of_the_series() {
    compare(Reader::Icalendar);
}

#[test]
fn ical_js_shows_the_dates_of_the_series() {
    compare(Reader::IcalJs);
}

#[test]
fn khal_shows_the_dates_of_the_series() {
    compare(Reader::Khal);
}

fn compare(reader: Reader) {
    let feed = |scenario: &Scenario| Feed {
        name: scenario.name.to_owned(),
        bytes: scenario.bytes(),
        expected: scenario.expected(),
    };
    let feeds: Vec<Feed> = scenarios().iter().map(feed).collect();
    let Window { from, until } = window();
    reader.agrees("calendar", from..until, &feeds);
}

impl Scenario {
    fn of(name: &'static str, series: Vec<Series>) -> Scenario {
        Scenario {
            name,
            series,
            meetings: Vec::new(),
            show_cancelled: false,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let categories = ["Ledger; Tokenization".to_owned(), "跨链".to_owned()];
        let series = self.series.iter().map(Item::Series);
        let meetings = self.meetings.iter().map(Item::Meeting);
        let feed = Calendar {
            name: "Working groups, 工作组",
            description: "All meetings; also past ones",
            url: Some("https://groups.example/calendar?a=1;b=2"),
            domain: "groups.example",
            entries: series
                .chain(meetings)
                .map(|item| Entry {
                    item,
                    categories: &categories,
                    url: Some("https://groups.example/series"),
                    records: &[],
                    until: None,
                })
                .collect(),
            show_cancelled: self.show_cancelled,
            alarm_minutes: Some(15),
            past_from: None,
        };
        feed.to_bytes()
    }

    /// What is to be shown, told by the series themselves.
    fn expected(&self) -> Vec<Shown> {
        let mut shown = Vec::new();
        for series in &self.series {
            let timetable = series
                .timetable()
                .expect("it computes")
                .expect("it is scheduled");
            let all = series.occurrences(&timetable, window(), usize::MAX, DEFAULT_BUDGET);
            assert!(matches!(all.stop, Stop::RuleEnded | Stop::WindowClosed));
            for one in all.list {
                let cancelled = one.status == OccurrenceStatus::Cancelled;
                if cancelled && !self.show_cancelled {
                    continue;
                }
                let title = series.title_on(one.original);
                shown.push((
                    one.start_at,
                    one.end_at,
                    if cancelled {
                        format!("[CANCELLED] {title}")
                    } else {
                        title.to_owned()
                    },
                    if cancelled { "CANCELLED" } else { "CONFIRMED" }.to_owned(),
                ));
            }
        }
        for meeting in &self.meetings {
            let start = utc(&meeting.start.to_string());
            let end = start + i64::from(meeting.minutes) * 60;
            shown.push((start, end, meeting.title.clone(), "CONFIRMED".to_owned()));
        }
        shown.sort();
        shown
    }
}

fn scenarios() -> Vec<Scenario> {
    let zurich = series(
        1,
        "2024-01-03T19:00",
        "Europe/Zurich",
        "FREQ=WEEKLY;BYDAY=WE",
    );
    let later = CREATED + 1_000;
    let cancelled = zurich
        .cancel(local("2024-04-03T19:00"), "Holiday", later)
        .expect("it is a date");
    let undone = cancelled
        .restore(local("2024-04-03T19:00"), later)
        .expect("it was cancelled");
    // From winter time to summer time, and from one week to the next.
    let moved = cancelled
        .change(
            local("2024-03-27T19:00"),
            move_to("2024-04-02T18:30"),
            later,
        )
        .expect("it is a date");
    let renamed = DateChange {
        start: None,
        minutes: Some(90),
        title: Some(
            "会议：代币标准, ICRC-1; \\ 与 \"账本\" — eine lange Überschrift für ein Treffen"
                .repeat(2),
        ),
        ..move_to("2024-01-01T00:00")
    };
    let edited = moved
        .change(local("2024-05-08T19:00"), renamed, later)
        .expect("it is a date");
    let split = zurich
        .split(
            local("2024-09-04T19:00"),
            2,
            details(
                "2024-09-05T17:00",
                "Europe/Zurich",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
            ),
            "A better time",
            later,
        )
        .expect("it is a date");
    let ended = edited
        .end(local("2025-02-05T19:00"), "Done", later)
        .expect("it goes on until then");
    let counted = series(
        3,
        "2024-01-04T15:00",
        "UTC",
        "FREQ=MONTHLY;BYDAY=1TH;COUNT=30",
    );
    let counted_and_ended = counted
        .end(local("2025-01-02T15:00"), "Done", later)
        .expect("it goes on until then");
    let once = series(4, "2024-06-10T12:00", "Asia/Shanghai", "");
    let once_moved = once
        .change(
            local("2024-06-10T12:00"),
            move_to("2024-06-12T20:00"),
            later,
        )
        .expect("it is a date");
    vec![
        Scenario::of("summer-and-winter", vec![zurich.clone()]),
        Scenario::of("cancelled", vec![cancelled]),
        Scenario::of("undone", vec![undone]),
        Scenario::of("moved", vec![moved]),
        Scenario::of("edited", vec![edited.clone()]),
        Scenario::of("changed-from-a-date-on", vec![split.ended, split.following]),
        Scenario::of("ended", vec![ended]),
        Scenario::of("counted", vec![counted]),
        Scenario::of("counted-and-ended", vec![counted_and_ended]),
        Scenario::of("once", vec![once]),
        Scenario::of("once-moved", vec![once_moved]),
        Scenario {
            show_cancelled: true,
            ..Scenario::of("cancelled-shown", vec![edited])
        },
        Scenario::of("many-zones", in_many_zones()),
        Scenario {
            meetings: vec![one_off()],
            ..Scenario::of("single-meeting", vec![])
        },
    ]
}

/// Zones whose changes are hard to write as rules, and rules of every kind.
fn in_many_zones() -> Vec<Series> {
    [
        (
            "2024-02-29T23:30",
            "America/Santiago",
            "FREQ=MONTHLY;BYDAY=-1TH",
        ),
        (
            "2024-01-04T00:30",
            "Africa/Cairo",
            "FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2",
        ),
        (
            "2024-01-31T09:00",
            "Australia/Lord_Howe",
            "FREQ=MONTHLY;BYMONTHDAY=31",
        ),
        (
            "2024-01-01T08:00",
            "America/Los_Angeles",
            "FREQ=DAILY;INTERVAL=9",
        ),
        (
            "2024-01-09T17:00",
            "America/Nuuk",
            "FREQ=MONTHLY;BYDAY=2TU,4TU",
        ),
        (
            "2024-01-31T10:00",
            "Asia/Gaza",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
        (
            "2024-03-05T10:00",
            "Pacific/Chatham",
            "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1TU",
        ),
        (
            "2024-01-03T18:00",
            "Asia/Jerusalem",
            "FREQ=WEEKLY;UNTIL=20251231T160000Z",
        ),
        (
            "2024-01-04T12:15",
            "Asia/Kathmandu",
            "FREQ=WEEKLY;BYDAY=TH;WKST=SU",
        ),
        (
            "2024-01-04T12:00",
            "Africa/Casablanca",
            "FREQ=WEEKLY;BYDAY=TH",
        ),
        ("2024-01-04T12:00", "Asia/Almaty", "FREQ=WEEKLY;BYDAY=TH"),
        ("2024-01-04T12:00", "Europe/Dublin", "FREQ=WEEKLY;BYDAY=TH"),
    ]
    .into_iter()
    .zip(100..)
    .map(|((start, zone, rule), id)| {
        let mut series = series(id, start, zone, rule);
        zone.clone_into(&mut series.details.title);
        series
    })
    .collect()
}

fn one_off() -> OneOff {
    OneOff {
        id: 7,
        title: "Forum session EP03".to_owned(),
        description: "Two hours\nwith guests".to_owned(),
        locations: Vec::new(),
        start: local("2024-07-01T12:00"),
        zone: "UTC".to_owned(),
        minutes: 125,
        all_day: false,
        cancelled: None,
        sequence: 3,
        created_at: CREATED,
        modified_at: CREATED,
    }
}
