//! What runs outside rounds and leaves no trace: queries and the inspection of messages.

use super::Network;
use super::execution::{method_kind, must_run};
use super::ingress::Ingress;
use super::limits;
use super::reject::{ErrorCode, Reject};
use super::system_api::{Kind, Response, Run};
use super::wasm::{Entry, MethodKind};
use candid::Principal;

impl Network {
    pub(super) fn run_query(
        &mut self,
        sender: Principal,
        id: Principal,
        method: &str,
        arg: &[u8],
    ) -> Result<Vec<u8>, Reject> {
        let surroundings = self.surroundings();
        let canister = self.canister_mut(&id)?;
        must_run(canister)?;
        let prefix = match method_kind(canister, method, "query")? {
            MethodKind::Query => "canister_query",
            MethodKind::CompositeQuery => "canister_composite_query",
            MethodKind::Update => {
                return Err(Reject::new(
                    ErrorCode::CanisterMethodNotFound,
                    format!("Error from Canister {id}: Canister has no query method '{method}'."),
                ));
            }
        };
        let limit = limits::QUERY_INSTRUCTIONS;
        let run = Run {
            caller: sender,
            method: method.to_owned(),
            arg: arg.to_vec(),
            instruction_limit: limit,
            reply_limit: limits::QUERY_REPLY_BYTES,
            may_answer: true,
            ..canister.prepare(&surroundings, Kind::Query)
        };
        let export = format!("{prefix} {method}");
        let (run, result) = canister.execute(Entry::Export(&export), run, false);
        let outcome = match result {
            Err(failure) => Err(canister.reject(&failure, limit)),
            Ok(()) => match run.response {
                Some(Response::Reply(reply)) => Ok(reply),
                Some(Response::Reject(message)) => {
                    Err(Reject::new(ErrorCode::CanisterRejectedMessage, message))
                }
                None => Err(Reject::new(
                    ErrorCode::CanisterDidNotReply,
                    format!("Error from Canister {id}: Canister did not reply to the call"),
                )),
            },
        };
        let stats = &mut canister.query_stats;
        stats.calls += 1;
        stats.instructions += run.instructions;
        stats.request_bytes += arg.len() as u64;
        stats.response_bytes += outcome.as_ref().map_or(0, |reply| reply.len() as u64);
        outcome
    }

    /// Asks a canister whether it takes a message (`canister_inspect_message`).
    pub(super) fn inspect(&mut self, ingress: &Ingress) -> Result<(), Reject> {
        let surroundings = self.surroundings();
        let canister = self.canister_mut(&ingress.canister_id)?;
        must_run(canister)?;
        let Some(code) = &canister.code else {
            return Err(Reject::new(
                ErrorCode::CanisterWasmModuleNotFound,
                format!(
                    "Requested canister {} has no wasm module",
                    ingress.canister_id
                ),
            ));
        };
        if !code.module().has("canister_inspect_message") {
            return Ok(());
        }
        let limit = limits::INSPECT_INSTRUCTIONS;
        let run = Run {
            caller: ingress.sender,
            method: ingress.method.clone(),
            arg: ingress.arg.clone(),
            instruction_limit: limit,
            ..canister.prepare(&surroundings, Kind::Inspect)
        };
        let entry = Entry::Export("canister_inspect_message");
        let (run, result) = canister.execute(entry, run, false);
        match result {
            Err(failure) => Err(canister.reject(&failure, limit)),
            Ok(()) if run.accepted => Ok(()),
            Ok(()) => Err(Reject::new(
                ErrorCode::CanisterRejectedMessage,
                format!(
                    "Error from Canister {}: Canister rejected the message",
                    canister.id
                ),
            )),
        }
    }
}
