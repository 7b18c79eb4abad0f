//! The Markdown of records (CommonMark, with tables and strikethrough) as HTML. A field is read
//! by itself, and nothing but what is written here can become markup: HTML, and links to anything
//! but an address that a page may lead to, are shown as they were typed.
//!
//! What is written is linear in the length of the text: nesting ends at [`DEEPEST`], cells that a
//! table lacks are not filled in, and what references to addresses repeat has a bound.

use std::borrow::Cow;

use pulldown_cmark::{
    CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset as Merged,
};

use super::links::is_address;
use super::markup::Markup;

/// The deepest nesting; what is nested deeper is text.
const DEEPEST: usize = 32;
/// Marks of quotes and items at the start of a line; what follows them is text. The parser walks
/// through what is open at each line, so that these bound its work.
const MARKS: usize = 64;
/// How far the end of an address that stands in a text is looked for, in bytes.
const ADDRESS: usize = 4_100;

/// Writes a text as blocks.
pub(super) fn write(text: &str, out: &mut Markup) {
    Writer::write(text, out);
}

/// Something that is open while a text is written.
struct Open {
    close: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Link,
    Cell,
    Row,
    /// Too deep: all in it is text.
    Flat,
    Other,
}

struct Writer<'m, 't> {
    out: &'m mut Markup,
    open: Vec<Open>,
    /// Bytes that addresses of links may still take: what inline links hold in the text itself,
    /// so that references cannot multiply it.
    addresses: usize,
    /// The words of a link as long as it has no others.
    label: Option<CowStr<'t>>,
    links: usize,
    /// What is open within a link that is shown as it was typed.
    skipped: usize,
    in_head: bool,
    /// Cells of a row that nothing stood in yet.
    cells_due: usize,
    cell_is_open: bool,
}

impl<'m, 't> Writer<'m, 't> {
    fn write(text: &'t str, out: &'m mut Markup) {
        let text = bounded(text);
        let mut writer = Writer {
            out,
            open: Vec::new(),
            addresses: text.len(),
            label: None,
            links: 0,
            skipped: 0,
            in_head: false,
            cells_due: 0,
            cell_is_open: false,
        };
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for (event, range) in Merged::new(Parser::new_ext(&text, options).into_offset_iter()) {
            let source = text.get(range).unwrap_or_default();
            writer.event(event.into_static(), source);
        }
    }

