//! What is counted of the work since the code was installed, for those who watch it. It stands on
//! the heap: an upgrade begins anew, and the log knows nothing of it.

use std::cell::{Cell, RefCell};

use crate::domain::{Error, Nanos, Refusal};

/// Names of the reasons of refusals, as they stand in `Error`.
const REASONS: [&str; 9] = [
    "anonymous_caller",
    "not_authorised",
    "not_found",
    "conflict",
    "already_exists",
    "invalid",
    "not_now",
    "limit_exceeded",
    "rate_limited",
];
const RATE_LIMITED: usize = 8;
/// How often a line of the canister's log is spent on what was refused by a budget: the log has
/// room for few.
const TOLD_AGAIN: Nanos = 60_000_000_000;

/// Something that is refused for a reason.
pub trait Refused {
    /// The error, if this version knows it.
    fn error(&self) -> Option<&Error>;
}

impl Refused for Error {
    fn error(&self) -> Option<&Error> {
        Some(self)
    }
}

impl Refused for Refusal {
    fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }
}

fn place(error: &Error) -> usize {
    match error {
        Error::anonymous_caller => 0,
        Error::not_authorised { .. } => 1,
        Error::not_found { .. } => 2,
        Error::conflict { .. } => 3,
        Error::already_exists { .. } => 4,
        Error::invalid { .. } => 5,
        Error::not_now { .. } => 6,
        Error::limit_exceeded { .. } => 7,
        Error::rate_limited { .. } => RATE_LIMITED,
    }
}

/// What timers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Dates of series that are moved on.
    Dates,
    /// The index of the search.
    Index,
    /// Answers that are certified again.
    Answers,
}

const WORKS: [(Work, &str); 3] = [
    (Work::Dates, "dates"),
    (Work::Index, "index"),
    (Work::Answers, "answers"),
];

/// The counts.
#[derive(Debug, Default)]
pub struct Watch {
    refused: [Cell<u64>; REASONS.len()],
    runs: [Cell<u64>; WORKS.len()],
    heap: Cell<u64>,
    certified: Cell<(u64, u64)>,
    told_at: Cell<Nanos>,
    report: RefCell<Report>,
}

/// What was told last, and as of when: the hour and the number of events.
#[derive(Debug, Default)]
struct Report {
    of: Option<(u64, u64)>,
    text: String,
}

fn add(count: &Cell<u64>) {
    count.set(count.get().saturating_add(1));
}

impl Watch {
    /// Counts a refusal. True where the canister's log is to tell of it: when a budget was used
    /// up, once in a while.
    pub fn refused(&self, refused: &impl Refused, now: Nanos) -> bool {
        let Some(error) = refused.error() else {
            return false;
        };
        let place = place(error);
        add(&self.refused[place]);
        let tells = place == RATE_LIMITED && now >= self.told_at.get().saturating_add(TOLD_AGAIN);
        if tells {
            self.told_at.set(now);
        }
        tells
    }

    /// Counts a run of a timer.
    pub fn ran(&self, work: Work) {
        add(&self.runs[work as usize]);
    }

    /// Notes the bytes of the heap, the answers that are certified, and the bytes of these.
    pub fn note_heap(&self, heap: u64, certified: (usize, usize)) {
        self.heap.set(heap);
        self.certified.set((certified.0 as u64, certified.1 as u64));
    }

    /// What the counts are told to be in an hour at a number of events: as they were when they were
    /// told then for the first time, so that an answer stays the one that was certified.
    pub fn report(&self, of: (u64, u64), make: impl FnOnce() -> String) -> String {
        let mut report = self.report.borrow_mut();
        if report.of != Some(of) {
            *report = Report {
                of: Some(of),
                text: make(),
            };
        }
        report.text.clone()
    }

    /// Refusals by their reason.
    pub fn refusals(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        REASONS.into_iter().zip(self.refused.iter().map(Cell::get))
    }

    /// Runs of timers by what they do.
    pub fn runs(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let names = WORKS.into_iter().map(|(_, name)| name);
        names.zip(self.runs.iter().map(Cell::get))
    }

    /// Bytes of the heap.
    pub fn heap(&self) -> u64 {
        self.heap.get()
    }

    /// Answers that are certified, and the bytes that they take of the heap, about.
    pub fn certified(&self) -> (u64, u64) {
        self.certified.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_of_a_budget_that_is_used_up_once_in_a_minute() {
        let watch = Watch::default();
        let limited = Error::rate_limited { retry_at: 0 };
        let times = [TOLD_AGAIN, TOLD_AGAIN + 1, 2 * TOLD_AGAIN, 2 * TOLD_AGAIN];
        let told = times.map(|now| watch.refused(&limited, now));
        assert_eq!(told, [true, false, true, false]);
        assert!(!watch.refused(&Error::anonymous_caller, 9 * TOLD_AGAIN));
        let counts: Vec<_> = watch.refusals().filter(|(_, count)| *count > 0).collect();
        assert_eq!(counts, [("anonymous_caller", 1), ("rate_limited", 4)]);
    }
}
