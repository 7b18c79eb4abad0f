//! Reading the certified state: which paths may be read where and by whom.

use super::envelope::authenticate;
use super::state::state_tree;
use super::target::Target;
use super::{Refusal, cbor_response};
use crate::certificate::Path;
use crate::engine::Network;
use crate::instance::{ClockedNetwork, Instance};
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use candid::Principal;
use ic_transport_types::{EnvelopeContent, ReadStateResponse};
use std::sync::Arc;

/// Limits of the interface specification: paths of a request, labels of a path.
const MAX_PATHS: usize = 1000;
const MAX_LABELS: usize = 127;

/// Answers with a certificate of the paths asked for.
pub async fn serve(
    instance: Arc<Instance>,
    target: Target,
    body: Bytes,
) -> Result<Response, Refusal> {
    target.check_held(&instance)?;
    let paths = instance
        .run(move |instance, network| readable_paths(instance, network, target, &body))
        .await??;
    let certificate = certificate(&instance, paths).await?;
    cbor_response(StatusCode::OK, &ReadStateResponse { certificate })
}

/// A certificate of the state as it is now. It always tells the time.
pub async fn certificate(
    instance: &Arc<Instance>,
    mut paths: Vec<Path>,
) -> Result<Vec<u8>, Refusal> {
    instance
        .run(move |instance, network| {
            paths.push(vec![b"time".to_vec()]);
            let tree = state_tree(instance, network, &paths)?;
            let authority = instance.authority();
            Ok(authority.certify(&tree, &paths, network.time_nanos())?)
        })
        .await?
}

fn readable_paths(
    instance: &Instance,
    network: &ClockedNetwork,
    target: Target,
    body: &[u8],
) -> Result<Vec<Path>, Refusal> {
    let request = authenticate(body, network.now_nanos(), target)?;
    let EnvelopeContent::ReadState { sender, paths, .. } = request.content else {
        return Err(Refusal::bad_request(
            "request_type must be \"read_state\" at this address",
        ));
    };
    if paths.len() > MAX_PATHS || paths.iter().any(|path| path.len() > MAX_LABELS) {
        return Err(Refusal::bad_request(format!(
            "a request has at most {MAX_PATHS} paths of at most {MAX_LABELS} labels"
        )));
    }
    let paths: Vec<Path> = paths
        .iter()
        .map(|path| path.iter().map(|label| label.as_bytes().to_vec()).collect())
        .collect();
    let mut requests_asked = paths
        .iter()
        .filter(|path| path.first().is_some_and(|first| first == b"request_status"))
        .filter_map(|path| path.get(1));
    if let Some(first) = requests_asked.next()
        && requests_asked.any(|other| other != first)
    {
        return Err(Refusal::bad_request(
            "one request reads the status of one call only",
        ));
    }
    let reader = Reader {
        instance,
        network,
        target,
        sender,
    };
    for path in &paths {
        reader.check(path)?;
    }
    Ok(paths)
}

struct Reader<'a> {
    instance: &'a Instance,
    network: &'a Network,
    target: Target,
    sender: Principal,
}

impl Reader<'_> {
    fn check(&self, path: &Path) -> Result<(), Refusal> {
        let labels: Vec<&[u8]> = path.iter().map(Vec::as_slice).collect();
        match (self.target, labels.as_slice()) {
            (_, [b"time"] | [b"subnet" | b"canister_ranges" | b"api_boundary_nodes", ..]) => Ok(()),
            (Target::Canister(_), [b"request_status", id]) => self.check_request(id),
            (
                Target::Canister(_),
                [
                    b"request_status",
                    id,
                    b"status" | b"reply" | b"reject_code" | b"reject_message" | b"error_code",
                ],
            ) => self.check_request(id),
            (Target::Canister(own), [b"canister", id, b"controllers" | b"module_hash"]) => {
                check_own(own, id)
            }
            (Target::Canister(own), [b"canister", id, b"metadata", name]) => {
                check_own(own, id)?;
                self.check_metadata(own, name)
            }
            _ => Err(not_readable(&labels)),
        }
    }

    /// The status of a call is for its sender. Of a call that is not known, everybody may learn
    /// just that.
    fn check_request(&self, id: &[u8]) -> Result<(), Refusal> {
        let id = id
            .try_into()
            .map_err(|_| Refusal::bad_request("a request id has 32 bytes"))?;
        match self.instance.requests().get(&id) {
            Some(submitted) if submitted.sender != self.sender => Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "the call was not sent by the one who asks for its status",
            )),
            _ => Ok(()),
        }
    }

    /// Private metadata are for controllers.
    fn check_metadata(&self, canister: Principal, name: &[u8]) -> Result<(), Refusal> {
        let name = std::str::from_utf8(name)
            .map_err(|_| Refusal::bad_request("a metadata name must be UTF-8"))?;
        let public = self
            .network
            .metadata(canister, name)
            .is_none_or(|metadata| metadata.public);
        let controls = self
            .network
            .controllers(canister)
            .is_some_and(|controllers| controllers.contains(&self.sender));
        if public || controls {
            Ok(())
        } else {
            Err(Refusal::new(
                StatusCode::FORBIDDEN,
                format!("the metadata {name:?} of {canister} are for its controllers"),
            ))
        }
    }
}

fn check_own(own: Principal, id: &[u8]) -> Result<(), Refusal> {
    if id == own.as_slice() {
        Ok(())
    } else {
        Err(Refusal::bad_request(format!(
            "paths below /canister must be those of {own}, to which the request is addressed"
        )))
    }
}

fn not_readable(labels: &[&[u8]]) -> Refusal {
    let labels: Vec<_> = labels
        .iter()
        .map(|label| String::from_utf8_lossy(label))
        .collect();
    Refusal::new(
        StatusCode::NOT_FOUND,
        format!("the path /{} cannot be read here", labels.join("/")),
    )
}
