//! The examples of RFC 5545, section 3.8.5.3, as far as they use the supported parts. All of
//! them are at 09:00 in New York.

use workgroups::domain::calendar::rule::{DEFAULT_BUDGET, Rule, Start, Timetable, Window};
use workgroups::domain::calendar::zones::Zone;

use super::make::{instant, local};

fn dates(day: &str, rule: &str, most: usize) -> Vec<Start> {
    let zone = Zone::named("America/New_York").expect("it exists");
    let rule = Rule::parse(rule).expect("it is valid");
    let start = local(&format!("{day}T09:00"));
    let timetable = Timetable::new(start, zone, Some(rule)).expect("the start is a date");
    timetable
        .expand(Window::ALL, &[], most, DEFAULT_BUDGET)
        .starts
}

/// Compares with dates written as `1997-09-02 04 10-02`: a part that is left out stays the same.
fn assert_dates(day: &str, rule: &str, expected: &str) {
    let mut current = String::new();
    let expected: Vec<String> = expected
        .split_whitespace()
        .map(|date| {
            let kept = current.len().saturating_sub(date.len());
            current = format!("{}{date}", &current[..kept]);
            current.clone()
        })
        .collect();
    // One more than expected, to see that a rule with an end has it.
    let ends = rule.contains("COUNT") || rule.contains("UNTIL");
    let found = dates(day, rule, expected.len() + usize::from(ends));
    let found: Vec<String> = found
        .iter()
        .map(|start| {
            assert_eq!(
                start.at,
                instant("America/New_York", &start.local.to_string())
            );
            start.local.to_string()[..10].to_owned()
        })
        .collect();
    assert_eq!(found, expected, "{rule}");
}

#[test]
fn daily_examples() {
    assert_dates(
        "1997-09-02",
        "FREQ=DAILY;COUNT=10",
        "1997-09-02 03 04 05 06 07 08 09 10 11",
    );
    assert_dates(
        "1997-09-02",
        "FREQ=DAILY;INTERVAL=2",
        "1997-09-02 04 06 08 10",
    );
    assert_dates(
        "1997-09-02",
        "FREQ=DAILY;INTERVAL=10;COUNT=5",
        "1997-09-02 12 22 10-02 12",
    );
    let daily = dates(
        "1998-01-01",
        "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
        1_000,
    );
    let yearly = dates(
        "1998-01-01",
        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        1_000,
    );
    assert_eq!(daily.len(), 3 * 31);
    assert_eq!(daily, yearly);
}

#[test]
fn weekly_examples() {
    assert_dates(
        "1997-09-02",
        "FREQ=WEEKLY;COUNT=10",
        "1997-09-02 09 16 23 30 10-07 14 21 28 11-04",
    );
    assert_dates(
        "1997-09-02",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        "1997-09-02 16 30 10-14 28 11-11 25 12-09 23 1998-01-06 20 02-03",
    );
    assert_dates(
        "1997-09-02",
        "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        "1997-09-02 04 09 11 16 18 23 25 30 10-02",
    );
    assert_dates(
        "1997-09-01",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "1997-09-01 03 05 15 17 19 29 10-01 03 13 15 17 27 29 31 11-10 12 14 24 26 28 12-08 10 12 22",
    );
    assert_dates(
        "1997-09-02",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        "1997-09-02 04 16 18 30 10-02 14 16",
    );
}

#[test]
fn monthly_examples() {
    assert_dates(
        "1997-09-05",
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "1997-09-05 10-03 11-07 12-05 1998-01-02 02-06 03-06 04-03 05-01 06-05",
    );
    assert_dates(
        "1997-09-07",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "1997-09-07 28 11-02 30 1998-01-04 25 03-01 29 05-03 31",
    );
    assert_dates(
        "1997-09-22",
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        "1997-09-22 10-20 11-17 12-22 1998-01-19 02-16",
    );
    assert_dates(
        "1997-09-28",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "1997-09-28 10-29 11-28 12-29 1998-01-29 02-26",
    );
    assert_dates(
        "1997-09-02",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        "1997-09-02 15 10-02 15 11-02 15 12-02 15 1998-01-02 15",
    );
    assert_dates(
        "1997-09-30",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "1997-09-30 10-01 31 11-01 30 12-01 31 1998-01-01 31 02-01",
    );
    assert_dates(
        "1997-09-10",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "1997-09-10 11 12 13 14 15 1999-03-10 11 12 13",
    );
    assert_dates(
        "1997-09-02",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        "1997-09-02 09 16 23 30 11-04 11 18 25 1998-01-06 13 20 27 03-03 10 17 24 31",
    );
    // The RFC's start, 2 September 1997, is an EXDATE there and no Friday.
    assert_dates(
        "1998-02-13",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "1998-02-13 03-13 11-13 1999-08-13 2000-10-13",
    );
    assert_dates(
        "1997-09-13",
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "1997-09-13 10-11 11-08 12-13 1998-01-10 02-07 03-07 04-11 05-09 06-13",
    );
    // A date that does not exist, 30 February, is left out.
    assert_dates(
        "2007-01-15",
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        "2007-01-15 30 02-15 03-15 30",
    );
}

#[test]
fn yearly_examples() {
    assert_dates(
        "1997-06-10",
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "1997-06-10 07-10 1998-06-10 07-10 1999-06-10 07-10 2000-06-10 07-10 2001-06-10 07-10",
    );
    assert_dates(
        "1997-03-10",
        "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "1997-03-10 1999-01-10 02-10 03-10 2001-01-10 02-10 03-10 2003-01-10 02-10 03-10",
    );
    assert_dates(
        "1997-05-19",
        "FREQ=YEARLY;BYDAY=20MO",
        "1997-05-19 1998-05-18 1999-05-17",
    );
    assert_dates(
        "1997-03-13",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        "1997-03-13 20 27 1998-03-05 12 19 26 1999-03-04 11 18 25",
    );
    assert_dates(
        "1997-06-05",
        "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        "1997-06-05 12 19 26 07-03 10 17 24 31 08-07 14 21 28 1998-06-04",
    );
    assert_dates(
        "1996-11-05",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "1996-11-05 2000-11-07 2004-11-02",
    );
}

#[test]
fn set_position_examples() {
    assert_dates(
        "1997-09-04",
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "1997-09-04 10-07 11-06",
    );
    assert_dates(
        "1997-09-29",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "1997-09-29 10-30 11-27 12-30 1998-01-29 02-26 03-30",
    );
}

#[test]
fn the_first_day_of_the_week_decides_which_weeks_are_every_second() {
    assert_dates(
        "1997-08-05",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
        "1997-08-05 10 19 24",
    );
    assert_dates(
        "1997-08-05",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        "1997-08-05 17 19 31",
    );
}