    fn event(&mut self, event: Event<'t>, source: &str) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, source),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words(&text),
            Event::Code(code) => {
                self.filled().raw("<code>").text(&code).raw("</code>");
            }
            Event::SoftBreak => drop(self.filled().raw("\n")),
            Event::HardBreak => drop(self.filled().raw("<br>")),
            Event::Rule if !self.is_flat() => drop(self.filled().raw("<hr>\n")),
            // HTML, and what is not asked of the parser.
            _ => drop(self.filled().text(source)),
        }
    }

    fn is_flat(&self) -> bool {
        self.open.last().is_some_and(|open| open.kind == Kind::Flat)
    }

    /// Opens what a tag begins.
    fn start(&mut self, tag: Tag<'t>, source: &str) {
        let is_part = matches!(
            tag,
            Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell
        );
        if self.is_flat() || (!is_part && self.open.len() >= DEEPEST) {
            let is_inline = matches!(
                tag,
                Tag::Emphasis
                    | Tag::Strong
                    | Tag::Strikethrough
                    | Tag::Link { .. }
                    | Tag::Image { .. }
            );
            return self.push("", if is_inline { "" } else { "\n" }, Kind::Flat);
        }
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.push("<p>", "</p>\n", Kind::Other),
            // The headings of the page stand above those of its texts.
            Tag::Heading { .. } => self.push("<p><strong>", "</strong></p>\n", Kind::Other),
            Tag::BlockQuote(_) => self.push("<blockquote>\n", "</blockquote>\n", Kind::Other),
            Tag::CodeBlock(_) => self.push("<pre><code>", "</code></pre>\n", Kind::Code),
            Tag::List(None) => self.push("<ul>\n", "</ul>\n", Kind::Other),
            Tag::List(Some(first)) => {
                self.out.raw("<ol start=\"").text(&first.to_string());
                self.push("\">\n", "</ol>\n", Kind::Other);
            }
            Tag::Item => self.push("<li>", "</li>\n", Kind::Other),
            Tag::Table(_) => self.push("<table>\n", "</tbody></table>\n", Kind::Other),
            Tag::TableHead => {
                self.in_head = true;
                self.push("<thead><tr>", "</tr></thead>\n<tbody>\n", Kind::Row);
            }
            Tag::TableRow => self.push("<tr>", "</tr>\n", Kind::Row),
            Tag::TableCell => {
                self.cells_due += 1;
                self.push("", "", Kind::Cell);
            }
            Tag::Emphasis => self.span("<em>", "</em>"),
            Tag::Strong => self.span("<strong>", "</strong>"),
            Tag::Strikethrough => self.span("<del>", "</del>"),
            Tag::Link {
                link_type,
                dest_url,
                ..
            }
            | Tag::Image {
                link_type,
                dest_url,
                ..
            } => self.link(link_type, dest_url, source),
            _ => self.push("", "", Kind::Other),
        }
    }

    fn span(&mut self, begin: &'static str, close: &'static str) {
        self.filled();
        self.push(begin, close, Kind::Other);
    }

    fn push(&mut self, begin: &'static str, close: &'static str, kind: Kind) {
        self.out.raw(begin);
        self.open.push(Open { close, kind });
    }

    /// A link or an image, which is a link too: a page asks nothing of another server.
    fn link(&mut self, kind: LinkType, address: CowStr<'t>, source: &str) {
        let address = match kind {
            LinkType::Email => format!("mailto:{address}").into(),
            _ => address,
        };
        let has_room = address.len() <= self.addresses + "mailto:".len();
        let fits = is_address(&address) && !address.contains(char::is_whitespace);
        if self.links > 0 {
            self.span("", "");
        } else if fits && has_room {
            self.addresses = self.addresses.saturating_sub(address.len());
            self.filled().raw(AWAY).text(&address);
            self.push("\">", "</a>", Kind::Link);
            self.label = Some(address);
            self.links += 1;
        } else {
            self.filled().text(source);
            self.skipped = 1;
        }
    }

    /// Closes what is open.
    fn end(&mut self, tag: TagEnd) {
        let Some(open) = self.open.pop() else {
            return;
        };
        match open.kind {
            Kind::Link => {
                let label = self.label.take().unwrap_or("".into());
                self.out.text(&label);
                self.links -= 1;
            }
            Kind::Cell if self.cell_is_open => {
                self.cell_is_open = false;
                let close = if self.in_head { "</th>" } else { "</td>" };
                self.out.raw(close);
            }
            Kind::Row => {
                self.cells_due = 0;
                self.in_head &= tag != TagEnd::TableHead;
            }
            _ => {}
        }
        self.out.raw(open.close);
    }

    /// Where something is written now: in a cell, those before it are written first.
    fn filled(&mut self) -> &mut Markup {
        let (empty, open) = match self.in_head {
            true => ("<th></th>", "<th>"),
            false => ("<td></td>", "<td>"),
        };
        if self.cells_due > 0 {
            for _ in 1..self.cells_due {
                self.out.raw(empty);
            }
            self.out.raw(open);
            self.cells_due = 0;
            self.cell_is_open = true;
        }
        self.out
    }

    fn words(&mut self, text: &str) {
        self.label = None;
        let in_code = self.open.last().is_some_and(|open| open.kind == Kind::Code);
        let is_plain = in_code || self.links > 0 || self.is_flat();
        let out = self.filled();
        match is_plain {
            true => drop(out.text(text)),
            false => with_addresses(text, out),
        }
    }
}

