//! Times in a message. None of them is checked yet: each is shown as it was given.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::page::Language;
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::{Nanos, PartialDate};

/// Nanoseconds in a second.
const SECOND: Nanos = 1_000_000_000;

/// Whether a clock can be so many minutes east of UTC.
pub fn is_offset(minutes: i16) -> bool {
    offset(minutes).is_some()
}

fn offset(minutes: i16) -> Option<Offset> {
    Offset::from_seconds(i32::from(minutes) * 60).ok()
}

/// An instant of the registry: `2026-03-05T19:00:00Z`, and by a clock with an offset.
pub fn instant(at: Nanos, minutes: Option<i16>) -> String {
    // The last instant of 64 bits is in the year 2554.
    let seconds = i64::try_from(at / SECOND).unwrap_or(i64::MAX);
    let rest = i32::try_from(at % SECOND).unwrap_or(0);
    Timestamp::new(seconds, rest).map_or_else(|_| at.to_string(), |at| by_clocks(at, minutes))
}

/// An instant of the calendar. One beyond the years of four digits is told as its number, before
/// `unit`.
pub fn second(at: UnixSeconds, minutes: Option<i16>, unit: &str) -> String {
    Timestamp::from_second(at).map_or_else(|_| format!("{at} {unit}"), |at| by_clocks(at, minutes))
}

fn by_clocks(at: Timestamp, minutes: Option<i16>) -> String {
    let offset = minutes.filter(|minutes| *minutes != 0).and_then(offset);
    match (offset, minutes) {
        (Some(offset), Some(minutes)) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
            let there = offset.to_datetime(at);
            format!("{at} ({there} UTC{sign}{hours:02}:{rest:02})")
        }
        _ => at.to_string(),
    }
}

/// A reading of a clock on the wall: `2026-03-05 19:00`.
pub fn local(at: &LocalDateTime) -> String {
    let LocalDateTime {
        year,
        month,
        day,
        hour,
        minute,
    } = at;
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
}

/// What is known of a date: `2026-03-05`, `2026-03`, `2026`, `month 9, day 29`. Empty when
/// nothing is.
pub fn partial(date: &PartialDate, language: Language) -> String {
    let PartialDate {
        year,
        month,
        day,
        text: _,
    } = date;
    match (year, month, day) {
        (Some(y), Some(m), Some(d)) => format!("{y:04}-{m:02}-{d:02}"),
        (Some(y), Some(m), None) => format!("{y:04}-{m:02}"),
        (Some(y), None, None) => format!("{y:04}"),
        _ => named_parts(*year, *month, *day, language),
    }
}

fn named_parts(
    year: Option<u16>,
    month: Option<u8>,
    day: Option<u8>,
    language: Language,
) -> String {
    let (year, month, day) = (
        year.map(u32::from),
        month.map(u32::from),
        day.map(u32::from),
    );
    let parts = [
        ("year", "年", year),
        ("month", "月", month),
        ("day", "日", day),
    ];
    let known = parts.iter().filter_map(|(en, zh, number)| {
        number.map(|number| match language {
            Language::English => format!("{en} {number}"),
            Language::Chinese => format!("{number} {zh}"),
        })
    });
    let joint = match language {
        Language::English => ", ",
        Language::Chinese => " ",
    };
    known.collect::<Vec<_>>().join(joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_in_utc_and_by_the_clock_of_the_person() {
        let at = 1_772_737_200_000_000_000;
        assert_eq!(instant(at, None), "2026-03-05T19:00:00Z");
        assert_eq!(instant(at, Some(0)), "2026-03-05T19:00:00Z");
        assert_eq!(
            instant(at, Some(60)),
            "2026-03-05T19:00:00Z (2026-03-05T20:00:00 UTC+01:00)"
        );
        assert_eq!(
            second(1_772_737_200, Some(-570), "s"),
            "2026-03-05T19:00:00Z (2026-03-05T09:30:00 UTC-09:30)"
        );
        assert_eq!(instant(1, None), "1970-01-01T00:00:00.000000001Z");
    }

    #[test]
    fn instants_that_no_calendar_has_are_told_as_numbers() {
        assert_eq!(second(i64::MAX, Some(60), "s"), "9223372036854775807 s");
        assert_eq!(second(i64::MIN, None, "s"), "-9223372036854775808 s");
        assert_eq!(
            instant(u64::MAX, Some(60)),
            "2554-07-21T23:34:33.709551615Z (2554-07-22T00:34:33.709551615 UTC+01:00)"
        );
        assert!(!is_offset(i16::MAX) && is_offset(840));
    }

    #[test]
    fn dates_are_told_as_far_as_they_are_known() {
        let date = |year, month, day| PartialDate {
            year,
            month,
            day,
            text: None,
        };
        let english = |date: &PartialDate| partial(date, Language::English);
        assert_eq!(english(&date(Some(2023), Some(3), Some(5))), "2023-03-05");
        assert_eq!(english(&date(Some(2023), None, None)), "2023");
        assert_eq!(english(&date(None, Some(9), Some(29))), "month 9, day 29");
        assert_eq!(english(&date(Some(7), None, Some(5))), "year 7, day 5");
        assert_eq!(english(&date(None, None, None)), "");
        let chinese = partial(&date(None, Some(9), Some(29)), Language::Chinese);
        assert_eq!(chinese, "9 月 29 日");
    }
}
