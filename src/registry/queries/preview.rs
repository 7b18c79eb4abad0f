//! What a schedule that is only planned would come to.

use candid::{CandidType, Deserialize};
use ic_stable_structures::Memory;

use crate::domain::calendar::local::LocalDateTime;
use crate::domain::calendar::rule::{DEFAULT_BUDGET, Window};
use crate::domain::series::Schedule;
use crate::domain::{Error, Nanos, from_seconds, to_seconds};
use crate::registry::Registry;

/// Dates in one answer at most.
const DATES: u32 = 50;

/// Which dates of a planned schedule to tell.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct AskDates {
    pub schedule: Schedule,
    /// Only dates at or after this instant; now when null. Nanoseconds since 1970-01-01 UTC.
    pub from: Option<Nanos>,
    /// Dates wanted; 10 when null, 50 at most.
    pub take: Option<u32>,
}

/// A date of a planned schedule.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct PlannedDate {
    /// What the clocks of the schedule's zone show.
    pub start: LocalDateTime,
    /// Nanoseconds since 1970-01-01 UTC.
    pub start_at: Nanos,
}

impl<M: Memory> Registry<M> {
    /// The dates that a schedule would give, the earliest first.
    ///
    /// # Errors
    /// `invalid` with every fault of the schedule.
    pub fn preview_dates(&self, now: Nanos, q: &AskDates) -> Result<Vec<PlannedDate>, Error> {
        let timetable = q.schedule.timetable().map_err(|faults| {
            let faults = faults.into_iter().map(|fault| fault.within("schedule"));
            Error::invalid {
                faults: faults.collect(),
            }
        })?;
        let window = Window {
            from: to_seconds(q.from.unwrap_or(now)),
            until: i64::MAX,
        };
        let limit = q.take.unwrap_or(10).clamp(1, DATES) as usize;
        let dates = timetable.expand(window, &[], limit, DEFAULT_BUDGET);
        let planned = dates.starts.iter().map(|start| PlannedDate {
            start: start.local,
            start_at: from_seconds(start.at),
        });
        Ok(planned.collect())
    }
}
