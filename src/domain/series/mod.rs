//! A recurring meeting: its schedule, what was announced differently for single dates, and
//! which dates follow from both.
//!
//! An occurrence is known by its series and its original start, the clock reading that the
//! rule gives. It keeps that identity when it is moved, cancelled and restored, and when the
//! rules of its zone change.

mod check;
mod edit;
mod occurrences;
pub mod record;
mod told;

use candid::CandidType;
use minicbor::{Decode, Encode};
use serde::Deserialize;

use crate::domain::Link;

use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};

pub use check::{LARGEST_MINUTES, LARGEST_NOTICE, MOST_EXCEPTIONS, MOST_LOCATIONS, minutes_fault};
pub use edit::{Edited, Split, same_day};
pub use occurrences::{Occurrence, OccurrenceStatus, Occurrences};
pub use record::*;
pub use told::Told;

/// When a series takes place.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The first date, which must be one of the rule's.
    #[n(0)]
    pub start: LocalDateTime,
    /// The zone whose clocks `start` means: an IANA name such as `Europe/Zurich`, or `UTC`.
    #[n(1)]
    pub zone: String,
    /// 1 to 1440.
    #[n(2)]
    pub minutes: u16,
    /// The value of an RRULE (RFC 5545), such as `FREQ=MONTHLY;BYDAY=1TH`; none for one date.
    #[n(3)]
    pub rule: Option<String>,
}

/// The part of a series that its group edits as a whole.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct SeriesDetails {
    /// 1 to 200 bytes.
    #[n(0)]
    pub title: String,
    /// At most 4,000 bytes; may be empty.
    #[n(1)]
    pub description: String,
    /// The cadence in the words in which it was announced, at most 200 bytes.
    #[n(2)]
    pub cadence: Option<String>,
    /// None where the cadence is too vague to compute; the series is then unscheduled.
    #[n(3)]
    pub schedule: Option<Schedule>,
    /// At most ten.
    #[n(4)]
    pub locations: Vec<Link>,
    /// How many hours before a date the group promises to announce a change of it.
    #[n(5)]
    pub notice_hours: Option<u16>,
    /// Another series that is the same meeting at another time of day.
    #[n(6)]
    pub alternates_with: Option<u64>,
}

/// A series with all that was announced about it.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Given once, never reused.
    #[n(0)]
    pub id: u64,
    #[n(1)]
    pub details: SeriesDetails,
    /// Ordered by the original start, one for a date.
    #[n(2)]
    pub exceptions: Vec<DateException>,
    /// Set when the series ended earlier than its rule.
    #[n(3)]
    pub ending: Option<Ending>,
    /// The series that this one goes on from.
    #[n(4)]
    pub predecessor: Option<u64>,
    /// The series that goes on from this one.
    #[n(5)]
    pub successor: Option<u64>,
    /// Rises with every change, and never falls (iCalendar's SEQUENCE).
    #[n(6)]
    pub sequence: u32,
    #[n(7)]
    pub created_at: UnixSeconds,
    #[n(8)]
    pub modified_at: UnixSeconds,
    /// When its schedule was last changed as a whole, and the one before.
    #[n(9)]
    pub rescheduled: Option<Rescheduled>,
}

/// That a series takes place at other times than before.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Rescheduled {
    #[n(0)]
    pub at: UnixSeconds,
    /// The schedule before, where there was one.
    #[n(1)]
    pub before: Option<Schedule>,
}

/// What was announced differently for one date. A date that was moved and then cancelled has
/// both, so that the cancellation can be undone.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct DateException {
    /// The start that the rule gives for the date.
    #[n(0)]
    pub original: LocalDateTime,
    #[n(1)]
    pub change: Option<DateChange>,
    #[n(2)]
    pub cancellation: Option<Announcement>,
}

/// Another time, length, title or place for one date; what is none stays as in the series.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct DateChange {
    /// The new start, in the zone of the series.
    #[n(0)]
    pub start: Option<LocalDateTime>,
    #[n(1)]
    pub minutes: Option<u16>,
    #[n(2)]
    pub title: Option<String>,
    #[n(3)]
    pub description: Option<String>,
    #[n(4)]
    pub locations: Option<Vec<Link>>,
    #[n(5)]
    pub announced: Announcement,
}

/// That something was announced, when, and why.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// At most 500 bytes; may be empty.
    #[n(0)]
    pub reason: String,
    #[n(1)]
    pub at: UnixSeconds,
}

impl Announcement {
    /// Whole hours from the announcement until `start`; negative if it came afterwards.
    pub fn hours_of_notice(&self, start: UnixSeconds) -> i64 {
        start.saturating_sub(self.at).div_euclid(3600)
    }
}

/// The end of a series before its rule ends.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The first original start that no longer takes place.
    #[n(0)]
    pub before: LocalDateTime,
    #[n(1)]
    pub announced: Announcement,
}

impl Series {
    /// What was announced differently for the date whose original start is given.
    pub fn exception(&self, original: LocalDateTime) -> Option<&DateException> {
        let index = self.exception_index(original).ok()?;
        self.exceptions.get(index)
    }

    fn exception_index(&self, original: LocalDateTime) -> Result<usize, usize> {
        self.exceptions
            .binary_search_by_key(&original, |exception| exception.original)
    }
}
