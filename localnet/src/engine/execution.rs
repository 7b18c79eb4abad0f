//! Runs the jobs of a round: calls, timers, heartbeats; answers are in `answers`.

use super::Network;
use super::canister::{Canister, Status};
use super::ingress::MessageStatus;
use super::limits;
use super::management;
use super::messages::{CallContext, Job, Message, Origin};
use super::reject::{ErrorCode, Reject};
use super::system_api::{Kind, Run};
use super::wasm::{Entry, MethodKind};
use candid::Principal;

impl Network {
    /// Queues the timers that are due, and heartbeats.
    pub(super) fn queue_system_jobs(&mut self) {
        for canister in self.canisters.values_mut() {
            let Some(code) = &canister.code else { continue };
            if !matches!(canister.status, Status::Running) {
                continue;
            }
            if canister.global_timer != 0 && canister.global_timer <= self.time_nanos {
                canister.global_timer = 0;
                if code.module().has("canister_global_timer") {
                    let job = Job::System(canister.id, "canister_global_timer");
                    self.queue.push_back(job);
                }
            }
            if code.module().has("canister_heartbeat") {
                let job = Job::System(canister.id, "canister_heartbeat");
                self.queue.push_back(job);
            }
        }
    }

    /// Runs queued jobs until there are none, or the round has taken its instructions.
    pub(super) fn run_jobs(&mut self) {
        let mut instructions: u64 = 0;
        while instructions < limits::ROUND_INSTRUCTIONS {
            let Some(job) = self.queue.pop_front() else {
                break;
            };
            // Whatever a job does, it takes some of the round, so that every round ends.
            let used = match job {
                Job::Call(message) => self.run_call(message),
                Job::Answer {
                    canister,
                    callback,
                    outcome,
                    refund,
                } => self.run_callback(canister, callback, outcome, refund),
                Job::System(canister, method) => self.run_system(canister, method),
            };
            self.work.messages += 1;
            self.work.instructions += used;
            instructions = instructions.saturating_add(used.max(1_000_000));
        }
    }

    /// Runs the calls of canisters to the management canister that have been under way for long
    /// enough.
    pub(super) fn run_management_calls(&mut self) {
        for (rounds, _) in &mut self.under_way {
            *rounds -= 1;
        }
        while self
            .under_way
            .front()
            .is_some_and(|(rounds, _)| *rounds == 0)
        {
            if let Some((_, message)) = self.under_way.pop_front() {
                self.work.instructions += management::run(self, message);
            }
        }
    }

    fn run_call(&mut self, message: Message) -> u64 {
        if let Origin::Ingress(id) = &message.origin {
            self.statuses.set(*id, MessageStatus::Processing);
        }
        if management::is_management(self, &message.callee) {
            return match message.origin {
                Origin::Canister(..) => {
                    let rounds = limits::MANAGEMENT_ROUNDS;
                    self.under_way.push_back((rounds, message));
                    0
                }
                Origin::Ingress(_) | Origin::System => management::run(self, message),
            };
        }
        match self.start_call(&message) {
            Ok((kind, limit)) => self.run_method(message, kind, limit),
            Err(reject) => {
                self.answer(message.origin, Err(reject), message.cycles);
                0
            }
        }
    }

    /// Checks that a canister takes a call; tells how the method runs.
    fn start_call(&self, message: &Message) -> Result<(Kind, u64), Reject> {
        let canister = self.canister(&message.callee)?;
        must_run(canister)?;
        let minimum = canister.settings.minimum_incoming_canister_call_cycles;
        if matches!(message.origin, Origin::Canister(..))
            && message.sender != message.callee
            && message.cycles < minimum
        {
            return Err(Reject::new(
                ErrorCode::CanisterRejectedMessage,
                format!(
                    "Canister {} requires at least {minimum} transferred cycles",
                    canister.id
                ),
            ));
        }
        match method_kind(canister, &message.method, "update")? {
            MethodKind::Update => Ok((Kind::Update, limits::UPDATE_INSTRUCTIONS)),
            MethodKind::Query => Ok((Kind::ReplicatedQuery, limits::UPDATE_INSTRUCTIONS)),
            MethodKind::CompositeQuery => Err(Reject::new(
                ErrorCode::CompositeQueryCalledInReplicatedMode,
                "Composite query cannot be called in replicated mode",
            )),
        }
    }

