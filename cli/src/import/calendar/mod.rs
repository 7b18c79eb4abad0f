//! Calendars (RFC 5545): events that recur become series, the others single dates.

mod event;
mod lines;
mod recurring;
mod single;
mod time;

use std::collections::HashMap;
use std::path::Path;

use super::collect::{Import, name};
use crate::files::bounded;
use event::Event;
use lines::{Component, components};
use time::Zones;

/// Classes of events that are not for everybody.
const SECRET: [&str; 2] = ["PRIVATE", "CONFIDENTIAL"];

/// Reads a calendar.
///
/// # Errors
/// What is wrong with it, with the line.
pub fn read(path: &Path, import: &mut Import) -> Result<(), String> {
    let fault = |fault: String| format!("{}: {fault}", path.display());
    let Some(group) = import.known.group.clone() else {
        return Err(fault(
            "a calendar names no group: name it with `--group`".into(),
        ));
    };
    let found = components(&bounded::text(path)?).map_err(fault)?;
    if !found.iter().any(|component| component.name == "VCALENDAR") {
        return Err(fault("line 1: no calendar begins (BEGIN:VCALENDAR)".into()));
    }
    for calendar in &found {
        Reader {
            group: group.clone(),
            file: name(path),
            zones: Zones::of(calendar),
        }
        .calendar(calendar, import);
    }
    Ok(())
}

/// What the events of a calendar have in common.
struct Reader {
    group: String,
    file: String,
    zones: Zones,
}

impl Reader {
    /// The report's name of a component.
    fn place(&self, component: &Component) -> String {
        format!("{}, line {}", self.file, component.number)
    }

    fn calendar(&self, calendar: &Component, import: &mut Import) {
        let mut single_dates: HashMap<&str, Vec<Event<'_>>> = HashMap::new();
        let mut events = Vec::new();
        for part in &calendar.parts {
            let place = self.place(part);
            let event = Event::of(part, place.clone());
            let class = event.value("CLASS").unwrap_or_default().to_uppercase();
            match part.name.as_str() {
                "VTIMEZONE" => {}
                "VEVENT" if SECRET.contains(&class.as_str()) => {
                    import
                        .report
                        .left(&place, "an event that is not for everybody");
                }
                "VEVENT" => match (event.value("RECURRENCE-ID"), event.value("UID")) {
                    (Some(_), Some(uid)) => single_dates.entry(uid).or_default().push(event),
                    _ => events.push(event),
                },
                other => import.report.left(&place, &format!("a component {other}")),
            }
        }
        for event in events {
            let uid = event.value("UID").unwrap_or_default();
            let dates = single_dates.remove(uid).unwrap_or_default();
            if event.value("RRULE").is_some() {
                self.recurring(&event, dates, import);
            } else {
                self.single(&event, import);
                dates.iter().for_each(|date| self.single(date, import));
            }
        }
        let mut lonely: Vec<Event<'_>> = single_dates.into_values().flatten().collect();
        lonely.sort_by_key(Event::number);
        for event in lonely {
            self.single(&event, import);
        }
    }
}
