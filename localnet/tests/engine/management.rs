//! The management canister's other methods.

use crate::support::*;
use candid::{CandidType, Nat, Principal};
use ic_management_canister_types::*;
use localnet::engine::{ErrorCode, canister_id};
use serde::Deserialize;
use sha2::{Digest, Sha256};

fn record(canister_id: Principal) -> (CanisterIdRecord,) {
    (CanisterIdRecord { canister_id },)
}

fn status(net: &mut Net, canister: Principal) -> CanisterStatusResult {
    decoded(&net.manage("canister_status", record(canister)).unwrap())
}

#[test]
fn ids_follow_from_the_first_number_unless_one_is_asked_for() {
    let mut net = Net::new();
    assert_eq!(net.create(), canister_id(0));
    let arg = ProvisionalCreateCanisterWithCyclesArgs {
        specified_id: Some(canister_id(1)),
        amount: Some(Nat::from(5_u8)),
        ..Default::default()
    };
    let method = "provisional_create_canister_with_cycles";
    net.manage(method, (arg.clone(),)).unwrap();
    assert_eq!(net.network.cycles(canister_id(1)), Some(5));
    assert_eq!(net.create(), canister_id(2), "a taken id is passed over");
    assert_eq!(
        code(net.manage(method, (arg,))),
        ErrorCode::CanisterIdAlreadyExists
    );
}

#[test]
fn the_status_tells_settings_code_memory_and_cycles() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(1)).unwrap();
    let status = status(&mut net, canister);
    assert_eq!(status.status, CanisterStatusType::Running);
    assert_eq!(status.settings.controllers, vec![owner()]);
    assert_eq!(
        status.module_hash,
        Some(Sha256::digest(state_wasm()).to_vec())
    );
    assert_eq!(
        status.memory_metrics.stable_memory_size,
        Nat::from(65_536_u32)
    );
    assert_eq!(
        status.memory_metrics.wasm_memory_size,
        Nat::from(65_536_u32)
    );
    assert_eq!(status.cycles, Nat::from(100_000_000_000_000_u64));
}

#[test]
fn the_status_has_the_fields_of_the_newest_interface() {
    #[derive(CandidType, Deserialize)]
    struct Settings {
        minimum_incoming_canister_call_cycles: Nat,
        status_visibility: LogVisibility,
        snapshot_visibility: LogVisibility,
        log_memory_limit: Nat,
    }
    #[derive(CandidType, Deserialize)]
    struct Status {
        settings: Settings,
    }
    let mut net = Net::new();
    let canister = net.create();
    let reply = net.manage("canister_status", record(canister)).unwrap();
    let settings = decoded::<Status>(&reply).settings;
    assert_eq!(
        settings.minimum_incoming_canister_call_cycles,
        Nat::from(0_u8)
    );
    assert_eq!(settings.status_visibility, LogVisibility::Controllers);
    assert_eq!(settings.snapshot_visibility, LogVisibility::Controllers);
    assert_eq!(settings.log_memory_limit, Nat::from(4_096_u32));
}

#[test]
fn settings_change_what_is_given_and_nothing_else() {
    let mut net = Net::new();
    let canister = net.create();
    let before = status(&mut net, canister).settings;
    let update = |settings| UpdateSettingsArgs {
        canister_id: canister,
        settings,
        sender_canister_version: None,
    };
    let settings = CanisterSettings {
        controllers: Some(vec![owner(), stranger()]),
        environment_variables: Some(vec![EnvironmentVariable {
            name: "a".into(),
            value: "b".into(),
        }]),
        ..Default::default()
    };
    net.manage("update_settings", (update(settings),)).unwrap();
    let after = status(&mut net, canister).settings;
    assert_eq!(after.controllers, vec![owner(), stranger()]);
    assert_eq!(after.environment_variables.len(), 1);
    assert_eq!(after.freezing_threshold, before.freezing_threshold);
    let too_much = CanisterSettings {
        compute_allocation: Some(Nat::from(101_u8)),
        ..Default::default()
    };
    assert_eq!(
        code(net.manage("update_settings", (update(too_much),))),
        ErrorCode::InvalidManagementPayload
    );
}

fn set(net: &mut Net, canister_id: Principal, settings: CanisterSettings) {
    let arg = UpdateSettingsArgs {
        canister_id,
        settings,
        sender_canister_version: None,
    };
    net.manage("update_settings", (arg,)).unwrap();
}

#[test]
fn an_update_that_needs_more_heap_than_the_settings_allow_fails() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let settings = CanisterSettings {
        wasm_memory_limit: Some(Nat::from(1_u32 << 20)),
        ..Default::default()
    };
    set(&mut net, canister, settings);
    // `bytes` takes 4 MiB; the limit is for updates, not for queries.
    assert_eq!(
        code(net.update(canister, "bytes", &word(1))),
        ErrorCode::CanisterWasmMemoryLimitExceeded
    );
    net.query(canister, "bytes", &word(1)).unwrap();
}

