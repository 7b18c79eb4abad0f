//! Turns the registry's series back into the form of the files.

use workgroups::domain::Id;
use workgroups::domain::series as c;
use workgroups::domain::{Kind, SeriesRecord};

use crate::files::describe::{Names, links};
use crate::files::format as f;
use crate::files::instant;

impl Names {
    /// A series. What it tells of the one that it follows stands in that one's record, `before`.
    pub fn series(&self, record: &SeriesRecord, before: Option<&SeriesRecord>) -> f::Series {
        let SeriesRecord {
            id,
            meta: _,
            groups,
            tags,
            series,
            agenda,
            withdrawn: _,
        } = record.clone();
        let c::Series {
            id: _,
            details,
            exceptions,
            ending,
            predecessor,
            successor,
            sequence: _,
            created_at: _,
            modified_at: _,
            rescheduled: _,
        } = series;
        let c::SeriesDetails {
            title,
            description,
            cadence,
            schedule,
            locations,
            notice_hours,
            alternates_with,
        } = details;
        let slug = |id| self.of(Kind::series, id);
        f::Series {
            slug: slug(id),
            groups: self.all(Kind::group, groups),
            tags,
            title,
            description,
            cadence,
            schedule: schedule.map(self::schedule),
            locations: links(locations),
            notice_hours,
            alternates_with: alternates_with.map(slug),
            follows: predecessor.and_then(|id| self.follows(id, before)),
            exceptions: exceptions.into_iter().map(exception).collect(),
            ended: ending.filter(|_| successor.is_none()).map(ended),
            agenda: agenda
                .into_iter()
                .map(|item| self.agenda_item(item))
                .collect(),
        }
    }

    fn follows(&self, id: Id, before: Option<&SeriesRecord>) -> Option<f::Follows> {
        let ending = before?.series.ending.clone()?;
        let f::Ending {
            before,
            reason,
            announced_at,
        } = ended(ending);
        Some(f::Follows {
            series: self.of(Kind::series, id),
            from: before,
            reason,
            announced_at,
        })
    }
}

fn schedule(schedule: c::Schedule) -> f::Schedule {
    let c::Schedule {
        start,
        zone,
        minutes,
        rule,
    } = schedule;
    f::Schedule {
        start: start.to_string(),
        zone,
        minutes,
        rule,
    }
}

fn ended(ending: c::Ending) -> f::Ending {
    let c::Ending { before, announced } = ending;
    let f::Announcement {
        reason,
        announced_at,
    } = announcement(announced);
    f::Ending {
        before: before.to_string(),
        reason,
        announced_at,
    }
}

fn exception(exception: c::DateException) -> f::DateException {
    let c::DateException {
        original,
        change,
        cancellation,
    } = exception;
    f::DateException {
        date: original.to_string(),
        change: change.map(self::change),
        cancelled: cancellation.map(announcement),
    }
}

fn change(change: c::DateChange) -> f::DateChange {
    let c::DateChange {
        start,
        minutes,
        title,
        description,
        locations,
        announced,
    } = change;
    let f::Announcement {
        reason,
        announced_at,
    } = announcement(announced);
    f::DateChange {
        start: start.map(|start| start.to_string()),
        minutes,
        title,
        description,
        locations: locations.map(links),
        reason,
        announced_at,
    }
}

fn announcement(announcement: c::Announcement) -> f::Announcement {
    let c::Announcement { reason, at } = announcement;
    f::Announcement {
        reason,
        announced_at: Some(instant::show_seconds(at)),
    }
}
