//! Between Candid and the registry: bounded decoding, and the forms of the replies.

pub mod interface;

use candid::{CandidType, Deserialize};

use crate::base::idl::Argument;
pub use crate::base::idl::encode;
use crate::base::idl::with_texts;
use crate::base::texts::any_text;
use crate::base::tidy;
use crate::domain::calendar::slots::Slot;
use crate::domain::{Error, Refusal, Written};
use crate::registry::{
    ActionItemPage, Activity, AttentionPage, Calendar, CheckInPage, Conflicts, Differences,
    FeedbackPage, GroupPage, HistoryPage, InitiativePage, LinkRequestPage, LookAlike, MeetingPage,
    MemberPage, PastRecord, PersonPage, PlannedDate, ProposedChangePage, RelatedPage, ReportPage,
    SealedPage, SearchPage, SeriesPage, SeriesView, SupporterPage, UpcomingPage,
};

/// Decodes the arguments of a call.
///
/// # Errors
/// `invalid` when they are not what the interface says, or would cost too much to decode. The
/// decoder's own words are not passed on: they can quote the input at any length.
pub fn decode<T: Argument>(bytes: &[u8]) -> Result<T, Error> {
    crate::base::idl::decode(bytes).ok_or_else(unreadable)
}

/// Decodes the arguments of an operation, with their texts as they are kept
/// ([`tidy`](crate::base::tidy)).
///
/// # Errors
/// As [`decode`].
pub fn decode_tidied<T: Argument>(bytes: &[u8]) -> Result<T, Error> {
    let value = decode(bytes)?;
    match any_text(&value, tidy::needs_it) {
        true => with_texts(&value, &mut |_, text| tidy::tidied(text)).ok_or_else(unreadable),
        false => Ok(value),
    }
}

/// The refusal of arguments that cannot be decoded.
pub fn unreadable() -> Error {
    Error::invalid(
        "arguments",
        "are not Candid of the type that the method takes",
    )
}

/// Prepares the descriptions of the replies to queries. What a query keeps on the heap is lost when
/// it ends, so the installation and each upgrade have to do it. Past states of records, which hold
/// the types of all records and are seldom asked for, are left out: their queries describe them.
/// The work is bounded by the interface.
pub fn prepare() {
    fn reply<R: CandidType + From<Result<A, Error>> + 'static, A>() {
        encode(&R::from(Err(Error::anonymous_caller)));
    }
    reply::<GroupReply, _>();
    reply::<PersonReply, _>();
    reply::<MeetingReply, _>();
    reply::<ActionItemReply, _>();
    reply::<InitiativeReply, _>();
    reply::<ReportReply, _>();
    reply::<GroupPageReply, _>();
    reply::<PersonPageReply, _>();
    reply::<MeetingPageReply, _>();
    reply::<ActionItemPageReply, _>();
    reply::<InitiativePageReply, _>();
    reply::<ReportPageReply, _>();
    reply::<SearchPageReply, _>();
    reply::<HistoryPageReply, _>();
    reply::<SeriesReply, _>();
    reply::<SeriesPageReply, _>();
    reply::<UpcomingPageReply, _>();
    reply::<NextMeetingReply, _>();
    reply::<ConflictsReply, _>();
    reply::<CalendarReply, _>();
    reply::<WriteReply, _>();
    reply::<ActivityReply, _>();
    reply::<AttentionPageReply, _>();
}

macro_rules! replies {
    ($($(#[$doc:meta])* $name:ident($ok:ty);)*) => {
        $(
            $(#[$doc])*
            #[derive(CandidType, Deserialize, Clone, Debug)]
            // A reply is made once and encoded at once: a box would cost more than it saves.
            #[allow(clippy::large_enum_variant)]
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
    /// A series, or null when there is none.
    SeriesReply(Option<SeriesView>);
    SeriesPageReply(SeriesPage);
    UpcomingPageReply(UpcomingPage);
    /// A meeting that comes, or null when none does.
    NextMeetingReply(Option<crate::domain::UpcomingMeeting>);
    ConflictsReply(Conflicts);
    SlotsReply(Vec<Slot>);
    DatesReply(Vec<PlannedDate>);
    TextReply(String);
    CalendarReply(Calendar);
    /// How many blocks there are.
    RestoreReply(u64);
    SealedReply(SealedPage);
    AttentionPageReply(AttentionPage);
    RelatedPageReply(RelatedPage);
    LookAlikesReply(Vec<LookAlike>);
    /// A record as it stood, or null when it was not there.
    RecordAtReply(Option<PastRecord>);
    /// Two states of a record, or null when one of them was not.
    DifferencesReply(Option<Differences>);
    ActivityReply(Activity);
    ProposedChangePageReply(ProposedChangePage);
    ReportDraftReply(crate::domain::ReportDetails);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, Operation};
    use crate::registry::{ApplyBatch, ListGroups};

    #[test]
    fn a_reply_is_the_same_bytes_with_a_kept_header() {
        let written = |id| {
            let written = Written {
                kind: Some(Kind::group),
                id,
                revision: 1,
                event: 7,
            };
            WriteReply::from(Ok::<_, Error>(written))
        };
        let refused = WriteReply::from(Err(Error::invalid("details.slug", "is empty")));
        for reply in [written(1), refused, written(2)] {
            assert_eq!(
                Ok(encode(&reply)),
                candid::encode_one(&reply).map_err(|_| ())
            );
        }
    }

    #[test]
    fn a_message_that_unfolds_is_refused() {
        // A vector of 2^28 nulls takes a few bytes, and would cost seconds.
        let bomb = b"DIDL\x01\x6d\x7f\x01\x00\x80\x80\x80\x80\x01";
        assert!(decode::<ApplyBatch>(bomb).is_err());
        assert!(decode::<u64>(b"").is_err());
        assert_eq!(
            decode::<u64>(&candid::encode_one(5u64).unwrap_or_default()),
            Ok(5)
        );
    }

    #[test]
    fn a_message_of_very_many_values_that_take_no_bytes_is_refused() {
        #[derive(CandidType)]
        struct Unfolding {
            operations: Vec<Operation>,
            request_id: Option<()>,
            numbers: Option<Vec<()>>,
        }
        let is_read = |count| {
            let batch = Unfolding {
                operations: Vec::new(),
                request_id: None,
                numbers: Some(vec![(); count]),
            };
            decode::<ApplyBatch>(&candid::encode_one(batch).unwrap_or_default()).is_ok()
        };
        assert!(is_read(1_000));
        assert!(!is_read(12_000_000));
    }

    #[test]
    fn what_nobody_asked_for_is_skipped_while_that_is_cheap() {
        #[derive(CandidType)]
        struct WithMore {
            take: Option<u32>,
            nobody_asked_for_this: Vec<()>,
        }
        let is_read = |count| {
            let more = WithMore {
                take: Some(1),
                nobody_asked_for_this: vec![(); count],
            };
            let bytes = candid::encode_one(more).unwrap_or_default();
            decode::<ListGroups>(&bytes).is_ok()
        };
        assert!(is_read(100));
        // Far less than decoding may cost.
        assert!(!is_read(20_000));
    }
}
