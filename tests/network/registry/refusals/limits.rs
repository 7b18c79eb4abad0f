//! Sizes, counts and quotas, as the limits in force tell them.

use workgroups::domain::*;

use crate::registry::samples::{self, group, meeting, minutes};
use crate::registry::snapshot::Snapshot;
use workgroups_test_support::host::{
    BEGINNING, HOUR, Host, accept, error, faults, founder, identity,
};

fn limit(host: &Host, change: impl FnOnce(&mut Limits)) {
    let mut limits = host.limits().limits;
    change(&mut limits);
    let expected_revision = host.about().meta.revision;
    host.admin(Operation::set_limits(SetLimits {
        expected_revision,
        limits,
    }));
}

fn exceeded(what: &str, limit: u64) -> Error {
    Error::limit_exceeded {
        what: what.into(),
        limit,
    }
}

fn propose(slug: &str) -> Operation {
    Operation::propose_group(ProposeGroup {
        details: group(slug).details,
        motivation: "there is none".into(),
    })
}

fn on_group(text: &str) -> Operation {
    Operation::give_feedback(GiveFeedback {
        subject: Subject::group(1),
        text: text.into(),
    })
}

#[test]
fn every_limit_outside_its_bounds_is_told_at_once() {
    let host = Host::new();
    let before = Snapshot::of(&host);
    let bounds = host.limits().bounds;
    for value in [0, u32::MAX] {
        let limits = Limits {
            name_bytes: value,
            paragraph_bytes: value,
            text_bytes: value,
            url_bytes: value,
            list_entries: value,
            record_bytes: value,
            records_per_group: value,
            members_per_group: value,
            memberships_per_principal: value,
            feedback_per_subject: value,
            open_proposals_per_principal: value,
            open_link_requests_per_principal: value,
            operations_per_hour: value,
            batch_operations: value,
            principals_per_person: value,
            admins: value,
        };
        let operation = Operation::set_limits(SetLimits {
            expected_revision: 1,
            limits,
        });
        let expected: Vec<String> = bounds
            .iter()
            .filter(|b| !(b.lowest..=b.highest).contains(&value))
            .map(|b| {
                format!(
                    "limits.{} is not within {} to {}",
                    b.name, b.lowest, b.highest
                )
            })
            .collect();
        assert_eq!(faults(host.run(founder(), &operation)), expected);
    }
    Snapshot::of(&host).assert_same(&before, "a limit outside its bounds");
}

#[test]
fn who_has_used_up_the_quota_waits_for_the_next_hour_and_admins_do_not() {
    let host = Host::new();
    host.admin(Operation::create_group(group("one")));
    limit(&host, |l| l.operations_per_hour = 10);
    let somebody = identity("somebody");
    for done in 0..10 {
        assert_eq!(host.whoami(somebody).operations_left, Some(10 - done));
        host.run(somebody, &on_group("good")).unwrap();
    }
    let before = Snapshot::of(&host);
    let retry_at = BEGINNING + HOUR;
    assert!(host.turns_away(somebody, &on_group("good")));
    Snapshot::of(&host).assert_same(&before, "a call beyond the quota");

    assert_eq!(host.whoami(founder()).operations_left, None);
    for _ in 0..11 {
        host.admin(on_group("good"));
    }
    host.set_time(retry_at);
    host.run(somebody, &on_group("good")).unwrap();
    assert_eq!(host.whoami(somebody).operations_left, Some(9));
}

#[test]
fn a_batch_that_goes_beyond_the_quota_leaves_nothing() {
    let host = Host::new();
    host.admin(Operation::create_group(group("one")));
    limit(&host, |l| l.operations_per_hour = 10);
    let somebody = identity("somebody");
    let before = Snapshot::of(&host);
    let refusal = host
        .batch(somebody, vec![on_group("good"); 11])
        .unwrap_err();
    assert_eq!(refusal.operation, Some(10));
    assert!(matches!(refusal.error, Some(Error::rate_limited { .. })));
    Snapshot::of(&host).assert_same(&before, "a batch beyond the quota");
    assert_eq!(host.whoami(somebody).operations_left, Some(10));
}

