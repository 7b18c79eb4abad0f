//! The page of a meeting: its announcement before it, its minutes after it.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::parts::{controls, fact, joined, prose, tag};
use crate::domain::{
    ActionItem, ActionItemSummary, ActionState, AgendaItem, CommunityFeedback, Feedback, Meeting,
    MeetingStatus, MeetingSummary, Minutes, Section, Subject,
};
use crate::registry::{ListActionItems, ListFeedback, ListMeetings};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{group_path, meeting_path};
use crate::site::route::encoded;
use crate::site::words::fill;

/// Action items of one meeting.
const ITEMS: u32 = 200;
/// Action items that are open when the meeting comes.
const TO_FOLLOW_UP: u32 = 50;
/// Feedback that came after the meeting.
const FEEDBACK: u32 = 50;
/// Sections from which on there is a table of contents.
const LONG: usize = 5;

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn meeting_page(&self, meeting: &Meeting) -> Answer {
        let (d, w) = (&meeting.details, self.words());
        let language = d.languages.first();
        let path = meeting_path(&d.slug);
        let content = html! {
            article.record {
                p.crumb { (self.groups_of(&d.groups)) }
                h1 lang=[language] { (d.title) }
                (controls("record", None))
                (self.meeting_status(meeting))
                (self.announcement(meeting))
                (prose(d.summary.as_deref().unwrap_or_default(), language))
                (self.agenda(w.agenda, &d.agenda, language))
                (self.to_follow_up(meeting))
                section.minutes {
                    @if let Some(minutes) = &meeting.minutes { (self.noted(minutes, language)) }
                    (self.approval(meeting))
                    (controls("minutes", None))
                }
                (self.meeting_items(meeting))
                (self.section_of(w.attachments, "links", &self.links(&d.attachments)))
                (self.section_of(w.recordings, "links", &self.links(&d.recordings)))
                (self.later_feedback(Subject::meeting(meeting.id)))
                @if let Some(remarks) = &d.remarks {
                    details { summary { (w.remarks) } (prose(remarks, None)) }
                }
                (self.neighbours(meeting))
                (self.record_foot(&path, &[("Markdown", ".md"), ("JSON", ".json")]))
                (self.as_of_form(&path, None))
            }
        };
        let page = Page::of("meeting", &d.title).record(meeting.id, &meeting.meta);
        self.page(&page, &content)
    }

    fn meeting_status(&self, meeting: &Meeting) -> Html {
        let d = &meeting.details;
        html! {
            @if matches!(d.status, MeetingStatus::cancelled | MeetingStatus::moved) {
                p.notice {
                    (tag(&format!("{:?}", d.status), self.words().meeting(d.status)))
                    @if let Some(reason) = &d.reason { " " (reason) }
                }
            }
        }
    }

    fn announcement(&self, meeting: &Meeting) -> Html {
        let (d, w) = (&meeting.details, self.words());
        let is_known = d.when.start.is_some() || d.when.date.is_some();
        let announced = d.when.text.as_deref().filter(|_| is_known);
        let tags = d.tags.iter().map(|tag| {
            let path = format!("{}?tag={}", self.at("/meetings"), encoded(tag));
            html! { a href=(path) { (tag) } }
        });
        html! {
            dl.facts {
                (fact(w.when, &self.when(&d.when)))
                (fact(w.announced_as, &html! { (announced.unwrap_or_default()) }))
                (fact(w.duration, &html! { @if let Some(minutes) = d.duration_minutes {
                    (fill(w.minutes_long, &[&minutes.to_string()])) } }))
                (fact(w.number, &html! { @if let Some(number) = d.number { (number) } }))
                (fact(w.location, &self.links(&d.locations)))
                (fact(w.hosts, &self.participants(&d.hosts)))
                (fact(w.guests, &self.participants(&d.guests)))
                (fact(w.attendance, &html! { @if let Some(m) = &meeting.minutes {
                    @if let Some(count) = m.attendance {
                        (count) @if !m.attendees.is_empty() { ": " }
                    }
                    (self.participants(&m.attendees)) } }))
                (fact(w.languages, &html! { (d.languages.join(", ")) }))
                (fact(w.tags, &joined(tags, ", ")))
            }
            @if meeting.minutes.is_none() {
                @if self.registry.has_calendar(meeting) {
                    p { a.button href=(format!("{}.ics", meeting_path(&d.slug))) { (w.add_to_calendar) } }
                }
                @for group in self.names.groups(&d.groups).iter().take(1) {
                    (self.subscribe(&format!("{}/calendar.ics", group_path(&group.slug))))
                }
            }
        }
    }

    /// An agenda as a section, if there is one.
    pub(super) fn agenda(
        &self,
        heading: &str,
        agenda: &[AgendaItem],
        lang: Option<&String>,
    ) -> Html {
        let w = self.words();
        html! {
            @if !agenda.is_empty() {
                section {
                    h2 { (heading) }
                    ol lang=[lang] { @for point in agenda {
                        li {
                            (point.title)
                            @if !point.speakers.is_empty() {
                                " — " (self.participants(&point.speakers))
                            }
                            @if let Some(minutes) = point.minutes {
                                " " span.of { "(" (fill(w.minutes_long, &[&minutes.to_string()])) ")" }
                            }
                            @if let Some(note) = &point.note { (prose(note, None)) }
                        }
                    } }
                }
            }
        }
    }

    /// The action items of the groups that a meeting that comes can follow up.
    fn to_follow_up(&self, meeting: &Meeting) -> Html {
        let d = &meeting.details;
        let is_open = matches!(d.status, MeetingStatus::scheduled | MeetingStatus::moved);
        if meeting.minutes.is_some() || !is_open {
            return html! {};
        }
        let states = [ActionState::open, ActionState::in_progress];
        let questions = d
            .groups
            .iter()
            .flat_map(|group| states.map(|state| (group, state)));
        let mut items: Vec<ActionItemSummary> = Vec::new();
        for (group, state) in questions {
            let question = ListActionItems {
                group: Some(*group),
                state: Some(state),
                take: Some(TO_FOLLOW_UP),
                ..ListActionItems::default()
            };
            items.extend(
                self.registry
                    .list_action_items(&question)
                    .into_iter()
                    .flat_map(|p| p.items),
            );
        }
        items.truncate(TO_FOLLOW_UP as usize);
        let rows = self.item_rows(&items, d.groups.len() > 1);
        html! {
            @if !items.is_empty() { section { h2 { (self.words().to_follow_up) } (rows) } }
        }
    }

    fn noted(&self, minutes: &Minutes, language: Option<&String>) -> Html {
        let w = self.words();
        let elsewhere = |f: &&CommunityFeedback| {
            f.section
                .is_none_or(|at| at as usize >= minutes.sections.len())
        };
        let feedback: Vec<_> = minutes.feedback.iter().filter(elsewhere).collect();
        html! {
            @if !minutes.sections.is_empty() { h2 { (w.minutes) } }
            (self.contents(&minutes.sections, language))
            @for (i, section) in minutes.sections.iter().enumerate() {
                (self.section(i, section, minutes, language))
            }
            @if !minutes.decisions.is_empty() {
                h2 id="decisions" { (w.decisions) }
                ul.plain { @for decision in &minutes.decisions {
                    li.decision { (self.said(&decision.text, &decision.by, language)) }
                } }
            }
            @if !feedback.is_empty() {
                h2 id="feedback" { (w.feedback) }
                ul.plain { @for one in feedback {
                    li.feedback { (self.said(&one.text, &one.by, language)) }
                } }
            }
        }
    }

    fn contents(&self, sections: &[Section], language: Option<&String>) -> Html {
        html! {
            @if sections.len() >= LONG {
                nav.contents aria-label=(self.words().contents) {
                    ul.plain lang=[language] { @for (i, section) in sections.iter().enumerate() {
                        @if section.level <= 2 {
                            li class=(format!("level-{}", section.level)) {
                                a href=(format!("#section-{}", i + 1)) { (section.heading) }
                            }
                        }
                    } }
                }
            }
        }
    }

    /// A section with the feedback that was given in it.
    fn section(
        &self,
        at: usize,
        section: &Section,
        minutes: &Minutes,
        language: Option<&String>,
    ) -> Html {
        let id = format!("section-{}", at + 1);
        let heading = html! { (section.heading) };
        let given = minutes.feedback.iter();
        let given = given.filter(|f| f.section.is_some_and(|i| i as usize == at));
        html! {
            @match section.level {
                0 | 1 => h3 id=(id) lang=[language] { (heading) },
                2 => h4 id=(id) lang=[language] { (heading) },
                3 => h5 id=(id) lang=[language] { (heading) },
                _ => h6 id=(id) lang=[language] { (heading) },
            }
            @if !section.speakers.is_empty() {
                p.speakers { (self.participants(&section.speakers)) }
            }
            (prose(&section.text, language))
            @for one in given {
                div.feedback {
                    p.label { (self.words().feedback) }
                    (self.said(&one.text, &one.by, language))
                }
            }
        }
    }

    /// The action items that a meeting raised, and those that it followed up.
    fn meeting_items(&self, meeting: &Meeting) -> Html {
        let w = self.words();
        let question = ListActionItems {
            meeting: Some(meeting.id),
            take: Some(ITEMS),
            ..ListActionItems::default()
        };
        let listed = self.registry.list_action_items(&question);
        let listed = listed.map(|page| page.items).unwrap_or_default();
        let is_raised = |item: &ActionItemSummary| item.raised_in == Some(meeting.id);
        let (raised, noted): (Vec<_>, Vec<_>) = listed.into_iter().partition(is_raised);
        html! {
            (self.section_of(w.action_items, "items", &self.item_rows(&raised, true)))
            @if !noted.is_empty() {
                section { h2 { (w.followed_up) } (self.item_rows(&noted, true)) }
            }
        }
    }

    /// Action items: state, title, owners, due date; in full with what was noted about them.
    pub(super) fn item_rows(&self, items: &[ActionItemSummary], in_full: bool) -> Html {
        let w = self.words();
        let record = |id| -> Option<ActionItem> {
            in_full.then(|| self.registry.get_action_item(id)).flatten()
        };
        html! {
            @if !items.is_empty() {
                ul.rows { @for item in items {
                    li data-item=(item.id) {
                        span.when { (tag(&format!("{:?}", item.state), w.action(item.state))) }
                        div.what {
                            (item.title)
                            @if !item.owners.is_empty() {
                                " — " (self.participants(&item.owners))
                            }
                            @if let Some(due) = &item.due {
                                " " span.of { (fill(w.due, &[&self.partial(due)])) }
                            }
                            @if let Some(record) = record(item.id) { (self.item_notes(&record)) }
                        }
                    }
                } }
            }
        }
    }

    fn item_notes(&self, item: &ActionItem) -> Html {
        html! {
            (prose(item.details.note.as_deref().unwrap_or_default(), None))
            @if !item.details.follow_ups.is_empty() {
                ul { @for one in &item.details.follow_ups {
                    li { (self.said(&one.text, &one.by, None)) }
                } }
            }
        }
    }

    /// What was said about a record afterwards, by anybody with an identity.
    pub(super) fn later_feedback(&self, subject: Subject) -> Html {
        let question = ListFeedback {
            subject,
            prev: None,
            take: Some(FEEDBACK),
        };
        let page = self.registry.list_feedback(&question);
        let all = page.map(|page| page.items).unwrap_or_default();
        let kept: Vec<&Feedback> = all.iter().filter(|f| f.removed.is_none()).collect();
        let list = html! {
            @if !kept.is_empty() {
                ul.plain { @for one in &kept {
                    li.feedback data-feedback=(one.id) {
                        (prose(&one.text, None))
                        p.by {
                            "— "
                            @match one.person.and_then(|id| self.person(id)) {
                                Some(person) => (person),
                                None => (self.words().somebody),
                            }
                            ", " (self.day(one.meta.created_at))
                        }
                    }
                } }
            }
        };
        self.section_of(self.words().later_feedback, "feedback", &list)
    }

    /// The meetings of the same group before and after this one.
    fn neighbours(&self, meeting: &Meeting) -> Html {
        let at = meeting.details.when.order();
        let Some(group) = meeting.details.groups.first().filter(|_| at > 0) else {
            return html! {};
        };
        let before = self.registry.list_meetings(&ListMeetings {
            group: Some(*group),
            until: Some(at),
            take: Some(1),
            ..ListMeetings::default()
        });
        let before = before.map(|page| page.items).unwrap_or_default();
        let after = self.registry.meeting_after(*group, at);
        let link = |m: &MeetingSummary| {
            html! { a href=(self.at(&meeting_path(&m.slug))) { (m.title) } }
        };
        html! {
            nav.neighbours aria-label=(self.words().neighbours) {
                @if let Some(m) = before.first() { p { "← " (link(m)) } }
                @if let Some(m) = &after { p { (link(m)) " →" } }
            }
        }
    }
}
