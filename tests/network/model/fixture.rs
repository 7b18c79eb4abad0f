//! A log that is kept: every later version hashes its blocks the same, and replays it to the same
//! events and the same records. Arguments are compared as what they say: a type that has got another
//! variant is written in other bytes from then on, and blocks keep the bytes that they have.
//!
//! `log.cbor` has the blocks of a run of the model as the store keeps them, each after its length
//! in four bytes, and behind them the SHA-256 of the records that follow. It is made once, by
//! `KEEP_LOG=1 cargo test --test network -- model::fixture`, and never changed: what is added later
//! gets a file of its own.

use sha2::{Digest, Sha256};
use workgroups::log::block::Block;
use workgroups::registry::Registry;
use workgroups::store::{Store, decode, encode};
use workgroups_test_support::ROOT;

use crate::model::memory::Sparse;
use crate::model::native;

const FILE: &str = "tests/network/model/log.cbor";
/// The run whose log is kept: it does every operation but a few.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=12;

/// The SHA-256 of all records.
fn records(store: &Store<Sparse>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (table, key, value) in store.dump() {
        if table == "records" {
            for part in [key, value] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
    }
    hash.finalize().into()
}

/// Makes the file from the runs of some seeds, one after the other.
fn keep(path: &std::path::Path) {
    let longest = SEEDS
        .map(|seed| native::run_of(seed).registry)
        .max_by_key(|registry| registry.store().events())
        .unwrap();
    let store = longest.store();
    let mut file = Vec::new();
    for position in 0..store.events() {
        let block = encode(&store.block(position).unwrap());
        file.extend((block.len() as u32).to_be_bytes());
        file.extend(block);
    }
    file.extend([0; 4]);
    file.extend(records(store));
    std::fs::write(path, file).unwrap();
}

/// The blocks of the file, and the hash behind them.
fn read(file: &[u8]) -> (Vec<Block>, [u8; 32]) {
    let (mut blocks, mut rest) = (Vec::new(), file);
    loop {
        let (length, behind) = rest.split_at(4);
        let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
        if length == 0 {
            return (blocks, behind.try_into().unwrap());
        }
        let (block, behind) = behind.split_at(length);
        blocks.push(decode(block));
        rest = behind;
    }
}

#[test]
fn a_log_that_was_kept_is_hashed_the_same_and_replays_to_the_same_events_and_records() {
    let path = std::path::Path::new(ROOT).join(FILE);
    if std::env::var_os("KEEP_LOG").is_some() {
        keep(&path);
    }
    let (blocks, expected) = read(&std::fs::read(&path).unwrap());
    assert!(blocks.len() > 100, "{} blocks", blocks.len());
    let mut before = None;
    let mut registry = Registry::open(Sparse::default());
    registry.keep_secret(vec![7; 32]);
    for (position, block) in blocks.iter().enumerate() {
        let event = block.event().unwrap();
        let replayed = registry.replay(&event);
        assert!(replayed.is_ok(), "block {position}: {replayed:?}");
        let again = registry.store().event(position as u64);
        assert_eq!(again, Some(event), "block {position}");
        assert_eq!(block.parent, before, "block {position}");
        before = Some(block.hash().to_vec());
    }
    assert_eq!(
        records(registry.store()),
        expected,
        "the records are others"
    );
}
