//! What is sealed in the log, and what follows from it all the same.

use ic_stable_structures::DefaultMemoryImpl;
use workgroups::base::bytes::Hash;
use workgroups::domain::*;
use workgroups::log::block::ShownBlock;
use workgroups::registry::Registry;

use super::scene::*;
use super::withholding::shown_blocks;

/// The hash of a block with a link request, sealed by this secret.
fn sealed_by(secret: u8) -> Option<Hash> {
    let mut registry = Registry::open(DefaultMemoryImpl::default());
    registry.keep_secret(vec![secret; 32]);
    registry.execute(&caller(1), 1, asks_for("ada")).unwrap();
    registry.store().tip()
}

#[test]
fn whoever_guesses_what_is_sealed_cannot_try_it_without_the_secret() {
    assert_eq!(sealed_by(1), sealed_by(1));
    assert_ne!(sealed_by(1), sealed_by(2));
}

#[test]
fn minutes_that_were_drafted_follow_from_the_log_that_shows_no_draft() {
    let mut c = scene();
    let id = c.does(Operation::create_meeting(meeting("m"))).id;
    for expected_revision in 0..3 {
        c.does(Operation::save_draft(SaveDraft {
            id,
            expected_revision,
            minutes: Minutes {
                attendance: Some(expected_revision as u32),
                ..Minutes::default()
            },
        }));
    }
    c.does(Operation::publish_minutes(PublishMinutes {
        id,
        expected_revision: 3,
        minutes: Minutes {
            attendance: Some(9),
            ..Minutes::default()
        },
    }));
    let mut again = Registry::open(DefaultMemoryImpl::default());
    for block in shown_blocks(&c.registry) {
        let block = ShownBlock::read(&block).unwrap();
        again.replay_shown(&block).unwrap();
    }
    let meeting = again.get_meeting(&Ref::id(id)).unwrap();
    assert_eq!(meeting.minutes.as_ref().unwrap().attendance, Some(9));
    assert_eq!(Some(meeting), c.registry.get_meeting(&Ref::id(id)));
}
