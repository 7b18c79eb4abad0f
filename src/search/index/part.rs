//! A part of the index: some documents with all their words. But for the marks of documents that
//! are no longer so, it never changes.
//!
//! Its documents are numbered in their order, the newest first. Three files hold it: the places
//! of the documents, the dictionary and the lists.

use ic_stable_structures::Memory;

use super::dictionary::{Reader, Told, Writer};
use super::keys;
use super::list::{Bits, List, each_number, encode};
use super::pages::{File, Pages};
use crate::search::place::{Place, Tier};
use crate::search::term::{Pattern, Term};

/// A beginning stands for so many words of a part at most, the first in alphabetical order.
pub(in crate::search) const MAX_EXPANSIONS: usize = 32;

/// Bytes before the documents: how many of them are marked as gone.
const HEAD: u64 = 4;
/// Bytes of a document: its place, and whether it is gone.
pub(super) const DOCUMENT: usize = Place::BYTES + 1;

/// A part, whole or while it is written.
#[derive(Debug, Default)]
pub(in crate::search) struct Part {
    pub(super) documents: File,
    pub(super) dictionary: File,
    pub(super) lists: File,
    /// Documents that are marked as gone.
    pub(super) gone: u32,
}

impl Part {
    /// A part without documents, to be written.
    pub(super) fn begin<M: Memory>(pages: &mut Pages<M>) -> Self {
        let mut part = Part::default();
        part.documents.append(pages, &[0; HEAD as usize]);
        part
    }

    /// Reads how many documents are gone.
    pub(super) fn open<M: Memory>(mut self, pages: &Pages<M>) -> Self {
        let mut head = [0; HEAD as usize];
        self.documents.read(pages, 0, &mut head);
        self.gone = u32::from_le_bytes(head);
        self
    }

    /// How many documents it has, those that are gone too.
    pub(in crate::search) fn count(&self) -> u32 {
        (self.documents.length().saturating_sub(HEAD) / DOCUMENT as u64) as u32
    }

    /// How many documents are not gone.
    pub(super) fn living(&self) -> u32 {
        self.count().saturating_sub(self.gone)
    }

    /// The bytes of documents from a number on.
    pub(super) fn documents_from<M: Memory>(
        &self,
        pages: &Pages<M>,
        number: u32,
        count: usize,
    ) -> Vec<u8> {
        self.documents
            .bytes(pages, document_at(number), count * DOCUMENT)
    }

    /// A document's place, and whether it is still so.
    pub(in crate::search) fn document<M: Memory>(
        &self,
        pages: &Pages<M>,
        number: u32,
    ) -> (Place, bool) {
        let mut bytes = [0; DOCUMENT];
        self.documents.read(pages, document_at(number), &mut bytes);
        read_document(&bytes)
    }

