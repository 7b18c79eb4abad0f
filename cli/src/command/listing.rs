//! `list`.

use anyhow::Result;
use serde_json::{Value, json};
use workgroups::domain::{Id, PartialDate, Participant, Subject};
use workgroups::registry::{
    ListActionItems, ListCheckIns, ListFeedback, ListGroups, ListInitiatives, ListLinkRequests,
    ListMeetings, ListMembers, ListPeople, ListReports, ListSeries,
};

use super::output::{Table, say};
use super::reader::{Clock, group_slugs, handles, number, number_if};
use super::{ListOptions, Listed, Shown, Sort};
use crate::client::Client;
use crate::config::Place;
use crate::failure::Failure;

/// Lists records.
pub fn list(place: &Place, shown: &Shown, options: &ListOptions) -> Result<()> {
    let clock = Clock::of(shown)?;
    let mut client = place.find()?.client()?;
    let table = table(&mut client, &clock, options)?;
    say(&table.text(shown.output)?)
}

fn table(client: &mut Client<'_>, clock: &Clock, options: &ListOptions) -> Result<Table> {
    match options.what {
        Listed::Groups | Listed::Proposals => groups(client, options),
        Listed::People => people(client, options),
        Listed::Meetings => meetings(client, clock, options),
        Listed::Series => series(client, options),
        Listed::ActionItems => action_items(client, options),
        Listed::Initiatives => initiatives(client, options),
        Listed::Reports => reports(client, options),
        Listed::Members => members(client, clock, options),
        Listed::Feedback => feedback(client, clock, options),
        Listed::CheckIns => check_ins(client, clock, options),
        Listed::LinkRequests => link_requests(client, clock, options),
    }
}

/// A word of the interface in words.
fn word(value: impl std::fmt::Debug) -> Value {
    Value::String(format!("{value:?}").replace('_', " "))
}

fn optional_word<T: std::fmt::Debug>(value: Option<T>) -> Value {
    value.map_or(Value::Null, word)
}

/// A date as far as it is known.
pub fn date(date: &Option<PartialDate>) -> Value {
    let Some(date) = date else { return Value::Null };
    let numbers = match (date.year, date.month, date.day) {
        (Some(y), Some(m), Some(d)) => Some(format!("{y:04}-{m:02}-{d:02}")),
        (Some(y), Some(m), None) => Some(format!("{y:04}-{m:02}")),
        (Some(y), None, _) => Some(format!("{y:04}")),
        _ => None,
    };
    json!(numbers.or_else(|| date.text.clone()))
}

fn slugs_of(known: &std::collections::HashMap<Id, String>, ids: &[Id]) -> Value {
    let name = |id: &Id| known.get(id).cloned().unwrap_or_else(|| format!("#{id}"));
    json!(ids.iter().map(name).collect::<Vec<_>>())
}

fn required<'a>(value: &'a Option<String>, option: &str) -> Result<&'a str, Failure> {
    let missing = || Failure::usage(format!("this list is one of a {option}: `--{option}`"));
    value.as_deref().ok_or_else(missing)
}

fn groups(client: &mut Client<'_>, options: &ListOptions) -> Result<Table> {
    let parent = number_if(client, Sort::Group, options.group.as_deref())?;
    let mut found = if options.what == Listed::Proposals {
        client.list_proposals(false)?
    } else {
        let question = ListGroups {
            topic: options.tag.clone(),
            language: options.language.clone(),
            parent,
            ..ListGroups::default()
        };
        client.list(&question, options.most)?
    };
    found.truncate(options.most);
    let mut table = Table::new(&["id", "slug", "name", "kind", "state", "cadence", "topics"]);
    for group in found {
        table.row([
            json!(group.id),
            json!(group.slug),
            json!(group.name),
            optional_word(group.kind),
            word(group.state),
            json!(group.cadence),
            json!(group.topics),
        ]);
    }
    Ok(table)
}

fn people(client: &mut Client<'_>, options: &ListOptions) -> Result<Table> {
    let found = client.list(&ListPeople::default(), options.most)?;
    let mut table = Table::new(&["id", "handle", "name", "affiliation"]);
    for person in found {
        table.row([
            json!(person.id),
            json!(person.handle),
            json!(person.name),
            json!(person.affiliation),
        ]);
    }
    Ok(table)
}

