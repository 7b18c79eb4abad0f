//! What ties people to groups and meetings: membership, support, feedback, check-ins.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::common::{Id, Meta};

/// A member of a group.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub group: Id,
    #[n(3)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub principal: Principal,
}

/// A supporter of a proposed group.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Support {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub group: Id,
    #[n(3)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub principal: Principal,
}

/// What feedback is about.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum Subject {
    #[n(0)]
    group(#[n(0)] Id),
    #[n(1)]
    meeting(#[n(0)] Id),
}

/// Feedback on a group or a meeting, given by anyone with an identity.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub subject: Subject,
    #[n(3)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub by: Principal,
    /// The person who that principal was then, if linked.
    #[n(4)]
    pub person: Option<Id>,
    /// Markdown. Empty once it has been removed.
    #[n(5)]
    pub text: String,
    /// Why it was removed, if it was.
    #[n(6)]
    pub removed: Option<String>,
}

/// Somebody's presence in a running meeting.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub meeting: Id,
    #[n(3)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub principal: Principal,
    /// The person who that principal was then, if linked.
    #[n(4)]
    pub person: Option<Id>,
}
