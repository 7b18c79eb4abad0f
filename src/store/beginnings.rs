//! How blocks are kept in memory.
//!
//! An argument is Candid, which begins with a description of its types: some 500 bytes for a
//! meeting, the same in each block of a method. A block whose argument begins as that of another
//! block does is kept without what both have in common, and with the place of the other one, which
//! is whole. Whoever reads it gets it whole.

use std::collections::BTreeMap;

use ic_stable_structures::Memory;
use minicbor::{Decode, Encode};

use super::Store;
use super::codec::{decode, decode_as, encode, encode_as};
use crate::base::text::common_start;
use crate::log::block::Block;

/// The layout of a block without the beginning of its argument.
const SHORN: u8 = 2;
/// Bytes that are left out, at least.
const LEAST: usize = 64;
/// Bytes of an argument that others are compared with, at most.
const MOST: usize = 2_048;

/// A block without the beginning of its argument.
#[derive(Encode, Decode)]
struct Shorn {
    /// The block, with the end of its argument.
    #[n(0)]
    rest: Block,
    /// The position of the block whose argument begins the same.
    #[n(1)]
    like: u64,
    /// Bytes that both have in common there.
    #[n(2)]
    shared: u32,
}

/// The beginning of the argument of a whole block.
#[derive(Debug)]
struct Beginning {
    of: u64,
    bytes: Vec<u8>,
}

/// For each method, what its latest whole block begins with, of those that were appended since the
/// store was opened.
#[derive(Debug, Default)]
pub(super) struct Beginnings(BTreeMap<String, Beginning>);

impl Beginnings {
    /// The bytes by which a block is kept at a position.
    pub(super) fn kept(&mut self, position: u64, block: &Block) -> Vec<u8> {
        let argument = &block.argument;
        if let Some(Beginning { of, bytes }) = self.0.get(&block.method) {
            let shared = common_start(bytes, argument);
            if shared >= LEAST {
                let rest = Block {
                    argument: argument[shared..].to_vec(),
                    ..block.clone()
                };
                let (like, shared) = (*of, shared as u32);
                return encode_as(SHORN, &Shorn { rest, like, shared });
            }
        }
        if argument.len() >= LEAST {
            let bytes = argument[..argument.len().min(MOST)].to_vec();
            let beginning = Beginning {
                of: position,
                bytes,
            };
            self.0.insert(block.method.clone(), beginning);
        }
        encode(block)
    }

    /// The beginning of the argument of a block of a method, if it is known.
    fn of(&self, method: &str, position: u64) -> Option<&[u8]> {
        let beginning = self.0.get(method).filter(|known| known.of == position)?;
        Some(&beginning.bytes)
    }
}

impl<M: Memory> Store<M> {
    /// The block at a position.
    pub fn block(&self, position: u64) -> Option<Block> {
        let bytes = self.log.get(position)?;
        Some(match bytes.first() {
            Some(&SHORN) => self.whole(decode_as(SHORN, &bytes)),
            _ => decode(&bytes),
        })
    }

    /// A block with the beginning of its argument.
    fn whole(&self, shorn: Shorn) -> Block {
        let Shorn { rest, like, shared } = shorn;
        let shared = shared as usize;
        let argument = match self.beginnings.of(&rest.method, like) {
            Some(known) => [&known[..shared], &rest.argument].concat(),
            None => {
                let other = self.block(like).map(|other| other.argument);
                [&other.unwrap_or_default()[..shared], &rest.argument].concat()
            }
        };
        Block { argument, ..rest }
    }
}

#[cfg(test)]
mod tests {
    use candid::Principal;
    use ic_stable_structures::VectorMemory;

    use super::*;

    fn block(method: &str, argument: &[&[u8]]) -> Block {
        Block {
            at: 7,
            by: Principal::from_slice(&[1]),
            method: method.into(),
            argument: argument.concat(),
            salt: None,
            accepted: None,
            parent: None,
        }
    }

    fn meeting(argument: &[&[u8]]) -> Block {
        block("create_meeting", argument)
    }

    /// Appends blocks, each with the hash of the one before, and tells them as they were appended.
    fn append(store: &mut Store<VectorMemory>, blocks: Vec<Block>) -> Vec<Block> {
        let chained = |block| {
            let parent = store.tip().map(|hash| hash.to_vec());
            let block = Block { parent, ..block };
            store.append(&block);
            block
        };
        blocks.into_iter().map(chained).collect()
    }

    fn read(store: &Store<VectorMemory>) -> Vec<Block> {
        (0..store.events()).filter_map(|i| store.block(i)).collect()
    }

    /// For each block, whether it is kept without its beginning.
    fn shorn(store: &Store<VectorMemory>) -> Vec<bool> {
        let kept = (0..store.events()).filter_map(|i| store.log.get(i));
        kept.map(|bytes| bytes[0] == SHORN).collect()
    }

    #[test]
    fn a_block_that_begins_as_one_before_is_kept_without_that_and_read_whole() {
        let memory = VectorMemory::default();
        let mut store = Store::open(memory.clone());
        let types = [9; 500];
        let mut blocks = vec![
            meeting(&[&types, b"a first meeting"]),
            meeting(&[&types, b"the second"]),
            block("create_report", &[&types, b"of another method"]),
            meeting(&[&types]),
            meeting(&[&[8; 500], b"other types"]),
            meeting(&[&[8; 500], b"and once more"]),
            block("support_group", &[b"short"]),
            block("support_group", &[b"short"]),
        ];
        blocks = append(&mut store, blocks);
        assert_eq!(read(&store), blocks);
        let expected = [false, true, false, true, false, true, false, false];
        assert_eq!(shorn(&store), expected);
        assert!(store.log.get(1).is_some_and(|bytes| bytes.len() < 100));

        let mut store = Store::open(memory);
        assert_eq!(read(&store), blocks, "after an upgrade");
        let more = [&types[..], b"a meeting after the upgrade"];
        let more = append(&mut store, vec![meeting(&more), meeting(&more)]);
        blocks.extend(more);
        assert_eq!(read(&store), blocks);
        assert_eq!(shorn(&store)[8..], [false, true], "first it is not known");
    }

    #[test]
    fn beginnings_are_left_out_from_a_least_to_a_most_number_of_bytes() {
        let long = [7; 10_000];
        let blocks = |lengths: [usize; 2]| {
            let ends = [b"a", b"b"];
            let block =
                |(length, end): (usize, &&[u8; 1])| block("import", &[&long[..length], &end[..]]);
            lengths
                .into_iter()
                .zip(&ends)
                .map(block)
                .collect::<Vec<_>>()
        };
        for (lengths, is_shorn) in [([63, 63], false), ([64, 64], true), ([9_000, 9_000], true)] {
            let mut store = Store::open(VectorMemory::default());
            let blocks = append(&mut store, blocks(lengths));
            assert_eq!(read(&store), blocks);
            assert_eq!(shorn(&store), [false, is_shorn], "{lengths:?}");
        }
        let mut store = Store::open(VectorMemory::default());
        append(&mut store, blocks([9_000, 9_000]));
        let last = store
            .log
            .get(1)
            .map(|bytes| bytes.len())
            .unwrap_or_default();
        assert!(last > 9_000 - MOST, "{last}");
    }
}
