//! Changes that take two admins: one proposes, another confirms.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::common::{Id, Meta};
use super::date::Nanos;
use super::operation::*;
use super::settings::Settings;
use super::withholding::{WithholdBlocks, WithholdPerson};

const DAY: Nanos = 86_400_000_000_000;

macro_rules! admin_changes {
    ($($name:ident($argument:ty),)*) => {
        /// A change that admins alone may make. Each has the meaning of the method of its name.
        #[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
        // Made once for each call; a box would be part of the interface.
        #[allow(non_camel_case_types, clippy::large_enum_variant)]
        pub enum AdminChange {
            $($name($argument),)*
        }

        impl From<AdminChange> for Operation {
            fn from(change: AdminChange) -> Operation {
                match change {
                    $(AdminChange::$name(argument) => Operation::$name(argument),)*
                }
            }
        }

        impl AdminChange {
            /// The change that an operation is; none for other operations.
            pub fn of(operation: Operation) -> Option<AdminChange> {
                match operation {
                    $(Operation::$name(argument) => Some(AdminChange::$name(argument)),)*
                    _ => None,
                }
            }
        }
    };
}

admin_changes! {
    set_profile(SetProfile),
    set_limits(SetLimits),
    set_doors(SetDoors),
    set_origins(SetOrigins),
    set_patience(SetPatience),
    set_two_admins(SetTwoAdmins),
    add_admin(Principal),
    remove_admin(Principal),
    decide_link(DecideLink),
    decide_proposal(DecideProposal),
    create_group(CreateGroup),
    set_lifecycle(SetLifecycle),
    move_group(MoveGroup),
    withdraw_record(WithdrawRecord),
    reinstate_record(ReinstateRecord),
    merge_person(MergePerson),
    withhold_person(WithholdPerson),
    withhold_blocks(WithholdBlocks),
}

/// What became of a proposed change.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct ChangeDecision {
    /// Whether it was confirmed, and made; or else it was dropped.
    #[n(0)]
    pub confirmed: bool,
    /// Why it was dropped.
    #[n(1)]
    pub reason: Option<String>,
    #[n(2)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub by: Principal,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(3)]
    pub at: Nanos,
}

/// A proposed change as the store keeps it.
#[derive(Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct PendingChange {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    /// The method of the change.
    #[n(2)]
    pub method: String,
    /// Its argument, as Candid.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub argument: Vec<u8>,
    #[n(4)]
    pub reason: String,
    #[n(5)]
    pub decision: Option<ChangeDecision>,
}

impl PendingChange {
    /// The operation that is proposed.
    pub fn operation(&self) -> Option<Operation> {
        Operation::of_call(&self.method, &self.argument)
    }

    /// The first instant at which it can no longer be confirmed.
    pub fn expires_at(&self, days: u32) -> Nanos {
        self.meta.created_at.saturating_add(Nanos::from(days) * DAY)
    }
}

/// A change that waits for another admin.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ProposedChange {
    pub id: Id,
    pub meta: Meta,
    /// Null means a change newer than the client.
    pub change: Option<AdminChange>,
    pub reason: String,
    /// From then on it can no longer be confirmed. Nanoseconds since 1970-01-01 UTC.
    pub expires_at: Nanos,
}

impl Operation {
    /// Whether an operation that admins alone may do takes two of them, where that is set. Closing
    /// doors and refusing never does, so that one admin can answer an attack.
    pub fn takes_two(&self, settings: &Settings) -> bool {
        match self {
            Operation::propose_change(_)
            | Operation::confirm_change(_)
            | Operation::drop_change(_)
            | Operation::remove_proposal(_)
            | Operation::refuse_link_requests(_) => false,
            Operation::decide_link(a) => a.accept,
            Operation::decide_proposal(a) => a.accept,
            Operation::set_doors(a) => a.doors.opens(&settings.doors),
            _ => true,
        }
    }
}
