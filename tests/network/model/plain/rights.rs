//! Who may do what: the table of the design, line by line.

use candid::Principal;
use workgroups::domain::*;
use workgroups::registry::access::Caller;

use super::{Plain, Refused, end, first};

/// What an office lets its holder do; each rank has the rights of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Scribe,
    Coordinator,
    Lead,
}

fn rank(role: &Role) -> Option<Rank> {
    match role.kind? {
        RoleKind::lead | RoleKind::co_lead => Some(Rank::Lead),
        RoleKind::coordinator => Some(Rank::Coordinator),
        RoleKind::scribe => Some(Rank::Scribe),
        RoleKind::liaison | RoleKind::other | RoleKind::emeritus => None,
    }
}

fn runs(role: &Role, now: Nanos) -> bool {
    let begun = role.from.as_ref().and_then(first).is_none_or(|f| f <= now);
    let over = role.until.as_ref().and_then(end).is_some_and(|e| e <= now);
    begun && !over
}

impl Plain {
    pub fn is_admin(&self, caller: &Caller) -> bool {
        caller.is_controller || self.settings.admins.contains(&caller.principal)
    }

    /// The person whom a principal belongs to.
    pub fn person_of(&self, principal: &Principal) -> Option<Id> {
        let owner = |p: &&Person| p.principals.contains(principal);
        self.people.values().find(owner).map(|p| p.id)
    }

    /// The offices with rights that a person holds now.
    pub fn offices(&self, person: Id, now: Nanos) -> Vec<(Id, RoleKind)> {
        let mut offices = Vec::new();
        for group in self.groups.values() {
            let held = group.roles.iter().filter(|r| r.person == Some(person));
            let ranked = held.filter(|r| runs(r, now) && rank(r).is_some());
            offices.extend(ranked.filter_map(|r| Some((group.id, r.kind?))));
        }
        offices
    }

    fn highest(&self, person: Id, group: Id, now: Nanos) -> Option<Rank> {
        let roles = self.groups.get(&group)?.roles.iter();
        let mine = roles.filter(|r| r.person == Some(person) && runs(r, now));
        mine.filter_map(rank).max()
    }

    /// Whether a principal has a rank in a group, or leads a group above it.
    fn holds(&self, principal: &Principal, now: Nanos, group: Id, least: Rank) -> bool {
        let Some(person) = self.person_of(principal) else {
            return false;
        };
        if self.highest(person, group, now) >= Some(least) {
            return true;
        }
        let leads = |g: Id| self.highest(person, g, now) == Some(Rank::Lead);
        self.above(group).into_iter().any(leads)
    }

    /// The groups above a group.
    pub fn above(&self, group: Id) -> Vec<Id> {
        let mut above = Vec::new();
        let mut at = self.groups.get(&group).and_then(|g| g.parent);
        while let Some(parent) = at {
            above.push(parent);
            at = self.groups.get(&parent).and_then(|g| g.parent);
        }
        above
    }

    /// Refuses whoever may not do an operation.
    pub fn authorise(&self, caller: &Caller, now: Nanos, op: &Operation) -> Result<(), Refused> {
        if caller.principal == Principal::anonymous() {
            return Err(Refused::Anonymous);
        }
        let allowed = self.may(&caller.principal, now, op)?;
        if self.is_admin(caller) && !caller.is_controller && self.takes_two(op) {
            return Err(Refused::NotNow);
        }
        match allowed || self.is_admin(caller) {
            true => Ok(()),
            false => Err(Refused::NotAuthorised),
        }
    }

