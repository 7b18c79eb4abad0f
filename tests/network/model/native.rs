//! The registry natively, without a network: thousands of calls in a second.

use std::time::{SystemTime, UNIX_EPOCH};

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use workgroups::domain::{Error, Nanos, Operation, Refusal, Written};
use workgroups::registry::access::Caller;
use workgroups::registry::{Cursor, Registry};

use crate::model::cast;
use crate::model::dice::Dice;
use crate::model::generate::BEGINNING;
use crate::model::memory::Sparse;
use crate::model::plain::{Outcome, Refused};
use crate::model::question::{Question, in_order, places, shown, state, whole};
use crate::model::reading;
use crate::model::run::{Run, Tally, Target};
use crate::model::tables;

/// Calls of one run.
const STEPS: usize = 120;
/// Runs that are the same every time.
const RUNS: u64 = 40;

/// The registry without a network around it.
pub struct Native {
    pub registry: Registry<Sparse>,
    memory: Sparse,
}

impl Native {
    fn install() -> Self {
        let memory = Sparse::default();
        let mut registry = Registry::open(memory.clone());
        registry.keep_secret(vec![7; 32]);
        let founder = cast::founder();
        let founded = Operation::add_admin(founder.principal);
        registry.execute(&founder, BEGINNING, founded).unwrap();
        Native { registry, memory }
    }

    /// Does something that, if it is refused, has to leave everything as it was.
    fn attempt<W, E>(
        &mut self,
        act: impl FnOnce(&mut Registry<Sparse>) -> Result<W, E>,
    ) -> Result<W, E> {
        let events = self.registry.store().events();
        let watched = events.is_multiple_of(16);
        let before = watched.then(|| self.registry.store().dump());
        let outcome = act(&mut self.registry);
        if outcome.is_err() {
            assert_eq!(self.registry.store().events(), events);
            if let Some(before) = before {
                assert!(
                    before == self.registry.store().dump(),
                    "a refused call left something"
                );
            }
        }
        outcome
    }
}

impl Target for Native {
    const LATE: Nanos = 0;

    fn pass(&mut self, now: Nanos) {
        while self.registry.roll(now, 20) {}
        self.registry.tend_index();
    }

    fn execute(&mut self, caller: &Caller, now: Nanos, op: &Operation) -> Outcome<Written> {
        let outcome = self.attempt(|registry| registry.execute(caller, now, op.clone()));
        outcome.map_err(|error| (error.into(), None))
    }

    fn batch(&mut self, caller: &Caller, now: Nanos, ops: &[Operation]) -> Outcome<Vec<Written>> {
        let outcome = self.attempt(|registry| registry.execute_all(caller, now, ops.to_vec()));
        outcome.map_err(refused)
    }

    fn ask(&self, caller: &Caller, now: Nanos, question: &Question) -> String {
        use Question as Q;
        let r = &self.registry;
        match question {
            Q::Group(of) => format!("{:?}", r.get_group(of)),
            Q::Person(of) => format!("{:?}", r.get_person(of)),
            Q::Meeting(of) => format!("{:?}", r.get_meeting(of)),
            Q::Initiative(of) => format!("{:?}", r.get_initiative(of)),
            Q::Report(of) => format!("{:?}", r.get_report(of)),
            Q::Series(id) => format!("{:?}", r.get_series(*id)),
            Q::AllSeries(q) => shown(whole(q, |q| {
                page(r.list_series(q).map(|p| (p.items, p.next)))
            })),
            Q::Upcoming(q) => shown(whole(q, |q| {
                page(r.upcoming(caller, now, q).map(|p| (p.items, p.next)))
            })),
            Q::Next(of) => shown(r.next_meeting(now, of).map_err(Refused::from)),
            Q::Item(id) => format!("{:?}", r.get_action_item(*id)),
            Q::Draft(id) => shown(r.get_draft(caller, now, *id).map_err(Refused::from)),
            Q::Groups(q) => shown(whole(q, |q| {
                page(r.list_groups(q).map(|p| (p.items, p.next)))
            })),
            Q::People(q) => shown(whole(q, |q| {
                page(r.list_people(q).map(|p| (p.items, p.next)))
            })),
            Q::Meetings(q) => shown(whole(q, |q| {
                page(r.list_meetings(q).map(|p| (p.items, p.next)))
            })),
            Q::Items(q) => shown(whole(q, |q| {
                page(r.list_action_items(q).map(|p| (p.items, p.next)))
            })),
            Q::Initiatives(q) => shown(whole(q, |q| {
                page(r.list_initiatives(q).map(|p| (p.items, p.next)))
            })),
            Q::Reports(q) => shown(whole(q, |q| {
                page(r.list_reports(q).map(|p| (p.items, p.next)))
            })),
            Q::Members(q) => shown(whole(q, |q| {
                page(r.list_members(q).map(|p| (p.items, p.next)))
            })),
            Q::Supporters(q) => shown(whole(q, |q| {
                page(r.list_supporters(q).map(|p| (p.items, p.next)))
            })),
            Q::Feedback(q) => shown(whole(q, |q| {
                page(r.list_feedback(q).map(|p| (p.items, p.next)))
            })),
            Q::CheckIns(q) => shown(whole(q, |q| {
                page(r.list_check_ins(q).map(|p| (p.items, p.next)))
            })),
            Q::LinkRequests(q) => shown(whole(q, |q| {
                page(
                    r.list_link_requests(caller, now, q)
                        .map(|p| (p.items, p.next)),
                )
            })),
            Q::Attention(q) => shown(whole(q, |q| {
                page(r.attention(caller, now, q).map(|p| (p.items, p.next)))
            })),
            Q::Proposed(q) => shown(whole(q, |q| {
                page(r.list_proposed_changes(now, q).map(|p| (p.items, p.next)))
            })),
            Q::At(q) => state(r.record_at(q).map_err(Refused::from)),
            Q::Related(q) => shown(whole(q, |q| {
                page(r.list_related(q).map(|p| (p.items, p.next)))
            })),
            Q::History(q) => {
                let changes = whole(q, |q| {
                    page(r.history(caller, now, q).map(|p| (p.items, p.next)))
                });
                shown(changes.map(in_order))
            }
            Q::Search(q) => {
                let hits = whole(q, |q| page(r.search(q).map(|p| (p.items, p.next))));
                shown(hits.map(places))
            }
            Q::Whoami => format!("{:?}", r.whoami(caller, now)),
            Q::About => format!("{:?}", r.registry_info()),
            Q::Limits => format!("{:?}", r.limits_info()),
        }
    }

