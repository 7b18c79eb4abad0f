//! Updates and queries: what they change, and what ends them.

use crate::support::*;
use localnet::engine::{ErrorCode, Ingress, MessageStatus, RejectCode, canister_id};

#[test]
fn an_update_changes_all_kinds_of_state() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(42)).unwrap();
    assert_eq!(net.words(canister), [42, 42, 42]);
    assert_eq!(net.network.certified_data(canister), Some(word(42)));
}

#[test]
fn a_query_changes_nothing() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(1)).unwrap();
    net.query(canister, "set_in_query", &word(2)).unwrap();
    assert_eq!(net.words(canister), [1, 1, 1]);
    assert_eq!(net.network.stable_memory(canister).unwrap().len(), 65_536);
}

#[test]
fn a_query_method_called_as_an_update_answers_and_changes_nothing() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set_in_query", &word(2)).unwrap();
    assert_eq!(net.words(canister), [0, 0, 0]);
}

#[test]
fn a_trap_undoes_everything_that_the_message_did() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.update(canister, "set", &word(1)).unwrap();
    let reject = net.update(canister, "set_and_trap", &word(2)).unwrap_err();
    assert_eq!(reject.error_code, ErrorCode::CanisterCalledTrap);
    assert_eq!(reject.reject_code, RejectCode::CanisterError);
    let expected =
        format!("Error from Canister {canister}: Canister called `ic0.trap` with message: 'no'");
    assert_eq!(reject.message, expected);
    net.network.tick();
    assert_eq!(net.words(canister), [1, 1, 1]);
    assert_eq!(net.network.certified_data(canister), Some(word(1)));
    assert_eq!(net.network.stable_memory(canister).unwrap().len(), 65_536);
    net.update(canister, "set", &word(3)).unwrap();
    assert_eq!(net.words(canister), [3, 3, 3]);
}

#[test]
fn a_query_method_is_no_update_and_an_update_method_is_no_query() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    assert_eq!(
        code(net.query(canister, "set", &word(1))),
        ErrorCode::CanisterMethodNotFound
    );
    assert_eq!(
        code(net.update(canister, "absent", &[])),
        ErrorCode::CanisterMethodNotFound
    );
}

#[test]
fn a_canister_that_is_not_there_or_empty_takes_no_messages() {
    let mut net = Net::new();
    let absent = canister_id(77);
    assert_eq!(
        code(net.update(absent, "get", &[])),
        ErrorCode::CanisterNotFound
    );
    assert_eq!(
        code(net.query(absent, "get", &[])),
        ErrorCode::CanisterNotFound
    );
    let empty = net.create();
    assert_eq!(
        code(net.update(empty, "get", &[])),
        ErrorCode::CanisterWasmModuleNotFound
    );
    assert_eq!(
        code(net.query(empty, "get", &[])),
        ErrorCode::CanisterWasmModuleNotFound
    );
}

#[test]
fn a_message_that_is_not_answered_is_rejected() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    assert_eq!(
        code(net.update(canister, "silent", &[])),
        ErrorCode::CanisterDidNotReply
    );
}

#[test]
fn the_caller_is_who_sent_the_message() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let reply = net
        .network
        .query(stranger(), canister, "caller", &[])
        .unwrap();
    assert_eq!(reply, stranger().as_slice());
    let reply = net.update_as(owner(), canister, "caller", &[]).unwrap();
    assert_eq!(reply, owner().as_slice());
}

#[test]
fn a_message_id_runs_once() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let ingress = Ingress {
        id: [200; 32],
        sender: owner(),
        canister_id: canister,
        method: "set".into(),
        arg: word(5),
    };
    net.network.submit(ingress.clone()).unwrap();
    assert_eq!(
        net.network.status(&[200; 32]),
        Some(MessageStatus::Received)
    );
    net.network.tick();
    net.update(canister, "set", &word(6)).unwrap();
    net.network.submit(ingress).unwrap();
    net.network.tick();
    assert_eq!(net.words(canister), [6, 6, 6]);
    assert_eq!(
        net.network.status(&[200; 32]),
        Some(MessageStatus::Replied(Vec::new()))
    );
}

#[test]
fn inspect_message_refuses_messages_from_outside() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let refused = net
        .submit(owner(), canister, "for_canisters", &[])
        .unwrap_err();
    assert_eq!(refused.error_code, ErrorCode::CanisterRejectedMessage);
    assert_eq!(refused.reject_code, RejectCode::CanisterReject);
}

#[test]
fn inspect_message_is_not_asked_about_calls_between_canisters() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let caller = net.install(&calls_wasm());
    let arg = [canister.as_slice(), b"for_canisters"].concat();
    assert_eq!(net.update(caller, "call", &arg), Ok(vec![0]));
}

#[test]
fn a_query_ends_at_its_instruction_limit() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let reject = net.query(canister, "spin", &[]).unwrap_err();
    assert_eq!(
        reject.error_code,
        ErrorCode::CanisterInstructionLimitExceeded
    );
    let limit = "Canister exceeded the limit of 5000000000 instructions for single message";
    assert!(reject.message.contains(limit), "{}", reject.message);
}

#[test]
fn inspect_message_ends_at_its_instruction_limit() {
    let mut net = Net::new();
    let canister = net.install_wat(
        r#"(module (func (export "canister_inspect_message") (loop (br 0)))
                   (func (export "canister_update x")))"#,
    );
    let reject = net.update(canister, "x", &[]).unwrap_err();
    let limit = "exceeded the limit of 200000000 instructions";
    assert!(reject.message.contains(limit), "{}", reject.message);
}

#[test]
fn answers_and_arguments_have_a_greatest_size() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let bytes = |n: usize| word(n as u32);
    let (query_limit, update_limit) = (3 << 20, 2 << 20);
    assert_eq!(
        net.query(canister, "bytes", &bytes(query_limit))
            .unwrap()
            .len(),
        query_limit
    );
    assert_eq!(
        code(net.query(canister, "bytes", &bytes(query_limit + 1))),
        ErrorCode::CanisterContractViolation
    );
    assert_eq!(
        net.update(canister, "bytes", &bytes(update_limit))
            .unwrap()
            .len(),
        update_limit
    );
    assert_eq!(
        code(net.update(canister, "bytes", &bytes(update_limit + 1))),
        ErrorCode::CanisterContractViolation
    );
    assert!(
        net.submit(owner(), canister, "set", &vec![0; 2 << 20])
            .is_ok()
    );
    assert!(
        net.submit(owner(), canister, "set", &vec![0; (2 << 20) + 1])
            .is_err()
    );
}

#[test]
fn certified_data_cannot_be_set_in_a_query() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let reject = net.query(canister, "certify_in_query", &[]).unwrap_err();
    assert_eq!(reject.error_code, ErrorCode::CanisterContractViolation);
    let text = "\"ic0_certified_data_set\" cannot be executed in non replicated query mode";
    assert!(reject.message.contains(text), "{}", reject.message);
}

#[test]
fn the_canister_version_counts_changes() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let version = |net: &mut Net| {
        let reply = net.query(canister, "version", &[]).unwrap();
        u64::from_le_bytes(reply.try_into().unwrap())
    };
    let before = version(&mut net);
    net.update(canister, "set", &word(1)).unwrap();
    net.query(canister, "get", &[]).unwrap();
    assert_eq!(version(&mut net), before + 1);
}
