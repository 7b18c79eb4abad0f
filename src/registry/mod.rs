//! The registry: accepts operations, writes what follows from them, answers questions.
//!
//! An operation passes three gates: the rights ([`access`]), the caller's quota, and the checks of
//! its input. Then it is applied, and becomes an event of the log. Replaying an event runs the
//! same code from the second step on.

pub mod access;
mod budget;
mod history;
mod life;
mod operations;
mod paging;
mod past;
mod queries;
mod questions;
mod repeats;
mod replay;
mod restore;
mod revisions;
mod upcoming_dates;
mod watch;

use std::collections::BTreeSet;

use candid::Principal;
use ic_stable_structures::Memory;

use crate::domain::check::Check;
use crate::domain::{
    Change, Error, Event, Id, Kind, Limits, LinkRequest, Meta, Nanos, Operation, Refusal, Settings,
    Written,
};
use crate::log::block::AcceptedLink;
use crate::registry::access::{Caller, Permit};
use crate::store::{Entry, List, Mark, Store, in_order};

use budget::{Budgets, Charge};
pub use history::Record;
use history::{Difference, Keeps};
pub use queries::calendars::{
    AskGroupCalendar, AskPersonCalendar, AskTagCalendar, AskWholeCalendar, Calendar,
};
pub use queries::conflicts::{AskConflicts, AskSlots, Conflict, Conflicts, PlannedSchedule};
pub use queries::preview::{AskDates, PlannedDate};
pub use questions::*;
use repeats::{MAX_MARK_BYTES, Repeats};
use restore::Restoring;
pub use restore::{AskSealed, BackupBlock, Preimage, RestoreBlocks, SealedPage};
use watch::Watch;
pub use watch::{Refused, Work};

/// Bytes by which a message may be longer than the argument of its operation: the batch around
/// it, and descriptions of types that its sender has chosen to add.
const ENVELOPE_BYTES: usize = 4_000;

/// The registry in its store.
#[derive(Debug)]
pub struct Registry<M: Memory> {
    store: Store<M>,
    /// The registry's own record, read once: every operation asks it for the limits.
    settings: Settings,
    budgets: Budgets,
    repeats: Repeats,
    watch: Watch,
    /// Set while blocks of a backup are brought in. An upgrade ends it.
    restoring: Option<Restoring>,
    /// Whether the running operation is one of a log, where some texts may be withheld.
    is_replaying: bool,
}

impl<M: Memory> Registry<M> {
    /// Opens the registry in a memory, or makes an empty one in an empty memory.
    ///
    /// # Panics
    /// When the memory holds something else.
    pub fn open(memory: M) -> Self {
        let store = Store::open(memory);
        let settings = operations::settings::read(&store);
        Registry {
            store,
            settings,
            budgets: Budgets::default(),
            repeats: Repeats::default(),
            watch: Watch::default(),
            restoring: None,
            is_replaying: false,
        }
    }

    /// The store, to read.
    pub fn store(&self) -> &Store<M> {
        &self.store
    }

    /// What is counted of the work since the code was installed.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Keeps the secret that the seals of blocks are made with, unless there is one already.
    /// Without one, what would be sealed is refused.
    pub fn keep_secret(&mut self, secret: Vec<u8>) {
        self.store.keep_secret(secret);
    }

    /// Whether there is work for [`Registry::tend_index`].
    pub fn is_index_untended(&self) -> bool {
        self.store.is_index_untended()
    }

    /// Does a bounded part of the work on the index of the search that no message waits for: up to
    /// some 200 million instructions. Tells whether more is to do.
    ///
    /// # Panics
    /// When stable memory cannot grow.
    pub fn tend_index(&mut self) -> bool {
        self.store.tend_index()
    }

    /// The marks of what was written since this was last asked.
    pub fn take_written(&mut self) -> BTreeSet<Mark> {
        self.store.take_written()
    }

