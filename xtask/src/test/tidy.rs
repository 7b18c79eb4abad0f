//! The rules of the house that neither the compiler nor clippy checks: which room of `src` may
//! import which, where the system is named, and how long files and lines may be.
//!
//! A room is a folder or file of `src`. The text of the files is scanned, without what stands
//! behind `//`; nothing is parsed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// Each room with the rooms that it may import, uppermost first.
const ROOMS: &[(&str, &[&str])] = &[
    (
        "canister",
        &[
            "standards",
            "http",
            "site",
            "wire",
            "registry",
            "store",
            "log",
            "search",
            "ics",
            "domain",
            "base",
        ],
    ),
    (
        "standards",
        &["site", "wire", "registry", "store", "log", "domain", "base"],
    ),
    ("http", &["site", "registry", "store", "domain", "base"]),
    (
        "site",
        &["wire", "registry", "store", "ics", "domain", "base"],
    ),
    ("wire", &["registry", "domain", "base"]),
    (
        "registry",
        &["store", "log", "search", "ics", "domain", "base"],
    ),
    ("store", &["log", "search", "domain", "base"]),
    ("log", &["domain", "base"]),
    ("search", &["domain", "base"]),
    ("ics", &["domain", "base"]),
    ("domain", &["base"]),
    ("base", &[]),
];

/// The page of contents: it names every room.
const CONTENTS: &str = "src/lib.rs";

/// What the names of the crates begin with by which the system is called.
const SYSTEM_CRATES: &str = "ic_cdk";
/// The room that may name them.
const SYSTEM_ROOM: &str = "src/canister/";

/// The folders of the workspace that hold code.
const CODE_FOLDERS: [&str; 7] = [
    "src", "tests", "localnet", "xtask", "bench", "examples", "cli",
];
const MAX_FILE_LINES: usize = 600;
/// Of `src`; characters, not bytes. A line with a literal text may be longer.
const MAX_LINE_CHARS: usize = 100;

/// A place where a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    file: String,
    /// From 1.
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Checks all rules.
///
/// # Errors
/// With every finding.
pub fn check(workspace: &Workspace) -> Result<()> {
    let mut findings: Vec<String> = circle(ROOMS)
        .map(|rooms| format!("the table of rooms has a circle: {}", rooms.join(", ")))
        .into_iter()
        .collect();
    for folder in CODE_FOLDERS {
        for (path, text) in sources(&workspace.root, folder)? {
            findings.extend(of_file(&path, &text).iter().map(Finding::to_string));
        }
    }
    if findings.is_empty() {
        return Ok(());
    }
    bail!("{} findings:\n{}", findings.len(), findings.join("\n"))
}

/// The Rust files below a folder with their paths from the root (with `/`), in order.
fn sources(root: &Path, folder: &str) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let place = root.join(&folder);
        let entries =
            fs::read_dir(&place).with_context(|| format!("cannot read {}", place.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}/{name}");
            if entry.file_type()?.is_dir() {
                // Cargo's and npm's.
                if name != "target" && name != "node_modules" {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") {
                let text = fs::read_to_string(entry.path())
                    .with_context(|| format!("cannot read {path}"))?;
                found.insert(path, text);
            }
        }
    }
    Ok(found)
}

/// The findings of all rules in one file.
fn of_file(path: &str, text: &str) -> Vec<Finding> {
    let code = without_comments(text);
    [
        arrows(path, without_tests(&code), ROOMS),
        system_calls(path, &code),
        lengths(path, text),
        path_attributes(path, &code),
    ]
    .concat()
}

/// The text without what stands behind `//`; its lines keep their numbers.
fn without_comments(text: &str) -> String {
    let code = text
        .lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    code.collect::<Vec<_>>().join("\n")
}

