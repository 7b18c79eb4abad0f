//! The state of a network on disk: one file of facts, and for each canister its module,
//! heap and stable memory.

use super::canister::{Canister, LogRecord, QueryStats, Settings, Status};
use super::wasm::{CompiledModule, Instance, Saved, SavedGlobal, StableMemory};
use super::{Config, Network};
use candid::{CandidType, Principal};
use ic_management_canister_types::Change;
use serde::Deserialize;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// The file of facts.
const FACTS: &str = "network.candid";
/// The format of what is written; another one is refused.
const VERSION: u32 = 1;
/// Messages that have not ended after so many rounds keep a state from being saved.
const ROUNDS_TO_SETTLE: u32 = 100;

#[derive(CandidType, Deserialize)]
struct Facts {
    version: u32,
    time_nanos: u64,
    created: u64,
    last_id: u64,
    randomness: u64,
    canisters: Vec<CanisterFacts>,
}

#[derive(CandidType, Deserialize)]
struct CanisterFacts {
    id: Principal,
    settings: Settings,
    stopped: bool,
    version: u64,
    cycles: u128,
    certified_data: Vec<u8>,
    global_timer: u64,
    logs: Vec<LogRecord>,
    next_log: u64,
    chunks: Vec<(Vec<u8>, Vec<u8>)>,
    history: Vec<Change>,
    query_stats: QueryStats,
    /// Globals of the instance; `None` without code.
    globals: Option<Vec<SavedGlobal>>,
}

pub fn save(network: &mut Network, dir: &Path) -> Result<()> {
    let mut rounds = 0;
    while network.has_work() || network.canisters.values().any(|c| !c.contexts.is_empty()) {
        if rounds == ROUNDS_TO_SETTLE {
            return Err(Error::other("calls are under way that do not end"));
        }
        rounds += 1;
        network.tick();
    }
    std::fs::create_dir_all(dir)?;
    let facts = Facts {
        version: VERSION,
        time_nanos: network.time_nanos,
        created: network.created,
        last_id: network.last_id,
        randomness: network.randomness,
        canisters: network.canisters.values().map(facts_of).collect(),
    };
    for canister in network.canisters.values() {
        if let Some(code) = &canister.code {
            replace(&file(dir, canister.id, "wasm"), &code.module().installed)?;
            replace(&file(dir, canister.id, "heap"), &code.saved().heap)?;
        }
        replace(
            &file(dir, canister.id, "stable"),
            &canister.stable.to_bytes(),
        )?;
    }
    let bytes = candid::encode_one(&facts).map_err(Error::other)?;
    replace(&dir.join(FACTS), &bytes)
}

/// Writes a file beside its place and moves it there, so that it is old or new, not torn.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let new = path.with_extension("new");
    std::fs::write(&new, bytes)?;
    std::fs::rename(&new, path)
}

fn file(dir: &Path, id: Principal, kind: &str) -> PathBuf {
    dir.join(format!("{id}-{kind}.bin"))
}

fn facts_of(canister: &Canister) -> CanisterFacts {
    let chunks = canister.chunks.iter();
    CanisterFacts {
        id: canister.id,
        settings: canister.settings.clone(),
        stopped: !matches!(canister.status, Status::Running),
        version: canister.version,
        cycles: canister.cycles,
        certified_data: canister.certified_data.clone(),
        global_timer: canister.global_timer,
        logs: canister.logs.iter().cloned().collect(),
        next_log: canister.next_log,
        chunks: chunks.map(|(k, v)| (k.clone(), v.clone())).collect(),
        history: canister.history.clone(),
        query_stats: canister.query_stats,
        globals: canister
            .code
            .as_ref()
            .map(|code| code.saved().globals.clone()),
    }
}

pub fn load(config: Config, dir: &Path) -> Result<Network> {
    let facts: Facts = candid::decode_one(&std::fs::read(dir.join(FACTS))?)
        .map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
    if facts.version != VERSION {
        return Err(Error::new(
            ErrorKind::InvalidData,
            format!("the state has format {}, not {VERSION}", facts.version),
        ));
    }
    let mut network = Network::new(config);
    network.time_nanos = facts.time_nanos;
    network.created = facts.created;
    network.last_id = facts.last_id;
    network.randomness = facts.randomness;
    for canister in facts.canisters {
        let canister = load_canister(canister, dir)?;
        network.canisters.insert(canister.id, canister);
    }
    Ok(network)
}

fn load_canister(facts: CanisterFacts, dir: &Path) -> Result<Canister> {
    let id = facts.id;
    let invalid = |why: String| Error::new(ErrorKind::InvalidData, format!("{id}: {why}"));
    let code = match facts.globals {
        None => None,
        Some(globals) => {
            let wasm = std::fs::read(file(dir, id, "wasm"))?;
            let heap = std::fs::read(file(dir, id, "heap"))?;
            let saved = Saved { heap, globals };
            let module = CompiledModule::new(&wasm).map_err(|error| invalid(error.to_string()))?;
            let code = Instance::restore(module, saved);
            Some(code.map_err(|error| invalid(error.to_string()))?)
        }
    };
    let mut canister = Canister::new(id, facts.settings, facts.cycles);
    if facts.stopped {
        canister.status = Status::Stopped;
    }
    canister.version = facts.version;
    canister.stable = StableMemory::from_bytes(&std::fs::read(file(dir, id, "stable"))?);
    canister.certified_data = facts.certified_data;
    canister.global_timer = facts.global_timer;
    canister.logs = facts.logs.into();
    canister.next_log = facts.next_log;
    canister.chunks = facts.chunks.into_iter().collect();
    canister.history = facts.history;
    canister.query_stats = facts.query_stats;
    canister.code = code;
    Ok(canister)
}
