//! Series of meetings as the registry keeps them: the series itself is the calendar's.

use candid::{CandidType, Deserialize};
use minicbor::{Decode, Encode};

use super::{OccurrenceStatus, Schedule, Series, SeriesDetails, Told};
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::calendar::zones::Zone;
use crate::domain::common::{Id, Link, Meta, Withdrawal};
use crate::domain::date::Nanos;
use crate::domain::meeting::{AgendaItem, Meeting, MeetingStatus};
use crate::domain::operation::arguments;

/// Groups of one series at most: each has its own entries for the dates that come.
pub const SERIES_GROUPS: usize = 20;

/// A series of meetings, with the groups that it belongs to.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct SeriesRecord {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    /// The groups whose meeting it is: one, or several for a joint one.
    #[n(2)]
    pub groups: Vec<Id>,
    #[n(3)]
    pub tags: Vec<String>,
    /// What takes place when. Its instants are seconds since 1970-01-01 UTC.
    #[n(4)]
    pub series: Series,
    /// The agenda that each date begins with. The record of a date has its own.
    #[n(5)]
    #[cbor(skip_if = "Vec::is_empty")]
    pub agenda: Vec<AgendaItem>,
    /// Set when the record was withdrawn.
    #[n(6)]
    pub withdrawn: Option<Withdrawal>,
}

/// A series in a list.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct SeriesSummary {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub groups: Vec<Id>,
    #[n(2)]
    pub title: String,
    /// The cadence in the words in which it was announced.
    #[n(3)]
    pub cadence: Option<String>,
    /// None where the cadence is too vague to compute.
    #[n(4)]
    pub schedule: Option<Schedule>,
    /// The first date that no longer takes place, where the series ended before its rule.
    #[n(5)]
    pub ended_before: Option<LocalDateTime>,
    /// The series that goes on from this one.
    #[n(6)]
    pub successor: Option<Id>,
    #[n(7)]
    pub tags: Vec<String>,
}

impl SeriesRecord {
    /// What the series tells of one of its dates; none if it has no such date.
    pub fn tells(&self, original: LocalDateTime) -> Option<Told> {
        let timetable = self.series.timetable().ok().flatten()?;
        self.series.tells(&timetable, original)
    }
}

impl From<&SeriesRecord> for SeriesSummary {
    fn from(record: &SeriesRecord) -> Self {
        let Series {
            details,
            ending,
            successor,
            ..
        } = &record.series;
        SeriesSummary {
            id: record.id,
            groups: record.groups.clone(),
            title: details.title.clone(),
            cadence: details.cadence.clone(),
            schedule: details.schedule.clone(),
            ended_before: ending.as_ref().map(|ending| ending.before),
            successor: *successor,
            tags: record.tags.clone(),
        }
    }
}

/// The identity of a date of a series. It stays when the date is moved or cancelled.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
pub struct OccurrenceId {
    #[n(0)]
    pub series: Id,
    /// The start that the rule gives, in the zone of the series.
    #[n(1)]
    pub original: LocalDateTime,
}

const MINUTES_OF_DAY: Nanos = 1_440;

/// A meeting that comes: a date of a series, or a single meeting.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct UpcomingMeeting {
    /// The date's identity; null for a single meeting.
    #[n(0)]
    pub occurrence: Option<OccurrenceId>,
    /// The meeting's record, where there is one.
    #[n(1)]
    pub meeting: Option<Id>,
    #[n(2)]
    pub groups: Vec<Id>,
    #[n(3)]
    pub title: String,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(4)]
    pub start_at: Nanos,
    /// Nanoseconds since 1970-01-01 UTC. The start, where the duration is not known.
    #[n(5)]
    pub end_at: Nanos,
    /// What the clocks of `zone` show at the start.
    #[n(6)]
    pub start: Option<LocalDateTime>,
    /// An IANA time zone.
    #[n(7)]
    pub zone: Option<String>,
    /// Null means a state newer than the client.
    #[n(8)]
    pub status: Option<OccurrenceStatus>,
    /// Why it is cancelled, moved or changed.
    #[n(9)]
    pub reason: Option<String>,
    /// When the change was announced. Nanoseconds since 1970-01-01 UTC.
    #[n(10)]
    pub announced_at: Option<Nanos>,
    /// Whole hours from that announcement until the date was to start; negative when it came
    /// afterwards.
    #[n(11)]
    pub hours_of_notice: Option<i64>,
    /// Whether the day is known and no hour: then it starts and ends with days (UTC).
    #[n(12)]
    pub all_day: Option<bool>,
}