#[test]
fn memory_grows_as_far_as_the_cycles_last_for_the_freezing_threshold() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let freeze = |net: &mut Net, seconds: u64| {
        let settings = CanisterSettings {
            freezing_threshold: Some(Nat::from(seconds)),
            ..Default::default()
        };
        set(net, canister, settings);
    };
    freeze(&mut net, u64::MAX);
    for method in ["bytes", "set"] {
        assert_eq!(
            code(net.update(canister, method, &word(1))),
            ErrorCode::InsufficientCyclesInMemoryGrow
        );
    }
    net.query(canister, "bytes", &word(1)).unwrap();
    freeze(&mut net, 0);
    net.update(canister, "set", &word(1)).unwrap();
    net.update(canister, "bytes", &word(1)).unwrap();
}

#[test]
fn a_module_can_be_installed_in_chunks() {
    let mut net = Net::new();
    let canister = net.create();
    let wasm = state_wasm();
    let mut chunk_hashes_list = Vec::new();
    for chunk in wasm.chunks(500) {
        let arg = UploadChunkArgs {
            canister_id: canister,
            chunk: chunk.to_vec(),
        };
        let reply = net.manage("upload_chunk", (arg,)).unwrap();
        chunk_hashes_list.push(decoded::<ChunkHash>(&reply));
    }
    let stored = net.manage("stored_chunks", record(canister)).unwrap();
    assert_eq!(
        decoded::<Vec<ChunkHash>>(&stored).len(),
        chunk_hashes_list.len()
    );
    let mut arg = InstallChunkedCodeArgs {
        mode: CanisterInstallMode::Install,
        target_canister: canister,
        store_canister: None,
        chunk_hashes_list,
        wasm_module_hash: vec![0; 32],
        arg: Vec::new(),
        sender_canister_version: None,
    };
    let wrong_hash = net.manage("install_chunked_code", (arg.clone(),));
    assert_eq!(code(wrong_hash), ErrorCode::InvalidManagementPayload);
    arg.wasm_module_hash = Sha256::digest(&wasm).to_vec();
    net.manage("install_chunked_code", (arg,)).unwrap();
    assert_eq!(net.words(canister), [0, 0, 0]);
    net.manage("clear_chunk_store", record(canister)).unwrap();
    let stored = net.manage("stored_chunks", record(canister)).unwrap();
    assert!(decoded::<Vec<ChunkHash>>(&stored).is_empty());
}

#[test]
fn randomness_follows_from_the_seed_and_does_not_repeat() {
    let (mut one, mut other) = (Net::new(), Net::new());
    let draw = |net: &mut Net| decoded::<Vec<u8>>(&net.manage("raw_rand", ()).unwrap());
    let first = draw(&mut one);
    assert_eq!(first.len(), 32);
    assert_eq!(draw(&mut other), first);
    assert_ne!(draw(&mut one), first);
}

#[test]
fn logs_keep_what_was_printed_and_why_a_message_trapped() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set_and_trap", &word(1)).unwrap_err();
    let arg = FetchCanisterLogsArgs {
        canister_id: canister,
        filter: None,
    };
    let arg = candid::encode_one(arg).unwrap();
    let reply = net.query(MANAGEMENT, "fetch_canister_logs", &arg).unwrap();
    let records = decoded::<FetchCanisterLogsResult>(&reply).canister_log_records;
    let lines: Vec<_> = records
        .iter()
        .map(|record| String::from_utf8_lossy(&record.content))
        .collect();
    assert_eq!(lines, ["no", "[TRAP]: no"]);
    let refused = net
        .network
        .query(stranger(), MANAGEMENT, "fetch_canister_logs", &arg);
    assert_eq!(code(refused), ErrorCode::CanisterRejectedMessage);
}

#[test]
fn a_canister_s_history_tells_its_changes() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.upgrade(canister, &[]).unwrap();
    let arg = CanisterInfoArgs {
        canister_id: canister,
        num_requested_changes: Some(2),
    };
    let info: CanisterInfoResult = decoded(&net.manage("canister_info", (arg,)).unwrap());
    assert_eq!(info.total_num_changes, 3);
    let modes: Vec<_> = info
        .recent_changes
        .iter()
        .map(|change| match &change.details {
            Some(ChangeDetails::CodeDeployment(deployment)) => deployment.mode,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        modes,
        [CodeDeploymentMode::Install, CodeDeploymentMode::Upgrade]
    );
}

#[test]
fn what_localnet_does_not_have_is_refused_by_name() {
    let mut net = Net::new();
    let reject = net.manage("bitcoin_get_balance", ()).unwrap_err();
    assert_eq!(reject.error_code, ErrorCode::UnknownManagementMessage);
    assert!(reject.message.contains("localnet"));
    assert!(reject.message.contains("bitcoin_get_balance"));
}

#[test]
fn malformed_arguments_are_refused() {
    let mut net = Net::new();
    for arg in [&b""[..], b"DIDL", b"DIDL\0\0", b"\xff\xff\xff"] {
        let answer = net.update(MANAGEMENT, "canister_status", arg);
        assert_eq!(code(answer), ErrorCode::InvalidManagementPayload);
    }
}
