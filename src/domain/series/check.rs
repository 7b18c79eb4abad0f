//! What a series may hold.

use super::{DateChange, Schedule, Series, SeriesDetails};
use crate::base::fault::Fault;
use crate::domain::calendar::rule::{Rule, Timetable};
use crate::domain::calendar::zones::Zone;
use crate::domain::{Link, letters};

/// The longest meeting, in minutes: a day.
pub const LARGEST_MINUTES: u16 = 1_440;
/// The largest number of locations of a series or a date.
pub const MOST_LOCATIONS: usize = 10;
/// The largest number of dates of a series with exceptions.
pub const MOST_EXCEPTIONS: usize = 500;

/// Bytes of a title.
pub const TITLE_BYTES: usize = 200;
/// Bytes of a description.
pub const DESCRIPTION_BYTES: usize = 4_000;
const CADENCE_BYTES: usize = 200;
/// Bytes of what a location is called.
pub const LABEL_BYTES: usize = 100;
/// Bytes of the address of a location.
pub const URL_BYTES: usize = 500;
/// Bytes of the reason of an announcement.
pub const REASON_BYTES: usize = 500;
/// A year, in hours.
const LARGEST_NOTICE: u16 = 8_760;

impl Schedule {
    /// The schedule ready to be computed with.
    ///
    /// # Errors
    /// Faults of `start`, `zone`, `minutes` and `rule`.
    pub fn timetable(&self) -> Result<Timetable, Vec<Fault>> {
        let mut faults = Vec::new();
        if self.minutes == 0 || self.minutes > LARGEST_MINUTES {
            faults.push(Fault::new(
                "minutes",
                format!("must lie between 1 and {LARGEST_MINUTES}"),
            ));
        }
        let zone = Zone::named(&self.zone).map_err(|fault| faults.push(fault));
        let rule = self.rule.as_deref().map(Rule::parse).transpose();
        let rule = rule.map_err(|found| {
            faults.extend(found.into_iter().map(|fault| fault.within("rule")));
        });
        if let Err(found) = self.start.check("start") {
            faults.extend(found);
        }
        match (zone, rule) {
            (Ok(zone), Ok(rule)) if faults.is_empty() => Timetable::new(self.start, zone, rule),
            _ => Err(faults),
        }
    }

    /// The schedule with its rule and zone spelled canonically.
    pub(super) fn canonical(&self, timetable: &Timetable) -> Schedule {
        Schedule {
            start: self.start,
            zone: timetable.zone().name().to_owned(),
            minutes: self.minutes,
            rule: timetable.rule().map(Rule::to_string),
        }
    }
}

impl SeriesDetails {
    /// Checks all parts.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        if self.title.trim().is_empty() {
            faults.push(Fault::new("title", "must not be empty"));
        }
        line(&mut faults, "title", &self.title, TITLE_BYTES);
        text(
            &mut faults,
            "description",
            &self.description,
            DESCRIPTION_BYTES,
        );
        if let Some(cadence) = &self.cadence {
            line(&mut faults, "cadence", cadence, CADENCE_BYTES);
        }
        match &self.schedule {
            Some(schedule) => {
                if let Err(found) = schedule.timetable() {
                    faults.extend(found.into_iter().map(|fault| fault.within("schedule")));
                }
            }
            None if self.cadence.is_none() => faults.push(Fault::new(
                "schedule",
                "is missing, and so is the cadence in words",
            )),
            None => {}
        }
        locations(&mut faults, &self.locations);
        if self
            .notice_hours
            .is_some_and(|hours| hours > LARGEST_NOTICE)
        {
            faults.push(Fault::new(
                "notice_hours",
                format!("must be at most {LARGEST_NOTICE}"),
            ));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

impl DateChange {
    /// Checks the parts by themselves.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        if let Some(Err(found)) = self.start.map(|start| start.check("start")) {
            faults.extend(found);
        }
        if self
            .minutes
            .is_some_and(|minutes| minutes == 0 || minutes > LARGEST_MINUTES)
        {
            faults.push(Fault::new(
                "minutes",
                format!("must lie between 1 and {LARGEST_MINUTES}"),
            ));
        }
        if let Some(title) = &self.title {
            if title.trim().is_empty() {
                faults.push(Fault::new(
                    "title",
                    "must not be empty; leave it out to keep the title",
                ));
            }
            line(&mut faults, "title", title, TITLE_BYTES);
        }
        if let Some(description) = &self.description {
            text(&mut faults, "description", description, DESCRIPTION_BYTES);
        }
        if let Some(list) = &self.locations {
            locations(&mut faults, list);
        }
        text(&mut faults, "reason", &self.announced.reason, REASON_BYTES);
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

impl Series {
    /// The series' schedule ready to be computed with; none if it is unscheduled.
    ///
    /// # Errors
    /// The faults of a schedule that no longer computes, such as a zone that a later database
    /// has dropped.
    pub fn timetable(&self) -> Result<Option<Timetable>, Vec<Fault>> {
        self.details
            .schedule
            .as_ref()
            .map(Schedule::timetable)
            .transpose()
    }
}

/// Text of several lines.
pub(super) fn text(faults: &mut Vec<Fault>, field: &str, value: &str, most: usize) {
    written(faults, field, value, (most, true));
}

fn line(faults: &mut Vec<Fault>, field: &str, value: &str, most: usize) {
    written(faults, field, value, (most, false));
}

fn written(faults: &mut Vec<Fault>, field: &str, value: &str, (most, lines): (usize, bool)) {
    if value.len() > most {
        let reason = format!("has {} bytes, at most {most} are kept", value.len());
        faults.push(Fault::new(field, reason));
    }
    faults.extend(letters::fault(value, lines).map(|reason| Fault::new(field, reason)));
}

fn locations(faults: &mut Vec<Fault>, list: &[Link]) {
    if list.len() > MOST_LOCATIONS {
        let reason = format!("must be at most {MOST_LOCATIONS}");
        faults.push(Fault::new("locations", reason));
        return;
    }
    for (index, link) in list.iter().enumerate() {
        let field = |part: &str| format!("locations[{index}].{part}");
        if link.label.is_none() && link.url.is_none() {
            faults.push(Fault::new(
                field("label"),
                "is missing, and so is the address",
            ));
        }
        if let Some(label) = &link.label {
            line(faults, &field("label"), label, LABEL_BYTES);
        }
        if let Some(url) = &link.url {
            address(faults, &field("url"), url);
        }
    }
}

fn address(faults: &mut Vec<Fault>, field: &str, url: &str) {
    faults.extend(letters::address_fault(url).map(|reason| Fault::new(field, reason)));
    if url.len() > URL_BYTES {
        faults.push(Fault::new(
            field,
            format!("must have at most {URL_BYTES} bytes"),
        ));
    }
}
