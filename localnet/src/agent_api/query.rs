//! Queries: run, and sign the answer with the node's key.

use super::envelope::authenticate;
use super::target::Target;
use super::{Refusal, cbor_response};
use crate::engine::Reject;
use crate::instance::{ClockedNetwork, Instance};
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use ic_transport_types::{
    EnvelopeContent, NodeSignature, QueryResponse, RejectCode, RejectResponse, ReplyResponse,
};
use std::sync::Arc;

/// Answers a query.
pub async fn serve(
    instance: Arc<Instance>,
    target: Target,
    body: Bytes,
) -> Result<Response, Refusal> {
    target.check_held(&instance)?;
    let response = instance
        .run(move |instance, network| answer(instance, network, target, &body))
        .await??;
    cbor_response(StatusCode::OK, &response)
}

fn answer(
    instance: &Instance,
    network: &mut ClockedNetwork,
    target: Target,
    body: &[u8],
) -> Result<QueryResponse, Refusal> {
    let timestamp = network.now_nanos();
    let request = authenticate(body, timestamp, target)?;
    let EnvelopeContent::Query {
        sender,
        canister_id,
        method_name,
        arg,
        ..
    } = request.content
    else {
        return Err(Refusal::bad_request(
            "request_type must be \"query\" at this address",
        ));
    };
    target.check_call(canister_id, &method_name, &arg)?;
    let mut response = match network.query(sender, canister_id, &method_name, &arg) {
        Ok(arg) => QueryResponse::Replied {
            reply: ReplyResponse { arg },
            signatures: Vec::new(),
        },
        Err(reject) => QueryResponse::Rejected {
            reject: agent_reject(reject)?,
            signatures: Vec::new(),
        },
    };
    let node = instance.authority().node();
    let signature = NodeSignature {
        timestamp,
        signature: node.sign(&response.signable(request.id, timestamp)),
        identity: node.node_id(),
    };
    let (QueryResponse::Replied { signatures, .. } | QueryResponse::Rejected { signatures, .. }) =
        &mut response;
    signatures.push(signature);
    Ok(response)
}

fn agent_reject(reject: Reject) -> Result<RejectResponse, Refusal> {
    // Agents do not know the code for a best-effort call's unknown outcome; only canisters
    // get it.
    let reject_code = RejectCode::try_from(reject.reject_code as u64).map_err(|e| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("{e}, with: {}", reject.message),
        )
    })?;
    Ok(RejectResponse {
        reject_code,
        reject_message: reject.message,
        error_code: Some(reject.error_code.text()),
    })
}
