//! The keys of a part of the index, in order, each with where its list lies.
//!
//! ```text
//! block  8 bytes: where the list of its first key lies; then its keys; zeros to 1,024 bytes
//! key    bytes in common with the one before, further bytes, these bytes,
//!        numbers of its list, bytes of its list (or the number itself if it is the only one)
//! ```
//! The first key of a block has nothing in common with the one before, so that blocks can be
//! looked up by halving.

use std::cmp::Ordering;

use ic_stable_structures::Memory;

use super::keys::KEY_BYTES;
use super::list::{Lies, number_bytes, push_number, take_number};
use super::pages::{File, Pages};
use crate::base::text::common_start;

const BLOCK: usize = 1_024;
const HEAD: usize = 8;

/// What a dictionary says of a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Told {
    /// The only number of its list.
    One(u32),
    /// Its list lies apart.
    List(Lies),
}

/// Writes a dictionary. Keys are given in order.
#[derive(Debug, Default)]
pub(super) struct Writer {
    block: Vec<u8>,
    last: Vec<u8>,
}

impl Writer {
    /// Adds a key with the numbers and the bytes of its list, and where the list lies. If it has
    /// one number, that stands in place of the bytes, and nothing lies there.
    pub(super) fn push<M: Memory>(
        &mut self,
        (file, pages): (&mut File, &mut Pages<M>),
        key: &[u8],
        (count, value): (u32, u32),
        at: u64,
    ) {
        let numbers = number_bytes(count) + number_bytes(value);
        let full = self.block.len() + 2 + key.len() + numbers > BLOCK;
        if full {
            self.finish(file, pages);
        }
        let mut shared = common_start(&self.last, key);
        if self.block.is_empty() {
            self.block.extend(at.to_le_bytes());
            shared = 0;
        }
        self.block.push(shared as u8);
        self.block.push((key.len() - shared) as u8);
        self.block.extend(&key[shared..]);
        push_number(&mut self.block, count);
        push_number(&mut self.block, value);
        self.last.clear();
        self.last.extend(key);
    }

    /// Writes the last block.
    pub(super) fn finish<M: Memory>(&mut self, file: &mut File, pages: &mut Pages<M>) {
        if !self.block.is_empty() {
            self.block.resize(BLOCK, 0);
            file.append(pages, &self.block);
            self.block.clear();
        }
    }
}

/// Reads a dictionary from some key on.
#[derive(Debug, Default)]
pub(super) struct Reader {
    next_block: u64,
    block: Vec<u8>,
    at: usize,
    /// Where the list of the next key lies.
    list: u64,
    /// The key that was read last, and what is told of it.
    pub(super) key: Vec<u8>,
    pub(super) told: Option<Told>,
}

impl Reader {
    /// Reads on to the next key. At the end nothing is told any more.
    pub(super) fn next<M: Memory>(&mut self, pages: &Pages<M>, file: &File) {
        self.told = None;
        if self.is_at_end_of_block() {
            if (self.next_block + 1) * BLOCK as u64 > file.length() {
                return;
            }
            self.open_block(pages, file, self.next_block);
        }
        self.told = self.read_key();
    }

    /// Reads on to the first key that is not before one.
    pub(super) fn seek<M: Memory>(&mut self, pages: &Pages<M>, file: &File, key: &[u8]) {
        let (mut low, mut high) = (0, file.length() / BLOCK as u64);
        // The key is in the last block that does not begin with a later one.
        while low + 1 < high {
            let middle = low.midpoint(high);
            match compare_first_key(pages, file, middle, key) {
                Ordering::Greater => high = middle,
                Ordering::Less | Ordering::Equal => low = middle,
            }
        }
        self.next_block = low;
        self.block.clear();
        self.at = 0;
        self.next(pages, file);
        let mut same = common_start(&self.key, key);
        while self.told.is_some() && self.key.as_slice() < key {
            // What shares more with a key that is before the one looked for is before it too.
            while self.shares().is_some_and(|shared| shared > same) {
                self.leap();
            }
            self.next(pages, file);
            same = common_start(&self.key, key);
        }
    }

    /// The bytes that the next key of the block has in common with the one before; none at the end
    /// of the block.
    fn shares(&self) -> Option<usize> {
        let [shared, length] = *self.block.get(self.at..)?.first_chunk::<2>()?;
        (length > 0).then_some(usize::from(shared))
    }

    /// Passes over the next key of the block, of which those that follow take no byte.
    fn leap(&mut self) {
        let length = usize::from(self.block[self.at + 1]);
        let mut rest = &self.block[self.at + 2 + length..];
        let (count, value) = (take_number(&mut rest), take_number(&mut rest));
        self.at = self.block.len() - rest.len();
        if count != 1 {
            self.list += u64::from(value);
        }
    }

    fn is_at_end_of_block(&self) -> bool {
        self.block.get(self.at + 1).is_none_or(|rest| *rest == 0)
    }

    fn open_block<M: Memory>(&mut self, pages: &Pages<M>, file: &File, number: u64) {
        self.block.resize(BLOCK, 0);
        file.read(pages, number * BLOCK as u64, &mut self.block);
        self.next_block = number + 1;
        let (head, _) = self.block.split_at(HEAD);
        self.list = head.try_into().map_or(0, u64::from_le_bytes);
        self.at = HEAD;
        self.key.clear();
    }

    fn read_key(&mut self) -> Option<Told> {
        let [shared, length] = *self.block.get(self.at..)?.first_chunk::<2>()?;
        let from = self.at + 2;
        let end = from + usize::from(length);
        self.key.truncate(usize::from(shared));
        self.key.extend(self.block.get(from..end)?);
        let mut rest = &self.block[end..];
        let (count, value) = (take_number(&mut rest), take_number(&mut rest));
        self.at = self.block.len() - rest.len();
        if count == 1 {
            return Some(Told::One(value));
        }
        let (at, length) = (self.list, value as usize);
        self.list += u64::from(value);
        let count = count as usize;
        Some(Told::List(Lies { at, length, count }))
    }
}

/// How the first key of a block compares with one.
fn compare_first_key<M: Memory>(pages: &Pages<M>, file: &File, block: u64, key: &[u8]) -> Ordering {
    let mut bytes = [0; 1 + KEY_BYTES];
    let at = block * BLOCK as u64 + HEAD as u64 + 1;
    file.read(pages, at, &mut bytes);
    let length = usize::from(bytes[0]).min(KEY_BYTES);
    bytes[1..=length].cmp(key)
}
