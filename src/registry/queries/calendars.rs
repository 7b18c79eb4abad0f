//! Calendars to subscribe to, in the iCalendar format.

use candid::{CandidType, Deserialize};
use ic_stable_structures::Memory;

use super::calendar_items::{Names, date_record, meeting_page, one_off};
use crate::base::bytes::sha256;
use crate::domain::calendar::local::LocalDateTime;
use crate::domain::calendar::zones::Zone;
use crate::domain::{
    BODY_BYTES, Error, Group, Id, Kind, Meeting, MeetingSummary, Membership, Nanos, Person, Ref,
    SeriesRecord, SeriesSummary, UpcomingMeeting, to_seconds,
};
use crate::ics::{DateRecord, Entry, Feed, Item, OneOff};
use crate::registry::Registry;
use crate::registry::life::Lives;
use crate::registry::queries::records::SPELLED_BYTES;
use crate::store::{
    FIRST, LAST, List, Row, Term, date_number, decode, entry_id, in_order, newest_first, scope_of,
    scope_of_principal,
};

const DAY: Nanos = 86_400_000_000_000;
/// Days of the past in a calendar that does not ask for more or fewer.
const USUAL_PAST_DAYS: u32 = 90;
/// Series and single meetings of one calendar, each. More are left out by an error, not silently.
const MOST: usize = 1_000;
/// Records of dates of series in one calendar; further dates are told by their series alone.
const MAX_DATE_RECORDS: usize = 1_000;
/// Series of one part of the calendar of all groups, by their numbers.
const SERIES_IN_PART: u64 = 200;
/// Meetings of one part of the calendar of all groups, by their numbers. Those that are dates of
/// series are counted, so that a meeting stays in its part for ever.
const MEETINGS_IN_PART: u64 = 500;
/// Groups of one person that come into their calendar.
const GROUPS: usize = 250;
/// Bytes of a calendar that one answer holds. A reply may have 2 MiB.
const PIECE: usize = 2_000_000;
/// The longest notice of an alarm: four weeks, in minutes.
const LONGEST_ALARM: u16 = 40_320;

macro_rules! calendars {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $id:ident: $ty:ty,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(CandidType, Deserialize, Clone, Debug)]
            pub struct $name {
                $($(#[$field])* pub $id: $ty,)?
                /// Show cancelled dates, as such, instead of leaving them out.
                pub cancelled: bool,
                /// Remind so many minutes before each meeting; 40,320 at most.
                pub alarm_minutes: Option<u16>,
                /// How far the calendar reaches back; 90 days when null. It is cut at the
                /// beginning of a month (UTC), so that it is the same all month.
                pub past_days: Option<u32>,
                /// How many bytes to pass over: to read on in a calendar that has more `bytes`
                /// than one answer holds.
                pub offset: Option<u32>,
            }

            impl $name {
                fn options(&self) -> Options {
                    Options {
                        cancelled: self.cancelled,
                        alarm_minutes: self.alarm_minutes,
                        past_days: self.past_days,
                    }
                }
            }
        )*
    };
}

calendars! {
    /// Arguments of `calendar_of_group`.
    AskGroupCalendar { group: Ref, }
    /// Arguments of `calendar_of_person`.
    AskPersonCalendar { person: Ref, }
    /// Arguments of `calendar_of_tag`.
    AskTagCalendar { tag: String, }
    /// Arguments of `calendar_of_all`.
    AskWholeCalendar {
        /// The part, from 0; the first when null. The answer tells how many there are.
        part: Option<u32>,
    }
}

/// A calendar, or a part of one.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct Calendar {
    /// The calendar (text/calendar; charset=utf-8; RFC 5545). The same records give the same
    /// bytes. Of one with more than 2,000,000 bytes, as many from `offset` on.
    pub ics: serde_bytes::ByteBuf,
    /// How many parts there are; each is a calendar by itself.
    pub parts: u32,
    /// The bytes of the whole calendar, 12,000,000 at most.
    pub bytes: u32,
    /// SHA-256 of the whole calendar, to check what was joined by; null when `ics` is the whole.
    pub hash: Option<serde_bytes::ByteBuf>,
}

