//! What several kinds of record have in common.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::date::Nanos;

/// The number of a record. Each kind of record counts from 1; a number is never used again.
pub type Id = u64;

/// Who made a record and who changed it last.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// 1 for a new record; each accepted change adds 1. Give it as `expected_revision`.
    #[n(0)]
    pub revision: u64,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(1)]
    pub created_at: Nanos,
    #[n(2)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub created_by: Principal,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(3)]
    pub updated_at: Nanos,
    #[n(4)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub updated_by: Principal,
}

/// That a record was made by mistake, or is a duplicate: it stands in no list, is not found and is
/// in no calendar. Its history and the log keep it.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    #[n(0)]
    pub reason: String,
    #[n(1)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub by: Principal,
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(2)]
    pub at: Nanos,
    /// The record of the same kind that stands in its place, where there is one.
    #[n(3)]
    pub instead: Option<Id>,
}

/// What a link leads to. Clients must expect kinds that they do not know (null).
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum LinkKind {
    /// A thread or category of a forum.
    #[n(0)]
    forum,
    /// A chat server or channel.
    #[n(1)]
    chat,
    /// A code repository.
    #[n(2)]
    code,
    /// Minutes and notes that are kept elsewhere.
    #[n(3)]
    notes,
    /// A sound or video recording.
    #[n(4)]
    recording,
    /// Slides.
    #[n(5)]
    slides,
    /// A calendar.
    #[n(6)]
    calendar,
    /// Where to attend: a video call, a voice channel, a place on a map.
    #[n(7)]
    location,
    /// A document or a folder of documents.
    #[n(8)]
    document,
    /// A website, a glossary entry, a page.
    #[n(9)]
    website,
    /// A profile in a social network.
    #[n(10)]
    social,
    /// An image.
    #[n(11)]
    image,
    /// Anything else; the label says what.
    #[n(12)]
    other,
}

/// A link, or a place that has no address on the web ("on Zoom").
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Required on input; null in an answer means a kind newer than the client.
    #[n(0)]
    pub kind: Option<LinkKind>,
    /// The words of the link. Required when there is no address.
    #[n(1)]
    pub label: Option<String>,
    /// An http, https or mailto address. Kept as it was given.
    #[n(2)]
    pub url: Option<String>,
}

/// Somebody who takes part: a person of the registry, or somebody known by name alone.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, Default, PartialEq, Eq)]
pub struct Participant {
    /// The person's record, if there is one.
    #[n(0)]
    pub person: Option<Id>,
    /// The name as it was written. Required without `person`.
    #[n(1)]
    pub name: Option<String>,
    /// For whom they took part on that day; it may differ from their affiliation today.
    #[n(2)]
    pub affiliation: Option<String>,
}

/// A record, named by its number or by its readable name.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum Ref {
    id(Id),
    /// The slug, or for a person the handle. A former slug still leads to its record.
    slug(String),
}

/// A record of a kind that can be withdrawn.
#[derive(CandidType, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum RecordId {
    group(Id),
    person(Id),
    meeting(Id),
    action_item(Id),
    initiative(Id),
    report(Id),
    series(Id),
}

impl RecordId {
    /// The kind of the record.
    pub fn kind(self) -> Kind {
        match self {
            RecordId::group(_) => Kind::group,
            RecordId::person(_) => Kind::person,
            RecordId::meeting(_) => Kind::meeting,
            RecordId::action_item(_) => Kind::action_item,
            RecordId::initiative(_) => Kind::initiative,
            RecordId::report(_) => Kind::report,
            RecordId::series(_) => Kind::series,
        }
    }

    /// The number of the record.
    pub fn id(self) -> Id {
        match self {
            RecordId::group(id)
            | RecordId::person(id)
            | RecordId::meeting(id)
            | RecordId::action_item(id)
            | RecordId::initiative(id)
            | RecordId::report(id)
            | RecordId::series(id) => id,
        }
    }
}

/// Puts a person in the place of another among participants; nobody stands there twice for it.
pub fn rename_person(participants: &mut Vec<Participant>, from: Id, into: Id) {
    if !participants.iter().any(|p| p.person == Some(from)) {
        return;
    }
    let stands = participants.iter().any(|p| p.person == Some(into));
    if stands {
        participants.retain(|p| p.person != Some(from));
    }
    let renamed = participants.iter_mut().filter(|p| p.person == Some(from));
    renamed.for_each(|p| p.person = Some(into));
}

/// Clears what is written beside the numbers of some people among participants.
pub fn clear_names(participants: &mut [Participant], is_meant: impl Fn(Id) -> bool) {
    let named = participants
        .iter_mut()
        .filter(|p| p.person.is_some_and(&is_meant));
    named.for_each(|p| (p.name, p.affiliation) = (None, None));
}

/// The kinds of record.
#[derive(
    CandidType,
    Deserialize,
    Encode,
    Decode,
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
)]
#[allow(non_camel_case_types)]
pub enum Kind {
    /// The registry's own profile, admins and limits (number 0).
    #[n(0)]
    registry,
    #[n(1)]
    group,
    #[n(2)]
    person,
    #[n(3)]
    meeting,
    /// A draft of minutes; it has the number of its meeting.
    #[n(4)]
    draft,
    #[n(5)]
    action_item,
    #[n(6)]
    initiative,
    #[n(7)]
    report,
    #[n(8)]
    link_request,
    #[n(9)]
    membership,
    #[n(10)]
    support,
    #[n(11)]
    feedback,
    #[n(12)]
    check_in,
    #[n(13)]
    series,
    /// A change that waits for another admin.
    #[n(14)]
    proposed_change,
}

impl Kind {
    /// All kinds, in the order of their codes.
    pub const ALL: [Kind; 15] = [
        Kind::registry,
        Kind::group,
        Kind::person,
        Kind::meeting,
        Kind::draft,
        Kind::action_item,
        Kind::initiative,
        Kind::report,
        Kind::link_request,
        Kind::membership,
        Kind::support,
        Kind::feedback,
        Kind::check_in,
        Kind::series,
        Kind::proposed_change,
    ];

    /// The code in stored keys. Never change one.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The kind with a code.
    pub fn of(code: u8) -> Option<Kind> {
        Kind::ALL.get(usize::from(code)).copied()
    }
}
