//! Cadences in words: those from which dates can be computed become rules.

use jiff::ToSpan;
use jiff::civil::Date;
use workgroups::domain::calendar::local::{LocalDateTime, Weekday};
use workgroups::domain::series;

use super::clock;
use crate::files::format::Schedule;

/// Days within which the first date of a rule must lie.
const DAYS_TO_FIRST: usize = 400;
/// What is taken where nobody tells how long a meeting is.
pub const DEFAULT_MINUTES: u16 = 60;

/// Words of a cadence that say nothing by themselves.
const FILLERS: [&str; 14] = [
    "a", "and", "at", "each", "every", "in", "meeting", "meetings", "month", "of", "on", "once",
    "per", "the",
];
const ORDINALS: [(&[&str], &str); 6] = [
    (&["1st", "first"], "1"),
    (&["2nd", "second"], "2"),
    (&["3rd", "third"], "3"),
    (&["4th", "fourth"], "4"),
    (&["5th", "fifth"], "5"),
    (&["last"], "-1"),
];
const NUMBERS: [(&[&str], u16); 5] = [
    (&["two", "2", "other"], 2),
    (&["three", "3"], 3),
    (&["four", "4"], 4),
    (&["six", "6"], 6),
    (&["eight", "8"], 8),
];

/// What an announcement tells about when meetings are.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub day: Option<String>,
    pub time: Option<String>,
    pub zone: Option<String>,
    pub frequency: Option<String>,
    pub minutes: Option<u16>,
    /// A date of the rule, or the day from which on it holds; without it only those rules can be
    /// computed that no first date changes.
    pub first: Option<Date>,
}

/// A schedule, and what was taken that nobody told.
#[derive(Clone, Debug)]
pub struct Computed {
    pub schedule: Schedule,
    pub taken: Vec<String>,
}

/// A rule, and whether its dates depend on where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    text: String,
    needs_first: bool,
}

impl Told {
    /// What is told, in its words.
    pub fn words(&self) -> String {
        let parts = [&self.frequency, &self.day, &self.time, &self.zone];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        match parts.is_empty() {
            true => "no cadence is told".into(),
            false => parts.join(", "),
        }
    }

    /// The schedule; its first date is the first one from `since` on where none is told.
    ///
    /// # Errors
    /// Why it cannot be computed.
    pub fn schedule(&self, since: Date) -> Result<Computed, String> {
        let mut taken = Vec::new();
        let frequency = self.frequency.as_deref().unwrap_or_default();
        let day = self.day.as_deref().unwrap_or_default();
        let rule = match weekdays(day) {
            Some(days) => rule(frequency, days)?,
            // "First Monday": the words of the day are a part of those of the frequency.
            None => rule(&format!("{frequency} {day}"), Vec::new())?,
        };
        if rule.needs_first && self.first.is_none() {
            return Err("no first date is told, and the dates depend on it".into());
        }
        let time = self.time.as_deref().ok_or("no time of day is told")?;
        let time = clock::time(time).ok_or_else(|| format!("\"{time}\" is no time of day"))?;
        let (zone, read_as) = clock::zone(self.zone.as_deref().unwrap_or_default())?;
        taken.extend(read_as);
        if self.minutes.is_none() {
            taken.push("nobody tells how long it is: an hour".into());
        }
        let schedule = Schedule {
            start: String::new(),
            zone,
            minutes: self.minutes.unwrap_or(DEFAULT_MINUTES),
            rule: Some(rule.text),
        };
        let schedule = beginning(schedule, self.first.unwrap_or(since), time)?;
        if self.first.is_none() {
            taken.push(format!(
                "no first date is told: it begins on {}",
                schedule.start
            ));
        }
        Ok(Computed { schedule, taken })
    }
}

/// The schedule with the first date of its rule from a day on.
fn beginning(schedule: Schedule, from: Date, time: (u8, u8)) -> Result<Schedule, String> {
    let mut faults = String::new();
    for date in from.series(1.day()).take(DAYS_TO_FIRST) {
        match checked(&schedule, clock::local(date, time)) {
            Ok(schedule) => return Ok(schedule),
            Err(fault) => faults = fault,
        }
    }
    Err(faults)
}

/// The schedule with a start, as the registry writes it.
///
/// # Errors
/// Why the registry would not take it.
pub fn checked(schedule: &Schedule, start: LocalDateTime) -> Result<Schedule, String> {
    let timetable = domain(schedule, start).timetable().map_err(|faults| {
        let faults = faults
            .iter()
            .map(|fault| format!("{} {}", fault.field, fault.reason));
        faults.collect::<Vec<_>>().join("; ")
    })?;
    Ok(Schedule {
        start: start.to_string(),
        zone: timetable.zone().name().to_owned(),
        minutes: schedule.minutes,
        rule: timetable.rule().map(ToString::to_string),
    })
}

/// Whether a start is one of a schedule's.
pub fn is_date(schedule: &Schedule, start: &str) -> bool {
    let (Ok(start), Ok(first)) = (start.parse(), schedule.start.parse()) else {
        return false;
    };
    let timetable = domain(schedule, first).timetable();
    timetable.is_ok_and(|timetable| timetable.has(start))
}

