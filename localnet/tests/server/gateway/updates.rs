//! Requests that change something: bodies, and answers of update calls.

use super::site::{PATH, Site, ask, bare};
use crate::support::Live;
use candid::{CandidType, Decode};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_bytes::ByteBuf;

#[derive(CandidType, Deserialize)]
struct Request {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: ByteBuf,
}

async fn post(site: &Site, body: Vec<u8>) -> reqwest::Response {
    ask(
        &site.live.url,
        &site.host(),
        Method::POST,
        "/minutes?draft=%C3%A9",
    )
    .header("x-mine", "some value")
    .body(body)
    .send()
    .await
    .unwrap()
}

#[tokio::test]
async fn a_request_that_the_canister_wants_as_an_update_becomes_one() {
    let site = Site::start().await;
    site.answer_updates_with(&bare(201, &[("location", PATH)], b"kept"))
        .await;
    let response = post(&site, b"what we agreed".to_vec()).await;
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["location"], PATH);
    assert_eq!(response.text().await.unwrap(), "kept");
    let seen = site.query(site.canister, "request").await;
    let seen = Decode!(&seen, Request).unwrap();
    assert_eq!(seen.method, "POST");
    assert_eq!(seen.url, "/minutes?draft=%C3%A9");
    assert_eq!(seen.body.as_slice(), b"what we agreed");
    let header = |name: &str| {
        seen.headers
            .iter()
            .find_map(|(n, value)| (n == name).then_some(value.as_str()))
    };
    assert_eq!(header("x-mine"), Some("some value"));
    assert!(header("host").unwrap().starts_with(&site.host()));
    site.live.pic.drop().await;
}

#[tokio::test]
async fn other_methods_reach_the_canister_too() {
    let site = Site::start().await;
    site.answer_updates_with(&bare(204, &[], b"")).await;
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let response = ask(&site.live.url, &site.host(), method.clone(), PATH)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 204);
        let seen = site.query(site.canister, "request").await;
        assert_eq!(Decode!(&seen, Request).unwrap().method, method.as_str());
    }
    let response = ask(&site.live.url, &site.host(), Method::TRACE, PATH)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 405);
    assert!(response.headers().contains_key("allow"));
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_body_is_taken_up_to_the_limit_of_calls_and_refused_beyond() {
    let site = Site::start().await;
    site.answer_updates_with(&bare(200, &[], b"kept")).await;
    let most = (2 << 20) - 2_000;
    assert_eq!(post(&site, vec![7; most]).await.status(), 200);
    let seen = site.query(site.canister, "request").await;
    assert_eq!(Decode!(&seen, Request).unwrap().body.len(), most);
    let more_than_a_call_carries = post(&site, vec![7; (2 << 20) + 1]).await;
    assert_eq!(more_than_a_call_carries.status(), 502);
    let text = more_than_a_call_carries.text().await.unwrap();
    assert!(text.contains("too large"), "{text}");
    let more_than_is_read = post(&site, vec![7; (4 << 20) + 1]).await;
    assert_eq!(more_than_is_read.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post(&site, b"still here".to_vec()).await.status(), 200);
    site.live.pic.drop().await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_passed_on_is_refused_and_not_cut_off() {
    let site = Site::start().await;
    for (answer, why) in [
        (
            bare(200, &[("content-length", "3")], b"four"),
            "Content-Length",
        ),
        (bare(101, &[], b""), "below 200"),
        (bare(99, &[], b""), "status code"),
        (bare(200, &[("not a name", "1")], b""), "build response"),
        (bare(200, &[("x-line", "a\r\nb: c")], b""), "build response"),
    ] {
        site.answer_updates_with(&answer).await;
        let response = post(&site, vec![]).await;
        assert!(response.status().is_server_error(), "{why}");
        let text = response.text().await.unwrap();
        assert!(text.contains(why), "{why}: {text}");
    }
    let framed = bare(
        200,
        &[("connection", "close"), ("transfer-encoding", "chunked")],
        b"fine",
    );
    site.answer_updates_with(&framed).await;
    let response = post(&site, vec![]).await;
    assert!(!response.headers().contains_key("transfer-encoding"));
    assert_eq!(response.text().await.unwrap(), "fine");
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_canister_without_pages_is_told_from_one_that_is_not_there() {
    let live = Live::start().await;
    let counter = live.counter().await;
    let get = async |host: String| {
        let response = ask(&live.url, &host, Method::GET, "/")
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, text) = get(format!("{counter}.localhost")).await;
    assert_eq!(status, 502);
    assert!(text.contains("no query method 'http_request'"), "{text}");
    let last = live.pic.create_canister().await;
    let mut next = last.as_slice().to_vec();
    next[7] += 1;
    let absent = candid::Principal::from_slice(&next);
    let (status, text) = get(format!("{absent}.localhost")).await;
    assert_eq!(status, 404, "{text}");
    // Of another subnet of the real network.
    let (status, text) = get("ryjl3-tyaaa-aaaaa-aaaba-cai.localhost".to_owned()).await;
    assert_eq!(status, 400);
    assert!(text.contains("does not belong"), "{text}");
    live.pic.drop().await;
}
