//! Random rules in random zones: their occurrences equal those of python-dateutil with
//! zoneinfo. `docs/calendar.md` lists where the two differ, with the RFC's text.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};
use workgroups::domain::calendar::rule::{DEFAULT_BUDGET, Rule, Stop, Timetable, Window};
use workgroups::domain::calendar::zones::Zone;

use super::random::{Random, fresh_seed};
use super::rules::timetable;
use workgroups_test_support::programs::{self, of_tests};

const DAY: i64 = 86_400;
const TEN_YEARS: i64 = 3_653 * DAY;

#[test]
fn two_thousand_rules_agree_with_dateutil() {
    compare("fixed", 5_545, 2_000);
}

#[test]
fn rules_of_a_fresh_seed_agree_with_dateutil() {
    compare("fresh", fresh_seed(), 500);
}

/// Samoa had no 30 December 2011, so that two dates of a daily rule are one instant.
#[test]
fn rules_that_are_counted_over_a_day_that_a_zone_skips_agree_with_dateutil() {
    let zone = Zone::named("Pacific/Apia").expect("it exists");
    let rules = ["FREQ=DAILY;COUNT=40", "FREQ=DAILY;INTERVAL=2;COUNT=40"];
    let cases = rules.map(|rule| {
        let start = "2011-12-01T09:00".parse().expect("it is a time");
        let rule = Rule::parse(rule).expect("it is valid");
        let timetable = Timetable::new(start, zone.clone(), Some(rule)).expect("it is valid");
        shown(&timetable, timetable.instant_of(start))
    });
    agree("skipped", cases.to_vec());
}

fn compare(name: &str, seed: u64, count: usize) {
    println!("seed {seed}; repeat with CALENDAR_SEED={seed}");
    let mut random = Random::new(seed);
    let mut cases = Vec::new();
    while cases.len() < count {
        cases.extend(case(&mut random));
    }
    agree(name, cases);
}

/// Compares what was found with python-dateutil.
fn agree(name: &str, cases: Vec<Value>) {
    let Some(python) = programs::python("native/calendar/dateutil.txt") else {
        return;
    };
    let file = programs::scratch().join(format!("rules-{name}.json"));
    fs::write(&file, Value::from(cases).to_string()).expect("the cases are written");
    let printed = programs::run(
        Command::new(python)
            .arg(of_tests("native/calendar/compare_rules.py"))
            .arg(&file),
    );
    println!("{printed}");
}

/// A random rule with its occurrences within ten years; none if the rule contradicts itself.
fn case(random: &mut Random) -> Option<Value> {
    let timetable = timetable(random)?;
    let start = timetable.start();
    let from = timetable.instant_of(start) + random.between(0, 2) * random.between(0, 3_000) * DAY;
    Some(shown(&timetable, from))
}

/// The dates of ten years, for the comparison.
fn shown(timetable: &Timetable, from: i64) -> Value {
    let window = Window {
        from,
        until: from + TEN_YEARS,
    };
    let expansion = timetable.expand(window, &[], usize::MAX, DEFAULT_BUDGET);
    assert!(matches!(
        expansion.stop,
        Stop::RuleEnded | Stop::WindowClosed
    ));
    let found: Vec<Value> = expansion
        .starts
        .iter()
        .map(|start| json!([start.local.to_string(), start.at]))
        .collect();
    json!({
        "zone": timetable.zone().name(),
        "start": timetable.start().to_string(),
        "rule": timetable.rule().map(Rule::to_string),
        "from": window.from,
        "until": window.until,
        "found": found,
    })
}