/// The schedule as the registry computes with it.
fn domain(schedule: &Schedule, start: LocalDateTime) -> series::Schedule {
    series::Schedule {
        start,
        zone: schedule.zone.clone(),
        minutes: schedule.minutes,
        rule: schedule.rule.clone(),
    }
}

/// The rule that a frequency in words means, on the given days of the week.
///
/// # Errors
/// Why no rule follows from the words.
fn rule(frequency: &str, days: Vec<Weekday>) -> Result<Rule, String> {
    let words = Words::of(frequency)?;
    let days = match (words.days.is_empty(), days.is_empty()) {
        (true, _) => days,
        (false, true) => words.days.clone(),
        (false, false) if words.days == days => days,
        _ => return Err(format!("\"{frequency}\" contradicts the day that is told")),
    };
    let by_day = |before: &str| {
        let days = days.iter().map(|day| format!("{before}{}", day.code()));
        days.collect::<Vec<_>>().join(",")
    };
    let rule = |text: String, needs_first| Ok(Rule { text, needs_first });
    if words.is_daily && words.ordinals.is_empty() && words.weeks.is_none() {
        return match days.is_empty() {
            true => rule("FREQ=DAILY".into(), false),
            false => rule(format!("FREQ=WEEKLY;BYDAY={}", by_day("")), false),
        };
    }
    if days.is_empty() {
        return Err("no day of the week is told".into());
    }
    match (words.ordinals.as_slice(), words.weeks) {
        ([], Some(1)) => rule(format!("FREQ=WEEKLY;BYDAY={}", by_day("")), false),
        ([], Some(weeks)) => rule(
            format!("FREQ=WEEKLY;INTERVAL={weeks};BYDAY={}", by_day("")),
            true,
        ),
        ([], None) if words.is_monthly => Err("which day of the month is not told".into()),
        ([], None) => Err(match frequency.is_empty() {
            true => "how often is not told".into(),
            false => format!("\"{frequency}\" is not understood"),
        }),
        (ordinals, None) => {
            let days: Vec<String> = ordinals.iter().map(|before| by_day(before)).collect();
            rule(format!("FREQ=MONTHLY;BYDAY={}", days.join(",")), false)
        }
        (_, Some(_)) => Err(format!("\"{frequency}\" tells both weeks and months")),
    }
}

/// The days of the week of a text such as `Tuesday` or `Mondays and Thursdays`; None where it has
/// another word.
fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("and"));
    words.map(weekday).collect()
}

/// A day by its English name, in the plural too, or by its first letters.
fn weekday(word: &str) -> Option<Weekday> {
    let word = word.to_lowercase();
    let word = word
        .strip_suffix('s')
        .filter(|word| word.ends_with("day"))
        .unwrap_or(&word);
    Weekday::ALL.into_iter().find(|day| {
        let name = day.name().to_lowercase();
        word == name || (word.len() >= 3 && word.len() < 6 && name.starts_with(word))
    })
}

/// What the words of a frequency say.
#[derive(Debug, Default)]
struct Words {
    weeks: Option<u16>,
    is_monthly: bool,
    is_daily: bool,
    ordinals: Vec<&'static str>,
    days: Vec<Weekday>,
}

impl Words {
    fn of(frequency: &str) -> Result<Words, String> {
        let text = frequency.to_lowercase().replace("bi-weekly", "biweekly");
        let mut words = Words::default();
        let (mut number, mut is_each) = (None, false);
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            let ordinal = ORDINALS.iter().find(|(spelled, _)| spelled.contains(&word));
            let count = NUMBERS.iter().find(|(spelled, _)| spelled.contains(&word));
            match word {
                "weekly" | "week" | "weeks" => words.weeks = Some(number.take().unwrap_or(1)),
                "biweekly" | "fortnightly" => words.weeks = Some(2),
                "monthly" => words.is_monthly = true,
                "daily" => words.is_daily = true,
                _ => match (ordinal, count, weekday(word)) {
                    (Some((_, ordinal)), ..) => words.ordinals.push(ordinal),
                    (_, Some((_, count)), _) => number = Some(*count),
                    (_, _, Some(day)) => words.days.push(day),
                    _ if FILLERS.contains(&word) => {}
                    _ => return Err(format!("\"{frequency}\" is not understood")),
                },
            }
            words.is_monthly |= word == "month";
            is_each |= matches!(word, "each" | "every");
        }
        if is_each && !words.ordinals.is_empty() && !words.is_monthly {
            return Err(format!("\"{frequency}\" may mean weeks or months"));
        }
        // "Every Tuesday", "every other Tuesday": weeks without the word.
        let has_days_alone =
            is_each && words.weeks.is_none() && !words.days.is_empty() && !words.is_monthly;
        if has_days_alone {
            words.weeks = Some(number.take().unwrap_or(1));
        }
        if number.is_some() {
            return Err(format!("\"{frequency}\" is not understood"));
        }
        Ok(words)
    }
}
