//! The ways in which a series changes. Each takes the time of the change and gives the series
//! as it is afterwards; the one before is left as it was. Texts, links and lengths have been
//! checked ([`checks`](crate::domain::checks)); what is refused here depends on the series and its
//! dates.

use std::collections::BTreeMap;

use super::check::MOST_EXCEPTIONS;
use super::{
    Announcement, DateChange, DateException, Ending, OccurrenceStatus, Rescheduled, Series,
    SeriesDetails,
};
use crate::base::fault::{Fault, shown};
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::calendar::rule::{DEFAULT_BUDGET, Timetable, Window};

/// A series after its details were replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub series: Series,
    /// What had been announced for dates that the new schedule no longer has.
    pub dropped: Vec<DateException>,
}

/// A series that ends, and the one that goes on from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub ended: Series,
    pub following: Series,
    /// What had been announced for dates that the following series does not have.
    pub dropped: Vec<DateException>,
}

impl Series {
    /// A new series.
    ///
    /// # Errors
    /// The faults of the schedule.
    pub fn new(id: u64, details: SeriesDetails, now: UnixSeconds) -> Result<Series, Vec<Fault>> {
        Ok(Series {
            id,
            details: canonical(details)?,
            exceptions: Vec::new(),
            ending: None,
            predecessor: None,
            successor: None,
            sequence: 0,
            created_at: now,
            modified_at: now,
            rescheduled: None,
        })
    }

    /// Replaces the details, for past dates as well as for coming ones. To keep the past as it
    /// was, [`Series::split`]. What was announced for single dates stays where the new schedule
    /// has a date on the same day.
    ///
    /// # Errors
    /// The faults of the schedule.
    pub fn edit(&self, details: SeriesDetails, now: UnixSeconds) -> Result<Edited, Vec<Fault>> {
        let details = canonical(details)?;
        let mut series = self.touched(now);
        let mut dropped = Vec::new();
        if details.schedule != series.details.schedule {
            let schedule = details.schedule.as_ref();
            let timetable = schedule.map(|schedule| schedule.timetable()).transpose()?;
            (series.exceptions, dropped) = carried(series.exceptions, timetable.as_ref());
            series.rescheduled = Some(Rescheduled {
                at: now,
                before: series.details.schedule.take(),
            });
        }
        series.details = details;
        Ok(Edited { series, dropped })
    }

    /// Cancels one date; a move that was announced for it is kept in case it is restored.
    ///
    /// # Errors
    /// If there is no such date, or it is cancelled already.
    pub fn cancel(
        &self,
        original: LocalDateTime,
        reason: &str,
        now: UnixSeconds,
    ) -> Result<Series, Vec<Fault>> {
        let announced = announcement(reason, now);
        self.require_date(original)?;
        self.with_exception(original, now, |exception| {
            if exception.cancellation.is_some() {
                return Err(fault("original", "is cancelled already"));
            }
            exception.cancellation = Some(announced);
            Ok(())
        })
    }

    /// Takes a cancellation back; the date is again as it was before.
    ///
    /// # Errors
    /// If the date is not cancelled.
    pub fn restore(&self, original: LocalDateTime, now: UnixSeconds) -> Result<Series, Vec<Fault>> {
        self.with_exception(original, now, |exception| {
            let taken = exception.cancellation.take();
            taken
                .map(drop)
                .ok_or_else(|| fault("original", "is not cancelled"))
        })
    }

    /// Moves or edits one date. What had been announced for it before is replaced.
    ///
    /// # Errors
    /// If there is no such date, nothing would change, or another date that takes place begins at
    /// the same time.
    pub fn change(
        &self,
        original: LocalDateTime,
        mut change: DateChange,
        now: UnixSeconds,
    ) -> Result<Series, Vec<Fault>> {
        change.announced.at = now;
        change.start = change.start.filter(|start| *start != original);
        let timetable = self.require_date(original)?;
        let nothing = change.start.is_none()
            && change.minutes.is_none()
            && change.title.is_none()
            && change.description.is_none()
            && change.locations.is_none();
        if nothing {
            return Err(fault("change", "changes nothing"));
        }
        if let Some(start) = change.start {
            self.require_free(&timetable, original, start)?;
        }
        self.with_exception(original, now, |exception| {
            exception.change = Some(change);
            Ok(())
        })
    }

