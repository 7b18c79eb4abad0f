//! Rules made to be expensive, empty or endless: the work stays bounded, and what is cut says
//! so.

use workgroups::base::fault::Fault;
use workgroups::domain::calendar::local::LAST_YEAR;
use workgroups::domain::calendar::rule::{DEFAULT_BUDGET, Rule, Stop, Timetable, Window};
use workgroups::domain::calendar::zones::Zone;

use super::make::{local, utc};

fn timetable(start: &str, rule: &str) -> Result<Timetable, Vec<Fault>> {
    let zone = Zone::named("Europe/Zurich").map_err(|fault| vec![fault])?;
    Timetable::new(local(start), zone, Some(Rule::parse(rule)?))
}

#[test]
fn rules_without_any_date_are_refused() {
    for rule in [
        "FREQ=YEARLY;BYDAY=MO;BYSETPOS=366",
        "FREQ=YEARLY;BYDAY=MO;BYSETPOS=54,-54",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYMONTHDAY=1;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=6MO,7TU",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=4,5,6,7",
        "FREQ=DAILY;BYMONTH=1;BYSETPOS=2",
        "FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=2MO",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=1",
        "FREQ=DAILY;UNTIL=19700101T000000Z",
        // The start is in an even year, and leap days are in years that divide by four.
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
    ] {
        let faults = timetable("2022-02-01T12:00", rule)
            .map(drop)
            .expect_err(rule);
        assert_eq!(faults.len(), 1, "{rule}");
        assert!(
            ["rule", "BYDAY"].contains(&faults[0].field.as_str()),
            "{rule}: {faults:?}"
        );
    }
}

#[test]
fn endless_rules_end_with_the_last_year_and_within_the_budget() {
    for rule in [
        "FREQ=DAILY",
        "FREQ=DAILY;UNTIL=99991231T235959Z",
        "FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1",
        "FREQ=WEEKLY;BYDAY=TH,FR;BYMONTH=1",
        "FREQ=MONTHLY;BYDAY=TH;BYSETPOS=1,-1",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=1,366,-366",
        "FREQ=YEARLY;INTERVAL=1000",
        "FREQ=YEARLY;BYMONTHDAY=1,-31;BYDAY=TH,1TH,-53TH",
    ] {
        let timetable = timetable("1970-01-01T12:00", rule).expect(rule);
        let all = timetable.expand(Window::ALL, &[], usize::MAX, DEFAULT_BUDGET);
        assert_eq!(all.stop, Stop::YearsEnded, "{rule}");
        assert!(all.starts.iter().all(|start| start.local.year <= LAST_YEAR));
        let days = all.starts.len();
        assert!((1..=84_006).contains(&days), "{rule} gives {days}");
    }
}

#[test]
fn counting_never_goes_past_the_last_year() {
    let timetable = timetable("2196-02-29T12:00", "FREQ=YEARLY;COUNT=5000").expect("it is valid");
    let all = timetable.expand(Window::ALL, &[], usize::MAX, DEFAULT_BUDGET);
    assert_eq!((all.starts.len(), all.stop), (1, Stop::YearsEnded));
}

#[test]
fn a_budget_that_is_spent_says_how_far_it_reached() {
    let timetable =
        timetable("1970-01-01T12:00", "FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1").expect("it is valid");
    let window = Window {
        from: utc("2000-01-02T00:00"),
        until: utc("2005-01-02T00:00"),
    };
    let cut = timetable.expand(window, &[], 10, 100);
    assert_eq!(cut.starts, []);
    let Stop::BudgetSpent { reached } = cut.stop else {
        panic!("it should not be done: {:?}", cut.stop);
    };
    assert!(window.from < reached && reached < window.until);
    let whole = timetable.expand(window, &[], 10, DEFAULT_BUDGET);
    assert_eq!((whole.starts.len(), whole.stop), (5, Stop::WindowClosed));
}

#[test]
fn a_late_window_of_a_rule_without_count_costs_as_much_as_an_early_one() {
    let timetable = timetable("1970-01-01T12:00", "FREQ=DAILY").expect("it is valid");
    let window = Window {
        from: utc("2190-06-01T00:00"),
        until: utc("2190-06-08T00:00"),
    };
    let week = timetable.expand(window, &[], 10, 20);
    assert_eq!((week.starts.len(), week.stop), (7, Stop::WindowClosed));
}

#[test]
fn windows_at_the_ends_of_time_are_empty() {
    let timetable = timetable("2024-01-03T12:00", "FREQ=WEEKLY").expect("it is valid");
    for (from, until) in [
        (i64::MIN, i64::MIN + 1),
        (i64::MAX - 1, i64::MAX),
        (i64::MIN, 0),
        (i64::MAX, i64::MIN),
    ] {
        let none = timetable.expand(Window { from, until }, &[], 10, DEFAULT_BUDGET);
        assert_eq!(none.starts, []);
    }
    let none = timetable.expand(Window::ALL, &[], 0, DEFAULT_BUDGET);
    assert_eq!((none.starts.len(), none.stop), (0, Stop::LimitReached));
}

#[test]
fn a_zone_that_skips_a_day_has_no_date_on_it() {
    // Samoa went from 29 to 31 December 2011.
    let zone = Zone::named("Pacific/Apia").expect("it exists");
    let rule = Rule::parse("FREQ=DAILY;COUNT=4").expect("it is valid");
    let timetable =
        Timetable::new(local("2011-12-28T10:00"), zone, Some(rule)).expect("it is valid");
    let all = timetable.expand(Window::ALL, &[], 10, DEFAULT_BUDGET);
    let days: Vec<u8> = all.starts.iter().map(|start| start.local.day).collect();
    assert_eq!(days.len(), 4);
    assert!(
        all.starts
            .windows(2)
            .all(|pair| pair[1].at - pair[0].at == 86_400)
    );
}

#[test]
fn until_includes_a_date_that_starts_at_that_very_second() {
    for (until, dates) in [("20240110T110000Z", 2), ("20240110T105959Z", 1)] {
        let rule = format!("FREQ=WEEKLY;UNTIL={until}");
        let timetable = timetable("2024-01-03T12:00", &rule).expect("it is valid");
        let all = timetable.expand(Window::ALL, &[], 10, DEFAULT_BUDGET);
        assert_eq!((all.starts.len(), all.stop), (dates, Stop::RuleEnded));
        assert_eq!(timetable.last(), all.starts.last().copied());
    }
}