    /// Does an operation for a caller. A refused operation changes nothing.
    ///
    /// # Errors
    /// Whatever the rights, the quota or the checks refuse.
    pub fn execute(
        &mut self,
        caller: &Caller,
        now: Nanos,
        operation: Operation,
    ) -> Result<Written, Error> {
        let written = self.attempt(caller, now, operation);
        self.finish(written)
    }

    /// Does several operations, all or none.
    ///
    /// # Errors
    /// As `execute`, with the position of the operation that was refused.
    pub fn execute_all(
        &mut self,
        caller: &Caller,
        now: Nanos,
        operations: Vec<Operation>,
    ) -> Result<Vec<Written>, Refusal> {
        let written = self.attempt_all(caller, now, operations, None);
        self.finish(written)
    }

    /// Does a batch, all or none; one that is marked and was done before is not done again.
    ///
    /// # Errors
    /// As `execute_all`; `invalid` for a mark that is empty or too long, and for numbers that are
    /// not as many as the operations; `not_now` when an operation is about another number.
    pub fn execute_batch(
        &mut self,
        caller: &Caller,
        now: Nanos,
        batch: ApplyBatch,
    ) -> Result<Vec<Written>, Refusal> {
        let ApplyBatch {
            operations,
            request_id,
            numbers,
        } = batch;
        let Some(mark) = request_id else {
            return self.execute_numbered(caller, now, operations, numbers);
        };
        if mark.is_empty() || mark.len() > MAX_MARK_BYTES {
            let reason = format!("has not 1 to {MAX_MARK_BYTES} bytes");
            return Err(Error::invalid("request_id", reason).into());
        }
        if let Some(written) = self.repeats.known(caller.principal, &mark, now) {
            return Ok(written.to_vec());
        }
        let written = self.execute_numbered(caller, now, operations, numbers)?;
        self.repeats.note(caller.principal, &mark, now, &written);
        Ok(written)
    }

    /// Does operations, all or none, of which it is told what they are expected to be about.
    fn execute_numbered(
        &mut self,
        caller: &Caller,
        now: Nanos,
        operations: Vec<Operation>,
        numbers: Option<Vec<Option<Id>>>,
    ) -> Result<Vec<Written>, Refusal> {
        if numbers
            .as_ref()
            .is_some_and(|numbers| numbers.len() != operations.len())
        {
            let reason = "are not as many as the operations";
            return Err(Error::invalid("numbers", reason).into());
        }
        let written = self.attempt_all(caller, now, operations, numbers.as_deref());
        self.finish(written)
    }

    /// Applies an event of a log. It was checked when it was written.
    ///
    /// # Errors
    /// When the log is not one of this registry.
    pub fn replay(&mut self, event: &Event) -> Result<Written, Error> {
        let permit = Permit::of_event(event);
        self.is_replaying = true;
        let written = self.apply(&permit, event.operation.clone());
        self.is_replaying = false;
        self.finish(written)
    }

    fn finish<T, E>(&mut self, result: Result<T, E>) -> Result<T, E> {
        match result {
            Ok(_) => {
                self.store.commit();
                self.budgets.keep();
            }
            Err(_) => {
                self.store.undo();
                self.budgets.undo();
                self.settings = operations::settings::read(&self.store);
            }
        }
        result
    }

    fn attempt_all(
        &mut self,
        caller: &Caller,
        now: Nanos,
        operations: Vec<Operation>,
        numbers: Option<&[Option<Id>]>,
    ) -> Result<Vec<Written>, Refusal> {
        if caller.principal == Principal::anonymous() {
            return Err(Error::anonymous_caller.into());
        }
        let limit = self.settings.limits.batch_operations;
        if operations.len() > limit as usize {
            let what = "operations in one batch".into();
            return Err(Error::limit_exceeded {
                what,
                limit: limit.into(),
            }
            .into());
        }
        let attempt = |(i, operation): (usize, Operation)| {
            let written = self.attempt(caller, now, operation);
            let expected = numbers.and_then(|numbers| numbers.get(i).copied().flatten());
            let is_other = |written: &Written| expected.is_some_and(|id| id != written.id);
            let written = match written {
                Ok(written) if is_other(&written) => {
                    let reason = "somebody was faster, so that the number is another".into();
                    Err(Error::not_now { reason })
                }
                written => written,
            };
            written.map_err(|error| Refusal::in_batch(error, i as u32))
        };
        operations.into_iter().enumerate().map(attempt).collect()
    }

