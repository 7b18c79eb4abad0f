//! Calls, queries and what else the `pocket-ic` crate asks of an instance.

use crate::support::{builder, counter, instance, number, user, with_counter};
use candid::Principal;
use pocket_ic::common::rest::BlobCompression;
use pocket_ic::{ErrorCode, IngressStatusResult, RejectCode};
use std::io::Write;

const ANYBODY: Principal = Principal::anonymous();

#[test]
fn an_update_changes_the_state_and_a_query_does_not() {
    let (pic, canister) = with_counter();
    for expected in 1..=3 {
        let reply = pic.update_call(canister, ANYBODY, "increment", vec![]);
        assert_eq!(number(&reply.unwrap()), expected);
    }
    let count = pic.query_call(canister, ANYBODY, "count", vec![]);
    assert_eq!(number(&count.unwrap()), 3);
}

#[test]
fn the_canister_sees_who_calls() {
    let (pic, canister) = with_counter();
    for sender in [ANYBODY, user(1), user(2)] {
        let seen = pic.update_call(canister, sender, "caller", vec![]).unwrap();
        assert_eq!(Principal::from_slice(&seen), sender);
    }
}

#[test]
fn rejects_have_the_codes_of_pocketic() {
    let (pic, canister) = with_counter();
    let rejected = |method: &str| {
        pic.update_call(canister, ANYBODY, method, vec![])
            .unwrap_err()
    };
    let refused = rejected("refuse");
    assert_eq!(refused.reject_code, RejectCode::CanisterReject);
    assert_eq!(refused.error_code, ErrorCode::CanisterRejectedMessage);
    assert_eq!(refused.reject_message, "no, thank you");
    assert!(refused.certified);
    let trapped = rejected("trap");
    assert_eq!(trapped.reject_code, RejectCode::CanisterError);
    assert_eq!(trapped.error_code, ErrorCode::CanisterTrapped);
    let missing = rejected("nothing");
    assert_eq!(missing.error_code, ErrorCode::CanisterMethodNotFound);
    let query = pic
        .query_call(canister, ANYBODY, "refuse_query", vec![])
        .unwrap_err();
    assert_eq!(query.error_code, ErrorCode::CanisterRejectedMessage);
    assert!(!query.certified);
}

#[test]
fn a_message_that_the_canister_does_not_accept_is_not_submitted() {
    let (pic, canister) = with_counter();
    let refused = pic
        .submit_call(canister, ANYBODY, "not_from_users", vec![])
        .unwrap_err();
    assert_eq!(refused.error_code, ErrorCode::CanisterRejectedMessage);
    assert!(!refused.certified);
}

#[test]
fn a_submitted_call_waits_for_a_round_and_only_its_sender_may_ask() {
    let (pic, canister) = with_counter();
    let id = pic
        .submit_call(canister, user(1), "increment", vec![])
        .unwrap();
    assert!(pic.ingress_status(id.clone()).is_none());
    pic.tick();
    let reply = pic.ingress_status(id.clone()).unwrap().unwrap();
    assert_eq!(number(&reply), 1);
    assert!(matches!(
        pic.ingress_status_as(id.clone(), user(2)),
        IngressStatusResult::Forbidden(_)
    ));
    assert!(matches!(
        pic.ingress_status_as(id.clone(), user(1)),
        IngressStatusResult::Success(Ok(_))
    ));
    assert_eq!(number(&pic.await_call(id).unwrap()), 1);
}

#[test]
fn equal_calls_are_different_messages() {
    let (pic, canister) = with_counter();
    let submit = || {
        pic.submit_call(canister, ANYBODY, "increment", vec![])
            .unwrap()
    };
    let (first, second) = (submit(), submit());
    assert_ne!(first.message_id, second.message_id);
    assert_eq!(number(&pic.await_call(first).unwrap()), 1);
    assert_eq!(number(&pic.await_call(second).unwrap()), 2);
}

#[test]
fn cycles_and_controllers_are_told() {
    let pic = instance();
    let canister = pic.create_canister_with_settings(Some(user(1)), None);
    assert_eq!(pic.cycle_balance(canister), 100_000_000_000_000);
    assert_eq!(pic.add_cycles(canister, 5), 100_000_000_000_005);
    assert_eq!(pic.get_controllers(canister), [user(1)]);
    let status = pic.canister_status(canister, Some(user(1))).unwrap();
    assert_eq!(status.settings.controllers, [user(1)]);
    let stranger = pic.canister_status(canister, Some(user(2))).unwrap_err();
    assert_eq!(stranger.reject_code, RejectCode::CanisterError);
}

