//! Documents as Markdown (CommonMark), ready to be posted elsewhere: links are whole addresses.

use super::closed::{closed, is_paragraph};
use super::document::{Block, Document, Inline};
use crate::site::links::{address, words};

/// Writes a document for a site at `host`.
pub(in crate::site) fn write(document: &Document, host: &str) -> Vec<u8> {
    let mut out = format!("# {}\n", escaped(&document.title));
    for block in &document.blocks {
        out.push('\n');
        match block {
            Block::Heading(level, text) => {
                out.push_str(&"#".repeat(usize::from(*level)));
                out.push_str(&format!(" {}\n", escaped(text)));
            }
            Block::Facts(facts) => {
                for (label, line) in facts {
                    out.push_str(&format!("- **{label}:** "));
                    write_line(line, "  ", host, &mut out);
                }
            }
            Block::Text(text) => {
                out.push_str(&closed(text));
                out.push('\n');
            }
            Block::List(items) => {
                for item in items {
                    let margin = "  ".repeat(item.depth);
                    out.push_str(&margin);
                    out.push_str("- ");
                    write_line(&item.line, &format!("{margin}  "), host, &mut out);
                }
            }
        }
    }
    out.into_bytes()
}

/// Writes a line; where its Markdown goes on in further lines, these begin at the margin. What
/// stands next to Markdown that is more than a paragraph is a paragraph of its own.
fn write_line(line: &[Inline], margin: &str, host: &str, out: &mut String) {
    let mut has_blocks = false;
    for (i, part) in line.iter().enumerate() {
        let had_blocks = has_blocks;
        has_blocks = matches!(part, Inline::Markdown(text) if !is_paragraph(text));
        if i > 0 && (had_blocks || has_blocks) {
            out.truncate(out.trim_end().len());
            out.push_str(&format!("\n\n{margin}"));
        }
        match part {
            Inline::Plain(text) if had_blocks => out.push_str(&escaped(text.trim_start())),
            Inline::Plain(text) => out.push_str(&escaped(text)),
            Inline::Markdown(text) => {
                let text = closed(text);
                let mut lines = text.lines();
                out.push_str(lines.next().unwrap_or_default());
                for line in lines {
                    out.push('\n');
                    if !line.is_empty() {
                        out.push_str(margin);
                        out.push_str(line);
                    }
                }
            }
            Inline::Link(link) => match address(link) {
                Some(url) => out.push_str(&link_to(words(link), url)),
                None => out.push_str(&escaped(words(link))),
            },
            Inline::Here(path, words) => {
                out.push_str(&link_to(words, &format!("https://{host}{path}")));
            }
        }
    }
    out.push('\n');
}

fn link_to(words: &str, url: &str) -> String {
    let url: String = url
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .map(|c| match c {
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '\\' => "%5C".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("[{}](<{url}>)", escaped(words))
}

/// Plain text in Markdown: in one line, and with nothing that Markdown reads as its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at_start = true;
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(' '),
            c if c.is_control() => {}
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
                out.push('\\');
                out.push(c);
            }
            // Marks that begin a list.
            '-' | '+' if at_start => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if at_number(&out) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        at_start = at_start && c.is_whitespace();
    }
    out
}

/// Whether a text is a number alone, which a dot would make an item of a list.
fn at_number(text: &str) -> bool {
    (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Link;
    use crate::site::text::document::Item;

    fn written(blocks: Vec<Block>) -> String {
        let document = Document {
            title: "1. <b> & *Notes*".into(),
            blocks,
        };
        String::from_utf8_lossy(&write(&document, "x.icp0.io")).into_owned()
    }

    #[test]
    fn plain_text_is_escaped_and_markdown_is_kept() {
        assert_eq!(
            written(vec![
                Block::Text("A *word*.\n\n- item".into()),
                Block::Facts(vec![("Why", vec![Inline::Plain("a_b\nc".into())])]),
            ]),
            "# 1\\. \\<b\\> \\& \\*Notes\\*\n\nA *word*.\n\n- item\n\n- **Why:** a\\_b c\n"
        );
    }

    #[test]
    fn lists_are_indented_and_links_are_whole() {
        let link = |label: &str, url: Option<&str>| {
            Inline::Link(Link {
                kind: None,
                label: Some(label.into()),
                url: url.map(str::to_owned),
            })
        };
        let items = vec![
            Item::new(vec![Inline::Here("/groups/x".into(), "X".into())]),
            Item {
                depth: 1,
                line: vec![Inline::Markdown("one\ntwo".into())],
            },
            Item::new(vec![link("]", Some("https://example.org/(a)\\b"))]),
            Item::new(vec![link("on Zoom", None)]),
            Item::new(vec![link("no", Some("javascript:alert(1)"))]),
        ];
        assert_eq!(
            written(vec![Block::List(items)])
                .split_once("\n\n")
                .map(|(_, list)| list),
            Some(
                "- [X](<https://x.icp0.io/groups/x>)\n  - one\n    two\n\
                 - [\\]](<https://example.org/(a)%5Cb>)\n- on Zoom\n- no\n"
            )
        );
    }
}
