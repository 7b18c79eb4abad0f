//! The kinds of records that belong to groups.

use workgroups::domain::*;
use workgroups_test_support::records;

use super::scene::*;

/// A kind of record that belongs to groups.
pub struct Sort {
    pub what: &'static str,
    pub record: fn(Id) -> RecordId,
    /// One with this number, in a group.
    pub make: fn(usize, Id) -> Operation,
    /// That one given to another group.
    pub moves: fn(usize, Id, Id) -> Operation,
}

fn initiative(n: usize, groups: Vec<Id>) -> InitiativeDetails {
    InitiativeDetails {
        slug: format!("initiative-{n}"),
        groups,
        title: format!("Initiative {n}"),
        summary: None,
        progress: None,
        milestones: Vec::new(),
        links: Vec::new(),
        from: None,
        until: None,
    }
}

fn report(n: usize, groups: Vec<Id>) -> ReportDetails {
    ReportDetails {
        slug: format!("report-{n}"),
        groups,
        title: format!("Report {n}"),
        from: None,
        until: None,
        published: None,
        purpose: None,
        focus: None,
        initiatives: Vec::new(),
        highlights: Vec::new(),
        goals: Vec::new(),
        links: Vec::new(),
        languages: Vec::new(),
    }
}

fn series(n: usize, groups: Vec<Id>) -> NewSeries {
    let mut details = weekly();
    details.title = format!("Series {n}");
    NewSeries {
        groups,
        tags: Vec::new(),
        details,
    }
}

pub const SORTS: [Sort; 6] = [
    Sort {
        what: "meetings of a group",
        record: RecordId::meeting,
        make: |n, group| Operation::create_meeting(records::meeting(&format!("m-{n}"), &[group])),
        moves: |n, id, group| {
            Operation::update_meeting(UpdateMeeting {
                id,
                expected_revision: 1,
                details: records::meeting(&format!("m-{n}"), &[group]),
            })
        },
    },
    Sort {
        what: "action items of a group",
        record: RecordId::action_item,
        make: |_, group| Operation::create_action_item(item(group)),
        moves: |_, id, group| {
            Operation::update_action_item(UpdateActionItem {
                id,
                expected_revision: 1,
                details: item(group),
            })
        },
    },
    Sort {
        what: "initiatives of a group",
        record: RecordId::initiative,
        make: |n, group| Operation::create_initiative(initiative(n, vec![group])),
        moves: |n, id, group| {
            Operation::update_initiative(UpdateInitiative {
                id,
                expected_revision: 1,
                details: initiative(n, vec![group]),
            })
        },
    },
    Sort {
        what: "reports of a group",
        record: RecordId::report,
        make: |n, group| Operation::create_report(report(n, vec![group])),
        moves: |n, id, group| {
            Operation::update_report(UpdateReport {
                id,
                expected_revision: 1,
                details: report(n, vec![group]),
            })
        },
    },
    Sort {
        what: "series of a group",
        record: RecordId::series,
        make: |n, group| Operation::create_series(series(n, vec![group])),
        moves: |n, id, group| {
            let new = series(n, vec![group]);
            Operation::update_series(UpdateSeries {
                id,
                expected_revision: 1,
                groups: new.groups,
                tags: new.tags,
                details: new.details,
                drops: None,
            })
        },
    },
    Sort {
        what: "subgroups of a group",
        record: RecordId::group,
        make: |n, group| {
            let mut new = records::group(&format!("group-{n}"));
            new.parent = Some(group);
            Operation::create_group(new)
        },
        moves: |_, id, group| {
            Operation::move_group(MoveGroup {
                id,
                expected_revision: 1,
                parent: Some(group),
            })
        },
    },
];
