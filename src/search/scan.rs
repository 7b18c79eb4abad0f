//! The documents of one part of the index that a query asks for, in order.
//!
//! Lists are joined chunk by chunk, as sets of bits: what all conditions have in common, less what
//! the pass over titles has found.

use std::rc::Rc;

use ic_stable_structures::Memory;

use super::index::keys;
use super::index::list::{Bits, CHUNK, List, NO_BITS};
use super::index::part::Part;
use super::index::{FreshDocument, Pages};
use super::place::{Place, Tier};
use super::query::Query;
use super::term::{Pattern, Term};

/// What one condition asks for: a record must stand in one of these lists.
pub(super) type Union = Rc<Vec<List>>;

/// What a pass asks of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'q> {
    pub(super) query: &'q Query,
    pub(super) tier: Tier,
    /// The first place to look at.
    pub(super) from: Place,
    /// The first place that the pass over titles has not looked at.
    pub(super) titles_end: Place,
}

impl Asked<'_> {
    /// Whether the pass over titles has found some records before.
    fn is_second(&self) -> bool {
        self.tier == Tier::Anywhere && !self.query.patterns.is_empty()
    }

    /// The first place that is too old.
    fn end(&self) -> Option<Place> {
        let last = self.query.from.checked_sub(1)?;
        Some(Place::new(last, 0, 0))
    }

    /// Whether a fresh document is asked for.
    pub(super) fn is_met_by(&self, document: &FreshDocument) -> bool {
        let place = document.place;
        let query = self.query;
        place >= self.from
            && self.end().is_none_or(|end| place < end)
            && (query.kinds.is_empty() || query.kinds.contains(&place.kind()))
            && query
                .lists
                .iter()
                .all(|list| holds(document, Tier::Filter, &Pattern::Is(*list)))
            && has_all(document, self.tier, &query.patterns)
            && !(self.is_second()
                && place < self.titles_end
                && has_all(document, Tier::Title, &query.patterns))
    }
}

fn has_all(document: &FreshDocument, tier: Tier, patterns: &[Pattern]) -> bool {
    patterns
        .iter()
        .all(|pattern| holds(document, tier, pattern))
}

fn holds(document: &FreshDocument, tier: Tier, pattern: &Pattern) -> bool {
    let beginning = match pattern {
        Pattern::Is(term) | Pattern::Begins(term) => term.bytes(),
    };
    for key in keys::each(&document.keys) {
        let (own, term) = (key[0], &key[1..]);
        if own < tier as u8 || (own == tier as u8 && term < beginning) {
            continue;
        }
        if own > tier as u8 || !term.starts_with(beginning) {
            return false;
        }
        if pattern.matches_bytes(term) {
            return true;
        }
    }
    false
}

/// Where a scan has come to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Head {
    /// At a record that is asked for.
    Hit(Place),
    /// At a record before which there is none that was not given.
    At(Place),
    End,
}

/// The lists of one part for each of some patterns; none if one of them has no list.
pub(super) fn words<M: Memory>(
    pages: &Pages<M>,
    part: &Part,
    tier: Tier,
    patterns: &[Pattern],
    narrowed: &mut bool,
) -> Option<Vec<Union>> {
    let mut unions = Vec::with_capacity(patterns.len());
    for pattern in patterns {
        let (lists, is_narrowed) = part.expand(pages, tier, pattern);
        *narrowed |= is_narrowed;
        if lists.is_empty() {
            return None;
        }
        unions.push(Rc::new(lists));
    }
    Some(unions)
}

/// Goes through a part for a pass.
#[derive(Debug)]
pub(super) struct Scan<'i> {
    /// Which of the index's parts it is.
    pub(super) number: usize,
    pub(super) part: &'i Part,
    /// What is asked of its records; none before the pass has come to the part.
    conditions: Option<Conditions>,
    chunk: u32,
    /// What is left of the records in that chunk.
    bits: Bits,
    /// Whether the chunk was looked at.
    is_open: bool,
    /// Numbers of the first document and of the one behind the last.
    bounds: (u32, u32),
    pub(super) head: Head,
    /// How much was read.
    pub(super) work: u32,
}

/// What is asked of the records of a part, as lists.
#[derive(Debug)]
struct Conditions {
    /// All must be met.
    unions: Vec<Union>,
    /// If a record meets all of these, the pass over titles has found it, if its number is below
    /// this one.
    seen: Option<(Vec<Union>, u32)>,
}

