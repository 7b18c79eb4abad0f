//! Installing, upgrading, stopping, deleting.

use crate::support::*;
use candid::Principal;
use ic_management_canister_types::{
    CanisterIdRecord, CanisterInstallMode, UpgradeFlags, WasmMemoryPersistence,
};
use localnet::engine::ErrorCode;

fn record(canister_id: Principal) -> (CanisterIdRecord,) {
    (CanisterIdRecord { canister_id },)
}

/// How often the canister's code has been asked before an upgrade.
fn upgrades(net: &Net, canister: Principal) -> u8 {
    net.network.stable_memory(canister).unwrap()[8]
}

#[test]
fn code_is_installed_into_an_empty_canister_only() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let again = net.install_code(
        canister,
        CanisterInstallMode::Install,
        state_wasm(),
        Vec::new(),
    );
    assert_eq!(code(again), ErrorCode::CanisterNonEmpty);
}

#[test]
fn an_init_that_traps_leaves_the_canister_empty() {
    let mut net = Net::new();
    let canister = net.create();
    let mode = CanisterInstallMode::Install;
    let failed = net.install_code(canister, mode, state_wasm(), word(1));
    assert_eq!(code(failed), ErrorCode::CanisterTrapped);
    assert_eq!(net.network.module_hash(canister), None);
    let installed = net.install_code(canister, mode, state_wasm(), word(2));
    assert!(installed.is_ok());
    assert_eq!(net.words(canister), [2, 2, 2]);
}

#[test]
fn a_reinstallation_drops_everything() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(4)).unwrap();
    let mode = CanisterInstallMode::Reinstall;
    net.install_code(canister, mode, state_wasm(), Vec::new())
        .unwrap();
    assert_eq!(net.words(canister), [0, 0, 0]);
    assert_eq!(net.network.certified_data(canister), Some(Vec::new()));
}

#[test]
fn an_upgrade_keeps_stable_memory_and_drops_the_heap() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(4)).unwrap();
    net.upgrade(canister, &[]).unwrap();
    assert_eq!(net.words(canister), [0, 4, 0]);
    assert_eq!(upgrades(&net, canister), 1);
}

#[test]
fn an_upgrade_of_an_empty_canister_is_refused() {
    let mut net = Net::new();
    let canister = net.create();
    assert_eq!(
        code(net.upgrade(canister, &[])),
        ErrorCode::CanisterWasmModuleNotFound
    );
}

#[test]
fn an_upgrade_that_the_old_code_refuses_leaves_all_as_it_was() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(13)).unwrap();
    let failed = net.upgrade(canister, &[]);
    assert_eq!(code(failed), ErrorCode::CanisterTrapped);
    assert_eq!(net.words(canister), [13, 13, 13]);
    assert_eq!(upgrades(&net, canister), 0);
}

#[test]
fn an_upgrade_that_the_new_code_refuses_leaves_all_as_it_was() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(5)).unwrap();
    let hash = net.network.module_hash(canister);
    let failed = net.upgrade(canister, &word(1));
    assert_eq!(code(failed), ErrorCode::CanisterTrapped);
    assert_eq!(net.words(canister), [5, 5, 5]);
    assert_eq!(upgrades(&net, canister), 0);
    assert_eq!(net.network.module_hash(canister), hash);
    net.update(canister, "set", &word(6)).unwrap();
    assert_eq!(net.words(canister), [6, 6, 6]);
}

#[test]
fn an_upgrade_can_skip_the_old_code_or_keep_its_heap() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(13)).unwrap();
    let flags = UpgradeFlags {
        skip_pre_upgrade: Some(true),
        wasm_memory_persistence: Some(WasmMemoryPersistence::Keep),
    };
    let mode = CanisterInstallMode::Upgrade(Some(flags));
    net.install_code(canister, mode, state_wasm(), Vec::new())
        .unwrap();
    assert_eq!(net.words(canister), [13, 13, 0]);
    assert_eq!(upgrades(&net, canister), 0);
}

#[test]
fn a_stopped_canister_takes_no_messages_until_it_is_started() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.manage("stop_canister", record(canister)).unwrap();
    assert_eq!(
        code(net.update(canister, "set", &word(1))),
        ErrorCode::CanisterStopped
    );
    assert_eq!(
        code(net.query(canister, "get", &[])),
        ErrorCode::CanisterStopped
    );
    net.manage("start_canister", record(canister)).unwrap();
    net.update(canister, "set", &word(1)).unwrap();
}

#[test]
fn a_canister_stops_when_its_calls_have_ended() {
    let mut net = Net::new();
    // The first canister waits for the second one when it is told to stop.
    let (a, b) = (net.install(&calls_wasm()), net.install(&calls_wasm()));
    let arg = [b.as_slice(), b"counts"].concat();
    let call = net.submit(owner(), a, "call", &arg).unwrap();
    let stop = candid::encode_args(record(a)).unwrap();
    let stop = net
        .submit(owner(), MANAGEMENT, "stop_canister", &stop)
        .unwrap();
    net.network.tick();
    assert_eq!(net.answer(&call), Some(Ok(vec![0, 0, 0, 0])));
    assert!(net.answer(&stop).is_some_and(|answer| answer.is_ok()));
    assert_eq!(
        code(net.query(a, "counts", &[])),
        ErrorCode::CanisterStopped
    );
}

#[test]
fn a_canister_must_be_stopped_before_it_is_deleted() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    assert_eq!(
        code(net.manage("delete_canister", record(canister))),
        ErrorCode::CanisterNotStopped
    );
    net.manage("stop_canister", record(canister)).unwrap();
    net.manage("delete_canister", record(canister)).unwrap();
    assert!(!net.network.canister_exists(canister));
    assert_eq!(
        code(net.query(canister, "get", &[])),
        ErrorCode::CanisterNotFound
    );
}

#[test]
fn uninstalling_drops_code_and_memory() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(1)).unwrap();
    net.manage("uninstall_code", record(canister)).unwrap();
    assert_eq!(net.network.module_hash(canister), None);
    assert_eq!(net.network.stable_memory(canister), Some(Vec::new()));
    assert_eq!(
        code(net.update(canister, "set", &word(1))),
        ErrorCode::CanisterWasmModuleNotFound
    );
}

#[test]
fn only_controllers_change_a_canister() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let arg = candid::encode_args(record(canister)).unwrap();
    for method in [
        "stop_canister",
        "start_canister",
        "uninstall_code",
        "delete_canister",
        "canister_status",
        "clear_chunk_store",
        "stored_chunks",
    ] {
        let refused = net.update_as(stranger(), MANAGEMENT, method, &arg);
        assert_eq!(
            code(refused),
            ErrorCode::CanisterInvalidController,
            "{method}"
        );
    }
    net.query(canister, "get", &[]).unwrap();
}
