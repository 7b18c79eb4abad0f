//! What can be asked of the registry, and the forms of the answers.

use candid::{CandidType, Deserialize, Principal};

use crate::domain::{
    ActionItemSummary, ActionState, AttentionItem, Change, CheckIn, Doors, Feedback, GroupKind,
    GroupRelation, GroupSummary, Id, InitiativeSummary, Kind, LifecycleState, Limits, LinkRequest,
    MeetingSummary, Membership, Meta, Nanos, Operation, Origins, Patience, PersonSummary, Profile,
    Reason, ReportSummary, RoleKind, SeriesRecord, SeriesSummary, Subject, Support,
    UpcomingMeeting,
};

/// Where a page ended: the `next` of one page is the `prev` of the next. Opaque; valid for the
/// question that it answers, with any `take`.
pub type Cursor = serde_bytes::ByteBuf;

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $id:ident: $ty:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(CandidType, Deserialize, Clone, Debug, Default)]
            pub struct $name {
                $($(#[$field])* pub $id: $ty,)*
                /// The `next` of the page before; null for the first page.
                pub prev: Option<Cursor>,
                /// Entries wanted; 50 when null, 200 at most.
                pub take: Option<u32>,
            }
        )*
    };
}

questions! {
    /// Which groups to list; all parts that are set must hold. By name.
    ListGroups {
        state: Option<LifecycleState>,
        kind: Option<GroupKind>,
        topic: Option<String>,
        /// Only subgroups of this group.
        parent: Option<Id>,
    }
    /// Which proposed groups to list, oldest first: those that are not decided, or those that were
    /// refused.
    ListProposals {
        refused: bool,
    }
    /// All people, by handle.
    ListPeople {}
    /// Which meetings to list; all parts that are set must hold. Newest first; meetings whose
    /// time is not known come last.
    ListMeetings {
        group: Option<Id>,
        /// Only meetings that this person hosts, speaks at or attends.
        person: Option<Id>,
        tag: Option<String>,
        /// Only meetings at or after this instant. Nanoseconds since 1970-01-01 UTC.
        from: Option<Nanos>,
        /// Only meetings before this instant. Nanoseconds since 1970-01-01 UTC.
        until: Option<Nanos>,
    }
    /// Which action items to list: name a group, a person or a meeting at least. Open ones
    /// first, then those in progress, done, dropped; in each the oldest first.
    ListActionItems {
        group: Option<Id>,
        /// Only items that this person owns.
        person: Option<Id>,
        /// Only items that this meeting raised or followed up.
        meeting: Option<Id>,
        state: Option<ActionState>,
    }
    /// Which initiatives to list: all, or those that a group carries. By title.
    ListInitiatives { group: Option<Id>, }
    /// Which reports to list: all, or those on a group. Newest first.
    ListReports { group: Option<Id>, }
    /// The members of a group, or the supporters of a proposed one. Oldest first.
    ListMembers { group: Id, }
    /// The check-ins to a meeting, in their order.
    ListCheckIns { meeting: Id, }
    /// The undecided link requests, oldest first. An admin sees all, others see their own.
    ListLinkRequests {}
    /// The changes of a record, oldest first.
    AskHistory {
        /// Required.
        kind: Option<Kind>,
        id: Id,
    }
    /// Which series to list: all, those of a group, or those with a tag. By title.
    ListSeries {
        group: Option<Id>,
        tag: Option<String>,
    }
    /// Which meetings come. Earliest first.
    Upcoming {
        /// Only meetings of these groups, 200 at most; of all groups when empty.
        groups: Vec<Id>,
        /// Only meetings of the groups that the caller is a member or an officer of, and of those
        /// in `groups`.
        mine: bool,
        /// Only meetings that start at this instant or later; now when null. Dates of series are
        /// kept from a day ago on. Nanoseconds since 1970-01-01 UTC.
        from: Option<Nanos>,
        /// Only meetings that start before this instant. Dates of series are kept to 173 days
        /// ahead; there the list ends in any case. Nanoseconds since 1970-01-01 UTC.
        until: Option<Nanos>,
    }
    /// What waits for somebody: of all groups, of one, or of the caller. Reason by reason, the
    /// oldest first.
    AskAttention {
        /// Only these reasons; all when empty.
        reasons: Vec<Reason>,
        /// Only what is about this group.
        group: Option<Id>,
        /// Only what the caller can do something about: their own action items, and what is about
        /// the groups in which they hold an office. The caller is linked to a person. Passed over
        /// when there is a group.
        mine: bool,
    }
    /// What other groups say of a group.
    ListRelated { group: Id, }
    /// What to search for. All words must be found in a record, in any order; a word is found
    /// as the beginning of a longer one too. Case and width make no difference. Chinese,
    /// Japanese and Korean are found by any two neighbouring characters. Records that have all
    /// words in their titles come first; then the newer ones.
    Search {
        /// At most 256 bytes. May be empty when there is a group, a tag or a kind.
        text: String,
        /// Only records of these kinds; all when empty.
        kinds: Vec<Kind>,
        group: Option<Id>,
        tag: Option<String>,
        /// Only records of this time or later. Nanoseconds since 1970-01-01 UTC.
        from: Option<Nanos>,
        /// Only records before this time. Nanoseconds since 1970-01-01 UTC.
        until: Option<Nanos>,
    }
}

