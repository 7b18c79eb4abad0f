//! The registry itself: who keeps it, what it says of itself.

use workgroups::domain::*;

use crate::registry::samples;
use workgroups_test_support::host::{BEGINNING, Host, controller, error, founder, identity};

#[test]
fn the_installer_is_the_first_admin_and_a_new_registry_is_empty() {
    let host = Host::new();
    let about = host.about();
    assert_eq!(about.admins, [founder()]);
    assert_eq!((about.events, about.meta.revision), (1, 1));
    assert!(about.meta.created_at >= BEGINNING && about.meta.created_by == founder());
    let counts = [
        about.groups,
        about.people,
        about.meetings,
        about.initiatives,
        about.reports,
    ];
    assert_eq!(counts, [0; 5]);
    let [change] = &host.history(Kind::registry, 0)[..] else {
        panic!("one change was made");
    };
    assert_eq!(
        (change.operation.as_str(), change.by),
        ("add_admin", founder())
    );
}

#[test]
fn the_last_admin_stays_and_a_controller_names_another() {
    let host = Host::new();
    let refused = host.run(founder(), &Operation::remove_admin(founder()));
    assert!(matches!(error(refused), Error::not_now { .. }));

    let second = identity("second");
    host.run(controller(), &Operation::add_admin(second))
        .unwrap();
    host.run(second, &Operation::remove_admin(founder()))
        .unwrap();
    assert_eq!(host.about().admins, [second]);
    // The admin lost the key: whoever controls the canister appoints the next one.
    let third = identity("third");
    host.run(controller(), &Operation::add_admin(third))
        .unwrap();
    host.run(third, &Operation::remove_admin(second)).unwrap();
    let refused = host.run(second, &Operation::add_admin(second));
    assert!(matches!(error(refused), Error::not_authorised { .. }));
}

#[test]
fn nobody_is_made_an_admin_who_cannot_act() {
    let host = Host::new();
    for principal in [
        candid::Principal::anonymous(),
        candid::Principal::management_canister(),
    ] {
        let refused = host.run(founder(), &Operation::add_admin(principal));
        assert!(
            matches!(error(refused), Error::invalid { .. }),
            "{principal}"
        );
    }
    assert_eq!(host.about().admins, [founder()]);
}

#[test]
fn the_registry_tells_what_it_is_and_how_much_it_holds() {
    let host = Host::new();
    let profile = Profile {
        name: "A community".into(),
        summary: "of working groups".into(),
        guidelines: Some("# Be kind".into()),
        links: vec![samples::link("https://example.org")],
    };
    host.admin(Operation::set_profile(SetProfile {
        expected_revision: 1,
        profile: profile.clone(),
    }));
    host.group("one", None, Vec::new());
    let about = host.about();
    assert_eq!((about.profile, about.groups, about.events), (profile, 1, 3));
    let history = host.history(Kind::registry, 0);
    assert_eq!(history[1].fields, ["profile"]);
}

#[test]
fn limits_are_told_with_their_bounds_and_hold_once_they_are_set() {
    let host = Host::new();
    let told = host.limits();
    for bound in &told.bounds {
        assert!(
            (bound.lowest..=bound.highest).contains(&bound.value),
            "{} is outside its bounds",
            bound.name
        );
    }
    assert_eq!((told.page_entries, told.group_depth), (200, 8));
    let limits = Limits {
        batch_operations: 1,
        ..told.limits
    };
    host.admin(Operation::set_limits(SetLimits {
        expected_revision: 1,
        limits: limits.clone(),
    }));
    assert_eq!(host.limits().limits, limits);
    let two = vec![Operation::join_group(1), Operation::join_group(1)];
    let refused = error(host.batch(founder(), two));
    assert!(matches!(refused, Error::limit_exceeded { limit: 1, .. }));
}

#[test]
fn the_registry_tells_callers_who_they_are_to_it() {
    let host = Host::new();
    let admin = host.whoami(founder());
    assert!(admin.is_admin && admin.is_controller && admin.operations_left.is_none());
    let owner = host.whoami(controller());
    assert!(owner.is_admin && owner.is_controller);
    let stranger = host.whoami(identity("stranger"));
    assert!(!stranger.is_admin && !stranger.is_controller && stranger.person.is_none());
    assert_eq!(stranger.principal, identity("stranger"));
    let quota = host.limits().limits.operations_per_hour;
    assert_eq!(stranger.operations_left, Some(quota));
}

#[test]
fn the_addresses_that_the_registry_vouches_for_are_replaced_whole() {
    let host = Host::new();
    assert_eq!(host.about().origins, Origins::default());
    let origins = Origins {
        trusted_origins: vec!["https://app.example.org".into()],
        alternative_origins: vec!["https://example.org:8443".into()],
        custom_domains: vec!["groups.example.org".into()],
    };
    let set = |expected_revision, o: Origins| {
        Operation::set_origins(SetOrigins {
            expected_revision,
            trusted_origins: o.trusted_origins,
            alternative_origins: o.alternative_origins,
            custom_domains: o.custom_domains,
        })
    };
    host.admin(set(1, origins.clone()));
    assert_eq!(host.about().origins, origins);
    host.upgrade();
    assert_eq!(host.about().origins, origins);
    host.admin(set(2, Origins::default()));
    assert_eq!(host.about().origins, Origins::default());
    let history = host.history(Kind::registry, 0);
    assert_eq!(history[2].fields, ["origins"]);
}
