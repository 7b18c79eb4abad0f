//! The machine's paths, and how they are kept out of the Wasm.
//!
//! Panic messages name source files. Without this the module would differ from machine to machine,
//! and tell the folders of whoever built it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::compile::WASM_TARGET;
use crate::command;
use crate::workspace::{Workspace, registry_folders};

/// Where cargo unpacks crates; the folder after it is named after the registry's host.
const SOURCES_OF_REGISTRIES: &str = "/registry/src/";

/// Each folder of this machine that sources are compiled from, with the name it gets instead.
/// Where one folder holds another, the inner one stands later: the compiler takes the last match.
#[derive(Debug)]
pub struct Paths {
    renamed: Vec<(PathBuf, String)>,
}

impl Paths {
    pub fn find(workspace: &Workspace) -> Result<Self> {
        let mut renamed = vec![
            (workspace.root.clone(), "/workgroups".to_owned()),
            (workspace.target.clone(), "/target".to_owned()),
        ];
        for folder in registry_folders(WASM_TARGET)? {
            renamed.push((folder, "/crates".to_owned()));
        }
        // The name that the standard library's own files carry where its sources are not installed.
        renamed.push((library_sources()?, format!("/rustc/{}", compiler_commit()?)));
        Ok(Self { renamed })
    }

    /// The compiler's flags that rename the folders.
    pub fn remap_flags(&self) -> Vec<String> {
        self.renamed
            .iter()
            .map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()))
            .collect()
    }

    /// Refuses a module in which a path of this machine is left, or a registry's host name.
    pub fn refuse_leaks(&self, module: &[u8]) -> Result<()> {
        let folders = self
            .renamed
            .iter()
            .map(|(folder, _)| folder.as_path())
            .filter(|folder| names_a_machine(folder))
            .map(|folder| folder.to_string_lossy().into_owned());
        for text in folders.chain([SOURCES_OF_REGISTRIES.to_owned()]) {
            if contains(module, text.as_bytes()) {
                bail!("the Wasm would contain `{text}`, which stands on this machine only");
            }
        }
        Ok(())
    }
}

/// Whether a folder is named by more than one word. Such as `/work` may stand in any text.
fn names_a_machine(folder: &Path) -> bool {
    folder.components().count() > 2
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

fn library_sources() -> Result<PathBuf> {
    let sysroot = command::read(Command::new("rustc").args(["--print", "sysroot"]))?;
    Ok(Path::new(&sysroot).join("lib/rustlib/src/rust"))
}

fn compiler_commit() -> Result<String> {
    let version = command::read(Command::new("rustc").arg("-vV"))?;
    version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))
        .map(str::to_owned)
        .context("`rustc -vV` names no commit")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths() -> Paths {
        Paths {
            renamed: vec![
                (PathBuf::from("/w"), "/workgroups".to_owned()),
                (
                    PathBuf::from("/home/somebody/workgroups"),
                    "/workgroups".to_owned(),
                ),
            ],
        }
    }

    #[test]
    fn a_module_that_names_a_folder_of_the_machine_is_refused() {
        let error = paths()
            .refuse_leaks(b"\0asm /home/somebody/workgroups/src/lib.rs")
            .unwrap_err();
        assert!(error.to_string().contains("/home/somebody/workgroups"));
    }

    #[test]
    fn a_module_that_names_a_registry_is_refused() {
        assert!(
            paths()
                .refuse_leaks(b"/home/somebody/.cargo/registry/src/some-host-1949cf8c/")
                .is_err()
        );
    }

    #[test]
    fn a_folder_of_one_word_is_no_leak() {
        assert!(paths().refuse_leaks(b"see /w and /workgroups/src").is_ok());
    }
}