fn meetings(client: &mut Client<'_>, clock: &Clock, options: &ListOptions) -> Result<Table> {
    let question = ListMeetings {
        group: number_if(client, Sort::Group, options.group.as_deref())?,
        person: number_if(client, Sort::Person, options.person.as_deref())?,
        tag: options.tag.clone(),
        language: options.language.clone(),
        ..ListMeetings::default()
    };
    let found = client.list(&question, options.most)?;
    let slugs = group_slugs(client, found.iter().flat_map(|m| &m.groups))?;
    let mut table = Table::new(&["id", "slug", "when", "title", "groups", "status", "minutes"]);
    for meeting in found {
        let start = meeting.start.map(|at| json!(clock.show(at)));
        table.row([
            json!(meeting.id),
            json!(meeting.slug),
            start.unwrap_or_else(|| date(&meeting.date)),
            json!(meeting.title),
            slugs_of(&slugs, &meeting.groups),
            word(meeting.status),
            json!(if meeting.has_minutes { "yes" } else { "no" }),
        ]);
    }
    Ok(table)
}

fn series(client: &mut Client<'_>, options: &ListOptions) -> Result<Table> {
    let question = ListSeries {
        group: number_if(client, Sort::Group, options.group.as_deref())?,
        tag: options.tag.clone(),
        ..ListSeries::default()
    };
    let found = client.list(&question, options.most)?;
    let slugs = group_slugs(client, found.iter().flat_map(|s| &s.groups))?;
    let mut table = Table::new(&[
        "id",
        "title",
        "groups",
        "cadence",
        "first",
        "zone",
        "ended before",
    ]);
    for series in found {
        let schedule = series.schedule.as_ref();
        let rule = schedule.and_then(|schedule| schedule.rule.clone());
        table.row([
            json!(series.id),
            json!(series.title),
            slugs_of(&slugs, &series.groups),
            json!(series.cadence.or(rule)),
            json!(schedule.map(|s| s.start.to_string().replace('T', " "))),
            json!(schedule.map(|s| s.zone.clone())),
            json!(
                series
                    .ended_before
                    .map(|at| at.to_string().replace('T', " "))
            ),
        ]);
    }
    Ok(table)
}

fn action_items(client: &mut Client<'_>, options: &ListOptions) -> Result<Table> {
    let question = ListActionItems {
        group: number_if(client, Sort::Group, options.group.as_deref())?,
        person: number_if(client, Sort::Person, options.person.as_deref())?,
        meeting: number_if(client, Sort::Meeting, options.meeting.as_deref())?,
        ..ListActionItems::default()
    };
    if (question.group, question.person, question.meeting) == (None, None, None) {
        let missing = "action items are listed of a group, a person or a meeting";
        return Err(Failure::usage(missing)
            .advise("Add `--group`, `--person` or `--meeting`.")
            .into());
    }
    let found = client.list(&question, options.most)?;
    let owners = found.iter().flat_map(|item| &item.owners);
    let people = handles(client, owners.filter_map(|owner| owner.person))?;
    let mut table = Table::new(&["id", "title", "state", "owners", "due", "follow ups"]);
    for item in found {
        let owners: Vec<String> = item
            .owners
            .iter()
            .map(|owner| participant(&people, owner))
            .collect();
        table.row([
            json!(item.id),
            json!(item.title),
            word(item.state),
            json!(owners),
            date(&item.due),
            json!(item.follow_ups),
        ]);
    }
    Ok(table)
}

/// A participant as they were named, or by their handle.
fn participant(people: &std::collections::HashMap<Id, String>, owner: &Participant) -> String {
    let handle = owner.person.and_then(|id| people.get(&id));
    let named = owner.name.clone().or_else(|| handle.cloned());
    named.unwrap_or_else(|| owner.person.map_or(String::new(), |id| format!("#{id}")))
}

fn initiatives(client: &mut Client<'_>, options: &ListOptions) -> Result<Table> {
    let group = number_if(client, Sort::Group, options.group.as_deref())?;
    let question = ListInitiatives {
        group,
        ..ListInitiatives::default()
    };
    let found = client.list(&question, options.most)?;
    let slugs = group_slugs(client, found.iter().flat_map(|i| &i.groups))?;
    let mut table = Table::new(&["id", "slug", "title", "groups", "progress", "milestones"]);
    for initiative in found {
        let (done, all) = (initiative.completed_milestones, initiative.milestones);
        table.row([
            json!(initiative.id),
            json!(initiative.slug),
            json!(initiative.title),
            slugs_of(&slugs, &initiative.groups),
            optional_word(initiative.progress),
            json!(format!("{done} of {all}")),
        ]);
    }
    Ok(table)
}

