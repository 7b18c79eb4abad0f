//! Reads the files of a folder into one set of data.

use std::fs;
use std::path::{Path, PathBuf};

use crate::format::Data;

/// Reads all `*.yaml` files of a folder (not of its subfolders), in the order of their names, and
/// joins them. The error names the file, the line and the fault.
pub fn read(folder: &Path) -> Result<Data, String> {
    let mut all = Data::default();
    for path in files(folder)? {
        let name = path.display();
        let text = fs::read_to_string(&path).map_err(|e| format!("cannot read {name}: {e}"))?;
        let data = parse(&text).map_err(|e| format!("{name}: {e}"))?;
        join(&mut all, data).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(all)
}

/// Reads one file's text.
pub fn parse(text: &str) -> Result<Data, String> {
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

fn join(all: &mut Data, data: Data) -> Result<(), String> {
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
