//! The registry's own record, people, and the principals that are theirs.

use candid::Principal;
use workgroups::domain::*;

use super::history::{differing, person_fields};
use super::{Act, Plain, Refused, fresh, next, read};

type Done = Result<(Kind, Id, u64), Refused>;

impl Plain {
    pub(super) fn set_profile(&mut self, act: Act, a: &SetProfile) -> Done {
        self.faultless(|f| f.profile(&a.profile))?;
        self.at_settings(a.expected_revision)?;
        let new = Settings {
            profile: a.profile.clone(),
            ..self.settings.clone()
        };
        self.put_settings(act, "set_profile", new)
    }

    pub(super) fn set_limits(&mut self, act: Act, a: &SetLimits) -> Done {
        self.faultless(|f| f.limits(&a.limits))?;
        self.at_settings(a.expected_revision)?;
        let new = Settings {
            limits: a.limits.clone(),
            ..self.settings.clone()
        };
        self.put_settings(act, "set_limits", new)
    }

    pub(super) fn set_doors(&mut self, act: Act, a: &SetDoors) -> Done {
        self.faultless(|f| f.doors(&a.doors))?;
        self.at_settings(a.expected_revision)?;
        let new = Settings {
            doors: a.doors.clone(),
            ..self.settings.clone()
        };
        self.put_settings(act, "set_doors", new)
    }

    pub(super) fn set_origins(&mut self, act: Act, a: &SetOrigins) -> Done {
        self.faultless(|f| f.origins(a))?;
        self.at_settings(a.expected_revision)?;
        let new = Settings {
            origins: Origins {
                trusted_origins: a.trusted_origins.clone(),
                alternative_origins: a.alternative_origins.clone(),
                custom_domains: a.custom_domains.clone(),
            },
            ..self.settings.clone()
        };
        self.put_settings(act, "set_origins", new)
    }

    pub(super) fn add_admin(&mut self, act: Act, admin: Principal) -> Done {
        let nobody = [Principal::anonymous(), Principal::management_canister()];
        let mut new = self.settings.clone();
        if nobody.contains(&admin) {
            return Err(Refused::field("principal"));
        }
        if new.admins.contains(&admin) {
            return Err(Refused::AlreadyExists("principal".into(), 0));
        }
        Self::room(new.admins.len(), new.limits.admins)?;
        new.admins.push(admin);
        self.put_settings(act, "add_admin", new)
    }

    pub(super) fn remove_admin(&mut self, act: Act, admin: Principal) -> Done {
        let mut new = self.settings.clone();
        if !new.admins.contains(&admin) {
            return Err(Refused::field("principal"));
        }
        if new.confirm_days.is_some() && new.admins.len() == 2 {
            return Err(Refused::NotNow);
        }
        if new.admins == [admin] {
            return Err(Refused::NotNow);
        }
        new.admins.retain(|a| *a != admin);
        self.put_settings(act, "remove_admin", new)
    }

    pub(super) fn at_settings(&self, expected: u64) -> Result<(), Refused> {
        match self.settings.meta.revision {
            current if current == expected => Ok(()),
            current => Err(Refused::Conflict(current)),
        }
    }

    pub(super) fn put_settings(&mut self, act: Act, operation: &str, mut new: Settings) -> Done {
        new.meta = next(&new.meta, act);
        let fields = differing!(self.settings, new, "", [profile admins limits origins doors patience confirm_days]);
        self.settings = new;
        let revision = self.settings.meta.revision;
        Ok(self.enter(act, operation, (Kind::registry, 0, revision), fields))
    }

    pub(super) fn create_person(&mut self, act: Act, d: &PersonDetails) -> Done {
        self.faultless(|f| f.person("details", d))?;
        self.new_person(act, "create_person", d, Vec::new())
    }

    fn new_person(
        &mut self,
        act: Act,
        operation: &str,
        details: &PersonDetails,
        principals: Vec<Principal>,
    ) -> Done {
        let id = self.number(Kind::person);
        let new = Person {
            id,
            meta: fresh(act),
            details: details.clone(),
            principals,
            withdrawn: None,
        };
        self.put_person(act, operation, new)
    }

    pub(super) fn put_person(&mut self, act: Act, operation: &str, new: Person) -> Done {
        self.take_name(Kind::person, new.id, &new.details.handle)?;
        for principal in &new.principals {
            match self.person_of(principal) {
                Some(other) if other != new.id => {
                    return Err(Refused::AlreadyExists("principal".into(), other));
                }
                _ => {}
            }
        }
        let old = self.people.insert(new.id, new.clone());
        let fields = old.map(|old| person_fields(&old, &new)).unwrap_or_default();
        let what = (Kind::person, new.id, new.meta.revision);
        Ok(self.enter(act, operation, what, fields))
    }

    pub(super) fn person_at(&self, id: Id, expected: u64) -> Result<Person, Refused> {
        read(
            &self.people,
            Kind::person,
            id,
            |p| p.meta.revision,
            expected,
        )
    }

    pub(super) fn update_person(&mut self, act: Act, a: &UpdatePerson) -> Done {
        self.faultless(|f| f.person("details", &a.details))?;
        let old = self.person_at(a.id, a.expected_revision)?;
        let new = Person {
            meta: next(&old.meta, act),
            details: a.details.clone(),
            ..old
        };
        self.put_person(act, "update_person", new)
    }

