//! Groups, their unique names, and who belongs to them.

use workgroups::domain::*;

use super::history::group_fields;
use super::told::aged;
use super::{Act, Plain, Refused, folded, fresh, next, read};

type Done = Result<(Kind, Id, u64), Refused>;

impl Plain {
    /// The record that has a slug or handle now.
    pub fn holder(&self, kind: Kind, name: &str) -> Option<Id> {
        let name = folded(name);
        self.names(kind)
            .into_iter()
            .find(|(_, n)| *n == name)
            .map(|(id, _)| id)
    }

    /// The folded slug or handle of each record of a kind.
    pub fn names(&self, kind: Kind) -> Vec<(Id, String)> {
        macro_rules! names {
            ($map:ident, $field:ident) => {
                self.$map
                    .values()
                    .chain(self.gone.$map.values())
                    .map(|r| (r.id, folded(&r.details.$field)))
                    .collect()
            };
        }
        match kind {
            // What was refused gives its name free.
            Kind::group => self
                .groups
                .values()
                .chain(self.gone.groups.values())
                .filter(|g| accepted(g) || open(g).is_some())
                .map(|g| (g.id, folded(&g.details.slug)))
                .collect(),
            Kind::person => names!(people, handle),
            Kind::meeting => names!(meetings, slug),
            Kind::initiative => names!(initiatives, slug),
            Kind::report => names!(reports, slug),
            _ => Vec::new(),
        }
    }

    /// The record that a name leads to: the one that has it, or else the last that had it.
    pub fn named(&self, kind: Kind, name: &str) -> Option<Id> {
        let former = || self.former.get(&(kind, folded(name))).copied();
        self.holder(kind, name).or_else(former)
    }

    /// Gives a name to a record, which may have another one so far; that one still leads to it.
    pub(super) fn take_name(&mut self, kind: Kind, id: Id, name: &str) -> Result<(), Refused> {
        match self.named(kind, name) {
            Some(other) if other != id => {
                let field = match kind {
                    Kind::person => "details.handle",
                    _ => "details.slug",
                };
                return Err(Refused::AlreadyExists(field.into(), other));
            }
            _ => {}
        }
        let undecided = kind == Kind::group && self.groups.get(&id).is_some_and(|g| !accepted(g));
        let had = self.names(kind).into_iter().find(|(of, _)| *of == id);
        let had = had.filter(|_| !undecided);
        if let Some((_, old)) = had.filter(|(_, old)| *old != folded(name)) {
            self.former.insert((kind, old), id);
        }
        Ok(())
    }

    pub(super) fn create_group(&mut self, act: Act, a: &CreateGroup) -> Done {
        self.faultless(|f| {
            f.group(&a.details);
            f.lifecycle(&a.lifecycle);
            f.roles(&a.roles);
            a.parent
                .into_iter()
                .for_each(|p| f.reference("parent", Kind::group, p));
        })?;
        if let Some(parent) = a.parent {
            self.room_below(parent, 1)?;
        }
        let new = Group {
            id: self.number(Kind::group),
            meta: fresh(act),
            details: a.details.clone(),
            parent: a.parent,
            lifecycle: a.lifecycle.clone(),
            roles: a.roles.clone(),
            proposal: None,
            resting_since: None,
            relations: Vec::new(),
            approves_minutes: false,
            confirmed_at: None,
            withdrawn: None,
        };
        let new = aged(None, new, act.at);
        self.put_group(act, "create_group", new)
    }

    pub(super) fn propose_group(&mut self, act: Act, a: &ProposeGroup) -> Done {
        self.faultless(|f| {
            f.group(&a.details);
            f.paragraph("motivation", &a.motivation);
        })?;
        self.room_for_proposal(act)?;
        let mine = |g: &&Group| open(g).is_some_and(|p| p.by == act.by);
        let mine = self.groups.values().filter(mine).count();
        Self::room(mine, self.settings.limits.open_proposals_per_principal)?;
        let new = Group {
            id: self.number(Kind::group),
            meta: fresh(act),
            details: a.details.clone(),
            parent: None,
            lifecycle: vec![step(LifecycleState::proposed, None)],
            roles: Vec::new(),
            proposal: Some(Proposal {
                by: act.by,
                at: act.at,
                motivation: a.motivation.clone(),
                supporters: 0,
                decision: None,
            }),
            resting_since: None,
            relations: Vec::new(),
            approves_minutes: false,
            confirmed_at: None,
            withdrawn: None,
        };
        self.put_group(act, "propose_group", new)
    }

