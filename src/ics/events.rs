//! From series and single meetings to the events of a calendar.

use crate::domain::Link;

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::component::Event;
use super::feed::{DateRecord, Entry, Feed, Item, OneOff};
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::calendar::rule::{End, Rule, Timetable};
use crate::domain::calendar::zones::Zone;
use crate::domain::series::{Announcement, DateException, Ending, Series};

/// An entry with its zone and rule read.
pub(super) struct Placed<'a> {
    entry: &'a Entry<'a>,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Series(Box<Cow<'a, Series>>, Box<Timetable>),
    Meeting(&'a OneOff, Zone),
}

impl<'a> Placed<'a> {
    /// Reads the entry; none if it has no place in a calendar.
    pub(super) fn read(entry: &'a Entry<'a>) -> Option<Placed<'a>> {
        let kind = match entry.item {
            Item::Series(series) => {
                let timetable = series.timetable().ok()??;
                let series = until(series, &timetable, entry.until)?;
                Kind::Series(Box::new(series), Box::new(timetable))
            }
            Item::Meeting(meeting) => {
                let zone = zone_of(meeting)?;
                let start_at = zone.instant_of(meeting.start);
                if entry.until.is_some_and(|until| start_at >= until) {
                    return None;
                }
                Kind::Meeting(meeting, zone)
            }
        };
        Some(Placed { entry, kind })
    }

    /// Series by id, then meetings by id.
    pub(super) fn order(&self) -> (u8, u64) {
        match &self.kind {
            Kind::Series(series, _) => (0, series.id),
            Kind::Meeting(meeting, _) => (1, meeting.id),
        }
    }

    /// What the entry adds to the feed.
    pub(super) fn events<'b>(&'b self, feed: &Feed) -> Vec<Event<'b>> {
        match &self.kind {
            Kind::Series(series, timetable) => {
                let placed = PlacedSeries {
                    entry: self.entry,
                    series,
                    timetable,
                    feed,
                };
                placed.events()
            }
            Kind::Meeting(meeting, zone) => {
                let event = meeting_event(self.entry, meeting, zone, feed);
                event
                    .filter(|event| !is_past(event.end_at(), feed))
                    .into_iter()
                    .collect()
            }
        }
    }
}

/// A series as far as an instant; none if nothing of it is before.
fn until<'a>(
    series: &'a Series,
    timetable: &Timetable,
    until: Option<UnixSeconds>,
) -> Option<Cow<'a, Series>> {
    let Some(at) = until else {
        return Some(Cow::Borrowed(series));
    };
    // The next full minute: dates begin with minutes.
    let before = timetable.zone().local_at(at + 59);
    if before <= timetable.start() {
        return None;
    }
    let ends_before = |ending: &Ending| ending.before <= before;
    if series.ending.as_ref().is_some_and(ends_before) {
        return Some(Cow::Borrowed(series));
    }
    let reason = String::new();
    let announced = Announcement { reason, at };
    Some(Cow::Owned(Series {
        ending: Some(Ending { before, announced }),
        ..series.clone()
    }))
}

/// The zone of a single meeting whose time a calendar can tell.
fn zone_of(meeting: &OneOff) -> Option<Zone> {
    meeting.start.check("start").ok()?;
    Zone::named(&meeting.zone).ok()
}

/// Whether something that ends at `end_at` lies in the past that the feed leaves out.
fn is_past(end_at: UnixSeconds, feed: &Feed) -> bool {
    feed.past_from.is_some_and(|from| end_at <= from)
}

fn meeting_event<'b>(
    entry: &'b Entry<'b>,
    meeting: &'b OneOff,
    zone: &'b Zone,
    feed: &Feed,
) -> Option<Event<'b>> {
    let cancelled = meeting.cancelled.is_some();
    if cancelled && !feed.show_cancelled {
        return None;
    }
    Some(Event {
        uid: format!("meeting-{}@{}", meeting.id, feed.domain),
        created_at: meeting.created_at,
        modified_at: meeting.modified_at,
        sequence: meeting.sequence,
        zone,
        start: meeting.start,
        minutes: meeting.minutes,
        all_day: meeting.all_day,
        rule: None,
        excluded: Vec::new(),
        recurrence_id: None,
        summary: summary(&meeting.title, cancelled),
        description: description(
            &meeting.description,
            &meeting.locations,
            meeting.cancelled.as_deref(),
        ),
        location: places(&meeting.locations),
        url: entry.url,
        categories: entry.categories,
        cancelled,
        alarm_minutes: feed.alarm_minutes,
    })
}

/// A series on its way into a feed.
struct PlacedSeries<'b, 'f> {
    entry: &'b Entry<'b>,
    series: &'b Series,
    timetable: &'b Timetable,
    feed: &'f Feed<'f>,
}

