//! Where a record stands in every list, and in which of its fields a term was found.

const PLACE_BYTES: usize = 17;

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
    /// Behind every record.
    pub(super) const LAST: Self = Self([u8::MAX; PLACE_BYTES]);
    /// The size of a place in bytes.
    pub(super) const BYTES: usize = PLACE_BYTES;

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
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, &byte| (n << 8) | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn newer_records_stand_before_older_ones_and_unknown_times_last() {
        let places = [(9, 1, 1), (5, 1, 7), (5, 1, 8), (5, 2, 1), (0, 0, 0)];
        assert!(places.map(|(t, k, i)| Place::new(t, k, i)).is_sorted());
    }

    #[test]
    fn a_place_gives_back_what_it_was_made_of() {
        let place = Place::new(1_700_000_000_000_000_001, 3, u64::MAX - 1);
        assert_eq!(
            (place.time(), place.kind(), place.id()),
            (1_700_000_000_000_000_001, 3, u64::MAX - 1)
        );
    }
}
