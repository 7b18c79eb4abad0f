//! Directories of other communities, and calendars: what is kept, computed, and listed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use workgroups::domain::{Kind, Limits};
use workgroups_cli::apply::{Existing, check, plan};
use workgroups_cli::files::{parse, yaml};
use workgroups_cli::forum::write;
use workgroups_cli::import::{Import, Known, Source, read};

/// A day in 2026, in nanoseconds.
const NOW: u64 = 1_780_000_000_000_000_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import")
}

fn nothing() -> Import {
    Import::new(Known {
        group: Some("defi".into()),
        since: "2026-01-01".parse().unwrap(),
        now: NOW,
        name: Some("Working groups".into()),
    })
}

fn imported(name: &str) -> Import {
    let (path, mut import) = (folder().join(name), nothing());
    read(&path, source(&path), &mut import).unwrap();
    import
}

/// What a path is. A post of a forum does not tell it by its name.
fn source(path: &Path) -> Source {
    match path.extension().is_some_and(|ending| ending == "txt") {
        true => Source::Forum,
        false => Source::of(path),
    }
}

/// The records and the report are those of the golden file.
fn is_as_before(name: &str, golden: &str) {
    let import = imported(name);
    let report: String = import.report.to_string();
    let report: Vec<String> = report.lines().map(|line| format!("# {line}")).collect();
    let records = yaml::text(&import.data).unwrap();
    let text = format!("{}\n{records}", report.join("\n"));
    let path = folder().join(golden);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let before = std::fs::read_to_string(&path).unwrap();
    let advice = "if this is meant, run again with UPDATE_GOLDEN=1";
    assert!(before == text, "{golden} is now\n{text}\n{advice}");
    // What was read can be corrected by a person and applied: it is in the format of the files.
    assert_eq!(parse(&text).unwrap(), import.data);
    assert_eq!(imported(name).data, import.data);
    is_taken(&import);
}

#[test]
fn a_directory_of_kubernetes_is_read_as_before() {
    is_as_before("sigs.yaml", "golden/sigs.yaml");
}

#[test]
fn meeting_files_of_yaml2ical_are_read_as_before() {
    is_as_before("meetings", "golden/meetings.yaml");
}

#[test]
fn the_teams_of_a_folder_are_read_as_before() {
    is_as_before("team", "golden/team.yaml");
}

#[test]
fn a_calendar_is_read_as_before() {
    is_as_before("calendar.ics", "golden/calendar.yaml");
}

#[test]
fn the_directory_of_a_forum_is_read_as_before() {
    is_as_before("thread.txt", "golden/thread.yaml");
}

/// A directory as it is read of a post.
fn read_back(post: &str) -> Import {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("post.md");
    std::fs::write(&path, post).unwrap();
    let mut import = Import::new(Known {
        name: None,
        ..nothing().known
    });
    read(&path, Source::Forum, &mut import).unwrap();
    import
}

#[test]
fn a_directory_that_is_written_as_a_post_is_read_as_the_same_records() {
    let was = imported("thread.txt").data;
    let post = write(was.profile.as_ref().unwrap(), &was.groups, &was.people);
    let is = read_back(&post).data;
    assert_eq!(is.profile, was.profile, "{post}");
    assert_eq!(is.groups, was.groups, "{post}");
    assert_eq!(is.series, was.series, "{post}");
    assert_eq!(is.people, was.people, "{post}");
}

#[test]
fn roles_links_and_dates_of_every_kind_come_back_from_a_post() {
    let was = parse(
        "profile:
  name: All kinds
  summary: One of each.
  links: [{ kind: calendar, label: 'Calendar: all', url: 'https://a.example/(x)' }]
groups:
- slug: odd
  name: A Name of Another Slug
  kind: user_group
  scope: What it is for.
  topics: [one, two three]
  languages: [en, zh-Hans]
  lifecycle: [{ state: paused }]
  first_meeting: { year: 2022, month: 4, text: in the spring }
  last_meeting: { year: 2024 }
  stated_on: { year: 2024, month: 2, text: said in February }
  remarks: \"First.\\nSecond: with a colon.\"
  roles:
  - { kind: lead, label: Chair, person: ann, from: { year: 2022 }, until: { year: 2023, month: 5 } }
  - { kind: other, label: 'Lead, by her own words', person: ann, note: It is not told since when. }
  - { kind: emeritus, label: Founder, person: bob, until: { year: 2021 } }
  - { kind: scribe, label: Scribe, note: nobody yet }
  - { kind: coordinator, label: Coordinator }
  links:
  - { kind: website, label: 'Forum: no forum', url: 'https://a.example/f' }
  - { kind: image, url: 'https://a.example/i' }
  - { kind: location, label: in the park }
  - { kind: chat, label: 'Chat: talk', url: 'https://a.example/c' }
- slug: ended
  name: Ended
  kind: committee
  parent: odd
  lifecycle: [{ state: archived, date: { year: 2020, month: 1, day: 2 } }]
",
    )
    .unwrap();
    let post = write(was.profile.as_ref().unwrap(), &was.groups, &was.people);
    let is = read_back(&post).data;
    assert_eq!(is.profile, was.profile, "{post}");
    assert_eq!(is.groups, was.groups, "{post}");
}