/// Imports that the table does not allow, and rooms that are not in it.
fn arrows(path: &str, code: &str, rooms: &[(&str, &[&str])]) -> Vec<Finding> {
    let Some(room) = room_of(path) else {
        return Vec::new();
    };
    let finding = |line, what| Finding {
        file: path.to_owned(),
        line,
        what,
    };
    let Some((_, allowed)) = rooms.iter().find(|(name, _)| *name == room) else {
        return vec![finding(
            1,
            format!("the room `{room}` is not in the table of rooms"),
        )];
    };
    let mut named = crate_imports(code);
    named.extend(super_imports(path, code, rooms));
    named.sort();
    named
        .into_iter()
        .filter(|(_, to)| to != room && !allowed.contains(&to.as_str()))
        .map(
            |(line, to)| match rooms.iter().any(|(name, _)| *name == to) {
                true => finding(line, format!("`{room}` may not import `{to}`")),
                false => finding(
                    line,
                    format!("`{room}` imports `crate::{to}`, which is no room"),
                ),
            },
        )
        .collect()
}

/// The folder or file of `src` that a file belongs to; None for what has no room.
fn room_of(path: &str) -> Option<&str> {
    if path == CONTENTS {
        return None;
    }
    let first = path.strip_prefix("src/")?.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first))
}

/// What stands behind `crate::`, each with its line: one name, or the first names in braces.
fn crate_imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in words(code, "crate::") {
        let rest = at + "crate::".len();
        let behind = &code[rest..];
        if behind.starts_with('{') {
            found.extend(first_names(code, rest));
            continue;
        }
        let name = identifier(behind);
        // A macro that is exported stands at the root, wherever it is written.
        if !behind[name.len()..].starts_with('!') {
            let shown = if name.is_empty() { "*" } else { name };
            found.push((line_of(code, rest), shown.to_owned()));
        }
    }
    found
}

/// The first name of each item between the braces that open at `from`, however deep they nest.
fn first_names(code: &str, from: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth = 0;
    let mut begins = false;
    for (i, c) in code[from..].char_indices() {
        match c {
            '{' => {
                depth += 1;
                begins = depth == 1;
            }
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' => begins = depth == 1,
            c if begins && !c.is_whitespace() => {
                let name = identifier(&code[from + i..]);
                if name != "self" {
                    let shown = if name.is_empty() { "*" } else { name };
                    found.push((line_of(code, from + i), shown.to_owned()));
                }
                begins = false;
            }
            _ => {}
        }
    }
    found
}

/// Rooms that are named by climbing to the root with `super::`.
fn super_imports(path: &str, code: &str, rooms: &[(&str, &[&str])]) -> Vec<(usize, String)> {
    let climb = "super::".repeat(depth_of(path));
    let mut found = Vec::new();
    for at in words(code, &climb) {
        let rest = code[at..].trim_start_matches("super::");
        let name = identifier(rest);
        if rooms.iter().any(|(room, _)| *room == name) {
            found.push((line_of(code, at), name.to_owned()));
        }
    }
    found
}

/// How many modules a file of `src` lies below the root.
fn depth_of(path: &str) -> usize {
    let parts = path.split('/').count() - 1;
    match path.ends_with("/mod.rs") {
        true => parts - 1,
        false => parts,
    }
}

/// Where a word begins in a text.
fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !text[..*at].ends_with(is_of_identifier) && !text[..*at].ends_with("::"))
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c| !is_of_identifier(c)).unwrap_or(text.len());
    &text[..end]
}