    /// Takes a move or an edit of one date back.
    ///
    /// # Errors
    /// If the date was not changed.
    pub fn revert(&self, original: LocalDateTime, now: UnixSeconds) -> Result<Series, Vec<Fault>> {
        self.with_exception(original, now, |exception| {
            let taken = exception.change.take();
            taken
                .map(drop)
                .ok_or_else(|| fault("original", "was not changed"))
        })
    }

    /// Ends the series: dates from `before` on (original starts) no longer take place.
    ///
    /// # Errors
    /// If it has ended already, or no date would be left.
    pub fn end(
        &self,
        before: LocalDateTime,
        reason: &str,
        now: UnixSeconds,
    ) -> Result<Series, Vec<Fault>> {
        let announced = announcement(reason, now);
        before.check("before")?;
        let timetable = self.require_schedule()?;
        if let Some(ending) = &self.ending {
            let reason = format!(
                "comes too late: the series has ended before {}",
                ending.before
            );
            return Err(fault("before", &reason));
        }
        if before <= timetable.start() {
            let reason = format!("leaves no date: the first is {}", timetable.start());
            return Err(fault("before", &reason));
        }
        Ok(Series {
            ending: Some(Ending { before, announced }),
            ..self.touched(now)
        })
    }

    /// Takes the ending back.
    ///
    /// # Errors
    /// If the series has not been ended, or another one goes on from it.
    pub fn reopen(&self, now: UnixSeconds) -> Result<Series, Vec<Fault>> {
        if self.ending.is_none() {
            return Err(fault("ending", "is none: the series has not been ended"));
        }
        if let Some(successor) = self.successor {
            let reason = format!("is series {successor}, which goes on from this one");
            return Err(fault("successor", &reason));
        }
        Ok(Series {
            ending: None,
            ..self.touched(now)
        })
    }

    /// Changes a date and all that follow: this series ends before the date `from`, and a new
    /// one with the given details goes on. What was announced for later dates stays where the new
    /// series has a date on the same day.
    ///
    /// # Errors
    /// If `from` is not a date of the series, or its first one (which is an edit of the whole
    /// series), if the new schedule begins before the last date that is kept, or for the faults of
    /// the schedule.
    pub fn split(
        &self,
        from: LocalDateTime,
        new_id: u64,
        details: SeriesDetails,
        reason: &str,
        now: UnixSeconds,
    ) -> Result<Split, Vec<Fault>> {
        let timetable = self.require_date(from)?;
        let mut following = Series::new(new_id, details, now)?;
        let new_timetable = following.require_schedule()?;
        let mut ended = self.end(from, reason, now)?;
        let kept = timetable.last_before(timetable.instant_of(from));
        if let Some(kept) =
            kept.filter(|kept| new_timetable.instant_of(new_timetable.start()) <= kept.at)
        {
            let reason = format!("must come after the last date kept, {}", kept.local);
            return Err(fault("schedule.start", &reason));
        }
        ended.successor = Some(new_id);
        following.predecessor = Some(self.id);
        let (before, after): (Vec<_>, Vec<_>) = ended
            .exceptions
            .into_iter()
            .partition(|exception| exception.original < from);
        ended.exceptions = before;
        let dropped;
        (following.exceptions, dropped) = carried(after, Some(&new_timetable));
        Ok(Split {
            ended,
            following,
            dropped,
        })
    }

    /// The series as changed at `now`, with nothing changed yet.
    fn touched(&self, now: UnixSeconds) -> Series {
        Series {
            sequence: self.sequence.saturating_add(1),
            // Clocks of the network may step back a little; a change never looks older.
            modified_at: now.max(self.modified_at),
            ..self.clone()
        }
    }

    fn require_schedule(&self) -> Result<Timetable, Vec<Fault>> {
        self.timetable()?
            .ok_or_else(|| fault("schedule", "is missing: the series is unscheduled"))
    }

