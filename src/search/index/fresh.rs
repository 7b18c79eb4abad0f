//! The documents that were entered last, as they were given: a file of them, one after the other.
//! What is in it is held on the heap too, so that a query looks through it without reading.
//!
//! ```text
//! document  length of its keys (4 bytes), 1 if it is gone, its place, its keys
//! ```
//! A length of zero ends the file.

use ic_stable_structures::Memory;

use super::keys;
use super::pages::{File, Pages};
use super::part::{Part, WordWriter, push_document};
use crate::search::document::Words;
use crate::search::place::Place;

const LENGTH: usize = 4;
const HEAD: usize = LENGTH + 1 + Place::BYTES;

/// A document that is not in a part yet.
#[derive(Debug)]
pub(in crate::search) struct FreshDocument {
    at: u64,
    pub(in crate::search) place: Place,
    pub(in crate::search) is_gone: bool,
    /// A row of keys, in order.
    pub(in crate::search) keys: Vec<u8>,
}

/// All documents that are not in a part yet.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    pub(super) file: File,
    pub(super) documents: Vec<FreshDocument>,
}

impl Fresh {
    /// Reads the documents of a file.
    pub(super) fn open<M: Memory>(pages: &Pages<M>, file_pages: Vec<u32>) -> Self {
        let all = (file_pages.len() * super::pages::PAGE) as u64;
        let file = File::new(file_pages, all);
        let (mut documents, mut at) = (Vec::new(), 0);
        loop {
            let mut head = [0; HEAD];
            file.read(pages, at, &mut head);
            let (length, rest) = head.split_at(LENGTH);
            let length = length.try_into().map_or(0, u32::from_le_bytes) as usize;
            if length == 0 {
                break;
            }
            let mut place = [0; Place::BYTES];
            place.copy_from_slice(&rest[1..]);
            documents.push(FreshDocument {
                at,
                place: Place::from_bytes(place),
                is_gone: rest[0] == 1,
                keys: file.bytes(pages, at + HEAD as u64, length),
            });
            at += (HEAD + length) as u64;
        }
        let file = File::new(file.pages().to_vec(), at);
        Fresh { file, documents }
    }

    /// Bytes of the documents.
    pub(super) fn bytes(&self) -> u64 {
        self.file.length()
    }

    pub(super) fn push<M: Memory>(&mut self, pages: &mut Pages<M>, words: Words) {
        let mut bytes = Vec::with_capacity(HEAD + words.keys.len() + LENGTH);
        bytes.extend((words.keys.len() as u32).to_le_bytes());
        bytes.push(0);
        bytes.extend(words.place.bytes());
        bytes.extend(&words.keys);
        let at = self.file.length();
        let end = at + bytes.len() as u64;
        bytes.extend([0; LENGTH]);
        self.file.append(pages, &bytes);
        self.file.cut(end);
        self.documents.push(FreshDocument {
            at,
            place: words.place,
            is_gone: false,
            keys: words.keys,
        });
    }

    /// Marks a document as gone; tells whether it was there.
    pub(super) fn bury<M: Memory>(&mut self, pages: &Pages<M>, place: Place) -> bool {
        let is_it = |d: &&mut FreshDocument| d.place == place && !d.is_gone;
        let Some(document) = self.documents.iter_mut().rev().find(is_it) else {
            return false;
        };
        document.is_gone = true;
        self.file.write(pages, document.at + LENGTH as u64, &[1]);
        true
    }

    /// Makes a part of the documents, and forgets them. None if none is left.
    pub(super) fn take_part<M: Memory>(&mut self, pages: &mut Pages<M>) -> Option<Part> {
        let mut documents = std::mem::take(&mut self.documents);
        self.file.cut(0);
        self.file.append(pages, &[0; LENGTH]);
        self.file.cut(0);
        documents.retain(|document| !document.is_gone);
        documents.sort_by_key(|document| document.place);
        if documents.is_empty() {
            return None;
        }
        let mut part = Part::begin(pages);
        let mut row = Vec::new();
        let mut pairs: Vec<(&[u8], u32)> = Vec::new();
        for (number, document) in (0u32..).zip(&documents) {
            push_document(&mut row, document.place);
            pairs.extend(keys::each(&document.keys).map(|key| (key, number)));
        }
        part.documents.append(pages, &row);
        pairs.sort_unstable();
        let mut writer = WordWriter::default();
        for same in pairs.chunk_by(|a, b| a.0 == b.0) {
            let numbers: Vec<u32> = same.iter().map(|pair| pair.1).collect();
            writer.push(pages, &mut part, same[0].0, &numbers);
        }
        writer.finish(pages, &mut part);
        Some(part)
    }
}
