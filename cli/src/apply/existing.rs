//! What the registry has of what files name.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use workgroups::domain::{
    self as d, Group, Id, Initiative, Kind, Meeting, Person, Ref, Report, SeriesRecord,
};
use workgroups::registry::{ListActionItems, ListSeries};

use super::matching::{item_keys, series_numbers, series_slugs};
use crate::client::Client;
use crate::files::convert::Ids;
use crate::files::describe::{self, Names};
use crate::files::format::{self as f, Data};

/// A record of the registry, as the files have it.
#[derive(Clone, Debug)]
pub struct Known<T> {
    pub id: Id,
    pub revision: u64,
    pub record: T,
}

/// What the registry has of what was asked for, by name.
#[derive(Debug, Default)]
pub struct Existing {
    /// The numbers of all records that were named.
    pub ids: Ids,
    pub names: Names,
    /// The registry's own record, with its revision.
    pub profile: Option<Known<f::Profile>>,
    pub people: BTreeMap<String, Known<f::Person>>,
    pub groups: BTreeMap<String, Known<f::Group>>,
    pub initiatives: BTreeMap<String, Known<f::Initiative>>,
    pub series: BTreeMap<String, Known<f::Series>>,
    pub meetings: BTreeMap<String, Known<f::Meeting>>,
    /// By the keys of [`item_keys`].
    pub action_items: BTreeMap<String, Known<f::ActionItem>>,
    pub reports: BTreeMap<String, Known<f::Report>>,
}

/// Which records to read.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// People, groups, initiatives, meetings and reports by slug or handle.
    pub named: BTreeSet<(Kind, String)>,
    /// Series of the files, which are found by what they say.
    pub series: Vec<f::Series>,
    /// All series, with slugs that are made of their titles.
    pub all_series: bool,
    /// Groups whose action items are read.
    pub items_of: BTreeSet<String>,
}

impl Selection {
    /// All that the files speak of.
    pub fn of(data: &Data) -> Selection {
        let mut named = super::updates::named_in(data);
        let mut add = |kind, name: &String| named.insert((kind, name.clone()));
        data.people.iter().for_each(|r| _ = add(Kind::person, &r.handle));
        data.groups.iter().for_each(|r| _ = add(Kind::group, &r.slug));
        data.initiatives.iter().for_each(|r| _ = add(Kind::initiative, &r.slug));
        data.meetings.iter().for_each(|r| _ = add(Kind::meeting, &r.slug));
        data.reports.iter().for_each(|r| _ = add(Kind::report, &r.slug));
        named.retain(|(kind, _)| *kind != Kind::series);
        Selection {
            named,
            series: data.series.clone(),
            all_series: false,
            items_of: data.action_items.iter().map(|item| item.group.clone()).collect(),
        }
    }

    fn refs(&self, kind: Kind) -> Vec<Ref> {
        let of_kind = self.named.iter().filter(|(of, _)| *of == kind);
        of_kind.map(|(_, slug)| Ref::slug(slug.clone())).collect()
    }
}

/// The records before they are put into words.
#[derive(Default)]
struct Raw {
    people: Vec<Person>,
    groups: Vec<Group>,
    initiatives: Vec<Initiative>,
    series: Vec<(String, SeriesRecord)>,
    /// Series that others follow.
    before: BTreeMap<Id, SeriesRecord>,
    meetings: Vec<Meeting>,
    action_items: Vec<d::ActionItem>,
    reports: Vec<Report>,
}

/// Reads records, in as few questions as they take, several at a time.
///
/// # Errors
/// When the canister does not answer.
pub fn read(client: &mut Client<'_>, selection: &Selection) -> Result<Existing> {
    let mut existing = Existing::default();
    let info = client.about()?;
    existing.profile = Some(Known {
        id: 0,
        revision: info.meta.revision,
        record: describe::profile(info.profile),
    });
    let raw = read_raw(client, selection, &mut existing)?;
    loop {
        put_in_words(&raw, &mut existing);
        let missing = existing.names.take_missing();
        if missing.is_empty() || !learn_names(client, &missing, &mut existing)? {
            return Ok(existing);
        }
    }
}

