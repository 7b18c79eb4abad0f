//! What a group says of itself beside its record: how it stands to others, whether it approves
//! minutes, and that all of it still holds.

use ic_stable_structures::Memory;

use crate::domain::{ConfirmGroup, Error, Group, SetApproval, SetRelations, Written, checks};
use crate::registry::Registry;
use crate::registry::access::Permit;

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn set_relations(
        &mut self,
        permit: &Permit,
        a: &SetRelations,
    ) -> Result<Written, Error> {
        self.check(|c| checks::relations(c, a.id, &a.relations))?;
        let old: Group = self.at_revision(a.id, a.expected_revision)?;
        let new = Group {
            relations: a.relations.clone(),
            ..old.clone()
        };
        self.replace(permit, "set_relations", &old, new)
    }

    pub(in crate::registry) fn set_approval(
        &mut self,
        permit: &Permit,
        a: &SetApproval,
    ) -> Result<Written, Error> {
        let old: Group = self.at_revision(a.id, a.expected_revision)?;
        let new = Group {
            approves_minutes: a.approves_minutes,
            ..old.clone()
        };
        self.replace(permit, "set_approval", &old, new)
    }

    pub(in crate::registry) fn confirm_group(
        &mut self,
        permit: &Permit,
        a: &ConfirmGroup,
    ) -> Result<Written, Error> {
        let old: Group = self.at_revision(a.id, a.expected_revision)?;
        if !old.was_accepted() {
            let reason = "the group is a proposal".into();
            return Err(Error::not_now { reason });
        }
        let new = Group {
            confirmed_at: Some(permit.at()),
            ..old.clone()
        };
        self.replace(permit, "confirm_group", &old, new)
    }
}
