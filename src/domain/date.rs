//! Dates that may be known only in part, and the time of a meeting.

use candid::{CandidType, Deserialize};
use minicbor::{Decode, Encode};

use super::calendar::local::{FIRST_YEAR, LAST_YEAR, LocalDateTime};

/// Nanoseconds since 1970-01-01T00:00:00Z, as the network's clock counts them.
pub type Nanos = u64;

const DAY: i64 = 86_400;
const NANOS: i64 = 1_000_000_000;

/// A date of the Gregorian calendar of which only a part may be known: "2023", "March 2023",
/// "September 29" (no year), or nothing but the words in which it was announced.
///
/// At least one field is set; a day needs its month. What was announced stands in `text`, also
/// where it contradicts itself ("29nd Nov 2022"); the numbers are what can be taken from it.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, Default, PartialEq, Eq)]
pub struct PartialDate {
    /// 1 to 9999.
    #[n(0)]
    pub year: Option<u16>,
    /// 1 to 12.
    #[n(1)]
    pub month: Option<u8>,
    /// 1 to 31, a day that the month has.
    #[n(2)]
    pub day: Option<u8>,
    /// The words of the announcement.
    #[n(3)]
    pub text: Option<String>,
}

/// When a meeting is or was, as far as it is known.
///
/// A meeting with an exact `start` is ordered by it; otherwise by the first instant (UTC) of
/// `date`; otherwise it stands after all others.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The exact instant, in nanoseconds since 1970-01-01 UTC.
    #[n(0)]
    pub start: Option<Nanos>,
    /// The IANA time zone in which it was announced, such as "Europe/Zurich".
    #[n(1)]
    pub zone: Option<String>,
    /// The date, where the exact instant is not known.
    #[n(2)]
    pub date: Option<PartialDate>,
    /// The words of the announcement, such as "19 May, 5 pm CET".
    #[n(3)]
    pub text: Option<String>,
}

impl When {
    /// The instant by which meetings are ordered; 0 when nothing is known.
    pub fn order(&self) -> Nanos {
        self.start
            .or_else(|| self.date.as_ref().and_then(PartialDate::first_instant))
            .unwrap_or(0)
    }

    /// The day that a meeting takes, where that is all that is known; one that calendars have.
    pub fn whole_day(&self) -> Option<LocalDateTime> {
        let date = self.date.as_ref().filter(|_| self.start.is_none())?;
        let year = date.year.filter(|y| (FIRST_YEAR..=LAST_YEAR).contains(y))?;
        Some(LocalDateTime::new(year, date.month?, date.day?, 0, 0))
    }

    /// When a meeting begins in calendars: at its start, or with its day (UTC).
    pub fn begins(&self) -> Option<Nanos> {
        let with_day = || self.whole_day().map(|_| self.order());
        self.start.or_else(with_day)
    }
}

impl PartialDate {
    /// A whole day such as "2026-12-31"; none for another text.
    pub fn of_day(text: &str) -> Option<PartialDate> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| -> Option<u16> {
            let part = parts.next()?;
            let is_plain = part.bytes().all(|b| b.is_ascii_digit());
            (part.len() == digits && is_plain).then(|| part.parse().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let date = PartialDate {
            year: Some(year),
            month: u8::try_from(month).ok(),
            day: u8::try_from(day).ok(),
            text: None,
        };
        (parts.next().is_none() && date.fault().is_none()).then_some(date)
    }

    /// The first nanosecond (UTC) of the period that the date names; none without a year.
    /// Dates before 1970 count as 1970.
    pub fn first_instant(&self) -> Option<Nanos> {
        let year = i64::from(self.year?);
        let days = days_from_civil(year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        Some(to_nanos(days))
    }

    /// The first nanosecond (UTC) after the period that the date names; none without a year.
    pub fn end_instant(&self) -> Option<Nanos> {
        let year = i64::from(self.year?);
        let days = match (self.month, self.day) {
            (None, _) => days_from_civil(year + 1, 1, 1),
            (Some(12), None) => days_from_civil(year + 1, 1, 1),
            (Some(month), None) => days_from_civil(year, month.saturating_add(1), 1),
            (Some(month), Some(day)) => days_from_civil(year, month, day) + 1,
        };
        Some(to_nanos(days))
    }

    /// What is wrong with the numbers, or nothing.
    pub fn fault(&self) -> Option<&'static str> {
        if self.year.is_none() && self.month.is_none() && self.text.is_none() {
            return Some("names no year, no month and no text");
        }
        if self.year.is_some_and(|y| !(1..=9999).contains(&y)) {
            return Some("has a year outside 1 to 9999");
        }
        if self.month.is_some_and(|m| !(1..=12).contains(&m)) {
            return Some("has a month outside 1 to 12");
        }
        match (self.month, self.day) {
            (None, Some(_)) => Some("has a day without a month"),
            (Some(m), Some(d)) if d == 0 || d > days_in_month(self.year, m) => {
                Some("has a day that its month does not have")
            }
            _ => None,
        }
    }
}

fn to_nanos(days: i64) -> Nanos {
    let nanos = days.saturating_mul(DAY).saturating_mul(NANOS);
    u64::try_from(nanos).unwrap_or(0)
}

/// A month of an unknown year has as many days as it can have.
fn days_in_month(year: Option<u16>, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => match year {
            Some(y) if !(y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) => 28,
            _ => 29,
        },
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar: whole eras of 400 years,
/// counted in years that begin in March, so that the leap day comes last.
fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let (m, d) = (i64::from(month), i64::from(day));
    let y = if m <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: u16, month: Option<u8>, day: Option<u8>) -> PartialDate {
        PartialDate {
            year: Some(year),
            month,
            day,
            text: None,
        }
    }

    #[test]
    fn a_full_date_spans_its_day() {
        let d = date(2024, Some(2), Some(29));
        assert_eq!(d.first_instant().unwrap(), 1_709_164_800_000_000_000);
        assert_eq!(
            d.end_instant().unwrap() - d.first_instant().unwrap(),
            86_400_000_000_000
        );
    }

    #[test]
    fn a_year_spans_to_the_next_and_december_too() {
        assert_eq!(
            date(2023, None, None).end_instant(),
            date(2024, None, None).first_instant()
        );
        assert_eq!(
            date(2023, Some(12), None).end_instant(),
            date(2024, Some(1), Some(1)).first_instant()
        );
    }

    #[test]
    fn a_date_before_the_epoch_counts_as_the_epoch() {
        assert_eq!(date(1, None, None).first_instant(), Some(0));
    }

    #[test]
    fn impossible_days_are_named() {
        assert!(date(2023, Some(2), Some(29)).fault().is_some());
        assert!(date(2024, Some(2), Some(29)).fault().is_none());
        assert!(date(2024, Some(13), None).fault().is_some());
        assert!(date(2024, None, Some(1)).fault().is_some());
        assert!(PartialDate::default().fault().is_some());
        let without_year = PartialDate {
            month: Some(9),
            day: Some(29),
            ..PartialDate::default()
        };
        assert!(without_year.fault().is_none());
        assert_eq!(without_year.first_instant(), None);
    }
}
