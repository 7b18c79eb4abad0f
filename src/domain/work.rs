//! What groups do between meetings: action items, initiatives, reports.

use candid::{CandidType, Deserialize};
use minicbor::{Decode, Encode};

use super::common::{Id, Link, Meta, Participant, Withdrawal, rename_person};
use super::date::{Nanos, PartialDate};

/// How far an action item is.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum ActionState {
    #[n(0)]
    open,
    #[n(1)]
    in_progress,
    #[n(2)]
    done,
    #[n(3)]
    dropped,
}

/// What a later meeting noted about an action item.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The meeting that noted it.
    #[n(0)]
    pub meeting: Option<Id>,
    #[n(1)]
    pub date: Option<PartialDate>,
    #[n(2)]
    pub by: Vec<Participant>,
    /// Markdown.
    #[n(3)]
    pub text: String,
}

/// The content of an action item.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct ActionItemDetails {
    /// The group that it belongs to.
    #[n(0)]
    pub group: Id,
    /// The meeting that raised it, where that is known.
    #[n(1)]
    pub raised_in: Option<Id>,
    #[n(2)]
    pub title: String,
    /// Markdown.
    #[n(3)]
    pub note: Option<String>,
    #[n(4)]
    pub owners: Vec<Participant>,
    #[n(5)]
    pub due: Option<PartialDate>,
    #[n(6)]
    pub state: ActionState,
    /// In the order in which they were noted.
    #[n(7)]
    pub follow_ups: Vec<FollowUp>,
}

/// An action item.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct ActionItem {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub details: ActionItemDetails,
    /// When it became done or was dropped. Null while it is not, and where it is not known.
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(3)]
    pub closed_at: Option<Nanos>,
    /// Set when the record was withdrawn.
    #[n(4)]
    pub withdrawn: Option<Withdrawal>,
}

impl ActionState {
    /// Whether nothing is left to do.
    pub fn is_closed(self) -> bool {
        matches!(self, ActionState::done | ActionState::dropped)
    }
}

impl ActionItem {
    /// Puts a person in the place of another.
    pub fn rename_person(&mut self, from: Id, into: Id) {
        for list in self.people_mut() {
            rename_person(list, from, into);
        }
    }

    /// All lists of who is to do it or tells how it goes.
    pub fn people_mut(&mut self) -> Vec<&mut Vec<Participant>> {
        let d = &mut self.details;
        let mut lists = vec![&mut d.owners];
        lists.extend(d.follow_ups.iter_mut().map(|follow_up| &mut follow_up.by));
        lists
    }

    /// The item with other details, as of an instant.
    pub fn changed(&self, details: ActionItemDetails, now: Nanos) -> ActionItem {
        let closed_at = match (self.details.state.is_closed(), details.state.is_closed()) {
            (_, false) => None,
            (false, true) => Some(now),
            (true, true) => self.closed_at,
        };
        ActionItem {
            details,
            closed_at,
            ..self.clone()
        }
    }
}

/// An action item in a list.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct ActionItemSummary {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub group: Id,
    #[n(2)]
    pub raised_in: Option<Id>,
    #[n(3)]
    pub title: String,
    #[n(4)]
    pub owners: Vec<Participant>,
    #[n(5)]
    pub due: Option<PartialDate>,
    #[n(6)]
    pub state: ActionState,
    #[n(7)]
    pub follow_ups: u32,
}

impl From<&ActionItem> for ActionItemSummary {
    fn from(a: &ActionItem) -> Self {
        let d = &a.details;
        ActionItemSummary {
            id: a.id,
            group: d.group,
            raised_in: d.raised_in,
            title: d.title.clone(),
            owners: d.owners.clone(),
            due: d.due.clone(),
            state: d.state,
            follow_ups: d.follow_ups.len() as u32,
        }
    }
}

/// How far an initiative or one of its milestones is.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum Progress {
    #[n(0)]
    not_started,
    #[n(1)]
    ongoing,
    #[n(2)]
    completed,
    #[n(3)]
    dropped,
}

/// A milestone of an initiative. The list of milestones is a tree: each names its parent by the
/// position of an earlier one.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    #[n(0)]
    pub title: String,
    /// Null where no state was told.
    #[n(1)]
    pub progress: Option<Progress>,
    /// Whether it was announced as new.
    #[n(2)]
    pub new: bool,
    /// The position (from 0) of the milestone that it is a part of; smaller than its own.
    #[n(3)]
    pub parent: Option<u32>,
    #[n(4)]
    pub due: Option<PartialDate>,
    /// Markdown.
    #[n(5)]
    pub note: Option<String>,
}

