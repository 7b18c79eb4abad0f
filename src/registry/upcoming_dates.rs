//! The dates of series that come, in lists by time.
//!
//! The lists hold, for each series, the dates from a day ago to half a year ahead. An edit of a
//! series writes them anew for that series; a timer looks at each series again after a week, so
//! that they always reach [`AHEAD_DAYS`] ahead. What the timer does in one message is bounded.
//!
//! Where the dates of a series are listed stands in one entry of its own, so that they can be taken
//! out again whatever has become of the series, or of what is known of its zone.

use std::collections::BTreeMap;

use ic_stable_structures::Memory;

use super::Registry;
use crate::domain::calendar::local::LocalDateTime;
use crate::domain::calendar::rule::{DEFAULT_BUDGET, Timetable, Window};
use crate::domain::series::{MOST_EXCEPTIONS, Occurrence};
use crate::domain::{
    Id, Kind, Nanos, OccurrenceId, SeriesRecord, UpcomingMeeting, from_seconds, to_seconds,
};
use crate::store::{
    Entry, FIRST, List, Order, by_time, date_number, encode, entry_id, entry_order, in_order,
    scope_of,
};

const DAY: i64 = 86_400;
/// How far the lists reach into the past.
pub(super) const BEHIND_DAYS: i64 = 1;
/// How far the lists reach ahead, at least.
pub(super) const AHEAD_DAYS: i64 = 173;
/// After how long the dates of a series are looked at again.
const AGAIN_DAYS: i64 = 7;
/// Dates of a series in the lists: one a day, and all that were moved into the window.
const MOST_DATES: usize = (BEHIND_DAYS + AHEAD_DAYS + AGAIN_DAYS + 1) as usize + MOST_EXCEPTIONS;

impl<M: Memory> Registry<M> {
    /// Moves the lists on for at most `most` series that are due, and tells whether more are.
    pub fn roll(&mut self, now: Nanos, most: usize) -> bool {
        let until = in_order(now, u64::MAX);
        let due = self
            .store
            .entries_between(List::DueSeries, 0, FIRST, until, None);
        let due: Vec<Id> = due.take(most + 1).map(|(key, _)| entry_id(&key)).collect();
        for id in due.iter().take(most) {
            if let Some(record) = self.store.get::<SeriesRecord>(*id) {
                self.list_dates(&record.groups, &record, now);
            }
        }
        self.store.commit();
        due.len() > most
    }

    /// Writes the entries of a series that had been listed for `groups`.
    pub(super) fn list_dates(&mut self, groups: &[Id], record: &SeriesRecord, now: Nanos) {
        let dates = match &record.withdrawn {
            None => dates_of(record, to_seconds(now)),
            Some(_) => BTreeMap::new(),
        };
        let old = self.listed(groups, record.id, &dates);
        let mut new = Vec::new();
        for (order, card) in &dates {
            new.extend(in_date_lists(&record.groups, record.id, *order, card));
        }
        if record.withdrawn.is_none() && record.series.details.schedule.is_some() {
            let again = from_seconds(to_seconds(now) + AGAIN_DAYS * DAY);
            let due = in_order(again, 0);
            new.push(Entry::new(List::DueSeries, 0, due, record.id, Vec::new()));
            let places = card_of_places(&dates);
            new.push(Entry::new(List::DueOf, record.id, due, record.id, places));
        }
        self.store.replace_entries(old, new);
    }

    /// The entries of a series as they are. A date that is listed as in `new` has the card that it
    /// has there, and another one none.
    fn listed(&self, groups: &[Id], id: Id, new: &Dates) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut listed = Vec::new();
        for (key, card) in self.store.entries(List::DueOf, id) {
            listed.extend(places(&card));
            let order = entry_order(&key);
            entries.push(Entry::new(List::DueSeries, 0, order, id, Vec::new()));
            entries.push(Entry { key, card });
        }
        for (key, card) in self.store.entries(List::DatesOfSeries, id) {
            listed.push((entry_order(&key), scope_of(&card)));
            entries.push(Entry { key, card });
        }
        for (order, look) in listed {
            let same = new.get(&order).filter(|card| scope_of(card) == look);
            let card = same.map_or(&[][..], Vec::as_slice);
            entries.extend(in_date_lists(groups, id, order, card));
        }
        entries
    }
}

