//! The call of cargo, the same for everybody.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::paths::Paths;
use crate::command;
use crate::workspace::Workspace;

/// The target of canisters.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Settings of the user's own that would make other bytes.
const FOREIGN_FLAGS: [&str; 7] = [
    "RUSTFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
    "CARGO_PROFILE_RELEASE_DEBUG",
    "CARGO_PROFILE_RELEASE_LTO",
    "CARGO_PROFILE_RELEASE_OPT_LEVEL",
    "CARGO_PROFILE_RELEASE_STRIP",
];

/// Compiles the library of a package, and returns the module as the compiler left it.
pub fn compile(workspace: &Workspace, paths: &Paths, package: &str) -> Result<Vec<u8>> {
    ensure_target()?;
    let mut cargo = command::cargo();
    cargo.current_dir(&workspace.root);
    for name in FOREIGN_FLAGS {
        cargo.env_remove(name);
    }
    // This variable replaces every other way to give flags, the user's configuration included.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", paths.remap_flags().join("\x1f"));
    command::run(
        cargo
            .args(["build", "--release", "--lib", "--locked"])
            .args(["--package", package])
            .args(["--target", WASM_TARGET])
            .arg("--target-dir")
            .arg(&workspace.target),
    )?;
    let module = workspace
        .target
        .join(WASM_TARGET)
        .join("release")
        .join(format!("{package}.wasm"));
    fs::read(&module).with_context(|| format!("cannot read {}", module.display()))
}

/// rustup installs a missing toolchain by itself, but not a missing target of a toolchain that is
/// there already.
pub fn ensure_target() -> Result<()> {
    if has_target()? {
        return Ok(());
    }
    eprintln!("The target {WASM_TARGET} is missing; adding it with rustup.");
    let added = command::run(Command::new("rustup").args(["target", "add", WASM_TARGET]));
    match added {
        Ok(()) if has_target()? => Ok(()),
        Ok(()) => bail!(
            "rustup added {WASM_TARGET} to another toolchain than the one in use; \
             rustc is not the one of rustup"
        ),
        Err(error) => Err(error.context(format!(
            "the canister needs Rust's standard library for {WASM_TARGET}; install it with \
             `rustup target add {WASM_TARGET}` or your system's packages"
        ))),
    }
}

fn has_target() -> Result<bool> {
    let folder = command::read(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]))?;
    Ok(Path::new(&folder).is_dir())
}
