//! Recurrence rules of RFC 5545, section 3.3.10: what one says, its canonical text, and its
//! dates.
//!
//! A meeting has one time of day, so the frequencies are DAILY, WEEKLY, MONTHLY and YEARLY,
//! with INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST. The other parts
//! (BYHOUR, BYWEEKNO and so on) are refused by name: calendar programs disagree about them.

mod days;
mod expand;
mod parse;

use std::fmt;

use super::local::{LocalDateTime, UnixSeconds, Weekday};

pub use expand::{DEFAULT_BUDGET, Expansion, Start, Stop, Timetable, Window};

/// The longest text of a rule that is read, in bytes.
pub const LONGEST_RULE: usize = 500;
/// The largest INTERVAL.
pub const LARGEST_INTERVAL: u16 = 1_000;
/// The largest COUNT. More than thirteen years of daily meetings.
pub const LARGEST_COUNT: u16 = 5_000;

/// How often a rule's period comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

impl Frequency {
    const ALL: [Frequency; 4] = [
        Frequency::Daily,
        Frequency::Weekly,
        Frequency::Monthly,
        Frequency::Yearly,
    ];

    /// The word that iCalendar uses.
    pub fn code(self) -> &'static str {
        match self {
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Monthly => "MONTHLY",
            Frequency::Yearly => "YEARLY",
        }
    }
}

/// When a rule stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It does not.
    Never,
    /// After so many dates.
    Count(u16),
    /// With the last date that starts at or before this instant.
    Until(UnixSeconds),
}

/// One element of BYDAY: `MO`, `2TU`, `-1TH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayOf {
    /// Which of the period's days of that name, from the end if negative; `None` for each.
    pub ordinal: Option<i8>,
    /// The day of the week.
    pub weekday: Weekday,
}

/// A rule whose parts are each in range and fit together. The lists are sorted and hold
/// nothing twice; an empty list is a part that is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub(crate) frequency: Frequency,
    pub(crate) interval: u16,
    pub(crate) end: End,
    pub(crate) by_month: Vec<u8>,
    pub(crate) by_month_day: Vec<i8>,
    pub(crate) by_day: Vec<DayOf>,
    pub(crate) by_set_pos: Vec<i16>,
    pub(crate) week_start: Weekday,
}

impl Rule {
    /// How often the period comes.
    pub fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// When it stops by itself.
    pub fn end(&self) -> End {
        self.end
    }

    /// The same rule that stops differently.
    #[must_use]
    pub fn ending(&self, end: End) -> Rule {
        Rule {
            end,
            ..self.clone()
        }
    }
}

/// The canonical text, as it stands behind `RRULE:`. FREQ comes first, which some clients
/// insist on; parts with their default value are left out.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FREQ={}", self.frequency.code())?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        match self.end {
            End::Never => {}
            End::Count(count) => write!(f, ";COUNT={count}")?,
            End::Until(at) => write!(f, ";UNTIL={}", utc_text(at))?,
        }
        list(f, "BYMONTH", &self.by_month)?;
        list(f, "BYMONTHDAY", &self.by_month_day)?;
        list(f, "BYDAY", &self.by_day)?;
        list(f, "BYSETPOS", &self.by_set_pos)?;
        if self.week_start != Weekday::Monday {
            write!(f, ";WKST={}", self.week_start.code())?;
        }
        Ok(())
    }
}

impl fmt::Display for DayOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ordinal) = self.ordinal {
            write!(f, "{ordinal}")?;
        }
        f.write_str(self.weekday.code())
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, name: &str, values: &[T]) -> fmt::Result {
    for (index, value) in values.iter().enumerate() {
        if index == 0 {
            write!(f, ";{name}={value}")?;
        } else {
            write!(f, ",{value}")?;
        }
    }
    Ok(())
}

/// An instant in iCalendar's form of UTC: `20240403T170000Z`.
pub(crate) fn utc_text(at: UnixSeconds) -> String {
    let LocalDateTime {
        year,
        month,
        day,
        hour,
        minute,
    } = LocalDateTime::from_seconds_as_utc(at);
    let second = at.rem_euclid(60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}
