//! The network's limits, as on an application subnet. Source: the interface specification
//! and the replica's default subnet configuration.

/// Instructions of an update, a timer, a heartbeat or a callback.
pub const UPDATE_INSTRUCTIONS: u64 = 40_000_000_000;
/// Instructions of a query.
pub const QUERY_INSTRUCTIONS: u64 = 5_000_000_000;
/// Instructions of an installation or an upgrade, all of its entry points together.
pub const INSTALL_INSTRUCTIONS: u64 = 300_000_000_000;
/// Instructions of `canister_inspect_message`.
pub const INSPECT_INSTRUCTIONS: u64 = 200_000_000;
/// A round takes up no further message after so many instructions.
pub const ROUND_INSTRUCTIONS: u64 = 40_000_000_000;

/// Bytes of a call's argument from outside.
pub const INGRESS_BYTES: usize = 2 << 20;
/// Bytes of an argument or an answer between canisters, and of an update's answer.
pub const MESSAGE_BYTES: usize = 2 << 20;
/// Bytes of a query's answer.
pub const QUERY_REPLY_BYTES: usize = 3 << 20;
/// Bytes of certified data.
pub const CERTIFIED_DATA_BYTES: usize = 32;
/// Bytes of a method's name.
pub const METHOD_NAME_BYTES: usize = 20_000;

/// A Wasm page.
pub const WASM_PAGE_BYTES: u64 = 64 << 10;
/// Pages that stable memory may have: 500 GiB.
pub const STABLE_PAGES: u64 = 500 * (1 << 30) / WASM_PAGE_BYTES;
/// Bytes of a module, decompressed.
pub const MODULE_BYTES: u64 = 100 << 20;
/// The stack that Wasm gets.
pub const WASM_STACK_BYTES: usize = 5 << 20;

/// Log records kept for a canister, in bytes of text.
pub const LOG_BYTES: usize = 4_096;
/// Chunks in a canister's chunk store.
pub const STORED_CHUNKS: usize = 100;
/// Bytes of a chunk.
pub const CHUNK_BYTES: usize = 1 << 20;
/// Controllers of a canister.
pub const CONTROLLERS: usize = 10;
/// Heap that a canister may use unless its settings say otherwise: 3 GiB.
pub const DEFAULT_WASM_MEMORY_LIMIT: u64 = 3 << 30;
/// Answers kept for later reading; the oldest go first.
pub const KEPT_STATUSES: usize = 20_000;
/// Bytes of the answers kept.
pub const KEPT_STATUS_BYTES: usize = 256 << 20;
/// Rounds after which the management canister answers a canister: on a network randomness comes
/// with a later block than the one that asked for it, and other answers travel between subnets.
pub const MANAGEMENT_ROUNDS: u32 = 4;
