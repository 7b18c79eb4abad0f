//! Records as the store keeps them: with their names, their places in the lists, and their words.

use std::collections::BTreeMap;

use ic_stable_structures::Memory;
use minicbor::{Decode, Encode};

use super::{
    List, ListKey, NameKey, Store, Undo, count_key, encode, entry_scope, in_order, list_key,
    look_scope, record_key, trace,
};
use crate::domain::{Error, Id, Kind};
use crate::search::Document;

/// Writes of one message at most. Each costs up to some 150,000 instructions, and a message may
/// use 40 billion.
const WRITES: usize = 200_000;

/// A place of a record in a list, with what the list shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: ListKey,
    pub card: Vec<u8>,
}

impl Entry {
    /// A place in a list.
    pub fn new(list: List, scope: u64, order: super::Order, id: Id, card: Vec<u8>) -> Self {
        Entry {
            key: list_key(list, scope, order, id),
            card,
        }
    }
}

/// A name of a record that no other record of its space may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub key: NameKey,
    /// The field that a refusal names.
    pub field: &'static str,
    /// Whether the name leads to the record even after the record has another one.
    pub redirects: bool,
}

/// A record that the store keeps. Names, entries and document follow from the record alone, so
/// that they can never disagree with it.
pub trait Row: Encode<()> + for<'b> Decode<'b, ()> + 'static {
    const KIND: Kind;
    fn id(&self) -> Id;
    fn names(&self) -> Vec<Name>;
    fn entries(&self) -> Vec<Entry>;
    /// The names by which it may be taken for another ([`List::LooksLike`]).
    fn seen_names(&self) -> Vec<&str> {
        Vec::new()
    }
    /// What the search finds the record by; nothing for records that are not searched.
    fn document(&self) -> Option<Document<'_>>;
    /// Whether it is withdrawn: then it stands in no list and is not found, and of its names it
    /// keeps those that lead to it for ever.
    fn is_withdrawn(&self) -> bool {
        false
    }
    /// The names that it has as it stands.
    fn standing_names(&self) -> Vec<Name> {
        let mut names = self.names();
        names.retain(|name| name.redirects || !self.is_withdrawn());
        names
    }
    /// The entries that it has as it stands.
    fn standing_entries(&self) -> Vec<Entry> {
        let mut entries = self.standing_places();
        let names = self.standing_seen_names();
        entries.extend(looks_like(Self::KIND, self.id(), &names));
        entries
    }
    /// The same but for those by what its names look like.
    fn standing_places(&self) -> Vec<Entry> {
        match self.is_withdrawn() {
            true => Vec::new(),
            false => self.entries(),
        }
    }
    /// The names by which it may be taken for another as it stands.
    fn standing_seen_names(&self) -> Vec<&str> {
        match self.is_withdrawn() {
            true => Vec::new(),
            false => self.seen_names(),
        }
    }
    /// What it is found by as it stands.
    fn standing_document(&self) -> Option<Document<'_>> {
        (!self.is_withdrawn()).then(|| self.document()).flatten()
    }
    /// What others show of it who name it; nothing for records that nobody names.
    fn label(&self) -> Option<Label> {
        None
    }
}

/// The places of a record among those that look alike.
fn looks_like(kind: Kind, id: Id, names: &[&str]) -> Vec<Entry> {
    let mut scopes: Vec<u64> = names.iter().filter_map(|name| look_scope(name)).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let order = in_order(kind.code().into(), 0);
    let entry = |scope| Entry::new(List::LooksLike, scope, order, id, Vec::new());
    scopes.into_iter().map(entry).collect()
}

/// A record as others name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The slug or handle.
    pub slug: String,
    pub name: Option<String>,
    /// Of a group that is paused or archived: since when.
    pub resting_since: Option<crate::domain::Nanos>,
}

/// Lists whose length is kept, because a limit or a page asks for it.
fn is_counted(code: u8) -> bool {
    const COUNTED: [List; 23] = [
        List::Groups,
        List::GroupsInState,
        List::Subgroups,
        List::OpenProposalsOf,
        List::People,
        List::Meetings,
        List::MeetingsOfGroup,
        List::ItemsOfGroup,
        List::Initiatives,
        List::InitiativesOfGroup,
        List::Reports,
        List::ReportsOfGroup,
        List::MembersOf,
        List::MembershipsOf,
        List::SupportersOf,
        List::OpenLinkRequestsOf,
        List::OpenProposals,
        List::OpenLinkRequests,
        List::OpenChanges,
        List::StandingOnGroup,
        List::StandingOnMeeting,
        List::Series,
        List::SeriesOfGroup,
    ];
    COUNTED.iter().any(|list| *list as u8 == code)
}

impl<M: Memory> Store<M> {
    /// Writes a record with all that follows from it. `old` is the record as it is stored now.
    ///
    /// # Errors
    /// `already_exists` when another record has one of its names; `limit_exceeded` when it has
    /// more bytes than `limit`, or when the message would write more than it can.
    pub fn put<R: Row>(&mut self, old: Option<&R>, new: &R, limit: usize) -> Result<(), Error> {
        let bytes = encode(new);
        if bytes.len() > limit {
            let what = "the bytes of a record".into();
            return Err(Error::limit_exceeded {
                what,
                limit: limit as u64,
            });
        }
        self.put_names(old, new)?;
        let label = new.label();
        if label.is_some() && label != old.and_then(R::label) {
            self.trace.wrote(trace::label(R::KIND, new.id()));
        }
        self.put_record(R::KIND, new.id(), bytes);
        let is_named = |old: &R| old.standing_seen_names() == new.standing_seen_names();
        // What names look like is dear to tell.
        let entries = match old.is_some_and(is_named) {
            true => R::standing_places,
            false => R::standing_entries,
        };
        self.put_entries(old.map(entries).unwrap_or_default(), entries(new));
        self.put_words(old, Some(new))
    }

