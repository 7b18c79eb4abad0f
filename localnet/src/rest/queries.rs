//! The requests below `/read/`, which change nothing.

use super::answer::{Answer, ApiError, canister_result, from_json, principal};
use super::messages::{Call, message_id};
use super::registry::Server;
use crate::engine::MessageStatus;
use crate::instance::{ClockedNetwork, Instance};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use candid::Principal;
use pocket_ic::common::rest::{
    RawCanisterCall, RawCanisterId, RawCanisterResult, RawCycles, RawIngressStatusArgs,
    RawPrincipalId, RawStableMemory, RawSubnetId, RawTime,
};
use serde::Serialize;
use std::sync::Arc;

/// Serves `/instances/<id>/read/<name>`.
pub async fn read(
    State(server): State<Arc<Server>>,
    Path((id, name)): Path<(usize, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let instance = server.instance(id)?;
    match name.as_str() {
        "topology" => respond(Ok(Json(instance.topology()))),
        "pub_key" => respond(public_key(&instance, &body)),
        // A canister that asks for an HTTP request is refused; none is ever pending.
        "get_canister_http" => respond(Ok(Json(Vec::<()>::new()))),
        "get_time" => respond(in_network(instance, body, |_, network, _| Ok(time(network))).await),
        "query" => respond(in_network(instance, body, query).await),
        "ingress_status" => respond(in_network(instance, body, ingress_status).await),
        "get_cycles" => respond(in_network(instance, body, cycles).await),
        "get_controllers" => respond(in_network(instance, body, controllers).await),
        "get_stable_memory" => respond(in_network(instance, body, stable_memory).await),
        "get_subnet" => respond(in_network(instance, body, subnet).await),
        _ => Err(ApiError::new(
            StatusCode::NOT_IMPLEMENTED,
            format!("localnet does not implement read/{name}"),
        )),
    }
}

/// Works on the network of the instance.
pub async fn in_network<T: Send + 'static>(
    instance: Arc<Instance>,
    body: Bytes,
    work: fn(&Instance, &mut ClockedNetwork, &[u8]) -> Result<T, ApiError>,
) -> Answer<T> {
    instance
        .run(move |instance, network| work(instance, network, &body))
        .await?
        .map(Json)
}

/// An answer as a response.
pub fn respond<T: Serialize>(answer: Answer<T>) -> Result<Response, ApiError> {
    answer.map(IntoResponse::into_response)
}

/// The canister that a body names.
fn canister(body: &[u8]) -> Result<Principal, ApiError> {
    let raw: RawCanisterId = from_json(body)?;
    principal(&raw.canister_id)
}

/// The error for a canister that is not there.
pub fn no_canister(id: Principal) -> ApiError {
    ApiError::bad_request(format!("CanisterNotFound: there is no canister {id}"))
}

fn public_key(instance: &Instance, body: &[u8]) -> Answer<Vec<u8>> {
    let raw: RawSubnetId = from_json(body)?;
    let id = principal(&raw.subnet_id)?;
    let authority = instance.authority();
    [authority.root(), authority.subnet()]
        .into_iter()
        .find(|key| key.subnet_id() == id)
        .map(|key| Json(key.public_der().to_vec()))
        .ok_or_else(|| ApiError::bad_request(format!("SubnetNotFound: there is no subnet {id}")))
}

fn time(network: &ClockedNetwork) -> RawTime {
    RawTime {
        nanos_since_epoch: network.now_nanos(),
    }
}

fn query(
    instance: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<RawCanisterResult, ApiError> {
    let raw: RawCanisterCall = from_json(body)?;
    let call = Call::parse(instance, raw)?;
    let result = network.query(call.sender, call.canister_id, &call.method, &call.arg);
    canister_result(result, false)
}

fn ingress_status(
    instance: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<Option<RawCanisterResult>, ApiError> {
    let raw: RawIngressStatusArgs = from_json(body)?;
    let id = message_id(instance, &raw.raw_message_id)?;
    if let (Some(caller), Some(submitted)) = (raw.raw_caller, instance.requests().get(&id)) {
        let caller = principal(&caller.principal_id)?;
        if caller != submitted.sender {
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "The user tries to access Request ID not signed by the caller.",
            ));
        }
    }
    outcome(network.status(&id)).map_or(Ok(None), |result| canister_result(result, true).map(Some))
}

/// A message's outcome, once there is one.
pub fn outcome(status: Option<MessageStatus>) -> Option<Result<Vec<u8>, crate::engine::Reject>> {
    match status? {
        MessageStatus::Replied(reply) => Some(Ok(reply)),
        MessageStatus::Rejected(reject) => Some(Err(reject)),
        MessageStatus::Received | MessageStatus::Processing => None,
    }
}

fn cycles(_: &Instance, network: &mut ClockedNetwork, body: &[u8]) -> Result<RawCycles, ApiError> {
    let id = canister(body)?;
    let cycles = network.cycles(id).ok_or_else(|| no_canister(id))?;
    Ok(RawCycles { cycles })
}

fn controllers(
    _: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<Vec<RawPrincipalId>, ApiError> {
    let id = canister(body)?;
    let controllers = network.controllers(id).ok_or_else(|| no_canister(id))?;
    Ok(controllers.into_iter().map(Into::into).collect())
}

fn stable_memory(
    _: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<RawStableMemory, ApiError> {
    let id = canister(body)?;
    let blob = network.stable_memory(id).ok_or_else(|| no_canister(id))?;
    Ok(RawStableMemory { blob })
}

fn subnet(
    instance: &Instance,
    network: &mut ClockedNetwork,
    body: &[u8],
) -> Result<Option<RawSubnetId>, ApiError> {
    let id = canister(body)?;
    Ok(network
        .canister_exists(id)
        .then(|| instance.authority().subnet().subnet_id().into()))
}
