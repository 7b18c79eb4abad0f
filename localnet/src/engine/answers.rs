//! Answers: handing them on, running the callbacks that wait for them, and closing what has
//! come to its end.

use super::Network;
use super::canister::{Canister, Status, Surroundings};
use super::ingress::MessageStatus;
use super::limits;
use super::management;
use super::messages::{CallContext, Callback, Job, Message, Origin, Outcome};
use super::reject::{ErrorCode, Reject};
use super::system_api::{Kind, OutgoingCall, Response, Run};
use super::wasm::Entry;
use candid::Principal;

impl Network {
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

    /// Runs the callback that an answer is for.
    pub(super) fn run_callback(
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
        canister.cycles = canister.cycles.saturating_add(refund);
        let Some(callback) = canister.callbacks.remove(&callback) else {
            return 0;
        };
        let Some(context) = canister.contexts.get_mut(&callback.context) else {
            return 0;
        };
        context.outstanding = context.outstanding.saturating_sub(1);
        let context = context.clone();
        let (function, env) = match &outcome {
            Ok(_) => callback.on_reply,
            Err(_) => callback.on_reject,
        };
        let run = callback_run(canister, &surroundings, &context, outcome, refund);
        let (mut run, result) = canister.execute(Entry::Callback(function, env), run, true);
        let mut instructions = run.instructions;
        let limit = limits::UPDATE_INSTRUCTIONS;
        let result = result.map_err(|failure| canister.reject(&failure, limit));
        if result.is_err() {
            run.cycles_available = context.cycles_available;
            instructions += clean_up(canister, &surroundings, &context, callback, instructions);
        }
        self.settle(id, callback.context, run, result);
        instructions
    }

    /// Does what an execution asks for: answers the call, makes calls, and closes the call
    /// context when nothing is left to wait for.
    pub(super) fn settle(
        &mut self,
        id: Principal,
        context_id: u64,
        mut run: Run,
        result: Result<(), Reject>,
    ) {
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
        if result.is_ok() {
            context.cycles_available = run.cycles_available;
        }
        let done = context.outstanding == 0;
        let outcome = outcome(id, run.response, result, done);
        let answer = match outcome {
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

/// The execution of a callback.
fn callback_run(
    canister: &Canister,
    surroundings: &Surroundings,
    context: &CallContext,
    outcome: Outcome,
    refund: u128,
) -> Run {
    let (kind, arg, reject) = match outcome {
        Ok(reply) => (Kind::Reply, reply, None),
        Err(reject) => {
            let message = match reject.error_code {
                // What a canister said itself is handed on as it is.
                ErrorCode::CanisterRejectedMessage => reject.message,
                _ => reject.to_string(),
            };
            let reject = (reject.reject_code as u32, message);
            (Kind::Reject, Vec::new(), Some(reject))
        }
    };
    Run {
        arg,
        reject,
        caller: context.caller,
        refunded: refund,
        deadline: context.deadline,
        cycles_available: context.cycles_available,
        instruction_limit: limits::UPDATE_INSTRUCTIONS,
        instructions_before: context.instructions,
        reply_limit: limits::MESSAGE_BYTES,
        may_answer: !context.answered,
        ..canister.prepare(surroundings, kind)
    }
}

/// Runs the cleanup of a callback that has failed, with the instructions that are left.
fn clean_up(
    canister: &mut Canister,
    surroundings: &Surroundings,
    context: &CallContext,
    callback: Callback,
    used: u64,
) -> u64 {
    let Some((function, env)) = callback.on_cleanup else {
        return 0;
    };
    let run = Run {
        caller: context.caller,
        instruction_limit: limits::UPDATE_INSTRUCTIONS.saturating_sub(used),
        instructions_before: context.instructions + used,
        ..canister.prepare(surroundings, Kind::Cleanup)
    };
    // A cleanup that fails is undone; there is nothing else to do about it.
    let (run, _) = canister.execute(Entry::Callback(function, env), run, true);
    run.instructions
}

/// The answer that an execution gives, if it gives one. `done` says that no other one can
/// follow.
fn outcome(
    id: Principal,
    response: Option<Response>,
    result: Result<(), Reject>,
    done: bool,
) -> Option<Outcome> {
    match (result, response) {
        (Ok(()), Some(Response::Reply(reply))) => Some(Ok(reply)),
        (Ok(()), Some(Response::Reject(message))) => Some(Err(Reject::new(
            ErrorCode::CanisterRejectedMessage,
            message,
        ))),
        (Err(reject), _) if done => Some(Err(reject)),
        (Ok(()), None) if done => Some(Err(Reject::new(
            ErrorCode::CanisterDidNotReply,
            format!("Error from Canister {id}: Canister did not reply to the call"),
        ))),
        _ => None,
    }
}
