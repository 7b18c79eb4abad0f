//! The log as others check it: a program in JavaScript that knows ICRC-3 and the form of
//! withheld texts, over an unchanged
//! agent; and the tool of this workspace over the network.

use std::path::PathBuf;
use std::process::Command;

use crate::log::registry::{Registry, admin};
use workgroups_test_support as support;
use workgroups_test_support::clients;
use workgroups_test_support::live::Live;

fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{complained}");
    printed
}

#[test]
fn a_program_that_knows_the_standard_and_what_is_withheld_finds_the_log_in_order() {
    // A network that is asked nothing for a minute ends: what takes a while comes first.
    let (checker, clients) = (checker(), clients::folder());
    let live = Live::start();
    let canister = live.install(&[admin()]);
    let url = live.url().to_owned();
    let registry = Registry {
        network: live.network,
        canister,
    };
    registry.fill();
    registry.withhold();
    let mut node = Command::new("node");
    node.args(["log.mjs", &url, &canister.to_text()]);
    let printed = run(node.current_dir(clients));
    let blocks = registry.blocks(0, 1_000_000).len();
    assert_eq!(printed.trim(), blocks.to_string());

    let mut check = Command::new(checker);
    check.args([
        "verify",
        "--network",
        &url,
        "--canister",
        &canister.to_text(),
    ]);
    check.args(["--root-key", &hex(&registry.network.root_key().unwrap())]);
    let printed = run(&mut check);
    assert!(
        printed.contains(&format!("All {blocks} blocks")),
        "{printed}"
    );
}

/// The tool of this workspace, built.
fn checker() -> PathBuf {
    let target = support::target_folder();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--bin", "workgroups"]);
    cargo.env("CARGO_TARGET_DIR", &target);
    run(cargo.current_dir(support::ROOT));
    target.join("debug/workgroups")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