/// How a link begins that leads away from this site.
const AWAY: &str = "<a rel=\"nofollow noopener\" href=\"";

/// A link that leads away from this site.
pub(super) fn outward<'m>(url: &str, text: &str, out: &'m mut Markup) -> &'m mut Markup {
    out.raw(AWAY);
    out.text(url).raw("\">").text(text).raw("</a>")
}

/// Writes words, with links where addresses stand in them.
fn with_addresses(text: &str, out: &mut Markup) {
    let (mut rest, mut from) = (text, 0);
    while let Some(at) = rest[from..].find("http") {
        let (before, found) = rest.split_at(from + at);
        let in_word = before
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        match bare(&found[..found.floor_char_boundary(ADDRESS)]) {
            Some(url) if !in_word => {
                outward(url, url, out.text(before));
                rest = &found[url.len()..];
                from = 0;
            }
            _ => from += at + 1,
        }
    }
    out.text(rest);
}

/// An address that stands in the text as it is.
fn bare(near: &str) -> Option<&str> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| near.starts_with(scheme))?;
    let ends = |c: char| c.is_whitespace() || "<>\"'`*|，。；）」".contains(c);
    let url = near.split(ends).next().unwrap_or_default();
    let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
    (url.len() > scheme.len()).then_some(url)
}

/// A text with a bounded number of marks at the start of each line: the next one is escaped.
pub(super) fn bounded(text: &str) -> Cow<'_, str> {
    if !text.lines().any(|line| one_too_many(line).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let (before, after) = line.split_at(one_too_many(line).unwrap_or(line.len()));
        out.push_str(before);
        out.push_str(if after.is_empty() { "" } else { "\\" });
        out.push_str(after);
    }
    Cow::Owned(out)
}

