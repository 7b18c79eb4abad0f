//! Action items, initiatives and reports.

use ic_stable_structures::Memory;

use super::{Workgroups, new_meta};
use crate::domain::{
    ActionItem, ActionItemDetails, AddFollowUp, Error, Id, Initiative, InitiativeDetails, Kind,
    Report, ReportDetails, Snapshot, UpdateActionItem, UpdateInitiative, UpdateReport, Written,
    checks,
};
use crate::registry::access::Permit;
use crate::store::List;

impl<M: Memory> Workgroups<M> {
    pub(super) fn create_action_item(
        &mut self,
        permit: &Permit,
        details: &ActionItemDetails,
    ) -> Result<Written, Error> {
        self.check(|c| checks::action_item(c, details))?;
        self.has_room_for(
            "action items of a group",
            List::ItemsOfGroup,
            &[],
            &[details.group],
        )?;
        let item = ActionItem {
            id: self.store.next_id(Kind::action_item),
            meta: new_meta(permit),
            details: details.clone(),
        };
        self.insert(permit, "create_action_item", &item)
    }

    pub(super) fn update_action_item(
        &mut self,
        permit: &Permit,
        a: &UpdateActionItem,
    ) -> Result<Written, Error> {
        self.check(|c| checks::action_item(c, &a.details))?;
        let old: ActionItem = self.at_revision(a.id, a.expected_revision)?;
        let (had, has) = ([old.details.group], [a.details.group]);
        self.has_room_for("action items of a group", List::ItemsOfGroup, &had, &has)?;
        let new = ActionItem {
            details: a.details.clone(),
            ..old.clone()
        };
        self.replace(permit, "update_action_item", &old, new)
    }

    pub(super) fn follow_up(&mut self, permit: &Permit, a: &AddFollowUp) -> Result<Written, Error> {
        self.check(|c| checks::follow_up(c, "follow_up", &a.follow_up))?;
        let old: ActionItem = self.at_revision(a.id, a.expected_revision)?;
        let limit = self.limits().list_entries;
        if old.details.follow_ups.len() >= limit as usize {
            let what = "follow-ups of an action item".into();
            return Err(Error::limit_exceeded {
                what,
                limit: limit.into(),
            });
        }
        let mut new = old.clone();
        new.details.follow_ups.push(a.follow_up.clone());
        new.details.state = a.state;
        self.replace(permit, "follow_up", &old, new)
    }

    pub(super) fn create_initiative(
        &mut self,
        permit: &Permit,
        details: &InitiativeDetails,
    ) -> Result<Written, Error> {
        self.check(|c| checks::initiative(c, details))?;
        let (what, list) = ("initiatives of a group", List::InitiativesOfGroup);
        self.has_room_for(what, list, &[], &details.groups)?;
        let initiative = Initiative {
            id: self.store.next_id(Kind::initiative),
            meta: new_meta(permit),
            details: details.clone(),
        };
        self.insert(permit, "create_initiative", &initiative)
    }

    pub(super) fn update_initiative(
        &mut self,
        permit: &Permit,
        a: &UpdateInitiative,
    ) -> Result<Written, Error> {
        self.check(|c| checks::initiative(c, &a.details))?;
        let old: Initiative = self.at_revision(a.id, a.expected_revision)?;
        let (what, list) = ("initiatives of a group", List::InitiativesOfGroup);
        self.has_room_for(what, list, &old.details.groups, &a.details.groups)?;
        let new = Initiative {
            details: a.details.clone(),
            ..old.clone()
        };
        self.replace(permit, "update_initiative", &old, new)
    }

    pub(super) fn create_report(
        &mut self,
        permit: &Permit,
        details: &ReportDetails,
    ) -> Result<Written, Error> {
        self.check(|c| checks::report(c, details))?;
        let (what, list) = ("reports of a group", List::ReportsOfGroup);
        self.has_room_for(what, list, &[], &details.groups)?;
        let milestones = self.snapshots(&details.initiatives, &[])?;
        let report = Report {
            id: self.store.next_id(Kind::report),
            meta: new_meta(permit),
            details: details.clone(),
            milestones,
        };
        self.insert(permit, "create_report", &report)
    }

    pub(super) fn update_report(
        &mut self,
        permit: &Permit,
        a: &UpdateReport,
    ) -> Result<Written, Error> {
        self.check(|c| checks::report(c, &a.details))?;
        let old: Report = self.at_revision(a.id, a.expected_revision)?;
        let (what, list) = ("reports of a group", List::ReportsOfGroup);
        self.has_room_for(what, list, &old.details.groups, &a.details.groups)?;
        let mut new = Report {
            details: a.details.clone(),
            ..old.clone()
        };
        new.milestones = self.snapshots(&a.details.initiatives, &old.milestones)?;
        self.replace(permit, "update_report", &old, new)
    }

    /// The initiatives as they stood when the report took them up, or as they stand now.
    fn snapshots(&self, initiatives: &[Id], taken: &[Snapshot]) -> Result<Vec<Snapshot>, Error> {
        let snapshot = |id: &Id| match taken.iter().find(|s| s.initiative == *id) {
            Some(snapshot) => Ok(snapshot.clone()),
            None => self.find::<Initiative>(*id).map(|i| Snapshot::from(&i)),
        };
        initiatives.iter().map(snapshot).collect()
    }
}
