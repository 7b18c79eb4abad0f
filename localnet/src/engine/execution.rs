//! Runs the jobs of a round: calls, answers, timers, heartbeats.

use super::Network;
use super::canister::{Canister, Status};
use super::ingress::MessageStatus;
use super::limits;
use super::management;
use super::messages::{CallContext, Callback, Job, Message, Origin, Outcome};
use super::reject::{ErrorCode, Reject};
use super::system_api::{Kind, OutgoingCall, Response, Run};
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
            instructions = instructions.saturating_add(used.max(1_000_000));
        }
    }

    /// Hands an answer to whoever waits for it.
    pub(super) fn answer(&mut self, origin: Origin, outcome: Outcome, refund: u128) {
        match origin {
            Origin::Ingress(id) => {
                let status = match outcome {
                    Ok(reply) => MessageStatus::Replied(reply),
                    Err(reject) => MessageStatus::Rejected(reject),
                };
                self.statuses.set(id, status);
            }
            Origin::Canister(canister, callback) => self.queue.push_back(Job::Answer {
                canister,
                callback,
                outcome,
                refund,
            }),
            Origin::System => {}
        }
    }

    fn run_call(&mut self, message: Message) -> u64 {
        if let Origin::Ingress(id) = &message.origin {
            self.statuses.set(*id, MessageStatus::Processing);
        }
        if management::is_management(self, &message.callee) {
            return management::run(self, message);
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
        canister.contexts.insert(
            context,
            CallContext {
                origin: message.origin,
                caller: message.sender,
                outstanding: 0,
                answered: false,
                cycles_available: message.cycles,
                instructions: 0,
                deadline: message.deadline,
            },
        );
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
        canister.contexts.insert(
            context,
            CallContext {
                origin: Origin::System,
                caller: Principal::management_canister(),
                outstanding: 0,
                answered: true,
                cycles_available: 0,
                instructions: 0,
                deadline: None,
            },
        );
        let limit = limits::UPDATE_INSTRUCTIONS;
        let run = Run {
            caller: Principal::management_canister(),
            instruction_limit: limit,
            ..canister.prepare(&surroundings, Kind::System)
        };
        let (run, result) = canister.execute(Entry::Export(method), run, true);
        let instructions = run.instructions;
        let result = result.map_err(|failure| canister.reject(&failure, limit));
        self.settle(id, context, run, result);
        instructions
    }

    /// Runs the callback that an answer is for.
    fn run_callback(
        &mut self,
        id: Principal,
        callback: u64,
        outcome: Outcome,
        refund: u128,
    ) -> u64 {
        let surroundings = self.surroundings();
        let Some(canister) = self.canisters.get_mut(&id) else {
            return 0;
        };
        canister.cycles += refund;
        let Some(callback) = canister.callbacks.remove(&callback) else {
            return 0;
        };
        let Some(context) = canister.contexts.get_mut(&callback.context) else {
            return 0;
        };
        context.outstanding = context.outstanding.saturating_sub(1);
        let context = context.clone();
        if canister.code.is_none() {
            return 0;
        }
        let limit = limits::UPDATE_INSTRUCTIONS;
        let (kind, entry) = match &outcome {
            Ok(_) => (Kind::Reply, callback.on_reply),
            Err(_) => (Kind::Reject, callback.on_reject),
        };
        let base = Run {
            caller: context.caller,
            refunded: refund,
            deadline: context.deadline,
            cycles_available: context.cycles_available,
            instruction_limit: limit,
            instructions_before: context.instructions,
            reply_limit: limits::MESSAGE_BYTES,
            may_answer: !context.answered,
            ..canister.prepare(&surroundings, kind)
        };
        let run = match outcome {
            Ok(reply) => Run { arg: reply, ..base },
            Err(reject) => Run {
                reject: Some((
                    reject.reject_code as u32,
                    match reject.error_code {
                        ErrorCode::CanisterRejectedMessage => reject.message,
                        _ => reject.to_string(),
                    },
                )),
                ..base
            },
        };
        let (mut run, result) = canister.execute(Entry::Callback(entry.0, entry.1), run, true);
        let mut instructions = run.instructions;
        let result = result.map_err(|failure| canister.reject(&failure, limit));
        if let (Err(_), Some((function, env))) = (&result, callback.on_cleanup) {
            let cleanup = Run {
                caller: context.caller,
                instruction_limit: limit.saturating_sub(run.instructions),
                instructions_before: context.instructions + run.instructions,
                ..canister.prepare(&surroundings, Kind::Cleanup)
            };
            let (cleaned, _) = canister.execute(Entry::Callback(function, env), cleanup, true);
            instructions += cleaned.instructions;
        }
        if result.is_err() {
            run.cycles_available = context.cycles_available;
        }
        self.settle(id, callback.context, run, result);
        instructions
    }

    /// Does what an execution asks for: answers the call, makes calls, and closes the call
    /// context when nothing is left to wait for.
    fn settle(&mut self, id: Principal, context_id: u64, mut run: Run, result: Result<(), Reject>) {
        let calls = std::mem::take(&mut run.calls);
        if result.is_ok() {
            for call in calls {
                self.make_call(id, context_id, call);
            }
        }
        let Some(canister) = self.canisters.get_mut(&id) else {
            return;
        };
        let Some(context) = canister.contexts.get_mut(&context_id) else {
            return;
        };
        context.instructions += run.instructions;
        let response = match result {
            Ok(()) => {
                context.cycles_available = run.cycles_available;
                run.response.take().map(|response| match response {
                    Response::Reply(reply) => Ok(reply),
                    Response::Reject(message) => {
                        Err(Reject::new(ErrorCode::CanisterRejectedMessage, message))
                    }
                })
            }
            Err(reject) if context.outstanding == 0 => Some(Err(reject)),
            Err(_) => None,
        };
        let done = context.outstanding == 0;
        let response = response.or_else(|| {
            done.then(|| {
                Err(Reject::new(
                    ErrorCode::CanisterDidNotReply,
                    format!("Error from Canister {id}: Canister did not reply to the call"),
                ))
            })
        });
        let answer = match response {
            Some(outcome) if !context.answered => {
                context.answered = true;
                let refund = std::mem::take(&mut context.cycles_available);
                Some((context.origin.clone(), outcome, refund))
            }
            _ => None,
        };
        if done {
            canister.contexts.remove(&context_id);
        }
        if let Some((origin, outcome, refund)) = answer {
            self.answer(origin, outcome, refund);
        }
        self.finish_stopping(id);
    }

    /// Queues a call that a canister makes.
    fn make_call(&mut self, id: Principal, context: u64, call: OutgoingCall) {
        let callback_id = self.next_id();
        let Some(canister) = self.canisters.get_mut(&id) else {
            return;
        };
        if let Some(context) = canister.contexts.get_mut(&context) {
            context.outstanding += 1;
        }
        canister.callbacks.insert(
            callback_id,
            Callback {
                context,
                on_reply: call.on_reply,
                on_reject: call.on_reject,
                on_cleanup: call.on_cleanup,
            },
        );
        self.queue.push_back(Job::Call(Message {
            origin: Origin::Canister(id, callback_id),
            sender: id,
            callee: call.callee,
            method: call.method,
            arg: call.arg,
            cycles: call.cycles,
            deadline: call.deadline,
        }));
    }

    /// Stops a canister that waits to be stopped once its calls have ended.
    pub(super) fn finish_stopping(&mut self, id: Principal) {
        let Some(canister) = self.canisters.get_mut(&id) else {
            return;
        };
        if !canister.contexts.is_empty() || !canister.callbacks.is_empty() {
            return;
        }
        if let Status::Stopping(waiting) = &mut canister.status {
            let waiting = std::mem::take(waiting);
            canister.status = Status::Stopped;
            for origin in waiting {
                self.answer(origin, Ok(management::no_result()), 0);
            }
        }
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
