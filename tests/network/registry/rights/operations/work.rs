//! Action items, initiatives and reports.

use workgroups::domain::*;
use workgroups::registry::{
    ActionItemPage, InitiativePage, ListActionItems, ListInitiatives, ListReports, ReportPage,
};

use super::Request;
use crate::registry::community::Community;
use crate::registry::samples;

fn slug(what: &str, letter: char) -> String {
    format!("{what}-{}", letter.to_ascii_lowercase())
}

pub fn create_action_item(c: &Community, letter: char) -> Request {
    let title = format!("raised by {letter}");
    Operation::create_action_item(samples::item(c.own, &title)).into()
}

/// An action item of `own`.
fn item(c: &Community) -> ActionItem {
    let q = ListActionItems {
        group: Some(c.own),
        ..ListActionItems::default()
    };
    let page: ActionItemPage = c.host.ask("list_action_items", q);
    let id = match page.items.first() {
        Some(item) => item.id,
        None => {
            let new = samples::item(c.own, "to be done");
            c.host.made(Operation::create_action_item(new))
        }
    };
    let item: Option<ActionItem> = c.host.ask("get_action_item", id);
    item.unwrap()
}

fn update_item(c: &Community, group: Id, letter: char) -> Request {
    let item = item(c);
    Operation::update_action_item(UpdateActionItem {
        id: item.id,
        expected_revision: item.meta.revision,
        details: ActionItemDetails {
            group,
            note: Some(format!("noted by {letter}")),
            ..item.details
        },
    })
    .into()
}

pub fn update_action_item(c: &Community, letter: char) -> Request {
    update_item(c, c.own, letter)
}

pub fn give_item_away(c: &Community, letter: char) -> Request {
    update_item(c, c.other, letter)
}

pub fn follow_up(c: &Community, letter: char) -> Request {
    let item = item(c);
    Operation::follow_up(AddFollowUp {
        id: item.id,
        expected_revision: item.meta.revision,
        follow_up: samples::follow_up(None, &format!("looked at by {letter}")),
        state: ActionState::in_progress,
    })
    .into()
}

pub fn create_initiative(c: &Community, letter: char) -> Request {
    let new = samples::initiative(&slug("by", letter), &[c.own]);
    Operation::create_initiative(new).into()
}

pub fn create_joint_initiative(c: &Community, letter: char) -> Request {
    let new = samples::initiative(&slug("joint-by", letter), &[c.own, c.other]);
    Operation::create_initiative(new).into()
}

pub fn update_initiative(c: &Community, letter: char) -> Request {
    let q = ListInitiatives {
        group: Some(c.own),
        ..ListInitiatives::default()
    };
    let page: InitiativePage = c.host.ask("list_initiatives", q);
    // The rows above made some; those of `own` alone are meant.
    let mine = page.items.iter().find(|i| i.groups == [c.own]).unwrap();
    let found: Option<Initiative> = c.host.ask("get_initiative", Ref::id(mine.id));
    let initiative = found.unwrap();
    Operation::update_initiative(UpdateInitiative {
        id: initiative.id,
        expected_revision: initiative.meta.revision,
        details: InitiativeDetails {
            summary: Some(format!("told by {letter}")),
            ..initiative.details
        },
    })
    .into()
}

pub fn create_report(c: &Community, letter: char) -> Request {
    let new = samples::report(&slug("by", letter), &[c.own], &[]);
    Operation::create_report(new).into()
}

pub fn create_joint_report(c: &Community, letter: char) -> Request {
    let new = samples::report(&slug("joint-by", letter), &[c.own, c.other], &[]);
    Operation::create_report(new).into()
}

fn update(c: &Community, groups: &[Id], letter: char) -> Request {
    let q = ListReports {
        group: Some(c.own),
        ..ListReports::default()
    };
    let page: ReportPage = c.host.ask("list_reports", q);
    let mine = page.items.iter().find(|r| r.groups == [c.own]).unwrap();
    let found: Option<Report> = c.host.ask("get_report", Ref::id(mine.id));
    let report = found.unwrap();
    Operation::update_report(UpdateReport {
        id: report.id,
        expected_revision: report.meta.revision,
        details: ReportDetails {
            groups: groups.to_vec(),
            focus: Some(format!("as {letter} sees it")),
            ..report.details
        },
    })
    .into()
}

pub fn update_report(c: &Community, letter: char) -> Request {
    update(c, &[c.own], letter)
}

pub fn widen_report(c: &Community, letter: char) -> Request {
    update(c, &[c.own, c.other], letter)
}
