//! `search`, `upcoming`, `history` and `whoami`.

use anyhow::Result;
use serde_json::{Value, json};
use workgroups::domain::Id;
use workgroups::registry::{AskHistory, Search, Upcoming, Whoami};

use super::output::{Form, Table, data, say};
use super::reader::{Clock, group_slugs, kind_of, names, now, number, number_if};
use super::{Named, SearchOptions, Shown, Sort, UpcomingOptions};
use crate::config::Place;

const DAY_NANOS: u64 = 86_400_000_000_000;

/// Finds records by words.
pub fn search(place: &Place, shown: &Shown, options: &SearchOptions) -> Result<()> {
    let clock = Clock::of(shown)?;
    let mut client = place.find()?.client()?;
    let question = Search {
        text: options.words.join(" "),
        kinds: options.kind.iter().copied().map(kind_of).collect(),
        group: number_if(&mut client, Sort::Group, options.group.as_deref())?,
        tag: options.tag.clone(),
        ..Search::default()
    };
    let mut table = Table::new(&["kind", "name", "title", "at", "found in"]);
    for hit in client.list(&question, options.most)? {
        let at = (hit.at > 0).then(|| clock.show(hit.at));
        table.row([
            json!(hit.kind.map(|kind| format!("{kind:?}").replace('_', " "))),
            json!(hit.slug.unwrap_or_else(|| format!("#{}", hit.id))),
            json!(hit.title),
            json!(at),
            json!(hit.excerpt),
        ]);
    }
    say(&table.text(shown.output)?)
}

/// The meetings that come.
pub fn upcoming(place: &Place, shown: &Shown, options: &UpcomingOptions) -> Result<()> {
    let clock = Clock::of(shown)?;
    let mut client = place.find()?.client()?;
    let mut groups = Vec::new();
    for group in &options.group {
        groups.push(number(&mut client, Sort::Group, group)?);
    }
    let question = Upcoming {
        groups,
        mine: options.mine,
        until: Some(now().saturating_add(u64::from(options.days) * DAY_NANOS)),
        ..Upcoming::default()
    };
    let found = client.list(&question, options.most)?;
    let slugs = group_slugs(&mut client, found.iter().flat_map(|m| &m.groups))?;
    let mut table = Table::new(&["starts", "minutes", "title", "groups", "status", "reason"]);
    for meeting in found {
        let minutes = meeting.end_at.saturating_sub(meeting.start_at) / 60_000_000_000;
        table.row([
            json!(clock.show(meeting.start_at)),
            json!(minutes),
            json!(meeting.title),
            names(&slugs, &meeting.groups),
            json!(
                meeting
                    .status
                    .map(|status| format!("{status:?}").replace('_', " "))
            ),
            json!(meeting.reason),
        ]);
    }
    if shown.output == Form::Table {
        say(&format!("Times in {}.\n", clock.zone()))?;
    }
    say(&table.text(shown.output)?)
}

/// Who changed a record.
pub fn history(place: &Place, shown: &Shown, named: &Named) -> Result<()> {
    let clock = Clock::of(shown)?;
    let mut client = place.find()?.client()?;
    let question = AskHistory {
        kind: Some(kind_of(named.kind)),
        id: number(&mut client, named.kind, &named.name)?,
        ..AskHistory::default()
    };
    let mut table = Table::new(&["revision", "at", "what", "fields", "by", "block"]);
    for change in client.list_all(&question)? {
        table.row([
            json!(change.revision),
            json!(clock.show(change.at)),
            json!(change.operation.replace('_', " ")),
            json!(change.fields),
            json!(change.by.to_text()),
            json!(change.event),
        ]);
    }
    say(&table.text(shown.output)?)
}

/// Who the caller is.
pub fn whoami(place: &Place, shown: &Shown) -> Result<()> {
    let mut client = place.find()?.client()?;
    let me = client.whoami()?;
    let groups = me
        .offices
        .iter()
        .map(|office| &office.group)
        .chain(&me.memberships);
    let slugs = group_slugs(&mut client, groups)?;
    let slug = |id: &Id| slugs.get(id).cloned().unwrap_or_else(|| format!("#{id}"));
    let offices: Vec<Value> = me
        .offices
        .iter()
        .map(|office| {
            let role = office
                .role
                .map(|role| format!("{role:?}").replace('_', " "));
            json!({ "group": slug(&office.group), "role": role })
        })
        .collect();
    let memberships: Vec<String> = me.memberships.iter().map(slug).collect();
    if shown.output != Form::Table {
        let told = json!({
            "principal": me.principal.to_text(),
            "person": me.person.as_ref().map(|person| &person.handle),
            "is_admin": me.is_admin,
            "is_controller": me.is_controller,
            "offices": offices,
            "memberships": memberships,
            "operations_left": me.operations_left,
        });
        return say(&data(&told, shown.output)?);
    }
    let offices: Vec<String> = offices
        .iter()
        .map(|office| {
            let text = |name: &str| office[name].as_str().unwrap_or("office").to_owned();
            format!("{} of {}", text("role"), text("group"))
        })
        .collect();
    say(&in_words(&me, &offices, &memberships))
}

fn in_words(me: &Whoami, offices: &[String], memberships: &[String]) -> String {
    let mut lines = vec![format!("You are {}.", me.principal)];
    match &me.person {
        Some(person) => lines.push(format!("The registry knows you as {}.", person.handle)),
        None => lines.push("You are linked to no person.".into()),
    }
    match (me.is_controller, me.is_admin) {
        (true, _) => lines.push("You control the canister: you may change everything.".into()),
        (_, true) => lines.push("You are an admin: you may change everything.".into()),
        _ => {}
    }
    if !offices.is_empty() {
        lines.push(format!("You are {}.", offices.join(", ")));
    }
    if !memberships.is_empty() {
        lines.push(format!("You are a member of {}.", memberships.join(", ")));
    }
    if let Some(left) = me.operations_left {
        lines.push(format!("{left} operations are left of this hour."));
    }
    lines.join("\n") + "\n"
}
