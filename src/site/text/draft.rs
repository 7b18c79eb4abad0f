//! A report that is drafted from what groups did in a period, for a person to correct.

use ic_stable_structures::Memory;

use crate::domain::calendar::local::LocalDateTime;
use crate::domain::{
    Error, Group, Id, Initiative, Nanos, PartialDate, Report, ReportDetails, Role, to_seconds,
};
use crate::registry::{
    Activity, AskActivity, AskReportDraft, Attended, HolderChange, ListInitiatives, ListReports,
    Registry,
};
use crate::site::words::{Language, fill};

/// Lines of what happened.
const MAX_LINES: usize = 100;
/// Characters of a decision in a line.
const SHOWN: usize = 200;
/// Initiatives that a draft takes up.
const MAX_INITIATIVES: u32 = 50;
/// Bytes of a slug that a group's stands in.
const SLUG: usize = 40;

/// A report on what groups did in a period. It goes on from the last report of the first group:
/// its purpose, goals and languages are taken over.
///
/// # Errors
/// As [`Registry::activity`].
pub(in crate::site) fn draft<M: Memory>(
    registry: &Registry<M>,
    q: &AskReportDraft,
) -> Result<ReportDetails, Error> {
    let activity = registry.activity(&AskActivity {
        groups: q.groups.clone(),
        from: q.from,
        until: q.until,
    })?;
    let first = q.groups.first().copied().unwrap_or(0);
    let last = last_report(registry, first);
    let languages = match (&q.language, &last) {
        (Some(tag), _) => vec![tag.clone()],
        (None, Some(last)) => last.details.languages.clone(),
        (None, None) => Vec::new(),
    };
    let is_chinese = languages.first().is_some_and(|tag| tag.starts_with("zh"));
    let drafting = Drafting {
        registry,
        language: match is_chinese {
            true => Language::Chinese,
            false => Language::English,
        },
    };
    let (from, until) = (day(q.from), day(q.until.saturating_sub(1)));
    let group: Option<Group> = registry.store().get(first);
    let (slug, name) = group.map_or_else(Default::default, |g| (g.details.slug, g.details.name));
    let period = drafting.language.period(Some(&from), Some(&until));
    Ok(ReportDetails {
        slug: slug_of(&slug, &from, &until),
        groups: q.groups.clone(),
        title: fill(drafting.language.words().draft_title, &[&name, &period]),
        from: Some(from),
        until: Some(until),
        published: None,
        purpose: last.as_ref().and_then(|last| last.details.purpose.clone()),
        focus: None,
        initiatives: drafting.initiatives(first),
        highlights: drafting.lines(&activity),
        goals: last.map(|last| last.details.goals).unwrap_or_default(),
        links: Vec::new(),
        languages,
    })
}

fn last_report<M: Memory>(registry: &Registry<M>, group: Id) -> Option<Report> {
    let question = ListReports {
        group: Some(group),
        take: Some(1),
        ..ListReports::default()
    };
    let page = registry.list_reports(&question).ok()?;
    registry.store().get(page.items.first()?.id)
}

/// The day (UTC) of an instant.
fn day(at: Nanos) -> PartialDate {
    let local = LocalDateTime::from_seconds_as_utc(to_seconds(at));
    PartialDate {
        year: Some(local.year),
        month: Some(local.month),
        day: Some(local.day),
        text: None,
    }
}

/// "defi-2026-01-2026-03".
fn slug_of(group: &str, from: &PartialDate, until: &PartialDate) -> String {
    let month = |date: &PartialDate| {
        let (year, month) = (date.year.unwrap_or(0), date.month.unwrap_or(0));
        format!("{year:04}-{month:02}")
    };
    let begin: String = group.chars().take(SLUG).collect();
    format!(
        "{}-{}-{}",
        begin.trim_end_matches('-'),
        month(from),
        month(until)
    )
}

struct Drafting<'a, M: Memory> {
    registry: &'a Registry<M>,
    language: Language,
}

impl<M: Memory> Drafting<'_, M> {
    fn initiatives(&self, group: Id) -> Vec<Id> {
        let question = ListInitiatives {
            group: Some(group),
            take: Some(MAX_INITIATIVES),
            ..ListInitiatives::default()
        };
        let page = self.registry.list_initiatives(&question);
        let items = page.map(|page| page.items).unwrap_or_default();
        items.into_iter().map(|item| item.id).collect()
    }

    /// What happened, a line for each thing.
    fn lines(&self, activity: &Activity) -> Vec<String> {
        let w = self.language.words();
        let mut lines = vec![fill(
            w.draft_meetings,
            &[&activity.meetings.len().to_string()],
        )];
        lines.extend(self.attendance(activity));
        let (raised, closed) = (activity.opened.len(), activity.closed.len());
        if raised + closed > 0 {
            let counts = [raised.to_string(), closed.to_string()];
            lines.push(fill(w.draft_items, &[&counts[0], &counts[1]]));
        }
        let decided = activity.decisions.iter();
        lines.extend(decided.map(|decision| fill(w.draft_decided, &[&begin_of(&decision.text)])));
        for moved in &activity.milestones {
            let (is, was) = (w.progress(moved.is), w.progress(moved.was));
            lines.push(match moved.is_new {
                true => fill(
                    w.draft_new_milestone,
                    &[&self.milestone(moved.initiative, &moved.title), is],
                ),
                false => fill(
                    w.draft_milestone,
                    &[&self.milestone(moved.initiative, &moved.title), is, was],
                ),
            });
        }
        lines.extend(
            activity
                .holders
                .iter()
                .filter_map(|change| self.holder(change)),
        );
        lines.truncate(MAX_LINES);
        lines
    }

    fn attendance(&self, activity: &Activity) -> Option<String> {
        let w = self.language.words();
        let mean = |of: Attended| of.people.checked_div(of.meetings.into());
        let now = mean(activity.attendance.now)?.to_string();
        Some(match mean(activity.attendance.before) {
            Some(before) => fill(w.draft_attendance_before, &[&now, &before.to_string()]),
            None => fill(w.draft_attendance, &[&now]),
        })
    }

    fn milestone(&self, initiative: Id, title: &str) -> String {
        let initiative: Option<Initiative> = self.registry.store().get(initiative);
        match initiative {
            Some(initiative) => format!("{} · {title}", initiative.details.title),
            None => title.to_owned(),
        }
    }

    fn holder(&self, change: &HolderChange) -> Option<String> {
        let w = self.language.words();
        let store = self.registry.store();
        let person = store.label::<crate::domain::Person>(change.person)?;
        let group = store.label::<Group>(change.group)?.name?;
        let name = person.name.unwrap_or(person.slug);
        let role = Role {
            kind: change.role,
            person: None,
            label: change.label.clone(),
            from: None,
            until: None,
            note: None,
        };
        let sentence = match change.began {
            true => w.draft_began,
            false => w.draft_ended,
        };
        Some(fill(sentence, &[&name, w.role(&role), &group]))
    }
}

/// The beginning of a text, on one line.
fn begin_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    let line = line.unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
