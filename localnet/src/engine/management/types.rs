//! Argument and result types of the management canister that are newer than those of
//! `ic-management-canister-types` (the fields are those of its version 0.11).

use crate::engine::canister::{Canister, Settings, Status, Visibility};
use candid::{CandidType, Nat, Principal};
use ic_management_canister_types::{
    CanisterStatusType, EnvironmentVariable, MemoryMetrics, QueryStats,
};
use serde::Deserialize;

/// Settings as a caller gives them; what is absent stays, or gets its default.
#[derive(CandidType, Deserialize, Clone, Debug, Default)]
pub struct SettingsArg {
    pub controllers: Option<Vec<Principal>>,
    pub compute_allocation: Option<Nat>,
    pub memory_allocation: Option<Nat>,
    pub freezing_threshold: Option<Nat>,
    pub reserved_cycles_limit: Option<Nat>,
    pub minimum_incoming_canister_call_cycles: Option<Nat>,
    pub log_visibility: Option<Visibility>,
    pub log_memory_limit: Option<Nat>,
    pub snapshot_visibility: Option<Visibility>,
    pub status_visibility: Option<Visibility>,
    pub wasm_memory_limit: Option<Nat>,
    pub wasm_memory_threshold: Option<Nat>,
    pub environment_variables: Option<Vec<EnvironmentVariable>>,
}

#[derive(CandidType, Deserialize, Clone, Debug, Default)]
pub struct CreateCanisterArg {
    pub settings: Option<SettingsArg>,
}

#[derive(CandidType, Deserialize, Clone, Debug, Default)]
pub struct ProvisionalCreateArg {
    pub amount: Option<Nat>,
    pub settings: Option<SettingsArg>,
    pub specified_id: Option<Principal>,
}

#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct UpdateSettingsArg {
    pub canister_id: Principal,
    pub settings: SettingsArg,
}

/// Settings as `canister_status` shows them.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct SettingsResult {
    pub controllers: Vec<Principal>,
    pub compute_allocation: Nat,
    pub memory_allocation: Nat,
    pub freezing_threshold: Nat,
    pub reserved_cycles_limit: Nat,
    pub minimum_incoming_canister_call_cycles: Nat,
    pub log_visibility: Visibility,
    pub log_memory_limit: Nat,
    pub snapshot_visibility: Visibility,
    pub status_visibility: Visibility,
    pub wasm_memory_limit: Nat,
    pub wasm_memory_threshold: Nat,
    pub environment_variables: Vec<EnvironmentVariable>,
}

impl From<&Settings> for SettingsResult {
    fn from(settings: &Settings) -> Self {
        Self {
            controllers: settings.controllers.clone(),
            compute_allocation: settings.compute_allocation.into(),
            memory_allocation: settings.memory_allocation.into(),
            freezing_threshold: settings.freezing_threshold.into(),
            reserved_cycles_limit: settings.reserved_cycles_limit.into(),
            minimum_incoming_canister_call_cycles: settings
                .minimum_incoming_canister_call_cycles
                .into(),
            log_visibility: settings.log_visibility.clone(),
            log_memory_limit: settings.log_memory_limit.into(),
            snapshot_visibility: settings.snapshot_visibility.clone(),
            status_visibility: settings.status_visibility.clone(),
            wasm_memory_limit: settings.wasm_memory_limit.into(),
            wasm_memory_threshold: settings.wasm_memory_threshold.into(),
            environment_variables: settings
                .environment_variables
                .iter()
                .map(|(name, value)| EnvironmentVariable {
                    name: name.clone(),
                    value: value.clone(),
                })
                .collect(),
        }
    }
}

#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct StatusResult {
    pub status: CanisterStatusType,
    pub ready_for_migration: bool,
    pub version: u64,
    pub settings: SettingsResult,
    pub module_hash: Option<Vec<u8>>,
    pub memory_size: Nat,
    pub memory_metrics: MemoryMetrics,
    pub cycles: Nat,
    pub reserved_cycles: Nat,
    pub idle_cycles_burned_per_day: Nat,
    pub query_stats: QueryStats,
}

impl From<&Canister> for StatusResult {
    fn from(canister: &Canister) -> Self {
        let stats = &canister.query_stats;
        Self {
            status: match canister.status {
                Status::Running => CanisterStatusType::Running,
                Status::Stopping(_) => CanisterStatusType::Stopping,
                Status::Stopped => CanisterStatusType::Stopped,
            },
            ready_for_migration: false,
            version: canister.version,
            settings: (&canister.settings).into(),
            module_hash: canister
                .code
                .as_ref()
                .map(|code| code.module().hash.to_vec()),
            memory_size: canister.memory_bytes().into(),
            memory_metrics: memory_metrics(canister),
            cycles: canister.cycles.into(),
            reserved_cycles: 0_u8.into(),
            idle_cycles_burned_per_day: 0_u8.into(),
            query_stats: QueryStats {
                num_calls_total: stats.calls.into(),
                num_instructions_total: stats.instructions.into(),
                request_payload_bytes_total: stats.request_bytes.into(),
                response_payload_bytes_total: stats.response_bytes.into(),
            },
        }
    }
}

fn memory_metrics(canister: &Canister) -> MemoryMetrics {
    let code = canister.code.as_ref();
    let custom_sections: usize = code.map_or(0, |code| {
        let metadata = code.module().metadata.values();
        metadata.map(|entry| entry.content.len()).sum()
    });
    let history = candid::encode_one(&canister.history);
    let history_bytes = history.map_or(0, |bytes| bytes.len() as u64);
    let log_bytes: usize = canister.logs.iter().map(|line| line.content.len()).sum();
    MemoryMetrics {
        wasm_memory_size: code.map_or(0, |code| code.heap_bytes()).into(),
        stable_memory_size: canister.stable.size_bytes().into(),
        global_memory_size: code
            .map_or(0, |code| 8 * code.saved().globals.len() as u64)
            .into(),
        wasm_binary_size: code
            .map_or(0, |code| code.module().installed.len() as u64)
            .into(),
        custom_sections_size: (custom_sections as u64).into(),
        canister_history_size: history_bytes.into(),
        wasm_chunk_store_size: canister.chunk_bytes().into(),
        snapshots_size: 0_u8.into(),
        log_memory_store_size: (log_bytes as u64).into(),
    }
}
