//! Series: what they are, what is announced for single dates, and how they end.

use ic_stable_structures::Memory;

use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::check::Check;
use crate::domain::series::{Announcement, DateChange, DateException, Series, SeriesDetails};
use crate::domain::{
    CancelOccurrence, ChangeFollowing, ChangeOccurrence, EndSeries, Error, Fault, Id, Kind,
    NewSeries, RestoreOccurrence, SeriesRecord, SetAgenda, UpdateSeries, Written, checks,
    to_seconds,
};
use crate::registry::access::Permit;
use crate::registry::operations::dates::{Going, before_coming};
use crate::registry::{Registry, new_meta};
use crate::store::List;

/// The dates that an edit of a series is about.
enum Touched {
    Date(LocalDateTime),
    /// Those from the end of the series on, before or after the edit.
    FromEnd,
}

/// What the calendar refuses, as the registry says it.
fn refusal(faults: Vec<Fault>) -> Error {
    Error::invalid { faults }
}

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn create_series(
        &mut self,
        permit: &Permit,
        a: &NewSeries,
    ) -> Result<Written, Error> {
        self.check(|c| checks::series(c, &a.groups, &a.tags, &a.details))?;
        self.at_work(&a.groups)?;
        self.has_room_for("series of a group", List::SeriesOfGroup, &[], &a.groups)?;
        let id = self.store.next_id(Kind::series);
        let series =
            Series::new(id, a.details.clone(), to_seconds(permit.at())).map_err(refusal)?;
        let record = SeriesRecord {
            id,
            meta: new_meta(permit),
            groups: a.groups.clone(),
            tags: a.tags.clone(),
            series,
            agenda: Vec::new(),
            withdrawn: None,
        };
        self.put_series(permit, "create_series", None, record, &[])
    }

    pub(in crate::registry) fn update_series(
        &mut self,
        permit: &Permit,
        a: &UpdateSeries,
    ) -> Result<Written, Error> {
        self.check(|c| {
            checks::series(c, &a.groups, &a.tags, &a.details);
            not_itself(c, a.id, &a.details);
        })?;
        let old: SeriesRecord = self.at_revision(a.id, a.expected_revision)?;
        let room = "series of a group";
        let joins = a.groups.iter().filter(|g| !old.groups.contains(g));
        self.at_work(&joins.copied().collect::<Vec<_>>())?;
        self.has_room_for(room, List::SeriesOfGroup, &old.groups, &a.groups)?;
        let edited = old
            .series
            .edit(a.details.clone(), to_seconds(permit.at()))
            .map_err(refusal)?;
        let new = SeriesRecord {
            groups: a.groups.clone(),
            tags: a.tags.clone(),
            series: edited.series,
            ..old.clone()
        };
        let going = Going {
            from: before_coming(permit),
            dropped: &edited.dropped,
            drops: a.drops.unwrap_or(false),
        };
        let operation = "update_series";
        self.records_go_along(permit, operation, &old, &new, &going)?;
        self.put_series(permit, operation, Some(&old), new, &edited.dropped)
    }

    pub(in crate::registry) fn cancel_occurrence(
        &mut self,
        permit: &Permit,
        a: &CancelOccurrence,
    ) -> Result<Written, Error> {
        let at = announced_at(permit, a.announced_at)?;
        self.check(|c| checks::announcement(c, &a.reason))?;
        self.edit_series(
            permit,
            "cancel_occurrence",
            (a.id, a.expected_revision),
            Touched::Date(a.original),
            |series, now| {
                let mut series = series.cancel(a.original, &a.reason, now)?;
                let exception = exception_mut(&mut series, a.original);
                date_back(exception.and_then(|e| e.cancellation.as_mut()), at);
                Ok(series)
            },
        )
    }

    /// Takes a cancellation back, or what was changed for a date that is not cancelled.
    pub(in crate::registry) fn restore_occurrence(
        &mut self,
        permit: &Permit,
        a: &RestoreOccurrence,
    ) -> Result<Written, Error> {
        self.edit_series(
            permit,
            "restore_occurrence",
            (a.id, a.expected_revision),
            Touched::Date(a.original),
            |series, now| {
                let exception = series.exception(a.original);
                match exception.is_some_and(|e| e.cancellation.is_none()) {
                    true => series.revert(a.original, now),
                    false => series.restore(a.original, now),
                }
            },
        )
    }

    pub(in crate::registry) fn change_occurrence(
        &mut self,
        permit: &Permit,
        a: &ChangeOccurrence,
    ) -> Result<Written, Error> {
        let at = announced_at(permit, a.announced_at)?;
        let change = DateChange {
            start: a.start,
            minutes: a.minutes,
            title: a.title.clone(),
            description: a.description.clone(),
            locations: a.locations.clone(),
            announced: Announcement {
                reason: a.reason.clone(),
                at,
            },
        };
        self.check(|c| checks::date_change(c, &change))?;
        self.edit_series(
            permit,
            "change_occurrence",
            (a.id, a.expected_revision),
            Touched::Date(a.original),
            |series, now| {
                let mut series = series.change(a.original, change, now)?;
                let exception = exception_mut(&mut series, a.original);
                let change = exception.and_then(|e| e.change.as_mut());
                date_back(change.map(|change| &mut change.announced), at);
                Ok(series)
            },
        )
    }

    /// Ends a series, or takes its end back.
    pub(in crate::registry) fn end_series(
        &mut self,
        permit: &Permit,
        a: &EndSeries,
    ) -> Result<Written, Error> {
        let at = announced_at(permit, a.announced_at)?;
        self.check(|c| checks::announcement(c, &a.reason))?;
        self.edit_series(
            permit,
            "end_series",
            (a.id, a.expected_revision),
            Touched::FromEnd,
            |series, now| {
                let Some(before) = a.before else {
                    return series.reopen(now);
                };
                let mut series = series.end(before, &a.reason, now)?;
                date_back(series.ending.as_mut().map(|e| &mut e.announced), at);
                Ok(series)
            },
        )
    }

    /// Ends a series before one of its dates, and lets a new one go on from there.
    pub(in crate::registry) fn change_following(
        &mut self,
        permit: &Permit,
        a: &ChangeFollowing,
    ) -> Result<Written, Error> {
        let at = announced_at(permit, a.announced_at)?;
        self.check(|c| {
            checks::series_details(c, &a.details);
            checks::announcement(c, &a.reason);
        })?;
        let old: SeriesRecord = self.at_revision(a.id, a.expected_revision)?;
        let room = "series of a group";
        self.at_work(&old.groups)?;
        self.has_room_for(room, List::SeriesOfGroup, &[], &old.groups)?;
        let id = self.store.next_id(Kind::series);
        let now = to_seconds(permit.at());
        let mut split = old
            .series
            .split(a.from, id, a.details.clone(), &a.reason, now)
            .map_err(refusal)?;
        let ending = split.ended.ending.as_mut();
        date_back(ending.map(|e| &mut e.announced), at);
        let ended = SeriesRecord {
            series: split.ended,
            ..old.clone()
        };
        let following = SeriesRecord {
            id,
            meta: new_meta(permit),
            groups: old.groups.clone(),
            tags: old.tags.clone(),
            series: split.following,
            agenda: old.agenda.clone(),
            withdrawn: None,
        };
        let going = Going {
            from: a.from,
            dropped: &split.dropped,
            drops: a.drops.unwrap_or(false),
        };
        let operation = "change_following";
        self.records_go_along(permit, operation, &old, &following, &going)?;
        self.put_series(permit, operation, Some(&old), ended, &split.dropped)?;
        self.put_series(permit, operation, None, following, &[])
    }

    /// Sets the agenda that each date begins with. Records of dates keep theirs.
    pub(in crate::registry) fn set_agenda(
        &mut self,
        permit: &Permit,
        a: &SetAgenda,
    ) -> Result<Written, Error> {
        self.check(|c| checks::agenda(c, "agenda", &a.agenda))?;
        let old: SeriesRecord = self.at_revision(a.id, a.expected_revision)?;
        let new = SeriesRecord {
            agenda: a.agenda.clone(),
            ..old.clone()
        };
        self.replace(permit, "set_agenda", &old, new)
    }

    fn edit_series(
        &mut self,
        permit: &Permit,
        operation: &str,
        (id, expected_revision): (Id, u64),
        touched: Touched,
        edit: impl FnOnce(&Series, UnixSeconds) -> Result<Series, Vec<Fault>>,
    ) -> Result<Written, Error> {
        let old: SeriesRecord = self.at_revision(id, expected_revision)?;
        let series = edit(&old.series, to_seconds(permit.at())).map_err(refusal)?;
        let new = SeriesRecord {
            series,
            ..old.clone()
        };
        match touched {
            Touched::Date(original) => self.record_follows(permit, operation, &new, original)?,
            Touched::FromEnd => {
                let ends = [&old, &new].map(|record| record.series.ending.as_ref());
                let from = ends.into_iter().flatten().map(|ending| ending.before).min();
                if let Some(from) = from {
                    self.records_follow(permit, operation, &new, from)?;
                }
            }
        }
        self.put_series(permit, operation, Some(&old), new, &[])
    }

    /// Writes a series, and the dates that come of it. Its history tells for which dates something
    /// had been announced that it has `dropped`.
    fn put_series(
        &mut self,
        permit: &Permit,
        operation: &str,
        old: Option<&SeriesRecord>,
        new: SeriesRecord,
        dropped: &[DateException],
    ) -> Result<Written, Error> {
        let groups = old.map_or(&[][..], |old| &old.groups);
        self.list_dates(groups, &new, permit.at());
        match old {
            Some(old) => {
                let dropped = dropped.iter().map(|e| format!("dropped {}", e.original));
                self.replace_telling(permit, operation, old, new, dropped.collect())
            }
            None => self.insert(permit, operation, &new),
        }
    }
}

fn not_itself(c: &mut Check, id: Id, details: &SeriesDetails) {
    if details.alternates_with == Some(id) {
        c.fault("details.alternates_with", "is the series itself");
    }
}

/// When something was announced: now, or earlier and elsewhere.
fn announced_at(permit: &Permit, given: Option<UnixSeconds>) -> Result<UnixSeconds, Error> {
    let now = to_seconds(permit.at());
    match given {
        Some(at) if !(0..=now).contains(&at) => Err(Error::invalid(
            "announced_at",
            "is before 1970 or in the future",
        )),
        given => Ok(given.unwrap_or(now)),
    }
}

fn exception_mut(series: &mut Series, original: LocalDateTime) -> Option<&mut DateException> {
    let mut exceptions = series.exceptions.iter_mut();
    exceptions.find(|exception| exception.original == original)
}

fn date_back(announcement: Option<&mut Announcement>, at: UnixSeconds) {
    if let Some(announcement) = announcement {
        announcement.at = at;
    }
}
