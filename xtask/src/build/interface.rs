//! The public interface: what is written down, checked against the last release.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use candid_parser::utils::{CandidSource, service_compatible};

use crate::workspace::Workspace;

/// `cargo xtask interface`: writes the interface down as the code has it, comments included.
pub fn write(workspace: &Workspace) -> Result<()> {
    let path = written(workspace);
    fs::write(&path, workgroups::interface())
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The text of `candid/workgroups.did`, once it is known to be right.
///
/// # Errors
/// When it is not what the code has, comments included, or when a client that was made for the
/// last released interface (`candid/released/<version>.did`) could break.
pub fn check(workspace: &Workspace) -> Result<String> {
    let path = written(workspace);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    if text != workgroups::interface() {
        bail!(
            "candid/workgroups.did is not the interface of the code; \
             run `cargo xtask interface`, and look at the change"
        );
    }
    if let Some(released) = last_release(&workspace.root.join("candid/released"))? {
        service_compatible(CandidSource::Text(&text), CandidSource::File(&released)).map_err(
            |error| {
                anyhow!(
                    "candid/workgroups.did breaks clients of {}: {error}",
                    released.display()
                )
            },
        )?;
    }
    Ok(text)
}

fn written(workspace: &Workspace) -> PathBuf {
    workspace.root.join("candid/workgroups.did")
}

/// The file with the highest version number; None before the first release.
fn last_release(folder: &Path) -> Result<Option<PathBuf>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut newest = None;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "did") {
            continue;
        }
        let version = version(&path)
            .with_context(|| format!("{} is not named after a version", path.display()))?;
        newest = newest.max(Some((version, path)));
    }
    Ok(newest.map(|(_, path)| path))
}

/// "1.12.0.did" as (1, 12, 0).
fn version(path: &Path) -> Option<(u32, u32, u32)> {
    let mut numbers = path.file_stem()?.to_str()?.split('.').map(str::parse);
    let version = (
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
    );
    numbers.next().is_none().then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_number_and_not_by_text() {
        let number = |name: &str| version(Path::new(name));
        assert!(number("0.10.0.did") > number("0.9.3.did"));
        assert_eq!(number("1.2.3.did"), Some((1, 2, 3)));
    }

    #[test]
    fn a_name_that_is_no_version_is_none() {
        for name in ["1.2.did", "1.2.3.4.did", "latest.did", "1.2.x.did"] {
            assert_eq!(version(Path::new(name)), None, "{name}");
        }
    }
}
