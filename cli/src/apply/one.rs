//! The operations that change one record.

use anyhow::Result;
use serde::de::DeserializeOwned;
use serde_yaml_ng::Value;
use workgroups::domain::{Kind, Operation};

use super::existing::{Known, Selection, read};
use super::{series_updates, updates};
use crate::client::Client;
use crate::failure::Failure;
use crate::files::format::{ActionItem, Data, Group, Initiative, Meeting, Person, Report, Series};
use crate::files::revisions::Revisions;

/// A record as it was read.
#[derive(Clone, Debug)]
pub struct Read {
    pub kind: Kind,
    pub id: u64,
    pub revision: u64,
    /// In the words of the files.
    pub words: Value,
}

/// The operations that make a record say something else.
///
/// # Errors
/// When `new` is not in the format, or names a record that is not there; when the canister does
/// not answer.
pub fn operations(client: &mut Client<'_>, old: &Read, new: &Value) -> Result<Vec<Operation>> {
    let mut revisions = Revisions::default();
    revisions.learn(old.kind, old.id, old.revision);
    macro_rules! change {
        ($list:ident: $record:ty, $update:expr) => {{
            let new: $record = record(new)?;
            let known = Known {
                id: old.id,
                revision: old.revision,
                record: record::<$record>(&old.words)?,
            };
            let data = Data {
                $list: vec![new.clone()],
                ..Data::default()
            };
            let selection = Selection {
                named: Selection::of(&data).named,
                ..Selection::default()
            };
            let ids = read(client, &selection)?.ids;
            $update(&ids, &new, &known, &mut revisions)
        }};
    }
    let operations = match old.kind {
        Kind::group => change!(groups: Group, updates::whole_group),
        Kind::person => change!(people: Person, |_: &_, new: &_, known: &_, revisions: &mut _| {
            updates::person(new, known, revisions)
        }),
        Kind::meeting => change!(meetings: Meeting, updates::meeting),
        Kind::initiative => change!(initiatives: Initiative, updates::initiative),
        Kind::report => change!(reports: Report, updates::report),
        Kind::action_item => change!(action_items: ActionItem, updates::action_item),
        Kind::series => change!(series: Series, series_updates::series),
        other => return Err(Failure::usage(format!("a {other:?} cannot be edited")).into()),
    };
    Ok(operations.map_err(|fault| Failure::file(format!("the record {fault}")))?)
}

fn record<T: DeserializeOwned>(words: &Value) -> Result<T, Failure> {
    serde_yaml_ng::from_value(words.clone()).map_err(|error| Failure::file(error.to_string()))
}
