//! Joins posting lists by seeking.
//!
//! All lists have their records in the same order, so the next record that stands in every
//! one is found by asking each in turn for its first record at or after the furthest seen
//! so far: what lies between is never read.

use super::posting::{Place, PostingKey, Tier};
use super::term::{Pattern, TERM_BYTES, Term};

/// A beginning stands for so many words at most, the first in alphabetical order.
pub(super) const MAX_EXPANSIONS: usize = 32;

/// An ordered set of posting keys.
pub trait Postings {
    /// The first key that is not before `from`.
    fn seek(&self, from: &PostingKey) -> Option<PostingKey>;
}

/// Reads the postings and counts what it costs.
#[derive(Debug)]
pub(super) struct Reader<'a, P: ?Sized> {
    postings: &'a P,
    pub(super) seeks: u32,
}

impl<'a, P: Postings + ?Sized> Reader<'a, P> {
    pub(super) fn new(postings: &'a P) -> Self {
        Self { postings, seeks: 0 }
    }

    fn seek(&mut self, tier: Tier, term: &Term, place: &Place) -> Option<PostingKey> {
        self.seeks = self.seeks.saturating_add(1);
        self.postings.seek(&PostingKey::new(tier, term, place))
    }
}

/// The records of one term in one tier, read in their order.
#[derive(Debug)]
struct List {
    tier: Tier,
    term: Term,
    head: Head,
}

#[derive(Debug, Clone, Copy)]
enum Head {
    Unread,
    At(Place),
    End,
}

impl List {
    /// The first record at or after `target`. Targets must not go back.
    fn seek<P: Postings + ?Sized>(
        &mut self,
        reader: &mut Reader<'_, P>,
        target: Place,
    ) -> Option<Place> {
        match self.head {
            Head::End => return None,
            Head::At(place) if place >= target => return Some(place),
            Head::At(_) | Head::Unread => {}
        }
        let found = reader
            .seek(self.tier, &self.term, &target)
            .filter(|key| key.is_in_tier(self.tier) && key.term() == self.term)
            .map(|key| key.place());
        self.head = found.map_or(Head::End, Head::At);
        found
    }
}

/// The records that stand in any of some lists.
#[derive(Debug)]
pub(super) struct Union {
    lists: Vec<List>,
    /// Whether a beginning stands for more words than were taken.
    pub(super) narrowed: bool,
}

impl Union {
    /// The records of any of the terms in a tier.
    pub(super) fn of_terms(tier: Tier, terms: impl IntoIterator<Item = Term>) -> Self {
        let list = |term| List {
            tier,
            term,
            head: Head::Unread,
        };
        Self {
            lists: terms.into_iter().map(list).collect(),
            narrowed: false,
        }
    }

    /// The records with a term that the pattern asks for; none if the tier has no such term.
    pub(super) fn of_pattern<P: Postings + ?Sized>(
        reader: &mut Reader<'_, P>,
        tier: Tier,
        pattern: &Pattern,
    ) -> Option<Self> {
        match pattern {
            Pattern::Is(term) => Some(Self::of_terms(tier, [*term])),
            Pattern::Begins(prefix) => {
                let union = expand(reader, tier, pattern, prefix);
                (!union.lists.is_empty()).then_some(union)
            }
        }
    }

    /// The first record at or after `target` in any of the lists.
    pub(super) fn seek<P: Postings + ?Sized>(
        &mut self,
        reader: &mut Reader<'_, P>,
        target: Place,
    ) -> Option<Place> {
        let heads = self
            .lists
            .iter_mut()
            .filter_map(|list| list.seek(reader, target));
        heads.min()
    }

    /// Whether the record at `target` stands in one of the lists.
    pub(super) fn holds<P: Postings + ?Sized>(
        &mut self,
        reader: &mut Reader<'_, P>,
        target: Place,
    ) -> bool {
        let mut lists = self.lists.iter_mut();
        lists.any(|list| list.seek(reader, target) == Some(target))
    }
}

/// Finds the terms that begin with `prefix` by leaping from each to the next.
fn expand<P: Postings + ?Sized>(
    reader: &mut Reader<'_, P>,
    tier: Tier,
    pattern: &Pattern,
    prefix: &Term,
) -> Union {
    let mut union = Union::of_terms(tier, []);
    let mut from = Some(*prefix);
    while let Some(start) = from {
        let Some(key) = reader.seek(tier, &start, &Place::FIRST) else {
            break;
        };
        let term = key.term();
        if !key.is_in_tier(tier) || !term.bytes().starts_with(prefix.bytes()) {
            break;
        }
        if !pattern.matches(&term) {
            from = after_digits(prefix);
        } else if union.lists.len() == MAX_EXPANSIONS {
            union.narrowed = true;
            break;
        } else {
            let head = Head::At(key.place());
            union.lists.push(List { tier, term, head });
            from = term.successor();
        }
    }
    union
}

/// The first term after those that begin with `prefix` and a digit.
fn after_digits(prefix: &Term) -> Option<Term> {
    let mut bytes = prefix.bytes().to_vec();
    bytes.push(b'9' + 1);
    (bytes.len() <= TERM_BYTES).then(|| Term::from_slice(&bytes))
}

/// The records that stand in all of some unions and, if kinds are given, are of one of them.
#[derive(Debug)]
pub(super) struct Join {
    /// At least one.
    unions: Vec<Union>,
    kinds: Option<Kinds>,
}

/// A filter by kind: a record's place tells its kind, so that the lists are read only to
/// get past records of other kinds.
#[derive(Debug)]
pub(super) struct Kinds {
    pub(super) kinds: Vec<u8>,
    pub(super) lists: Union,
}

impl Join {
    /// Joins the unions; the kinds alone are read as any other list.
    pub(super) fn new(mut unions: Vec<Union>, kinds: Option<Kinds>) -> Self {
        match kinds {
            Some(kinds) if unions.is_empty() => {
                unions.push(kinds.lists);
                Self {
                    unions,
                    kinds: None,
                }
            }
            kinds => Self { unions, kinds },
        }
    }

    /// One round over all lists: `target` itself if the record there is in all of them, or
    /// a place after it before which there is none, or nothing if there are no more.
    pub(super) fn round<P: Postings + ?Sized>(
        &mut self,
        reader: &mut Reader<'_, P>,
        target: Place,
    ) -> Option<Place> {
        let mut furthest = target;
        for union in &mut self.unions {
            furthest = union.seek(reader, furthest)?;
        }
        match &mut self.kinds {
            Some(filter) if !filter.kinds.contains(&furthest.kind()) => {
                filter.lists.seek(reader, furthest)
            }
            _ => Some(furthest),
        }
    }
}