impl<'b> PlacedSeries<'b, '_> {
    fn events(&self) -> Vec<Event<'b>> {
        if self.is_over() {
            return Vec::new();
        }
        let start = self.timetable.start();
        let Some(rule) = self.timetable.rule() else {
            let exception = self.series.exception(start);
            return self.date(start, exception).into_iter().collect();
        };
        let mut overrides = Vec::new();
        let mut excluded = Vec::new();
        let originals: BTreeSet<LocalDateTime> = self.originals().collect();
        for original in originals {
            let exception = self.series.exception(original);
            let shown = self.date(original, exception);
            // A past date that was moved is dropped, but must not come back at its old time.
            match shown.filter(|event| !self.is_past_override(event, original)) {
                None => excluded.push(original),
                Some(event) => overrides.push(Event {
                    recurrence_id: Some(original),
                    ..event
                }),
            }
        }
        let details = &self.series.details;
        let minutes = details.schedule.as_ref().map_or(0, |one| one.minutes);
        let master = Event {
            rule: Some(self.effective_rule(rule)),
            excluded,
            summary: details.title.clone(),
            description: description(&details.description, &details.locations, None),
            location: places(&details.locations),
            ..self.bare_event(start, minutes)
        };
        overrides.insert(0, master);
        overrides
    }

    /// One date by itself; none if it is cancelled and the feed leaves such out.
    fn date(
        &self,
        original: LocalDateTime,
        exception: Option<&DateException>,
    ) -> Option<Event<'b>> {
        let cancellation = exception.and_then(|exception| exception.cancellation.as_ref());
        let cancelled = cancellation.is_some();
        if cancelled && !self.feed.show_cancelled {
            return None;
        }
        let change = exception.and_then(|exception| exception.change.as_ref());
        let announced = cancellation.or(change.map(|change| &change.announced));
        let series = self.series;
        let record = self.record(original);
        let title = record.map_or(series.title_on(original), |r| &r.title);
        let text = record
            .map(|r| r.description.as_str())
            .filter(|text| !text.is_empty());
        let text = text.unwrap_or(series.description_on(original));
        let locations = record
            .map(|r| &r.locations[..])
            .filter(|list| !list.is_empty());
        let locations = locations.unwrap_or(series.locations_on(original));
        let event = self.bare_event(series.start_of(original), series.minutes_on(original));
        let rises = |r: &DateRecord| event.sequence.saturating_add(r.sequence);
        Some(Event {
            summary: summary(title, cancelled),
            description: description(
                text,
                locations,
                announced.map(|announced| announced.reason.as_str()),
            ),
            location: places(locations),
            cancelled,
            url: record.map(|r| r.url.as_str()).or(event.url),
            sequence: record.map_or(event.sequence, rises),
            modified_at: record.map_or(event.modified_at, |r| r.modified_at.max(event.modified_at)),
            ..event
        })
    }

    /// The dates that differ from the rule or have a record.
    fn originals(&self) -> impl Iterator<Item = LocalDateTime> {
        let records = self.entry.records.iter().map(|record| record.original);
        let records = records.filter(|original| self.series.has(self.timetable, *original));
        let exceptions = self.series.valid_exceptions().map(|one| one.original);
        exceptions.chain(records)
    }

    fn record(&self, original: LocalDateTime) -> Option<&'b DateRecord> {
        let mut records = self.entry.records.iter();
        records.find(|record| record.original == original)
    }

    /// What all events of the series have in common.
    fn bare_event(&self, start: LocalDateTime, minutes: u16) -> Event<'b> {
        Event {
            uid: format!("series-{}@{}", self.series.id, self.feed.domain),
            created_at: self.series.created_at,
            modified_at: self.series.modified_at,
            sequence: self.series.sequence,
            zone: self.timetable.zone(),
            start,
            minutes,
            all_day: false,
            rule: None,
            excluded: Vec::new(),
            recurrence_id: None,
            summary: String::new(),
            description: String::new(),
            location: String::new(),
            url: self.entry.url,
            categories: self.entry.categories,
            cancelled: false,
            alarm_minutes: self.feed.alarm_minutes,
        }
    }

    /// Whether all dates lie in the past that the feed leaves out.
    fn is_over(&self) -> bool {
        let Some(last) = self.series.last_original(self.timetable) else {
            return false;
        };
        let moved = self.series.valid_exceptions().map(|one| one.original);
        moved
            .chain([last])
            .all(|original| is_past(self.end_of(original), self.feed))
    }

    fn end_of(&self, original: LocalDateTime) -> UnixSeconds {
        let start_at = self.timetable.instant_of(self.series.start_of(original));
        start_at + i64::from(self.series.minutes_on(original)) * 60
    }

    fn is_past_override(&self, event: &Event, original: LocalDateTime) -> bool {
        let original_at = self.timetable.instant_of(original);
        is_past(event.end_at().max(original_at), self.feed)
    }

    /// The rule with an UNTIL where the series was ended before its rule ends.
    fn effective_rule(&self, rule: &Rule) -> Rule {
        let Some(ending) = &self.series.ending else {
            return rule.clone();
        };
        let before = self.timetable.instant_of(ending.before) - 1;
        let ends_earlier = match rule.end() {
            End::Never => false,
            End::Until(until) => until <= before,
            End::Count(_) => self.timetable.last().is_some_and(|last| last.at <= before),
        };
        if ends_earlier {
            rule.clone()
        } else {
            rule.ending(End::Until(before))
        }
    }
}

fn summary(title: &str, cancelled: bool) -> String {
    if cancelled {
        format!("[CANCELLED] {title}")
    } else {
        title.to_owned()
    }
}

/// Why the date differs, if it does; then the text, and where to meet.
fn description(text: &str, locations: &[Link], reason: Option<&str>) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    paragraphs.extend(
        reason
            .filter(|reason| !reason.is_empty())
            .map(str::to_owned),
    );
    if !text.is_empty() {
        paragraphs.push(text.to_owned());
    }
    let places: Vec<String> = locations.iter().map(place).collect();
    if !places.is_empty() {
        paragraphs.push(places.join("\n"));
    }
    paragraphs.join("\n\n")
}

fn place(link: &Link) -> String {
    match (&link.label, &link.url) {
        (Some(label), Some(url)) => format!("{label}: {url}"),
        (Some(only), None) | (None, Some(only)) => only.clone(),
        (None, None) => String::new(),
    }
}

/// The locations in one line: an address where there is one, as clients make it a link.
fn places(locations: &[Link]) -> String {
    let places: Vec<&str> = locations
        .iter()
        .filter_map(|link| link.url.as_deref().or(link.label.as_deref()))
        .collect();
    places.join(", ")
}
