//! The operations that make records say what files say.

use std::collections::BTreeSet;

use workgroups::domain::{
    Id, Kind, MoveGroup, Operation, PublishMinutes, SetApproval, SetLifecycle, SetRelations,
    SetRoles, UpdateActionItem, UpdateGroup, UpdateInitiative, UpdateMeeting, UpdatePerson,
    UpdateReport,
};

use super::existing::Known;
use crate::files::convert::{self, Ids};
use crate::files::format::{ActionItem, Data, Group, Initiative, Meeting, Person, Report};
use crate::files::revisions::Revisions;

/// Why a record of the files cannot be sent, as the end of a sentence that begins with it.
pub type Fault = String;

/// The names of the records that records of the files name.
pub fn named_in(data: &Data) -> BTreeSet<(Kind, String)> {
    let ids = Ids::scouting();
    // What is at fault in a record is told when it is sent.
    data.groups.iter().for_each(|r| {
        drop(ids.group(r));
        drop(ids.relations(&r.relations));
    });
    data.initiatives
        .iter()
        .for_each(|r| drop(ids.initiative(r)));
    data.meetings.iter().for_each(|r| {
        drop(ids.meeting_details(r));
        r.minutes
            .iter()
            .for_each(|minutes| drop(ids.minutes(minutes)));
    });
    data.action_items
        .iter()
        .for_each(|r| drop(ids.action_item(r)));
    data.reports.iter().for_each(|r| drop(ids.report(r)));
    data.series.iter().for_each(|r| drop(ids.groups(&r.groups)));
    ids.scouted()
}

pub fn person(
    new: &Person,
    old: &Known<Person>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    Ok(vec![Operation::update_person(UpdatePerson {
        id: old.id,
        expected_revision: revisions.take(Kind::person, old.id),
        details: convert::person(new),
    })])
}

/// What has an operation of its own is sent by itself, and only if it differs.
pub fn group(
    ids: &Ids,
    new: &Group,
    old: &Known<Group>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    let id = old.id;
    let mut operations = Vec::new();
    let details = convert::group_details(new);
    if details != convert::group_details(&old.record) {
        operations.push(Operation::update_group(UpdateGroup {
            id,
            expected_revision: revisions.take(Kind::group, id),
            details,
        }));
    }
    if new.parent != old.record.parent {
        let parent = new.parent.as_ref();
        operations.push(Operation::move_group(MoveGroup {
            id,
            expected_revision: revisions.take(Kind::group, id),
            parent: parent.map(|slug| ids.find(Kind::group, slug)).transpose()?,
        }));
    }
    if new.lifecycle != old.record.lifecycle {
        operations.push(Operation::set_lifecycle(SetLifecycle {
            id,
            expected_revision: revisions.take(Kind::group, id),
            lifecycle: new.lifecycle.iter().map(convert::lifecycle_step).collect(),
        }));
    }
    if new.roles != old.record.roles {
        operations.push(Operation::set_roles(SetRoles {
            id,
            expected_revision: revisions.take(Kind::group, id),
            roles: ids.roles(&new.roles)?,
        }));
    }
    Ok(operations)
}

/// All that a group is, when the groups that it names have their numbers.
pub fn whole_group(
    ids: &Ids,
    new: &Group,
    old: &Known<Group>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    let mut operations = group(ids, new, old, revisions)?;
    operations.extend(standing(ids, old.id, new, Some(old), revisions)?);
    Ok(operations)
}

/// What a group says beside its record, once all groups have their numbers. A new group has said
/// nothing yet.
pub fn standing(
    ids: &Ids,
    id: Id,
    new: &Group,
    old: Option<&Known<Group>>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    let (relations, approves_minutes) = old.map_or((&[][..], false), |old| {
        (&old.record.relations[..], old.record.approves_minutes)
    });
    let mut operations = Vec::new();
    if new.relations != relations {
        operations.push(Operation::set_relations(SetRelations {
            id,
            expected_revision: revisions.take(Kind::group, id),
            relations: ids.relations(&new.relations)?,
        }));
    }
    if new.approves_minutes != approves_minutes {
        operations.push(Operation::set_approval(SetApproval {
            id,
            expected_revision: revisions.take(Kind::group, id),
            approves_minutes: new.approves_minutes,
        }));
    }
    Ok(operations)
}

pub fn initiative(
    ids: &Ids,
    new: &Initiative,
    old: &Known<Initiative>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    Ok(vec![Operation::update_initiative(UpdateInitiative {
        id: old.id,
        expected_revision: revisions.take(Kind::initiative, old.id),
        details: ids.initiative(new)?,
    })])
}

/// The meeting first, then its minutes; published minutes stay when the file has none.
pub fn meeting(
    ids: &Ids,
    new: &Meeting,
    old: &Known<Meeting>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    let id = old.id;
    let without_minutes = |meeting: &Meeting| Meeting {
        minutes: None,
        ..meeting.clone()
    };
    let mut operations = Vec::new();
    if without_minutes(new) != without_minutes(&old.record) {
        operations.push(Operation::update_meeting(UpdateMeeting {
            id,
            expected_revision: revisions.take(Kind::meeting, id),
            details: ids.meeting_details(new)?,
        }));
    }
    if let Some(minutes) = new
        .minutes
        .as_ref()
        .filter(|_| new.minutes != old.record.minutes)
    {
        operations.push(Operation::publish_minutes(PublishMinutes {
            id,
            expected_revision: revisions.take(Kind::meeting, id),
            minutes: ids.minutes(minutes)?,
        }));
    }
    Ok(operations)
}

/// Nothing when it says that already: items are told apart by their places among all.
pub fn action_item(
    ids: &Ids,
    new: &ActionItem,
    old: &Known<ActionItem>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    if *new == old.record {
        return Ok(Vec::new());
    }
    Ok(vec![Operation::update_action_item(UpdateActionItem {
        id: old.id,
        expected_revision: revisions.take(Kind::action_item, old.id),
        details: ids.action_item(new)?,
    })])
}

pub fn report(
    ids: &Ids,
    new: &Report,
    old: &Known<Report>,
    revisions: &mut Revisions,
) -> Result<Vec<Operation>, Fault> {
    Ok(vec![Operation::update_report(UpdateReport {
        id: old.id,
        expected_revision: revisions.take(Kind::report, old.id),
        details: ids.report(new)?,
    })])
}
