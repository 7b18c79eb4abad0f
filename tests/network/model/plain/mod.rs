//! The registry once more, as plainly as it can be written: maps of records, every list sorted
//! and every count counted when it is asked for. Written from the interface and its comments; it
//! shares the types of the domain with the canister, and no rule.

mod answers;
mod attention;
pub mod clock;
mod comes;
mod confirmation;
mod dates;
mod faults;
mod groups;
mod history;
mod meetings;
mod people;
mod rights;
mod search;
pub mod series;
mod standing;
mod summaries;
mod told;
mod withdrawal;
mod withholding;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use candid::Principal;
use workgroups::domain::*;
use workgroups::registry::PastState;
use workgroups::registry::access::Caller;

pub use dates::{end, first};
pub use summaries::folded;

const HOUR: Nanos = 3_600_000_000_000;

/// Why the model refuses, as far as the interface promises it: the kind of refusal and its data,
/// not its words. Of an invalid input the fields that have a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    Anonymous,
    /// Of a network: the message was not executed, and nobody is told why.
    TurnedAway,
    NotAuthorised,
    NotFound(Option<Kind>),
    Conflict(u64),
    AlreadyExists(String, Id),
    Invalid(BTreeSet<String>),
    NotNow,
    Limit(u64),
    RateLimited(Nanos),
}

impl Refused {
    pub fn field(name: &str) -> Self {
        Refused::Invalid(BTreeSet::from([name.to_owned()]))
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        match error {
            Error::anonymous_caller => Refused::Anonymous,
            Error::not_authorised { .. } => Refused::NotAuthorised,
            Error::not_found { kind, .. } => Refused::NotFound(kind),
            Error::conflict { current_revision } => Refused::Conflict(current_revision),
            Error::already_exists { field, id } => Refused::AlreadyExists(field, id),
            Error::invalid { faults } => {
                Refused::Invalid(faults.into_iter().map(|f| coarse(f.field)).collect())
            }
            Error::not_now { .. } => Refused::NotNow,
            Error::limit_exceeded { limit, .. } => Refused::Limit(limit),
            Error::rate_limited { retry_at } => Refused::RateLimited(retry_at),
        }
    }
}

/// A schedule is at fault as a whole: its parts are the calendar's own tests.
fn coarse(field: String) -> String {
    const SCHEDULE: &str = "details.schedule";
    match field.starts_with(SCHEDULE) {
        true => SCHEDULE.into(),
        false => field,
    }
}

/// An operation was accepted, or refused: in a batch with the position.
pub type Outcome<T> = Result<T, (Refused, Option<u32>)>;

/// Who does what when, in one operation.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    pub by: Principal,
    pub at: Nanos,
}

/// The model.
#[derive(Clone, Debug)]
pub struct Plain {
    pub settings: Settings,
    pub groups: BTreeMap<Id, Group>,
    pub people: BTreeMap<Id, Person>,
    pub meetings: BTreeMap<Id, Meeting>,
    pub drafts: BTreeMap<Id, Draft>,
    pub items: BTreeMap<Id, ActionItem>,
    pub initiatives: BTreeMap<Id, Initiative>,
    pub reports: BTreeMap<Id, Report>,
    pub series: BTreeMap<Id, SeriesRecord>,
    pub requests: BTreeMap<Id, LinkRequest>,
    pub memberships: BTreeMap<Id, Membership>,
    pub supports: BTreeMap<Id, Support>,
    pub feedback: BTreeMap<Id, Feedback>,
    pub check_ins: BTreeMap<Id, CheckIn>,
    /// Changes that admins have proposed.
    pub proposed: BTreeMap<Id, PendingChange>,
    /// Records that are withdrawn.
    pub gone: withdrawal::Gone,
    /// Names that records had, and the last record that had each.
    pub former: BTreeMap<(Kind, String), Id>,
    /// The changes of each record.
    pub changes: BTreeMap<(Kind, Id), Vec<Change>>,
    /// The state that each change made of a record.
    pub states: BTreeMap<(Kind, Id, u64), Rc<PastState>>,
    pub events: u64,
    /// The log, and the fields that are withheld of its blocks.
    log: Vec<Rc<withholding::Logged>>,
    withheld: BTreeMap<u64, Vec<String>>,
    made: BTreeMap<Kind, u64>,
    /// What was accepted of each principal in the hour in which it was last active: operations,
    /// and bytes without an office.
    used: BTreeMap<Principal, (u64, u32, u64)>,
    /// What was accepted on the last day of all without an office: operations and bytes.
    strangers: (u64, u64, u64),
}

