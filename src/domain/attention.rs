//! What waits for somebody: the reasons, and after how many days each of them counts.

use candid::{CandidType, Deserialize};
use minicbor::{Decode, Encode};

use super::common::{Id, Kind};
use super::date::Nanos;

/// Why something waits. Clients must expect reasons that they do not know (null).
#[derive(
    CandidType, Deserialize, Encode, Decode, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord,
)]
#[allow(non_camel_case_types)]
pub enum Reason {
    /// A meeting has begun, is not cancelled, and has no minutes.
    #[n(0)]
    minutes_missing,
    /// Minutes are published in a group that approves them, and nobody has approved them.
    #[n(1)]
    approval_missing,
    /// An action item is open and its due date is past.
    #[n(2)]
    action_overdue,
    /// An action item is open, and nobody has followed it up since it was raised.
    #[n(3)]
    action_idle,
    /// A role of a group at work has no holder.
    #[n(4)]
    role_vacant,
    /// The term of a role ends soon.
    #[n(5)]
    term_ends,
    /// A group at work has had no meeting for long, and none comes.
    #[n(6)]
    no_meeting,
    /// A series ends soon, or has ended lately, and nothing goes on from it.
    #[n(7)]
    series_ends,
    /// Nobody has confirmed the record and the links of a group at work for long.
    #[n(8)]
    unconfirmed,
    /// A group that reports has not done so for long.
    #[n(9)]
    report_due,
    /// A proposed group is not decided.
    #[n(10)]
    proposal_waits,
    /// A link request is not decided. Admins alone see it.
    #[n(11)]
    link_request_waits,
    /// A group was archived within a year, and no group is named that goes on from it.
    #[n(12)]
    successor_missing,
}

impl Reason {
    /// All reasons, in the order in which they are listed.
    pub const ALL: [Reason; 13] = [
        Reason::minutes_missing,
        Reason::approval_missing,
        Reason::action_overdue,
        Reason::action_idle,
        Reason::role_vacant,
        Reason::term_ends,
        Reason::no_meeting,
        Reason::series_ends,
        Reason::unconfirmed,
        Reason::report_due,
        Reason::proposal_waits,
        Reason::link_request_waits,
        Reason::successor_missing,
    ];

    /// The code in stored keys. Never change one.
    pub const fn code(self) -> u64 {
        self as u64
    }
}

macro_rules! patience {
    ($($(#[$doc:meta])* $index:literal $name:ident: $default:literal;)*) => {
        /// After how many days, or how many days ahead, something waits for somebody
        /// (`attention`). 0 leaves a reason out. Admins set it.
        #[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
        pub struct Patience {
            $($(#[$doc])* #[n($index)] pub $name: u32,)*
        }

        impl Default for Patience {
            fn default() -> Self {
                Patience { $($name: $default,)* }
            }
        }

        impl Patience {
            /// Each number with its name.
            pub fn named(&self) -> Vec<(&'static str, u32)> {
                let Patience { $($name,)* } = self;
                vec![$((stringify!($name), *$name),)*]
            }
        }
    };
}

patience! {
    /// Days from the start of a meeting until its minutes are missed.
    0 minutes_days: 14;
    /// Days from the publication of minutes until their approval is missed.
    1 approval_days: 45;
    /// Days from the due date of an action item until it is overdue.
    2 overdue_days: 1;
    /// Days from the making of an action item until somebody should have followed it up.
    3 idle_days: 60;
    /// Days before the end of a term.
    4 term_days: 30;
    /// Days without a meeting.
    5 meeting_days: 90;
    /// Days before the end of a series, and after it.
    6 series_days: 30;
    /// Days since somebody confirmed a group's record.
    7 confirmed_days: 365;
    /// Days since the last report of a group that reports.
    8 report_days: 120;
    /// Days that a proposal or a link request waits.
    9 decision_days: 7;
    /// Days for which a role is vacant.
    10 vacant_days: 1;
    /// Days since a group was archived.
    11 successor_days: 1;
}

/// The longest patience: some hundred years.
pub const MAX_PATIENCE_DAYS: u32 = 36_500;

/// Something that waits for somebody.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct AttentionItem {
    /// Null means a reason newer than the client.
    #[n(0)]
    pub reason: Option<Reason>,
    /// The kind of the record that it is about. Null means a kind newer than the client.
    #[n(1)]
    pub kind: Option<Kind>,
    /// The record that it is about.
    #[n(2)]
    pub id: Id,
    /// The record's slug, where its kind has one.
    #[n(3)]
    pub slug: Option<String>,
    /// The record's name or title.
    #[n(4)]
    pub title: String,
    /// The groups whose officers can do something about it.
    #[n(5)]
    pub groups: Vec<Id>,
    /// The instant that it is counted from: the meeting, the publication, the due date, the end of
    /// the term or of the series, the last meeting, confirmation or report. 0 when it is not
    /// known. Nanoseconds since 1970-01-01 UTC.
    #[n(6)]
    pub at: Nanos,
    /// Whom it is about: the holder of a term that ends.
    #[n(7)]
    pub person: Option<Id>,
    /// What it is about within the record: the name of a role.
    #[n(8)]
    pub part: Option<String>,
}
