//! Groups: their records, roles, life and members.

use ic_stable_structures::Memory;

use crate::domain::check::Size;
use crate::domain::{
    CreateGroup, DecideProposal, Error, GROUP_DEPTH, Group, Id, Kind, LifecycleState,
    LifecycleStep, Membership, MoveGroup, Proposal, ProposalDecision, ProposeGroup, RemoveMember,
    RemoveProposal, SetLifecycle, SetRoles, Support, UpdateGroup, Written, checks,
};
use crate::registry::access::{self, Permit};
use crate::registry::history::Difference;
use crate::registry::{Registry, new_meta};
use crate::store::{List, Row, entry_id, relation_key, scope_of_principal};

/// Subgroups that are looked at when a group with subgroups is moved.
const MOVED_SUBGROUPS: usize = 1_000;
/// Proposals that give way to one.
const MAX_FALLING_OUT: u64 = 5;
/// Supporters that one operation removes with their proposal.
const MAX_REMOVED: usize = 500;

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn create_group(
        &mut self,
        permit: &Permit,
        a: &CreateGroup,
    ) -> Result<Written, Error> {
        self.check(|c| {
            checks::group(c, &a.details);
            checks::lifecycle(c, &a.lifecycle);
            checks::roles(c, &a.roles);
            if let Some(parent) = a.parent {
                c.id("parent", Kind::group, parent);
            }
        })?;
        if let Some(parent) = a.parent {
            self.has_room_below(parent, 1)?;
        }
        let group = Group {
            id: self.store.next_id(Kind::group),
            meta: new_meta(permit),
            details: a.details.clone(),
            parent: a.parent,
            lifecycle: Vec::new(),
            roles: a.roles.clone(),
            proposal: None,
            resting_since: None,
            relations: Vec::new(),
            approves_minutes: false,
            confirmed_at: None,
            withdrawn: None,
        };
        let group = group.living(a.lifecycle.clone(), permit.at());
        self.insert(permit, "create_group", &group)
    }

    pub(in crate::registry) fn propose_group(
        &mut self,
        permit: &Permit,
        a: &ProposeGroup,
    ) -> Result<Written, Error> {
        self.check(|c| {
            checks::group(c, &a.details);
            c.required("motivation", &a.motivation, Size::Paragraph);
        })?;
        self.make_room_for_proposal(permit)?;
        let limit = self.limits().open_proposals_per_principal;
        let mine = scope_of_principal(&permit.by());
        self.has_room(
            "your undecided proposals",
            List::OpenProposalsOf,
            mine,
            limit,
        )?;
        let proposal = Proposal {
            by: permit.by(),
            at: permit.at(),
            motivation: a.motivation.clone(),
            supporters: 0,
            decision: None,
        };
        let group = Group {
            id: self.store.next_id(Kind::group),
            meta: new_meta(permit),
            details: a.details.clone(),
            parent: None,
            lifecycle: vec![step(LifecycleState::proposed, None)],
            roles: Vec::new(),
            proposal: Some(proposal),
            resting_since: None,
            relations: Vec::new(),
            approves_minutes: false,
            confirmed_at: None,
            withdrawn: None,
        };
        self.insert(permit, "propose_group", &group)
    }

    pub(in crate::registry) fn decide_proposal(
        &mut self,
        permit: &Permit,
        a: &DecideProposal,
    ) -> Result<Written, Error> {
        self.check(|c| c.required("reason", &a.reason, Size::Paragraph))?;
        let old: Group = self.at_revision(a.id, a.expected_revision)?;
        let open = undecided(&old)?;
        if let Some(parent) = old.parent.filter(|_| a.accept && !self.is_replaying) {
            let height = self.height(a.id)?;
            self.has_room_below(parent, height)?;
        }
        let mut new = old.clone();
        let decision = ProposalDecision {
            accepted: a.accept,
            reason: a.reason.clone(),
            by: permit.by(),
            at: permit.at(),
        };
        new.proposal = Some(Proposal {
            decision: Some(decision),
            ..open.clone()
        });
        let mut lifecycle = old.lifecycle.clone();
        lifecycle.push(match a.accept {
            true => step(LifecycleState::active, Some(&a.reason)),
            false => step(LifecycleState::archived, Some(&a.reason)),
        });
        let new = new.living(lifecycle, permit.at());
        self.replace(permit, "decide_proposal", &old, new)
    }

    /// Lets the oldest proposals that are not decided fall out, so that one more has room.
    fn make_room_for_proposal(&mut self, permit: &Permit) -> Result<(), Error> {
        let limit = self.settings.doors.open_proposals;
        if limit == 0 {
            let what = "proposals that are not decided".into();
            return Err(Error::limit_exceeded { what, limit: 0 });
        }
        let open = self.store.count(List::OpenProposals, 0);
        let most = (open + 1).saturating_sub(limit.into()).min(MAX_FALLING_OUT);
        let oldest: Vec<Id> = self
            .store
            .entries(List::OpenProposals, 0)
            .take(most as usize)
            .map(|(key, _)| entry_id(&key))
            .collect();
        for id in oldest {
            let group: Group = self.find(id)?;
            if !self.drop_proposal(permit, "propose_group", &group)? {
                let what = "proposals that are not decided".into();
                let limit = limit.into();
                return Err(Error::limit_exceeded { what, limit });
            }
        }
        Ok(())
    }

    /// Removes a proposal that was refused, or is not decided, with its words and its supporters.
    pub(in crate::registry) fn remove_proposal(
        &mut self,
        permit: &Permit,
        a: &RemoveProposal,
    ) -> Result<Written, Error> {
        self.check(|c| c.required("reason", &a.reason, Size::Paragraph))?;
        let group: Group = self.at_revision(a.id, a.expected_revision)?;
        if group.was_accepted() {
            let reason = "the group is no proposal that is open or was refused".into();
            return Err(Error::not_now { reason });
        }
        let is_gone = self.drop_proposal(permit, "remove_proposal", &group)?;
        let revision = if is_gone { 0 } else { group.meta.revision };
        Ok(self.written(Kind::group, a.id, revision))
    }

    /// Removes a proposal, and tells whether it is gone: of its supporters a bounded number goes
    /// with one operation, and the proposal with the last of them.
    fn drop_proposal(
        &mut self,
        permit: &Permit,
        operation: &str,
        group: &Group,
    ) -> Result<bool, Error> {
        let supporters = self.store.entries(List::SupportersOf, group.id);
        let supporters: Vec<Id> = supporters
            .take(MAX_REMOVED)
            .map(|(key, _)| entry_id(&key))
            .collect();
        for id in supporters {
            if let Some(support) = self.store.get::<Support>(id) {
                self.store.remove(&support)?;
            }
        }
        if self.store.count(List::SupportersOf, group.id) > 0 {
            return Ok(false);
        }
        self.store.remove(group)?;
        let nothing = Difference::default();
        self.remember(permit, operation, Kind::group, group.id, 0, nothing);
        Ok(true)
    }

    pub(in crate::registry) fn support_group(
        &mut self,
        permit: &Permit,
        id: Id,
    ) -> Result<Written, Error> {
        undecided(&self.find(id)?)?;
        let limit = self.limits().members_per_group;
        self.has_room("supporters of a proposal", List::SupportersOf, id, limit)?;
        let support = Support {
            id: self.store.next_id(Kind::support),
            meta: new_meta(permit),
            group: id,
            principal: permit.by(),
        };
        self.insert(permit, "support_group", &support)
    }

    pub(in crate::registry) fn withdraw_support(
        &mut self,
        permit: &Permit,
        id: Id,
    ) -> Result<Written, Error> {
        undecided(&self.find(id)?)?;
        self.end_relation::<Support>(permit, id)
    }

    pub(in crate::registry) fn update_group(
        &mut self,
        permit: &Permit,
        a: &UpdateGroup,
    ) -> Result<Written, Error> {
        self.check(|c| checks::group(c, &a.details))?;
        let old = self.read_at_revision(permit.group(a.id), a.id, a.expected_revision)?;
        let new = Group {
            details: a.details.clone(),
            ..Group::clone(&old)
        };
        self.replace(permit, "update_group", &*old, new)
    }

    pub(in crate::registry) fn set_roles(
        &mut self,
        permit: &Permit,
        a: &SetRoles,
    ) -> Result<Written, Error> {
        self.check(|c| checks::roles(c, &a.roles))?;
        let old: Group = self.at_revision(a.id, a.expected_revision)?;
        let new = Group {
            roles: a.roles.clone(),
            ..old.clone()
        };
        self.replace(permit, "set_roles", &old, new)
    }

    pub(in crate::registry) fn set_lifecycle(
        &mut self,
        permit: &Permit,
        a: &SetLifecycle,
    ) -> Result<Written, Error> {
        self.check(|c| checks::lifecycle(c, &a.lifecycle))?;
        let old: Group = self.at_revision(a.id, a.expected_revision)?;
        if undecided(&old).is_ok() {
            let reason = "the proposal is not decided; decide_proposal does that".into();
            return Err(Error::not_now { reason });
        }
        let new = old.clone().living(a.lifecycle.clone(), permit.at());
        self.replace(permit, "set_lifecycle", &old, new)
    }

    pub(in crate::registry) fn move_group(
        &mut self,
        permit: &Permit,
        a: &MoveGroup,
    ) -> Result<Written, Error> {
        self.check(|c| {
            if let Some(parent) = a.parent {
                c.id("parent", Kind::group, parent);
            }
        })?;
        let old: Group = self.at_revision(a.id, a.expected_revision)?;
        if let Some(parent) = a.parent.filter(|p| Some(*p) != old.parent) {
            if parent == a.id || access::ancestors(&self.store, parent).any(|g| g == a.id) {
                return Err(Error::invalid("parent", "is the group itself or below it"));
            }
            let height = self.height(a.id)?;
            self.has_room_below(parent, height)?;
        }
        let new = Group {
            parent: a.parent,
            ..old.clone()
        };
        self.replace(permit, "move_group", &old, new)
    }

    /// Refuses a subgroup that would be one too many, or whose tree would reach too deep.
    fn has_room_below(&self, parent: Id, height: usize) -> Result<(), Error> {
        let depth = 1 + access::ancestors(&self.store, parent).count();
        if depth + height > GROUP_DEPTH {
            let what = "levels of subgroups".into();
            return Err(Error::limit_exceeded {
                what,
                limit: GROUP_DEPTH as u64,
            });
        }
        let limit = self.limits().records_per_group;
        self.has_room("subgroups of a group", List::Subgroups, parent, limit)?;
        self.takes_more(List::Subgroups, parent)
    }

    /// The levels of the tree of a group, itself included.
    fn height(&self, group: Id) -> Result<usize, Error> {
        let mut level = vec![group];
        let (mut height, mut seen) = (0, 0);
        while !level.is_empty() {
            height += 1;
            let subgroups = level
                .iter()
                .flat_map(|g| self.store.entries(List::Subgroups, *g));
            let below: Vec<Id> = subgroups
                .take(MOVED_SUBGROUPS)
                .map(|(key, _)| entry_id(&key))
                .collect();
            seen += below.len();
            if seen >= MOVED_SUBGROUPS {
                let what = "subgroups that move with a group".into();
                return Err(Error::limit_exceeded {
                    what,
                    limit: MOVED_SUBGROUPS as u64,
                });
            }
            level = below;
        }
        Ok(height)
    }

    pub(in crate::registry) fn join_group(
        &mut self,
        permit: &Permit,
        id: Id,
    ) -> Result<Written, Error> {
        let group: Group = self.find(id)?;
        let refusal = match (group.was_accepted(), group.state()) {
            (false, _) => Some("the group is a proposal: it can be supported"),
            (true, LifecycleState::archived) => Some("the group is archived"),
            (true, _) => None,
        };
        if let Some(reason) = refusal {
            let reason = reason.into();
            return Err(Error::not_now { reason });
        }
        let limits = self.limits();
        let (of_group, of_principal) = (limits.members_per_group, limits.memberships_per_principal);
        let mine = scope_of_principal(&permit.by());
        self.has_room("members of a group", List::MembersOf, id, of_group)?;
        self.has_room("your memberships", List::MembershipsOf, mine, of_principal)?;
        let membership = Membership {
            id: self.store.next_id(Kind::membership),
            meta: new_meta(permit),
            group: id,
            principal: permit.by(),
        };
        self.insert(permit, "join_group", &membership)
    }

    pub(in crate::registry) fn leave_group(
        &mut self,
        permit: &Permit,
        id: Id,
    ) -> Result<Written, Error> {
        self.find::<Group>(id)?;
        self.end_relation::<Membership>(permit, id)
    }

    /// Takes a member out of a group.
    pub(in crate::registry) fn remove_member(
        &mut self,
        _: &Permit,
        a: &RemoveMember,
    ) -> Result<Written, Error> {
        self.check(|c| {
            c.id("group", Kind::group, a.group);
            c.required("reason", &a.reason, Size::Paragraph);
        })?;
        let name = relation_key(Kind::membership, a.group, &a.principal);
        let none = || Error::not_found(Kind::membership, format!("in group {}", a.group));
        let (id, _) = self.store.named(&name).ok_or_else(none)?;
        let old: Membership = self.store.get(id).ok_or_else(none)?;
        self.store.remove(&old)?;
        Ok(self.written(Kind::membership, id, 0))
    }

    /// Removes what the caller is to a record.
    fn end_relation<R: Row>(&mut self, permit: &Permit, to: Id) -> Result<Written, Error> {
        let name = relation_key(R::KIND, to, &permit.by());
        let none = || Error::not_found(R::KIND, format!("of yours in {to}"));
        let (id, _) = self.store.named(&name).ok_or_else(none)?;
        let old: R = self.store.get(id).ok_or_else(none)?;
        self.store.remove(&old)?;
        Ok(self.written(R::KIND, id, 0))
    }
}

fn step(state: LifecycleState, reason: Option<&str>) -> LifecycleStep {
    LifecycleStep {
        state,
        date: None,
        reason: reason.map(str::to_owned),
    }
}

/// The proposal of a group that waits for its decision.
fn undecided(group: &Group) -> Result<&Proposal, Error> {
    match &group.proposal {
        Some(proposal) if proposal.decision.is_none() => Ok(proposal),
        _ => Err(Error::not_now {
            reason: "the group is not a proposal that is open".into(),
        }),
    }
}
