//! The cadences that a real community announced, and what it announced differently: the
//! technical working groups of the Internet Computer. "CET" in the announcements is the clock
//! of Zurich, summer time included.

use workgroups::domain::calendar::rule::{DEFAULT_BUDGET, Window};
use workgroups::domain::series::{OccurrenceStatus, Series};

use super::make::{CREATED, details, instant, local, move_to, series, utc};

const ZURICH: &str = "Europe/Zurich";

/// The first four dates, with their time in UTC.
fn first(series: &Series) -> Vec<String> {
    let timetable = series
        .timetable()
        .expect("it computes")
        .expect("it is scheduled");
    let utc = workgroups::domain::calendar::zones::Zone::named("UTC").expect("it exists");
    let dates = series.occurrences(&timetable, Window::ALL, 4, DEFAULT_BUDGET);
    dates
        .list
        .iter()
        .map(|one| utc.local_at(one.start_at).to_string())
        .collect()
}

#[test]
fn the_announced_cadences_are_series() {
    let cadences = [
        // Weekly on Wednesday at 7:00pm CET. "First meeting: April 4, 2024" was a Thursday.
        (
            ("2024-04-10T19:00", ZURICH, "FREQ=WEEKLY;BYDAY=WE"),
            [
                "2024-04-10T17:00",
                "2024-04-17T17:00",
                "2024-04-24T17:00",
                "2024-05-01T17:00",
            ],
        ),
        // Every Tuesday, 3 pm UTC, from 6 February 2024.
        (
            ("2024-02-06T15:00", "UTC", "FREQ=WEEKLY;BYDAY=TU"),
            [
                "2024-02-06T15:00",
                "2024-02-13T15:00",
                "2024-02-20T15:00",
                "2024-02-27T15:00",
            ],
        ),
        // The first Thursday of every month at 3 pm UTC, from 3 August 2023.
        (
            ("2023-08-03T15:00", "UTC", "FREQ=MONTHLY;BYDAY=1TH"),
            [
                "2023-08-03T15:00",
                "2023-09-07T15:00",
                "2023-10-05T15:00",
                "2023-11-02T15:00",
            ],
        ),
        // The last Thursday of every month at 10 am CET, from 27 July 2023.
        (
            ("2023-07-27T10:00", ZURICH, "FREQ=MONTHLY;BYDAY=-1TH"),
            [
                "2023-07-27T08:00",
                "2023-08-31T08:00",
                "2023-09-28T08:00",
                "2023-10-26T08:00",
            ],
        ),
        // The first Thursday of every month at 7 pm CET, from 7 April 2022.
        (
            ("2022-04-07T19:00", ZURICH, "FREQ=MONTHLY;BYDAY=1TH"),
            [
                "2022-04-07T17:00",
                "2022-05-05T17:00",
                "2022-06-02T17:00",
                "2022-07-07T17:00",
            ],
        ),
        // The 2nd and 4th Tuesdays at 17:00 CET. "First meeting: Tue 29nd Nov 2022" was the fifth.
        (
            ("2022-12-13T17:00", ZURICH, "FREQ=MONTHLY;BYDAY=2TU,4TU"),
            [
                "2022-12-13T16:00",
                "2022-12-27T16:00",
                "2023-01-10T16:00",
                "2023-01-24T16:00",
            ],
        ),
        // The third Thursday of every month at 5:30 pm CET, from 21 July 2022.
        (
            ("2022-07-21T17:30", ZURICH, "FREQ=MONTHLY;BYDAY=3TH"),
            [
                "2022-07-21T15:30",
                "2022-08-18T15:30",
                "2022-09-15T15:30",
                "2022-10-20T15:30",
            ],
        ),
        // The 2nd Thursday of each month, 8am US Pacific.
        (
            (
                "2023-02-09T08:00",
                "America/Los_Angeles",
                "FREQ=MONTHLY;BYDAY=2TH",
            ),
            [
                "2023-02-09T16:00",
                "2023-03-09T16:00",
                "2023-04-13T15:00",
                "2023-05-11T15:00",
            ],
        ),
    ];
    for ((start, zone, rule), dates) in cadences {
        assert_eq!(first(&series(1, start, zone, rule)), dates, "{rule}");
    }
}