/// What the registry would refuse in it is told before anything is sent.
fn is_taken(import: &Import) {
    let mut existing = Existing::default();
    existing.ids.learn(Kind::group, "defi", 1);
    let plan = plan(&import.data, &existing).unwrap();
    check(&import.data, &plan, &existing, &Limits::default()).unwrap();
}

/// How a long text ends that begins with the word of this number.
fn end_of(number: usize) -> String {
    format!("until {number} ends")
}

/// The files of a source with each of the words followed by more than any field has room for, in
/// a folder of their own.
fn with_long(words: &[&str], name: &str, folder_of_all: &Path) -> PathBuf {
    let (from, to) = (folder().join(name), folder_of_all.join(name));
    if from.is_dir() {
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(&from).unwrap() {
            let entry = entry.unwrap().file_name();
            with_long(words, &format!("{name}/{}", entry.display()), folder_of_all);
        }
        return to;
    }
    let mut text = std::fs::read_to_string(from).unwrap();
    for (number, word) in words.iter().enumerate() {
        let long = format!("{word} {}{}", "more of it ".repeat(3_000), end_of(number));
        text = text.replace(word, &long);
    }
    std::fs::write(&to, text).unwrap();
    to
}

#[test]
fn long_texts_of_others_are_cut_where_the_registry_has_no_room_and_told() {
    let sources: [(&str, &[&str]); 5] = [
        (
            "thread.txt",
            &[
                "Topic: Message Queues",
                "Weekly on Wednesday at 7:00pm CET",
                "April 4, 2024",
            ],
        ),
        (
            "sigs.yaml",
            &[
                "name: Compilers",
                "Keeps the compilers",
                "label: compilers",
                "Bob\u{200b} Sample",
                "Emca",
                "Regular Meeting",
                "2nd and 4th Wednesday of the month",
                "name: Parser",
            ],
        ),
        (
            "meetings",
            &[
                "project: Gardens",
                "Bob and Cleo",
                "Plans which beds are dug.",
                "frequency: biweekly-even",
                "irc: gardens",
                "reason: Frost",
            ],
        ),
        (
            "team",
            &["Ann Example", "Bridge team", "Builds bridges.", "builder"],
        ),
        (
            "calendar.ics",
            &[
                "SUMMARY:Weekly call",
                "Everybody is welcome.",
                "Ann; Example",
                "calls,news",
            ],
        ),
    ];
    let temp = tempfile::tempdir().unwrap();
    for (name, words) in sources {
        let (path, mut import) = (with_long(words, name, temp.path()), nothing());
        read(&path, source(&path), &mut import).unwrap();
        is_taken(&import);
        let report = import.report.to_string();
        for (number, word) in words.iter().enumerate() {
            let told = report.contains(&end_of(number));
            assert!(told, "{name}: nothing is told of {word}");
        }
    }
}

#[test]
fn a_post_of_brackets_and_of_many_groups_is_read_in_its_time() {
    let many = "**Topic: A (subgroup of B)**\nLead: @a\n\n".repeat(20_000);
    let deep = "[".repeat(3_000_000);
    let odd = "[a](http://b) ".repeat(100_000);
    let post = format!("# N\n\n{many}\n**Topic: B**\nLead: @b\nForum: {deep}\n{odd}\n{deep}](");
    let import = read_back(&post);
    assert_eq!(import.data.groups.len(), 20_001);
    let report = import.report.to_string();
    assert!(report.contains("the end of a long text"));
}
