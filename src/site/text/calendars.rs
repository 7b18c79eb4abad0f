//! Calendars: the bytes of the query methods, with the options that an address tells.

use ic_stable_structures::Memory;

use crate::domain::{Error, Group, Meeting, Person, Ref};
use crate::registry::{
    AskGroupCalendar, AskPersonCalendar, AskTagCalendar, AskWholeCalendar, Calendar,
};
use crate::site::Site;
use crate::site::answer::{Answer, CALENDAR};
use crate::site::route::number;
use crate::store::{List, scope_of};

/// The longest notice of an alarm: four weeks, in minutes.
const LONGEST_ALARM: u32 = 40_320;
/// The farthest that a calendar reaches back, in days: a century.
const LONGEST_PAST: u32 = 36_525;

/// How a calendar is asked for.
#[derive(Default)]
struct Options {
    cancelled: bool,
    alarm_minutes: Option<u16>,
    past_days: Option<u32>,
}

/// What the query of a calendar's address says.
///
/// # Errors
/// A text that names the parameter at fault.
fn read(query: &[(String, String)]) -> Result<Options, String> {
    let mut options = Options::default();
    for (name, value) in query {
        let number = |most: u32| {
            let number = (value == "0").then_some(0).or_else(|| number(value));
            let number = number.filter(|number| *number <= most);
            number.ok_or_else(|| format!("The parameter \"{name}\" is a number up to {most}.\n"))
        };
        match name.as_str() {
            "cancelled" => options.cancelled = number(1)? == 1,
            "alarm" => options.alarm_minutes = u16::try_from(number(LONGEST_ALARM)?).ok(),
            "past" => options.past_days = Some(number(LONGEST_PAST)?),
            _ => {
                let name = shown(name);
                return Err(format!(
                    "A calendar takes no parameter \"{name}\"; it takes cancelled, alarm and past.\n"
                ));
            }
        }
    }
    Ok(options)
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

impl<M: Memory> Site<'_, M> {
    fn calendar(&self, ask: impl FnOnce(Options, &str) -> Result<Calendar, Error>) -> Answer {
        let options = match read(self.query) {
            Ok(options) => options,
            Err(reason) => return Answer::refused(reason),
        };
        match ask(options, self.place.host) {
            Ok(calendar) => Answer {
                timed: true,
                ..Answer::of(CALENDAR, calendar.ics.into_vec())
            },
            Err(Error::limit_exceeded { .. }) => Answer {
                timed: true,
                ..Answer::too_large()
            },
            Err(_) => Answer::missing(),
        }
    }

    pub(in crate::site) fn group_calendar(&self, group: &Group) -> Answer {
        self.calendar(|options, host| {
            let question = AskGroupCalendar {
                group: Ref::id(group.id),
                cancelled: options.cancelled,
                alarm_minutes: options.alarm_minutes,
                past_days: options.past_days,
                offset: None,
            };
            self.registry
                .calendar_of_group(host, self.place.now, &question)
        })
    }

    pub(in crate::site) fn person_calendar(&self, person: &Person) -> Answer {
        self.calendar(|options, host| {
            let question = AskPersonCalendar {
                person: Ref::id(person.id),
                cancelled: options.cancelled,
                alarm_minutes: options.alarm_minutes,
                past_days: options.past_days,
                offset: None,
            };
            self.registry
                .calendar_of_person(host, self.place.now, &question)
        })
    }

    /// The calendar of a tag that some series or meeting has.
    pub(in crate::site) fn tag_calendar(&self, tag: &str) -> Answer {
        let scope = scope_of(tag.as_bytes());
        let used = |list| self.registry.store().entries(list, scope).next().is_some();
        if !used(List::SeriesWithTag) && !used(List::MeetingsWithTag) {
            return Answer::missing();
        }
        self.calendar(|options, host| {
            let question = AskTagCalendar {
                tag: tag.to_owned(),
                cancelled: options.cancelled,
                alarm_minutes: options.alarm_minutes,
                past_days: options.past_days,
                offset: None,
            };
            self.registry
                .calendar_of_tag(host, self.place.now, &question)
        })
    }

    /// A meeting, to be put into somebody's own calendar.
    pub(in crate::site) fn meeting_calendar(&self, meeting: &Meeting) -> Answer {
        let named = Ref::id(meeting.id);
        let calendar = self.registry.calendar_of_meeting(self.place.host, &named);
        match calendar.ok().flatten() {
            Some(bytes) => Answer::of(CALENDAR, bytes),
            None => Answer::missing(),
        }
    }

    /// A part of the calendar of all groups, from 1. The first has a shorter address.
    pub(in crate::site) fn whole_calendar(&self, part: u32) -> Answer {
        if part == 1 && self.path != "/calendar.ics" {
            return match (self.query.is_empty(), read(self.query)) {
                (true, _) => Answer::moved("/calendar.ics".into()),
                (false, Ok(_)) => Answer::missing(),
                (false, Err(reason)) => Answer::refused(reason),
            };
        }
        self.calendar(|options, host| {
            let question = AskWholeCalendar {
                part: Some(part - 1),
                cancelled: options.cancelled,
                alarm_minutes: options.alarm_minutes,
                past_days: options.past_days,
                offset: None,
            };
            self.registry
                .calendar_of_all(host, self.place.now, &question)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &[(&str, &str)]) -> Result<(bool, Option<u16>, Option<u32>), String> {
        let query: Vec<_> = query
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        read(&query).map(|o| (o.cancelled, o.alarm_minutes, o.past_days))
    }

    #[test]
    fn the_options_are_read() {
        assert_eq!(of(&[]), Ok((false, None, None)));
        let all = [("past", "0"), ("cancelled", "1"), ("alarm", "40320")];
        assert_eq!(of(&all), Ok((true, Some(40_320), Some(0))));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (query, named) in [
            (&[("alarm", "40321")][..], "\"alarm\""),
            (&[("alarm", "-1")], "\"alarm\""),
            (&[("alarm", "01")], "\"alarm\""),
            (&[("cancelled", "yes")], "\"cancelled\""),
            (&[("past", "")], "\"past\""),
            (&[("utm_source\n", "x")], "\"utm_source\""),
        ] {
            let refused = of(query).err().unwrap_or_default();
            assert!(refused.contains(named), "{query:?}: {refused}");
        }
    }
}
