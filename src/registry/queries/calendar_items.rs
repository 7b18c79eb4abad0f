//! What stands in calendars: single meetings, dates with records, the names of groups.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ic_stable_structures::Memory;

use crate::domain::calendar::zones::Zone;
use crate::domain::{
    Error, Group, Id, Kind, Meeting, MeetingStatus, Nanos, Ref, SeriesRecord, to_seconds,
};
use crate::ics::{DateRecord, Entry, Feed, Item, OneOff};
use crate::registry::Registry;
use crate::store::Label;

/// How long a meeting is shown that does not tell: the calendars need a length.
const USUAL_MINUTES: u32 = 60;
/// Longer ones are shown as long as this, in minutes.
const LONGEST_MINUTES: u32 = 60_000;
const MINUTES_OF_DAY: u32 = 1_440;

impl<M: Memory> Registry<M> {
    /// The calendar of a single meeting, to be put into somebody's own: also of a date of a
    /// series, which stands by itself then, and of a cancelled one. Nothing if nobody knows the
    /// day.
    ///
    /// # Errors
    /// `not_found`.
    pub fn calendar_of_meeting(&self, host: &str, named: &Ref) -> Result<Option<Vec<u8>>, Error> {
        let missing = || Error::not_found(Kind::meeting, "of that name");
        let meeting = self.get_meeting(named).ok_or_else(missing)?;
        let (start_at, minutes) = self.start_and_minutes(&meeting);
        let (groups, title) = (
            meeting.details.groups.clone(),
            meeting.details.title.clone(),
        );
        let page = meeting_page(host, &meeting.details.slug);
        let item = start_at.and_then(|at| placed(meeting, at, minutes.unwrap_or(USUAL_MINUTES)));
        let Some(item) = item else { return Ok(None) };
        let (categories, _) = Names::of(self).of_groups(&groups, host);
        let entry = Entry {
            item: Item::Meeting(&item),
            categories: &categories,
            url: Some(&page),
            records: &[],
            until: None,
        };
        let feed = Feed {
            name: &title,
            description: "",
            url: Some(&page),
            domain: host,
            entries: vec![entry],
            show_cancelled: true,
            alarm_minutes: None,
            past_from: None,
        };
        Ok(Some(feed.to_bytes()))
    }

    /// Whether a meeting has a calendar of its own: its start or day is known.
    pub fn has_calendar(&self, meeting: &Meeting) -> bool {
        self.start_and_minutes(meeting).0.is_some()
    }

    /// When a meeting begins and how long it takes, as far as it or its series tells.
    fn start_and_minutes(&self, meeting: &Meeting) -> (Option<Nanos>, Option<u32>) {
        let d = &meeting.details;
        let series = d
            .occurrence
            .and_then(|of| self.store.get::<SeriesRecord>(of.series));
        let told = series.zip(d.occurrence);
        let told = told.and_then(|(series, of)| series.tells(of.original));
        let start_at = told.as_ref().map(|told| told.start_at);
        let minutes = told.map(|told| told.minutes);
        (d.when.begins().or(start_at), d.duration_minutes.or(minutes))
    }
}

/// A meeting as a calendar shows it; nothing for one without a known start or day, and for a date
/// of a series, which the series shows. A zone that the database does not have is shown as UTC.
pub(super) fn one_off(meeting: Meeting) -> Option<OneOff> {
    let d = &meeting.details;
    let start_at = d.when.begins().filter(|_| d.occurrence.is_none())?;
    let minutes = d.duration_minutes.unwrap_or(USUAL_MINUTES);
    placed(meeting, start_at, minutes)
}

fn placed(meeting: Meeting, start_at: Nanos, minutes: u32) -> Option<OneOff> {
    let d = meeting.details;
    let utc = Zone::named("UTC").ok()?;
    let all_day = d.when.whole_day().is_some();
    let start = to_seconds(start_at);
    // In the hour that clocks show twice, a local time means the first pass (RFC 5545, 3.3.5):
    // what begins in the second is said in UTC.
    let zone = d.when.zone.as_deref().filter(|_| !all_day);
    let zone = Zone::named(zone.unwrap_or("UTC")).ok();
    let zone = zone.filter(|zone| zone.tells(start)).unwrap_or(utc);
    let minutes = minutes.min(LONGEST_MINUTES);
    let minutes = match all_day {
        true => minutes.next_multiple_of(MINUTES_OF_DAY),
        false => minutes,
    };
    let cancelled = d.status == MeetingStatus::cancelled;
    Some(OneOff {
        id: meeting.id,
        title: d.title,
        description: d.summary.unwrap_or_default(),
        locations: d.locations,
        start: zone.local_at(start),
        zone: zone.name().to_owned(),
        minutes: u16::try_from(minutes).unwrap_or(u16::MAX),
        all_day,
        cancelled: cancelled.then(|| d.reason.unwrap_or_default()),
        sequence: u32::try_from(meeting.meta.revision - 1).unwrap_or(u32::MAX),
        created_at: to_seconds(meeting.meta.created_at),
        modified_at: to_seconds(meeting.meta.updated_at),
    })
}

/// A record as the date of its series shows it in a calendar.
pub(super) fn date_record(meeting: Meeting, host: &str) -> Option<DateRecord> {
    let d = meeting.details;
    let agenda = d.agenda.iter().map(|item| format!("- {}", item.title));
    let agenda: Vec<String> = agenda.collect();
    let parts = [d.summary.unwrap_or_default(), agenda.join("\n")];
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    Some(DateRecord {
        original: d.occurrence?.original,
        title: d.title,
        description: parts.join("\n\n"),
        locations: d.locations,
        url: meeting_page(host, &d.slug),
        sequence: u32::try_from(meeting.meta.revision).unwrap_or(u32::MAX),
        modified_at: to_seconds(meeting.meta.updated_at),
    })
}

/// The address of a meeting's page. A slug needs no escape.
pub(super) fn meeting_page(host: &str, slug: &str) -> String {
    format!("https://{host}/meetings/{slug}")
}

/// How groups are named; each group is read once.
pub(super) struct Names<'a, M: Memory> {
    registry: &'a Registry<M>,
    known: RefCell<BTreeMap<Id, Option<Label>>>,
}

impl<'a, M: Memory> Names<'a, M> {
    pub(super) fn of(registry: &'a Registry<M>) -> Self {
        Names {
            registry,
            known: RefCell::default(),
        }
    }

    fn label(&self, group: Id) -> Option<Label> {
        let read = || self.registry.store.label::<Group>(group);
        self.known
            .borrow_mut()
            .entry(group)
            .or_insert_with(read)
            .clone()
    }

    /// The names of groups, and the page of the first.
    pub(super) fn of_groups(&self, groups: &[Id], host: &str) -> (Vec<String>, Option<String>) {
        let labels: Vec<Option<Label>> = groups.iter().map(|group| self.label(*group)).collect();
        let page = labels.iter().flatten().next();
        let page = page.map(|label| format!("https://{host}/groups/{}", label.slug));
        let name = |label: Option<Label>| label.and_then(|label| label.name).unwrap_or_default();
        (labels.into_iter().map(name).collect(), page)
    }
}
