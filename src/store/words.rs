//! The words of the records in the index of the search.
//!
//! What a message changes is noted, and entered when the message succeeds: an operation that is
//! refused leaves the index as it was.

use std::ops::Bound;

use ic_stable_structures::Memory;

use super::{Entry, RecordKey, Row, Store, decode};
use crate::domain::{
    ActionItem, Feedback, Group, Initiative, Kind, Meeting, Person, Report, SeriesRecord,
};
use crate::search::{Document, Index, Place, STEP, Words};

/// Records whose words are entered in one message when the index is made anew.
const ENTERED: usize = 100;
/// And bytes of them, at least.
const ENTERED_BYTES: usize = 1 << 20;

/// What is to be changed in the index, in order.
#[derive(Debug, Default)]
pub(super) struct Noted {
    changes: Vec<(Option<Place>, Option<Words>)>,
    count: usize,
}

impl Noted {
    /// Notes what a record was and what it is now.
    pub(super) fn note(&mut self, old: Option<&Document<'_>>, new: Option<&Document<'_>>) {
        if let (Some(old), Some(new)) = (old, new)
            && old.is_entered_as(new)
        {
            return;
        }
        let words = new.map(Document::words);
        self.count += 1 + words.as_ref().map_or(0, Words::count);
        self.changes.push((old.map(Document::place), words));
    }

    /// How many words are to be entered.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn clear(&mut self) {
        self.changes.clear();
        self.count = 0;
    }
}

impl<M: Memory> Store<M> {
    /// The index, to search in.
    pub fn index(&self) -> &Index<impl Memory + use<M>> {
        &self.index
    }

    /// Begins to make the index anew; [`Store::tend_index`] goes on with it.
    pub(super) fn begin_anew(&mut self) {
        self.index.set_made_anew_to(Some(Vec::new()));
    }

    /// Enters what was noted.
    pub(super) fn enter_words(&mut self) {
        for (old, new) in self.words.changes.drain(..) {
            if let Some(place) = old {
                self.index.remove(place);
            }
            if let Some(words) = new {
                self.index.enter(words);
            }
        }
        self.words.clear();
    }

    /// Whether the index has work for [`Store::tend_index`].
    pub fn is_index_untended(&self) -> bool {
        self.index.made_anew_to().is_some() || self.index.is_untended()
    }

    /// Does a bounded part of the work on the index that no message waits for: merges what was
    /// entered, or goes on with making it anew. Tells whether more is to do.
    ///
    /// # Panics
    /// When stable memory cannot grow.
    pub fn tend_index(&mut self) -> bool {
        match self.index.made_anew_to().is_some() && !self.index.is_untended() {
            true => self.enter_anew(),
            false => {
                self.index.tend(STEP);
            }
        }
        self.is_index_untended()
    }

    /// Enters the words of the next records, however they stand in the index already, and what is
    /// new in the lists.
    fn enter_anew(&mut self) {
        let done: Option<RecordKey> = self.index.made_anew_to().and_then(|to| to.try_into().ok());
        let from = done.map_or(Bound::Unbounded, Bound::Excluded);
        let (mut last, mut bytes) = (None, 0);
        let mut entries = Vec::new();
        for record in self.records.range((from, Bound::Unbounded)).take(ENTERED) {
            let (key, value): (RecordKey, _) = record.into_pair();
            if let Some(words) = words_of(&key, &value) {
                self.index.remove(words.place());
                self.index.enter(words);
            }
            entries.extend(entries_of(&key, &value));
            last = Some(key.to_vec());
            bytes += value.len();
            if bytes >= ENTERED_BYTES {
                break;
            }
        }
        for entry in entries {
            self.trace.wrote_entry(&entry.key);
            self.lists.insert(entry.key, entry.card);
        }
        self.index.set_made_anew_to(last);
    }
}

/// The entries of a stored record of the kinds that stand in lists which a layout before did not
/// have. Those that it had are written once more, as they are.
fn entries_of(key: &RecordKey, value: &[u8]) -> Vec<Entry> {
    fn of<R: Row>(value: &[u8]) -> Vec<Entry> {
        decode::<R>(value).standing_entries()
    }
    match Kind::of(key[0]) {
        Some(Kind::group) => of::<Group>(value),
        Some(Kind::person) => of::<Person>(value),
        Some(Kind::meeting) => of::<Meeting>(value),
        Some(Kind::action_item) => of::<ActionItem>(value),
        Some(Kind::series) => of::<SeriesRecord>(value),
        Some(Kind::report) => of::<Report>(value),
        _ => Vec::new(),
    }
}

/// The words by which a stored record is found.
fn words_of(key: &RecordKey, value: &[u8]) -> Option<Words> {
    fn of<R: Row>(value: &[u8]) -> Option<Words> {
        decode::<R>(value)
            .standing_document()
            .map(|document| document.words())
    }
    match Kind::of(key[0])? {
        Kind::group => of::<Group>(value),
        Kind::person => of::<Person>(value),
        Kind::meeting => of::<Meeting>(value),
        Kind::initiative => of::<Initiative>(value),
        Kind::report => of::<Report>(value),
        Kind::action_item => of::<ActionItem>(value),
        Kind::series => of::<SeriesRecord>(value),
        Kind::feedback => of::<Feedback>(value),
        Kind::registry
        | Kind::draft
        | Kind::link_request
        | Kind::membership
        | Kind::support
        | Kind::check_in
        | Kind::proposed_change => None,
    }
}