impl From<&Meeting> for UpcomingMeeting {
    /// A single meeting with a known start or day; without one it comes at 1970.
    fn from(meeting: &Meeting) -> Self {
        let d = &meeting.details;
        let start_at = d.when.begins().unwrap_or(0);
        let all_day = d.when.whole_day().is_some();
        let minutes = Nanos::from(d.duration_minutes.unwrap_or(0));
        let minutes = match all_day {
            true => minutes.max(1).next_multiple_of(MINUTES_OF_DAY),
            false => minutes,
        };
        let zone = d.when.zone.as_deref().filter(|_| !all_day);
        let zone = Zone::named(zone.unwrap_or("UTC")).ok();
        UpcomingMeeting {
            occurrence: None,
            meeting: Some(meeting.id),
            groups: d.groups.clone(),
            title: d.title.clone(),
            start_at,
            end_at: start_at.saturating_add(minutes * 60 * SECOND),
            start: zone.as_ref().map(|z| z.local_at(to_seconds(start_at))),
            zone: zone.map(|z| z.name().to_owned()),
            status: Some(match d.status {
                MeetingStatus::cancelled => OccurrenceStatus::Cancelled,
                MeetingStatus::moved => OccurrenceStatus::Moved,
                MeetingStatus::scheduled | MeetingStatus::held => OccurrenceStatus::Scheduled,
            }),
            reason: d.reason.clone(),
            announced_at: meeting.announced_at,
            hours_of_notice: meeting.announced_at.map(|at| {
                let notice = to_seconds(start_at).saturating_sub(to_seconds(at));
                notice.div_euclid(3_600)
            }),
            all_day: all_day.then_some(true),
        }
    }
}

arguments! {
    /// Arguments of `create_series`.
    NewSeries {
        /// One to 20 groups.
        groups: Vec<Id>,
        tags: Vec<String>,
        details: SeriesDetails,
    }
    /// Arguments of `update_series`.
    UpdateSeries {
        id: Id,
        expected_revision: u64,
        groups: Vec<Id>,
        tags: Vec<String>,
        details: SeriesDetails,
        /// Whether what others entered for dates that the new schedule no longer has may go:
        /// cancellations and changes are dropped, records of such dates become single meetings.
        /// What was entered for a date goes along to the date on the same day. Unless this is
        /// true, a call that would drop anything is refused and names it.
        drops: Option<bool>,
    }
    /// Arguments of `cancel_occurrence`.
    CancelOccurrence {
        /// The series.
        id: Id,
        expected_revision: u64,
        /// The start that the rule gives for the date.
        original: LocalDateTime,
        /// At most 500 bytes; may be empty.
        reason: String,
        /// When it was announced, if that was earlier and elsewhere; null for now. Seconds since
        /// 1970-01-01 UTC.
        announced_at: Option<UnixSeconds>,
    }
    /// Arguments of `restore_occurrence`.
    RestoreOccurrence {
        /// The series.
        id: Id,
        expected_revision: u64,
        /// The start that the rule gives for the date.
        original: LocalDateTime,
    }
    /// Arguments of `change_occurrence`: what is null stays as in the series.
    ChangeOccurrence {
        /// The series.
        id: Id,
        expected_revision: u64,
        /// The start that the rule gives for the date.
        original: LocalDateTime,
        /// The new start, in the zone of the series.
        start: Option<LocalDateTime>,
        minutes: Option<u16>,
        title: Option<String>,
        description: Option<String>,
        locations: Option<Vec<Link>>,
        /// At most 500 bytes; may be empty.
        reason: String,
        /// When it was announced, if that was earlier and elsewhere; null for now. Seconds since
        /// 1970-01-01 UTC.
        announced_at: Option<UnixSeconds>,
    }
    /// Arguments of `change_following`.
    ChangeFollowing {
        /// The series, which ends before `from`.
        id: Id,
        expected_revision: u64,
        /// The first date (its start by the rule) that changes.
        from: LocalDateTime,
        /// The series that goes on: it has the same groups and tags.
        details: SeriesDetails,
        /// At most 500 bytes; may be empty.
        reason: String,
        /// When it was announced, if that was earlier and elsewhere; null for now. Seconds since
        /// 1970-01-01 UTC.
        announced_at: Option<UnixSeconds>,
        /// As in `update_series`, for the dates from `from` on.
        drops: Option<bool>,
    }
    /// Arguments of `end_series`.
    EndSeries {
        /// The series.
        id: Id,
        expected_revision: u64,
        /// Dates whose start by the rule is this or later no longer take place. Null takes the
        /// end back.
        before: Option<LocalDateTime>,
        /// At most 500 bytes; may be empty.
        reason: String,
        /// When it was announced, if that was earlier and elsewhere; null for now. Seconds since
        /// 1970-01-01 UTC.
        announced_at: Option<UnixSeconds>,
    }
}

/// Nanoseconds in a second.
const SECOND: Nanos = 1_000_000_000;

/// An instant of the registry as one of the calendar.
pub fn to_seconds(at: Nanos) -> UnixSeconds {
    i64::try_from(at / SECOND).unwrap_or(i64::MAX)
}

/// An instant of the calendar as one of the registry; one before 1970 as 1970.
pub fn from_seconds(at: UnixSeconds) -> Nanos {
    u64::try_from(at).unwrap_or(0).saturating_mul(SECOND)
}