#[test]
fn the_metrics_of_the_subnet_count_messages_and_their_instructions() {
    let (pic, canister) = with_counter();
    let subnet = pic.get_subnet(canister).unwrap();
    let metrics = || pic.get_subnet_metrics(subnet).unwrap();
    let before = metrics();
    assert_eq!(before.num_canisters, 1);
    assert!(before.canister_state_bytes > 0);
    pic.update_call(canister, ANYBODY, "increment", vec![])
        .unwrap();
    pic.query_call(canister, ANYBODY, "count", vec![]).unwrap();
    let once = metrics();
    assert_eq!(
        once.update_transactions_total,
        before.update_transactions_total + 1
    );
    let of_one = once.consumed_cycles_total - before.consumed_cycles_total;
    assert!(of_one > 0);
    pic.update_call(canister, ANYBODY, "increment", vec![])
        .unwrap();
    let twice = metrics().consumed_cycles_total - once.consumed_cycles_total;
    assert_eq!(twice, of_one, "equal calls take equal instructions");
}

#[test]
fn a_canister_exists_from_its_creation_to_its_deletion() {
    let pic = instance();
    let canister = pic.create_canister();
    assert!(pic.canister_exists(canister));
    assert_eq!(
        pic.get_subnet(canister),
        Some(pic.topology().get_app_subnets()[0])
    );
    pic.stop_canister(canister, None).unwrap();
    pic.delete_canister(canister, None).unwrap();
    assert!(!pic.canister_exists(canister));
}

#[test]
#[should_panic(expected = "does not belong to any subnet")]
fn a_call_to_a_canister_of_another_network_goes_nowhere() {
    let pic = instance();
    let elsewhere = Principal::from_text("ryjl3-tyaaa-aaaaa-aaaba-cai").unwrap();
    let _ = pic.update_call(elsewhere, ANYBODY, "increment", vec![]);
}

#[test]
fn stable_memory_is_read_and_replaced() {
    let (pic, canister) = with_counter();
    pic.update_call(canister, ANYBODY, "increment", vec![])
        .unwrap();
    pic.update_call(canister, ANYBODY, "keep", vec![]).unwrap();
    let memory = pic.get_stable_memory(canister);
    assert_eq!(memory.len(), 65_536);
    assert_eq!(number(&memory[..4]), 1);

    pic.set_stable_memory(canister, vec![7; 65_536], BlobCompression::NoCompression);
    assert_eq!(pic.get_stable_memory(canister), vec![7; 65_536]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&[8; 65_536]).unwrap();
    pic.set_stable_memory(canister, gzip.finish().unwrap(), BlobCompression::Gzip);
    assert_eq!(pic.get_stable_memory(canister), vec![8; 65_536]);
}

#[test]
fn a_large_module_is_installed_in_chunks() {
    let pic = instance();
    let canister = pic.create_canister();
    let mut module = counter();
    // A custom section of 2.1 MB: its id, its length, the length of its name, the name "x".
    let length = 2_100_000_u32;
    module.push(0);
    let mut rest = length + 2;
    while rest >= 0x80 {
        module.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
        rest >>= 7;
    }
    module.push(u8::try_from(rest).unwrap());
    module.extend_from_slice(&[1, b'x']);
    module.extend(std::iter::repeat_n(0, length as usize));
    pic.install_canister(canister, module, vec![], None);
    let count = pic.query_call(canister, ANYBODY, "count", vec![]);
    assert_eq!(number(&count.unwrap()), 0);
}

#[test]
fn an_upgrade_with_another_module_is_seen() {
    let (pic, canister) = with_counter();
    let before = pic.canister_status(canister, None).unwrap().module_hash;
    let other = wat::parse_str(r#"(module (func (export "canister_query empty")))"#).unwrap();
    pic.upgrade_canister(canister, other, vec![], None).unwrap();
    let after = pic.canister_status(canister, None).unwrap().module_hash;
    assert_ne!(before, after);
}

#[test]
fn the_root_key_is_the_nns_key_and_is_the_same_for_every_instance() {
    assert_eq!(instance().root_key(), None);
    let with_nns = || {
        builder()
            .with_nns_subnet()
            .with_application_subnet()
            .build()
    };
    let key = with_nns().root_key().unwrap();
    assert_eq!(key.len(), 133);
    assert_eq!(with_nns().root_key(), Some(key));
}

#[test]
fn a_canister_may_choose_its_id() {
    let pic = instance();
    let chosen = Principal::from_text("ryjl3-tyaaa-aaaaa-aaaba-cai").unwrap();
    let create = || pic.create_canister_with_id(None, None, chosen);
    assert_eq!(create(), Ok(chosen));
    assert!(create().is_err());
    pic.install_canister(chosen, counter(), vec![], None);
    let reply = pic.update_call(chosen, ANYBODY, "increment", vec![]);
    assert_eq!(number(&reply.unwrap()), 1);
    assert!(pic.topology().get_subnet(chosen).is_some());
}
