//! The dates of a series, with what was announced differently for some of them.

use candid::CandidType;
use minicbor::{Decode, Encode};
use serde::Deserialize;

use crate::domain::Link;

use super::{DateChange, DateException, Series};
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::calendar::rule::{Expansion, Stop, Timetable, Window};

/// How a date stands.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
pub enum OccurrenceStatus {
    /// As the rule says.
    #[n(0)]
    #[serde(rename = "scheduled")]
    Scheduled,
    /// At its time, but with another length, title, text or place.
    #[n(1)]
    #[serde(rename = "edited")]
    Edited,
    /// At another time.
    #[n(2)]
    #[serde(rename = "moved")]
    Moved,
    /// It does not take place.
    #[n(3)]
    #[serde(rename = "cancelled")]
    Cancelled,
}

/// One date of a series. `(series, original)` is its identity.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    #[n(0)]
    pub series: u64,
    /// The start that the rule gives.
    #[n(1)]
    pub original: LocalDateTime,
    /// The start that was announced last, in the zone of the series.
    #[n(2)]
    pub start: LocalDateTime,
    #[n(3)]
    pub start_at: UnixSeconds,
    #[n(4)]
    pub end_at: UnixSeconds,
    #[n(5)]
    pub status: OccurrenceStatus,
}

/// Dates in time order, and why there are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrences {
    pub list: Vec<Occurrence>,
    pub stop: Stop,
}

impl Series {
    /// At most `limit` dates whose announced start lies in the window, cancelled ones among
    /// them, ordered by start and then by original start. `timetable` is that of the series
    /// ([`Series::timetable`]); `budget` bounds the work as in [`Timetable::expand`].
    ///
    /// If the list stops because the limit is reached, asking again from one second after its
    /// last start goes on, provided that no two dates of the series start at the same time.
    pub fn occurrences(
        &self,
        timetable: &Timetable,
        window: Window,
        limit: usize,
        budget: u32,
    ) -> Occurrences {
        let moved: Vec<LocalDateTime> = self
            .moved()
            .map(|(exception, _)| exception.original)
            .collect();
        let expansion = self.expand(timetable, window, &moved, limit, budget);
        // What was moved is listed only as far as the rule was followed.
        let followed_until = match expansion.stop {
            Stop::LimitReached => expansion
                .starts
                .last()
                .map_or(window.from, |last| last.at + 1),
            Stop::BudgetSpent { reached } => reached,
            Stop::RuleEnded | Stop::WindowClosed | Stop::YearsEnded => window.until,
        };
        let mut list: Vec<Occurrence> = expansion
            .starts
            .iter()
            .map(|start| self.occurrence(start.local, start.local, start.at))
            .collect();
        for (exception, start) in self.moved() {
            let at = timetable.instant_of(start);
            if window.contains(at) && at < followed_until {
                list.push(self.occurrence(exception.original, start, at));
            }
        }
        list.sort_by_key(|one| (one.start_at, one.original));
        let stop = if list.len() > limit {
            Stop::LimitReached
        } else {
            expansion.stop
        };
        list.truncate(limit);
        Occurrences { list, stop }
    }

    /// Whether the date belongs to the series, cancelled or not.
    pub fn has(&self, timetable: &Timetable, original: LocalDateTime) -> bool {
        timetable.has(original) && self.ending.as_ref().is_none_or(|end| original < end.before)
    }

    /// The date with the given original start, wherever it was moved to; none if the series has
    /// no such date.
    pub fn occurrence_of(
        &self,
        timetable: &Timetable,
        original: LocalDateTime,
    ) -> Option<Occurrence> {
        let start = self.start_of(original);
        let at = timetable.instant_of(start);
        self.has(timetable, original)
            .then(|| self.occurrence(original, start, at))
    }

    /// The title of a date.
    pub fn title_on(&self, original: LocalDateTime) -> &str {
        let change = self.change_of(original);
        change
            .and_then(|change| change.title.as_deref())
            .unwrap_or(&self.details.title)
    }

    /// The description of a date.
    pub fn description_on(&self, original: LocalDateTime) -> &str {
        let change = self.change_of(original);
        change
            .and_then(|change| change.description.as_deref())
            .unwrap_or(&self.details.description)
    }

    /// The locations of a date.
    pub fn locations_on(&self, original: LocalDateTime) -> &[Link] {
        let change = self.change_of(original);
        change
            .and_then(|change| change.locations.as_deref())
            .unwrap_or(&self.details.locations)
    }

    /// The length of a date in minutes; 0 if the series is unscheduled.
    pub fn minutes_on(&self, original: LocalDateTime) -> u16 {
        let scheduled = self.details.schedule.as_ref();
        self.change_of(original)
            .and_then(|change| change.minutes)
            .or(scheduled.map(|schedule| schedule.minutes))
            .unwrap_or(0)
    }

    /// The start that was announced last for a date.
    pub fn start_of(&self, original: LocalDateTime) -> LocalDateTime {
        let change = self.change_of(original);
        change.and_then(|change| change.start).unwrap_or(original)
    }

    /// The last date that takes place by rule and ending; none if the series goes on.
    pub fn last_original(&self, timetable: &Timetable) -> Option<LocalDateTime> {
        let last = match &self.ending {
            None => timetable.last(),
            Some(ending) => timetable.last_before(timetable.instant_of(ending.before)),
        };
        last.map(|start| start.local)
    }

    fn change_of(&self, original: LocalDateTime) -> Option<&DateChange> {
        self.exception(original)?.change.as_ref()
    }

    /// What was announced differently for dates before the ending.
    pub fn valid_exceptions(&self) -> impl Iterator<Item = &DateException> {
        let end = self.ending.as_ref().map(|ending| ending.before);
        self.exceptions
            .iter()
            .filter(move |exception| end.is_none_or(|end| exception.original < end))
    }

    /// The dates with another start.
    fn moved(&self) -> impl Iterator<Item = (&DateException, LocalDateTime)> {
        self.valid_exceptions().filter_map(|exception| {
            let start = exception.change.as_ref()?.start?;
            Some((exception, start))
        })
    }

    /// The dates that the rule gives before the ending, without those that were moved.
    fn expand(
        &self,
        timetable: &Timetable,
        window: Window,
        moved: &[LocalDateTime],
        limit: usize,
        budget: u32,
    ) -> Expansion {
        let end = self
            .ending
            .as_ref()
            .map(|ending| timetable.instant_of(ending.before));
        match end.filter(|end| *end <= window.until) {
            None => timetable.expand(window, moved, limit, budget),
            Some(until) => {
                let window = Window { until, ..window };
                let mut expansion = timetable.expand(window, moved, limit, budget);
                if expansion.stop == Stop::WindowClosed {
                    expansion.stop = Stop::RuleEnded;
                }
                expansion
            }
        }
    }

    fn occurrence(
        &self,
        original: LocalDateTime,
        start: LocalDateTime,
        start_at: UnixSeconds,
    ) -> Occurrence {
        let exception = self.exception(original);
        let status = match exception {
            Some(exception) if exception.cancellation.is_some() => OccurrenceStatus::Cancelled,
            Some(_) if start != original => OccurrenceStatus::Moved,
            Some(_) => OccurrenceStatus::Edited,
            None => OccurrenceStatus::Scheduled,
        };
        Occurrence {
            series: self.id,
            original,
            start,
            start_at,
            end_at: start_at + i64::from(self.minutes_on(original)) * 60,
            status,
        }
    }
}
