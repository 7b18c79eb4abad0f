//! Groups: working groups, special interest groups, user groups, committees, teams.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::common::{Id, Link, Meta, Withdrawal};
use super::date::{Nanos, PartialDate};

/// What sort of group it is. Clients must expect sorts that they do not know (null).
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum GroupKind {
    #[n(0)]
    working_group,
    #[n(1)]
    special_interest_group,
    #[n(2)]
    user_group,
    #[n(3)]
    committee,
    #[n(4)]
    team,
    /// A regular forum, a community of communities, anything else; the scope says what.
    #[n(5)]
    other,
}

/// Where a group stands in its life.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum LifecycleState {
    /// Suggested, or about to be set up; not yet at work.
    #[n(0)]
    proposed,
    #[n(1)]
    active,
    #[n(2)]
    paused,
    /// Closed; its records stay readable.
    #[n(3)]
    archived,
}

/// One step in the life of a group. The last step of the list is the present one.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct LifecycleStep {
    #[n(0)]
    pub state: LifecycleState,
    /// When it took effect, as far as it is known.
    #[n(1)]
    pub date: Option<PartialDate>,
    /// Why.
    #[n(2)]
    pub reason: Option<String>,
}

/// What somebody does for a group. Clients must expect roles that they do not know (null).
#[derive(
    CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord,
)]
#[allow(non_camel_case_types)]
pub enum RoleKind {
    /// Leads the group: may change everything of the group and of its subgroups.
    #[n(0)]
    lead,
    /// As a lead.
    #[n(1)]
    co_lead,
    /// Keeps the group's record, meetings and reports.
    #[n(2)]
    coordinator,
    /// Keeps minutes and action items.
    #[n(3)]
    scribe,
    /// Speaks for the group elsewhere, or for another body here; no rights.
    #[n(4)]
    liaison,
    /// Any other task, named by the label; no rights.
    #[n(5)]
    other,
    /// Held an office here once and is named for it, also where nobody knows until when; no
    /// rights.
    #[n(6)]
    emeritus,
}

impl RoleKind {
    /// Whether a role that ends at an instant, if it does, is held no longer.
    pub fn is_past(self, end: Option<Nanos>, now: Nanos) -> bool {
        self == RoleKind::emeritus || end.is_some_and(|end| end <= now)
    }
}

/// A role in a group, held by a person for a time, or vacant.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Required on input; null in an answer means a role newer than the client.
    #[n(0)]
    pub kind: Option<RoleKind>,
    /// The community's own name for it, such as "DFINITY lead".
    #[n(1)]
    pub label: Option<String>,
    /// The holder; null when the role is vacant ("TBD").
    #[n(2)]
    pub person: Option<Id>,
    /// First day of the term, where known. Rights begin with it (UTC).
    #[n(3)]
    pub from: Option<PartialDate>,
    /// Last day of the term, where it has ended or will. Rights end after it (UTC); they do not
    /// where nobody knows the day: enter who was in office until then as emeritus.
    #[n(4)]
    pub until: Option<PartialDate>,
    /// What was announced about it, such as "TBD".
    #[n(5)]
    pub note: Option<String>,
}

impl Role {
    /// Whether it is held no longer: its last day is past, or it names an emeritus.
    pub fn is_past(&self, now: Nanos) -> bool {
        let end = self.until.as_ref().and_then(PartialDate::end_instant);
        self.kind.unwrap_or(RoleKind::other).is_past(end, now)
    }
}

/// The part of a group's record that its coordinators and leads keep.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct GroupDetails {
    /// The name in addresses: lower-case letters, digits and hyphens. Unique among groups; a
    /// former slug leads to the record and stays its own; that of a refused proposal is free.
    #[n(0)]
    pub slug: String,
    #[n(1)]
    pub name: String,
    /// Required on input; null in an answer means a sort newer than the client.
    #[n(2)]
    pub kind: Option<GroupKind>,
    /// One paragraph: what belongs here, and what does not. Empty when nobody wrote one yet.
    #[n(3)]
    pub scope: String,
    /// Goals, ways of working, anything longer. Markdown.
    #[n(4)]
    pub charter: Option<String>,
    #[n(5)]
    pub links: Vec<Link>,
    /// Short words by which groups are found, such as "defi".
    #[n(6)]
    pub topics: Vec<String>,
    /// Language tags (BCP 47), such as "en" or "zh-Hans".
    #[n(7)]
    pub languages: Vec<String>,
    /// How often the group meets, in the words of its announcement.
    #[n(8)]
    pub cadence: Option<String>,
    #[n(9)]
    pub first_meeting: Option<PartialDate>,
    #[n(10)]
    pub last_meeting: Option<PartialDate>,
    /// The date that the group's own announcement carries ("Update July 2022").
    #[n(11)]
    pub stated_on: Option<PartialDate>,
    /// What is known to be unclear or contradictory in this record. Markdown.
    #[n(12)]
    pub remarks: Option<String>,
}

