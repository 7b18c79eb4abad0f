//! How a series changes: cancelled, moved and restored dates, splits and endings.

use workgroups::base::fault::Fault;
use workgroups::domain::calendar::rule::{DEFAULT_BUDGET, Stop, Window};
use workgroups::domain::check::{Check, Known};
use workgroups::domain::series::{DateChange, MOST_EXCEPTIONS, OccurrenceStatus, Series};
use workgroups::domain::{Error, Limits, checks};

use super::make::{CREATED, details, instant, local, move_to, series, utc};

const ZURICH: &str = "Europe/Zurich";
const LATER: i64 = CREATED + 60;

fn weekly() -> Series {
    series(1, "2024-01-03T19:00", ZURICH, "FREQ=WEEKLY;BYDAY=WE")
}

/// The starts of a window in 2024, `MM-DD`, with a letter for their status.
fn shown(series: &Series, from: &str, until: &str) -> Vec<String> {
    let timetable = series
        .timetable()
        .expect("it computes")
        .expect("it is scheduled");
    let window = Window {
        from: utc(&format!("2024-{from}T00:00")),
        until: utc(&format!("2024-{until}T00:00")),
    };
    let all = series.occurrences(&timetable, window, 100, DEFAULT_BUDGET);
    all.list
        .iter()
        .map(|one| {
            let status = match one.status {
                OccurrenceStatus::Scheduled => "",
                OccurrenceStatus::Edited => " edited",
                OccurrenceStatus::Moved => " moved",
                OccurrenceStatus::Cancelled => " cancelled",
            };
            format!("{}{status}", &one.start.to_string()[5..10])
        })
        .collect()
}

fn faults_of(look: impl FnOnce(&mut Check)) -> Vec<Fault> {
    faults_within(&Limits::default(), look)
}

fn faults_within(limits: &Limits, look: impl FnOnce(&mut Check)) -> Vec<Fault> {
    let known = Known::default();
    let mut check = Check::new(limits, &known);
    look(&mut check);
    match check.done() {
        Ok(()) => Vec::new(),
        Err(Error::invalid { faults }) => faults,
        Err(other) => panic!("{other:?}"),
    }
}

