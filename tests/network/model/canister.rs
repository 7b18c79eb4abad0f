//! The real Wasm on a network, across upgrades.

use std::cell::Cell;
use std::time::SystemTime;

use candid::utils::{ArgumentEncoder, encode_args};
use candid::{CandidType, Principal};
use pocket_ic::{PocketIc, Time};
use serde::de::DeserializeOwned;
use workgroups::domain::{Nanos, Operation, Refusal, Written};
use workgroups::registry::access::Caller;
use workgroups::registry::{ApplyBatch, LimitsInfo, RegistryInfo, Whoami};
use workgroups::wire::*;

use crate::model::cast;
use crate::model::dice::Dice;
use crate::model::generate::BEGINNING;
use crate::model::plain::{Outcome, Refused};
use crate::model::question::{Question, in_order, places, shown, state, whole};
use crate::model::run::{Run, Target};
use workgroups_test_support::host::{is_turned_away, message};
use workgroups_test_support::{self as support};

/// Calls of one run.
const STEPS: usize = 150;
/// How often the canister's timer looks what is to be done.
const AN_HOUR: Nanos = 3_600_000_000_000;
/// Rounds in which the timer's messages are done.
const ROUNDS: usize = 6;

/// The canister on a network of its own.
struct Canister {
    network: PocketIc,
    id: Principal,
    /// The time that was set last.
    now: Cell<Nanos>,
}

impl Canister {
    fn install() -> Self {
        let network = support::network();
        network.set_time(instant(BEGINNING));
        let controllers = [cast::founder(), cast::controller_only()].map(|c| c.principal);
        let id = support::install(&network, &controllers);
        let now = Cell::new(BEGINNING);
        Canister { network, id, now }
    }

    /// Sets the network's clock, which goes on by itself a little with each round and never back.
    fn set_time(&self, now: Nanos) -> bool {
        let later = self.now.replace(now) != now;
        if later {
            self.network.set_time(instant(now));
        }
        later
    }

    /// Calls an update. Anonymous callers are turned away before the canister runs.
    fn update<R: CandidType + DeserializeOwned>(
        &self,
        caller: &Caller,
        now: Nanos,
        (method, arguments): (&str, Vec<u8>),
    ) -> Result<R, (Refused, Option<u32>)> {
        self.set_time(now);
        let reply = self
            .network
            .update_call(self.id, caller.principal, method, arguments);
        if caller.principal == Principal::anonymous() {
            assert!(reply.is_err(), "an anonymous caller reached {method}");
            return Err((Refused::Anonymous, None));
        }
        if is_turned_away(&reply) {
            return Err((Refused::TurnedAway, None));
        }
        let reply = reply.unwrap_or_else(|reject| panic!("{method} is rejected: {reject:?}"));
        Ok(candid::decode_one(&reply).unwrap())
    }

    fn query<A: ArgumentEncoder, R: CandidType + DeserializeOwned>(
        &self,
        caller: &Caller,
        method: &str,
        arguments: A,
    ) -> R {
        let arguments = encode_args(arguments).unwrap();
        let reply = self
            .network
            .query_call(self.id, caller.principal, method, arguments);
        let reply = reply.unwrap_or_else(|reject| panic!("{method} is rejected: {reject:?}"));
        candid::decode_one(&reply).unwrap()
    }
}

fn instant(nanos: Nanos) -> Time {
    Time::from_nanos_since_unix_epoch(nanos)
}

fn refused(refusal: Refusal) -> (Refused, Option<u32>) {
    let error = refusal.error.expect("this version knows all of its errors");
    (error.into(), refusal.operation)
}

impl Target for Canister {
    // Each round takes the network's clock on by a little: what begins at the very instant of a
    // question has begun.
    const LATE: Nanos = 1;

    fn pass(&mut self, now: Nanos) {
        if now > self.now.get() + AN_HOUR {
            self.set_time(now);
            (0..ROUNDS).for_each(|_| self.network.tick());
        }
    }

    fn execute(&mut self, caller: &Caller, now: Nanos, op: &Operation) -> Outcome<Written> {
        match self.update(caller, now, message(op))? {
            WriteReply::Ok(written) => Ok(written),
            WriteReply::Err(refusal) => Err(refused(refusal)),
        }
    }

    fn batch(&mut self, caller: &Caller, now: Nanos, ops: &[Operation]) -> Outcome<Vec<Written>> {
        let operations = ops.to_vec();
        let arguments = encode_args((ApplyBatch {
            operations,
            request_id: None,
            numbers: None,
        },))
        .unwrap();
        match self.update(caller, now, ("apply_batch", arguments))? {
            BatchReply::Ok(written) => Ok(written),
            BatchReply::Err(refusal) => Err(refused(refusal)),
        }
    }

    fn ask(&self, caller: &Caller, now: Nanos, question: &Question) -> String {
        if self.set_time(now) {
            // What was set is the time from the next round on.
            self.network.tick();
        }
        self.answer(caller, question)
    }

    fn evened(answer: &str) -> String {
        whole_seconds(answer)
    }

    fn reopen(&mut self) {
        let founder = Some(cast::founder().principal);
        let no_arguments = encode_args(()).unwrap();
        let upgraded =
            self.network
                .upgrade_canister(self.id, support::wasm(), no_arguments, founder);
        upgraded.unwrap();
    }
}

