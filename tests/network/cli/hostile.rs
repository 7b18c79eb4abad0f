//! Files that somebody made wrong, or to do harm.

use std::fs::{self, File};
use std::os::unix::fs::symlink;

use workgroups::registry::RegistryInfo;

use crate::cli::registry::Registry;

/// Bytes of the largest file.
const HUGE_BYTES: u64 = 1_000_000_000;
/// What `import` reads.
const SOURCES: [&str; 5] = ["markdown", "kubernetes", "yaml2ical", "rust-team", "ics"];

/// Files by their names, none of which is what it should be.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let many: String = std::iter::once("a0: &a0 [x, x]\n".to_owned())
        .chain((1..40).map(|i| format!("a{i}: &a{i} [*a{}, *a{}]\n", i - 1, i - 1)))
        .collect();
    let long = format!(
        "a: &a {}\npeople: [{}]\n",
        "x".repeat(500_000),
        "*a, ".repeat(500_000)
    );
    let front = |yaml: &str| format!("---\n{yaml}---\n# Title\n").into_bytes();
    vec![
        ("empty.txt", Vec::new()),
        ("binary.yaml", vec![0, 159, 146, 150]),
        ("control.yaml", b"people: []\n# \x1b[2J\n".to_vec()),
        ("latin.yaml", b"people:\n- handle: caf\xe9\n".to_vec()),
        (
            "deep.yaml",
            format!("groups: {}", "[".repeat(10_000)).into_bytes(),
        ),
        (
            "deep.toml",
            format!("name = {}", "[".repeat(100_000)).into_bytes(),
        ),
        ("deep.ics", "BEGIN:VEVENT\n".repeat(100_000).into_bytes()),
        ("list.yaml", b"- a\n- b\n".to_vec()),
        ("many.md", front(&many)),
        ("long.md", front(&long)),
        ("many.yaml", many.into_bytes()),
        ("long.yaml", long.into_bytes()),
    ]
}

/// What reads the file, as the command line says it.
fn readers(file: &str) -> Vec<Vec<&str>> {
    let mut readers = vec![vec!["apply", "-f", file], vec!["minutes", "publish", file]];
    for source in SOURCES {
        readers.push(vec![
            "import", file, "--from", source, "--group", "defi", "--yes",
        ]);
    }
    readers
}

fn events(registry: &Registry) -> u64 {
    let about: RegistryInfo = candid::decode_one(&registry.query("about", ())).unwrap();
    about.events
}

/// The command fails with one message, which names the file, and writes nothing.
fn is_refused(registry: &Registry, arguments: &[&str], named: &str) -> String {
    let before = events(registry);
    let (code, complaint) = registry.fails(arguments);
    assert_eq!(code, 6, "{arguments:?}: {complaint}");
    let is_one = complaint.contains(named) && complaint.lines().count() <= 2;
    assert!(
        is_one && complaint.len() < 2_000,
        "{arguments:?}: {complaint}"
    );
    assert_eq!(events(registry), before, "{arguments:?}");
    complaint
}

#[test]
fn wrong_and_hostile_files_give_one_clear_error_and_change_nothing() {
    let registry = Registry::new();
    for (name, content) in files() {
        let file = registry.file(name, content);
        for reader in readers(&file) {
            let is_nothing = name == "empty.txt" && reader[0] == "apply";
            if !is_nothing {
                is_refused(&registry, &reader, name);
            }
        }
    }
    let complaint = is_refused(&registry, &["apply", "-f", "latin.yaml"], "latin.yaml");
    assert!(complaint.contains("line 2"), "{complaint}");
    let complaint = is_refused(&registry, &["apply", "-f", "long.yaml"], "long.yaml");
    assert!(complaint.contains("aliases"), "{complaint}");
    registry.file("deeper.yaml", "[".repeat(1_000_000));
    let complaint = is_refused(&registry, &["apply", "-f", "deeper.yaml"], "deeper.yaml");
    assert!(complaint.contains("nested too deeply"), "{complaint}");
}

#[test]
fn what_is_too_large_or_no_file_is_not_read() {
    let registry = Registry::new();
    let huge = registry.path("huge");
    File::create(&huge).unwrap().set_len(HUGE_BYTES).unwrap();
    for reader in readers(&huge) {
        let complaint = is_refused(&registry, &reader, "huge");
        assert!(complaint.contains("1000000000 bytes"), "{complaint}");
    }
    for reader in readers("/dev/zero") {
        is_refused(&registry, &reader, "/dev/zero");
    }
    is_refused(&registry, &["restore", &huge, "--yes"], "huge");
}

#[test]
fn a_file_of_a_folder_that_leads_out_of_it_is_not_read() {
    let registry = Registry::new();
    registry.file("secret", "not to be told");
    let folder = registry.path("folder");
    for part in ["", "teams", "people"] {
        fs::create_dir_all(format!("{folder}/{part}")).unwrap();
    }
    for link in ["groups.yaml", "teams/a.toml"] {
        symlink(registry.path("secret"), format!("{folder}/{link}")).unwrap();
    }
    for arguments in [
        vec!["apply", "-f", &folder],
        vec!["import", &folder, "--from", "yaml2ical", "--yes"],
        vec!["import", &folder, "--from", "rust-team", "--yes"],
    ] {
        let complaint = is_refused(&registry, &arguments, "leads out of its folder");
        assert!(!complaint.contains("to be told"), "{complaint}");
    }
}

#[test]
fn a_fault_of_a_late_record_is_told_before_an_early_one_is_written() {
    let registry = Registry::new();
    let person = "people:\n- { handle: ann }\n";
    for (name, more, told) in [
        (
            "path.yaml",
            "groups:\n- { slug: ../a, name: A, kind: team, lifecycle: [{ state: active }] }\n",
            "group ../a: slug is not made of",
        ),
        (
            "unknown.yaml",
            "reports:\n- { slug: r, groups: [nobody], title: R }\n",
            "report r names the group \"nobody\"",
        ),
        (
            "twice.yaml",
            "- { handle: ann }\n",
            "person ann is described twice",
        ),
        (
            "zone.yaml",
            "meetings:\n- { slug: m, groups: [], title: M, status: held, when: { zone: CET } }\n",
            "meeting m: groups is empty; when.zone CET is an abbreviation",
        ),
    ] {
        let file = registry.file(name, format!("{person}{more}"));
        let before = events(&registry);
        let (code, complaint) = registry.fails(&["apply", "-f", &file]);
        assert!(code == 6 && complaint.contains(told), "{complaint}");
        assert_eq!(events(&registry), before, "{name}");
    }
}
