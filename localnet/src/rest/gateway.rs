//! The HTTP gateway of a live instance: it passes on the agents' interface. Canisters that
//! answer HTTP requests are not served.

use super::answer::{Answer, ApiError};
use super::registry::Server;
use crate::agent_api;
use crate::instance::Instance;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use pocket_ic::common::rest::{
    CreateHttpGatewayResponse, HttpGatewayBackend, HttpGatewayConfig, HttpGatewayDetails,
    HttpGatewayInfo, Topology,
};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use tower_http::cors::CorsLayer;

/// A gateway that listens.
#[derive(Debug)]
pub struct Gateway {
    instance_id: usize,
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
        forward_to: HttpGatewayBackend::PocketIcInstance(gateway.instance_id),
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
    let mine =
        server.for_gateways(|id, gateway| (gateway.instance_id == instance_id).then_some(id));
    for id in mine.into_iter().flatten() {
        // Somebody else may have stopped it in the meantime, which is as good.
        drop(server.remove_gateway(id));
    }
}

/// Starts a gateway as configured.
///
/// # Errors
/// What is not implemented, or why the address cannot be listened at.
pub async fn start(
    server: &Arc<Server>,
    config: HttpGatewayConfig,
) -> Result<HttpGatewayInfo, String> {
    let HttpGatewayConfig {
        ip_addr,
        port,
        forward_to,
        domains,
        https_config,
        domain_custom_provider_local_file,
    } = config;
    let HttpGatewayBackend::PocketIcInstance(instance_id) = forward_to else {
        return Err("localnet's gateway forwards to its own instances only".to_owned());
    };
    if https_config.is_some() || domain_custom_provider_local_file.is_some() {
        return Err("localnet's gateway has neither HTTPS nor custom domains".to_owned());
    }
    let instance = server
        .instance(instance_id)
        .map_err(|_| format!("there is no instance with the number {instance_id}"))?;
    let ip: IpAddr = ip_addr
        .as_deref()
        .unwrap_or("127.0.0.1")
        .parse()
        .map_err(|e| format!("ip_addr: {e}"))?;
    let address = (ip, port.unwrap_or(0));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|e| format!("cannot listen at {}:{}: {e}", address.0, address.1))?;
    let port = listener
        .local_addr()
        .map_err(|e| format!("the listener has no address: {e}"))?
        .port();
    let routes = router(Arc::clone(server), instance);
    let task = tokio::spawn(async move {
        if let Err(e) = axum::serve(listener, routes).await {
            eprintln!("localnet: the gateway at port {port} ended: {e}");
        }
    });
    let id = server.add_gateway(Gateway {
        instance_id,
        port,
        domains,
        task: task.abort_handle(),
    });
    Ok(HttpGatewayInfo {
        instance_id: id,
        port,
    })
}

#[derive(Clone)]
struct Backend {
    server: Arc<Server>,
    instance: Arc<Instance>,
}

fn router(server: Arc<Server>, instance: Arc<Instance>) -> Router {
    Router::new()
        .route("/api/{*path}", any(forward))
        .route("/_/topology", get(topology))
        .fallback(not_served)
        .layer(DefaultBodyLimit::max(agent_api::MAX_BODY_BYTES))
        // Browsers may talk to the network from any page, as on the real one.
        .layer(CorsLayer::permissive())
        .with_state(Backend { server, instance })
}

async fn forward(
    State(backend): State<Backend>,
    Path(path): Path<String>,
    method: Method,
    body: Bytes,
) -> Response {
    let _busy = backend.server.activity().begin();
    agent_api::serve(backend.instance, method, &path, body).await
}

async fn topology(State(backend): State<Backend>) -> Json<Topology> {
    Json(backend.instance.topology())
}

async fn not_served(request: Request) -> Response {
    ApiError::new(
        StatusCode::NOT_FOUND,
        format!(
            "localnet serves the interface for agents at /api/ here, and no web pages of \
             canisters; {} is neither",
            request.uri().path()
        ),
    )
    .into_response()
}
