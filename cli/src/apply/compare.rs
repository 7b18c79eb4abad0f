//! What has to change for a registry to say what files say.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use serde::Serialize;
use similar::TextDiff;

use super::existing::{Existing, Known};
use super::matching::item_keys;
use super::series_updates::with_known_times;
use crate::files::format::{Data, Meeting, Series};
use crate::files::yaml;

/// Lines around a difference.
const CONTEXT_LINES: usize = 2;

/// A record that is made or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What the record is called, such as `group defi`.
    pub name: String,
    /// The record as YAML before; None when there is none yet.
    pub before: Option<String>,
    /// The record as YAML afterwards.
    pub after: String,
}

/// What has to be written.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub changes: Vec<Change>,
    /// The records of the files that have to be written. Action items are all there if one is.
    pub data: Data,
    /// Records that say already what the files say.
    pub same: usize,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(before) = &self.before else {
            writeln!(f, "+ {} (new)", self.name)?;
            return self
                .after
                .lines()
                .try_for_each(|line| writeln!(f, "  + {line}"));
        };
        writeln!(f, "~ {}", self.name)?;
        let difference = TextDiff::from_lines(before, &self.after);
        for hunk in difference
            .unified_diff()
            .context_radius(CONTEXT_LINES)
            .iter_hunks()
        {
            for line in hunk.iter_changes() {
                let text = line.value().trim_end_matches('\n');
                writeln!(f, "  {} {text}", line.tag())?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes
            .iter()
            .try_for_each(|change| write!(f, "{change}"))?;
        let new = self
            .changes
            .iter()
            .filter(|change| change.before.is_none())
            .count();
        let changed = self.changes.len() - new;
        writeln!(
            f,
            "{new} new, {changed} changed, {} as they are.",
            self.same
        )
    }
}

/// Compares files with what the registry has.
///
/// # Errors
/// When a record cannot be written as YAML.
pub fn plan(data: &Data, existing: &Existing) -> Result<Plan> {
    let mut plan = Plan::default();
    if let Some(profile) = &data.profile {
        let old = existing.profile.as_ref().map(|known| &known.record);
        if plan.adds("the profile", old, profile)? {
            plan.data.profile = Some(profile.clone());
        }
    }
    let named = |kind: &str, name: &str| format!("{kind} {name}");
    for person in &data.people {
        let old = record(&existing.people, &person.handle);
        if plan.adds(&named("person", &person.handle), old, person)? {
            plan.data.people.push(person.clone());
        }
    }
    for group in &data.groups {
        let old = record(&existing.groups, &group.slug);
        if plan.adds(&named("group", &group.slug), old, group)? {
            plan.data.groups.push(group.clone());
        }
    }
    for initiative in &data.initiatives {
        let old = record(&existing.initiatives, &initiative.slug);
        if plan.adds(&named("initiative", &initiative.slug), old, initiative)? {
            plan.data.initiatives.push(initiative.clone());
        }
    }
    for series in &data.series {
        let old = record(&existing.series, &series.slug);
        let series = old.map_or_else(|| series.clone(), |old| with_known_times(series, old));
        if plan.adds(&named("series", &series.slug), old, &series)? {
            plan.data.series.push(series);
        }
    }
    for meeting in &data.meetings {
        let old = record(&existing.meetings, &meeting.slug);
        let series = meeting.occurrence.as_ref().map(|of| of.series.as_str());
        let series = series.and_then(|slug| record(&existing.series, slug));
        let meeting = with_what_stays(meeting, old, series);
        if plan.adds(&named("meeting", &meeting.slug), old, &meeting)? {
            plan.data.meetings.push(meeting);
        }
    }
    for (item, key) in data.action_items.iter().zip(item_keys(&data.action_items)) {
        let old = record(&existing.action_items, &key);
        if plan.adds(&named("action item", &key), old, item)? {
            // Those of the same title are told apart by their places, so all go along.
            plan.data.action_items.clone_from(&data.action_items);
        }
    }
    for report in &data.reports {
        let old = record(&existing.reports, &report.slug);
        if plan.adds(&named("report", &report.slug), old, report)? {
            plan.data.reports.push(report.clone());
        }
    }
    Ok(plan)
}

fn record<'a, T>(known: &'a BTreeMap<String, Known<T>>, name: &str) -> Option<&'a T> {
    known.get(name).map(|known| &known.record)
}

/// What stays when the file has none: published minutes, and the agenda of the series that the
/// record of a date took over.
fn with_what_stays(file: &Meeting, known: Option<&Meeting>, series: Option<&Series>) -> Meeting {
    let mut meeting = file.clone();
    let Some(known) = known else { return meeting };
    if meeting.minutes.is_none() {
        meeting.minutes.clone_from(&known.minutes);
    }
    if meeting.agenda.is_empty() && series.is_some_and(|s| s.agenda == known.agenda) {
        meeting.agenda.clone_from(&known.agenda);
    }
    meeting
}

impl Plan {
    fn adds<T: PartialEq + Serialize>(
        &mut self,
        name: &str,
        old: Option<&T>,
        new: &T,
    ) -> Result<bool> {
        if old == Some(new) {
            self.same += 1;
            return Ok(false);
        }
        self.changes.push(Change {
            name: name.to_owned(),
            before: old.map(yaml::text).transpose()?,
            after: yaml::text(new)?,
        });
        Ok(true)
    }
}
