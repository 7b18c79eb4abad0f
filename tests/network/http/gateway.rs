//! Through a gateway that verifies, as a browser reads it; and one that is lied to.

use candid::Principal;
use reqwest::Method;
use reqwest::blocking::Response;

use crate::http::addresses::{ADDRESSES, edit};
use crate::http::client::{Site, admin, fill};
use workgroups_test_support::live::Live;
use workgroups_test_support::pages::ask;
use workgroups_test_support::tamper::{Change, Tampered};

/// Addresses whose answers are changed on the way.
const TAMPERED: [&str; 8] = [
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

/// First by an update, then by a query whose answer the gateway verifies.
fn all_answer(gateway: &str, canister: Principal) {
    for _ in 0..2 {
        for (path, content_type) in ADDRESSES {
            let response = get(gateway, canister, path);
            assert_eq!(response.headers()["content-type"], content_type, "{path}");
            assert_eq!(response.status(), 200, "{path}: {:?}", response.text());
        }
        for nothing in ["/wp-login.php", "/groups/nobody.json"] {
            assert_eq!(get(gateway, canister, nothing).status(), 404, "{nothing}");
        }
    }
}

#[test]
fn every_address_answers_before_and_after_edits_and_an_upgrade_and_with_a_changed_slug() {
    let (live, canister) = live();
    let gateway = live.url().to_owned();
    let site = Site {
        network: live.network,
        canister,
    };
    all_answer(&gateway, canister);
    edit(&site, "ledger-tokenization", |g| {
        g.details.scope.push_str(" And more.")
    });
    let edited = get(&gateway, canister, "/groups/ledger-tokenization.json");
    assert!(edited.text().unwrap().contains("And more."));
    all_answer(&gateway, canister);
    site.upgrade();
    all_answer(&gateway, canister);

    let (old, new) = ("/groups/ledger-tokenization.json", "/groups/ledgers.json");
    edit(&site, "ledger-tokenization", |g| {
        g.details.slug = "ledgers".into()
    });
    for _ in 0..2 {
        let moved = get(&gateway, canister, old);
        assert_eq!(
            (moved.status().as_u16(), &moved.headers()["location"]),
            (308, &new.parse().unwrap())
        );
        assert_eq!(get(&gateway, canister, new).status(), 200);
    }
}

#[test]
fn versions_heads_and_other_methods_pass_through_the_gateway() {
    let (live, canister) = live();
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
    for path in TAMPERED {
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
            assert!(response.status().is_server_error(), "{path} {change:?}");
            // In which words is the gateway's: what was changed is not passed on.
            let passed_on = response.bytes().unwrap().len();
            assert_ne!(passed_on, body.len(), "{path} {change:?}");
        }
        tampered.change(None);
    }
}
