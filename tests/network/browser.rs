//! The site as people use it: in a browser, through a gateway that verifies. The journeys stand in
//! `web/tests`. All of them share one network, because starting it is what takes long.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use candid::Principal;
use ic_agent::Identity;
use ic_agent::identity::BasicIdentity;
use pocket_ic::PocketIc;
use workgroups_test_support::live::Live;
use workgroups_test_support::{self as support, clients, note_skipped};

/// The interface, from which the script's bindings are made.
const DID: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/candid/workgroups.did");

/// The principal of the key with which the journeys sign as an admin.
fn admin() -> Principal {
    BasicIdentity::from_raw_key(&[1; 32]).sender().unwrap()
}

/// Puts the examples into the canister.
fn fill(network: &PocketIc, canister: Principal) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"));
    let send = &mut |method: &str, arguments: Vec<u8>| {
        network
            .update_call(canister, admin(), method, arguments)
            .map_err(|error| error.to_string())
    };
    workgroups_cli::files::load(&folder, send).unwrap();
}

/// Debian's name of the browser, and others' names.
fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let known = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    named
        .into_iter()
        .chain(known.map(PathBuf::from))
        .find(|path| path.is_file())
}

#[test]
fn people_read_and_edit_the_site_in_a_browser() {
    let Some(browser) = browser() else {
        assert!(
            std::env::var_os("CI").is_none(),
            "the journeys need a browser: install chromium, or name one in CHROMIUM"
        );
        return note_skipped("the journeys in a browser: there is no chromium");
    };
    let live = Live::start();
    let canister = live.install(&[admin()]);
    fill(&live.network, canister);
    let mut journeys = Command::new("node")
        .args(["tests/all.mjs", live.url(), &canister.to_text()])
        .arg(browser)
        // A word of their names: those alone are made.
        .args(std::env::var("JOURNEYS"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .env("WORKGROUPS_DID", DID)
        .env(
            "WORKGROUPS_DAPP",
            concat!(env!("CARGO_MANIFEST_DIR"), "/examples/dapp"),
        )
        .current_dir(clients::site())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start node ({error}); install Node 20 or newer"));
    let told = follow(&mut journeys, || {
        let none = candid::encode_args(()).unwrap();
        let wasm = support::wasm();
        let upgraded = live
            .network
            .upgrade_canister(canister, wasm, none, Some(admin()));
        upgraded.unwrap();
    });
    assert!(journeys.wait().unwrap().success(), "{told}");
    println!("{told}");
}

/// What the journeys tell. A line `upgrade` asks for an upgrade, and is answered when it is done.
fn follow(journeys: &mut Child, upgrade: impl Fn()) -> String {
    let mut answers = journeys.stdin.take().unwrap();
    let mut told = String::new();
    for line in BufReader::new(journeys.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if line == "upgrade" {
            upgrade();
            writeln!(answers, "done").unwrap();
            continue;
        }
        told.push_str(&line);
        told.push('\n');
    }
    told
}

/// The files of a folder by their names.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap();
    let named = entries.map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, std::fs::read(entry.path()).unwrap())
    });
    named.collect()
}

#[test]
fn the_script_that_is_served_is_what_its_sources_give() {
    let folder = clients::site();
    let built = folder.join("built");
    let status = Command::new("node")
        .arg("build.mjs")
        .arg(&built)
        .env("WORKGROUPS_DID", DID)
        .current_dir(folder)
        .status()
        .unwrap_or_else(|error| panic!("cannot start node ({error}); install Node 20 or newer"));
    assert!(status.success(), "the script does not build");
    let served = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/web/dist"));
    assert!(
        files(&built) == files(served),
        "web/dist is older than its sources: run `npm ci && npm run build` in web/"
    );
}