    fn attempt(
        &mut self,
        caller: &Caller,
        now: Nanos,
        operation: Operation,
    ) -> Result<Written, Error> {
        if self.is_restoring() {
            let reason = "the registry is being restored from a backup".into();
            return Err(Error::not_now { reason });
        }
        let permit = access::permit(&self.store, &self.settings, caller, now, &operation)?;
        if operation.needs_secret() && !self.store.has_secret() {
            let reason = "the registry is still starting; try again in a few seconds".into();
            return Err(Error::not_now { reason });
        }
        let bytes = || operation.argument().len() as u64;
        let charge = Charge {
            by: caller.principal,
            at: now,
            bytes: (!permit.has_office()).then(bytes),
        };
        if !access::is_admin(&self.settings, caller) {
            let (limits, doors) = (&self.settings.limits, &self.settings.doors);
            self.budgets.check(&charge, limits, doors)?;
        }
        let written = self.apply(&permit, operation)?;
        self.budgets.charge(charge);
        Ok(written)
    }

    /// How many operations of a principal will be accepted within this hour.
    fn operations_left(&self, caller: Principal, now: Nanos) -> u32 {
        let used = self.budgets.operations(&caller, now);
        self.settings
            .limits
            .operations_per_hour
            .saturating_sub(used)
    }

    /// Whether a message with an argument of so many bytes may be accepted: asked before it is
    /// decoded, and before anybody pays for it. What is taken may still be refused.
    pub fn may_send(&self, caller: &Caller, now: Nanos, bytes: usize) -> bool {
        if access::is_admin(&self.settings, caller) {
            return true;
        }
        let has_office = access::has_office(&self.store, &self.settings, caller, now);
        let charge = Charge {
            by: caller.principal,
            at: now,
            bytes: (!has_office).then_some(bytes.saturating_sub(ENVELOPE_BYTES) as u64),
        };
        let (limits, doors) = (&self.settings.limits, &self.settings.doors);
        self.budgets.check(&charge, limits, doors).is_ok()
    }

    /// Charges what a message has cost in all, in cycles, whether it was accepted or not: to all
    /// who hold no office, if its caller holds none.
    pub fn charge_work(&mut self, caller: &Caller, now: Nanos, cycles: u64) {
        let known = self.budgets.take_last();
        let has_office = known.unwrap_or_else(|| self.has_office(caller, now));
        if !has_office {
            self.budgets.charge_work(now, cycles);
        }
    }

    /// Whether admins have shut out all who hold no office.
    pub fn are_doors_shut(&self) -> bool {
        self.settings.doors.operations_per_day == 0
    }

    /// Whether a caller is an admin or holds an office now.
    pub fn has_office(&self, caller: &Caller, now: Nanos) -> bool {
        access::has_office(&self.store, &self.settings, caller, now)
    }

    /// What those who hold no office have used of this day: operations, bytes and cycles.
    pub fn used_by_strangers(&self, now: Nanos) -> (u64, u64, u64) {
        self.budgets.of_strangers(now)
    }

    fn apply(&mut self, permit: &Permit, operation: Operation) -> Result<Written, Error> {
        let written = self.dispatch(permit, &operation)?;
        let request = self.accepted_request(&operation);
        let request = request.and_then(|id| self.store.get(id));
        let accepted = request.map(|r: LinkRequest| AcceptedLink::new(r.principal, &r.target));
        let event = Event {
            at: permit.at(),
            by: permit.by(),
            operation,
        };
        self.store.note(event, accepted);
        Ok(written)
    }

