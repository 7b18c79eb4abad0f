//! Changes that take two admins.

use workgroups::domain::*;

use super::{Act, Plain, Refused, fresh, next, read};

type Done = Result<(Kind, Id, u64), Refused>;

const DAY: Nanos = 86_400_000_000_000;

impl Plain {
    /// Whether an operation is one that a single admin may not do.
    pub(super) fn takes_two(&self, op: &Operation) -> bool {
        use Operation as O;
        if self.settings.confirm_days.is_none() {
            return false;
        }
        match op {
            O::set_profile(_) | O::set_limits(_) | O::set_origins(_) | O::set_patience(_) => true,
            O::add_admin(_) | O::remove_admin(_) | O::set_two_admins(_) => true,
            O::merge_person(_) | O::withhold_person(_) | O::withhold_blocks(_) => true,
            O::set_doors(a) => {
                let (new, old) = (&a.doors, &self.settings.doors);
                new.operations_per_day > old.operations_per_day
                    || new.bytes_per_day > old.bytes_per_day
                    || new.bytes_per_hour > old.bytes_per_hour
                    || new.operation_bytes > old.operation_bytes
                    || new.open_proposals > old.open_proposals
                    || new.open_link_requests > old.open_link_requests
                    || new.link_request_days > old.link_request_days
            }
            O::decide_link(a) => a.accept,
            O::decide_proposal(a) => a.accept,
            O::create_group(a) => a.parent.is_none(),
            O::move_group(a) => a.parent.is_none(),
            O::set_lifecycle(a) => {
                let group = self.any_group(a.id);
                group.is_some_and(|g| !super::rights::pauses_or_resumes(g, &a.lifecycle))
            }
            O::withdraw_record(WithdrawRecord { record, .. })
            | O::reinstate_record(ReinstateRecord { record, .. }) => {
                matches!(record, RecordId::group(_) | RecordId::person(_))
            }
            _ => false,
        }
    }

    fn confirm_days(&self) -> u64 {
        u64::from(self.settings.confirm_days.unwrap_or(7))
    }

    fn is_over(&self, change: &PendingChange, now: Nanos) -> bool {
        change.meta.created_at + self.confirm_days() * DAY <= now
    }

    pub(super) fn set_two_admins(&mut self, act: Act, a: &SetTwoAdmins) -> Done {
        let good = a.confirm_days.is_none_or(|days| (1..=90).contains(&days));
        self.faultless(|f| f.note_if(!good, "confirm_days"))?;
        self.at_settings(a.expected_revision)?;
        if a.confirm_days.is_some() && self.settings.admins.len() < 2 {
            return Err(Refused::NotNow);
        }
        let new = Settings {
            confirm_days: a.confirm_days,
            ..self.settings.clone()
        };
        self.put_settings(act, "set_two_admins", new)
    }

    pub(super) fn propose_change(&mut self, act: Act, a: &ProposeChange) -> Done {
        self.faultless(|f| f.paragraph("reason", &a.reason))?;
        let over: Vec<Id> = self
            .proposed
            .values()
            .filter(|c| c.decision.is_none() && self.is_over(c, act.at))
            .map(|c| c.id)
            .collect();
        over.iter().for_each(|id| drop(self.proposed.remove(id)));
        let open = self.proposed.values().filter(|c| c.decision.is_none());
        Self::room(open.count(), 50)?;
        let operation = Operation::from(a.change.clone());
        let id = self.number(Kind::proposed_change);
        let new = PendingChange {
            id,
            meta: fresh(act),
            method: operation.method().into(),
            argument: operation.argument(),
            reason: a.reason.clone(),
            decision: None,
        };
        self.proposed.insert(id, new);
        let what = (Kind::proposed_change, id, 1);
        Ok(self.enter(act, "propose_change", what, Vec::new()))
    }

    fn proposed_at(&self, id: Id, expected: u64) -> Result<PendingChange, Refused> {
        let kind = Kind::proposed_change;
        let change = read(&self.proposed, kind, id, |c| c.meta.revision, expected)?;
        match change.decision {
            None => Ok(change),
            Some(_) => Err(Refused::NotNow),
        }
    }

    fn decide(
        &mut self,
        act: Act,
        operation: &str,
        old: PendingChange,
        (confirmed, reason): (bool, Option<String>),
    ) -> Done {
        let new = PendingChange {
            meta: next(&old.meta, act),
            decision: Some(ChangeDecision {
                confirmed,
                reason,
                by: act.by,
                at: act.at,
            }),
            ..old
        };
        let what = (Kind::proposed_change, new.id, new.meta.revision);
        self.proposed.insert(new.id, new);
        Ok(self.enter(act, operation, what, vec!["decision".into()]))
    }

    pub(super) fn confirm_change(&mut self, act: Act, a: &ConfirmChange) -> Done {
        let old = self.proposed_at(a.id, a.expected_revision)?;
        let by = old.meta.created_by;
        let person = self.person_of(&by);
        let one = by == act.by || (person.is_some() && person == self.person_of(&act.by));
        if one || self.is_over(&old, act.at) || !self.settings.admins.contains(&by) {
            return Err(Refused::NotNow);
        }
        let operation = old.operation().expect("it was proposed");
        self.decide(act, "confirm_change", old, (true, None))?;
        let done = self.apply(act, &operation);
        done.map_err(|refused| self.if_withdrawn(&operation, refused))
    }

    pub(super) fn drop_change(&mut self, act: Act, a: &DropChange) -> Done {
        self.faultless(|f| f.maybe_paragraph("reason", &a.reason))?;
        let old = self.proposed_at(a.id, a.expected_revision)?;
        self.decide(act, "drop_change", old, (false, a.reason.clone()))
    }

    pub(super) fn proposed_changes(&self, now: Nanos) -> Vec<ProposedChange> {
        let waits = |c: &&PendingChange| c.decision.is_none() && !self.is_over(c, now);
        let mut waiting: Vec<&PendingChange> = self.proposed.values().filter(waits).collect();
        waiting.sort_by_key(|c| (c.meta.created_at, c.id));
        let shown = |c: &PendingChange| ProposedChange {
            id: c.id,
            meta: c.meta.clone(),
            change: c.operation().and_then(AdminChange::of),
            reason: c.reason.clone(),
            expires_at: c.meta.created_at + self.confirm_days() * DAY,
        };
        waiting.into_iter().map(shown).collect()
    }
}
