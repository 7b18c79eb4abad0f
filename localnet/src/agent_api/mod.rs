//! The network's public HTTP interface, for agents (interface specification, section "HTTPS
//! Interface"): status, call, query, read_state.

mod call;
mod delegation;
mod envelope;
mod query;
mod read_state;
mod state;
mod target;

use crate::certificate::cbor;
use crate::instance::{Failed, Instance};
use axum::body::Bytes;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use target::Target;

/// The version of the interface specification that is spoken.
const IC_API_VERSION: &str = "0.18.0";

/// The largest request that is read, bytes; as the network's boundary nodes have it.
pub const MAX_BODY_BYTES: usize = 4 << 20;

/// Why a request is not served: an HTTP status and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl From<Failed> for Refusal {
    fn from(failed: Failed) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, failed.to_string())
    }
}

impl From<serde_cbor::Error> for Refusal {
    fn from(error: serde_cbor::Error) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("the answer cannot be written as CBOR: {error}"),
        )
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, self.message).into_response()
    }
}

/// Answers a request to `/api/<path>`.
pub async fn serve(instance: Arc<Instance>, method: Method, path: &str, body: Bytes) -> Response {
    route(instance, method, path, body)
        .await
        .unwrap_or_else(Refusal::into_response)
}

async fn route(
    instance: Arc<Instance>,
    method: Method,
    path: &str,
    body: Bytes,
) -> Result<Response, Refusal> {
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let expected = if segments == ["v2", "status"] {
        Method::GET
    } else {
        Method::POST
    };
    match segments.as_slice() {
        ["v2", "status"]
        | [
            "v2" | "v3" | "v4",
            "canister" | "subnet",
            _,
            "call" | "query" | "read_state",
        ] if method != expected => Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("/api/{path} takes {expected} only"),
        )),
        ["v2", "status"] => status(&instance),
        [version @ ("v2" | "v3" | "v4"), scope, id, "call"] => {
            let target = Target::parse(scope, id)?;
            call::serve(instance, target, *version != "v2", body).await
        }
        ["v2" | "v3", scope, id, "query"] => {
            query::serve(instance, Target::parse(scope, id)?, body).await
        }
        ["v2" | "v3", scope, id, "read_state"] => {
            read_state::serve(instance, Target::parse(scope, id)?, body).await
        }
        _ => Err(Refusal::new(
            StatusCode::NOT_FOUND,
            format!("localnet has nothing at /api/{path}"),
        )),
    }
}

#[derive(Serialize)]
struct Status<'a> {
    ic_api_version: &'a str,
    #[serde(with = "serde_bytes")]
    root_key: &'a [u8],
    impl_version: &'a str,
    replica_health_status: &'a str,
}

fn status(instance: &Instance) -> Result<Response, Refusal> {
    cbor_response(
        StatusCode::OK,
        &Status {
            ic_api_version: IC_API_VERSION,
            root_key: instance.authority().root().public_der(),
            impl_version: concat!("localnet ", env!("CARGO_PKG_VERSION")),
            replica_health_status: "healthy",
        },
    )
}

fn cbor_response(status: StatusCode, value: &impl Serialize) -> Result<Response, Refusal> {
    Ok((
        status,
        [(header::CONTENT_TYPE, "application/cbor")],
        cbor(value)?,
    )
        .into_response())
}
