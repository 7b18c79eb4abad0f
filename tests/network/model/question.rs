//! Everything that can be asked of the registry, and the answers as words that can be compared.

use std::fmt::Debug;

use workgroups::domain::{Id, Kind, Nanos, Ref};
use workgroups::registry::*;

use crate::model::plain::Refused;

/// A question. Lists are read to their end.
#[derive(Clone, Debug)]
pub enum Question {
    Group(Ref),
    Person(Ref),
    Meeting(Ref),
    Initiative(Ref),
    Report(Ref),
    Series(Id),
    Item(Id),
    Draft(Id),
    Groups(ListGroups),
    People(ListPeople),
    Meetings(ListMeetings),
    Items(ListActionItems),
    Initiatives(ListInitiatives),
    Reports(ListReports),
    AllSeries(ListSeries),
    Upcoming(Upcoming),
    Next(Ref),
    Members(ListMembers),
    Supporters(ListMembers),
    Feedback(ListFeedback),
    CheckIns(ListCheckIns),
    LinkRequests(ListLinkRequests),
    History(AskHistory),
    Search(Search),
    Attention(AskAttention),
    Related(ListRelated),
    At(AskRecordAt),
    Proposed(ListProposedChanges),
    Whoami,
    About,
    Limits,
}

/// An answer or a refusal as words.
pub fn shown<T: Debug>(answer: Result<T, Refused>) -> String {
    match answer {
        Ok(answer) => format!("{answer:?}"),
        Err(refused) => format!("{refused:?}"),
    }
}

/// A question that is answered a page at a time.
pub trait Paged: Clone {
    fn after(&self, cursor: Option<Cursor>) -> Self;
    fn taken(&self) -> usize;
}

macro_rules! paged {
    ($($name:ident)*) => { $(
        impl Paged for $name {
            fn after(&self, cursor: Option<Cursor>) -> Self {
                $name { prev: cursor, ..self.clone() }
            }

            fn taken(&self) -> usize {
                self.take.unwrap_or(50).clamp(1, 200) as usize
            }
        }
    )* };
}

paged! {
    ListGroups ListPeople ListMeetings ListActionItems ListInitiatives ListReports ListMembers
    ListFeedback ListCheckIns ListLinkRequests ListSeries Upcoming AskHistory Search
    AskAttention ListRelated ListProposedChanges
}

/// Reads a list to its end, page by page.
pub fn whole<Q: Paged, I, E: Into<Refused>>(
    question: &Q,
    ask: impl Fn(&Q) -> Result<(Vec<I>, Option<Cursor>), E>,
) -> Result<Vec<I>, Refused> {
    let (mut items, mut cursor) = (Vec::new(), None);
    for _ in 0..10_000 {
        let (page, next) = ask(&question.after(cursor)).map_err(Into::into)?;
        assert!(
            page.len() <= question.taken(),
            "a page has more than was asked for"
        );
        items.extend(page);
        if next.is_none() {
            return Ok(items);
        }
        cursor = next;
    }
    panic!("a list has no end");
}

/// The state of a record, without what made it so.
pub fn state(past: Result<Option<PastRecord>, Refused>) -> String {
    match past {
        Ok(past) => without_marks(&format!("{:?}", past.map(|past| past.state))),
        Err(refused) => format!("{refused:?}"),
    }
}

/// Words with one mark in all that stands for texts that are withheld: a mark is made with a secret.
fn without_marks(words: &str) -> String {
    let mut told = words.to_owned();
    for start in ["[withheld ", "\"withheld-", "https://withheld.invalid/"] {
        let mut parts = told.split(start);
        let mut all = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_mark = part.len() > 8 && part.bytes().take(8).all(|b| b.is_ascii_hexdigit());
            let rest = if is_mark { &part[8..] } else { part };
            all.extend([start, if is_mark { "00000000" } else { "" }, rest]);
        }
        told = all;
    }
    told
}

/// The changes with their fields in alphabetical order.
pub fn in_order(changes: Vec<workgroups::domain::Change>) -> Vec<workgroups::domain::Change> {
    let sorted = |mut change: workgroups::domain::Change| {
        change.fields.sort();
        change
    };
    changes.into_iter().map(sorted).collect()
}

/// What is compared of the records that a search found.
pub fn places(hits: Vec<SearchHit>) -> Vec<(Kind, Id, Nanos)> {
    let place = |hit: SearchHit| Some((hit.kind?, hit.id, hit.at));
    hits.into_iter().filter_map(place).collect()
}
