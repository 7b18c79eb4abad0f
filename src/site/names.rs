//! The records that an answer names, each read once, and their addresses.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use ic_stable_structures::Memory;

use super::json::Json;
use super::route::encoded;
use crate::domain::{Group, Id, Participant, Person};
use crate::registry::Registry;

/// People and groups that one answer looks up, each. An answer that names more shows the others
/// as they are written in the record.
const MOST: usize = 1_000;
/// Bytes of the names that one answer tells for numbers: a record can name the same person a
/// hundred thousand times.
const MOST_BYTES: usize = 1_000_000;

/// A group as others name it.
#[derive(Clone, Debug)]
pub(super) struct GroupName {
    pub slug: String,
    pub name: String,
}

/// A person as others name them.
#[derive(Clone, Debug)]
pub(super) struct PersonName {
    pub handle: String,
    pub name: Option<String>,
}

impl PersonName {
    pub(super) fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.handle)
    }
}

pub(super) struct Names<'a, M: Memory> {
    registry: &'a Registry<M>,
    groups: RefCell<BTreeMap<Id, Option<GroupName>>>,
    people: RefCell<BTreeMap<Id, Option<PersonName>>>,
    /// Bytes of names told so far.
    told: Cell<usize>,
}

impl<'a, M: Memory> Names<'a, M> {
    pub(super) fn of(registry: &'a Registry<M>) -> Self {
        Names {
            registry,
            groups: RefCell::default(),
            people: RefCell::default(),
            told: Cell::default(),
        }
    }

    /// Tells a name, unless there were too many.
    fn tell<T>(&self, name: Option<T>, bytes: impl Fn(&T) -> usize) -> Option<T> {
        let bytes = name.as_ref().map_or(0, bytes);
        self.told.set(self.told.get().saturating_add(bytes));
        name.filter(|_| self.told.get() <= MOST_BYTES)
    }

    pub(super) fn group(&self, id: Id) -> Option<GroupName> {
        let group = look_up(&mut self.groups.borrow_mut(), id, || {
            let group = self.registry.store().label::<Group>(id)?;
            Some(GroupName {
                slug: group.slug,
                name: group.name.unwrap_or_default(),
            })
        });
        self.tell(group, |group| group.slug.len() + group.name.len())
    }

    pub(super) fn person(&self, id: Id) -> Option<PersonName> {
        let person = look_up(&mut self.people.borrow_mut(), id, || {
            let person = self.registry.store().label::<Person>(id)?;
            Some(PersonName {
                handle: person.slug,
                name: person.name,
            })
        });
        self.tell(person, |person| {
            person.handle.len() + person.name.as_ref().map_or(0, String::len)
        })
    }

    /// The names of groups, joined.
    pub(super) fn groups(&self, ids: &[Id]) -> Vec<GroupName> {
        ids.iter().filter_map(|id| self.group(*id)).collect()
    }

    /// A participant as the record wrote them, or else as they are known.
    pub(super) fn participant(&self, participant: &Participant) -> String {
        let known = || Some(self.person(participant.person?)?.shown().to_owned());
        let name = participant.name.clone().or_else(known).unwrap_or_default();
        match &participant.affiliation {
            Some(affiliation) => format!("{name} ({affiliation})"),
            None => name,
        }
    }

    /// Participants, joined by commas.
    pub(super) fn participants(&self, participants: &[Participant]) -> String {
        let names = participants.iter().map(|p| self.participant(p));
        names.collect::<Vec<_>>().join(", ")
    }

    /// A group as the JSON answers name it.
    pub(super) fn group_json(&self, group: &Group) -> Json {
        named_group(group.id, &group.details.slug, &group.details.name)
    }

    /// Everybody and every group that a JSON value has the number of: `person`, `group` and
    /// `groups` are the fields that hold them.
    pub(super) fn in_json(&self, json: &Json) -> Json {
        let mut ids = Ids::default();
        ids.collect("", json);
        let groups = ids.groups.into_iter().filter_map(|id| {
            let group = self.group(id)?;
            Some(named_group(id, &group.slug, &group.name))
        });
        let people = ids.people.into_iter().filter_map(|id| {
            let person = self.person(id)?;
            Some(Json::object([
                ("id", Json::Number(id.into())),
                ("path", Json::Text(person_path(&person.handle))),
                ("name", person.name.map_or(Json::Null, Json::Text)),
                ("handle", Json::Text(person.handle)),
            ]))
        });
        Json::object([
            ("groups", Json::List(groups.collect())),
            ("people", Json::List(people.collect())),
        ])
    }
}

fn named_group(id: Id, slug: &str, name: &str) -> Json {
    Json::object([
        ("id", Json::Number(id.into())),
        ("name", Json::text(name)),
        ("path", Json::Text(group_path(slug))),
        ("slug", Json::text(slug)),
    ])
}

fn look_up<T: Clone>(
    known: &mut BTreeMap<Id, Option<T>>,
    id: Id,
    read: impl FnOnce() -> Option<T>,
) -> Option<T> {
    if !known.contains_key(&id) && known.len() == MOST {
        return None;
    }
    known.entry(id).or_insert_with(read).clone()
}

#[derive(Default)]
struct Ids {
    groups: std::collections::BTreeSet<Id>,
    people: std::collections::BTreeSet<Id>,
}

impl Ids {
    fn collect(&mut self, field: &str, json: &Json) {
        match json {
            Json::Number(number) => {
                let id = Id::try_from(*number).unwrap_or(0);
                match field {
                    "group" | "groups" => self.groups.insert(id),
                    "person" => self.people.insert(id),
                    _ => false,
                };
            }
            Json::List(items) => items.iter().for_each(|item| self.collect(field, item)),
            Json::Object(members) => members
                .iter()
                .for_each(|(name, value)| self.collect(name, value)),
            Json::Null | Json::Bool(_) | Json::Text(_) => {}
        }
    }
}

pub(super) fn group_path(slug: &str) -> String {
    format!("/groups/{}", encoded(slug))
}

pub(super) fn person_path(handle: &str) -> String {
    format!("/people/{}", encoded(handle))
}

pub(super) fn meeting_path(slug: &str) -> String {
    format!("/meetings/{}", encoded(slug))
}

pub(super) fn report_path(slug: &str) -> String {
    format!("/reports/{}", encoded(slug))
}

pub(super) fn initiative_path(slug: &str) -> String {
    format!("/initiatives/{}", encoded(slug))
}