fn reports(client: &mut Client<'_>, options: &ListOptions) -> Result<Table> {
    let group = number_if(client, Sort::Group, options.group.as_deref())?;
    let question = ListReports {
        group,
        language: options.language.clone(),
        ..ListReports::default()
    };
    let found = client.list(&question, options.most)?;
    let slugs = group_slugs(client, found.iter().flat_map(|r| &r.groups))?;
    let mut table = Table::new(&[
        "id",
        "slug",
        "title",
        "groups",
        "from",
        "until",
        "published",
    ]);
    for report in found {
        table.row([
            json!(report.id),
            json!(report.slug),
            json!(report.title),
            slugs_of(&slugs, &report.groups),
            date(&report.from),
            date(&report.until),
            date(&report.published),
        ]);
    }
    Ok(table)
}

fn members(client: &mut Client<'_>, clock: &Clock, options: &ListOptions) -> Result<Table> {
    let group = number(client, Sort::Group, required(&options.group, "group")?)?;
    let question = ListMembers {
        group,
        ..ListMembers::default()
    };
    let mut table = Table::new(&["id", "principal", "since"]);
    for member in client.list(&question, options.most)? {
        table.row([
            json!(member.id),
            json!(member.principal.to_text()),
            json!(clock.show(member.meta.created_at)),
        ]);
    }
    Ok(table)
}

fn feedback(client: &mut Client<'_>, clock: &Clock, options: &ListOptions) -> Result<Table> {
    let subject = match (&options.group, &options.meeting) {
        (Some(group), None) => Subject::group(number(client, Sort::Group, group)?),
        (None, Some(meeting)) => Subject::meeting(number(client, Sort::Meeting, meeting)?),
        _ => {
            let missing = "feedback is listed of a group or of a meeting";
            return Err(Failure::usage(missing)
                .advise("Add `--group` or `--meeting`.")
                .into());
        }
    };
    let question = ListFeedback {
        subject,
        prev: None,
        take: None,
    };
    let found = client.list(&question, options.most)?;
    let people = handles(client, found.iter().filter_map(|feedback| feedback.person))?;
    let mut table = Table::new(&["id", "at", "by", "text", "removed"]);
    for feedback in found {
        let handle = feedback.person.and_then(|id| people.get(&id));
        let by = handle.cloned().unwrap_or_else(|| feedback.by.to_text());
        table.row([
            json!(feedback.id),
            json!(clock.show(feedback.meta.created_at)),
            json!(by),
            json!(feedback.text),
            json!(feedback.removed),
        ]);
    }
    Ok(table)
}

fn check_ins(client: &mut Client<'_>, clock: &Clock, options: &ListOptions) -> Result<Table> {
    let meeting = number(
        client,
        Sort::Meeting,
        required(&options.meeting, "meeting")?,
    )?;
    let question = ListCheckIns {
        meeting,
        ..ListCheckIns::default()
    };
    let found = client.list(&question, options.most)?;
    let people = handles(client, found.iter().filter_map(|check_in| check_in.person))?;
    let mut table = Table::new(&["id", "at", "by"]);
    for check_in in found {
        let handle = check_in.person.and_then(|id| people.get(&id));
        table.row([
            json!(check_in.id),
            json!(clock.show(check_in.meta.created_at)),
            json!(
                handle
                    .cloned()
                    .unwrap_or_else(|| check_in.principal.to_text())
            ),
        ]);
    }
    Ok(table)
}

fn link_requests(client: &mut Client<'_>, clock: &Clock, options: &ListOptions) -> Result<Table> {
    let mut table = Table::new(&["id", "at", "principal", "target", "evidence"]);
    for request in client.list(&ListLinkRequests::default(), options.most)? {
        table.row([
            json!(request.id),
            json!(clock.show(request.meta.created_at)),
            json!(request.principal.to_text()),
            target(&request.target),
            json!(request.evidence),
        ]);
    }
    Ok(table)
}

fn target(target: &workgroups::domain::LinkTarget) -> Value {
    use workgroups::domain::LinkTarget as T;
    match target {
        T::existing(id) => json!(format!("person {id}")),
        T::newcomer(details) => json!(format!("new: {}", details.handle)),
    }
}
