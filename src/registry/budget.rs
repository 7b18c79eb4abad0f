//! How much may be done: operations of each principal within an hour, and operations, bytes and
//! cycles of those who hold no office, of each and of all together. What is counted stands on the
//! heap: an upgrade begins anew, and the log knows nothing of it.

use std::collections::BTreeMap;

use candid::Principal;

use crate::domain::{Doors, Error, Limits, Nanos};

pub(super) const HOUR: Nanos = 3_600_000_000_000;
const DAY: Nanos = 24 * HOUR;
/// Bytes that an operation counts for at least: what the network charges for a short message.
const LEAST_BYTES: u64 = 250;

/// Cycles of all messages of those who hold no office on one day, whatever became of them: what
/// is refused costs as much as what is accepted. It grows with the operations that admins let
/// them do.
const CYCLES_PER_DAY: u64 = 6_000_000_000;
const CYCLES_OF_OPERATION: u64 = 4_000_000;

/// What was accepted of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Used {
    operations: u64,
    bytes: u64,
}

impl Used {
    fn add(&mut self, charge: Used) {
        self.operations += charge.operations;
        self.bytes += charge.bytes;
    }

    fn take_back(&mut self, charge: Used) {
        self.operations = self.operations.saturating_sub(charge.operations);
        self.bytes = self.bytes.saturating_sub(charge.bytes);
    }
}

/// Whom an operation is charged to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charge {
    pub by: Principal,
    pub at: Nanos,
    /// Bytes of the argument, of somebody who holds no office.
    pub bytes: Option<u64>,
}

impl Charge {
    fn used(&self) -> Used {
        let bytes = self.bytes.map_or(0, |bytes| bytes.max(LEAST_BYTES));
        Used {
            operations: 1,
            bytes,
        }
    }
}

/// What was accepted within the hour and the day that run.
#[derive(Debug, Default)]
pub(super) struct Budgets {
    hour: Nanos,
    of_each: BTreeMap<Principal, Used>,
    day: Nanos,
    /// All who hold no office.
    of_strangers: Used,
    /// Cycles of theirs.
    work: u64,
    /// The charges of the running message, to be taken back if it is refused.
    running: Vec<Charge>,
    /// Whether who was charged last holds an office; none if nobody was, or it was refused.
    last: Option<bool>,
}

impl Budgets {
    /// Operations of a principal that were accepted within an hour.
    pub(super) fn operations(&self, by: &Principal, at: Nanos) -> u32 {
        let used = self.within_hour(by, at).operations;
        u32::try_from(used).unwrap_or(u32::MAX)
    }

    fn within_hour(&self, by: &Principal, at: Nanos) -> Used {
        let used = self.of_each.get(by).filter(|_| self.hour == at / HOUR);
        used.copied().unwrap_or_default()
    }

    fn within_day(&self, at: Nanos) -> Used {
        match self.day == at / DAY {
            true => self.of_strangers,
            false => Used::default(),
        }
    }

    /// Refuses what would be too much. Of somebody who holds no office, before anything of the
    /// operation is looked at but its length.
    pub(super) fn check(
        &self,
        charge: &Charge,
        limits: &Limits,
        doors: &Doors,
    ) -> Result<(), Error> {
        let next_hour = (charge.at / HOUR + 1) * HOUR;
        let next_day = (charge.at / DAY + 1) * DAY;
        let limited = |retry_at| Err(Error::rate_limited { retry_at });
        let mine = self.within_hour(&charge.by, charge.at);
        if mine.operations >= u64::from(limits.operations_per_hour) {
            return limited(next_hour);
        }
        let Some(bytes) = charge.bytes else {
            return Ok(());
        };
        if bytes > u64::from(doors.operation_bytes) {
            return Err(Error::limit_exceeded {
                what: "bytes of an operation of somebody who holds no office".into(),
                limit: doors.operation_bytes.into(),
            });
        }
        let charged = charge.used();
        if mine.bytes + charged.bytes > u64::from(doors.bytes_per_hour) {
            return limited(next_hour);
        }
        let all = self.within_day(charge.at);
        let operations = u64::from(doors.operations_per_day);
        let is_full = all.operations >= operations
            || all.bytes + charged.bytes > u64::from(doors.bytes_per_day)
            || self.work_of(charge.at) >= CYCLES_PER_DAY.max(operations * CYCLES_OF_OPERATION);
        if is_full { limited(next_day) } else { Ok(()) }
    }

    /// Counts what was accepted.
    pub(super) fn charge(&mut self, charge: Charge) {
        if self.hour != charge.at / HOUR {
            self.hour = charge.at / HOUR;
            self.of_each.clear();
        }
        self.begin_day(charge.at);
        self.of_each
            .entry(charge.by)
            .or_default()
            .add(charge.used());
        if charge.bytes.is_some() {
            self.of_strangers.add(charge.used());
        }
        self.last = Some(charge.bytes.is_none());
        self.running.push(charge);
    }

    fn begin_day(&mut self, at: Nanos) {
        if self.day != at / DAY {
            self.day = at / DAY;
            (self.of_strangers, self.work) = (Used::default(), 0);
        }
    }

    /// Counts the cycles of a message of somebody who holds no office.
    pub(super) fn charge_work(&mut self, at: Nanos, cycles: u64) {
        self.begin_day(at);
        self.work += cycles;
    }

