//! Turns the registry's series back into the form of the files.

use std::collections::BTreeMap;

use workgroups::domain::calendar::local::UnixSeconds;
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::series as c;
use workgroups::domain::{Kind, SeriesRecord};
use workgroups::registry::SeriesView;
use workgroups_examples::format as f;

use crate::examples::describe::{Names, links};

impl Names {
    /// A series. What it tells of the one that it follows stands in that one's record, among all.
    pub fn series(&self, record: &SeriesRecord, all: &BTreeMap<String, SeriesView>) -> f::Series {
        let SeriesRecord {
            id,
            meta: _,
            groups,
            tags,
            series,
        } = record.clone();
        let c::Series {
            id: of_calendar,
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
        assert_eq!(of_calendar, id);
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
            follows: predecessor.map(|before| {
                let before = slug(before);
                let record = &all[&before].record;
                assert_eq!(record.series.successor, Some(id));
                follows(before, record.series.ending.clone().unwrap())
            }),
            exceptions: exceptions.into_iter().map(exception).collect(),
            ended: ending.filter(|_| successor.is_none()).map(ended),
        }
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

fn follows(series: String, ending: c::Ending) -> f::Follows {
    let f::Ending {
        before,
        reason,
        announced_at,
    } = ended(ending);
    f::Follows {
        series,
        from: before,
        reason,
        announced_at,
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
        announced_at: Some(instant(at)),
    }
}

/// An instant as the files write it.
pub fn instant(at: UnixSeconds) -> String {
    let minute = Zone::named("UTC").unwrap().local_at(at);
    format!("{minute}:{:02}Z", at.rem_euclid(60))
}
