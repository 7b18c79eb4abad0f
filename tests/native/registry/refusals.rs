//! A refusal tells who may do it.

use workgroups::domain::*;
use workgroups_test_support::records;

use super::scene::*;

/// What a caller without office is told who would be needed.
fn needed(c: &mut Community, number: u8, operation: Operation) -> String {
    match c.registry.execute(&caller(number), c.now, operation) {
        Err(Error::not_authorised { needed }) => needed,
        other => panic!("{other:?}"),
    }
}

fn roles() -> Operation {
    Operation::set_roles(SetRoles {
        id: GROUP,
        expected_revision: 1,
        roles: Vec::new(),
    })
}

fn in_groups(groups: std::ops::RangeInclusive<Id>) -> Operation {
    Operation::create_meeting(records::meeting("m", &groups.collect::<Vec<_>>()))
}

#[test]
fn a_refusal_tells_which_office_of_which_groups_is_needed() {
    let mut c = scene();
    let meeting = c.does(Operation::create_meeting(meeting("m"))).id;
    let few = "a coordinator or lead of group 1 who is that in \
               group 2 and group 3 and group 4 and group 5 and group 6";
    for (operation, expected) in [
        (roles(), "a lead of group 1, or an admin".to_owned()),
        (
            Operation::create_action_item(item(GROUP)),
            "a scribe, coordinator or lead of group 1, or an admin".into(),
        ),
        (
            in_groups(1..=1),
            "a coordinator or lead of group 1, or an admin".into(),
        ),
        (in_groups(1..=6), format!("{few} too, or an admin")),
        (in_groups(1..=7), format!("{few}, … too, or an admin")),
        (
            Operation::create_person(person("ada")),
            "a coordinator or lead of any group, or an admin".into(),
        ),
        (
            Operation::update_person(UpdatePerson {
                id: 3,
                expected_revision: 1,
                details: person("ada"),
            }),
            "person 3 or an admin".into(),
        ),
        (Operation::check_in(meeting), "a member of group 1".into()),
        (Operation::add_admin(caller(1).principal), "an admin".into()),
    ] {
        assert_eq!(needed(&mut c, 1, operation), expected);
    }
}

#[test]
fn the_author_of_a_proposal_may_edit_it_until_it_is_decided() {
    let mut c = scene();
    let author = caller(1);
    let details = records::group("proposed").details;
    let now = c.now;
    let id = c
        .registry
        .execute(&author, now, proposes("proposed"))
        .unwrap()
        .id;
    let edit = |expected_revision, remarks: &str| {
        let mut details = details.clone();
        details.remarks = Some(remarks.into());
        Operation::update_group(UpdateGroup {
            id,
            expected_revision,
            details,
        })
    };
    let by_the_author = c.registry.execute(&author, now, edit(1, "by its author"));
    assert!(by_the_author.is_ok());
    let officers = format!("a coordinator or lead of group {id}, or an admin");
    assert_eq!(
        needed(&mut c, 2, edit(2, "by another")),
        format!("its author, {officers}")
    );
    c.does(Operation::decide_proposal(DecideProposal {
        id,
        expected_revision: 2,
        accept: true,
        reason: "as the community wishes".into(),
    }));
    assert_eq!(needed(&mut c, 1, edit(3, "by its author")), officers);
}
