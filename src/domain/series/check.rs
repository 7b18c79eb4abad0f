//! How much a series may have, and its schedule ready to be computed with. What its texts and links
//! may be is checked as for every record ([`checks`](crate::domain::checks)).

use super::{Schedule, Series};
use crate::base::fault::Fault;
use crate::domain::calendar::rule::{Rule, Timetable};
use crate::domain::calendar::zones::Zone;

/// The longest meeting, in minutes: a day.
pub const LARGEST_MINUTES: u16 = 1_440;
/// The largest number of locations of a series or a date.
pub const MOST_LOCATIONS: usize = 10;
/// The largest number of dates of a series with exceptions.
pub const MOST_EXCEPTIONS: usize = 500;
/// The longest notice of a series, in hours: a year.
pub const LARGEST_NOTICE: u16 = 8_760;

/// What is wrong with how long a date takes.
pub fn minutes_fault(minutes: u16) -> Option<String> {
    let fits = (1..=LARGEST_MINUTES).contains(&minutes);
    (!fits).then(|| format!("must lie between 1 and {LARGEST_MINUTES}"))
}

impl Schedule {
    /// The schedule ready to be computed with.
    ///
    /// # Errors
    /// Faults of `start`, `zone`, `minutes` and `rule`.
    pub fn timetable(&self) -> Result<Timetable, Vec<Fault>> {
        let mut faults = Vec::new();
        faults.extend(minutes_fault(self.minutes).map(|reason| Fault::new("minutes", reason)));
        let zone = Zone::named(&self.zone).map_err(|fault| faults.push(fault));
        let rule = self.rule.as_deref().map(Rule::parse).transpose();
        let rule = rule.map_err(|found| {
            faults.extend(found.into_iter().map(|fault| fault.within("rule")));
        });
        if let Err(found) = self.start.check("start") {
            faults.extend(found);
        }
        match (zone, rule) {
            (Ok(zone), Ok(rule)) if faults.is_empty() => Timetable::new(self.start, zone, rule),
            _ => Err(faults),
        }
    }

    /// The schedule with its rule and zone spelled canonically.
    pub(super) fn canonical(&self, timetable: &Timetable) -> Schedule {
        Schedule {
            start: self.start,
            zone: timetable.zone().name().to_owned(),
            minutes: self.minutes,
            rule: timetable.rule().map(Rule::to_string),
        }
    }
}

impl Series {
    /// The series' schedule ready to be computed with; none if it is unscheduled.
    ///
    /// # Errors
    /// The faults of a schedule that no longer computes, such as a zone that a later database
    /// has dropped.
    pub fn timetable(&self) -> Result<Option<Timetable>, Vec<Fault>> {
        self.details
            .schedule
            .as_ref()
            .map(Schedule::timetable)
            .transpose()
    }
}
