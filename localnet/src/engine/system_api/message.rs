//! `ic0.msg_*` and `ic0.accept_message`: the message that is handled, and its answer.

use super::host::{Api, Host};
use super::run::{Response, Run, allowed};
use super::{canister::BASE, host::Failure};
use wasmtime::{Caller, Linker, Result};

/// What a byte of an answer or of a call's argument costs.
pub const TRANSMITTED_BYTE: u64 = 50;

/// Defines a pair of functions that hand out bytes: one for the size, one that copies.
pub fn define_bytes(
    linker: &mut Linker<Host>,
    names: [&'static str; 2],
    allowed: u16,
    bytes: fn(&mut Run) -> Result<Vec<u8>, &'static str>,
) -> Result<()> {
    let [size_name, copy_name] = names;
    linker.func_wrap("ic0", size_name, move |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, size_name, BASE, allowed)?;
        let found = bytes(api.run()).map_err(|why| api.violation(why))?;
        Ok(found.len() as u32)
    })?;
    linker.func_wrap(
        "ic0",
        copy_name,
        move |caller: Caller<'_, Host>, to: u32, offset: u32, len: u32| {
            let mut api = Api::begin(caller, copy_name, BASE, allowed)?;
            let found = bytes(api.run()).map_err(|why| api.violation(why))?;
            api.copy_out(&found, to, offset, len)
        },
    )?;
    Ok(())
}

pub fn define(linker: &mut Linker<Host>) -> Result<()> {
    define_inputs(linker)?;
    define_answers(linker)?;
    define_cycles(linker)
}

fn define_inputs(linker: &mut Linker<Host>) -> Result<()> {
    define_bytes(
        linker,
        ["msg_caller_size", "msg_caller_copy"],
        allowed::NOT_START,
        |run| Ok(run.caller.as_slice().to_vec()),
    )?;
    define_bytes(
        linker,
        ["msg_caller_info_data_size", "msg_caller_info_data_copy"],
        allowed::NOT_START,
        |_| Ok(Vec::new()),
    )?;
    define_bytes(
        linker,
        ["msg_caller_info_signer_size", "msg_caller_info_signer_copy"],
        allowed::NOT_START,
        |_| Ok(Vec::new()),
    )?;
    define_bytes(
        linker,
        ["msg_method_name_size", "msg_method_name_copy"],
        allowed::INSPECT,
        |run| Ok(run.method.as_bytes().to_vec()),
    )?;
    define_bytes(
        linker,
        ["msg_reject_msg_size", "msg_reject_msg_copy"],
        allowed::REJECT,
        |run| match &run.reject {
            Some((_, message)) => Ok(message.as_bytes().to_vec()),
            None => Err("there is no reject message"),
        },
    )?;
    linker.func_wrap("ic0", "msg_arg_data_size", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "msg_arg_data_size", BASE, allowed::WITH_ARG)?;
        Ok(api.run().arg.len() as u32)
    })?;
    linker.func_wrap(
        "ic0",
        "msg_arg_data_copy",
        |caller: Caller<'_, Host>, to: u32, offset: u32, len: u32| {
            let mut api = Api::begin(caller, "msg_arg_data_copy", BASE, allowed::WITH_ARG)?;
            let arg = std::mem::take(&mut api.run().arg);
            let copied = api.copy_out(&arg, to, offset, len);
            api.run().arg = arg;
            copied
        },
    )?;
    linker.func_wrap("ic0", "msg_reject_code", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "msg_reject_code", BASE, allowed::WITH_REJECT_CODE)?;
        Ok(api.run().reject.as_ref().map_or(0, |(code, _)| *code))
    })?;
    linker.func_wrap("ic0", "msg_deadline", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "msg_deadline", BASE, allowed::NOT_START)?;
        Ok(api.run().deadline.unwrap_or(0))
    })?;
    linker.func_wrap("ic0", "accept_message", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "accept_message", BASE, allowed::INSPECT)?;
        if std::mem::replace(&mut api.run().accepted, true) {
            return Err(api.violation("the message has been accepted before"));
        }
        Ok(())
    })?;
    Ok(())
}