    /// Removes a record with all that follows from it.
    ///
    /// # Errors
    /// As `put`, for the writes of a message.
    pub fn remove<R: Row>(&mut self, old: &R) -> Result<(), Error> {
        for name in old.standing_names().iter().filter(|n| !n.redirects) {
            self.remove_name(&name.key);
        }
        let key = record_key(R::KIND, old.id());
        self.trace.wrote(trace::record(&key));
        self.trace.wrote(trace::label(R::KIND, old.id()));
        let bytes = self.records.remove(&key);
        self.undo.push(Undo::Record(key, bytes));
        self.put_entries(old.standing_entries(), Vec::new());
        self.put_words(Some(old), None)
    }

    /// Adds a single entry, such as one of the history, that does not follow from a record.
    pub fn put_entry(&mut self, entry: Entry) {
        self.trace.wrote_entry(&entry.key);
        let old = self.lists.insert(entry.key, entry.card);
        self.undo.push(Undo::List(entry.key, old));
    }

    /// Puts entries that do not follow from a record in the place of others, as those of the dates
    /// that come.
    pub fn replace_entries(&mut self, old: Vec<Entry>, new: Vec<Entry>) {
        self.put_entries(old, new);
    }

    fn put_record(&mut self, kind: Kind, id: Id, bytes: Vec<u8>) {
        let key = record_key(kind, id);
        self.trace.wrote(trace::record(&key));
        let old = self.records.insert(key, bytes);
        self.undo.push(Undo::Record(key, old));
    }

    fn put_names<R: Row>(&mut self, old: Option<&R>, new: &R) -> Result<(), Error> {
        let before = old.map(R::standing_names).unwrap_or_default();
        let after = new.standing_names();
        for name in after.iter().filter(|n| !before.contains(n)) {
            // A name that another record had once still leads there, and stays that one's.
            if let Some((id, _)) = self.named(&name.key)
                && id != new.id()
            {
                return Err(Error::already_exists {
                    field: name.field.into(),
                    id,
                });
            }
            self.put_name(name.key.clone(), new.id(), true);
        }
        let is_kept = |name: &Name| after.iter().any(|n| n.key == name.key);
        for name in before.iter().filter(|n| !is_kept(n)) {
            match name.redirects {
                true => self.put_name(name.key.clone(), new.id(), false),
                false => self.remove_name(&name.key),
            }
        }
        Ok(())
    }

    fn put_name(&mut self, key: NameKey, id: Id, present: bool) {
        let mut value = [0; 9];
        value[..8].copy_from_slice(&id.to_be_bytes());
        value[8] = u8::from(present);
        self.trace.wrote(trace::name(&key));
        let old = self.names.insert(key.clone(), value);
        self.undo.push(Undo::Name(key, old));
    }

    /// Removes a name that does not follow from a record: one that it had once.
    pub fn remove_name(&mut self, key: &NameKey) {
        self.trace.wrote(trace::name(key));
        let old = self.names.remove(key);
        self.undo.push(Undo::Name(key.clone(), old));
    }

    /// Writes the entries that are new or show something else, removes those that are gone.
    fn put_entries(&mut self, old: Vec<Entry>, new: Vec<Entry>) {
        if old == new {
            return;
        }
        let mut counts: BTreeMap<[u8; 9], i64> = BTreeMap::new();
        let mut before: BTreeMap<ListKey, Vec<u8>> =
            old.into_iter().map(|e| (e.key, e.card)).collect();
        for entry in new {
            match before.remove(&entry.key) {
                Some(card) if card == entry.card => continue,
                Some(_) => {}
                None => *counts.entry(count_of(&entry.key)).or_default() += 1,
            }
            self.put_entry(entry);
        }
        for key in before.into_keys() {
            self.trace.wrote_entry(&key);
            let old = self.lists.remove(&key);
            self.undo.push(Undo::List(key, old));
            *counts.entry(count_of(&key)).or_default() -= 1;
        }
        for (key, change) in counts {
            self.add_to_count(key, change);
        }
    }

    fn add_to_count(&mut self, key: [u8; 9], change: i64) {
        if change == 0 || !is_counted(key[0]) {
            return;
        }
        let count = self
            .counts
            .get(&key)
            .unwrap_or(0)
            .saturating_add_signed(change);
        let old = match count {
            0 => self.counts.remove(&key),
            _ => self.counts.insert(key, count),
        };
        self.undo.push(Undo::Count(key, old));
    }

    fn put_words<R: Row>(&mut self, old: Option<&R>, new: Option<&R>) -> Result<(), Error> {
        self.words.note(
            old.and_then(R::standing_document).as_ref(),
            new.and_then(R::standing_document).as_ref(),
        );
        if self.undo.len() + self.words.count() > WRITES {
            let what = "words and other entries that one message writes".into();
            return Err(Error::limit_exceeded {
                what,
                limit: WRITES as u64,
            });
        }
        Ok(())
    }
}

fn count_of(key: &ListKey) -> [u8; 9] {
    count_key(key[0], entry_scope(key))
}