impl Plain {
    /// The registry as `init` leaves it.
    pub fn found(by: Principal, at: Nanos) -> Self {
        let mut plain = Plain {
            settings: Settings {
                meta: Meta {
                    revision: 0,
                    created_at: at,
                    created_by: by,
                    updated_at: at,
                    updated_by: by,
                },
                profile: Profile::default(),
                admins: Vec::new(),
                limits: Limits::default(),
                origins: Origins::default(),
                doors: Doors::default(),
                patience: Patience::default(),
                confirm_days: None,
            },
            groups: BTreeMap::new(),
            people: BTreeMap::new(),
            meetings: BTreeMap::new(),
            drafts: BTreeMap::new(),
            items: BTreeMap::new(),
            initiatives: BTreeMap::new(),
            reports: BTreeMap::new(),
            series: BTreeMap::new(),
            requests: BTreeMap::new(),
            memberships: BTreeMap::new(),
            supports: BTreeMap::new(),
            feedback: BTreeMap::new(),
            check_ins: BTreeMap::new(),
            proposed: BTreeMap::new(),
            gone: withdrawal::Gone::default(),
            former: BTreeMap::new(),
            changes: BTreeMap::new(),
            states: BTreeMap::new(),
            events: 0,
            log: Vec::new(),
            withheld: BTreeMap::new(),
            made: BTreeMap::new(),
            used: BTreeMap::new(),
            strangers: (0, 0, 0),
        };
        let installer = Caller {
            principal: by,
            is_controller: true,
        };
        let founded = plain.execute(&installer, at, &Operation::add_admin(by));
        assert!(founded.is_ok(), "the model cannot be founded: {founded:?}");
        plain
    }

    /// Does an operation.
    pub fn execute(&mut self, caller: &Caller, now: Nanos, op: &Operation) -> Outcome<Written> {
        let mut next = self.clone();
        let written = next.attempt(caller, now, op).map_err(|r| (r, None))?;
        *self = next;
        Ok(written)
    }

    /// Does several operations, all or none.
    pub fn batch(
        &mut self,
        caller: &Caller,
        now: Nanos,
        operations: &[Operation],
    ) -> Outcome<Vec<Written>> {
        if caller.principal == Principal::anonymous() {
            return Err((Refused::Anonymous, None));
        }
        let limit = self.settings.limits.batch_operations;
        if operations.len() as u64 > u64::from(limit) {
            return Err((Refused::Limit(limit.into()), None));
        }
        let mut next = self.clone();
        let mut written = Vec::new();
        for (i, op) in operations.iter().enumerate() {
            let done = next.attempt(caller, now, op);
            written.push(done.map_err(|r| (r, Some(i as u32)))?);
        }
        *self = next;
        Ok(written)
    }

    /// First the right, then the quota, then the input, then the record's revision and state.
    fn attempt(&mut self, caller: &Caller, now: Nanos, op: &Operation) -> Result<Written, Refused> {
        self.authorise(caller, now, op)?;
        let bytes = self.charged(caller, now, op);
        if !self.is_admin(caller) {
            self.within_budgets(&caller.principal, now, bytes)?;
        }
        let act = Act {
            by: caller.principal,
            at: now,
        };
        let logged = Rc::new(self.logged(op));
        let done = self.apply(act, op);
        let (kind, id, revision) = done.map_err(|refused| self.if_withdrawn(op, refused))?;
        self.charge(caller.principal, now, bytes);
        let written = Written {
            kind: Some(kind),
            id,
            revision,
            event: self.events,
        };
        self.events += 1;
        self.log.push(logged);
        Ok(written)
    }

