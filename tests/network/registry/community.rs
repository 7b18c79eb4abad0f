//! A small community with everybody in it whose rights differ.

use candid::Principal;
use workgroups::domain::*;

use crate::registry::samples::{date, person, role};
use workgroups_test_support::host::{Host, controller, identity};

/// Everybody whose rights differ, by a letter.
pub const CALLERS: [(char, &str); 14] = [
    ('A', "anonymous"),
    ('S', "stranger"),
    ('J', "member"),
    ('K', "scribe"),
    ('C', "coordinator"),
    ('L', "lead"),
    ('O', "co-lead"),
    ('P', "lead of the parent"),
    ('X', "lead of another group"),
    ('F', "former lead"),
    ('U', "future lead"),
    ('Q', "principal with an undecided link request"),
    ('D', "admin"),
    ('R', "controller"),
];

/// Three groups: `own` is a subgroup of `parent`, and `other` stands by itself. The officers are
/// those of `own` unless their names say otherwise.
pub struct Community {
    pub host: Host,
    pub parent: Id,
    pub own: Id,
    pub other: Id,
    /// The person of the lead of `own`; somebody asks to be linked to them.
    pub lead: Id,
    /// The person of the former lead.
    pub former: Id,
}

/// The principal of a caller.
pub fn caller(letter: char) -> Principal {
    match letter {
        'A' => Principal::anonymous(),
        'R' => controller(),
        letter => identity(&letter.to_string()),
    }
}

impl Community {
    pub fn new() -> Self {
        let host = Host::new();
        widen(&host);
        host.admin(Operation::add_admin(caller('D')));
        let linked = |letter: char| {
            let person = host.made(Operation::create_person(person(&format!(
                "person-{letter}"
            ))));
            host.link(caller(letter), person);
            person
        };
        let [scribe, coordinator, lead, co_lead] = ['K', 'C', 'L', 'O'].map(linked);
        let [above, elsewhere, former, future] = ['P', 'X', 'F', 'U'].map(linked);

        let parent = host.group("parent", None, vec![role(RoleKind::lead, above)]);
        let other = host.group("other", None, vec![role(RoleKind::lead, elsewhere)]);
        let ended = Role {
            until: Some(date(2026, 6, 14)),
            ..role(RoleKind::lead, former)
        };
        let not_begun = Role {
            from: Some(date(2026, 6, 16)),
            ..role(RoleKind::lead, future)
        };
        let roles = vec![
            role(RoleKind::scribe, scribe),
            role(RoleKind::coordinator, coordinator),
            role(RoleKind::lead, lead),
            role(RoleKind::co_lead, co_lead),
            ended,
            not_begun,
        ];
        let own = host.group("own", Some(parent), roles);
        host.run(caller('J'), &Operation::join_group(own)).unwrap();
        host.ask_for(caller('Q'), lead);
        Community {
            host,
            parent,
            own,
            other,
            lead,
            former,
        }
    }
}

/// Raises the quotas that one principal alone would reach in a long test.
fn widen(host: &Host) {
    let limits = Limits {
        admins: 100,
        open_link_requests_per_principal: 100,
        open_proposals_per_principal: 100,
        principals_per_person: 100,
        operations_per_hour: 1_000,
        ..host.limits().limits
    };
    host.admin(Operation::set_limits(SetLimits {
        expected_revision: host.about().meta.revision,
        limits,
    }));
}
