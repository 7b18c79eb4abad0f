//! What was changed: of all records, and the history of one.

use std::collections::BTreeMap;

use candid::Principal;
use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::difference::difference;
use super::frame::Page;
use super::parts::controls;
use crate::domain::{Change, Group, Id, Initiative, Kind, Meeting, Operation, Person, Ref, Report};
use crate::registry::access::Caller;
use crate::registry::{AskHistory, PastState};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::json::Json;
use crate::site::words::fill;

/// Changes of one page.
const CHANGES: u64 = 40;
/// Changes of a record on one page: each loads its block.
const OF_RECORD: u32 = 40;
/// Bytes of an argument that is read for what it is about; longer ones are many operations' worth.
const READ_BYTES: usize = 100_000;
/// Bytes of the arguments that one page reads.
const ALL_BYTES: usize = 3_000_000;

/// The record that an operation is about, where it is one that has a page.
fn about(operation: &Operation) -> Option<(Kind, Ref)> {
    use Operation as Op;
    let slug = |kind, slug: &str| Some((kind, Ref::slug(slug.to_owned())));
    let id = |kind, id: Id| Some((kind, Ref::id(id)));
    match operation {
        Op::set_profile(_) | Op::set_limits(_) | Op::set_origins(_) => id(Kind::registry, 0),
        Op::add_admin(_) | Op::remove_admin(_) | Op::set_doors(_) => id(Kind::registry, 0),
        Op::set_patience(_) => id(Kind::registry, 0),
        Op::request_link(_) | Op::decide_link(_) | Op::refuse_link_requests(_) => None,
        Op::remove_proposal(_) => None,
        Op::remove_member(a) => id(Kind::group, a.group),
        Op::create_person(d) => slug(Kind::person, &d.handle),
        Op::update_person(a) => id(Kind::person, a.id),
        Op::unlink_principal(a) => id(Kind::person, a.id),
        Op::create_group(a) => slug(Kind::group, &a.details.slug),
        Op::propose_group(a) => slug(Kind::group, &a.details.slug),
        Op::support_group(a) | Op::withdraw_support(a) => id(Kind::group, *a),
        Op::join_group(a) | Op::leave_group(a) => id(Kind::group, *a),
        Op::decide_proposal(a) => id(Kind::group, a.id),
        Op::update_group(a) => id(Kind::group, a.id),
        Op::set_roles(a) => id(Kind::group, a.id),
        Op::set_lifecycle(a) => id(Kind::group, a.id),
        Op::move_group(a) => id(Kind::group, a.id),
        Op::create_meeting(d) => slug(Kind::meeting, &d.slug),
        Op::update_meeting(a) => id(Kind::meeting, a.id),
        Op::save_draft(_) => None,
        Op::publish_minutes(a) => id(Kind::meeting, a.id),
        Op::check_in(a) => id(Kind::meeting, *a),
        Op::give_feedback(a) => match a.subject {
            crate::domain::Subject::group(group) => id(Kind::group, group),
            crate::domain::Subject::meeting(meeting) => id(Kind::meeting, meeting),
        },
        Op::remove_feedback(a) => id(Kind::feedback, a.id),
        Op::create_action_item(d) => match d.raised_in {
            Some(meeting) => id(Kind::meeting, meeting),
            None => id(Kind::group, d.group),
        },
        Op::update_action_item(a) => id(Kind::action_item, a.id),
        Op::follow_up(a) => id(Kind::action_item, a.id),
        Op::create_initiative(d) => slug(Kind::initiative, &d.slug),
        Op::update_initiative(a) => id(Kind::initiative, a.id),
        Op::create_report(d) => slug(Kind::report, &d.slug),
        Op::update_report(a) => id(Kind::report, a.id),
        Op::create_series(a) => id(Kind::group, *a.groups.first()?),
        Op::update_series(a) => id(Kind::series, a.id),
        Op::cancel_occurrence(a) => id(Kind::series, a.id),
        Op::restore_occurrence(a) => id(Kind::series, a.id),
        Op::change_occurrence(a) => id(Kind::series, a.id),
        Op::change_following(a) => id(Kind::series, a.id),
        Op::end_series(a) => id(Kind::series, a.id),
        Op::set_relations(a) => id(Kind::group, a.id),
        Op::set_approval(a) => id(Kind::group, a.id),
        Op::confirm_group(a) => id(Kind::group, a.id),
        Op::approve_minutes(a) => id(Kind::meeting, a.id),
        Op::set_agenda(a) => id(Kind::series, a.id),
        Op::withdraw_record(a) => id(a.record.kind(), a.record.id()),
        Op::reinstate_record(a) => id(a.record.kind(), a.record.id()),
        Op::merge_person(a) => id(Kind::person, a.into),
        Op::set_two_admins(_) => id(Kind::registry, 0),
        Op::withhold_person(a) => id(Kind::person, a.id),
        Op::withhold_blocks(_) => None,
        Op::propose_change(_) | Op::confirm_change(_) | Op::drop_change(_) => None,
    }
}

