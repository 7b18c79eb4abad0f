//! Reads files into one set of data. What is read may be anything: it is bounded, and a fault
//! names the file and the line.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::files::format::Data;

/// Bytes of a file at most: more than 10,000 meetings with their minutes.
pub const FILE_BYTES: u64 = 64_000_000;

/// Reads all `*.yaml` files of a folder (not of its subfolders), in the order of their names, and
/// joins them. The error names the file, the line and the fault.
pub fn read(folder: &Path) -> Result<Data, String> {
    let mut all = Data::default();
    for path in files(folder)? {
        add(&mut all, &path)?;
    }
    Ok(all)
}

/// Reads files, and the files of folders, and joins them.
///
/// # Errors
/// The first fault, with file and line.
pub fn read_all(paths: &[PathBuf]) -> Result<Data, Failure> {
    let mut all = Data::default();
    for path in paths {
        let read = match path.is_dir() {
            true => read(path).and_then(|data| join(&mut all, data)),
            false => add(&mut all, path),
        };
        read.map_err(Failure::file)?;
    }
    Ok(all)
}

fn add(all: &mut Data, path: &Path) -> Result<(), String> {
    let name = path.display();
    let data = parse(&text(path)?).map_err(|e| format!("{name}: {e}"))?;
    join(all, data).map_err(|e| format!("{name}: {e}"))
}

/// The text of a file.
///
/// # Errors
/// When it is no file, too long, or no text.
pub fn text(path: &Path) -> Result<String, String> {
    let name = path.display();
    let failed = |e: std::io::Error| format!("cannot read {name}: {e}");
    let about = fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Err(format!("{name} is not a file"));
    }
    if about.len() > FILE_BYTES {
        let size = about.len();
        return Err(format!("{name} has {size} bytes, and {FILE_BYTES} are read at most"));
    }
    let bytes = fs::read(path).map_err(failed)?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{name}: line {line} is not text in UTF-8")
    })
}

/// Reads one file's text.
pub fn parse(text: &str) -> Result<Data, String> {
    if text.trim().is_empty() {
        return Ok(Data::default());
    }
    serde_yaml_ng::from_str(text).map_err(|e| e.to_string())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |e| format!("cannot read the folder {}: {e}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e == "yaml") {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(format!("the folder {} has no .yaml file", folder.display()));
    }
    files.sort();
    Ok(files)
}

/// Adds data to data.
///
/// # Errors
/// When both have a profile.
pub fn join(all: &mut Data, data: Data) -> Result<(), String> {
    let Data {
        profile,
        people,
        groups,
        initiatives,
        series,
        meetings,
        action_items,
        reports,
    } = data;
    if profile.is_some() && all.profile.is_some() {
        return Err("an earlier file has a profile already".into());
    }
    all.profile = all.profile.take().or(profile);
    all.people.extend(people);
    all.groups.extend(groups);
    all.initiatives.extend(initiatives);
    all.series.extend(series);
    all.meetings.extend(meetings);
    all.action_items.extend(action_items);
    all.reports.extend(reports);
    Ok(())
}
