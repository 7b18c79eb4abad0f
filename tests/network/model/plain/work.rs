//! Action items, initiatives and reports.

use workgroups::domain::*;

use super::history::{initiative_fields, item_fields, report_fields};
use super::{Act, Plain, Refused, fresh, next, read};

type Done = Result<(Kind, Id, u64), Refused>;

impl Plain {
    fn items_in(&self, group: &Id) -> usize {
        self.items
            .values()
            .filter(|i| i.details.group == *group)
            .count()
    }

    pub(super) fn create_item(&mut self, act: Act, d: &ActionItemDetails) -> Done {
        self.faultless(|f| {
            f.action_item(d);
            f.meetings_of_item(None, d);
        })?;
        self.room_in(&[], &[d.group], |g| self.items_in(g))?;
        let new = ActionItem {
            id: self.number(Kind::action_item),
            meta: fresh(act),
            details: d.clone(),
            closed_at: None,
            withdrawn: None,
        };
        self.put_item(act, "create_action_item", new)
    }

    pub(super) fn put_item(&mut self, act: Act, operation: &str, new: ActionItem) -> Done {
        let old = self.items.insert(new.id, new.clone());
        let fields = old.map(|old| item_fields(&old, &new)).unwrap_or_default();
        let what = (Kind::action_item, new.id, new.meta.revision);
        Ok(self.enter(act, operation, what, fields))
    }

    fn item_at(&self, id: Id, expected: u64) -> Result<ActionItem, Refused> {
        read(
            &self.items,
            Kind::action_item,
            id,
            |i| i.meta.revision,
            expected,
        )
    }

    pub(super) fn update_item(&mut self, act: Act, a: &UpdateActionItem) -> Done {
        let stored = self.any_item(a.id).map(|i| i.details.clone());
        self.faultless(|f| {
            f.action_item(&a.details);
            f.meetings_of_item(stored.as_ref(), &a.details);
        })?;
        let mut item = self.item_at(a.id, a.expected_revision)?;
        self.room_in(&[item.details.group], &[a.details.group], |g| {
            self.items_in(g)
        })?;
        close(&mut item, act, a.details.state);
        item.details = a.details.clone();
        item.meta = next(&item.meta, act);
        self.put_item(act, "update_action_item", item)
    }

    pub(super) fn follow_up(&mut self, act: Act, a: &AddFollowUp) -> Done {
        let group = self.any_item(a.id).map(|i| i.details.group);
        self.faultless(|f| {
            f.follow_up("follow_up", &a.follow_up);
            if let (Some(group), Some(meeting)) = (group, a.follow_up.meeting) {
                f.meeting_of_group("follow_up.meeting", meeting, group);
            }
        })?;
        let mut item = self.item_at(a.id, a.expected_revision)?;
        Self::room(
            item.details.follow_ups.len(),
            self.settings.limits.list_entries,
        )?;
        item.details.follow_ups.push(a.follow_up.clone());
        close(&mut item, act, a.state);
        item.details.state = a.state;
        item.meta = next(&item.meta, act);
        self.put_item(act, "follow_up", item)
    }

    fn initiatives_in(&self, group: &Id) -> usize {
        let there = |i: &&Initiative| i.details.groups.contains(group);
        self.initiatives.values().filter(there).count()
    }

    pub(super) fn create_initiative(&mut self, act: Act, d: &InitiativeDetails) -> Done {
        self.faultless(|f| f.initiative(d))?;
        self.room_in(&[], &d.groups, |g| self.initiatives_in(g))?;
        let new = Initiative {
            id: self.number(Kind::initiative),
            meta: fresh(act),
            details: d.clone(),
            withdrawn: None,
        };
        self.put_initiative(act, "create_initiative", new)
    }

