//! Through a gateway that verifies, as a browser reads it; and one that is lied to.

use candid::Principal;
use reqwest::Method;
use reqwest::blocking::Response;

use crate::client::{admin, fill};
use crate::support::live::Live;
use crate::support::pages::ask;
use crate::support::tamper::{Change, Tampered};

const ADDRESSES: [&str; 8] = [
    "/",
    "/groups.json",
    "/groups/ledger-tokenization",
    "/groups/ledger-tokenization/next",
    "/groups/ledger-tokenization/calendar.ics?cancelled=1",
    "/groups/ledger-tokenization/feed.xml",
    "/.well-known/ii-alternative-origins",
    "/wp-login.php",
];

fn live() -> (Live, Principal) {
    let live = Live::start();
    let canister = live.install(&[admin()]);
    fill(&live.network, canister);
    (live, canister)
}

fn get(gateway: &str, canister: Principal, path: &str) -> Response {
    ask(gateway, canister, Method::GET, path).send().unwrap()
}

#[test]
fn a_reader_gets_every_page_through_the_gateway() {
    let (live, canister) = live();
    // First by an update, then by queries whose answers the gateway verifies.
    for _ in 0..2 {
        for path in ADDRESSES {
            let response = get(live.url(), canister, path);
            let expected = if path == "/wp-login.php" { 404 } else { 200 };
            assert_eq!(
                response.status(),
                expected,
                "{path}: {}",
                response.text().unwrap()
            );
        }
    }
    let first = get(live.url(), canister, "/groups.json");
    let version = first.headers()["etag"].clone();
    let again = ask(live.url(), canister, Method::GET, "/groups.json")
        .header("if-none-match", version)
        .send()
        .unwrap();
    assert_eq!(again.status(), 304);
    let head = ask(live.url(), canister, Method::HEAD, "/").send().unwrap();
    assert_eq!(head.status(), 200);
    assert!(head.bytes().unwrap().is_empty());
    let post = ask(live.url(), canister, Method::POST, "/").send().unwrap();
    assert_eq!(post.status(), 405);
}

#[test]
fn a_gateway_refuses_what_was_changed_on_the_way() {
    let (live, canister) = live();
    let server = live.network.get_server_url();
    let tampered = Tampered::start(server.as_str(), live.url());
    for path in ADDRESSES {
        get(live.url(), canister, path);
        let honest = get(tampered.gateway(), canister, path);
        let body = honest.bytes().unwrap();
        let header = |name: &str| Change::Header(name.to_owned());
        for change in [
            Change::Body(0),
            Change::Body(body.len() - 1),
            Change::Status,
            header("content-type"),
            header("content-security-policy"),
            header("x-content-type-options"),
            header("ic-certificateexpression"),
            header("ic-certificate"),
        ] {
            tampered.change(Some(change.clone()));
            let response = get(tampered.gateway(), canister, path);
            assert_eq!(response.status(), 500, "{path} {change:?}");
            let text = response.text().unwrap();
            assert!(
                text.contains("verification failed"),
                "{path} {change:?}: {text}"
            );
        }
        tampered.change(None);
    }
}
