//! `import` of directories and calendars.

use std::path::Path;

use crate::cli::registry::{Registry, examples};
use workgroups_test_support as support;

const GROUP: &str = "\
groups:
- { slug: defi, name: DeFi, kind: working_group, lifecycle: [{ state: active }] }
";

/// A file or folder that the tests of the program have, too.
fn source(name: &str) -> String {
    let path = Path::new(support::ROOT).join("cli/tests/import").join(name);
    path.to_str().unwrap().to_owned()
}

/// A document that may not be here.
fn seed(name: &str) -> Option<String> {
    let path = Path::new(support::ROOT).join("../shared/seeds").join(name);
    let Ok(path) = path.canonicalize() else {
        eprintln!("skipped: {name} is not here");
        return None;
    };
    Some(path.to_str().unwrap().to_owned())
}

fn changes_nothing(registry: &Registry, arguments: &[&str]) {
    let said = registry.does(arguments);
    assert!(
        said.starts_with("0 new, 0 changed, "),
        "{arguments:?}\n{said}"
    );
}

#[test]
fn directories_and_calendars_are_moved_in_once() {
    let registry = Registry::new();
    let group = registry.file("group.yaml", GROUP);
    registry.does(&["apply", "-f", &group]);
    for name in ["sigs.yaml", "meetings", "team", "calendar.ics"] {
        let from = source(name);
        let import = ["import", &from, "--group", "defi", "--since", "2026-01-01"];
        let with = |more: &[&'static str]| [&import[..], more].concat();
        let (code, complaint) = registry.fails(&import);
        assert!(code == 2 && complaint.contains("--yes"), "{complaint}");

        let printed = registry.does(&with(&["--dry-run"]));
        let into = registry.path(&format!("{name}-files"));
        registry.does(&[&import[..], &["--into", &into]].concat());
        registry.does(&["apply", "-f", &into]);
        changes_nothing(&registry, &["apply", "-f", &into]);
        changes_nothing(&registry, &with(&["--yes"]));
        let printed = registry.file("printed.yaml", printed);
        changes_nothing(&registry, &["apply", "-f", &printed]);

        let (code, complaint) = registry.fails(&[&import[..], &["--into", &into]].concat());
        assert!(
            code == 6 && complaint.contains("is there already"),
            "{complaint}"
        );
    }
    let exported = registry.path("exported");
    registry.does(&["export", "files", &exported]);
    changes_nothing(&registry, &["apply", "-f", &exported]);
}

#[test]
fn what_an_import_tells_goes_beside_the_records() {
    let registry = Registry::new();
    let output = registry.run(&["import", &source("sigs.yaml"), "--dry-run"]);
    let told = String::from_utf8(output.stderr).unwrap();
    for what in [": taken: ", ": stays as text: ", ": left out: "] {
        assert!(told.contains(what), "{told}");
    }
    let records = String::from_utf8(output.stdout).unwrap();
    assert!(records.starts_with("people:\n"), "{records}");
}

#[test]
fn a_document_and_an_example_that_come_back_change_nothing() {
    let registry = Registry::with_examples();
    let listed = registry.does(&["list", "meetings", "--most", "1000", "-o", "json"]);
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    assert!(!listed.is_empty());
    for meeting in listed {
        let slug = meeting["slug"].as_str().unwrap();
        let exported = registry.does(&["export", "minutes", slug]);
        let file = registry.file("exported.md", exported);
        changes_nothing(&registry, &["import", &file]);
    }
    let exported = registry.path("exported");
    registry.does(&["export", "files", &exported]);
    changes_nothing(&registry, &["apply", "-f", &exported]);
    changes_nothing(&registry, &["apply", "-f", &examples()]);

    for name in [
        "icp-dev-forum-ep03.txt",
        "icon-technical-community-q1-2023.txt",
    ] {
        let Some(document) = seed(name) else { continue };
        let registry = Registry::new();
        let group = registry.file("group.yaml", GROUP);
        registry.does(&["apply", "-f", &group]);
        registry.does(&["import", &document, "--group", "defi"]);
        changes_nothing(&registry, &["import", &document, "--group", "defi"]);
        let listed = registry.does(&["list", "meetings", "-o", "json"]);
        let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
        let exported = registry.does(&["export", "minutes", listed[0]["slug"].as_str().unwrap()]);
        let file = registry.file("exported.md", exported);
        changes_nothing(&registry, &["import", &file]);
    }
}
