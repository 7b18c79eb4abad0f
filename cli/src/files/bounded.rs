//! Files that may be anything: what is read of one is bounded, is text, and lies where it says.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of a file at most: more than 10,000 meetings with their minutes.
pub const FILE_BYTES: u64 = 64_000_000;
/// Files of a folder at most.
pub const FOLDER_FILES: usize = 20_000;

/// The text of a file.
///
/// # Errors
/// When it is no file, too long, or no text; the message names the file, and the line.
pub fn text(path: &Path) -> Result<String, String> {
    let name = path.display();
    let failed = |e: std::io::Error| format!("cannot read {name}: {e}");
    // Asked before it is opened: opening a pipe would wait for somebody who writes into it.
    let about = fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Err(format!("{name} is not a file"));
    }
    let too_long =
        |bytes: u64| format!("{name} has {bytes} bytes, and {FILE_BYTES} are read at most");
    if about.len() > FILE_BYTES {
        return Err(too_long(about.len()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let length = bytes.len() as u64;
    if length > FILE_BYTES {
        return Err(too_long(length));
    }
    decoded(bytes).map_err(|line| format!("{name}: line {line} is not text in UTF-8"))
}

/// The bytes as text, or the line that is none: characters that control a terminal are none.
fn decoded(bytes: Vec<u8>) -> Result<String, usize> {
    let line_at = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    let is_control = |byte: &u8| byte.is_ascii_control() && !b"\n\r\t".contains(byte);
    if let Some(at) = bytes.iter().position(is_control) {
        return Err(line_at(&bytes[..at]));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        line_at(&error.as_bytes()[..good])
    })
}

/// The files of a folder (not of its subfolders) with an ending, in the order of their names.
///
/// # Errors
/// When the folder cannot be read, has too many files, or has one that leads out of it.
pub fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let failed = |e| format!("cannot read the folder {}: {e}", folder.display());
    let home = fs::canonicalize(folder).map_err(failed)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|e| e != ending) {
            continue;
        }
        let place = fs::canonicalize(&path);
        let place = place.map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        if !place.starts_with(&home) {
            return Err(format!("{} leads out of its folder", path.display()));
        }
        if files.len() == FOLDER_FILES {
            let name = folder.display();
            return Err(format!("{name} has more than {FOLDER_FILES} files"));
        }
        files.push(path);
    }
    files.sort();
    Ok(files)
}
