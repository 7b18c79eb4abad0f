//! How answers look on the wire.

use crate::engine::Reject;
use crate::instance::Failed;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pocket_ic::common::rest::RawCanisterResult;
use pocket_ic::{ErrorCode, RejectCode, RejectResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An answer in JSON, or the reason why there is none.
pub type Answer<T> = Result<Json<T>, ApiError>;

/// Why a request failed: the client panics with the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    message: String,
}

impl ApiError {
    /// A failure with a status of its own.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    /// The client's request is at fault.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl From<Failed> for ApiError {
    fn from(failed: Failed) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, failed.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            message: String,
        }
        let body = Body {
            message: self.message,
        };
        (self.status, Json(body)).into_response()
    }
}

/// Reads a request's body.
///
/// # Errors
/// The body is not the JSON expected.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body)
        .map_err(|e| ApiError::bad_request(format!("the body is not the JSON expected: {e}")))
}

/// Bytes that name a principal.
///
/// # Errors
/// They are more than a principal has.
pub fn principal(bytes: &[u8]) -> Result<candid::Principal, ApiError> {
    candid::Principal::try_from_slice(bytes)
        .map_err(|e| ApiError::bad_request(format!("these bytes are no principal: {e}")))
}

/// A message's outcome. `certified` tells whether the network as a whole stands for it.
///
/// # Errors
/// The reject has a number that the client does not know.
pub fn canister_result(
    result: Result<Vec<u8>, Reject>,
    certified: bool,
) -> Result<RawCanisterResult, ApiError> {
    Ok(match result {
        Ok(reply) => RawCanisterResult::Ok(reply),
        Err(reject) => RawCanisterResult::Err(reject_response(reject, certified)?),
    })
}

/// A reject in PocketIC's form.
///
/// # Errors
/// It has a number that the client does not know.
pub fn reject_response(reject: Reject, certified: bool) -> Result<RejectResponse, ApiError> {
    let unknown = |number: u64| {
        ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("PocketIC has no code {number}; the reject was: {reject}"),
        )
    };
    let (reject_number, error_number) = (reject.reject_code as u64, reject.error_code as u64);
    Ok(RejectResponse {
        reject_code: RejectCode::try_from(reject_number).map_err(|_| unknown(reject_number))?,
        error_code: ErrorCode::try_from(error_number).map_err(|_| unknown(error_number))?,
        reject_message: reject.message,
        certified,
    })
}
