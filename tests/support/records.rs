//! Inputs that the tests of the clients send.

use workgroups::domain::{CreateGroup, GroupDetails, GroupKind, LifecycleState, LifecycleStep};

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
