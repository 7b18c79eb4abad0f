//! What comes: dates of series and single meetings, collected from all records.

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::OccurrenceStatus;
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{ListSeries, SeriesView, Upcoming};

use super::{Plain, Refused, clock, folded, series};

const SECOND: Nanos = 1_000_000_000;
const DAY: Nanos = 86_400 * SECOND;
/// What comes is told from a day ago on, for 173 days.
const BEHIND: Nanos = DAY;
const AHEAD: Nanos = 173 * DAY;

impl Plain {
    /// The meeting that is the record of a date.
    pub(super) fn record_of(&self, of: &OccurrenceId) -> Option<Id> {
        let its = |m: &&Meeting| m.details.occurrence.as_ref() == Some(of);
        self.meetings.values().find(its).map(|m| m.id)
    }

    /// A date of a series as it stands now.
    fn shown_date(
        &self,
        record: &SeriesRecord,
        original: LocalDateTime,
    ) -> Option<UpcomingMeeting> {
        let one = &record.series;
        let schedule = one.details.schedule.as_ref()?;
        let exception = one.exceptions.iter().find(|e| e.original == original);
        let change = exception.and_then(|e| e.change.as_ref());
        let cancelled = exception.and_then(|e| e.cancellation.as_ref());
        let announced = cancelled.or(change.map(|c| &c.announced));
        let start = series::start(one, original);
        let at = clock::instant(&schedule.zone, start);
        let by_rule = clock::instant(&schedule.zone, original);
        let minutes = change.and_then(|c| c.minutes).unwrap_or(schedule.minutes);
        let title = change.and_then(|c| c.title.as_ref());
        let status = match (cancelled, exception) {
            (Some(_), _) => OccurrenceStatus::Cancelled,
            (None, Some(_)) if start != original => OccurrenceStatus::Moved,
            (None, Some(_)) => OccurrenceStatus::Edited,
            (None, None) => OccurrenceStatus::Scheduled,
        };
        let of = OccurrenceId {
            series: record.id,
            original,
        };
        let meeting = self.record_of(&of);
        let own_title = meeting.map(|id| self.meetings[&id].details.title.clone());
        Some(UpcomingMeeting {
            occurrence: Some(of),
            meeting,
            groups: record.groups.clone(),
            title: own_title.unwrap_or_else(|| title.unwrap_or(&one.details.title).clone()),
            start_at: at as u64 * SECOND,
            end_at: at as u64 * SECOND + Nanos::from(minutes) * 60 * SECOND,
            start: Some(start),
            zone: Some(schedule.zone.clone()),
            status: Some(status),
            reason: announced.map(|a| a.reason.clone()),
            announced_at: announced.map(|a| a.at as u64 * SECOND),
            hours_of_notice: announced.map(|a| (at.min(by_rule) - a.at).div_euclid(3_600)),
            all_day: None,
        })
    }

    /// All dates and single meetings of some groups, or of all, that start from one instant on
    /// and before another, by time.
    fn coming(&self, groups: &[Id], from: Nanos, until: Nanos) -> Vec<UpcomingMeeting> {
        let asked = |of: &[Id]| groups.is_empty() || of.iter().any(|g| groups.contains(g));
        let mut all = Vec::new();
        for record in self.series.values().filter(|s| asked(&s.groups)) {
            let dates = series::dates(&record.series).into_iter();
            all.extend(dates.filter_map(|date| self.shown_date(record, date)));
        }
        all.retain(|m| from <= m.start_at && m.start_at < until);
        let singles = self.meetings.values().filter(|m| asked(&m.details.groups));
        all.extend(singles.filter_map(|m| single(m, from, until)));
        all.retain(|m| self.lets(&m.groups, m.start_at));
        all.sort_by_key(|m| {
            let of = m.occurrence;
            let id = of.map(|of| of.series).or(m.meeting);
            (m.start_at, of.is_some(), of.map(|of| of.original), id)
        });
        all
    }

    pub(super) fn upcoming(
        &self,
        caller: &Caller,
        now: Nanos,
        q: &Upcoming,
    ) -> Result<Vec<UpcomingMeeting>, Refused> {
        let mut groups = q.groups.clone();
        if q.mine {
            groups.extend(self.my_groups(caller, now));
            if groups.is_empty() {
                return Ok(Vec::new());
            }
        }
        let from = q.from.unwrap_or(now).max(now - BEHIND);
        let until = q.until.unwrap_or(u64::MAX).min(now + AHEAD);
        Ok(self.coming(&groups, from, until))
    }

