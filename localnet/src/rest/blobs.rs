//! Blobs that a client uploads, to name them later by their hash.

use super::answer::ApiError;
use super::registry::Server;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::sync::Arc;

/// Keeps a blob and answers with its SHA-256 in hex.
pub async fn upload(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<String, ApiError> {
    let compressed = headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| encoding == "gzip");
    let blob = if compressed {
        let mut blob = Vec::new();
        GzDecoder::new(body.as_ref())
            .read_to_end(&mut blob)
            .map_err(|e| ApiError::bad_request(format!("the blob is no gzip: {e}")))?;
        blob
    } else {
        body.to_vec()
    };
    let hash: [u8; 32] = Sha256::digest(&blob).into();
    server.keep_blob(hash, blob);
    Ok(hex::encode(hash))
}
