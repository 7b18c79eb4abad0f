//! One execution of an entry point: what it is given, and what comes of it.

use crate::engine::CertificateSource;
use crate::engine::canister::LogRecord;
use candid::Principal;
use std::sync::Arc;

/// The kinds of entry points. Each is a bit, so that a set of them is a mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Kind {
    /// The module's start function.
    Start = 1,
    /// `canister_init` and `canister_post_upgrade`.
    Init = 1 << 1,
    /// `canister_pre_upgrade`.
    PreUpgrade = 1 << 2,
    /// `canister_update`.
    Update = 1 << 3,
    /// `canister_query`, called like an update.
    ReplicatedQuery = 1 << 4,
    /// `canister_query` and `canister_composite_query`, called as a query.
    Query = 1 << 5,
    /// A reply callback.
    Reply = 1 << 6,
    /// A reject callback.
    Reject = 1 << 7,
    /// A cleanup callback.
    Cleanup = 1 << 8,
    /// `canister_inspect_message`.
    Inspect = 1 << 9,
    /// `canister_global_timer`, `canister_heartbeat`, `canister_on_low_wasm_memory`.
    System = 1 << 10,
}

/// Sets of entry points that may use a function.
pub mod allowed {
    use super::Kind::*;

    pub const ANY: u16 = u16::MAX;
    pub const NOT_START: u16 = !(Start as u16);
    pub const WITH_ARG: u16 = Init as u16
        | Update as u16
        | ReplicatedQuery as u16
        | Query as u16
        | Reply as u16
        | Inspect as u16;
    pub const ANSWERS: u16 =
        Update as u16 | ReplicatedQuery as u16 | Query as u16 | Reply as u16 | Reject as u16;
    pub const WITH_CYCLES: u16 =
        Update as u16 | ReplicatedQuery as u16 | Reply as u16 | Reject as u16;
    pub const CALLBACKS: u16 = Reply as u16 | Reject as u16 | Cleanup as u16;
    pub const REJECT: u16 = Reject as u16;
    pub const WITH_REJECT_CODE: u16 = Reply as u16 | Reject as u16 | Cleanup as u16;
    pub const INSPECT: u16 = Inspect as u16;
    pub const QUERY: u16 = Query as u16;
    pub const CALLS: u16 = Update as u16 | Reply as u16 | Reject as u16 | System as u16;
    pub const CHANGES: u16 =
        CALLS | Init as u16 | PreUpgrade as u16 | ReplicatedQuery as u16 | Cleanup as u16;
}

/// An answer that a canister gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// `ic0.msg_reply`.
    Reply(Vec<u8>),
    /// `ic0.msg_reject`.
    Reject(String),
}

/// A call that a canister makes.
#[derive(Clone, Debug)]
pub struct OutgoingCall {
    pub callee: Principal,
    pub method: String,
    pub arg: Vec<u8>,
    /// Function (an index into the table) and its argument.
    pub on_reply: (u32, u32),
    pub on_reject: (u32, u32),
    pub on_cleanup: Option<(u32, u32)>,
    pub cycles: u128,
    /// Best-effort: when the caller stops waiting, nanoseconds since 1970.
    pub deadline: Option<u64>,
}

/// What an execution is given and what it leaves.
#[derive(Clone)]
pub struct Run {
    // Given.
    pub kind: Kind,
    pub canister_id: Principal,
    pub subnet_id: Principal,
    pub root_key: Arc<[u8]>,
    pub controllers: Arc<[Principal]>,
    pub environment: Arc<[(String, String)]>,
    /// 1 running, 2 stopping, 3 stopped.
    pub status: u32,
    pub version: u64,
    pub time_nanos: u64,
    pub caller: Principal,
    pub method: String,
    pub arg: Vec<u8>,
    /// Why a call was rejected: code and message.
    pub reject: Option<(u32, String)>,
    pub refunded: u128,
    pub deadline: Option<u64>,
    /// Instructions that this execution may take.
    pub instruction_limit: u64,
    /// Instructions that the call context has taken before.
    pub instructions_before: u64,
    /// Heap bytes that the canister may grow to.
    pub heap_limit: u64,
    /// Bytes of heap and stable memory for which the canister's cycles last.
    pub memory_limit: u64,
    /// Bytes that the answer may have.
    pub reply_limit: usize,
    /// Whether somebody waits for an answer that has not been given yet.
    pub may_answer: bool,
    pub certified_data: Vec<u8>,
    pub certificates: Option<Arc<dyn CertificateSource>>,
    // Given, and changed by the execution.
    pub balance: u128,
    pub cycles_available: u128,
    // Left.
    pub reply_data: Vec<u8>,
    pub response: Option<Response>,
    pub accepted: bool,
    pub new_certified_data: Option<Vec<u8>>,
    pub global_timer: u64,
    pub prepared_call: Option<OutgoingCall>,
    pub calls: Vec<OutgoingCall>,
    pub logs: Vec<LogRecord>,
    pub certificate: Option<Vec<u8>>,
    /// Set when the execution is over.
    pub instructions: u64,
}

impl std::fmt::Debug for Run {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Run")
            .field("kind", &self.kind)
            .field("canister_id", &self.canister_id.to_text())
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

impl Default for Run {
    /// An execution without anything, to be filled in.
    fn default() -> Self {
        Self {
            kind: Kind::Start,
            canister_id: Principal::management_canister(),
            subnet_id: Principal::management_canister(),
            root_key: Arc::new([]),
            controllers: Arc::new([]),
            environment: Arc::new([]),
            status: 1,
            version: 0,
            time_nanos: 0,
            caller: Principal::management_canister(),
            method: String::new(),
            arg: Vec::new(),
            reject: None,
            refunded: 0,
            deadline: None,
            instruction_limit: 0,
            instructions_before: 0,
            heap_limit: u64::MAX,
            memory_limit: u64::MAX,
            reply_limit: 0,
            may_answer: false,
            certified_data: Vec::new(),
            certificates: None,
            balance: 0,
            cycles_available: 0,
            reply_data: Vec::new(),
            response: None,
            accepted: false,
            new_certified_data: None,
            global_timer: 0,
            prepared_call: None,
            calls: Vec::new(),
            logs: Vec::new(),
            certificate: None,
            instructions: 0,
        }
    }
}