impl Canister {
    fn answer(&self, caller: &Caller, question: &Question) -> String {
        use Question as Q;
        macro_rules! one {
            ($method:literal, $of:expr, $reply:ident) => {
                shown(match self.query(caller, $method, ($of,)) {
                    $reply::Ok(record) => Ok(record),
                    $reply::Err(refusal) => Err(refused(refusal).0),
                })
            };
        }
        macro_rules! list {
            ($method:literal, $question:expr, $reply:ident) => {
                whole($question, |q| match self.query(caller, $method, (q,)) {
                    $reply::Ok(page) => Ok((page.items, page.next)),
                    $reply::Err(refusal) => Err(refused(refusal).0),
                })
            };
        }
        match question {
            Q::Group(of) => one!("get_group", of, GroupReply),
            Q::Person(of) => one!("get_person", of, PersonReply),
            Q::Meeting(of) => one!("get_meeting", of, MeetingReply),
            Q::Initiative(of) => one!("get_initiative", of, InitiativeReply),
            Q::Report(of) => one!("get_report", of, ReportReply),
            Q::Series(id) => one!("get_series", id, SeriesReply),
            Q::AllSeries(q) => shown(list!("list_series", q, SeriesPageReply)),
            Q::Upcoming(q) => shown(list!("upcoming", q, UpcomingPageReply)),
            Q::Next(of) => shown(match self.query(caller, "next_meeting", (of,)) {
                NextMeetingReply::Ok(next) => Ok(next),
                NextMeetingReply::Err(refusal) => Err(refused(refusal).0),
            }),
            Q::Item(id) => one!("get_action_item", id, ActionItemReply),
            Q::Draft(id) => one!("get_draft", id, DraftReply),
            Q::Groups(q) => shown(list!("list_groups", q, GroupPageReply)),
            Q::People(q) => shown(list!("list_people", q, PersonPageReply)),
            Q::Meetings(q) => shown(list!("list_meetings", q, MeetingPageReply)),
            Q::Items(q) => shown(list!("list_action_items", q, ActionItemPageReply)),
            Q::Initiatives(q) => shown(list!("list_initiatives", q, InitiativePageReply)),
            Q::Reports(q) => shown(list!("list_reports", q, ReportPageReply)),
            Q::Members(q) => shown(list!("list_members", q, MemberPageReply)),
            Q::Supporters(q) => shown(list!("list_supporters", q, SupporterPageReply)),
            Q::Feedback(q) => shown(list!("list_feedback", q, FeedbackPageReply)),
            Q::CheckIns(q) => shown(list!("list_check_ins", q, CheckInPageReply)),
            Q::LinkRequests(q) => shown(list!("list_link_requests", q, LinkRequestPageReply)),
            Q::Attention(q) => shown(list!("attention", q, AttentionPageReply)),
            Q::Proposed(q) => shown(list!("list_proposed_changes", q, ProposedChangePageReply)),
            Q::At(q) => state(match self.query(caller, "record_at", (q,)) {
                RecordAtReply::Ok(past) => Ok(past),
                RecordAtReply::Err(refusal) => Err(refused(refusal).0),
            }),
            Q::Related(q) => shown(list!("list_related", q, RelatedPageReply)),
            Q::History(q) => shown(list!("history", q, HistoryPageReply).map(in_order)),
            Q::Search(q) => shown(list!("search", q, SearchPageReply).map(places)),
            Q::Whoami => format!("{:?}", self.query::<_, Whoami>(caller, "whoami", ())),
            Q::About => format!("{:?}", self.query::<_, RegistryInfo>(caller, "about", ())),
            Q::Limits => format!("{:?}", self.query::<_, LimitsInfo>(caller, "limits", ())),
        }
    }
}

/// The network's clock goes on by itself a little, and the model's does not: a time of this
/// century counts by its seconds.
fn whole_seconds(answer: &str) -> String {
    const DIGITS: usize = 19;
    let mut words = String::with_capacity(answer.len());
    let mut rest = answer;
    while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = &rest[begin..];
        let end = number
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(number.len());
        words.push_str(&rest[..begin]);
        match end {
            DIGITS => {
                words.push_str(&number[..DIGITS - 9]);
                words.push_str("000000000");
            }
            _ => words.push_str(&number[..end]),
        }
        rest = &number[end..];
    }
    words.push_str(rest);
    words
}

/// A whole run with the real Wasm.
fn story(seed: u64) {
    let mut run = Run::begin(Canister::install());
    let mut dice = Dice::new(seed);
    for _ in 0..STEPS {
        run.step(dice.roll());
    }
    run.compare_everything(seed);
    run.reopen();
    run.compare_everything(seed + 1);
}

#[test]
fn the_canister_does_what_the_model_does_across_upgrades() {
    story(1);
}

#[test]
fn the_canister_does_what_the_model_does_in_another_run() {
    story(2);
}

#[test]
fn the_canister_does_what_the_model_does_in_a_run_that_nobody_chose() {
    let since_1970 = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let seed = since_1970.as_nanos() as u64;
    println!("the seed of this run is {seed}");
    story(seed);
}
