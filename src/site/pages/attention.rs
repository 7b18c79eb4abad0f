//! What waits for somebody: a list for all groups, or for one.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use crate::domain::{AttentionItem, Kind, Nanos, Reason};
use crate::registry::AskAttention;
use crate::registry::access::Caller;
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{group_path, meeting_path};
use crate::site::words::fill;

/// Entries of one page.
const ENTRIES: u32 = 100;

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn attention(&self) -> Answer {
        let asked = self.group_asked().and_then(|group| {
            Ok(AskAttention {
                group,
                prev: self.after()?,
                take: Some(ENTRIES),
                ..AskAttention::default()
            })
        });
        let page = asked.as_ref().ok().and_then(|question| {
            let nobody = Caller::nobody();
            self.registry
                .attention(&nobody, self.place.now, question)
                .ok()
        });
        let (Ok(question), Some(page)) = (asked, page) else {
            return Answer::missing();
        };
        let w = self.words();
        let reasons = Reason::ALL.iter().map(|reason| {
            let of = page.items.iter();
            let items: Vec<_> = of.filter(|item| item.reason == Some(*reason)).collect();
            (*reason, items)
        });
        let content = html! {
            h1 { (w.attention) }
            p.note { (w.attention_note) }
            (self.group_filter(question.group))
            @if page.items.is_empty() { p { (w.nothing_waits) } }
            @for (reason, items) in reasons {
                @if !items.is_empty() {
                    section {
                        h2 { (w.reason(reason)) }
                        ul.rows { @for item in items { li { (self.waiting(item)) } } }
                    }
                }
            }
            (self.more(page.next.as_ref()))
        };
        let feed = match question.group.and_then(|id| self.names.group(id)) {
            Some(group) => format!("{}/attention.xml", group_path(&group.slug)),
            None => "/attention.xml".to_owned(),
        };
        let page = Page {
            feed: &feed,
            ..Page::of("attention", w.attention).timed()
        };
        self.page(&page, &content)
    }

    fn waiting(&self, item: &AttentionItem) -> Html {
        let person = item.person.and_then(|id| self.person(id));
        let is_group = item.kind == Some(Kind::group);
        html! {
            span.when { @if item.at > 0 { (self.day(item.at)) } @else { "—" } }
            span.what {
                a href=(self.at(&self.where_waiting(item))) { (item.title) }
                @if let Some(part) = &item.part { " · " (part) }
                @if let Some(person) = person { " · " (person) }
                @if !is_group && !item.groups.is_empty() {
                    " " span.of { (self.groups_of(&item.groups)) }
                }
            }
        }
    }

    /// The path of the page where something can be done about what waits.
    pub(in crate::site) fn where_waiting(&self, item: &AttentionItem) -> String {
        let slug = item.slug.as_deref().unwrap_or_default();
        let group = || item.groups.first().and_then(|id| self.names.group(*id));
        match item.kind {
            Some(Kind::group) => group_path(slug),
            Some(Kind::meeting) => meeting_path(slug),
            Some(Kind::series) => format!("/series/{}", item.id),
            _ => group().map_or("/me".into(), |group| group_path(&group.slug)),
        }
    }

    /// What waits, as a line: the reason, and what it is about.
    pub(in crate::site) fn waiting_in_words(&self, item: &AttentionItem) -> String {
        let reason = item.reason.map_or("", |reason| self.words().reason(reason));
        let part = item.part.as_ref().map(|part| format!(" · {part}"));
        format!("{reason}: {}{}", item.title, part.unwrap_or_default())
    }

    /// That minutes are approved, or wait for it, and what was corrected since.
    pub(super) fn approval(&self, meeting: &crate::domain::Meeting) -> Html {
        let w = self.words();
        if meeting.minutes.is_none() {
            return html! {};
        }
        html! {
            @match &meeting.approval {
                Some(approval) => p.of {
                    (fill(w.approved_on, &[&self.approved_day(approval.at)]))
                    " · " (self.who(&approval.by))
                    @if let Some(slug) = approval.meeting.and_then(|id| self.meeting_slug(id)) {
                        " · " a href=(self.at(&meeting_path(&slug))) { (w.approving_meeting) }
                    }
                },
                None if meeting.wants_approval => p.of { (w.not_approved) },
                None => {},
            }
            @if !meeting.corrections.is_empty() {
                details.corrections {
                    summary { (w.corrected) }
                    ul { @for correction in &meeting.corrections {
                        @let parts: Vec<String> =
                            correction.parts.iter().map(|part| w.field(part)).collect();
                        li {
                            (self.day(correction.at)) " · " (self.who(&correction.by))
                            ": " (parts.join(", "))
                        }
                    } }
                }
            }
        }
    }

    fn approved_day(&self, at: Nanos) -> String {
        crate::site::time::day(at)
    }
}
