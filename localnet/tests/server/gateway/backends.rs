//! Gateways to a network at an address.

use super::site::{PATH, Site, TEXT, ask};
use crate::support::post_json;
use ic_agent::Agent;
use reqwest::Method;
use serde_json::{Value, json};

async fn create(site: &Site, address: &str) -> Value {
    let config = json!({ "forward_to": { "Replica": address } });
    let server = site.live.pic.get_server_url();
    post_json(server.as_str(), "http_gateway", &config).await.1
}

#[tokio::test]
async fn a_gateway_to_an_address_serves_pages_and_agents_as_one_to_an_instance() {
    let site = Site::with_page().await;
    // With a slash at the end and without.
    let instance = format!(
        "{}instances/{}",
        site.live.pic.get_server_url(),
        site.live.pic.instance_id
    );
    for address in [site.live.url.clone(), instance] {
        let created = create(&site, &address).await;
        let port = &created["Created"]["port"];
        let gateway = format!("http://127.0.0.1:{port}/");
        let response = ask(&gateway, &site.host(), Method::GET, PATH)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{address}");
        assert_eq!(response.text().await.unwrap(), TEXT);

        let agent = Agent::builder().with_url(&gateway).build().unwrap();
        agent.fetch_root_key().await.unwrap();
        let reply = agent.query(&site.canister, "certificate").call().await;
        assert!(!reply.unwrap().is_empty());
        let topology = reqwest::get(format!("{gateway}_/topology")).await.unwrap();
        let topology: Value = serde_json::from_slice(&topology.bytes().await.unwrap()).unwrap();
        assert!(topology["subnet_configs"].is_object(), "{topology}");
    }
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_gateway_is_not_started_when_nobody_is_at_its_address() {
    let site = Site::start().await;
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let nobody = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    for (address, why) in [
        (nobody.as_str(), "does not tell its root key"),
        ("no address", "no address of a network"),
        ("ftp://localhost/", "does not begin with http://"),
    ] {
        let answer = create(&site, address).await;
        let message = answer["Error"]["message"].as_str().unwrap();
        assert!(message.contains(why), "{message}");
    }
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_network_that_has_gone_is_told() {
    let site = Site::with_page().await;
    let other = Site::start().await;
    let created = create(&other, &site.live.url).await;
    let gateway = format!("http://127.0.0.1:{}/", created["Created"]["port"]);
    let host = site.host();
    site.live.pic.drop().await;
    let response = ask(&gateway, &host, Method::GET, PATH)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 502);
    assert!(response.text().await.unwrap().contains("does not answer"));
    other.live.pic.drop().await;
}
