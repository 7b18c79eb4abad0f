//! A canister: its settings, code, memory and what it has under way.

use super::CertificateSource;
use super::limits::{DEFAULT_WASM_MEMORY_LIMIT, LOG_BYTES};
use super::management::snapshots::Taken;
use super::messages::{CallContext, Callback, Origin};
use super::reject::{ErrorCode, Reject};
use super::system_api::{Failure, Kind, Run, give_up_prepared};
use super::wasm::{Entry, Instance, StableMemory};
use candid::{CandidType, Principal};
use ic_management_canister_types::{Change, ChangeDetails, ChangeOrigin, FromUserRecord};
use serde::Deserialize;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A line of a canister's log.
#[derive(Clone, Debug, PartialEq, Eq, CandidType, Deserialize)]
pub struct LogRecord {
    pub index: u64,
    pub time_nanos: u64,
    pub content: Vec<u8>,
}

/// Who may see something of a canister that is not public.
#[derive(Clone, Debug, Default, PartialEq, Eq, CandidType, Deserialize)]
pub enum Visibility {
    #[default]
    #[serde(rename = "controllers")]
    Controllers,
    #[serde(rename = "public")]
    Public,
    #[serde(rename = "allowed_viewers")]
    AllowedViewers(Vec<Principal>),
}

impl Visibility {
    /// Whether somebody may see it.
    pub fn allows(&self, viewer: &Principal, controllers: &[Principal]) -> bool {
        controllers.contains(viewer)
            || match self {
                Self::Controllers => false,
                Self::Public => true,
                Self::AllowedViewers(viewers) => viewers.contains(viewer),
            }
    }
}

/// A canister's settings; the defaults are the network's.
#[derive(Clone, Debug, PartialEq, Eq, CandidType, Deserialize)]
pub struct Settings {
    pub controllers: Vec<Principal>,
    pub compute_allocation: u64,
    pub memory_allocation: u64,
    pub freezing_threshold: u64,
    pub reserved_cycles_limit: u128,
    pub minimum_incoming_canister_call_cycles: u128,
    pub log_visibility: Visibility,
    pub log_memory_limit: u64,
    pub snapshot_visibility: Visibility,
    pub status_visibility: Visibility,
    pub wasm_memory_limit: u64,
    pub wasm_memory_threshold: u64,
    pub environment_variables: Vec<(String, String)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            controllers: Vec::new(),
            compute_allocation: 0,
            memory_allocation: 0,
            freezing_threshold: 30 * 24 * 3_600,
            reserved_cycles_limit: 5_000_000_000_000,
            minimum_incoming_canister_call_cycles: 0,
            log_visibility: Visibility::Controllers,
            log_memory_limit: LOG_BYTES as u64,
            snapshot_visibility: Visibility::Controllers,
            status_visibility: Visibility::Controllers,
            wasm_memory_limit: DEFAULT_WASM_MEMORY_LIMIT,
            wasm_memory_threshold: 0,
            environment_variables: Vec::new(),
        }
    }
}

/// Whether a canister takes messages.
#[derive(Debug)]
pub enum Status {
    Running,
    /// Waits for its calls to end; then those who asked are told.
    Stopping(Vec<Origin>),
    Stopped,
}

/// What queries have taken, as `canister_status` shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, CandidType, Deserialize)]
pub struct QueryStats {
    pub calls: u64,
    pub instructions: u64,
    pub request_bytes: u64,
    pub response_bytes: u64,
}

/// What all executions of a network are given.
#[derive(Clone)]
pub struct Surroundings {
    pub time_nanos: u64,
    pub subnet_id: Principal,
    pub root_key: Arc<[u8]>,
    pub certificates: Option<Arc<dyn CertificateSource>>,
}

/// A canister.
#[derive(Debug)]
pub struct Canister {
    pub id: Principal,
    pub settings: Settings,
    pub status: Status,
    pub version: u64,
    pub cycles: u128,
    pub code: Option<Instance>,
    pub stable: StableMemory,
    pub certified_data: Vec<u8>,
    /// Nanoseconds since 1970; 0 when no timer is set.
    pub global_timer: u64,
    pub contexts: BTreeMap<u64, CallContext>,
    pub callbacks: BTreeMap<u64, Callback>,
    pub logs: VecDeque<LogRecord>,
    pub next_log: u64,
    pub chunks: BTreeMap<Vec<u8>, Vec<u8>>,
    pub snapshots: Vec<Taken>,
    /// How many snapshots were ever taken.
    pub taken_snapshots: u64,
    pub history: Vec<Change>,
    pub query_stats: QueryStats,
}

