//! Records that are withdrawn, people who are one, and what is withheld. Each call is about records of its own.

use workgroups::domain::*;

use super::Request;
use crate::registry::community::Community;
use crate::registry::samples::{item, meeting, person};

fn name(what: &str, letter: char) -> String {
    format!("{what}-{}", letter.to_ascii_lowercase())
}

fn withdraw(record: RecordId) -> Operation {
    Operation::withdraw_record(WithdrawRecord {
        record,
        expected_revision: 1,
        reason: "entered by mistake".into(),
        instead: None,
    })
}

fn new_meeting(c: &Community, what: &str, groups: &[Id], letter: char) -> RecordId {
    let details = meeting(&name(what, letter), groups);
    RecordId::meeting(c.host.made(Operation::create_meeting(details)))
}

fn new_person(c: &Community, what: &str, letter: char) -> Id {
    let details = person(&name(what, letter));
    c.host.made(Operation::create_person(details))
}

pub fn withdraw_meeting(c: &Community, letter: char) -> Request {
    withdraw(new_meeting(c, "mistake-by", &[c.own], letter)).into()
}

pub fn withdraw_joint_meeting(c: &Community, letter: char) -> Request {
    withdraw(new_meeting(
        c,
        "joint-mistake-by",
        &[c.own, c.other],
        letter,
    ))
    .into()
}

pub fn withdraw_item(c: &Community, _: char) -> Request {
    let id = c
        .host
        .made(Operation::create_action_item(item(c.own, "twice")));
    withdraw(RecordId::action_item(id)).into()
}

pub fn withdraw_group(c: &Community, letter: char) -> Request {
    let id = c
        .host
        .group(&name("mistaken-group-by", letter), None, Vec::new());
    withdraw(RecordId::group(id)).into()
}

pub fn withdraw_person(c: &Community, letter: char) -> Request {
    withdraw(RecordId::person(new_person(
        c,
        "mistaken-person-by",
        letter,
    )))
    .into()
}

pub fn reinstate_meeting(c: &Community, letter: char) -> Request {
    let record = new_meeting(c, "put-back-by", &[c.own], letter);
    c.host.admin(withdraw(record));
    Operation::reinstate_record(ReinstateRecord {
        record,
        expected_revision: 2,
        reason: "it was none".into(),
    })
    .into()
}

pub fn merge_person(c: &Community, letter: char) -> Request {
    Operation::merge_person(MergePerson {
        id: new_person(c, "twice-by", letter),
        expected_revision: 1,
        into: new_person(c, "once-by", letter),
        reason: "the same human".into(),
    })
    .into()
}

pub fn withhold_person(c: &Community, letter: char) -> Request {
    Operation::withhold_person(WithholdPerson {
        id: new_person(c, "told-of-by", letter),
        expected_revision: 1,
        reason: "they asked for it".into(),
    })
    .into()
}

/// Of a block that nobody else withholds.
pub fn withhold_blocks(c: &Community, letter: char) -> Request {
    let details = meeting(&name("told-by", letter), &[c.own]);
    c.host.made(Operation::create_meeting(details));
    Operation::withhold_blocks(WithholdBlocks {
        blocks: vec![c.host.about().events - 1],
        fields: vec!["title".into()],
        reason: "it hurts somebody".into(),
    })
    .into()
}