    fn work_of(&self, at: Nanos) -> u64 {
        if self.day == at / DAY { self.work } else { 0 }
    }

    /// Whether who was charged for the last message holds an office; none if nobody was.
    pub(super) fn take_last(&mut self) -> Option<bool> {
        self.last.take()
    }

    /// The running message is accepted.
    pub(super) fn keep(&mut self) {
        self.running.clear();
    }

    /// The running message is refused.
    pub(super) fn undo(&mut self) {
        self.last = None;
        for charge in std::mem::take(&mut self.running) {
            if let Some(used) = self.of_each.get_mut(&charge.by) {
                used.take_back(charge.used());
            }
            if charge.bytes.is_some() {
                self.of_strangers.take_back(charge.used());
            }
        }
    }

    /// What strangers have used of this day: operations, bytes and cycles.
    pub(super) fn of_strangers(&self, at: Nanos) -> (u64, u64, u64) {
        let used = self.within_day(at);
        (used.operations, used.bytes, self.work_of(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stranger(number: u8, at: Nanos, bytes: u64) -> Charge {
        Charge {
            by: Principal::from_slice(&[number]),
            at,
            bytes: Some(bytes),
        }
    }

    fn officer(number: u8) -> Charge {
        Charge {
            bytes: None,
            ..stranger(number, 0, 0)
        }
    }

    fn tries(budgets: &mut Budgets, charge: Charge, doors: &Doors) -> Result<(), Error> {
        budgets.check(&charge, &Limits::default(), doors)?;
        budgets.charge(charge);
        budgets.keep();
        Ok(())
    }

    #[test]
    fn one_stranger_has_a_small_part_of_what_all_have() {
        let (mut budgets, doors) = (Budgets::default(), Doors::default());
        let mut accepted = 0;
        while tries(&mut budgets, stranger(1, 0, 12_000), &doors).is_ok() {
            accepted += 1;
        }
        assert_eq!(accepted, 5);
        assert_eq!(tries(&mut budgets, stranger(2, 0, 12_000), &doors), Ok(()));
        assert_eq!(
            tries(&mut budgets, stranger(1, HOUR, 12_000), &doors),
            Ok(())
        );
    }

    #[test]
    fn ten_thousand_strangers_have_no_more_than_the_day_allows() {
        let (mut budgets, doors) = (Budgets::default(), Doors::default());
        let mut accepted = 0;
        for number in 0..10_000_u32 {
            let charge = Charge {
                by: Principal::from_slice(&number.to_be_bytes()),
                at: DAY - 1,
                bytes: Some(10_000),
            };
            accepted += u32::from(tries(&mut budgets, charge, &doors).is_ok());
        }
        assert_eq!(accepted, 200);
        let refused = tries(&mut budgets, stranger(1, DAY - 1, 10_000), &doors);
        assert_eq!(refused, Err(Error::rate_limited { retry_at: DAY }));
        assert_eq!(
            tries(&mut budgets, stranger(1, DAY, 10_000), &doors),
            Ok(())
        );
    }

    #[test]
    fn one_number_closes_every_door_and_officers_go_through() {
        let closed = Doors {
            operations_per_day: 0,
            ..Doors::default()
        };
        let mut budgets = Budgets::default();
        assert!(tries(&mut budgets, stranger(1, 0, 1), &closed).is_err());
        assert_eq!(tries(&mut budgets, officer(1), &closed), Ok(()));
    }

    #[test]
    fn what_messages_cost_is_bounded_even_if_all_are_refused() {
        let (mut budgets, doors) = (Budgets::default(), Doors::default());
        let mut sent = 0;
        while tries(&mut budgets, stranger(1, 0, 1), &doors).is_ok() {
            budgets.undo();
            budgets.charge_work(0, 10_000_000);
            budgets.of_each.clear();
            sent += 1;
        }
        assert_eq!(sent, CYCLES_PER_DAY.div_ceil(10_000_000));
        assert_eq!(tries(&mut budgets, officer(2), &doors), Ok(()));
        assert_eq!(tries(&mut budgets, stranger(1, DAY, 1), &doors), Ok(()));
    }

    #[test]
    fn what_is_refused_is_no_operation() {
        let mut budgets = Budgets::default();
        budgets.charge(stranger(1, 0, 5_000));
        budgets.undo();
        assert_eq!(budgets.of_strangers(0), (0, 0, 0));
        assert_eq!(budgets.operations(&Principal::from_slice(&[1]), 0), 0);
    }

    #[test]
    fn what_messages_may_cost_grows_with_the_operations_that_admins_allow() {
        let wide = Doors {
            operations_per_day: 5_000,
            ..Doors::default()
        };
        let mut budgets = Budgets::default();
        budgets.charge_work(0, 5_000 * CYCLES_OF_OPERATION - 1);
        assert_eq!(tries(&mut budgets, stranger(1, 0, 1), &wide), Ok(()));
        budgets.charge_work(0, 1);
        assert!(tries(&mut budgets, stranger(2, 0, 1), &wide).is_err());
    }

    #[test]
    fn who_was_charged_last_is_told_once() {
        let mut budgets = Budgets::default();
        assert_eq!(budgets.take_last(), None);
        budgets.charge(stranger(1, 0, 1));
        assert_eq!(budgets.take_last(), Some(false));
        assert_eq!(budgets.take_last(), None);
        budgets.charge(officer(2));
        assert_eq!(budgets.take_last(), Some(true));
    }
}
