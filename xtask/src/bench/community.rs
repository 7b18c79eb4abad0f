//! A community on the network: groups with a lead, a weekly series and records of meetings each.

use anyhow::{Context, Result};
use bench::sample;
use candid::Principal;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::{
    CreateGroup, DecideLink, GroupDetails, GroupKind, LifecycleState, LifecycleStep, LinkTarget,
    NewSeries, Operation, PersonDetails, RequestLink, Role, RoleKind,
};

use super::live::{ADMIN, Live};

/// Operations that one message brings.
const BATCH: usize = 100;
/// 2026-06-15, 00:00 UTC, a Monday: when the community is there.
pub const BEGINNING: u64 = 1_781_481_600_000_000_000;

/// How large it is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub groups: u64,
    /// Records of meetings of each.
    pub meetings: u64,
}

/// Who leads a group.
pub fn lead(group: u64) -> Principal {
    Principal::self_authenticating(format!("lead {group}"))
}

/// Somebody without office.
pub fn stranger(number: u64) -> Principal {
    Principal::self_authenticating(format!("stranger {number}"))
}

/// Makes a community in an empty registry; its groups, people and meetings are numbered from 1.
pub fn fill(live: &Live<'_>, size: Size) -> Result<()> {
    live.set_time(BEGINNING);
    live.settle();
    let numbers = || 1..=size.groups;
    send(live, numbers().map(|n| Operation::create_person(person(n))))?;
    for group in numbers() {
        link(live, group)?;
    }
    send(live, numbers().map(|n| Operation::create_group(group(n))))?;
    send(live, numbers().map(|n| Operation::create_series(series(n))))?;
    let meetings = 1..=size.groups * size.meetings;
    let meeting = |n| Operation::create_meeting(sample::meeting(n, 1 + n % size.groups));
    send(live, meetings.map(meeting))
}

fn send(live: &Live<'_>, operations: impl Iterator<Item = Operation>) -> Result<()> {
    let mut operations = operations.peekable();
    while operations.peek().is_some() {
        let batch = operations.by_ref().take(BATCH).collect();
        live.execute_all(ADMIN, batch)?;
        live.wait(1);
    }
    Ok(())
}

fn person(number: u64) -> PersonDetails {
    PersonDetails {
        handle: format!("lead-{number}"),
        name: Some(format!("Lead of {number}")),
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    }
}

/// Ties the lead's principal to the person.
fn link(live: &Live<'_>, number: u64) -> Result<()> {
    let request = Operation::request_link(RequestLink {
        target: LinkTarget::existing(number),
        evidence: "a benchmark".into(),
    });
    let asked = live.execute(lead(number), &request)?;
    let accept = Operation::decide_link(DecideLink {
        id: asked.id,
        expected_revision: asked.revision,
        accept: true,
        reason: "a benchmark".into(),
    });
    live.execute(ADMIN, &accept).context("the link of a lead")?;
    Ok(())
}

fn group(number: u64) -> CreateGroup {
    let lead = Role {
        kind: Some(RoleKind::lead),
        label: None,
        person: Some(number),
        from: None,
        until: None,
        note: None,
    };
    CreateGroup {
        roles: vec![lead],
        ..bare_group(number)
    }
}

/// A group that nobody leads.
pub fn bare_group(number: u64) -> CreateGroup {
    CreateGroup {
        details: group_details(number, ""),
        parent: None,
        lifecycle: vec![LifecycleStep {
            state: LifecycleState::active,
            date: None,
            reason: None,
        }],
        roles: Vec::new(),
    }
}

/// A group's record; its scope is as long as those of the examples are on the mean, and ends in
/// these words.
pub fn group_details(number: u64, end: &str) -> GroupDetails {
    GroupDetails {
        slug: format!("group-{number}"),
        name: format!("Group {number} on {}", sample::word(number)),
        kind: Some(GroupKind::working_group),
        scope: "What belongs here is measured before it is claimed. ".repeat(3) + end,
        charter: None,
        links: Vec::new(),
        topics: vec![sample::word(number).into()],
        languages: vec!["en".into()],
        cadence: Some("every week".into()),
        first_meeting: None,
        last_meeting: None,
        stated_on: None,
        remarks: None,
    }
}

/// Every week, on a day and at an hour that differ from group to group.
fn series(number: u64) -> NewSeries {
    let start = LocalDateTime::new(
        2026,
        6,
        1 + (number % 5) as u8,
        8 + (number % 12) as u8,
        15 * (number % 4) as u8,
    );
    NewSeries {
        groups: vec![number],
        tags: Vec::new(),
        details: SeriesDetails {
            title: format!("Weekly of group {number}"),
            description: "What was done, what is next, and who does it.".into(),
            cadence: Some("weekly".into()),
            schedule: Some(Schedule {
                start,
                zone: "Europe/Zurich".into(),
                minutes: 60,
                rule: Some("FREQ=WEEKLY".into()),
            }),
            locations: Vec::new(),
            notice_hours: Some(24),
            alternates_with: None,
        },
    }
}