impl<'i> Scan<'i> {
    /// A scan that stands before the first record which is new enough; none if there is none.
    /// Nothing is looked up yet: a page that ends before it comes to this part never needs it.
    pub(super) fn new<M: Memory>(
        pages: &Pages<M>,
        (number, part): (usize, &'i Part),
        asked: &Asked<'_>,
    ) -> Option<Self> {
        let first = part.first_from(pages, asked.from);
        let end = asked.end();
        let end = end.map_or(part.count(), |end| part.first_from(pages, end));
        (first < end).then(|| Scan {
            number,
            part,
            conditions: None,
            chunk: first / CHUNK,
            bits: NO_BITS,
            is_open: false,
            bounds: (first, end),
            head: Head::At(part.document(pages, first).0),
            work: 0,
        })
    }

    pub(super) fn is_begun(&self) -> bool {
        self.conditions.is_some()
    }

    /// Begins with records that have all of some words, and not all of those that were seen below
    /// a number. The scan is at its end if the part has no list for these or for some filter.
    pub(super) fn begin<M: Memory>(
        &mut self,
        pages: &Pages<M>,
        query: &Query,
        words: Option<Vec<Union>>,
        seen: Option<(Vec<Union>, u32)>,
    ) {
        let filters = words.as_ref().and_then(|_| self.filters(pages, query));
        if filters.is_none() {
            self.head = Head::End;
        }
        let mut unions = filters.unwrap_or_default();
        unions.extend(words.unwrap_or_default());
        self.conditions = Some(Conditions { unions, seen });
    }

    /// The lists of what is asked for beside words; none if one of them is missing.
    fn filters<M: Memory>(&self, pages: &Pages<M>, query: &Query) -> Option<Vec<Union>> {
        let listed = |term: Term| self.part.find(pages, Tier::Filter, &term);
        let mut unions = Vec::with_capacity(query.lists.len() + 1 + query.patterns.len());
        for list in &query.lists {
            unions.push(Rc::new(vec![listed(*list)?]));
        }
        if !query.kinds.is_empty() {
            unions.push(Rc::new(query.kind_terms().filter_map(listed).collect()));
        }
        Some(unions)
    }

    /// Goes on from where the head is: to a hit, or over one chunk.
    pub(super) fn go_on<M: Memory>(&mut self, pages: &Pages<M>) {
        if !self.is_open {
            let Some(chunk) = self.next_chunk(self.chunk) else {
                self.head = Head::End;
                return;
            };
            self.chunk = chunk;
            self.is_open = true;
            self.join(pages);
        }
        self.head = match self.next_hit(pages) {
            Some(place) => Head::Hit(place),
            None => {
                self.is_open = false;
                self.chunk += 1;
                match self.chunk * CHUNK {
                    first if first < self.bounds.1 => Head::At(self.part.document(pages, first).0),
                    _ => Head::End,
                }
            }
        };
    }

    /// The next of the records that were found in the chunk and are still so.
    fn next_hit<M: Memory>(&mut self, pages: &Pages<M>) -> Option<Place> {
        for (at, word) in (0u32..).zip(self.bits.iter_mut()) {
            while *word != 0 {
                let number = self.chunk * CHUNK + at * 64 + word.trailing_zeros();
                *word &= *word - 1;
                self.work += 1;
                let (place, is_there) = self.part.document(pages, number);
                if is_there {
                    return Some(place);
                }
            }
        }
        None
    }

    /// The first chunk from one on that all conditions have.
    fn next_chunk(&self, from: u32) -> Option<u32> {
        let conditions = self.conditions.as_ref()?;
        let mut chunk = from;
        loop {
            let mut furthest = chunk;
            for union in &conditions.unions {
                let chunks = union.iter().filter_map(|list| list.next_chunk(furthest));
                furthest = chunks.min()?;
            }
            if furthest == chunk {
                return (chunk * CHUNK < self.bounds.1).then_some(chunk);
            }
            chunk = furthest;
        }
    }

    /// Finds what all conditions have in common in the chunk.
    fn join<M: Memory>(&mut self, pages: &Pages<M>) {
        self.bits = NO_BITS;
        let Some(Conditions { unions, seen }) = &self.conditions else {
            return;
        };
        let mut unions = unions.iter();
        if let Some(first) = unions.next() {
            self.work += add(pages, self.part, first, self.chunk, &mut self.bits);
        }
        keep_within(&mut self.bits, self.chunk, self.bounds);
        for union in unions {
            let mut own = NO_BITS;
            self.work += add(pages, self.part, union, self.chunk, &mut own);
            if !keep_common(&mut self.bits, &own) {
                return;
            }
        }
        let Some((seen, seen_end)) = seen else {
            return;
        };
        let mut all = self.bits;
        keep_within(&mut all, self.chunk, (0, *seen_end));
        for union in seen {
            let mut own = NO_BITS;
            self.work += add(pages, self.part, union, self.chunk, &mut own);
            if !keep_common(&mut all, &own) {
                return;
            }
        }
        let words = self.bits.iter_mut().zip(all);
        words.for_each(|(word, seen)| *word &= !seen);
    }
}

/// Keeps the numbers of a chunk that lie within bounds.
fn keep_within(bits: &mut Bits, chunk: u32, bounds: (u32, u32)) {
    let within = |bound: u32| bound.saturating_sub(chunk * CHUNK).min(CHUNK);
    let (first, end) = (within(bounds.0), within(bounds.1));
    if (first, end) == (0, CHUNK) {
        return;
    }
    for (at, word) in (0u32..).zip(bits) {
        let from = first.saturating_sub(at * 64).min(64);
        let until = end.saturating_sub(at * 64).min(64);
        *word &= match from < until {
            true => (u64::MAX >> (64 - (until - from))) << from,
            false => 0,
        };
    }
}

/// Adds the documents of a chunk that stand in any of some lists; tells how much was read.
fn add<M: Memory>(
    pages: &Pages<M>,
    part: &Part,
    union: &Union,
    chunk: u32,
    bits: &mut Bits,
) -> u32 {
    let lists = union.iter();
    lists
        .map(|list| part.add_chunk(pages, list, chunk, bits))
        .sum()
}

/// Keeps what two sets have in common; tells whether that is anything.
fn keep_common(bits: &mut Bits, others: &Bits) -> bool {
    let mut any = 0;
    for (word, other) in bits.iter_mut().zip(others) {
        *word &= other;
        any |= *word;
    }
    any != 0
}
