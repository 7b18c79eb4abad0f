//! Several parts become one, a little at a time.
//!
//! First the documents: those that are not gone are numbered anew. Then the words, key by key:
//! the lists of a key are put together with the new numbers. How far a merge has come stands on
//! the heap alone. Who opens an index in the middle of one begins it anew: the parts are still
//! there, and the pages that were written are free.

use std::collections::VecDeque;

use ic_stable_structures::Memory;

use super::dictionary::{Reader, Told};
use super::list::each_number;
use super::pages::Pages;
use super::part::{DOCUMENT, Part, WordWriter, push_document, read_document};
use crate::search::place::Place;

/// What a document that is gone has for a new number.
const GONE: u32 = u32::MAX;
/// Documents that are read at a time.
const READ: usize = 512;
/// What a key costs, where an entry of its list costs 1.
const KEY: u32 = 16;

/// A merge that is going on.
#[derive(Debug)]
pub(super) struct Merge {
    sources: Vec<Source>,
    /// What becomes of them.
    pub(super) part: Part,
    writer: WordWriter,
    has_documents: bool,
}

#[derive(Debug, Default)]
struct Source {
    /// Which of the index's parts it is.
    part: usize,
    /// The new numbers of its documents, as far as they are told.
    numbers: Vec<u32>,
    /// Documents that were read ahead.
    ahead: VecDeque<(Place, bool)>,
    words: Reader,
}

impl Merge {
    /// Begins to merge some parts.
    pub(super) fn new<M: Memory>(pages: &mut Pages<M>, parts: &[usize]) -> Self {
        let source = |&part| Source {
            part,
            ..Source::default()
        };
        Merge {
            sources: parts.iter().map(source).collect(),
            part: Part::begin(pages),
            writer: WordWriter::default(),
            has_documents: false,
        }
    }

    /// The parts that are merged.
    pub(super) fn sources(&self) -> impl Iterator<Item = usize> {
        self.sources.iter().map(|source| source.part)
    }

    /// Goes on, by about so many documents or entries of lists; tells whether it is done.
    pub(super) fn step<M: Memory>(
        &mut self,
        pages: &mut Pages<M>,
        parts: &[Part],
        work: u32,
    ) -> bool {
        let mut left = work.max(1);
        if !self.has_documents {
            self.has_documents = self.number_documents(pages, parts, &mut left);
            if self.has_documents {
                for source in &mut self.sources {
                    source.words.next(pages, &parts[source.part].dictionary);
                }
            }
        }
        while self.has_documents && left > 0 {
            let Some(key) = self.least_key() else {
                self.writer.finish(pages, &mut self.part);
                return true;
            };
            let numbers = self.numbers_of(pages, parts, &key);
            self.writer.push(pages, &mut self.part, &key, &numbers);
            left = left.saturating_sub(KEY + numbers.len() as u32);
        }
        false
    }

    /// Numbers documents anew; tells whether all have got their numbers.
    fn number_documents<M: Memory>(
        &mut self,
        pages: &mut Pages<M>,
        parts: &[Part],
        left: &mut u32,
    ) -> bool {
        let mut row = Vec::new();
        let mut next = self.part.count();
        let mut is_done = false;
        while *left > 0 && !is_done {
            for source in &mut self.sources {
                source.read_ahead(pages, &parts[source.part]);
            }
            let sources = self.sources.iter_mut();
            let least = sources
                .min_by_key(|s| s.ahead.front().map_or((true, None), |d| (false, Some(d.0))));
            let taken = least.and_then(|source| Some((source.ahead.pop_front()?, source)));
            match taken {
                Some(((place, true), source)) => {
                    source.numbers.push(next);
                    next += 1;
                    push_document(&mut row, place);
                }
                Some(((_, false), source)) => source.numbers.push(GONE),
                None => is_done = true,
            }
            *left -= 1;
        }
        self.part.documents.append(pages, &row);
        // What was read ahead may go before it is numbered.
        self.sources.iter_mut().for_each(|s| s.ahead.clear());
        is_done
    }

    fn least_key(&self) -> Option<Vec<u8>> {
        let words = self.sources.iter().map(|source| &source.words);
        let keys = words.filter(|words| words.told.is_some());
        keys.map(|words| &words.key).min().cloned()
    }

    /// The new numbers of the documents with a key, and the sources that have it moved on.
    fn numbers_of<M: Memory>(&mut self, pages: &Pages<M>, parts: &[Part], key: &[u8]) -> Vec<u32> {
        let mut numbers = Vec::new();
        let mut lists = 0;
        for Source {
            part,
            numbers: new,
            words,
            ..
        } in &mut self.sources
        {
            let Some(told) = words.told.filter(|_| words.key == key) else {
                continue;
            };
            let mut take = |number: u32| {
                let number = new.get(number as usize).filter(|number| **number != GONE);
                numbers.extend(number);
            };
            match told {
                Told::One(number) => take(number),
                Told::List(lies) => {
                    let list = parts[*part].lists.bytes(pages, lies.at, lies.length);
                    each_number(&list, lies.count, take);
                }
            }
            lists += 1;
            words.next(pages, &parts[*part].dictionary);
        }
        if lists > 1 {
            // Runs in order, most of them one behind the other: made for a sort that sees runs.
            numbers.sort();
        }
        numbers
    }
}

impl Source {
    fn read_ahead<M: Memory>(&mut self, pages: &Pages<M>, part: &Part) {
        if !self.ahead.is_empty() {
            return;
        }
        let bytes = part.documents_from(pages, self.numbers.len() as u32, READ);
        let (documents, _) = bytes.as_chunks::<DOCUMENT>();
        self.ahead.extend(documents.iter().map(read_document));
    }
}