impl Calendar {
    /// As much of the calendar as one answer holds.
    ///
    /// # Errors
    /// `invalid` when the calendar ends before the offset.
    pub fn piece(mut self, offset: Option<u32>) -> Result<Calendar, Error> {
        let offset = offset.unwrap_or(0) as usize;
        let end = self.ics.len().min(offset.saturating_add(PIECE));
        if offset >= end {
            let reason = format!("is not below the {} bytes of the calendar", self.bytes);
            return Err(Error::invalid("offset", reason));
        }
        if self.ics.len() > PIECE {
            self.hash = Some(sha256(&[&self.ics]).to_vec().into());
        }
        self.ics.truncate(end);
        self.ics.drain(..offset);
        Ok(self)
    }
}

struct Options {
    cancelled: bool,
    alarm_minutes: Option<u16>,
    past_days: Option<u32>,
}

impl Options {
    /// The instant that the calendar reaches back to: the beginning of a month.
    fn past_from(&self, now: Nanos) -> Result<Nanos, Error> {
        if self.alarm_minutes.is_some_and(|m| m > LONGEST_ALARM) {
            let reason = format!("is more than {LONGEST_ALARM}");
            return Err(Error::invalid("alarm_minutes", reason));
        }
        let days = Nanos::from(self.past_days.unwrap_or(USUAL_PAST_DAYS));
        let day = now.saturating_sub(days.saturating_mul(DAY)) / DAY;
        let utc = Zone::named("UTC").map_err(|fault| Error::invalid {
            faults: vec![fault],
        })?;
        let date = utc.local_at(to_seconds(day * DAY));
        Ok((day - u64::from(date.day - 1)) * DAY)
    }
}

/// What a calendar is made of.
#[derive(Default)]
struct Content {
    name: String,
    description: String,
    series: Vec<SeriesRecord>,
    /// With their groups and slugs.
    meetings: Vec<(Vec<Id>, String, OneOff)>,
}

impl<M: Memory> Registry<M> {
    /// # Errors
    /// `not_found`, or `limit_exceeded` for a calendar that is too large.
    pub fn calendar_of_group(
        &self,
        host: &str,
        now: Nanos,
        q: &AskGroupCalendar,
    ) -> Result<Calendar, Error> {
        let options = q.options();
        let past_from = options.past_from(now)?;
        self.store.turns_with_the_day(now);
        let group: Group = self.find(self.group_of(&q.group)?)?;
        let content = Content {
            name: group.details.name.clone(),
            description: group.details.scope.clone(),
            series: self.series_of(&[group.id])?,
            meetings: self.singles_of(&[group.id], past_from)?,
        };
        self.calendar(host, &options, past_from, content, 1)
    }

    /// # Errors
    /// `not_found`, or `limit_exceeded` for a calendar that is too large.
    pub fn calendar_of_person(
        &self,
        host: &str,
        now: Nanos,
        q: &AskPersonCalendar,
    ) -> Result<Calendar, Error> {
        let options = q.options();
        let past_from = options.past_from(now)?;
        self.store.turns_with_the_day(now);
        let person = self.get_person(&q.person).ok_or_else(|| {
            let what = match &q.person {
                Ref::id(id) => id.to_string(),
                Ref::slug(handle) if handle.len() > SPELLED_BYTES => "of that name".into(),
                Ref::slug(handle) => handle.clone(),
            };
            Error::not_found(Kind::person, what)
        })?;
        let groups = self.groups_of_person(&person, now);
        let handle = person.details.handle.clone();
        let mut content = Content {
            name: person.details.name.clone().unwrap_or(handle),
            ..Content::default()
        };
        if !groups.is_empty() {
            content.series = self.series_of(&groups)?;
            content.meetings = self.singles_of(&groups, past_from)?;
        }
        self.calendar(host, &options, past_from, content, 1)
    }

