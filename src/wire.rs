//! Between Candid and the registry: bounded decoding, and the forms of the replies.

use candid::utils::{ArgumentDecoder, decode_args_with_config};
use candid::{CandidType, DecoderConfig, Deserialize};

use crate::domain::{Error, Refusal, Written};
use crate::registry::{
    ActionItemPage, CheckInPage, FeedbackPage, GroupPage, HistoryPage, InitiativePage,
    LinkRequestPage, MeetingPage, MemberPage, PersonPage, ReportPage, SearchPage, SupporterPage,
};

/// What decoding a message may cost, in the units of the candid crate (about one for each byte
/// and each value). The largest message that the network takes (2 MiB) fits in when it says what
/// it costs; a small message that unfolds into a large value does not.
const DECODING_QUOTA: usize = 12_000_000;
/// The same for values that the interface does not ask for.
const SKIPPING_QUOTA: usize = 10_000;

/// Decodes the arguments of a call.
///
/// # Errors
/// `invalid` when they are not what the interface says, or would cost too much to decode. The
/// decoder's own words are not passed on: they can quote the input at any length.
pub fn decode<T>(bytes: &[u8]) -> Result<T, Error>
where
    (T,): for<'a> ArgumentDecoder<'a>,
{
    let mut config = DecoderConfig::new();
    config
        .set_decoding_quota(DECODING_QUOTA)
        .set_skipping_quota(SKIPPING_QUOTA);
    decode_args_with_config::<(T,)>(bytes, &config)
        .map(|(value,)| value)
        .map_err(|_| {
            Error::invalid(
                "arguments",
                "are not Candid of the type that the method takes",
            )
        })
}

/// Encodes a reply.
pub fn encode(reply: &impl CandidType) -> Vec<u8> {
    // Every type of the interface has a Candid form, so that this cannot fail.
    candid::encode_one(reply).unwrap_or_default()
}

macro_rules! replies {
    ($($(#[$doc:meta])* $name:ident($ok:ty);)*) => {
        $(
            $(#[$doc])*
            #[derive(CandidType, Deserialize, Clone, Debug)]
            pub enum $name {
                Ok($ok),
                Err(Refusal),
            }

            impl<E: Into<Refusal>> From<Result<$ok, E>> for $name {
                fn from(result: Result<$ok, E>) -> Self {
                    match result {
                        Ok(ok) => $name::Ok(ok),
                        Err(error) => $name::Err(error.into()),
                    }
                }
            }
        )*
    };
}

replies! {
    /// The reply to an update.
    WriteReply(Written);
    /// The reply to a batch: what each operation did.
    BatchReply(Vec<Written>);
    /// A record, or null when there is none.
    GroupReply(Option<crate::domain::Group>);
    PersonReply(Option<crate::domain::Person>);
    MeetingReply(Option<crate::domain::Meeting>);
    ActionItemReply(Option<crate::domain::ActionItem>);
    InitiativeReply(Option<crate::domain::Initiative>);
    ReportReply(Option<crate::domain::Report>);
    /// A draft, or null when there is none.
    DraftReply(Option<crate::domain::Draft>);
    GroupPageReply(GroupPage);
    PersonPageReply(PersonPage);
    MeetingPageReply(MeetingPage);
    ActionItemPageReply(ActionItemPage);
    InitiativePageReply(InitiativePage);
    ReportPageReply(ReportPage);
    MemberPageReply(MemberPage);
    SupporterPageReply(SupporterPage);
    FeedbackPageReply(FeedbackPage);
    CheckInPageReply(CheckInPage);
    LinkRequestPageReply(LinkRequestPage);
    HistoryPageReply(HistoryPage);
    SearchPageReply(SearchPage);
}
