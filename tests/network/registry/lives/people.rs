//! People and their principals.

use workgroups::domain::*;
use workgroups::registry::{LinkRequestPage, ListLinkRequests};

use crate::registry::samples::{self, role};
use workgroups_test_support::host::{Host, accept, error, founder, identity};

fn read(host: &Host, id: Id) -> Person {
    let person: Option<Person> = host.ask("get_person", Ref::id(id));
    person.unwrap()
}

fn edit(host: &Host, group: Id) -> Operation {
    let found: Option<Group> = host.ask("get_group", Ref::id(group));
    let group = found.unwrap();
    Operation::update_group(UpdateGroup {
        id: group.id,
        expected_revision: group.meta.revision,
        details: group.details,
    })
}

#[test]
fn rights_come_with_the_approval_of_a_link_and_go_with_its_end() {
    let host = Host::new();
    let person = host.made(Operation::create_person(samples::person("lead")));
    let group = host.group("one", None, vec![role(RoleKind::lead, person)]);
    let lead = identity("lead");
    let is_lead = || host.run(lead, &edit(&host, group)).is_ok();

    let request = host.ask_for(lead, person);
    assert!(!is_lead() && host.whoami(lead).person.is_none());
    assert!(read(&host, person).principals.is_empty());

    host.admin(accept(request));
    assert!(is_lead());
    let me = host.whoami(lead);
    assert_eq!(me.person.map(|p| p.id), Some(person));
    assert_eq!(
        (me.offices[0].group, me.offices[0].role),
        (group, Some(RoleKind::lead))
    );
    let open: LinkRequestPage = host
        .ask_as(founder(), "list_link_requests", ListLinkRequests::default())
        .unwrap();
    assert!(open.items.is_empty());

    let unlink = Operation::unlink_principal(UnlinkPrincipal {
        id: person,
        expected_revision: read(&host, person).meta.revision,
        principal: lead,
    });
    host.run(lead, &unlink).unwrap();
    assert!(!is_lead() && host.whoami(lead).offices.is_empty());
    // The way back is another request.
    host.link(lead, person);
    assert!(is_lead());
}

#[test]
fn a_refused_request_gives_nothing_and_another_may_follow() {
    let host = Host::new();
    let person = host.made(Operation::create_person(samples::person("lead")));
    let somebody = identity("somebody");
    let request = host.ask_for(somebody, person);
    host.admin(Operation::decide_link(DecideLink {
        id: request,
        expected_revision: 1,
        accept: false,
        reason: "the profile does not say so".into(),
    }));
    assert!(host.whoami(somebody).person.is_none());
    assert!(read(&host, person).principals.is_empty());
    host.link(somebody, person);
    assert_eq!(read(&host, person).principals, [somebody]);
}

#[test]
fn a_newcomer_becomes_a_person_by_the_approval() {
    let host = Host::new();
    let newcomer = identity("newcomer");
    let ask = |handle: &str| {
        Operation::request_link(RequestLink {
            target: LinkTarget::newcomer(samples::person(handle)),
            evidence: "ask me in the chat".into(),
        })
    };
    let request = host.run(newcomer, &ask("nova")).unwrap().id;
    assert_eq!(host.about().people, 0);
    host.admin(accept(request));
    let person: Option<Person> = host.ask("get_person", Ref::slug("Nova".into()));
    let person = person.unwrap();
    assert_eq!(person.principals, [newcomer]);
    assert_eq!(
        host.history(Kind::person, person.id)[0].operation,
        "decide_link"
    );
    // Who is linked asks no more, and the handle is taken.
    let again = error(host.run(newcomer, &ask("nova-2")));
    let taken = error(host.run(identity("another"), &ask("NOVA")));
    for (refusal, field) in [(again, "principal"), (taken, "target.newcomer.handle")] {
        let id = person.id;
        let expected = Error::already_exists {
            field: field.into(),
            id,
        };
        assert_eq!(refusal, expected);
    }
}

#[test]
fn a_handle_that_was_taken_meanwhile_leaves_the_request_open() {
    let host = Host::new();
    let ask = Operation::request_link(RequestLink {
        target: LinkTarget::newcomer(samples::person("nova")),
        evidence: "ask me in the chat".into(),
    });
    let request = host.run(identity("newcomer"), &ask).unwrap().id;
    let id = host.made(Operation::create_person(samples::person("nova")));
    let refusal = error(host.run(founder(), &accept(request)));
    assert_eq!(
        refusal,
        Error::already_exists {
            field: "details.handle".into(),
            id
        }
    );
    assert!(host.whoami(identity("newcomer")).person.is_none());
}

#[test]
fn one_person_has_several_principals_with_the_same_rights() {
    let host = Host::new();
    let person = host.made(Operation::create_person(samples::person("lead")));
    let group = host.group("one", None, vec![role(RoleKind::lead, person)]);
    let principals = ["browser", "terminal", "wallet"].map(identity);
    for principal in principals {
        host.link(principal, person);
        host.run(principal, &edit(&host, group)).unwrap();
    }
    assert_eq!(read(&host, person).principals, principals);
    // One of them takes another away.
    let unlink = Operation::unlink_principal(UnlinkPrincipal {
        id: person,
        expected_revision: read(&host, person).meta.revision,
        principal: principals[0],
    });
    host.run(principals[2], &unlink).unwrap();
    let refused = host.run(principals[0], &edit(&host, group));
    assert!(matches!(error(refused), Error::not_authorised { .. }));
}
