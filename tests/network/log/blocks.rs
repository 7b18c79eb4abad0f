//! The blocks as they are served.

use candid::{Decode, Encode, Nat};
use workgroups::domain::METHODS;
use workgroups::log::block::ShownBlock;
use workgroups::standards::icrc3::{GetBlocksArgs, GetBlocksResult, SupportedBlockType};

use crate::log::registry::Registry;
use workgroups_test_support as support;

#[test]
fn blocks_come_by_their_positions_in_the_order_in_which_they_are_asked_for() {
    let registry = Registry::new();
    let all = registry.blocks(0, 1_000_000);
    assert!(all.len() > 100);
    let range = |start: u64, length: u64| GetBlocksArgs {
        start: start.into(),
        length: length.into(),
    };
    let huge = GetBlocksArgs {
        start: Nat::from(u128::MAX) * Nat::from(u128::MAX),
        length: Nat::from(u128::MAX),
    };
    let ranges = vec![
        range(5, 2),
        range(2, 1),
        huge,
        range(1_000_000, 5),
        range(5, 0),
    ];
    let reply = registry
        .query("icrc3_get_blocks", Encode!(&ranges).unwrap())
        .unwrap();
    let result = Decode!(&reply, GetBlocksResult).unwrap();
    assert_eq!(result.log_length, all.len());
    let positions: Vec<Nat> = result.blocks.iter().map(|b| b.id.clone()).collect();
    assert_eq!(positions, [5u8, 6, 2].map(Nat::from));
    assert_eq!(result.blocks[2].block, all[2]);
}

#[test]
fn every_type_of_block_is_a_method_and_is_listed() {
    let registry = Registry::new();
    let nothing = candid::encode_args(()).unwrap();
    let reply = registry
        .query("icrc3_supported_block_types", nothing)
        .unwrap();
    let listed = Decode!(&reply, Vec<SupportedBlockType>).unwrap();
    let types: Vec<&str> = listed.iter().map(|t| &t.block_type[..]).collect();
    assert_eq!(types.len(), METHODS.len());
    for block in registry.blocks(0, 1_000_000) {
        let block = ShownBlock::read(&block).unwrap();
        let name = format!("wg_{}", block.method);
        assert!(
            types.contains(&&name[..]) && METHODS.contains(&&block.method[..]),
            "{name}"
        );
    }
}

#[test]
fn arguments_that_cannot_be_read_are_rejected() {
    let registry = Registry::new();
    for bytes in [&b""[..], b"DIDL\0\x01\x7d\x05", b"nonsense"] {
        let answer = registry.query("icrc3_get_blocks", bytes.to_vec());
        let error = answer.unwrap_err().to_string();
        assert!(!error.contains("trapped"), "{error}");
    }
}

#[test]
fn the_log_goes_on_after_an_upgrade() {
    let registry = Registry::new();
    let before = registry.blocks(0, 1_000_000);
    let nothing = candid::encode_args(()).unwrap();
    let wasm = support::wasm();
    let admin = Some(crate::log::registry::admin());
    registry
        .network
        .upgrade_canister(registry.canister, wasm, nothing, admin)
        .unwrap();
    registry.verify(&mut |_, reply| reply).unwrap();
    registry.does(
        crate::log::registry::admin(),
        crate::log::registry::draft(0, "Next time"),
    );
    let after = registry.blocks(0, 1_000_000);
    assert_eq!(after[..before.len()], before);
    assert_eq!(after.len(), before.len() + 1);
    registry.verify(&mut |_, reply| reply).unwrap();
}
