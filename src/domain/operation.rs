//! Everything that can change the registry: the operations. One accepted operation is one event.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::attention::Patience;
use super::common::{Id, Kind, RecordId};
use super::confirmation::AdminChange;
use super::date::Nanos;
use super::group::{GroupDetails, GroupRelation, LifecycleStep, Role};
use super::meeting::{AgendaItem, MeetingDetails, Minutes};
use super::person::{LinkTarget, PersonDetails};
use super::relation::Subject;
use super::series::{
    CancelOccurrence, ChangeFollowing, ChangeOccurrence, EndSeries, NewSeries, RestoreOccurrence,
    UpdateSeries,
};
use super::settings::{Doors, Limits, Profile};
use super::withholding::{WithholdBlocks, WithholdPerson};
use super::work::{ActionItemDetails, ActionState, FollowUp, InitiativeDetails, ReportDetails};

/// Types of arguments.
macro_rules! arguments {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $id:ident: $ty:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
            pub struct $name { $($(#[$field])* pub $id: $ty,)* }
        )*
    };
}

pub(super) use arguments;

arguments! {
    /// Arguments of `set_profile`.
    SetProfile {
        /// The registry's revision that the caller has read.
        expected_revision: u64,
        profile: Profile,
    }
    /// Arguments of `set_limits`.
    SetLimits {
        /// The registry's revision that the caller has read.
        expected_revision: u64,
        limits: Limits,
    }
    /// Arguments of `set_origins`. An origin is `https://` and a lower-case host name, with a port
    /// where it is not the usual one, and nothing behind; `http://` is for `localhost` alone.
    SetOrigins {
        /// The registry's revision that the caller has read.
        expected_revision: u64,
        /// Front ends that a wallet may let act for its user without asking each time (ICRC-28).
        /// At most 20.
        trusted_origins: Vec<String>,
        /// Addresses at which a user of Internet Identity has the same principal as at the
        /// canister's own. At most 10.
        alternative_origins: Vec<String>,
        /// Domain names under which the gateways serve the canister. At most 20.
        custom_domains: Vec<String>,
    }
    /// Arguments of `set_doors`.
    SetDoors {
        /// The registry's revision that the caller has read.
        expected_revision: u64,
        doors: Doors,
    }
    /// Arguments of `update_person`.
    UpdatePerson {
        id: Id,
        expected_revision: u64,
        details: PersonDetails,
    }
    /// Arguments of `request_link`.
    RequestLink {
        target: LinkTarget,
        /// How an admin can tell that it is true.
        evidence: String,
    }
    /// Arguments of `decide_link`.
    DecideLink {
        /// The link request.
        id: Id,
        expected_revision: u64,
        accept: bool,
        reason: String,
    }
    /// Arguments of `refuse_link_requests`.
    RefuseLinkRequests {
        /// Requests that are not decided; at most 100.
        ids: Vec<Id>,
        reason: String,
    }
    /// Arguments of `unlink_principal`.
    UnlinkPrincipal {
        /// The person.
        id: Id,
        expected_revision: u64,
        principal: Principal,
    }
    /// Arguments of `create_group`.
    CreateGroup {
        details: GroupDetails,
        /// The group that it becomes a subgroup of.
        parent: Option<Id>,
        /// Its life so far; at least one step.
        lifecycle: Vec<LifecycleStep>,
        roles: Vec<Role>,
    }
    /// Arguments of `propose_group`.
    ProposeGroup {
        details: GroupDetails,
        motivation: String,
    }
    /// Arguments of `decide_proposal`.
    DecideProposal {
        /// The proposed group.
        id: Id,
        expected_revision: u64,
        accept: bool,
        reason: String,
    }
    /// Arguments of `remove_proposal`.
    RemoveProposal {
        /// The proposed group, which was refused or is not decided.
        id: Id,
        expected_revision: u64,
        reason: String,
    }
    /// Arguments of `remove_member`.
    RemoveMember {
        group: Id,
        principal: Principal,
        reason: String,
    }
    /// Arguments of `update_group`.
    UpdateGroup {
        id: Id,
        expected_revision: u64,
        details: GroupDetails,
    }
    /// Arguments of `set_roles`.
    SetRoles {
        /// The group.
        id: Id,
        expected_revision: u64,
        roles: Vec<Role>,
    }
    /// Arguments of `set_lifecycle`.
    SetLifecycle {
        /// The group.
        id: Id,
        expected_revision: u64,
        /// The whole life of the group so far; the last step is the present one.
        lifecycle: Vec<LifecycleStep>,
    }
    /// Arguments of `move_group`.
    MoveGroup {
        id: Id,
        expected_revision: u64,
        /// Null makes it a group of its own.
        parent: Option<Id>,
    }
    /// Arguments of `update_meeting`.
    UpdateMeeting {
        id: Id,
        expected_revision: u64,
        details: MeetingDetails,
    }
    /// Arguments of `save_draft`.
    SaveDraft {
        /// The meeting.
        id: Id,
        /// The draft's revision; 0 when there is no draft yet.
        expected_revision: u64,
        minutes: Minutes,
    }
    /// Arguments of `publish_minutes`.
    PublishMinutes {
        /// The meeting.
        id: Id,
        /// The draft's revision; the meeting's when there is no draft.
        expected_revision: u64,
        minutes: Minutes,
    }
    /// Arguments of `give_feedback`.
    GiveFeedback {
        subject: Subject,
        /// Markdown.
        text: String,
    }
    /// Arguments of `remove_feedback`.
    RemoveFeedback {
        id: Id,
        reason: String,
    }
    /// Arguments of `update_action_item`.
    UpdateActionItem {
        id: Id,
        expected_revision: u64,
        details: ActionItemDetails,
    }
    /// Arguments of `follow_up`.
    AddFollowUp {
        /// The action item.
        id: Id,
        expected_revision: u64,
        follow_up: FollowUp,
        /// The state of the item from now on.
        state: ActionState,
    }
    /// Arguments of `update_initiative`.
    UpdateInitiative {
        id: Id,
        expected_revision: u64,
        details: InitiativeDetails,
    }
    /// Arguments of `update_report`.
    UpdateReport {
        id: Id,
        expected_revision: u64,
        details: ReportDetails,
    }
}

arguments! {
    /// Arguments of `set_relations`.
    SetRelations {
        /// The group.
        id: Id,
        expected_revision: u64,
        /// How it stands to other groups, all of it.
        relations: Vec<GroupRelation>,
    }
    /// Arguments of `set_approval`.
    SetApproval {
        /// The group.
        id: Id,
        expected_revision: u64,
        /// Whether minutes that are published from now on are to be approved.
        approves_minutes: bool,
    }
    /// Arguments of `confirm_group`.
    ConfirmGroup {
        /// The group.
        id: Id,
        expected_revision: u64,
    }
    /// Arguments of `approve_minutes`.
    ApproveMinutes {
        /// The meeting whose minutes are approved.
        id: Id,
        expected_revision: u64,
        /// The later meeting that approved them, where there was one: of a group of the meeting.
        meeting: Option<Id>,
    }
    /// Arguments of `set_agenda`.
    SetAgenda {
        /// The series.
        id: Id,
        expected_revision: u64,
        /// The agenda that each date begins with; empty for none.
        agenda: Vec<AgendaItem>,
    }
    /// Arguments of `set_patience`.
    SetPatience {
        /// The registry's revision that the caller has read.
        expected_revision: u64,
        patience: Patience,
    }
    /// Arguments of `withdraw_record`.
    WithdrawRecord {
        record: RecordId,
        expected_revision: u64,
        /// Why it is withdrawn.
        reason: String,
        /// The record of the same kind that stands in its place, where it is a duplicate: its
        /// address leads there.
        instead: Option<Id>,
    }
    /// Arguments of `reinstate_record`.
    ReinstateRecord {
        record: RecordId,
        expected_revision: u64,
        /// Why it is put back.
        reason: String,
    }
    /// Arguments of `merge_person`.
    MergePerson {
        /// The person who goes up in the other one.
        id: Id,
        expected_revision: u64,
        /// The person who stays.
        into: Id,
        /// Why the two are one.
        reason: String,
    }
    /// Arguments of `set_two_admins`.
    SetTwoAdmins {
        /// The registry's revision that the caller has read.
        expected_revision: u64,
        /// Within how many days another admin confirms a proposed change, 1 to 90. Null: one admin
        /// is enough.
        confirm_days: Option<u32>,
    }
    /// Arguments of `propose_change`.
    ProposeChange {
        change: AdminChange,
        /// Why; for the one who confirms it.
        reason: String,
    }
    /// Arguments of `confirm_change`.
    ConfirmChange {
        /// The proposed change.
        id: Id,
        expected_revision: u64,
    }
    /// Arguments of `drop_change`.
    DropChange {
        /// The proposed change.
        id: Id,
        expected_revision: u64,
        /// Why, where it is to be told.
        reason: Option<String>,
    }
}

/// Something that changes the registry. Each is also a method of its own with the same name.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum Operation {
    set_profile(SetProfile),
    set_limits(SetLimits),
    add_admin(Principal),
    remove_admin(Principal),
    create_person(PersonDetails),
    update_person(UpdatePerson),
    request_link(RequestLink),
    decide_link(DecideLink),
    unlink_principal(UnlinkPrincipal),
    create_group(CreateGroup),
    propose_group(ProposeGroup),
    support_group(Id),
    withdraw_support(Id),
    decide_proposal(DecideProposal),
    update_group(UpdateGroup),
    set_roles(SetRoles),
    set_lifecycle(SetLifecycle),
    move_group(MoveGroup),
    join_group(Id),
    leave_group(Id),
    create_meeting(MeetingDetails),
    update_meeting(UpdateMeeting),
    save_draft(SaveDraft),
    publish_minutes(PublishMinutes),
    check_in(Id),
    give_feedback(GiveFeedback),
    remove_feedback(RemoveFeedback),
    create_action_item(ActionItemDetails),
    update_action_item(UpdateActionItem),
    follow_up(AddFollowUp),
    create_initiative(InitiativeDetails),
    update_initiative(UpdateInitiative),
    create_report(ReportDetails),
    update_report(UpdateReport),
    create_series(NewSeries),
    update_series(UpdateSeries),
    cancel_occurrence(CancelOccurrence),
    restore_occurrence(RestoreOccurrence),
    change_occurrence(ChangeOccurrence),
    change_following(ChangeFollowing),
    end_series(EndSeries),
    set_origins(SetOrigins),
    set_doors(SetDoors),
    remove_proposal(RemoveProposal),
    remove_member(RemoveMember),
    refuse_link_requests(RefuseLinkRequests),
    set_relations(SetRelations),
    set_approval(SetApproval),
    confirm_group(ConfirmGroup),
    approve_minutes(ApproveMinutes),
    set_agenda(SetAgenda),
    set_patience(SetPatience),
    withdraw_record(WithdrawRecord),
    reinstate_record(ReinstateRecord),
    merge_person(MergePerson),
    set_two_admins(SetTwoAdmins),
    propose_change(ProposeChange),
    confirm_change(ConfirmChange),
    drop_change(DropChange),
    withhold_person(WithholdPerson),
    withhold_blocks(WithholdBlocks),
}

/// An accepted operation. Replaying all events of the log into an empty registry gives the same
/// registry.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Nanoseconds since 1970-01-01 UTC.
    pub at: Nanos,
    pub by: Principal,
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
    #[cbor(with = "crate::base::cbor::principal")]
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
