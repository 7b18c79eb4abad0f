//! Changes that take two admins, where that is set: proposed by one, confirmed by another.

use candid::Principal;
use ic_stable_structures::Memory;

use crate::domain::check::Size;
use crate::domain::{
    ChangeDecision, ConfirmChange, DropChange, Error, Id, Kind, Nanos, Operation, PendingChange,
    ProposeChange, SetTwoAdmins, Settings, Written,
};
use crate::registry::access::Permit;
use crate::registry::{Registry, new_meta};
use crate::store::{List, entry_id};

/// Proposed changes that wait at most; one more takes the place of those that have expired.
const MAX_WAITING: u32 = 50;
/// Days within which a change can be set to be confirmed.
const MAX_DAYS: u32 = 90;
/// Days within which it is confirmed if two admins are no longer needed.
const USUAL_DAYS: u32 = 7;

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn set_two_admins(
        &mut self,
        permit: &Permit,
        a: &SetTwoAdmins,
    ) -> Result<Written, Error> {
        self.check(|c| {
            if a.confirm_days
                .is_some_and(|days| days == 0 || days > MAX_DAYS)
            {
                c.fault("confirm_days", format!("is not 1 to {MAX_DAYS}"));
            }
        })?;
        self.expect_settings(a.expected_revision)?;
        if a.confirm_days.is_some() && self.settings.admins.len() < 2 {
            let reason = "there are not two admins".into();
            return Err(Error::not_now { reason });
        }
        let new = Settings {
            confirm_days: a.confirm_days,
            ..self.settings.clone()
        };
        self.put_settings(permit, "set_two_admins", new)
    }

    pub(in crate::registry) fn propose_change(
        &mut self,
        permit: &Permit,
        a: &ProposeChange,
    ) -> Result<Written, Error> {
        self.check(|c| c.required("reason", &a.reason, Size::Paragraph))?;
        self.let_expire(permit.at())?;
        let what = "changes that wait for another admin";
        self.has_room(what, List::OpenChanges, 0, MAX_WAITING)?;
        let operation = Operation::from(a.change.clone());
        let change = PendingChange {
            id: self.store.next_id(Kind::proposed_change),
            meta: new_meta(permit),
            method: operation.method().into(),
            argument: operation.argument(),
            reason: a.reason.clone(),
            decision: None,
        };
        self.insert(permit, "propose_change", &change)
    }

    /// Lets changes go that were not confirmed in time.
    fn let_expire(&mut self, now: Nanos) -> Result<(), Error> {
        let waiting = self.store.entries(List::OpenChanges, 0);
        let waiting: Vec<Id> = waiting.map(|(key, _)| entry_id(&key)).collect();
        for id in waiting {
            let change: PendingChange = self.find(id)?;
            if change.expires_at(self.confirm_days()) <= now {
                self.store.remove(&change)?;
            }
        }
        Ok(())
    }

    /// Within how many days a proposed change is confirmed.
    pub(in crate::registry) fn confirm_days(&self) -> u32 {
        self.settings.confirm_days.unwrap_or(USUAL_DAYS)
    }

    /// Confirms a change, which is made in the same message.
    pub(in crate::registry) fn confirm_change(
        &mut self,
        permit: &Permit,
        a: &ConfirmChange,
    ) -> Result<Written, Error> {
        let old = self.waiting_change(a.id, a.expected_revision)?;
        let by = old.meta.created_by;
        let reason = match () {
            () if old.expires_at(self.confirm_days()) <= permit.at() => {
                Some("the change was not confirmed in time")
            }
            () if self.are_one(by, permit.by()) => Some("the change is confirmed by another admin"),
            () if !self.settings.admins.contains(&by) => {
                Some("the one who proposed the change is no admin any more")
            }
            () => None,
        };
        if let Some(reason) = reason {
            let reason = reason.into();
            return Err(Error::not_now { reason });
        }
        let unknown = || Error::invalid("id", "is a change that this version does not know");
        let operation = old.operation().ok_or_else(unknown)?;
        let decision = ChangeDecision {
            confirmed: true,
            reason: None,
            by: permit.by(),
            at: permit.at(),
        };
        self.decide_change(permit, "confirm_change", &old, decision)?;
        self.dispatch(permit, &operation)
    }

    pub(in crate::registry) fn drop_change(
        &mut self,
        permit: &Permit,
        a: &DropChange,
    ) -> Result<Written, Error> {
        self.check(|c| c.optional("reason", &a.reason, Size::Paragraph))?;
        let old = self.waiting_change(a.id, a.expected_revision)?;
        let decision = ChangeDecision {
            confirmed: false,
            reason: a.reason.clone(),
            by: permit.by(),
            at: permit.at(),
        };
        self.decide_change(permit, "drop_change", &old, decision)
    }

    fn waiting_change(&self, id: Id, expected: u64) -> Result<PendingChange, Error> {
        let change: PendingChange = self.at_revision(id, expected)?;
        match change.decision {
            None => Ok(change),
            Some(_) => Err(Error::not_now {
                reason: "the change is confirmed or dropped already".into(),
            }),
        }
    }

    fn decide_change(
        &mut self,
        permit: &Permit,
        operation: &str,
        old: &PendingChange,
        decision: ChangeDecision,
    ) -> Result<Written, Error> {
        let new = PendingChange {
            decision: Some(decision),
            ..old.clone()
        };
        self.replace(permit, operation, old, new)
    }

    /// Whether two principals are one person's.
    fn are_one(&self, one: Principal, other: Principal) -> bool {
        let person = self.store.person_of(&one);
        one == other || (person.is_some() && person == self.store.person_of(&other))
    }

    /// The link request that an operation accepts, be it by a change that it confirms.
    pub(in crate::registry) fn accepted_request(&self, operation: &Operation) -> Option<Id> {
        match operation {
            Operation::confirm_change(a) => {
                let change: PendingChange = self.store.get(a.id)?;
                change.operation()?.accepts_link()
            }
            operation => operation.accepts_link(),
        }
    }
}
