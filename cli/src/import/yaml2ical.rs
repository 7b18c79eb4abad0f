//! Meeting files of yaml2ical: a project with its chair, and when it meets.

use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use workgroups::domain::Kind;

use super::cadence::{DEFAULT_MINUTES, Told, is_date};
use super::collect::{Import, Named, group, name, yaml_file};
use super::fields::Fields;
use super::words::{NAME_BYTES, PARAGRAPH_BYTES, line};
use crate::apply::slug;
use crate::files::format::{Announcement, DateException, Group, Series};
use crate::files::{GroupKind, LifecycleState, LinkKind, RoleKind, bounded};

/// Fields that a meeting file has.
const NEEDED: [&str; 2] = ["project", "schedule"];
/// Frequencies that count weeks of the calendar: how many weeks, and which of them.
const WEEKS: [(&str, i8, i8); 7] = [
    ("biweekly-even", 2, 0),
    ("biweekly-odd", 2, 1),
    ("quadweekly", 4, 0),
    ("quadweekly-week-1", 4, 1),
    ("quadweekly-week-2", 4, 2),
    ("quadweekly-week-3", 4, 3),
    ("quadweekly-alternate", 4, 2),
];
/// Weeks within which one of them must come.
const MOST_WEEKS: usize = 60;

/// Reads a file, or the files of a folder.
///
/// # Errors
/// What is wrong with one.
pub fn read(path: &Path, import: &mut Import) -> Result<(), String> {
    if !path.is_dir() {
        return add_file(path, import);
    }
    let mut files = bounded::files(path, "yaml")?;
    files.extend(bounded::files(path, "yml")?);
    if files.is_empty() {
        return Err(format!("the folder {} has no .yaml file", path.display()));
    }
    files.iter().try_for_each(|file| add_file(file, import))
}

fn add_file(path: &Path, import: &mut Import) -> Result<(), String> {
    let mut fields = yaml_file(path)?;
    if let Some(missing) = NEEDED.iter().find(|needed| !fields.has(needed)) {
        return Err(format!("{}: has no `{missing}`", path.display()));
    }
    let project = fields.line("project").unwrap_or_else(|| name(path));
    let description = fields.paragraph("description");
    let group = project_group(&project, &description, &mut fields, import);
    let id = fields
        .line("meeting_id")
        .map(|id| format!("Meeting ID: {id}."));
    for schedule in fields.records("schedule") {
        let mut series = add_schedule(schedule, &group, &project, import);
        let parts = [description.clone(), id.clone(), Some(series.description)];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        let told = Some(parts.collect::<Vec<_>>().join("\n\n"));
        series.description = import.paragraph(&fields.place, told);
        import.data.series.push(series);
    }
    fields.tell_rest(&mut import.report);
    Ok(())
}

/// The slug of the group of a project; several files may be of the same one.
fn project_group(
    project: &str,
    description: &Option<String>,
    fields: &mut Fields,
    import: &mut Import,
) -> String {
    let place = fields.place.clone();
    let project = import.report.fit(&place, project.to_owned(), NAME_BYTES);
    let known = import
        .data
        .groups
        .iter()
        .position(|group| group.name == project);
    let position = known.unwrap_or_else(|| {
        let slug = import.fresh(Kind::group, &slug(&project));
        let mut group = group(&slug, &project, GroupKind::team, LifecycleState::active);
        group.scope = import.paragraph(&place, description.clone());
        import.data.groups.push(group);
        import.data.groups.len() - 1
    });
    let mut group: Group = import.data.groups[position].clone();
    for (name, kind, label) in [
        ("project_url", LinkKind::website, "Project"),
        ("agenda_url", LinkKind::document, "Agenda"),
    ] {
        let to = fields.line(name);
        let link = to.and_then(|to| import.report.link(&place, kind, Some(label), Some(&to)));
        group
            .links
            .extend(link.filter(|link| !group.links.contains(link)));
    }
    add_chairs(fields, import, &mut group);
    let slug = group.slug.clone();
    import.data.groups[position] = group;
    slug
}

fn add_chairs(fields: &mut Fields, import: &mut Import, group: &mut Group) {
    let chairs = fields.lines("chair");
    for chair in chairs.iter().flat_map(|chairs| chairs.split([',', ';'])) {
        for chair in chair.split(" and ").filter_map(line) {
            let (name, nick) = match chair.trim_end_matches(')').split_once('(') {
                Some((name, nick)) => (line(name), line(nick)),
                None => (Some(chair), None),
            };
            let named = Named {
                nick,
                name,
                ..Named::default()
            };
            let role = import.role(&fields.place, (RoleKind::lead, "Chair"), &named);
            let role = role.filter(|role| !group.roles.contains(role));
            group.roles.extend(role);
        }
    }
}