#[test]
fn a_first_meeting_that_contradicts_its_weekday_is_refused_with_the_date_to_take() {
    // "Bi-weekly Wednesdays at 6 pm CEST", "First meeting: May 23rd, 2023", a Tuesday.
    let announced = details(
        "2023-05-23T18:00",
        ZURICH,
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    );
    let faults = Series::new(1, announced, CREATED).expect_err("it is a Tuesday");
    assert!(faults[0].reason.ends_with("Wednesday 2023-05-24T18:00"));
    let mut taken = details(
        "2023-05-24T18:00",
        ZURICH,
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    );
    taken.cadence = Some("Bi-weekly Wednesdays at 6 pm CEST (GMT+2)".to_owned());
    let series = Series::new(1, taken, CREATED).expect("it is a Wednesday");
    assert_eq!(first(&series)[1], "2023-06-07T16:00");
}

#[test]
fn identity_and_wallet_standards_meets_on_16_april_after_the_cancelled_2_april_2024() {
    let announced_at = utc("2024-03-27T09:50");
    let series = series(
        1,
        "2024-01-09T17:00",
        ZURICH,
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    )
    .cancel(local("2024-04-02T17:00"), "", announced_at)
    .expect("it is a date");
    let timetable = series
        .timetable()
        .expect("it computes")
        .expect("it is scheduled");
    let window = Window {
        from: announced_at,
        until: utc("2024-05-01T00:00"),
    };
    let dates = series
        .occurrences(&timetable, window, 10, DEFAULT_BUDGET)
        .list;
    let shown: Vec<_> = dates
        .iter()
        .map(|one| (one.start.day, one.status))
        .collect();
    assert_eq!(
        shown,
        [
            (2, OccurrenceStatus::Cancelled),
            (16, OccurrenceStatus::Scheduled),
            (30, OccurrenceStatus::Scheduled)
        ]
    );
    let exception = series
        .exception(local("2024-04-02T17:00"))
        .expect("it is cancelled");
    let cancellation = exception.cancellation.as_ref().expect("it is cancelled");
    assert_eq!(cancellation.hours_of_notice(dates[0].start_at), 149);
}

#[test]
fn ledger_and_tokenization_goes_from_monthly_to_every_two_weeks_and_moves() {
    let monthly = series(1, "2022-04-12T17:00", ZURICH, "FREQ=MONTHLY;BYDAY=2TU");
    let split = monthly
        .split(
            local("2022-05-10T17:00"),
            2,
            details(
                "2022-04-26T17:00",
                ZURICH,
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            ),
            "To speed up the discussion around token standards",
            utc("2022-04-12T17:56"),
        )
        .expect("it is a date");
    assert_eq!(first(&split.ended), ["2022-04-12T15:00"]);
    let fortnightly = split.following;
    assert_eq!(
        first(&fortnightly),
        [
            "2022-04-26T15:00",
            "2022-05-10T15:00",
            "2022-05-24T15:00",
            "2022-06-07T15:00"
        ]
    );

    let fourth = local("2022-06-07T17:00");
    let moved = fortnightly
        .change(
            local("2022-05-24T17:00"),
            move_to("2022-05-19T17:00"),
            utc("2022-05-16T13:35"),
        )
        .and_then(|series| {
            series.change(fourth, move_to("2022-05-27T17:00"), utc("2022-05-24T16:25"))
        })
        .expect("they are dates");
    let cancelled = moved
        .cancel(
            fourth,
            "People essential for the topics are not available",
            utc("2022-05-27T08:32"),
        )
        .expect("it is a date");
    assert_eq!(
        first(&cancelled)[1..],
        ["2022-05-10T15:00", "2022-05-19T15:00", "2022-05-27T15:00"]
    );
    let exception = cancelled.exception(fourth).expect("it is cancelled");
    let cancellation = exception.cancellation.as_ref().expect("it is cancelled");
    assert_eq!(
        cancellation.hours_of_notice(instant(ZURICH, "2022-05-27T17:00")),
        6
    );

    let held = cancelled
        .restore(fourth, utc("2022-05-30T07:02"))
        .and_then(|series| {
            series.change(fourth, move_to("2022-05-31T18:00"), utc("2022-05-30T07:02"))
        })
        .expect("it is a date");
    assert_eq!(
        first(&held),
        [
            "2022-04-26T15:00",
            "2022-05-10T15:00",
            "2022-05-19T15:00",
            "2022-05-31T16:00"
        ]
    );
    assert_eq!(held.sequence, 5, "each announcement counts");
}
