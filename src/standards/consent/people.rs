//! Messages about people, and about whose principal is whose.

use super::page::{Line, Page, actions, phrases};
use super::parts::{links, revision};
use super::words::*;
use crate::domain::{
    DecideLink, Kind, LinkTarget, PersonDetails, RefuseLinkRequests, RequestLink, UnlinkPrincipal,
    UpdatePerson,
};

actions! {
    CREATE: "Add a person", "添加人员"
        => "Add the person {0}", "添加人员 {0}";
    UPDATE: "Replace what is known of a person", "替换人员资料"
        => "Replace what the registry knows of person {0}", "替换登记册中人员 {0} 的资料";
    ASK_KNOWN: "Ask to be known as a person", "申请关联到人员"
        => "Ask that your principal be linked to person {0}", "申请将您的身份标识关联到人员 {0}";
    ASK_NEW: "Ask to be known as a new person", "申请成为新人员"
        => "Ask that your principal be linked to a new person, {0}", "申请将您的身份标识关联到新人员 {0}";
    ACCEPT: "Accept a link request", "批准关联申请"
        => "Accept link request {0}: its principal gets all rights of the person", "批准关联申请 {0}：其身份标识将获得该人员的全部权限";
    REFUSE: "Refuse a link request", "拒绝关联申请"
        => "Refuse link request {0}", "拒绝关联申请 {0}";
    REFUSE_ALL: "Refuse link requests", "拒绝多个关联申请";
    UNLINK: "Take a principal away from a person", "解除身份标识与人员的关联"
        => "Take the principal {0} away from person {1}", "解除身份标识 {0} 与人员 {1} 的关联";
}

phrases! {
    HANDLE: "Handle", "用户名";
    EVIDENCE: "Evidence", "证明";
    REQUEST: "Link request", "关联申请";
}

pub fn refuse_link_requests(page: &mut Page, a: &RefuseLinkRequests) {
    let RefuseLinkRequests { ids, reason } = a;
    page.begin(&REFUSE_ALL, Vec::new(), Some(&NONE));
    for id in ids {
        page.line(&REQUEST, Line::ours(id));
    }
    page.text(&REASON, reason);
}

pub fn create_person(page: &mut Page, details: &PersonDetails) {
    let handle = page.line_of(&details.handle);
    page.begin(&CREATE, vec![(&HANDLE, handle)], None);
    about(page, details);
}

pub fn update_person(page: &mut Page, a: &UpdatePerson) {
    let UpdatePerson {
        id,
        expected_revision,
        details,
    } = a;
    let person = page.record(Kind::person, *id);
    page.begin(&UPDATE, vec![(&PERSON, person)], Some(&NONE));
    page.text(&HANDLE, &details.handle);
    about(page, details);
    revision(page, *expected_revision);
}

/// Everything but the handle.
fn about(page: &mut Page, details: &PersonDetails) {
    let PersonDetails {
        handle: _,
        name,
        affiliation,
        links: addresses,
        remarks,
    } = details;
    page.maybe_text(&NAME, name);
    page.maybe_text(&AFFILIATION, affiliation);
    links(page, &LINK, addresses);
    page.maybe_text(&REMARKS, remarks);
    page.public();
}

pub fn request_link(page: &mut Page, a: &RequestLink) {
    let RequestLink { target, evidence } = a;
    match target {
        LinkTarget::existing(id) => {
            let person = page.record(Kind::person, *id);
            page.begin(&ASK_KNOWN, vec![(&PERSON, person)], None);
        }
        LinkTarget::newcomer(details) => {
            let handle = page.line_of(&details.handle);
            page.begin(&ASK_NEW, vec![(&HANDLE, handle)], None);
            about(page, details);
        }
    }
    page.text(&EVIDENCE, evidence);
}

pub fn decide_link(page: &mut Page, a: &DecideLink) {
    let DecideLink {
        id,
        expected_revision,
        accept,
        reason,
    } = a;
    let action = if *accept { &ACCEPT } else { &REFUSE };
    page.begin(action, vec![(&REQUEST, Line::ours(id))], None);
    page.text(&REASON, reason);
    revision(page, *expected_revision);
}

pub fn unlink_principal(page: &mut Page, a: &UnlinkPrincipal) {
    let UnlinkPrincipal {
        id,
        expected_revision,
        principal,
    } = a;
    let person = page.record(Kind::person, *id);
    let values = vec![(&PRINCIPAL, Line::ours(principal)), (&PERSON, person)];
    page.begin(&UNLINK, values, None);
    revision(page, *expected_revision);
}
