//! People, and the principals that are theirs.

use candid::Principal;
use ic_stable_structures::Memory;

use crate::domain::check::Size;
use crate::domain::{
    DecideLink, Error, Id, Kind, LinkDecision, LinkRequest, LinkTarget, Nanos, Person,
    PersonDetails, RefuseLinkRequests, RequestLink, UnlinkPrincipal, UpdatePerson, Written, checks,
};
use crate::registry::access::Permit;
use crate::registry::history::Difference;
use crate::registry::{Registry, new_meta};
use crate::store::{List, entry_id, scope_of_principal, slug_key};

const DAY: Nanos = 86_400_000_000_000;
/// Requests that give way to one.
const MAX_FALLING_OUT: usize = 20;
/// Requests that one operation refuses.
const MAX_REFUSED: usize = 100;

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
                withdrawn: None,
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
            && let Some((id, _)) = self.store.named(&slug_key(Kind::person, &details.handle))
        {
            return Err(Error::already_exists {
                field: "target.newcomer.handle".into(),
                id,
            });
        }
        self.make_room_for_request(permit)?;
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

    /// Lets requests fall out that nobody has decided for long, and the oldest where there are too
    /// many, so that one more has room.
    fn make_room_for_request(&mut self, permit: &Permit) -> Result<(), Error> {
        let limit = self.settings.doors.open_link_requests;
        if limit == 0 {
            let what = "link requests that are not decided".into();
            return Err(Error::limit_exceeded { what, limit: 0 });
        }
        let open = self.store.count(List::OpenLinkRequests, 0);
        let too_many = (open + 1).saturating_sub(limit.into());
        let since = self.requests_since(permit.at());
        let oldest: Vec<LinkRequest> = self
            .store
            .entries(List::OpenLinkRequests, 0)
            .take(MAX_FALLING_OUT)
            .filter_map(|(key, _)| self.store.get(entry_id(&key)))
            .collect();
        for (i, request) in oldest.iter().enumerate() {
            if (i as u64) < too_many || request.meta.created_at < since {
                self.store.remove(request)?;
                let (kind, id) = (Kind::link_request, request.id);
                self.remember(permit, "request_link", kind, id, 0, Difference::default());
            }
        }
        Ok(())
    }

    /// Requests that were made before this have expired.
    pub(in crate::registry) fn requests_since(&self, now: Nanos) -> Nanos {
        let days = Nanos::from(self.settings.doors.link_request_days);
        now.saturating_sub(days * DAY)
    }

    /// Refuses many requests at once.
    pub(in crate::registry) fn refuse_link_requests(
        &mut self,
        permit: &Permit,
        a: &RefuseLinkRequests,
    ) -> Result<Written, Error> {
        self.check(|c| {
            c.required("reason", &a.reason, Size::Paragraph);
            if a.ids.is_empty() || a.ids.len() > MAX_REFUSED {
                c.fault("ids", format!("has not 1 to {MAX_REFUSED} entries"));
            }
        })?;
        let mut last = None;
        for id in &a.ids {
            let old: LinkRequest = self.find(*id)?;
            if old.decision.is_some() {
                let reason = format!("request {id} is decided already");
                return Err(Error::not_now { reason });
            }
            let decision = LinkDecision {
                accepted: false,
                reason: a.reason.clone(),
                by: permit.by(),
                at: permit.at(),
                person: None,
            };
            let new = LinkRequest {
                decision: Some(decision),
                ..old.clone()
            };
            last = Some(self.replace(permit, "refuse_link_requests", &old, new)?);
        }
        last.ok_or_else(|| Error::invalid("ids", "is empty"))
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
