//! Initiatives and their milestones.

use ic_stable_structures::Memory;

use crate::domain::{
    Error, Initiative, InitiativeDetails, Kind, UpdateInitiative, Written, checks,
};
use crate::registry::access::Permit;
use crate::registry::{Registry, new_meta};
use crate::store::List;

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn create_initiative(
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
            withdrawn: None,
        };
        self.insert(permit, "create_initiative", &initiative)
    }

    pub(in crate::registry) fn update_initiative(
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
}
