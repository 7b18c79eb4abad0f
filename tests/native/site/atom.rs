//! Atom feeds against a schema of RFC 4287 (`atom.rng`), in a validator of others.

use std::fs;
use std::process::Command;

use crate::site::community::Community;
use crate::site::hostile::{self, HOSTILE};
use workgroups_test_support::programs as tools;

/// A feed with nearly everything that the RFC allows.
const FULL: &str = include_str!("full.atom");

const AUTHOR: &str = "<a:author><a:email>anna@example.org</a:email><a:uri>/anna</a:uri>\
    <a:name>Anna</a:name><o:of/></a:author>";

/// What is wrong, and the change to the feed above that makes it so.
const BROKEN: [(&str, &str, &str); 23] = [
    (
        "a feed without an identifier",
        "<a:id>tag:example.org,2030-04-01:news</a:id>",
        "",
    ),
    (
        "two titles",
        "<a:title>",
        "<a:title>More</a:title><a:title>",
    ),
    (
        "a feed without a title",
        r#"<a:title type="html">&lt;b&gt;News&lt;/b&gt;</a:title>"#,
        "",
    ),
    (
        "an entry without its time",
        "<a:updated>2030-04-01T12:00:00-00:30</a:updated>",
        "",
    ),
    (
        "an entry without an identifier",
        "<a:id>tag:example.org,2030-04-01:3</a:id>",
        "",
    ),
    (
        "the wrong namespace",
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
    ),
    ("a feed and entries without an author", AUTHOR, ""),
    ("a person without a name", "<a:name>Anna</a:name>", ""),
    ("an address that is none", "anna@example.org", "anna"),
    (
        "a day that does not exist",
        "2030-04-01T12",
        "2030-02-30T12",
    ),
    ("a lower-case t", "2030-04-01T12", "2030-04-01t12"),
    ("a lower-case z", "12:00:00Z", "12:00:00z"),
    ("a time without an offset", "12:00:00Z", "12:00:00"),
    (
        "a date without a time",
        "2030-04-01T12:00:00Z",
        "2030-04-01",
    ),
    ("white space around a date", "12:00:00Z", "12:00:00Z "),
    (
        "an identifier that is no address",
        "tag:example.org,2030-04-01:3",
        "3",
    ),
    ("a link to nowhere", r#" href="feed.xml""#, ""),
    (
        "neither content nor a link to it",
        "<a:content>Long</a:content>",
        "",
    ),
    ("a category without a term", r#" term="news""#, ""),
    ("markup where text is said to be", "Of all kinds", "<o:b/>"),
    ("XHTML without its div", "x:div", "x:p"),
    (
        "an element that Atom does not have",
        "<a:logo>",
        "<a:image/><a:logo>",
    ),
    (
        "an attribute that Atom does not have",
        r#"<a:link rel="self""#,
        r#"<a:link rel="self" target="top""#,
    ),
];

/// Why the schema refuses each of these documents; None for one that it accepts. Nothing without
/// Python, which is noted as a skipped test.
fn verdicts(name: &str, documents: &[&str]) -> Option<Vec<Option<String>>> {
    let python = tools::python("native/site/site-validators.txt")?;
    let file = tools::scratch().join(name);
    fs::write(&file, serde_json::to_string(documents).unwrap()).unwrap();
    let printed = tools::run(
        Command::new(python)
            .arg(tools::of_tests("native/site/validate_atom.py"))
            .arg(tools::of_tests("native/site/atom.rng"))
            .arg(&file),
    );
    let verdicts: Vec<Option<String>> = serde_json::from_str(&printed).unwrap();
    assert_eq!(verdicts.len(), documents.len());
    Some(verdicts)
}

/// The feeds of a community, each with its address.
fn feeds(of: &str, community: &Community) -> Vec<(String, String)> {
    let addresses = community.addresses().into_iter();
    addresses
        .filter(|path| path.ends_with("/feed.xml"))
        .map(|path| (format!("{path} of {of}"), community.reads(&path)))
        .collect()
}

#[test]
fn every_feed_is_valid_by_the_schema_of_rfc_4287() {
    let mut all = feeds("the examples", &Community::examples());
    assert!(all.len() > 2 && all.iter().any(|(_, feed)| feed.contains("<entry>")));
    all.extend(feeds("an empty registry", &Community::empty()));
    for text in HOSTILE {
        let feeds = feeds(text, &hostile::community(text));
        assert_eq!(feeds.len(), 2);
        assert!(feeds.iter().all(|(_, feed)| feed.contains("<entry>")));
        all.extend(feeds);
    }
    let documents: Vec<&str> = all.iter().map(|(_, feed)| feed.as_str()).collect();
    let Some(verdicts) = verdicts("site-feeds.json", &documents) else {
        return;
    };
    for ((name, feed), verdict) in all.iter().zip(verdicts) {
        assert_eq!(verdict, None, "{name}\n{feed}");
    }
}

#[test]
fn the_schema_accepts_all_that_rfc_4287_allows_and_refuses_broken_feeds() {
    let mut documents = vec![FULL.to_owned(), with_authors_in_the_entries_alone()];
    let accepted = documents.len();
    for (what, part, instead) in BROKEN {
        assert!(FULL.contains(part), "{what}");
        documents.push(FULL.replace(part, instead));
    }
    let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
    let Some(verdicts) = verdicts("site-broken-feeds.json", &documents) else {
        return;
    };
    let (accepted, refused) = verdicts.split_at(accepted);
    assert_eq!(accepted, [None, None]);
    for ((what, ..), verdict) in BROKEN.iter().zip(refused) {
        let why = verdict.as_deref().expect(what);
        assert!(!why.starts_with("not well formed"), "{what}: {why}");
    }
}

/// A feed that needs no author, because each of its entries has one.
fn with_authors_in_the_entries_alone() -> String {
    let author = "<a:author><a:name>Anna</a:name></a:author>";
    FULL.replace(AUTHOR, "")
        .replace("<a:entry>", &format!("<a:entry>{author}"))
}