    fn run_method(&mut self, message: Message, kind: Kind, limit: u64) -> u64 {
        let surroundings = self.surroundings();
        let context = self.next_id();
        let Some(canister) = self.canisters.get_mut(&message.callee) else {
            return 0;
        };
        let call = CallContext::new(message.origin, message.sender, message.deadline);
        let call = CallContext {
            cycles_available: message.cycles,
            ..call
        };
        canister.contexts.insert(context, call);
        let prefix = match kind {
            Kind::ReplicatedQuery => "canister_query",
            _ => "canister_update",
        };
        let export = format!("{prefix} {}", message.method);
        let run = Run {
            caller: message.sender,
            method: message.method,
            arg: message.arg,
            deadline: message.deadline,
            cycles_available: message.cycles,
            instruction_limit: limit,
            reply_limit: limits::MESSAGE_BYTES,
            may_answer: true,
            ..canister.prepare(&surroundings, kind)
        };
        let keep = kind == Kind::Update;
        let (run, result) = canister.execute(Entry::Export(&export), run, keep);
        let instructions = run.instructions;
        let result = result.map_err(|failure| canister.reject(&failure, limit));
        if result.is_ok() && !keep {
            // A query's memory is dropped, but not the cycles that it has accepted.
            canister.cycles = run.balance;
        }
        self.settle(message.callee, context, run, result);
        instructions
    }

    /// Runs a timer or a heartbeat.
    fn run_system(&mut self, id: Principal, method: &'static str) -> u64 {
        let surroundings = self.surroundings();
        let context = self.next_id();
        let Some(canister) = self.canisters.get_mut(&id) else {
            return 0;
        };
        if !canister
            .code
            .as_ref()
            .is_some_and(|code| code.module().has(method))
        {
            return 0;
        }
        let caller = Principal::management_canister();
        let call = CallContext {
            // Nobody waits for an answer.
            answered: true,
            ..CallContext::new(Origin::System, caller, None)
        };
        canister.contexts.insert(context, call);
        let limit = limits::UPDATE_INSTRUCTIONS;
        let run = Run {
            caller,
            instruction_limit: limit,
            ..canister.prepare(&surroundings, Kind::System)
        };
        let (run, result) = canister.execute(Entry::Export(method), run, true);
        let instructions = run.instructions;
        let result = result.map_err(|failure| canister.reject(&failure, limit));
        self.settle(id, context, run, result);
        instructions
    }
}

/// Only a running canister takes calls.
pub(super) fn must_run(canister: &Canister) -> Result<(), Reject> {
    match canister.status {
        Status::Running => Ok(()),
        Status::Stopping(_) => Err(Reject::new(
            ErrorCode::CanisterStopping,
            format!("Canister {} is stopping", canister.id),
        )),
        Status::Stopped => Err(Reject::new(
            ErrorCode::CanisterStopped,
            format!("Canister {} is stopped", canister.id),
        )),
    }
}

/// Finds a method; `wanted` is how it is called, for the error.
pub(super) fn method_kind(
    canister: &Canister,
    method: &str,
    wanted: &str,
) -> Result<MethodKind, Reject> {
    let code = canister
        .code
        .as_ref()
        .ok_or_else(|| no_module(canister.id))?;
    code.module().methods.get(method).copied().ok_or_else(|| {
        Reject::new(
            ErrorCode::CanisterMethodNotFound,
            format!(
                "Error from Canister {}: Canister has no {wanted} method '{method}'.",
                canister.id
            ),
        )
    })
}

/// The reject of a canister without code.
pub(super) fn no_module(id: Principal) -> Reject {
    Reject::new(
        ErrorCode::CanisterWasmModuleNotFound,
        format!(
            "Error from Canister {id}: Attempted to execute a message, but the canister contains \
             no Wasm module."
        ),
    )
}
