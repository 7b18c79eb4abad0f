//! Requests of any bytes: none may break the canister, and each gets an answer of the protocol.
//!
//! `WORKGROUPS_FUZZ_CASES` tells how many are tried, for instance a million.

use candid::Principal;
use ic_stable_structures::VectorMemory;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_bytes::ByteBuf;
use workgroups::domain::{Doors, Operation, SetDoors};
use workgroups::http::{self, Certified, HttpRequest};
use workgroups::registry::Registry;
use workgroups::registry::access::Caller;
use workgroups::site::Place;

use workgroups_test_support::records;

const USUAL_CASES: u32 = 20_000;
const NOW: u64 = 1_781_517_600_000_000_000;

fn registry() -> Registry<VectorMemory> {
    let mut registry = Registry::open(VectorMemory::default());
    let admin = Caller {
        principal: Principal::management_canister(),
        is_controller: true,
    };
    for slug in ["ledger", "wallets"] {
        let mut group = records::group(slug);
        group.details.name = format!("<{slug}> & 跨链");
        group.details.topics = vec!["token".into()];
        let group = Operation::create_group(group);
        registry.execute(&admin, NOW, group).unwrap();
    }
    registry
}

/// Pieces of which addresses are made, good ones and bad ones.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("/".to_owned()),
        Just("groups".to_owned()),
        Just("ledger".to_owned()),
        Just("people".to_owned()),
        Just("calendar".to_owned()),
        Just("tags".to_owned()),
        Just("after".to_owned()),
        Just("next".to_owned()),
        Just(".json".to_owned()),
        Just(".ics".to_owned()),
        Just(".md".to_owned()),
        Just("feed.xml".to_owned()),
        Just(".well-known/ic-domains".to_owned()),
        Just("?cancelled=1".to_owned()),
        Just("&alarm=15".to_owned()),
        Just("?past=99999999999".to_owned()),
        Just("%2e%2e".to_owned()),
        Just("%".to_owned()),
        Just("%f0%9f%98%80".to_owned()),
        Just("0".repeat(82)),
        Just("..".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ]
}

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::collection::vec(piece(), 0..8).prop_map(|p| format!("/{}", p.concat())),
        1 => proptest::collection::vec(piece(), 0..8).prop_map(|p| p.concat()),
        1 => proptest::collection::vec(any::<u8>(), 0..80)
            .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]
}

fn request() -> impl Strategy<Value = HttpRequest> {
    let method = prop_oneof![
        8 => Just("GET".to_owned()),
        1 => Just("HEAD".to_owned()),
        1 => any::<String>(),
    ];
    let name = prop::sample::select(vec!["if-none-match", "range", "If-Range"]);
    let name = prop_oneof![name.prop_map(str::to_owned), any::<String>()];
    let value = prop_oneof!["bytes=[0-9]{0,20}-[0-9]{0,20}", any::<String>()];
    let headers = proptest::collection::vec((name, value), 0..4);
    let body = prop_oneof![
        9 => Just(Vec::new()),
        1 => proptest::collection::vec(any::<u8>(), 0..20),
    ];
    let parts = (method, url(), headers, body, any::<Option<u16>>());
    parts.prop_map(
        |(method, url, headers, body, certificate_version)| HttpRequest {
            method,
            url,
            headers,
            body: ByteBuf::from(body),
            certificate_version,
        },
    )
}

#[test]
fn no_request_breaks_the_canister() {
    let cases = std::env::var("WORKGROUPS_FUZZ_CASES");
    let cases = cases.map_or(USUAL_CASES, |cases| cases.parse().unwrap());
    let registry = registry();
    let certified = std::cell::RefCell::new(Certified::new(Some((1, [7; 32]))));
    // A request in ten minutes, so that no budget ends.
    let clock = std::cell::Cell::new(NOW);
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    let run = runner.run(&request(), |request| {
        clock.set(clock.get() + 600_000_000_000);
        let place = Place {
            host: "aaaaa-aa.icp0.io",
            now: clock.get(),
        };
        let known = [200, 304, 308, 400, 404, 405, 414, 431, 500];
        let update = http::update(&mut certified.borrow_mut(), &registry, &place, &request);
        prop_assert!(
            known.contains(&update.status_code),
            "{}",
            update.status_code
        );
        let certificate = Some(&b"certificate"[..]);
        let query = http::query(
            &certified.borrow(),
            &registry,
            &place,
            certificate,
            &request,
        );
        prop_assert_eq!(query.status_code, update.status_code);
        prop_assert_eq!(query.body, update.body);
        prop_assert_ne!(update.status_code, 500);
        Ok(())
    });
    run.unwrap();
}

#[test]
fn made_up_addresses_and_repetitions_are_put_off_and_put_no_page_off() {
    let registry = registry();
    let mut certified = Certified::new(None);
    let begun = (NOW / 60_000_000_000) * 60_000_000_000;
    let mut ask = |url: &str, now| {
        let place = Place {
            host: "aaaaa-aa.icp0.io",
            now,
        };
        let request = crate::http::client::get(url);
        http::update(&mut certified, &registry, &place, &request)
    };
    assert_eq!(ask("/robots.txt", begun).status_code, 200);
    for made_up in [
        "/groups/no-",
        "/tags/no-",
        "/calendar.ics?alarm=",
        "/robots.txt?x=",
    ] {
        let at = |n: u64| match made_up {
            "/tags/no-" => format!("{made_up}{n}/calendar.ics"),
            made_up => format!("{made_up}{n}"),
        };
        let statuses: Vec<u16> = (0..2_001).map(|n| ask(&at(n), begun).status_code).collect();
        assert_eq!(statuses[2_000], 503, "{made_up}");
    }
    let refused = ask("/groups/no", begun + 59_000_000_000);
    let retry = crate::http::client::header(&refused, "retry-after");
    assert_eq!(retry, Some("60"));
    assert_eq!(ask("/groups.json", begun).status_code, 200);
    assert_eq!(ask("/", begun).status_code, 200);
    assert_eq!(ask("/groups/no", begun + 60_000_000_000).status_code, 404);
}

#[test]
fn one_number_shuts_out_what_anybody_can_make_up_and_pages_go_on() {
    let mut registry = registry();
    let admin = Caller {
        principal: Principal::management_canister(),
        is_controller: true,
    };
    let about = registry.registry_info();
    let shut = Operation::set_doors(SetDoors {
        expected_revision: about.meta.revision,
        doors: Doors {
            operations_per_day: 0,
            ..about.doors
        },
    });
    registry.execute(&admin, NOW, shut).unwrap();
    let mut certified = Certified::new(None);
    let place = Place {
        host: "aaaaa-aa.icp0.io",
        now: NOW,
    };
    for (url, status) in [
        ("/", 200),
        ("/groups/ledger", 200),
        ("/groups/no", 503),
        ("/calendar.ics?alarm=7", 503),
        ("/calendar.ics", 200),
    ] {
        let request = crate::http::client::get(url);
        let admitted = http::admits(&certified, &registry, NOW, &request);
        assert_eq!(admitted, status == 200, "{url}");
        let answer = http::update(&mut certified, &registry, &place, &request);
        assert_eq!(answer.status_code, status, "{url}");
    }
}
