//! Records as they stood, and records that are withdrawn.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::changes::fields_of_state;
use super::difference::difference;
use super::frame::Page;
use super::parts::{controls, fact};
use crate::domain::{Id, Kind, Meta, Nanos, PartialDate, Withdrawal};
use crate::registry::{AskRecordAt, PastRecord, PastState};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::words::fill;

/// A record whose earlier states are asked for.
pub(in crate::site) struct Stood<'a> {
    pub kind: Kind,
    pub id: Id,
    /// Its present title, and the path of its page.
    pub title: &'a str,
    pub path: &'a str,
}

impl<M: Memory> Site<'_, M> {
    /// A record as a revision made it, with what that revision changed.
    pub(in crate::site) fn revision(&self, of: &Stood<'_>, revision: u64) -> Answer {
        let state = |revision| self.state(of, Some(revision), None);
        let past = state(revision);
        let Some(past) = past.filter(|past| past.change.revision == revision) else {
            return Answer::missing();
        };
        let before = revision.checked_sub(1).filter(|r| *r > 0).and_then(state);
        let content = self.stood(of, &past, before.as_ref().map(|before| &before.state));
        self.page(&Page::of("history", of.title), &content)
    }

    /// A record as it stood at the end of a day that the address names, or else a field for one.
    pub(in crate::site) fn as_of(&self, of: &Stood<'_>) -> Answer {
        let w = self.words();
        let date = self.parameter("date");
        let day = date.map(PartialDate::of_day);
        let past = match &day {
            None => None,
            Some(None) => return Answer::missing(),
            Some(Some(day)) => {
                let end = day.end_instant().unwrap_or(0).saturating_sub(1);
                self.state(of, None, Some(end))
            }
        };
        let content = html! {
            (self.as_of_form(of.path, date))
            @match &past {
                Some(past) => (self.stood(of, past, None)),
                None => {
                    p.crumb { a href=(self.at(of.path)) { (of.title) } }
                    h1 { (fill(w.as_of_title, &[of.title])) }
                    @if day.is_some() { p { (w.no_state) } }
                }
            }
        };
        self.page(&Page::of("history", of.title), &content)
    }

    /// A field for the day of which a record is asked for.
    pub(super) fn as_of_form(&self, path: &str, date: Option<&str>) -> Html {
        let w = self.words();
        html! {
            form.row action=(self.at(&format!("{path}/as-of"))) {
                label for="as-of" { (w.as_of) }
                input id="as-of" name="date" type="date" required="" value=[date];
                button.button type="submit" { (w.show_state) }
            }
        }
    }

    fn state(
        &self,
        of: &Stood<'_>,
        revision: Option<u64>,
        at: Option<Nanos>,
    ) -> Option<PastRecord> {
        let question = AskRecordAt {
            kind: Some(of.kind),
            id: of.id,
            revision,
            at,
        };
        self.registry.record_at(&question).ok().flatten()
    }

    fn stood(&self, of: &Stood<'_>, past: &PastRecord, before: Option<&PastState>) -> Html {
        let (w, change) = (self.words(), &past.change);
        let fields = fields_of_state(&past.state);
        let old = before.map(fields_of_state).unwrap_or_default();
        let at = |revision: u64| self.at(&format!("{}/history/{revision}", of.path));
        html! {
            p.crumb { a href=(self.at(of.path)) { (of.title) } }
            h1 { (fill(w.as_it_stood, &[of.title])) }
            p.notice {
                (fill(w.state_from, &[&change.revision.to_string()])) " "
                (self.day(change.at)) " " (self.clock(change.at, None)) " · "
                (w.operation(&change.operation)) " " span.of { (self.who(&change.by)) }
                @match past.until {
                    Some(until) => {
                        " · " (w.state_until) " " (self.day(until)) " " (self.clock(until, None))
                    }
                    None => { " · " (w.state_present) }
                }
            }
            ul.row.foot {
                @if change.revision > 1 {
                    li { a rel="prev" href=(at(change.revision - 1)) { (w.older) } }
                }
                @if past.until.is_some() {
                    li { a rel="next" href=(at(change.revision + 1)) { (w.later_changes) } }
                }
                li { a href=(self.at(&format!("{}/history", of.path))) { (w.history) } }
            }
            dl.changes { @for (field, value) in fields.iter().filter(|(_, v)| !v.is_empty()) {
                div {
                    dt { (w.field(field)) }
                    dd { @match (before, old.iter().find(|(name, _)| name == field)) {
                        (Some(_), Some((_, old))) => (difference(old, value)),
                        (Some(_), None) => (difference("", value)),
                        (None, _) => (value),
                    } }
                }
            } }
        }
    }

    /// What is said at the address of a record that is withdrawn.
    pub(in crate::site) fn gone(
        &self,
        kind: Kind,
        id: Id,
        meta: &Meta,
        withdrawal: &Withdrawal,
    ) -> Answer {
        let w = self.words();
        let page_kind = match kind {
            Kind::group => "group",
            Kind::person => "person",
            Kind::meeting => "meeting",
            Kind::initiative => "initiative",
            Kind::report => "report",
            _ => "series",
        };
        let path = self.path_of(kind, id).unwrap_or_default();
        let content = html! {
            article.record {
                h1 { (w.withdrawn) }
                (controls("record", None))
                p.notice { (w.withdrawn_note) }
                dl.facts {
                    (fact(w.field("reason").as_str(), &html! { (withdrawal.reason) }))
                    (fact(w.withdrawn, &html! {
                        (self.day(withdrawal.at)) " " span.of { (self.who(&withdrawal.by)) } }))
                }
                p { a href=(self.at(&format!("{path}/history"))) { (w.history) } }
            }
        };
        let page = self.page(&Page::of(page_kind, w.withdrawn).record(id, meta), &content);
        Answer {
            status: 410,
            ..page
        }
    }
}