    /// The bytes of an operation of somebody without an office.
    fn charged(&self, caller: &Caller, now: Nanos, op: &Operation) -> Option<u64> {
        let person = self.person_of(&caller.principal);
        let officer = person.is_some_and(|p| !self.offices(p, now).is_empty());
        let bytes = || op.argument().len() as u64;
        (!officer && !self.is_admin(caller)).then(bytes)
    }

    fn within_budgets(
        &self,
        by: &Principal,
        now: Nanos,
        bytes: Option<u64>,
    ) -> Result<(), Refused> {
        let (hour, day) = (HOUR, 24 * HOUR);
        let doors = &self.settings.doors;
        let (mine, my_bytes) = self.used_in(by, now);
        if mine >= self.settings.limits.operations_per_hour {
            return Err(Refused::RateLimited(now - now % hour + hour));
        }
        let Some(bytes) = bytes else { return Ok(()) };
        if bytes > u64::from(doors.operation_bytes) {
            return Err(Refused::Limit(doors.operation_bytes.into()));
        }
        let bytes = bytes.max(250);
        if my_bytes + bytes > u64::from(doors.bytes_per_hour) {
            return Err(Refused::RateLimited(now - now % hour + hour));
        }
        let (operations, sent) = match self.strangers {
            (of, operations, sent) if of == now / day => (operations, sent),
            _ => (0, 0),
        };
        let full = operations >= u64::from(doors.operations_per_day)
            || sent + bytes > u64::from(doors.bytes_per_day);
        match full {
            true => Err(Refused::RateLimited(now - now % day + day)),
            false => Ok(()),
        }
    }

    fn charge(&mut self, by: Principal, now: Nanos, bytes: Option<u64>) {
        let (used, sent) = self.used_in(&by, now);
        let charged = bytes.map_or(0, |bytes| bytes.max(250));
        self.used.insert(by, (now / HOUR, used + 1, sent + charged));
        if bytes.is_some() {
            let day = now / (24 * HOUR);
            let (operations, sent) = match self.strangers {
                (of, operations, sent) if of == day => (operations, sent),
                _ => (0, 0),
            };
            self.strangers = (day, operations + 1, sent + charged);
        }
    }

    /// Budgets begin anew with an upgrade.
    pub fn upgraded(&mut self) {
        self.used.clear();
        self.strangers = (0, 0, 0);
    }

    fn used_in(&self, principal: &Principal, now: Nanos) -> (u32, u64) {
        match self.used.get(principal) {
            Some((hour, used, sent)) if *hour == now / HOUR => (*used, *sent),
            _ => (0, 0),
        }
    }

    pub fn operations_left(&self, principal: &Principal, now: Nanos) -> u32 {
        let limit = self.settings.limits.operations_per_hour;
        limit.saturating_sub(self.used_in(principal, now).0)
    }