    /// Whether dates of series of a group come.
    pub(super) fn has_dates(&self, group: Id, now: Nanos) -> bool {
        let coming = self.coming(&[group], now, now + AHEAD).into_iter();
        coming.filter(|m| m.occurrence.is_some()).count() > 0
    }

    fn my_groups(&self, caller: &Caller, now: Nanos) -> Vec<Id> {
        let joined = self.memberships.values();
        let joined = joined.filter(|m| m.principal == caller.principal);
        let person = self.person_of(&caller.principal);
        let offices = person.map(|p| self.offices(p, now)).unwrap_or_default();
        let offices = offices.into_iter().map(|(group, _)| group);
        joined.map(|m| m.group).chain(offices).collect()
    }

    pub(super) fn next_meeting(
        &self,
        now: Nanos,
        group: Id,
    ) -> Result<Option<UpcomingMeeting>, Refused> {
        self.right_group(group)?;
        let coming = self.coming(&[group], now - BEHIND, now + AHEAD).into_iter();
        let mut held = coming.filter(|m| m.status != Some(OccurrenceStatus::Cancelled));
        Ok(held.find(|m| m.end_at > now || m.start_at >= now))
    }

    pub(super) fn series_view(&self, id: Id) -> Option<SeriesView> {
        let record = self.any_series(id)?.clone();
        let dates = series::dates(&record.series);
        let exceptions = record.series.exceptions.iter();
        let there = exceptions.filter(|e| dates.contains(&e.original));
        let announced = there.filter_map(|e| self.shown_date(&record, e.original));
        Some(SeriesView {
            announced: announced.collect(),
            record: record.clone(),
        })
    }

    pub(super) fn list_series(&self, q: &ListSeries) -> Vec<SeriesSummary> {
        let keep = |s: &&SeriesRecord| {
            q.group.is_none_or(|g| s.groups.contains(&g))
                && q.tag.as_ref().is_none_or(|t| s.tags.contains(t))
        };
        let mut kept: Vec<&SeriesRecord> = self.series.values().filter(keep).collect();
        kept.sort_by_key(|s| (folded(&s.series.details.title), s.id));
        let summary = |s: &SeriesRecord| {
            let d = s.series.details.clone();
            SeriesSummary {
                id: s.id,
                groups: s.groups.clone(),
                title: d.title,
                cadence: d.cadence,
                schedule: d.schedule,
                ended_before: s.series.ending.as_ref().map(|e| e.before),
                successor: s.series.successor,
                tags: s.tags.clone(),
            }
        };
        kept.into_iter().map(summary).collect()
    }
}

/// A meeting that is no date of a series, if its start is known and lies between two instants.
fn single(m: &Meeting, from: Nanos, until: Nanos) -> Option<UpcomingMeeting> {
    let d = &m.details;
    let date = d.when.date.as_ref().filter(|_| d.when.start.is_none());
    let day = date.filter(|d| d.day.is_some() && d.year.is_some_and(|y| (1970..2200).contains(&y)));
    let start = d.when.start.or(day.and_then(PartialDate::first_instant));
    let start = start.filter(|s| from <= *s && *s < until)?;
    let zone = d.when.zone.clone().filter(|_| day.is_none());
    let zone = zone.unwrap_or_else(|| "UTC".into());
    let minutes = Nanos::from(d.duration_minutes.unwrap_or(0));
    let minutes = match day {
        Some(_) => minutes.max(1).div_ceil(1_440) * 1_440,
        None => minutes,
    };
    let status = match d.status {
        MeetingStatus::cancelled => OccurrenceStatus::Cancelled,
        MeetingStatus::moved => OccurrenceStatus::Moved,
        MeetingStatus::scheduled | MeetingStatus::held => OccurrenceStatus::Scheduled,
    };
    d.occurrence.is_none().then(|| UpcomingMeeting {
        occurrence: None,
        meeting: Some(m.id),
        groups: d.groups.clone(),
        title: d.title.clone(),
        start_at: start,
        end_at: start + minutes * 60 * SECOND,
        start: Some(clock::reading(&zone, (start / SECOND) as i64)),
        zone: Some(zone),
        status: Some(status),
        reason: d.reason.clone(),
        announced_at: m.announced_at,
        hours_of_notice: m
            .announced_at
            .map(|at| ((start / SECOND) as i64 - (at / SECOND) as i64).div_euclid(3_600)),
        all_day: day.map(|_| true),
    })
}
