//! What is not published is not in the log in clear.

use workgroups::domain::*;
use workgroups::log::block::ShownBlock;
use workgroups_test_support::{self as support, host};

use crate::log::registry::{DRAFTED, EVIDENCE, REFUSED, Registry};

#[test]
fn drafts_requests_and_refusals_are_sealed_and_published_minutes_are_not() {
    let registry = Registry::new();
    let blocks = registry.blocks(0, 1_000_000);
    let contains = |text: &str| {
        let holds = |bytes: &[u8]| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        blocks
            .iter()
            .any(|block| holds(&candid::encode_one(block).unwrap()))
    };
    for secret in [DRAFTED, "Still not for", EVIDENCE, "refused-person"] {
        assert!(!contains(secret), "{secret:?} is in the log");
    }
    for public in ["For the public", "accepted-person", "Well done"] {
        assert!(contains(public), "{public:?} is not in the log");
    }
    let shown = blocks.iter().filter_map(ShownBlock::read);
    let sealed: Vec<String> = shown
        .filter(|block| block.argument.is_none())
        .map(|block| block.method)
        .collect();
    let expected = [
        "save_draft",
        "save_draft",
        "request_link",
        "decide_link",
        "request_link",
    ];
    assert_eq!(sealed, expected);
    // The reason of the refusal stands in the block of the acceptance only, where it was given too.
    assert!(contains(REFUSED));
}

#[test]
fn the_same_draft_has_another_seal_each_time() {
    let registry = Registry::new();
    let admin = crate::log::registry::admin();
    let first = registry.does(admin, crate::log::registry::draft(0, "The same"));
    let second = registry.does(admin, crate::log::registry::draft(1, "The same"));
    let seal = |position: u64| {
        let block = registry.blocks(position, 1).remove(0);
        block
            .field("tx")
            .and_then(|tx| tx.field("sealed"))
            .cloned()
            .unwrap()
    };
    assert_ne!(seal(first.event), seal(second.event));
}

#[test]
fn what_is_to_be_sealed_waits_until_the_network_has_given_the_secret() {
    let network = support::network();
    let founder = host::founder();
    let canister = support::create(&network, &[founder]);
    let nothing = candid::encode_args(()).unwrap();
    network.install_canister(canister, support::wasm(), nothing, Some(founder));
    let request = Operation::request_link(RequestLink {
        target: LinkTarget::newcomer(PersonDetails {
            handle: "ada".into(),
            name: None,
            affiliation: None,
            links: Vec::new(),
            remarks: None,
        }),
        evidence: "My profile says so.".into(),
    });
    let (method, bytes) = host::message(&request);
    let send = || {
        let reply = network.update_call(canister, founder, method, bytes.clone());
        candid::decode_one::<host::Answer<Written>>(&reply.unwrap()).unwrap()
    };
    assert!(matches!(host::error(send()), Error::not_now { .. }));
    host::wait_for_secret(&network, canister, founder);
    send().unwrap();
}
