//! From a record to what is entered in the index for it.

use crate::base::text::same;

use super::filter::{group_term, kind_term, tag_term};
use super::index::keys;
use super::place::{Place, Tier};
use super::term::Term;
use super::vocabulary::sorted_terms;

/// What the index knows of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// The kind of record, as a number that never changes its meaning.
    pub kind: u8,
    /// The record's id, unique within its kind.
    pub id: u64,
    /// The time by which results are ordered and filtered, in nanoseconds; 0 for unknown.
    pub time: u64,
    /// Title, name, slug, handle: what stands here ranks above the rest.
    pub titles: Vec<&'a str>,
    /// All other text. Of each, [`MAX_TERMS_PER_TEXT`](super::MAX_TERMS_PER_TEXT) terms are
    /// indexed.
    pub texts: Vec<&'a str>,
    /// The groups to which the record belongs.
    pub groups: Vec<u64>,
    /// The record's tags. To be found as words as well, they must stand in the texts too.
    pub tags: Vec<&'a str>,
}

/// What is entered for a record: its place, and each of its terms with the tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub(super) place: Place,
    /// The keys of the terms, in order and each once, as [`keys`] writes them.
    pub(super) keys: Vec<u8>,
    count: usize,
}

impl Words {
    /// Where the record stands.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// Each key with the place, as [`Index::entries`](super::Index::entries) tells them.
    pub fn entries(&self) -> impl Iterator<Item = (Vec<u8>, [u8; Place::BYTES])> {
        keys::each(&self.keys).map(|key| (key.to_vec(), *self.place.bytes()))
    }

    /// How many terms there are, those of titles counted twice.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }
}

impl Document<'_> {
    /// What is entered for the record.
    #[must_use]
    pub fn words(&self) -> Words {
        let mut words = Words {
            place: self.place(),
            keys: Vec::with_capacity(1_024),
            count: 0,
        };
        let all_texts = || self.titles.iter().chain(&self.texts).copied();
        for (tier, terms) in [
            (Tier::Title, sorted_terms(self.titles.iter().copied())),
            (Tier::Anywhere, sorted_terms(all_texts())),
            (Tier::Filter, self.filters()),
        ] {
            words.count += terms.len();
            for term in &terms {
                keys::push(&mut words.keys, tier, term);
            }
        }
        words
    }

    /// Where the record stands in the index.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::new(self.time, self.kind, self.id)
    }

    /// Whether another document stands in the index as this one does, told without looking at
    /// the words: if so, nothing has to be entered anew.
    #[must_use]
    pub fn is_entered_as(&self, other: &Document<'_>) -> bool {
        let all_same = |these: &[&str], others: &[&str]| {
            these.len() == others.len() && these.iter().zip(others).all(|(a, b)| same(a, b))
        };
        self.place() == other.place()
            && self.groups == other.groups
            && all_same(&self.tags, &other.tags)
            && all_same(&self.titles, &other.titles)
            && all_same(&self.texts, &other.texts)
    }

    fn filters(&self) -> Vec<Term> {
        let mut filters = vec![kind_term(self.kind)];
        filters.extend(self.groups.iter().map(|&group| group_term(group)));
        filters.extend(self.tags.iter().filter_map(|tag| tag_term(tag)));
        filters.sort_unstable();
        filters.dedup();
        filters
    }
}
