//! `export`.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::Exported;
use super::output::say;
use crate::apply;
use crate::config::Place;
use crate::failure::Failure;
use crate::files::format::Data;
use crate::files::yaml;

/// Exports the registry.
pub fn export(place: &Place, what: &Exported) -> Result<()> {
    let mut client = place.find()?.client()?;
    match what {
        Exported::Files { folder } => {
            let data = apply::everything(&mut client)?.data();
            let files = write_files(&data, folder)?;
            say(&format!("Wrote {files} files into {}.\n", folder.display()))
        }
    }
}

/// Writes data into a file for each kind of record, and tells how many.
fn write_files(data: &Data, folder: &Path) -> Result<usize> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::file(format!("cannot write {}: {error}", path.display()))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut written = 0;
    let mut write = |name: &str, part: Data| -> Result<()> {
        let path = folder.join(format!("{name}.yaml"));
        fs::write(&path, yaml::text(&part)?).map_err(|error| failed(&path, error))?;
        written += 1;
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
    write("community", community)?;
    parts!(people groups initiatives series meetings action_items reports);
    Ok(written)
}
