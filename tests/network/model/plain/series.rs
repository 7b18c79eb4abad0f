//! Series and what is announced for their dates.

use workgroups::domain::calendar::local::LocalDateTime;
pub use workgroups::domain::series::Schedule;
use workgroups::domain::series::{
    Announcement, DateChange, DateException, Ending, Rescheduled, Series, SeriesDetails,
};
use workgroups::domain::*;

use super::history::series_fields;
use super::told::{before_coming, carried};
use super::{Act, Plain, Refused, clock, fresh, next, read};

type Done = Result<(Kind, Id, u64), Refused>;

/// Seconds since 1970.
fn seconds(at: Nanos) -> i64 {
    (at / 1_000_000_000) as i64
}

/// The dates of a series by its rule, up to its end.
pub fn dates(series: &Series) -> Vec<LocalDateTime> {
    let all = series.details.schedule.as_ref().map(clock::dates);
    let mut all = all.unwrap_or_default();
    let end = series.ending.as_ref().map(|e| e.before);
    all.retain(|date| end.is_none_or(|end| *date < end));
    all
}

fn exception(series: &Series, date: LocalDateTime) -> Option<&DateException> {
    series.exceptions.iter().find(|e| e.original == date)
}

/// Where a date is now.
pub fn start(series: &Series, date: LocalDateTime) -> LocalDateTime {
    let change = exception(series, date).and_then(|e| e.change.as_ref());
    change.and_then(|c| c.start).unwrap_or(date)
}

fn zone(series: &Series) -> &str {
    let schedule = series.details.schedule.as_ref();
    schedule.map_or("UTC", |s| s.zone.as_str())
}

/// Refuses a date that the series does not have.
fn require(series: &Series, date: LocalDateTime) -> Result<(), Refused> {
    if series.details.schedule.is_none() {
        return Err(Refused::field("schedule"));
    }
    match dates(series).contains(&date) {
        true => Ok(()),
        false => Err(Refused::field("original")),
    }
}

/// The series as changed now, with nothing changed yet.
fn touched(series: &Series, act: Act) -> Series {
    Series {
        sequence: series.sequence + 1,
        modified_at: series.modified_at.max(seconds(act.at)),
        ..series.clone()
    }
}

/// When something was announced, if that can be.
fn announced_at(act: Act, given: Option<i64>) -> Result<i64, Refused> {
    let now = seconds(act.at);
    match given {
        Some(at) if at < 0 || at > now => Err(Refused::field("announced_at")),
        given => Ok(given.unwrap_or(now)),
    }
}

/// Alters what is announced for one date; what then says nothing is removed.
fn with_exception(
    series: &mut Series,
    date: LocalDateTime,
    alter: impl FnOnce(&mut DateException) -> bool,
) -> Result<(), Refused> {
    let mut one = exception(series, date).cloned().unwrap_or(DateException {
        original: date,
        change: None,
        cancellation: None,
    });
    if !alter(&mut one) {
        return Err(Refused::field("original"));
    }
    series.exceptions.retain(|e| e.original != date);
    if one.change.is_some() || one.cancellation.is_some() {
        series.exceptions.push(one);
    }
    series.exceptions.sort_by_key(|e| e.original);
    Ok(())
}

impl Plain {
    fn series_in(&self, group: &Id) -> usize {
        let there = |s: &&SeriesRecord| s.groups.contains(group);
        self.series.values().filter(there).count()
    }

    pub(super) fn series_at(&self, id: Id, expected: u64) -> Result<SeriesRecord, Refused> {
        read(
            &self.series,
            Kind::series,
            id,
            |s| s.meta.revision,
            expected,
        )
    }

    pub(super) fn put_series(
        &mut self,
        act: Act,
        operation: &str,
        new: SeriesRecord,
        dropped: &[DateException],
    ) -> Done {
        let what = (Kind::series, new.id, new.meta.revision);
        let old = self.series.insert(new.id, new.clone());
        let mut fields = old.map(|old| series_fields(&old, &new)).unwrap_or_default();
        fields.extend(dropped.iter().map(|e| format!("dropped {}", e.original)));
        Ok(self.enter(act, operation, what, fields))
    }