/// What a gibibyte of memory costs in a second on a network of 13 nodes, in cycles.
const GIB_SECOND: u128 = 127_000;

/// Bytes of memory for which a balance lasts for a freezing threshold in seconds.
fn memory_limit(cycles: u128, freezing_threshold: u64) -> u64 {
    let cost = GIB_SECOND.saturating_mul(freezing_threshold.into());
    let bytes = cycles.saturating_mul(1 << 30).checked_div(cost);
    bytes.map_or(u64::MAX, |bytes| u64::try_from(bytes).unwrap_or(u64::MAX))
}

impl Canister {
    /// An empty canister.
    pub fn new(id: Principal, settings: Settings, cycles: u128) -> Self {
        Self {
            id,
            settings,
            status: Status::Running,
            version: 0,
            cycles,
            code: None,
            stable: StableMemory::default(),
            certified_data: Vec::new(),
            global_timer: 0,
            contexts: BTreeMap::new(),
            callbacks: BTreeMap::new(),
            logs: VecDeque::new(),
            next_log: 0,
            chunks: BTreeMap::new(),
            snapshots: Vec::new(),
            taken_snapshots: 0,
            history: Vec::new(),
            query_stats: QueryStats::default(),
        }
    }

    /// Whether somebody is a controller.
    pub fn is_controlled_by(&self, who: &Principal) -> bool {
        self.settings.controllers.contains(who)
    }

    /// The status as the System API numbers it.
    pub fn status_number(&self) -> u32 {
        match self.status {
            Status::Running => 1,
            Status::Stopping(_) => 2,
            Status::Stopped => 3,
        }
    }

    /// Notes a change in the canister's history.
    pub fn record(&mut self, time_nanos: u64, by: Principal, details: ChangeDetails) {
        self.history.push(Change {
            timestamp_nanos: time_nanos,
            canister_version: self.version,
            origin: ChangeOrigin::FromUser(FromUserRecord { user_id: by }),
            details: Some(details),
        });
    }

    /// An execution of this canister, with what all kinds of executions are given.
    pub fn prepare(&self, surroundings: &Surroundings, kind: Kind) -> Run {
        Run {
            kind,
            canister_id: self.id,
            subnet_id: surroundings.subnet_id,
            root_key: surroundings.root_key.clone(),
            certificates: surroundings.certificates.clone(),
            time_nanos: surroundings.time_nanos,
            controllers: self.settings.controllers.as_slice().into(),
            environment: self.settings.environment_variables.as_slice().into(),
            status: self.status_number(),
            version: self.version,
            heap_limit: match self.settings.wasm_memory_limit {
                0 => u64::MAX,
                limit => limit,
            },
            memory_limit: memory_limit(self.cycles, self.settings.freezing_threshold),
            certified_data: self.certified_data.clone(),
            balance: self.cycles,
            global_timer: self.global_timer,
            ..Run::default()
        }
    }

    /// Runs a function. `keep` says whether changes take effect when it succeeds; log
    /// records are kept in any case, unless nothing is to be kept.
    pub fn execute(
        &mut self,
        entry: Entry<'_>,
        run: Run,
        keep: bool,
    ) -> (Run, Result<(), Failure>) {
        let Some(code) = self.code.as_mut() else {
            return (run, Err(Failure::Engine("there is no code".into())));
        };
        let (mut run, mut result) = code.run(entry, run, &mut self.stable);
        give_up_prepared(&mut run);
        if keep && result.is_ok() {
            code.commit();
            self.stable.commit();
            self.take_effects(&mut run);
            self.version += 1;
        } else {
            self.stable.rollback();
            if let Err(failure) = code.rollback() {
                result = Err(failure);
            }
        }
        if keep {
            self.take_logs(&mut run, result.as_ref().err());
        }
        (run, result)
    }

