//! The chunk store: a module that is too large for one message is uploaded in parts.

use super::{decode, encode, invalid, must_control, no_result, not_controller};
use crate::engine::Network;
use crate::engine::limits::{CHUNK_BYTES, STORED_CHUNKS};
use crate::engine::messages::{Message, Outcome};
use crate::engine::reject::Reject;
use candid::Principal;
use ic_management_canister_types::{CanisterIdRecord, ChunkHash, UploadChunkArgs};
use sha2::{Digest, Sha256};

pub fn upload(network: &mut Network, message: &Message) -> Outcome {
    let arg: UploadChunkArgs = decode(message)?;
    must_control_or_be(network, arg.canister_id, message)?;
    if arg.chunk.len() > CHUNK_BYTES {
        return Err(invalid(format!(
            "Error from Wasm chunk store: Wasm chunk size {} exceeds the maximum chunk size of \
             {CHUNK_BYTES}.",
            arg.chunk.len()
        )));
    }
    let hash = Sha256::digest(&arg.chunk).to_vec();
    let canister = network.canister_mut(&arg.canister_id)?;
    if canister.chunks.len() >= STORED_CHUNKS && !canister.chunks.contains_key(&hash) {
        return Err(invalid(format!(
            "Error from Wasm chunk store: Wasm chunk store has already reached maximum capacity \
             of {STORED_CHUNKS} chunks."
        )));
    }
    canister.chunks.insert(hash.clone(), arg.chunk);
    encode((ChunkHash { hash },))
}

pub fn stored(network: &mut Network, message: &Message) -> Outcome {
    let arg: CanisterIdRecord = decode(message)?;
    must_control_or_be(network, arg.canister_id, message)?;
    let chunks = &network.canister(&arg.canister_id)?.chunks;
    let hashes: Vec<ChunkHash> = chunks
        .keys()
        .map(|hash| ChunkHash { hash: hash.clone() })
        .collect();
    encode((hashes,))
}

pub fn clear(network: &mut Network, message: &Message) -> Outcome {
    let arg: CanisterIdRecord = decode(message)?;
    must_control_or_be(network, arg.canister_id, message)?;
    network.canister_mut(&arg.canister_id)?.chunks.clear();
    Ok(no_result())
}

/// Controllers and the canister itself may use the chunk store.
fn must_control_or_be(network: &Network, id: Principal, message: &Message) -> Result<(), Reject> {
    if message.sender == id {
        return network.canister(&id).map(|_| ());
    }
    must_control(network, id, message)
}

/// Puts a module together from stored chunks.
///
/// # Errors
/// The caller may not use the store, a chunk is missing, or the whole has another hash.
pub fn assemble(
    network: &Network,
    store: Principal,
    hashes: &[ChunkHash],
    module_hash: &[u8],
    message: &Message,
) -> Result<Vec<u8>, Reject> {
    let canister = network.canister(&store)?;
    if message.sender != store && !canister.is_controlled_by(&message.sender) {
        return Err(not_controller(store, &message.method));
    }
    let mut module = Vec::new();
    for ChunkHash { hash } in hashes {
        let chunk = canister.chunks.get(hash).ok_or_else(|| {
            invalid(format!(
                "Error from Wasm chunk store: Chunk {} was not found.",
                hex(hash)
            ))
        })?;
        module.extend_from_slice(chunk);
    }
    let found = Sha256::digest(&module).to_vec();
    if found != module_hash {
        return Err(invalid(format!(
            "Error from Wasm chunk store: Wasm module hash {} does not match given hash {}.",
            hex(&found),
            hex(module_hash)
        )));
    }
    Ok(module)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
