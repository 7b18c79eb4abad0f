//! Times of a calendar: with a zone, in UTC, of the reader's clock, or whole days.

use jiff::civil::Date;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::calendar::zones::Zone;

use super::lines::{Component, Line};
use crate::import::clock;

/// Seconds of a minute, an hour, a day and a week, by the letters of a duration.
const UNITS: [(char, i64); 5] = [
    ('W', 604_800),
    ('D', 86_400),
    ('H', 3_600),
    ('M', 60),
    ('S', 1),
];

/// A time of a line.
#[derive(Clone, Debug)]
pub struct Time {
    pub local: LocalDateTime,
    pub zone: Zone,
    /// A day without a time; `local` is its midnight.
    pub is_day: bool,
    /// What was taken that the calendar does not tell.
    pub taken: Option<String>,
}

/// The zones that a calendar knows.
#[derive(Clone, Debug, Default)]
pub struct Zones {
    /// The zone of times without one.
    general: Option<String>,
    /// The calendar's own names, and the names of the database that they stand for.
    named: Vec<(String, String)>,
}

impl Zones {
    /// The zones of a calendar.
    pub fn of(calendar: &Component) -> Zones {
        let value = |component: &Component, name: &str| {
            let line = component.lines.iter().find(|line| line.name == name);
            line.map(|line| line.value.trim().to_owned())
        };
        let zones = calendar
            .parts
            .iter()
            .filter(|part| part.name == "VTIMEZONE");
        let named =
            zones.filter_map(|zone| Some((value(zone, "TZID")?, value(zone, "X-LIC-LOCATION")?)));
        Zones {
            general: value(calendar, "X-WR-TIMEZONE"),
            named: named.collect(),
        }
    }

    /// The zone of a name, and what was taken where it is none of the database.
    fn zone(&self, name: Option<&str>) -> Result<(Zone, Option<String>), String> {
        let Some(name) = name.or(self.general.as_deref()) else {
            let taken = "no time zone is told: UTC".to_owned();
            return Ok((named("UTC")?, Some(taken)));
        };
        let own = self.named.iter().find(|(own, _)| own == name);
        let name = own.map_or(name, |(_, name)| name.as_str());
        // "/example.org/2024a/Europe/Zurich": the name of the database stands at the end.
        let parts: Vec<&str> = name.rsplitn(3, '/').collect();
        if let [city, region, ..] = parts.as_slice()
            && let Ok(zone) = Zone::named(&format!("{region}/{city}"))
        {
            return Ok((zone, None));
        }
        let (name, taken) = clock::zone(name)?;
        Ok((named(&name)?, taken))
    }

    /// The times of a line, which has several in EXDATE and RDATE.
    ///
    /// # Errors
    /// What is wrong with it, with the number of the line.
    pub fn times(&self, line: &Line) -> Result<Vec<Time>, String> {
        let fault = |what: String| format!("line {}: {what}", line.number);
        let one = |value: &str| {
            let Spelled { date, time, is_utc } = spelled(value)
                .ok_or_else(|| fault(format!("\"{value}\" is no time of a calendar")))?;
            let zone = match is_utc {
                true => named("UTC").map(|zone| (zone, None)),
                false => self.zone(line.parameter("TZID")),
            };
            let (zone, taken) = zone.map_err(fault)?;
            let (hour, minute) = time.unwrap_or((0, 0));
            Ok(Time {
                local: clock::local(date, (hour, minute)),
                zone,
                is_day: time.is_none(),
                taken,
            })
        };
        line.value
            .split(',')
            .map(|value| one(value.trim()))
            .collect()
    }

    /// The time of a line.
    ///
    /// # Errors
    /// As [`Zones::times`].
    pub fn time(&self, line: &Line) -> Result<Time, String> {
        let first = self.times(line)?.into_iter().next();
        first.ok_or_else(|| format!("line {} has no time", line.number))
    }
}

fn named(name: &str) -> Result<Zone, String> {
    Zone::named(name).map_err(|fault| fault.reason)
}

/// A time as it is spelled.
struct Spelled {
    date: Date,
    /// The hour and the minute; none for a whole day.
    time: Option<(u8, u8)>,
    is_utc: bool,
}

/// The day, the hour and minute, and whether they are in UTC: `20240502`, `20240502T170000Z`.
/// Seconds are dropped: the registry has none.
fn spelled(value: &str) -> Option<Spelled> {
    let (date, time) = match value.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    let is_number =
        |text: &str, digits| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    let date = is_number(date, 8).then(|| date.parse().ok()).flatten()?;
    let Some(time) = time else {
        return Some(Spelled {
            date,
            time: None,
            is_utc: false,
        });
    };
    let digits = time.strip_suffix('Z').unwrap_or(time);
    if !is_number(digits, 6) {
        return None;
    }
    let (hour, minute) = (
        digits.get(..2)?.parse().ok()?,
        digits.get(2..4)?.parse().ok()?,
    );
    (hour < 24 && minute < 60).then_some(Spelled {
        date,
        time: Some((hour, minute)),
        is_utc: digits != time,
    })
}

impl Time {
    /// Seconds since 1970 of the instant.
    pub fn instant(&self) -> i64 {
        self.zone.instant_of(self.local)
    }

    /// What the clock of another time shows at this one.
    pub fn in_zone_of(&self, other: &Time) -> LocalDateTime {
        match self.is_day {
            true => self.local,
            false => other.zone.local_at(self.instant()),
        }
    }
}

/// The seconds of a duration such as `PT1H30M`.
pub fn duration(value: &str) -> Option<i64> {
    let mut rest = value.strip_prefix('+').unwrap_or(value).strip_prefix('P')?;
    let mut seconds = 0i64;
    while !rest.is_empty() {
        rest = rest.strip_prefix('T').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest.get(..end)?.parse().ok()?;
        let letter = rest.get(end..)?.chars().next()?;
        let (_, unit) = UNITS.iter().find(|(unit, _)| *unit == letter)?;
        seconds = seconds.checked_add(number.checked_mul(*unit)?)?;
        rest = rest.get(end + 1..)?;
    }
    Some(seconds)
}
