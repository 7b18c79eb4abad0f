//! What can be asked of the registry, and the forms of the answers.

use candid::{CandidType, Deserialize, Principal};

use super::history::Record;
use crate::domain::{
    ActionItem, ActionItemSummary, ActionState, AttentionItem, Change, CheckIn, Doors, Feedback,
    Group, GroupKind, GroupRelation, GroupSummary, Id, Initiative, InitiativeSummary, Kind,
    LifecycleState, Limits, LinkRequest, Meeting, MeetingSummary, Membership, Meta, Nanos,
    Operation, Origins, Patience, Person, PersonSummary, Profile, Progress, ProposedChange, Reason,
    Report, ReportSummary, RoleKind, SeriesRecord, SeriesSummary, Subject, Support,
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
        /// Only groups in this language. The first part of a tag (BCP 47) counts: `zh` is Chinese
        /// in whichever script.
        language: Option<String>,
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
        /// Only meetings that this person hosts, speaks at or attends, or whose minutes note
        /// them.
        person: Option<Id>,
        tag: Option<String>,
        /// Only meetings at or after this instant. Nanoseconds since 1970-01-01 UTC.
        from: Option<Nanos>,
        /// Only meetings before this instant. Nanoseconds since 1970-01-01 UTC.
        until: Option<Nanos>,
        /// Only meetings in this language. The first part of a tag (BCP 47) counts: `zh` is Chinese
        /// in whichever script.
        language: Option<String>,
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
    ListReports {
        group: Option<Id>,
        /// Only reports in this language. The first part of a tag (BCP 47) counts: `zh` is Chinese
        /// in whichever script.
        language: Option<String>,
    }
    /// The members of a group, or the supporters of a proposed one. Oldest first.
    ListMembers { group: Id, }
    /// The check-ins to a meeting, in their order.
    ListCheckIns { meeting: Id, }
    /// The proposed changes that wait for another admin, oldest first.
    ListProposedChanges {}
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
    /// words in their titles come first, in large registries those among the newest 100,000; then
    /// the newer ones.
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

/// Which state of a record is asked for: of a revision, or at an instant.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct AskRecordAt {
    /// Required: group, person, meeting, action_item, initiative, report or series.
    pub kind: Option<Kind>,
    pub id: Id,
    /// The revision; null when there is an instant. Of one that is not made yet: the present state.
    pub revision: Option<u64>,
    /// The instant. Nanoseconds since 1970-01-01 UTC.
    pub at: Option<Nanos>,
}

/// Which two revisions of a record are compared.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct AskDifferences {
    /// Required, as in `record_at`.
    pub kind: Option<Kind>,
    pub id: Id,
    /// The older revision.
    pub older: u64,
    /// The newer revision.
    pub newer: u64,
}

/// Of which groups and which period it is asked what they did.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct AskActivity {
    /// 1 to 20 groups.
    pub groups: Vec<Id>,
    /// The first instant. Nanoseconds since 1970-01-01 UTC.
    pub from: Nanos,
    /// The first instant afterwards. Nanoseconds since 1970-01-01 UTC.
    pub until: Nanos,
}

/// For which groups, which period and in which language a report is drafted.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct AskReportDraft {
    /// 1 to 20 groups.
    pub groups: Vec<Id>,
    /// The first instant. Nanoseconds since 1970-01-01 UTC.
    pub from: Nanos,
    /// The first instant afterwards. Nanoseconds since 1970-01-01 UTC.
    pub until: Nanos,
    /// A language tag (BCP 47): English or Chinese. That of the last report of the first group
    /// when null.
    pub language: Option<String>,
}

/// How many people attended the meetings whose minutes tell it.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// In the period.
    pub now: Attended,
    /// In the period of the same length before it.
    pub before: Attended,
}

/// Meetings that were counted.
#[derive(CandidType, Deserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attended {
    pub meetings: u32,
    /// How many attended all of them together.
    pub people: u64,
}

/// A decision that was noted in minutes.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ActivityDecision {
    pub meeting: Id,
    /// Markdown.
    pub text: String,
}

