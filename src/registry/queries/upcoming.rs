//! The meetings that come: dates of series and single meetings, merged by time.

use std::collections::BTreeMap;
use std::iter::Peekable;

use ic_stable_structures::Memory;

use crate::domain::calendar::rule::Window;
use crate::domain::series::OccurrenceStatus;
use crate::domain::{
    Error, Group, Id, Kind, Meeting, Membership, Nanos, PAGE_BYTES, Ref, SeriesRecord,
    SeriesSummary, UpcomingMeeting, to_seconds,
};
use crate::registry::access::{self, Caller};
use crate::registry::life::Lives;
use crate::registry::paging::{Part, read_cursor, take, write_cursor};
use crate::registry::queries::records::SPELLED_BYTES;
use crate::registry::upcoming_dates::{AHEAD_DAYS, BEHIND_DAYS, dates_between, shown};
use crate::registry::{
    ListSeries, Registry, SeriesPage, SeriesView, Upcoming, UpcomingPage, questions::Cursor,
};
use crate::store::{
    List, ListKey, Order, decode, entry_id, in_order, list_key, occurrence_key, scope_of,
    scope_of_principal,
};

const DAY: Nanos = 86_400_000_000_000;
/// Groups whose meetings one question can ask for.
const GROUPS: usize = 200;
/// Meetings that one question looks at: the next one of a group is looked for in as many, and a
/// page that has passed over those of groups that rest ends early.
const MAX_LOOKED_AT: usize = 400;
/// Series and single meetings that a period is looked through for.
const SERIES: usize = 200;
const SINGLES: usize = 500;

/// Where an entry stands by time, whichever list it is in: its order, then its record.
type Place = [u8; 24];

fn place(key: &ListKey) -> Place {
    let mut place = [0; 24];
    place.copy_from_slice(&key[9..]);
    place
}

impl<M: Memory> Registry<M> {
    pub fn list_series(&self, q: &ListSeries) -> Result<SeriesPage, Error> {
        let part = match (q.group, &q.tag) {
            (Some(group), _) => Part::all(List::SeriesOfGroup, group),
            (None, Some(tag)) => Part::all(List::SeriesWithTag, scope_of(tag.as_bytes())),
            (None, None) => Part::all(List::Series, 0),
        };
        self.page(part, q.prev.as_ref(), q.take, |s: &SeriesSummary| {
            q.tag.as_ref().is_none_or(|tag| s.tags.contains(tag))
        })
    }

    /// A series, and what was announced for its dates.
    pub fn get_series(&self, id: Id) -> Option<SeriesView> {
        let record: SeriesRecord = self.store.get(id)?;
        let timetable = record.series.timetable().ok().flatten();
        let announced = timetable.iter().flat_map(|timetable| {
            let exceptions = record.series.valid_exceptions();
            let dates =
                exceptions.filter_map(|e| record.series.occurrence_of(timetable, e.original));
            dates.map(|date| self.with_record(shown(&record, timetable, &date)))
        });
        let announced = announced.collect();
        Some(SeriesView { record, announced })
    }

    pub fn upcoming(
        &self,
        caller: &Caller,
        now: Nanos,
        q: &Upcoming,
    ) -> Result<UpcomingPage, Error> {
        let mut groups = q.groups.clone();
        if q.mine {
            groups.extend(self.groups_of(caller, now));
        }
        groups.sort_unstable();
        groups.dedup();
        if groups.len() > GROUPS {
            return Err(Error::limit_exceeded {
                what: "groups in one question".into(),
                limit: GROUPS as u64,
            });
        }
        if q.mine && groups.is_empty() {
            return Ok((Vec::new(), None).into());
        }
        let from = q.from.unwrap_or(now);
        let last = now.saturating_add(AHEAD_DAYS as u64 * DAY);
        let until = q.until.map_or(last, |until| until.min(last));
        let from = from.max(now.saturating_sub(BEHIND_DAYS as u64 * DAY));
        let page = self.upcoming_page(&groups, from, until, q.prev.as_ref(), q.take)?;
        self.note_turn(&groups, now, until, &page);
        Ok(page)
    }

