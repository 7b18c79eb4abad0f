//! Instants in RFC 3339, and in the English words of feeds and files.

use super::words::{Language, clock, fill};
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::calendar::zones::Zone;
use crate::domain::{Nanos, PartialDate, When, to_seconds};

const NANOS: Nanos = 1_000_000_000;
/// An instant such as `2024-04-02T15:00:00Z`; with nanoseconds where there are any.
pub(super) fn rfc3339(at: Nanos) -> String {
    let seconds = rfc3339_seconds(to_seconds(at));
    match at % NANOS {
        0 => seconds,
        nanos => format!("{}.{nanos:09}Z", seconds.trim_end_matches('Z')),
    }
}

/// An instant such as `2024-04-02T15:00:00Z`.
pub(super) fn rfc3339_seconds(at: UnixSeconds) -> String {
    let minute = LocalDateTime::from_seconds_as_utc(at);
    format!("{minute}:{:02}Z", at.rem_euclid(60))
}

/// The day of an instant (UTC), such as `2024-04-02`.
pub(super) fn day(at: Nanos) -> String {
    let LocalDateTime {
        year, month, day, ..
    } = LocalDateTime::from_seconds_as_utc(to_seconds(at));
    format!("{year:04}-{month:02}-{day:02}")
}

/// A clock reading such as `Tuesday 2 April 2024, 17:00`.
pub(super) fn local_in_words(local: LocalDateTime) -> String {
    format!("{}, {}", Language::English.day(local), clock(local))
}

/// An instant such as `Tuesday 2 April 2024, 15:00 UTC (17:00 Europe/Zurich)`. The day is told
/// twice where it differs. A zone that the database does not have is left out.
pub(super) fn instant_in_words(at: Nanos, zone: Option<&str>) -> String {
    let utc = LocalDateTime::from_seconds_as_utc(to_seconds(at));
    let mut words = format!("{} UTC", local_in_words(utc));
    let zone = zone.and_then(|zone| Zone::named(zone).ok());
    if let Some(zone) = zone.filter(|zone| !zone.is_utc()) {
        let local = zone.local_at(to_seconds(at));
        let same_day = (local.year, local.month, local.day) == (utc.year, utc.month, utc.day);
        let shown = match same_day {
            true => clock(local),
            false => local_in_words(local),
        };
        words.push_str(&format!(" ({shown} {})", zone.name()));
    }
    words
}

/// A date as far as it is known, such as `March 2023`; the words of its announcement where there
/// are no numbers.
pub(super) fn partial(date: &PartialDate) -> String {
    Language::English.partial(date)
}

/// A period such as `from May 2022 until 2023`.
pub(super) fn period(from: Option<&PartialDate>, until: Option<&PartialDate>) -> String {
    Language::English.period(from, until)
}

/// A sentence with two numbers in it.
pub(super) fn filled(sentence: &str, one: impl ToString, other: impl ToString) -> String {
    fill(sentence, &[&one.to_string(), &other.to_string()])
}

/// When a meeting is or was, as far as it is known.
pub(super) fn when(when: &When) -> String {
    let zone = when.zone.as_deref();
    let start = when.start.map(|start| instant_in_words(start, zone));
    let date = when.date.as_ref().map(partial);
    let told = start.or(date).or_else(|| when.text.clone());
    told.unwrap_or_else(|| "at a time that is not known".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 April 2024, 22:30:05 UTC.
    const AT: Nanos = 1_712_097_005_000_000_000;

    #[test]
    fn instants_are_told_with_nanoseconds_only_where_there_are_any() {
        assert_eq!(rfc3339(AT), "2024-04-02T22:30:05Z");
        assert_eq!(rfc3339(AT + 7), "2024-04-02T22:30:05.000000007Z");
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(u64::MAX), "2554-07-21T23:34:33.709551615Z");
        assert_eq!(rfc3339_seconds(-1), "1969-12-31T23:59:59Z");
        assert_eq!(day(AT), "2024-04-02");
    }

    #[test]
    fn the_day_of_a_zone_is_told_where_it_is_another() {
        let words = |zone| instant_in_words(AT, zone);
        assert_eq!(words(None), "Tuesday 2 April 2024, 22:30 UTC");
        assert_eq!(words(Some("UTC")), "Tuesday 2 April 2024, 22:30 UTC");
        assert_eq!(words(Some("Nowhere/At_all")), words(None));
        assert_eq!(
            words(Some("America/New_York")),
            "Tuesday 2 April 2024, 22:30 UTC (18:30 America/New_York)"
        );
        assert_eq!(
            words(Some("Asia/Shanghai")),
            "Tuesday 2 April 2024, 22:30 UTC (Wednesday 3 April 2024, 06:30 Asia/Shanghai)"
        );
    }

    #[test]
    fn a_date_is_told_as_far_as_it_is_known() {
        let date = |year, month, day, text: Option<&str>| PartialDate {
            year,
            month,
            day,
            text: text.map(str::to_owned),
        };
        let told = |date| partial(&date);
        assert_eq!(told(date(Some(2023), None, None, None)), "2023");
        assert_eq!(told(date(Some(2023), Some(3), None, None)), "March 2023");
        assert_eq!(told(date(None, Some(9), Some(29), None)), "29 September");
        assert_eq!(told(date(None, None, None, Some("TBD"))), "TBD");
    }
}
