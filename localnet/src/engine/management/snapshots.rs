//! Snapshots of canisters: module, heap, globals, stable memory and what else the System API keeps.
//! They live as long as the network, and are not written to its state directory.

use super::{decode, encode, must_control, no_result};
use crate::engine::Network;
use crate::engine::canister::Canister;
use crate::engine::execution::no_module;
use crate::engine::messages::{Message, Outcome};
use crate::engine::reject::{ErrorCode, Reject};
use crate::engine::wasm::{CompiledModule, Instance, Saved, StableMemory};
use candid::Principal;
use ic_management_canister_types::{
    CanisterIdRecord, ChangeDetails, DeleteCanisterSnapshotArgs, LoadCanisterSnapshotArgs,
    LoadSnapshotRecord, Snapshot, SnapshotSource, TakeCanisterSnapshotArgs,
};
use std::sync::Arc;

/// Snapshots of one canister at most.
const MOST: usize = 10;

/// A canister as it was.
#[derive(Debug)]
pub struct Taken {
    id: Vec<u8>,
    time_nanos: u64,
    version: u64,
    module: Arc<CompiledModule>,
    saved: Saved,
    stable: Vec<u8>,
    certified_data: Vec<u8>,
    global_timer: u64,
    chunks: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Taken {
    fn shown(&self) -> Snapshot {
        let chunks: usize = self.chunks.iter().map(|(_, chunk)| chunk.len()).sum();
        let bytes =
            self.module.installed.len() + self.saved.heap.len() + self.stable.len() + chunks;
        Snapshot {
            id: self.id.clone(),
            taken_at_timestamp: self.time_nanos,
            total_size: bytes as u64,
        }
    }
}

pub fn take(network: &mut Network, message: &Message) -> Outcome {
    let arg: TakeCanisterSnapshotArgs = decode(message)?;
    must_control(network, arg.canister_id, message)?;
    let time_nanos = network.time_nanos;
    let canister = network.canister_mut(&arg.canister_id)?;
    if let Some(replaced) = &arg.replace_snapshot {
        position(canister, replaced)?;
    } else if canister.snapshots.len() == MOST {
        return Err(Reject::new(
            ErrorCode::CanisterRejectedMessage,
            format!(
                "Canister {} has reached the maximum number of snapshots allowed: {MOST}.",
                canister.id
            ),
        ));
    }
    let taken = taken(canister, time_nanos)?;
    if let Some(replaced) = &arg.replace_snapshot {
        let at = position(canister, replaced)?;
        canister.snapshots.remove(at);
    }
    let shown = taken.shown();
    canister.snapshots.push(taken);
    if arg.uninstall_code == Some(true) {
        canister.clear_code();
    }
    encode((shown,))
}

fn taken(canister: &mut Canister, time_nanos: u64) -> Result<Taken, Reject> {
    let code = canister.code.as_ref();
    let code = code.ok_or_else(|| no_module(canister.id))?;
    let number = canister.taken_snapshots;
    canister.taken_snapshots += 1;
    let id = [&number.to_be_bytes()[..], canister.id.as_slice()].concat();
    let chunks = canister.chunks.iter();
    Ok(Taken {
        id,
        time_nanos,
        version: canister.version,
        module: code.module().clone(),
        saved: code.saved().clone(),
        stable: canister.stable.to_bytes(),
        certified_data: canister.certified_data.clone(),
        global_timer: canister.global_timer,
        chunks: chunks.map(|(k, v)| (k.clone(), v.clone())).collect(),
    })
}

pub fn load(network: &mut Network, message: &Message) -> Outcome {
    let arg: LoadCanisterSnapshotArgs = decode(message)?;
    must_control(network, arg.canister_id, message)?;
    let time_nanos = network.time_nanos;
    let canister = network.canister_mut(&arg.canister_id)?;
    let at = position(canister, &arg.snapshot_id)?;
    let taken = &canister.snapshots[at];
    let code = Instance::restore(taken.module.clone(), taken.saved.clone());
    let code = code.map_err(|failure| canister.reject(&failure, 0))?;
    canister.code = Some(code);
    canister.stable = StableMemory::from_bytes(&taken.stable);
    canister.certified_data = taken.certified_data.clone();
    canister.global_timer = taken.global_timer;
    canister.chunks = taken.chunks.iter().cloned().collect();
    let details = ChangeDetails::LoadSnapshot(LoadSnapshotRecord {
        from_canister_id: None,
        snapshot_id: taken.id.clone(),
        canister_version: taken.version,
        taken_at_timestamp: taken.time_nanos,
        source: SnapshotSource::TakenFromCanister(candid::Reserved),
    });
    canister.version += 1;
    canister.record(time_nanos, message.sender, details);
    Ok(no_result())
}

pub fn list(network: &mut Network, message: &Message) -> Outcome {
    let arg: CanisterIdRecord = decode(message)?;
    must_control(network, arg.canister_id, message)?;
    let snapshots = network.canister(&arg.canister_id)?.snapshots.iter();
    let shown: Vec<Snapshot> = snapshots.map(Taken::shown).collect();
    encode((shown,))
}

pub fn delete(network: &mut Network, message: &Message) -> Outcome {
    let arg: DeleteCanisterSnapshotArgs = decode(message)?;
    must_control(network, arg.canister_id, message)?;
    let canister = network.canister_mut(&arg.canister_id)?;
    let at = position(canister, &arg.snapshot_id)?;
    canister.snapshots.remove(at);
    Ok(no_result())
}

fn position(canister: &Canister, id: &[u8]) -> Result<usize, Reject> {
    let found = canister.snapshots.iter().position(|taken| taken.id == id);
    found.ok_or_else(|| not_found(canister.id, id))
}

fn not_found(canister: Principal, id: &[u8]) -> Reject {
    let digits: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    Reject::new(
        ErrorCode::CanisterRejectedMessage,
        format!("Could not find the snapshot ID {digits} for canister {canister}."),
    )
}
