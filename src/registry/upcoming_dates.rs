//! The dates of series that come, in lists by time.
//!
//! The lists hold, for each series, the dates from a day ago to half a year ahead. An edit of a
//! series writes them anew for that series; a timer looks at each series again after a week, so
//! that they always reach [`AHEAD_DAYS`] ahead. What the timer does in one message is bounded.

use ic_stable_structures::Memory;

use super::Registry;
use crate::domain::calendar::local::LocalDateTime;
use crate::domain::calendar::rule::{DEFAULT_BUDGET, Timetable, Window};
use crate::domain::series::{MOST_EXCEPTIONS, Occurrence};
use crate::domain::{
    Id, Kind, Nanos, OccurrenceId, SeriesRecord, UpcomingMeeting, from_seconds, to_seconds,
};
use crate::store::{Entry, FIRST, List, by_time, date_number, encode, entry_id, in_order};

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
        let old = self.listed(groups, record.id);
        let new = match &record.withdrawn {
            None => dates_of(record, to_seconds(now)),
            Some(_) => Vec::new(),
        };
        self.store.replace_entries(old, new);
    }

    /// The entries of a series as they are.
    fn listed(&self, groups: &[Id], id: Id) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (key, card) in self.store.entries(List::DatesOfSeries, id) {
            let mut order = FIRST;
            order.copy_from_slice(&key[9..25]);
            entries.extend(in_date_lists(groups, id, order, card));
        }
        for (key, card) in self.store.entries(List::DueOf, id) {
            let mut order = FIRST;
            order.copy_from_slice(&key[9..25]);
            entries.push(Entry::new(List::DueSeries, 0, order, id, card.clone()));
            entries.push(Entry { key, card });
        }
        entries
    }
}

fn in_date_lists(groups: &[Id], id: Id, order: [u8; 16], card: Vec<u8>) -> Vec<Entry> {
    let mut lists = vec![(List::Dates, 0), (List::DatesOfSeries, id)];
    lists.extend(groups.iter().map(|g| (List::DatesOfGroup, *g)));
    let entry = |(list, scope)| Entry::new(list, scope, order, id, card.clone());
    lists.into_iter().map(entry).collect()
}

/// The entries of a series as they should be.
fn dates_of(record: &SeriesRecord, now: i64) -> Vec<Entry> {
    let window = Window {
        from: now - BEHIND_DAYS * DAY,
        until: now + (AHEAD_DAYS + AGAIN_DAYS) * DAY,
    };
    let mut entries = Vec::new();
    for (original, meeting) in dates_between(record, window) {
        let order = by_time(meeting.start_at, Kind::series, date_number(original));
        let card = encode(&meeting);
        entries.extend(in_date_lists(&record.groups, record.id, order, card));
    }
    if record.series.details.schedule.is_some() {
        let due = in_order(from_seconds(now + AGAIN_DAYS * DAY), 0);
        let entry = |list, scope| Entry::new(list, scope, due, record.id, Vec::new());
        entries.push(entry(List::DueSeries, 0));
        entries.push(entry(List::DueOf, record.id));
    }
    entries
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
