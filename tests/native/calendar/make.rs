//! Series for the tests.

use workgroups::domain::calendar::local::{LocalDateTime, UnixSeconds};
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::series::{Announcement, DateChange, Schedule, Series, SeriesDetails};
use workgroups::domain::{Link, LinkKind};

/// When the series of the tests are created.
pub const CREATED: UnixSeconds = 1_700_000_000;

/// A clock reading, from its text.
pub fn local(text: &str) -> LocalDateTime {
    text.parse().expect("a date and time")
}

/// The instant of a clock reading in UTC.
pub fn utc(text: &str) -> UnixSeconds {
    instant("UTC", text)
}

pub fn instant(zone: &str, text: &str) -> UnixSeconds {
    Zone::named(zone)
        .expect("the zone exists")
        .instant_of(local(text))
}

/// A meeting of an hour; without a rule if `rule` is empty.
pub fn details(start: &str, zone: &str, rule: &str) -> SeriesDetails {
    SeriesDetails {
        title: "Working group".to_owned(),
        description: String::new(),
        cadence: None,
        schedule: Some(Schedule {
            start: local(start),
            zone: zone.to_owned(),
            minutes: 60,
            rule: Some(rule.to_owned()).filter(|rule| !rule.is_empty()),
        }),
        locations: vec![Link {
            kind: Some(LinkKind::location),
            label: Some("Zoom".to_owned()),
            url: Some("https://zoom.example/j/1".to_owned()),
        }],
        notice_hours: None,
        alternates_with: None,
    }
}

pub fn series(id: u64, start: &str, zone: &str, rule: &str) -> Series {
    Series::new(id, details(start, zone, rule), CREATED).expect("the series is valid")
}

/// Another start for one date.
pub fn move_to(start: &str) -> DateChange {
    DateChange {
        start: Some(local(start)),
        minutes: None,
        title: None,
        description: None,
        locations: None,
        announced: Announcement {
            reason: "Holiday".to_owned(),
            at: 0,
        },
    }
}
