//! `ic0.call_*`: calls to other canisters.

use super::canister::BASE;
use super::host::{Api, Failure, Host};
use super::message::{TRANSMITTED_BYTE, amount};
use super::run::{OutgoingCall, Run, allowed};
use crate::engine::limits;
use candid::Principal;
use wasmtime::{Caller, Linker, Result};

const CALL_NEW: u64 = 1_500;
const CALL_PERFORM: u64 = 5_000;
/// A best-effort call waits at most so many seconds.
const MAX_TIMEOUT_SECONDS: u32 = 300;

pub fn define(linker: &mut Linker<Host>) -> Result<()> {
    define_preparation(linker)?;
    linker.func_wrap(
        "ic0",
        "call_cycles_add",
        |caller: Caller<'_, Host>, cycles: u64| {
            let mut api = Api::begin(caller, "call_cycles_add", BASE, allowed::CALLS)?;
            add_cycles(&mut api, cycles.into())
        },
    )?;
    linker.func_wrap(
        "ic0",
        "call_cycles_add128",
        |caller: Caller<'_, Host>, high: u64, low: u64| {
            let mut api = Api::begin(caller, "call_cycles_add128", BASE, allowed::CALLS)?;
            add_cycles(&mut api, amount(high, low))
        },
    )?;
    linker.func_wrap(
        "ic0",
        "call_with_best_effort_response",
        |caller: Caller<'_, Host>, seconds: u32| {
            let name = "call_with_best_effort_response";
            let mut api = Api::begin(caller, name, BASE, allowed::CALLS)?;
            let seconds = seconds.min(MAX_TIMEOUT_SECONDS);
            let wait = u64::from(seconds) * 1_000_000_000;
            let deadline = api.run().time_nanos.saturating_add(wait);
            prepared(&mut api)?.deadline = Some(deadline);
            Ok(())
        },
    )?;
    linker.func_wrap("ic0", "call_perform", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "call_perform", CALL_PERFORM, allowed::CALLS)?;
        let run = api.run();
        match run.prepared_call.take() {
            Some(call) => run.calls.push(call),
            None => return Err(api.violation("no call is under construction")),
        }
        Ok(0_u32)
    })?;
    Ok(())
}

fn define_preparation(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(
        "ic0",
        "call_new",
        |caller: Caller<'_, Host>,
         callee: u32,
         callee_len: u32,
         method: u32,
         method_len: u32,
         on_reply: u32,
         reply_env: u32,
         on_reject: u32,
         reject_env: u32| {
            let cost = CALL_NEW + u64::from(callee_len) + u64::from(method_len);
            let mut api = Api::begin(caller, "call_new", cost, allowed::CALLS)?;
            let callee = Principal::try_from_slice(&api.read(callee, callee_len)?)
                .map_err(|_| api.violation("the callee is not a valid principal"))?;
            if method_len as usize > limits::METHOD_NAME_BYTES {
                return Err(api.violation("the method name is too long"));
            }
            let method = api.read_text(method, method_len)?;
            let run = api.run();
            give_up_prepared(run);
            run.prepared_call = Some(OutgoingCall {
                callee,
                method,
                arg: Vec::new(),
                on_reply: (on_reply, reply_env),
                on_reject: (on_reject, reject_env),
                on_cleanup: None,
                cycles: 0,
                deadline: None,
            });
            Ok(())
        },
    )?;
    linker.func_wrap(
        "ic0",
        "call_on_cleanup",
        |caller: Caller<'_, Host>, function: u32, env: u32| {
            let mut api = Api::begin(caller, "call_on_cleanup", BASE, allowed::CALLS)?;
            let call = prepared(&mut api)?;
            if call.on_cleanup.replace((function, env)).is_some() {
                return Err(api.violation("can be called only once"));
            }
            Ok(())
        },
    )?;
    linker.func_wrap(
        "ic0",
        "call_data_append",
        |caller: Caller<'_, Host>, from: u32, len: u32| {
            let cost = BASE + TRANSMITTED_BYTE * u64::from(len);
            let mut api = Api::begin(caller, "call_data_append", cost, allowed::CALLS)?;
            let size = prepared(&mut api)?.arg.len() + len as usize;
            if size > limits::MESSAGE_BYTES {
                return Err(api.violation(&format!(
                    "payload size ({size}) cannot be larger than {}",
                    limits::MESSAGE_BYTES
                )));
            }
            let bytes = api.read(from, len)?;
            prepared(&mut api)?.arg.extend_from_slice(&bytes);
            Ok(())
        },
    )?;
    Ok(())
}

/// The call that `call_new` has begun.
fn prepared<'a>(api: &'a mut Api<'_>) -> Result<&'a mut OutgoingCall> {
    if api.run().prepared_call.is_none() {
        return Err(api.violation("no call is under construction"));
    }
    let prepared = api.run().prepared_call.as_mut();
    prepared.ok_or_else(|| Failure::Engine("the prepared call is gone".into()).into())
}

/// Moves cycles from the balance to the call.
fn add_cycles(api: &mut Api<'_>, cycles: u128) -> Result<()> {
    prepared(api)?;
    let run = api.run();
    let canister = run.canister_id;
    let Some(rest) = run.balance.checked_sub(cycles) else {
        return Err(Failure::OutOfCycles(format!(
            "Canister {canister} is out of cycles: {cycles} cycles were added to a call, {} are there",
            run.balance
        ))
        .into());
    };
    run.balance = rest;
    prepared(api)?.cycles += cycles;
    Ok(())
}

/// Drops a call that was prepared and not performed; its cycles go back.
pub fn give_up_prepared(run: &mut Run) {
    if let Some(call) = run.prepared_call.take() {
        run.balance = run.balance.saturating_add(call.cycles);
    }
}
