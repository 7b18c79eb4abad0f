//! Minutes that are approved, and what is changed in them afterwards.

use ic_stable_structures::Memory;

use crate::domain::check::Check;
use crate::domain::{
    Approval, ApproveMinutes, Correction, Error, Group, Kind, Meeting, Minutes, Written,
};
use crate::registry::Registry;
use crate::registry::access::Permit;

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn approve_minutes(
        &mut self,
        permit: &Permit,
        a: &ApproveMinutes,
    ) -> Result<Written, Error> {
        let old: Meeting = self.at_revision(a.id, a.expected_revision)?;
        self.check(|c| self.check_approving(c, &old, a))?;
        let reason = match (&old.minutes, &old.approval) {
            (None, _) => Some("no minutes are published"),
            (Some(_), Some(approval)) if !is_corrected_since(&old, approval) => {
                Some("the minutes are approved already")
            }
            _ => None,
        };
        if let Some(reason) = reason {
            let reason = reason.into();
            return Err(Error::not_now { reason });
        }
        let approval = Approval {
            by: permit.by(),
            at: permit.at(),
            revision: old.meta.revision,
            meeting: a.meeting,
        };
        let new = Meeting {
            approval: Some(approval),
            ..old.clone()
        };
        self.replace(permit, "approve_minutes", &old, new)
    }

    /// The meeting that approves minutes is another one of the same groups, and no earlier one.
    fn check_approving(&self, c: &mut Check, of: &Meeting, a: &ApproveMinutes) {
        let Some(meeting) = a.meeting else { return };
        c.id("meeting", Kind::meeting, meeting);
        if meeting == a.id {
            return c.fault("meeting", "is the meeting itself");
        }
        let Some(later) = self.store.get::<Meeting>(meeting) else {
            return;
        };
        let groups = &of.details.groups;
        if !later.details.groups.iter().any(|g| groups.contains(g)) {
            c.fault("meeting", "is a meeting of other groups");
        }
        let (first, second) = (of.details.when.order(), later.details.when.order());
        if first > 0 && second > 0 && second < first {
            c.fault("meeting", "is an earlier meeting");
        }
    }

    /// What becomes of a meeting by minutes that are published: those that were approved before
    /// are corrected.
    pub(in crate::registry) fn with_minutes(
        &self,
        permit: &Permit,
        old: &Meeting,
        minutes: &Minutes,
    ) -> Result<Meeting, Error> {
        let mut new = old.clone();
        new.minutes = Some(minutes.clone());
        new.published_at = old.published_at.or(Some(permit.at()));
        new.wants_approval = old.wants_approval || self.approves(old);
        let parts = match (&old.approval, &old.minutes) {
            (Some(_), Some(before)) => minutes.differing(before),
            _ => Vec::new(),
        };
        if !parts.is_empty() {
            let limit = self.limits().list_entries;
            if new.corrections.len() >= limit as usize {
                let what = "corrections of approved minutes".into();
                let limit = limit.into();
                return Err(Error::limit_exceeded { what, limit });
            }
            new.corrections.push(Correction {
                by: permit.by(),
                at: permit.at(),
                revision: old.meta.revision + 1,
                parts,
            });
        }
        Ok(new)
    }

    /// Whether a group of a meeting approves minutes.
    fn approves(&self, meeting: &Meeting) -> bool {
        let groups = meeting.details.groups.iter();
        let mut groups = groups.filter_map(|g| self.store.get::<Group>(*g));
        groups.any(|group| group.approves_minutes)
    }
}

fn is_corrected_since(meeting: &Meeting, approval: &Approval) -> bool {
    let mut corrections = meeting.corrections.iter();
    corrections.any(|correction| correction.revision > approval.revision)
}
