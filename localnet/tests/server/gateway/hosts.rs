//! Which canister a request reaches.

use super::site::{PATH, Site, TEXT, ask};
use crate::support::{Live, post_json};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn get(gateway: &str, host: &str, path: &str) -> (u16, String) {
    let response = ask(gateway, host, Method::GET, path).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn a_canister_is_reached_by_host_by_query_and_by_referer() {
    let site = Site::with_page().await;
    let (gateway, canister) = (&site.live.url, site.canister);
    let by_query = format!("{PATH}?canisterId={canister}");
    for (host, path) in [
        (site.host(), PATH),
        (site.host().to_uppercase(), PATH),
        (format!("{canister}.127.0.0.1"), PATH),
        (format!("preview--{}", site.host()), PATH),
        ("localhost".to_owned(), &by_query),
        ("127.0.0.1".to_owned(), &by_query),
        // The host decides.
        (site.host(), &format!("{PATH}?canisterId=aaaaa-aa")),
    ] {
        let (status, text) = get(gateway, &host, path).await;
        assert_eq!(status, 200, "{host}{path}: {text}");
        assert_eq!(text, TEXT);
    }
    for page in [
        format!("http://{}/minutes/", site.host()),
        format!("http://localhost/minutes/?canisterId={canister}"),
    ] {
        let response = ask(gateway, "localhost", Method::GET, PATH)
            .header("referer", page)
            .send()
            .await
            .unwrap();
        assert_eq!(response.text().await.unwrap(), TEXT);
    }
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_request_that_names_no_canister_is_told_so() {
    let site = Site::with_page().await;
    let canister = site.canister;
    for (host, path, status, text) in [
        ("localhost", PATH, 400, "which canister?"),
        ("nobody.localhost", PATH, 400, "which canister?"),
        ("localhost", "/?canisterId=nobody", 400, "names no canister"),
        ("localhost", "/?canisterId=", 400, "names no canister"),
        ("example.org", PATH, 400, "no domain of this gateway"),
        (&format!("{canister}.example.org"), PATH, 400, "no domain"),
        (&format!("{canister}.a.localhost"), PATH, 400, "no domain"),
        (&format!("{canister}localhost"), PATH, 400, "no domain"),
        (
            &format!("{canister}.raw.localhost"),
            PATH,
            501,
            "raw domains",
        ),
        ("a..localhost", PATH, 400, "names no host"),
        ("a b", PATH, 400, "names no host"),
        ("", PATH, 400, "names no host"),
    ] {
        let (seen, message) = get(&site.live.url, host, path).await;
        assert_eq!(seen, status, "{host}{path}: {message}");
        assert!(message.contains(text), "{host}{path}: {message}");
    }
    site.live.pic.drop().await;
}

/// Sends bytes and returns the status line.
async fn raw(gateway: &str, request: &[u8]) -> String {
    let port = reqwest::Url::parse(gateway).unwrap().port().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = [0; 64];
    let length = stream.read(&mut answer).await.unwrap();
    let text = String::from_utf8_lossy(&answer[..length]).into_owned();
    text.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_request_that_is_malformed_gets_a_status() {
    let site = Site::with_page().await;
    let host = site.host();
    let long = "a".repeat(70_000);
    let many = "x: y\r\n".repeat(200);
    for (request, status) in [
        (format!("GET {PATH} HTTP/1.1\r\n\r\n"), "400"),
        (
            format!("GET {PATH} HTTP/1.1\r\nhost: {host}\r\nhost: b\r\n\r\n"),
            "400",
        ),
        (
            format!("GET {PATH} HTTP/1.1\r\nhost: \u{e9}\r\n\r\n"),
            "400",
        ),
        (
            format!("GET {PATH} HTTP/1.1\r\nhost: {host}\r\nx: \u{e9}\r\n\r\n"),
            "400",
        ),
        (
            format!("GET {PATH} HTTP/1.1\r\nhost: {host}\r\n{many}\r\n"),
            "431",
        ),
        (
            format!("GET /{long} HTTP/1.1\r\nhost: {host}\r\n\r\n"),
            "414",
        ),
        // The address in the request line is what counts.
        (
            format!("GET http://{host}{PATH} HTTP/1.1\r\nhost: example.org\r\n\r\n"),
            "200",
        ),
        (
            format!("CONNECT {host}:80 HTTP/1.1\r\nhost: {host}\r\n\r\n"),
            "405",
        ),
        (
            format!("GET {PATH} HTTP/1.0\r\nhost: {host}\r\n\r\n"),
            "200",
        ),
        // No path that a URL can have.
        (format!("GET //[ HTTP/1.1\r\nhost: {host}\r\n\r\n"), "500"),
        (
            format!("GET /%00%ff%zz?%=%& HTTP/1.1\r\nhost: {host}\r\n\r\n"),
            "500",
        ),
    ] {
        let line = raw(&site.live.url, request.as_bytes()).await;
        let shown: String = request.chars().take(100).collect();
        assert_eq!(line.split(' ').nth(1), Some(status), "{shown}: {line}");
    }
    assert_eq!(site.get().await.status(), 200);
    site.live.pic.drop().await;
}

/// A further gateway to the network.
async fn gateway(site: &Site, config: serde_json::Value) -> Result<String, String> {
    let mut whole = json!({
        "forward_to": { "PocketIcInstance": site.live.pic.instance_id },
    });
    for (name, value) in config.as_object().unwrap() {
        whole[name] = value.clone();
    }
    let server = site.live.pic.get_server_url();
    let (_, answer) = post_json(server.as_str(), "http_gateway", &whole).await;
    match answer["Created"]["port"].as_u64() {
        Some(port) => Ok(format!("http://127.0.0.1:{port}/")),
        None => Err(answer["Error"]["message"].to_string()),
    }
}

#[tokio::test]
async fn a_gateway_has_the_domains_that_it_was_given() {
    let site = Site::with_page().await;
    let canister = site.canister;
    let domains = json!({ "domains": ["groups.example", "Local.localhost."] });
    let gateway_url = gateway(&site, domains).await.unwrap();
    for host in ["groups.example", "local.localhost", "127.0.0.1"] {
        let (status, text) = get(&gateway_url, &format!("{canister}.{host}"), PATH).await;
        assert_eq!((status, text.as_str()), (200, TEXT), "{host}");
    }
    assert_eq!(get(&gateway_url, &site.host(), PATH).await.0, 400);
    let invalid = json!({ "domains": ["no domain"] });
    let refused = gateway(&site, invalid).await.unwrap_err();
    assert!(refused.contains("no domain"), "{refused}");
    site.live.pic.drop().await;
}

#[tokio::test]
async fn custom_domains_are_read_from_a_file_whenever_they_are_asked_for() {
    let site = Site::with_page().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    let config = json!({ "domain_custom_provider_local_file": file.path() });
    let gateway_url = gateway(&site, config).await.unwrap();
    let host = "workgroups.local.localhost";
    assert_eq!(get(&gateway_url, host, PATH).await.0, 400);
    std::fs::write(file.path(), format!("\n{host}:{}\n", site.canister)).unwrap();
    assert_eq!(get(&gateway_url, host, PATH).await, (200, TEXT.to_owned()));
    std::fs::write(file.path(), "no such line").unwrap();
    assert_eq!(get(&gateway_url, host, PATH).await.0, 400);
    let absent = json!({ "domain_custom_provider_local_file": "/nowhere/domains" });
    let refused = gateway(&site, absent).await.unwrap_err();
    assert!(refused.contains("/nowhere/domains"), "{refused}");
    site.live.pic.drop().await;
}

#[tokio::test]
async fn a_canister_may_have_pages_beside_the_agents_interface() {
    let site = Site::with_page().await;
    // It reaches the canister, which has certified another path.
    let (status, text) = get(&site.live.url, &site.host(), "/api/groups.json").await;
    assert_eq!(status, 500);
    assert!(text.contains("verification failed"), "{text}");
    let (status, _) = get(&site.live.url, &site.host(), "/api/v2/status").await;
    assert_eq!(status, 200);
    site.live.pic.drop().await;
}

#[tokio::test]
async fn pages_of_other_origins_may_ask_a_canister() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let response = ask(
        &live.url,
        &format!("{canister}.localhost"),
        Method::OPTIONS,
        "/",
    )
    .header("origin", "https://example.org")
    .header("access-control-request-method", "GET")
    .send()
    .await
    .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    live.pic.drop().await;
}