/// The content of an initiative.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct InitiativeDetails {
    /// The name in addresses: lower-case letters, digits and hyphens. Unique among initiatives.
    #[n(0)]
    pub slug: String,
    /// The groups that carry it: at least one.
    #[n(1)]
    pub groups: Vec<Id>,
    #[n(2)]
    pub title: String,
    /// Markdown.
    #[n(3)]
    pub summary: Option<String>,
    /// Null where no state was told.
    #[n(4)]
    pub progress: Option<Progress>,
    #[n(5)]
    pub milestones: Vec<Milestone>,
    #[n(6)]
    pub links: Vec<Link>,
    #[n(7)]
    pub from: Option<PartialDate>,
    #[n(8)]
    pub until: Option<PartialDate>,
}

/// An initiative: a shared objective on the roadmap.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Initiative {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub details: InitiativeDetails,
    /// Set when the record was withdrawn.
    #[n(3)]
    pub withdrawn: Option<Withdrawal>,
}

/// An initiative in a list.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct InitiativeSummary {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub slug: String,
    #[n(2)]
    pub groups: Vec<Id>,
    #[n(3)]
    pub title: String,
    #[n(4)]
    pub progress: Option<Progress>,
    #[n(5)]
    pub milestones: u32,
    #[n(6)]
    pub completed_milestones: u32,
}

impl From<&Initiative> for InitiativeSummary {
    fn from(i: &Initiative) -> Self {
        let d = &i.details;
        let completed = d
            .milestones
            .iter()
            .filter(|m| m.progress == Some(Progress::completed))
            .count();
        InitiativeSummary {
            id: i.id,
            slug: d.slug.clone(),
            groups: d.groups.clone(),
            title: d.title.clone(),
            progress: d.progress,
            milestones: d.milestones.len() as u32,
            completed_milestones: completed as u32,
        }
    }
}

/// A goal that a report sets.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    #[n(0)]
    pub title: String,
    /// Markdown.
    #[n(1)]
    pub text: String,
    /// The groups that work on it.
    #[n(2)]
    pub groups: Vec<Id>,
    #[n(3)]
    pub links: Vec<Link>,
}

/// The content of a report.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct ReportDetails {
    /// The name in addresses: lower-case letters, digits and hyphens. Unique among reports.
    #[n(0)]
    pub slug: String,
    /// The groups that it reports on: at least one.
    #[n(1)]
    pub groups: Vec<Id>,
    #[n(2)]
    pub title: String,
    /// First day of the period.
    #[n(3)]
    pub from: Option<PartialDate>,
    /// Last day of the period.
    #[n(4)]
    pub until: Option<PartialDate>,
    #[n(5)]
    pub published: Option<PartialDate>,
    /// What the report is for. Markdown.
    #[n(6)]
    pub purpose: Option<String>,
    /// What the period is about. Markdown.
    #[n(7)]
    pub focus: Option<String>,
    /// The initiatives whose milestones the report tells. What they look like when they are
    /// first listed here is kept in the report; later changes of the initiative leave it as it is.
    #[n(8)]
    pub initiatives: Vec<Id>,
    /// One line each. Markdown.
    #[n(9)]
    pub highlights: Vec<String>,
    #[n(10)]
    pub goals: Vec<Goal>,
    #[n(11)]
    pub links: Vec<Link>,
    #[n(12)]
    pub languages: Vec<String>,
}

/// An initiative as it stood when a report took it up.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    #[n(0)]
    pub initiative: Id,
    /// The initiative's revision at that time.
    #[n(1)]
    pub revision: u64,
    #[n(2)]
    pub title: String,
    #[n(3)]
    pub progress: Option<Progress>,
    #[n(4)]
    pub milestones: Vec<Milestone>,
}

impl From<&Initiative> for Snapshot {
    fn from(i: &Initiative) -> Self {
        Snapshot {
            initiative: i.id,
            revision: i.meta.revision,
            title: i.details.title.clone(),
            progress: i.details.progress,
            milestones: i.details.milestones.clone(),
        }
    }
}

/// A periodic report of groups.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Report {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub details: ReportDetails,
    /// In the order of `details.initiatives`.
    #[n(3)]
    pub milestones: Vec<Snapshot>,
    /// Set when the record was withdrawn.
    #[n(4)]
    pub withdrawn: Option<Withdrawal>,
}

/// A report in a list.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct ReportSummary {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub slug: String,
    #[n(2)]
    pub groups: Vec<Id>,
    #[n(3)]
    pub title: String,
    #[n(4)]
    pub from: Option<PartialDate>,
    #[n(5)]
    pub until: Option<PartialDate>,
    #[n(6)]
    pub published: Option<PartialDate>,
}

impl From<&Report> for ReportSummary {
    fn from(r: &Report) -> Self {
        let d = &r.details;
        ReportSummary {
            id: r.id,
            slug: d.slug.clone(),
            groups: d.groups.clone(),
            title: d.title.clone(),
            from: d.from.clone(),
            until: d.until.clone(),
            published: d.published.clone(),
        }
    }
}
