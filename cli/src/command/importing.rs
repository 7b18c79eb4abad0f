//! `import`.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use jiff::civil::Date;
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::to_seconds;
use workgroups::registry::ListPeople;

use super::ImportOptions;
use super::applying::{Consent, write};
use super::documents::{document, report};
use super::exporting::{Replace, write_files};
use super::output::{printable, say};
use super::reader::now;
use crate::client::Client;
use crate::config::Place;
use crate::failure::Failure;
use crate::files::format::{Data, Person};
use crate::files::yaml;
use crate::import::{self, Import, Known, Source};

/// Reads what is to be moved in, and writes it: into files, or into the registry.
pub fn import(place: &Place, options: &ImportOptions) -> Result<()> {
    let mut import = Import::new(Known {
        group: options.group.clone(),
        since: since(options.since.as_deref())?,
        now: now(),
        name: options.name.clone(),
    });
    let mut consent = Consent::Given;
    for path in &options.files {
        match options.from.unwrap_or_else(|| Source::of(path)) {
            Source::Markdown => add_document(path, options.group.as_deref(), &mut import)?,
            source => {
                import::read(path, source, &mut import)?;
                consent = Consent::Asked;
            }
        }
    }
    eprint!("{}", printable(&import.report.to_string()));
    if options.dry_run {
        return say(&yaml::text(&import.data)?);
    }
    if let Some(folder) = &options.into {
        let files = write_files(&import.data, folder, Replace::No)?;
        let folder = folder.display();
        return say(&format!(
            "Wrote {files} files into {folder}. `workgroups apply -f {folder}` writes them into \
             the registry.\n"
        ));
    }
    if options.yes {
        consent = Consent::Given;
    }
    let mut client = place.find()?.client()?;
    keep_known(&mut client, &mut import.data)?;
    write(&mut client, &import.data, consent)
}

/// Whoever is named without more stays as the registry knows them.
fn keep_known(client: &mut Client<'_>, data: &mut Data) -> Result<()> {
    let is_bare = |person: &Person| {
        let Person {
            handle: _,
            name,
            affiliation,
            links,
            remarks,
        } = person;
        name.is_none() && affiliation.is_none() && links.is_empty() && remarks.is_none()
    };
    if !data.people.iter().any(is_bare) {
        return Ok(());
    }
    let known = client.list_all(&ListPeople::default())?;
    let known: HashSet<String> = known.into_iter().map(|person| person.handle).collect();
    data.people
        .retain(|person| !is_bare(person) || !known.contains(&person.handle));
    Ok(())
}

/// The day that is named, or the first of this year.
fn since(told: Option<&str>) -> Result<Date, Failure> {
    let year = match Zone::named("UTC") {
        Ok(utc) => utc.local_at(to_seconds(now())).year,
        Err(_) => 1970,
    };
    let first = format!("{year}-01-01");
    let told = told.unwrap_or(&first);
    told.parse().map_err(|_| {
        Failure::usage(format!("{told} is no day")).advise("Name one as in `--since 2024-05-02`.")
    })
}

fn add_document(path: &Path, group: Option<&str>, import: &mut Import) -> Result<(), Failure> {
    if let Some(found) = report(path, group)? {
        let place = path.display().to_string();
        eprintln!(
            "{place}: a report with {} initiatives",
            found.initiatives.len()
        );
        for line in &found.left {
            import.report.left(&place, line);
        }
        import.data.reports.push(found.report);
        import.data.initiatives.extend(found.initiatives);
        return Ok(());
    }
    let found = document(path, group)?;
    for line in &found.recognised {
        eprintln!("{}: {line}", path.display());
    }
    let place = path.display().to_string();
    for line in &found.left {
        import.report.left(&place, line);
    }
    import.data.meetings.push(found.meeting);
    import.data.action_items.extend(found.action_items);
    Ok(())
}
