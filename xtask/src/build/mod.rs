//! `cargo xtask build`: from the sources to the Wasm that is installed.
//!
//! dfx.json, icp.yaml, the tests and `cargo xtask up` all build through here, so that there is one
//! Wasm, with the same bytes in whatever folder and home it is built.

mod compile;
pub mod interface;
mod paths;
pub mod schema;
mod wasm;

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;
pub use compile::{WASM_TARGET, ensure_target};

/// The built canister.
#[derive(Clone, Debug)]
pub struct Artifact {
    pub wasm: Output,
    pub gzip: Output,
}

/// One file of the result.
#[derive(Clone, Debug)]
pub struct Output {
    pub path: PathBuf,
    /// Bytes.
    pub size: usize,
    /// In hexadecimal digits.
    pub sha256: String,
}

impl fmt::Display for Artifact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for output in [&self.wasm, &self.gzip] {
            writeln!(formatter, "{}", output.path.display())?;
            writeln!(
                formatter,
                "  {} bytes, SHA-256 {}",
                output.size, output.sha256
            )?;
        }
        Ok(())
    }
}

/// The task as it is called: builds, prints what came out, and copies it to where a deployment
/// tool wants it.
pub fn task(arguments: &[String]) -> Result<()> {
    let copy = match arguments {
        [] => None,
        [option, file] if option == "--output" => Some(Path::new(file)),
        _ => bail!("`cargo xtask build` takes no option but `--output FILE`"),
    };
    let artifact = canister(&Workspace::find()?)?;
    if let Some(copy) = copy {
        write(copy.to_owned(), &fs::read(&artifact.gzip.path)?)?;
    }
    print!("{artifact}");
    Ok(())
}

/// Builds the canister into the artifacts folder of the workspace.
///
/// # Errors
/// When the sources do not compile, the public interface is not the one in
/// `candid/workgroups.did` or breaks clients of the last release, the schemas in `docs/schema` are
/// not those of the code, or the result would name a path of this machine.
pub fn canister(workspace: &Workspace) -> Result<Artifact> {
    let paths = paths::Paths::find(workspace)?;
    let compiled = compile::compile(workspace, &paths, "workgroups")?;
    let did = interface::check(workspace)?;
    schema::check(workspace)?;
    let module = wasm::finish(&compiled, &did)?;
    paths.refuse_leaks(&module)?;
    let packed = gzip(&module)?;

    let folder = workspace.artifacts();
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(Artifact {
        wasm: write(folder.join("workgroups.wasm"), &module)?,
        gzip: write(folder.join("workgroups.wasm.gz"), &packed)?,
    })
}

/// A canister of the benchmarks, compiled as the registry is.
///
/// # Errors
/// When it does not compile.
pub fn of_benchmarks(workspace: &Workspace, package: &str) -> Result<Vec<u8>> {
    compile::compile(workspace, &paths::Paths::find(workspace)?, package)
}

/// The same input gives the same bytes: no time and no file name stand in the header.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Replaces the file in one step, since a test may be reading the old one; leaves it alone when
/// nothing has changed.
fn write(path: PathBuf, bytes: &[u8]) -> Result<Output> {
    let output = Output {
        size: bytes.len(),
        sha256: hex(&Sha256::digest(bytes)),
        path,
    };
    if fs::read(&output.path).is_ok_and(|old| old == bytes) {
        return Ok(output);
    }
    let partial = partial_path(&output.path);
    fs::write(&partial, bytes)
        .and_then(|()| fs::rename(&partial, &output.path))
        .with_context(|| format!("cannot write {}", output.path.display()))?;
    Ok(output)
}

fn partial_path(path: &Path) -> PathBuf {
    path.with_extension(format!("partial-{}", std::process::id()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::gzip;

    #[test]
    fn a_gzip_header_holds_neither_time_nor_name_nor_system() {
        let packed = gzip(b"bytes").unwrap();
        assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    }
}
