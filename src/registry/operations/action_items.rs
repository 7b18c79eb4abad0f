//! Action items and their follow-ups.

use ic_stable_structures::Memory;

use crate::domain::check::Check;
use crate::domain::{
    ActionItem, ActionItemDetails, AddFollowUp, Error, Id, Kind, Meeting, UpdateActionItem,
    Written, checks,
};
use crate::registry::access::{self, Permit};
use crate::registry::{Registry, new_meta};
use crate::store::List;

/// Follow-ups whose meetings are looked at: a longer list is refused.
const MAX_FOLLOW_UPS: usize = 1_000;

/// The meetings that an item names.
fn meetings(details: &ActionItemDetails) -> Vec<Id> {
    let followed = details.follow_ups.iter().filter_map(|f| f.meeting);
    details.raised_in.into_iter().chain(followed).collect()
}

impl<M: Memory> Registry<M> {
    /// An item shows on the pages of its meetings: they are its group's, or a group's above it.
    /// What the item had before stays.
    fn check_meetings(
        &self,
        c: &mut Check,
        old: Option<&ActionItemDetails>,
        new: &ActionItemDetails,
    ) {
        let known: Vec<Id> = old.map(meetings).unwrap_or_default();
        let is_new = |meeting: &Id| !known.contains(meeting);
        if let Some(meeting) = new.raised_in.filter(is_new) {
            self.check_meeting(c, "details.raised_in", meeting, new.group);
        }
        for (i, follow_up) in new.follow_ups.iter().enumerate().take(MAX_FOLLOW_UPS) {
            if let Some(meeting) = follow_up.meeting.filter(is_new) {
                let field = format!("details.follow_ups[{i}].meeting");
                self.check_meeting(c, &field, meeting, new.group);
            }
        }
    }

    fn check_meeting(&self, c: &mut Check, field: &str, meeting: Id, group: Id) {
        let Some(meeting) = self.store.get::<Meeting>(meeting) else {
            return;
        };
        let groups = &meeting.details.groups;
        let is_above = || access::ancestors(&self.store, group).any(|g| groups.contains(&g));
        if !groups.contains(&group) && !is_above() {
            c.fault(field, "is a meeting of other groups");
        }
    }

    pub(in crate::registry) fn create_action_item(
        &mut self,
        permit: &Permit,
        details: &ActionItemDetails,
    ) -> Result<Written, Error> {
        self.check(|c| {
            checks::action_item(c, details);
            self.check_meetings(c, None, details);
        })?;
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
            closed_at: None,
            withdrawn: None,
        };
        self.insert(permit, "create_action_item", &item)
    }

    pub(in crate::registry) fn update_action_item(
        &mut self,
        permit: &Permit,
        a: &UpdateActionItem,
    ) -> Result<Written, Error> {
        let stored = self.store.get::<ActionItem>(a.id).map(|item| item.details);
        self.check(|c| {
            checks::action_item(c, &a.details);
            self.check_meetings(c, stored.as_ref(), &a.details);
        })?;
        let old: ActionItem = self.at_revision(a.id, a.expected_revision)?;
        let (had, has) = ([old.details.group], [a.details.group]);
        self.has_room_for("action items of a group", List::ItemsOfGroup, &had, &has)?;
        let new = old.changed(a.details.clone(), permit.at());
        self.replace(permit, "update_action_item", &old, new)
    }

    pub(in crate::registry) fn follow_up(
        &mut self,
        permit: &Permit,
        a: &AddFollowUp,
    ) -> Result<Written, Error> {
        let stored = self.store.get::<ActionItem>(a.id);
        self.check(|c| {
            checks::follow_up(c, "follow_up", &a.follow_up);
            if let (Some(item), Some(meeting)) = (&stored, a.follow_up.meeting) {
                self.check_meeting(c, "follow_up.meeting", meeting, item.details.group);
            }
        })?;
        let old: ActionItem = self.at_revision(a.id, a.expected_revision)?;
        let limit = self.limits().list_entries;
        if old.details.follow_ups.len() >= limit as usize {
            let what = "follow-ups of an action item".into();
            return Err(Error::limit_exceeded {
                what,
                limit: limit.into(),
            });
        }
        let mut details = old.details.clone();
        details.follow_ups.push(a.follow_up.clone());
        details.state = a.state;
        let new = old.changed(details, permit.at());
        self.replace(permit, "follow_up", &old, new)
    }
}
