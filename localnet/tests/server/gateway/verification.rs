//! What reaches a reader has been verified.

use super::site::{Answer, PATH, Site, TEXT, ask, bare, header, install};
use candid::{Encode, Func};
use ic_utils::interfaces::http_request::{
    CallbackStrategy, HttpRequestStreamingCallback, StreamingCallbackHttpResponse,
    StreamingStrategy,
};
use reqwest::Method;

#[tokio::test]
async fn a_certified_page_is_served_with_its_certified_headers_alone() {
    let site = Site::start().await;
    let mut page = site.certified(TEXT.as_bytes(), 200).await;
    page.headers.push(header("X-Nobody-Certified-This", "1"));
    site.answer_with(&page).await;
    let response = site.get().await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/markdown");
    assert!(response.headers().contains_key("ic-certificate"));
    assert!(!response.headers().contains_key("x-nobody-certified-this"));
    assert_eq!(response.text().await.unwrap(), TEXT);
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_certified_page_that_says_not_found_is_served_as_such() {
    let site = Site::start().await;
    let page = site.certified(b"no minutes yet", 404).await;
    site.answer_with(&page).await;
    let response = site.get().await;
    assert_eq!(response.status(), 404);
    assert_eq!(response.text().await.unwrap(), "no minutes yet");
    site.live.pic.drop().await;
}

#[tokio::test]
async fn head_brings_the_headers_without_the_body() {
    let site = Site::with_page().await;
    let response = ask(&site.live.url, &site.host(), Method::HEAD, PATH)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/markdown");
    assert_eq!(
        response.headers()["content-length"],
        TEXT.len().to_string().as_str()
    );
    assert!(response.bytes().await.unwrap().is_empty());
    site.live.pic.drop().await;
}

#[tokio::test]
async fn an_answer_that_is_not_what_the_canister_certified_is_refused() {
    let site = Site::start().await;
    let page = site.certified(TEXT.as_bytes(), 200).await;
    let mut body = page.clone();
    body.body[0] ^= 1;
    let mut content_type = page.clone();
    content_type.headers[0] = header("Content-Type", "text/html");
    let mut status = page.clone();
    status.status_code = 201;
    let uncertified = bare(200, &[], TEXT.as_bytes());
    let mut certificate_alone = page.clone();
    certificate_alone
        .headers
        .retain(|field| field.0 != "IC-CertificateExpression");
    for (changed, what) in [
        (body, "the body"),
        (content_type, "a header"),
        (status, "the status"),
        (uncertified, "without a certificate"),
        (certificate_alone, "without its expression"),
    ] {
        site.answer_with(&changed).await;
        let response = site.get().await;
        assert_eq!(response.status(), 500, "{what}");
        assert_eq!(
            response.headers()["content-type"],
            "text/plain; charset=utf-8"
        );
        let text = response.text().await.unwrap();
        assert!(text.contains("Response verification failed"), "{text}");
        assert!(!text.contains("We met"), "{text}");
    }
    site.answer_with(&page).await;
    assert_eq!(site.get().await.status(), 200);
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_page_at_another_path_than_the_certified_one_is_refused() {
    let site = Site::with_page().await;
    let response = ask(&site.live.url, &site.host(), Method::GET, "/minutes/43.md")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 500);
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_certificate_of_another_canister_is_refused() {
    let site = Site::start().await;
    let other = install(&site.live).await;
    let page = site.certified_by(other, TEXT.as_bytes(), 200).await;
    site.answer_with(&page).await;
    assert_eq!(site.get().await.status(), 500);
    site.live.pic.drop().await;
}

#[tokio::test]
async fn the_body_of_one_page_does_not_go_with_the_certificate_of_another() {
    let site = Site::start().await;
    let old = site.certified(b"old", 200).await;
    let new = site.certified(b"new", 200).await;
    // The body of one, the certificate of the other.
    let mixed = Answer {
        body: old.body,
        ..new
    };
    site.answer_with(&mixed).await;
    assert_eq!(site.get().await.status(), 500);
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_body_streamed_by_callbacks_is_put_together_and_verified() {
    let site = Site::start().await;
    let (first, second) = TEXT.as_bytes().split_at(8);
    let mut page = site.certified(TEXT.as_bytes(), 200).await;
    page.body = first.to_vec();
    page.streaming_strategy = Some(by_callbacks(&site));
    site.answer_with(&page).await;
    set_part(&site, second, false).await;
    let response = site.get().await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.unwrap(), TEXT);

    set_part(&site, b"what nobody certified", false).await;
    assert_eq!(site.get().await.status(), 500);
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_stream_too_long_to_be_verified_is_refused() {
    let site = Site::start().await;
    let mut page = site.certified(TEXT.as_bytes(), 200).await;
    page.streaming_strategy = Some(by_callbacks(&site));
    site.answer_with(&page).await;
    set_part(&site, b"and so on, ", true).await;
    let response = site.get().await;
    assert_eq!(response.status(), 502);
    assert!(response.text().await.unwrap().contains("cannot verify"));
    site.live.pic.drop().await;
}

#[tokio::test]
async fn partial_responses_are_put_together_and_verified_one_by_one() {
    let site = Site::start().await;
    let (first, second) = TEXT.as_bytes().split_at(8);
    let (middle, end, length) = (first.len(), TEXT.len() - 1, TEXT.len());
    let before = format!("bytes 0-{}/{length}", middle - 1);
    let after = format!("bytes {middle}-{end}/{length}");
    let parts = vec![
        bare(206, &[("Content-Range", &before)], first),
        bare(206, &[("Content-Range", &after)], second),
    ];
    let parts = site.certify(site.canister, parts).await;
    site.answer_with(&parts[0]).await;
    let part = Encode!(&parts[1]).unwrap();
    site.update(site.canister, "set_part", part).await;
    let response = site.get().await;
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-length"],
        length.to_string().as_str()
    );
    assert_eq!(response.text().await.unwrap(), TEXT);

    // The connection breaks off when the second part turns out to be forged: after the status has
    // gone out or, if that is quicker, before.
    let mut forged = parts[1].clone();
    forged.body[0] ^= 1;
    let part = Encode!(&forged).unwrap();
    site.update(site.canister, "set_part", part).await;
    let request = ask(&site.live.url, &site.host(), Method::GET, PATH);
    let read = async { request.send().await?.text().await };
    assert!(read.await.is_err());
    site.live.pic.drop().await;
}

fn by_callbacks(site: &Site) -> StreamingStrategy<u32, HttpRequestStreamingCallback<u32>> {
    let part = Func {
        principal: site.canister,
        method: "part".to_owned(),
    };
    StreamingStrategy::Callback(CallbackStrategy {
        callback: part.into(),
        token: 1,
    })
}

async fn set_part(site: &Site, body: &[u8], more_follow: bool) {
    let part = StreamingCallbackHttpResponse {
        body: body.to_vec(),
        token: more_follow.then_some(1_u32),
    };
    site.update(site.canister, "set_part", Encode!(&part).unwrap())
        .await;
}
