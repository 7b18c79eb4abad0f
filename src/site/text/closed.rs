//! Markdown that ends where its field ends, so that it cannot swallow what a document says next.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use crate::site::rich::bounded;

/// A heading after a text tells whether the text has an end.
const PROBE: &str = "\n\n# x\n";
/// Escaped HTML may uncover a fence; nothing else can be open after both.
const ROUNDS: usize = 3;

/// A text in which no fence and no HTML is open at the end: a fence is closed, and the marks of
/// HTML are escaped from the block on that has no end.
pub(in crate::site) fn closed(text: &str) -> Cow<'_, str> {
    let mut text = bounded(text.trim_end());
    for _ in 0..ROUNDS {
        match unclosed(&text) {
            None => break,
            Some(Unclosed::Fence(fence)) => text = format!("{text}\n{fence}").into(),
            Some(Unclosed::Html(at)) => {
                let (before, html) = text.split_at(at);
                text = format!("{before}{}", html.replace('<', "\\<")).into();
            }
        }
    }
    text
}

/// Whether a text is a paragraph, so that words can go on in its last line.
pub(in crate::site) fn is_paragraph(text: &str) -> bool {
    let text = bounded(text);
    let blocks = blocks(&text);
    matches!(&blocks[..], [(Event::Start(Tag::Paragraph), _)])
}

enum Unclosed {
    /// With the marks that close it.
    Fence(String),
    /// With the place where it begins.
    Html(usize),
}

/// What would go on after the end of a text. What is open within a list or a quote ends with it.
fn unclosed(text: &str) -> Option<Unclosed> {
    let probed = format!("{text}{PROBE}");
    let (last, range) = blocks(&probed).pop()?;
    match last {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
            let fence = probed.get(range)?.trim_start();
            let mark = fence.chars().next()?;
            let marks = fence.chars().take_while(|c| *c == mark);
            Some(Unclosed::Fence(marks.collect()))
        }
        Event::Start(Tag::HtmlBlock) => Some(Unclosed::Html(range.start)),
        _ => None,
    }
}

/// The blocks of a text that are in no other.
fn blocks(text: &str) -> Vec<(Event<'_>, Range<usize>)> {
    let mut depth = 0_usize;
    let mut blocks = Vec::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        let is_end = matches!(event, Event::End(_));
        let is_start = matches!(event, Event::Start(_));
        depth -= usize::from(is_end);
        if depth == 0 && !is_end {
            blocks.push((event, range));
        }
        depth += usize::from(is_start);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: [&str; 12] = [
        "Logs:\n```\nerror: x",
        "~~~\nlog",
        "   ~~~~ rust\n~~~\nlog",
        "- item\n  ```\n  x",
        "> ```\n> x",
        "<!-- open",
        "a\n<!-- open\n\n<!-- again\n```\nx",
        "<pre>\nx",
        "> <pre>\n> x",
        "<script>\n\n```\nx",
        "<?php",
        "<![CDATA[ x",
    ];

    #[test]
    fn the_heading_after_a_field_is_a_heading() {
        for text in OPEN {
            let text = closed(text);
            let written = format!("{text}\n\n## Next\n");
            let last = blocks(&written).pop().map(|(event, _)| event);
            let is_heading = matches!(last, Some(Event::Start(Tag::Heading { .. })));
            assert!(is_heading, "{written}");
        }
    }

    #[test]
    fn a_text_with_an_end_stays_as_it_is() {
        for text in [
            "",
            "a <b>x</b>\n\n```\nx\n```",
            "<!-- closed -->\n\n- a\n  - b",
            "<div>\n\nx",
        ] {
            assert_eq!(closed(text), text);
        }
    }

    #[test]
    fn a_fence_is_closed_with_its_own_marks() {
        assert_eq!(closed("~~~~ rust\n~~~\n"), "~~~~ rust\n~~~\n~~~~");
        assert_eq!(closed("Logs:\n```\nx"), "Logs:\n```\nx\n```");
    }

    #[test]
    fn words_go_on_after_a_paragraph_only() {
        assert!(is_paragraph("a\n*b*"));
        for text in ["- a", "a\n\nb", "```\nx\n```", "# a", "---", ""] {
            assert!(!is_paragraph(text), "{text}");
        }
    }
}
