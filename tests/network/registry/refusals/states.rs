//! Records that are missing, that have changed meanwhile, or whose state does not allow a change.

use workgroups::domain::*;

use crate::registry::samples::{self, group, initiative, item, meeting, minutes, report, step};
use crate::registry::snapshot::Snapshot;
use workgroups_test_support::host::{
    BEGINNING, Host, accept, controller, error, founder, identity,
};

/// The group that has the records.
const GROUP: Id = 2;

/// A registry with one record of each kind, each with number 1, and a second group. The first is a
/// proposal, and its revision is 1, as that of all others.
fn with_records() -> Host {
    let host = Host::new();
    host.run(identity("author"), &proposal("one")).unwrap();
    assert_eq!(host.group("with-records", None, Vec::new()), GROUP);
    host.admin(Operation::create_meeting(meeting("one", &[GROUP])));
    host.admin(Operation::create_person(samples::person("one")));
    host.admin(Operation::create_action_item(item(GROUP, "one")));
    host.admin(Operation::create_initiative(initiative("one", &[GROUP])));
    host.admin(Operation::create_report(report("one", &[GROUP], &[])));
    host.ask_for(identity("somebody"), 1);
    host
}

fn proposal(slug: &str) -> Operation {
    Operation::propose_group(ProposeGroup {
        details: group(slug).details,
        motivation: "there is none".into(),
    })
}

/// Every operation that says which revision its author has read, on record `id`.
fn revised(id: Id, expected_revision: u64) -> Vec<(Kind, Operation)> {
    let reason = || "reason".to_owned();
    vec![
        (
            Kind::person,
            Operation::update_person(UpdatePerson {
                id,
                expected_revision,
                details: samples::person("two"),
            }),
        ),
        (
            Kind::person,
            Operation::unlink_principal(UnlinkPrincipal {
                id,
                expected_revision,
                principal: founder(),
            }),
        ),
        (
            Kind::link_request,
            Operation::decide_link(DecideLink {
                id,
                expected_revision,
                accept: true,
                reason: reason(),
            }),
        ),
        (
            Kind::group,
            Operation::decide_proposal(DecideProposal {
                id,
                expected_revision,
                accept: true,
                reason: reason(),
            }),
        ),
        (
            Kind::group,
            Operation::update_group(UpdateGroup {
                id,
                expected_revision,
                details: group("two").details,
            }),
        ),
        (
            Kind::group,
            Operation::set_roles(SetRoles {
                id,
                expected_revision,
                roles: Vec::new(),
            }),
        ),
        (
            Kind::group,
            Operation::set_lifecycle(SetLifecycle {
                id,
                expected_revision,
                lifecycle: vec![step(LifecycleState::active)],
            }),
        ),
        (
            Kind::group,
            Operation::move_group(MoveGroup {
                id,
                expected_revision,
                parent: None,
            }),
        ),
        (
            Kind::meeting,
            Operation::update_meeting(UpdateMeeting {
                id,
                expected_revision,
                details: meeting("two", &[GROUP]),
            }),
        ),
        (
            Kind::meeting,
            Operation::publish_minutes(PublishMinutes {
                id,
                expected_revision,
                minutes: minutes("text"),
            }),
        ),
        (
            Kind::action_item,
            Operation::update_action_item(UpdateActionItem {
                id,
                expected_revision,
                details: item(GROUP, "two"),
            }),
        ),
        (
            Kind::action_item,
            Operation::follow_up(AddFollowUp {
                id,
                expected_revision,
                follow_up: samples::follow_up(None, "seen"),
                state: ActionState::done,
            }),
        ),
        (
            Kind::initiative,
            Operation::update_initiative(UpdateInitiative {
                id,
                expected_revision,
                details: initiative("two", &[GROUP]),
            }),
        ),
        (
            Kind::report,
            Operation::update_report(UpdateReport {
                id,
                expected_revision,
                details: report("two", &[GROUP], &[]),
            }),
        ),
    ]
}

fn draft(id: Id, expected_revision: u64) -> Operation {
    Operation::save_draft(SaveDraft {
        id,
        expected_revision,
        minutes: minutes("text"),
    })
}

fn conflict(current_revision: u64) -> Error {
    Error::conflict { current_revision }
}

#[test]
fn a_change_of_another_revision_is_refused_with_the_present_one() {
    let host = with_records();
    let before = Snapshot::of(&host);
    for stale in [0, 3, u64::MAX] {
        for (_, operation) in revised(1, stale) {
            let refusal = error(host.run(founder(), &operation));
            assert_eq!(refusal, conflict(1), "{operation:?}");
        }
        if stale != 0 {
            assert_eq!(error(host.run(founder(), &draft(1, stale))), conflict(0));
        }
        let revision = host.about().meta.revision;
        let expected_revision = stale.saturating_sub(1);
        let profile = Operation::set_profile(SetProfile {
            expected_revision,
            profile: Profile {
                name: "name".into(),
                ..Profile::default()
            },
        });
        assert_eq!(error(host.run(founder(), &profile)), conflict(revision));
        let limits = Operation::set_limits(SetLimits {
            expected_revision,
            limits: host.limits().limits,
        });
        assert_eq!(error(host.run(founder(), &limits)), conflict(revision));
        let origins = Operation::set_origins(SetOrigins {
            expected_revision,
            trusted_origins: Vec::new(),
            alternative_origins: Vec::new(),
            custom_domains: Vec::new(),
        });
        assert_eq!(error(host.run(founder(), &origins)), conflict(revision));
    }
    Snapshot::of(&host).assert_same(&before, "a stale revision");
}

