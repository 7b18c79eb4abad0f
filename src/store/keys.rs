//! The keys of the tables. All are compared as bytes, so numbers are big-endian.

use crate::base::text::{folded, look};
use crate::domain::calendar::local::LocalDateTime;
use crate::domain::{Id, Kind, Nanos, OccurrenceId};
use candid::Principal;

/// Kind and number of a record: 9 bytes.
pub type RecordKey = [u8; 9];

/// The key of a record.
pub fn record_key(kind: Kind, id: Id) -> RecordKey {
    let mut key = [0; 9];
    key[0] = kind.code();
    key[1..].copy_from_slice(&id.to_be_bytes());
    key
}

/// The lists of the registry. The number is stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum List {
    /// All groups, by name.
    Groups = 1,
    /// Groups in a state, by name. Scope: the state's code.
    GroupsInState = 2,
    /// Groups with a topic, by name. Scope: the topic's hash.
    GroupsWithTopic = 3,
    /// Subgroups of a group, by name. Scope: the parent.
    Subgroups = 4,
    /// The parent of a group. Scope: the subgroup.
    ParentOf = 5,
    /// The terms of office of a person. Scope: the person.
    TermsOf = 6,
    /// Undecided proposals of a principal. Scope: the principal's hash.
    OpenProposalsOf = 7,
    /// Proposed groups that are not decided, oldest first.
    OpenProposals = 8,
    /// Proposed groups that were refused, oldest first.
    RefusedProposals = 9,
    /// Groups in a language, by name, without cards. Scope: [`language_scope`].
    GroupsInLanguage = 11,
    /// All people, by handle.
    People = 10,
    /// Groups, open proposals and people by what their names look like, without cards. Scope:
    /// [`look_scope`].
    LooksLike = 13,
    /// All meetings, newest first.
    Meetings = 20,
    /// Meetings of a group, newest first. Scope: the group.
    MeetingsOfGroup = 21,
    /// Meetings that a person hosts, speaks at or attends, or whose minutes note them, newest
    /// first. Scope: the person.
    MeetingsOfPerson = 22,
    /// Meetings with a tag, newest first. Scope: the tag's hash.
    MeetingsWithTag = 23,
    /// Meetings in a language, newest first, without cards. Scope: [`language_scope`].
    MeetingsInLanguage = 24,
    /// Action items of a group, open ones first. Scope: the group.
    ItemsOfGroup = 30,
    /// Action items of a person, open ones first. Scope: the person.
    ItemsOfPerson = 31,
    /// Action items that a meeting raised or followed up. Scope: the meeting.
    ItemsOfMeeting = 32,
    /// Action items that a person has followed up, without cards. Scope: the person.
    ItemsNotedBy = 33,
    /// All initiatives, by title.
    Initiatives = 40,
    /// Initiatives of a group, by title. Scope: the group.
    InitiativesOfGroup = 41,
    /// All reports, newest first.
    Reports = 50,
    /// Reports of a group, newest first. Scope: the group.
    ReportsOfGroup = 51,
    /// Reports in a language, newest first, without cards. Scope: [`language_scope`].
    ReportsInLanguage = 52,
    /// Members of a group, oldest first. Scope: the group.
    MembersOf = 60,
    /// Memberships of a principal. Scope: the principal's hash.
    MembershipsOf = 61,
    /// Supporters of a proposed group, oldest first. Scope: the group.
    SupportersOf = 62,
    /// Undecided link requests, oldest first.
    OpenLinkRequests = 70,
    /// Undecided link requests of a principal. Scope: the principal's hash.
    OpenLinkRequestsOf = 71,
    /// Feedback on a group, oldest first. Scope: the group.
    FeedbackOnGroup = 80,
    /// Feedback on a meeting, oldest first. Scope: the meeting.
    FeedbackOnMeeting = 81,
    /// Feedback on a group that was not removed. Scope: the group.
    StandingOnGroup = 82,
    /// Feedback on a meeting that was not removed. Scope: the meeting.
    StandingOnMeeting = 83,
    /// Check-ins to a meeting, in their order. Scope: the meeting.
    CheckInsOf = 90,
    /// All series, by title.
    Series = 100,
    /// Series of a group, by title. Scope: the group.
    SeriesOfGroup = 101,
    /// Series with a tag, by title. Scope: the tag's hash.
    SeriesWithTag = 102,
    /// Meetings with a known start that are no date of a series, earliest first.
    Singles = 103,
    /// The same of a group. Scope: the group.
    SinglesOfGroup = 104,
    /// Records of the dates of a series, by the dates. Scope: the series.
    RecordsOfSeries = 105,
    /// The changes of a record, oldest first. Scope: its number; order: its kind, the event.
    History = 110,
    /// What is withheld of the log, by the positions of the blocks.
    Withheld = 111,
    /// What is news: published minutes, reports, announcements for series. Newest first.
    News = 112,
    /// The same of a group. Scope: the group.
    NewsOfGroup = 113,
    /// What waits for somebody, by reason, then by the instant that it is counted from.
    Waiting = 114,
    /// The same of a group. Scope: the group.
    WaitingOfGroup = 115,
    /// The action items among it that a person owns. Scope: the person.
    WaitingOfPerson = 116,
    /// What other groups say of a group, by their numbers. Scope: the group.
    RelatedTo = 117,
    /// Action items of a group that became done or were dropped, newest first. Scope: the group.
    ClosedOfGroup = 118,
    /// Changes that wait for another admin, oldest first.
    OpenChanges = 119,
    /// The dates of series that come, earliest first. Derived: see [`List::is_rolling`].
    Dates = 120,
    /// The same of a group. Scope: the group.
    DatesOfGroup = 121,
    /// The same of a series, as it was kept before the seventh layout; `DueOf` tells them now.
    /// Scope: the series.
    DatesOfSeries = 122,
    /// Series by when their dates are to be looked at again.
    DueSeries = 123,
    /// The place of a series in `DueSeries`, with the places of its dates. Scope: the series.
    DueOf = 124,
}

