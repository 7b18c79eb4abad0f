//! What is kept between two runs.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use candid::Principal;

/// The folder given with `--state`: the network's own state, and the canister's id.
#[derive(Clone, Debug)]
pub struct StateFolder {
    root: PathBuf,
}

impl StateFolder {
    pub fn open(path: &Path) -> Result<Self> {
        let folder = Self {
            root: std::path::absolute(path)?,
        };
        let network = folder.network();
        fs::create_dir_all(&network)
            .with_context(|| format!("cannot create {}", network.display()))?;
        if folder.is_new() && fs::read_dir(&network)?.next().is_some() {
            bail!(
                "{} is of a run that was stopped before the canister was filled; remove it",
                network.display()
            );
        }
        Ok(folder)
    }

    /// Where the server keeps its state.
    pub fn network(&self) -> PathBuf {
        self.root.join("network")
    }

    /// Whether no network has run here yet.
    pub fn is_new(&self) -> bool {
        !self.canister_file().exists()
    }

    /// The canister of an earlier run; None at the first one.
    pub fn canister(&self) -> Result<Option<Principal>> {
        let file = self.canister_file();
        match fs::read_to_string(&file) {
            Ok(text) => Principal::from_text(text.trim())
                .map(Some)
                .with_context(|| format!("{} holds no canister id", file.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => bail!("cannot read {}: {error}", file.display()),
        }
    }

    pub fn remember(&self, canister: Principal) -> Result<()> {
        let file = self.canister_file();
        fs::write(&file, format!("{canister}\n"))
            .with_context(|| format!("cannot write {}", file.display()))
    }

    fn canister_file(&self) -> PathBuf {
        self.root.join("canister-id")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_without_its_canister_is_not_taken_over() {
        let path = std::env::temp_dir().join(format!("half-state-{}", std::process::id()));
        let network = StateFolder::open(&path).unwrap().network();
        fs::write(network.join("layout.json"), "{}").unwrap();
        let second = StateFolder::open(&path);
        fs::remove_dir_all(&path).unwrap();
        assert!(second.unwrap_err().to_string().contains("remove it"));
    }

    #[test]
    fn the_canister_is_found_again_at_the_next_run() {
        let path = std::env::temp_dir().join(format!("state-{}", std::process::id()));
        let first = StateFolder::open(&path).unwrap();
        assert_eq!(first.canister().unwrap(), None);
        first.remember(Principal::management_canister()).unwrap();
        let second = StateFolder::open(&path).unwrap().canister().unwrap();
        fs::remove_dir_all(&path).unwrap();
        assert_eq!(second, Some(Principal::management_canister()));
    }
}
