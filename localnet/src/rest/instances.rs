//! Creating, deleting and driving instances.

use super::answer::{Answer, ApiError, from_json};
use super::gateway;
use super::registry::Server;
use crate::agent_api;
use crate::instance::Instance;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use pocket_ic::common::rest::{
    AutoProgressConfig, CreateInstanceResponse, HttpGatewayBackend, HttpGatewayConfig,
    HttpGatewayInfo, InitialTime, InstanceConfig, Topology,
};
use std::sync::Arc;

/// The instances by their numbers.
pub async fn list(State(server): State<Arc<Server>>) -> Json<Vec<String>> {
    let state = |instance: Option<_>| {
        if instance.is_some() {
            "Available"
        } else {
            "Deleted"
        }
    };
    Json(
        server
            .instances()
            .into_iter()
            .map(|instance| state(instance).to_owned())
            .collect(),
    )
}

/// Creates an instance.
pub async fn create(
    State(server): State<Arc<Server>>,
    body: Bytes,
) -> (StatusCode, Json<CreateInstanceResponse>) {
    match try_create(&server, &body).await {
        Ok(created) => (StatusCode::CREATED, Json(created)),
        Err(message) => (
            StatusCode::BAD_REQUEST,
            Json(CreateInstanceResponse::Error { message }),
        ),
    }
}

async fn try_create(server: &Arc<Server>, body: &[u8]) -> Result<CreateInstanceResponse, String> {
    let config: InstanceConfig =
        serde_json::from_slice(body).map_err(|e| format!("cannot read the configuration: {e}"))?;
    let live = match &config.initial_time {
        Some(InitialTime::AutoProgress(progress)) => {
            check_progress(progress)?;
            true
        }
        Some(InitialTime::Timestamp(_)) | None => false,
    };
    let gateway = config.http_gateway_config.clone();
    let instance = tokio::task::spawn_blocking(move || Instance::create(config))
        .await
        .map_err(|e| format!("localnet failed: {e}"))??;
    let instance = Arc::new(instance);
    if live {
        instance.start_progress().await?;
    }
    let instance_id = server.add_instance(Arc::clone(&instance));
    let http_gateway_info = match gateway {
        None => None,
        Some(gateway) => {
            let config = HttpGatewayConfig {
                ip_addr: gateway.ip_addr,
                port: gateway.port,
                forward_to: HttpGatewayBackend::PocketIcInstance(instance_id),
                domains: gateway.domains,
                https_config: gateway.https_config,
                domain_custom_provider_local_file: gateway.domain_custom_provider_local_file,
            };
            Some(gateway_or_nothing(server, instance_id, config).await?)
        }
    };
    Ok(CreateInstanceResponse::Created {
        instance_id,
        topology: instance.topology(),
        http_gateway_info,
    })
}

/// An instance that cannot have its gateway is not created.
async fn gateway_or_nothing(
    server: &Arc<Server>,
    instance_id: usize,
    config: HttpGatewayConfig,
) -> Result<HttpGatewayInfo, String> {
    let started = gateway::start(server, config).await;
    if started.is_err()
        && let Ok(instance) = server.remove_instance(instance_id)
    {
        instance.stop_progress();
    }
    started
}

/// Deletes an instance and its gateways. Its state is written if it has a directory for it.
pub async fn delete(State(server): State<Arc<Server>>, Path(id): Path<usize>) -> Answer<()> {
    let instance = server.remove_instance(id)?;
    gateway::stop_all_of(&server, id);
    instance.stop_progress();
    instance.save().await.map_err(|e| {
        ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("cannot write the state: {e}"),
        )
    })?;
    Ok(Json(()))
}

/// Whether the instance is live.
pub async fn is_live(State(server): State<Arc<Server>>, Path(id): Path<usize>) -> Answer<bool> {
    Ok(Json(server.instance(id)?.is_live()))
}

/// Makes the instance live.
pub async fn start_progress(
    State(server): State<Arc<Server>>,
    Path(id): Path<usize>,
    body: Bytes,
) -> Answer<()> {
    let config: AutoProgressConfig = from_json(&body)?;
    check_progress(&config).map_err(ApiError::bad_request)?;
    let instance = server.instance(id)?;
    instance
        .start_progress()
        .await
        .map_err(ApiError::bad_request)?;
    Ok(Json(()))
}

fn check_progress(config: &AutoProgressConfig) -> Result<(), &'static str> {
    if config.artificial_delay_ms.is_some_and(|delay| delay > 0) {
        return Err("localnet does not implement artificial_delay_ms");
    }
    Ok(())
}

/// Leaves the instance to its client again.
pub async fn stop_progress(State(server): State<Arc<Server>>, Path(id): Path<usize>) -> Answer<()> {
    server.instance(id)?.stop_progress();
    Ok(Json(()))
}

/// The subnets of the instance.
pub async fn topology(
    State(server): State<Arc<Server>>,
    Path(id): Path<usize>,
) -> Answer<Topology> {
    Ok(Json(server.instance(id)?.topology()))
}

/// The agents' interface of the instance.
pub async fn agent_api(
    State(server): State<Arc<Server>>,
    Path((id, path)): Path<(usize, String)>,
    method: Method,
    body: Bytes,
) -> Result<Response, ApiError> {
    let instance = server.instance(id)?;
    Ok(agent_api::serve(instance, method, &path, body).await)
}
