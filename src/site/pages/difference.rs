//! What changed in a text: the words that went and those that came, with some around them.

use maud::{Markup as Html, html};

/// Characters that are compared of a text.
const COMPARED: usize = 20_000;
/// Words that are shown before and behind what changed, and of what changed itself.
const AROUND: usize = 8;
const SHOWN: usize = 150;

/// The words of a text, each with the space behind it; a Chinese character is a word by itself.
fn words(text: &str) -> Vec<&str> {
    let is_wide = |c: char| c >= '\u{2E80}';
    let mut words = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let begins = before
            .is_some_and(|b| (b.is_whitespace() && !c.is_whitespace()) || is_wide(b) || is_wide(c));
        if begins {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}

fn cut(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(COMPARED)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn run(words: &[&str]) -> String {
    let mut run = words[..words.len().min(SHOWN)].concat();
    if words.len() > SHOWN {
        run.push('…');
    }
    run
}

/// What differs between two texts.
pub(super) fn difference(old: &str, new: &str) -> Html {
    let (old, new) = (words(cut(old)), words(cut(new)));
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let ends = old[same..].iter().rev().zip(new[same..].iter().rev());
    let behind = ends.take_while(|(a, b)| a == b).count();
    let gone = &old[same..old.len() - behind];
    let come = &new[same..new.len() - behind];
    let before = &new[same.saturating_sub(AROUND)..same];
    let after = &new[new.len() - behind..];
    html! {
        @if same > AROUND { "… " }
        (before.concat())
        @if !gone.is_empty() { del { (run(gone)) } " " }
        @if !come.is_empty() { ins { (run(come)) } " " }
        (after[..after.len().min(AROUND)].concat())
        @if after.len() > AROUND { " …" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_went_and_came_are_marked() {
        for (old, new, shown) in [
            (
                "Every Tuesday at ten",
                "Every Friday at ten",
                "Every <del>Tuesday </del> <ins>Friday </ins> at ten",
            ),
            ("", "new", "<ins>new</ins> "),
            ("a b", "a", "<del>a b</del> <ins>a</ins> "),
            (
                "关于跨链的",
                "关于互操作的",
                "关于<del>跨链</del> <ins>互操作</ins> 的",
            ),
            ("<b>", "<i>", "<del>&lt;b&gt;</del> <ins>&lt;i&gt;</ins> "),
            ("same", "same", "same"),
        ] {
            assert_eq!(difference(old, new).into_string(), shown);
        }
    }

    #[test]
    fn what_is_shown_is_bounded() {
        let long = "word ".repeat(100_000);
        let shown = difference("other", &long).into_string();
        assert!(shown.len() < 2_000, "{}", shown.len());
    }
}
