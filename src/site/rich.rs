//! The Markdown of records as HTML: a small part of it, and nothing but what is written here can
//! become markup. What is not understood is shown as it was typed.
//!
//! Understood are paragraphs, headings, lists, **bold**, `code`, fenced code, links and bare
//! addresses. The work is linear in the length of the text: an end mark is looked for in
//! a bounded stretch.

use super::document::is_address;
use super::markup::Markup;

/// How far an end mark is looked for, in bytes; of an address, further.
const STRETCH: usize = 300;
const ADDRESS: usize = 4_100;

/// Writes a text.
pub(super) fn write(text: &str, out: &mut Markup) {
    let mut writer = Writer {
        out,
        open: Open::Nothing,
    };
    text.lines().for_each(|line| writer.line(line));
    writer.turn(Open::Nothing);
}

/// What is open while a text is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Paragraph,
    /// An item of a list.
    Item,
    Code,
}

struct Writer<'m> {
    out: &'m mut Markup,
    open: Open,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        let text = line.trim();
        if text.starts_with("```") {
            let was_open = self.open == Open::Code;
            self.turn(if was_open { Open::Nothing } else { Open::Code });
        } else if self.open == Open::Code {
            self.out.text(line).raw("\n");
        } else if text.is_empty() {
            self.turn(Open::Nothing);
        } else if let Some(item) = item(text) {
            self.item(line.len() - line.trim_start().len(), item);
        } else if let Some(heading) = heading(text) {
            self.turn(Open::Nothing);
            self.out.raw("<p><strong>");
            inline(heading, self.out);
            self.out.raw("</strong></p>\n");
        } else {
            self.words(text);
        }
    }

    /// Words that begin a paragraph, or go on with what is open. Lines of a quotation or a table
    /// stay lines.
    fn words(&mut self, text: &str) {
        match self.open {
            Open::Nothing | Open::Code => self.turn(Open::Paragraph),
            _ if text.starts_with(['|', '>']) => drop(self.out.raw("<br>")),
            _ => drop(self.out.raw("\n")),
        }
        inline(text, self.out);
    }

    fn item(&mut self, indent: usize, text: &str) {
        match self.open {
            Open::Item => drop(self.out.raw("</li>")),
            _ => {
                self.turn(Open::Nothing);
                self.out.raw("<ul>");
                self.open = Open::Item;
            }
        }
        self.out.raw(match indent {
            0 | 1 => "<li>",
            2 | 3 => "<li class=\"d1\">",
            4 | 5 => "<li class=\"d2\">",
            _ => "<li class=\"d3\">",
        });
        inline(text, self.out);
    }

    /// Closes what is open, and opens another thing unless it is open already.
    fn turn(&mut self, next: Open) {
        if self.open == next {
            return;
        }
        self.out.raw(match self.open {
            Open::Nothing => "",
            Open::Paragraph => "</p>\n",
            Open::Item => "</li></ul>\n",
            Open::Code => "</code></pre>\n",
        });
        self.out.raw(match next {
            Open::Nothing => "",
            Open::Paragraph => "<p>",
            Open::Item => "<ul><li>",
            Open::Code => "<pre><code>",
        });
        self.open = next;
    }
}

/// An item of a list. One that is numbered keeps its number.
fn item(line: &str) -> Option<&str> {
    let marked = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = &line[digits..];
    let is_numbered =
        (1..=9).contains(&digits) && (mark.starts_with(". ") || mark.starts_with(") "));
    marked.or_else(|| is_numbered.then_some(line))
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let is_heading = text.len() < line.len() && text.starts_with(' ');
    is_heading.then(|| text.trim())
}

/// Writes a line.
pub(super) fn inline(line: &str, out: &mut Markup) {
    let (mut rest, mut from) = (line, 0);
    while let Some(at) = rest[from..].find(['*', '`', '[', 'h', '<', '\\']) {
        let at = from + at;
        let (before, found) = rest.split_at(at);
        match span(found) {
            Some((span, length)) if !(matches!(span, Span::Bare(_)) && in_word(before)) => {
                out.text(before);
                span.write(out);
                rest = &found[length..];
                from = 0;
            }
            _ => from = at + 1,
        }
    }
    out.text(rest);
}

fn in_word(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
}

