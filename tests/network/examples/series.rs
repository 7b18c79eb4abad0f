//! The cadences and announcements of the working groups as series, written down here a second
//! time from their thread: what the registry shows of them, and what calendars make of it.

use workgroups::domain::series::OccurrenceStatus;
use workgroups::domain::{LifecycleState, Nanos, UpcomingMeeting, from_seconds, to_seconds};

use crate::examples::registry::{LOADED, NOW};
use workgroups_cli::files::instant::show_seconds as instant;
use workgroups_test_support::readers::{Feed, Reader, Shown};

/// A group's series that goes on: slug, cadence, wall-clock start and zone, rule; then the first
/// four dates after the examples are loaded, in UTC.
struct Cadence(
    &'static str,
    &'static str,
    (&'static str, &'static str),
    &'static str,
    [&'static str; 4],
);

const ZURICH: &str = "Europe/Zurich";

const CADENCES: [Cadence; 12] = [
    Cadence(
        "inter-canister-event-utility",
        "Weekly on Wednesday at 7:00pm CET",
        ("2024-04-10T19:00", ZURICH),
        "FREQ=WEEKLY;BYDAY=WE",
        ["04-17T17:00", "04-24T17:00", "05-01T17:00", "05-08T17:00"],
    ),
    Cadence(
        "defi",
        "Every Tuesday, 3 pm UTC",
        ("2024-02-06T15:00", "UTC"),
        "FREQ=WEEKLY;BYDAY=TU",
        ["04-16T15:00", "04-23T15:00", "04-30T15:00", "05-07T15:00"],
    ),
    Cadence(
        "deai",
        "Every Thursday, 5 pm UTC",
        ("2023-11-23T17:00", "UTC"),
        "FREQ=WEEKLY;BYDAY=TH",
        ["04-18T17:00", "04-25T17:00", "05-02T17:00", "05-09T17:00"],
    ),
    Cadence(
        "btc-on-icp",
        "Monthly on the first Thursday of every month at 3 pm UTC",
        ("2023-08-03T15:00", "UTC"),
        "FREQ=MONTHLY;BYDAY=1TH",
        ["05-02T15:00", "06-06T15:00", "07-04T15:00", "08-01T15:00"],
    ),
    Cadence(
        "naming-system",
        "Monthly on the last Thursday of every month at 10 am CET",
        ("2023-07-27T10:00", ZURICH),
        "FREQ=MONTHLY;BYDAY=-1TH",
        ["04-25T08:00", "05-30T08:00", "06-27T08:00", "07-25T08:00"],
    ),
    Cadence(
        "icrc-catch-all",
        "Bi-weekly Wednesdays at 6 pm CEST (GMT+2)",
        ("2023-05-24T18:00", ZURICH),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
        ["04-24T16:00", "05-08T16:00", "05-22T16:00", "06-05T16:00"],
    ),
    Cadence(
        "identity-wallet-standards",
        "Bi-weekly Tuesdays at 5:00pm CET",
        ("2024-04-02T17:00", ZURICH),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        ["04-16T15:00", "04-30T15:00", "05-14T15:00", "05-28T15:00"],
    ),
    Cadence(
        "developer-tooling",
        "Monthly on the first Thursday of every month at 7 pm CET",
        ("2022-04-07T19:00", ZURICH),
        "FREQ=MONTHLY;BYDAY=1TH",
        ["05-02T17:00", "06-06T17:00", "07-04T17:00", "08-01T17:00"],
    ),
    Cadence(
        "ledger-tokenization",
        "Bi-weekly on Tuesday at 6:00 PM CET",
        ("2022-06-28T18:00", ZURICH),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        ["04-16T16:00", "04-30T16:00", "05-14T16:00", "05-28T16:00"],
    ),
    Cadence(
        "nft",
        "Bi-weekly on 2nd and 4th Tuesdays at 17:00 CET",
        ("2022-12-13T17:00", ZURICH),
        "FREQ=MONTHLY;BYDAY=2TU,4TU",
        ["04-23T15:00", "05-14T15:00", "05-28T15:00", "06-11T15:00"],
    ),
    Cadence(
        "scalability-performance",
        "Monthly on the third Thursday of every month at 5:30 pm CET",
        ("2022-07-21T17:30", ZURICH),
        "FREQ=MONTHLY;BYDAY=3TH",
        ["04-18T15:30", "05-16T15:30", "06-20T15:30", "07-18T15:30"],
    ),
    Cadence(
        "motoko",
        "2nd Thursday of each month, 8am US Pacific.",
        ("2023-06-08T08:00", "America/Los_Angeles"),
        "FREQ=MONTHLY;BYDAY=2TH",
        ["05-09T15:00", "06-13T15:00", "07-11T15:00", "08-08T15:00"],
    ),
];

/// All meetings of January 2025, in winter time: series, and start in UTC by day and hour.
const JANUARY: [(&str, &[&str]); 12] = [
    (
        "inter-canister-event-utility",
        &["01T18:00", "08T18:00", "15T18:00", "22T18:00", "29T18:00"],
    ),
    ("defi", &["07T15:00", "14T15:00", "21T15:00", "28T15:00"]),
    (
        "deai",
        &["02T17:00", "09T17:00", "16T17:00", "23T17:00", "30T17:00"],
    ),
    ("btc-on-icp", &["02T15:00"]),
    ("naming-system", &["30T09:00"]),
    ("icrc-catch-all", &["01T17:00", "15T17:00", "29T17:00"]),
    ("identity-wallet-standards", &["07T16:00", "21T16:00"]),
    ("developer-tooling", &["02T18:00"]),
    ("ledger-tokenization", &["07T17:00", "21T17:00"]),
    ("nft", &["14T16:00", "28T16:00"]),
    ("scalability-performance", &["16T16:30"]),
    ("motoko", &["09T16:00"]),
];

/// What was announced for single dates: series, the date by the rule, where it is now and how it
/// stands, when that was announced, and with how many hours of notice.
struct Told(
    &'static str,
    &'static str,
    (&'static str, OccurrenceStatus),
    &'static str,
    i64,
);

const ANNOUNCED: [Told; 5] = [
    Told(
        "identity-wallet-standards",
        "2024-04-02T17:00",
        ("2024-04-02T17:00", OccurrenceStatus::Cancelled),
        "2024-03-27T09:50:04Z",
        149,
    ),
    Told(
        "ledger-tokenization-2022",
        "2022-05-10T17:00",
        ("2022-05-10T17:00", OccurrenceStatus::Edited),
        "2022-05-09T12:00:01Z",
        26,
    ),
    Told(
        "ledger-tokenization-2022",
        "2022-05-24T17:00",
        ("2022-05-19T17:00", OccurrenceStatus::Moved),
        "2022-05-16T13:35:54Z",
        73,
    ),
    Told(
        "ledger-tokenization-2022",
        "2022-06-07T17:00",
        ("2022-05-27T17:00", OccurrenceStatus::Cancelled),
        "2022-05-27T08:32:58Z",
        6,
    ),
    Told(
        "ledger-tokenization-2022",
        "2022-06-21T17:00",
        ("2022-05-31T18:00", OccurrenceStatus::Moved),
        "2022-05-30T07:02:26Z",
        32,
    ),
];

/// The instant of a clock reading in UTC.
fn utc(text: &str) -> i64 {
    let zone = workgroups::domain::calendar::zones::Zone::named("UTC").unwrap();
    zone.instant_of(text.parse().unwrap())
}

fn seconds(at: Nanos) -> String {
    instant(to_seconds(at))
}

#[test]
fn each_cadence_of_the_directory_is_a_series_from_its_first_date_on() {
    for Cadence(slug, cadence, (start, zone), rule, _) in CADENCES {
        let details = &LOADED.series[slug].record.series.details;
        let schedule = details.schedule.as_ref().unwrap();
        assert_eq!(details.cadence.as_deref(), Some(cadence), "{slug}");
        assert_eq!(schedule.start.to_string(), start, "{slug}");
        assert_eq!(schedule.zone, zone, "{slug}");
        assert_eq!(schedule.rule.as_deref(), Some(rule), "{slug}");
        let group = &LOADED.groups[slug];
        assert_eq!(group.details.cadence.as_deref(), Some(cadence), "{slug}");
        assert_eq!(LOADED.series[slug].record.groups, [group.id], "{slug}");
    }
}

#[test]
fn what_comes_next_is_what_each_group_announced() {
    for Cadence(slug, _, _, _, dates) in CADENCES {
        let id = LOADED.series[slug].record.id;
        let of_series = |m: &&UpcomingMeeting| m.occurrence.is_some_and(|of| of.series == id);
        let comes = LOADED.upcoming.iter().filter(of_series).take(4);
        let comes: Vec<i64> = comes.map(|m| to_seconds(m.start_at)).collect();
        let expected = dates.map(|date| utc(&format!("2024-{date}")));
        assert_eq!(comes, expected, "{slug}");
    }
    let known = |m: &UpcomingMeeting| {
        let of = m.occurrence.unwrap();
        CADENCES
            .iter()
            .any(|c| LOADED.series[c.0].record.id == of.series)
    };
    assert!(LOADED.upcoming.iter().all(known), "nothing else comes");
}

#[test]
fn a_calendar_program_shows_the_meetings_of_a_winter_month_an_hour_later() {
    let mut expected: Vec<Shown> = Vec::new();
    for (slug, dates) in JANUARY {
        let title = &LOADED.series[slug].record.series.details.title;
        expected.extend(dates.iter().map(|date| {
            let start = utc(&format!("2025-01-{date}"));
            (start, start + 3_600, title.clone(), "CONFIRMED".to_owned())
        }));
    }
    expected.sort();
    let feed = Feed {
        name: "all".to_owned(),
        bytes: LOADED.whole_calendar.clone(),
        expected,
    };
    let january = utc("2025-01-01T00:00")..utc("2025-02-01T00:00");
    Reader::IcalJs.agrees("examples-winter", january, &[feed]);
}

#[test]
fn a_calendar_program_shows_what_ledger_and_tokenization_announced_in_2022() {
    // Each date, and the title of its record where there is one.
    let dates = [
        ("04-12T15:00", ", first meeting"),
        ("04-26T15:00", ", 26 April 2022"),
        ("05-10T15:00", ", 10 May 2022"),
        ("05-19T15:00", ", 19 May 2022"),
        ("05-27T15:00!", ", 27 May 2022"),
        ("05-31T16:00", ", 31 May 2022"),
        ("06-28T16:00", ""),
        ("07-12T16:00", ""),
    ];
    let shown = |(date, own): (&str, &str)| {
        let start = utc(&format!("2022-{}", date.trim_end_matches('!')));
        let (before, status) = match date.ends_with('!') {
            true => ("[CANCELLED] ", "CANCELLED"),
            false => ("", "CONFIRMED"),
        };
        let title = format!("{before}Ledger & Tokenization{own}");
        (start, start + 3_600, title, status.to_owned())
    };
    let feed = Feed {
        name: "ledger-tokenization".to_owned(),
        bytes: LOADED.ledger_calendar.clone(),
        expected: dates.map(shown).to_vec(),
    };
    let months = utc("2022-04-01T00:00")..utc("2022-07-20T00:00");
    Reader::IcalJs.agrees("examples-2022", months, &[feed]);
}

#[test]
fn announcements_of_the_thread_keep_their_times_and_their_notice() {
    let told = ANNOUNCED.iter().map(|Told(slug, ..)| *slug);
    let all = LOADED.series.values().map(|view| view.announced.len());
    assert_eq!(all.sum::<usize>(), told.count(), "nothing else is told");
    for Told(slug, original, (start, status), announced_at, hours) in ANNOUNCED {
        let view = &LOADED.series[slug];
        let of = |m: &&UpcomingMeeting| m.occurrence.unwrap().original.to_string() == original;
        let date = view.announced.iter().find(of).unwrap();
        assert_eq!(date.start.unwrap().to_string(), start);
        assert_eq!(date.status, Some(status), "{original}");
        assert_eq!(
            date.announced_at.map(seconds).as_deref(),
            Some(announced_at)
        );
        assert_eq!(date.hours_of_notice, Some(hours), "{original}");
    }
}

#[test]
fn the_date_that_was_moved_and_then_cancelled_keeps_both_announcements() {
    let series = &LOADED.series["ledger-tokenization-2022"].record.series;
    let date = series
        .exception("2022-06-07T17:00".parse().unwrap())
        .unwrap();
    let (moved, cancelled) = (date.change.as_ref(), date.cancellation.as_ref());
    let (moved, cancelled) = (&moved.unwrap().announced, cancelled.unwrap());
    assert_eq!(instant(moved.at), "2022-05-24T16:25:55Z");
    assert!(moved.reason.contains("May 27, 5 pm CET"));
    assert_eq!(instant(cancelled.at), "2022-05-27T08:32:58Z");
    assert!(cancelled.reason.contains("not available"));
}

#[test]
fn ledger_and_tokenization_goes_from_monthly_to_every_two_weeks_in_linked_series() {
    let names = [
        "ledger-tokenization-monthly",
        "ledger-tokenization-2022",
        "ledger-tokenization",
    ];
    let series = names.map(|name| &LOADED.series[name].record.series);
    for (before, after) in [(series[0], series[1]), (series[1], series[2])] {
        assert_eq!(before.successor, Some(after.id));
        assert_eq!(after.predecessor, Some(before.id));
    }
    let rule = |at: usize| series[at].details.schedule.as_ref().unwrap().rule.clone();
    assert_eq!(rule(0).as_deref(), Some("FREQ=MONTHLY;BYDAY=2TU"));
    assert_eq!(rule(1).as_deref(), Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"));
    let announced = &series[0].ending.as_ref().unwrap().announced;
    assert_eq!(instant(announced.at), "2022-04-12T17:56:15Z");
    assert!(announced.reason.contains("To speed up"));
    let first = &series[1].details.schedule.as_ref().unwrap().start;
    assert_eq!(first.to_string(), "2022-04-26T17:00");
    assert_eq!(series[2].ending, None);
}

#[test]
fn a_first_date_that_contradicts_its_cadence_is_told_beside_the_one_that_was_taken() {
    for (slug, announced, why) in [
        ("inter-canister-event-utility", "April 4, 2024", "Thursday"),
        ("icrc-catch-all", "May 23rd, 2023", "Tuesday"),
        ("nft", "Tue 29nd Nov 2022", "fifth Tuesday"),
    ] {
        let description = &LOADED.series[slug].record.series.details.description;
        assert!(description.contains(announced), "{slug}: {description}");
        assert!(description.contains(why), "{slug}: {description}");
    }
}

#[test]
fn archived_groups_have_no_series_that_goes_on() {
    let mut archived = 0;
    for group in LOADED.groups.values() {
        if group.state() == LifecycleState::archived {
            archived += 1;
            let its = |m: &UpcomingMeeting| m.groups.contains(&group.id);
            assert!(!LOADED.upcoming.iter().any(its), "{}", group.details.slug);
            let goes_on = LOADED.series.values().any(|view| {
                let series = &view.record.series;
                view.record.groups.contains(&group.id) && series.ending.is_none()
            });
            assert!(!goes_on, "{}", group.details.slug);
        }
    }
    assert_eq!(archived, 3);
}

#[test]
fn a_meeting_that_is_a_date_of_a_series_is_its_record_and_comes_once() {
    let dates = LOADED
        .data
        .meetings
        .iter()
        .filter_map(|m| m.occurrence.as_ref());
    assert_eq!(dates.count(), 9);
    assert!(LOADED.upcoming.iter().all(|m| m.occurrence.is_some()));
    let next = &LOADED.series["identity-wallet-standards"].record;
    let of = |m: &&UpcomingMeeting| m.groups == next.groups;
    let first = LOADED.upcoming.iter().find(of).unwrap();
    assert!(first.start_at >= NOW && first.start_at == from_seconds(utc("2024-04-16T15:00")));
    let meeting = LOADED.meetings["identity-2024-04-16"];
    assert_eq!(first.meeting, Some(meeting));
}