fn is_of_identifier(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The system is named in one room, and in the page of contents.
fn system_calls(path: &str, code: &str) -> Vec<Finding> {
    if !path.starts_with("src/") || path == CONTENTS || path.starts_with(SYSTEM_ROOM) {
        return Vec::new();
    }
    words(code, SYSTEM_CRATES)
        .map(|at| Finding {
            file: path.to_owned(),
            line: line_of(code, at),
            what: format!(
                "`{}` is named in {CONTENTS} and {SYSTEM_ROOM} only",
                identifier(&code[at..])
            ),
        })
        .collect()
}

/// Files that are too long, and lines of `src` that are.
fn lengths(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let lines = text.lines().count();
    if lines > MAX_FILE_LINES {
        found.push(Finding {
            file: path.to_owned(),
            line: lines,
            what: format!("the file has {lines} lines; at most {MAX_FILE_LINES}"),
        });
    }
    if path.starts_with("src/") {
        let counted = text.lines().map(code_chars).enumerate();
        found.extend(
            counted
                .filter(|(_, chars)| *chars > MAX_LINE_CHARS)
                .map(|(i, chars)| Finding {
                    file: path.to_owned(),
                    line: i + 1,
                    what: format!("the line has {chars} characters; at most {MAX_LINE_CHARS}"),
                }),
        );
    }
    found
}

/// The code before the unit tests at the end of a file, which may use what stands above.
fn without_tests(code: &str) -> &str {
    let at = code.find("#[cfg(test)]\nmod tests {");
    &code[..at.unwrap_or(code.len())]
}

/// How many characters a line has; 0 for one with a literal text, which rustfmt does not break.
fn code_chars(line: &str) -> usize {
    match line.contains(['"', '\\']) {
        true => 0,
        false => line.chars().count(),
    }
}

/// A module stands where its name says.
fn path_attributes(path: &str, code: &str) -> Vec<Finding> {
    if !path.starts_with("src/") && !path.starts_with("tests/") {
        return Vec::new();
    }
    code.match_indices("#[path")
        .map(|(at, _)| Finding {
            file: path.to_owned(),
            line: line_of(code, at),
            what: "`#[path]` hides where a module stands".to_owned(),
        })
        .collect()
}

/// The rooms that a table leaves in a circle, or above one; None when there is no circle.
fn circle<'a>(rooms: &[(&'a str, &[&'a str])]) -> Option<Vec<&'a str>> {
    let mut left: BTreeMap<&str, BTreeSet<&str>> = rooms
        .iter()
        .map(|(room, allowed)| (*room, allowed.iter().copied().collect()))
        .collect();
    loop {
        let waits = |below: &BTreeSet<&str>| below.iter().any(|room| left.contains_key(room));
        let remaining: BTreeMap<&str, BTreeSet<&str>> = left
            .iter()
            .filter(|(_, below)| waits(below))
            .map(|(room, below)| (*room, below.clone()))
            .collect();
        if remaining.len() == left.len() {
            break;
        }
        left = remaining;
    }
    (!left.is_empty()).then(|| left.into_keys().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        of_file(path, text).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn the_table_of_rooms_has_no_circle() {
        assert_eq!(circle(ROOMS), None);
    }

    #[test]
    fn every_room_that_the_table_allows_is_in_it() {
        for room in ROOMS.iter().flat_map(|(_, allowed)| *allowed) {
            assert!(ROOMS.iter().any(|(name, _)| name == room), "{room}");
        }
    }

    #[test]
    fn a_circle_is_found() {
        let rooms: &[(&str, &[&str])] = &[("a", &["b", "c"]), ("b", &["a"]), ("c", &[])];
        assert_eq!(circle(rooms), Some(vec!["a", "b"]));
        let itself: &[(&str, &[&str])] = &[("a", &["a"])];
        assert_eq!(circle(itself), Some(vec!["a"]));
    }

    #[test]
    fn a_room_may_import_what_the_table_allows_and_itself() {
        let text = "use crate::domain::{Group, Id};\nuse crate::store::keys;\n";
        assert_eq!(found("src/store/mod.rs", text), Vec::<String>::new());
    }

    #[test]
    fn an_import_upwards_is_found_with_its_line() {
        let text = "use std::fmt;\n\nuse crate::registry::Registry;\n";
        assert_eq!(
            found("src/domain/group.rs", text),
            ["src/domain/group.rs:3: `domain` may not import `registry`"]
        );
    }

    #[test]
    fn the_unit_tests_of_a_file_may_look_up() {
        let test = "#[cfg(test)]\nmod tests {\n    use crate::http::Asked;\n}\n";
        assert_eq!(found("src/store/keys.rs", test), [""; 0]);
    }

    #[test]
    fn a_path_in_the_code_counts_as_an_import() {
        assert_eq!(
            found("src/base/text.rs", "fn f(_: crate::domain::Id) {}\n"),
            ["src/base/text.rs:1: `base` may not import `domain`"]
        );
        assert_eq!(
            found("src/base/text.rs", "($crate::domain::Id)\n"),
            ["src/base/text.rs:1: `base` may not import `domain`"]
        );
    }

    #[test]
    fn nested_braces_over_several_lines_are_read() {
        let text = "use crate::{\n    base::{text::{same, fold}, Fault},\n    http,\n    \
                    site::Answer,\n};\n";
        assert_eq!(
            found("src/domain/group.rs", text),
            [
                "src/domain/group.rs:3: `domain` may not import `http`",
                "src/domain/group.rs:4: `domain` may not import `site`"
            ]
        );
    }

    #[test]
    fn a_room_that_is_reached_by_super_is_found() {
        let upwards = "`domain` may not import `registry`";
        for (path, text) in [
            ("src/domain/mod.rs", "use super::registry::Registry;\n"),
            ("src/domain/group.rs", "use super::super::registry;\n"),
            (
                "src/domain/series/mod.rs",
                "use super::super::registry::x;\n",
            ),
        ] {
            assert_eq!(found(path, text), [format!("{path}:1: {upwards}")]);
        }
        let own = "use super::registry::Entry;\n";
        assert!(found("src/domain/group.rs", own).is_empty());
    }

    #[test]
    fn a_room_that_is_not_in_the_table_is_found() {
        for path in ["src/attic/mod.rs", "src/attic.rs"] {
            assert_eq!(
                found(path, ""),
                [format!(
                    "{path}:1: the room `attic` is not in the table of rooms"
                )]
            );
        }
    }

    #[test]
    fn an_import_from_the_page_of_contents_is_found() {
        let text = "use crate::interface;\nuse crate::*;\n";
        assert_eq!(
            found("src/site/mod.rs", text),
            [
                "src/site/mod.rs:1: `site` imports `crate::interface`, which is no room",
                "src/site/mod.rs:2: `site` imports `crate::*`, which is no room"
            ]
        );
        assert!(found("src/site/mod.rs", "crate::methods! {}\n").is_empty());
    }

    #[test]
    fn the_page_of_contents_and_other_packages_have_no_room() {
        let text = "use crate::canister;\n";
        assert!(found("src/lib.rs", text).is_empty());
        assert!(found("tests/site/main.rs", text).is_empty());
    }

    #[test]
    fn a_comment_imports_nothing() {
        let text = "//! See [`crate::registry`].\nfn f() {} // crate::http, ic_cdk, #[path]\n";
        assert!(found("src/base/text.rs", text).is_empty());
    }

    #[test]
    fn the_system_is_named_in_one_room() {
        let text = "use std::fmt;\nuse ic_cdk_timers::set_timer;\nlet now = ic_cdk::api::time();\n";
        assert_eq!(
            found("src/http/mod.rs", text),
            [
                "src/http/mod.rs:2: `ic_cdk_timers` is named in src/lib.rs and src/canister/ only",
                "src/http/mod.rs:3: `ic_cdk` is named in src/lib.rs and src/canister/ only"
            ]
        );
        assert!(found("src/canister/timers.rs", text).is_empty());
        assert!(found("src/lib.rs", text).is_empty());
        assert!(found("bench/src/lib.rs", text).is_empty());
    }

    #[test]
    fn a_file_that_is_too_long_is_found() {
        let text = "\n".repeat(MAX_FILE_LINES);
        assert!(found("tests/site/main.rs", &text).is_empty());
        assert_eq!(
            found("tests/site/main.rs", &(text + "\n")),
            ["tests/site/main.rs:601: the file has 601 lines; at most 600"]
        );
    }

    #[test]
    fn a_line_that_is_too_long_is_found_by_its_characters() {
        let text = format!("\n{}\n{}\n", "字".repeat(100), "字".repeat(101));
        assert_eq!(
            found("src/site/words.rs", &text),
            ["src/site/words.rs:3: the line has 101 characters; at most 100"]
        );
        assert!(found("tests/site/main.rs", &text).is_empty());
    }

    #[test]
    fn a_module_that_stands_elsewhere_is_found() {
        let text = "#[path = \"../support/mod.rs\"]\nmod support;\n";
        for path in ["src/site/mod.rs", "tests/site/main.rs"] {
            assert_eq!(
                found(path, text),
                [format!("{path}:1: `#[path]` hides where a module stands")]
            );
        }
    }

    #[test]
    fn the_files_of_all_rooms_are_read() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let sources = sources(root, "xtask").unwrap();
        assert!(sources.contains_key("xtask/src/test/tidy.rs"));
        assert!(sources.keys().all(|path| path.ends_with(".rs")));
    }
}
