//! The posts of a thread, and the paragraphs of a directory.

use std::collections::HashSet;

use super::line::{Linked, links};

/// Lines of a directory at most: thousands of groups.
const MOST_LINES: usize = 200_000;
/// What a label has at most, in bytes: what is longer is a sentence.
const LABEL_BYTES: usize = 100;

/// A post of a thread; of a file that is no thread, all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// Who wrote it when, as the thread says it; empty for a file that is none.
    pub head: String,
    pub text: String,
}

/// A group of a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// The name of the group that it is a subgroup of.
    pub parent: Option<String>,
    /// What its marks say, such as `Update April 2024`.
    pub marks: Vec<String>,
    /// Whether it stands among the archived ones.
    pub archived: bool,
    /// Its lines: labels with what they say.
    pub fields: Vec<(String, String)>,
    /// What else stands in its paragraph.
    pub rest: Vec<String>,
}

/// A directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Its heading.
    pub name: Option<String>,
    /// What stands in italics below the heading.
    pub summary: Option<String>,
    /// What stands before and between the groups, paragraph by paragraph, each once.
    pub text: Vec<String>,
    pub entries: Vec<Entry>,
}

/// The posts of a thread. A post begins with a line such as `somebody | 2024-04-16 06:58:57 UTC | #1`.
pub fn posts(text: &str) -> Vec<Post> {
    let mut posts = vec![Post::default()];
    for line in text.lines() {
        if is_head(line) {
            posts.push(Post {
                head: line.trim().to_owned(),
                text: String::new(),
            });
            continue;
        }
        let is_rule = line.len() > 9 && line.bytes().all(|b| b == b'-');
        if let Some(post) = posts.last_mut().filter(|_| !is_rule) {
            post.text.push_str(line);
            post.text.push('\n');
        }
    }
    posts.retain(|post| !post.head.is_empty() || !post.text.trim().is_empty());
    posts
}

fn is_head(line: &str) -> bool {
    let parts: Vec<&str> = line.split(" | ").collect();
    let [_, at, number] = parts.as_slice() else {
        return false;
    };
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    at.starts_with(|c: char| c.is_ascii_digit())
        && number.trim().strip_prefix('#').is_some_and(is_number)
}

/// The directory that a post is.
pub fn read(text: &str) -> Read {
    let mut reader = Reader::default();
    text.lines()
        .take(MOST_LINES)
        .for_each(|line| reader.take(line));
    reader.end_of_paragraph();
    reader.read
}

#[derive(Debug, Default)]
struct Reader {
    read: Read,
    /// Whether the lines belong to the last entry.
    in_entry: bool,
    /// The marks of the entry that comes.
    marks: Vec<String>,
    archived: bool,
    paragraph: Vec<String>,
    /// The paragraphs that were read.
    known: HashSet<String>,
}

impl Reader {
    fn take(&mut self, raw: &str) {
        if let Some(more) = raw.strip_prefix("  ").filter(|_| self.in_entry)
            && let Some((_, value)) = self.entry().and_then(|entry| entry.fields.last_mut())
        {
            value.push('\n');
            value.push_str(more);
            return;
        }
        let line = plain(raw);
        if line.is_empty() {
            self.in_entry &= self.entry().is_some_and(|entry| entry.fields.is_empty());
            return self.end_of_paragraph();
        }
        if let Some(mark) = mark(&line) {
            self.in_entry = false;
            self.end_of_paragraph();
            return self.marks.push(mark);
        }
        let topic = line.strip_prefix("Topic:").map(str::trim);
        if let Some(topic) = topic.filter(|topic| !topic.is_empty()) {
            return self.begin(topic);
        }
        if is_head_of_archived(&line) {
            self.in_entry = false;
            self.archived = true;
            return self.end_of_paragraph();
        }
        match self.in_entry {
            true => self.line_of_entry(&line),
            false => self.line_of_text(raw, &line),
        }
    }

    fn begin(&mut self, topic: &str) {
        self.end_of_paragraph();
        let subgroup = topic
            .strip_suffix(')')
            .and_then(|topic| topic.split_once(" (subgroup of "));
        let (name, parent) = match subgroup {
            Some((name, parent)) => (name.trim(), Some(parent.trim().to_owned())),
            None => (topic, None),
        };
        self.in_entry = true;
        self.read.entries.push(Entry {
            name: name.to_owned(),
            parent,
            marks: std::mem::take(&mut self.marks),
            archived: self.archived,
            ..Entry::default()
        });
    }

    fn entry(&mut self) -> Option<&mut Entry> {
        self.read.entries.last_mut()
    }

    fn line_of_entry(&mut self, line: &str) {
        let Some(entry) = self.read.entries.last_mut() else {
            return;
        };
        let (found, rest) = links(line);
        match (label(line), found.as_slice()) {
            (Some((label, value)), _) => entry.fields.push((label, value)),
            (None, [Linked { .. }]) if rest.is_empty() => {
                entry.fields.push((String::new(), line.to_owned()));
            }
            _ => entry.rest.push(line.to_owned()),
        }
    }

    fn line_of_text(&mut self, raw: &str, line: &str) {
        let read = &mut self.read;
        if let Some(name) = raw.strip_prefix("# ").filter(|_| read.name.is_none()) {
            read.name = Some(name.trim().to_owned());
            return;
        }
        let is_first = read.text.is_empty() && self.paragraph.is_empty() && read.name.is_some();
        let raw = raw.trim_end();
        let is_italic = raw.starts_with('*') && raw.ends_with('*') && !raw.starts_with("* ");
        if is_first && is_italic && read.summary.is_none() {
            read.summary = Some(line.to_owned());
            return;
        }
        self.paragraph.push(raw.to_owned());
    }

    fn end_of_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph).join("\n");
        if !paragraph.is_empty() && self.known.insert(paragraph.clone()) {
            self.read.text.push(paragraph);
        }
    }
}

/// A line without what makes it bold or italic, and without its bullet.
fn plain(line: &str) -> String {
    let line = line.trim();
    let line = line
        .strip_prefix("- ")
        .or_else(|| line.strip_prefix("* "))
        .unwrap_or(line);
    let line: String = line.replace('*', "");
    line.trim().to_owned()
}

/// `[Update April 2024]`, `[Archived 2023]`.
fn mark(line: &str) -> Option<String> {
    let inside = line.strip_prefix('[')?.strip_suffix(']')?.trim();
    let is_mark = ["Update ", "Archived "]
        .iter()
        .any(|word| inside.starts_with(word));
    is_mark.then(|| inside.to_owned())
}

fn is_head_of_archived(line: &str) -> bool {
    let line = line.trim_start_matches('#').trim().to_lowercase();
    line.starts_with("archived") && line.ends_with(':')
}

/// `LABEL: VALUE`, where that is no address and no sentence.
pub fn label(line: &str) -> Option<(String, String)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    let is_label = !label.is_empty()
        && label.len() <= LABEL_BYTES
        && !label.contains(['[', ']', '.', '?', '!'])
        && !value.starts_with("//")
        && !value.trim().is_empty();
    is_label.then(|| (label.to_owned(), value.trim().to_owned()))
}
