//! References that lead nowhere, circles, and names that are taken.

use workgroups::domain::*;

use crate::registry::samples::{
    self, group, initiative, item, known, meeting, minutes, report, role,
};
use crate::registry::snapshot::Snapshot;
use workgroups_test_support::host::{Host, error, faults, founder};

/// The number of no record.
const NONE: Id = 999;

/// A registry with one record of each kind that others refer to; each has number 1.
fn with_records() -> Host {
    let host = Host::new();
    host.admin(Operation::create_group(group("one")));
    host.admin(Operation::create_meeting(meeting("one", &[1])));
    host.admin(Operation::create_person(samples::person("one")));
    host.admin(Operation::create_action_item(item(1, "one")));
    host.admin(Operation::create_initiative(initiative("one", &[1])));
    host.admin(Operation::create_report(report("one", &[1], &[])));
    host
}

fn in_meeting(change: impl FnOnce(&mut MeetingDetails)) -> Operation {
    let mut details = meeting("two", &[1]);
    change(&mut details);
    Operation::create_meeting(details)
}

fn in_minutes(change: impl FnOnce(&mut Minutes)) -> Operation {
    let mut minutes = minutes("text");
    change(&mut minutes);
    Operation::publish_minutes(PublishMinutes {
        id: 1,
        expected_revision: 1,
        minutes,
    })
}

fn in_item(change: impl FnOnce(&mut ActionItemDetails)) -> Operation {
    let mut details = item(1, "two");
    change(&mut details);
    Operation::create_action_item(details)
}

fn in_report(change: impl FnOnce(&mut ReportDetails)) -> Operation {
    let mut details = report("two", &[1], &[]);
    change(&mut details);
    Operation::create_report(details)
}

fn speaker() -> Vec<Participant> {
    vec![known(NONE)]
}

/// Every field that refers to another record, with a reference that leads nowhere.
fn dangling() -> Vec<(&'static str, &'static str, Operation)> {
    let below = CreateGroup {
        parent: Some(NONE),
        ..group("two")
    };
    let agenda = AgendaItem {
        title: "a point".into(),
        speakers: speaker(),
        minutes: None,
        note: None,
    };
    let decision = Decision {
        text: "yes".into(),
        by: speaker(),
    };
    let voice = CommunityFeedback {
        text: "good".into(),
        by: speaker(),
        section: None,
    };
    let goal = Goal {
        title: "a goal".into(),
        text: String::new(),
        groups: vec![NONE],
        links: Vec::new(),
    };
    let note = |by: Vec<Participant>, meeting| FollowUp {
        by,
        ..samples::follow_up(meeting, "seen")
    };
    vec![
        ("parent", "group", Operation::create_group(below)),
        (
            "parent",
            "group",
            Operation::move_group(MoveGroup {
                id: 1,
                expected_revision: 1,
                parent: Some(NONE),
            }),
        ),
        (
            "roles[0].person",
            "person",
            Operation::set_roles(SetRoles {
                id: 1,
                expected_revision: 1,
                roles: vec![role(RoleKind::lead, NONE)],
            }),
        ),
        (
            "target.existing",
            "person",
            Operation::request_link(RequestLink {
                target: LinkTarget::existing(NONE),
                evidence: "none".into(),
            }),
        ),
        ("subject", "group", on(Subject::group(NONE))),
        ("subject", "meeting", on(Subject::meeting(NONE))),
        (
            "details.groups[1]",
            "group",
            in_meeting(|m| m.groups.push(NONE)),
        ),
        (
            "details.hosts[0].person",
            "person",
            in_meeting(|m| m.hosts = speaker()),
        ),
        (
            "details.guests[0].person",
            "person",
            in_meeting(|m| m.guests = speaker()),
        ),
        (
            "details.agenda[0].speakers[0].person",
            "person",
            in_meeting(|m| m.agenda = vec![agenda]),
        ),
        (
            "minutes.attendees[0].person",
            "person",
            in_minutes(|m| m.attendees = speaker()),
        ),
        (
            "minutes.sections[0].speakers[0].person",
            "person",
            in_minutes(|m| m.sections[0].speakers = speaker()),
        ),
        (
            "minutes.decisions[0].by[0].person",
            "person",
            in_minutes(|m| m.decisions = vec![decision]),
        ),
        (
            "minutes.feedback[0].by[0].person",
            "person",
            in_minutes(|m| m.feedback = vec![voice]),
        ),
        ("details.group", "group", in_item(|i| i.group = NONE)),
        (
            "details.raised_in",
            "meeting",
            in_item(|i| i.raised_in = Some(NONE)),
        ),
        (
            "details.owners[0].person",
            "person",
            in_item(|i| i.owners = speaker()),
        ),
        (
            "details.follow_ups[0].meeting",
            "meeting",
            in_item(|i| i.follow_ups = vec![note(Vec::new(), Some(NONE))]),
        ),
        (
            "details.follow_ups[0].by[0].person",
            "person",
            in_item(|i| i.follow_ups = vec![note(speaker(), None)]),
        ),
        (
            "follow_up.meeting",
            "meeting",
            follow(note(Vec::new(), Some(NONE))),
        ),
        (
            "follow_up.by[0].person",
            "person",
            follow(note(speaker(), None)),
        ),
        (
            "details.groups[0]",
            "group",
            Operation::create_initiative(initiative("two", &[NONE])),
        ),
        (
            "details.groups[0]",
            "group",
            in_report(|r| r.groups = vec![NONE]),
        ),
        (
            "details.initiatives[0]",
            "initiative",
            in_report(|r| r.initiatives = vec![NONE]),
        ),
        (
            "details.goals[0].groups[0]",
            "group",
            in_report(|r| r.goals = vec![goal]),
        ),
    ]
}

