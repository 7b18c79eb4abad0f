//! A group that is withdrawn has no records, and neither has a proposal: none come to it.

use workgroups::domain::*;
use workgroups_test_support::records;

use super::scene::*;
use super::sorts::SORTS;

const OTHER: Id = 2;

fn withdraws(record: RecordId, expected_revision: u64) -> Operation {
    Operation::withdraw_record(WithdrawRecord {
        record,
        expected_revision,
        reason: "It was made by mistake.".into(),
        instead: None,
    })
}

fn reinstates(record: RecordId, expected_revision: u64) -> Operation {
    Operation::reinstate_record(ReinstateRecord {
        record,
        expected_revision,
        reason: "It was none.".into(),
    })
}

/// That it is refused for a reason.
fn not_now(reason: &str) -> Result<Written, Error> {
    let reason = reason.into();
    Err(Error::not_now { reason })
}

const IS_WITHDRAWN: &str = "group 2 is withdrawn: no record comes to it";
const IS_PROPOSAL: &str = "group 2 is a proposal: no record comes to it";

/// Whatever may come to the other group, made there or moved there, is refused.
fn takes_nothing(c: &mut Community, why: &str) {
    let refusal = not_now(why);
    for sort in SORTS {
        let made = c.tries((sort.make)(70, OTHER));
        assert_eq!(made, refusal, "{}", sort.what);
        let id = c.does((sort.make)(71, GROUP)).id;
        let moved = c.tries((sort.moves)(71, id, OTHER));
        assert_eq!(moved, refusal, "{}", sort.what);
    }
    let mut joint = meeting("joint");
    joint.groups = vec![GROUP, OTHER];
    assert_eq!(c.tries(Operation::create_meeting(joint)), refusal);
}

#[test]
fn no_record_comes_to_a_group_that_is_withdrawn() {
    let mut c = scene();
    c.does(Operation::create_group(records::group("other")));
    c.does(withdraws(RecordId::group(OTHER), 1));
    takes_nothing(&mut c, IS_WITHDRAWN);
    c.does(reinstates(RecordId::group(OTHER), 2));
    for sort in SORTS {
        c.does((sort.make)(72, OTHER));
    }
}

#[test]
fn no_record_comes_to_a_proposal_and_so_none_goes_with_it() {
    let mut c = scene();
    c.does(proposes("other"));
    takes_nothing(&mut c, IS_PROPOSAL);
    c.does(Operation::decide_proposal(DecideProposal {
        id: OTHER,
        expected_revision: 1,
        accept: true,
        reason: "It is wanted.".into(),
    }));
    for sort in SORTS {
        c.does((sort.make)(72, OTHER));
    }
}

#[test]
fn what_was_withdrawn_comes_back_after_its_group() {
    for sort in SORTS {
        let mut c = scene();
        c.does(Operation::create_group(records::group("other")));
        let id = c.does((sort.make)(1, OTHER)).id;
        let record = (sort.record)(id);
        c.does(withdraws(record, 1));
        c.does(withdraws(RecordId::group(OTHER), 1));
        let refused = c.tries(reinstates(record, 2));
        assert_eq!(refused, not_now(IS_WITHDRAWN), "{}", sort.what);
        c.does(reinstates(RecordId::group(OTHER), 2));
        c.does(reinstates(record, 2));
    }
}

#[test]
fn the_record_of_a_date_comes_back_after_its_series() {
    let mut c = scene();
    let id = c
        .does(Operation::create_meeting(record_of("2030-04-11T16:00")))
        .id;
    c.does(withdraws(RecordId::meeting(id), 1));
    c.does(withdraws(RecordId::series(SERIES), 1));
    let refused = c.tries(reinstates(RecordId::meeting(id), 2));
    assert_eq!(refused, not_now("the series of the meeting is withdrawn"));
    assert!(c.meeting(id).withdrawn.is_some());
    c.does(reinstates(RecordId::series(SERIES), 2));
    c.does(reinstates(RecordId::meeting(id), 2));
    assert!(c.meeting(id).withdrawn.is_none());
}

#[test]
fn a_proposal_is_accepted_below_a_group_that_stands_and_has_room() {
    let mut c = scene();
    c.does(Operation::create_group(records::group("other")));
    let proposal = c.does(proposes("below")).id;
    c.does(Operation::move_group(MoveGroup {
        id: proposal,
        expected_revision: 1,
        parent: Some(OTHER),
    }));
    c.does(withdraws(RecordId::group(OTHER), 1));
    let accepts = || {
        Operation::decide_proposal(DecideProposal {
            id: proposal,
            expected_revision: 2,
            accept: true,
            reason: "It is wanted.".into(),
        })
    };
    assert_eq!(c.tries(accepts()), not_now(IS_WITHDRAWN));
    c.does(reinstates(RecordId::group(OTHER), 2));
    c.does(accepts());
}
