//! The log as ICRC-3 shows it. `docs/log.md` describes its blocks.

use candid::{CandidType, Deserialize, Nat, Principal};
use ic_certification::HashTree;
use ic_stable_structures::Memory;
use serde::Serialize;
use serde_bytes::ByteBuf;

use crate::domain::METHODS;
use crate::log::block::TYPE_PREFIX;
use crate::log::value::Value;
use crate::store::Store;

/// Blocks of one reply.
const MOST_BLOCKS: usize = 2_000;
/// Bytes of the blocks of one reply, as they are stored. A query may answer 3 MiB; a block is
/// shown with less than 400 bytes more than it is stored with.
const MOST_BYTES: usize = 2_000_000;
/// Ranges of one question; further ones are not answered.
const MOST_RANGES: usize = 100;
/// What a block takes beyond its argument.
const AROUND_BLOCK: usize = 400;

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $id:ident: $ty:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(CandidType, Deserialize, Clone, Debug)]
            pub struct $name { $($(#[$field])* pub $id: $ty,)* }
        )*
    };
}

candid::define_function!(pub GetBlocksCallback : (Vec<GetBlocksArgs>) -> (GetBlocksResult) query);

shapes! {
    /// A range of blocks.
    GetBlocksArgs {
        start: Nat,
        length: Nat,
    }
    /// A block with its position in the log.
    NumberedBlock {
        id: Nat,
        block: Value,
    }
    /// Blocks that another canister keeps.
    ArchivedBlocks {
        args: Vec<GetBlocksArgs>,
        callback: GetBlocksCallback,
    }
    /// Blocks of the log. Ask again for those that did not fit in.
    GetBlocksResult {
        /// How many blocks the log has.
        log_length: Nat,
        blocks: Vec<NumberedBlock>,
        /// Always empty: this canister keeps its whole log.
        archived_blocks: Vec<ArchivedBlocks>,
    }
    /// Arguments of `icrc3_get_archives`.
    GetArchivesArgs {
        from: Option<Principal>,
    }
    /// A canister that keeps a part of the log.
    Archive {
        canister_id: Principal,
        start: Nat,
        end: Nat,
    }
    /// The network's signature on the end of the log.
    DataCertificate {
        /// A certificate of the network, in which the canister's certified data is the root hash
        /// of `hash_tree`.
        certificate: ByteBuf,
        /// A hash tree (CBOR) with the leaves `last_block_index` (LEB128) and `last_block_hash`.
        hash_tree: ByteBuf,
    }
    /// A type of blocks.
    SupportedBlockType {
        block_type: String,
        /// Where it is described.
        url: String,
    }
}

impl DataCertificate {
    /// A certificate, and the part of the tree that shows the end of the log.
    pub fn new(certificate: Vec<u8>, hash_tree: &HashTree) -> Self {
        let mut cbor = Vec::new();
        let mut writer = serde_cbor::Serializer::new(&mut cbor);
        let written = writer
            .self_describe()
            .and_then(|()| hash_tree.serialize(&mut writer));
        // Writing into a vector cannot fail.
        debug_assert!(written.is_ok());
        DataCertificate {
            certificate: ByteBuf::from(certificate),
            hash_tree: ByteBuf::from(cbor),
        }
    }
}

/// The blocks of some ranges, as many as fit into a reply.
pub fn blocks<M: Memory>(store: &Store<M>, ranges: &[GetBlocksArgs]) -> GetBlocksResult {
    let length = store.events();
    let wanted = ranges.iter().take(MOST_RANGES).flat_map(|range| {
        let start = clamped(&range.start);
        start..start.saturating_add(clamped(&range.length)).min(length)
    });
    let (withholds, secret) = (store.withholds(), store.secret());
    let mut bytes = 0;
    let blocks = wanted.take(MOST_BLOCKS).map_while(|position| {
        let block = store.block(position)?;
        let first = bytes == 0;
        bytes += block.argument.len() + AROUND_BLOCK;
        let withheld = withholds.then(|| store.withheld(position)).flatten();
        let stands = withheld.map(|withheld| block.shown_without(&withheld, &secret));
        // What stands for texts may be longer than they are.
        bytes += stands.as_ref().map_or(0, Value::size);
        // A block that is larger than a reply should be comes alone.
        (first || bytes <= MOST_BYTES).then(|| NumberedBlock {
            id: position.into(),
            block: stands.unwrap_or_else(|| block.shown()),
        })
    });
    let blocks = blocks.collect();
    GetBlocksResult {
        log_length: length.into(),
        blocks,
        archived_blocks: Vec::new(),
    }
}

/// A number as it can be a position; the highest one for those that cannot.
fn clamped(number: &Nat) -> u64 {
    match number.0.to_u64_digits()[..] {
        [] => 0,
        [digit] => digit,
        _ => u64::MAX,
    }
}

/// The types of the log's blocks: one for each operation.
pub fn block_types(host: &str) -> Vec<SupportedBlockType> {
    let of = |method: &&str| SupportedBlockType {
        block_type: [TYPE_PREFIX, method].concat(),
        url: format!("https://{host}/log.md"),
    };
    METHODS.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_beyond_all_positions_are_clamped() {
        assert_eq!(clamped(&Nat::from(0u8)), 0);
        assert_eq!(clamped(&Nat::from(7u8)), 7);
        assert_eq!(clamped(&Nat::from(u128::MAX)), u64::MAX);
    }
}
