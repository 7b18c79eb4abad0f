//! Why something is refused, in the languages of the website: each reason that the rules give has
//! its Chinese, and no other has.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, iter};

use workgroups_test_support::ROOT;

/// Where reasons for a refused operation are made.
const ROOMS: [&str; 6] = [
    "src/domain",
    "src/registry/access.rs",
    "src/registry/operations",
    "src/registry/life.rs",
    "src/registry/mod.rs",
    "src/registry/revisions.rs",
];
/// What reasons begin with: they go on from the name of a field, or are sentences about a record.
const BEGINNINGS: [&str; 28] = [
    "are", "asks", "begins", "cannot", "comes", "does", "ends", "group", "has", "is", "it",
    "leaves", "may", "must", "names", "needs", "no", "picks", "request", "somebody", "stands",
    "the", "there", "was", "would", "lies", "holds", "lacks",
];

fn files(at: &Path) -> Vec<PathBuf> {
    if at.is_file() {
        return vec![at.to_owned()];
    }
    let entries = fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path());
    let rust = |path: &PathBuf| path.is_dir() || path.extension().is_some_and(|e| e == "rs");
    entries.filter(rust).flat_map(|path| files(&path)).collect()
}

/// The code of a file: no comments, no attributes, no tests.
fn code(source: &str) -> String {
    let product = source.split("#[cfg(test)]").next().unwrap_or_default();
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with("#[")
    };
    product
        .lines()
        .filter(is_code)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The strings of a piece of code. A break of a line within one is passed over as in Rust.
fn strings(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            // A character or a lifetime: '"' begins no string.
            '\'' if rest.peek() == Some(&'"') => drop(rest.next()),
            '"' => found.push(string(&mut rest)),
            _ => {}
        }
    }
    found
}

fn string(rest: &mut iter::Peekable<impl Iterator<Item = char>>) -> String {
    let mut text = String::new();
    while let Some(c) = rest.next() {
        match c {
            '"' => break,
            '\\' => match rest.next() {
                Some('\n') => while rest.next_if(|c| c.is_whitespace()).is_some() {},
                escaped => text.extend(escaped),
            },
            c => text.push(c),
        }
    }
    text
}

/// A text with `{}` for each value in it.
fn template(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |told, part| {
        let behind = part.split_once('}').map_or("", |(_, behind)| behind);
        told + "{}" + behind
    })
}

/// Whether a text goes on as reasons do, or says of a value what it is. Whole sentences are told
/// elsewhere.
fn is_reason(text: &str) -> bool {
    let told = text.split_once(' ').is_some_and(|(first, behind)| {
        let tells = BEGINNINGS.contains(&first) && behind != "{g}";
        tells || (first.starts_with(['{', '`']) && text.contains(" is "))
    });
    told && !text.ends_with('.')
}

#[test]
fn every_reason_of_a_refusal_has_its_chinese() {
    let sources = ROOMS
        .iter()
        .flat_map(|room| files(&Path::new(ROOT).join(room)));
    let given: BTreeSet<String> = sources
        .flat_map(|path| strings(&code(&fs::read_to_string(path).unwrap())))
        .filter(|text| is_reason(text))
        .map(|text| template(&text))
        .collect();
    let table = fs::read_to_string(Path::new(ROOT).join("web/src/words/reasons.zh.ts")).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("  [\""));
    let told: BTreeSet<String> = rows.map(|row| strings(row).remove(0)).collect();
    assert!(told.len() > 90, "{told:?}");
    let missing: Vec<_> = given.difference(&told).collect();
    assert!(missing.is_empty(), "without Chinese: {missing:#?}");
    let idle: Vec<_> = told.difference(&given).collect();
    assert!(idle.is_empty(), "no rule says: {idle:#?}");
}

#[test]
fn each_chinese_reason_has_as_many_values_as_the_english_one() {
    let table = fs::read_to_string(Path::new(ROOT).join("web/src/words/reasons.zh.ts")).unwrap();
    for row in table.lines().filter(|line| line.starts_with("  [\"")) {
        let texts = strings(row);
        let values = |text: &str| text.matches("{}").count();
        assert_eq!(values(&texts[0]), values(&texts[1]), "{row}");
    }
}
