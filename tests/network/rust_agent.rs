//! The canister as a program in Rust sees it: through `ic-agent`, unchanged, with every
//! verification that it does by itself.

use candid::{Decode, Encode, Principal};
use ic_agent::identity::BasicIdentity;
use ic_agent::{Agent, Identity};
use sha2::{Digest, Sha256};
use workgroups::domain::{Error, Ref};
use workgroups::wire::{GroupReply, WriteReply};
use workgroups_test_support as support;
use workgroups_test_support::live::Live;
use workgroups_test_support::records;

/// A different person for each key.
fn identity(key: u8) -> BasicIdentity {
    BasicIdentity::from_raw_key(&[key; 32])
}

fn principal(key: u8) -> Principal {
    identity(key).sender().unwrap()
}

async fn agent(url: &str, key: u8) -> Agent {
    let agent = Agent::builder()
        .with_url(url)
        .with_identity(identity(key))
        .build()
        .unwrap();
    agent.fetch_root_key().await.unwrap();
    agent
}

async fn create_group(agent: &Agent, canister: Principal, slug: &str) -> WriteReply {
    let reply = agent
        .update(&canister, "create_group")
        .with_arg(Encode!(&records::group(slug)).unwrap())
        .await
        .unwrap();
    Decode!(&reply, WriteReply).unwrap()
}

async fn has_group(agent: &Agent, canister: Principal, slug: &str) -> bool {
    let reply = agent
        .query(&canister, "get_group")
        .with_arg(Encode!(&Ref::slug(slug.to_owned())).unwrap())
        .await
        .unwrap();
    match Decode!(&reply, GroupReply).unwrap() {
        GroupReply::Ok(group) => group.is_some(),
        GroupReply::Err(refusal) => panic!("{}", refusal.message),
    }
}

/// Runs a client against a live network with a canister that the first key controls.
fn with_canister<F: Future<Output = ()>>(run: impl FnOnce(String, Principal) -> F) {
    let live = Live::start();
    let canister = live.install(&[principal(1)]);
    tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(run(live.url().to_owned(), canister));
}

#[test]
fn an_admin_writes_and_everybody_reads_with_verified_answers() {
    with_canister(|url, canister| async move {
        let admin = agent(&url, 1).await;
        let written = create_group(&admin, canister, "storage").await;
        assert!(matches!(written, WriteReply::Ok(written) if written.revision == 1));
        let reader = agent(&url, 2).await;
        assert!(has_group(&reader, canister, "storage").await);
    });
}

#[test]
fn a_stranger_is_refused_and_nothing_is_written() {
    with_canister(|url, canister| async move {
        let stranger = agent(&url, 2).await;
        let refused = create_group(&stranger, canister, "storage").await;
        assert!(
            matches!(
                &refused,
                WriteReply::Err(refusal)
                    if matches!(refusal.error, Some(Error::not_authorised { .. }))
            ),
            "{refused:?}"
        );
        assert!(!has_group(&stranger, canister, "storage").await);
    });
}

#[test]
fn the_certified_state_names_the_code_the_controller_and_the_interface() {
    with_canister(|url, canister| async move {
        let reader = agent(&url, 2).await;
        let hash = reader
            .read_state_canister_module_hash(canister)
            .await
            .unwrap();
        assert_eq!(hash, Sha256::digest(support::wasm()).to_vec());
        let controllers = reader
            .read_state_canister_controllers(canister)
            .await
            .unwrap();
        assert_eq!(controllers, [principal(1)]);
        let interface = reader
            .read_state_canister_metadata(canister, "candid:service")
            .await
            .unwrap();
        assert_eq!(
            String::from_utf8(interface).unwrap(),
            workgroups::interface()
        );
    });
}
