//! Runs canisters: a network's state and the execution of its messages.
//!
//! Everything here is synchronous and single-threaded; whoever owns a [`Network`] calls it
//! from one thread at a time, from threads that have at least [`STACK_BYTES`] of stack
//! (canisters run on the caller's stack).

mod answers;
mod canister;
mod execution;
mod ingress;
mod limits;
mod management;
mod messages;
mod persistence;
mod queries;
mod reject;
mod statuses;
mod system_api;
mod wasm;

pub use ingress::{Ingress, MessageId, MessageStatus};
pub use reject::{ErrorCode, Reject, RejectCode};

use candid::Principal;
use canister::{Canister, Surroundings};
use messages::{Job, Message, Origin};
use statuses::Statuses;
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use wasm::StableMemory;

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

/// What a network has done since it was started, queries apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Executions: calls, callbacks, timers, heartbeats.
    pub messages: u64,
    /// Instructions of them all, with the network's weights.
    pub instructions: u64,
}

/// One network instance: canisters, clock, queues.
#[derive(Debug)]
pub struct Network {
    config: Config,
    root_key: Arc<[u8]>,
    time_nanos: u64,
    canisters: BTreeMap<Principal, Canister>,
    /// How many canisters got an id without asking for one.
    created: u64,
    /// Numbers call contexts and callbacks.
    last_id: u64,
    /// How often randomness was asked for.
    randomness: u64,
    queue: VecDeque<Job>,
    /// Calls of canisters to the management canister, and the rounds until they run.
    under_way: VecDeque<(u32, Message)>,
    statuses: Statuses,
    work: Work,
}

impl Network {
    /// An empty network.
    pub fn new(config: Config) -> Self {
        Self {
            root_key: config.root_key.as_slice().into(),
            time_nanos: config.time_nanos,
            config,
            canisters: BTreeMap::new(),
            created: 0,
            last_id: 0,
            randomness: 0,
            queue: VecDeque::new(),
            under_way: VecDeque::new(),
            statuses: Statuses::default(),
            work: Work::default(),
        }
    }

    /// What was done since the start.
    pub fn work(&self) -> Work {
        self.work
    }

