//! The operations that make a series say what its file says.

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::{
    CancelOccurrence, EndSeries, Id, Kind, Operation, RestoreOccurrence, UpdateSeries,
};

use super::existing::Known;
use super::updates::Fault;
use crate::files::convert::Ids;
use crate::files::format::{Announcement, DateException, Ending, Series};
use crate::files::revisions::Revisions;
use crate::files::series::{announced_at, changed, local};

/// What a file means where it leaves out when something was announced: the time that the registry
/// has, if it was announced with the same words.
pub fn with_known_times(file: &Series, known: &Series) -> Series {
    let mut series = file.clone();
    series.exceptions.sort_by(|a, b| a.date.cmp(&b.date));
    for exception in &mut series.exceptions {
        let old = known
            .exceptions
            .iter()
            .find(|old| old.date == exception.date);
        let old_change = old.and_then(|old| old.change.as_ref());
        if let (Some(new), Some(old)) = (&mut exception.change, old_change) {
            known_time(
                &mut new.announced_at,
                &new.reason,
                &old.announced_at,
                &old.reason,
            );
        }
        let old_cancelled = old.and_then(|old| old.cancelled.as_ref());
        if let (Some(new), Some(old)) = (&mut exception.cancelled, old_cancelled) {
            known_time(
                &mut new.announced_at,
                &new.reason,
                &old.announced_at,
                &old.reason,
            );
        }
    }
    if let (Some(new), Some(old)) = (&mut series.ended, &known.ended) {
        known_time(
            &mut new.announced_at,
            &new.reason,
            &old.announced_at,
            &old.reason,
        );
    }
    if let (Some(new), Some(old)) = (&mut series.follows, &known.follows) {
        known_time(
            &mut new.announced_at,
            &new.reason,
            &old.announced_at,
            &old.reason,
        );
    }
    series
}

fn known_time(new: &mut Option<String>, reason: &str, old: &Option<String>, old_reason: &str) {
    if new.is_none() && reason == old_reason {
        new.clone_from(old);
    }
}

/// The operations, with the times of [`with_known_times`].
pub fn series(
    ids: &Ids,
    new: &Series,
    old: &Known<Series>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    let id = old.id;
    let mut operations = Vec::new();
    if without_announcements(new) != without_announcements(&old.record) {
        operations.push(Operation::update_series(UpdateSeries {
            id,
            expected_revision: revisions.take(Kind::series, id),
            groups: ids.groups(&new.groups)?,
            tags: new.tags.clone(),
            details: ids.series_details(new)?,
            drops: None,
        }));
    }
    for old_date in &old.record.exceptions {
        if !new.exceptions.iter().any(|date| date.date == old_date.date) {
            take_back(id, old_date, revisions, &mut operations)?;
        }
    }
    for date in &new.exceptions {
        let before = old
            .record
            .exceptions
            .iter()
            .find(|old| old.date == date.date);
        if before != Some(date) {
            if let Some(before) = before {
                take_back(id, before, revisions, &mut operations)?;
            }
            announce(id, date, revisions, &mut operations)?;
        }
    }
    if new.agenda != old.record.agenda {
        operations.push(ids.standing_agenda(new, id, revisions)?);
    }
    if new.ended != old.record.ended {
        operations.push(end(id, new.ended.as_ref(), revisions)?);
    }
    Ok(operations)
}

fn without_announcements(series: &Series) -> Series {
    Series {
        slug: String::new(),
        follows: None,
        exceptions: Vec::new(),
        ended: None,
        agenda: Vec::new(),
        ..series.clone()
    }
}

/// A date becomes what the rule says: first its cancellation is taken back, then its change.
fn take_back(
    id: Id,
    date: &DateException,
    revisions: &mut Revisions,
    operations: &mut Vec<Operation>,
) -> Result<(), Fault> {
    let times = usize::from(date.cancelled.is_some()) + usize::from(date.change.is_some());
    let original = local(&date.date)?;
    for _ in 0..times {
        operations.push(Operation::restore_occurrence(RestoreOccurrence {
            id,
            expected_revision: revisions.take(Kind::series, id),
            original,
        }));
    }
    Ok(())
}

fn announce(
    id: Id,
    date: &DateException,
    revisions: &mut Revisions,
    operations: &mut Vec<Operation>,
) -> Result<(), Fault> {
    let original = local(&date.date)?;
    if let Some(change) = &date.change {
        let revision = revisions.take(Kind::series, id);
        operations.push(changed(id, revision, original, change)?);
    }
    if let Some(cancelled) = &date.cancelled {
        operations.push(cancel(id, original, cancelled, revisions)?);
    }
    Ok(())
}

fn cancel(
    id: Id,
    original: LocalDateTime,
    cancelled: &Announcement,
    revisions: &mut Revisions,
) -> Result<Operation, Fault> {
    Ok(Operation::cancel_occurrence(CancelOccurrence {
        id,
        expected_revision: revisions.take(Kind::series, id),
        original,
        reason: cancelled.reason.clone(),
        announced_at: announced_at(&cancelled.announced_at)?,
    }))
}

fn end(id: Id, ended: Option<&Ending>, revisions: &mut Revisions) -> Result<Operation, Fault> {
    let announced = ended.map(|ended| announced_at(&ended.announced_at));
    Ok(Operation::end_series(EndSeries {
        id,
        expected_revision: revisions.take(Kind::series, id),
        before: ended.map(|ended| local(&ended.before)).transpose()?,
        reason: ended.map(|ended| ended.reason.clone()).unwrap_or_default(),
        announced_at: announced.transpose()?.flatten(),
    }))
}
