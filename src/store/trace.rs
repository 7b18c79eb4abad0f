//! What is read and what is written, told by marks: numbers that stand for a record, a name, a
//! list. An answer that was made from records is stale once one of its marks is written.
//!
//! Two things may share a mark (FNV-1a, 64 bit). Then an answer is taken for stale that is not,
//! which costs a rendering and breaks nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use ic_stable_structures::Memory;

use super::{
    Label, ListKey, NameKey, RecordKey, Row, Store, decode, is_asked_for_scopes, record_key,
    scope_of,
};
use crate::domain::{Id, Kind, Nanos};

const DAY: Nanos = 86_400_000_000_000;

/// A record, how it is named, a name, a list, a count of records or of events.
pub type Mark = u64;

#[derive(Debug, Default)]
pub(super) struct Trace {
    /// The marks of what is read, while somebody asks for them.
    reads: RefCell<Option<BTreeSet<Mark>>>,
    written: Vec<Mark>,
    /// The first instant from which what was read may be another, though nothing is written.
    turn: Cell<Option<Nanos>>,
}

/// The number of events of the log.
pub(super) const EVENTS: Mark = 0;
/// The latest blocks that took an office.
pub(super) const LATEST: Mark = 1;

pub(super) fn record(key: &RecordKey) -> Mark {
    scope_of(key)
}

pub(super) fn name(key: &NameKey) -> Mark {
    scope_of(key).wrapping_add(1)
}

/// A list of one scope, by the first bytes of its keys.
pub(super) fn list(key: &ListKey) -> Mark {
    scope_of(&key[..9]).wrapping_add(2)
}

/// Which scopes a list has.
pub(super) fn scopes(code: u8) -> Mark {
    scope_of(&[code]).wrapping_add(5)
}

/// What others show of a record who name it.
pub(super) fn label(kind: Kind, id: Id) -> Mark {
    scope_of(&record_key(kind, id)).wrapping_add(4)
}

/// How many records of a kind there are.
pub(super) fn made(kind: Kind) -> Mark {
    scope_of(&[kind.code()]).wrapping_add(3)
}

impl Trace {
    pub(super) fn saw(&self, mark: impl FnOnce() -> Mark) {
        if let Some(reads) = self.reads.borrow_mut().as_mut() {
            reads.insert(mark());
        }
    }

    pub(super) fn wrote(&mut self, mark: Mark) {
        self.written.push(mark);
    }

    /// Notes that an entry of a list was written or removed.
    pub(super) fn wrote_entry(&mut self, key: &ListKey) {
        self.wrote(list(key));
        if is_asked_for_scopes(key[0]) {
            self.wrote(scopes(key[0]));
        }
    }

    /// Nothing was written after all.
    pub(super) fn forget(&mut self) {
        self.written.clear();
    }
}

impl<M: Memory> Store<M> {
    /// Does something that reads, and tells the marks of what it read.
    pub fn traced<T>(&self, read: impl FnOnce() -> T) -> (T, BTreeSet<Mark>) {
        self.trace.reads.replace(Some(BTreeSet::new()));
        self.trace.turn.set(None);
        let result = read();
        (result, self.trace.reads.take().unwrap_or_default())
    }

    /// Notes an instant from which on what is read now may be another, because of the clock alone.
    pub fn turns(&self, at: Nanos) {
        let turn = self.trace.turn.get().map_or(at, |earlier| earlier.min(at));
        self.trace.turn.set(Some(turn));
    }

    /// The same for what may be another on the next day (UTC).
    pub fn turns_with_the_day(&self, now: Nanos) {
        self.turns((now / DAY + 1) * DAY);
    }

    /// The earliest of the instants that were noted since what was traced last began.
    pub fn turn(&self) -> Option<Nanos> {
        self.trace.turn.get()
    }

    /// How a record is named. Who reads this alone is not concerned by other changes of it.
    pub fn label<R: Row>(&self, id: Id) -> Option<Label> {
        self.trace.saw(|| label(R::KIND, id));
        let bytes = self.records.get(&record_key(R::KIND, id))?;
        decode::<R>(&bytes).label()
    }

    /// Whether there is a record with a number. Who asks is concerned by its end alone.
    pub fn exists<R: Row>(&self, id: Id) -> bool {
        self.trace.saw(|| label(R::KIND, id));
        self.records.contains_key(&record_key(R::KIND, id))
    }

    /// The marks of what was written since this was last asked.
    pub fn take_written(&mut self) -> BTreeSet<Mark> {
        std::mem::take(&mut self.trace.written)
            .into_iter()
            .collect()
    }
}