    fn dispatch(&mut self, permit: &Permit, operation: &Operation) -> Result<Written, Error> {
        use Operation as O;
        match operation {
            O::set_profile(a) => self.set_profile(permit, a),
            O::set_limits(a) => self.set_limits(permit, a),
            O::add_admin(principal) => self.add_admin(permit, *principal),
            O::remove_admin(principal) => self.remove_admin(permit, *principal),
            O::create_person(d) => self.create_person(permit, d),
            O::update_person(a) => self.update_person(permit, a),
            O::request_link(a) => self.request_link(permit, a),
            O::decide_link(a) => self.decide_link(permit, a),
            O::unlink_principal(a) => self.unlink_principal(permit, a),
            O::create_group(a) => self.create_group(permit, a),
            O::propose_group(a) => self.propose_group(permit, a),
            O::support_group(id) => self.support_group(permit, *id),
            O::withdraw_support(id) => self.withdraw_support(permit, *id),
            O::decide_proposal(a) => self.decide_proposal(permit, a),
            O::update_group(a) => self.update_group(permit, a),
            O::set_roles(a) => self.set_roles(permit, a),
            O::set_lifecycle(a) => self.set_lifecycle(permit, a),
            O::move_group(a) => self.move_group(permit, a),
            O::join_group(id) => self.join_group(permit, *id),
            O::leave_group(id) => self.leave_group(permit, *id),
            O::create_meeting(d) => self.create_meeting(permit, d),
            O::update_meeting(a) => self.update_meeting(permit, a),
            O::save_draft(a) => self.save_draft(permit, a),
            O::publish_minutes(a) => self.publish_minutes(permit, a),
            O::check_in(id) => self.check_in(permit, *id),
            O::give_feedback(a) => self.give_feedback(permit, a),
            O::remove_feedback(a) => self.remove_feedback(permit, a),
            O::create_action_item(d) => self.create_action_item(permit, d),
            O::update_action_item(a) => self.update_action_item(permit, a),
            O::follow_up(a) => self.follow_up(permit, a),
            O::create_initiative(d) => self.create_initiative(permit, d),
            O::update_initiative(a) => self.update_initiative(permit, a),
            O::create_report(d) => self.create_report(permit, d),
            O::update_report(a) => self.update_report(permit, a),
            O::create_series(d) => self.create_series(permit, d),
            O::update_series(a) => self.update_series(permit, a),
            O::cancel_occurrence(a) => self.cancel_occurrence(permit, a),
            O::restore_occurrence(a) => self.restore_occurrence(permit, a),
            O::change_occurrence(a) => self.change_occurrence(permit, a),
            O::change_following(a) => self.change_following(permit, a),
            O::end_series(a) => self.end_series(permit, a),
            O::set_origins(a) => self.set_origins(permit, a),
            O::set_doors(a) => self.set_doors(permit, a),
            O::remove_proposal(a) => self.remove_proposal(permit, a),
            O::remove_member(a) => self.remove_member(permit, a),
            O::refuse_link_requests(a) => self.refuse_link_requests(permit, a),
            O::set_relations(a) => self.set_relations(permit, a),
            O::set_approval(a) => self.set_approval(permit, a),
            O::confirm_group(a) => self.confirm_group(permit, a),
            O::approve_minutes(a) => self.approve_minutes(permit, a),
            O::set_agenda(a) => self.set_agenda(permit, a),
            O::set_patience(a) => self.set_patience(permit, a),
            O::withdraw_record(a) => self.withdraw_record(permit, a),
            O::reinstate_record(a) => self.reinstate_record(permit, a),
            O::merge_person(a) => self.merge_person(permit, a),
            O::set_two_admins(a) => self.set_two_admins(permit, a),
            O::propose_change(a) => self.propose_change(permit, a),
            O::confirm_change(a) => self.confirm_change(permit, a),
            O::drop_change(a) => self.drop_change(permit, a),
            O::withhold_person(a) => self.withhold_person(permit, a),
            O::withhold_blocks(a) => self.withhold_blocks(a),
        }
    }

    fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    /// Looks at an input, and refuses it with all its faults.
    fn check(&self, look: impl FnOnce(&mut Check)) -> Result<(), Error> {
        let (limits, known) = (&self.settings.limits, self.store.known());
        let mut check = match self.is_replaying {
            true => Check::of_log(limits, known),
            false => Check::new(limits, known),
        };
        look(&mut check);
        check.done()
    }

    /// Writes a new record.
    fn insert<R: Record>(
        &mut self,
        permit: &Permit,
        operation: &str,
        new: &R,
    ) -> Result<Written, Error> {
        self.write(permit, operation, None, new, Vec::new())
    }

    /// Writes the next revision of a record.
    fn replace<R: Record>(
        &mut self,
        permit: &Permit,
        operation: &str,
        old: &R,
        new: R,
    ) -> Result<Written, Error> {
        self.replace_telling(permit, operation, old, new, Vec::new())
    }

    /// Writes the next revision of a record; its history tells `more` than the fields that differ.
    fn replace_telling<R: Record>(
        &mut self,
        permit: &Permit,
        operation: &str,
        old: &R,
        mut new: R,
        more: Vec<String>,
    ) -> Result<Written, Error> {
        let meta = new.meta_mut();
        meta.revision = old.meta().revision + 1;
        meta.updated_at = permit.at();
        meta.updated_by = permit.by();
        self.write(permit, operation, Some(old), &new, more)
    }

    fn write<R: Record>(
        &mut self,
        permit: &Permit,
        operation: &str,
        old: Option<&R>,
        new: &R,
        more: Vec<String>,
    ) -> Result<Written, Error> {
        // What stands for texts that are withheld may be longer than they were.
        let limit = match self.is_replaying {
            true => usize::MAX,
            false => self.settings.limits.record_bytes as usize,
        };
        self.store.put(old, new, limit)?;
        let revision = new.meta().revision;
        if R::KEEPS != Keeps::Nothing {
            let mut difference = old.map(|old| new.difference(old)).unwrap_or_default();
            difference.fields.extend(more);
            self.remember(permit, operation, R::KIND, new.id(), revision, difference);
        }
        Ok(self.written(R::KIND, new.id(), revision))
    }

    fn written(&self, kind: Kind, id: Id, revision: u64) -> Written {
        Written {
            kind: Some(kind),
            id,
            revision,
            event: self.store.next_event(),
        }
    }

    /// Enters a change in the history of a record.
    fn remember(
        &mut self,
        permit: &Permit,
        operation: &str,
        kind: Kind,
        id: Id,
        revision: u64,
        difference: Difference,
    ) {
        let event = self.store.next_event();
        let (at, by) = (permit.at(), permit.by());
        let change = Change {
            event,
            at,
            by,
            revision,
            operation: operation.into(),
            fields: difference.fields.clone(),
        };
        let card = past::card(change, difference.before());
        let order = in_order(kind.code().into(), event);
        self.store
            .put_entry(Entry::new(List::History, id, order, event, card));
    }

    /// Refuses one more record in a list that is full.
    fn has_room(&self, what: &str, list: List, scope: u64, limit: u32) -> Result<(), Error> {
        match self.store.count(list, scope) < u64::from(limit) {
            true => Ok(()),
            false => Err(Error::limit_exceeded {
                what: what.into(),
                limit: limit.into(),
            }),
        }
    }
}

/// A new record's meta.
fn new_meta(permit: &Permit) -> Meta {
    Meta {
        revision: 1,
        created_at: permit.at(),
        created_by: permit.by(),
        updated_at: permit.at(),
        updated_by: permit.by(),
    }
}
