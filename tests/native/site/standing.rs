//! What pages tell of how groups stand to each other, and of what a meeting has to follow up.

use workgroups::domain::*;
use workgroups_test_support::records;

use super::community::{Community, HOUR};
use super::xml;

fn text(c: &Community, path: &str) -> String {
    xml::read(&c.reads(path)).text
}

#[test]
fn relations_stand_on_the_pages_of_both_groups() {
    let mut c = Community::empty();
    let [one, other] = ["one", "other"].map(|slug| {
        let new = records::group(slug);
        c.does(Operation::create_group(new)).id
    });
    for (revision, (kind, of_one, of_other)) in (1..).zip([
        (RelationKind::sponsored_by, "Sponsored by", "Sponsors"),
        (RelationKind::liaison_with, "Liaison with", "Liaison with"),
        (RelationKind::successor_of, "Goes on from", "Succeeded by"),
        (RelationKind::split_from, "Split from", "Gave rise to"),
        (RelationKind::merged_into, "Merged into", "Took in"),
    ]) {
        c.does(Operation::set_relations(SetRelations {
            id: one,
            expected_revision: revision,
            relations: vec![GroupRelation {
                kind: Some(kind),
                group: other,
                since: None,
                note: None,
            }],
        }));
        for (path, words, name) in [
            ("/groups/one", of_one, "Group other"),
            ("/groups/other", of_other, "Group one"),
        ] {
            let told = text(&c, path);
            assert!(
                told.contains(words) && told.contains(name),
                "{path}: {told}"
            );
        }
    }
}

#[test]
fn a_meeting_that_comes_has_the_open_items_of_its_group_to_follow_up() {
    let mut c = Community::empty();
    let group = c.does(Operation::create_group(records::group("one"))).id;
    for (title, state) in [
        ("Not begun", ActionState::open),
        ("Begun", ActionState::in_progress),
        ("Finished", ActionState::done),
        ("Given up", ActionState::dropped),
    ] {
        c.does(Operation::create_action_item(ActionItemDetails {
            group,
            raised_in: None,
            title: title.into(),
            note: None,
            owners: Vec::new(),
            due: None,
            state,
            follow_ups: Vec::new(),
        }));
    }
    let mut new = records::meeting("next", &[group]);
    new.when.start = Some(c.now + HOUR);
    let meeting = c.does(Operation::create_meeting(new));
    let before = text(&c, "/meetings/next");
    for (words, is_told) in [
        ("To follow up", true),
        ("Not begun", true),
        ("Begun", true),
        ("Finished", false),
        ("Given up", false),
    ] {
        assert_eq!(before.contains(words), is_told, "{words}: {before}");
    }
    c.now += 2 * HOUR;
    c.does(Operation::publish_minutes(PublishMinutes {
        id: meeting.id,
        expected_revision: meeting.revision,
        minutes: Minutes {
            attendance: Some(3),
            ..Minutes::default()
        },
    }));
    assert!(!text(&c, "/meetings/next").contains("To follow up"));
}
