//! Timers and heartbeats run on ticks, when their time has come.

use crate::support::*;

#[test]
fn a_timer_runs_once_when_it_is_due() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let due = net.network.time_nanos() + 1_000_000_000;
    net.update(canister, "timer", &due.to_le_bytes()).unwrap();
    net.network.tick();
    assert_eq!(net.words(canister)[0], 0);
    net.network.set_time(due).unwrap();
    assert_eq!(net.words(canister)[0], 0, "setting the time runs nothing");
    net.network.tick();
    assert_eq!(net.words(canister)[0], 1);
    net.network.set_time(2 * due).unwrap();
    net.network.tick();
    assert_eq!(net.words(canister)[0], 1);
}

#[test]
fn a_timer_that_is_set_to_zero_does_not_run() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let due = net.network.time_nanos() + 100;
    net.update(canister, "timer", &due.to_le_bytes()).unwrap();
    net.update(canister, "timer", &0_u64.to_le_bytes()).unwrap();
    net.network.set_time(due + 100).unwrap();
    net.network.tick();
    assert_eq!(net.words(canister)[0], 0);
}

#[test]
fn an_upgrade_ends_the_timer() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let due = net.network.time_nanos() + 100;
    net.update(canister, "timer", &due.to_le_bytes()).unwrap();
    net.upgrade(canister, &[]).unwrap();
    net.network.set_time(due + 100).unwrap();
    net.network.tick();
    assert_eq!(net.words(canister)[0], 0);
}

#[test]
fn a_heartbeat_runs_with_every_tick() {
    let mut net = Net::new();
    let canister = net.install_wat(
        r#"(module
            (import "ic0" "stable64_grow" (func $grow (param i64) (result i64)))
            (func (export "canister_heartbeat") (drop (call $grow (i64.const 1)))))"#,
    );
    let pages = |net: &Net| net.network.stable_memory(canister).unwrap().len() >> 16;
    let before = pages(&net);
    for _ in 0..3 {
        net.network.tick();
    }
    assert_eq!(pages(&net), before + 3);
}

#[test]
fn a_tick_moves_the_clock_by_a_nanosecond_and_the_clock_never_goes_back() {
    let mut net = Net::new();
    let before = net.network.time_nanos();
    net.network.tick();
    assert_eq!(net.network.time_nanos(), before + 1);
    assert!(net.network.set_time(before).is_err());
    assert_eq!(net.network.time_nanos(), before + 1);
}
