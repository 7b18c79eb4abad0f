//! Directories of other communities, and calendars: what is kept, computed, and listed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use workgroups::domain::{Kind, Limits};
use workgroups_cli::apply::{Existing, check, plan};
use workgroups_cli::files::{parse, yaml};
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
    })
}

fn imported(name: &str) -> Import {
    let (path, mut import) = (folder().join(name), nothing());
    read(&path, Source::of(&path), &mut import).unwrap();
    import
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
    let sources: [(&str, &[&str]); 4] = [
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
        read(&path, Source::of(&path), &mut import).unwrap();
        is_taken(&import);
        let report = import.report.to_string();
        for (number, word) in words.iter().enumerate() {
            let told = report.contains(&end_of(number));
            assert!(told, "{name}: nothing is told of {word}");
        }
    }
}
