//! An amount that may be used up within a minute and within a day, whoever uses it.

/// Cycles that the network charges for a message besides its instructions, of which each is one:
/// that it is taken and executed, and each of its bytes. On a subnet of 13 nodes, by the
/// documentation of the Internet Computer ("Cycles costs").
pub const MESSAGE: u64 = 6_200_000;
pub const MESSAGE_BYTE: u64 = 2_000;

const MINUTE: u64 = 60_000_000_000;
const DAY: u64 = 1_440 * MINUTE;

/// What was used within the minute and the day that run.
#[derive(Clone, Debug)]
pub struct Budget {
    per_minute: u64,
    per_day: u64,
    minute: u64,
    in_minute: u64,
    day: u64,
    in_day: u64,
}

impl Budget {
    /// A budget of which nothing is used.
    pub const fn new(per_minute: u64, per_day: u64) -> Self {
        Budget {
            per_minute,
            per_day,
            minute: 0,
            in_minute: 0,
            day: 0,
            in_day: 0,
        }
    }

    /// Whether something is left at an instant (nanoseconds). The last use may go beyond.
    pub fn allows(&self, now: u64) -> bool {
        let in_minute = if now / MINUTE == self.minute {
            self.in_minute
        } else {
            0
        };
        let in_day = if now / DAY == self.day {
            self.in_day
        } else {
            0
        };
        in_minute < self.per_minute && in_day < self.per_day
    }

    /// Counts what was used.
    pub fn charge(&mut self, now: u64, amount: u64) {
        if now / MINUTE != self.minute {
            (self.minute, self.in_minute) = (now / MINUTE, 0);
        }
        if now / DAY != self.day {
            (self.day, self.in_day) = (now / DAY, 0);
        }
        self.in_minute = self.in_minute.saturating_add(amount);
        self.in_day = self.in_day.saturating_add(amount);
    }

    /// What was used of the day.
    pub fn used_today(&self, now: u64) -> u64 {
        if now / DAY == self.day {
            self.in_day
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_ends_a_budget_and_the_next_one_begins_it_anew() {
        let mut budget = Budget::new(10, 1_000);
        budget.charge(MINUTE - 1, 9);
        assert!(budget.allows(MINUTE - 1), "the last use may go beyond");
        budget.charge(MINUTE - 1, 9);
        assert!(!budget.allows(MINUTE - 1));
        assert!(budget.allows(MINUTE));
        budget.charge(MINUTE, 10);
        assert!(!budget.allows(MINUTE));
    }

    #[test]
    fn a_day_ends_a_budget_however_little_a_minute_has_used() {
        let mut budget = Budget::new(10, 25);
        for minute in 0..3 {
            assert!(budget.allows(minute * MINUTE));
            budget.charge(minute * MINUTE, 9);
        }
        assert!(!budget.allows(3 * MINUTE));
        assert_eq!(budget.used_today(3 * MINUTE), 27);
        assert!(budget.allows(DAY));
        assert_eq!(budget.used_today(DAY), 0);
    }

    #[test]
    fn a_day_that_is_used_up_to_the_last_is_over() {
        let mut budget = Budget::new(100, 20);
        budget.charge(DAY + MINUTE, 10);
        budget.charge(DAY + MINUTE, 10);
        assert!(!budget.allows(DAY + MINUTE));
        assert!(!budget.allows(DAY + 2 * MINUTE));
        assert_eq!(budget.used_today(DAY + 2 * MINUTE), 20);
        assert!(budget.allows(2 * DAY));
    }

    #[test]
    fn what_a_minute_has_used_counts_within_it_alone() {
        let mut budget = Budget::new(10, 1_000);
        budget.charge(5 * MINUTE, 5);
        budget.charge(5 * MINUTE + 1, 5);
        assert!(!budget.allows(5 * MINUTE + 2));
        budget.charge(6 * MINUTE, 5);
        assert!(budget.allows(6 * MINUTE));
    }
}