impl List {
    /// Whether a list with a code depends on the clock too: it holds the dates of a window that
    /// moves with time. Such lists are not compared when two stores are.
    pub const fn is_rolling(code: u8) -> bool {
        code >= List::Dates as u8
    }
}

/// The scope of a language in the lists by language: the first part of its tag, `zh` of `zh-Hans`,
/// in small letters. It has at most eight of them (BCP 47, section 2.1).
pub fn language_scope(tag: &str) -> u64 {
    let mut scope = [0; 8];
    let primary = tag.split('-').next().unwrap_or(tag);
    for (place, letter) in scope.iter_mut().zip(primary.bytes()) {
        *place = letter.to_ascii_lowercase();
    }
    u64::from_be_bytes(scope)
}

/// The scope of the names that look like this one; none where nothing is left to look at.
pub fn look_scope(name: &str) -> Option<u64> {
    let look = look(name);
    (!look.is_empty()).then(|| scope_of(look.as_bytes()))
}

/// The language of a scope.
pub fn language_of_scope(scope: u64) -> String {
    let letters = scope.to_be_bytes();
    let letters = letters.iter().take_while(|letter| **letter != 0);
    letters.map(|letter| char::from(*letter)).collect()
}

/// Whether it is asked which scopes a list with a code has.
pub fn is_asked_for_scopes(code: u8) -> bool {
    const ASKED: [List; 3] = [
        List::GroupsInLanguage,
        List::MeetingsInLanguage,
        List::ReportsInLanguage,
    ];
    ASKED.iter().any(|list| *list as u8 == code)
}

/// The key of an entry of a list: the list, its scope, the place in it, the record. 33 bytes.
pub type ListKey = [u8; 33];

/// The place of an entry in its list.
pub type Order = [u8; 16];

/// The key of an entry.
pub fn list_key(list: List, scope: u64, order: Order, id: Id) -> ListKey {
    let mut key = [0; 33];
    key[0] = list as u8;
    key[1..9].copy_from_slice(&scope.to_be_bytes());
    key[9..25].copy_from_slice(&order);
    key[25..].copy_from_slice(&id.to_be_bytes());
    key
}

/// Whether an entry is one of the history.
pub fn is_history_key(key: &ListKey) -> bool {
    key[0] == List::History as u8
}

/// The record that an entry is about.
pub fn entry_id(key: &ListKey) -> Id {
    key[25..]
        .iter()
        .fold(0, |id, byte| id << 8 | u64::from(*byte))
}

/// The scope of its list that an entry stands in.
pub fn entry_scope(key: &ListKey) -> u64 {
    let mut scope = [0; 8];
    scope.copy_from_slice(&key[1..9]);
    u64::from_be_bytes(scope)
}

/// The place of an entry in its list.
pub fn entry_order(key: &ListKey) -> Order {
    let mut order = [0; 16];
    order.copy_from_slice(&key[9..25]);
    order
}

/// The first place that an entry can have.
pub const FIRST: Order = [0; 16];
/// The last place that an entry can have.
pub const LAST: Order = [0xFF; 16];