    /// The number of the first document that is not before a place.
    pub(in crate::search) fn first_from<M: Memory>(&self, pages: &Pages<M>, place: Place) -> u32 {
        if place == Place::FIRST {
            return 0;
        }
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low.midpoint(high);
            match self.document(pages, middle).0 < place {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// Marks a document as gone; tells whether it was there.
    pub(super) fn bury<M: Memory>(&mut self, pages: &Pages<M>, place: Place) -> bool {
        let number = self.first_from(pages, place);
        if number == self.count() || self.document(pages, number) != (place, true) {
            return false;
        }
        let mark = document_at(number) + Place::BYTES as u64;
        self.documents.write(pages, mark, &[1]);
        self.gone += 1;
        self.documents.write(pages, 0, &self.gone.to_le_bytes());
        true
    }

    /// The list of what the dictionary told of.
    pub(super) fn list<M: Memory>(&self, pages: &Pages<M>, told: Told) -> List {
        match told {
            Told::One(number) => List::Numbers(vec![number]),
            Told::List(lies) => List::open(pages, &self.lists, lies),
        }
    }

    /// The list of a term, if there is one.
    pub(in crate::search) fn find<M: Memory>(
        &self,
        pages: &Pages<M>,
        tier: Tier,
        term: &Term,
    ) -> Option<List> {
        let key = keys::key(tier, term);
        let mut reader = Reader::default();
        reader.seek(pages, &self.dictionary, &key);
        let told = reader.told.filter(|_| reader.key == key)?;
        Some(self.list(pages, told))
    }

    /// Adds the documents of a chunk of a list to a set; tells how much was read.
    pub(in crate::search) fn add_chunk<M: Memory>(
        &self,
        pages: &Pages<M>,
        list: &List,
        chunk: u32,
        bits: &mut Bits,
    ) -> u32 {
        list.add_chunk(pages, &self.lists, chunk, bits)
    }

    /// The lists of the terms that a pattern asks for, and whether there are more of them.
    pub(in crate::search) fn expand<M: Memory>(
        &self,
        pages: &Pages<M>,
        tier: Tier,
        pattern: &Pattern,
    ) -> (Vec<List>, bool) {
        let prefix = match pattern {
            Pattern::Is(term) => {
                return (self.find(pages, tier, term).into_iter().collect(), false);
            }
            Pattern::Begins(prefix) => prefix,
        };
        let beginning = keys::key(tier, prefix);
        let mut lists = Vec::new();
        let mut reader = Reader::default();
        reader.seek(pages, &self.dictionary, &beginning);
        while let Some(told) = reader.told
            && reader.key.starts_with(&beginning)
        {
            if !pattern.matches_bytes(&reader.key[1..]) {
                // A longer number: all of them stand in a row.
                let behind = [&beginning[..], &[b'9' + 1]].concat();
                reader.seek(pages, &self.dictionary, &behind);
                continue;
            }
            if lists.len() == MAX_EXPANSIONS {
                return (lists, true);
            }
            lists.push(self.list(pages, told));
            reader.next(pages, &self.dictionary);
        }
        (lists, false)
    }

    /// Visits each key with each document that is not gone.
    pub(super) fn each_entry<M: Memory>(
        &self,
        pages: &Pages<M>,
        mut visit: impl FnMut(&[u8], Place),
    ) {
        let mut words = Reader::default();
        words.next(pages, &self.dictionary);
        while let Some(told) = words.told {
            let mut take = |number| {
                let (place, is_there) = self.document(pages, number);
                if is_there {
                    visit(&words.key, place);
                }
            };
            match told {
                Told::One(number) => take(number),
                Told::List(lies) => {
                    let list = self.lists.bytes(pages, lies.at, lies.length);
                    each_number(&list, lies.count, take);
                }
            }
            words.next(pages, &self.dictionary);
        }
    }

    /// The pages of its files.
    pub(super) fn pages(&self) -> impl Iterator<Item = &u32> {
        let files = [&self.documents, &self.dictionary, &self.lists];
        files.into_iter().flat_map(File::pages)
    }

    /// Makes its pages free.
    pub(super) fn give_back<M: Memory>(self, pages: &mut Pages<M>) {
        pages.give_back(self.documents);
        pages.give_back(self.dictionary);
        pages.give_back(self.lists);
    }
}

fn document_at(number: u32) -> u64 {
    HEAD + u64::from(number) * DOCUMENT as u64
}

/// A document's place, and whether it is still so.
pub(super) fn read_document(bytes: &[u8; DOCUMENT]) -> (Place, bool) {
    let mut place = [0; Place::BYTES];
    place.copy_from_slice(&bytes[..Place::BYTES]);
    (Place::from_bytes(place), bytes[Place::BYTES] == 0)
}

/// Appends a document to a row of them.
pub(super) fn push_document(row: &mut Vec<u8>, place: Place) {
    row.extend(place.bytes());
    row.push(0);
}

/// Writes the words of a part, key by key in order.
#[derive(Debug, Default)]
pub(super) struct WordWriter {
    dictionary: Writer,
    /// Lists that are not yet in the file.
    lists: Vec<u8>,
}

impl WordWriter {
    /// Lists are written to the file so many bytes at a time.
    const BYTES: usize = 32_768;

    /// Adds a key with the numbers of its documents, in order; a key without any is left off.
    pub(super) fn push<M: Memory>(
        &mut self,
        pages: &mut Pages<M>,
        part: &mut Part,
        key: &[u8],
        numbers: &[u32],
    ) {
        let at = part.lists.length() + self.lists.len() as u64;
        let told = match numbers {
            [] => return,
            [one] => (1, *one),
            many => {
                let list = encode(many);
                self.lists.extend(&list);
                (many.len() as u32, list.len() as u32)
            }
        };
        self.dictionary
            .push((&mut part.dictionary, pages), key, told, at);
        if self.lists.len() >= Self::BYTES {
            self.flush(pages, part);
        }
    }

    fn flush<M: Memory>(&mut self, pages: &mut Pages<M>, part: &mut Part) {
        part.lists.append(pages, &self.lists);
        self.lists.clear();
    }

    /// Writes what is not yet written.
    pub(super) fn finish<M: Memory>(&mut self, pages: &mut Pages<M>, part: &mut Part) {
        self.flush(pages, part);
        self.dictionary.finish(&mut part.dictionary, pages);
    }
}