    /// Whether a principal that is no admin may do an operation. An operation that asks for the
    /// rights that hold on a record needs the record.
    fn may(&self, me: &Principal, now: Nanos, op: &Operation) -> Result<bool, Refused> {
        use Operation as O;
        let scribe = |g: &Id| self.holds(me, now, *g, Rank::Scribe);
        let coordinator = |g: &Id| self.holds(me, now, *g, Rank::Coordinator);
        let lead = |g: &Id| self.holds(me, now, *g, Rank::Lead);
        Ok(match op {
            O::set_profile(_) | O::set_limits(_) | O::add_admin(_) | O::remove_admin(_) => false,
            O::decide_link(_) | O::decide_proposal(_) | O::set_origins(_) => false,
            O::set_doors(_) | O::remove_proposal(_) | O::refuse_link_requests(_) => false,
            O::set_patience(_) => false,
            O::withdraw_record(WithdrawRecord { record, .. })
            | O::reinstate_record(ReinstateRecord { record, .. }) => match record {
                RecordId::group(_) | RecordId::person(_) => false,
                record => self.groups_of_record(*record)?.iter().all(lead),
            },
            O::merge_person(_) | O::set_two_admins(_) => false,
            O::withhold_person(_) | O::withhold_blocks(_) => false,
            O::propose_change(_) | O::confirm_change(_) | O::drop_change(_) => false,
            O::set_relations(a) => lead(&a.id),
            O::set_approval(a) => lead(&a.id),
            O::confirm_group(a) => coordinator(&a.id),
            O::approve_minutes(a) => self
                .right_meeting(a.id)?
                .details
                .groups
                .iter()
                .any(coordinator),
            O::set_agenda(a) => self.groups_of_series(a.id)?.iter().any(coordinator),
            O::remove_member(a) => coordinator(&a.group),
            O::request_link(_) | O::propose_group(_) | O::give_feedback(_) => true,
            O::support_group(_) | O::withdraw_support(_) => true,
            O::join_group(_) | O::leave_group(_) => true,
            O::create_person(_) => self.keeps_a_group(me, now),
            O::update_person(a) => self.person_of(me) == Some(a.id),
            O::unlink_principal(a) => self.person_of(me) == Some(a.id),
            O::create_group(a) => a.parent.is_some_and(|p| lead(&p)),
            O::update_group(a) => {
                let group = self.right_group(a.id)?;
                let proposed_by_me = |p: &Proposal| p.decision.is_none() && p.by == *me;
                group.proposal.as_ref().is_some_and(proposed_by_me) || coordinator(&a.id)
            }
            O::set_roles(a) => lead(&a.id),
            O::set_lifecycle(a) => {
                pauses_or_resumes(self.right_group(a.id)?, &a.lifecycle) && lead(&a.id)
            }
            O::move_group(a) => a.parent.is_some_and(|p| lead(&p) && lead(&a.id)),
            O::create_meeting(d) => at_home(&[], &d.groups, coordinator),
            O::update_meeting(a) => at_home(
                &self.right_meeting(a.id)?.details.groups,
                &a.details.groups,
                coordinator,
            ),
            O::save_draft(SaveDraft { id, .. }) | O::publish_minutes(PublishMinutes { id, .. }) => {
                self.right_meeting(*id)?.details.groups.iter().any(scribe)
            }
            O::check_in(id) => {
                let groups = &self.right_meeting(*id)?.details.groups;
                groups.iter().any(|g| self.is_member(me, *g) || scribe(g))
            }
            O::remove_feedback(a) => {
                let feedback = self.feedback.get(&a.id);
                let feedback = feedback.ok_or(Refused::NotFound(Some(Kind::feedback)))?;
                feedback.by == *me || self.groups_of(feedback.subject).iter().any(coordinator)
            }
            O::create_action_item(d) => scribe(&d.group),
            O::update_action_item(a) => at_home(
                &[self.right_item(a.id)?.details.group],
                &[a.details.group],
                scribe,
            ),
            O::follow_up(a) => scribe(&self.right_item(a.id)?.details.group),
            O::create_initiative(d) => at_home(&[], &d.groups, coordinator),
            O::update_initiative(a) => {
                let groups = self.groups_of_record(RecordId::initiative(a.id))?;
                at_home(&groups, &a.details.groups, coordinator)
            }
            O::create_report(d) => at_home(&[], &d.groups, coordinator),
            O::update_report(a) => {
                let groups = self.groups_of_record(RecordId::report(a.id))?;
                at_home(&groups, &a.details.groups, coordinator)
            }
            O::create_series(d) => at_home(&[], &d.groups, coordinator),
            O::update_series(a) => at_home(&self.groups_of_series(a.id)?, &a.groups, coordinator),
            O::cancel_occurrence(CancelOccurrence { id, .. })
            | O::restore_occurrence(RestoreOccurrence { id, .. })
            | O::change_occurrence(ChangeOccurrence { id, .. })
            | O::change_following(ChangeFollowing { id, .. })
            | O::end_series(EndSeries { id, .. }) => {
                self.groups_of_series(*id)?.iter().any(coordinator)
            }
        })
    }