#[test]
fn a_principal_has_a_few_open_proposals_and_another_when_one_is_decided() {
    let host = Host::new();
    let somebody = identity("somebody");
    let limit = host.limits().limits.open_proposals_per_principal;
    for n in 0..limit {
        host.run(somebody, &propose(&format!("proposal-{n}")))
            .unwrap();
    }
    let before = Snapshot::of(&host);
    let refused = exceeded("your undecided proposals", limit.into());
    assert_eq!(error(host.run(somebody, &propose("another"))), refused);
    Snapshot::of(&host).assert_same(&before, "a proposal too many");

    host.run(identity("somebody else"), &propose("of-somebody-else"))
        .unwrap();
    host.admin(Operation::decide_proposal(DecideProposal {
        id: 1,
        expected_revision: 1,
        accept: false,
        reason: "there is one already".into(),
    }));
    host.run(somebody, &propose("another")).unwrap();
}

#[test]
fn a_principal_has_a_few_open_link_requests() {
    let host = Host::new();
    let person = host.made(Operation::create_person(samples::person("somebody")));
    let somebody = identity("somebody");
    let limit = host.limits().limits.open_link_requests_per_principal;
    let requests: Vec<Id> = (0..limit).map(|_| host.ask_for(somebody, person)).collect();
    let before = Snapshot::of(&host);
    let another = Operation::request_link(RequestLink {
        target: LinkTarget::existing(person),
        evidence: "again".into(),
    });
    let refused = exceeded("your undecided link requests", limit.into());
    assert_eq!(error(host.run(somebody, &another)), refused);
    Snapshot::of(&host).assert_same(&before, "a request too many");

    // Once the principal is linked, its other requests cannot be accepted any more.
    host.admin(accept(requests[0]));
    let again = host.run(founder(), &accept(requests[1]));
    assert!(matches!(error(again), Error::already_exists { .. }));
}

#[test]
fn a_record_has_so_many_bytes_and_no_more() {
    let host = Host::new();
    host.admin(Operation::create_group(group("one")));
    host.admin(Operation::create_meeting(meeting("one", &[1])));
    limit(&host, |l| l.record_bytes = 20_000);
    let before = Snapshot::of(&host);
    let save = |bytes: usize| {
        Operation::save_draft(SaveDraft {
            id: 1,
            expected_revision: 0,
            minutes: minutes(&"x".repeat(bytes)),
        })
    };
    let refused = exceeded("the bytes of a record", 20_000);
    assert_eq!(error(host.run(founder(), &save(20_000))), refused);
    let published = Operation::publish_minutes(PublishMinutes {
        id: 1,
        expected_revision: 1,
        minutes: minutes(&"x".repeat(20_000)),
    });
    assert_eq!(error(host.run(founder(), &published)), refused);
    Snapshot::of(&host).assert_same(&before, "a record that is too large");
    host.admin(save(19_000));
}

#[test]
fn lists_that_belong_to_a_record_end_at_their_limits() {
    let host = Host::new();
    host.admin(Operation::create_group(group("one")));
    limit(&host, |l| {
        l.records_per_group = 10;
        l.feedback_per_subject = 10;
        l.members_per_group = 10;
        l.admins = 2;
        l.memberships_per_principal = 1;
    });
    for n in 0..10 {
        host.admin(Operation::create_meeting(meeting(
            &format!("meeting-{n}"),
            &[1],
        )));
        host.admin(on_group("good"));
        host.run(identity(&format!("member {n}")), &Operation::join_group(1))
            .unwrap();
    }
    host.admin(Operation::add_admin(identity("second")));
    let two = host.made(Operation::create_group(group("two")));
    let before = Snapshot::of(&host);
    let member = identity("member 0");
    let cases = [
        (
            founder(),
            Operation::create_meeting(meeting("more", &[1])),
            "meetings of a group",
            10,
        ),
        (founder(), on_group("good"), "feedback on one subject", 10),
        (
            founder(),
            Operation::join_group(1),
            "members of a group",
            10,
        ),
        (
            founder(),
            Operation::add_admin(identity("third")),
            "admins",
            2,
        ),
        (member, Operation::join_group(two), "your memberships", 1),
    ];
    for (caller, operation, what, limit) in cases {
        assert_eq!(error(host.run(caller, &operation)), exceeded(what, limit));
    }
    Snapshot::of(&host).assert_same(&before, "a record too many");
}
