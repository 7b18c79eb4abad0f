//! Many records, and a program that is killed while it writes them.

use std::fmt::Write;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::cli::registry::Registry;

/// Meetings that are written, a third of them with minutes; another number by the variable
/// `WORKGROUPS_MEETINGS`.
const MEETINGS: usize = 5_000;
/// Meetings of one group.
const MEETINGS_OF_GROUP: usize = 10_000;
/// Action items at most: a group has no more than 20,000.
const ITEMS: usize = 5_000;
/// How often the program is killed at least before it may end.
const KILLS: usize = 8;

fn meetings() -> usize {
    let told = std::env::var("WORKGROUPS_MEETINGS").ok();
    told.and_then(|told| told.parse().ok()).unwrap_or(MEETINGS)
}

/// How many action items stand beside so many meetings.
fn items(meetings: usize) -> usize {
    ITEMS.min(meetings / 4)
}

/// A community with many meetings, and with records that have no names of their own: items of the
/// same title, and series.
fn community(meetings: usize) -> String {
    let mut text = String::from("groups:\n");
    for i in 0..=meetings / MEETINGS_OF_GROUP {
        writeln!(
            text,
            "- {{ slug: team-{i}, name: Team {i}, kind: team, lifecycle: [{{ state: active }}] }}"
        )
        .unwrap();
    }
    text.push_str("series:\n");
    for i in 0..10 {
        writeln!(
            text,
            "- {{ slug: calls-{i}, groups: [team-0], title: Call, \
             schedule: {{ start: \"2030-01-{:02}T17:00\", zone: UTC, minutes: 60 }} }}",
            i + 1
        )
        .unwrap();
    }
    text.push_str("meetings:\n");
    for i in 0..meetings {
        let minutes = match i % 3 {
            0 => ", minutes: { sections: [{ heading: Notes, level: 1, text: We met. }] }",
            _ => "",
        };
        writeln!(
            text,
            "- {{ slug: call-{i}, groups: [team-{}], title: Call {i}, status: held{minutes} }}",
            i / MEETINGS_OF_GROUP
        )
        .unwrap();
    }
    text.push_str("action_items:\n");
    for i in 0..items(meetings) {
        let title = i % 7;
        writeln!(
            text,
            "- {{ group: team-0, title: Item {title}, state: open }}"
        )
        .unwrap();
    }
    text
}

/// Numbers that differ from run to run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % most
    }
}

fn count(registry: &Registry, what: &str) -> usize {
    let mut arguments = vec!["list", what, "--most", "1000000", "-o", "json"];
    if what == "action-items" {
        arguments.extend(["--group", "team-0"]);
    }
    let listed = registry.does(&arguments);
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    listed.len()
}

/// Each meeting that is to have minutes has them.
fn are_whole(registry: &Registry, when: &str) {
    let listed = registry.does(&["list", "meetings", "--most", "1000000", "-o", "json"]);
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    for meeting in listed {
        let slug = meeting["slug"].as_str().unwrap();
        let number: usize = slug.strip_prefix("call-").unwrap().parse().unwrap();
        let minutes = if number.is_multiple_of(3) {
            "yes"
        } else {
            "no"
        };
        assert_eq!(meeting["minutes"], minutes, "{slug}, {when}");
    }
}

#[test]
fn a_program_that_is_killed_while_it_writes_goes_on_and_writes_nothing_twice() {
    let (registry, meetings) = (Registry::new(), meetings());
    let file = registry.file("community.yaml", community(meetings));
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seed = seed.as_nanos() as u64;
    let mut chance = Chance(seed);
    let (mut kills, mut longest) = (0, 1_000);
    let begun = Instant::now();
    loop {
        let mut apply = registry.program(&["apply", "-f", &file]);
        let mut running = apply.stdout(Stdio::null()).spawn().unwrap();
        let end = Instant::now() + Duration::from_millis(chance.below(longest));
        let status = loop {
            match running.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if Instant::now() > end => break None,
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        match status {
            Some(status) => {
                assert!(status.success(), "seed {seed}, after {kills} kills");
                break;
            }
            None => {
                running.kill().unwrap();
                running.wait().unwrap();
                kills += 1;
                are_whole(&registry, &format!("seed {seed}, after {kills} kills"));
                // Once it was killed often enough, it gets more time each time, and ends.
                longest += if kills > KILLS { 1_000 } else { 0 };
            }
        }
    }
    eprintln!("{meetings} meetings, {kills} kills, {:?}", begun.elapsed());
    let again = registry.does(&["apply", "-f", &file]);
    let groups = meetings / MEETINGS_OF_GROUP + 1;
    let all = groups + 10 + meetings + items(meetings);
    let nothing = format!("0 new, 0 changed, {all} as they are.\n");
    assert_eq!(again, nothing, "seed {seed}, after {kills} kills");
    for (what, expected) in [
        ("groups", groups),
        ("series", 10),
        ("meetings", meetings),
        ("action-items", items(meetings)),
    ] {
        assert_eq!(count(&registry, what), expected, "{what}, seed {seed}");
    }
}