    /// Notes when a page of what comes will be another: when its first meeting has begun, or when
    /// one more comes near enough.
    fn note_turn(&self, groups: &[Id], now: Nanos, until: Nanos, page: &UpcomingPage) {
        if let Some(first) = page.items.iter().find(|m| m.start_at >= now) {
            self.store.turns(first.start_at + 1);
        }
        if page.next.is_none() {
            let mut later = self.merged(groups, until, Nanos::MAX, None);
            if let Some((_, card)) = later.next() {
                let start = decode::<UpcomingMeeting>(&card).start_at;
                self.store.turns(now + start.saturating_sub(until) + 1);
            }
        }
    }

    /// The groups that a principal is a member or an officer of.
    fn groups_of(&self, caller: &Caller, now: Nanos) -> Vec<Id> {
        let principal = caller.principal;
        let scope = scope_of_principal(&principal);
        let joined = self.store.entries(List::MembershipsOf, scope);
        let joined = joined.map(|(_, card)| decode::<Membership>(&card));
        let mut groups: Vec<Id> = joined
            .filter(|m| m.principal == principal)
            .map(|m| m.group)
            .collect();
        if let Some(person) = self.store.person_of(&principal) {
            let offices = access::offices_of(&self.store, person, now);
            groups.extend(offices.map(|(group, _)| group));
        }
        groups
    }

    fn upcoming_page(
        &self,
        groups: &[Id],
        from: Nanos,
        until: Nanos,
        prev: Option<&Cursor>,
        wanted: Option<u32>,
    ) -> Result<UpcomingPage, Error> {
        // The cursor is the place in the list of all, whichever lists are merged.
        let whole = Part::all(List::Dates, 0);
        let after = prev.map(|cursor| read_cursor(cursor, &whole)).transpose()?;
        let take = take(wanted);
        let (mut items, mut bytes) = (Vec::with_capacity(take), 0);
        let mut last: Option<Place> = None;
        let lives = Lives::of(self);
        let all = self.merged(groups, from, until, after.as_ref().map(place));
        for (seen, (place, card)) in all.enumerate() {
            if items.len() == take || bytes + card.len() > PAGE_BYTES || seen == MAX_LOOKED_AT {
                return Ok((items, last.map(cursor_at)).into());
            }
            last = Some(place);
            let meeting: UpcomingMeeting = decode(&card);
            if lives.lets(&meeting.groups, meeting.start_at) {
                bytes += card.len();
                items.push(self.with_record(meeting));
            }
        }
        Ok((items, None).into())
    }

