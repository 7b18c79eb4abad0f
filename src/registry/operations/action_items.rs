//! Action items and their follow-ups.

use ic_stable_structures::Memory;

use crate::domain::{
    ActionItem, ActionItemDetails, AddFollowUp, Error, Kind, UpdateActionItem, Written, checks,
};
use crate::registry::access::Permit;
use crate::registry::{Registry, new_meta};
use crate::store::List;

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn create_action_item(
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

    pub(in crate::registry) fn update_action_item(
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

    pub(in crate::registry) fn follow_up(
        &mut self,
        permit: &Permit,
        a: &AddFollowUp,
    ) -> Result<Written, Error> {
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
}
