//! Turns series, and what was announced for their dates, into operations.

use workgroups::domain::calendar::local::{LocalDateTime, UnixSeconds};
use workgroups::domain::series as calendar;
use workgroups::domain::{
    CancelOccurrence, ChangeFollowing, ChangeOccurrence, EndSeries, Id, Kind, NewSeries,
    OccurrenceId, Operation, SetAgenda, to_seconds,
};

use crate::files::convert::{Ids, links};
use crate::files::format::{self, Data, Series};
use crate::files::instant;
use crate::files::revisions::Revisions;

impl Ids {
    /// The operation that makes a series; those before it must have their numbers already.
    pub fn begin_series(
        &self,
        series: &Series,
        data: &Data,
        revisions: &mut Revisions,
    ) -> Result<Operation, String> {
        let details = self.series_details(series)?;
        let Some(follows) = &series.follows else {
            return Ok(Operation::create_series(NewSeries {
                groups: self.groups(&series.groups)?,
                tags: series.tags.clone(),
                details,
            }));
        };
        let id = self.series(&follows.series)?;
        let before = data.series.iter().find(|s| s.slug == follows.series);
        if before.is_some_and(|s| s.groups != series.groups || s.tags != series.tags) {
            return Err("has other groups or tags than the series that it follows".into());
        }
        Ok(Operation::change_following(ChangeFollowing {
            id,
            expected_revision: revisions.take(Kind::series, id),
            from: local(&follows.from)?,
            details,
            reason: follows.reason.clone(),
            announced_at: announced_at(&follows.announced_at)?,
            drops: None,
        }))
    }

    pub(crate) fn series(&self, slug: &str) -> Result<Id, String> {
        self.find(Kind::series, slug)
    }

    pub(crate) fn series_details(&self, s: &Series) -> Result<calendar::SeriesDetails, String> {
        let alternates_with = s.alternates_with.as_deref();
        Ok(calendar::SeriesDetails {
            title: s.title.clone(),
            description: s.description.clone(),
            cadence: s.cadence.clone(),
            schedule: s.schedule.as_ref().map(schedule).transpose()?,
            locations: links(&s.locations),
            notice_hours: s.notice_hours,
            alternates_with: alternates_with.map(|slug| self.series(slug)).transpose()?,
        })
    }

    /// What was announced for the dates of a series, and its end, in this order.
    pub fn announcements(
        &self,
        series: &Series,
        revisions: &mut Revisions,
    ) -> Result<Vec<Operation>, String> {
        let id = self.series(&series.slug)?;
        let mut operations = Vec::new();
        if !series.agenda.is_empty() {
            operations.push(self.standing_agenda(series, id, revisions)?);
        }
        for exception in &series.exceptions {
            let original = local(&exception.date)?;
            if let Some(change) = &exception.change {
                let expected_revision = revisions.take(Kind::series, id);
                operations.push(changed(id, expected_revision, original, change)?);
            }
            if let Some(cancelled) = &exception.cancelled {
                operations.push(Operation::cancel_occurrence(CancelOccurrence {
                    id,
                    expected_revision: revisions.take(Kind::series, id),
                    original,
                    reason: cancelled.reason.clone(),
                    announced_at: announced_at(&cancelled.announced_at)?,
                }));
            }
        }
        if let Some(ended) = &series.ended {
            operations.push(Operation::end_series(EndSeries {
                id,
                expected_revision: revisions.take(Kind::series, id),
                before: Some(local(&ended.before)?),
                reason: ended.reason.clone(),
                announced_at: announced_at(&ended.announced_at)?,
            }));
        }
        Ok(operations)
    }

    /// The operation that sets the agenda that each date begins with.
    pub(crate) fn standing_agenda(
        &self,
        series: &Series,
        id: Id,
        revisions: &mut Revisions,
    ) -> Result<Operation, String> {
        Ok(Operation::set_agenda(SetAgenda {
            id,
            expected_revision: revisions.take(Kind::series, id),
            agenda: self.agenda(&series.agenda)?,
        }))
    }

    /// The date of a series that a meeting is the record of.
    pub fn occurrence(&self, of: &format::Occurrence) -> Result<OccurrenceId, String> {
        Ok(OccurrenceId {
            series: self.series(&of.series)?,
            original: local(&of.date)?,
        })
    }
}

fn schedule(s: &format::Schedule) -> Result<calendar::Schedule, String> {
    Ok(calendar::Schedule {
        start: local(&s.start)?,
        zone: s.zone.clone(),
        minutes: s.minutes,
        rule: s.rule.clone(),
    })
}

pub(crate) fn changed(
    id: Id,
    expected_revision: u64,
    original: LocalDateTime,
    change: &format::DateChange,
) -> Result<Operation, String> {
    Ok(Operation::change_occurrence(ChangeOccurrence {
        id,
        expected_revision,
        original,
        start: change.start.as_deref().map(local).transpose()?,
        minutes: change.minutes,
        title: change.title.clone(),
        description: change.description.clone(),
        locations: change.locations.as_deref().map(links),
        reason: change.reason.clone(),
        announced_at: announced_at(&change.announced_at)?,
    }))
}

pub(crate) fn local(text: &str) -> Result<LocalDateTime, String> {
    text.parse().map_err(|_| {
        format!("has \"{text}\", which is not a date and time such as \"2024-05-02T19:00\"")
    })
}

pub(crate) fn announced_at(text: &Option<String>) -> Result<Option<UnixSeconds>, String> {
    let at = text.as_deref().map(instant::parse).transpose()?;
    Ok(at.map(to_seconds))
}
