//! What the HTML pages have in common.

use super::document::{Block, Document, Inline, Line, address, words};
use super::markup::Markup;
use super::rich;

/// A page of the site.
pub(super) struct Page<'a> {
    /// The registry's name.
    pub site: &'a str,
    pub title: &'a str,
    /// The path of the feed that belongs to it.
    pub feed: &'a str,
    /// The path of the calendar that belongs to it, if there is one.
    pub calendar: Option<&'a str>,
}

impl Page<'_> {
    pub(super) fn write(&self, body: &Markup) -> Vec<u8> {
        let mut out = Markup::new();
        out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.raw(
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
        );
        out.text(self.title);
        if self.title != self.site {
            out.raw(" · ").text(self.site);
        }
        out.raw("</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n");
        out.raw("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"");
        out.text(self.feed).raw("\">\n");
        if let Some(calendar) = self.calendar {
            out.raw("<link rel=\"alternate\" type=\"text/calendar\" href=\"");
            out.text(calendar).raw("\">\n");
        }
        out.raw("</head>\n<body>\n<header><a href=\"/\">")
            .text(self.site);
        out.raw("</a></header>\n<main>\n").part(body);
        out.raw("</main>\n<footer><p>Times are given in UTC and on the clocks of the meeting's ");
        out.raw("zone. <a href=\"/calendar.ics\">Calendar</a> · <a href=\"/feed.xml\">Feed</a> · ");
        out.raw("<a href=\"/groups.json\">JSON</a> · <a href=\"/#verify\">Verify this page</a>");
        out.raw("</p></footer>\n</body>\n</html>\n");
        out.into_bytes()
    }
}

/// Writes the blocks of a document.
pub(super) fn document(document: &Document, out: &mut Markup) {
    for block in &document.blocks {
        match block {
            Block::Heading(level, text) => heading(*level, text, out),
            Block::Facts(facts) => {
                out.raw("<dl>\n");
                for (label, line) in facts {
                    out.raw("<dt>").text(label).raw("</dt><dd>");
                    inlines(line, out);
                    out.raw("</dd>\n");
                }
                out.raw("</dl>\n");
            }
            Block::Text(text) => {
                out.raw("<div");
                language(document, out);
                out.raw(">\n");
                rich::write(text, out);
                out.raw("</div>\n");
            }
            Block::List(items) => {
                out.raw("<ul>\n");
                for item in items {
                    out.raw(match item.depth {
                        0 => "<li>",
                        1 => "<li class=\"d1\">",
                        2 => "<li class=\"d2\">",
                        _ => "<li class=\"d3\">",
                    });
                    inlines(&item.line, out);
                    out.raw("</li>\n");
                }
                out.raw("</ul>\n");
            }
        }
    }
}

/// The language of a document's own texts: the words of the pages are English.
pub(super) fn language(document: &Document, out: &mut Markup) {
    if let Some(language) = &document.language {
        out.raw(" lang=\"").text(language).raw("\"");
    }
}

fn heading(level: u8, text: &str, out: &mut Markup) {
    let (open, close) = match level {
        0..=2 => ("<h2>", "</h2>\n"),
        3 => ("<h3>", "</h3>\n"),
        4 => ("<h4>", "</h4>\n"),
        5 => ("<h5>", "</h5>\n"),
        _ => ("<h6>", "</h6>\n"),
    };
    out.raw(open).text(text).raw(close);
}

/// Writes the parts of a line.
pub(super) fn inlines(line: &Line, out: &mut Markup) {
    for part in line {
        match part {
            Inline::Plain(text) => drop(out.text(text)),
            Inline::Markdown(text) => rich::within(text, out),
            Inline::Link(link) => match address(link) {
                Some(url) => drop(rich::outward(url, words(link), out)),
                None => drop(out.text(words(link))),
            },
            Inline::Here(path, words) => drop(out.link(path, words)),
        }
    }
}
