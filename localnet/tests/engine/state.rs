//! State that outlives the process, and state that is put in place from outside.

use crate::support::*;
use localnet::engine::Network;
use std::path::PathBuf;

/// A directory of its own that goes with the test.
struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("localnet-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        // What is left behind in the temporary directory does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_saved_network_goes_on_where_it_was() {
    let dir = Dir::new("state");
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    let empty = net.create();
    net.update(canister, "set", &word(8)).unwrap();
    net.network.add_cycles(canister, 1 << 100).unwrap();
    let due = net.network.time_nanos() + 1_000;
    net.update(canister, "timer", &due.to_le_bytes()).unwrap();
    net.submit(owner(), canister, "set", &word(9)).unwrap();
    net.network.save(&dir.0).unwrap();

    let mut loaded = Net::with(Network::load(config(), &dir.0).unwrap());
    assert_eq!(
        loaded.words(canister),
        [9, 9, 9],
        "the open message has run"
    );
    assert_eq!(loaded.network.time_nanos(), net.network.time_nanos());
    assert_eq!(
        loaded.network.cycles(canister),
        net.network.cycles(canister)
    );
    assert_eq!(loaded.network.certified_data(canister), Some(word(9)));
    assert_eq!(
        loaded.network.module_hash(canister),
        net.network.module_hash(canister)
    );
    assert_eq!(loaded.network.controllers(empty), Some(vec![owner()]));
    loaded.network.set_time(due).unwrap();
    loaded.network.tick();
    assert_eq!(loaded.words(canister), [10, 9, 9], "the timer has run");
    assert_ne!(loaded.create(), empty);
    loaded.upgrade(canister, &[]).unwrap();
    assert_eq!(loaded.words(canister), [0, 9, 0]);
}

#[test]
fn a_directory_without_a_state_is_refused() {
    let dir = Dir::new("no-state");
    assert!(Network::load(config(), &dir.0).is_err());
    std::fs::write(dir.0.join("network.candid"), b"something else").unwrap();
    assert!(Network::load(config(), &dir.0).is_err());
}

#[test]
fn stable_memory_can_be_read_and_replaced() {
    let mut net = Net::new();
    let canister = net.install(&state_wasm());
    net.network.set_stable_memory(canister, &word(77)).unwrap();
    assert_eq!(net.words(canister), [0, 77, 0]);
    let bytes = net.network.stable_memory(canister).unwrap();
    assert_eq!(bytes.len(), 65_536);
    assert_eq!(bytes[..4], word(77));
    net.update(canister, "set_and_trap", &word(1)).unwrap_err();
    assert_eq!(net.words(canister), [0, 77, 0]);
}