/// The dates of a series by their places in the lists, with what these show of them.
type Dates = BTreeMap<Order, Vec<u8>>;

fn in_date_lists(groups: &[Id], id: Id, order: Order, card: &[u8]) -> impl Iterator<Item = Entry> {
    let of_groups = groups.iter().map(|group| (List::DatesOfGroup, *group));
    let lists = std::iter::once((List::Dates, 0)).chain(of_groups);
    lists.map(move |(list, scope)| Entry::new(list, scope, order, id, card.to_vec()))
}

/// Bytes of a date among the places: its place in the lists, and a hash of what they show of it.
const PLACE: usize = 24;

/// What stands in `DueOf`: where the dates are listed, so that they are found again.
fn card_of_places(dates: &Dates) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(dates.len() * PLACE);
    for (order, card) in dates {
        bytes.extend_from_slice(order);
        bytes.extend_from_slice(&scope_of(card).to_be_bytes());
    }
    bytes
}

/// Reads such a card.
fn places(card: &[u8]) -> impl Iterator<Item = (Order, u64)> + '_ {
    card.chunks_exact(PLACE).map(|place| {
        let (mut order, mut look) = (FIRST, [0; 8]);
        order.copy_from_slice(&place[..16]);
        look.copy_from_slice(&place[16..]);
        (order, u64::from_be_bytes(look))
    })
}

/// The dates of a series that are to be listed.
fn dates_of(record: &SeriesRecord, now: i64) -> Dates {
    let window = Window {
        from: now - BEHIND_DAYS * DAY,
        until: now + (AHEAD_DAYS + AGAIN_DAYS) * DAY,
    };
    let place = |(original, meeting): (LocalDateTime, UpcomingMeeting)| {
        let order = by_time(meeting.start_at, Kind::series, date_number(original));
        (order, encode(&meeting))
    };
    dates_between(record, window)
        .into_iter()
        .map(place)
        .collect()
}

/// The dates of a series in a window by their original starts, with what was announced of them.
/// None if its zone is one that the database no longer has.
pub(super) fn dates_between(
    record: &SeriesRecord,
    window: Window,
) -> Vec<(LocalDateTime, UpcomingMeeting)> {
    let series = &record.series;
    let Ok(Some(timetable)) = series.timetable() else {
        return Vec::new();
    };
    let dates = series.occurrences(&timetable, window, MOST_DATES, DEFAULT_BUDGET);
    let shown = |date: &Occurrence| (date.original, shown(record, &timetable, date));
    dates.list.iter().map(shown).collect()
}

/// A date of a series with what was announced of it.
pub(super) fn shown(
    record: &SeriesRecord,
    timetable: &Timetable,
    date: &Occurrence,
) -> UpcomingMeeting {
    let series = &record.series;
    let exception = series.exception(date.original);
    let change = exception.and_then(|e| e.change.as_ref());
    let announced = exception
        .and_then(|e| e.cancellation.as_ref())
        .or(change.map(|change| &change.announced));
    let zone = series.details.schedule.as_ref().map(|s| s.zone.clone());
    // When people would first have come in vain: the start by the rule, or the one that was
    // announced if that is earlier.
    let first_start = date.start_at.min(timetable.instant_of(date.original));
    UpcomingMeeting {
        occurrence: Some(OccurrenceId {
            series: record.id,
            original: date.original,
        }),
        meeting: None,
        groups: record.groups.clone(),
        title: series.title_on(date.original).to_owned(),
        start_at: from_seconds(date.start_at),
        end_at: from_seconds(date.end_at),
        start: Some(date.start),
        zone,
        status: Some(date.status),
        reason: announced.map(|a| a.reason.clone()),
        announced_at: announced.map(|a| from_seconds(a.at)),
        hours_of_notice: announced.map(|a| a.hours_of_notice(first_start)),
        all_day: None,
    }
}