fn on(subject: Subject) -> Operation {
    let text = "good".into();
    Operation::give_feedback(GiveFeedback { subject, text })
}

fn follow(follow_up: FollowUp) -> Operation {
    Operation::follow_up(AddFollowUp {
        id: 1,
        expected_revision: 1,
        follow_up,
        state: ActionState::open,
    })
}

#[test]
fn a_reference_that_leads_nowhere_is_refused_in_every_field() {
    let host = with_records();
    let before = Snapshot::of(&host);
    for (field, kind, operation) in dangling() {
        let expected = format!("{field} is not the number of a {kind}");
        assert_eq!(faults(host.run(founder(), &operation)), [expected]);
    }
    Snapshot::of(&host).assert_same(&before, "a dangling reference");
}

#[test]
fn positions_inside_a_record_lead_to_earlier_parts_of_it() {
    let host = with_records();
    let before = Snapshot::of(&host);
    let mut circle = initiative("two", &[1]);
    circle.milestones = [Some(1), Some(0), Some(2), Some(u32::MAX)]
        .map(|parent| Milestone {
            parent,
            ..samples::milestone("a step", Progress::ongoing)
        })
        .to_vec();
    let found = faults(host.run(founder(), &Operation::create_initiative(circle)));
    let expected = [0, 2, 3].map(|i| {
        format!("details.milestones[{i}].parent is not the position of an earlier milestone")
    });
    assert_eq!(found, expected);

    let voice = CommunityFeedback {
        text: "good".into(),
        by: Vec::new(),
        section: Some(1),
    };
    let found = faults(host.run(founder(), &in_minutes(|m| m.feedback = vec![voice])));
    let expected = "minutes.feedback[0].section is not the position of a section";
    assert_eq!(found, [expected]);
    Snapshot::of(&host).assert_same(&before, "a wrong position");
}

fn move_below(id: Id, parent: Id) -> Operation {
    Operation::move_group(MoveGroup {
        id,
        expected_revision: 1,
        parent: Some(parent),
    })
}

#[test]
fn a_group_never_becomes_its_own_ancestor_and_the_tree_is_eight_levels_deep() {
    let host = Host::new();
    let depth = Id::from(host.limits().group_depth);
    for level in 1..=depth {
        let parent = Some(level - 1).filter(|above| *above > 0);
        assert_eq!(
            host.group(&format!("level-{level}"), parent, Vec::new()),
            level
        );
    }
    let before = Snapshot::of(&host);
    for below in 1..=depth {
        let found = faults(host.run(founder(), &move_below(1, below)));
        assert_eq!(found, ["parent is the group itself or below it"]);
    }
    let one_more = Operation::create_group(CreateGroup {
        parent: Some(depth),
        ..group("too-deep")
    });
    let too_deep = Error::limit_exceeded {
        what: "levels of subgroups".into(),
        limit: depth,
    };
    assert_eq!(error(host.run(founder(), &one_more)), too_deep);
    Snapshot::of(&host).assert_same(&before, "a circle");

    // A tree of two levels does not fit below the last level but one.
    let root = host.group("root", None, Vec::new());
    let leaf = host.group("leaf", Some(root), Vec::new());
    let before = Snapshot::of(&host);
    assert_eq!(
        error(host.run(founder(), &move_below(root, depth - 1))),
        too_deep
    );
    Snapshot::of(&host).assert_same(&before, "a tree that is too deep");
    host.admin(move_below(leaf, depth - 1));
    host.admin(move_below(root, depth - 1));
}

#[test]
fn a_name_that_is_taken_is_refused_with_the_record_that_has_it() {
    let host = with_records();
    let before = Snapshot::of(&host);
    let cases = [
        ("details.slug", Operation::create_group(group("one"))),
        (
            "details.slug",
            Operation::create_meeting(meeting("one", &[1])),
        ),
        (
            "details.slug",
            Operation::create_initiative(initiative("one", &[1])),
        ),
        (
            "details.slug",
            Operation::create_report(report("one", &[1], &[])),
        ),
        (
            "details.handle",
            Operation::create_person(samples::person("one")),
        ),
        (
            "details.handle",
            Operation::create_person(samples::person("ONE")),
        ),
        (
            "details.handle",
            Operation::create_person(samples::person("ｏｎｅ")),
        ),
    ];
    for (field, operation) in cases {
        let refusal = error(host.run(founder(), &operation));
        let expected = Error::already_exists {
            field: field.into(),
            id: 1,
        };
        assert_eq!(refusal, expected, "{operation:?}");
    }
    Snapshot::of(&host).assert_same(&before, "a name that is taken");
}
