//! The registry's own record: profile, admins, limits.

use candid::{CandidType, Deserialize, Principal};
use minicbor::{Decode, Encode};

use super::attention::Patience;
use super::common::{Link, Meta};

/// What the registry says of itself.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The community's name.
    #[n(0)]
    pub name: String,
    /// One paragraph.
    #[n(1)]
    pub summary: String,
    /// How groups are meant to work, how to propose one. Markdown.
    #[n(2)]
    pub guidelines: Option<String>,
    #[n(3)]
    pub links: Vec<Link>,
}

macro_rules! limits {
    ($(
        $(#[$doc:meta])*
        $index:literal $name:ident: $default:literal in $low:literal ..= $high:literal;
    )*) => {
        /// The sizes and quotas in force. Admins set them within hard bounds, which `set_limits`
        /// names when it refuses a value.
        #[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[$doc])* #[n($index)] pub $name: u32,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Limits { $($name: $default,)* }
            }
        }

        impl Limits {
            /// Each limit with its name, its value, and the hard bounds of the value.
            pub fn with_bounds(&self) -> Vec<(&'static str, u32, u32, u32)> {
                let Limits { $($name,)* } = self;
                vec![$((stringify!($name), *$name, $low, $high),)*]
            }
        }
    };
}

limits! {
    /// Names, titles, labels, handles: bytes of UTF-8.
    0 name_bytes: 300 in 64..=1_000;
    /// One-paragraph texts such as scopes, reasons and cadences: bytes of UTF-8.
    1 paragraph_bytes: 4_000 in 500..=20_000;
    /// Markdown texts such as sections of minutes: bytes of UTF-8.
    2 text_bytes: 40_000 in 1_000..=200_000;
    /// Addresses: bytes.
    3 url_bytes: 1_000 in 200..=4_000;
    /// Entries of one list inside a record: links, guests, sections, milestones.
    4 list_entries: 200 in 10..=1_000;
    /// A whole record as it is stored: bytes.
    5 record_bytes: 300_000 in 20_000..=1_000_000;
    /// Meetings of one group; likewise action items, initiatives, reports, subgroups.
    6 records_per_group: 20_000 in 10..=1_000_000;
    /// Members of one group; likewise supporters of a proposal.
    7 members_per_group: 100_000 in 0..=1_000_000;
    /// Groups that one principal is a member of.
    8 memberships_per_principal: 200 in 1..=1_000;
    /// Feedback on one group or meeting.
    9 feedback_per_subject: 2_000 in 0..=100_000;
    /// Proposals of one principal that are not decided.
    10 open_proposals_per_principal: 3 in 0..=100;
    /// Link requests of one principal that are not decided.
    11 open_link_requests_per_principal: 3 in 0..=100;
    /// Operations that one principal may have accepted within a clock hour (UTC). Admins are
    /// exempt.
    12 operations_per_hour: 300 in 0..=100_000;
    /// Operations in one `apply_batch`.
    13 batch_operations: 200 in 1..=1_000;
    /// Principals of one person.
    14 principals_per_person: 20 in 1..=100;
    /// Admins of the registry.
    15 admins: 20 in 1..=100;
}

/// What somebody may do who holds no office and is no admin: anybody can make a principal for
/// nothing, and the registry pays for each message that it takes. Admins set it; 0 closes a door.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Doors {
    /// Operations of all of them together on one day (UTC). 0 closes all doors at once: also
    /// first answers at addresses that anybody can make up. Pages go on, and so do the words of
    /// calls (ICRC-21), which wallets of officers ask for without saying whose they are.
    #[n(0)]
    pub operations_per_day: u32,
    /// Bytes of the arguments of all of them together on one day (UTC).
    #[n(1)]
    pub bytes_per_day: u32,
    /// Bytes of the arguments of each of them within a clock hour (UTC).
    #[n(2)]
    pub bytes_per_hour: u32,
    /// Bytes of the argument of one operation.
    #[n(3)]
    pub operation_bytes: u32,
    /// Proposals that are not decided. One more takes the place of the oldest.
    #[n(4)]
    pub open_proposals: u32,
    /// Link requests that are not decided. One more takes the place of the oldest.
    #[n(5)]
    pub open_link_requests: u32,
    /// After so many days a link request that nobody has decided is no longer listed, and gives
    /// way to others.
    #[n(6)]
    pub link_request_days: u32,
}