    /// The meetings of some groups, or of all, from one instant (included) to another, by time;
    /// each once.
    pub(in crate::registry) fn merged(
        &self,
        groups: &[Id],
        from: Nanos,
        until: Nanos,
        after: Option<Place>,
    ) -> impl Iterator<Item = (Place, Vec<u8>)> + use<'_, M> {
        let lists: Vec<(List, u64)> = match groups {
            [] => vec![(List::Dates, 0), (List::Singles, 0)],
            groups => groups
                .iter()
                .flat_map(|g| [(List::DatesOfGroup, *g), (List::SinglesOfGroup, *g)])
                .collect(),
        };
        let end = in_order(until, 0);
        let of = |(list, scope): &(List, u64)| {
            let after = after.map(|place| {
                let (order, id) = split(&place);
                list_key(*list, *scope, order, id)
            });
            let start = in_order(from, 0);
            self.store
                .entries_between(*list, *scope, start, end, after)
                .map(|(key, card)| (place(&key), card))
                .take_while(move |(place, _)| place[..16] < end[..])
        };
        Merge::new(lists.iter().map(of).collect())
    }

    /// A date with the number and the title of its record, if it has one.
    fn with_record(&self, mut meeting: UpcomingMeeting) -> UpcomingMeeting {
        if let Some(of) = &meeting.occurrence {
            let named = self.store.named(&occurrence_key(of));
            meeting.meeting = named.map(|(id, _)| id);
            let record: Option<Meeting> = meeting.meeting.and_then(|id| self.store.get(id));
            if let Some(record) = record {
                meeting.title = record.details.title;
            }
        }
        meeting
    }

    /// The next meeting of a group that takes place: the one that runs, or else the first that
    /// comes.
    ///
    /// # Errors
    /// `not_found` when there is no such group.
    pub fn next_meeting(&self, now: Nanos, named: &Ref) -> Result<Option<UpcomingMeeting>, Error> {
        let group = self.group_of(named)?;
        let from = now.saturating_sub(BEHIND_DAYS as u64 * DAY);
        let until = now.saturating_add(AHEAD_DAYS as u64 * DAY);
        let meetings = self.merged(&[group], from, until, None).take(MAX_LOOKED_AT);
        let mut meetings = meetings.map(|(_, card)| decode::<UpcomingMeeting>(&card));
        let lives = Lives::of(self);
        let next = meetings.find(|m| {
            m.status != Some(OccurrenceStatus::Cancelled)
                && m.end_at.max(m.start_at + 1) > now
                && lives.lets(&m.groups, m.start_at)
        });
        if let Some(meeting) = &next {
            // It is told from when on it runs.
            let begins = Some(meeting.start_at).filter(|at| *at > now);
            let turn = begins.unwrap_or(meeting.end_at.max(meeting.start_at + 1));
            self.store.turns(turn);
        }
        Ok(next.map(|meeting| self.with_record(meeting)))
    }

    /// The meetings that start in a period, earliest first, cancelled ones too: single ones, and
    /// the dates of series as their rules give them, however long ago. Also whether that is all:
    /// the work is that of [`SERIES`] series and [`SINGLES`] single meetings.
    pub fn meetings_between(&self, from: Nanos, until: Nanos) -> (Vec<UpcomingMeeting>, bool) {
        let end = in_order(until, 0);
        let singles = self
            .store
            .entries_between(List::Singles, 0, in_order(from, 0), end, None);
        let mut found: Vec<UpcomingMeeting> = singles
            .take(SINGLES)
            .map(|(_, card)| decode(&card))
            .collect();
        let mut is_whole = found.len() < SINGLES;
        let window = Window {
            from: to_seconds(from),
            until: to_seconds(until),
        };
        let mut series = self.store.entries(List::Series, 0);
        for (key, _) in series.by_ref().take(SERIES) {
            if let Some(record) = self.store.get::<SeriesRecord>(entry_id(&key)) {
                let dates = dates_between(&record, window).into_iter();
                found.extend(dates.map(|(_, date)| self.with_record(date)));
            }
        }
        is_whole &= series.next().is_none();
        let lives = Lives::of(self);
        found.retain(|meeting| lives.lets(&meeting.groups, meeting.start_at));
        found.sort_by_key(|meeting| meeting.start_at);
        (found, is_whole)
    }

    /// The number of a group that exists.
    pub(in crate::registry) fn group_of(&self, named: &Ref) -> Result<Id, Error> {
        let (id, what) = match named {
            Ref::id(id) => (Some(*id), id.to_string()),
            // No name is that long: it is not repeated.
            Ref::slug(slug) if slug.len() > SPELLED_BYTES => (None, "of that name".into()),
            Ref::slug(slug) => (self.one::<Group>(named).map(|g| g.id), slug.clone()),
        };
        id.filter(|id| self.store.exists::<Group>(*id))
            .ok_or_else(|| Error::not_found(Kind::group, what))
    }
}

fn split(place: &Place) -> (Order, Id) {
    let mut order = [0; 16];
    order.copy_from_slice(&place[..16]);
    let id = place[16..].iter().fold(0, |id, b| id << 8 | u64::from(*b));
    (order, id)
}

fn cursor_at(place: Place) -> Cursor {
    let (order, id) = split(&place);
    write_cursor(&list_key(List::Dates, 0, order, id))
}

/// Lists in order, merged into one in which nothing comes twice.
struct Merge<I: Iterator<Item = (Place, Vec<u8>)>> {
    lists: Vec<Peekable<I>>,
    /// The next place of each list, and the lists that stand there.
    next: BTreeMap<Place, Vec<usize>>,
}

impl<I: Iterator<Item = (Place, Vec<u8>)>> Merge<I> {
    fn new(lists: Vec<I>) -> Self {
        let mut merge = Merge {
            lists: lists.into_iter().map(Iterator::peekable).collect(),
            next: BTreeMap::new(),
        };
        (0..merge.lists.len()).for_each(|list| merge.enter(list));
        merge
    }

    fn enter(&mut self, list: usize) {
        if let Some((place, _)) = self.lists[list].peek() {
            self.next.entry(*place).or_default().push(list);
        }
    }
}

impl<I: Iterator<Item = (Place, Vec<u8>)>> Iterator for Merge<I> {
    type Item = (Place, Vec<u8>);

    fn next(&mut self) -> Option<Self::Item> {
        let (_, there) = self.next.pop_first()?;
        let mut found = None;
        for list in there {
            found = self.lists[list].next();
            self.enter(list);
        }
        found
    }
}