    fn evened(answer: &str) -> String {
        answer.to_owned()
    }

    fn reopen(&mut self) {
        let before = self.registry.store().dump();
        self.registry = Registry::open(self.memory.clone());
        let after = self.registry.store().dump();
        assert!(
            before == after,
            "the registry is another after it was opened again"
        );
    }
}

type Paged<I> = Result<(Vec<I>, Option<Cursor>), Error>;

/// Says which types a page has.
fn page<I>(page: Paged<I>) -> Paged<I> {
    page
}

fn refused(refusal: Refusal) -> (Refused, Option<u32>) {
    let error = refusal.error.expect("this version knows all of its errors");
    (error.into(), refusal.operation)
}

/// A whole run, then everything that must hold at its end.
fn story(seeds: &[u64]) -> Run<Native> {
    let mut run = Run::begin(Native::install());
    for seed in seeds {
        run.step(*seed);
    }
    run.compare_everything(seeds.len() as u64);
    tables::agree(run.target.registry.store());
    tables::follow_from_the_log(run.target.registry.store());
    tables::follow_from_the_shown_log(run.target.registry.store());
    run.reopen();
    run
}

/// The registry at the end of a run.
pub fn run_of(seed: u64) -> Native {
    story(&seeds_of(seed, 2 * STEPS)).target
}

fn seeds_of(seed: u64, steps: usize) -> Vec<u64> {
    let mut dice = Dice::new(seed);
    (0..steps).map(|_| dice.roll()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        max_shrink_iters: 600,
        // A run that once failed is kept in native.regressions, and comes first from then on.
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_registry_does_what_the_model_does(seeds in prop::collection::vec(any::<u64>(), 1..STEPS)) {
        story(&seeds);
    }
}

/// How many runs are read to the last address.
const READ: u64 = 24;

#[test]
fn whatever_can_be_written_can_be_read() {
    let fresh = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    for seed in (1..READ).chain([fresh]) {
        eprintln!("seed {seed}");
        let mut run = story(&seeds_of(seed, STEPS));
        let now = run.now;
        reading::whatever_is_written_is_read(&mut run.target.registry, now, seed);
    }
}

/// The same runs every time, so that a change of the canister that breaks one is seen at once.
#[test]
fn the_registry_does_what_the_model_does_in_the_same_runs_as_ever() {
    let mut tally = Tally::default();
    for seed in 1..=RUNS {
        let run = story(&seeds_of(seed, 2 * STEPS));
        tally.add(&run.tally);
    }
    // The calls are worth making: each operation and `apply_batch` is accepted now and then, and
    // each kind of refusal comes.
    assert_eq!(tally.accepted.len(), 62, "{tally:#?}");
    assert_eq!(tally.refused.len(), 9, "{tally:#?}");
}