    fn new_series(
        &mut self,
        act: Act,
        groups: &[Id],
        tags: &[String],
        d: &SeriesDetails,
    ) -> SeriesRecord {
        let id = self.number(Kind::series);
        let series = Series {
            id,
            details: d.clone(),
            exceptions: Vec::new(),
            ending: None,
            predecessor: None,
            successor: None,
            sequence: 0,
            created_at: seconds(act.at),
            modified_at: seconds(act.at),
            rescheduled: None,
        };
        SeriesRecord {
            id,
            meta: fresh(act),
            groups: groups.to_vec(),
            tags: tags.to_vec(),
            series,
            agenda: Vec::new(),
            withdrawn: None,
        }
    }

    pub(super) fn create_series(&mut self, act: Act, a: &NewSeries) -> Done {
        self.faultless(|f| f.series(&a.groups, &a.tags, &a.details))?;
        self.at_work(&a.groups)?;
        self.room_in(&[], &a.groups, |g| self.series_in(g))?;
        let new = self.new_series(act, &a.groups, &a.tags, &a.details);
        self.put_series(act, "create_series", new, &[])
    }

    pub(super) fn update_series(&mut self, act: Act, a: &UpdateSeries) -> Done {
        self.faultless(|f| {
            f.series(&a.groups, &a.tags, &a.details);
            f.not_itself(a.id, &a.details);
        })?;
        let mut record = self.series_at(a.id, a.expected_revision)?;
        let joins = a.groups.iter().filter(|g| !record.groups.contains(g));
        self.at_work(&joins.copied().collect::<Vec<_>>())?;
        self.room_in(&record.groups, &a.groups, |g| self.series_in(g))?;
        let mut dropped = Vec::new();
        let mut series = touched(&record.series, act);
        if series.details.schedule != a.details.schedule {
            (series.exceptions, dropped) = carried(series.exceptions, a.details.schedule.as_ref());
            series.rescheduled = Some(Rescheduled {
                at: seconds(act.at),
                before: series.details.schedule.clone(),
            });
        }
        series.details = a.details.clone();
        record.series = series;
        record.groups = a.groups.clone();
        record.tags = a.tags.clone();
        record.meta = next(&record.meta, act);
        let what = (&dropped[..], a.drops == Some(true));
        let from = before_coming(act);
        self.go_along(act, "update_series", (a.id, &record), from, what)?;
        self.put_series(act, "update_series", record, &dropped)
    }

    /// One change of a series at the revision that the caller has read.
    fn edit_series(
        &mut self,
        act: Act,
        operation: &str,
        (id, expected, date): (Id, u64, Option<LocalDateTime>),
        edit: impl FnOnce(&Series, &mut Series) -> Result<(), Refused>,
    ) -> Done {
        let mut record = self.series_at(id, expected)?;
        let mut series = touched(&record.series, act);
        edit(&record.series, &mut series)?;
        let ends = [record.series.ending.as_ref(), series.ending.as_ref()];
        let end = ends.into_iter().flatten().map(|e| e.before).min();
        record.series = series;
        record.meta = next(&record.meta, act);
        self.follow(act, operation, &record, |one| match date {
            Some(date) => one == date,
            None => end.is_some_and(|end| one >= end),
        })?;
        self.put_series(act, operation, record, &[])
    }

    pub(super) fn cancel_occurrence(&mut self, act: Act, a: &CancelOccurrence) -> Done {
        let announced = Announcement {
            reason: a.reason.clone(),
            at: announced_at(act, a.announced_at)?,
        };
        let which = (a.id, a.expected_revision, Some(a.original));
        self.faultless(|f| f.announcement(&a.reason))?;
        self.edit_series(act, "cancel_occurrence", which, |old, new| {
            require(old, a.original)?;
            with_exception(new, a.original, |date| {
                let fits = date.cancellation.is_none();
                date.cancellation = Some(announced);
                fits
            })
        })
    }

    pub(super) fn restore_occurrence(&mut self, act: Act, a: &RestoreOccurrence) -> Done {
        let which = (a.id, a.expected_revision, Some(a.original));
        self.edit_series(act, "restore_occurrence", which, |_, new| {
            with_exception(new, a.original, |date| match date.cancellation.take() {
                Some(_) => true,
                None => date.change.take().is_some(),
            })
        })
    }

