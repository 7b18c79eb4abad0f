//! `attention`: what waits for somebody.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::json;
use workgroups::domain::{ActionState, AttentionItem, Id, Kind};
use workgroups::registry::{AskAttention, ListActionItems, ListLinkRequests};

use super::output::{Form, Table, say};
use super::reader::{Clock, group_slugs, names, number_if};
use super::{AttentionOptions, Shown, Sort};
use crate::client::Client;
use crate::config::Place;

/// A line of the table, before the groups have their names.
struct Line {
    what: String,
    since: u64,
    name: String,
    title: String,
    groups: Vec<Id>,
}

/// What waits for the caller, for a group, or for anybody.
pub fn attention(place: &Place, shown: &Shown, options: &AttentionOptions) -> Result<()> {
    let clock = Clock::of(shown)?;
    let mut client = place.find()?.client()?;
    let group = number_if(&mut client, Sort::Group, options.group.as_deref())?;
    let lines = match (options.all, group) {
        (false, None) => own(&mut client)?,
        (_, group) => found(
            &mut client,
            &AskAttention {
                group,
                ..AskAttention::default()
            },
        )?,
    };
    let slugs = group_slugs(&mut client, lines.iter().flat_map(|line| &line.groups))?;
    let mut table = Table::new(&["what", "since", "name", "title", "groups"]);
    for line in lines {
        table.row([
            json!(line.what),
            json!((line.since > 0).then(|| clock.show(line.since))),
            json!(line.name),
            json!(line.title),
            names(&slugs, &line.groups),
        ]);
    }
    if shown.output == Form::Table {
        say(&format!("Times in {}.\n", clock.zone()))?;
    }
    say(&table.text(shown.output)?)
}

fn found(client: &mut Client<'_>, question: &AskAttention) -> Result<Vec<Line>> {
    let items = client.list_all(question)?;
    Ok(items.into_iter().map(line).collect())
}

fn line(item: AttentionItem) -> Line {
    let reason = item.reason.map(|reason| format!("{reason:?}"));
    let part = item.part.map(|part| format!(" ({part})"));
    Line {
        what: reason.unwrap_or_default().replace('_', " ") + &part.unwrap_or_default(),
        since: item.at,
        name: item.slug.unwrap_or_else(|| format!("#{}", item.id)),
        title: item.title,
        groups: item.groups,
    }
}

/// What waits for the caller; then what is theirs to do or to decide in any case.
fn own(client: &mut Client<'_>) -> Result<Vec<Line>> {
    let me = client.whoami()?;
    let mut lines = Vec::new();
    if let Some(person) = &me.person {
        let question = AskAttention {
            mine: true,
            ..AskAttention::default()
        };
        let waiting = client.list_all(&question)?;
        let items = waiting.iter().filter(|i| i.kind == Some(Kind::action_item));
        let told: BTreeSet<Id> = items.map(|item| item.id).collect();
        lines.extend(waiting.into_iter().map(line));
        lines.extend(own_items(client, person.id, &told)?);
    }
    if me.is_admin || me.is_controller {
        lines.extend(decisions(client)?);
    }
    Ok(lines)
}

/// The action items of a person that are not done, but for those that are told already.
fn own_items(client: &mut Client<'_>, person: Id, told: &BTreeSet<Id>) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for state in [ActionState::open, ActionState::in_progress] {
        let question = ListActionItems {
            person: Some(person),
            state: Some(state),
            ..ListActionItems::default()
        };
        let items = client.list_all(&question)?.into_iter();
        lines.extend(items.filter(|i| !told.contains(&i.id)).map(|item| Line {
            what: "action item of yours".into(),
            since: 0,
            name: format!("#{}", item.id),
            title: item.title,
            groups: vec![item.group],
        }));
    }
    Ok(lines)
}

/// What an admin has to decide, from the first day.
fn decisions(client: &mut Client<'_>) -> Result<Vec<Line>> {
    let proposals = client.list_proposals(false)?.into_iter();
    let mut lines: Vec<Line> = proposals
        .map(|proposal| Line {
            what: "proposal to decide".into(),
            since: 0,
            name: proposal.slug,
            title: proposal.name,
            groups: Vec::new(),
        })
        .collect();
    let requests = client.list_all(&ListLinkRequests::default())?.into_iter();
    lines.extend(requests.map(|request| Line {
        what: "link request to decide".into(),
        since: request.meta.created_at,
        name: format!("#{}", request.id),
        title: request.principal.to_text(),
        groups: Vec::new(),
    }));
    Ok(lines)
}
