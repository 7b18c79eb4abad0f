//! Records as the tests begin with them: everything that is required, and little else.

use workgroups::domain::*;

pub use workgroups_test_support::records::{group, meeting};

/// A date of which the year, month and day are known.
pub fn date(year: u16, month: u8, day: u8) -> PartialDate {
    PartialDate {
        year: Some(year),
        month: Some(month),
        day: Some(day),
        text: None,
    }
}

pub fn person(handle: &str) -> PersonDetails {
    PersonDetails {
        handle: handle.into(),
        name: None,
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    }
}

/// A role that has begun and does not end.
pub fn role(kind: RoleKind, person: Id) -> Role {
    Role {
        kind: Some(kind),
        label: None,
        person: Some(person),
        from: None,
        until: None,
        note: None,
    }
}

pub fn known(person: Id) -> Participant {
    Participant {
        person: Some(person),
        ..Participant::default()
    }
}

pub fn named(name: &str) -> Participant {
    Participant {
        name: Some(name.into()),
        ..Participant::default()
    }
}

pub fn link(url: &str) -> Link {
    Link {
        kind: Some(LinkKind::other),
        label: None,
        url: Some(url.into()),
    }
}

/// A meeting with an exact start, which lasts half an hour.
pub fn meeting_at(slug: &str, groups: &[Id], start: Nanos) -> MeetingDetails {
    MeetingDetails {
        when: When {
            start: Some(start),
            ..When::default()
        },
        duration_minutes: Some(30),
        ..meeting(slug, groups)
    }
}

/// Minutes of one section.
pub fn minutes(text: &str) -> Minutes {
    Minutes {
        sections: vec![Section {
            heading: "Notes".into(),
            level: 1,
            speakers: Vec::new(),
            text: text.into(),
        }],
        ..Minutes::default()
    }
}

pub fn item(group: Id, title: &str) -> ActionItemDetails {
    ActionItemDetails {
        group,
        raised_in: None,
        title: title.into(),
        note: None,
        owners: Vec::new(),
        due: None,
        state: ActionState::open,
        follow_ups: Vec::new(),
    }
}

pub fn follow_up(meeting: Option<Id>, text: &str) -> FollowUp {
    FollowUp {
        meeting,
        date: None,
        by: Vec::new(),
        text: text.into(),
    }
}

pub fn milestone(title: &str, progress: Progress) -> Milestone {
    Milestone {
        title: title.into(),
        progress: Some(progress),
        new: false,
        parent: None,
        due: None,
        note: None,
    }
}

pub fn initiative(slug: &str, groups: &[Id]) -> InitiativeDetails {
    InitiativeDetails {
        slug: slug.into(),
        groups: groups.to_vec(),
        title: format!("Initiative {slug}"),
        summary: None,
        progress: None,
        milestones: Vec::new(),
        links: Vec::new(),
        from: None,
        until: None,
    }
}

pub fn report(slug: &str, groups: &[Id], initiatives: &[Id]) -> ReportDetails {
    ReportDetails {
        slug: slug.into(),
        groups: groups.to_vec(),
        title: format!("Report {slug}"),
        from: None,
        until: None,
        published: None,
        purpose: None,
        focus: None,
        initiatives: initiatives.to_vec(),
        highlights: Vec::new(),
        goals: Vec::new(),
        links: Vec::new(),
        languages: Vec::new(),
    }
}

pub fn step(state: LifecycleState) -> LifecycleStep {
    LifecycleStep {
        state,
        date: None,
        reason: None,
    }
}
