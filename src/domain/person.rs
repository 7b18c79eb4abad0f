//! People, and the requests that tie a principal to a person.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::common::{Id, Link, Meta, Withdrawal};
use super::date::Nanos;

/// What is known of a person.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct PersonDetails {
    /// The name by which the community knows them, such as "dieter.sommer" or "刺猬": letters and
    /// digits of any script, with dots, hyphens and underscores between. Unique without regard
    /// to case and width.
    #[n(0)]
    pub handle: String,
    #[n(1)]
    pub name: Option<String>,
    #[n(2)]
    pub affiliation: Option<String>,
    #[n(3)]
    pub links: Vec<Link>,
    #[n(4)]
    pub remarks: Option<String>,
}

/// A person.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Person {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    pub details: PersonDetails,
    /// The identities of this person: one human has another principal in each dapp and in each
    /// command-line identity. Each belongs to one person only.
    #[n(3)]
    #[cbor(with = "crate::base::cbor::principals")]
    pub principals: Vec<Principal>,
    /// Set when the record was withdrawn.
    #[n(4)]
    pub withdrawn: Option<Withdrawal>,
}

/// A person in a list.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct PersonSummary {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub handle: String,
    #[n(2)]
    pub name: Option<String>,
    #[n(3)]
    pub affiliation: Option<String>,
}

impl From<&Person> for PersonSummary {
    fn from(p: &Person) -> Self {
        PersonSummary {
            id: p.id,
            handle: p.details.handle.clone(),
            name: p.details.name.clone(),
            affiliation: p.details.affiliation.clone(),
        }
    }
}

/// Whom a principal asks to be linked to.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum LinkTarget {
    /// A person who is in the registry.
    #[n(0)]
    existing(#[n(0)] Id),
    /// A person who is not yet; the record is made when the request is accepted.
    #[n(1)]
    newcomer(#[n(0)] PersonDetails),
}

/// A request of a principal to be known as a person. It gives no right before it is accepted.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub meta: Meta,
    #[n(2)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub principal: Principal,
    #[n(3)]
    pub target: LinkTarget,
    /// How an admin can tell that it is true, such as the address of a forum post.
    #[n(4)]
    pub evidence: String,
    /// Null while it is open.
    #[n(5)]
    pub decision: Option<LinkDecision>,
}

/// What the admins decided about a link request.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct LinkDecision {
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
    /// The person who the principal is linked to since then.
    #[n(4)]
    pub person: Option<Id>,
}
