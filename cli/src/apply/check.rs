//! What is wrong with records is told before anything is sent, so that a wrong file changes
//! nothing. What depends on other records of the registry, it tells itself.

use std::collections::HashSet;

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::check::{Check, Known};
use workgroups::domain::{Error, Fault, Id, Kind, Limits, checks};

use super::compare::Plan;
use super::existing::Existing;
use super::matching::item_keys;
use crate::failure::Failure;
use crate::files::convert::{self, Ids};
use crate::files::format::{Data, Group, Meeting, Series};
use crate::files::revisions::Revisions;

/// Checks the records of files, those that are as the registry has them for their names alone.
///
/// # Errors
/// The first record that the registry would not take, with all that is wrong with it.
pub fn check(
    data: &Data,
    plan: &Plan,
    existing: &Existing,
    limits: &Limits,
) -> Result<(), Failure> {
    each_once(data)?;
    let mut known = Known::default();
    Kind::ALL
        .into_iter()
        .for_each(|kind| known.set(kind, Id::MAX));
    let checker = Checker {
        ids: numbered(data, &existing.ids),
        limits,
        known,
    };
    checker.check(&plan.data)
}

/// No two records have the same name.
fn each_once(data: &Data) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    let mut once = |kind: &'static str, name: &str| match seen.insert((kind, name.to_owned())) {
        true => Ok(()),
        false => Err(Failure::file(format!("{kind} {name} is described twice"))),
    };
    macro_rules! once {
        ($($list:ident $name:ident $kind:literal;)*) => { $(
            data.$list.iter().try_for_each(|record| once($kind, &record.$name))?;
        )* };
    }
    once! {
        people handle "person";
        groups slug "group";
        initiatives slug "initiative";
        series slug "series";
        meetings slug "meeting";
        reports slug "report";
    }
    Ok(())
}

/// The numbers that are known, and some for the records that have none yet.
fn numbered(data: &Data, known: &Ids) -> Ids {
    let mut ids = known.clone();
    let mut next = Id::MAX;
    let mut learn = |kind, name: &str| {
        if ids.get(kind, name).is_none() {
            ids.learn(kind, name, next);
            next -= 1;
        }
    };
    data.people
        .iter()
        .for_each(|r| learn(Kind::person, &r.handle));
    data.groups.iter().for_each(|r| learn(Kind::group, &r.slug));
    data.initiatives
        .iter()
        .for_each(|r| learn(Kind::initiative, &r.slug));
    data.series
        .iter()
        .for_each(|r| learn(Kind::series, &r.slug));
    data.meetings
        .iter()
        .for_each(|r| learn(Kind::meeting, &r.slug));
    data.reports
        .iter()
        .for_each(|r| learn(Kind::report, &r.slug));
    ids
}

struct Checker<'a> {
    ids: Ids,
    limits: &'a Limits,
    known: Known,
}

impl Checker<'_> {
    fn check(&self, data: &Data) -> Result<(), Failure> {
        if let Some(profile) = &data.profile {
            let profile = convert::profile(profile);
            self.one("the profile", |check| {
                checks::profile(check, &profile);
                Ok(())
            })?;
        }
        for person in &data.people {
            let details = convert::person(person);
            let name = format!("person {}", person.handle);
            self.one(&name, |check| {
                checks::person(check, "details", &details);
                Ok(())
            })?;
        }
        for group in &data.groups {
            self.one(&format!("group {}", group.slug), |check| {
                self.group(check, group)
            })?;
        }
        for record in &data.initiatives {
            self.one(&format!("initiative {}", record.slug), |check| {
                checks::initiative(check, &self.ids.initiative(record)?);
                Ok(())
            })?;
        }
        for series in &data.series {
            let name = format!("series {}", series.slug);
            self.one(&name, |check| self.series(check, series, data))?;
        }
        for meeting in &data.meetings {
            self.one(&format!("meeting {}", meeting.slug), |check| {
                self.meeting(check, meeting)
            })?;
        }
        for (item, key) in data.action_items.iter().zip(item_keys(&data.action_items)) {
            self.one(&format!("action item {key}"), |check| {
                checks::action_item(check, &self.ids.action_item(item)?);
                Ok(())
            })?;
        }
        for report in &data.reports {
            self.one(&format!("report {}", report.slug), |check| {
                checks::report(check, &self.ids.report(report)?);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Checks one record, and names it with its faults.
    fn one(
        &self,
        name: &str,
        look: impl FnOnce(&mut Check<'_>) -> Result<(), String>,
    ) -> Result<(), Failure> {
        let mut check = Check::new(self.limits, &self.known);
        look(&mut check).map_err(|fault| Failure::file(format!("{name} {fault}")))?;
        check
            .done()
            .map_err(|error| Failure::file(format!("{name}: {}", told(&error))))
    }

    fn group(&self, check: &mut Check<'_>, group: &Group) -> Result<(), String> {
        let made = self.ids.group(group)?;
        checks::group(check, &made.details);
        checks::lifecycle(check, &made.lifecycle);
        checks::roles(check, &made.roles);
        let id = self.ids.find(Kind::group, &group.slug)?;
        checks::relations(check, id, &self.ids.relations(&group.relations)?);
        Ok(())
    }

    /// A series with its dates, which must be some of its rule.
    fn series(&self, check: &mut Check<'_>, series: &Series, data: &Data) -> Result<(), String> {
        let mut revisions = Revisions::default();
        self.ids.begin_series(series, data, &mut revisions)?;
        self.ids.announcements(series, &mut revisions)?;
        let details = self.ids.series_details(series)?;
        checks::series(
            check,
            &self.ids.groups(&series.groups)?,
            &series.tags,
            &details,
        );
        checks::agenda(check, "agenda", &self.ids.agenda(&series.agenda)?);
        let schedule = details
            .schedule
            .as_ref()
            .map(|schedule| schedule.timetable());
        for (place, exception) in series.exceptions.iter().enumerate() {
            let date: Option<LocalDateTime> = exception.date.parse().ok();
            let has = |date| matches!(&schedule, Some(Ok(timetable)) if timetable.has(date));
            if !date.is_some_and(has) {
                check.fault(
                    format_args!("exceptions[{place}].date"),
                    format!("is {}, which is no date of it", exception.date),
                );
            }
        }
        Ok(())
    }

    fn meeting(&self, check: &mut Check<'_>, meeting: &Meeting) -> Result<(), String> {
        checks::meeting(check, &self.ids.meeting_details(meeting)?);
        if let Some(minutes) = &meeting.minutes {
            checks::minutes(check, &self.ids.minutes(minutes)?);
        }
        Ok(())
    }
}

fn told(error: &Error) -> String {
    let one = |fault: &Fault| {
        let field = fault.field.strip_prefix("details.").unwrap_or(&fault.field);
        format!("{field} {}", fault.reason)
    };
    match error {
        Error::invalid { faults } => faults.iter().map(one).collect::<Vec<_>>().join("; "),
        other => format!("{other:?}"),
    }
}
