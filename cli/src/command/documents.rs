//! Documents in Markdown: `minutes`, and what is exported.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use workgroups::domain::calendar::zones::Zone;
use workgroups::registry::{ListActionItems, ListGroups, Upcoming};

use super::applying::{Consent, write};
use super::output::say;
use super::reader::not_found;
use super::showing::one;
use super::{MinutesTask, Sort};
use crate::apply::slug;
use crate::client::Client;
use crate::config::Place;
use crate::failure::{Cause, Failure};
use crate::files::MeetingStatus;
use crate::files::format::{Data, Meeting, Minutes, Occurrence, Report, Section, When};
use crate::files::instant;
use crate::markdown::{self, Found, FoundReport};

/// What a document in Markdown tells.
pub fn document(file: &Path, group: Option<&str>) -> Result<Found, Failure> {
    read(file, |text, name| markdown::read(text, name, group))
}

/// What a document in Markdown tells if it is a report.
pub fn report(file: &Path, group: Option<&str>) -> Result<Option<FoundReport>, Failure> {
    read(file, |text, name| markdown::read_report(text, name, group))
}

fn read<T>(file: &Path, read: impl Fn(&str, &str) -> Result<T, String>) -> Result<T, Failure> {
    let text = crate::files::bounded::text(file).map_err(Failure::file)?;
    let name = file
        .file_stem()
        .and_then(|name| name.to_str())
        .unwrap_or("document");
    let found = read(&text, name);
    found.map_err(|fault| Failure::file(format!("{}: {fault}", file.display())))
}

/// The minutes of a meeting as Markdown.
pub fn export_minutes(place: &Place, name: &str) -> Result<()> {
    let mut client = place.find()?.client()?;
    let record = one(&mut client, Sort::Meeting, name)?;
    let meeting: Meeting = serde_yaml_ng::from_value(record.words)?;
    say(&markdown::write(&meeting)?)
}

/// A report as Markdown, with the milestones of its initiatives.
pub fn export_report(place: &Place, name: &str) -> Result<()> {
    let mut client = place.find()?.client()?;
    let record = one(&mut client, Sort::Report, name)?;
    let report: Report = serde_yaml_ng::from_value(record.words)?;
    let mut initiatives = Vec::new();
    for slug in &report.initiatives {
        let record = one(&mut client, Sort::Initiative, slug)?;
        initiatives.push(serde_yaml_ng::from_value(record.words)?);
    }
    say(&markdown::write_report(&report, &initiatives)?)
}

/// The directory of groups as a post for a forum.
pub fn export_directory(place: &Place) -> Result<()> {
    let mut client = place.find()?.client()?;
    let profile = client.about()?.profile;
    let profile = crate::files::describe::profile(profile);
    let mut groups: Vec<crate::files::format::Group> = Vec::new();
    for group in client.list_all(&ListGroups::default())? {
        let record = one(&mut client, Sort::Group, &group.slug)?;
        groups.push(serde_yaml_ng::from_value(record.words)?);
    }
    let roles = groups.iter().flat_map(|group| &group.roles);
    let named: BTreeSet<String> = roles.filter_map(|role| role.person.clone()).collect();
    let mut people = Vec::new();
    for handle in named {
        let record = one(&mut client, Sort::Person, &handle)?;
        people.push(serde_yaml_ng::from_value(record.words)?);
    }
    say(&crate::forum::write(&profile, &groups, &people))
}

/// `minutes`.
pub fn minutes(place: &Place, task: &MinutesTask) -> Result<()> {
    let mut client = place.find()?.client()?;
    match task {
        MinutesTask::New { series, date } => new(&mut client, series, date.as_deref()),
        MinutesTask::Publish { file } => publish(&mut client, file),
    }
}

/// A template for the next or the given date of a series, with the items that are open.
fn new(client: &mut Client<'_>, series: &str, date: Option<&str>) -> Result<()> {
    let record = one(client, Sort::Series, series)?;
    let told: crate::files::format::Series = serde_yaml_ng::from_value(record.words)?;
    let question = Upcoming::default();
    let of_series = |m: &workgroups::domain::UpcomingMeeting| {
        let original = m
            .occurrence
            .filter(|of| of.series == record.id)?
            .original
            .to_string();
        let is_asked = date.is_none_or(|date| original.starts_with(date));
        is_asked.then_some((original, m.start_at, m.end_at))
    };
    let coming = client.list_all(&question)?;
    let found = coming.iter().find_map(of_series);
    let (original, start, minutes) = match (found, date) {
        (Some((original, start, end)), _) => {
            let minutes = u32::try_from(end.saturating_sub(start) / 60_000_000_000).ok();
            (original, Some(instant::show(start)), minutes)
        }
        (None, Some(date)) if date.contains('T') => (date.to_owned(), None, None),
        (None, _) => {
            let what = format!("series {series} has no date that comes, or not that one");
            return Err(Failure::new(Cause::NotFound, what)
                .advise("Name a past date by its start, as in 2024-05-02T17:00.")
                .into());
        }
    };
    let group = told
        .groups
        .first()
        .ok_or_else(|| not_found(Sort::Group, "of the series"))?;
    let mut sections = vec![section("Agenda", "- ")];
    let mut open = String::new();
    let id = one(client, Sort::Group, group)?.id;
    let items = ListActionItems {
        group: Some(id),
        ..ListActionItems::default()
    };
    for item in client.list_all(&items)? {
        use workgroups::domain::ActionState;
        if matches!(item.state, ActionState::open | ActionState::in_progress) {
            open.push_str(&format!("- {}\n", item.title));
        }
    }
    sections.push(section("Follow-up", open.trim_end()));
    let schedule = told.schedule.as_ref();
    let zone = schedule.map(|schedule| schedule.zone.clone());
    let zone = zone.filter(|zone| Zone::named(zone).is_ok());
    let meeting = Meeting {
        slug: format!(
            "{}-{}",
            slug(&told.title),
            original.get(..10).unwrap_or(&original)
        ),
        groups: told.groups,
        number: None,
        title: told.title,
        summary: None,
        when: When {
            start,
            zone,
            ..When::default()
        },
        duration_minutes: minutes,
        status: MeetingStatus::held,
        reason: None,
        locations: told.locations,
        hosts: Vec::new(),
        guests: Vec::new(),
        agenda: Vec::new(),
        attachments: Vec::new(),
        recordings: Vec::new(),
        tags: told.tags,
        languages: Vec::new(),
        remarks: None,
        occurrence: Some(Occurrence {
            series: format!("#{}", record.id),
            date: original,
        }),
        minutes: Some(Minutes {
            sections,
            ..Minutes::default()
        }),
    };
    say(&markdown::write(&meeting)?)
}

fn section(heading: &str, text: &str) -> Section {
    Section {
        heading: heading.into(),
        level: 1,
        speakers: Vec::new(),
        text: text.trim_end().into(),
        feedback: Vec::new(),
    }
}

/// Publishes a file that `minutes new` or `export minutes` wrote.
fn publish(client: &mut Client<'_>, file: &Path) -> Result<()> {
    let found = document(file, None)?;
    if found.meeting.minutes.is_none() {
        let empty = format!("{} has no sections", file.display());
        return Err(Failure::file(empty).into());
    }
    let data = Data {
        meetings: vec![found.meeting],
        ..Data::default()
    };
    write(client, &data, Consent::Given)
}
