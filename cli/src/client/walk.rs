//! Lists in pages.

use anyhow::Result;
use candid::{CandidType, Deserialize};
use workgroups::domain::{
    ActionItemSummary, AttentionItem, Change, CheckIn, Feedback, GroupSummary, InitiativeSummary,
    LinkRequest, MeetingSummary, Membership, PersonSummary, ReportSummary, SeriesSummary,
    UpcomingMeeting,
};
use workgroups::registry::{
    AskAttention, AskHistory, Cursor, ListActionItems, ListCheckIns, ListFeedback, ListGroups,
    ListInitiatives, ListLinkRequests, ListMeetings, ListMembers, ListPeople, ListProposals,
    ListReports, ListSeries, Search, SearchHit, Upcoming,
};
use workgroups::wire::{
    ActionItemPageReply, AttentionPageReply, CheckInPageReply, FeedbackPageReply, GroupPageReply,
    HistoryPageReply, InitiativePageReply, LinkRequestPageReply, MeetingPageReply, MemberPageReply,
    PersonPageReply, ReportPageReply, SearchPageReply, SeriesPageReply, UpcomingPageReply,
};

use super::Client;
use crate::failure::Failure;

/// Entries asked for at once: as many as the registry gives.
const PAGE_ENTRIES: u32 = 200;

/// A page of a list, and where it ended.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

/// A question whose answer comes in pages.
pub trait Paged: CandidType + Clone {
    /// An entry of the list.
    type Item;
    /// The reply of one page.
    type Reply: CandidType + for<'de> Deserialize<'de>;
    /// The method that answers.
    const METHOD: &'static str;
    /// The same question, from there on, for so many entries.
    fn from(&mut self, prev: Option<Cursor>, take: u32);
    /// The page of a reply.
    ///
    /// # Errors
    /// When it is a refusal.
    fn page(reply: Self::Reply) -> Result<Page<Self::Item>, Failure>;
}

macro_rules! paged {
    ($($question:ident, $method:literal, $reply:ident, $item:ty;)*) => { $(
        impl Paged for $question {
            type Item = $item;
            type Reply = $reply;
            const METHOD: &'static str = $method;
            fn from(&mut self, prev: Option<Cursor>, take: u32) {
                (self.prev, self.take) = (prev, Some(take));
            }
            fn page(reply: $reply) -> Result<Page<$item>, Failure> {
                match reply {
                    $reply::Ok(page) => Ok(Page { items: page.items, next: page.next }),
                    $reply::Err(refusal) => Err(Failure::refused("The question", &refusal)),
                }
            }
        }
    )* };
}

paged! {
    ListGroups, "list_groups", GroupPageReply, GroupSummary;
    ListPeople, "list_people", PersonPageReply, PersonSummary;
    ListMeetings, "list_meetings", MeetingPageReply, MeetingSummary;
    ListActionItems, "list_action_items", ActionItemPageReply, ActionItemSummary;
    ListInitiatives, "list_initiatives", InitiativePageReply, InitiativeSummary;
    ListReports, "list_reports", ReportPageReply, ReportSummary;
    ListMembers, "list_members", MemberPageReply, Membership;
    ListFeedback, "list_feedback", FeedbackPageReply, Feedback;
    ListCheckIns, "list_check_ins", CheckInPageReply, CheckIn;
    ListLinkRequests, "list_link_requests", LinkRequestPageReply, LinkRequest;
    AskAttention, "attention", AttentionPageReply, AttentionItem;
    AskHistory, "history", HistoryPageReply, Change;
    ListSeries, "list_series", SeriesPageReply, SeriesSummary;
    Upcoming, "upcoming", UpcomingPageReply, UpcomingMeeting;
    Search, "search", SearchPageReply, SearchHit;
}

impl Client<'_> {
    /// The entries of a list, at most so many; all pages are asked for until there are enough.
    ///
    /// # Errors
    /// When the canister does not answer, or refuses the question.
    pub fn list<Q: Paged>(&mut self, question: &Q, most: usize) -> Result<Vec<Q::Item>> {
        let (mut question, mut all, mut next) = (question.clone(), Vec::new(), None);
        while all.len() < most {
            let take = u32::try_from(most - all.len()).unwrap_or(PAGE_ENTRIES);
            question.from(next.take(), take.min(PAGE_ENTRIES));
            let reply: Q::Reply = self.ask(Q::METHOD, &question)?;
            let page = Q::page(reply)?;
            all.extend(page.items);
            match page.next {
                Some(cursor) => next = Some(cursor),
                None => break,
            }
        }
        Ok(all)
    }

    /// All entries of a list.
    ///
    /// # Errors
    /// As [`Client::list`].
    pub fn list_all<Q: Paged>(&mut self, question: &Q) -> Result<Vec<Q::Item>> {
        self.list(question, usize::MAX)
    }

    /// Proposed groups that are not decided, oldest first.
    ///
    /// # Errors
    /// As [`Client::list`].
    pub fn list_proposals(&mut self, refused: bool) -> Result<Vec<GroupSummary>> {
        let (mut all, mut prev) = (Vec::new(), None);
        loop {
            let question = ListProposals {
                refused,
                prev,
                take: Some(PAGE_ENTRIES),
            };
            let reply: GroupPageReply = self.ask("list_proposals", &question)?;
            let page = ListGroups::page(reply)?;
            all.extend(page.items);
            match page.next {
                Some(cursor) => prev = Some(cursor),
                None => return Ok(all),
            }
        }
    }
}
