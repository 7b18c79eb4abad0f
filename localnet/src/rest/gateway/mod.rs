//! HTTP gateways: they pass on the agents' interface, and serve the pages of canisters as the
//! network's gateways do.

mod agent;
mod backend;
mod body;
mod canister;
mod hosts;

use super::answer::Answer;
use super::registry::Server;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use backend::Backend;
use hosts::{Hosts, Named, Unserved};
use ic_http_gateway_protocol::HttpGatewayClient;
use pocket_ic::common::rest::{
    CreateHttpGatewayResponse, HttpGatewayBackend, HttpGatewayConfig, HttpGatewayDetails,
    HttpGatewayInfo,
};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use tower_http::cors::CorsLayer;

/// A gateway that listens.
#[derive(Debug)]
pub struct Gateway {
    forward_to: HttpGatewayBackend,
    port: u16,
    domains: Option<Vec<String>>,
    task: AbortHandle,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The gateways there are.
pub async fn list(State(server): State<Arc<Server>>) -> Json<Vec<HttpGatewayDetails>> {
    Json(server.for_gateways(|id, gateway| HttpGatewayDetails {
        instance_id: id,
        port: gateway.port,
        forward_to: gateway.forward_to.clone(),
        domains: gateway.domains.clone(),
        https_config: None,
    }))
}

/// Starts a gateway.
pub async fn create(
    State(server): State<Arc<Server>>,
    body: Bytes,
) -> (StatusCode, Json<CreateHttpGatewayResponse>) {
    let started = match serde_json::from_slice(&body) {
        Ok(config) => start(&server, config).await,
        Err(e) => Err(format!("cannot read the configuration: {e}")),
    };
    match started {
        Ok(info) => (
            StatusCode::CREATED,
            Json(CreateHttpGatewayResponse::Created(info)),
        ),
        Err(message) => (
            StatusCode::BAD_REQUEST,
            Json(CreateHttpGatewayResponse::Error { message }),
        ),
    }
}

/// Stops a gateway. Its port is free when the answer comes.
pub async fn stop(State(server): State<Arc<Server>>, Path(id): Path<usize>) -> Answer<()> {
    server.remove_gateway(id)?;
    Ok(Json(()))
}

/// Stops the gateways of an instance.
pub fn stop_all_of(server: &Server, instance_id: usize) {
    let its_own = HttpGatewayBackend::PocketIcInstance(instance_id);
    let mine = server.for_gateways(|id, gateway| (gateway.forward_to == its_own).then_some(id));
    for id in mine.into_iter().flatten() {
        // Somebody else may have stopped it in the meantime, which is as good.
        drop(server.remove_gateway(id));
    }
}

/// Starts a gateway as configured.
///
/// # Errors
/// What is not implemented, why the network behind it cannot be reached, or why the address
/// cannot be listened at.
pub async fn start(
    server: &Arc<Server>,
    config: HttpGatewayConfig,
) -> Result<HttpGatewayInfo, String> {
    if config.https_config.is_some() {
        return Err("localnet's gateway does not speak HTTPS".to_owned());
    }
    let custom_domains = config.domain_custom_provider_local_file.map(PathBuf::from);
    let hosts = Hosts::new(config.domains.as_deref(), custom_domains)?;
    let backend = Backend::new(server, &config.forward_to)?;
    let listener = listen(config.ip_addr.as_deref(), config.port).await?;
    let port = listener
        .local_addr()
        .map_err(|e| format!("the listener has no address: {e}"))?
        .port();
    let client = agent::client(&backend).await?;
    let routes = router(Front {
        server: Arc::clone(server),
        hosts: Arc::new(hosts),
        backend,
        client,
    });
    let task = tokio::spawn(async move {
        if let Err(e) = axum::serve(listener, routes).await {
            eprintln!("localnet: the gateway at port {port} ended: {e}");
        }
    });
    let id = server.add_gateway(Gateway {
        forward_to: config.forward_to,
        port,
        domains: config.domains,
        task: task.abort_handle(),
    });
    Ok(HttpGatewayInfo {
        instance_id: id,
        port,
    })
}

async fn listen(ip_addr: Option<&str>, port: Option<u16>) -> Result<TcpListener, String> {
    let ip: IpAddr = ip_addr
        .unwrap_or("127.0.0.1")
        .parse()
        .map_err(|e| format!("ip_addr: {e}"))?;
    let port = port.unwrap_or(0);
    TcpListener::bind((ip, port))
        .await
        .map_err(|e| format!("cannot listen at {ip}:{port}: {e}"))
}

/// What a gateway's handlers work with.
#[derive(Clone)]
struct Front {
    server: Arc<Server>,
    hosts: Arc<Hosts>,
    backend: Backend,
    client: HttpGatewayClient,
}

/// The agents' interface is served whatever the host, as a network in a container or on another
/// machine is reached by any name. Everything else depends on which canister the host names.
fn router(front: Front) -> Router {
    Router::new()
        .route("/api/v2/{*path}", any(forward))
        .route("/api/v3/{*path}", any(forward))
        .route("/api/v4/{*path}", any(forward))
        .route("/_/topology", get(forward))
        .fallback(serve_canister)
        // Browsers may talk to the network from any page, as on the real one.
        .layer(CorsLayer::permissive())
        .with_state(front)
}

async fn forward(State(front): State<Front>, request: Request) -> Response {
    let _busy = front.server.activity().begin();
    let (parts, body) = request.into_parts();
    match body::read(body).await {
        Ok(body) => {
            let (method, path) = (parts.method, parts.uri.path());
            front.backend.send(method, path, body).await
        }
        Err(refusal) => refusal,
    }
}

async fn serve_canister(State(front): State<Front>, request: Request) -> Response {
    let _busy = front.server.activity().begin();
    match front.hosts.canister(request.uri(), request.headers()) {
        Ok(Named {
            canister,
            authority,
        }) => canister::serve(&front.client, canister, &authority, request).await,
        Err(unserved) => unserved.into_response(),
    }
}

impl IntoResponse for Unserved {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Raw(_) => StatusCode::NOT_IMPLEMENTED,
            Self::Host(_) | Self::Domain(_) | Self::CanisterId(_) | Self::NoCanister(_) => {
                StatusCode::BAD_REQUEST
            }
        };
        (status, format!("localnet's gateway: {self}\n")).into_response()
    }
}