    /// Whether a principal is a coordinator or lead of any group.
    fn keeps_a_group(&self, me: &Principal, now: Nanos) -> bool {
        let person = self.person_of(me);
        let keeps =
            |g: &Id| person.is_some_and(|p| self.highest(p, *g, now) >= Some(Rank::Coordinator));
        self.groups.keys().any(keeps)
    }

    /// Who may read the draft of a meeting's minutes: whoever may write it.
    pub fn may_read_draft(&self, caller: &Caller, now: Nanos, id: Id) -> Result<(), Refused> {
        if self.gone.meetings.contains_key(&id) {
            return Err(Refused::NotNow);
        }
        let groups = &self.meeting(id)?.details.groups;
        if caller.principal == Principal::anonymous() {
            return Err(Refused::Anonymous);
        }
        let scribe = |g: &Id| self.holds(&caller.principal, now, *g, Rank::Scribe);
        match self.is_admin(caller) || groups.iter().any(scribe) {
            true => Ok(()),
            false => Err(Refused::NotAuthorised),
        }
    }

    fn is_member(&self, principal: &Principal, group: Id) -> bool {
        let mine = |m: &Membership| m.group == group && m.principal == *principal;
        self.memberships.values().any(mine)
    }

    fn groups_of(&self, subject: Subject) -> Vec<Id> {
        match subject {
            Subject::group(group) => vec![group],
            Subject::meeting(id) => self
                .any_meeting(id)
                .map_or_else(Vec::new, |m| m.details.groups.clone()),
        }
    }

    fn groups_of_series(&self, id: Id) -> Result<Vec<Id>, Refused> {
        self.groups_of_record(RecordId::series(id))
    }

    pub fn group(&self, id: Id) -> Result<&Group, Refused> {
        self.groups
            .get(&id)
            .ok_or(Refused::NotFound(Some(Kind::group)))
    }

    pub fn meeting(&self, id: Id) -> Result<&Meeting, Refused> {
        self.meetings
            .get(&id)
            .ok_or(Refused::NotFound(Some(Kind::meeting)))
    }
}

/// Whether the caller has the right in one of the groups that a record is in, and in each that it
/// comes to. A new record is in none yet, and has to come to one at least.
fn at_home(had: &[Id], has: &[Id], right: impl Fn(&Id) -> bool) -> bool {
    let comes_to = has.iter().filter(|g| !had.contains(g));
    let leaves = had.iter().filter(|g| !has.contains(g));
    let changed: Vec<&Id> = comes_to.chain(leaves).collect();
    let in_one = match had {
        [] => !has.is_empty(),
        had => had.iter().any(&right),
    };
    in_one && changed.into_iter().all(right)
}

/// Whether a life goes on from a group's own with steps between active and paused alone.
pub(super) fn pauses_or_resumes(group: &Group, steps: &[LifecycleStep]) -> bool {
    let at_work =
        |s: &LifecycleStep| matches!(s.state, LifecycleState::active | LifecycleState::paused);
    let Some(added) = steps.strip_prefix(&group.lifecycle[..]) else {
        return false;
    };
    group.lifecycle.last().is_some_and(at_work) && !added.is_empty() && added.iter().all(at_work)
}