    /// What a successful execution changes, but for memory.
    pub fn take_effects(&mut self, run: &mut Run) {
        self.cycles = run.balance;
        self.global_timer = run.global_timer;
        if let Some(data) = run.new_certified_data.take() {
            self.certified_data = data;
        }
    }

    /// Appends an execution's log records, and the message of a trap.
    pub fn take_logs(&mut self, run: &mut Run, failure: Option<&Failure>) {
        let trap = match failure {
            Some(Failure::CalledTrap(message)) => Some(format!("[TRAP]: {message}")),
            Some(Failure::Trapped(reason)) => Some(format!("[TRAP]: {reason}")),
            _ => None,
        };
        let trap = trap.map(|text| LogRecord {
            index: 0,
            time_nanos: run.time_nanos,
            content: text.into_bytes(),
        });
        for mut record in run.logs.drain(..).chain(trap) {
            record.index = self.next_log;
            self.next_log += 1;
            self.logs.push_back(record);
        }
        let mut size: usize = self.logs.iter().map(|record| record.content.len()).sum();
        while size > LOG_BYTES && self.logs.len() > 1 {
            if let Some(oldest) = self.logs.pop_front() {
                size -= oldest.content.len();
            }
        }
    }

    /// Drops the code and everything that belongs to it.
    pub fn clear_code(&mut self) {
        self.code = None;
        self.stable = StableMemory::default();
        self.certified_data.clear();
        self.global_timer = 0;
        self.logs.clear();
        self.chunks.clear();
    }

    /// The canister's failure as the network words it.
    pub fn reject(&self, failure: &Failure, limit: u64) -> Reject {
        failure_reject(self.id, failure, limit)
    }

    /// Bytes that the canister takes.
    pub fn memory_bytes(&self) -> u64 {
        let code = self.code.as_ref();
        let heap = code.map_or(0, Instance::heap_bytes);
        let wasm = code.map_or(0, |code| code.module().installed.len() as u64);
        heap + wasm + self.stable.size_bytes() + self.chunk_bytes()
    }

    /// Bytes in the chunk store.
    pub fn chunk_bytes(&self) -> u64 {
        self.chunks.values().map(|chunk| chunk.len() as u64).sum()
    }
}

/// Words a failed execution as the network does.
pub fn failure_reject(id: Principal, failure: &Failure, limit: u64) -> Reject {
    let (code, text) = match failure {
        Failure::OutOfInstructions => (
            ErrorCode::CanisterInstructionLimitExceeded,
            format!(
                "Canister exceeded the limit of {limit} instructions for single message execution."
            ),
        ),
        Failure::Trapped(reason) => (
            ErrorCode::CanisterTrapped,
            format!("Canister trapped: {reason}"),
        ),
        Failure::CalledTrap(message) => (
            ErrorCode::CanisterCalledTrap,
            format!("Canister called `ic0.trap` with message: '{message}'"),
        ),
        Failure::Contract(what) => (
            ErrorCode::CanisterContractViolation,
            format!("Canister violated contract: {what}"),
        ),
        Failure::NoSuchFunction(index) => (
            ErrorCode::CanisterFunctionNotFound,
            format!(
                "Canister requested to invoke a non-existent Wasm function {index} from table 0"
            ),
        ),
        Failure::OutOfCycles(what) => (ErrorCode::InsufficientCyclesInCall, what.clone()),
        Failure::HeapLimit(peak, limit) => (
            ErrorCode::CanisterWasmMemoryLimitExceeded,
            format!(
                "Canister exceeded its current Wasm memory limit of {limit} bytes. \
                 The peak Wasm memory usage was {peak} bytes."
            ),
        ),
        Failure::Growth(bytes) => (
            ErrorCode::InsufficientCyclesInMemoryGrow,
            format!(
                "Canister cannot grow memory to {bytes} bytes due to insufficient cycles: \
                 its balance does not last for the freezing threshold."
            ),
        ),
        Failure::Engine(what) => (
            ErrorCode::CanisterWasmEngineError,
            format!("Canister encountered a Wasm engine error: {what}"),
        ),
    };
    Reject::new(code, format!("Error from Canister {id}: {text}"))
}