fn read_raw(
    client: &mut Client<'_>,
    selection: &Selection,
    existing: &mut Existing,
) -> Result<Raw> {
    let mut raw = Raw::default();
    macro_rules! named {
        ($($kind:ident, $list:ident, $get:ident, $name:ident;)*) => { $(
            let found = client.$get(&selection.refs(Kind::$kind))?;
            raw.$list = found.into_iter().flatten().collect();
            for record in &raw.$list {
                let name = &record.details.$name;
                existing.ids.learn(Kind::$kind, name, record.id);
                existing.names.learn(Kind::$kind, record.id, name);
            }
        )* };
    }
    named! {
        person, people, get_people, handle;
        group, groups, get_groups, slug;
        initiative, initiatives, get_initiatives, slug;
        meeting, meetings, get_meetings, slug;
        report, reports, get_reports, slug;
    }
    if selection.all_series || !selection.series.is_empty() {
        read_series(client, selection, existing, &mut raw)?;
    }
    for slug in &selection.items_of {
        let Some(group) = existing.ids.get(Kind::group, slug) else {
            continue;
        };
        let question = ListActionItems {
            group: Some(group),
            ..ListActionItems::default()
        };
        let mut ids: Vec<Id> = client.list_all(&question)?.iter().map(|item| item.id).collect();
        ids.sort_unstable();
        raw.action_items.extend(client.get_action_items(&ids)?.into_iter().flatten());
    }
    Ok(raw)
}

fn read_series(
    client: &mut Client<'_>,
    selection: &Selection,
    existing: &mut Existing,
    raw: &mut Raw,
) -> Result<()> {
    let found = client.list_all(&ListSeries::default())?;
    let mut slugs: BTreeMap<Id, String> = BTreeMap::new();
    if selection.all_series {
        slugs.extend(series_slugs(&found));
    }
    for (slug, id) in series_numbers(&selection.series, &found, &existing.ids) {
        slugs.insert(id, slug);
    }
    for (id, slug) in &slugs {
        existing.ids.learn(Kind::series, slug, *id);
        existing.names.learn(Kind::series, *id, slug);
    }
    let ids: Vec<Id> = slugs.keys().copied().collect();
    let views = client.get_all_series(&ids)?;
    let records: Vec<SeriesRecord> = views.into_iter().flatten().map(|view| view.record).collect();
    let before = records.iter().filter_map(|record| record.series.predecessor);
    let before: Vec<Id> = before.collect();
    for view in client.get_all_series(&before)?.into_iter().flatten() {
        raw.before.insert(view.record.id, view.record);
    }
    let named = records.into_iter().map(|record| {
        let slug = slugs.get(&record.id).cloned().unwrap_or_default();
        (slug, record)
    });
    raw.series = named.collect();
    Ok(())
}

fn put_in_words(raw: &Raw, existing: &mut Existing) {
    let names = &existing.names;
    macro_rules! known {
        ($record:expr, $words:expr) => {
            Known {
                id: $record.id,
                revision: $record.meta.revision,
                record: $words,
            }
        };
    }
    let people = raw.people.iter().map(|r| known!(r, describe::person(r.clone())));
    existing.people = people.map(|k| (k.record.handle.clone(), k)).collect();
    let groups = raw.groups.iter().map(|r| known!(r, names.group(r.clone())));
    existing.groups = groups.map(|k| (k.record.slug.clone(), k)).collect();
    let initiatives = raw.initiatives.iter().map(|r| known!(r, names.initiative(r.clone())));
    existing.initiatives = initiatives.map(|k| (k.record.slug.clone(), k)).collect();
    let meetings = raw.meetings.iter().map(|r| known!(r, names.meeting(r.clone())));
    existing.meetings = meetings.map(|k| (k.record.slug.clone(), k)).collect();
    let reports = raw.reports.iter().map(|r| known!(r, names.report(r.clone())));
    existing.reports = reports.map(|k| (k.record.slug.clone(), k)).collect();
    let series = raw.series.iter().map(|(slug, record)| {
        let before = record.series.predecessor.and_then(|id| raw.before.get(&id));
        (slug.clone(), known!(record, names.series(record, before)))
    });
    existing.series = series.collect();
    let items: Vec<_> = raw
        .action_items
        .iter()
        .map(|r| known!(r, names.action_item(r.clone())))
        .collect();
    let keys = item_keys(items.iter().map(|known| &known.record));
    existing.action_items = keys.into_iter().zip(items).collect();
}

/// Asks for the names of records that others name by number; false when nothing was learnt.
fn learn_names(
    client: &mut Client<'_>,
    missing: &BTreeSet<(Kind, Id)>,
    existing: &mut Existing,
) -> Result<bool> {
    let mut learnt = false;
    macro_rules! learn {
        ($($kind:ident, $get:ident, $name:ident;)*) => { $(
            let of_kind = missing.iter().filter(|(kind, _)| *kind == Kind::$kind);
            let refs: Vec<Ref> = of_kind.map(|(_, id)| Ref::id(*id)).collect();
            for record in client.$get(&refs)?.into_iter().flatten() {
                let name = &record.details.$name;
                existing.ids.learn(Kind::$kind, name, record.id);
                existing.names.learn(Kind::$kind, record.id, name);
                learnt = true;
            }
        )* };
    }
    learn! {
        person, get_people, handle;
        group, get_groups, slug;
        initiative, get_initiatives, slug;
        meeting, get_meetings, slug;
        report, get_reports, slug;
    }
    Ok(learnt)
}
