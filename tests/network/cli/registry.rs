//! A registry of its own for a test, on the network that all tests share, and the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};

use candid::{CandidType, Deserialize, Principal};
use ic_agent::Identity;
use ic_agent::identity::BasicIdentity;
use workgroups_test_support as support;
use workgroups_test_support::live::Live;

static NETWORK: LazyLock<(Mutex<Live>, String)> = LazyLock::new(|| {
    let live = Live::start();
    let url = live.url().to_owned();
    (Mutex::new(live), url)
});

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let target = support::target_folder();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--bin", "workgroups"]);
    cargo.env("CARGO_TARGET_DIR", &target);
    assert!(cargo.current_dir(support::ROOT).status().unwrap().success());
    target.join("debug/workgroups")
});

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// The key of the one who controls the canisters.
const KEY: [u8; 32] = [1; 32];

/// The same key as a program reads it.
const PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\n\
    -----END PRIVATE KEY-----\n";

/// The one who controls the canisters.
pub fn controller() -> Principal {
    BasicIdentity::from_raw_key(&KEY).sender().unwrap()
}

/// A registry in which nothing is yet, and a folder for files.
pub struct Registry {
    pub canister: Principal,
    pub folder: PathBuf,
}

impl Drop for Registry {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

impl Registry {
    pub fn new() -> Registry {
        let (live, _) = &*NETWORK;
        let canister = live.lock().unwrap().install(&[controller()]);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("workgroups-cli-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("key.pem"), PEM).unwrap();
        Registry { canister, folder }
    }

    /// With the examples in it.
    pub fn with_examples() -> Registry {
        let registry = Registry::new();
        registry.does(&["apply", "-f", &examples()]);
        registry
    }

    /// Calls an update as the controller does.
    pub fn update<R: CandidType + for<'d> Deserialize<'d>>(
        &self,
        method: &str,
        argument: impl CandidType,
    ) -> R {
        let bytes = candid::encode_one(argument).unwrap();
        let live = NETWORK.0.lock().unwrap();
        let reply = live.network.update_call(self.canister, controller(), method, bytes);
        candid::decode_one(&reply.unwrap()).unwrap()
    }

    /// The bytes that a query is answered with.
    pub fn query(&self, method: &str, argument: impl CandidType) -> Vec<u8> {
        let bytes = candid::encode_one(argument).unwrap();
        let live = NETWORK.0.lock().unwrap();
        let reply = live.network.query_call(self.canister, controller(), method, bytes);
        reply.unwrap()
    }

    /// The program, as the controller and for readers in Zurich.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&*PROGRAM);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .env("HOME", &self.folder)
            .env("WORKGROUPS_NETWORK", &NETWORK.1)
            .env("WORKGROUPS_CANISTER", self.canister.to_text())
            .env("WORKGROUPS_IDENTITY", "./key.pem")
            .env("TZ", "Europe/Zurich")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().unwrap()
    }

    /// What the program says when all goes well.
    pub fn does(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stdout).unwrap();
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}\n{said}\n{complained}");
        said
    }

    /// The exit code and what the program complains of.
    pub fn fails(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let complained = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?} did not fail");
        (output.status.code().unwrap(), complained)
    }

    /// Writes a file into the folder, and tells its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }
}

/// The folder of the examples.
pub fn examples() -> String {
    Path::new(support::ROOT).join("examples").to_str().unwrap().to_owned()
}