    fn put_initiative(&mut self, act: Act, operation: &str, new: Initiative) -> Done {
        self.take_name(Kind::initiative, new.id, &new.details.slug)?;
        let old = self.initiatives.insert(new.id, new.clone());
        let fields = old
            .map(|old| initiative_fields(&old, &new))
            .unwrap_or_default();
        let what = (Kind::initiative, new.id, new.meta.revision);
        Ok(self.enter(act, operation, what, fields))
    }

    pub(super) fn update_initiative(&mut self, act: Act, a: &UpdateInitiative) -> Done {
        self.faultless(|f| f.initiative(&a.details))?;
        let (kind, expected) = (Kind::initiative, a.expected_revision);
        let mut new = read(&self.initiatives, kind, a.id, |i| i.meta.revision, expected)?;
        let (had, has) = (&new.details.groups, &a.details.groups);
        self.room_in(had, has, |g| self.initiatives_in(g))?;
        new.details = a.details.clone();
        new.meta = next(&new.meta, act);
        self.put_initiative(act, "update_initiative", new)
    }

    fn reports_in(&self, group: &Id) -> usize {
        let there = |r: &&Report| r.details.groups.contains(group);
        self.reports.values().filter(there).count()
    }

    pub(super) fn create_report(&mut self, act: Act, d: &ReportDetails) -> Done {
        self.faultless(|f| f.report(d))?;
        self.room_in(&[], &d.groups, |g| self.reports_in(g))?;
        let milestones = self.snapshots(&d.initiatives, &[])?;
        let new = Report {
            id: self.number(Kind::report),
            meta: fresh(act),
            details: d.clone(),
            milestones,
            withdrawn: None,
        };
        self.put_report(act, "create_report", new)
    }

    fn put_report(&mut self, act: Act, operation: &str, new: Report) -> Done {
        self.take_name(Kind::report, new.id, &new.details.slug)?;
        let old = self.reports.insert(new.id, new.clone());
        let fields = old.map(|old| report_fields(&old, &new)).unwrap_or_default();
        let what = (Kind::report, new.id, new.meta.revision);
        Ok(self.enter(act, operation, what, fields))
    }

    pub(super) fn update_report(&mut self, act: Act, a: &UpdateReport) -> Done {
        self.faultless(|f| f.report(&a.details))?;
        let (kind, expected) = (Kind::report, a.expected_revision);
        let mut new = read(&self.reports, kind, a.id, |r| r.meta.revision, expected)?;
        let (had, has) = (&new.details.groups, &a.details.groups);
        self.room_in(had, has, |g| self.reports_in(g))?;
        new.milestones = self.snapshots(&a.details.initiatives, &new.milestones)?;
        new.details = a.details.clone();
        new.meta = next(&new.meta, act);
        self.put_report(act, "update_report", new)
    }

    /// What a report keeps of its initiatives: as it was kept before, or as they stand now. The
    /// initiatives are known to exist.
    fn snapshots(&self, initiatives: &[Id], kept: &[Snapshot]) -> Result<Vec<Snapshot>, Refused> {
        let snapshot = |id: &Id| {
            let before = kept.iter().find(|s| s.initiative == *id).cloned();
            if let Some(before) = before {
                return Ok(before);
            }
            // One that is not there is withdrawn.
            let initiative = self.initiatives.get(id).ok_or(Refused::NotNow)?;
            let Initiative { meta, details, .. } = initiative;
            Ok(Snapshot {
                initiative: *id,
                revision: meta.revision,
                title: details.title.clone(),
                progress: details.progress,
                milestones: details.milestones.clone(),
            })
        };
        initiatives.iter().map(snapshot).collect()
    }
}

/// Keeps when an item is closed that comes to a state.
fn close(item: &mut ActionItem, act: Act, state: ActionState) {
    let closed = |state| matches!(state, ActionState::done | ActionState::dropped);
    if !closed(state) {
        item.closed_at = None;
    } else if !closed(item.details.state) {
        item.closed_at = Some(act.at);
    }
}
