//! What an import tells: what was taken that nobody told, what stays as text, what is left out.

use std::fmt;

use super::words::{NAME_BYTES, address, cut, line};
use crate::files::LinkKind;
use crate::files::format::Link;

/// The lines of a report, in the order in which they were noticed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    lines: Vec<String>,
}

impl Report {
    /// Something was taken that the source does not tell.
    pub fn taken(&mut self, place: &str, what: &str) {
        self.lines.push(format!("{place}: taken: {what}"));
    }

    /// Something is kept in its words, because nothing can be computed from it.
    pub fn as_text(&mut self, place: &str, what: &str) {
        self.lines.push(format!("{place}: stays as text: {what}"));
    }

    /// Something is left out, because the registry has no place for it.
    pub fn left(&mut self, place: &str, what: &str) {
        self.lines.push(format!("{place}: left out: {what}"));
    }

    /// A text that has at most so many bytes; what is cut off is told.
    pub fn fit(&mut self, place: &str, text: String, most: usize) -> String {
        let (fits, rest) = cut(&text, most);
        if rest.is_empty() {
            return text;
        }
        self.left(place, &format!("the end of a long text: {rest}"));
        fits.trim_end().to_owned()
    }

    /// A link, or a place in words where the address is none on the web. None when there is
    /// nothing.
    pub fn link(
        &mut self,
        place: &str,
        kind: LinkKind,
        label: Option<&str>,
        to: Option<&str>,
    ) -> Option<Link> {
        let to = to.and_then(line);
        let url = to.as_deref().and_then(address);
        let label = match (label.and_then(line), to.filter(|_| url.is_none())) {
            (Some(label), Some(to)) => Some(format!("{label}: {to}")),
            (label, to) => label.or(to),
        };
        let label = label.map(|label| self.fit(place, label, NAME_BYTES));
        (label.is_some() || url.is_some()).then_some(Link { kind, label, url })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
