//! The canister as a web page sees it: through `@icp-sdk/core`, unchanged, with every
//! verification that it does by itself. The steps stand in `tests/clients/node.mjs`.

use std::process::Command;

use candid::Principal;
use workgroups_test_support::clients;
use workgroups_test_support::live::Live;

fn node(step: &str, live: &Live, canister: Principal) {
    let output = Command::new("node")
        .args(["node.mjs", step, live.url(), &canister.to_text()])
        .current_dir(clients::folder())
        .output()
        .unwrap_or_else(|error| panic!("cannot start node ({error}); install Node 20 or newer"));
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The principal of the key that the steps sign with as an admin.
fn admin() -> Principal {
    use ic_agent::{Identity, identity::BasicIdentity};
    BasicIdentity::from_raw_key(&[1; 32]).sender().unwrap()
}

#[test]
fn an_admin_writes_and_everybody_reads_with_verified_answers() {
    let live = Live::start();
    let canister = live.install(&[admin()]);
    node("write", &live, canister);
}

#[test]
fn a_stranger_and_an_anonymous_caller_are_refused() {
    let live = Live::start();
    let canister = live.install(&[admin()]);
    node("refuse", &live, canister);
}

#[test]
fn the_certified_state_is_read_and_verified() {
    let live = Live::start();
    let canister = live.install(&[admin()]);
    node("state", &live, canister);
}
