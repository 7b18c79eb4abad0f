//! `cargo xtask reproduce`: whether another folder and another home give the same bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{self, Artifact};
use crate::command;
use crate::workspace::Workspace;

/// A folder that is removed with this value.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left in the system's folder for temporary files does no harm.
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Builds the canister here, and a copy of its sources elsewhere, with another cargo home.
///
/// # Errors
/// When one of the two does not build, or they differ.
pub fn reproduce(workspace: &Workspace) -> Result<Artifact> {
    let here = build::canister(workspace)?;
    let scratch =
        Scratch(std::env::temp_dir().join(format!("workgroups elsewhere {}", std::process::id())));
    let sources = scratch.0.join("a folder/of another name");
    let home = scratch.0.join("home");
    let target = scratch.0.join("out");
    copy_sources(&workspace.root, &sources)?;
    share_downloads(&home)?;
    command::run(
        Command::new(std::env::current_exe()?)
            .arg("build")
            .current_dir(&sources)
            .env("CARGO_HOME", &home)
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("CARGO_MANIFEST_DIR"),
    )?;
    for output in [&here.wasm, &here.gzip] {
        let name = output.path.file_name().context("a built file has a name")?;
        let other = target.join("workgroups").join(name);
        if fs::read(&output.path)? != fs::read(&other)? {
            bail!(
                "{} has other bytes when it is built elsewhere",
                name.display()
            );
        }
    }
    Ok(here)
}

/// Copies what git tracks, and what it does not ignore.
fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    let names = command::read(Command::new("git").current_dir(from).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))
    .context("the sources are listed with git")?;
    for name in names.split('\0').filter(|name| !name.is_empty()) {
        let source = from.join(name);
        // Git lists a file that was deleted and not committed yet.
        if !source.is_file() {
            continue;
        }
        let copy = to.join(name);
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&source, &copy).with_context(|| format!("cannot copy {}", source.display()))?;
    }
    Ok(())
}

/// A cargo home that unpacks packages anew, but does not download them again.
fn share_downloads(home: &Path) -> Result<()> {
    let registry = cargo_home()?.join("registry");
    fs::create_dir_all(home.join("registry"))?;
    for part in ["cache", "index"] {
        link(&registry.join(part), &home.join("registry").join(part))?;
    }
    let config = cargo_home()?.join("config.toml");
    if config.is_file() {
        fs::copy(config, home.join("config.toml"))?;
    }
    Ok(())
}

fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Ok(home.into());
    }
    let home = std::env::home_dir().context("neither CARGO_HOME nor a home folder is known")?;
    Ok(home.join(".cargo"))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(from, to)?)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    // Cargo downloads the packages again.
    Ok(())
}
