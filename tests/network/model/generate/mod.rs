//! Random calls. They look at the model, so that many of them have a chance to be accepted; some
//! are wrong in every way that the interface can refuse.

mod parts;
mod questions;
mod records;
mod requests;
mod series;

use candid::Principal;
use workgroups::domain::*;
use workgroups::registry::access::Caller;

use crate::model::cast;
use crate::model::dice::Dice;
use crate::model::plain::Plain;

pub use questions::{everything, question};

/// 2026-01-15T12:00:00Z, when the runs begin.
pub const BEGINNING: Nanos = 1_768_478_400_000_000_000;
const SECOND: Nanos = 1_000_000_000;
const DAY: Nanos = 86_400 * SECOND;

/// Makes calls that fit a state of the registry, more or less.
#[derive(Debug)]
pub struct Maker<'a> {
    pub dice: &'a mut Dice,
    pub plain: &'a Plain,
    pub now: Nanos,
    /// Who will call.
    pub me: Principal,
    /// Whether some fields of the input may have faults.
    sloppy: bool,
}

impl<'a> Maker<'a> {
    pub fn new(dice: &'a mut Dice, plain: &'a Plain, now: Nanos, me: Principal) -> Self {
        let sloppy = dice.one_in(5);
        Maker {
            dice,
            plain,
            now,
            me,
            sloppy,
        }
    }

    /// Whether the next field is to have a fault.
    fn wrong(&mut self) -> bool {
        self.sloppy && self.dice.one_in(6)
    }

    /// The number of a record of a kind that exists, as a rule.
    fn id(&mut self, kind: Kind) -> Id {
        if self.dice.one_in(50) {
            return self.dice.pick(&[0, u64::MAX, self.plain.made(kind) + 1]);
        }
        self.dice.below(self.plain.made(kind).max(1)) + 1
    }

    /// The revision that a record has, as a rule.
    fn revision(&mut self, current: Option<u64>) -> u64 {
        match self.dice.below(12) {
            0 => self.dice.below(4),
            _ => current.unwrap_or(1),
        }
    }

    /// An operation for a caller.
    pub fn operation(&mut self) -> Operation {
        match self.dice.below(24) {
            20 => self.about_standing(),
            23 => self.about_withholding(),
            21 | 22 => self.about_two_admins(),
            0 => self.about_registry(),
            1 | 2 => self.about_people(),
            3..=6 => self.about_groups(),
            7..=11 => self.about_meetings(),
            12..=15 => self.about_series(),
            _ => self.about_work(),
        }
    }
}

/// How much later than the call before a call comes: seconds, sometimes hours or months, so that
/// quotas begin anew, meetings run, and terms begin and end.
pub fn pause(dice: &mut Dice) -> Nanos {
    let seconds = 1 + dice.below(20);
    match dice.below(60) {
        0 => seconds * SECOND + dice.below(200) * DAY,
        1..=3 => seconds * SECOND + dice.below(90) * 60 * SECOND,
        _ => seconds * SECOND,
    }
}

/// Somebody who calls.
pub fn caller(dice: &mut Dice) -> Caller {
    match dice.below(20) {
        0 => cast::nobody(),
        1..=5 => cast::founder(),
        6 => cast::controller_only(),
        _ => dice.pick(&cast::everybody()),
    }
}

/// The first calls of a run: an admin, small limits, people with identities, groups below each other with
/// officers of each rank, so that the random calls meet a registry in use.
pub fn opening() -> Vec<(Caller, Operation)> {
    let founder = cast::founder();
    let ask = |number: u8| {
        let target = LinkTarget::newcomer(records::newcomer(number));
        let evidence = "A post of mine says so.".into();
        (
            cast::other(number),
            Operation::request_link(RequestLink { target, evidence }),
        )
    };
    let accept = |id: Id| {
        let decision = DecideLink {
            id,
            expected_revision: 1,
            accept: true,
            reason: "The post is there.".into(),
        };
        (founder, Operation::decide_link(decision))
    };
    let small_limits = SetLimits {
        expected_revision: 2,
        limits: Limits {
            records_per_group: 10,
            members_per_group: 10,
            memberships_per_principal: 2,
            feedback_per_subject: 10,
            open_proposals_per_principal: 2,
            open_link_requests_per_principal: 2,
            operations_per_hour: 12,
            batch_operations: 4,
            principals_per_person: 2,
            admins: 4,
            ..Limits::default()
        },
    };
    let mut calls = vec![
        (founder, Operation::add_admin(cast::principal(0))),
        (founder, Operation::set_limits(small_limits)),
    ];
    calls.extend((1..=6).map(ask));
    calls.extend((1..=6).map(accept));
    let officers = [
        (None, vec![(RoleKind::lead, 1), (RoleKind::scribe, 2)]),
        (
            Some(1),
            vec![(RoleKind::co_lead, 3), (RoleKind::coordinator, 4)],
        ),
        (
            None,
            vec![(RoleKind::coordinator, 4), (RoleKind::liaison, 5)],
        ),
    ];
    for (number, (parent, roles)) in officers.into_iter().enumerate() {
        calls.push((founder, records::first_group(number as u8, parent, &roles)));
    }
    calls
}
