//! Meetings, their minutes, and what people do around them.

use workgroups::domain::*;
use workgroups::registry::{ListMeetings, MeetingPage};

use super::Request;
use crate::registry::community::{Community, caller};
use crate::registry::samples::{meeting, meeting_at, minutes};
use workgroups_test_support::host::{BEGINNING, founder};

fn new(what: &str, groups: &[Id], letter: char) -> Request {
    let slug = format!("{what}-{}", letter.to_ascii_lowercase());
    Operation::create_meeting(meeting(&slug, groups)).into()
}

pub fn create_meeting(c: &Community, letter: char) -> Request {
    new("by", &[c.own], letter)
}

pub fn create_joint_meeting(c: &Community, letter: char) -> Request {
    new("joint-by", &[c.own, c.other], letter)
}

/// A meeting of these groups and of no others.
fn meeting_of(c: &Community, groups: &[Id]) -> Meeting {
    let q = ListMeetings {
        take: Some(200),
        ..ListMeetings::default()
    };
    let page: MeetingPage = c.host.ask("list_meetings", q);
    let found = page.items.iter().find(|m| m.groups == groups);
    let id = match found {
        Some(summary) => summary.id,
        None => {
            let slug = format!("the-{}", page.items.len());
            c.host
                .made(Operation::create_meeting(meeting(&slug, groups)))
        }
    };
    let meeting: Option<Meeting> = c.host.ask("get_meeting", Ref::id(id));
    meeting.unwrap()
}

fn update(meeting: Meeting, groups: &[Id], letter: char) -> Request {
    Operation::update_meeting(UpdateMeeting {
        id: meeting.id,
        expected_revision: meeting.meta.revision,
        details: MeetingDetails {
            groups: groups.to_vec(),
            summary: Some(format!("told by {letter}")),
            ..meeting.details
        },
    })
    .into()
}

pub fn update_meeting(c: &Community, letter: char) -> Request {
    update(meeting_of(c, &[c.own]), &[c.own], letter)
}

pub fn update_joint_meeting(c: &Community, letter: char) -> Request {
    let both = [c.own, c.other];
    update(meeting_of(c, &both), &both, letter)
}

pub fn widen_meeting(c: &Community, letter: char) -> Request {
    update(meeting_of(c, &[c.own]), &[c.own, c.other], letter)
}

/// The other group is left out.
pub fn narrow_meeting(c: &Community, letter: char) -> Request {
    update(meeting_of(c, &[c.own, c.other]), &[c.own], letter)
}

/// The own group is left out.
pub fn give_up_meeting(c: &Community, letter: char) -> Request {
    update(meeting_of(c, &[c.own, c.other]), &[c.other], letter)
}

pub fn save_draft(c: &Community, letter: char) -> Request {
    let id = meeting_of(c, &[c.own]).id;
    let draft: Option<Draft> = c.host.ask_as(founder(), "get_draft", id).unwrap();
    Operation::save_draft(SaveDraft {
        id,
        expected_revision: draft.map_or(0, |d| d.meta.revision),
        minutes: minutes(&format!("drafted by {letter}")),
    })
    .into()
}

pub fn publish_minutes(c: &Community, letter: char) -> Request {
    let meeting = meeting_of(c, &[c.own]);
    let draft: Option<Draft> = c.host.ask_as(founder(), "get_draft", meeting.id).unwrap();
    // The draft's revision, where there is one.
    let expected_revision = draft.map_or(meeting.meta.revision, |d| d.meta.revision);
    Operation::publish_minutes(PublishMinutes {
        id: meeting.id,
        expected_revision,
        minutes: minutes(&format!("published by {letter}")),
    })
    .into()
}

/// A meeting that runs now; nobody has checked in before.
pub fn check_in(c: &Community, _: char) -> Request {
    let slug = "running";
    let found: Option<Meeting> = c.host.ask("get_meeting", Ref::slug(slug.into()));
    let id = match found {
        Some(meeting) => meeting.id,
        None => {
            let running = meeting_at(slug, &[c.own], BEGINNING);
            c.host.made(Operation::create_meeting(running))
        }
    };
    Operation::check_in(id).into()
}

/// Feedback on `own`.
pub fn feedback_on(c: &Community) -> Operation {
    Operation::give_feedback(GiveFeedback {
        subject: Subject::group(c.own),
        text: "well done".into(),
    })
}

pub fn give_feedback(c: &Community, _: char) -> Request {
    feedback_on(c).into()
}

pub fn give_feedback_on_meeting(c: &Community, _: char) -> Request {
    let subject = Subject::meeting(meeting_of(c, &[c.own]).id);
    Operation::give_feedback(GiveFeedback {
        subject,
        text: "well done".into(),
    })
    .into()
}

pub fn remove_feedback(c: &Community, letter: char) -> Request {
    let given = c.host.run(caller('S'), &feedback_on(c)).unwrap();
    Operation::remove_feedback(RemoveFeedback {
        id: given.id,
        reason: format!("{letter} asks for it"),
    })
    .into()
}

/// Minutes that nobody has approved.
pub fn approve_minutes(c: &Community, letter: char) -> Request {
    let slug = format!("approved-by-{}", letter.to_ascii_lowercase());
    let id = c
        .host
        .made(Operation::create_meeting(meeting(&slug, &[c.own])));
    c.host.admin(Operation::publish_minutes(PublishMinutes {
        id,
        expected_revision: 1,
        minutes: minutes("as they were"),
    }));
    Operation::approve_minutes(ApproveMinutes {
        id,
        expected_revision: 2,
        meeting: None,
    })
    .into()
}