    /// # Errors
    /// `limit_exceeded` for a calendar that is too large.
    pub fn calendar_of_tag(
        &self,
        host: &str,
        now: Nanos,
        q: &AskTagCalendar,
    ) -> Result<Calendar, Error> {
        let options = q.options();
        let past_from = options.past_from(now)?;
        self.store.turns_with_the_day(now);
        let scope = scope_of(q.tag.as_bytes());
        let series = self.store.entries(List::SeriesWithTag, scope);
        let series = series.filter_map(|(key, card)| {
            let summary: SeriesSummary = decode(&card);
            summary.tags.contains(&q.tag).then(|| entry_id(&key))
        });
        // Newest first: the list ends where the past does.
        let until = newest_first(past_from);
        let meetings = self
            .store
            .entries_between(List::MeetingsWithTag, scope, FIRST, until, None);
        let meetings = meetings.filter_map(|(key, card)| {
            let summary: MeetingSummary = decode(&card);
            summary.tags.contains(&q.tag).then(|| entry_id(&key))
        });
        let content = Content {
            name: q
                .tag
                .chars()
                .filter(|c| !c.is_control())
                .take(100)
                .collect(),
            description: String::new(),
            series: self.records(series.collect())?,
            meetings: self.singles(meetings.collect())?,
        };
        self.calendar(host, &options, past_from, content, 1)
    }

    /// # Errors
    /// `invalid` for a part that is not there; `limit_exceeded` for one that is too large.
    pub fn calendar_of_all(
        &self,
        host: &str,
        now: Nanos,
        q: &AskWholeCalendar,
    ) -> Result<Calendar, Error> {
        let options = q.options();
        let past_from = options.past_from(now)?;
        self.store.turns_with_the_day(now);
        let part = u64::from(q.part.unwrap_or(0));
        let parts = self.calendar_parts();
        if part >= parts {
            return Err(Error::invalid("part", format!("is not below {parts}")));
        }
        let of_part = |kind, in_part| {
            let last = self.store.made(kind).min((part + 1) * in_part);
            (part * in_part + 1..=last).collect()
        };
        let content = Content {
            name: self.settings.profile.name.clone(),
            description: self.settings.profile.summary.clone(),
            series: self.records(of_part(Kind::series, SERIES_IN_PART))?,
            meetings: self.singles(of_part(Kind::meeting, MEETINGS_IN_PART))?,
        };
        let parts = u32::try_from(parts).unwrap_or(u32::MAX);
        self.calendar(host, &options, past_from, content, parts)
    }

    /// The parts of the calendar of all groups.
    pub fn calendar_parts(&self) -> u64 {
        let parts_of = |kind, in_part| self.store.made(kind).div_ceil(in_part);
        parts_of(Kind::series, SERIES_IN_PART)
            .max(parts_of(Kind::meeting, MEETINGS_IN_PART))
            .max(1)
    }

    /// The groups in which a person has a role now, or is a member.
    fn groups_of_person(&self, person: &Person, now: Nanos) -> Vec<Id> {
        let terms = self.store.entries(List::TermsOf, person.id);
        let terms = terms.map(|(_, card)| decode::<Term>(&card));
        let mut groups: Vec<Id> = terms.filter(|t| t.runs(now)).map(|t| t.group).collect();
        for principal in &person.principals {
            let scope = scope_of_principal(principal);
            let joined = self.store.entries(List::MembershipsOf, scope);
            let joined = joined.map(|(_, card)| decode::<Membership>(&card));
            groups.extend(
                joined
                    .filter(|m| m.principal == *principal)
                    .map(|m| m.group),
            );
        }
        groups.sort_unstable();
        groups.dedup();
        groups.truncate(GROUPS);
        groups
    }

    fn series_of(&self, groups: &[Id]) -> Result<Vec<SeriesRecord>, Error> {
        let ids = groups.iter().flat_map(|group| {
            let entries = self.store.entries(List::SeriesOfGroup, *group);
            entries.take(MOST + 1).map(|(key, _)| entry_id(&key))
        });
        self.records(ids.collect())
    }

