//! The documents of one part of the index that a query asks for, in order.
//!
//! Lists are joined chunk by chunk, as sets of bits: what all conditions have in common, less what
//! the pass over titles has found.

use ic_stable_structures::Memory;

use super::index::keys;
use super::index::list::{Bits, CHUNK, List, NO_BITS};
use super::index::part::Part;
use super::index::{FreshDocument, Pages};
use super::place::{Place, Tier};
use super::query::Query;
use super::term::{Pattern, Term};

/// What one condition asks for: a record must stand in one of these lists.
type Union = Vec<List>;

/// What a pass asks of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'q> {
    pub(super) query: &'q Query,
    pub(super) tier: Tier,
    /// The first place to look at.
    pub(super) from: Place,
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
            && !(self.is_second() && has_all(document, Tier::Title, &query.patterns))
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

/// Goes through a part for a pass.
#[derive(Debug)]
pub(super) struct Scan<'i> {
    part: &'i Part,
    /// All must be met.
    unions: Vec<Union>,
    /// If a record meets all of these, another pass has found it.
    seen: Option<Vec<Union>>,
    chunk: u32,
    /// What is left of the records in that chunk; none if it was not looked at.
    bits: Option<Bits>,
    /// Numbers of the first document and of the one behind the last.
    bounds: (u32, u32),
    pub(super) head: Head,
    /// How much was read.
    pub(super) work: u32,
    pub(super) narrowed: bool,
}

impl<'i> Scan<'i> {
    /// Looks up what is asked for; none if the part has nothing of it.
    pub(super) fn new<M: Memory>(
        pages: &Pages<M>,
        part: &'i Part,
        asked: &Asked<'_>,
    ) -> Option<Self> {
        let first = part.first_from(pages, asked.from);
        let end = asked
            .end()
            .map_or(part.count(), |end| part.first_from(pages, end));
        let mut scan = Scan {
            part,
            unions: Vec::new(),
            seen: None,
            chunk: first / CHUNK,
            bits: None,
            bounds: (first, end),
            head: Head::End,
            work: 0,
            narrowed: false,
        };
        if first >= end {
            return None;
        }
        let query = asked.query;
        let listed = |term: Term| part.find(pages, Tier::Filter, &term);
        for list in &query.lists {
            scan.unions.push(vec![listed(*list)?]);
        }
        if !query.kinds.is_empty() {
            scan.unions
                .push(query.kind_terms().filter_map(listed).collect());
        }
        let words = scan.words(pages, asked.tier, &query.patterns)?;
        scan.unions.extend(words);
        if asked.is_second() {
            scan.seen = scan.words(pages, Tier::Title, &query.patterns);
        }
        scan.head = Head::At(part.document(pages, first).0);
        Some(scan)
    }

    /// A union for each pattern; none if one has no list.
    fn words<M: Memory>(
        &mut self,
        pages: &Pages<M>,
        tier: Tier,
        patterns: &[Pattern],
    ) -> Option<Vec<Union>> {
        let mut unions = Vec::with_capacity(patterns.len());
        for pattern in patterns {
            let (lists, narrowed) = self.part.expand(pages, tier, pattern);
            self.narrowed |= narrowed;
            if lists.is_empty() {
                return None;
            }
            unions.push(lists);
        }
        Some(unions)
    }

    /// Goes on from where the head is: to a hit, or over one chunk.
    pub(super) fn go_on<M: Memory>(&mut self, pages: &Pages<M>) {
        if self.bits.is_none() {
            let Some(chunk) = self.next_chunk(self.chunk) else {
                self.head = Head::End;
                return;
            };
            self.chunk = chunk;
            self.bits = Some(self.joined(pages));
        }
        self.head = match self.next_hit(pages) {
            Some(place) => Head::Hit(place),
            None => {
                self.bits = None;
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
        let bits = self.bits.as_mut()?;
        for (at, word) in (0u32..).zip(bits.iter_mut()) {
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
        let mut chunk = from;
        loop {
            let mut furthest = chunk;
            for union in &self.unions {
                let chunks = union.iter().filter_map(|list| list.next_chunk(furthest));
                furthest = chunks.min()?;
            }
            if furthest == chunk {
                return (chunk * CHUNK < self.bounds.1).then_some(chunk);
            }
            chunk = furthest;
        }
    }

    /// What all conditions have in common in the chunk.
    fn joined<M: Memory>(&mut self, pages: &Pages<M>) -> Bits {
        let mut bits = self.within_bounds();
        for union in &self.unions {
            let own = united(pages, self.part, union, self.chunk, &mut self.work);
            bits.iter_mut()
                .zip(own)
                .for_each(|(word, own)| *word &= own);
            if bits == NO_BITS {
                return bits;
            }
        }
        if let Some(seen) = &self.seen {
            let mut all = bits;
            for union in seen {
                let own = united(pages, self.part, union, self.chunk, &mut self.work);
                all.iter_mut().zip(own).for_each(|(word, own)| *word &= own);
            }
            bits.iter_mut()
                .zip(all)
                .for_each(|(word, seen)| *word &= !seen);
        }
        bits
    }

    /// The numbers of the chunk that lie within the bounds.
    fn within_bounds(&self) -> Bits {
        let begin = self.chunk * CHUNK;
        let within = |bound: u32| bound.saturating_sub(begin).min(CHUNK);
        let (first, end) = (within(self.bounds.0), within(self.bounds.1));
        let mut bits = NO_BITS;
        for (at, word) in (0u32..).zip(bits.iter_mut()) {
            let from = first.saturating_sub(at * 64).min(64);
            let until = end.saturating_sub(at * 64).min(64);
            if from < until {
                *word = (u64::MAX >> (64 - (until - from))) << from;
            }
        }
        bits
    }
}

/// The documents of a chunk that stand in any of some lists.
fn united<M: Memory>(
    pages: &Pages<M>,
    part: &Part,
    union: &Union,
    chunk: u32,
    work: &mut u32,
) -> Bits {
    let mut bits = NO_BITS;
    for list in union {
        *work += part.add_chunk(pages, list, chunk, &mut bits);
    }
    bits
}
