//! What a series tells of its dates, and what follows for their records; which groups are at work.

use std::collections::BTreeSet;

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::{DateException, Told};
use workgroups::domain::*;

use super::{Act, Plain, Refused, clock, next, series};

const SECOND: Nanos = 1_000_000_000;
const DAY: i64 = 86_400;

/// Whether a group is paused or archived.
fn rests(group: &Group) -> bool {
    matches!(
        group.state(),
        LifecycleState::paused | LifecycleState::archived
    )
}

/// The group with the instant since when it rests.
pub(super) fn aged(old: Option<&Group>, mut group: Group, at: Nanos) -> Group {
    let stayed = old.filter(|old| old.state() == group.state());
    let since = stayed.and_then(|old| old.resting_since).unwrap_or(at);
    group.resting_since = rests(&group).then_some(since);
    group
}

/// The date of a series that a schedule has on a day, its own hour first.
fn on_the_day(schedule: Option<&series::Schedule>, date: LocalDateTime) -> Option<LocalDateTime> {
    let day = |d: &LocalDateTime| (d.year, d.month, d.day);
    let all = schedule.map(clock::dates).unwrap_or_default();
    let same = all.iter().find(|d| **d == date);
    same.or(all.iter().find(|d| day(d) == day(&date))).copied()
}

/// What was announced goes over to a schedule; what has no place in it is dropped.
pub(super) fn carried(
    exceptions: Vec<DateException>,
    schedule: Option<&series::Schedule>,
) -> (Vec<DateException>, Vec<DateException>) {
    let all = schedule.map(clock::dates).unwrap_or_default();
    let (mut kept, mut dropped): (Vec<DateException>, Vec<DateException>) = Default::default();
    for one in exceptions {
        let start = one.change.as_ref().and_then(|c| c.start);
        let fits = |date: &LocalDateTime| {
            let elsewhere = start.filter(|start| start != date);
            let taken = elsewhere.is_some_and(|start| all.contains(&start));
            *date == one.original || !taken
        };
        let free = |date: &LocalDateTime| kept.iter().all(|k| k.original != *date);
        match on_the_day(schedule, one.original).filter(fits).filter(free) {
            Some(original) => kept.push(DateException { original, ..one }),
            None => dropped.push(one),
        }
    }
    (kept, dropped)
}

impl Plain {
    pub(super) fn told(&self, record: &SeriesRecord, date: LocalDateTime) -> Option<Told> {
        let one = &record.series;
        let schedule = one.details.schedule.as_ref()?;
        if !clock::dates(schedule).contains(&date) {
            return None;
        }
        let exception = one.exceptions.iter().find(|e| e.original == date);
        let change = exception.and_then(|e| e.change.as_ref());
        let start = series::start(one, date);
        let ended = one.ending.as_ref().filter(|e| date >= e.before);
        let cancelled = exception.and_then(|e| e.cancellation.as_ref());
        let cancelled = ended.map(|e| &e.announced).or(cancelled);
        let moved = change.filter(|_| start != date).map(|c| &c.announced);
        let reason = cancelled.or(moved).map(|a| a.reason.clone());
        Some(Told {
            start_at: clock::instant(&schedule.zone, start) as u64 * SECOND,
            zone: schedule.zone.clone(),
            minutes: change
                .and_then(|c| c.minutes)
                .unwrap_or(schedule.minutes)
                .into(),
            status: match (cancelled, moved) {
                (Some(_), _) => MeetingStatus::cancelled,
                (None, Some(_)) => MeetingStatus::moved,
                (None, None) => MeetingStatus::scheduled,
            },
            reason: reason.filter(|r| !r.is_empty()),
        })
    }

    pub fn told_of(&self, d: &MeetingDetails) -> Option<Told> {
        let of = d.occurrence?;
        self.told(self.series.get(&of.series)?, of.original)
    }

    /// Refuses what would be planned in groups of which one rests.
    pub(super) fn at_work(&self, groups: &[Id]) -> Result<(), Refused> {
        let resting = |g: &Id| self.any_group(*g).is_some_and(rests);
        match groups.iter().any(resting) {
            true => Err(Refused::NotNow),
            false => Ok(()),
        }
    }

    /// Whether what starts at an instant takes place, for its groups' sake.
    pub(super) fn lets(&self, groups: &[Id], start: Nanos) -> bool {
        let since = |g: &Id| self.any_group(*g).and_then(|g| g.resting_since);
        let since: Option<Vec<Nanos>> = groups.iter().map(since).collect();
        since.is_none_or(|since| since.iter().any(|since| start < *since))
    }