impl Default for Doors {
    fn default() -> Self {
        Doors {
            operations_per_day: 1_500,
            bytes_per_day: 2_000_000,
            bytes_per_hour: 60_000,
            operation_bytes: 12_000,
            open_proposals: 100,
            open_link_requests: 500,
            link_request_days: 90,
        }
    }
}

impl Doors {
    /// Whether any door is wider open than before.
    pub fn opens(&self, before: &Doors) -> bool {
        let values = self.with_bounds().into_iter().zip(before.with_bounds());
        values
            .into_iter()
            .any(|((_, new, _), (_, old, _))| new > old)
    }

    /// Each number with its name and the largest value that it may have.
    pub fn with_bounds(&self) -> [(&'static str, u32, u32); 7] {
        let Doors {
            operations_per_day,
            bytes_per_day,
            bytes_per_hour,
            operation_bytes,
            open_proposals,
            open_link_requests,
            link_request_days,
        } = self;
        [
            ("operations_per_day", *operations_per_day, 1_000_000),
            ("bytes_per_day", *bytes_per_day, 1_000_000_000),
            ("bytes_per_hour", *bytes_per_hour, 100_000_000),
            ("operation_bytes", *operation_bytes, 1_000_000),
            ("open_proposals", *open_proposals, 10_000),
            ("open_link_requests", *open_link_requests, 10_000),
            ("link_request_days", *link_request_days, 3_650),
        ]
    }
}

/// The web addresses that the registry vouches for. Admins set them.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// Front ends that a wallet may let act for its user without asking each time (ICRC-28).
    /// At most 20.
    #[n(0)]
    pub trusted_origins: Vec<String>,
    /// Addresses at which a user of Internet Identity has the same principal as at the canister's
    /// own (`/.well-known/ii-alternative-origins`). At most 10, as Internet Identity takes them.
    #[n(1)]
    pub alternative_origins: Vec<String>,
    /// Domains under which the gateways serve the canister (`/.well-known/ic-domains`). At
    /// most 20.
    #[n(2)]
    pub custom_domains: Vec<String>,
}

/// Trusted origins at most; likewise custom domains.
pub const ORIGINS: usize = 20;
/// Alternative origins at most: Internet Identity refuses a longer list.
pub const ALTERNATIVE_ORIGINS: usize = 10;
/// Bytes of a domain name (RFC 1035).
pub const DOMAIN_BYTES: usize = 253;

/// Entries of one page at most; `take` beyond it is cut to it.
pub const PAGE_ENTRIES: u32 = 200;
/// Bytes of the entries of one page; a page ends before it would go beyond. Far below the 3 MiB
/// that a query may answer.
pub const PAGE_BYTES: usize = 1_000_000;
/// Bytes of a calendar, and of what is served at an address. The longest texts of a record fit in,
/// however they are escaped; to make, hash and cut it stays far below what a query may use.
pub const BODY_BYTES: usize = 12_000_000;
/// Levels of subgroups.
pub const GROUP_DEPTH: usize = 8;
/// Bytes of a slug.
pub const SLUG_BYTES: usize = 64;
/// Bytes of a person's handle.
pub const HANDLE_BYTES: usize = 64;
/// Faults that one refusal names at most.
pub const FAULTS: usize = 100;

/// The registry's own record.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    #[n(0)]
    pub meta: Meta,
    #[n(1)]
    pub profile: Profile,
    /// The stewards. A controller of the canister can always act as one.
    #[n(2)]
    #[cbor(with = "crate::base::cbor::principals")]
    pub admins: Vec<Principal>,
    #[n(3)]
    pub limits: Limits,
    /// Empty in records that were written before there were any.
    #[n(4)]
    #[cbor(default)]
    pub origins: Origins,
    /// The defaults in records that were written before there were any.
    #[n(5)]
    #[cbor(default)]
    pub doors: Doors,
    /// The defaults in records that were written before there were any.
    #[n(6)]
    #[cbor(skip_if = "is_usual")]
    pub patience: Patience,
    /// Where changes that admins alone may make take two of them: within how many days another one
    /// confirms. Null: one is enough.
    #[n(7)]
    pub confirm_days: Option<u32>,
}

/// Whether nobody has set another patience.
fn is_usual(patience: &Patience) -> bool {
    *patience == Patience::default()
}
