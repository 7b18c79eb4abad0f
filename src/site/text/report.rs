//! A report as a text: focus, milestones as they stood, highlights, goals.

use ic_stable_structures::Memory;

use super::document::{Block, Document, Inline, Item, groups, link_items, links, plain};
use crate::domain::{Milestone, Report};
use crate::site::words::Language;
use crate::site::{Site, time};

/// The deepest that milestones are shown within others.
const DEEPEST: usize = 5;

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn report_document(&self, report: &Report) -> Document {
        let d = &report.details;
        let mut document = Document {
            title: d.title.clone(),
            ..Document::default()
        };
        let published = d.published.as_ref().map(time::partial);
        document.facts(vec![
            (
                "Period",
                plain(time::period(d.from.as_ref(), d.until.as_ref())),
            ),
            ("Published", plain(published.unwrap_or_default())),
            ("Groups", groups(self.names.groups(&d.groups))),
            ("Languages", plain(d.languages.join(", "))),
        ]);
        document.section("Purpose", d.purpose.as_ref());
        document.section("Focus", d.focus.as_ref());
        if !report.milestones.is_empty() {
            document.heading(2, "Milestones");
        }
        for snapshot in &report.milestones {
            let progress = snapshot
                .progress
                .map(|p| Language::English.words().progress(Some(p)));
            let progress = progress.map_or(String::new(), |p| format!(" ({p})"));
            document.heading(3, format!("{}{progress}", snapshot.title));
            document
                .blocks
                .push(Block::List(tree(&snapshot.milestones)));
        }
        let highlight = |text: &String| Item::new(vec![Inline::Markdown(text.clone())]);
        document.list("Highlights", d.highlights.iter().map(highlight).collect());
        if !d.goals.is_empty() {
            document.heading(2, "Goals");
        }
        for goal in &d.goals {
            document.heading(3, &goal.title);
            document.text(&goal.text);
            document.facts(vec![
                ("Groups", groups(self.names.groups(&goal.groups))),
                ("Links", links(&goal.links)),
            ]);
        }
        document.list("Links", link_items(&d.links));
        document
    }
}

/// Milestones with their parts below them.
fn tree(milestones: &[Milestone]) -> Vec<Item> {
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); milestones.len()];
    let mut roots = Vec::new();
    for (i, milestone) in milestones.iter().enumerate() {
        let parent = milestone.parent.map(|p| p as usize).filter(|p| *p < i);
        match parent {
            Some(parent) => parts[parent].push(i),
            None => roots.push(i),
        }
    }
    let mut items = Vec::with_capacity(milestones.len());
    let mut open: Vec<(usize, usize)> = roots.into_iter().rev().map(|i| (i, 0)).collect();
    while let Some((i, depth)) = open.pop() {
        items.push(Item {
            depth: depth.min(DEEPEST),
            line: milestone(&milestones[i]),
        });
        open.extend(parts[i].iter().rev().map(|part| (*part, depth + 1)));
    }
    items
}

fn milestone(m: &Milestone) -> Vec<Inline> {
    let mut line = plain(m.title.clone());
    let mut more: Vec<String> = Vec::new();
    more.extend(
        m.progress
            .map(|p| Language::English.words().progress(Some(p)).to_owned()),
    );
    more.extend(m.new.then(|| "new".to_owned()));
    more.extend(
        m.due
            .as_ref()
            .map(|due| format!("due {}", time::partial(due))),
    );
    if !more.is_empty() {
        line.push(Inline::Plain(format!(" ({})", more.join(", "))));
    }
    if let Some(note) = &m.note {
        line.push(Inline::Plain(": ".into()));
        line.push(Inline::Markdown(note.clone()));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milestones_stand_below_those_that_they_are_a_part_of() {
        let milestone = |title: &str, parent| Milestone {
            title: title.into(),
            progress: None,
            new: false,
            parent,
            due: None,
            note: None,
        };
        let list = [
            milestone("a", None),
            milestone("b", None),
            milestone("a1", Some(0)),
            milestone("a11", Some(2)),
            milestone("b1", Some(1)),
            milestone("itself", Some(5)),
        ];
        let shown: Vec<_> = tree(&list)
            .iter()
            .map(|item| match &item.line[..] {
                [Inline::Plain(title)] => (item.depth, title.clone()),
                other => (99, format!("{other:?}")),
            })
            .collect();
        let expected = [
            (0, "a"),
            (1, "a1"),
            (2, "a11"),
            (0, "b"),
            (1, "b1"),
            (0, "itself"),
        ];
        assert_eq!(
            shown,
            expected.map(|(depth, title)| (depth, title.to_owned()))
        );
    }
}
