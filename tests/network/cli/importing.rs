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

/// What the first post of a thread tells: addresses, people, and when groups meet.
fn facts(thread: &str) -> Vec<String> {
    let directory = thread.split("-------------------------").next().unwrap();
    let parts = directory.split(|c: char| c.is_whitespace() || "()[]*,".contains(c));
    let is_fact =
        |part: &&str| part.starts_with("http") || (part.starts_with('@') && part.len() > 1);
    let mut facts: Vec<String> = parts.filter(is_fact).map(str::to_owned).collect();
    for line in directory.lines() {
        let line = line.replace('*', "");
        let label = line.split_once(':');
        let told = label.filter(|(label, _)| {
            ["adence", "meeting", "Topic"]
                .iter()
                .any(|w| label.ends_with(w))
        });
        facts.extend(told.map(|(_, value)| value.trim().to_owned()));
    }
    facts
}

#[test]
fn the_directory_of_a_thread_comes_back_from_its_post_without_a_change() {
    let seed = seed("technical-working-groups-thread.txt");
    for thread in [Some(source("thread.txt")), seed].into_iter().flatten() {
        let registry = Registry::new();
        let import = [
            "import",
            "--from",
            "forum",
            "--since",
            "2024-01-01",
            "--yes",
        ];
        let named = [&import[..], &["--name", "Working groups", &thread]].concat();
        registry.does(&named);
        changes_nothing(&registry, &named);
        let post = registry.does(&["export", "directory"]);
        let told = facts(&std::fs::read_to_string(&thread).unwrap());
        assert!(told.len() > 10, "{told:?}");
        for fact in told {
            assert!(post.contains(&fact), "{fact} is not in\n{post}");
        }
        let post = registry.file("post.md", post);
        changes_nothing(&registry, &[&import[..], &[&post]].concat());
    }
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
    for (list, kind) in [("meetings", "minutes"), ("reports", "report")] {
        for document in exported(&registry, list, kind) {
            let file = registry.file("exported.md", document);
            changes_nothing(&registry, &["import", &file]);
        }
    }
    let folder = registry.path("exported");
    registry.does(&["export", "files", &folder]);
    changes_nothing(&registry, &["apply", "-f", &folder]);
    changes_nothing(&registry, &["apply", "-f", &examples()]);

    let seeds = [
        ("icp-dev-forum-ep03.txt", "meetings", "minutes"),
        ("icon-technical-community-q1-2023.txt", "reports", "report"),
    ];
    let seeds = seeds
        .into_iter()
        .filter_map(|(name, list, kind)| Some((seed(name)?, list, kind)));
    for (document, list, kind) in seeds.chain([(source("report.md"), "reports", "report")]) {
        let registry = Registry::new();
        let group = registry.file("group.yaml", GROUP);
        registry.does(&["apply", "-f", &group]);
        registry.does(&["import", &document, "--group", "defi"]);
        changes_nothing(&registry, &["import", &document, "--group", "defi"]);
        let document_of_ours = exported(&registry, list, kind).remove(0);
        let facts = facts_of_report(&std::fs::read_to_string(&document).unwrap());
        for fact in facts.iter().filter(|_| kind == "report") {
            assert!(
                document_of_ours.contains(fact),
                "{fact} is not in\n{document_of_ours}"
            );
        }
        let file = registry.file("exported.md", document_of_ours);
        changes_nothing(&registry, &["import", &file]);
    }
}

/// What `export` makes of each record of a list.
fn exported(registry: &Registry, list: &str, kind: &str) -> Vec<String> {
    let listed = registry.does(&["list", list, "--most", "1000", "-o", "json"]);
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    assert!(!listed.is_empty());
    let slugs = listed.iter().map(|record| record["slug"].as_str().unwrap());
    slugs
        .map(|slug| registry.does(&["export", kind, slug]))
        .collect()
}

/// What a report tells: each line below a heading, without how far something is, and addresses.
fn facts_of_report(document: &str) -> Vec<String> {
    let body = document.splitn(3, "---\n").nth(2).unwrap_or(document);
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let told = lines.filter(|line| !line.starts_with('#') && !line.contains(" - "));
    told.map(|line| {
        let line = line.trim_start_matches(['-', '*', ' ']);
        line.split_once(":* ")
            .map_or(line, |(_, rest)| rest)
            .to_owned()
    })
    .collect()
}
