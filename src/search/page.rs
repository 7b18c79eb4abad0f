//! Answers a query, a page at a time.
//!
//! In two passes: first the records that have all terms in their titles, then those that
//! have them anywhere and were not found before; in each the newest first. Without terms
//! there is the second pass alone.

use super::cursor::Cursor;
use super::join::{Join, Kinds, Postings, Reader, Union};
use super::posting::{Place, Tier};
use super::query::Query;

/// How far to go for one page.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// So many hits at most; 0 is taken as 1.
    pub take: usize,
    /// After so many seeks the page ends with what was found. It is looked at between
    /// rounds over the lists: preparing a pass and one round are always done, so that every
    /// page gets further. With the most terms, each with the most continuations, these cost
    /// some 2,000 seeks.
    pub seeks: u32,
}

/// A record that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The kind of record.
    pub kind: u8,
    /// Its id.
    pub id: u64,
    /// Its time in nanoseconds; 0 if unknown.
    pub time: u64,
    /// Whether all terms stand in its titles.
    pub in_titles: bool,
}

/// A page of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What was found, the best first.
    pub hits: Vec<Hit>,
    /// Where to go on. If the page is full, there is another hit to come; if it is not, the
    /// bound on seeks was reached. None when all was looked at.
    pub next: Option<Cursor>,
    /// A word of the query is the beginning of so many others that not all of them were
    /// looked for; a longer one would find the rest.
    pub narrowed: bool,
    /// What it cost.
    pub seeks: u32,
}

/// Which of the two passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Pass {
    Titles = 0,
    Anywhere = 1,
}

impl Pass {
    fn tier(self) -> Tier {
        match self {
            Self::Titles => Tier::Title,
            Self::Anywhere => Tier::Anywhere,
        }
    }
}

/// Looks for the records that the query asks for, from the beginning or from a cursor.
///
/// Records that change between two pages may be missed or found twice; others are not.
#[must_use]
pub fn search<P: Postings + ?Sized>(
    postings: &P,
    query: &Query,
    cursor: Option<Cursor>,
    bounds: Bounds,
) -> Page {
    let mut run = Run {
        reader: Reader::new(postings),
        query,
        take: bounds.take.max(1),
        max_seeks: bounds.seeks,
        hits: Vec::new(),
        narrowed: false,
    };
    let start = cursor.unwrap_or(Cursor {
        pass: if query.patterns.is_empty() {
            Pass::Anywhere
        } else {
            Pass::Titles
        },
        from: query.newest,
    });
    let mut stopped = run.pass(start);
    if stopped.is_none() && start.pass == Pass::Titles {
        stopped = run.pass(Cursor {
            pass: Pass::Anywhere,
            from: query.newest,
        });
    }
    Page {
        hits: run.hits,
        next: stopped,
        narrowed: run.narrowed,
        seeks: run.reader.seeks,
    }
}

struct Run<'a, P: ?Sized> {
    reader: Reader<'a, P>,
    query: &'a Query,
    take: usize,
    max_seeks: u32,
    hits: Vec<Hit>,
    narrowed: bool,
}

impl<P: Postings + ?Sized> Run<'_, P> {
    /// Goes through one pass. Returns where it stopped, or none if it came to the end.
    fn pass(&mut self, start: Cursor) -> Option<Cursor> {
        let pass = start.pass;
        let mut join = self.join(pass)?;
        let mut seen = Seen::Unread;
        // A forged cursor may stand before the time filter's first place.
        let mut target = start.from.max(self.query.newest);
        loop {
            let found = join.round(&mut self.reader, target)?;
            if found.time() < self.query.from {
                return None;
            }
            if found != target {
                target = found;
            } else if pass == Pass::Anywhere && self.is_seen(&mut seen, found) {
                target = found.successor()?;
            } else if self.hits.len() == self.take {
                return Some(Cursor { pass, from: found });
            } else {
                self.hits.push(hit(found, pass));
                target = found.successor()?;
            }
            if self.reader.seeks >= self.max_seeks {
                return Some(Cursor { pass, from: target });
            }
        }
    }

    /// The join for a pass; none if some term stands nowhere in its tier.
    fn join(&mut self, pass: Pass) -> Option<Join> {
        let terms = self.unions(pass.tier())?;
        // What is read first decides how far the others leap. A group or a tag is one list,
        // a beginning of a word up to 32, and a change of kind costs nothing to see.
        let lists = self.query.lists.iter();
        let lists = lists.map(|list| Union::of_terms(Tier::Filter, [*list]));
        let unions = lists.chain(terms).collect();
        let kinds = (!self.query.kinds.is_empty()).then(|| Kinds {
            kinds: self.query.kinds.clone(),
            lists: Union::of_terms(Tier::Filter, self.query.kind_terms()),
        });
        Some(Join::new(unions, kinds))
    }

    /// For each term its records in a tier; none if some term has none.
    fn unions(&mut self, tier: Tier) -> Option<Vec<Union>> {
        let mut unions = Vec::with_capacity(self.query.patterns.len());
        for pattern in &self.query.patterns {
            let union = Union::of_pattern(&mut self.reader, tier, pattern)?;
            self.narrowed |= union.narrowed;
            unions.push(union);
        }
        Some(unions)
    }

    /// Whether the first pass has found the record already.
    fn is_seen(&mut self, seen: &mut Seen, place: Place) -> bool {
        if self.query.patterns.is_empty() {
            return false;
        }
        if matches!(seen, Seen::Unread) {
            *seen = self.unions(Tier::Title).map_or(Seen::Nothing, Seen::Titles);
        }
        match seen {
            Seen::Titles(unions) => unions.iter_mut().all(|u| u.holds(&mut self.reader, place)),
            Seen::Unread | Seen::Nothing => false,
        }
    }
}

/// What the first pass has found, kept by the second.
enum Seen {
    /// Not needed so far.
    Unread,
    /// Nothing: some term stands in no title.
    Nothing,
    /// The records that stand in all of these.
    Titles(Vec<Union>),
}

fn hit(place: Place, pass: Pass) -> Hit {
    Hit {
        kind: place.kind(),
        id: place.id(),
        time: place.time(),
        in_titles: pass == Pass::Titles,
    }
}
