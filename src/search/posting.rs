//! The fixed-size keys of the index and their order.
//!
//! ```text
//! byte  0      1 … 24              25 … 32   33     34 … 41
//!       tier   term, zero padded   !time     kind   id
//! ```
//! All numbers are big-endian, so that comparing bytes compares keys. The keys that agree
//! in their first 25 bytes are a list; every list has its records in the same order, the
//! newest first, which is what lets lists be joined by seeking.

use std::fmt;

use super::term::{TERM_BYTES, Term};

const PLACE_BYTES: usize = 17;
const PLACE_AT: usize = 1 + TERM_BYTES;

/// The size of a [`PostingKey`] in bytes.
pub const POSTING_BYTES: usize = PLACE_AT + PLACE_BYTES;

/// Which of a record's fields a term was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Tier {
    /// A title, name, slug or handle.
    Title = 0,
    /// Any field, titles included.
    Anywhere = 1,
    /// None: the term is a filter's value. No text can make a term of this tier.
    Filter = 2,
}

/// Where a record stands in every list: by time, the newest first, then kind and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place([u8; PLACE_BYTES]);

impl Place {
    /// The first of all places.
    pub(super) const FIRST: Self = Self([0; PLACE_BYTES]);

    /// The place of a record; `time` in nanoseconds, 0 for unknown.
    pub(super) fn new(time: u64, kind: u8, id: u64) -> Self {
        let mut place = [0; PLACE_BYTES];
        place[..8].copy_from_slice(&(!time).to_be_bytes());
        place[8] = kind;
        place[9..].copy_from_slice(&id.to_be_bytes());
        Self(place)
    }

    pub(super) fn from_bytes(bytes: [u8; PLACE_BYTES]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; PLACE_BYTES] {
        &self.0
    }

    /// The record's time in nanoseconds; 0 if unknown.
    #[must_use]
    pub fn time(&self) -> u64 {
        !number(&self.0[..8])
    }

    /// The record's kind, as its document gave it.
    #[must_use]
    pub fn kind(&self) -> u8 {
        self.0[8]
    }

    /// The record's id, unique among those of its kind.
    #[must_use]
    pub fn id(&self) -> u64 {
        number(&self.0[9..])
    }

    /// The next place; none after the last.
    pub(super) fn successor(&self) -> Option<Self> {
        let mut next = self.0;
        for byte in next.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                return Some(Self(next));
            }
        }
        None
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, &byte| (n << 8) | u64::from(byte))
}

/// One entry of the index: this record has this term in this tier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostingKey([u8; POSTING_BYTES]);

impl PostingKey {
    pub(super) fn new(tier: Tier, term: &Term, place: &Place) -> Self {
        let mut key = [0; POSTING_BYTES];
        key[0] = tier as u8;
        key[1..PLACE_AT].copy_from_slice(term.padded());
        key[PLACE_AT..].copy_from_slice(place.bytes());
        Self(key)
    }

    /// The key as the store keeps it.
    #[must_use]
    pub fn from_bytes(bytes: [u8; POSTING_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes to keep; their order is the order of keys.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; POSTING_BYTES] {
        &self.0
    }

    pub(super) fn is_in_tier(&self, tier: Tier) -> bool {
        self.0[0] == tier as u8
    }

    pub(super) fn term(&self) -> Term {
        Term::from_slice(&self.0[1..PLACE_AT])
    }

    pub(super) fn place(&self) -> Place {
        let mut place = [0; PLACE_BYTES];
        place.copy_from_slice(&self.0[PLACE_AT..]);
        Place(place)
    }
}

impl fmt::Debug for PostingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostingKey")
            .field("tier", &self.0[0])
            .field("term", &self.term())
            .field("place", &self.place())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, PostingKey, Tier};
    use crate::search::term::Term;

    #[test]
    fn newer_records_stand_before_older_ones_and_unknown_times_last() {
        let places = [(9, 1, 1), (5, 1, 7), (5, 1, 8), (5, 2, 1), (0, 0, 0)];
        assert!(places.map(|(t, k, i)| Place::new(t, k, i)).is_sorted());
    }

    #[test]
    fn a_place_and_a_key_give_back_what_they_were_made_of() {
        let place = Place::new(1_700_000_000_000_000_001, 3, u64::MAX - 1);
        assert_eq!(
            (place.time(), place.kind(), place.id()),
            (1_700_000_000_000_000_001, 3, u64::MAX - 1)
        );
        let key = PostingKey::new(Tier::Anywhere, &Term::new("token"), &place);
        assert_eq!((key.term(), key.place()), (Term::new("token"), place));
        assert_eq!(PostingKey::from_bytes(*key.as_bytes()), key);
    }

    #[test]
    fn the_successor_is_the_very_next_place() {
        let place = Place::new(5, 1, u64::MAX);
        assert_eq!(place.successor(), Some(Place::new(5, 2, 0)));
        assert_eq!(Place::new(0, u8::MAX, u64::MAX).successor(), None);
    }
}
