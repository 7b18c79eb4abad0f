//! What the documents say of the repository is so.

use std::fs;
use std::path::{Path, PathBuf};

use workgroups_test_support::ROOT;

/// The text of every Rust file of the project.
fn sources(folder: &Path, into: &mut String) {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["target", "node_modules", ".git"].contains(&&name[..]) {
            sources(&path, into);
        } else if name.ends_with(".rs") {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn the_threat_model_names_tests_and_files_that_there_are() {
    let root = Path::new(ROOT);
    let text = fs::read_to_string(root.join("docs/threat-model.md")).unwrap();
    let (_, list) = text.split_once("## The list").unwrap();
    let mut code = String::new();
    sources(root, &mut code);
    let is_test = |name: &&str| name.matches('_').count() > 2;
    let is_file = |name: &&str| name.starts_with("web/");
    let tests: Vec<&str> = quoted(list).filter(is_test).collect();
    assert!(tests.len() > 30, "the list is read");
    for name in tests {
        assert!(code.contains(&format!("fn {name}(")), "{name} is no test");
    }
    for name in quoted(list).filter(is_file) {
        assert!(root.join(name).exists(), "{name} is no file");
    }
    let rows = list.lines().filter(|line| {
        let first = line.split('|').nth(1).unwrap_or_default();
        first.trim().parse::<u32>().is_ok()
    });
    assert_eq!(rows.count(), 40, "each practice has its line");
}