fn define_answers(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(
        "ic0",
        "msg_reply_data_append",
        |caller: Caller<'_, Host>, from: u32, len: u32| {
            let cost = BASE + TRANSMITTED_BYTE * u64::from(len);
            let mut api = Api::begin(caller, "msg_reply_data_append", cost, allowed::ANSWERS)?;
            must_be_open(&mut api)?;
            let run = api.run();
            let (size, limit) = (run.reply_data.len() + len as usize, run.reply_limit);
            if size > limit {
                return Err(api.violation(&format!(
                    "application payload size ({size}) cannot be larger than {limit}"
                )));
            }
            let bytes = api.read(from, len)?;
            api.run().reply_data.extend_from_slice(&bytes);
            Ok(())
        },
    )?;
    linker.func_wrap("ic0", "msg_reply", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "msg_reply", BASE, allowed::ANSWERS)?;
        must_be_open(&mut api)?;
        let run = api.run();
        run.response = Some(Response::Reply(std::mem::take(&mut run.reply_data)));
        Ok(())
    })?;
    linker.func_wrap(
        "ic0",
        "msg_reject",
        |caller: Caller<'_, Host>, from: u32, len: u32| {
            let cost = BASE + TRANSMITTED_BYTE * u64::from(len);
            let mut api = Api::begin(caller, "msg_reject", cost, allowed::ANSWERS)?;
            must_be_open(&mut api)?;
            let limit = api.run().reply_limit;
            if len as usize > limit {
                return Err(api.violation(&format!(
                    "application payload size ({len}) cannot be larger than {limit}"
                )));
            }
            let message = api.read_text(from, len)?;
            api.run().response = Some(Response::Reject(message));
            Ok(())
        },
    )?;
    Ok(())
}

/// A call is answered once.
fn must_be_open(api: &mut Api<'_>) -> Result<()> {
    let run = api.run();
    if run.may_answer && run.response.is_none() {
        Ok(())
    } else {
        Err(api.violation("the call is already replied"))
    }
}

fn define_cycles(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap("ic0", "msg_cycles_available", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "msg_cycles_available", BASE, allowed::WITH_CYCLES)?;
        narrow(api.run().cycles_available)
    })?;
    linker.func_wrap(
        "ic0",
        "msg_cycles_available128",
        |caller: Caller<'_, Host>, to: u32| {
            let mut api = Api::begin(
                caller,
                "msg_cycles_available128",
                BASE,
                allowed::WITH_CYCLES,
            )?;
            let amount = api.run().cycles_available;
            api.write_cycles(to, amount)
        },
    )?;
    linker.func_wrap("ic0", "msg_cycles_refunded", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "msg_cycles_refunded", BASE, allowed::CALLBACKS)?;
        narrow(api.run().refunded)
    })?;
    linker.func_wrap(
        "ic0",
        "msg_cycles_refunded128",
        |caller: Caller<'_, Host>, to: u32| {
            let mut api = Api::begin(caller, "msg_cycles_refunded128", BASE, allowed::CALLBACKS)?;
            let amount = api.run().refunded;
            api.write_cycles(to, amount)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "msg_cycles_accept",
        |caller: Caller<'_, Host>, max: u64| {
            let mut api = Api::begin(caller, "msg_cycles_accept", BASE, allowed::WITH_CYCLES)?;
            Ok(accept(api.run(), max.into()) as u64)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "msg_cycles_accept128",
        |caller: Caller<'_, Host>, high: u64, low: u64, to: u32| {
            let mut api = Api::begin(caller, "msg_cycles_accept128", BASE, allowed::WITH_CYCLES)?;
            let amount = accept(api.run(), amount(high, low));
            api.write_cycles(to, amount)
        },
    )?;
    Ok(())
}

/// Moves cycles of the call to the balance, as many as there are.
fn accept(run: &mut Run, max: u128) -> u128 {
    let amount = max.min(run.cycles_available);
    run.cycles_available -= amount;
    run.balance = run.balance.saturating_add(amount);
    amount
}

/// An amount of cycles from its two halves.
pub fn amount(high: u64, low: u64) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

/// An amount for the functions that cannot express more than 64 bits.
pub fn narrow(amount: u128) -> Result<u64> {
    u64::try_from(amount)
        .map_err(|_| Failure::Trapped("cycles amount exceeds 64-bit representation".into()).into())
}
