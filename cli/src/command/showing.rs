//! `show`.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;
use workgroups::domain::{Kind, Meta, Nanos, PartialDate, Ref};
use workgroups::registry::{AskRecordAt, PastState};
use workgroups::wire::RecordAtReply;

use super::output::{Form, data, printable, say};
use super::reader::{Clock, kind_of, not_found, number, reference, sort_name};
use super::{Named, ShowOptions, Shown, Sort};
use crate::client::Client;
use crate::config::Place;
use crate::failure::{Cause, Failure};
use crate::files::describe::{self, Names};
use crate::files::yaml;

/// The words of a record, once the names that it needs are learnt.
macro_rules! told {
    ($client:ident, $names:ident, $record:expr, $words:expr) => {{
        let record = $record;
        let words = |names: &Names| $words(names, record.clone());
        words(&$names);
        learn($client, &mut $names)?;
        written(record.id, &record.meta, &words(&$names))
    }};
}

/// Shows a record.
pub fn show(place: &Place, shown: &Shown, options: &ShowOptions) -> Result<()> {
    let clock = Clock::of(shown)?;
    let mut client = place.find()?.client()?;
    let named = &options.named;
    let moment = match (options.revision, &options.on) {
        (None, None) => None,
        (revision, on) => Some((revision, on.as_deref().map(end_of_day).transpose()?)),
    };
    let record = match moment {
        None => one(&mut client, named.kind, &named.name)?,
        Some((revision, at)) => stood(&mut client, named, revision, at)?,
    };
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
        ($found:expr, $words:expr) => {
            told!(
                client,
                names,
                $found?.ok_or_else(|| not_found(kind, name))?,
                $words
            )
        };
    }
    match kind {
        Sort::Group => record!(client.get_group(&named), Names::group),
        Sort::Person => {
            record!(client.get_person(&named), |_: &Names, person| {
                describe::person(person)
            })
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

/// A record as it stood at a revision or an instant, in the words of the files.
fn stood(
    client: &mut Client<'_>,
    named: &Named,
    revision: Option<u64>,
    at: Option<Nanos>,
) -> Result<Record> {
    let question = AskRecordAt {
        kind: Some(kind_of(named.kind)),
        id: number(client, named.kind, &named.name)?,
        revision,
        at,
    };
    let past = match client.ask("record_at", &question)? {
        RecordAtReply::Ok(past) => past,
        RecordAtReply::Err(refusal) => {
            return Err(Failure::refused("The question", &refusal).into());
        }
    };
    let none = || Failure::new(Cause::NotFound, "there was no such record then");
    let mut names = Names::default();
    match past.ok_or_else(none)?.state {
        PastState::group(record) => told!(client, names, record, Names::group),
        PastState::person(record) => {
            told!(client, names, record, |_: &Names, person| describe::person(
                person
            ))
        }
        PastState::meeting(record) => told!(client, names, record, Names::meeting),
        PastState::action_item(record) => told!(client, names, record, Names::action_item),
        PastState::initiative(record) => told!(client, names, record, Names::initiative),
        PastState::report(record) => told!(client, names, record, Names::report),
        PastState::series(record) => told!(client, names, record, |names: &Names, record| {
            names.series(&record, None)
        }),
    }
}

/// The last nanosecond of a day (UTC) such as 2026-01-31.
///
/// # Errors
/// For another text.
pub fn end_of_day(text: &str) -> Result<Nanos, Failure> {
    let day = PartialDate::of_day(text).and_then(|day| day.end_instant());
    let wrong = || Failure::usage(format!("{text} is no day such as 2026-01-31"));
    Ok(day.ok_or_else(wrong)?.saturating_sub(1))
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
