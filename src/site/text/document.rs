//! A record as a text to read: built once, written as Markdown and as HTML.

use crate::domain::Link;
use crate::site::names::GroupName;
use crate::site::names::group_path;

/// A text with a title.
#[derive(Clone, Debug, Default)]
pub(in crate::site) struct Document {
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
pub(in crate::site) enum Block {
    /// Of level 2 to 6.
    Heading(u8, String),
    /// Short facts, each with its label.
    Facts(Vec<(&'static str, Line)>),
    /// Markdown of the record.
    Text(String),
    List(Vec<Item>),
}

/// An item of a list, at a depth from 0.
#[derive(Clone, Debug)]
pub(in crate::site) struct Item {
    pub depth: usize,
    pub line: Line,
}

/// The parts of a line.
pub(in crate::site) type Line = Vec<Inline>;

#[derive(Clone, Debug)]
pub(in crate::site) enum Inline {
    Plain(String),
    /// Markdown of the record.
    Markdown(String),
    /// A link that the record has; without an address a mere label.
    Link(Link),
    /// A link within this site: a path and its words.
    Here(String, String),
}

impl Item {
    pub(in crate::site) fn new(line: Line) -> Self {
        Item { depth: 0, line }
    }
}

impl Document {
    pub(in crate::site) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    /// Markdown, if there is any.
    pub(in crate::site) fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.blocks.push(Block::Text(text.to_owned()));
        }
    }

    /// Markdown with a heading of its own, if there is any.
    pub(in crate::site) fn section(&mut self, heading: &str, text: Option<&String>) {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.heading(2, heading);
            self.text(text);
        }
    }

    /// A list with a heading, if it has items.
    pub(in crate::site) fn list(&mut self, heading: &str, items: Vec<Item>) {
        if !items.is_empty() {
            self.heading(2, heading);
            self.blocks.push(Block::List(items));
        }
    }

    pub(in crate::site) fn facts(&mut self, facts: Vec<(&'static str, Line)>) {
        let facts: Vec<_> = facts.into_iter().filter(|(_, l)| !l.is_empty()).collect();
        if !facts.is_empty() {
            self.blocks.push(Block::Facts(facts));
        }
    }
}

/// A line of plain words; no line where there are none.
pub(in crate::site) fn plain(text: impl Into<String>) -> Line {
    let text = text.into();
    match text.is_empty() {
        true => Vec::new(),
        false => vec![Inline::Plain(text)],
    }
}

/// Parts with commas between.
pub(in crate::site) fn commas(parts: impl IntoIterator<Item = Inline>) -> Line {
    let mut line = Vec::new();
    for part in parts {
        if !line.is_empty() {
            line.push(Inline::Plain(", ".into()));
        }
        line.push(part);
    }
    line
}

/// Links with commas between.
pub(in crate::site) fn links(links: &[Link]) -> Line {
    commas(links.iter().cloned().map(Inline::Link))
}

/// Each link as an item.
pub(in crate::site) fn link_items(links: &[Link]) -> Vec<Item> {
    let item = |link: &Link| Item::new(vec![Inline::Link(link.clone())]);
    links.iter().map(item).collect()
}

/// Groups with links to their pages.
pub(in crate::site) fn groups(groups: Vec<GroupName>) -> Line {
    let link = |group: GroupName| Inline::Here(group_path(&group.slug), group.name);
    commas(groups.into_iter().map(link))
}