    fn room_for_proposal(&mut self, act: Act) -> Result<(), Refused> {
        let limit = u64::from(self.settings.doors.open_proposals);
        if limit == 0 {
            return Err(Refused::Limit(0));
        }
        let there = self.groups.values().filter(|g| open(g).is_some());
        let there: Vec<Id> = there.map(|g| g.id).collect();
        let too_many = (there.len() as u64 + 1).saturating_sub(limit).min(5);
        for id in there.into_iter().take(too_many as usize) {
            self.drop_proposal(act, "propose_group", id);
        }
        Ok(())
    }

    fn drop_proposal(&mut self, act: Act, operation: &str, id: Id) {
        self.supports.retain(|_, s| s.group != id);
        self.groups.remove(&id);
        self.enter(act, operation, (Kind::group, id, 0), Vec::new());
    }

    pub(super) fn remove_proposal(&mut self, act: Act, a: &RemoveProposal) -> Done {
        self.faultless(|f| f.paragraph("reason", &a.reason))?;
        let group = self.group_at(a.id, a.expected_revision)?;
        if accepted(&group) {
            return Err(Refused::NotNow);
        }
        self.drop_proposal(act, "remove_proposal", a.id);
        Ok((Kind::group, a.id, 0))
    }

    pub(super) fn remove_member(&mut self, _: Act, a: &RemoveMember) -> Done {
        self.faultless(|f| {
            f.reference("group", Kind::group, a.group);
            f.paragraph("reason", &a.reason);
        })?;
        let theirs = |m: &&Membership| m.group == a.group && m.principal == a.principal;
        let found = self.memberships.values().find(theirs).map(|m| m.id);
        let id = found.ok_or(Refused::NotFound(Some(Kind::membership)))?;
        self.memberships.remove(&id);
        Ok((Kind::membership, id, 0))
    }

    pub(super) fn put_group(&mut self, act: Act, operation: &str, new: Group) -> Done {
        // A proposal that was refused has no name.
        if accepted(&new) || open(&new).is_some() {
            self.take_name(Kind::group, new.id, &new.details.slug)?;
        }
        let old = self.groups.insert(new.id, new.clone());
        let fields = old.map(|old| group_fields(&old, &new)).unwrap_or_default();
        let what = (Kind::group, new.id, new.meta.revision);
        Ok(self.enter(act, operation, what, fields))
    }

    pub(super) fn group_at(&self, id: Id, expected: u64) -> Result<Group, Refused> {
        read(&self.groups, Kind::group, id, |g| g.meta.revision, expected)
    }

    pub(super) fn decide_proposal(&mut self, act: Act, a: &DecideProposal) -> Done {
        self.faultless(|f| f.paragraph("reason", &a.reason))?;
        let mut group = self.group_at(a.id, a.expected_revision)?;
        let old = group.clone();
        let mut proposal = open(&group).ok_or(Refused::NotNow)?.clone();
        if let Some(parent) = group.parent.filter(|_| a.accept) {
            self.room_below(parent, self.height(a.id))?;
        }
        proposal.decision = Some(ProposalDecision {
            accepted: a.accept,
            reason: a.reason.clone(),
            by: act.by,
            at: act.at,
        });
        group.proposal = Some(proposal);
        let state = match a.accept {
            true => LifecycleState::active,
            false => LifecycleState::archived,
        };
        group.lifecycle.push(step(state, Some(a.reason.clone())));
        group.meta = next(&group.meta, act);
        let group = aged(Some(&old), group, act.at);
        self.put_group(act, "decide_proposal", group)
    }

    pub(super) fn update_group(&mut self, act: Act, a: &UpdateGroup) -> Done {
        self.faultless(|f| f.group(&a.details))?;
        let mut group = self.group_at(a.id, a.expected_revision)?;
        group.details = a.details.clone();
        group.meta = next(&group.meta, act);
        self.put_group(act, "update_group", group)
    }

    pub(super) fn set_roles(&mut self, act: Act, a: &SetRoles) -> Done {
        self.faultless(|f| f.roles(&a.roles))?;
        let mut group = self.group_at(a.id, a.expected_revision)?;
        group.roles = a.roles.clone();
        group.meta = next(&group.meta, act);
        self.put_group(act, "set_roles", group)
    }

    pub(super) fn set_lifecycle(&mut self, act: Act, a: &SetLifecycle) -> Done {
        self.faultless(|f| f.lifecycle(&a.lifecycle))?;
        let mut group = self.group_at(a.id, a.expected_revision)?;
        if open(&group).is_some() {
            return Err(Refused::NotNow);
        }
        let old = group.clone();
        group.lifecycle = a.lifecycle.clone();
        group.meta = next(&group.meta, act);
        let group = aged(Some(&old), group, act.at);
        self.put_group(act, "set_lifecycle", group)
    }

