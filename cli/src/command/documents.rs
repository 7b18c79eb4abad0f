//! Documents in Markdown: `minutes`, and what is exported.

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
use crate::files::format::{Data, Meeting, Minutes, Occurrence, Section, When};
use crate::files::instant;
use crate::markdown::{self, Found};

/// What a document in Markdown tells.
pub fn document(file: &Path, group: Option<&str>) -> Result<Found, Failure> {
    let text = crate::files::bounded::text(file).map_err(Failure::file)?;
    let name = file
        .file_stem()
        .and_then(|name| name.to_str())
        .unwrap_or("document");
    let found = markdown::read(&text, name, group);
    found.map_err(|fault| Failure::file(format!("{}: {fault}", file.display())))
}

/// The minutes of a meeting as Markdown.
pub fn export_minutes(place: &Place, name: &str) -> Result<()> {
    let mut client = place.find()?.client()?;
    let record = one(&mut client, Sort::Meeting, name)?;
    let meeting: Meeting = serde_yaml_ng::from_value(record.words)?;
    say(&markdown::write(&meeting)?)
}

/// The directory of groups as a post for a forum.
pub fn export_directory(place: &Place) -> Result<()> {
    let mut client = place.find()?.client()?;
    let mut text = format!("# {}\n", client.about()?.profile.name);
    for group in client.list_all(&ListGroups::default())? {
        let record = one(&mut client, Sort::Group, &group.slug)?;
        let group: crate::files::format::Group = serde_yaml_ng::from_value(record.words)?;
        text.push_str(&format!("\n## {}\n\n", group.name));
        if !group.scope.is_empty() {
            text.push_str(&format!("{}\n\n", group.scope));
        }
        for role in &group.roles {
            let kind = format!("{:?}", role.kind).replace('_', " ");
            let who = role.person.as_deref().unwrap_or("vacant");
            text.push_str(&format!(
                "- {}: {who}\n",
                role.label.as_deref().unwrap_or(&kind)
            ));
        }
        if let Some(cadence) = &group.cadence {
            text.push_str(&format!("- Meets: {cadence}\n"));
        }
        for link in &group.links {
            let label = link
                .label
                .clone()
                .unwrap_or_else(|| format!("{:?}", link.kind));
            match &link.url {
                Some(url) => text.push_str(&format!("- [{label}]({url})\n")),
                None => text.push_str(&format!("- {label}\n")),
            }
        }
    }
    say(&text)
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
