//! PocketIC's REST protocol, as the `pocket-ic` crate speaks it.

mod answer;
mod blobs;
mod gateway;
mod instances;
mod messages;
mod queries;
mod registry;
mod updates;

pub use registry::Server;

use answer::ApiError;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use std::sync::Arc;
use tower_http::cors::CorsLayer;

/// The routes of the server.
pub fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/status", get(async || "localnet"))
        .route("/blobstore/", post(blobs::upload))
        .route("/instances", get(instances::list).post(instances::create))
        .route("/instances/", get(instances::list).post(instances::create))
        .route("/instances/{id}", axum::routing::delete(instances::delete))
        .route("/instances/{id}/", axum::routing::delete(instances::delete))
        .route("/instances/{id}/read/{name}", any(queries::read))
        .route("/instances/{id}/update/{name}", post(updates::update))
        .route(
            "/instances/{id}/auto_progress",
            get(instances::is_live).post(instances::start_progress),
        )
        .route(
            "/instances/{id}/stop_progress",
            post(instances::stop_progress),
        )
        .route("/instances/{id}/api/{*path}", any(instances::agent_api))
        .route("/instances/{id}/_/topology", get(instances::topology))
        .route("/http_gateway", get(gateway::list).post(gateway::create))
        .route("/http_gateway/", get(gateway::list).post(gateway::create))
        .route("/http_gateway/{id}/stop", post(gateway::stop))
        .fallback(unknown)
        // Messages and blobs are as large as the network lets them be, and base64 on top.
        .layer(DefaultBodyLimit::disable())
        .layer(CorsLayer::permissive())
        .layer(from_fn_with_state(Arc::clone(&server), count_request))
        .with_state(server)
}

async fn unknown(request: Request) -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        format!(
            "localnet does not implement {} {}",
            request.method(),
            request.uri().path()
        ),
    )
}

/// Keeps the server from exiting while requests are under way.
async fn count_request(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Response {
    let _busy = server.activity().begin();
    next.run(request).await
}
