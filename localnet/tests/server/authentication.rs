//! Requests that are not what they claim to be, byte by byte.

use crate::support::{Live, number, post};
use candid::Principal;
use ic_ed25519::PrivateKey;
use ic_transport_types::{Envelope, EnvelopeContent, TransportCallResponse};
use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

const SECOND: u64 = 1_000_000_000;

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_nanos()).unwrap()
}

fn key() -> PrivateKey {
    PrivateKey::deserialize_raw_32(&[5; 32])
}

fn public_key() -> Vec<u8> {
    key().public_key().serialize_rfc8410_der()
}

/// A call of `increment` that is good in every respect.
fn increment(canister_id: Principal) -> EnvelopeContent {
    EnvelopeContent::Call {
        nonce: Some(vec![1, 2, 3]),
        ingress_expiry: now() + 120 * SECOND,
        sender: Principal::self_authenticating(public_key()),
        canister_id,
        method_name: "increment".to_owned(),
        arg: vec![],
        sender_info: None,
    }
}

fn signed(content: &EnvelopeContent) -> Envelope<'_> {
    Envelope {
        content: Cow::Borrowed(content),
        sender_pubkey: Some(public_key()),
        sender_sig: Some(
            key()
                .sign_message(&content.to_request_id().signable())
                .to_vec(),
        ),
        sender_delegation: None,
    }
}

async fn call(live: &Live, canister: Principal, envelope: &Envelope<'_>) -> (u16, Vec<u8>) {
    let path = format!("api/v4/canister/{canister}/call");
    post(&live.url, &path, envelope.encode_bytes()).await
}

async fn count(live: &Live, canister: Principal) -> u32 {
    let reply = live
        .pic
        .query_call(canister, Principal::anonymous(), "count", vec![])
        .await;
    number(&reply.unwrap())
}

#[tokio::test]
async fn a_request_that_was_tampered_with_is_refused_and_does_nothing() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let content = increment(canister);
    let good = signed(&content);

    let mut other_signature = good.clone();
    other_signature.sender_sig = other_signature.sender_sig.map(|mut signature| {
        signature[0] ^= 1;
        signature
    });
    let mut unsigned = good.clone();
    unsigned.sender_sig = None;
    let mut without_key = good.clone();
    without_key.sender_pubkey = None;
    let mut other_key = good.clone();
    other_key.sender_pubkey = Some(
        PrivateKey::deserialize_raw_32(&[6; 32])
            .public_key()
            .serialize_rfc8410_der(),
    );
    let mut other_content = good.clone();
    if let EnvelopeContent::Call { arg, .. } = other_content.content.to_mut() {
        *arg = vec![1];
    }
    let mut anonymous_with_key = good.clone();
    if let EnvelopeContent::Call { sender, .. } = anonymous_with_key.content.to_mut() {
        *sender = Principal::anonymous();
    }
    for (name, bad) in [
        ("other signature", other_signature),
        ("unsigned", unsigned),
        ("without key", without_key),
        ("other key", other_key),
        ("other content", other_content),
        ("anonymous with key", anonymous_with_key),
    ] {
        let (status, body) = call(&live, canister, &bad).await;
        let body = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(status, 400, "{name}: {body}");
    }
    assert_eq!(count(&live, canister).await, 0);
    assert_eq!(call(&live, canister, &good).await.0, 200);
    assert_eq!(count(&live, canister).await, 1);
    live.pic.drop().await;
}

#[tokio::test]
async fn a_call_sent_twice_runs_once_and_has_one_answer() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let content = increment(canister);
    for _ in 0..3 {
        let (status, body) = call(&live, canister, &signed(&content)).await;
        assert_eq!(status, 200);
        let answer: TransportCallResponse = serde_cbor::from_slice(&body).unwrap();
        let TransportCallResponse::Replied { certificate } = answer else {
            panic!("{answer:?}");
        };
        let certificate: ic_certification_3::Certificate =
            serde_cbor::from_slice(&certificate).unwrap();
        let id = content.to_request_id();
        let path: [&[u8]; 3] = [b"request_status", id.as_slice(), b"reply"];
        assert_eq!(
            certificate.tree.lookup_path(path),
            ic_certification_3::LookupResult::Found(&[1, 0, 0, 0])
        );
    }
    assert_eq!(count(&live, canister).await, 1);
    live.pic.drop().await;
}

#[tokio::test]
async fn a_call_out_of_its_time_is_refused() {
    let live = Live::start().await;
    let canister = live.counter().await;
    for expiry in [0, now() - SECOND, now() + 400 * SECOND, u64::MAX] {
        let mut content = increment(canister);
        if let EnvelopeContent::Call { ingress_expiry, .. } = &mut content {
            *ingress_expiry = expiry;
        }
        let (status, body) = call(&live, canister, &signed(&content)).await;
        assert_eq!(status, 400);
        assert!(String::from_utf8_lossy(&body).contains("ingress_expiry"));
    }
    assert_eq!(count(&live, canister).await, 0);
    live.pic.drop().await;
}

#[tokio::test]
async fn a_request_at_the_wrong_address_is_refused() {
    let live = Live::start().await;
    let (canister, other) = (live.counter().await, live.counter().await);
    let content = increment(canister);
    assert_eq!(call(&live, other, &signed(&content)).await.0, 400);
    let bytes = signed(&content).encode_bytes();
    for (path, expected) in [
        (format!("api/v3/canister/{canister}/query"), 400),
        (format!("api/v3/canister/{canister}/read_state"), 400),
        // There is no such version, and the address names no canister with pages.
        (format!("api/v9/canister/{canister}/call"), 400),
        ("api/v4/canister/nonsense/call".to_owned(), 400),
        (
            "api/v4/canister/ryjl3-tyaaa-aaaaa-aaaba-cai/call".to_owned(),
            400,
        ),
    ] {
        assert_eq!(
            post(&live.url, &path, bytes.clone()).await.0,
            expected,
            "{path}"
        );
    }
    assert_eq!(count(&live, canister).await, 0);
    live.pic.drop().await;
}

#[tokio::test]
async fn bytes_that_are_no_request_are_refused() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let good = signed(&increment(canister)).encode_bytes();
    let path = format!("api/v4/canister/{canister}/call");
    for bad in [
        vec![],
        b"{}".to_vec(),
        vec![0xff; 100],
        good[..good.len() / 2].to_vec(),
    ] {
        assert_eq!(post(&live.url, &path, bad).await.0, 400);
    }
    let too_large = vec![0; 5 << 20];
    assert_eq!(post(&live.url, &path, too_large).await.0, 413);
    assert_eq!(count(&live, canister).await, 0);
    live.pic.drop().await;
}

#[tokio::test]
async fn a_call_without_waiting_is_accepted_and_answered_later() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let content = increment(canister);
    let path = format!("api/v2/canister/{canister}/call");
    let (status, body) = post(&live.url, &path, signed(&content).encode_bytes()).await;
    assert_eq!((status, body), (202, vec![]));
    let (status, _) = call(&live, canister, &signed(&content)).await;
    assert_eq!(status, 200);
    assert_eq!(count(&live, canister).await, 1);
    live.pic.drop().await;
}
