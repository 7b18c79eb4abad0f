//! Where the documents themselves are at hand, beside the repository, each of their links and
//! handles is looked for in the registry.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::examples::registry::LOADED;
use workgroups_test_support::note_skipped;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seeds");

/// The documents' texts, or none when they are not at hand.
fn documents() -> Option<Vec<String>> {
    let folder = Path::new(SOURCES);
    if !folder.is_dir() {
        note_skipped("the examples' source documents are not at hand, so they are not compared");
        return None;
    }
    let texts: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert_eq!(texts.len(), 3);
    Some(texts)
}

/// All web addresses of a text, and the text without them.
fn addresses(text: &str) -> (BTreeSet<String>, String) {
    let (mut found, mut rest) = (BTreeSet::new(), String::new());
    let mut left = text;
    while let Some(start) = left.find("http") {
        rest.push_str(&left[..start]);
        left = &left[start..];
        let ends = |c: char| c.is_whitespace() || "()[]<>\"".contains(c);
        let end = left.find(ends).unwrap_or(left.len());
        if left[..end].contains("://") {
            found.insert(left[..end].trim_end_matches(['.', ',']).to_owned());
        }
        left = &left[end..];
    }
    rest.push_str(left);
    (found, rest)
}

/// Who is named with an @, and who wrote a post: "handle | date UTC | #number".
fn handles(text: &str) -> BTreeSet<String> {
    let mentioned = text.split('@').skip(1).map(|after| {
        let end = after.find(|c: char| !c.is_alphanumeric() && !"._-".contains(c));
        after[..end.unwrap_or(after.len())].trim_end_matches(['.', '-'])
    });
    let authors = text.lines().filter(|line| line.contains(" UTC | #"));
    let authors = authors.filter_map(|line| line.split(" | ").next());
    mentioned
        .chain(authors)
        .filter(|h| !h.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_link_of_the_documents_is_in_the_registry() {
    let Some(documents) = documents() else { return };
    let registry = serde_json::to_string(&LOADED.data).unwrap();
    let links: BTreeSet<String> = documents
        .iter()
        .flat_map(|text| addresses(text).0)
        .collect();
    assert!(links.len() > 50, "{}", links.len());
    let missing: Vec<_> = links
        .iter()
        .filter(|link| !registry.contains(link.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_handle_of_the_documents_is_a_person() {
    let Some(documents) = documents() else { return };
    let handles: BTreeSet<String> = documents
        .iter()
        .flat_map(|text| handles(&addresses(text).1))
        .collect();
    assert!(handles.len() > 40, "{}", handles.len());
    let known = |handle: &&String| {
        let begins = |name: &Option<String>| {
            name.as_ref()
                .is_some_and(|n| n.starts_with(handle.as_str()))
        };
        LOADED
            .data
            .people
            .iter()
            .any(|p| p.handle == **handle || begins(&p.name))
    };
    let missing: Vec<_> = handles.iter().filter(|h| !known(h)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