/// A milestone that is new, or in another state than at the beginning of the period.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct MilestoneMove {
    pub initiative: Id,
    pub title: String,
    /// Null where no state was told.
    pub was: Option<Progress>,
    /// Null where no state is told.
    pub is: Option<Progress>,
    pub is_new: bool,
}

/// That somebody took on a role or laid it down.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct HolderChange {
    pub group: Id,
    /// Null means a role newer than the client.
    pub role: Option<RoleKind>,
    pub person: Id,
    pub label: Option<String>,
    /// Whether it began; or else it ended.
    pub began: bool,
}

/// What groups did in a period.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// The meetings that took place, oldest first.
    pub meetings: Vec<MeetingSummary>,
    pub attendance: Attendance,
    /// From published minutes.
    pub decisions: Vec<ActivityDecision>,
    /// Action items that were made, as they stand now.
    pub opened: Vec<ActionItemSummary>,
    /// Action items that became done or were dropped, the last first.
    pub closed: Vec<ActionItemSummary>,
    pub milestones: Vec<MilestoneMove>,
    pub holders: Vec<HolderChange>,
    /// Whether this is all. It is not if there is more than 200 of something, or if a state is
    /// from before states were kept.
    pub is_whole: bool,
}

/// A record of one of the kinds whose states are kept.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types, clippy::large_enum_variant)]
pub enum PastState {
    group(Group),
    person(Person),
    meeting(Meeting),
    action_item(ActionItem),
    initiative(Initiative),
    report(Report),
    series(SeriesRecord),
}

impl PastState {
    /// The fields in which a state differs from an older one of the same record.
    pub fn differing(&self, older: &PastState) -> Vec<String> {
        use PastState as P;
        match (self, older) {
            (P::group(new), P::group(old)) => new.difference(old).fields,
            (P::person(new), P::person(old)) => new.difference(old).fields,
            (P::meeting(new), P::meeting(old)) => new.difference(old).fields,
            (P::action_item(new), P::action_item(old)) => new.difference(old).fields,
            (P::initiative(new), P::initiative(old)) => new.difference(old).fields,
            (P::report(new), P::report(old)) => new.difference(old).fields,
            (P::series(new), P::series(old)) => new.difference(old).fields,
            _ => Vec::new(),
        }
    }
}

/// A record as it stood.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct PastRecord {
    pub state: PastState,
    /// The change that made it so.
    pub change: Change,
    /// When the next change was made; null for the present state. Nanoseconds since 1970-01-01
    /// UTC.
    pub until: Option<Nanos>,
}

/// Two states of a record.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct Differences {
    /// The fields in which they differ, such as "details.links".
    pub fields: Vec<String>,
    pub older: PastRecord,
    pub newer: PastRecord,
}

/// Names of which it is asked who has one that looks like them.
#[derive(CandidType, Deserialize, Clone, Debug, Default)]
pub struct AskLookAlikes {
    /// 1 to 4 names, slugs or handles.
    pub names: Vec<String>,
}

/// A group, an open proposal or a person whose name, slug or handle looks like another.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// Null means a kind newer than the client.
    pub kind: Option<Kind>,
    pub id: Id,
    /// The name; the handle of a person without one.
    pub name: String,
    /// The slug or handle.
    pub slug: String,
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
    /// For each operation, the number of the record that it is expected to be about; null where
    /// that does not matter. So an operation can name a record that one before it makes: by the
    /// number that `about` tells in `next`. When somebody was faster, so that the numbers
    /// are others, nothing is done.
    pub numbers: Option<Vec<Option<Id>>>,
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
    /// A page of changes that wait for another admin.
    ProposedChangePage(ProposedChange);
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
    /// Where changes that admins alone may make take two of them: within how many days another one
    /// confirms.
    pub confirm_days: Option<u32>,
    pub groups: u64,
    pub people: u64,
    pub meetings: u64,
    pub initiatives: u64,
    pub reports: u64,
    /// Events in the log.
    pub events: u64,
    /// The numbers that the next records get.
    pub next: NextNumbers,
    /// The version of the software.
    pub version: String,
}

/// The number that the next record of each kind gets.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct NextNumbers {
    pub group: Id,
    pub person: Id,
    pub meeting: Id,
    pub action_item: Id,
    pub initiative: Id,
    pub report: Id,
    pub series: Id,
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
