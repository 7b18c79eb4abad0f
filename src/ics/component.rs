//! VTIMEZONE, VEVENT and VALARM.

use super::observances::{Observance, observances};
use super::writer::Writer;
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::calendar::rule::{Rule, utc_text};
use crate::domain::calendar::zones::Zone;

/// One VEVENT: a series, a date of a series that differs, or a single meeting.
#[derive(Debug)]
pub(super) struct Event<'a> {
    pub uid: String,
    pub created_at: UnixSeconds,
    pub modified_at: UnixSeconds,
    pub sequence: u32,
    pub zone: &'a Zone,
    pub start: LocalDateTime,
    pub minutes: u16,
    /// Whether the days are told and no hours (RFC 5545, 3.6.1).
    pub all_day: bool,
    pub rule: Option<Rule>,
    /// Dates that do not take place, by their original start.
    pub excluded: Vec<LocalDateTime>,
    /// The date of the series that this event stands for, by its original start.
    pub recurrence_id: Option<LocalDateTime>,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub url: Option<&'a str>,
    pub categories: &'a [String],
    pub cancelled: bool,
    pub alarm_minutes: Option<u16>,
}

impl Event<'_> {
    /// The earliest instant that the event's properties name in its zone.
    pub(super) fn earliest(&self) -> UnixSeconds {
        let named = self.excluded.iter().chain(&self.recurrence_id);
        named
            .chain([&self.start])
            .map(|local| self.zone.instant_of(*local))
            .fold(i64::MAX, i64::min)
    }

    /// When it is over.
    pub(super) fn end_at(&self) -> UnixSeconds {
        self.zone.instant_of(self.start) + i64::from(self.minutes) * 60
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.begin("VEVENT");
        writer.raw("UID", &self.uid);
        writer.raw("DTSTAMP", &utc_text(self.modified_at));
        writer.raw("CREATED", &utc_text(self.created_at));
        writer.raw("LAST-MODIFIED", &utc_text(self.modified_at));
        writer.raw("SEQUENCE", &self.sequence.to_string());
        self.write_times(writer);
        writer.text("SUMMARY", &self.summary);
        if !self.description.is_empty() {
            writer.text("DESCRIPTION", &self.description);
        }
        if !self.location.is_empty() {
            writer.text("LOCATION", &self.location);
        }
        if let Some(url) = self.url {
            writer.raw("URL", url);
        }
        if !self.categories.is_empty() {
            writer.texts("CATEGORIES", self.categories.iter().map(String::as_str));
        }
        let status = if self.cancelled {
            "CANCELLED"
        } else {
            "CONFIRMED"
        };
        writer.raw("STATUS", status);
        if let Some(minutes) = self.alarm_minutes.filter(|_| !self.cancelled) {
            self.write_alarm(writer, minutes);
        }
        writer.end("VEVENT");
    }

    fn write_times(&self, writer: &mut Writer) {
        if let Some(original) = self.recurrence_id {
            self.write_local(writer, "RECURRENCE-ID", original);
        }
        let end_at = self.end_at();
        if self.all_day {
            writer.raw("DTSTART;VALUE=DATE", &day_text(self.start));
            // The first day that is not part of it.
            writer.raw("DTEND;VALUE=DATE", &day_text(self.zone.local_at(end_at)));
            return;
        }
        self.write_local(writer, "DTSTART", self.start);
        let end = self.zone.local_at(end_at);
        if self.zone.instant_of(end) == end_at {
            self.write_local(writer, "DTEND", end);
        } else {
            // The end falls into the hour that comes twice, and would be read as the first.
            writer.raw("DURATION", &format!("PT{}M", self.minutes));
        }
        if let Some(rule) = &self.rule {
            writer.raw("RRULE", &rule.to_string());
        }
        for excluded in &self.excluded {
            self.write_local(writer, "EXDATE", *excluded);
        }
    }

    /// A time in the zone of the event: with the zone's name, or with Z if it is UTC.
    fn write_local(&self, writer: &mut Writer, name: &str, local: LocalDateTime) {
        let text = local_text(local.seconds_as_utc());
        if self.zone.is_utc() {
            writer.raw(name, &format!("{text}Z"));
        } else {
            writer.raw(&format!("{name};TZID={}", self.zone.name()), &text);
        }
    }

    fn write_alarm(&self, writer: &mut Writer, minutes: u16) {
        writer.begin("VALARM");
        writer.raw("ACTION", "DISPLAY");
        writer.text("DESCRIPTION", &self.summary);
        writer.raw("TRIGGER", &format!("-PT{minutes}M"));
        writer.end("VALARM");
    }
}

/// The zone's rules for all times from `earliest` on.
pub(super) fn write_timezone(writer: &mut Writer, zone: &Zone, earliest: UnixSeconds) {
    writer.begin("VTIMEZONE");
    writer.raw("TZID", zone.name());
    for observance in observances(zone, earliest) {
        write_observance(writer, &observance);
    }
    writer.end("VTIMEZONE");
}

fn write_observance(writer: &mut Writer, observance: &Observance) {
    let kind = if observance.daylight {
        "DAYLIGHT"
    } else {
        "STANDARD"
    };
    writer.begin(kind);
    writer.raw("DTSTART", &local_text(observance.onset));
    writer.raw("TZOFFSETFROM", &offset_text(observance.offset_from));
    writer.raw("TZOFFSETTO", &offset_text(observance.offset_to));
    writer.text("TZNAME", &observance.name);
    if let Some(rule) = &observance.rule {
        writer.raw("RRULE", rule);
    }
    writer.end(kind);
}

/// A clock reading, given as seconds of a clock that shows UTC: `20240403T190000`.
fn local_text(seconds: i64) -> String {
    let mut text = utc_text(seconds);
    text.pop();
    text
}

/// A day: `20240403`.
fn day_text(local: LocalDateTime) -> String {
    let mut text = utc_text(local.seconds_as_utc());
    text.truncate(8);
    text
}

/// `+0200`, `-0330`; with seconds only where there are some.
fn offset_text(offset: i32) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let seconds = offset.unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_have_a_sign_and_seconds_only_if_needed() {
        assert_eq!(offset_text(0), "+0000");
        assert_eq!(offset_text(20_700), "+0545");
        assert_eq!(offset_text(-12_600), "-0330");
        assert_eq!(offset_text(-2_670), "-004430");
    }
}
