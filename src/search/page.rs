//! Answers a query, a page at a time.
//!
//! In two passes: first the records that have all terms in their titles, then those that
//! have them anywhere and were not found before; in each the newest first. Without terms
//! there is the second pass alone. Where many titles have each of the terms and few have all, the
//! first pass ends before it has come to the oldest records, and the second finds these.

use std::collections::BTreeMap;

use ic_stable_structures::Memory;

use super::cursor::Cursor;
use super::index::Index;
use super::place::{Place, Tier};
use super::query::Query;
use super::scan::{Asked, Head, Scan, Union, words};

/// How far to go for one page.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// So many hits at most; 0 is taken as 1.
    pub take: usize,
    /// After so much work the page ends with what was found. The unit is a chunk of a list, or 64
    /// entries of one, some 2,000 instructions. It is looked at between chunks: looking up the
    /// terms in the parts that the page comes to, and one chunk of all lists, are always done, so
    /// that every page gets further.
    pub work: u32,
    /// After so much work on one page, the pass over titles leaves what is older to the other.
    pub titles: u32,
}

/// The bound of work on titles that readers are served with: it takes two words that each stand in
/// many titles, and never in the same, through some 100,000 records.
pub const TITLES_WORK: u32 = 400;

/// A record that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The kind of record.
    pub kind: u8,
    /// Its id.
    pub id: u64,
    /// Its time in nanoseconds; 0 if unknown.
    pub time: u64,
    /// Whether the pass over titles has found it.
    pub in_titles: bool,
}

/// A page of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What was found, the best first.
    pub hits: Vec<Hit>,
    /// Where to go on. If the page is full, there is another hit to come; if it is not, the
    /// bound on work was reached. None when all was looked at.
    pub next: Option<Cursor>,
    /// A word of the query is the beginning of so many others that not all of them were
    /// looked for; a longer one would find the rest.
    pub narrowed: bool,
    /// What it cost, in the unit of [`Bounds::work`].
    pub work: u32,
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
pub fn search<M: Memory>(
    index: &Index<M>,
    query: &Query,
    cursor: Option<Cursor>,
    bounds: Bounds,
) -> Page {
    let mut run = Run {
        index,
        query,
        take: bounds.take.max(1),
        max_work: bounds.work,
        max_titles: bounds.titles,
        work: 0,
        hits: Vec::new(),
        narrowed: false,
        titles: BTreeMap::new(),
    };
    let start = cursor.unwrap_or(Cursor {
        pass: if query.patterns.is_empty() {
            Pass::Anywhere
        } else {
            Pass::Titles
        },
        from: query.newest,
        titles_end: Place::LAST,
    });
    let mut end = run.pass(start);
    if let (Pass::Titles, End::Of(titles_end)) = (start.pass, end) {
        end = run.pass(Cursor {
            pass: Pass::Anywhere,
            from: query.newest,
            titles_end,
        });
    }
    Page {
        hits: run.hits,
        next: match end {
            End::Page(from) => Some(from),
            End::Of(_) => None,
        },
        narrowed: run.narrowed,
        work: run.work,
    }
}

/// Where a pass has ended.
#[derive(Debug, Clone, Copy)]
enum End {
    /// With the page, which goes on from there.
    Page(Cursor),
    /// Before a place: behind all records, or where titles are looked at no longer.
    Of(Place),
}

struct Run<'a, M: Memory> {
    index: &'a Index<M>,
    query: &'a Query,
    take: usize,
    max_work: u32,
    max_titles: u32,
    work: u32,
    hits: Vec<Hit>,
    narrowed: bool,
    /// What the pass over titles has looked up in each part, for the other pass.
    titles: BTreeMap<usize, Option<Vec<Union>>>,
}

impl<'a, M: Memory> Run<'a, M> {
    /// Goes through one pass.
    fn pass(&mut self, start: Cursor) -> End {
        let pass = start.pass;
        let asked = Asked {
            query: self.query,
            tier: pass.tier(),
            // A forged cursor may stand before the time filter's first place.
            from: start.from.max(self.query.newest),
            titles_end: start.titles_end,
        };
        let stop = |from| End::Page(Cursor { from, ..start });
        let mut fresh = self.fresh(&asked);
        let mut scans = self.scans(&asked);
        loop {
            let first = fresh.last().map(|place| (*place, true, None));
            let heads = scans
                .iter()
                .enumerate()
                .filter_map(|(at, scan)| match scan.head {
                    Head::Hit(place) => Some((place, true, Some(at))),
                    Head::At(place) => Some((place, false, Some(at))),
                    Head::End => None,
                });
            // Of equal places, a hit comes last: a page that ends behind it never has to go on
            // from its place, where an older version of the record may stand in another part.
            let heads = first.into_iter().chain(heads);
            let Some((place, is_hit, at)) = heads.min_by_key(|head| (head.0, head.1)) else {
                return End::Of(Place::LAST);
            };
            if self.work >= self.max_work && place > asked.from {
                return stop(place);
            }
            if is_hit && self.hits.len() == self.take {
                return stop(place);
            }
            if pass == Pass::Titles && self.work >= self.max_titles {
                return End::Of(place);
            }
            if is_hit {
                self.hits.push(hit(place, pass));
            }
            match at {
                None => {
                    fresh.pop();
                }
                Some(at) => {
                    let before = scans[at].work;
                    match scans[at].is_begun() {
                        true => scans[at].go_on(self.index.pages()),
                        false => self.begin(&mut scans[at], &asked),
                    }
                    self.work += scans[at].work - before;
                }
            }
        }
    }

    /// The fresh documents that are asked for, the last ones first.
    fn fresh(&self, asked: &Asked<'_>) -> Vec<Place> {
        let met = self
            .index
            .fresh()
            .filter(|document| asked.is_met_by(document));
        let mut places: Vec<Place> = met.map(|document| document.place).collect();
        places.sort_unstable_by(|a, b| b.cmp(a));
        places
    }

    fn scans(&self, asked: &Asked<'_>) -> Vec<Scan<'a>> {
        let parts = self.index.parts().iter().enumerate();
        parts
            .filter_map(|part| Scan::new(self.index.pages(), part, asked))
            .collect()
    }

    /// Looks up what a part has of the words.
    fn begin(&mut self, scan: &mut Scan<'a>, asked: &Asked<'_>) {
        let (pages, query, part) = (self.index.pages(), self.query, scan.part);
        let narrowed = &mut self.narrowed;
        let mut look_up = |tier| words(pages, part, tier, &query.patterns, narrowed);
        let found = look_up(asked.tier);
        if asked.tier == Tier::Title {
            self.titles.insert(scan.number, found.clone());
            return scan.begin(pages, query, found, None);
        }
        let seen_end = match query.patterns.is_empty() || found.is_none() {
            true => 0,
            false => part.first_from(pages, asked.titles_end),
        };
        let seen = match seen_end {
            0 => None,
            _ => {
                let titles = self.titles.remove(&scan.number);
                titles.unwrap_or_else(|| look_up(Tier::Title))
            }
        };
        scan.begin(pages, query, found, seen.map(|seen| (seen, seen_end)));
    }
}

fn hit(place: Place, pass: Pass) -> Hit {
    Hit {
        kind: place.kind(),
        id: place.id(),
        time: place.time(),
        in_titles: pass == Pass::Titles,
    }
}
