//! What a reader needs for reading: their time zone, and names instead of numbers.

use std::collections::{BTreeSet, HashMap};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use serde_json::{Value, json};
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::{Id, Kind, Nanos, Ref, to_seconds};

use super::{Shown, Sort};
use crate::client::Client;
use crate::failure::{Cause, Failure};

/// Shows times as the reader's clock does.
#[derive(Debug)]
pub struct Clock {
    zone: Zone,
    name: String,
}

impl Clock {
    /// The clock that is asked for, or this machine's; UTC where it is not known.
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn of(shown: &Shown) -> Result<Clock, Failure> {
        let asked = shown
            .zone
            .as_deref()
            .map(|zone| zone.trim_start_matches(':'));
        let asked = asked.filter(|zone| !zone.is_empty()).map(str::to_owned);
        let name = asked.or_else(of_machine).unwrap_or_else(|| "UTC".into());
        match Zone::named(&name) {
            Ok(zone) => Ok(Clock { zone, name }),
            Err(_) => Err(Failure::usage(format!("there is no time zone {name}"))
                .advise("Name one as in `--zone Europe/Zurich`, or `--zone UTC`.")),
        }
    }

    /// The name of the zone.
    pub fn zone(&self) -> &str {
        &self.name
    }

    /// A time, to the minute.
    pub fn show(&self, at: Nanos) -> String {
        self.zone
            .local_at(to_seconds(at))
            .to_string()
            .replace('T', " ")
    }
}

fn of_machine() -> Option<String> {
    let path = std::fs::canonicalize("/etc/localtime").ok()?;
    let path = path.to_str()?;
    let (_, name) = path.split_once("/zoneinfo/")?;
    let name = name.trim_start_matches("posix/");
    let name = if matches!(name, "Etc/UTC" | "Universal" | "Zulu" | "UCT") {
        "UTC"
    } else {
        name
    };
    Zone::named(name).is_ok().then(|| name.to_owned())
}

/// Nanoseconds since 1970-01-01 UTC.
pub fn now() -> Nanos {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Nanos::try_from(since.as_nanos()).unwrap_or(Nanos::MAX)
}

/// A record as it is named on the command line: a number is the number, all else the slug.
pub fn reference(name: &str) -> Ref {
    match name.trim_start_matches('#').parse() {
        Ok(id) => Ref::id(id),
        Err(_) => Ref::slug(name.to_owned()),
    }
}

/// There is no such record.
pub fn not_found(kind: Sort, name: &str) -> Failure {
    let kind = sort_name(kind);
    Failure::new(Cause::NotFound, format!("there is no {kind} {name}")).advise(format!(
        "`workgroups list {}` shows what there is, `workgroups search {name}` looks everywhere.",
        kind.replace(' ', "-")
    ))
}

/// The kind in words.
pub fn sort_name(kind: Sort) -> &'static str {
    match kind {
        Sort::Group => "group",
        Sort::Person => "person",
        Sort::Meeting => "meeting",
        Sort::Series => "series",
        Sort::ActionItem => "action item",
        Sort::Initiative => "initiative",
        Sort::Report => "report",
    }
}

/// The kind as the registry has it.
pub fn kind_of(kind: Sort) -> Kind {
    match kind {
        Sort::Group => Kind::group,
        Sort::Person => Kind::person,
        Sort::Meeting => Kind::meeting,
        Sort::Series => Kind::series,
        Sort::ActionItem => Kind::action_item,
        Sort::Initiative => Kind::initiative,
        Sort::Report => Kind::report,
    }
}

/// The number of a record.
///
/// # Errors
/// When there is none of that name, or the canister does not answer.
pub fn number(client: &mut Client<'_>, kind: Sort, name: &str) -> Result<Id> {
    let named = reference(name);
    let found = match kind {
        Sort::Group => client.get_group(&named)?.map(|record| record.id),
        Sort::Person => client.get_person(&named)?.map(|record| record.id),
        Sort::Meeting => client.get_meeting(&named)?.map(|record| record.id),
        Sort::Initiative => client.get_initiative(&named)?.map(|record| record.id),
        Sort::Report => client.get_report(&named)?.map(|record| record.id),
        Sort::Series | Sort::ActionItem => match named {
            Ref::id(id) => Some(id),
            Ref::slug(_) => {
                let kind = sort_name(kind);
                return Err(Failure::usage(format!("a {kind} is named by its number")).into());
            }
        },
    };
    Ok(found.ok_or_else(|| not_found(kind, name))?)
}

/// As [`number`], where a record is named.
///
/// # Errors
/// As [`number`].
pub fn number_if(client: &mut Client<'_>, kind: Sort, name: Option<&str>) -> Result<Option<Id>> {
    name.map(|name| number(client, kind, name)).transpose()
}

/// Groups by their slugs, those without one by number.
pub fn names(slugs: &HashMap<Id, String>, ids: &[Id]) -> Value {
    let name = |id: &Id| slugs.get(id).cloned().unwrap_or_else(|| format!("#{id}"));
    json!(ids.iter().map(name).collect::<Vec<_>>())
}

/// The slugs of groups by number.
///
/// # Errors
/// When the canister does not answer.
pub fn group_slugs<'a>(
    client: &mut Client<'_>,
    ids: impl Iterator<Item = &'a Id>,
) -> Result<HashMap<Id, String>> {
    let refs: Vec<Ref> = ids
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(Ref::id)
        .collect();
    let groups = client.get_groups(&refs)?.into_iter().flatten();
    Ok(groups.map(|group| (group.id, group.details.slug)).collect())
}

/// The handles of people by number.
///
/// # Errors
/// When the canister does not answer.
pub fn handles(
    client: &mut Client<'_>,
    ids: impl Iterator<Item = Id>,
) -> Result<HashMap<Id, String>> {
    let refs: Vec<Ref> = ids
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(Ref::id)
        .collect();
    let people = client.get_people(&refs)?.into_iter().flatten();
    Ok(people
        .map(|person| (person.id, person.details.handle))
        .collect())
}
