//! The clients that people use: `icp`, and Node with `@icp-sdk/core`.
//!
//! They come from the npm registry, in the versions that `tests/clients/package-lock.json` pins.
//! Without Node or npm the tests that need them fail, and say what to install.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::{ROOT, lock, target_folder};

static CLIENTS: LazyLock<PathBuf> = LazyLock::new(|| install("tests/clients", "clients"));
static SITE: LazyLock<PathBuf> = LazyLock::new(|| install("web", "web"));

/// The folder `tests/clients` as it is copied into the target folder, with its packages installed.
pub fn folder() -> &'static Path {
    &CLIENTS
}

/// The folder `web` in the same way.
pub fn site() -> &'static Path {
    &SITE
}

/// The command-line client: the one in the variable `ICP_BIN`, or the pinned one.
pub fn icp() -> PathBuf {
    if let Some(chosen) = std::env::var_os("ICP_BIN") {
        return chosen.into();
    }
    let program = folder().join("node_modules/@icp-sdk/icp-cli-linux-x64/bin/icp");
    assert!(
        program.is_file(),
        "npm has the pinned icp for Linux on x86-64 only; \
         name the program of your system in the variable ICP_BIN"
    );
    program
}

fn install(source: &str, name: &str) -> PathBuf {
    let source = Path::new(ROOT).join(source);
    let target = target_folder();
    let folder = target.join(name);
    let _lock = lock(&target);
    let pinned = read(&source.join("package-lock.json"));
    let mark = folder.join("installed-lock.json");
    let fresh = fs::read_to_string(&mark).is_ok_and(|installed| installed == pinned);
    copy_files(&source, &folder);
    if !fresh {
        run_npm(&folder);
        fs::write(&mark, pinned).expect("the target folder can be written");
    }
    folder
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Copies a folder without the packages that are installed in it, and without what is built.
fn copy_files(from: &Path, to: &Path) {
    const LEFT_OUT: [&str; 3] = ["node_modules", "dist", "bindings"];
    fs::create_dir_all(to).expect("the target folder can be written");
    let entries = fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        let Some(name) = path.file_name() else {
            continue;
        };
        if path.is_file() {
            fs::copy(&path, to.join(name)).expect("the target folder can be written");
        } else if !LEFT_OUT.iter().any(|left_out| name == *left_out) {
            copy_files(&path, &to.join(name));
        }
    }
}

fn run_npm(folder: &Path) {
    let status = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder)
        .status()
        .unwrap_or_else(|error| {
            panic!("cannot start npm ({error}); install Node 20 or newer, with npm")
        });
    assert!(
        status.success(),
        "`npm ci` failed; the client tests need the npm registry once"
    );
}
