//! Directories of other communities, and calendars: what is kept, computed, and listed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

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