fn fields(faults: Vec<Fault>) -> Vec<String> {
    faults.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn a_cancelled_date_stays_in_the_list_as_cancelled_until_it_is_restored() {
    let cancelled = weekly()
        .cancel(local("2024-01-10T19:00"), "Holiday", LATER)
        .expect("it is a date");
    assert_eq!(
        shown(&cancelled, "01-01", "01-20"),
        ["01-03", "01-10 cancelled", "01-17"]
    );
    let restored = cancelled
        .restore(local("2024-01-10T19:00"), LATER)
        .expect("it is cancelled");
    assert_eq!(
        shown(&restored, "01-01", "01-20"),
        ["01-03", "01-10", "01-17"]
    );
    assert_eq!(restored.sequence, 2, "the sequence never falls");
    assert_eq!(restored.exceptions, []);
}

#[test]
fn a_moved_date_keeps_its_identity_and_is_listed_once_at_its_new_time() {
    let moved = weekly()
        .change(
            local("2024-01-10T19:00"),
            move_to("2024-01-18T12:00"),
            LATER,
        )
        .expect("it is a date");
    assert_eq!(
        shown(&moved, "01-01", "01-20"),
        ["01-03", "01-17", "01-18 moved"]
    );
    assert_eq!(shown(&moved, "01-08", "01-14"), [""; 0]);
    let timetable = moved
        .timetable()
        .expect("it computes")
        .expect("it is scheduled");
    let one = moved
        .occurrence_of(&timetable, local("2024-01-10T19:00"))
        .expect("it is still a date");
    assert_eq!(one.start, local("2024-01-18T12:00"));
    assert_eq!(one.start_at, instant(ZURICH, "2024-01-18T12:00"));
    assert_eq!(one.original, local("2024-01-10T19:00"));
}

#[test]
fn a_date_that_was_moved_and_cancelled_is_moved_again_when_it_is_restored() {
    let original = local("2024-01-10T19:00");
    let moved = weekly()
        .change(original, move_to("2024-01-11T12:00"), LATER)
        .expect("it is a date");
    let cancelled = moved.cancel(original, "", LATER).expect("it is a date");
    assert_eq!(shown(&cancelled, "01-08", "01-14"), ["01-11 cancelled"]);
    let restored = cancelled.restore(original, LATER).expect("it is cancelled");
    assert_eq!(restored.exceptions, moved.exceptions);
    let reverted = restored.revert(original, LATER).expect("it was moved");
    assert_eq!(shown(&reverted, "01-08", "01-14"), ["01-10"]);
}

#[test]
fn an_announcement_tells_the_hours_of_notice() {
    let moved = weekly()
        .change(
            local("2024-01-10T19:00"),
            move_to("2024-01-11T12:00"),
            utc("2024-01-09T18:30"),
        )
        .expect("it is a date");
    let exception = moved
        .exception(local("2024-01-10T19:00"))
        .expect("it was moved");
    let announced = &exception.change.as_ref().expect("it was moved").announced;
    assert_eq!(announced.reason, "Holiday");
    assert_eq!(announced.hours_of_notice(utc("2024-01-11T11:00")), 40);
    assert_eq!(announced.hours_of_notice(utc("2024-01-09T18:00")), -1);
}

#[test]
fn what_is_no_date_can_be_neither_cancelled_nor_moved() {
    let series = weekly();
    for original in ["2024-01-11T19:00", "2024-01-10T18:00", "2023-12-27T19:00"] {
        let faults = series
            .cancel(local(original), "", LATER)
            .expect_err("it is no date");
        assert_eq!(fields(faults), ["original"]);
        let faults = series
            .change(local(original), move_to("2024-01-12T12:00"), LATER)
            .expect_err("it is no date");
        assert_eq!(fields(faults), ["original"]);
    }
}

#[test]
fn changes_that_say_nothing_or_collide_are_refused() {
    let series = weekly();
    let original = local("2024-01-10T19:00");
    let refused =
        |change: DateChange| fields(series.change(original, change, LATER).expect_err("refused"));
    assert_eq!(refused(move_to("2024-01-10T19:00")), ["change"]);
    assert_eq!(refused(move_to("2024-01-17T19:00")), ["start"]);

    let free = series
        .cancel(local("2024-01-17T19:00"), "", LATER)
        .expect("it is a date");
    let moved = free
        .change(original, move_to("2024-01-17T19:00"), LATER)
        .expect("the other date is cancelled");
    assert_eq!(
        shown(&moved, "01-08", "01-20"),
        ["01-17 moved", "01-17 cancelled"]
    );
    let timetable = moved
        .timetable()
        .expect("it computes")
        .expect("it is scheduled");
    let window = Window {
        from: utc("2024-01-08T00:00"),
        until: utc("2024-01-20T00:00"),
    };
    let first = moved.occurrences(&timetable, window, 1, DEFAULT_BUDGET);
    assert_eq!(
        first.list[0].original, original,
        "the earlier original comes first"
    );
}

#[test]
fn undoing_what_was_not_done_is_refused() {
    let series = weekly();
    let original = local("2024-01-10T19:00");
    assert_eq!(
        fields(series.restore(original, LATER).expect_err("refused")),
        ["original"]
    );
    assert_eq!(
        fields(series.revert(original, LATER).expect_err("refused")),
        ["original"]
    );
    assert_eq!(
        fields(series.reopen(LATER).expect_err("refused")),
        ["ending"]
    );
    let cancelled = series.cancel(original, "", LATER).expect("it is a date");
    assert_eq!(
        fields(cancelled.cancel(original, "", LATER).expect_err("refused")),
        ["original"]
    );
}

#[test]
fn an_ended_series_has_no_later_dates_until_it_is_reopened() {
    let moved = weekly()
        .change(
            local("2024-01-24T19:00"),
            move_to("2024-01-12T12:00"),
            LATER,
        )
        .expect("it is a date");
    let ended = moved
        .end(local("2024-01-17T19:00"), "Done", LATER)
        .expect("it goes on until then");
    assert_eq!(shown(&ended, "01-01", "03-01"), ["01-03", "01-10"]);
    let timetable = ended
        .timetable()
        .expect("it computes")
        .expect("it is scheduled");
    assert!(!ended.has(&timetable, local("2024-01-17T19:00")));
    let all = ended.occurrences(&timetable, Window::ALL, 100, DEFAULT_BUDGET);
    assert_eq!(all.stop, Stop::RuleEnded);
    assert_eq!(
        ended.last_original(&timetable),
        Some(local("2024-01-10T19:00"))
    );
    let reopened = ended.reopen(LATER).expect("it was ended");
    assert_eq!(
        shown(&reopened, "01-01", "02-01"),
        ["01-03", "01-10", "01-12 moved", "01-17", "01-31"]
    );
    assert_eq!(
        fields(
            moved
                .end(local("2024-01-03T19:00"), "", LATER)
                .expect_err("refused")
        ),
        ["before"]
    );
}

#[test]
fn a_split_ends_the_series_and_goes_on_in_a_new_one() {
    let before = weekly()
        .cancel(local("2024-01-10T19:00"), "Holiday", LATER)
        .and_then(|series| series.cancel(local("2024-02-14T19:00"), "Holiday", LATER))
        .and_then(|series| series.cancel(local("2024-02-21T19:00"), "Holiday", LATER))
        .expect("they are dates");
    let new = details(
        "2024-01-31T18:00",
        ZURICH,
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    );
    let split = before
        .split(
            local("2024-01-24T19:00"),
            2,
            new.clone(),
            "Every other week",
            LATER,
        )
        .expect("it is a date");
    assert_eq!(
        shown(&split.ended, "01-01", "04-01"),
        ["01-03", "01-10 cancelled", "01-17"]
    );
    assert_eq!(
        shown(&split.following, "01-01", "03-01"),
        ["01-31", "02-14 cancelled", "02-28"]
    );
    assert_eq!(split.dropped.len(), 1, "21 February is no date any more");
    assert_eq!(split.ended.successor, Some(2));
    assert_eq!(split.following.predecessor, Some(1));
    assert_eq!(
        fields(split.ended.reopen(LATER).expect_err("refused")),
        ["successor"]
    );

    let at_start = before.split(local("2024-01-03T19:00"), 2, new.clone(), "", LATER);
    assert_eq!(
        fields(at_start.expect_err("nothing would be left")),
        ["before"]
    );
    let mut early = new;
    early.schedule = details("2024-01-17T18:00", ZURICH, "FREQ=WEEKLY").schedule;
    let overlapping = before.split(local("2024-01-24T19:00"), 2, early, "", LATER);
    assert_eq!(
        fields(overlapping.expect_err("it begins too early")),
        ["schedule.start"]
    );
}

#[test]
fn an_edit_drops_only_what_was_announced_for_dates_that_are_gone() {
    let before = weekly()
        .cancel(local("2024-01-10T19:00"), "", LATER)
        .and_then(|series| series.cancel(local("2024-01-17T19:00"), "", LATER))
        .expect("they are dates");
    let mut renamed = before.details.clone();
    renamed.title = "Another name".to_owned();
    let edited = before.edit(renamed, LATER).expect("it is valid");
    assert_eq!(edited.series.exceptions, before.exceptions);
    assert_eq!(edited.series.sequence, before.sequence + 1);
    let fortnightly = details("2024-01-03T19:00", ZURICH, "FREQ=WEEKLY;INTERVAL=2");
    let edited = before.edit(fortnightly, LATER).expect("it is valid");
    assert_eq!(edited.dropped, before.exceptions[..1]);
    assert_eq!(edited.series.exceptions, before.exceptions[1..]);
}

#[test]
fn a_vague_cadence_is_kept_as_text_and_gives_no_dates() {
    let mut vague = details("2024-01-03T19:00", ZURICH, "");
    vague.schedule = None;
    vague.cadence = Some("Monthly".to_owned());
    let series = Series::new(1, vague.clone(), CREATED).expect("it is valid");
    assert!(matches!(series.timetable(), Ok(None)));
    assert_eq!(
        fields(
            series
                .cancel(local("2024-01-03T19:00"), "", LATER)
                .expect_err("refused")
        ),
        ["schedule"]
    );
    vague.cadence = None;
    assert_eq!(
        fields(faults_of(|c| checks::series_details(c, &vague))),
        ["details.schedule"]
    );
}

#[test]
fn the_rule_and_the_zone_are_kept_in_canonical_spelling() {
    let series = series(
        1,
        "2024-01-03T19:00",
        "europe/zurich",
        "byday=we;freq=weekly",
    );
    let schedule = series.details.schedule.expect("it is scheduled");
    assert_eq!(schedule.zone, ZURICH);
    assert_eq!(schedule.rule.as_deref(), Some("FREQ=WEEKLY;BYDAY=WE"));
}

#[test]
fn all_faults_of_the_details_are_named_at_once() {
    let mut wrong = details("2024-02-01T19:00", "CET", "FREQ=WEEKLY;BYDAY=2WE;COUNT=0");
    if let Some(schedule) = &mut wrong.schedule {
        schedule.start.day = 30;
    }
    wrong.title = String::new();
    wrong.description = "\u{7}".to_owned();
    wrong.locations[0].url = Some("javascript:alert(1)".to_owned());
    wrong.notice_hours = Some(9_000);
    assert_eq!(
        fields(faults_of(|c| checks::series_details(c, &wrong))),
        [
            "details.title",
            "details.description",
            "details.schedule.zone",
            "details.schedule.rule.COUNT",
            "details.schedule.rule.BYDAY",
            "details.schedule.start.day",
            "details.locations[0].url",
            "details.notice_hours"
        ]
    );
}

#[test]
fn all_faults_of_what_is_announced_for_a_date_are_named_at_once() {
    let mut wrong = move_to("2024-02-28T12:00");
    if let Some(start) = &mut wrong.start {
        start.day = 30;
    }
    wrong.minutes = Some(0);
    wrong.title = Some(" ".to_owned());
    wrong.announced.reason = "x".repeat(4_001);
    assert_eq!(
        fields(faults_of(|c| checks::date_change(c, &wrong))),
        ["start.day", "minutes", "title", "reason"]
    );
}

#[test]
fn texts_and_links_of_a_series_are_as_long_as_the_admins_let_those_of_other_records_be() {
    let mut long = details("2024-01-03T19:00", ZURICH, "");
    if let Some(schedule) = &mut long.schedule {
        schedule.rule = None;
    }
    long.title = "x".repeat(301);
    long.locations[0].url = Some(format!("HTTPS://example.org/{}", "x".repeat(981)));
    assert_eq!(
        fields(faults_of(|c| checks::series_details(c, &long))),
        ["details.title", "details.locations[0].url"]
    );
    let limits = Limits {
        name_bytes: 1_000,
        url_bytes: 2_000,
        ..Limits::default()
    };
    let faults = faults_within(&limits, |c| checks::series_details(c, &long));
    assert_eq!(fields(faults), Vec::<String>::new());
}

#[test]
fn a_start_off_the_rule_is_refused_with_the_first_date_of_the_rule() {
    // 23 May 2023 is a Tuesday.
    let wrong = details(
        "2023-05-23T18:00",
        ZURICH,
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    );
    let faults = faults_of(|c| checks::series_details(c, &wrong));
    assert_eq!(faults[0].field, "details.schedule.start");
    assert!(
        faults[0]
            .reason
            .contains("Tuesday 2023-05-23T18:00 is not a date")
    );
    assert!(faults[0].reason.ends_with("Wednesday 2023-05-24T18:00"));
}

#[test]
fn the_number_of_exceptions_is_bounded() {
    let mut full = series(1, "2024-01-01T19:00", "UTC", "FREQ=DAILY");
    let timetable = full
        .timetable()
        .expect("it computes")
        .expect("it is scheduled");
    let dates = timetable.expand(Window::ALL, &[], MOST_EXCEPTIONS + 1, DEFAULT_BUDGET);
    let (last, others) = dates.starts.split_last().expect("there are dates");
    for date in others {
        full = full.cancel(date.local, "", LATER).expect("it is a date");
    }
    let faults = full.cancel(last.local, "", LATER).expect_err("refused");
    assert_eq!(fields(faults), ["exceptions"]);
}

#[test]
fn a_moved_date_is_not_listed_before_the_rule_was_followed_that_far() {
    let moved = series(1, "2024-01-01T19:00", "UTC", "FREQ=DAILY")
        .change(
            local("2024-01-02T19:00"),
            move_to("2024-03-01T12:00"),
            LATER,
        )
        .expect("it is a date");
    let timetable = moved
        .timetable()
        .expect("it computes")
        .expect("it is scheduled");
    let window = Window {
        from: utc("2024-01-01T00:00"),
        until: utc("2024-04-01T00:00"),
    };
    let cut = moved.occurrences(&timetable, window, 1_000, 20);
    assert!(matches!(cut.stop, Stop::BudgetSpent { .. }));
    assert!(
        cut.list
            .iter()
            .all(|one| one.status == OccurrenceStatus::Scheduled)
    );
}

#[test]
fn a_change_never_looks_older_than_the_one_before() {
    let changed = weekly()
        .cancel(local("2024-01-10T19:00"), "", LATER)
        .and_then(|series| series.cancel(local("2024-01-17T19:00"), "", LATER - 30))
        .expect("they are dates");
    assert_eq!((changed.created_at, changed.modified_at), (CREATED, LATER));
}