    /// Bytes that all canisters take.
    pub fn memory_bytes(&self) -> u64 {
        self.canisters.values().map(Canister::memory_bytes).sum()
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
    /// heartbeats run, and the calls that they make, until nothing is left to do or the
    /// round has taken its share of instructions.
    pub fn tick(&mut self) {
        self.time_nanos = self.time_nanos.saturating_add(1);
        self.queue_system_jobs();
        self.run_management_calls();
        self.run_jobs();
    }

    /// Whether messages wait for a round.
    pub fn has_work(&self) -> bool {
        !self.queue.is_empty() || !self.under_way.is_empty()
    }

    /// Takes up a call. It runs with the next tick. A message id that is known already is
    /// accepted and not run again.
    ///
    /// # Errors
    /// The canister is not there, does not run, refuses (`inspect_message`), or the message
    /// is too large.
    pub fn submit(&mut self, ingress: Ingress) -> Result<MessageId, Reject> {
        let id = ingress.id;
        if self.statuses.get(&id).is_some() {
            return Ok(id);
        }
        if ingress.arg.len() > limits::INGRESS_BYTES
            || ingress.method.len() > limits::METHOD_NAME_BYTES
        {
            return Err(Reject::new(
                ErrorCode::InvalidManagementPayload,
                format!(
                    "Request {} is too large. Message byte size {} is larger than the max \
                     allowed {}",
                    hex(&id),
                    ingress.arg.len(),
                    limits::INGRESS_BYTES
                ),
            ));
        }
        if !management::is_management(self, &ingress.canister_id) {
            self.inspect(&ingress)?;
        }
        self.statuses.set(id, MessageStatus::Received);
        self.queue.push_back(Job::Call(Message {
            origin: Origin::Ingress(id),
            sender: ingress.sender,
            callee: ingress.canister_id,
            method: ingress.method,
            arg: ingress.arg,
            cycles: 0,
            deadline: None,
        }));
        Ok(id)
    }

    /// What became of a call; `None` when it is not known (or no longer).
    pub fn status(&self, id: &MessageId) -> Option<MessageStatus> {
        self.statuses.get(id).cloned()
    }

    /// Runs a query method. The state stays as it is.
    ///
    /// # Errors
    /// As the network rejects a query.
    pub fn query(
        &mut self,
        sender: Principal,
        canister_id: Principal,
        method: &str,
        arg: &[u8],
    ) -> Result<Vec<u8>, Reject> {
        if management::is_management(self, &canister_id) {
            return management::query(self, sender, method, arg);
        }
        self.run_query(sender, canister_id, method, arg)
    }

    /// The subnet's id.
    pub fn subnet_id(&self) -> Principal {
        self.config.subnet_id
    }

    /// First and last canister id of each range that belongs to the subnet.
    pub fn canister_ranges(&self) -> Vec<(Principal, Principal)> {
        let first = self.config.first_canister;
        let last = first.saturating_add(self.config.canister_count.saturating_sub(1));
        vec![(canister_id(first), canister_id(last))]
    }

    /// The canisters there are, in the order of their ids.
    pub fn canister_ids(&self) -> Vec<Principal> {
        self.canisters.keys().copied().collect()
    }

    /// Whether there is such a canister.
    pub fn canister_exists(&self, canister_id: Principal) -> bool {
        self.canisters.contains_key(&canister_id)
    }

    /// The controllers, `None` when there is no such canister.
    pub fn controllers(&self, canister_id: Principal) -> Option<Vec<Principal>> {
        let canister = self.canisters.get(&canister_id)?;
        Some(canister.settings.controllers.clone())
    }

    /// SHA-256 of the module as installed, `None` when there is none.
    pub fn module_hash(&self, canister_id: Principal) -> Option<[u8; 32]> {
        let code = self.canisters.get(&canister_id)?.code.as_ref()?;
        Some(code.module().hash)
    }

    /// A piece of the installed module's metadata.
    pub fn metadata(&self, canister_id: Principal, name: &str) -> Option<Metadata> {
        let code = self.canisters.get(&canister_id)?.code.as_ref()?;
        code.module().metadata.get(name).cloned()
    }

    /// The canister's certified data, empty when it has set none.
    pub fn certified_data(&self, canister_id: Principal) -> Option<Vec<u8>> {
        let canister = self.canisters.get(&canister_id)?;
        Some(canister.certified_data.clone())
    }

    /// The cycles balance.
    pub fn cycles(&self, canister_id: Principal) -> Option<u128> {
        self.canisters.get(&canister_id).map(|c| c.cycles)
    }

    /// Adds cycles out of nothing and returns the new balance.
    pub fn add_cycles(&mut self, canister_id: Principal, amount: u128) -> Option<u128> {
        let canister = self.canisters.get_mut(&canister_id)?;
        canister.cycles = canister.cycles.saturating_add(amount);
        Some(canister.cycles)
    }

    /// The whole stable memory; whole Wasm pages.
    pub fn stable_memory(&self, canister_id: Principal) -> Option<Vec<u8>> {
        let canister = self.canisters.get(&canister_id)?;
        Some(canister.stable.to_bytes())
    }

    /// Replaces the stable memory; it is as long as the bytes, rounded up to whole pages.
    ///
    /// # Errors
    /// There is no such canister, or it has no code.
    pub fn set_stable_memory(
        &mut self,
        canister_id: Principal,
        bytes: &[u8],
    ) -> Result<(), Reject> {
        let canister = self.canister_mut(&canister_id)?;
        if canister.code.is_none() {
            return Err(execution::no_module(canister_id));
        }
        canister.stable = StableMemory::from_bytes(bytes);
        Ok(())
    }

    /// Writes the state into a directory, which is created. Messages that are under way are
    /// run to their end before.
    ///
    /// # Errors
    /// The file system's, or messages do not come to an end.
    pub fn save(&mut self, dir: &Path) -> std::io::Result<()> {
        persistence::save(self, dir)
    }

    /// Reads a state that [`Network::save`] has written. Clock and canisters are the saved
    /// ones, everything else is as the configuration says.
    ///
    /// # Errors
    /// The file system's, or the directory holds no such state.
    pub fn load(config: Config, dir: &Path) -> std::io::Result<Self> {
        persistence::load(config, dir)
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings {
            time_nanos: self.time_nanos,
            subnet_id: self.config.subnet_id,
            root_key: self.root_key.clone(),
            certificates: self.config.certificates.clone(),
        }
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// An id for a new canister: the next one that is free.
    fn next_canister_id(&mut self) -> Principal {
        loop {
            let id = canister_id(self.config.first_canister.wrapping_add(self.created));
            self.created += 1;
            if !self.canisters.contains_key(&id) {
                return id;
            }
        }
    }

    fn canister(&self, id: &Principal) -> Result<&Canister, Reject> {
        self.canisters.get(id).ok_or_else(|| not_found(*id))
    }

    fn canister_mut(&mut self, id: &Principal) -> Result<&mut Canister, Reject> {
        self.canisters.get_mut(id).ok_or_else(|| not_found(*id))
    }
}

/// The id of the n-th canister of the Internet Computer.
pub fn canister_id(number: u64) -> Principal {
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    bytes[8..].copy_from_slice(&[1, 1]);
    Principal::from_slice(&bytes)
}

/// The reject for a canister that is not there.
fn not_found(canister_id: Principal) -> Reject {
    Reject::new(
        ErrorCode::CanisterNotFound,
        format!("Canister {canister_id} not found"),
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