/// Arguments of `apply_batch`.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct ApplyBatch {
    /// Done in their order.
    pub operations: Vec<Operation>,
    /// Marks the request, in 1 to 64 bytes of the caller's choice: sent again by the same caller
    /// within a day, it is not done again, and the reply is the first one. Meant for a client
    /// that does not know whether its message has arrived. The last 10,000 are known; an upgrade
    /// forgets them.
    pub request_id: Option<serde_bytes::ByteBuf>,
}

/// The feedback on a group or a meeting, oldest first.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct ListFeedback {
    pub subject: Subject,
    /// The `next` of the page before; null for the first page.
    pub prev: Option<Cursor>,
    /// Entries wanted; 50 when null, 200 at most.
    pub take: Option<u32>,
}

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident($item:ty);)*) => {
        $(
            $(#[$doc])*
            #[derive(CandidType, Deserialize, Clone, Debug)]
            pub struct $name {
                pub items: Vec<$item>,
                /// Ask with it for the next page; null when this is the last one. A page may be
                /// short, even empty, and still not be the last: a filter looks at a bounded
                /// number of records for each page.
                pub next: Option<Cursor>,
            }

            impl From<(Vec<$item>, Option<Cursor>)> for $name {
                fn from((items, next): (Vec<$item>, Option<Cursor>)) -> Self {
                    $name { items, next }
                }
            }
        )*
    };
}

pages! {
    /// A page of groups.
    GroupPage(GroupSummary);
    /// A page of people.
    PersonPage(PersonSummary);
    /// A page of meetings.
    MeetingPage(MeetingSummary);
    /// A page of action items.
    ActionItemPage(ActionItemSummary);
    /// A page of initiatives.
    InitiativePage(InitiativeSummary);
    /// A page of reports.
    ReportPage(ReportSummary);
    /// A page of members.
    MemberPage(Membership);
    /// A page of supporters.
    SupporterPage(Support);
    /// A page of feedback.
    FeedbackPage(Feedback);
    /// A page of check-ins.
    CheckInPage(CheckIn);
    /// A page of link requests.
    LinkRequestPage(LinkRequest);
    /// A page of series.
    SeriesPage(SeriesSummary);
    /// A page of the meetings that come.
    UpcomingPage(UpcomingMeeting);
    /// A page of the history of a record.
    HistoryPage(Change);
    /// A page of what waits for somebody.
    AttentionPage(AttentionItem);
    /// A page of what other groups say of a group: `group` is the one that says it.
    RelatedPage(GroupRelation);
}

/// A record that a search found.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct SearchHit {
    /// Null means a kind newer than the client.
    pub kind: Option<Kind>,
    pub id: Id,
    /// The slug or handle, where the kind has one.
    pub slug: Option<String>,
    /// The name or title; for feedback its beginning.
    pub title: String,
    /// The passage around the first word that was found, where it is not the title.
    pub excerpt: Option<String>,
    pub groups: Vec<Id>,
    /// The record's time, 0 when it is not known. Nanoseconds since 1970-01-01 UTC.
    pub at: Nanos,
}

/// A page of what a search found.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct SearchPage {
    pub items: Vec<SearchHit>,
    /// Ask with it for the next page; null when this is the last one. A page may be short, even
    /// empty, and still not be the last: the work for a page is bounded.
    pub next: Option<Cursor>,
    /// Whether a word begins so many others that not all were looked for; a longer one would
    /// find the rest.
    pub narrowed: bool,
    /// Whether what is searched is being made anew, after an upgrade that has changed its form: for
    /// some minutes, not all records are found.
    pub incomplete: Option<bool>,
}

/// A series with what was announced for single dates, earliest first.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct SeriesView {
    pub record: SeriesRecord,
    pub announced: Vec<UpcomingMeeting>,
}

/// An office that a person holds now and that gives rights.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct Office {
    pub group: Id,
    /// Null means a role newer than the client.
    pub role: Option<RoleKind>,
}

/// Who the caller is to the registry.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct Whoami {
    pub principal: Principal,
    /// The person whom the principal is linked to.
    pub person: Option<PersonSummary>,
    pub is_admin: bool,
    /// Controllers of the canister may do what admins may.
    pub is_controller: bool,
    pub offices: Vec<Office>,
    /// The groups that the principal is a member of.
    pub memberships: Vec<Id>,
    /// Operations that will be accepted within this hour (UTC); null for admins, who have no
    /// quota.
    pub operations_left: Option<u32>,
}

/// The registry's own record, and how much it holds.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct RegistryInfo {
    /// Revision 0 when nobody has set anything yet.
    pub meta: Meta,
    pub profile: Profile,
    pub admins: Vec<Principal>,
    pub origins: Origins,
    /// What those may do who hold no office.
    pub doors: Doors,
    /// After how many days something waits for somebody.
    pub patience: Patience,
    pub groups: u64,
    pub people: u64,
    pub meetings: u64,
    pub initiatives: u64,
    pub reports: u64,
    /// Events in the log.
    pub events: u64,
    /// The version of the software.
    pub version: String,
}

/// A limit and the bounds within which admins may set it.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct LimitBounds {
    pub name: String,
    pub value: u32,
    pub lowest: u32,
    pub highest: u32,
}

/// The limits in force.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct LimitsInfo {
    pub limits: Limits,
    pub bounds: Vec<LimitBounds>,
    /// Entries of one page at most.
    pub page_entries: u32,
    /// Bytes of the entries of one page at most.
    pub page_bytes: u32,
    /// Levels of subgroups.
    pub group_depth: u32,
    pub slug_bytes: u32,
    pub handle_bytes: u32,
}
