//! A strict reader of the markup that the site writes: every tag is closed, every attribute is
//! quoted, nothing but the known entities stands for a character.

/// Elements of HTML that have no end.
const VOID: [&str; 5] = ["br", "hr", "input", "link", "meta"];

/// What a document is made of: its start tags as they are written, and its text.
#[derive(Debug, Default)]
pub struct Markup {
    pub tags: Vec<String>,
    pub text: String,
}

/// Reads a document.
///
/// # Panics
/// When it is not well formed.
pub fn read(document: &str) -> Markup {
    let mut read = Markup::default();
    let mut open: Vec<String> = Vec::new();
    let mut rest = document;
    while let Some(at) = rest.find('<') {
        read.text.push_str(&unescaped(&rest[..at]));
        let end = rest[at..].find('>').expect("a tag ends") + at;
        tag(&rest[at + 1..end], &mut open, &mut read);
        rest = &rest[end + 1..];
    }
    read.text.push_str(&unescaped(rest));
    assert!(open.is_empty(), "these elements are not closed: {open:?}");
    read
}

fn tag(tag: &str, open: &mut Vec<String>, read: &mut Markup) {
    assert!(!tag.contains('<'), "a tag within a tag: {tag:?}");
    if tag.starts_with(['!', '?']) {
        return;
    }
    if let Some(name) = tag.strip_prefix('/') {
        assert_eq!(open.pop().as_deref(), Some(name), "closes what is not open");
        return;
    }
    let (tag, closed) = match tag.strip_suffix('/') {
        Some(tag) => (tag, true),
        None => (tag, false),
    };
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    assert!(
        name.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
        "{name:?}"
    );
    check_attributes(attributes);
    read.tags.push(tag.to_owned());
    if !closed && !VOID.contains(&name) {
        open.push(name.to_owned());
    }
}

fn check_attributes(attributes: &str) {
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let (name, value) = rest
            .split_once("=\"")
            .expect("an attribute has a quoted value");
        assert!(
            name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-'),
            "{name:?}"
        );
        let (value, after) = value.split_once('"').expect("a value ends");
        unescaped(value);
        rest = after.trim_start();
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, after) = part.split_once(';').expect("an entity ends");
        out.push_str(match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "#39" => "'",
            other => panic!("an unknown entity {other:?}"),
        });
        out.push_str(after);
    }
    let bad = out
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert_eq!(bad, None, "a control character");
    out
}

#[test]
fn the_reader_refuses_what_is_not_well_formed() {
    for wrong in [
        "<p>",
        "</p>",
        "<p><b></p></b>",
        "<p a=b></p>",
        "&nbsp;",
        "a & b",
        "<p",
        "\u{1}",
    ] {
        let refused = std::panic::catch_unwind(|| read(wrong));
        assert!(refused.is_err(), "{wrong}");
    }
    assert_eq!(read("<p a=\"&quot;\">x<br>&lt;</p>").text, "x<");
}
