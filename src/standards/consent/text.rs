//! Texts of others inside a message: shown so that they cannot pass for a part of it.

use std::fmt::Write;

/// Characters that are not seen, or that move others: controls, bidirectional marks, joiners,
/// fillers, variation selectors, tags, non-characters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || (c as u32) & 0xFFFE == 0xFFFE
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}'
            | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{13430}'..='\u{1345F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// The text with each hidden character as `\u{…}`, its number in hexadecimal. A backslash that
/// would look like the beginning of such an escape is escaped too, so that no two texts look the
/// same. Ends of lines stay where there is room for several lines.
pub fn seen(text: &str, lines: bool) -> String {
    let mut seen = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let looks_like_escape = c == '\\' && text[at..].starts_with("\\u{");
        if (is_hidden(c) && !(lines && c == '\n')) || looks_like_escape {
            // Writing into a string cannot fail.
            let _ = write!(seen, "\\u{{{:x}}}", c as u32);
        } else {
            seen.push(c);
        }
    }
    seen
}

/// A text of one line, which must not be empty, as a code span of Markdown (CommonMark 6.1),
/// inside which nothing is markup. The fence is longer than any run of backticks in the text.
pub fn code_span(text: &str) -> String {
    let text = seen(text, false);
    let fence = "`".repeat(longest_run(&text) + 1);
    let fenced = text.starts_with('`') || text.ends_with('`');
    // A space at both ends is taken away by the reader's side, unless there is nothing else.
    let spaced = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let pad = if fenced || spaced { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A text of several lines as a fenced code block of Markdown (CommonMark 4.5), each line after
/// an indent. It begins and ends with an end of line.
pub fn code_block(text: &str, indent: &str) -> String {
    let text = seen(text, true);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    let mut block = format!("\n{indent}{fence}\n");
    for line in text.split('\n') {
        block.push_str(indent);
        block.push_str(line);
        block.push('\n');
    }
    block + indent + &fence + "\n"
}

/// A text as the content of a field of plain text, in quotation marks, on one line.
pub fn quoted(text: &str) -> String {
    format!("“{}”", seen(text, false))
}

fn longest_run(text: &str) -> usize {
    let (mut run, mut longest) = (0, 0);
    for byte in text.bytes() {
        run = if byte == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown_and_no_two_texts_look_the_same() {
        assert_eq!(seen("a\u{202E}b", false), "a\\u{202e}b");
        assert_eq!(seen("a\\u{202e}b", false), "a\\u{5c}u{202e}b");
        assert_eq!(seen("C:\\users \\n", false), "C:\\users \\n");
        assert_eq!(seen("one\ntwo\r\n", false), "one\\u{a}two\\u{d}\\u{a}");
        assert_eq!(seen("one\ntwo\r\n", true), "one\ntwo\\u{d}\n");
        assert_eq!(seen("跨链 会议 é", false), "跨链 会议 é");
    }

    #[test]
    fn a_code_span_is_fenced_by_more_than_the_text_has() {
        assert_eq!(code_span("plain"), "`plain`");
        assert_eq!(code_span("a`b"), "``a`b``");
        assert_eq!(code_span("`a``"), "``` `a`` ```");
        assert_eq!(code_span(" a "), "`  a  `");
        assert_eq!(code_span(" "), "` `");
    }

    #[test]
    fn a_code_block_keeps_every_line_inside() {
        let text = "a\n```\n- **Field:** b\n\n";
        let block = code_block(text, "  ");
        assert_eq!(
            block,
            "\n  ````\n  a\n  ```\n  - **Field:** b\n  \n  \n  ````\n"
        );
    }
}
