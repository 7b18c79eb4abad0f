//! The inverted index in a memory of its own: which documents have a term.
//!
//! A document is entered as it is, behind the others that are fresh ([`fresh`]): a query looks
//! through these one by one. When there are enough, they become a part ([`part`]): a dictionary of
//! terms, each with the list of its documents. Parts become fewer and larger by merges
//! ([`merge`]), in steps that a timer makes, so that a query asks a handful of them however many
//! documents there are. A document belongs to one of these only; another version of it is another
//! document, and the old one is marked as gone until a merge leaves it off.

mod dictionary;
mod fresh;
pub(super) mod keys;
pub(super) mod list;
mod merge;
mod pages;
pub(super) mod part;
mod table;

use ic_stable_structures::Memory;

use super::document::Words;
use super::place::Place;
use fresh::Fresh;
use merge::Merge;
use pages::File;
use part::Part;
use table::{Files, Table};

pub(super) use fresh::FreshDocument;
pub(super) use pages::Pages;

/// So many fresh documents become a part.
const BATCH: usize = 64;
/// With so many times as many, or so many bytes of them, the message that enters one does it.
const MOST_BATCHES: usize = 4;
const MOST_FRESH_BYTES: u64 = 1 << 20;
/// A part that has more than so many times the documents of all smaller ones stays as it is when
/// these are merged.
const RATIO: u64 = 3;
/// With more parts, the message that makes one more goes on with the merge.
const MOST_PARTS: usize = 24;
/// Work of one step, in entries of lists: some 100 million instructions.
pub const STEP: u32 = 500_000;

/// The index.
pub struct Index<M: Memory> {
    pages: Pages<M>,
    table: File,
    fresh: Fresh,
    parts: Vec<Part>,
    merge: Option<Merge>,
    made_anew_to: Option<Vec<u8>>,
    batch: usize,
}

impl<M: Memory> std::fmt::Debug for Index<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let documents: Vec<u32> = self.parts.iter().map(Part::living).collect();
        f.debug_struct("Index")
            .field("fresh", &self.fresh.documents.len())
            .field("parts", &documents)
            .finish_non_exhaustive()
    }
}

impl<M: Memory> Index<M> {
    /// A new index in place of whatever the memory holds. What is there is written over by
    /// [`Index::write`], or when something is entered.
    ///
    /// # Panics
    /// When the memory is empty and cannot grow.
    pub fn new(memory: M) -> Self {
        Index {
            pages: Pages::new(memory, std::iter::empty()),
            table: File::default(),
            fresh: Fresh::default(),
            parts: Vec::new(),
            merge: None,
            made_anew_to: None,
            batch: BATCH,
        }
    }

    /// Opens the index in a memory, without writing to it. None if there is none, or its table is
    /// damaged.
    pub fn open(memory: M) -> Option<Self> {
        let (table, own) = table::read(&memory)?;
        let fresh = table::pages_of(&table.fresh);
        let parts: Vec<Part> = table.parts.iter().map(Files::part).collect();
        let of_parts = parts.iter().flat_map(Part::pages);
        let taken = of_parts.chain(&own).chain(&fresh).copied();
        let pages = Pages::new(memory, taken);
        let length = own.len() * pages::PAGE;
        Some(Index {
            fresh: Fresh::open(&pages, fresh),
            parts: parts.into_iter().map(|part| part.open(&pages)).collect(),
            table: File::new(own, length as u64),
            pages,
            merge: None,
            made_anew_to: table.made_anew_to,
            batch: BATCH,
        })
    }

    /// The same with parts of another size, for tests.
    #[cfg(test)]
    pub(super) fn with_batch(mut self, batch: usize) -> Self {
        self.batch = batch;
        self
    }

    /// Up to where the owner has made the index anew from the records; none if it is complete.
    pub fn made_anew_to(&self) -> Option<&[u8]> {
        self.made_anew_to.as_deref()
    }

    /// Notes how far the index was made anew, or that it is complete.
    pub fn set_made_anew_to(&mut self, to: Option<Vec<u8>>) {
        self.made_anew_to = to;
        self.write();
    }

    /// Enters a document. There must be none in its place.
    ///
    /// # Panics
    /// When the memory cannot grow.
    pub fn enter(&mut self, words: Words) {
        let pages = self.fresh.file.pages().len();
        self.fresh.push(&mut self.pages, words);
        let count = self.fresh.documents.len();
        if count >= self.batch * MOST_BATCHES || self.fresh.bytes() >= MOST_FRESH_BYTES {
            self.end_batch();
            if self.parts.len() > MOST_PARTS {
                self.merge_on(STEP);
            }
        } else if self.fresh.file.pages().len() != pages {
            self.write();
        }
    }

