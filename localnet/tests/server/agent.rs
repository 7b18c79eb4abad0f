//! An unchanged agent: everything that it verifies by itself must hold.

use crate::support::{Live, builder, create_by_agent, identity, number, user};
use candid::Principal;
use ic_agent::identity::{
    AnonymousIdentity, DelegatedIdentity, Prime256v1Identity, Secp256k1Identity,
};
use ic_agent::{Agent, AgentError, Identity};
use ic_transport_types::{Delegation, SignedDelegation};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Creates, installs, calls and queries, as a client does.
async fn uses_the_network(live: &Live, identity: impl Identity + 'static) {
    let me = identity.sender().unwrap();
    let agent = live.agent(identity).await;
    let address = live.pic.topology().await.default_effective_canister_id;
    let canister = create_by_agent(&agent, address.into()).await;
    let update = |method: &'static str| agent.update(&canister, method).call_and_wait();
    assert_eq!(number(&update("increment").await.unwrap()), 1);
    let seen = update("caller").await.unwrap();
    assert_eq!(Principal::from_slice(&seen), me);
    // The agent checks the node's signature under the reply.
    let count = agent.query(&canister, "count").call_with_verification();
    assert_eq!(number(&count.await.unwrap()), 1);
}

#[tokio::test]
async fn certificates_verify_through_the_delegation_of_an_nns() {
    let live = Live::start().await;
    uses_the_network(&live, identity(1)).await;
    live.pic.drop().await;
}

#[tokio::test]
async fn certificates_verify_without_an_nns() {
    let live = Live::of(builder().with_application_subnet()).await;
    uses_the_network(&live, identity(1)).await;
    live.pic.drop().await;
}

#[tokio::test]
async fn keys_of_every_usual_kind_sign() {
    let live = Live::start().await;
    uses_the_network(&live, AnonymousIdentity).await;
    let k1 = ic_secp256k1::PrivateKey::generate_from_seed(b"a wallet").serialize_rfc5915_pem();
    uses_the_network(&live, Secp256k1Identity::from_pem(k1).unwrap()).await;
    let r1 = ic_secp256r1::PrivateKey::generate_insecure_key_for_testing(3);
    let r1 = r1.serialize_rfc5915_pem();
    uses_the_network(&live, Prime256v1Identity::from_pem(r1).unwrap()).await;
    live.pic.drop().await;
}

/// A session key (number 9) that user 1 lends its name, for these canisters.
fn session(targets: Option<Vec<Principal>>) -> DelegatedIdentity {
    let in_an_hour = SystemTime::now() + Duration::from_secs(3600);
    let expiration = in_an_hour.duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let delegation = Delegation {
        pubkey: identity(9).public_key().unwrap(),
        expiration: u64::try_from(expiration).unwrap(),
        targets,
        permissions: None,
    };
    let signature = identity(1).sign_delegation(&delegation).unwrap();
    let signed = SignedDelegation {
        delegation,
        signature: signature.signature.unwrap(),
    };
    let key = identity(1).public_key().unwrap();
    DelegatedIdentity::new(key, Box::new(identity(9)), vec![signed]).unwrap()
}

#[tokio::test]
async fn a_session_key_acts_for_its_user_where_it_may() {
    let live = Live::start().await;
    let (canister, other) = (live.counter().await, live.counter().await);
    let agent = live.agent(session(Some(vec![canister]))).await;
    let call = |canister: Principal| agent.update(&canister, "caller").call_and_wait();
    assert_eq!(
        Principal::from_slice(&call(canister).await.unwrap()),
        user(1)
    );
    let refused = call(other).await.unwrap_err();
    assert!(
        refused.to_string().contains("does not allow"),
        "{refused:?}"
    );
    live.pic.drop().await;
}

#[tokio::test]
async fn rejects_of_calls_are_certified_and_those_of_queries_are_signed() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let agent = live.agent(identity(1)).await;
    let update = |method: &'static str| agent.update(&canister, method).call_and_wait();
    let AgentError::CertifiedReject { reject, .. } = update("trap").await.unwrap_err() else {
        panic!("not a certified reject");
    };
    assert_eq!(reject.reject_code as u8, 5);
    assert_eq!(reject.error_code.as_deref(), Some("IC0502"));
    let AgentError::CertifiedReject { reject, .. } = update("refuse").await.unwrap_err() else {
        panic!("not a certified reject");
    };
    assert_eq!(reject.reject_message, "no, thank you");
    let AgentError::UncertifiedReject { reject, .. } = update("not_from_users").await.unwrap_err()
    else {
        panic!("submitted, though the canister does not accept it");
    };
    assert_eq!(reject.reject_code as u8, 4);
    let query = agent.query(&canister, "refuse_query");
    let AgentError::UncertifiedReject { reject, .. } =
        query.call_with_verification().await.unwrap_err()
    else {
        panic!("not a reject");
    };
    assert_eq!(reject.reject_message, "no, thank you");
    live.pic.drop().await;
}

#[tokio::test]
async fn an_agent_with_another_root_key_trusts_nothing() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let agent = Agent::builder()
        .with_url(&live.url)
        .with_identity(identity(1))
        .build()
        .unwrap();
    let update = agent.update(&canister, "increment").call_and_wait().await;
    assert!(
        matches!(update, Err(AgentError::CertificateVerificationFailed())),
        "{update:?}"
    );
    live.pic.drop().await;
}

#[tokio::test]
async fn the_canister_gets_a_certificate_of_its_data_for_its_queries() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let agent = live.agent(identity(1)).await;
    let update = agent.update(&canister, "increment").call_and_wait();
    update.await.unwrap();
    let certificate = agent.query(&canister, "certificate").call().await.unwrap();
    let certificate: ic_certification_3::Certificate =
        serde_cbor::from_slice(&certificate).unwrap();
    agent.verify(&certificate, canister).unwrap();
    let path: [&[u8]; 3] = [b"canister", canister.as_slice(), b"certified_data"];
    assert_eq!(
        certificate.tree.lookup_path(path),
        ic_certification_3::LookupResult::Found(&[1, 0, 0, 0])
    );
    live.pic.drop().await;
}
