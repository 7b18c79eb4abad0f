//! Everything that can change the registry: the operations. One accepted operation is one event.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::common::{Id, Kind};
use super::date::Nanos;
use super::group::{GroupDetails, LifecycleStep, Role};
use super::meeting::{MeetingDetails, Minutes};
use super::person::{LinkTarget, PersonDetails};
use super::relation::Subject;
use super::series::{
    CancelOccurrence, ChangeFollowing, ChangeOccurrence, EndSeries, NewSeries, RestoreOccurrence,
    UpdateSeries,
};
use super::settings::{Limits, Profile};
use super::work::{ActionItemDetails, ActionState, FollowUp, InitiativeDetails, ReportDetails};

/// Types of arguments: their fields have stored numbers.
macro_rules! arguments {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $index:literal $id:ident: $ty:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
            pub struct $name { $($(#[$field])* #[n($index)] pub $id: $ty,)* }
        )*
    };
}

pub(super) use arguments;

arguments! {
    /// Arguments of `set_profile`.
    SetProfile {
        /// The registry's revision that the caller has read.
        0 expected_revision: u64,
        1 profile: Profile,
    }
    /// Arguments of `set_limits`.
    SetLimits {
        /// The registry's revision that the caller has read.
        0 expected_revision: u64,
        1 limits: Limits,
    }
    /// Arguments of `update_person`.
    UpdatePerson {
        0 id: Id,
        1 expected_revision: u64,
        2 details: PersonDetails,
    }
    /// Arguments of `request_link`.
    RequestLink {
        0 target: LinkTarget,
        /// How an admin can tell that it is true.
        1 evidence: String,
    }
    /// Arguments of `decide_link`.
    DecideLink {
        /// The link request.
        0 id: Id,
        1 expected_revision: u64,
        2 accept: bool,
        3 reason: String,
    }
    /// Arguments of `unlink_principal`.
    UnlinkPrincipal {
        /// The person.
        0 id: Id,
        1 expected_revision: u64,
        #[cbor(with = "super::cbor::principal")]
        2 principal: Principal,
    }
    /// Arguments of `create_group`.
    CreateGroup {
        0 details: GroupDetails,
        /// The group that it becomes a subgroup of.
        1 parent: Option<Id>,
        /// Its life so far; at least one step.
        2 lifecycle: Vec<LifecycleStep>,
        3 roles: Vec<Role>,
    }
    /// Arguments of `propose_group`.
    ProposeGroup {
        0 details: GroupDetails,
        1 motivation: String,
    }
    /// Arguments of `decide_proposal`.
    DecideProposal {
        /// The proposed group.
        0 id: Id,
        1 expected_revision: u64,
        2 accept: bool,
        3 reason: String,
    }
    /// Arguments of `update_group`.
    UpdateGroup {
        0 id: Id,
        1 expected_revision: u64,
        2 details: GroupDetails,
    }
    /// Arguments of `set_roles`.
    SetRoles {
        /// The group.
        0 id: Id,
        1 expected_revision: u64,
        2 roles: Vec<Role>,
    }
    /// Arguments of `set_lifecycle`.
    SetLifecycle {
        /// The group.
        0 id: Id,
        1 expected_revision: u64,
        /// The whole life of the group so far; the last step is the present one.
        2 lifecycle: Vec<LifecycleStep>,
    }
    /// Arguments of `move_group`.
    MoveGroup {
        0 id: Id,
        1 expected_revision: u64,
        /// Null makes it a group of its own.
        2 parent: Option<Id>,
    }
    /// Arguments of `update_meeting`.
    UpdateMeeting {
        0 id: Id,
        1 expected_revision: u64,
        2 details: MeetingDetails,
    }
    /// Arguments of `save_draft`.
    SaveDraft {
        /// The meeting.
        0 id: Id,
        /// The draft's revision; 0 when there is no draft yet.
        1 expected_revision: u64,
        2 minutes: Minutes,
    }
    /// Arguments of `publish_minutes`.
    PublishMinutes {
        /// The meeting.
        0 id: Id,
        /// The meeting's revision.
        1 expected_revision: u64,
        2 minutes: Minutes,
    }
    /// Arguments of `give_feedback`.
    GiveFeedback {
        0 subject: Subject,
        /// Markdown.
        1 text: String,
    }
    /// Arguments of `remove_feedback`.
    RemoveFeedback {
        0 id: Id,
        1 reason: String,
    }
    /// Arguments of `update_action_item`.
    UpdateActionItem {
        0 id: Id,
        1 expected_revision: u64,
        2 details: ActionItemDetails,
    }
    /// Arguments of `follow_up`.
    AddFollowUp {
        /// The action item.
        0 id: Id,
        1 expected_revision: u64,
        2 follow_up: FollowUp,
        /// The state of the item from now on.
        3 state: ActionState,
    }
    /// Arguments of `update_initiative`.
    UpdateInitiative {
        0 id: Id,
        1 expected_revision: u64,
        2 details: InitiativeDetails,
    }
    /// Arguments of `update_report`.
    UpdateReport {
        0 id: Id,
        1 expected_revision: u64,
        2 details: ReportDetails,
    }
}

/// Something that changes the registry. Each is also a method of its own with the same name.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum Operation {
    #[n(0)]
    set_profile(#[n(0)] SetProfile),
    #[n(1)]
    set_limits(#[n(0)] SetLimits),
    #[n(2)]
    add_admin(
        #[n(0)]
        #[cbor(with = "super::cbor::principal")]
        Principal,
    ),
    #[n(3)]
    remove_admin(
        #[n(0)]
        #[cbor(with = "super::cbor::principal")]
        Principal,
    ),
    #[n(4)]
    create_person(#[n(0)] PersonDetails),
    #[n(5)]
    update_person(#[n(0)] UpdatePerson),
    #[n(6)]
    request_link(#[n(0)] RequestLink),
    #[n(7)]
    decide_link(#[n(0)] DecideLink),
    #[n(8)]
    unlink_principal(#[n(0)] UnlinkPrincipal),
    #[n(9)]
    create_group(#[n(0)] CreateGroup),
    #[n(10)]
    propose_group(#[n(0)] ProposeGroup),
    #[n(11)]
    support_group(#[n(0)] Id),
    #[n(12)]
    withdraw_support(#[n(0)] Id),
    #[n(13)]
    decide_proposal(#[n(0)] DecideProposal),
    #[n(14)]
    update_group(#[n(0)] UpdateGroup),
    #[n(15)]
    set_roles(#[n(0)] SetRoles),
    #[n(16)]
    set_lifecycle(#[n(0)] SetLifecycle),
    #[n(17)]
    move_group(#[n(0)] MoveGroup),
    #[n(18)]
    join_group(#[n(0)] Id),
    #[n(19)]
    leave_group(#[n(0)] Id),
    #[n(20)]
    create_meeting(#[n(0)] MeetingDetails),
    #[n(21)]
    update_meeting(#[n(0)] UpdateMeeting),
    #[n(22)]
    save_draft(#[n(0)] SaveDraft),
    #[n(23)]
    publish_minutes(#[n(0)] PublishMinutes),
    #[n(24)]
    check_in(#[n(0)] Id),
    #[n(25)]
    give_feedback(#[n(0)] GiveFeedback),
    #[n(26)]
    remove_feedback(#[n(0)] RemoveFeedback),
    #[n(27)]
    create_action_item(#[n(0)] ActionItemDetails),
    #[n(28)]
    update_action_item(#[n(0)] UpdateActionItem),
    #[n(29)]
    follow_up(#[n(0)] AddFollowUp),
    #[n(30)]
    create_initiative(#[n(0)] InitiativeDetails),
    #[n(31)]
    update_initiative(#[n(0)] UpdateInitiative),
    #[n(32)]
    create_report(#[n(0)] ReportDetails),
    #[n(33)]
    update_report(#[n(0)] UpdateReport),
    #[n(34)]
    create_series(#[n(0)] NewSeries),
    #[n(35)]
    update_series(#[n(0)] UpdateSeries),
    #[n(36)]
    cancel_occurrence(#[n(0)] CancelOccurrence),
    #[n(37)]
    restore_occurrence(#[n(0)] RestoreOccurrence),
    #[n(38)]
    change_occurrence(#[n(0)] ChangeOccurrence),
    #[n(39)]
    change_following(#[n(0)] ChangeFollowing),
    #[n(40)]
    end_series(#[n(0)] EndSeries),
}

/// An accepted operation, as the log keeps it. Replaying all events into an empty registry gives
/// the same registry.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(0)]
    pub at: Nanos,
    #[n(1)]
    #[cbor(with = "super::cbor::principal")]
    pub by: Principal,
    #[n(2)]
    pub operation: Operation,
}

/// What an accepted operation did.
#[derive(CandidType, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The kind of the record that was written.
    pub kind: Option<Kind>,
    /// The record that was written.
    pub id: Id,
    /// Its revision now: give it as the next `expected_revision`. 0 when the record is gone.
    pub revision: u64,
    /// The position of the event in the log.
    pub event: u64,
}

/// One change in the history of a record.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The position of the event in the log.
    #[n(0)]
    pub event: u64,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(1)]
    pub at: Nanos,
    #[n(2)]
    #[cbor(with = "super::cbor::principal")]
    pub by: Principal,
    /// The revision that the change made. 0 when it removed the record.
    #[n(3)]
    pub revision: u64,
    /// The operation's name.
    #[n(4)]
    pub operation: String,
    /// The fields that changed, such as "details.links". Empty for a new record. Of a series also
    /// each date for which something had been announced that went with a change of its schedule,
    /// such as "dropped 2024-04-02T17:00".
    #[n(5)]
    pub fields: Vec<String>,
}
