//! Wall-clock time, and the day arithmetic of the Gregorian calendar that it needs.
//!
//! A day is counted as the number of days since 1970-01-01, which makes weeks, months and
//! intervals plain integer arithmetic. The rules of the zones are not known here.

use std::fmt;
use std::str::FromStr;

use candid::CandidType;
use minicbor::{Decode, Encode};
use serde::Deserialize;

use crate::base::fault::{Fault, shown};

/// An instant, in seconds since 1970-01-01T00:00:00Z (leap seconds are not counted).
pub type UnixSeconds = i64;

/// The first year in which a series may start.
pub const FIRST_YEAR: u16 = 1970;
/// The last year that is computed. A rule that goes on for longer is cut here.
pub const LAST_YEAR: u16 = 2199;

pub(crate) const SECONDS_PER_DAY: i64 = 86_400;

/// A date and time of day as a clock on the wall shows it, to the minute. It becomes an
/// instant only together with a zone.
///
/// Its text form is `2024-04-03T19:00`.
#[derive(
    CandidType,
    Deserialize,
    Encode,
    Decode,
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
)]
pub struct LocalDateTime {
    /// 1970 to 2199.
    #[n(0)]
    pub year: u16,
    /// 1 to 12.
    #[n(1)]
    pub month: u8,
    /// 1 to the length of the month.
    #[n(2)]
    pub day: u8,
    /// 0 to 23.
    #[n(3)]
    pub hour: u8,
    /// 0 to 59.
    #[n(4)]
    pub minute: u8,
}

impl LocalDateTime {
    /// The given time of the given day, unchecked: see [`LocalDateTime::check`].
    pub const fn new(year: u16, month: u8, day: u8, hour: u8, minute: u8) -> LocalDateTime {
        LocalDateTime {
            year,
            month,
            day,
            hour,
            minute,
        }
    }

    /// Refuses a date or a time of day that does not exist, and years outside of
    /// [`FIRST_YEAR`] to [`LAST_YEAR`]. `field` is the name used in the faults.
    pub fn check(&self, field: &str) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        if !(FIRST_YEAR..=LAST_YEAR).contains(&self.year) {
            faults.push(Fault::new(
                format!("{field}.year"),
                format!("must lie between {FIRST_YEAR} and {LAST_YEAR}"),
            ));
        }
        if !(1..=12).contains(&self.month) {
            faults.push(Fault::new(
                format!("{field}.month"),
                "must lie between 1 and 12",
            ));
        } else if self.day == 0 || self.day > days_in_month(self.year.into(), self.month) {
            faults.push(Fault::new(
                format!("{field}.day"),
                "is no day of this month",
            ));
        }
        if self.hour > 23 {
            faults.push(Fault::new(
                format!("{field}.hour"),
                "must lie between 0 and 23",
            ));
        }
        if self.minute > 59 {
            faults.push(Fault::new(
                format!("{field}.minute"),
                "must lie between 0 and 59",
            ));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// The day that this time is on.
    pub(crate) fn day_number(&self) -> i32 {
        day_number(self.year.into(), self.month, self.day)
    }

    /// Minutes since midnight.
    pub(crate) fn minute_of_day(&self) -> u16 {
        u16::from(self.hour) * 60 + u16::from(self.minute)
    }

    /// The same clock reading on another day. A day outside of the years that a date can hold
    /// is moved to the nearest that can.
    pub(crate) fn on_day(&self, day: i32) -> LocalDateTime {
        let (year, month, day) = civil(day);
        LocalDateTime {
            year: u16::try_from(year.max(0)).unwrap_or(u16::MAX),
            month,
            day,
            ..*self
        }
    }

    /// The reading as seconds, as if the clock showed UTC.
    pub(crate) fn seconds_as_utc(&self) -> i64 {
        i64::from(self.day_number()) * SECONDS_PER_DAY + i64::from(self.minute_of_day()) * 60
    }

    /// The inverse of [`LocalDateTime::seconds_as_utc`]; seconds within a minute are dropped.
    pub(crate) fn from_seconds_as_utc(seconds: i64) -> LocalDateTime {
        let day = seconds.div_euclid(SECONDS_PER_DAY);
        let minutes = seconds.rem_euclid(SECONDS_PER_DAY) / 60;
        let midnight = LocalDateTime::new(0, 1, 1, 0, 0).on_day(i32::try_from(day).unwrap_or(0));
        LocalDateTime {
            hour: u8::try_from(minutes / 60).unwrap_or(0),
            minute: u8::try_from(minutes % 60).unwrap_or(0),
            ..midnight
        }
    }

    /// The day of the week.
    pub fn weekday(&self) -> Weekday {
        weekday(self.day_number())
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LocalDateTime {
            year,
            month,
            day,
            hour,
            minute,
        } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
    }
}

impl FromStr for LocalDateTime {
    type Err = Fault;

    /// Reads `2024-04-03T19:00`.
    fn from_str(text: &str) -> Result<LocalDateTime, Fault> {
        parse(text)
            .filter(|local| local.check("").is_ok())
            .ok_or_else(|| {
                Fault::new(
                    "",
                    format!(
                        "`{}` is not a date and time such as 2024-04-03T19:00",
                        shown(text)
                    ),
                )
            })
    }
}

fn parse(text: &str) -> Option<LocalDateTime> {
    let bytes = text.as_bytes();
    let shape = b"dddd-dd-ddTdd:dd";
    let fits = bytes.len() == shape.len()
        && bytes.iter().zip(shape).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            _ => byte == wanted,
        });
    if !fits {
        return None;
    }
    Some(LocalDateTime {
        year: text.get(0..4)?.parse().ok()?,
        month: text.get(5..7)?.parse().ok()?,
        day: text.get(8..10)?.parse().ok()?,
        hour: text.get(11..13)?.parse().ok()?,
        minute: text.get(14..16)?.parse().ok()?,
    })
}