    fn apply(&mut self, act: Act, op: &Operation) -> Result<(Kind, Id, u64), Refused> {
        use Operation as O;
        match op {
            O::set_profile(a) => self.set_profile(act, a),
            O::set_limits(a) => self.set_limits(act, a),
            O::set_origins(a) => self.set_origins(act, a),
            O::set_doors(a) => self.set_doors(act, a),
            O::remove_proposal(a) => self.remove_proposal(act, a),
            O::remove_member(a) => self.remove_member(act, a),
            O::refuse_link_requests(a) => self.refuse_link_requests(act, a),
            O::add_admin(p) => self.add_admin(act, *p),
            O::remove_admin(p) => self.remove_admin(act, *p),
            O::create_person(d) => self.create_person(act, d),
            O::update_person(a) => self.update_person(act, a),
            O::request_link(a) => self.request_link(act, a),
            O::decide_link(a) => self.decide_link(act, a),
            O::unlink_principal(a) => self.unlink_principal(act, a),
            O::create_group(a) => self.create_group(act, a),
            O::propose_group(a) => self.propose_group(act, a),
            O::support_group(id) => self.support_group(act, *id),
            O::withdraw_support(id) => self.withdraw_support(act, *id),
            O::decide_proposal(a) => self.decide_proposal(act, a),
            O::update_group(a) => self.update_group(act, a),
            O::set_roles(a) => self.set_roles(act, a),
            O::set_lifecycle(a) => self.set_lifecycle(act, a),
            O::move_group(a) => self.move_group(act, a),
            O::join_group(id) => self.join_group(act, *id),
            O::leave_group(id) => self.leave_group(act, *id),
            O::create_meeting(d) => self.create_meeting(act, d),
            O::update_meeting(a) => self.update_meeting(act, a),
            O::save_draft(a) => self.save_draft(act, a),
            O::publish_minutes(a) => self.publish_minutes(act, a),
            O::check_in(id) => self.check_in(act, *id),
            O::give_feedback(a) => self.give_feedback(act, a),
            O::remove_feedback(a) => self.remove_feedback(act, a),
            O::create_action_item(d) => self.create_item(act, d),
            O::update_action_item(a) => self.update_item(act, a),
            O::follow_up(a) => self.follow_up(act, a),
            O::create_initiative(d) => self.create_initiative(act, d),
            O::update_initiative(a) => self.update_initiative(act, a),
            O::create_report(d) => self.create_report(act, d),
            O::update_report(a) => self.update_report(act, a),
            O::create_series(a) => self.create_series(act, a),
            O::update_series(a) => self.update_series(act, a),
            O::cancel_occurrence(a) => self.cancel_occurrence(act, a),
            O::restore_occurrence(a) => self.restore_occurrence(act, a),
            O::change_occurrence(a) => self.change_occurrence(act, a),
            O::change_following(a) => self.change_following(act, a),
            O::end_series(a) => self.end_series(act, a),
            O::set_relations(a) => self.set_relations(act, a),
            O::set_approval(a) => self.set_approval(act, a),
            O::confirm_group(a) => self.confirm_group(act, a),
            O::approve_minutes(a) => self.approve_minutes(act, a),
            O::set_agenda(a) => self.set_agenda(act, a),
            O::set_patience(a) => self.set_patience(act, a),
            O::withdraw_record(a) => self.withdraw_record(act, a),
            O::reinstate_record(a) => self.reinstate_record(act, a),
            O::merge_person(a) => self.merge_person(act, a),
            O::set_two_admins(a) => self.set_two_admins(act, a),
            O::propose_change(a) => self.propose_change(act, a),
            O::confirm_change(a) => self.confirm_change(act, a),
            O::drop_change(a) => self.drop_change(act, a),
            O::withhold_person(a) => self.withhold_person(act, a),
            O::withhold_blocks(a) => self.withhold_blocks(a),
        }
    }

    /// How many records of a kind were ever made; the last one has this number.
    pub fn made(&self, kind: Kind) -> u64 {
        self.made.get(&kind).copied().unwrap_or(0)
    }

    fn number(&mut self, kind: Kind) -> Id {
        let number = self.made(kind) + 1;
        self.made.insert(kind, number);
        number
    }

    /// Refuses one more where there are `count` already.
    fn room(count: usize, limit: u32) -> Result<(), Refused> {
        match count as u64 >= u64::from(limit) {
            true => Err(Refused::Limit(limit.into())),
            false => Ok(()),
        }
    }
}

/// The meta of a new record.
fn fresh(act: Act) -> Meta {
    Meta {
        revision: 1,
        created_at: act.at,
        created_by: act.by,
        updated_at: act.at,
        updated_by: act.by,
    }
}

/// The meta of a record after a change.
fn next(meta: &Meta, act: Act) -> Meta {
    Meta {
        revision: meta.revision + 1,
        updated_at: act.at,
        updated_by: act.by,
        ..meta.clone()
    }
}

/// A record of a map, at the revision that the caller has read.
fn read<R: Clone>(
    map: &BTreeMap<Id, R>,
    kind: Kind,
    id: Id,
    revision_of: impl Fn(&R) -> u64,
    expected: u64,
) -> Result<R, Refused> {
    let record = map.get(&id).ok_or(Refused::NotFound(Some(kind)))?;
    match revision_of(record) {
        current if current == expected => Ok(record.clone()),
        current => Err(Refused::Conflict(current)),
    }
}
