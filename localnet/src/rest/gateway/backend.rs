//! The network behind a gateway: an instance of this server, or another one that is reached
//! over HTTP.

use super::super::registry::Server;
use super::body::too_large;
use crate::agent_api::{self, MAX_BODY_BYTES};
use crate::instance::Instance;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use pocket_ic::common::rest::HttpGatewayBackend;
use reqwest::Url;
use std::sync::Arc;

/// A network that takes requests of agents.
#[derive(Clone, Debug)]
pub enum Backend {
    /// An instance of this server, without a detour through a socket.
    Instance(Arc<Instance>),
    /// A network at an address.
    Replica {
        /// Ends with a slash.
        url: Url,
        /// Keeps connections.
        client: reqwest::Client,
    },
}

impl Backend {
    /// The network that a configuration names.
    ///
    /// # Errors
    /// There is no such instance, or the address is none.
    pub fn new(server: &Server, forward_to: &HttpGatewayBackend) -> Result<Self, String> {
        match forward_to {
            HttpGatewayBackend::PocketIcInstance(id) => server
                .instance(*id)
                .map(Self::Instance)
                .map_err(|_| format!("there is no instance with the number {id}")),
            HttpGatewayBackend::Replica(url) => Ok(Self::Replica {
                url: base(url)?,
                client: reqwest::Client::builder()
                    // Neither `HTTP_PROXY` nor a redirect leads anywhere else.
                    .no_proxy()
                    .redirect(reqwest::redirect::Policy::none())
                    // A network that has gone is told as such, not as a broken connection.
                    .pool_max_idle_per_host(0)
                    .build()
                    .map_err(|e| format!("cannot make an HTTP client: {e}"))?,
            }),
        }
    }

    /// Sends a request of the agents' interface (`/api/…`, `/_/topology`) to the network.
    pub async fn send(&self, method: Method, path: &str, body: Bytes) -> Response {
        if body.len() > MAX_BODY_BYTES {
            return too_large();
        }
        match self {
            Self::Instance(instance) => match path.strip_prefix("/api/") {
                Some(path) => agent_api::serve(Arc::clone(instance), method, path, body).await,
                None => Json(instance.topology()).into_response(),
            },
            Self::Replica { url, client } => pass_on(url, client, method, path, body)
                .await
                .unwrap_or_else(|e| {
                    let message = format!("the network at {url} does not answer: {e}");
                    (StatusCode::BAD_GATEWAY, message).into_response()
                }),
        }
    }
}

fn base(url: &str) -> Result<Url, String> {
    let invalid = |why: &str| format!("{url:?} is no address of a network: {why}");
    let mut base = Url::parse(url).map_err(|e| invalid(&e.to_string()))?;
    if base.scheme() != "http" {
        return Err(invalid("it does not begin with http://"));
    }
    base.set_query(None);
    base.set_fragment(None);
    if !base.path().ends_with('/') {
        let path = format!("{}/", base.path());
        base.set_path(&path);
    }
    Ok(base)
}

async fn pass_on(
    base: &Url,
    client: &reqwest::Client,
    method: Method,
    path: &str,
    body: Bytes,
) -> Result<Response, reqwest::Error> {
    let mut url = base.clone();
    url.set_path(&format!("{}{}", base.path(), path.trim_start_matches('/')));
    let answer = client
        .request(method, url)
        .header(header::CONTENT_TYPE, "application/cbor")
        .body(body)
        .send()
        .await?;
    let status = answer.status();
    let content_type = answer.headers().get(header::CONTENT_TYPE).cloned();
    let mut response = Response::new(Body::from(answer.bytes().await?));
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
    }
    Ok(response)
}
