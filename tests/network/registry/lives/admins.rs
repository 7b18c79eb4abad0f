//! Changes that take two admins: what one of them proposes, another confirms.

use workgroups::domain::*;
use workgroups::registry::{ListProposedChanges, ProposedChangePage};

use crate::registry::samples::person;
use workgroups_test_support::host::{DAY, Host, accept, error, faults, founder, identity};

/// A registry with two admins who are no controllers, where changes take two of them.
fn strict() -> Host {
    let host = Host::new();
    for name in ["ann", "bob"] {
        host.admin(Operation::add_admin(identity(name)));
    }
    host.admin(two(&host, Some(7)));
    host
}

fn two(host: &Host, confirm_days: Option<u32>) -> Operation {
    Operation::set_two_admins(SetTwoAdmins {
        expected_revision: host.about().meta.revision,
        confirm_days,
    })
}

fn named(host: &Host, name: &str) -> SetProfile {
    SetProfile {
        expected_revision: host.about().meta.revision,
        profile: Profile {
            name: name.into(),
            ..Profile::default()
        },
    }
}

fn propose(change: AdminChange) -> Operation {
    Operation::propose_change(ProposeChange {
        change,
        reason: "as agreed in the meeting".into(),
    })
}

fn confirm(id: Id) -> Operation {
    Operation::confirm_change(ConfirmChange {
        id,
        expected_revision: 1,
    })
}

fn waiting(host: &Host) -> Vec<ProposedChange> {
    let page: ProposedChangePage =
        host.ask("list_proposed_changes", ListProposedChanges::default());
    page.items
}

fn reason(refused: Error) -> String {
    match refused {
        Error::not_now { reason } => reason,
        other => panic!("it is refused for now, not with {other:?}"),
    }
}

#[test]
fn one_admin_alone_changes_nothing_that_admins_alone_may_change() {
    let host = strict();
    let (ann, mallory) = (identity("ann"), identity("mallory"));
    let profile = Operation::set_profile(named(&host, "Mine"));
    let refused = reason(error(host.run(ann, &profile)));
    assert!(refused.contains("propose_change"), "{refused}");
    for operation in [
        Operation::add_admin(mallory),
        Operation::remove_admin(identity("bob")),
        two(&host, None),
    ] {
        reason(error(host.run(ann, &operation)));
    }
    let lead = host.made(Operation::create_person(person("lead")));
    let request = host.ask_for(mallory, lead);
    reason(error(host.run(ann, &accept(request))));
    assert_eq!(host.about().profile.name, "");
}

#[test]
fn a_change_is_made_when_another_admin_confirms_it() {
    let host = strict();
    let (ann, bob) = (identity("ann"), identity("bob"));
    let change = AdminChange::set_profile(named(&host, "Ours"));
    let id = host.run(ann, &propose(change.clone())).unwrap().id;
    let [proposed] = &waiting(&host)[..] else {
        panic!("one change waits");
    };
    assert_eq!((proposed.id, &proposed.change), (id, &Some(change)));
    assert_eq!(proposed.expires_at, proposed.meta.created_at + 7 * DAY);
    let alone = reason(error(host.run(ann, &confirm(id))));
    assert_eq!(alone, "the change is confirmed by another admin");
    let written = host.run(bob, &confirm(id)).unwrap();
    assert_eq!(written.kind, Some(Kind::registry));
    assert_eq!(host.about().profile.name, "Ours");
    assert!(waiting(&host).is_empty());
    let again = Operation::confirm_change(ConfirmChange {
        id,
        expected_revision: 2,
    });
    let again = reason(error(host.run(bob, &again)));
    assert_eq!(again, "the change is confirmed or dropped already");
}

#[test]
fn two_identities_of_one_person_are_one_admin() {
    let host = Host::new();
    let (ann, laptop) = (identity("ann"), identity("ann's laptop"));
    let person = host.made(Operation::create_person(person("ann")));
    for principal in [ann, laptop] {
        host.link(principal, person);
        host.admin(Operation::add_admin(principal));
    }
    host.admin(two(&host, Some(7)));
    let change = AdminChange::set_profile(named(&host, "Mine"));
    let id = host.run(ann, &propose(change)).unwrap().id;
    let refused = reason(error(host.run(laptop, &confirm(id))));
    assert_eq!(refused, "the change is confirmed by another admin");
}

#[test]
fn a_proposed_change_expires_and_can_be_dropped() {
    let host = strict();
    let (ann, bob) = (identity("ann"), identity("bob"));
    let change = || AdminChange::set_profile(named(&host, "Ours"));
    let [late, dropped] = [(); 2].map(|()| host.run(ann, &propose(change())).unwrap().id);
    host.run(
        bob,
        &Operation::drop_change(DropChange {
            id: dropped,
            expected_revision: 1,
            reason: Some("twice".into()),
        }),
    )
    .unwrap();
    assert_eq!(waiting(&host).len(), 1);
    host.set_time(host.now() + 7 * DAY);
    assert!(waiting(&host).is_empty());
    let refused = reason(error(host.run(bob, &confirm(late))));
    assert_eq!(refused, "the change was not confirmed in time");
    host.run(bob, &propose(change())).unwrap();
    let gone = error(host.run(ann, &confirm(late)));
    assert!(matches!(gone, Error::not_found { .. }), "{gone:?}");
}

#[test]
fn the_change_of_an_admin_who_was_removed_is_not_confirmed() {
    let host = strict();
    let (ann, bob) = (identity("ann"), identity("bob"));
    let change = AdminChange::set_profile(named(&host, "Mine"));
    let id = host.run(ann, &propose(change)).unwrap().id;
    // A controller can act alone: the code itself is theirs.
    host.admin(Operation::remove_admin(ann));
    let refused = reason(error(host.run(bob, &confirm(id))));
    assert_eq!(
        refused,
        "the one who proposed the change is no admin any more"
    );
}

#[test]
fn an_attack_can_be_answered_by_one_admin() {
    let host = strict();
    let ann = identity("ann");
    let doors = |operations_per_day| {
        Operation::set_doors(SetDoors {
            expected_revision: host.about().meta.revision,
            doors: Doors {
                operations_per_day,
                ..host.about().doors
            },
        })
    };
    host.run(ann, &doors(0)).unwrap();
    reason(error(host.run(ann, &doors(1))));
}

#[test]
fn a_confirmed_link_is_in_the_log_as_an_accepted_one_is() {
    let host = strict();
    let lead = host.made(Operation::create_person(person("lead")));
    let request = host.ask_for(identity("newcomer"), lead);
    let change = AdminChange::decide_link(DecideLink {
        id: request,
        expected_revision: 1,
        accept: true,
        reason: "seen".into(),
    });
    let id = host.run(identity("ann"), &propose(change)).unwrap().id;
    host.run(identity("bob"), &confirm(id)).unwrap();
    let who = host.whoami(identity("newcomer"));
    assert_eq!(who.person.unwrap().id, lead);
}

#[test]
fn two_admins_are_asked_for_only_where_there_are_two() {
    let host = Host::new();
    let refused = reason(error(host.run(founder(), &two(&host, Some(7)))));
    assert_eq!(refused, "there are not two admins");
    let host = strict();
    for days in [0, 91] {
        let answer = host.run(founder(), &two(&host, Some(days)));
        assert_eq!(faults(answer), ["confirm_days is not 1 to 90"]);
    }
    host.admin(Operation::remove_admin(founder()));
    let last = Operation::remove_admin(identity("bob"));
    let refused = reason(error(host.run(founder(), &last)));
    assert!(refused.starts_with("there must be two admins"), "{refused}");
}
