//! The records of a series' dates: they say what the series says, and go along when it changes.

use std::collections::BTreeSet;

use ic_stable_structures::Memory;

use crate::domain::calendar::local::LocalDateTime;
use crate::domain::check::Check;
use crate::domain::series::{DateException, same_day};
use crate::domain::{
    Error, Meeting, MeetingDetails, MeetingStatus, Nanos, OccurrenceId, SeriesRecord, to_seconds,
};
use crate::registry::Registry;
use crate::registry::access::Permit;
use crate::store::{LAST, List, date_number, entry_id, in_order};

/// Records of dates that one operation may change.
const MAX_RECORDS: usize = 200;
/// Dates that a refusal names.
const MAX_NAMED_DATES: usize = 5;
const DAY: i64 = 86_400;

/// What a new schedule takes along, and what it would drop.
pub(in crate::registry) struct Going<'a> {
    /// The first date that it is about.
    pub from: LocalDateTime,
    /// What was announced for dates that the new schedule does not have.
    pub dropped: &'a [DateException],
    /// Whether the caller has agreed to it.
    pub drops: bool,
}

/// A date that has certainly not begun by any clock is later than this.
pub(in crate::registry) fn before_coming(permit: &Permit) -> LocalDateTime {
    LocalDateTime::from_seconds_as_utc(to_seconds(permit.at()) - 2 * DAY)
}

impl<M: Memory> Registry<M> {
    /// Checks that a meeting's date is one of a series of one of its groups, and that it says of
    /// the date what the series does. A link that the meeting had before stays even if the series
    /// has lost the date.
    pub(in crate::registry) fn check_occurrence(
        &self,
        c: &mut Check,
        old: Option<&MeetingDetails>,
        new: &MeetingDetails,
        now: Nanos,
    ) {
        let Some(of) = new.occurrence else { return };
        let is_kept = old.is_some_and(|old| old.occurrence == Some(of));
        let record = self.store.get::<SeriesRecord>(of.series);
        let Some(record) = record.filter(|record| record.withdrawn.is_none()) else {
            if !is_kept {
                c.fault("details.occurrence.series", "is not the number of a series");
            }
            return;
        };
        let same_groups = old.is_some_and(|old| old.groups == new.groups);
        let shared = || record.groups.iter().any(|g| new.groups.contains(g));
        if (!is_kept || !same_groups) && !shared() {
            c.fault("details.occurrence.series", "is a series of other groups");
        }
        match record.tells(of.original) {
            Some(told) => c.faults_within("details", told.contradictions(new, now)),
            None if is_kept => {}
            None => c.fault("details.occurrence.original", "is not a date of the series"),
        }
    }

    /// The record of a date says what the series says now.
    pub(in crate::registry) fn record_follows(
        &mut self,
        permit: &Permit,
        operation: &str,
        series: &SeriesRecord,
        original: LocalDateTime,
    ) -> Result<(), Error> {
        let of = OccurrenceId {
            series: series.id,
            original,
        };
        let named = self.store.named(&crate::store::occurrence_key(&of));
        let Some(old) = named.and_then(|(id, _)| self.store.get::<Meeting>(id)) else {
            return Ok(());
        };
        self.follow(permit, operation, series, &old)
    }

    /// The records of dates from one on say what the series says now.
    pub(in crate::registry) fn records_follow(
        &mut self,
        permit: &Permit,
        operation: &str,
        series: &SeriesRecord,
        from: LocalDateTime,
    ) -> Result<(), Error> {
        for old in self.records_from(series.id, from)? {
            self.follow(permit, operation, series, &old)?;
        }
        Ok(())
    }

    fn follow(
        &mut self,
        permit: &Permit,
        operation: &str,
        series: &SeriesRecord,
        old: &Meeting,
    ) -> Result<(), Error> {
        let Some(of) = old.details.occurrence else {
            return Ok(());
        };
        let Some(told) = series.tells(of.original) else {
            return Ok(());
        };
        if told.status == MeetingStatus::cancelled && old.details.status == MeetingStatus::held {
            let reason = format!(
                "was held on {}, by its record (meeting {})",
                of.original, old.id
            );
            return Err(Error::invalid("original", reason));
        }
        self.rewrite(
            permit,
            operation,
            old,
            told.applied(&old.details, permit.at(), false),
        )
    }

    /// What others entered for the dates of a series goes along to a new schedule, which may be
    /// that of another series.
    ///
    /// # Errors
    /// `invalid` when something would be dropped that the caller has not agreed to.
    pub(in crate::registry) fn records_go_along(
        &mut self,
        permit: &Permit,
        operation: &str,
        old: &SeriesRecord,
        new: &SeriesRecord,
        going: &Going,
    ) -> Result<(), Error> {
        let timetable = new.series.timetable().ok().flatten();
        let mut lost: Vec<LocalDateTime> = going.dropped.iter().map(|e| e.original).collect();
        let mut taken = BTreeSet::new();
        for record in self.records_from(old.id, going.from)? {
            let Some(of) = record.details.occurrence else {
                continue;
            };
            let date = timetable.as_ref().and_then(|t| same_day(t, of.original));
            let date = date.filter(|date| taken.insert(*date));
            if date.is_none() {
                lost.push(of.original);
            }
            let mut details = record.details.clone();
            details.occurrence = date.map(|original| OccurrenceId {
                series: new.id,
                original,
            });
            // What is dropped stands by itself from now on, when and as long as it did so far.
            let told = match date {
                Some(date) => new.tells(date),
                None => old.tells(of.original),
            };
            if let Some(told) = told {
                details = told.applied(&details, permit.at(), date != Some(of.original));
                if date.is_none() {
                    details.duration_minutes.get_or_insert(told.minutes);
                }
            }
            self.rewrite(permit, operation, &record, details)?;
        }
        match going.drops || lost.is_empty() {
            true => Ok(()),
            false => Err(would_drop(&mut lost)),
        }
    }

    fn rewrite(
        &mut self,
        permit: &Permit,
        operation: &str,
        old: &Meeting,
        details: MeetingDetails,
    ) -> Result<(), Error> {
        if details == old.details {
            return Ok(());
        }
        let new = old.changed(details, permit.at());
        self.replace(permit, operation, old, new).map(drop)
    }

    /// The records of the dates of a series from one on.
    fn records_from(&self, series: u64, from: LocalDateTime) -> Result<Vec<Meeting>, Error> {
        let from = in_order(date_number(from), 0);
        let list = List::RecordsOfSeries;
        let entries = self.store.entries_between(list, series, from, LAST, None);
        let ids = entries.take(MAX_RECORDS + 1).map(|(key, _)| entry_id(&key));
        let records: Vec<Meeting> = ids.filter_map(|id| self.store.get(id)).collect();
        match records.len() > MAX_RECORDS {
            true => Err(Error::limit_exceeded {
                what: "records of dates that change with their series".into(),
                limit: MAX_RECORDS as u64,
            }),
            false => Ok(records),
        }
    }
}

/// Names what a new schedule would drop.
fn would_drop(lost: &mut Vec<LocalDateTime>) -> Error {
    lost.sort_unstable();
    lost.dedup();
    let named: Vec<String> = lost
        .iter()
        .take(MAX_NAMED_DATES)
        .map(ToString::to_string)
        .collect();
    let more = if lost.len() > named.len() {
        ", …"
    } else {
        ""
    };
    let reason = format!(
        "has no date on the days for which something was announced or recorded ({}{more}); to drop \
         that, call again with drops = true",
        named.join(", ")
    );
    Error::invalid("details.schedule", reason)
}
