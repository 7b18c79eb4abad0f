//! The server that the canister runs on here.

use std::path::PathBuf;

use anyhow::Result;

use crate::command;
use crate::workspace::Workspace;

/// The variable by which the `pocket-ic` crate finds its server.
pub const SERVER_VARIABLE: &str = "POCKET_IC_BIN";

/// The server's program: the one that the user chose, or `localnet`, built now.
pub fn server(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(chosen) = chosen_by_user() {
        return Ok(chosen);
    }
    command::run(
        command::cargo()
            .current_dir(&workspace.root)
            .args(["build", "--locked", "--bin", "localnet", "--target-dir"])
            .arg(&workspace.target),
    )?;
    Ok(built(workspace))
}

/// The server named in `POCKET_IC_BIN`.
pub fn chosen_by_user() -> Option<PathBuf> {
    std::env::var_os(SERVER_VARIABLE)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

/// Where cargo leaves `localnet`.
pub fn built(workspace: &Workspace) -> PathBuf {
    let name = format!("localnet{}", std::env::consts::EXE_SUFFIX);
    workspace.target.join("debug").join(name)
}
