//! `show`.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;
use workgroups::domain::{Kind, Meta, Ref};

use super::output::{Form, data, printable, say};
use super::reader::{Clock, not_found, reference, sort_name};
use super::{Named, Shown, Sort};
use crate::client::Client;
use crate::config::Place;
use crate::failure::Failure;
use crate::files::describe::{self, Names};
use crate::files::yaml;

/// Shows a record.
pub fn show(place: &Place, shown: &Shown, named: &Named) -> Result<()> {
    let clock = Clock::of(shown)?;
    let mut client = place.find()?.client()?;
    let record = one(&mut client, named.kind, &named.name)?;
    let words = match shown.output {
        Form::Table => {
            let (kind, meta) = (sort_name(named.kind), &record.meta);
            let changed = clock.show(meta.updated_at);
            format!(
                "{kind} number {}, revision {}, changed {changed} ({})\n\n{}",
                record.id,
                meta.revision,
                clock.zone(),
                serde_yaml_ng::to_string(&record.words)?
            )
        }
        form => data(
            &json!({
                "id": record.id,
                "revision": record.meta.revision,
                "record": record.words,
            }),
            form,
        )?,
    };
    say(&printable(&words))
}

/// A record in the words of the files.
#[derive(Debug)]
pub struct Record {
    pub id: u64,
    pub meta: Meta,
    pub words: serde_yaml_ng::Value,
}

/// A record in the words of the files.
///
/// # Errors
/// When there is none of that name, or the canister does not answer.
pub fn one(client: &mut Client<'_>, kind: Sort, name: &str) -> Result<Record> {
    let named = reference(name);
    let mut names = Names::default();
    macro_rules! record {
        ($found:expr, $words:expr) => {{
            let record = $found?.ok_or_else(|| not_found(kind, name))?;
            let words = |names: &Names| $words(names, record.clone());
            words(&names);
            learn(client, &mut names)?;
            written(record.id, &record.meta, &words(&names))
        }};
    }
    match kind {
        Sort::Group => record!(client.get_group(&named), Names::group),
        Sort::Person => {
            record!(client.get_person(&named), |_: &Names, person| describe::person(person))
        }
        Sort::Meeting => record!(client.get_meeting(&named), Names::meeting),
        Sort::Initiative => record!(client.get_initiative(&named), Names::initiative),
        Sort::Report => record!(client.get_report(&named), Names::report),
        Sort::ActionItem => {
            let id = by_number(kind, &named)?;
            record!(client.get_action_item(&id), Names::action_item)
        }
        Sort::Series => {
            let id = by_number(kind, &named)?;
            let found = client.get_series(&id)?.map(|view| view.record);
            let before = found.as_ref().and_then(|record| record.series.predecessor);
            let before = match before {
                Some(id) => client.get_series(&id)?.map(|view| view.record),
                None => None,
            };
            record!(anyhow::Ok(found), |names: &Names, record| {
                names.series(&record, before.as_ref())
            })
        }
    }
}

fn by_number(kind: Sort, named: &Ref) -> Result<u64, Failure> {
    match named {
        Ref::id(id) => Ok(*id),
        Ref::slug(_) => Err(Failure::usage(format!(
            "a {} is named by its number",
            sort_name(kind)
        ))),
    }
}

fn written(id: u64, meta: &Meta, words: &impl Serialize) -> Result<Record> {
    Ok(Record {
        id,
        meta: meta.clone(),
        words: yaml::value(words)?,
    })
}

/// Learns the names that were asked for.
///
/// # Errors
/// When the canister does not answer.
pub fn learn(client: &mut Client<'_>, names: &mut Names) -> Result<()> {
    let missing = names.take_missing();
    let refs = |kind: Kind| -> Vec<Ref> {
        let of_kind = missing.iter().filter(|(of, _)| *of == kind);
        of_kind.map(|(_, id)| Ref::id(*id)).collect()
    };
    macro_rules! learn {
        ($($kind:ident, $get:ident, $name:ident;)*) => { $(
            for record in client.$get(&refs(Kind::$kind))?.into_iter().flatten() {
                names.learn(Kind::$kind, record.id, record.details.$name);
            }
        )* };
    }
    learn! {
        group, get_groups, slug;
        person, get_people, handle;
        initiative, get_initiatives, slug;
        meeting, get_meetings, slug;
    }
    Ok(())
}