    pub(super) fn move_group(&mut self, act: Act, a: &MoveGroup) -> Done {
        self.faultless(|f| {
            a.parent
                .into_iter()
                .for_each(|p| f.reference("parent", Kind::group, p));
        })?;
        let mut group = self.group_at(a.id, a.expected_revision)?;
        if let Some(parent) = a.parent.filter(|p| group.parent != Some(*p)) {
            if parent == a.id || self.above(parent).contains(&a.id) {
                return Err(Refused::field("parent"));
            }
            self.room_below(parent, self.height(a.id))?;
        }
        group.parent = a.parent;
        group.meta = next(&group.meta, act);
        self.put_group(act, "move_group", group)
    }

    fn room_below(&self, parent: Id, height: usize) -> Result<(), Refused> {
        if self.above(parent).len() + 1 + height > GROUP_DEPTH {
            return Err(Refused::Limit(GROUP_DEPTH as u64));
        }
        let below = |g: &&Group| g.parent == Some(parent) && accepted(g);
        let subgroups = self.groups.values().filter(below);
        Self::room(subgroups.count(), self.settings.limits.records_per_group)?;
        self.takes_records(parent)
    }

    /// Refuses records of a group that is withdrawn or a proposal.
    pub(super) fn takes_records(&self, group: Id) -> Result<(), Refused> {
        let group = self.right_group(group)?;
        match accepted(group) && group.withdrawn.is_none() {
            true => Ok(()),
            false => Err(Refused::NotNow),
        }
    }

    fn height(&self, group: Id) -> usize {
        let is_below = |g: &&Group| g.parent == Some(group) && accepted(g);
        let below = self.groups.values().filter(is_below);
        1 + below.map(|g| self.height(g.id)).max().unwrap_or(0)
    }

    pub(super) fn support_group(&mut self, act: Act, group: Id) -> Done {
        open(self.group(group)?).ok_or(Refused::NotNow)?;
        let limit = self.settings.limits.members_per_group;
        let supporters: Vec<&Support> = self
            .supports
            .values()
            .filter(|s| s.group == group)
            .collect();
        Self::room(supporters.len(), limit)?;
        if let Some(mine) = supporters.iter().find(|s| s.principal == act.by) {
            return Err(Refused::AlreadyExists("support".into(), mine.id));
        }
        let id = self.number(Kind::support);
        let new = Support {
            id,
            meta: fresh(act),
            group,
            principal: act.by,
        };
        self.supports.insert(id, new);
        Ok((Kind::support, id, 1))
    }

    pub(super) fn withdraw_support(&mut self, act: Act, group: Id) -> Done {
        open(self.group(group)?).ok_or(Refused::NotNow)?;
        let mine = |s: &&Support| s.group == group && s.principal == act.by;
        let found = self.supports.values().find(mine).map(|s| s.id);
        let id = found.ok_or(Refused::NotFound(Some(Kind::support)))?;
        self.supports.remove(&id);
        Ok((Kind::support, id, 0))
    }

    pub(super) fn join_group(&mut self, act: Act, group: Id) -> Done {
        let there = self.group(group)?;
        if there.state() == LifecycleState::archived || !accepted(there) {
            return Err(Refused::NotNow);
        }
        let limits = &self.settings.limits;
        let all = || self.memberships.values();
        Self::room(
            all().filter(|m| m.group == group).count(),
            limits.members_per_group,
        )?;
        let mine: Vec<&Membership> = all().filter(|m| m.principal == act.by).collect();
        Self::room(mine.len(), limits.memberships_per_principal)?;
        if let Some(there) = mine.iter().find(|m| m.group == group) {
            return Err(Refused::AlreadyExists("membership".into(), there.id));
        }
        let id = self.number(Kind::membership);
        let new = Membership {
            id,
            meta: fresh(act),
            group,
            principal: act.by,
        };
        self.memberships.insert(id, new);
        Ok((Kind::membership, id, 1))
    }

    pub(super) fn leave_group(&mut self, act: Act, group: Id) -> Done {
        self.group(group)?;
        let mine = |m: &&Membership| m.group == group && m.principal == act.by;
        let found = self.memberships.values().find(mine).map(|m| m.id);
        let id = found.ok_or(Refused::NotFound(Some(Kind::membership)))?;
        self.memberships.remove(&id);
        Ok((Kind::membership, id, 0))
    }
}

fn step(state: LifecycleState, reason: Option<String>) -> LifecycleStep {
    LifecycleStep {
        state,
        date: None,
        reason,
    }
}

/// Whether it is a group of the community, and no proposal that waits or was refused.
pub(super) fn accepted(group: &Group) -> bool {
    let decision = group.proposal.as_ref().map(|p| p.decision.as_ref());
    decision.is_none_or(|d| d.is_some_and(|d| d.accepted))
}

/// The proposal of a group while it waits for its decision.
pub(super) fn open(group: &Group) -> Option<&Proposal> {
    group.proposal.as_ref().filter(|p| p.decision.is_none())
}
