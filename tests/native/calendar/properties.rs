//! What holds for every rule and every history of a series.

use std::collections::BTreeSet;

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::calendar::rule::{
    DEFAULT_BUDGET, End, Rule, Start, Stop, Timetable, Window,
};
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::series::{Schedule, Series};
use workgroups::ics::{Entry, Feed, Item};

use super::make::{CREATED, details, move_to};
use super::random::{Random, fresh_seed};
use super::rules::timetable;

const DAY: i64 = 86_400;
const TEN_YEARS: i64 = 3_653 * DAY;

/// Runs a check on random timetables of a fixed and of a fresh seed.
fn for_timetables(check: impl Fn(&Timetable, &mut Random)) {
    let fresh = fresh_seed();
    println!("seed {fresh}; repeat with CALENDAR_SEED={fresh}");
    for (seed, count) in [(5_545, 150), (fresh, 50)] {
        let mut random = Random::new(seed);
        let mut done = 0;
        while done < count {
            if let Some(timetable) = timetable(&mut random) {
                check(&timetable, &mut random);
                done += 1;
            }
        }
    }
}

fn decade(timetable: &Timetable) -> Window {
    let from = timetable.instant_of(timetable.start());
    Window {
        from,
        until: from + TEN_YEARS,
    }
}

fn starts(timetable: &Timetable, window: Window) -> Vec<Start> {
    timetable
        .expand(window, &[], usize::MAX, DEFAULT_BUDGET)
        .starts
}

#[test]
fn a_window_shows_what_the_whole_shows_of_it() {
    for_timetables(|timetable, random| {
        let whole = decade(timetable);
        let all = starts(timetable, whole);
        let from = whole.from + random.between(-10, 3_653) * DAY + random.between(0, DAY);
        let until = from + random.between(0, 800) * DAY;
        let until = until.min(whole.until);
        let window = Window { from, until };
        let expected: Vec<Start> = all
            .into_iter()
            .filter(|start| window.contains(start.at))
            .collect();
        assert_eq!(starts(timetable, window), expected, "{timetable:?}");
    });
}

#[test]
fn pages_put_together_are_the_whole() {
    for_timetables(|timetable, random| {
        let whole = decade(timetable);
        let mut window = whole;
        let mut pages = Vec::new();
        loop {
            let limit = usize::try_from(random.between(1, 50)).unwrap_or(1);
            let budget = u32::try_from(random.between(1, 500)).unwrap_or(1);
            let page = timetable.expand(window, &[], limit, budget);
            pages.extend(page.starts);
            match page.stop {
                Stop::LimitReached => window.from = pages.last().expect("a full page").at + 1,
                // A rule with COUNT is counted from its start each time.
                Stop::BudgetSpent { .. } if counts(timetable) => return,
                Stop::BudgetSpent { reached } => {
                    let last = pages.last().map_or(i64::MIN, |last: &Start| last.at + 1);
                    window.from = window.from.max(reached).max(last);
                }
                Stop::RuleEnded | Stop::WindowClosed | Stop::YearsEnded => break,
            }
        }
        assert_eq!(pages, starts(timetable, whole), "{timetable:?}");
    });
}

fn counts(timetable: &Timetable) -> bool {
    timetable
        .rule()
        .is_some_and(|rule| rule.to_string().contains("COUNT"))
}

#[test]
fn dates_rise_and_each_of_them_is_known_as_one() {
    for_timetables(|timetable, random| {
        let all = starts(timetable, decade(timetable));
        assert!(all.windows(2).all(|pair| pair[0].at < pair[1].at));
        assert!(all.windows(2).all(|pair| pair[0].local < pair[1].local));
        let known: BTreeSet<LocalDateTime> = all.iter().map(|start| start.local).collect();
        for start in all.iter().take(20) {
            assert!(timetable.has(start.local), "{timetable:?} {start:?}");
        }
        for _ in 0..20 {
            let day = random.between(1, 28);
            let some = LocalDateTime {
                year: timetable.start().year + 1,
                month: u8::try_from(random.between(1, 12)).unwrap_or(1),
                day: u8::try_from(day).unwrap_or(1),
                ..timetable.start()
            };
            assert_eq!(
                timetable.has(some),
                known.contains(&some),
                "{timetable:?} {some}"
            );
        }
    });
}

#[test]
fn the_identities_of_dates_do_not_depend_on_the_rules_of_the_zone() {
    for_timetables(|timetable, random| {
        let rule = timetable.rule().expect("it recurs");
        // UNTIL is an instant, and may cut one date more or less.
        let endless = rule.ending(End::Never);
        let of = |zone: &str| {
            let zone = Zone::named(zone).expect("it exists");
            let timetable = Timetable::new(timetable.start(), zone, Some(endless.clone()));
            let timetable = timetable.expect("the start is a date in every zone");
            let dates = timetable
                .expand(Window::ALL, &[], 100, DEFAULT_BUDGET)
                .starts;
            dates.iter().map(|start| start.local).collect::<Vec<_>>()
        };
        let zone = random.choose(&["Asia/Gaza", "America/Nuuk", "Australia/Lord_Howe"]);
        assert_eq!(of(zone), of("UTC"), "{timetable:?}");
    });
}

#[test]
fn the_last_date_is_the_last_of_all() {
    for_timetables(|timetable, _| {
        if let Some(last) = timetable.last() {
            let all = starts(timetable, Window::ALL);
            assert_eq!(all.last(), Some(&last), "{timetable:?}");
        }
    });
}

#[test]
fn a_rule_reads_back_from_its_text() {
    for_timetables(|timetable, _| {
        let text = timetable.rule().expect("it recurs").to_string();
        assert_eq!(
            Rule::parse(&text).as_ref(),
            Ok(timetable.rule().expect("it recurs"))
        );
    });
}

