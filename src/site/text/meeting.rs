//! A meeting as a text: its announcement before it, its minutes after it.

use ic_stable_structures::Memory;

use super::document::{Document, Inline, Item, Line, commas, groups, link_items, links, plain};
use crate::domain::{
    ActionItem, Decision, Id, Meeting, MeetingDetails, MeetingStatus, Minutes, Participant, When,
};
use crate::registry::ListActionItems;
use crate::site::names::Names;
use crate::site::words::Language;
use crate::site::{Site, time};

/// Action items of one meeting in its text.
const ITEMS: u32 = 200;

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn meeting_document(&self, meeting: &Meeting) -> Document {
        let d = &meeting.details;
        let mut document = Document {
            title: d.title.clone(),
            ..Document::default()
        };
        document.facts(self.meeting_facts(meeting));
        document.text(d.summary.as_deref().unwrap_or_default());
        document.list("Agenda", agenda(&self.names, d));
        if let Some(minutes) = &meeting.minutes {
            self.minutes(minutes, &mut document);
        }
        self.action_items(meeting.id, &mut document);
        document.list("Attachments", link_items(&d.attachments));
        document.list("Recordings", link_items(&d.recordings));
        document.section("Remarks", d.remarks.as_ref());
        document
    }

    fn meeting_facts(&self, meeting: &Meeting) -> Vec<(&'static str, Line)> {
        let d = &meeting.details;
        let people = |people: &[Participant]| plain(self.names.participants(people));
        let number = |number: Option<u32>| plain(number.map_or(String::new(), |n| n.to_string()));
        let minutes = d.duration_minutes.map(|m| format!("{m} minutes"));
        vec![
            ("Number", number(d.number)),
            ("When", plain(time::when(&d.when))),
            ("Announced as", announced(&d.when)),
            ("Duration", plain(minutes.unwrap_or_default())),
            ("Status", status(d)),
            ("Groups", groups(self.names.groups(&d.groups))),
            ("Where", links(&d.locations)),
            ("Hosts", people(&d.hosts)),
            ("Guests", people(&d.guests)),
            (
                "Attendance",
                attendance(&self.names, meeting.minutes.as_ref()),
            ),
            ("Languages", plain(d.languages.join(", "))),
            ("Tags", plain(d.tags.join(", "))),
        ]
    }

    fn minutes(&self, minutes: &Minutes, document: &mut Document) {
        let names = &self.names;
        if !minutes.sections.is_empty() {
            document.heading(2, "Minutes");
        }
        for section in &minutes.sections {
            document.heading(section.level.saturating_add(2).min(6), &section.heading);
            document.facts(vec![(
                "Speakers",
                plain(names.participants(&section.speakers)),
            )]);
            document.text(&section.text);
        }
        let decision = |d: &Decision| Item::new(said(names, &d.text, &d.by));
        document.list(
            "Decisions",
            minutes.decisions.iter().map(decision).collect(),
        );
        let feedback = minutes.feedback.iter().map(|f| {
            let section = f.section.and_then(|i| minutes.sections.get(i as usize));
            let mut line = said(names, &f.text, &f.by);
            line.extend(section.map(|s| Inline::Plain(format!(" (on: {})", s.heading))));
            Item::new(line)
        });
        document.list("Community feedback", feedback.collect());
    }

    /// The action items that a meeting raised, and those that it followed up.
    fn action_items(&self, meeting: Id, document: &mut Document) {
        let question = ListActionItems {
            meeting: Some(meeting),
            take: Some(ITEMS),
            ..ListActionItems::default()
        };
        let listed = self.registry.list_action_items(&question);
        let listed = listed.map(|page| page.items).unwrap_or_default();
        let (mut raised, mut followed_up) = (Vec::new(), Vec::new());
        for item in listed {
            let Some(item) = self.registry.get_action_item(item.id) else {
                continue;
            };
            let items = match item.details.raised_in == Some(meeting) {
                true => &mut raised,
                false => &mut followed_up,
            };
            items.extend(action_item(&self.names, &item, Some(meeting)));
        }
        document.list("Action items", raised);
        document.list("Followed up", followed_up);
    }
}

/// An action item, and what was noted about it: in a meeting, or at any time.
pub(in crate::site) fn action_item<M: Memory>(
    names: &Names<'_, M>,
    item: &ActionItem,
    meeting: Option<Id>,
) -> Vec<Item> {
    let d = &item.details;
    let mut line = plain(d.title.clone());
    let mut more = vec![Language::English.words().action(d.state).to_owned()];
    if !d.owners.is_empty() {
        more.push(names.participants(&d.owners));
    }
    more.extend(
        d.due
            .as_ref()
            .map(|due| format!("due {}", time::partial(due))),
    );
    line.push(Inline::Plain(format!(" — {}", more.join(", "))));
    let below = |line| Item { depth: 1, line };
    let mut items = vec![Item::new(line)];
    items.extend(
        d.note
            .iter()
            .map(|n| below(vec![Inline::Markdown(n.clone())])),
    );
    let noted = d.follow_ups.iter();
    let noted = noted.filter(|f| meeting.is_none() || f.meeting == meeting);
    items.extend(noted.map(|f| below(said(names, &f.text, &f.by))));
    items
}

/// The words in which a time was announced, where more is known of it.
fn announced(when: &When) -> Line {
    let is_known = when.start.is_some() || when.date.is_some();
    let text = when.text.clone().filter(|_| is_known);
    plain(text.unwrap_or_default())
}

fn status(d: &MeetingDetails) -> Line {
    if matches!(d.status, MeetingStatus::scheduled | MeetingStatus::held) {
        return Vec::new();
    }
    let status = Language::English.words().meeting(d.status);
    plain(match &d.reason {
        Some(reason) => format!("{status}: {reason}"),
        None => status.to_owned(),
    })
}

fn attendance<M: Memory>(names: &Names<'_, M>, minutes: Option<&Minutes>) -> Line {
    let Some(minutes) = minutes else {
        return Vec::new();
    };
    let count = minutes.attendance.map(|count| count.to_string());
    let people = Some(names.participants(&minutes.attendees)).filter(|p| !p.is_empty());
    commas(count.into_iter().chain(people).map(Inline::Plain))
}

fn agenda<M: Memory>(names: &Names<'_, M>, d: &MeetingDetails) -> Vec<Item> {
    let mut items = Vec::new();
    for point in &d.agenda {
        let mut line = plain(point.title.clone());
        if !point.speakers.is_empty() {
            let speakers = names.participants(&point.speakers);
            line.push(Inline::Plain(format!(" — {speakers}")));
        }
        let minutes = point.minutes.map(|m| format!(" ({m} minutes)"));
        line.extend(minutes.map(Inline::Plain));
        items.push(Item::new(line));
        items.extend(point.note.iter().map(|note| Item {
            depth: 1,
            line: vec![Inline::Markdown(note.clone())],
        }));
    }
    items
}

/// What was said, and by whom.
fn said<M: Memory>(names: &Names<'_, M>, text: &str, by: &[Participant]) -> Line {
    let mut line = vec![Inline::Markdown(text.to_owned())];
    if !by.is_empty() {
        line.push(Inline::Plain(format!(" — {}", names.participants(by))));
    }
    line
}
