//! Reports, which keep initiatives as they stood.

use ic_stable_structures::Memory;

use crate::domain::{
    Error, Id, Initiative, Kind, Report, ReportDetails, Snapshot, UpdateReport, Written, checks,
};
use crate::registry::access::Permit;
use crate::registry::{Registry, new_meta};
use crate::store::List;

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn create_report(
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
            withdrawn: None,
        };
        self.insert(permit, "create_report", &report)
    }

    pub(in crate::registry) fn update_report(
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
