//! Bodies of requests, up to what the network takes.

use crate::agent_api::MAX_BODY_BYTES;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;

/// How much of a body that is too large is read, bytes.
const MAX_DROPPED_BYTES: usize = 16 * MAX_BODY_BYTES;

/// Reads a body. One that is too large is read on and dropped: a client that cannot send it to
/// its end would see a broken connection in place of the answer.
///
/// # Errors
/// The body is larger than [`MAX_BODY_BYTES`], or breaks off.
pub async fn read(mut body: Body) -> Result<Bytes, Response> {
    let mut kept = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|e| {
            let message = format!("the body breaks off: {e}\n");
            (StatusCode::BAD_REQUEST, message).into_response()
        })?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length += data.len();
        if length <= MAX_BODY_BYTES {
            kept.extend_from_slice(&data);
        } else if length > MAX_DROPPED_BYTES {
            break;
        }
    }
    if length > MAX_BODY_BYTES {
        return Err(too_large());
    }
    Ok(kept.into())
}

/// The answer to a request with more than [`MAX_BODY_BYTES`].
pub fn too_large() -> Response {
    let message = format!("the network takes at most {MAX_BODY_BYTES} bytes at once\n");
    (StatusCode::PAYLOAD_TOO_LARGE, message).into_response()
}
