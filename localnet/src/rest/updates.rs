//! The requests below `/update/`, which change the instance.

use super::answer::{ApiError, canister_result, from_json, principal, reject_response};
use super::messages::{Call, message_id};
use super::queries::{in_network, no_canister, outcome, respond};
use super::registry::Server;
use crate::instance::{ClockedNetwork, Instance, Submitted};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use pocket_ic::RejectResponse;
use pocket_ic::common::rest::{
    RawAddCycles, RawCanisterCall, RawCanisterResult, RawCycles, RawEffectivePrincipal,
    RawMessageId, RawSetStableMemory, RawTickConfigs, RawTime,
};
use std::sync::Arc;

/// How many rounds PocketIC runs for an answer before it gives up.
const MAX_ROUNDS: usize = 100;

/// Serves `/instances/<id>/update/<name>`.
pub async fn update(
    State(server): State<Arc<Server>>,
    Path((id, name)): Path<(usize, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let instance = server.instance(id)?;
    let woken = Arc::clone(&instance);
    let response = match name.as_str() {
        "submit_ingress_message" => respond(in_network(instance, body, submit).await),
        "await_ingress_message" => respond(in_network(instance, body, wait).await),
        "tick" => respond(in_network(instance, body, tick).await),
        "set_time" => respond(in_network(instance, body, set_time).await),
        "set_certified_time" => respond(in_network(instance, body, set_certified_time).await),
        "add_cycles" => respond(in_network(instance, body, add_cycles).await),
        "set_stable_memory" => set_stable_memory(&server, instance, &body).await,
        _ => Err(ApiError::new(
            StatusCode::NOT_IMPLEMENTED,
            format!("localnet does not implement update/{name}"),
        )),
    };
    // Rounds may have run, and a live instance may have got work.
    woken.round_has_run();
    woken.wake();
    response
}

fn submit(
    instance: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<Result<RawMessageId, RejectResponse>, ApiError> {
    let raw: RawCanisterCall = from_json(body)?;
    let call = Call::parse(instance, raw)?;
    let number = instance.requests().next_number();
    let ingress = call.into_ingress(number);
    let sender = ingress.sender;
    match network.submit(ingress) {
        Ok(id) => {
            let submitted = Submitted {
                sender,
                expiry_nanos: None,
            };
            instance
                .requests()
                .insert(id, submitted, network.now_nanos());
            let subnet_id = instance.authority().subnet().subnet_id();
            Ok(Ok(RawMessageId {
                effective_principal: RawEffectivePrincipal::SubnetId(subnet_id.as_slice().to_vec()),
                message_id: id.to_vec(),
            }))
        }
        Err(reject) => Ok(Err(reject_response(reject, false)?)),
    }
}

fn wait(
    instance: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<RawCanisterResult, ApiError> {
    let raw: RawMessageId = from_json(body)?;
    let id = message_id(instance, &raw)?;
    for _ in 0..MAX_ROUNDS {
        if let Some(result) = outcome(network.status(&id)) {
            return canister_result(result, true);
        }
        round(network)?;
    }
    Err(ApiError::bad_request(format!(
        "BadIngressMessage(\"Failed to answer to ingress 0x{} after {MAX_ROUNDS} rounds.\")",
        hex::encode(id)
    )))
}

fn tick(_: &Instance, network: &mut ClockedNetwork, body: &[u8]) -> Result<(), ApiError> {
    let configs: RawTickConfigs = from_json(body)?;
    if configs.blockmakers.is_some() {
        return Err(ApiError::bad_request(
            "localnet does not implement block makers",
        ));
    }
    round(network)
}

fn set_time(_: &Instance, network: &mut ClockedNetwork, body: &[u8]) -> Result<(), ApiError> {
    let RawTime { nanos_since_epoch } = from_json(body)?;
    network
        .set_clock(nanos_since_epoch)
        .map_err(|e| ApiError::bad_request(e.to_string()))
}

/// Like [`set_time`], and runs the round that certifies the time, unless it is certified.
fn set_certified_time(
    instance: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<(), ApiError> {
    set_time(instance, network, body)?;
    if network.time_nanos() < network.now_nanos() {
        round(network)?;
    }
    Ok(())
}

fn round(network: &mut ClockedNetwork) -> Result<(), ApiError> {
    network
        .round()
        .map_err(|message| ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, message))
}

fn add_cycles(
    _: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<RawCycles, ApiError> {
    let raw: RawAddCycles = from_json(body)?;
    let id = principal(&raw.canister_id)?;
    let cycles = network
        .add_cycles(id, raw.amount)
        .ok_or_else(|| no_canister(id))?;
    Ok(RawCycles { cycles })
}

async fn set_stable_memory(
    server: &Server,
    instance: Arc<Instance>,
    body: &[u8],
) -> Result<Response, ApiError> {
    let raw: RawSetStableMemory = from_json(body)?;
    let id = principal(&raw.canister_id)?;
    let blob = server.blob(&raw.blob_id.0)?;
    instance
        .run(move |_, network| network.set_stable_memory(id, &blob))
        .await?
        .map_err(|reject| ApiError::bad_request(reject.to_string()))?;
    respond(Ok(Json(())))
}