/// How a group came from a proposal.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    #[n(0)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub by: Principal,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(1)]
    pub at: Nanos,
    /// Why the group is wanted.
    #[n(2)]
    pub motivation: String,
    /// How many support it; `list_supporters` names them. Counted when it is asked for.
    #[n(3)]
    pub supporters: u64,
    /// Null while it is open.
    #[n(4)]
    pub decision: Option<ProposalDecision>,
}

/// What the admins decided about a proposed group.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct ProposalDecision {
    #[n(0)]
    pub accepted: bool,
    #[n(1)]
    pub reason: String,
    #[n(2)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub by: Principal,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(3)]
    pub at: Nanos,
}

/// How a group stands to another, beside being a subgroup. Clients must expect sorts that they do
/// not know (null).
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum RelationKind {
    /// The other group gives it means or a mandate.
    #[n(0)]
    sponsored_by,
    /// The two keep each other informed.
    #[n(1)]
    liaison_with,
    /// It goes on from the other group, which has ended.
    #[n(2)]
    successor_of,
    /// It was a part of the other group, which goes on.
    #[n(3)]
    split_from,
    /// It has ended, and what it did is done in the other group.
    #[n(4)]
    merged_into,
}

/// That a group has to do with another one.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct GroupRelation {
    /// Required on input; null in an answer means a sort newer than the client.
    #[n(0)]
    pub kind: Option<RelationKind>,
    /// The other group. Of `list_related`, the group whose record says it.
    #[n(1)]
    pub group: Id,
    /// Since when, as far as it is known.
    #[n(2)]
    pub since: Option<PartialDate>,
    /// Markdown.
    #[n(3)]
    pub note: Option<String>,
}

/// A group.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Group {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub details: GroupDetails,
    /// The group that it is a subgroup of.
    #[n(3)]
    pub parent: Option<Id>,
    /// Never empty; the last step is the present one.
    #[n(4)]
    pub lifecycle: Vec<LifecycleStep>,
    /// Present, former and vacant roles.
    #[n(5)]
    pub roles: Vec<Role>,
    /// Set when the group began as a proposal.
    #[n(6)]
    pub proposal: Option<Proposal>,
    /// Since when the group has been paused or archived. Its meetings pause or end with it. Null
    /// while it is at work. Nanoseconds since 1970-01-01 UTC.
    #[n(7)]
    pub resting_since: Option<Nanos>,
    /// How it stands to other groups. What others say of it: `list_related`.
    #[n(8)]
    #[cbor(skip_if = "Vec::is_empty")]
    pub relations: Vec<GroupRelation>,
    /// Whether its minutes are to be approved once they are published.
    #[n(9)]
    #[cbor(skip_if = "crate::base::cbor::is_false")]
    pub approves_minutes: bool,
    /// When an officer last said that the whole record still holds. Nanoseconds since 1970-01-01
    /// UTC.
    #[n(10)]
    pub confirmed_at: Option<Nanos>,
    /// Set when the record was withdrawn.
    #[n(11)]
    pub withdrawn: Option<Withdrawal>,
}

impl Group {
    /// Whether it says which group goes on from it.
    pub fn names_successor(&self) -> bool {
        let goes_on = |r: &GroupRelation| r.kind == Some(RelationKind::merged_into);
        self.relations.iter().any(goes_on)
    }

    /// Whether it is a group of the community: not one that was proposed and waits, or was refused.
    pub fn was_accepted(&self) -> bool {
        let decision = self.proposal.as_ref().map(|p| p.decision.as_ref());
        decision.is_none_or(|decision| decision.is_some_and(|d| d.accepted))
    }

    /// The group with another life, as of an instant.
    pub fn living(self, lifecycle: Vec<LifecycleStep>, at: Nanos) -> Group {
        use LifecycleState::{active, archived, paused, proposed};
        let was = self.state();
        let mut group = Group { lifecycle, ..self };
        group.resting_since = match group.state() {
            proposed | active => None,
            paused | archived if was == group.state() => group.resting_since.or(Some(at)),
            paused | archived => Some(at),
        };
        group
    }

    /// The present state. A group without any step counts as proposed.
    pub fn state(&self) -> LifecycleState {
        self.lifecycle
            .last()
            .map_or(LifecycleState::proposed, |s| s.state)
    }
}

/// A group in a list.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct GroupSummary {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub slug: String,
    #[n(2)]
    pub name: String,
    #[n(3)]
    pub kind: Option<GroupKind>,
    #[n(4)]
    pub state: LifecycleState,
    #[n(5)]
    pub parent: Option<Id>,
    #[n(6)]
    pub topics: Vec<String>,
    #[n(7)]
    pub cadence: Option<String>,
}

impl From<&Group> for GroupSummary {
    fn from(g: &Group) -> Self {
        GroupSummary {
            id: g.id,
            slug: g.details.slug.clone(),
            name: g.details.name.clone(),
            kind: g.details.kind,
            state: g.state(),
            parent: g.parent,
            topics: g.details.topics.clone(),
            cadence: g.details.cadence.clone(),
        }
    }
}