    fn singles_of(
        &self,
        groups: &[Id],
        past_from: Nanos,
    ) -> Result<Vec<(Vec<Id>, String, OneOff)>, Error> {
        let from = in_order(past_from, 0);
        let ids = groups.iter().flat_map(|group| {
            let list = List::SinglesOfGroup;
            let entries = self.store.entries_between(list, *group, from, LAST, None);
            entries.take(MOST + 1).map(|(_, card)| {
                let meeting: UpcomingMeeting = decode(&card);
                meeting.meeting.unwrap_or(0)
            })
        });
        self.singles(ids.collect())
    }

    /// Records by their numbers, each once.
    fn records<R: Row>(&self, mut ids: Vec<Id>) -> Result<Vec<R>, Error> {
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > MOST {
            return Err(Error::limit_exceeded {
                what: "the meetings of one calendar".into(),
                limit: MOST as u64,
            });
        }
        Ok(ids.iter().filter_map(|id| self.store.get(*id)).collect())
    }

    fn singles(&self, ids: Vec<Id>) -> Result<Vec<(Vec<Id>, String, OneOff)>, Error> {
        let meetings: Vec<Meeting> = self.records(ids)?;
        let one_off = |m: Meeting| {
            let (groups, slug) = (m.details.groups.clone(), m.details.slug.clone());
            Some((groups, slug, one_off(m)?))
        };
        Ok(meetings.into_iter().filter_map(one_off).collect())
    }

    /// The records of the dates of a series that the calendar shows; `left` is how many it may
    /// still have.
    fn date_records(
        &self,
        series: &SeriesRecord,
        past_from: Nanos,
        host: &str,
        left: &mut usize,
    ) -> Vec<DateRecord> {
        let from = LocalDateTime::from_seconds_as_utc(to_seconds(past_from.saturating_sub(DAY)));
        let from = in_order(date_number(from), 0);
        let list = List::RecordsOfSeries;
        let entries = self
            .store
            .entries_between(list, series.id, from, LAST, None);
        let records = entries.take(*left).filter_map(|(key, _)| {
            let meeting: Meeting = self.store.get(entry_id(&key))?;
            date_record(meeting, host)
        });
        let records: Vec<DateRecord> = records.collect();
        *left -= records.len();
        records
    }

    fn calendar(
        &self,
        host: &str,
        options: &Options,
        past_from: Nanos,
        content: Content,
        parts: u32,
    ) -> Result<Calendar, Error> {
        let (lives, names) = (Lives::of(self), Names::of(self));
        let mut left = MAX_DATE_RECORDS;
        let placed = |groups: &[Id]| {
            let (categories, page) = names.of_groups(groups, host);
            let until = lives.all_since(groups).map(to_seconds);
            (categories, page, until)
        };
        let series: Vec<_> = content
            .series
            .iter()
            .map(|s| {
                (
                    placed(&s.groups),
                    self.date_records(s, past_from, host, &mut left),
                    s,
                )
            })
            .collect();
        let meetings: Vec<_> = content
            .meetings
            .iter()
            .map(|(groups, slug, m)| (placed(groups), meeting_page(host, slug), m))
            .collect();
        let of_series = series
            .iter()
            .map(|((categories, page, until), records, s)| Entry {
                item: Item::Series(&s.series),
                categories,
                url: page.as_deref(),
                records,
                until: *until,
            });
        let of_meetings = meetings
            .iter()
            .map(|((categories, _, until), page, m)| Entry {
                item: Item::Meeting(m),
                categories,
                url: Some(page),
                records: &[],
                until: *until,
            });
        let feed = Feed {
            name: &content.name,
            description: &content.description,
            url: None,
            domain: host,
            entries: of_series.chain(of_meetings).collect(),
            show_cancelled: options.cancelled,
            alarm_minutes: options.alarm_minutes,
            past_from: Some(to_seconds(past_from)),
        };
        let ics = feed.to_bytes();
        match ics.len() > BODY_BYTES {
            true => Err(Error::limit_exceeded {
                what: "the bytes of a calendar".into(),
                limit: BODY_BYTES as u64,
            }),
            false => Ok(Calendar {
                parts,
                bytes: ics.len() as u32,
                hash: None,
                ics: ics.into(),
            }),
        }
    }
}
