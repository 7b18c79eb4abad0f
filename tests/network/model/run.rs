//! Drives the registry and the model with the same calls, and compares what they say.

use std::collections::BTreeMap;
use std::fmt::Debug;

use workgroups::domain::{Nanos, Operation, Written};
use workgroups::registry::access::Caller;

use crate::model::cast;
use crate::model::dice::Dice;
use crate::model::generate::{self, Maker};
use crate::model::plain::{Outcome, Plain, Refused};
use crate::model::question::Question;

const SECOND: Nanos = 1_000_000_000;

/// A registry under test.
pub trait Target {
    /// How much later than it is told its clock is.
    const LATE: Nanos;
    /// Lets the time come, and the canister's timer do its work.
    fn pass(&mut self, now: Nanos);
    fn execute(&mut self, caller: &Caller, now: Nanos, op: &Operation) -> Outcome<Written>;
    fn batch(&mut self, caller: &Caller, now: Nanos, ops: &[Operation]) -> Outcome<Vec<Written>>;
    /// The answer in the words of `question`.
    fn ask(&self, caller: &Caller, now: Nanos, question: &Question) -> String;
    /// An answer without what the two clocks differ by.
    fn evened(answer: &str) -> String;
    /// Starts the program anew over the memory that it left, as an upgrade does.
    fn reopen(&mut self);
}

/// A registry and its model, at the same point of the same story.
#[derive(Debug)]
pub struct Run<T> {
    pub target: T,
    pub plain: Plain,
    pub now: Nanos,
    pub tally: Tally,
}

/// How often each operation was accepted, and how often each kind of refusal came.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub accepted: BTreeMap<String, u32>,
    pub refused: BTreeMap<String, u32>,
}

impl Tally {
    fn count<T>(&mut self, operation: &str, outcome: &Outcome<T>) {
        match outcome {
            Ok(_) => *self.accepted.entry(operation.to_owned()).or_default() += 1,
            Err((refused, _)) => *self.refused.entry(word(refused)).or_default() += 1,
        }
    }

    /// Adds what another run has counted.
    pub fn add(&mut self, other: &Tally) {
        for (key, count) in &other.accepted {
            *self.accepted.entry(key.clone()).or_default() += count;
        }
        for (key, count) in &other.refused {
            *self.refused.entry(key.clone()).or_default() += count;
        }
    }
}

/// The name of an operation or of a refusal.
fn word(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    text[..end.unwrap_or(text.len())].to_owned()
}

impl<T: Target> Run<T> {
    /// Begins with a registry that the founder has just installed.
    pub fn begin(target: T) -> Self {
        let now = generate::BEGINNING;
        let plain = Plain::found(cast::founder().principal, now);
        let mut run = Run {
            target,
            plain,
            now,
            tally: Tally::default(),
        };
        for (caller, op) in generate::opening() {
            run.now += SECOND;
            run.execute(&caller, &op);
        }
        let refused = &run.tally.refused;
        assert!(
            refused.is_empty(),
            "the opening of a run is refused: {refused:?}"
        );
        run
    }

    /// One thing that happens: an operation, a batch, a question, or a start anew.
    pub fn step(&mut self, seed: u64) {
        let mut dice = Dice::new(seed);
        self.now += generate::pause(&mut dice);
        self.target.pass(self.now);
        let caller = generate::caller(&mut dice);
        match dice.below(48) {
            0 | 1 => self.reopen(),
            2..=7 => {
                let question = generate::question(&mut dice, &self.plain);
                self.compare(&caller, &question);
            }
            8 => self.busy(&mut dice, &caller),
            9..=12 => {
                let ops = self.operations(&mut dice, &caller);
                self.batch(&caller, &ops);
            }
            _ => {
                let me = caller.principal;
                let op = Maker::new(&mut dice, &self.plain, self.now, me).operation();
                self.execute(&caller, &op);
            }
        }
    }

    /// A start anew: an upgrade, after which the budgets begin anew too.
    pub fn reopen(&mut self) {
        self.target.reopen();
        self.plain.upgraded();
    }

    /// Somebody does as much as the quota lets them, and more.
    fn busy(&mut self, dice: &mut Dice, caller: &Caller) {
        for _ in 0..14 {
            self.now += SECOND;
            let op = Maker::new(dice, &self.plain, self.now, caller.principal).feedback();
            self.execute(caller, &op);
        }
    }

    /// A few operations, each made as if those before it were accepted, where they can be.
    fn operations(&self, dice: &mut Dice, caller: &Caller) -> Vec<Operation> {
        let mut ahead = self.plain.clone();
        let mut operations = Vec::new();
        for _ in 0..dice.below(6) {
            let op = Maker::new(dice, &ahead, self.now, caller.principal).operation();
            let fits = ahead.execute(&cast::founder(), self.now, &op).is_ok();
            if fits || dice.one_in(8) {
                operations.push(op);
            }
        }
        operations
    }

    fn execute(&mut self, caller: &Caller, op: &Operation) {
        let expected = self.plain.execute(caller, self.now + T::LATE, op);
        let found = self.target.execute(caller, self.now, op);
        agree(&found, &expected, || {
            format!("{} called {op:?}", caller.principal)
        });
        self.tally.count(&word(op), &expected);
    }

    fn batch(&mut self, caller: &Caller, ops: &[Operation]) {
        let expected = self.plain.batch(caller, self.now + T::LATE, ops);
        let found = self.target.batch(caller, self.now, ops);
        if ops.is_empty() && matches!(found, Err((Refused::TurnedAway, _))) {
            // Whose quota is used up is turned away with a batch of nothing, too: it does nothing
            // either way.
            return;
        }
        agree(&found, &expected, || {
            format!("{} called a batch of {ops:?}", caller.principal)
        });
        self.tally.count("apply_batch", &expected);
    }

    fn compare(&self, caller: &Caller, question: &Question) {
        let expected = self.plain.ask(caller, self.now + T::LATE, question);
        let found = self.target.ask(caller, self.now, question);
        let (found, expected) = (T::evened(&found), T::evened(&expected));
        assert_eq!(found, expected, "{} asked {question:?}", caller.principal);
    }

    /// Asks all that can be asked, in the name of an admin; what depends on the caller in the
    /// name of everybody.
    pub fn compare_everything(&self, seed: u64) {
        for question in generate::everything(&self.plain, seed) {
            self.compare(&cast::founder(), &question);
            if self.depends_on_caller(&question) {
                for caller in cast::everybody() {
                    self.compare(&caller, &question);
                }
                self.compare(&cast::nobody(), &question);
            }
        }
        let mut dice = Dice::new(seed);
        for _ in 0..20 {
            let question = generate::question(&mut dice, &self.plain);
            self.compare(&cast::nobody(), &question);
        }
    }

    fn depends_on_caller(&self, question: &Question) -> bool {
        match question {
            Question::Whoami | Question::LinkRequests(_) => true,
            Question::Upcoming(q) => q.mine,
            Question::Draft(id) => self.plain.meetings.contains_key(id),
            _ => false,
        }
    }
}

/// Asserts that what was found is what the model expects. A network may turn away for nothing what
/// would be refused in any case.
fn agree<T: PartialEq + Debug>(
    found: &Outcome<T>,
    expected: &Outcome<T>,
    call: impl FnOnce() -> String,
) {
    match (found, expected) {
        (Err((Refused::TurnedAway, _)), Err(_)) => {}
        _ => assert_eq!(found, expected, "{}", call()),
    }
}
