//! Dates, clocks and recurrence, counted day by day: the few rules and zones that the random
//! series have.

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::Schedule;

use super::dates::days_of_month;

/// The days of a week, from the weekday of 1970-01-01 on.
pub const WEEKDAYS: [&str; 7] = ["TH", "FR", "SA", "SU", "MO", "TU", "WE"];

/// Days from 1970 to 2020.
const BEFORE_2020: i64 = 18_262;
const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// Dates of a rule are looked for so many days after its start.
const LOOKED_AT: i64 = 1_600;

/// Days from 1970 to a day of the calendar, in this decade or later.
pub fn day_of(year: u16, month: u8, day: u8) -> i64 {
    let years = (2020..year).map(|y| (1..=12).map(|m| days_of_month(y, m)).sum::<u64>());
    let months = (1..month).map(|m| days_of_month(year, m));
    BEFORE_2020 + (years.sum::<u64>() + months.sum::<u64>()) as i64 + i64::from(day) - 1
}

/// The day of the calendar so many days after 1970-01-01, in this decade or later, at a time.
pub fn at_day(days: i64, hour: u8, minute: u8) -> LocalDateTime {
    let (mut year, mut month, mut left) = (2020, 1, (days - BEFORE_2020) as u64);
    while left >= days_of_month(year, month) {
        left -= days_of_month(year, month);
        month += 1;
        if month == 13 {
            (year, month) = (year + 1, 1);
        }
    }
    LocalDateTime::new(year, month, left as u8 + 1, hour, minute)
}

pub fn weekday(days: i64) -> &'static str {
    WEEKDAYS[(days % 7) as usize]
}

fn day(local: LocalDateTime) -> i64 {
    day_of(local.year, local.month, local.day)
}

/// The day of a month's last Sunday.
fn last_sunday(year: u16, month: u8) -> i64 {
    let last = day_of(year, month, 31);
    (last - 6..=last)
        .find(|d| weekday(*d) == "SU")
        .unwrap_or(last)
}

/// Seconds that a zone is ahead of UTC at an instant. Summer time in Europe begins and ends at
/// 01:00 UTC on the last Sundays of March and October.
fn offset(zone: &str, at: i64) -> i64 {
    let year = at_day(at / DAY, 0, 0).year;
    let change = |month| last_sunday(year, month) * DAY + 60 * MINUTE;
    match zone {
        "Europe/Zurich" if change(3) <= at && at < change(10) => 120 * MINUTE,
        "Europe/Zurich" => 60 * MINUTE,
        "Asia/Shanghai" => 480 * MINUTE,
        _ => 0,
    }
}

/// The instant of a clock reading that exists once, in seconds since 1970.
pub fn instant(zone: &str, local: LocalDateTime) -> i64 {
    let minutes = i64::from(local.hour) * 60 + i64::from(local.minute);
    let reading = day(local) * DAY + minutes * MINUTE;
    let guess = reading - offset(zone, reading);
    reading - offset(zone, guess)
}

/// What the clocks of a zone show.
pub fn reading(zone: &str, at: i64) -> LocalDateTime {
    let shown = at + offset(zone, at);
    let minutes = shown.rem_euclid(DAY) / MINUTE;
    at_day(
        shown.div_euclid(DAY),
        (minutes / 60) as u8,
        (minutes % 60) as u8,
    )
}

/// A part of a rule, such as INTERVAL.
fn part<'a>(rule: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
    parts.find(|(of, _)| *of == name).map(|(_, value)| value)
}

/// The days of a rule from its start on, COUNT aside. All of these rules fall on the weekday of
/// their start, or are daily.
fn days(rule: &str, start: i64) -> Vec<i64> {
    let interval: usize = part(rule, "INTERVAL").map_or(1, |n| n.parse().unwrap_or(1));
    let by_day = part(rule, "BYDAY").unwrap_or("");
    let all = start..start + LOOKED_AT;
    let nth = |day: &i64| (at_day(*day, 0, 0).day - 1) / 7 + 1;
    match part(rule, "FREQ") {
        Some("DAILY") => all.step_by(interval).collect(),
        Some("WEEKLY") if by_day == weekday(start) => all.step_by(7 * interval).collect(),
        Some("MONTHLY") => {
            let same = all.step_by(7);
            same.filter(|day| by_day == format!("{}{}", nth(day), weekday(*day)))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The dates of a schedule; they end some years after its start.
pub fn dates(schedule: &Schedule) -> Vec<LocalDateTime> {
    let start = day(schedule.start);
    let LocalDateTime { hour, minute, .. } = schedule.start;
    let Some(rule) = &schedule.rule else {
        return vec![schedule.start];
    };
    let most = part(rule, "COUNT").map_or(usize::MAX, |n| n.parse().unwrap_or(0));
    let days = days(rule, start).into_iter().take(most);
    days.map(|day| at_day(day, hour, minute)).collect()
}

/// Whether a schedule is one that the interface takes: of the rules and zones that are drawn
/// here, those that exist, with a first date that fits.
pub fn is_sound(schedule: &Schedule) -> bool {
    let zone = ["UTC", "Europe/Zurich", "Asia/Shanghai"].contains(&schedule.zone.as_str());
    let minutes = (1..=1_440).contains(&schedule.minutes);
    zone && minutes && dates(schedule).first() == Some(&schedule.start)
}
