//! Everything that the registry tells, so that two states of it can be compared.

use std::collections::BTreeMap;

use candid::{CandidType, encode_args, encode_one};
use workgroups::domain::{Id, Kind, Ref, Subject};
use workgroups::registry::{
    ActionItemPage, AskAttention, AskHistory, FeedbackPage, ListActionItems, ListCheckIns,
    ListFeedback, ListGroups, ListInitiatives, ListLinkRequests, ListMeetings, ListMembers,
    ListPeople, ListReports, Search,
};
use workgroups::wire::{ActionItemPageReply, FeedbackPageReply};

use workgroups_test_support::host::{Host, founder};

/// Words of the samples, by which the search is asked.
const WORDS: [&str; 5] = ["group", "meeting", "initiative", "report", "跨链"];

/// The reply to every question, by the question. The lists of these tests fit in a page.
#[derive(Debug, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<String, Vec<u8>>);

struct Taker<'a> {
    host: &'a Host,
    replies: BTreeMap<String, Vec<u8>>,
}

impl Snapshot {
    /// The questions with their answers.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let answers = self.0.iter();
        answers.map(|(question, reply)| (question.as_str(), reply.as_slice()))
    }

    /// Asks all questions as the founder, who may read everything.
    pub fn of(host: &Host) -> Snapshot {
        let mut taker = Taker {
            host,
            replies: BTreeMap::new(),
        };
        taker.registry();
        let about = host.about();
        (1..=about.groups).for_each(|id| taker.group(id));
        (1..=about.meetings).for_each(|id| taker.meeting(id));
        for id in 1..=about.people {
            taker.one("get_person", Kind::person, id);
            let q = ListActionItems {
                person: Some(id),
                ..ListActionItems::default()
            };
            taker.ask("list_action_items", id, q);
        }
        (1..=about.initiatives).for_each(|id| taker.one("get_initiative", Kind::initiative, id));
        (1..=about.reports).for_each(|id| taker.one("get_report", Kind::report, id));
        Snapshot(taker.replies)
    }

    /// Fails with the first question whose answer differs.
    pub fn assert_same(&self, before: &Snapshot, what: &str) {
        for (question, reply) in &before.0 {
            let now = self.0.get(question);
            assert_eq!(now, Some(reply), "{what} changed the answer to {question}");
        }
        assert_eq!(self.0.len(), before.0.len(), "{what} made records");
    }
}

impl Taker<'_> {
    fn ask(&mut self, method: &str, of: Id, question: impl CandidType) -> Vec<u8> {
        self.keep(method, of, encode_one(question).unwrap())
    }

    fn keep(&mut self, method: &str, of: Id, bytes: Vec<u8>) -> Vec<u8> {
        let reply = self.host.look(founder(), method, bytes.clone());
        let asked = format!("{method} {of} {}", hex(&bytes));
        self.replies.insert(asked, reply.clone());
        reply
    }

    fn registry(&mut self) {
        let nothing = encode_args(()).unwrap();
        for method in ["about", "limits", "whoami"] {
            self.keep(method, 0, nothing.clone());
        }
        let (groups, people) = (ListGroups::default(), ListPeople::default());
        self.ask("list_groups", 0, groups);
        self.ask("list_people", 0, people);
        self.ask("list_meetings", 0, ListMeetings::default());
        self.ask("list_initiatives", 0, ListInitiatives::default());
        self.ask("list_reports", 0, ListReports::default());
        self.ask("list_link_requests", 0, ListLinkRequests::default());
        self.ask("attention", 0, AskAttention::default());
        self.history(Kind::registry, 0);
        for word in WORDS {
            let text = word.to_owned();
            let q = Search {
                text,
                ..Search::default()
            };
            self.ask("search", 0, q);
        }
    }

    fn history(&mut self, kind: Kind, id: Id) {
        let q = AskHistory {
            kind: Some(kind),
            id,
            ..AskHistory::default()
        };
        self.ask("history", id, q);
    }

    fn one(&mut self, method: &str, kind: Kind, id: Id) {
        self.ask(method, id, Ref::id(id));
        self.history(kind, id);
    }

    fn feedback(&mut self, subject: Subject) {
        let q = ListFeedback {
            subject,
            prev: None,
            take: None,
        };
        let reply = self.ask("list_feedback", 0, q);
        if let FeedbackPageReply::Ok(FeedbackPage { items, .. }) =
            candid::decode_one(&reply).unwrap()
        {
            items
                .iter()
                .for_each(|f| self.history(Kind::feedback, f.id));
        }
    }

    fn group(&mut self, id: Id) {
        self.one("get_group", Kind::group, id);
        let members = || ListMembers {
            group: id,
            ..ListMembers::default()
        };
        self.ask("list_members", id, members());
        self.ask("list_supporters", id, members());
        self.feedback(Subject::group(id));
        let q = ListActionItems {
            group: Some(id),
            ..ListActionItems::default()
        };
        let reply = self.ask("list_action_items", id, q);
        if let ActionItemPageReply::Ok(ActionItemPage { items, .. }) =
            candid::decode_one(&reply).unwrap()
        {
            for item in items {
                self.ask("get_action_item", item.id, item.id);
                self.history(Kind::action_item, item.id);
            }
        }
    }

    fn meeting(&mut self, id: Id) {
        self.one("get_meeting", Kind::meeting, id);
        self.ask("get_draft", id, id);
        self.history(Kind::draft, id);
        self.feedback(Subject::meeting(id));
        let q = ListCheckIns {
            meeting: id,
            ..ListCheckIns::default()
        };
        self.ask("list_check_ins", id, q);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