/// Where the mark stands that is one too many in a line.
fn one_too_many(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut at, mut marks) = (0, 0);
    loop {
        at += bytes[at..]
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit());
        let mark = at + digits.count();
        let has_space = matches!(bytes.get(mark + 1), Some(b' ' | b'\t'));
        let is_mark = match bytes.get(mark)? {
            b'>' => mark == at,
            b'-' | b'+' | b'*' => mark == at && has_space,
            b'.' | b')' => (1..=9).contains(&(mark - at)) && has_space,
            _ => false,
        };
        if !is_mark || marks == MARKS {
            return is_mark.then_some(mark);
        }
        marks += 1;
        at = mark + 1;
    }
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
    fn the_parts_of_a_text_become_html() {
        assert_eq!(html("a\nb  \nc\n\nd"), "<p>a\nb<br>c</p>\n<p>d</p>\n");
        assert_eq!(
            html("```\n<x\n```\n> q\n> r\n\n## T\n\n3. x"),
            "<pre><code>&lt;x\n</code></pre>\n<blockquote>\n<p>q\nr</p>\n</blockquote>\n\
             <p><strong>T</strong></p>\n<ol start=\"3\">\n<li>x</li>\n</ol>\n"
        );
        assert_eq!(
            html("**b** *e* ~~s~~ `c` [w](HTTPS://x.org/a) see https://y.org/z_a_b. <m@x.org>"),
            "<p><strong>b</strong> <em>e</em> <del>s</del> <code>c</code> \
             <a rel=\"nofollow noopener\" href=\"HTTPS://x.org/a\">w</a> see \
             <a rel=\"nofollow noopener\" href=\"https://y.org/z_a_b\">https://y.org/z_a_b</a>. \
             <a rel=\"nofollow noopener\" href=\"mailto:m@x.org\">m@x.org</a></p>\n"
        );
    }

    #[test]
    fn a_nested_list_renders() {
        assert_eq!(
            html("- a\n  - b\n- c"),
            "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>\n"
        );
    }

    #[test]
    fn a_table_renders() {
        assert_eq!(
            html("|a|b|c|\n|-|:-:|-|\n|1||**3**|\n|x|"),
            "<table>\n<thead><tr><th>a</th><th>b</th><th>c</th></tr></thead>\n<tbody>\n\
             <tr><td>1</td><td></td><td><strong>3</strong></td></tr>\n\
             <tr><td>x</td></tr>\n</tbody></table>\n"
        );
    }

    #[test]
    fn raw_html_is_text() {
        assert_eq!(
            html("<script>x</script>\n\na <b onclick=\"x\">b</b> <!-- c -->"),
            "<p>&lt;script&gt;x&lt;/script&gt;\n</p>\n<p>a &lt;b onclick=&quot;x&quot;&gt;b\
             &lt;/b&gt; &lt;!-- c --&gt;</p>\n"
        );
    }

    #[test]
    fn links_with_other_schemes_are_text() {
        for text in [
            "[a](javascript:b)",
            "[a](JavaScript:b)",
            "[a](data:text/html,x)",
            "<javascript:b>",
            "![a](data:image/png,x)",
            "[a](/relative)",
            "[a](//host/x)",
            "[a](java&#115;cript:b)",
        ] {
            let mut expected = Markup::new();
            expected.raw("<p>").text(text).raw("</p>\n");
            let expected = String::from_utf8_lossy(&expected.into_bytes()).into_owned();
            assert_eq!(html(text), expected);
        }
        assert!(!html("[a]\n\n[a]: javascript:b").contains("<a"));
        assert!(!html("[a](https://x.org/\"onclick=\"y)").contains("\"onclick"));
    }

    #[test]
    fn an_image_is_a_link() {
        let link = "<a rel=\"nofollow noopener\" href=\"https://x.org/i\">";
        assert_eq!(
            html("![alt *e*](https://x.org/i)"),
            format!("<p>{link}alt <em>e</em></a></p>\n")
        );
        assert_eq!(
            html("![](https://x.org/i)"),
            format!("<p>{link}https://x.org/i</a></p>\n")
        );
        assert_eq!(
            html("[![alt](https://x.org/j)](https://x.org/i)"),
            format!("<p>{link}alt</a></p>\n")
        );
    }

    #[test]
    fn ten_thousand_nested_quotes_are_bounded() {
        for nested in [
            format!("{}x", ">".repeat(10_000)),
            format!("{}x{}", "- ".repeat(10_000), "\n".repeat(20_000)),
            format!("{}x", "1. > ".repeat(10_000)),
            format!("{}x{}", "*".repeat(10_000), "*".repeat(10_000)),
            (0..150)
                .map(|n| format!("{}- x\n", "  ".repeat(n)))
                .collect(),
        ] {
            let html = html(&nested);
            let deepest = html
                .matches("<blockquote>")
                .count()
                .max(html.matches("<ul>").count());
            assert!(deepest <= DEEPEST, "{deepest}");
            assert!(html.contains('x') && html.len() < 8 * nested.len() + 2_000);
        }
    }

    #[test]
    fn what_is_written_is_linear_in_the_text() {
        let columns = format!(
            "{}\n{}\n{}",
            "|a".repeat(900),
            "|-".repeat(900),
            "|x\n".repeat(900)
        );
        let references = format!(
            "[a]: https://x.org/{}\n\n{}",
            "y".repeat(900),
            "[a] ".repeat(900)
        );
        for text in [columns, references] {
            assert!(html(&text).len() < 20 * text.len(), "{}", html(&text).len());
        }
    }

    #[test]
    fn marks_without_an_end_cost_little() {
        for mark in [
            "[", "**", "`", "<", "h", "https://", "\\", "[a](", "<!--", "![", "*_",
        ] {
            let text = format!("x {}", mark.repeat(100_000 / mark.len()));
            assert!(html(&text).len() >= text.len() / 2, "{mark}");
        }
    }
}
