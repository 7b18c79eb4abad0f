//! What the integration tests stand on: the built canister, and the server that runs it.
//!
//! The tests are ordinary `pocket-ic` tests. `POCKET_IC_BIN` names the server; without it they
//! build and use `localnet`. `WORKGROUPS_WASM` names the canister; without it they build that too.
//! Both happen once in each test program, and one program waits for the other.

pub mod clients;
pub mod host;
pub mod layout;
pub mod live;
pub mod pages;
pub mod programs;
pub mod readers;
pub mod records;
pub mod tamper;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use candid::Principal;
use pocket_ic::{CanisterSettings, CreateCanisterParams, PocketIc, PocketIcBuilder};

/// The repository's root.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// What a canister of a test lives on, where the server charges for its work.
const CYCLES: u128 = 1_000_000_000_000_000;

static BUILT: LazyLock<Built> = LazyLock::new(Built::find_or_build);

struct Built {
    wasm: Vec<u8>,
    server: PathBuf,
}

/// The canister as it is installed: gzipped Wasm.
pub fn wasm() -> Vec<u8> {
    BUILT.wasm.clone()
}

/// A builder of networks on the server under test.
pub fn builder() -> PocketIcBuilder {
    PocketIcBuilder::new().with_server_binary(BUILT.server.clone())
}

/// A new network with one application subnet, of the test's own.
pub fn network() -> PocketIc {
    builder().with_application_subnet().build()
}

/// A new canister with these controllers and no code.
pub fn create(network: &PocketIc, controllers: &[Principal]) -> Principal {
    let settings = CanisterSettings {
        controllers: Some(controllers.to_vec()),
        ..CanisterSettings::default()
    };
    let params = CreateCanisterParams {
        settings: Some(settings),
        ..CreateCanisterParams::default()
    };
    let canister = network
        .create_canister_with_params(controllers.first().copied(), params)
        .expect("a canister can be created");
    network.add_cycles(canister, CYCLES);
    canister
}

/// A new canister with these controllers, installed by the first of them, that has got its secret.
pub fn install(network: &PocketIc, controllers: &[Principal]) -> Principal {
    let canister = create(network, controllers);
    let no_arguments = candid::encode_args(()).expect("nothing can be encoded");
    let installer = controllers.first().copied();
    network.install_canister(canister, wasm(), no_arguments, installer);
    if let Some(installer) = installer {
        host::wait_for_secret(network, canister, installer);
    }
    canister
}

impl Built {
    fn find_or_build() -> Self {
        let target = target_folder();
        let _lock = lock(&target);
        let wasm = named_in("WORKGROUPS_WASM").unwrap_or_else(|| {
            cargo(
                &target,
                &["run", "--quiet", "--bin", "xtask", "--", "build"],
            );
            target.join("workgroups/workgroups.wasm.gz")
        });
        let server = named_in("POCKET_IC_BIN").unwrap_or_else(|| {
            cargo(&target, &["build", "--quiet", "--bin", "localnet"]);
            target.join(format!("debug/localnet{}", std::env::consts::EXE_SUFFIX))
        });
        Self {
            wasm: fs::read(&wasm)
                .unwrap_or_else(|error| panic!("cannot read {}: {error}", wasm.display())),
            server,
        }
    }
}

fn named_in(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// The target folder, in which this test program lies as `debug/deps/<program>`.
pub fn target_folder() -> PathBuf {
    let program = std::env::current_exe().expect("a program knows where it lies");
    let target = program.ancestors().nth(3);
    target
        .expect("cargo runs tests from its target folder")
        .to_owned()
}

/// Held until the file is closed, so that test programs that run at once build one after the other.
fn lock(target: &Path) -> File {
    let path = target.join("tests-are-building.lock");
    let file = File::create(&path)
        .unwrap_or_else(|error| panic!("cannot create {}: {error}", path.display()));
    file.lock()
        .unwrap_or_else(|error| panic!("cannot lock {}: {error}", path.display()));
    file
}

fn cargo(target: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(ROOT)
        .env("CARGO_TARGET_DIR", target)
        .status()
        .unwrap_or_else(|error| panic!("cannot start cargo: {error}"));
    assert!(
        status.success(),
        "`cargo {}` failed; run it by itself to see why",
        arguments.join(" ")
    );
}

/// Says that a test cannot run here. Rust's harness has no word for it, so `cargo xtask test`
/// reads from a file which tests were skipped, and does not count them as passed.
pub fn note_skipped(why: &str) {
    use std::io::Write;
    eprintln!("skipped: {why}");
    if let Some(file) = std::env::var_os("WORKGROUPS_SKIPPED_TESTS") {
        let mut file = fs::OpenOptions::new()
            .append(true)
            .open(file)
            .expect("the file of skipped tests can be opened");
        writeln!(file, "{why}").expect("the file of skipped tests can be written");
    }
}