    pub(super) fn change_occurrence(&mut self, act: Act, a: &ChangeOccurrence) -> Done {
        let at = announced_at(act, a.announced_at)?;
        let change = DateChange {
            start: a.start.filter(|start| *start != a.original),
            minutes: a.minutes,
            title: a.title.clone(),
            description: a.description.clone(),
            locations: a.locations.clone(),
            announced: Announcement {
                reason: a.reason.clone(),
                at,
            },
        };
        let which = (a.id, a.expected_revision, Some(a.original));
        self.faultless(|f| f.date_change(&change))?;
        self.edit_series(act, "change_occurrence", which, |old, new| {
            require(old, a.original)?;
            let DateChange {
                start,
                minutes,
                title,
                description,
                locations,
                ..
            } = &change;
            let text = title.is_some() || description.is_some() || locations.is_some();
            if start.is_none() && minutes.is_none() && !text {
                return Err(Refused::field("change"));
            }
            if start.is_some_and(|start| is_taken(old, a.original, start)) {
                return Err(Refused::field("start"));
            }
            with_exception(new, a.original, |date| {
                date.change = Some(change);
                true
            })
        })
    }

    pub(super) fn end_series(&mut self, act: Act, a: &EndSeries) -> Done {
        let at = announced_at(act, a.announced_at)?;
        let which = (a.id, a.expected_revision, None);
        self.faultless(|f| f.announcement(&a.reason))?;
        self.edit_series(act, "end_series", which, |old, new| {
            let Some(before) = a.before else {
                return reopen(old, new);
            };
            end(old, new, before, &a.reason, at)
        })
    }

    pub(super) fn change_following(&mut self, act: Act, a: &ChangeFollowing) -> Done {
        let at = announced_at(act, a.announced_at)?;
        self.faultless(|f| {
            f.series_details(&a.details);
            f.announcement(&a.reason);
        })?;
        let old = self.series_at(a.id, a.expected_revision)?;
        self.at_work(&old.groups)?;
        self.room_in(&[], &old.groups, |g| self.series_in(g))?;
        require(&old.series, a.from)?;
        let Some(schedule) = &a.details.schedule else {
            return Err(Refused::field("schedule"));
        };
        let mut ended = touched(&old.series, act);
        end(&old.series, &mut ended, a.from, &a.reason, at)?;
        let kept = dates(&ended).pop();
        let begin = clock::instant(&schedule.zone, schedule.start);
        if kept.is_some_and(|kept| begin <= clock::instant(zone(&old.series), kept)) {
            return Err(Refused::field("schedule.start"));
        }
        let mut new = self.new_series(act, &old.groups, &old.tags, &a.details);
        ended.successor = Some(new.id);
        new.series.predecessor = Some(a.id);
        new.agenda = old.agenda.clone();
        let (before, after): (Vec<_>, Vec<_>) = ended
            .exceptions
            .drain(..)
            .partition(|e| e.original < a.from);
        ended.exceptions = before;
        let dropped;
        (new.series.exceptions, dropped) = carried(after, Some(schedule));
        let what = (&dropped[..], a.drops == Some(true));
        self.go_along(act, "change_following", (a.id, &new), a.from, what)?;
        let ended = SeriesRecord {
            series: ended,
            meta: next(&old.meta, act),
            ..old
        };
        self.put_series(act, "change_following", ended, &dropped)?;
        self.put_series(act, "change_following", new, &[])
    }
}

/// Whether another date that takes place begins at a time.
fn is_taken(series: &Series, date: LocalDateTime, at: LocalDateTime) -> bool {
    let zone = zone(series);
    let at = clock::instant(zone, at);
    let others = dates(series).into_iter().filter(|other| *other != date);
    let mut held =
        others.filter(|other| exception(series, *other).is_none_or(|e| e.cancellation.is_none()));
    held.any(|other| clock::instant(zone, start(series, other)) == at)
}

fn end(
    old: &Series,
    new: &mut Series,
    before: LocalDateTime,
    reason: &str,
    at: i64,
) -> Result<(), Refused> {
    let Some(schedule) = &old.details.schedule else {
        return Err(Refused::field("schedule"));
    };
    if old.ending.is_some() || before <= schedule.start {
        return Err(Refused::field("before"));
    }
    let reason = reason.to_owned();
    let announced = Announcement { reason, at };
    new.ending = Some(Ending { before, announced });
    Ok(())
}

fn reopen(old: &Series, new: &mut Series) -> Result<(), Refused> {
    if old.ending.is_none() {
        return Err(Refused::field("ending"));
    }
    if old.successor.is_some() {
        return Err(Refused::field("successor"));
    }
    new.ending = None;
    Ok(())
}
