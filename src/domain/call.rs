//! Operations as calls: the name of a method, and its argument as Candid.

use candid::Principal;

use super::common::Id;
use super::meeting::MeetingDetails;
use super::operation::*;
use super::person::PersonDetails;
use super::series::*;
use super::withholding::{WithholdBlocks, WithholdPerson};
use super::work::{ActionItemDetails, InitiativeDetails, ReportDetails};
use crate::base::idl;

/// What needs no office: anybody with an identity may do it, or members.
const ANYBODYS: [&str; 8] = [
    "request_link",
    "propose_group",
    "support_group",
    "withdraw_support",
    "join_group",
    "leave_group",
    "check_in",
    "give_feedback",
];

impl Operation {
    /// Whether a method is one of those that need no office.
    pub fn is_anybodys(method: &str) -> bool {
        ANYBODYS.contains(&method)
    }
}

macro_rules! calls {
    ($($method:ident($argument:ty);)*) => {
        /// The methods of the operations, in the order of their stored numbers.
        pub const METHODS: &[&str] = &[$(stringify!($method)),*];

        impl Operation {
            /// The method that does it.
            pub fn method(&self) -> &'static str {
                match self {
                    $(Operation::$method(_) => stringify!($method),)*
                }
            }

            /// The argument of the method, as Candid. Equal operations give equal bytes.
            pub fn argument(&self) -> Vec<u8> {
                match self {
                    $(Operation::$method(argument) => idl::encode::<$argument>(argument),)*
                }
            }

            /// The operation with its texts changed.
            pub fn with_texts(&self, change: &mut idl::Change<'_>) -> Option<Operation> {
                match self {
                    $(Operation::$method(argument) => {
                        idl::with_texts::<$argument>(argument, change).map(Operation::$method)
                    })*
                }
            }

            /// The operation that a call asks for; None when there is no such method, or when
            /// its argument is not of the method's type.
            pub fn of_call(method: &str, argument: &[u8]) -> Option<Operation> {
                match method {
                    $(stringify!($method) => {
                        idl::decode::<$argument>(argument).map(Operation::$method)
                    })*
                    _ => None,
                }
            }
        }
    };
}

calls! {
    set_profile(SetProfile);
    set_limits(SetLimits);
    add_admin(Principal);
    remove_admin(Principal);
    create_person(PersonDetails);
    update_person(UpdatePerson);
    request_link(RequestLink);
    decide_link(DecideLink);
    unlink_principal(UnlinkPrincipal);
    create_group(CreateGroup);
    propose_group(ProposeGroup);
    support_group(Id);
    withdraw_support(Id);
    decide_proposal(DecideProposal);
    update_group(UpdateGroup);
    set_roles(SetRoles);
    set_lifecycle(SetLifecycle);
    move_group(MoveGroup);
    join_group(Id);
    leave_group(Id);
    create_meeting(MeetingDetails);
    update_meeting(UpdateMeeting);
    save_draft(SaveDraft);
    publish_minutes(PublishMinutes);
    check_in(Id);
    give_feedback(GiveFeedback);
    remove_feedback(RemoveFeedback);
    create_action_item(ActionItemDetails);
    update_action_item(UpdateActionItem);
    follow_up(AddFollowUp);
    create_initiative(InitiativeDetails);
    update_initiative(UpdateInitiative);
    create_report(ReportDetails);
    update_report(UpdateReport);
    create_series(NewSeries);
    update_series(UpdateSeries);
    cancel_occurrence(CancelOccurrence);
    restore_occurrence(RestoreOccurrence);
    change_occurrence(ChangeOccurrence);
    change_following(ChangeFollowing);
    end_series(EndSeries);
    set_origins(SetOrigins);
    set_doors(SetDoors);
    remove_proposal(RemoveProposal);
    remove_member(RemoveMember);
    refuse_link_requests(RefuseLinkRequests);
    set_relations(SetRelations);
    set_approval(SetApproval);
    confirm_group(ConfirmGroup);
    approve_minutes(ApproveMinutes);
    set_agenda(SetAgenda);
    set_patience(SetPatience);
    withdraw_record(WithdrawRecord);
    reinstate_record(ReinstateRecord);
    merge_person(MergePerson);
    set_two_admins(SetTwoAdmins);
    propose_change(ProposeChange);
    confirm_change(ConfirmChange);
    drop_change(DropChange);
    withhold_person(WithholdPerson);
    withhold_blocks(WithholdBlocks);
}