/// Newest first; a time that is not known (0) comes last.
pub fn newest_first(at: Nanos) -> Order {
    in_order(!at, 0)
}

/// By one number, then by another.
pub fn in_order(first: u64, second: u64) -> Order {
    let mut order = [0; 16];
    order[..8].copy_from_slice(&first.to_be_bytes());
    order[8..].copy_from_slice(&second.to_be_bytes());
    order
}

/// By time, earliest first. Things of a kind that begin at the same time differ in `which`, which
/// has 56 bits.
pub fn by_time(at: Nanos, kind: Kind, which: u64) -> Order {
    in_order(at, u64::from(kind.code()) << 56 | which)
}

/// By the first 16 bytes of a name, without regard to case and width.
pub fn by_name(name: &str) -> Order {
    let mut order = [0; 16];
    for (to, from) in order.iter_mut().zip(folded(name).bytes()) {
        *to = from;
    }
    order
}

/// A name as the scope of a list. Two names may share a hash (FNV-1a, 64 bit), so whoever lists
/// by it looks at the records too.
pub fn scope_of(name: &[u8]) -> u64 {
    name.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The scope of the lists of a principal.
pub fn scope_of_principal(principal: &Principal) -> u64 {
    scope_of(principal.as_slice())
}

/// What names are unique in.
enum Space {
    /// Slugs and handles of a kind of record.
    Slug(Kind),
    /// Principals of people.
    Principal,
    /// A relation that a principal has with a record once only.
    Relation(Kind),
    /// Dates of series that have a record.
    Occurrence,
}

/// A unique name: its space, then the name's bytes.
pub type NameKey = Vec<u8>;

/// The key of a slug or handle.
pub fn slug_key(kind: Kind, slug: &str) -> NameKey {
    name_key(Space::Slug(kind), folded(slug).as_bytes())
}

/// The key of a principal of a person.
pub fn principal_key(principal: &Principal) -> NameKey {
    name_key(Space::Principal, principal.as_slice())
}

/// Whether a name is a principal of a person.
pub fn is_principal_key(key: &NameKey) -> bool {
    key.first() == Some(&PRINCIPALS)
}

/// The key of what a principal is to a record.
pub fn relation_key(kind: Kind, to: Id, principal: &Principal) -> NameKey {
    let mut name = to.to_be_bytes().to_vec();
    name.extend_from_slice(principal.as_slice());
    name_key(Space::Relation(kind), &name)
}

/// The key of a date of a series.
pub fn occurrence_key(of: &OccurrenceId) -> NameKey {
    let mut name = of.series.to_be_bytes().to_vec();
    name.extend_from_slice(&date_number(of.original).to_be_bytes());
    name_key(Space::Occurrence, &name)
}

/// A date and time as a number of 56 bits, in the order of time.
pub fn date_number(local: LocalDateTime) -> u64 {
    let LocalDateTime {
        year,
        month,
        day,
        hour,
        minute,
    } = local;
    let parts = [month, day, hour, minute];
    let number = |all: u64, part: u8| all << 8 | u64::from(part);
    parts.into_iter().fold(u64::from(year), number)
}

/// The code of [`Space::Principal`].
const PRINCIPALS: u8 = 100;

fn name_key(space: Space, name: &[u8]) -> NameKey {
    // These codes are stored: never change one.
    let code = match space {
        Space::Slug(kind) => kind.code(),
        Space::Principal => PRINCIPALS,
        Space::Occurrence => 101,
        Space::Relation(kind) => 128 + kind.code(),
    };
    let mut key = Vec::with_capacity(1 + name.len());
    key.push(code);
    key.extend_from_slice(name);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_by_case_and_width() {
        assert_eq!(
            slug_key(Kind::person, "Herbert"),
            slug_key(Kind::person, "herbert")
        );
        assert_ne!(slug_key(Kind::person, "a"), slug_key(Kind::group, "a"));
    }

    #[test]
    fn later_meetings_come_before_earlier_ones_and_unknown_times_last() {
        assert!(newest_first(200) < newest_first(100));
        assert!(newest_first(100) < newest_first(0));
    }

    #[test]
    fn the_keys_of_a_list_lie_between_its_first_and_last() {
        let of = |scope, order, id| list_key(List::MeetingsOfGroup, scope, order, id);
        let key = of(7, newest_first(5), 9);
        assert!(of(7, FIRST, 0) <= key && key <= of(7, LAST, u64::MAX));
        assert!(of(8, FIRST, 0) > of(7, LAST, u64::MAX));
        assert_eq!(entry_id(&key), 9);
    }
}
