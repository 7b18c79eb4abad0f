//! Where things are: asked from cargo, so that a configured target directory is honoured.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::command;

/// The workspace's folders, absolute.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub root: PathBuf,
    pub target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    manifest_path: PathBuf,
    /// None for the packages of this workspace.
    source: Option<String>,
}

impl Workspace {
    /// Finds the workspace of the current folder.
    pub fn find() -> Result<Self> {
        let metadata = metadata(&["--no-deps"])?;
        Ok(Self {
            root: metadata.workspace_root,
            target: metadata.target_directory,
        })
    }

    /// Where the built canister stands.
    pub fn artifacts(&self) -> PathBuf {
        self.target.join("workgroups")
    }
}

/// The folders that hold the sources of the packages from registries, one for each registry.
///
/// Cargo unpacks packages while it answers, so that the folders are known before the first build.
pub fn registry_folders(wasm_target: &str) -> Result<BTreeSet<PathBuf>> {
    let metadata = metadata(&["--locked", "--filter-platform", wasm_target])?;
    Ok(metadata
        .packages
        .iter()
        .filter(|package| package.source.is_some())
        .filter_map(|package| Some(package.manifest_path.parent()?.parent()?.to_owned()))
        .collect())
}

fn metadata(arguments: &[&str]) -> Result<Metadata> {
    let text = command::read(
        command::cargo()
            .args(["metadata", "--format-version", "1"])
            .args(arguments),
    )?;
    serde_json::from_str(&text).context("cannot read the answer of `cargo metadata`")
}