#[test]
fn of_two_changes_of_the_same_revision_the_second_is_refused() {
    let host = with_records();
    for (kind, operation) in revised(1, 1) {
        if kind == Kind::initiative {
            host.admin(operation.clone());
            assert_eq!(error(host.run(founder(), &operation)), conflict(2));
        }
    }
    host.admin(draft(1, 0));
    assert_eq!(error(host.run(founder(), &draft(1, 0))), conflict(1));
    host.admin(draft(1, 1));
}

#[test]
fn a_record_that_is_not_there_is_named_by_its_kind_and_number() {
    let host = with_records();
    let before = Snapshot::of(&host);
    let mut cases = revised(99, 1);
    cases.extend([
        (Kind::meeting, draft(99, 0)),
        (Kind::meeting, Operation::check_in(99)),
        (Kind::group, Operation::join_group(99)),
        (Kind::group, Operation::leave_group(99)),
        (Kind::group, Operation::support_group(99)),
        (Kind::group, Operation::withdraw_support(99)),
        (
            Kind::feedback,
            Operation::remove_feedback(RemoveFeedback {
                id: 99,
                reason: "reason".into(),
            }),
        ),
    ]);
    for (kind, operation) in cases {
        let expected = Error::not_found {
            kind: Some(kind),
            what: "99".into(),
        };
        for caller in [founder(), controller()] {
            assert_eq!(
                error(host.run(caller, &operation)),
                expected,
                "{operation:?}"
            );
        }
    }
    let gone = |kind| Error::not_found {
        kind: Some(kind),
        what: "of yours in 1".into(),
    };
    let left = host.run(founder(), &Operation::leave_group(1));
    assert_eq!(error(left), gone(Kind::membership));
    let withdrawn = host.run(founder(), &Operation::withdraw_support(1));
    assert_eq!(error(withdrawn), gone(Kind::support));
    Snapshot::of(&host).assert_same(&before, "a record that is not there");
}

#[test]
fn what_is_done_already_or_cannot_be_now_is_refused() {
    let host = with_records();
    let decide = Operation::decide_proposal(DecideProposal {
        id: 1,
        expected_revision: 2,
        accept: true,
        reason: "again".into(),
    });
    let archived = Operation::decide_proposal(DecideProposal {
        id: 1,
        expected_revision: 1,
        accept: false,
        reason: "no".into(),
    });
    let open = Operation::set_lifecycle(SetLifecycle {
        id: 1,
        expected_revision: 1,
        lifecycle: vec![step(LifecycleState::active)],
    });
    let not_now = |operation: &Operation| {
        let refusal = error(host.run(founder(), operation));
        assert!(
            matches!(refusal, Error::not_now { .. }),
            "{operation:?}: {refusal:?}"
        );
    };
    not_now(&open);
    host.admin(archived);
    host.admin(accept(1));
    let feedback = host.made(Operation::give_feedback(GiveFeedback {
        subject: Subject::group(1),
        text: "bad words".into(),
    }));
    let remove = Operation::remove_feedback(RemoveFeedback {
        id: feedback,
        reason: "bad words".into(),
    });
    host.admin(remove.clone());

    let before = Snapshot::of(&host);
    let again = Operation::decide_link(DecideLink {
        id: 1,
        expected_revision: 2,
        accept: false,
        reason: "again".into(),
    });
    for operation in [
        decide,
        again,
        remove,
        Operation::support_group(1),
        Operation::withdraw_support(1),
        Operation::join_group(1),
        Operation::check_in(1),
        Operation::remove_admin(founder()),
    ] {
        not_now(&operation);
    }
    Snapshot::of(&host).assert_same(&before, "what cannot be now");
}

#[test]
fn nobody_joins_supports_checks_in_or_becomes_an_admin_twice() {
    let host = with_records();
    let running = samples::meeting_at("running", &[GROUP], BEGINNING);
    let running = host.made(Operation::create_meeting(running));
    let group = host.group("accepted", None, Vec::new());
    let twice = [
        Operation::join_group(group),
        Operation::support_group(1),
        Operation::check_in(running),
        Operation::add_admin(identity("second")),
    ];
    for operation in &twice {
        host.admin(operation.clone());
    }
    let before = Snapshot::of(&host);
    for operation in &twice {
        let refusal = error(host.run(founder(), operation));
        assert!(
            matches!(refusal, Error::already_exists { .. }),
            "{refusal:?}"
        );
    }
    Snapshot::of(&host).assert_same(&before, "what is done already");
}
