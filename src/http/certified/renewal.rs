//! Answers that became stale, to be certified again before somebody asks for them: those that a
//! reader has waited for lately, the last first, within a budget.

use std::collections::BTreeMap;

use crate::base::budget::Budget;
use crate::domain::Nanos;
use crate::http::request::Asked;

/// For how long after a reader has waited for an answer it is kept certified.
const KEPT_FOR: Nanos = 14 * 86_400_000_000_000;
/// Answers that are stale at a time and not yet made again; those that were asked for longest ago
/// fall out, and the next reader waits for them.
const MAX_STALE: usize = 400;
/// Cycles of answers that are made again: also a part of what strangers may cost, who make answers
/// stale by what is accepted of them.
const PER_MINUTE: u64 = 2_000_000_000;
pub const PER_DAY: u64 = 10_000_000_000;

/// What is stale, by when a reader waited for it last.
#[derive(Debug)]
pub(super) struct Renewal {
    stale: BTreeMap<(Nanos, String), Asked>,
    budget: Budget,
}

impl Default for Renewal {
    fn default() -> Self {
        Renewal {
            stale: BTreeMap::new(),
            budget: Budget::new(PER_MINUTE, PER_DAY),
        }
    }
}

impl Renewal {
    /// Notes an answer that became stale, and when a reader waited for it last.
    pub(super) fn add(&mut self, asked: Asked, waited_at: Nanos) {
        self.stale.insert((waited_at, asked.key()), asked);
        if self.stale.len() > MAX_STALE {
            self.stale.pop_first();
        }
    }

    /// Whether there is one to make again now.
    pub(super) fn has_work(&self, now: Nanos) -> bool {
        !self.stale.is_empty() && self.budget.allows(now)
    }

    /// The next one to make again. What nobody has waited for lately is let go. When the budget is
    /// used up they stay until there is one again, and readers wait as they do without this.
    pub(super) fn next(&mut self, now: Nanos) -> Option<(Asked, Nanos)> {
        if !self.budget.allows(now) {
            return None;
        }
        let ((waited_at, _), asked) = self.stale.pop_last()?;
        if now.saturating_sub(waited_at) > KEPT_FOR {
            // The others were waited for longer ago.
            self.stale.clear();
            return None;
        }
        Some((asked, waited_at))
    }

    pub(super) fn charge(&mut self, now: Nanos, cycles: u64) {
        self.budget.charge(now, cycles);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(renewal: &mut Renewal, now: Nanos) -> Vec<String> {
        let next = || renewal.next(now).map(|(asked, _)| asked.path);
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn what_was_waited_for_last_is_made_first_and_what_nobody_wants_is_not() {
        let mut renewal = Renewal::default();
        for (path, waited_at) in [("/old", 1), ("/newer", 2), ("/newest", KEPT_FOR + 1)] {
            renewal.add(Asked::get(path), waited_at);
        }
        // "/newer" was waited for as long ago as may be.
        assert_eq!(made(&mut renewal, KEPT_FOR + 2), ["/newest", "/newer"]);
        assert!(!renewal.has_work(KEPT_FOR + 2));
    }

    #[test]
    fn only_so_many_wait_and_only_so_much_is_spent() {
        let mut renewal = Renewal::default();
        for number in 0..=MAX_STALE {
            renewal.add(Asked::get(&format!("/{number}")), number as Nanos);
        }
        let all = made(&mut renewal, 1_000);
        assert_eq!(all.len(), MAX_STALE);
        assert!(!all.contains(&"/0".to_owned()), "the oldest fell out");

        renewal.add(Asked::get("/"), 1);
        renewal.charge(1_000, PER_DAY);
        assert!(!renewal.has_work(1_000));
        assert_eq!(renewal.next(1_000), None);
        let tomorrow = 86_400_000_000_000;
        assert!(renewal.next(tomorrow).is_some());
    }
}
