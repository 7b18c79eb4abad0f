//! Inputs that the tests of the clients send.

use workgroups::domain::{
    CreateGroup, GroupDetails, GroupKind, Id, LifecycleState, LifecycleStep, MeetingDetails,
    MeetingStatus, When,
};

/// An active group with this slug and nothing that is not required.
pub fn group(slug: &str) -> CreateGroup {
    CreateGroup {
        details: GroupDetails {
            slug: slug.to_owned(),
            name: format!("Group {slug}"),
            kind: Some(GroupKind::working_group),
            scope: String::new(),
            charter: None,
            links: Vec::new(),
            topics: Vec::new(),
            languages: Vec::new(),
            cadence: None,
            first_meeting: None,
            last_meeting: None,
            stated_on: None,
            remarks: None,
        },
        parent: None,
        lifecycle: vec![LifecycleStep {
            state: LifecycleState::active,
            date: None,
            reason: None,
        }],
        roles: Vec::new(),
    }
}

/// A meeting of these groups that is to come, with nothing that is not required.
pub fn meeting(slug: &str, groups: &[Id]) -> MeetingDetails {
    MeetingDetails {
        slug: slug.into(),
        groups: groups.to_vec(),
        number: None,
        title: format!("Meeting {slug}"),
        summary: None,
        when: When::default(),
        duration_minutes: None,
        status: MeetingStatus::scheduled,
        reason: None,
        locations: Vec::new(),
        hosts: Vec::new(),
        guests: Vec::new(),
        agenda: Vec::new(),
        attachments: Vec::new(),
        recordings: Vec::new(),
        tags: Vec::new(),
        languages: Vec::new(),
        remarks: None,
        occurrence: None,
    }
}
