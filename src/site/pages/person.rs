//! The page of a person.

use std::cmp::Reverse;

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::parts::{controls, fact, prose};
use crate::domain::{ActionItemSummary, ActionState, Person};
use crate::registry::{ListActionItems, ListMeetings};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{group_path, person_path};
use crate::store::{List, Term, decode};

/// Meetings, offices and items on the page.
const SHOWN: usize = 50;

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn person_page(&self, person: &Person) -> Answer {
        let (d, w) = (&person.details, self.words());
        let path = person_path(&d.handle);
        let name = d.name.as_deref().unwrap_or(&d.handle);
        let content = html! {
            article.record {
                h1 { (name) }
                (controls("record", None))
                dl.facts {
                    (fact(w.handle, &html! { (d.handle) }))
                    (fact(w.affiliation, &html! {
                        (d.affiliation.as_deref().unwrap_or_default()) }))
                }
                (self.section_of(w.roles, "roles", &self.offices(person)))
                (self.section_of(w.links, "links", &self.links(&d.links)))
                (self.section_of(w.action_items, "items", &self.items_of(person)))
                (self.section_of(w.meetings, "meetings", &self.meetings_of(person)))
                @if let Some(remarks) = &d.remarks {
                    details { summary { (w.remarks) } (prose(remarks, None)) }
                }
                (self.subscribe(&format!("{path}/calendar.ics")))
                (self.record_foot(&path, &[("JSON", ".json")]))
            }
        };
        let page = Page::of("person", name).record(person.id, &person.meta);
        match self.has_term_that_ends(person) {
            true => self.page(&page.timed(), &content),
            false => self.page(&page, &content),
        }
    }

    /// Whether the page changes when a term ends.
    fn has_term_that_ends(&self, person: &Person) -> bool {
        let mut terms = self.terms(person);
        terms.any(|term| term.until.is_some() && !term.is_past(self.place.now))
    }

    fn terms(&self, person: &Person) -> impl Iterator<Item = Term> + '_ {
        let terms = self.registry.store().entries(List::TermsOf, person.id);
        terms.take(SHOWN).map(|(_, card)| decode::<Term>(&card))
    }

    /// The roles of a person in all groups; those that they hold no longer below, the last first.
    fn offices(&self, person: &Person) -> Html {
        let (mut past, now): (Vec<Term>, Vec<Term>) = self
            .terms(person)
            .partition(|term| term.is_past(self.place.now));
        past.sort_by_key(|term| Reverse(term.until));
        let rows = |terms: &[Term]| {
            html! { ul.rows { @for term in terms { (self.office(term)) } } }
        };
        html! {
            @if !now.is_empty() { (rows(&now)) }
            @if !past.is_empty() { h3 { (self.words().past_roles) } (rows(&past)) }
        }
    }

    fn office(&self, term: &Term) -> Html {
        let Some(group) = self.names.group(term.group) else {
            return html! {};
        };
        html! {
            li {
                span.when { (self.words().role_kind(Some(term.role))) }
                span.what {
                    a href=(self.at(&group_path(&group.slug))) { (group.name) }
                    @if let Some(from) = term.from {
                        " " (self.words().since) " " (self.day(from))
                    }
                    // A term runs to the instant after its last day.
                    @if let Some(until) = term.until {
                        " " (self.words().up_to) " " (self.day(until.saturating_sub(1)))
                    }
                }
            }
        }
    }

    fn items_of(&self, person: &Person) -> Html {
        let question = ListActionItems {
            person: Some(person.id),
            take: Some(SHOWN as u32),
            ..ListActionItems::default()
        };
        let page = self.registry.list_action_items(&question);
        let is_open = |item: &ActionItemSummary| {
            matches!(item.state, ActionState::open | ActionState::in_progress)
        };
        let items = page.map(|page| page.items).unwrap_or_default();
        let open: Vec<_> = items.into_iter().filter(is_open).collect();
        self.item_rows(&open, false)
    }

    fn meetings_of(&self, person: &Person) -> Html {
        let question = ListMeetings {
            person: Some(person.id),
            take: Some(SHOWN as u32),
            ..ListMeetings::default()
        };
        let page = self.registry.list_meetings(&question);
        let meetings = page.map(|page| page.items).unwrap_or_default();
        self.meeting_rows(&meetings, true)
    }
}
