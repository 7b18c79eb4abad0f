//! The registry itself, people and their principals.

use candid::Principal;
use workgroups::domain::*;

use super::Request;
use crate::registry::community::{Community, caller};
use crate::registry::samples::person;
use workgroups_test_support::host::{Host, identity};

fn registry_revision(c: &Community) -> u64 {
    c.host.about().meta.revision
}

pub fn set_profile(c: &Community, letter: char) -> Request {
    let profile = Profile {
        name: format!("The community as {letter} calls it"),
        ..Profile::default()
    };
    let expected_revision = registry_revision(c);
    Operation::set_profile(SetProfile {
        expected_revision,
        profile,
    })
    .into()
}

pub fn set_limits(c: &Community, _: char) -> Request {
    let limits = c.host.limits().limits;
    let expected_revision = registry_revision(c);
    Operation::set_limits(SetLimits {
        expected_revision,
        limits,
    })
    .into()
}

pub fn set_origins(c: &Community, _: char) -> Request {
    let expected_revision = registry_revision(c);
    Operation::set_origins(SetOrigins {
        expected_revision,
        trusted_origins: vec!["https://example.org".into()],
        alternative_origins: Vec::new(),
        custom_domains: Vec::new(),
    })
    .into()
}

pub fn set_doors(c: &Community, _: char) -> Request {
    let expected_revision = registry_revision(c);
    Operation::set_doors(SetDoors {
        expected_revision,
        doors: c.host.about().doors,
    })
    .into()
}

pub fn set_patience(c: &Community, _: char) -> Request {
    let expected_revision = registry_revision(c);
    Operation::set_patience(SetPatience {
        expected_revision,
        patience: c.host.about().patience,
    })
    .into()
}

/// One admin stays enough.
pub fn set_two_admins(c: &Community, _: char) -> Request {
    let expected_revision = registry_revision(c);
    Operation::set_two_admins(SetTwoAdmins {
        expected_revision,
        confirm_days: None,
    })
    .into()
}

fn proposal(letter: char) -> Operation {
    Operation::propose_change(ProposeChange {
        change: AdminChange::add_admin(identity(&format!("an admin proposed for {letter}"))),
        reason: "as agreed".into(),
    })
}

pub fn propose_change(_: &Community, letter: char) -> Request {
    proposal(letter).into()
}

/// The change of an admin who calls nothing else.
fn proposed(c: &Community, letter: char) -> Id {
    let proposer = identity("the other admin");
    if !c.host.about().admins.contains(&proposer) {
        c.host.admin(Operation::add_admin(proposer));
    }
    c.host.run(proposer, &proposal(letter)).unwrap().id
}

pub fn confirm_change(c: &Community, letter: char) -> Request {
    Operation::confirm_change(ConfirmChange {
        id: proposed(c, letter),
        expected_revision: 1,
    })
    .into()
}

pub fn drop_change(c: &Community, letter: char) -> Request {
    Operation::drop_change(DropChange {
        id: proposed(c, letter),
        expected_revision: 1,
        reason: None,
    })
    .into()
}

pub fn refuse_link_requests(c: &Community, letter: char) -> Request {
    let newcomer = identity(&format!("somebody refused with others, {letter}"));
    Operation::refuse_link_requests(RefuseLinkRequests {
        ids: vec![c.host.ask_for(newcomer, c.former)],
        reason: "as it seems".into(),
    })
    .into()
}

pub fn add_admin(_: &Community, letter: char) -> Request {
    Operation::add_admin(identity(&format!("an admin by {letter}"))).into()
}

pub fn add_oneself(_: &Community, letter: char) -> Request {
    Operation::add_admin(caller(letter)).into()
}

pub fn remove_admin(c: &Community, letter: char) -> Request {
    let admin = identity(&format!("an admin for {letter}"));
    c.host.admin(Operation::add_admin(admin));
    Operation::remove_admin(admin).into()
}

fn handle(what: &str, letter: char) -> PersonDetails {
    person(&format!("{what}-{letter}"))
}

pub fn create_person(_: &Community, letter: char) -> Request {
    Operation::create_person(handle("made-by", letter)).into()
}

fn read(host: &Host, id: Id) -> Person {
    let found: Option<Person> = host.ask("get_person", Ref::id(id));
    found.unwrap()
}

fn update_person(c: &Community, id: Id, letter: char) -> Request {
    let person = read(&c.host, id);
    Operation::update_person(UpdatePerson {
        id,
        expected_revision: person.meta.revision,
        details: PersonDetails {
            remarks: Some(format!("updated by {letter}")),
            ..person.details
        },
    })
    .into()
}

pub fn update_lead(c: &Community, letter: char) -> Request {
    update_person(c, c.lead, letter)
}

pub fn update_former(c: &Community, letter: char) -> Request {
    update_person(c, c.former, letter)
}

pub fn request_link(_: &Community, letter: char) -> Request {
    Operation::request_link(RequestLink {
        target: LinkTarget::newcomer(handle("newcomer", letter)),
        evidence: "my profile in the forum says so".into(),
    })
    .into()
}

fn decide(c: &Community, letter: char, accept: bool) -> Request {
    let newcomer = identity(&format!("somebody new, {letter} {accept}"));
    let id = c.host.ask_for(newcomer, c.former);
    Operation::decide_link(DecideLink {
        id,
        expected_revision: 1,
        accept,
        reason: "as it seems".into(),
    })
    .into()
}

pub fn accept_link(c: &Community, letter: char) -> Request {
    decide(c, letter, true)
}

pub fn refuse_link(c: &Community, letter: char) -> Request {
    decide(c, letter, false)
}

/// Takes a second principal from the lead.
pub fn unlink_principal(c: &Community, _: char) -> Request {
    let second: Principal = identity("the lead's other identity");
    if !read(&c.host, c.lead).principals.contains(&second) {
        c.host.link(second, c.lead);
    }
    Operation::unlink_principal(UnlinkPrincipal {
        id: c.lead,
        expected_revision: read(&c.host, c.lead).meta.revision,
        principal: second,
    })
    .into()
}
