//! `export`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::output::say;
use super::{Exported, documents};
use crate::apply;
use crate::config::Place;
use crate::failure::Failure;
use crate::files::format::Data;
use crate::files::yaml;

/// Exports the registry.
pub fn export(place: &Place, what: &Exported) -> Result<()> {
    match what {
        Exported::Minutes { meeting } => documents::export_minutes(place, meeting),
        Exported::Report { report } => documents::export_report(place, report),
        Exported::Directory => documents::export_directory(place),
        Exported::Files { folder } => {
            let mut client = place.find()?.client()?;
            let data = apply::everything(&mut client)?.data();
            let files = write_files(&data, folder, Replace::Yes)?;
            say(&format!("Wrote {files} files into {}.\n", folder.display()))
        }
    }
}

/// Whether files that are there are written over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    Yes,
    No,
}

/// Writes data into a file for each kind of record, and tells how many.
///
/// # Errors
/// When a file cannot be written, or is there and is not to be replaced; nothing is written then.
pub fn write_files(data: &Data, folder: &Path, whether: Replace) -> Result<usize> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::file(format!("cannot write {}: {error}", path.display()))
    };
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    let mut write = |name: &str, part: Data| -> Result<()> {
        files.push((folder.join(format!("{name}.yaml")), yaml::text(&part)?));
        Ok(())
    };
    macro_rules! parts {
        ($($list:ident)*) => { $(
            if !data.$list.is_empty() {
                let part = Data { $list: data.$list.clone(), ..Data::default() };
                write(&stringify!($list).replace('_', "-"), part)?;
            }
        )* };
    }
    let community = Data {
        profile: data.profile.clone(),
        ..Data::default()
    };
    if community.profile.is_some() {
        write("community", community)?;
    }
    parts!(people groups initiatives series meetings action_items reports);
    let there = files.iter().find(|(path, _)| path.exists());
    if let (Some((path, _)), Replace::No) = (there, whether) {
        let is_there = format!("{} is there already", path.display());
        return Err(Failure::file(is_there)
            .advise("Name a folder without such files.")
            .into());
    }
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for (path, text) in &files {
        fs::write(path, text).map_err(|error| failed(path, error))?;
    }
    Ok(files.len())
}