    /// Takes the document in a place out, if there is one.
    pub fn remove(&mut self, place: Place) {
        if self.fresh.bury(&self.pages, place) {
            return;
        }
        let parts = self.parts.iter_mut();
        if parts.rev().any(|part| part.bury(&self.pages, place))
            && let Some(merge) = &mut self.merge
        {
            merge.part.bury(&self.pages, place);
        }
    }

    /// Whether there is work to do for [`Index::tend`].
    pub fn is_untended(&self) -> bool {
        self.fresh.documents.len() >= self.batch
            || self.merge.is_some()
            || self.to_merge().is_some()
    }

    /// Makes a part of the fresh documents, or goes on with a merge: by about so many entries of
    /// lists, each of which costs some 200 instructions, and at least by the list of one term.
    /// Tells whether more is to do.
    ///
    /// # Panics
    /// When the memory cannot grow.
    pub fn tend(&mut self, work: u32) -> bool {
        match self.fresh.documents.len() >= self.batch {
            true => self.end_batch(),
            false => self.merge_on(work),
        }
        self.is_untended()
    }

    /// Makes a part of the fresh documents.
    pub(super) fn end_batch(&mut self) {
        let part = self.fresh.take_part(&mut self.pages);
        self.parts.extend(part);
        self.write();
    }

    /// Goes on with a merge, or begins one.
    pub(super) fn merge_on(&mut self, work: u32) {
        if self.merge.is_none() {
            let parts = self.to_merge();
            self.merge = parts.map(|parts| Merge::new(&mut self.pages, &parts));
        }
        let Some(merge) = &mut self.merge else {
            return;
        };
        if merge.step(&mut self.pages, &self.parts, work)
            && let Some(merge) = self.merge.take()
        {
            self.end_merge(merge);
        }
    }

    fn end_merge(&mut self, merge: Merge) {
        let mut sources: Vec<usize> = merge.sources().collect();
        sources.sort_unstable();
        for part in sources.into_iter().rev() {
            self.parts.remove(part).give_back(&mut self.pages);
        }
        match merge.part.living() {
            0 => merge.part.give_back(&mut self.pages),
            _ => self.parts.push(merge.part),
        }
        self.write();
    }

    /// The parts that should become one: the small ones that stand before a much larger one, or
    /// one that has lost more documents than it has.
    fn to_merge(&self) -> Option<Vec<usize>> {
        let mut by_size: Vec<usize> = (0..self.parts.len()).collect();
        by_size.sort_by_key(|part| self.parts[*part].living());
        let (mut small, mut documents) = (Vec::new(), 0);
        for part in by_size {
            let living = u64::from(self.parts[part].living());
            if !small.is_empty() && living > RATIO * documents {
                break;
            }
            small.push(part);
            documents += living;
        }
        if small.len() > 1 {
            return Some(small);
        }
        let is_hollow = |part: &Part| part.gone > part.living();
        let hollow = self.parts.iter().position(is_hollow)?;
        Some(vec![hollow])
    }

    /// Writes what is in which page.
    ///
    /// # Panics
    /// When the memory cannot grow.
    pub fn write(&mut self) {
        let table = Table {
            fresh: table::runs(self.fresh.file.pages()),
            parts: self.parts.iter().map(Files::of).collect(),
            made_anew_to: self.made_anew_to.clone(),
        };
        table::write(&mut self.pages, &mut self.table, &table);
    }

    /// The documents that are not in a part yet, but for those that are gone.
    pub(super) fn fresh(&self) -> impl Iterator<Item = &FreshDocument> {
        let documents = self.fresh.documents.iter();
        documents.filter(|document| !document.is_gone)
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn pages(&self) -> &Pages<M> {
        &self.pages
    }

    /// Everything that is entered: each key with the place of each of its documents, in order. It
    /// reads the whole index, to compare it with another.
    pub fn entries(&self) -> Vec<(Vec<u8>, [u8; Place::BYTES])> {
        let mut entries = Vec::new();
        for document in self.fresh() {
            let keys = keys::each(&document.keys);
            entries.extend(keys.map(|key| (key.to_vec(), *document.place.bytes())));
        }
        for part in &self.parts {
            part.each_entry(&self.pages, |key, place| {
                entries.push((key.to_vec(), *place.bytes()))
            });
        }
        entries.sort_unstable();
        entries
    }
}