    fn require_date(&self, original: LocalDateTime) -> Result<Timetable, Vec<Fault>> {
        let timetable = self.require_schedule()?;
        if self.has(&timetable, original) {
            Ok(timetable)
        } else {
            let reason = format!(
                "{} is not a date of the series",
                shown(&original.to_string())
            );
            Err(fault("original", &reason))
        }
    }

    /// Refuses a start at which another date of the series takes place.
    fn require_free(
        &self,
        timetable: &Timetable,
        original: LocalDateTime,
        start: LocalDateTime,
    ) -> Result<(), Vec<Fault>> {
        let at = timetable.instant_of(start);
        let window = Window {
            from: at,
            until: at + 1,
        };
        let there = self.occurrences(timetable, window, MOST_EXCEPTIONS + 1, DEFAULT_BUDGET);
        let taken = there
            .list
            .iter()
            .find(|one| one.original != original && one.status != OccurrenceStatus::Cancelled);
        taken.map_or(Ok(()), |taken| {
            let reason = format!("is taken by the date of {}", taken.original);
            Err(fault("start", &reason))
        })
    }

    /// The series with the exception of one date altered; one that says nothing is removed.
    fn with_exception(
        &self,
        original: LocalDateTime,
        now: UnixSeconds,
        alter: impl FnOnce(&mut DateException) -> Result<(), Vec<Fault>>,
    ) -> Result<Series, Vec<Fault>> {
        let mut series = self.touched(now);
        let (index, mut exception) = match series.exception_index(original) {
            Ok(index) => (index, series.exceptions.remove(index)),
            Err(_) if series.exceptions.len() >= MOST_EXCEPTIONS => {
                let reason = format!("would be more than {MOST_EXCEPTIONS}");
                return Err(fault("exceptions", &reason));
            }
            Err(index) => (index, unchanged(original)),
        };
        alter(&mut exception)?;
        if exception.change.is_some() || exception.cancellation.is_some() {
            series.exceptions.insert(index, exception);
        }
        Ok(series)
    }
}

fn unchanged(original: LocalDateTime) -> DateException {
    DateException {
        original,
        change: None,
        cancellation: None,
    }
}

/// The date of a timetable that goes on from a date of another one: the same, or else the one on
/// the same day.
pub fn same_day(timetable: &Timetable, original: LocalDateTime) -> Option<LocalDateTime> {
    let on_day = timetable.start().on_day(original.day_number());
    [original, on_day]
        .into_iter()
        .find(|date| timetable.has(*date))
}

/// What was announced for dates, for the dates of another timetable on the same days; and what it
/// has no date for.
fn carried(
    exceptions: Vec<DateException>,
    timetable: Option<&Timetable>,
) -> (Vec<DateException>, Vec<DateException>) {
    let (mut kept, mut dropped) = (BTreeMap::new(), Vec::new());
    for exception in exceptions {
        let date = timetable.and_then(|timetable| {
            let date = same_day(timetable, exception.original)?;
            // Where it was moved to may be taken by a date of the other timetable.
            let moved_to = exception.change.as_ref().and_then(|change| change.start);
            let is_taken = |start| start != date && timetable.has(start);
            let fits = date == exception.original || !moved_to.is_some_and(is_taken);
            fits.then_some(date)
        });
        match date.filter(|date| !kept.contains_key(date)) {
            Some(date) => drop(kept.insert(date, exception)),
            None => dropped.push(exception),
        }
    }
    let at = |(original, exception): (LocalDateTime, DateException)| DateException {
        original,
        ..exception
    };
    (kept.into_iter().map(at).collect(), dropped)
}

/// The details with their schedule spelled canonically.
fn canonical(mut details: SeriesDetails) -> Result<SeriesDetails, Vec<Fault>> {
    if let Some(schedule) = &mut details.schedule {
        *schedule = schedule.canonical(&schedule.timetable()?);
    }
    Ok(details)
}

fn announcement(reason: &str, now: UnixSeconds) -> Announcement {
    Announcement {
        reason: reason.to_owned(),
        at: now,
    }
}

fn fault(field: &str, reason: &str) -> Vec<Fault> {
    vec![Fault::new(field, reason)]
}
