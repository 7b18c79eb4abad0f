//! What a calendar is made of, and how it becomes events.

use std::collections::BTreeMap;

use crate::domain::Link;

use super::component::{Event, write_timezone};
use super::events::Placed;
use super::writer::Writer;
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::calendar::zones::Zone;
use crate::domain::series::Series;

/// The program named in the calendars.
const PRODUCT: &str = "-//Workgroups//Calendar//EN";
/// How often clients should ask again.
const REFRESH: &str = "PT6H";

/// A calendar to subscribe to.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    /// The name that clients show.
    pub name: &'a str,
    /// What it holds, in a sentence; may be empty.
    pub description: &'a str,
    /// Its page.
    pub url: Option<&'a str>,
    /// Stands behind the `@` of all UIDs. It must never change: clients would take every
    /// meeting for another one.
    pub domain: &'a str,
    /// The meetings, in any order.
    pub entries: Vec<Entry<'a>>,
    /// Show cancelled dates, as such, instead of leaving them out.
    pub show_cancelled: bool,
    /// Remind so many minutes before each date.
    pub alarm_minutes: Option<u16>,
    /// Leave out what was over before this instant.
    pub past_from: Option<UnixSeconds>,
}

/// A meeting in a calendar.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    pub item: Item<'a>,
    /// The names of its groups.
    pub categories: &'a [String],
    /// Its page.
    pub url: Option<&'a str>,
    /// Of a series: the records of its dates.
    pub records: &'a [DateRecord],
    /// Dates from this instant on do not take place, because the groups rest.
    pub until: Option<UnixSeconds>,
}

/// The record of a date of a series: it rules the title, the text and the places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateRecord {
    /// The start that the rule gives for the date.
    pub original: LocalDateTime,
    pub title: String,
    pub description: String,
    /// Where to attend; those of the series when there are none.
    pub locations: Vec<Link>,
    /// Its page.
    pub url: String,
    /// Rises with every change.
    pub sequence: u32,
    pub modified_at: UnixSeconds,
}

/// What takes place.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// Unscheduled ones are left out.
    Series(&'a Series),
    Meeting(&'a OneOff),
}

/// A single meeting that belongs to no series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOff {
    /// The meeting's id, from which its UID is made.
    pub id: u64,
    pub title: String,
    pub description: String,
    pub locations: Vec<Link>,
    pub start: LocalDateTime,
    /// An IANA name, or `UTC`.
    pub zone: String,
    pub minutes: u16,
    /// Whether the day is known and no hour; then `start` is its midnight.
    pub all_day: bool,
    /// Why it does not take place, if it is cancelled.
    pub cancelled: Option<String>,
    /// Rises with every change.
    pub sequence: u32,
    pub created_at: UnixSeconds,
    pub modified_at: UnixSeconds,
}

impl Feed<'_> {
    /// The calendar as a file of type `text/calendar; charset=utf-8`. What has no place in a
    /// calendar is left out, so that one entry never takes the others away: unscheduled series,
    /// zones that the database no longer has, years that no calendar knows.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut placed: Vec<Placed> = self.entries.iter().filter_map(Placed::read).collect();
        placed.sort_by_key(Placed::order);
        let events: Vec<Event> = placed
            .iter()
            .flat_map(|placed| placed.events(self))
            .collect();
        self.write(&events)
    }

    fn write(&self, events: &[Event]) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.begin("VCALENDAR");
        writer.raw("VERSION", "2.0");
        writer.raw("PRODID", PRODUCT);
        writer.raw("CALSCALE", "GREGORIAN");
        writer.raw("METHOD", "PUBLISH");
        writer.text("NAME", self.name);
        writer.text("X-WR-CALNAME", self.name);
        if !self.description.is_empty() {
            writer.text("DESCRIPTION", self.description);
            writer.text("X-WR-CALDESC", self.description);
        }
        if let Some(url) = self.url {
            writer.raw("URL", url);
        }
        writer.raw("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        writer.raw("X-PUBLISHED-TTL", REFRESH);
        let mut zones: BTreeMap<&str, (&Zone, UnixSeconds)> = BTreeMap::new();
        for event in events.iter().filter(|event| !event.zone.is_utc()) {
            let earliest = event.earliest();
            let zone = zones
                .entry(event.zone.name())
                .or_insert((event.zone, earliest));
            zone.1 = zone.1.min(earliest);
        }
        for (zone, earliest) in zones.values() {
            write_timezone(&mut writer, zone, *earliest);
        }
        for event in events {
            event.write(&mut writer);
        }
        writer.end("VCALENDAR");
        writer.into_bytes()
    }
}