enum Span<'a> {
    Bold(&'a str),
    Code(&'a str),
    Link(&'a str, &'a str),
    Bare(&'a str),
    Escaped(&'a str),
}

impl Span<'_> {
    fn write(&self, out: &mut Markup) {
        match self {
            Span::Bold(text) => out.raw("<strong>").text(text).raw("</strong>"),
            Span::Code(text) => out.raw("<code>").text(text).raw("</code>"),
            Span::Link(text, url) => outward(url, text, out),
            Span::Bare(url) => outward(url, url, out),
            Span::Escaped(text) => out.text(text),
        };
    }
}

/// A link that leads away from this site.
pub(super) fn outward<'m>(url: &str, text: &str, out: &'m mut Markup) -> &'m mut Markup {
    out.raw("<a rel=\"nofollow noopener\" href=\"");
    out.text(url).raw("\">").text(text).raw("</a>")
}

/// What begins at the start of a text, and its bytes.
fn span(text: &str) -> Option<(Span<'_>, usize)> {
    let near = &text[..text.floor_char_boundary(STRETCH)];
    let within = |open: &str, close: &str| {
        let inner = near.strip_prefix(open)?;
        let end = inner.find(close).filter(|end| *end > 0)?;
        Some((&inner[..end], open.len() + end + close.len()))
    };
    let address = |from: usize| &text[from..text.floor_char_boundary(from + ADDRESS)];
    if let Some((bold, length)) = within("**", "**") {
        return Some((Span::Bold(bold), length));
    }
    if let Some((code, length)) = within("`", "`") {
        return Some((Span::Code(code), length));
    }
    if text.starts_with("<http") {
        let (url, _) = address(1).split_once('>')?;
        return is_address(url).then_some((Span::Link(url, url), url.len() + 2));
    }
    if let Some((label, length)) = within("[", "](") {
        let (url, end) = address(length)
            .split_once(')')
            .map(|(url, _)| (url, url.len() + 1))?;
        let url = url.trim_start_matches('<').trim_end_matches('>');
        let fits = is_address(url) && !url.contains(char::is_whitespace);
        return fits.then_some((Span::Link(label, url), length + end));
    }
    if let Some(escaped) = near.strip_prefix('\\') {
        let mark = escaped.chars().next().filter(char::is_ascii_punctuation)?;
        return Some((Span::Escaped(&escaped[..mark.len_utf8()]), 2));
    }
    bare(address(0))
}

/// An address that stands in the text as it is.
fn bare(near: &str) -> Option<(Span<'_>, usize)> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| near.starts_with(scheme))?;
    let ends = |c: char| c.is_whitespace() || "<>\"'`*|，。；）」".contains(c);
    let url = near.split(ends).next().unwrap_or_default();
    let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
    (url.len() > scheme.len()).then_some((Span::Bare(url), url.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        let mut out = Markup::new();
        write(text, &mut out);
        String::from_utf8_lossy(&out.into_bytes()).into_owned()
    }

    #[test]
    fn the_parts_that_are_understood_become_html() {
        assert_eq!(html("a\nb\n\nc"), "<p>a\nb</p>\n<p>c</p>\n");
        assert_eq!(
            html("- a\n  b\n  - c\n1. d\n\n```\n<x\n```\n> q\n> r"),
            "<ul><li>a\nb</li><li class=\"d1\">c</li><li>1. d</li></ul>\n\
             <pre><code>&lt;x\n</code></pre>\n<p>&gt; q<br>&gt; r</p>\n"
        );
        assert_eq!(
            html("## T\n- a\n* b"),
            "<p><strong>T</strong></p>\n<ul><li>a</li><li>b</li></ul>\n"
        );
        assert_eq!(
            html("**b** `c` [w](https://x.org/a) see https://y.org/z."),
            "<p><strong>b</strong> <code>c</code> \
             <a rel=\"nofollow noopener\" href=\"https://x.org/a\">w</a> see \
             <a rel=\"nofollow noopener\" href=\"https://y.org/z\">https://y.org/z</a>.</p>\n"
        );
    }

    #[test]
    fn nothing_else_becomes_markup() {
        assert_eq!(
            html("<script>x</script> [a](javascript:b) ** \\* [x](https://a \"t\")"),
            "<p>&lt;script&gt;x&lt;/script&gt; [a](javascript:b) ** * [x](\
             <a rel=\"nofollow noopener\" href=\"https://a\">https://a</a> &quot;t&quot;)</p>\n"
        );
        assert!(!html("[a](https://x.org/\"onclick=\"y)").contains("\"onclick"));
    }

    #[test]
    fn marks_without_an_end_cost_little() {
        for mark in ["[", "**", "`", "<", "h", "https://", "\\", "[a]("] {
            let text = format!("x {}", mark.repeat(200_000 / mark.len()));
            assert!(html(&text).len() >= text.len() / 2, "{mark}");
        }
    }
}
