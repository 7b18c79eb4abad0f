//! Runs canisters: a network's state and the execution of its messages.
//!
//! Everything here is synchronous and single-threaded; whoever owns a [`Network`] calls it
//! from one thread at a time, from threads that have at least [`STACK_BYTES`] of stack
//! (canisters run on the caller's stack).

mod ingress;
mod reject;

pub use ingress::{Ingress, MessageId, MessageStatus};
pub use reject::{ErrorCode, Reject, RejectCode};

use candid::Principal;
use std::path::Path;
use std::sync::Arc;

/// The stack that a thread must have which calls a [`Network`]: what the network gives to
/// Wasm (5 MiB), and room for the host.
pub const STACK_BYTES: usize = 16 << 20;

/// Makes the certificates that queries hand to canisters (`ic0.data_certificate_copy`).
pub trait CertificateSource: Send + Sync {
    /// The CBOR certificate for one canister's certified data at a time (nanoseconds since
    /// 1970).
    fn certificate(&self, canister: Principal, certified_data: &[u8], time_nanos: u64) -> Vec<u8>;
}

/// What a network instance is made with.
#[derive(Clone)]
pub struct Config {
    /// The one subnet that the instance has.
    pub subnet_id: Principal,
    /// The public key that certificates are verified with, in DER (`ic0.root_key_copy`).
    pub root_key: Vec<u8>,
    /// The number of the first canister that is created; its id follows from it.
    pub first_canister: u64,
    /// How many canister ids, from the first one, belong to the subnet.
    pub canister_count: u64,
    /// The clock at the start, nanoseconds since 1970.
    pub time_nanos: u64,
    /// What `raw_rand` is seeded with: equal seeds, equal randomness.
    pub seed: [u8; 32],
    /// Makes data certificates; without it queries have none.
    pub certificates: Option<Arc<dyn CertificateSource>>,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Config")
            .field("subnet_id", &self.subnet_id.to_text())
            .field("first_canister", &self.first_canister)
            .field("time_nanos", &self.time_nanos)
            .finish_non_exhaustive()
    }
}

/// A piece of a module's metadata (`icp:public name`, `icp:private name` custom sections).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Whether anybody may read it, or the controllers only.
    pub public: bool,
    /// The section's content.
    pub content: Vec<u8>,
}

/// One network instance: canisters, clock, queues.
#[derive(Debug)]
pub struct Network {
    config: Config,
    time_nanos: u64,
}

impl Network {
    /// An empty network.
    pub fn new(config: Config) -> Self {
        Self {
            time_nanos: config.time_nanos,
            config,
        }
    }

    /// The clock, nanoseconds since 1970.
    pub fn time_nanos(&self) -> u64 {
        self.time_nanos
    }

    /// Sets the clock. Timers that are due then run with the next tick.
    ///
    /// # Errors
    /// The clock never goes back.
    pub fn set_time(&mut self, nanos: u64) -> Result<(), String> {
        if nanos < self.time_nanos {
            return Err(format!(
                "the time cannot go back from {} to {nanos} ns",
                self.time_nanos
            ));
        }
        self.time_nanos = nanos;
        Ok(())
    }

    /// One round: the clock moves by a nanosecond; messages, timers that are due and
    /// heartbeats run.
    pub fn tick(&mut self) {
        self.time_nanos += 1;
    }

    /// Whether messages wait for a round.
    pub fn has_work(&self) -> bool {
        false
    }

    /// Takes up a call. It runs with the next tick. A message id that is known already is
    /// accepted and not run again.
    ///
    /// # Errors
    /// The canister is not there, does not run, refuses (`inspect_message`), or the message
    /// is too large.
    pub fn submit(&mut self, ingress: Ingress) -> Result<MessageId, Reject> {
        Err(not_found(ingress.canister_id))
    }

    /// What became of a call; `None` when it is not known (or no longer).
    pub fn status(&self, _id: &MessageId) -> Option<MessageStatus> {
        None
    }

    /// Runs a query method. The state stays as it is.
    ///
    /// # Errors
    /// As the network rejects a query.
    pub fn query(
        &mut self,
        _sender: Principal,
        canister_id: Principal,
        _method: &str,
        _arg: &[u8],
    ) -> Result<Vec<u8>, Reject> {
        Err(not_found(canister_id))
    }

    /// The subnet's id.
    pub fn subnet_id(&self) -> Principal {
        self.config.subnet_id
    }

    /// First and last canister id of each range that belongs to the subnet.
    pub fn canister_ranges(&self) -> Vec<(Principal, Principal)> {
        Vec::new()
    }

    /// The canisters there are, in the order of their ids.
    pub fn canister_ids(&self) -> Vec<Principal> {
        Vec::new()
    }

    /// Whether there is such a canister.
    pub fn canister_exists(&self, _canister_id: Principal) -> bool {
        false
    }

    /// The controllers, `None` when there is no such canister.
    pub fn controllers(&self, _canister_id: Principal) -> Option<Vec<Principal>> {
        None
    }

    /// SHA-256 of the module as installed, `None` when there is none.
    pub fn module_hash(&self, _canister_id: Principal) -> Option<[u8; 32]> {
        None
    }

    /// A piece of the installed module's metadata.
    pub fn metadata(&self, _canister_id: Principal, _name: &str) -> Option<Metadata> {
        None
    }

    /// The canister's certified data, empty when it has set none.
    pub fn certified_data(&self, _canister_id: Principal) -> Option<Vec<u8>> {
        None
    }

    /// The cycles balance.
    pub fn cycles(&self, _canister_id: Principal) -> Option<u128> {
        None
    }

    /// Adds cycles out of nothing and returns the new balance.
    pub fn add_cycles(&mut self, _canister_id: Principal, _amount: u128) -> Option<u128> {
        None
    }

    /// The whole stable memory; whole Wasm pages.
    pub fn stable_memory(&self, _canister_id: Principal) -> Option<Vec<u8>> {
        None
    }

    /// Replaces the stable memory; it is as long as the bytes, rounded up to whole pages.
    ///
    /// # Errors
    /// There is no such canister, or it has no code.
    pub fn set_stable_memory(
        &mut self,
        canister_id: Principal,
        _bytes: &[u8],
    ) -> Result<(), Reject> {
        Err(not_found(canister_id))
    }

    /// Writes the state into a directory, which is created. Messages that are under way are
    /// run to their end before.
    ///
    /// # Errors
    /// The file system's.
    pub fn save(&mut self, _dir: &Path) -> std::io::Result<()> {
        Ok(())
    }

    /// Reads a state that [`Network::save`] has written. Clock and canisters are the saved
    /// ones, everything else is as the configuration says.
    ///
    /// # Errors
    /// The file system's, or the directory holds no such state.
    pub fn load(config: Config, _dir: &Path) -> std::io::Result<Self> {
        Ok(Self::new(config))
    }
}

/// The reject for a canister that is not there.
fn not_found(canister_id: Principal) -> Reject {
    Reject::new(
        ErrorCode::CanisterNotFound,
        format!("Canister {canister_id} not found"),
    )
}
