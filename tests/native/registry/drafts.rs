//! Drafts of minutes: nobody publishes over what others have written since.

use super::scene::*;
use workgroups::domain::*;

fn minutes(text: &str) -> Minutes {
    Minutes {
        attendance: None,
        attendees: Vec::new(),
        sections: vec![Section {
            heading: "Notes".into(),
            level: 1,
            speakers: Vec::new(),
            text: text.into(),
        }],
        decisions: Vec::new(),
        feedback: Vec::new(),
    }
}

#[test]
fn publishing_asks_for_the_revision_of_the_draft_where_there_is_one() {
    let mut c = scene();
    let id = c.does(Operation::create_meeting(meeting("m"))).id;
    let save = |expected_revision, text: &str| {
        Operation::save_draft(SaveDraft {
            id,
            expected_revision,
            minutes: minutes(text),
        })
    };
    let publish = |expected_revision, text: &str| {
        Operation::publish_minutes(PublishMinutes {
            id,
            expected_revision,
            minutes: minutes(text),
        })
    };
    c.does(save(0, "first half"));
    c.does(save(1, "first half and second half"));
    let refused = c.tries(publish(1, "first half"));
    let current_revision = 2;
    assert_eq!(refused, Err(Error::conflict { current_revision }));
    let draft = c.registry.get_draft(&admin(), c.now, id);
    assert_eq!(
        draft.unwrap().unwrap().minutes,
        minutes("first half and second half")
    );
    c.does(publish(2, "first half and second half"));
    c.does(publish(2, "corrected"));
    assert_eq!(c.meeting(id).minutes, Some(minutes("corrected")));
}
