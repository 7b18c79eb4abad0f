//! A gateway that is lied to by what stands between it and the network.

use super::site::{PATH, Site, TEXT, ask};
use reqwest::{Method, Response};
use workgroups_test_support::tamper::{Change, Tampered};

async fn get(site: &Site, tampered: &Tampered) -> Response {
    ask(tampered.gateway(), &site.host(), Method::GET, PATH)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_bit_changed_on_the_way_is_noticed() {
    let site = Site::with_page().await;
    let server = site.live.pic.get_server_url();
    let tampered = Tampered::start(server.as_str(), &site.live.url);
    let header = |name: &str| Change::Header(name.to_owned());
    for (count, change) in [
        Change::Body(0),
        Change::Body(TEXT.len() - 1),
        Change::Status,
        header("content-type"),
        header("ic-certificateexpression"),
        header("ic-certificate"),
    ]
    .into_iter()
    .enumerate()
    {
        tampered.change(Some(change.clone()));
        let response = get(&site, &tampered).await;
        assert_eq!(response.status(), 500, "{change:?}");
        let text = response.text().await.unwrap();
        assert!(text.contains("verification failed"), "{change:?}: {text}");
        assert_eq!(tampered.changed(), count + 1, "{change:?}");
    }
    // What the answer does not have cannot be changed.
    for nothing in [Change::Body(TEXT.len()), header("etag")] {
        tampered.change(Some(nothing));
        assert_eq!(get(&site, &tampered).await.status(), 200);
    }
    tampered.change(None);
    let response = get(&site, &tampered).await;
    assert_eq!(response.text().await.unwrap(), TEXT);
    assert_eq!(tampered.changed(), 6);
    site.live.pic.drop().await;
}
