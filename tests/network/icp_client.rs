//! The canister as a lead at the command line sees it: with the real `icp`, a fresh identity, and
//! the project file of this repository.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use candid::Principal;
use workgroups_test_support as support;
use workgroups_test_support::clients;
use workgroups_test_support::live::Live;

/// A home and a project folder of a user; both are removed at the end of the test.
struct User {
    folder: PathBuf,
}

impl User {
    fn new(name: &str, url: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("workgroups-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("icp.yaml"), project_file(url)).unwrap();
        let user = Self { folder };
        user.icp(&["identity", "new", name, "--storage", "plaintext", "--quiet"]);
        user.icp(&["identity", "default", name]);
        user
    }

    fn principal(&self) -> Principal {
        Principal::from_text(self.icp(&["identity", "principal"]).trim()).unwrap()
    }

    /// Runs `icp`, which must succeed, and returns what it wrote.
    fn icp(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "icp {arguments:?}\n{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(clients::icp())
            .args(arguments)
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .env("DO_NOT_TRACK", "1")
            .env("CARGO_TARGET_DIR", support::target_folder())
            // Rust is not to be looked for in the user's home.
            .env("CARGO_HOME", home_of("CARGO_HOME", ".cargo"))
            .env("RUSTUP_HOME", home_of("RUSTUP_HOME", ".rustup"))
            .output()
            .unwrap()
    }

    fn call(&self, canister: &str, method: &str, argument: &str) -> String {
        self.icp(&[
            "canister", "call", canister, method, argument, "-e", "local",
        ])
    }

    fn query(&self, canister: &str, method: &str, argument: &str) -> String {
        self.icp(&[
            "canister", "call", canister, method, argument, "--query", "-e", "local",
        ])
    }
}

impl Drop for User {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

fn home_of(variable: &str, folder: &str) -> PathBuf {
    std::env::var_os(variable)
        .map_or_else(|| std::env::home_dir().unwrap().join(folder), PathBuf::from)
}

/// The repository's project file, for the network of this test, and from another folder.
fn project_file(url: &str) -> String {
    let text = fs::read_to_string(format!("{}/icp.yaml", support::ROOT)).unwrap();
    let moved = text.replace("http://127.0.0.1:4943", url).replace(
        "cargo xtask",
        &format!("cd '{}' && cargo xtask", support::ROOT),
    );
    assert!(moved.contains(url) && moved.contains("cd '"), "{moved}");
    moved
}

const NEW_GROUP: &str = r#"(record {
    details = record {
        slug = "storage"; name = "Storage"; kind = opt variant { working_group };
        scope = "Where data is kept"; links = vec {}; topics = vec {}; languages = vec {}
    };
    lifecycle = vec { record { state = variant { active } } };
    roles = vec {}
})"#;

#[test]
fn a_lead_deploys_edits_and_upgrades_and_a_stranger_is_refused() {
    let live = Live::start();
    let lead = User::new("lead", live.url());
    let stranger = User::new("stranger", live.url());
    let canister = live.create(&[lead.principal()]).to_text();

    lead.icp(&["canister", "link", "workgroups", &canister, "-e", "local"]);
    lead.icp(&["deploy", "-e", "local", "--no-create", "--yes"]);
    let groups = lead.query("workgroups", "list_groups", "(record {})");
    assert!(groups.contains("items = vec {}"), "{groups}");

    let refused = stranger.call(&canister, "create_group", NEW_GROUP);
    assert!(refused.contains("not_authorised"), "{refused}");
    let groups = stranger.query(&canister, "list_groups", "(record {})");
    assert!(groups.contains("items = vec {}"), "{groups}");

    let written = lead.call("workgroups", "create_group", NEW_GROUP);
    assert!(written.contains("Ok = record"), "{written}");

    let status = lead.icp(&["canister", "status", "workgroups", "-e", "local"]);
    assert!(status.contains("Running"), "{status}");
    lead.icp(&[
        "deploy",
        "-e",
        "local",
        "--no-create",
        "--yes",
        "--mode",
        "upgrade",
    ]);
    let group = lead.query(
        "workgroups",
        "get_group",
        r#"(variant { slug = "storage" })"#,
    );
    assert!(group.contains("Where data is kept"), "{group}");
}
