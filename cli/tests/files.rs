//! The files beside the loader: they are in the format, and the schema describes it.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use workgroups_cli::files::format::schema;
use workgroups_cli::files::{parse, read, write};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples"))
}

#[test]
fn the_published_schema_is_that_of_the_format() {
    let published = fs::read_to_string(folder().join("schema.json")).unwrap();
    let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    let advice = "run `cargo run -p workgroups-cli --bin schema > examples/schema.json`";
    assert!(published == current, "the format has changed: {advice}");
}

#[test]
fn every_file_names_the_schema_so_that_editors_check_it() {
    let mut files = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "yaml") {
            let text = fs::read_to_string(&path).unwrap();
            assert!(
                text.starts_with("# yaml-language-server: $schema=schema.json\n"),
                "{}",
                path.display()
            );
            files += 1;
        }
    }
    assert!(files > 0);
}

#[test]
fn a_misspelt_field_is_refused_with_its_line() {
    let fault = parse("people:\n  - handle: ann\n    afiliation: here\n").unwrap_err();
    assert!(
        fault.contains("afiliation") && fault.contains("line 3"),
        "{fault}"
    );
}

#[test]
fn a_date_that_is_not_known_is_not_made_up() {
    let data = read(folder()).unwrap();
    let session = data
        .meetings
        .iter()
        .find(|m| m.slug == "icp-dev-forum-ep03")
        .unwrap();
    assert_eq!(session.when.date, None);
    assert_eq!(session.when.start, None);
}

/// Loading stops before anything is sent for a record that names an unknown one.
#[test]
fn a_record_that_names_an_unknown_one_is_told_by_name() {
    let data = parse(
        "groups:\n  - { slug: a, name: A, kind: team, lifecycle: [{ state: active }], roles: [{ kind: lead, person: nobody }] }\n",
    );
    let fault = write(&data.unwrap(), &mut |_, _| {
        Err("nothing is to be sent".into())
    })
    .unwrap_err();
    assert_eq!(
        fault,
        "group a names the person \"nobody\", which no file describes"
    );
}

#[test]
fn a_series_that_goes_on_from_a_later_one_is_told_by_name() {
    let data = parse(
        "series:\n  - { slug: b, groups: [], title: B, cadence: Monthly, follows: { series: a, from: \"2024-05-02T19:00\" } }\n",
    );
    let fault = write(&data.unwrap(), &mut |_, _| {
        Err("nothing is to be sent".into())
    })
    .unwrap_err();
    assert_eq!(
        fault,
        "series b names the series \"a\", which no file describes"
    );
}

#[test]
fn groups_that_are_their_own_ancestors_are_named() {
    let data = parse(
        "groups:\n\
         - { slug: a, name: A, kind: team, parent: b, lifecycle: [{ state: active }] }\n\
         - { slug: b, name: B, kind: team, parent: a, lifecycle: [{ state: active }] }\n",
    );
    let fault = write(&data.unwrap(), &mut |_, _| {
        Err("nothing is to be sent".into())
    })
    .unwrap_err();
    assert!(fault.ends_with(": a, b"), "{fault}");
}

#[test]
fn the_community_that_the_documentation_shows_is_in_the_format() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let block = readme
        .split("   ```yaml\n")
        .nth(1)
        .unwrap()
        .split("   ```\n")
        .next()
        .unwrap();
    let unindented: String = block
        .lines()
        .map(|line| line.strip_prefix("   ").unwrap_or("").to_owned() + "\n")
        .collect();
    let data = parse(&unindented).unwrap();
    assert_eq!((data.people.len(), data.groups.len()), (1, 1));
    assert_eq!((data.series.len(), data.meetings.len()), (1, 1));
}
