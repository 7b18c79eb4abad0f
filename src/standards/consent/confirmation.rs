//! Messages about changes that take two admins.

use super::page::{Line, Page, actions, phrases};
use super::parts::revision;
use super::words::*;
use crate::domain::{ConfirmChange, DropChange, Kind, Operation, ProposeChange, SetTwoAdmins};

actions! {
    TWO: "Set whether changes of admins take two of them", "设置管理员的更改是否须两人批准"
        => "Let changes that admins alone may make take two of them", "管理员专属的更改须由两位管理员完成";
    ONE: "Let one admin be enough", "改为一位管理员即可"
        => "Let one admin be enough for changes that admins alone may make", "管理员专属的更改只需一位管理员";
    PROPOSE: "Propose a change to the other admins", "向其他管理员提议更改"
        => "Propose the following change, which another admin confirms", "提议以下更改，由另一位管理员确认";
    CONFIRM: "Confirm a proposed change", "确认提议的更改"
        => "Confirm the proposed change {0}: it is made at once", "确认提议的更改 {0}：立即生效";
    DROP: "Drop a proposed change", "放弃提议的更改"
        => "Drop the proposed change {0}", "放弃提议的更改 {0}";
}

phrases! {
    WITHIN: "Confirmed within days", "确认期限（天）";
    CHANGE: "Proposed change", "提议的更改";
}

pub fn set_two_admins(page: &mut Page, a: &SetTwoAdmins) {
    let SetTwoAdmins {
        expected_revision,
        confirm_days,
    } = a;
    let action = if confirm_days.is_some() { &TWO } else { &ONE };
    page.begin(action, Vec::new(), None);
    page.option(&WITHIN, confirm_days.map(Line::ours));
    revision(page, *expected_revision);
}

pub fn propose_change(page: &mut Page, a: &ProposeChange) {
    let ProposeChange { change, reason } = a;
    page.begin(&PROPOSE, Vec::new(), None);
    page.text(&REASON, reason);
    page.numbered(1, |page| {
        super::write(page, &Operation::from(change.clone()))
    });
}

pub fn confirm_change(page: &mut Page, a: &ConfirmChange) {
    let ConfirmChange {
        id,
        expected_revision,
    } = a;
    let change = page.record(Kind::proposed_change, *id);
    page.begin(&CONFIRM, vec![(&CHANGE, change)], None);
    revision(page, *expected_revision);
}

pub fn drop_change(page: &mut Page, a: &DropChange) {
    let DropChange {
        id,
        expected_revision,
        reason,
    } = a;
    let change = page.record(Kind::proposed_change, *id);
    page.begin(&DROP, vec![(&CHANGE, change)], None);
    page.maybe_text(&REASON, reason);
    revision(page, *expected_revision);
}
