//! The state tree of an instance (interface specification, section "The system state tree").

use super::Refusal;
use crate::certificate::{Path, StateTree, cbor, leb128};
use crate::engine::{MessageId, MessageStatus, Network};
use crate::instance::Instance;
use candid::Principal;
use serde_bytes::Bytes;
use serde_cbor::Value;

/// The state tree as it is now. Of metadata, of which there may be any number, it holds the
/// pieces that the paths ask for.
pub fn state_tree(
    instance: &Instance,
    network: &Network,
    paths: &[Path],
) -> Result<StateTree, Refusal> {
    let mut tree = StateTree::default();
    tree.insert(&[b"time"], leb128(network.time_nanos()));
    instance.authority().insert_subnet(&mut tree)?;
    let subnet = network.subnet_id();
    tree.insert(
        &[b"subnet", subnet.as_slice(), b"metrics"],
        cbor(&metrics(network))?,
    );
    for canister in network.canister_ids() {
        insert_canister(&mut tree, network, canister)?;
    }
    for path in paths {
        if let [canister_label, id, metadata_label, name] = path.as_slice()
            && canister_label == b"canister"
            && metadata_label == b"metadata"
        {
            insert_metadata(&mut tree, network, id, name);
        }
    }
    for id in instance.requests().from_agents() {
        if let Some(status) = network.status(id) {
            insert_request(&mut tree, id, status);
        }
    }
    Ok(tree)
}

/// What a subnet has and has done, by the numbers of the specification's fields. No fees are
/// charged here: the cycles that were consumed are the instructions.
fn metrics(network: &Network) -> Value {
    let work = network.work();
    let map = |values: &[Value]| {
        let numbered = (0..).zip(values.iter().cloned());
        Value::Map(numbered.map(|(n, v)| (Value::Integer(n), v)).collect())
    };
    map(&[
        Value::Integer(network.canister_ids().len() as i128),
        Value::Integer(network.memory_bytes().into()),
        map(&[Value::Integer(work.instructions.into())]),
        Value::Integer(work.messages.into()),
    ])
}

fn insert_canister(
    tree: &mut StateTree,
    network: &Network,
    canister: Principal,
) -> Result<(), Refusal> {
    let id = canister.as_slice();
    if let Some(controllers) = network.controllers(canister) {
        let controllers: Vec<&Bytes> = controllers
            .iter()
            .map(|controller| Bytes::new(controller.as_slice()))
            .collect();
        tree.insert(&[b"canister", id, b"controllers"], cbor(&controllers)?);
    }
    if let Some(hash) = network.module_hash(canister) {
        tree.insert(&[b"canister", id, b"module_hash"], hash.to_vec());
    }
    if let Some(data) = network.certified_data(canister) {
        tree.insert(&[b"canister", id, b"certified_data"], data);
    }
    Ok(())
}

fn insert_metadata(tree: &mut StateTree, network: &Network, id: &[u8], name: &[u8]) {
    let metadata = Principal::try_from_slice(id)
        .ok()
        .zip(std::str::from_utf8(name).ok())
        .and_then(|(canister, name)| network.metadata(canister, name));
    if let Some(metadata) = metadata {
        tree.insert(&[b"canister", id, b"metadata", name], metadata.content);
    }
}

fn insert_request(tree: &mut StateTree, id: &MessageId, status: MessageStatus) {
    let mut put = |name: &[u8], value: Vec<u8>| tree.insert(&[b"request_status", id, name], value);
    match status {
        MessageStatus::Received => put(b"status", b"received".to_vec()),
        MessageStatus::Processing => put(b"status", b"processing".to_vec()),
        MessageStatus::Replied(reply) => {
            put(b"status", b"replied".to_vec());
            put(b"reply", reply);
        }
        MessageStatus::Rejected(reject) => {
            put(b"status", b"rejected".to_vec());
            put(b"reject_code", leb128(reject.reject_code as u64));
            put(b"error_code", reject.error_code.text().into_bytes());
            put(b"reject_message", reject.message.into_bytes());
        }
    }
}