    fn records(&self, series: Id, keep: impl Fn(LocalDateTime) -> bool) -> Vec<Meeting> {
        let of = |m: &&Meeting| {
            let of = m.details.occurrence;
            of.is_some_and(|of| of.series == series && keep(of.original))
        };
        let mut all: Vec<Meeting> = self.meetings.values().filter(of).cloned().collect();
        all.sort_by_key(|m| m.details.occurrence.map(|of| of.original));
        all
    }

    /// Records of dates say what their series says.
    pub(super) fn follow(
        &mut self,
        act: Act,
        operation: &str,
        record: &SeriesRecord,
        keep: impl Fn(LocalDateTime) -> bool,
    ) -> Result<(), Refused> {
        for old in self.records(record.id, keep) {
            let date = old.details.occurrence.map(|of| of.original);
            let Some(told) = date.and_then(|date| self.told(record, date)) else {
                continue;
            };
            let held = old.details.status == MeetingStatus::held;
            if held && told.status == MeetingStatus::cancelled {
                return Err(Refused::field("original"));
            }
            let details = told.applied(&old.details, act.at, false);
            self.rewrite(act, operation, old, details)?;
        }
        Ok(())
    }

    /// What others entered goes along to a new schedule, or is refused to be dropped.
    pub(super) fn go_along(
        &mut self,
        act: Act,
        operation: &str,
        (old, new): (Id, &SeriesRecord),
        from: LocalDateTime,
        (dropped, drops): (&[DateException], bool),
    ) -> Result<(), Refused> {
        let mut lost = dropped.len();
        let mut taken = BTreeSet::new();
        for meeting in self.records(old, |date| date >= from) {
            let original = meeting.details.occurrence.map(|of| of.original);
            let date = original;
            let schedule = new.series.details.schedule.as_ref();
            let date = date.and_then(|date| on_the_day(schedule, date));
            let date = date.filter(|date| taken.insert(*date));
            lost += usize::from(date.is_none());
            let mut details = meeting.details.clone();
            details.occurrence = date.map(|original| OccurrenceId {
                series: new.id,
                original,
            });
            let before = || self.told(self.series.get(&old)?, original?);
            let told = date.map_or_else(before, |date| self.told(new, date));
            if let Some(told) = told {
                details = told.applied(&details, act.at, date != original);
                if date.is_none() {
                    details.duration_minutes.get_or_insert(told.minutes);
                }
            }
            self.rewrite(act, operation, meeting, details)?;
        }
        match lost > 0 && !drops {
            true => Err(Refused::field("details.schedule")),
            false => Ok(()),
        }
    }

    fn rewrite(
        &mut self,
        act: Act,
        operation: &str,
        old: Meeting,
        details: MeetingDetails,
    ) -> Result<(), Refused> {
        if details == old.details {
            return Ok(());
        }
        let mut new = changed(&old, details, act.at);
        new.meta = next(&old.meta, act);
        self.put_meeting(act, operation, new).map(drop)
    }
}

/// A meeting with other details; that it is cancelled or moved is news, if no series says it.
pub(super) fn changed(old: &Meeting, details: MeetingDetails, now: Nanos) -> Meeting {
    let (was, is) = (&old.details, &details);
    let other_status = was.status != is.status;
    let other_start = was.when.start != is.when.start;
    let told = matches!(is.status, MeetingStatus::cancelled | MeetingStatus::moved);
    let ahead = was.when.start.is_some_and(|s| s > now) || is.when.start.is_some_and(|s| s > now);
    let news = told && (other_status || other_start);
    let moves = was.when.start.is_some() && other_start && ahead;
    let announced_at = if is.occurrence.is_some() {
        None
    } else if news || moves {
        Some(now)
    } else if is.status == MeetingStatus::scheduled && (other_status || other_start) {
        None
    } else {
        old.announced_at
    };
    Meeting {
        details,
        announced_at,
        ..old.clone()
    }
}

/// Two days before now: what is later has not begun on any clock.
pub(super) fn before_coming(act: Act) -> LocalDateTime {
    let at = (act.at / SECOND) as i64 - 2 * DAY;
    let minute = at % DAY / 60;
    clock::at_day(at / DAY, (minute / 60) as u8, (minute % 60) as u8)
}
