//! Calls between canisters: answers, failures, cleanup, cycles.

use crate::support::*;
use candid::Principal;
use localnet::engine::{ErrorCode, canister_id};

fn to(callee: Principal, method: &str) -> Vec<u8> {
    [callee.as_slice(), method.as_bytes()].concat()
}

/// Two canisters with the code of `calls.wat`.
fn pair() -> (Net, Principal, Principal) {
    let mut net = Net::new();
    let (a, b) = (net.install(&calls_wasm()), net.install(&calls_wasm()));
    (net, a, b)
}

#[test]
fn a_call_brings_the_reply() {
    let (mut net, a, b) = pair();
    let answer = net.update(a, "call", &to(b, "counts"));
    assert_eq!(answer, Ok(vec![0, 0, 0, 0]));
}

#[test]
fn a_canister_can_call_itself() {
    let (mut net, a, _) = pair();
    // The state of the first part is there when the call runs.
    let answer = net.update(a, "call", &to(a, "counts"));
    assert_eq!(answer, Ok(vec![0, 1, 0, 0]));
}

#[test]
fn a_best_effort_call_brings_the_reply() {
    let (mut net, a, b) = pair();
    let answer = net.update(a, "call_best_effort", &to(b, "counts"));
    assert_eq!(answer, Ok(vec![0, 0, 0, 0]));
}

#[test]
fn a_call_brings_the_reject_with_its_code() {
    let (mut net, a, b) = pair();
    let cases = [
        (b, "refuse", 4, "nope".to_owned()),
        (
            b,
            "fail",
            5,
            format!("IC0502: Error from Canister {b}: Canister trapped: unreachable"),
        ),
        (
            b,
            "absent",
            5,
            format!("IC0536: Error from Canister {b}: Canister has no update method 'absent'."),
        ),
        (
            canister_id(99),
            "counts",
            3,
            format!("IC0301: Canister {} not found", canister_id(99)),
        ),
    ];
    for (callee, method, code, text) in cases {
        let answer = net.update(a, "call", &to(callee, method)).unwrap();
        assert_eq!(answer[0], code, "{method}");
        assert_eq!(String::from_utf8_lossy(&answer[1..]), text);
    }
}

#[test]
fn a_trap_in_a_callback_undoes_the_callback_alone_and_runs_the_cleanup() {
    let (mut net, a, b) = pair();
    let answer = net.update(a, "call_and_trap", &to(b, "counts"));
    assert_eq!(code(answer), ErrorCode::CanisterTrapped);
    // Before the call, in the callback, in the cleanup.
    assert_eq!(net.query(a, "counts", &[]), Ok(vec![1, 0, 1]));
}

#[test]
fn a_message_that_traps_makes_no_calls() {
    let (mut net, a, b) = pair();
    let answer = net.update(a, "trap_after_call", &to(b, "call"));
    assert_eq!(code(answer), ErrorCode::CanisterTrapped);
    net.network.tick();
    assert_eq!(net.query(b, "counts", &[]), Ok(vec![0, 0, 0]));
}

#[test]
fn cycles_move_as_far_as_they_are_accepted() {
    let (mut net, a, b) = pair();
    let before = [a, b].map(|id| net.network.cycles(id).unwrap());
    let refund = net.update(a, "pay", &to(b, "accept_600")).unwrap();
    assert_eq!(refund, 400_u64.to_le_bytes());
    let after = [a, b].map(|id| net.network.cycles(id).unwrap());
    assert_eq!(after, [before[0] - 600, before[1] + 600]);
}

#[test]
fn cycles_come_back_from_a_callee_that_is_not_there() {
    let (mut net, a, _) = pair();
    let before = net.network.cycles(a);
    net.update(a, "pay", &to(canister_id(99), "accept_600"))
        .unwrap();
    assert_eq!(net.network.cycles(a), before);
}

#[test]
fn a_message_has_its_own_instruction_counter() {
    let (mut net, a, _) = pair();
    let counters = |net: &mut Net| {
        let reply = net.query(a, "counters", &[]).unwrap();
        [0, 8].map(|at| u64::from_le_bytes(reply[at..at + 8].try_into().unwrap()))
    };
    let first = counters(&mut net);
    assert!(first[0] > 200 && first[0] < 1_000, "{first:?}");
    // Between the two readings lie a call of 200 and a few operators.
    assert!(first[1] - first[0] < 250, "{first:?}");
    assert_eq!(counters(&mut net), first);
}

#[test]
fn a_composite_query_cannot_make_calls_here_and_says_so() {
    let (mut net, a, b) = pair();
    let arg = to(b, "counts");
    let reject = net.query(a, "composite_call", &arg).unwrap_err();
    assert!(reject.message.contains("localnet"), "{}", reject.message);
    assert_eq!(
        code(net.update(a, "composite_call", &arg)),
        ErrorCode::CompositeQueryCalledInReplicatedMode
    );
}
