//! The passage of a text that shows why it was found.

use super::fold::joins_previous;
use super::term::Pattern;
use super::vocabulary::find_term;

/// An excerpt has at least so many characters at its disposal.
const MIN_CHARS: usize = 16;

const ELLIPSIS: char = '…';

/// The passage around the first place of `text` that one of the patterns asks for, in at
/// most `max_chars` characters (not fewer than 16), on one line, with "…" where something
/// is left off. None if the text holds nothing of the kind.
#[must_use]
pub fn excerpt(text: &str, patterns: &[Pattern], max_chars: usize) -> Option<String> {
    let is_asked = |term: &[u8]| patterns.iter().any(|pattern| pattern.matches_bytes(term));
    find_term(text, is_asked).map(|at| passage(text, at, max_chars.max(MIN_CHARS)))
}

fn passage(text: &str, found: usize, max_chars: usize) -> String {
    let start = passage_start(text, found, max_chars / 4);
    let mut passage = String::new();
    let mut count = 0;
    if start > 0 {
        passage.push(ELLIPSIS);
        count += 1;
    }
    let mut line = one_line(&text[start..]).peekable();
    // The last character is taken only if the text ends with it; else it is the ellipsis.
    while let Some(c) = line.peek().copied()
        && count + 1 < max_chars
    {
        passage.push(c);
        count += 1;
        line.next();
    }
    match (line.next(), line.next()) {
        (None, _) => {}
        (Some(last), None) => passage.push(last),
        (Some(next), Some(_)) => {
            if joins_previous(next) {
                drop_cluster(&mut passage);
            }
            passage.push(ELLIPSIS);
        }
    }
    passage
}

/// Where the passage begins: so many characters before the match, or at the first word
/// that begins after that.
fn passage_start(text: &str, found: usize, before: usize) -> usize {
    let mut start = found;
    let mut word = None;
    for (at, c) in text[..found].char_indices().rev().take(before) {
        if c.is_whitespace() {
            word = Some(at + c.len_utf8());
        }
        if !joins_previous(c) {
            start = at;
        }
    }
    let skipped = &text[..start];
    if skipped.chars().all(char::is_whitespace) {
        0
    } else {
        word.unwrap_or(start)
    }
}

/// The characters of the text with each stretch of white space as one space, none at the
/// ends.
fn one_line(text: &str) -> impl Iterator<Item = char> {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    first
        .chars()
        .chain(words.flat_map(|word| std::iter::once(' ').chain(word.chars())))
}

/// Takes the last character off, with the marks that join it.
fn drop_cluster(passage: &mut String) {
    while let Some(c) = passage.pop()
        && joins_previous(c)
    {}
}

#[cfg(test)]
mod tests {
    use super::excerpt;
    use crate::search::{Filter, Query};

    fn shown(text: &str, query: &str, max_chars: usize) -> Option<String> {
        let query = Query::new(query, &Filter::default()).unwrap();
        excerpt(text, query.patterns(), max_chars)
    }

    #[test]
    fn a_short_text_is_shown_whole_and_on_one_line() {
        assert_eq!(
            shown("The  token\n\nstandard ", "TOKEN", 40).unwrap(),
            "The token standard"
        );
    }

    #[test]
    fn what_is_left_off_is_marked() {
        let text = "In the first part nothing of interest was said. Then the bridge to \
                    Bitcoin was shown, and everybody liked what they saw.";
        assert_eq!(
            shown(text, "bridge", 40).unwrap(),
            "…Then the bridge to Bitcoin was shown, …"
        );
    }

    #[test]
    fn chinese_is_cut_between_characters() {
        let text =
            "与会嘉宾首先介绍了各自的项目，然后讨论了跨链桥的安全问题以及下一步的计划和安排。";
        let shown = shown(text, "跨链", 20).unwrap();
        assert!(shown.contains("跨链桥"), "{shown}");
        assert_eq!(shown.chars().count(), 20);
    }

    #[test]
    fn a_match_is_found_in_other_spellings() {
        assert_eq!(
            shown("Über ＴＯＫＥＮｓ", "uber", 20).unwrap(),
            "Über ＴＯＫＥＮｓ"
        );
        assert_eq!(shown("nothing here", "token", 20), None);
    }

    #[test]
    fn an_accent_is_not_cut_off_its_letter() {
        let text = format!("token {}", "e\u{301}".repeat(30));
        for max in 16..40 {
            let shown = shown(&text, "token", max).unwrap();
            assert!(shown.ends_with("\u{301}…"), "{shown:?}");
            assert!(shown.chars().count() <= max);
        }
    }
}
