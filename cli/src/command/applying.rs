//! `apply`.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::Result;

use super::ApplyOptions;
use super::output::{say, say_difference};
use super::progress::Bar;
use super::reader::now;
use crate::apply::{self, Plan, Selection};
use crate::client::Client;
use crate::config::Place;
use crate::failure::{Cause, Failure};
use crate::files::format::Data;
use crate::files::read::{join, read_all};

/// Makes the registry say what files say.
pub fn apply(place: &Place, options: &ApplyOptions) -> Result<()> {
    let mut data = read_all(&options.files)?;
    let mut client = place.find()?.client()?;
    if options.prune {
        let everything = apply::everything(&mut client)?;
        let ended = apply::pruned(&data, &everything, now());
        join(&mut data, ended).map_err(Failure::file)?;
    }
    let consent = match (options.dry_run, options.yes) {
        (true, _) => Consent::Never,
        (_, true) => Consent::Given,
        _ if options.prune => Consent::Asked,
        _ => Consent::Given,
    };
    write(&mut client, &data, consent)
}

/// Whether what is planned is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// It is shown, and not done.
    Never,
    /// It is shown, and done if the answer is yes.
    Asked,
    /// It is done.
    Given,
}

/// Shows what has to change, and changes it.
///
/// # Errors
/// When the registry refuses, does not answer, or the user says no.
pub fn write(client: &mut Client<'_>, data: &Data, consent: Consent) -> Result<()> {
    let existing = apply::read(client, &Selection::of(data))?;
    let plan = apply::plan(data, &existing)?;
    apply::check(data, &plan, &existing, &client.limits()?.limits)?;
    say_difference(&plan.to_string())?;
    if consent == Consent::Never || plan.changes.is_empty() {
        return Ok(());
    }
    if consent == Consent::Asked {
        agree("Write this?")?;
    }
    send(client, &plan, existing)
}

fn send(client: &mut Client<'_>, plan: &Plan, existing: apply::Existing) -> Result<()> {
    let bar = Bar::new(plan.changes.len(), "Writing");
    let written = apply::write_changes(client, &plan.data, existing, &mut |done| bar.at(done));
    bar.end();
    match written {
        Ok(_) => say("Written.\n"),
        Err(error) => Err(error),
    }
}

/// Asks whether to go on.
///
/// # Errors
/// When the answer is no, or nobody can be asked.
pub fn agree(question: &str) -> Result<()> {
    if !std::io::stdin().is_terminal() {
        return Err(
            Failure::usage("nobody can be asked whether this is to be done")
                .advise("Add `--yes` to do it without being asked.")
                .into(),
        );
    }
    eprint!("{question} [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    match answer.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err(Failure::new(Cause::Stopped, "nothing was changed").into()),
    }
}
