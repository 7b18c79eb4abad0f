//! A date of a series and its record are one truth: the series rules when the date takes place,
//! how long, and whether; the record rules its title, agenda and places. This says what a series
//! tells of a date, and what follows for the record.

use super::{Series, from_seconds, to_seconds};
use crate::base::fault::Fault;
use crate::domain::calendar::local::LocalDateTime;
use crate::domain::calendar::rule::Timetable;
use crate::domain::{MeetingDetails, MeetingStatus, Nanos, When};

/// What a series tells of one of its dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub start_at: Nanos,
    /// The zone of the series.
    pub zone: String,
    pub minutes: u32,
    /// `scheduled`, `moved` or `cancelled`.
    pub status: MeetingStatus,
    /// Why it is moved or cancelled; none if no reason was given.
    pub reason: Option<String>,
}

impl Series {
    /// What the series tells of a date; none if it has no such date. A date that the series has
    /// lost to its end is cancelled, with the reason of the end.
    pub fn tells(&self, timetable: &Timetable, original: LocalDateTime) -> Option<Told> {
        if !timetable.has(original) {
            return None;
        }
        let start_at = timetable.instant_of(self.start_of(original));
        let exception = self.exception(original);
        let change = exception.and_then(|e| e.change.as_ref());
        let ended = self.ending.as_ref().filter(|e| original >= e.before);
        let cancellation = exception.and_then(|e| e.cancellation.as_ref());
        let (status, announced) = match (ended.map(|e| &e.announced).or(cancellation), change) {
            (Some(cancelled), _) => (MeetingStatus::cancelled, Some(cancelled)),
            (None, Some(change)) if self.start_of(original) != original => {
                (MeetingStatus::moved, Some(&change.announced))
            }
            (None, _) => (MeetingStatus::scheduled, None),
        };
        let reason = announced.map(|a| a.reason.clone());
        Some(Told {
            start_at: from_seconds(start_at),
            zone: timetable.zone().name().to_owned(),
            minutes: self.minutes_on(original).into(),
            status,
            reason: reason.filter(|reason| !reason.is_empty()),
        })
    }
}

impl Told {
    /// Whether the record of the date may say what it will: it has been held, and tells how.
    fn is_history(&self, details: &MeetingDetails, now: Nanos) -> bool {
        details.status == MeetingStatus::held
            && self.status != MeetingStatus::cancelled
            && to_seconds(self.start_at) <= to_seconds(now)
    }

    /// What contradicts the series in a record that is to be written, by the fields of `details`.
    pub fn contradictions(&self, details: &MeetingDetails, now: Nanos) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.is_history(details, now) {
            return faults;
        }
        let is_cancelled = self.status == MeetingStatus::cancelled;
        let status = match details.status {
            MeetingStatus::cancelled if !is_cancelled => Some(
                "is cancelled, and the date takes place by its series: cancel it there \
                 (cancel_occurrence)",
            ),
            MeetingStatus::cancelled => None,
            _ if is_cancelled => Some(
                "is not cancelled, and the date does not take place by its series: restore it \
                 there (restore_occurrence, end_series)",
            ),
            MeetingStatus::held => Some("is held, and the date has not begun by its series"),
            MeetingStatus::moved if self.status != MeetingStatus::moved => Some(
                "is moved, and the date stands at its time in its series: move it there \
                 (change_occurrence)",
            ),
            MeetingStatus::scheduled | MeetingStatus::moved => None,
        };
        faults.extend(status.map(|reason| Fault::new("status", reason)));
        if details.when.start.is_some_and(|at| at != self.start_at) {
            let reason = format!(
                "is not {}, the start of the date by its series: move it there (change_occurrence)",
                self.start_at
            );
            faults.push(Fault::new("when.start", reason));
        }
        if details.duration_minutes.is_some_and(|m| m != self.minutes) {
            let reason = format!(
                "is not {}, the length of the date by its series: change it there \
                 (change_occurrence)",
                self.minutes
            );
            faults.push(Fault::new("duration_minutes", reason));
        }
        faults
    }

    /// A record as the series has it. What the series does not rule stays, and so does what the
    /// record leaves open, unless the date is now another than the one that the record was made
    /// for: it `changed`, or stands elsewhere.
    pub fn applied(&self, details: &MeetingDetails, now: Nanos, changed: bool) -> MeetingDetails {
        let mut details = details.clone();
        if self.is_history(&details, now) {
            return details;
        }
        let is_elsewhere = changed || self.status == MeetingStatus::moved;
        let contradicts = |start: Option<Nanos>| match start {
            Some(start) => start != self.start_at,
            None => is_elsewhere,
        };
        if contradicts(details.when.start) {
            details.when = When {
                start: Some(self.start_at),
                zone: Some(self.zone.clone()),
                date: None,
                text: None,
            };
        }
        if details.duration_minutes.is_some() {
            details.duration_minutes = Some(self.minutes);
        }
        if details.status != self.status || self.status == MeetingStatus::scheduled {
            details.reason = None;
        }
        details.status = self.status;
        if details.reason.is_none() {
            details.reason = self.reason.clone();
        }
        details
    }
}
