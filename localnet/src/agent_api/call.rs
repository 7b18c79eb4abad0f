//! Calls: submit, wait for the answer, certify it.

use super::envelope::authenticate;
use super::read_state::certificate;
use super::target::Target;
use super::{Refusal, cbor_response};
use crate::engine::{Ingress, MessageId, MessageStatus, Reject};
use crate::instance::{ClockedNetwork, Instance, Submitted};
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ic_transport_types::EnvelopeContent;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// How long a synchronous call waits for its answer; then the agent polls.
const SYNCHRONOUS_WAIT: Duration = Duration::from_secs(10);

#[derive(Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum CallResponse {
    Replied {
        #[serde(with = "serde_bytes")]
        certificate: Vec<u8>,
    },
    NonReplicatedRejection {
        reject_code: u8,
        reject_message: String,
        error_code: String,
    },
}

impl From<Reject> for CallResponse {
    fn from(reject: Reject) -> Self {
        Self::NonReplicatedRejection {
            reject_code: reject.reject_code as u8,
            reject_message: reject.message,
            error_code: reject.error_code.text(),
        }
    }
}

/// Takes a call. A synchronous one is answered with the certificate of its outcome.
pub async fn serve(
    instance: Arc<Instance>,
    target: Target,
    synchronous: bool,
    body: Bytes,
) -> Result<Response, Refusal> {
    target.check_held(&instance)?;
    let submitted = instance
        .run(move |instance, network| submit(instance, network, target, &body))
        .await??;
    let id = match submitted {
        Ok(id) => id,
        Err(reject) => return cbor_response(StatusCode::OK, &CallResponse::from(reject)),
    };
    instance.wake();
    if !synchronous {
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    match instance.wait_for_answer(id, SYNCHRONOUS_WAIT).await? {
        Some(MessageStatus::Replied(_) | MessageStatus::Rejected(_)) => {
            let paths = vec![
                vec![b"time".to_vec()],
                vec![b"request_status".to_vec(), id.to_vec()],
            ];
            let certificate = certificate(&instance, paths).await?;
            cbor_response(StatusCode::OK, &CallResponse::Replied { certificate })
        }
        _ => Ok(StatusCode::ACCEPTED.into_response()),
    }
}

/// Checks and submits a call. One that was submitted before is not submitted again.
fn submit(
    instance: &Instance,
    network: &mut ClockedNetwork,
    target: Target,
    body: &[u8],
) -> Result<Result<MessageId, Reject>, Refusal> {
    let now = network.now_nanos();
    let (ingress, expiry) = authentic_call(target, body, now)?;
    let (id, sender) = (ingress.id, ingress.sender);
    if instance.requests().get(&id).is_some() {
        return Ok(Ok(id));
    }
    let accepted = network.submit(ingress);
    if accepted.is_ok() {
        let submitted = Submitted {
            sender,
            expiry_nanos: Some(expiry),
        };
        instance.requests().insert(id, submitted, now);
    }
    Ok(accepted)
}

/// The call in a request, and until when its outcome may be asked for.
fn authentic_call(target: Target, body: &[u8], now: u64) -> Result<(Ingress, u64), Refusal> {
    let request = authenticate(body, now, target)?;
    let EnvelopeContent::Call {
        ingress_expiry,
        sender,
        canister_id,
        method_name,
        arg,
        ..
    } = request.content
    else {
        return Err(Refusal::bad_request(
            "request_type must be \"call\" at this address",
        ));
    };
    target.check_call(canister_id, &method_name, &arg)?;
    let ingress = Ingress {
        id: *request.id,
        sender,
        canister_id,
        method: method_name,
        arg,
    };
    Ok((ingress, ingress_expiry))
}