/// A value as words: its texts and numbers, without the names of the fields.
fn flat(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => number.to_string(),
        Json::Text(text) => text.clone(),
        Json::List(items) => joined(items.iter().map(flat), "\n"),
        Json::Object(members) => joined(members.iter().map(|(_, value)| flat(value)), " · "),
    }
}

fn joined(parts: impl Iterator<Item = String>, by: &str) -> String {
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(by)
}

/// The fields that an operation sets, by the names that a history tells them by, without the names
/// of people whose data is withheld.
fn fields_of(operation: &Operation, is_withheld: &impl Fn(Id) -> bool) -> Vec<(String, String)> {
    let mut call = Json::of(operation);
    call.clear_names(is_withheld);
    let Json::Object(mut call) = call else {
        return Vec::new();
    };
    let Some((_, Json::Object(argument))) = call.pop() else {
        return Vec::new();
    };
    let is_record = matches!(
        operation,
        Operation::create_person(_)
            | Operation::create_meeting(_)
            | Operation::create_action_item(_)
            | Operation::create_initiative(_)
            | Operation::create_report(_)
    );
    let named = |folder: &str, members: Vec<(String, Json)>| -> Vec<(String, String)> {
        let named = members.into_iter();
        named
            .map(|(name, value)| (format!("{folder}{name}"), flat(&value)))
            .collect()
    };
    if is_record {
        return named("details.", argument);
    }
    let mut fields = Vec::new();
    for (name, value) in argument {
        match (name.as_str(), value) {
            ("details", Json::Object(details)) => fields.extend(named("details.", details)),
            ("id" | "expected_revision", _) => {}
            (name, value) => fields.push((name.to_owned(), flat(&value))),
        }
    }
    fields
}

