//! Directories of other communities, and calendars, as records of the files: what a person corrects
//! and applies. The same source gives the same records each time, slugs and handles included.

mod cadence;
mod calendar;
mod clock;
mod collect;
mod fields;
mod forum;
mod kubernetes;
mod report;
mod rust_team;
#[cfg(test)]
mod tests;
mod words;
mod yaml2ical;

use std::path::Path;

use clap::ValueEnum;

use crate::failure::Failure;
pub use collect::{Import, Known};
pub use report::Report;
pub use words::handle;

/// What is moved in from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// Meeting notes in Markdown, with or without front matter
    Markdown,
    /// The sigs.yaml of Kubernetes
    Kubernetes,
    /// The meeting files of yaml2ical, as OpenStack's
    Yaml2ical,
    /// The folder with teams/ and people/ of rust-lang/team
    RustTeam,
    /// A calendar (.ics)
    Ics,
    /// The directory of groups in a post of a forum, or the thread with it
    Forum,
}

impl Source {
    /// What a path is by its name, and for a folder by what stands in it.
    pub fn of(path: &Path) -> Source {
        if path.is_dir() {
            return match path.join("teams").is_dir() {
                true => Source::RustTeam,
                false => Source::Yaml2ical,
            };
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default() {
            "ics" => Source::Ics,
            "yaml" | "yml" if path.file_name().is_some_and(|name| name == "sigs.yaml") => {
                Source::Kubernetes
            }
            "yaml" | "yml" => Source::Yaml2ical,
            _ => Source::Markdown,
        }
    }
}

/// Reads a directory or a calendar.
///
/// # Errors
/// The first fault, with file and line; what was read before is not to be used then.
pub fn read(path: &Path, source: Source, import: &mut Import) -> Result<(), Failure> {
    let read = match source {
        Source::Kubernetes => kubernetes::read(path, import),
        Source::Yaml2ical => yaml2ical::read(path, import),
        Source::RustTeam => rust_team::read(path, import),
        Source::Ics => calendar::read(path, import),
        Source::Forum => forum::read(path, import),
        Source::Markdown => Err(format!(
            "{} is no directory and no calendar",
            path.display()
        )),
    };
    read.map_err(Failure::file)
}
