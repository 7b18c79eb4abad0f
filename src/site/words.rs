//! How the states and sorts of records are told in words.

use crate::domain::series::OccurrenceStatus;
use crate::domain::{
    ActionState, GroupKind, LifecycleState, MeetingStatus, Progress, Role, RoleKind,
};

pub(super) fn group_kind(kind: Option<GroupKind>) -> &'static str {
    match kind {
        Some(GroupKind::working_group) => "working group",
        Some(GroupKind::special_interest_group) => "special interest group",
        Some(GroupKind::user_group) => "user group",
        Some(GroupKind::committee) => "committee",
        Some(GroupKind::team) => "team",
        Some(GroupKind::other) | None => "group",
    }
}

pub(super) fn state(state: LifecycleState) -> &'static str {
    match state {
        LifecycleState::proposed => "proposed",
        LifecycleState::active => "active",
        LifecycleState::paused => "paused",
        LifecycleState::archived => "archived",
    }
}

/// What a role is called: by the community, or else by its sort.
pub(super) fn role(role: &Role) -> &str {
    let kind = match role.kind {
        Some(RoleKind::lead) => "Lead",
        Some(RoleKind::co_lead) => "Co-lead",
        Some(RoleKind::coordinator) => "Coordinator",
        Some(RoleKind::scribe) => "Scribe",
        Some(RoleKind::liaison) => "Liaison",
        Some(RoleKind::other) | None => "Role",
    };
    role.label.as_deref().unwrap_or(kind)
}

pub(super) fn meeting(status: MeetingStatus) -> &'static str {
    match status {
        MeetingStatus::scheduled => "scheduled",
        MeetingStatus::held => "held",
        MeetingStatus::cancelled => "cancelled",
        MeetingStatus::moved => "moved",
    }
}

/// What is to be said of a date that is not as the rule gives it.
pub(super) fn date(status: Option<OccurrenceStatus>) -> Option<&'static str> {
    match status {
        Some(OccurrenceStatus::Cancelled) => Some("cancelled"),
        Some(OccurrenceStatus::Moved) => Some("moved"),
        Some(OccurrenceStatus::Edited) => Some("changed"),
        Some(OccurrenceStatus::Scheduled) | None => None,
    }
}

pub(super) fn action(state: ActionState) -> &'static str {
    match state {
        ActionState::open => "open",
        ActionState::in_progress => "in progress",
        ActionState::done => "done",
        ActionState::dropped => "dropped",
    }
}

pub(super) fn progress(progress: Option<Progress>) -> &'static str {
    match progress {
        Some(Progress::not_started) => "not started",
        Some(Progress::ongoing) => "ongoing",
        Some(Progress::completed) => "completed",
        Some(Progress::dropped) => "dropped",
        None => "state not told",
    }
}