/// The fields of a record as it stood, by the names that a history tells them by.
pub(super) fn fields_of_state(state: &PastState) -> Vec<(String, String)> {
    let Json::Object(mut variant) = Json::of(state) else {
        return Vec::new();
    };
    let Some((_, Json::Object(members))) = variant.pop() else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    for (name, value) in members {
        match (name.as_str(), value) {
            ("id" | "meta", _) => {}
            ("details" | "series", Json::Object(inner)) => {
                let named =
                    |(inner, value): (String, Json)| (format!("{name}.{inner}"), flat(&value));
                fields.extend(inner.into_iter().map(named));
            }
            (_, value) => fields.push((name, flat(&value))),
        }
    }
    fields
}

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn changes(&self) -> Answer {
        let before = match self.parameter("before") {
            None => None,
            Some(digits) => match crate::site::route::number(digits) {
                Some(number) => Some(u64::from(number)),
                None => return Answer::missing(),
            },
        };
        let events = self.registry.store().events();
        let end = before.unwrap_or(events).min(events);
        let start = end.saturating_sub(CHANGES);
        let list = self.change_list((start..end).rev());
        let older = (start > 0).then_some(start);
        let w = self.words();
        let content = html! {
            h1 { (w.changes) }
            p.note { (w.changes_note) " " a href="/log.md" { (w.log) } }
            (list)
            @if let Some(older) = older {
                p.more {
                    a.button rel="next" href=(format!("{}?before={older}", self.at("/changes"))) {
                        (w.older)
                    }
                }
            }
        };
        self.page(&Page::of("changes", w.changes), &content)
    }

    /// What was changed by the blocks at some positions of the log.
    pub(super) fn change_list(&self, positions: impl Iterator<Item = u64>) -> Html {
        let store = self.registry.store();
        let mut positions = positions.peekable();
        html! {
            @if positions.peek().is_none() { p { (self.words().nothing_in_list) } }
            ul.rows { @for position in positions {
                @if let Some(block) = store.block(position) {
                    @let is_open = block.salt.is_none() && block.argument.len() <= READ_BYTES;
                    @let operation = is_open.then(|| block.event()).flatten();
                    @let record = operation.as_ref().and_then(|e| about(&e.operation));
                    li {
                        span.when { (self.short_instant(block.at)) }
                        span.what {
                            (self.words().operation(&block.method))
                            @if let Some((kind, named)) = record { (self.subject(kind, &named)) }
                            " " span.of { (self.who(&block.by)) }
                        }
                    }
                }
            } }
        }
    }

    /// A record with a link to its page.
    fn subject(&self, kind: Kind, named: &Ref) -> Html {
        let registry = self.registry;
        let id = match (named, kind) {
            (Ref::id(id), _) => Some(*id),
            (named, Kind::group) => registry.get_group(named).map(|r| r.id),
            (named, Kind::person) => registry.get_person(named).map(|r| r.id),
            (named, Kind::meeting) => registry.get_meeting(named).map(|r| r.id),
            (named, Kind::initiative) => registry.get_initiative(named).map(|r| r.id),
            (named, Kind::report) => registry.get_report(named).map(|r| r.id),
            _ => None,
        };
        let Some((id, path)) = id.and_then(|id| Some((id, self.path_of(kind, id)?))) else {
            return html! {};
        };
        // What strangers propose stands on a page of its own alone.
        let group = || registry.get_group(&Ref::id(id));
        if kind == Kind::group && !group().is_some_and(|group| group.was_accepted()) {
            return html! {};
        }
        let name = match kind {
            Kind::registry => Some(self.name()),
            kind => registry.name_of(kind, id),
        };
        html! { ": " a href=(self.at(&path)) { (name.unwrap_or_else(|| path.clone())) } }
    }

    /// Who did something: the person, where the principal is linked to one.
    pub(super) fn who(&self, principal: &Principal) -> Html {
        let person = self.registry.store().person_of(principal);
        let text = principal.to_text();
        let short = match text.split('-').collect::<Vec<_>>()[..] {
            [first, .., last] if text.len() > 16 => format!("{first}…{last}"),
            _ => text.clone(),
        };
        html! {
            @match person.and_then(|id| self.person(id)) {
                Some(person) => (person),
                None => code title=(text) { (short) },
            }
        }
    }

    fn short_instant(&self, at: crate::domain::Nanos) -> Html {
        html! { (self.day(at)) " " (self.clock(at, None)) }
    }

    /// The history of a record, the latest change first.
    pub(in crate::site) fn history(&self, kind: Kind, id: Id, title: &str, path: &str) -> Answer {
        let anybody = Caller {
            principal: Principal::anonymous(),
            is_controller: false,
        };
        let Ok(prev) = self.after() else {
            return Answer::missing();
        };
        let question = AskHistory {
            kind: Some(kind),
            id,
            prev,
            take: Some(OF_RECORD),
        };
        let page = self.registry.history(&anybody, self.place.now, &question);
        let Ok(page) = page else {
            return Answer::missing();
        };
        let states = (kind != Kind::registry).then_some(path);
        let mut rows: Vec<Html> = self.change_rows(&page.items, states);
        rows.reverse();
        let w = self.words();
        let heading = fill(w.history_of, &[title]);
        let content = html! {
            p.crumb { a href=(self.at(path)) { (title) } }
            h1 { (heading) }
            (controls("record", None))
            ul.rows { @for row in &rows { (row) } }
            @if let Some(next) = &page.next {
                p.more {
                    a.button rel="next" href=(self.later(next)) { (w.later_changes) }
                }
            }
        };
        self.page(&Page::of("history", &heading), &content)
    }

    fn later(&self, next: &crate::registry::Cursor) -> String {
        format!(
            "{}?after={}",
            self.at(self.path),
            crate::site::json::hex(next)
        )
    }

    fn change_rows(&self, changes: &[Change], states: Option<&str>) -> Vec<Html> {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        let mut read = 0;
        let store = self.registry.store();
        let withholds = store.withholds();
        let is_withheld = |person: Id| withholds && self.registry.is_withheld(person);
        let row = |change: &Change| {
            let block = store.block(change.event);
            let block = block.filter(|b| b.salt.is_none() && b.method == change.operation);
            read += block.as_ref().map_or(0, |block| block.argument.len());
            let block = block.filter(|_| read <= ALL_BYTES);
            let event = block.and_then(|b| store.told_event(change.event, &b));
            let fields = event.map_or(Vec::new(), |event| {
                fields_of(&event.operation, &is_withheld)
            });
            let html = self.change_row(change, &fields, &known, states);
            known.extend(fields);
            html
        };
        changes.iter().map(row).collect()
    }

    /// A change: who, when, what, and the words that went and came.
    fn change_row(
        &self,
        change: &Change,
        new: &[(String, String)],
        old: &BTreeMap<String, String>,
        states: Option<&str>,
    ) -> Html {
        let w = self.words();
        let value = |field: &str| new.iter().find(|(name, _)| name == field).map(|(_, v)| v);
        html! {
            li data-event=(change.event) {
                span.when { (self.short_instant(change.at)) }
                div.what {
                    (w.operation(&change.operation)) " "
                    span.of { (self.who(&change.by)) }
                    @if let Some(path) = states.filter(|_| change.revision > 0) {
                        @let state = format!("{path}/history/{}", change.revision);
                        " · " a href=(self.at(&state)) { (w.state_link) }
                    }
                    @if !change.fields.is_empty() {
                        dl.changes { @for field in &change.fields {
                            div {
                                dt { (w.field(field)) }
                                @match (old.get(field), value(field)) {
                                    (Some(old), Some(new)) => dd { (difference(old, new)) },
                                    (None, Some(new)) => dd { (difference("", new)) },
                                    (_, None) => dd {},
                                }
                            }
                        } }
                    }
                }
            }
        }
    }

    pub(in crate::site) fn group_history(&self, g: &Group) -> Answer {
        let path = crate::site::names::group_path(&g.details.slug);
        self.history(Kind::group, g.id, &g.details.name, &path)
    }

    pub(in crate::site) fn meeting_history(&self, m: &Meeting) -> Answer {
        let path = crate::site::names::meeting_path(&m.details.slug);
        self.history(Kind::meeting, m.id, &m.details.title, &path)
    }

    pub(in crate::site) fn report_history(&self, r: &Report) -> Answer {
        let path = crate::site::names::report_path(&r.details.slug);
        self.history(Kind::report, r.id, &r.details.title, &path)
    }

    pub(in crate::site) fn initiative_history(&self, i: &Initiative) -> Answer {
        let path = crate::site::names::initiative_path(&i.details.slug);
        self.history(Kind::initiative, i.id, &i.details.title, &path)
    }

    pub(in crate::site) fn person_history(&self, p: &Person) -> Answer {
        let path = crate::site::names::person_path(&p.details.handle);
        let name = p.details.name.as_deref().unwrap_or(&p.details.handle);
        self.history(Kind::person, p.id, name, &path)
    }
}