/// A series of a schedule.
fn add_schedule(mut fields: Fields, group: &str, title: &str, import: &mut Import) -> Series {
    let place = fields.place.clone();
    let mut told = told(&mut fields, import);
    let frequency = told.frequency.clone();
    let counted = WEEKS
        .iter()
        .find(|(name, ..)| Some(*name) == frequency.as_deref());
    if let Some((_, weeks, which)) = counted {
        let since = told.first.unwrap_or(import.known.since);
        told.frequency = Some(format!("every {weeks} weeks"));
        told.first = first_week(&told, since, *weeks, *which);
        let what = "the weeks are counted on from the first; a year of 53 does not shift them";
        import.report.taken(&place, what);
    }
    let mut series = import.series(&place, group, title, &told);
    let cadence = Told { frequency, ..told }.words();
    series.cadence = Some(import.report.fit(&place, cadence, NAME_BYTES));
    if let Some(channel) = fields.line("irc") {
        let label = format!("IRC #{}", channel.trim_start_matches('#'));
        let label = import.report.fit(&place, label, NAME_BYTES);
        let link = import
            .report
            .link(&place, LinkKind::chat, Some(&label), None);
        series.locations.extend(link);
    }
    for skipped in fields.records("skip_dates") {
        skip(skipped, &mut series, import);
    }
    fields.tell_rest_of("schedule.", &mut import.report);
    series
}

/// When a schedule is, as far as its fields tell.
fn told(fields: &mut Fields, import: &mut Import) -> Told {
    let place = fields.place.clone();
    let first = fields.line("start_date").map(|text| (date(&text), text));
    if let Some((None, text)) = &first {
        import.report.left(
            &place,
            &format!("the start date \"{text}\", which is no date"),
        );
    }
    let minutes = fields.line("duration");
    let length = minutes
        .as_deref()
        .map_or(Some(DEFAULT_MINUTES), |text| text.parse().ok());
    if length.is_none() {
        let text = minutes.unwrap_or_default();
        import.report.left(
            &place,
            &format!("the duration \"{text}\", which is no number"),
        );
    }
    Told {
        day: fields.line("day"),
        time: fields.line("time"),
        zone: Some("UTC".into()),
        frequency: fields.line("frequency"),
        minutes: length,
        first: first.and_then(|(date, _)| date),
    }
}

/// The Monday of the first week whose number leaves `which` when it is divided by `weeks`, and
/// whose meeting is not before a day.
fn first_week(told: &Told, since: Date, weeks: i8, which: i8) -> Option<Date> {
    let into = since.weekday().to_monday_zero_offset();
    let monday = since.checked_sub(into.days()).ok()?;
    let mut mondays = monday.series(1.week()).take(MOST_WEEKS);
    mondays.find(|monday| {
        let first = Some(*monday);
        let computed = Told {
            first,
            ..told.clone()
        }
        .schedule(since);
        let is_early = computed.is_ok_and(|it| it.schedule.start < since.to_string());
        monday.iso_week_date().week() % weeks == which && !is_early
    })
}

/// A date that does not take place.
fn skip(mut fields: Fields, series: &mut Series, import: &mut Import) {
    let text = fields.line("skip_date").unwrap_or_default();
    let reason = fields.line("reason").unwrap_or_default();
    let reason = import.report.fit(&fields.place, reason, PARAGRAPH_BYTES);
    let date = series.schedule.as_ref().and_then(|schedule| {
        let date = format!("{}{}", date(&text)?, schedule.start.get(10..)?);
        is_date(schedule, &date).then_some(date)
    });
    match date {
        Some(date) => series.exceptions.push(DateException {
            date,
            change: None,
            cancelled: Some(Announcement {
                reason,
                announced_at: None,
            }),
        }),
        None => {
            let what = format!("that it does not meet on \"{text}\": {reason}");
            import.report.left(&fields.place, &what);
        }
    }
    fields.tell_rest_of("schedule.skip_dates.", &mut import.report);
}

/// A date such as `20240502` or `2024-05-02`.
fn date(text: &str) -> Option<Date> {
    let digits = text.replace('-', "");
    let is_date = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    is_date.then(|| digits.parse().ok()).flatten()
}
