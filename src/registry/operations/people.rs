//! People, and the principals that are theirs.

use candid::Principal;
use ic_stable_structures::Memory;

use crate::domain::check::Size;
use crate::domain::{
    DecideLink, Error, Id, Kind, LinkDecision, LinkRequest, LinkTarget, Person, PersonDetails,
    RequestLink, UnlinkPrincipal, UpdatePerson, Written, checks,
};
use crate::registry::access::Permit;
use crate::registry::{Registry, new_meta};
use crate::store::{List, scope_of_principal, slug_key};

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn create_person(
        &mut self,
        permit: &Permit,
        details: &PersonDetails,
    ) -> Result<Written, Error> {
        self.check(|c| checks::person(c, "details", details))?;
        self.insert_person(permit, "create_person", details, Vec::new())
    }

    fn insert_person(
        &mut self,
        permit: &Permit,
        operation: &str,
        details: &PersonDetails,
        principals: Vec<Principal>,
    ) -> Result<Written, Error> {
        let id = self.store.next_id(Kind::person);
        let details = details.clone();
        self.insert(
            permit,
            operation,
            &Person {
                id,
                meta: new_meta(permit),
                details,
                principals,
            },
        )
    }

    pub(in crate::registry) fn update_person(
        &mut self,
        permit: &Permit,
        a: &UpdatePerson,
    ) -> Result<Written, Error> {
        self.check(|c| checks::person(c, "details", &a.details))?;
        let old: Person = self.at_revision(a.id, a.expected_revision)?;
        let new = Person {
            details: a.details.clone(),
            ..old.clone()
        };
        self.replace(permit, "update_person", &old, new)
    }

    pub(in crate::registry) fn request_link(
        &mut self,
        permit: &Permit,
        a: &RequestLink,
    ) -> Result<Written, Error> {
        self.check(|c| {
            c.required("evidence", &a.evidence, Size::Paragraph);
            match &a.target {
                LinkTarget::existing(person) => c.id("target.existing", Kind::person, *person),
                LinkTarget::newcomer(details) => checks::person(c, "target.newcomer", details),
            }
        })?;
        if let Some(id) = self.store.person_of(&permit.by()) {
            return Err(Error::already_exists {
                field: "principal".into(),
                id,
            });
        }
        if let LinkTarget::newcomer(details) = &a.target
            && let Some((id, true)) = self.store.named(&slug_key(Kind::person, &details.handle))
        {
            return Err(Error::already_exists {
                field: "target.newcomer.handle".into(),
                id,
            });
        }
        let limit = self.limits().open_link_requests_per_principal;
        let mine = scope_of_principal(&permit.by());
        self.has_room(
            "your undecided link requests",
            List::OpenLinkRequestsOf,
            mine,
            limit,
        )?;
        let request = LinkRequest {
            id: self.store.next_id(Kind::link_request),
            meta: new_meta(permit),
            principal: permit.by(),
            target: a.target.clone(),
            evidence: a.evidence.clone(),
            decision: None,
        };
        self.insert(permit, "request_link", &request)
    }

    pub(in crate::registry) fn decide_link(
        &mut self,
        permit: &Permit,
        a: &DecideLink,
    ) -> Result<Written, Error> {
        self.check(|c| c.required("reason", &a.reason, Size::Paragraph))?;
        let old: LinkRequest = self.at_revision(a.id, a.expected_revision)?;
        if old.decision.is_some() {
            return Err(Error::not_now {
                reason: "the request is decided already".into(),
            });
        }
        let person = match a.accept {
            true => Some(self.link(permit, &old)?),
            false => None,
        };
        let decision = LinkDecision {
            accepted: a.accept,
            reason: a.reason.clone(),
            by: permit.by(),
            at: permit.at(),
            person,
        };
        let new = LinkRequest {
            decision: Some(decision),
            ..old.clone()
        };
        self.replace(permit, "decide_link", &old, new)
    }

    /// Gives the principal of a request to the person whom it asks for.
    fn link(&mut self, permit: &Permit, request: &LinkRequest) -> Result<Id, Error> {
        // Another request of the same principal may have been accepted meanwhile.
        if let Some(id) = self.store.person_of(&request.principal) {
            return Err(Error::already_exists {
                field: "principal".into(),
                id,
            });
        }
        match &request.target {
            LinkTarget::newcomer(details) => {
                let principals = vec![request.principal];
                Ok(self
                    .insert_person(permit, "decide_link", details, principals)?
                    .id)
            }
            LinkTarget::existing(person) => {
                let old: Person = self.find(*person)?;
                let limit = self.limits().principals_per_person;
                if old.principals.len() >= limit as usize {
                    let what = "principals of one person".into();
                    return Err(Error::limit_exceeded {
                        what,
                        limit: limit.into(),
                    });
                }
                let mut new = old.clone();
                new.principals.push(request.principal);
                Ok(self.replace(permit, "decide_link", &old, new)?.id)
            }
        }
    }

    pub(in crate::registry) fn unlink_principal(
        &mut self,
        permit: &Permit,
        a: &UnlinkPrincipal,
    ) -> Result<Written, Error> {
        let old: Person = self.at_revision(a.id, a.expected_revision)?;
        if !old.principals.contains(&a.principal) {
            return Err(Error::invalid("principal", "is not linked to this person"));
        }
        let mut new = old.clone();
        new.principals.retain(|p| *p != a.principal);
        self.replace(permit, "unlink_principal", &old, new)
    }
}