    pub(super) fn request_link(&mut self, act: Act, a: &RequestLink) -> Done {
        self.faultless(|f| {
            f.paragraph("evidence", &a.evidence);
            match &a.target {
                LinkTarget::existing(id) => f.reference("target.existing", Kind::person, *id),
                LinkTarget::newcomer(d) => f.person("target.newcomer", d),
            }
        })?;
        if let Some(id) = self.person_of(&act.by) {
            return Err(Refused::AlreadyExists("principal".into(), id));
        }
        if let LinkTarget::newcomer(d) = &a.target
            && let Some(id) = self.named(Kind::person, &d.handle)
        {
            return Err(Refused::AlreadyExists("target.newcomer.handle".into(), id));
        }
        self.room_for_request(act)?;
        let open = |r: &&LinkRequest| r.decision.is_none() && r.principal == act.by;
        let open = self.requests.values().filter(open).count();
        Self::room(open, self.settings.limits.open_link_requests_per_principal)?;
        let id = self.number(Kind::link_request);
        let new = LinkRequest {
            id,
            meta: fresh(act),
            principal: act.by,
            target: a.target.clone(),
            evidence: a.evidence.clone(),
            decision: None,
        };
        self.requests.insert(id, new);
        Ok(self.enter(act, "request_link", (Kind::link_request, id, 1), Vec::new()))
    }

    fn room_for_request(&mut self, act: Act) -> Result<(), Refused> {
        let doors = self.settings.doors.clone();
        if doors.open_link_requests == 0 {
            return Err(Refused::Limit(0));
        }
        let since = self.requests_since(act.at);
        let waiting = self.requests.values().filter(|r| r.decision.is_none());
        let waiting: Vec<(Id, Nanos)> = waiting.map(|r| (r.id, r.meta.created_at)).collect();
        let too_many = (waiting.len() + 1).saturating_sub(doors.open_link_requests as usize);
        for (i, (id, made)) in waiting.into_iter().take(20).enumerate() {
            if i < too_many || made < since {
                self.requests.remove(&id);
                self.enter(act, "request_link", (Kind::link_request, id, 0), Vec::new());
            }
        }
        Ok(())
    }

    /// What was asked for before this has expired.
    pub(super) fn requests_since(&self, now: Nanos) -> Nanos {
        let days = Nanos::from(self.settings.doors.link_request_days);
        now.saturating_sub(days * 24 * 3_600_000_000_000)
    }

    pub(super) fn refuse_link_requests(&mut self, act: Act, a: &RefuseLinkRequests) -> Done {
        self.faultless(|f| {
            f.paragraph("reason", &a.reason);
            f.note_if(a.ids.is_empty() || a.ids.len() > 100, "ids");
        })?;
        let kind = Kind::link_request;
        let mut last = Err(Refused::field("ids"));
        for id in &a.ids {
            let old = self.requests.get(id).ok_or(Refused::NotFound(Some(kind)))?;
            if old.decision.is_some() {
                return Err(Refused::NotNow);
            }
            let new = LinkRequest {
                meta: next(&old.meta, act),
                decision: Some(LinkDecision {
                    accepted: false,
                    reason: a.reason.clone(),
                    by: act.by,
                    at: act.at,
                    person: None,
                }),
                ..old.clone()
            };
            let what = (kind, *id, new.meta.revision);
            self.requests.insert(*id, new);
            last = Ok(self.enter(act, "refuse_link_requests", what, vec!["decision".into()]));
        }
        last
    }

    pub(super) fn decide_link(&mut self, act: Act, a: &DecideLink) -> Done {
        self.faultless(|f| f.paragraph("reason", &a.reason))?;
        let revision = |r: &LinkRequest| r.meta.revision;
        let kind = Kind::link_request;
        let old = read(&self.requests, kind, a.id, revision, a.expected_revision)?;
        if old.decision.is_some() {
            return Err(Refused::NotNow);
        }
        let person = match a.accept {
            true => Some(self.link(act, &old)?),
            false => None,
        };
        let new = LinkRequest {
            meta: next(&old.meta, act),
            decision: Some(LinkDecision {
                accepted: a.accept,
                reason: a.reason.clone(),
                by: act.by,
                at: act.at,
                person,
            }),
            ..old
        };
        let what = (kind, a.id, new.meta.revision);
        self.requests.insert(a.id, new);
        Ok(self.enter(act, "decide_link", what, vec!["decision".into()]))
    }

    fn link(&mut self, act: Act, request: &LinkRequest) -> Result<Id, Refused> {
        if let Some(id) = self.person_of(&request.principal) {
            return Err(Refused::AlreadyExists("principal".into(), id));
        }
        let (_, id, _) = match &request.target {
            LinkTarget::newcomer(d) => {
                self.new_person(act, "decide_link", d, vec![request.principal])?
            }
            LinkTarget::existing(id) => {
                let old = self
                    .people
                    .get(id)
                    .ok_or(Refused::NotFound(Some(Kind::person)))?;
                Self::room(
                    old.principals.len(),
                    self.settings.limits.principals_per_person,
                )?;
                let mut new = old.clone();
                new.meta = next(&old.meta, act);
                new.principals.push(request.principal);
                self.put_person(act, "decide_link", new)?
            }
        };
        Ok(id)
    }

    pub(super) fn unlink_principal(&mut self, act: Act, a: &UnlinkPrincipal) -> Done {
        let mut person = self.person_at(a.id, a.expected_revision)?;
        if !person.principals.contains(&a.principal) {
            return Err(Refused::field("principal"));
        }
        person.principals.retain(|p| *p != a.principal);
        person.meta = next(&person.meta, act);
        self.put_person(act, "unlink_principal", person)
    }
}
