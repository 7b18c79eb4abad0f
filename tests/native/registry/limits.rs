//! What belongs to a group, to somebody or to all ends at its limit, whichever way one more comes.

use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups_test_support::records;

use super::scene::*;
use super::sorts::SORTS;

const OTHER: Id = 2;
const MOST: u64 = 10;

/// Two groups that have ten records of each kind at most.
fn small() -> Community {
    let mut c = scene();
    c.does(Operation::create_group(records::group("other")));
    limit(&mut c, |limits| limits.records_per_group = MOST as u32);
    c
}

fn limit(c: &mut Community, change: impl FnOnce(&mut Limits)) {
    let info = c.registry.registry_info();
    let mut limits = Limits::default();
    change(&mut limits);
    c.does(Operation::set_limits(SetLimits {
        expected_revision: info.meta.revision,
        limits,
    }));
}

/// The limit that somebody has reached.
fn reached(c: &mut Community, caller: &Caller, operation: Operation) -> (String, u64) {
    match c.registry.execute(caller, c.now, operation) {
        Err(Error::limit_exceeded { what, limit }) => (what, limit),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_group_has_so_many_records_of_a_kind_be_they_made_there_or_moved_there() {
    let mut c = small();
    for sort in SORTS {
        let expected = (sort.what.to_owned(), MOST);
        let had = usize::from(sort.what.starts_with("series"));
        for n in had..MOST as usize {
            c.does((sort.make)(n, GROUP));
        }
        assert_eq!(reached(&mut c, &admin(), (sort.make)(50, GROUP)), expected);
        let apart = c.does((sort.make)(51, OTHER)).id;
        let moved = (sort.moves)(51, apart, GROUP);
        assert_eq!(reached(&mut c, &admin(), moved), expected);
        // Where one stands already, it is edited.
        c.does((sort.moves)(51, apart, OTHER));
    }
    let split = Operation::change_following(ChangeFollowing {
        id: SERIES,
        expected_revision: 1,
        from: local("2030-04-18T16:00"),
        details: an_hour_later(),
        reason: "Summer time".into(),
        announced_at: None,
        drops: None,
    });
    let expected = ("series of a group".to_owned(), MOST);
    assert_eq!(reached(&mut c, &admin(), split), expected);
}

#[test]
fn what_strangers_do_in_a_group_ends_at_its_limits() {
    let mut c = scene();
    c.does(Operation::create_group(records::group("other")));
    limit(&mut c, |limits| {
        limits.members_per_group = 2;
        limits.memberships_per_principal = 1;
        limits.feedback_per_subject = 2;
        limits.open_proposals_per_principal = 1;
        limits.open_link_requests_per_principal = 1;
    });
    let feedback = || {
        Operation::give_feedback(GiveFeedback {
            subject: Subject::group(GROUP),
            text: "Well done".into(),
        })
    };
    let done = |c: &mut Community, number, operation| {
        let now = c.now;
        c.registry
            .execute(&caller(number), now, operation)
            .unwrap()
            .id
    };
    let proposal = done(&mut c, 1, proposes("proposed"));
    done(&mut c, 1, asks_for("somebody"));
    for number in [1, 2] {
        done(&mut c, number, Operation::join_group(GROUP));
        done(&mut c, number, Operation::support_group(proposal));
        done(&mut c, number, feedback());
    }
    for (number, operation, what, limit) in [
        (1, proposes("another"), "your undecided proposals", 1),
        (1, asks_for("another"), "your undecided link requests", 1),
        (1, Operation::join_group(OTHER), "your memberships", 1),
        (3, Operation::join_group(GROUP), "members of a group", 2),
        (
            3,
            Operation::support_group(proposal),
            "supporters of a proposal",
            2,
        ),
        (3, feedback(), "feedback on one subject", 2),
    ] {
        let found = reached(&mut c, &caller(number), operation);
        assert_eq!(found, (what.to_owned(), limit));
    }
}

#[test]
fn so_many_changes_wait_for_another_admin() {
    let mut c = scene();
    for number in [1, 2] {
        c.does(Operation::add_admin(caller(number).principal));
    }
    c.does(Operation::set_two_admins(SetTwoAdmins {
        expected_revision: c.registry.registry_info().meta.revision,
        confirm_days: Some(7),
    }));
    let propose = |number| {
        Operation::propose_change(ProposeChange {
            change: AdminChange::add_admin(caller(number).principal),
            reason: "as agreed".into(),
        })
    };
    for number in 10..60 {
        c.does(propose(number));
    }
    let found = reached(&mut c, &caller(1), propose(60));
    assert_eq!(
        found,
        ("changes that wait for another admin".to_owned(), 50)
    );
}
