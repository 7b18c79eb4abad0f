//! Reads files into one set of data. A fault names the file and the line.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::files::bounded;
use crate::files::format::Data;
use crate::files::yaml;

/// Reads all `*.yaml` files of a folder (not of its subfolders), in the order of their names, and
/// joins them. The error names the file, the line and the fault.
pub fn read(folder: &Path) -> Result<Data, String> {
    let mut all = Data::default();
    let files = bounded::files(folder, "yaml")?;
    if files.is_empty() {
        return Err(format!("the folder {} has no .yaml file", folder.display()));
    }
    for path in files {
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
    let data = parse(&bounded::text(path)?).map_err(|e| format!("{name}: {e}"))?;
    join(all, data).map_err(|e| format!("{name}: {e}"))
}

/// Reads one file's text.
pub fn parse(text: &str) -> Result<Data, String> {
    if text.trim().is_empty() {
        return Ok(Data::default());
    }
    yaml::read(text)
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