/// A day of the week.
#[derive(
    CandidType,
    Deserialize,
    Encode,
    Decode,
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
)]
pub enum Weekday {
    #[n(0)]
    #[serde(rename = "monday")]
    Monday,
    #[n(1)]
    #[serde(rename = "tuesday")]
    Tuesday,
    #[n(2)]
    #[serde(rename = "wednesday")]
    Wednesday,
    #[n(3)]
    #[serde(rename = "thursday")]
    Thursday,
    #[n(4)]
    #[serde(rename = "friday")]
    Friday,
    #[n(5)]
    #[serde(rename = "saturday")]
    Saturday,
    #[n(6)]
    #[serde(rename = "sunday")]
    Sunday,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// The two letters that iCalendar uses.
    pub fn code(self) -> &'static str {
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][self as usize]
    }

    /// The English name.
    pub fn name(self) -> &'static str {
        [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ][self as usize]
    }

    /// The weekday that iCalendar writes as `code` (in capitals).
    pub(crate) fn from_code(code: &str) -> Option<Weekday> {
        Weekday::ALL.into_iter().find(|day| day.code() == code)
    }

    /// Days from `earlier` to the next `self`: 0 to 6.
    pub(crate) fn days_after(self, earlier: Weekday) -> i32 {
        (self as i32 - earlier as i32).rem_euclid(7)
    }
}

/// The weekday of a day. 1970-01-01 was a Thursday.
pub(crate) fn weekday(day: i32) -> Weekday {
    Weekday::ALL[(i64::from(day) + 3).rem_euclid(7) as usize]
}

pub(crate) fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The number of days of a month; 0 where there is no such month.
pub(crate) fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// Days before the first of each month, in a year that is not a leap year.
const DAYS_BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// Days since 1970-01-01.
pub(crate) fn day_number(year: i32, month: u8, day: u8) -> i32 {
    let before = year - 1;
    let leap_days = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let month_index = usize::from(month.clamp(1, 12) - 1);
    let leap_day = i32::from(is_leap(year) && month > 2);
    const DAYS_TO_1970: i32 = 719_162;
    before * 365 + leap_days + DAYS_BEFORE[month_index] + leap_day + i32::from(day)
        - 1
        - DAYS_TO_1970
}

/// Year, month and day of the month of a day number.
pub(crate) fn civil(day: i32) -> (i32, u8, u8) {
    // A first guess by the mean length of a year is at most one year off.
    let mut year = 1970 + (i64::from(day) * 400).div_euclid(146_097) as i32;
    if day < day_number(year, 1, 1) {
        year -= 1;
    } else if day >= day_number(year + 1, 1, 1) {
        year += 1;
    }
    // As if February had 30 days, the months follow each other in a fixed rhythm (Reingold and
    // Dershowitz, Calendrical Calculations, section 2.3).
    let day_of_year = day - day_number(year, 1, 1);
    let leap_day = i32::from(is_leap(year));
    let days_not_in_february = if day_of_year < 59 + leap_day {
        0
    } else {
        2 - leap_day
    };
    let month = (12 * (day_of_year + days_not_in_february) + 373) / 367;
    let month = u8::try_from(month).unwrap_or(1);
    let date = day - day_number(year, month, 1) + 1;
    (year, month, u8::try_from(date).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_six_centuries_comes_back_from_its_number() {
        let mut expected = weekday(day_number(1800, 1, 1));
        for day in day_number(1800, 1, 1)..=day_number(2400, 12, 31) {
            let (year, month, date) = civil(day);
            assert_eq!(day_number(year, month, date), day);
            assert!(date >= 1 && date <= days_in_month(year, month));
            assert_eq!(weekday(day), expected);
            expected = Weekday::ALL[(expected as usize + 1) % 7];
        }
        assert_eq!(day_number(1970, 1, 1), 0);
        assert_eq!(weekday(day_number(2024, 4, 3)), Weekday::Wednesday);
    }

    #[test]
    fn a_date_reads_back_from_its_text() {
        let local: LocalDateTime = "2024-02-29T08:05".parse().unwrap();
        assert_eq!(local, LocalDateTime::new(2024, 2, 29, 8, 5));
        assert_eq!(local.to_string(), "2024-02-29T08:05");
        assert_eq!(
            LocalDateTime::from_seconds_as_utc(local.seconds_as_utc()),
            local
        );
    }

    #[test]
    fn texts_that_are_no_date_are_refused() {
        for text in [
            "",
            "2024-02-30T08:00",
            "2023-02-29T08:00",
            "2024-13-01T08:00",
            "2024-01-01T24:00",
            "2024-01-01 08:00",
            "1969-12-31T08:00",
            "9999-01-01T08:00",
            "２０２４-01-01T08:00",
        ] {
            assert!(text.parse::<LocalDateTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn each_impossible_part_is_named() {
        let faults = LocalDateTime::new(1900, 13, 1, 24, 60)
            .check("start")
            .unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(
            fields,
            ["start.year", "start.month", "start.hour", "start.minute"]
        );
    }
}
