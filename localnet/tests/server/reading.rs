//! Reading the certified state through an agent: what is there, and who may read it.

use crate::support::{Live, counter, identity, user};
use candid::Principal;
use ic_agent::AgentError;
use sha2::{Digest, Sha256};

/// The HTTP status that an agent was answered with.
fn http_status(error: &AgentError) -> u16 {
    match error {
        AgentError::HttpError(payload) => payload.status,
        other => panic!("not refused by the server: {other:?}"),
    }
}

#[tokio::test]
async fn a_canister_s_module_controllers_and_metadata_are_certified() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let agent = live.agent(identity(2)).await;
    let hash = agent.read_state_canister_module_hash(canister).await;
    assert_eq!(hash.unwrap(), Sha256::digest(counter()).to_vec());
    let controllers = agent.read_state_canister_controllers(canister).await;
    assert_eq!(controllers.unwrap(), [user(1)]);
    let metadata = agent.read_state_canister_metadata(canister, "candid:service");
    assert_eq!(metadata.await.unwrap(), b"service : {}");
    live.pic.drop().await;
}

#[tokio::test]
async fn what_is_not_there_is_certified_to_be_absent() {
    let live = Live::start().await;
    let empty = live.pic.create_canister().await;
    let agent = live.agent(identity(2)).await;
    for absent in [
        agent.read_state_canister_module_hash(empty).await,
        agent.read_state_canister_metadata(empty, "anything").await,
    ] {
        assert!(
            matches!(absent, Err(AgentError::LookupPathAbsent(_))),
            "{absent:?}"
        );
    }
    live.pic.drop().await;
}

#[tokio::test]
async fn private_metadata_are_for_controllers() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let controller = live.agent(identity(1)).await;
    let private = controller.read_state_canister_metadata(canister, "secrets");
    assert_eq!(private.await.unwrap(), b"for controllers");
    let stranger = live.agent(identity(2)).await;
    let refused = stranger
        .read_state_canister_metadata(canister, "secrets")
        .await;
    assert_eq!(http_status(&refused.unwrap_err()), 403);
    live.pic.drop().await;
}

#[tokio::test]
async fn the_status_of_a_call_is_for_its_sender() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let sender = live.agent(identity(1)).await;
    let call = sender.update(&canister, "increment").sign().unwrap();
    sender
        .update_signed(canister, call.signed_update)
        .await
        .unwrap();
    let (status, _) = sender
        .request_status_raw(&call.request_id, canister)
        .await
        .unwrap();
    assert!(
        matches!(status, ic_agent::agent::RequestStatusResponse::Replied(_)),
        "{status:?}"
    );
    let stranger = live.agent(identity(2)).await;
    let refused = stranger
        .request_status_raw(&call.request_id, canister)
        .await
        .unwrap_err();
    assert_eq!(http_status(&refused), 403);
    live.pic.drop().await;
}

#[tokio::test]
async fn other_parts_of_the_state_are_not_read() {
    let live = Live::start().await;
    let (canister, other) = (live.counter().await, live.counter().await);
    let agent = live.agent(identity(1)).await;
    let read = |path: Vec<&[u8]>| {
        let path = path.into_iter().map(Into::into).collect();
        agent.read_state_raw(vec![path], canister)
    };
    let own: &[u8] = canister.as_slice();
    let foreign: &[u8] = other.as_slice();
    for (path, status) in [
        (vec![], 404),
        (vec![b"canister".as_slice()], 404),
        (vec![b"canister".as_slice(), own], 404),
        (vec![b"canister".as_slice(), own, b"certified_data"], 404),
        (vec![b"canister".as_slice(), foreign, b"controllers"], 400),
        (vec![b"request_status".as_slice()], 404),
        (vec![b"request_status".as_slice(), b"short"], 400),
        (vec![b"streams".as_slice()], 404),
    ] {
        let refused = read(path.clone()).await.unwrap_err();
        assert_eq!(http_status(&refused), status, "{path:?}");
    }
    live.pic.drop().await;
}

#[tokio::test]
async fn the_subnet_tells_its_ranges_and_node_keys() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let agent = live.agent(identity(1)).await;
    let subnet_id = live.pic.topology().await.get_app_subnets()[0];
    for subnet in [
        agent.fetch_subnet_by_canister(&canister).await.unwrap(),
        agent.fetch_subnet_by_id(&subnet_id).await.unwrap(),
    ] {
        assert_eq!(subnet.id(), subnet_id);
        assert!(subnet.contains_canister(&canister));
        assert!(!subnet.contains_canister(&Principal::anonymous()));
    }
    let ranges = agent
        .read_state_subnet_canister_ranges(subnet_id)
        .await
        .unwrap();
    assert!(
        ranges
            .iter()
            .any(|(first, last)| *first <= canister && canister <= *last)
    );
    let elsewhere = Principal::self_authenticating([7]);
    let refused = agent.fetch_subnet_by_id(&elsewhere).await.unwrap_err();
    assert_eq!(http_status(&refused), 400);
    live.pic.drop().await;
}
