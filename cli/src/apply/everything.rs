//! Everything that a registry has, in the words of the files.

use std::collections::BTreeSet;

use anyhow::Result;
use workgroups::domain::Kind;
use workgroups::registry::{ListGroups, ListInitiatives, ListMeetings, ListPeople, ListReports};

use super::existing::{Existing, Selection, read};
use crate::client::Client;
use crate::files::format::Data;

/// Reads everything that the files have a place for. Proposed groups that are not accepted are
/// left out: they are the proposers'.
///
/// # Errors
/// When the canister does not answer.
pub fn everything(client: &mut Client<'_>) -> Result<Existing> {
    let mut named = BTreeSet::new();
    for person in client.list_all(&ListPeople::default())? {
        named.insert((Kind::person, person.handle));
    }
    let mut items_of = BTreeSet::new();
    for group in client.list_all(&ListGroups::default())? {
        items_of.insert(group.slug.clone());
        named.insert((Kind::group, group.slug));
    }
    for initiative in client.list_all(&ListInitiatives::default())? {
        named.insert((Kind::initiative, initiative.slug));
    }
    for meeting in client.list_all(&ListMeetings::default())? {
        named.insert((Kind::meeting, meeting.slug));
    }
    for report in client.list_all(&ListReports::default())? {
        named.insert((Kind::report, report.slug));
    }
    let selection = Selection {
        named,
        items_of,
        all_series: true,
        series: Vec::new(),
    };
    read(client, &selection)
}

impl Existing {
    /// The records as one set of data, in an order in which they can be made: a series stands
    /// behind those that it names.
    pub fn data(&self) -> Data {
        let mut series: Vec<_> = self.series.values().collect();
        series.sort_by_key(|known| known.id);
        let mut items: Vec<_> = self.action_items.values().collect();
        items.sort_by_key(|known| known.id);
        macro_rules! records {
            ($list:expr) => {
                $list.values().map(|known| known.record.clone()).collect()
            };
        }
        Data {
            profile: self.profile.as_ref().map(|known| known.record.clone()),
            people: records!(self.people),
            groups: records!(self.groups),
            initiatives: records!(self.initiatives),
            series: series.into_iter().map(|known| known.record.clone()).collect(),
            meetings: records!(self.meetings),
            action_items: items.into_iter().map(|known| known.record.clone()).collect(),
            reports: records!(self.reports),
        }
    }
}
