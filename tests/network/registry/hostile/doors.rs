//! What the canister does not take for execution, so that nobody makes it pay for a refusal.

use candid::{Principal, encode_args, encode_one};
use serde_bytes::ByteBuf;
use workgroups::domain::*;
use workgroups::http::HttpRequest;
use workgroups::standards::types::*;

use crate::registry::samples::group;
use workgroups_test_support::host::{Host, founder, identity, is_turned_away};

const CONSENT: &str = "icrc21_canister_call_consent_message";
const PAGE: &str = "http_request_update";
const STANDARDS: [&str; 2] = ["icrc10_supported_standards", "icrc28_trusted_origins"];

/// A request for a page with a header of so many bytes.
fn page_with(url: &str, bytes: usize) -> Vec<u8> {
    let request = HttpRequest {
        method: "GET".into(),
        url: url.into(),
        headers: vec![("accept".into(), "a".repeat(bytes))],
        body: ByteBuf::new(),
        certificate_version: Some(2),
    };
    encode_one(request).unwrap()
}

fn page(url: &str) -> Vec<u8> {
    page_with(url, 3)
}

/// The question for the words of a call with an argument of so many bytes.
fn words(bytes: usize) -> Vec<u8> {
    let request = ConsentMessageRequest {
        method: "join_group".into(),
        arg: ByteBuf::from(vec![0; bytes]),
        user_preferences: ConsentMessageSpec {
            metadata: ConsentMessageMetadata {
                language: "en".into(),
                utc_offset_minutes: None,
            },
            device_spec: None,
        },
    };
    encode_one(request).unwrap()
}

fn nothing() -> Vec<u8> {
    encode_args(()).unwrap()
}

fn is_taken(host: &Host, caller: Principal, method: &str, bytes: Vec<u8>) -> bool {
    !is_turned_away(&host.send(caller, method, bytes))
}

#[test]
fn updates_are_taken_of_who_has_an_identity_and_what_is_open_to_all_of_anybody() {
    let host = Host::new();
    let group = host.made(Operation::create_group(group("one")));
    let (nobody, somebody) = (Principal::anonymous(), identity("somebody"));
    let number = encode_one(group).unwrap();
    assert!(is_taken(&host, somebody, "join_group", number.clone()));
    assert!(!is_taken(&host, nobody, "join_group", number));
    // A query as an update would be paid for by the canister, whoever sends it.
    for caller in [nobody, somebody, founder()] {
        assert!(!is_taken(&host, caller, "about", nothing()));
    }
    for caller in [nobody, somebody] {
        assert!(is_taken(&host, caller, PAGE, page("/groups")));
        assert!(is_taken(&host, caller, CONSENT, words(10)));
        for method in STANDARDS {
            assert!(is_taken(&host, caller, method, nothing()));
        }
    }
}

#[test]
fn a_message_that_is_longer_than_its_method_can_need_is_turned_away() {
    let host = Host::new();
    let nobody = Principal::anonymous();
    assert!(!is_taken(&host, nobody, PAGE, page_with("/groups", 40_000)));
    assert!(!is_taken(&host, nobody, CONSENT, words(64_000)));
    let padded = encode_one("a".repeat(4_000)).unwrap();
    assert!(!is_taken(&host, founder(), "join_group", padded));
}

#[test]
fn when_the_doors_are_shut_strangers_and_made_up_pages_are_turned_away_and_nothing_else() {
    let host = Host::new();
    let group = host.made(Operation::create_group(group("one")));
    let about = host.about();
    host.admin(Operation::set_doors(SetDoors {
        expected_revision: about.meta.revision,
        doors: Doors {
            operations_per_day: 0,
            ..about.doors
        },
    }));
    let (nobody, somebody) = (Principal::anonymous(), identity("somebody"));
    let number = encode_one(group).unwrap();
    assert!(!is_taken(&host, somebody, "join_group", number.clone()));
    assert!(is_taken(&host, founder(), "join_group", number));
    assert!(!is_taken(&host, nobody, PAGE, page("/groups/no")));
    assert!(is_taken(&host, nobody, PAGE, page("/groups")));
    assert!(is_taken(&host, nobody, CONSENT, words(10)));
}

#[test]
fn when_too_many_words_were_asked_for_strangers_are_turned_away_until_there_is_a_purse_again() {
    let host = Host::new();
    let nobody = Principal::anonymous();
    let asked = (0..50)
        .take_while(|_| is_taken(&host, nobody, CONSENT, words(60_000)))
        .count();
    // 500 M cycles within a minute, 2,000 for each byte and some for the message.
    assert!((3..=4).contains(&asked), "{asked}");
    for method in STANDARDS {
        assert!(!is_taken(&host, nobody, method, nothing()), "{method}");
    }
    assert!(is_taken(&host, founder(), CONSENT, words(10)));
    assert!(is_taken(&host, nobody, PAGE, page("/groups")));
    host.set_time(host.now() + 60_000_000_000);
    assert!(is_taken(&host, nobody, CONSENT, words(10)));
}
