//! The agent through which a gateway asks canisters.

use super::backend::Backend;
use async_trait::async_trait;
use axum::body::{Bytes, to_bytes};
use axum::http::{Request, Response};
use ic_agent::agent::HttpService;
use ic_agent::{Agent, AgentError};
use ic_http_gateway_protocol::HttpGatewayClient;
use std::sync::Arc;

/// The largest answer that is read from the network, bytes: a query's reply of 3 MiB fits.
const MAX_ANSWER_BYTES: usize = 4 << 20;

/// A gateway's client. It trusts the root key of an instance; that of a network at an address
/// it asks for, as PocketIC's gateway does.
///
/// # Errors
/// The network at the address does not answer.
pub async fn client(backend: &Backend) -> Result<HttpGatewayClient, String> {
    let agent = Agent::builder()
        // Requests go to the backend; of the address only the path is read.
        .with_url("http://localhost")
        .with_arc_http_middleware(Arc::new(Transport(backend.clone())))
        // The network's gateways do not check the nodes' signatures of queries: what they
        // serve is certified by the subnet.
        .with_verify_query_signatures(false)
        .with_max_response_body_size(MAX_ANSWER_BYTES)
        .build()
        .map_err(|e| format!("cannot make an agent: {e}"))?;
    match backend {
        Backend::Instance(instance) => {
            agent.set_root_key(instance.authority().root().public_der().to_vec());
        }
        Backend::Replica { url, .. } => agent
            .fetch_root_key()
            .await
            .map_err(|e| format!("the network at {url} does not tell its root key: {e}"))?,
    }
    HttpGatewayClient::builder()
        .with_agent(agent)
        .build()
        .map_err(|e| format!("cannot make a gateway's client: {e}"))
}

/// Carries an agent's requests to the network.
#[derive(Debug)]
struct Transport(Backend);

#[async_trait]
impl HttpService for Transport {
    async fn call<'a>(
        &'a self,
        request: &'a (dyn Fn() -> Result<Request<Bytes>, AgentError> + Send + Sync),
        _max_retries: usize,
        size_limit: Option<usize>,
    ) -> Result<Response<Bytes>, AgentError> {
        let (parts, body) = request()?.into_parts();
        let answer = self.0.send(parts.method, parts.uri.path(), body).await;
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, size_limit.unwrap_or(MAX_ANSWER_BYTES))
            .await
            .map_err(|_| AgentError::ResponseSizeExceededLimit())?;
        Ok(Response::from_parts(parts, body))
    }
}
