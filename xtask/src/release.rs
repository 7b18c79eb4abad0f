//! `cargo xtask release`: checks that a version is fit to be released, keeps what later versions
//! are tested against, and writes the files that a release consists of.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::build;
use crate::command;
use crate::workspace::Workspace;

/// Where the memory and the answers of released versions are kept.
const KEPT: &str = "tests/network/registry/released";

/// Checks and writes a release of the version that the manifest names.
///
/// # Errors
/// When something is missing or does not fit; it is named.
pub fn release(workspace: &Workspace) -> Result<()> {
    let root = &workspace.root;
    let version = version(root)?;
    let changes = changes(root, &version)?;
    is_clean(root)?;
    let added = keep(root, &version)?;
    if !added.is_empty() {
        bail!(
            "commit what later versions are tested against, then call this again:\n  {}",
            added.join("\n  ")
        );
    }
    let built = build::canister(workspace)?;
    let folder = workspace.target.join(format!("release-{version}"));
    fs::create_dir_all(&folder)?;
    let files = [
        ("workgroups.wasm.gz", fs::read(&built.gzip.path)?),
        (
            "workgroups.did",
            fs::read(root.join("candid/workgroups.did"))?,
        ),
        ("CHANGES.md", changes.into_bytes()),
    ];
    let mut sums = String::new();
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes)?;
        sums.push_str(&format!("{}  {name}\n", hex(&Sha256::digest(bytes))));
    }
    fs::write(folder.join("SHA256SUMS"), &sums)?;
    println!("Release {version}, in {}:\n{sums}", folder.display());
    println!("Tag the commit v{version}; `cargo xtask reproduce` gives everybody the same module.");
    Ok(())
}

/// The version in the manifest of the canister.
fn version(root: &Path) -> Result<String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \""));
    let version = line.and_then(|rest| rest.strip_suffix('"'));
    Ok(version.context("Cargo.toml names no version")?.to_owned())
}

/// What the changelog says of a version, which is the first that it tells of.
fn changes(root: &Path, version: &str) -> Result<String> {
    let log = fs::read_to_string(root.join("CHANGELOG.md"))?;
    let mut sections = log.split("\n## ").skip(1);
    let first = sections.next().context("CHANGELOG.md has no section")?;
    let (heading, text) = first.split_once('\n').unwrap_or((first, ""));
    ensure!(
        heading.split_whitespace().next() == Some(version),
        "the first section of CHANGELOG.md is {heading:?}, and not {version}"
    );
    ensure!(
        !text.trim().is_empty(),
        "CHANGELOG.md says nothing of {version}"
    );
    Ok(format!("{}\n", text.trim()))
}

fn is_clean(root: &Path) -> Result<()> {
    let changed = command::read(
        Command::new("git")
            .current_dir(root)
            .args(["status", "--porcelain"]),
    )?;
    ensure!(
        changed.trim().is_empty(),
        "there is what is not committed:\n{changed}"
    );
    Ok(())
}

/// Keeps the interface, the memory and the answers of a version; tells what was not there.
fn keep(root: &Path, version: &str) -> Result<Vec<String>> {
    let interface = format!("candid/released/{version}.did");
    let written = fs::read(root.join("candid/workgroups.did"))?;
    let mut added = Vec::new();
    match fs::read(root.join(&interface)) {
        Ok(kept) => ensure!(
            kept == written,
            "{interface} is not candid/workgroups.did: a released interface does not change"
        ),
        Err(_) => {
            fs::write(root.join(&interface), &written)?;
            added.push(interface);
        }
    }
    let files: Vec<PathBuf> = ["memory", "answers"]
        .iter()
        .map(|what| Path::new(KEPT).join(format!("{version}.{what}.gz")))
        .collect();
    if files.iter().any(|file| !root.join(file).exists()) {
        let mut test = command::cargo();
        test.current_dir(root).env("KEEP_RELEASE", version);
        test.args(["test", "--locked", "--test", "network", "--", "released"]);
        command::run(&mut test)?;
        added.extend(files.iter().map(|file| file.display().to_string()));
    }
    Ok(added)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changelog_tells_of_the_version_that_is_to_be_released() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let version = version(&root).expect("the manifest names a version");
        let changes = changes(&root, &version).expect("the changelog tells of it");
        assert!(changes.starts_with("- "), "{changes}");
        assert!(super::changes(&root, "99.0.0").is_err());
    }
}