/// A series on the timetable, with random exceptions.
fn series(timetable: &Timetable, random: &mut Random) -> Series {
    let mut details = details("2024-01-01T00:00", "UTC", "");
    details.schedule = Some(Schedule {
        start: timetable.start(),
        zone: timetable.zone().name().to_owned(),
        minutes: 90,
        rule: timetable.rule().map(Rule::to_string),
    });
    let mut series = Series::new(9, details, CREATED).expect("the timetable is valid");
    let dates = starts(timetable, decade(timetable));
    for step in 0..12 {
        let date = random.choose(&dates).local;
        let day = u8::try_from(random.between(1, 28)).unwrap_or(1);
        let to = LocalDateTime {
            day,
            hour: 13,
            minute: step,
            ..date
        };
        let changed = match random.between(1, 4) {
            1 => series.cancel(date, "Holiday", CREATED + 1),
            2 => series.restore(date, CREATED + 1),
            3 => series.revert(date, CREATED + 1),
            _ => series.change(date, move_to(&to.to_string()), CREATED + 1),
        };
        if let Ok(changed) = changed {
            assert_eq!(changed.sequence, series.sequence + 1);
            series = changed;
        }
    }
    series
}

#[test]
fn no_date_is_listed_twice_and_none_is_lost_whatever_is_announced() {
    for_timetables(|timetable, random| {
        let series = series(timetable, random);
        let whole = Window {
            from: decade(timetable).from - 400 * DAY,
            until: decade(timetable).until + 400 * DAY,
        };
        let listed = series
            .occurrences(timetable, whole, usize::MAX, DEFAULT_BUDGET)
            .list;
        let identities: BTreeSet<_> = listed.iter().map(|one| one.original).collect();
        assert_eq!(identities.len(), listed.len(), "{series:?}");
        let by_rule: BTreeSet<_> = starts(timetable, whole)
            .iter()
            .map(|start| start.local)
            .collect();
        assert_eq!(identities, by_rule, "{series:?}");
        assert!(listed.is_sorted_by_key(|one| one.start_at));
        for one in listed.iter().take(30) {
            assert_eq!(
                series.occurrence_of(timetable, one.original).as_ref(),
                Some(one)
            );
        }
    });
}

#[test]
fn pages_of_a_series_put_together_are_the_whole() {
    for_timetables(|timetable, random| {
        let series = series(timetable, random);
        let whole = decade(timetable);
        let expected = series
            .occurrences(timetable, whole, usize::MAX, DEFAULT_BUDGET)
            .list;
        // Pages follow each other by their starts, so these must differ.
        if !expected.is_sorted_by(|one, next| one.start_at < next.start_at) {
            return;
        }
        let mut window = whole;
        let mut pages = Vec::new();
        loop {
            let limit = usize::try_from(random.between(1, 9)).unwrap_or(1);
            let page = series.occurrences(timetable, window, limit, DEFAULT_BUDGET);
            pages.extend(page.list);
            if page.stop != Stop::LimitReached {
                break;
            }
            window.from = pages.last().expect("a full page").start_at + 1;
        }
        assert_eq!(pages, expected, "{series:?}");
    });
}

fn feed(series: &Series) -> String {
    let feed = Feed {
        name: "All",
        description: "",
        url: None,
        domain: "groups.example",
        entries: vec![Entry {
            item: Item::Series(series),
            categories: &[],
            url: None,
            records: &[],
            until: None,
        }],
        show_cancelled: false,
        alarm_minutes: None,
        past_from: None,
    };
    String::from_utf8(feed.to_bytes()).expect("it is UTF-8")
}

/// The feed without what tells when and how often it was changed.
fn lasting(feed: &str) -> String {
    let stamps = ["DTSTAMP:", "LAST-MODIFIED:", "SEQUENCE:"];
    feed.split_inclusive("\r\n")
        .filter(|line| !stamps.iter().any(|stamp| line.starts_with(stamp)))
        .collect()
}

#[test]
fn undoing_a_cancellation_restores_the_feed_but_for_sequence_and_stamps() {
    for_timetables(|timetable, random| {
        let before = series(timetable, random);
        let date = random.choose(&starts(timetable, decade(timetable))).local;
        let Ok(cancelled) = before.cancel(date, "Holiday", CREATED + 2) else {
            return;
        };
        let undone = cancelled
            .restore(date, CREATED + 3)
            .expect("it is cancelled");
        assert_ne!(lasting(&feed(&cancelled)), lasting(&feed(&before)));
        assert_ne!(feed(&undone), feed(&before));
        assert_eq!(lasting(&feed(&undone)), lasting(&feed(&before)));
    });
}

#[test]
fn every_feed_has_lines_of_at_most_75_octets_that_end_in_crlf() {
    for_timetables(|timetable, random| {
        let feed = feed(&series(timetable, random));
        assert!(feed.ends_with("END:VCALENDAR\r\n"));
        for line in feed.split_terminator("\r\n") {
            assert!(!line.is_empty() && line.len() <= 75 && !line.contains(['\r', '\n']));
        }
    });
}

#[test]
fn a_stored_series_reads_back_as_it_was() {
    for_timetables(|timetable, random| {
        let series = series(timetable, random);
        let stored = minicbor::to_vec(&series).expect("it is encoded");
        assert_eq!(
            minicbor::decode::<Series>(&stored).ok().as_ref(),
            Some(&series)
        );
        let sent = candid::encode_one(&series).expect("it is encoded");
        assert_eq!(candid::decode_one::<Series>(&sent).ok(), Some(series));
    });
}
