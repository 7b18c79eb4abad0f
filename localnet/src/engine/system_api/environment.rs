//! Time, counters, randomness of the network, environment variables, prices, and the way
//! out: `ic0.trap` and `ic0.debug_print`.

use super::canister::BASE;
use super::host::{Api, Failure, Host};
use super::message::define_bytes;
use super::run::{Run, allowed};
use crate::engine::canister::LogRecord;
use crate::engine::limits::LOG_BYTES;
use wasmtime::{Caller, Linker, Result};

const PERFORMANCE_COUNTER: u64 = 200;
const DEBUG_PRINT: u64 = 100;
/// What a byte of a log record costs: it is stored (twice, as the oldest records move) and
/// handed to the network.
const LOGGED_BYTE: u64 = 2 + 50;

pub fn define(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap("ic0", "time", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "time", BASE, allowed::NOT_START)?;
        Ok(api.run().time_nanos)
    })?;
    linker.func_wrap(
        "ic0",
        "performance_counter",
        |caller: Caller<'_, Host>, counter: u32| {
            let mut api = Api::begin(
                caller,
                "performance_counter",
                PERFORMANCE_COUNTER,
                allowed::ANY,
            )?;
            let left = api.counter()?.max(0) as u64;
            let run = api.run();
            let used = run.instruction_limit.saturating_sub(left);
            match counter {
                0 => Ok(used),
                1 => Ok(used + run.instructions_before),
                _ => Err(api.violation(&format!("there is no performance counter {counter}"))),
            }
        },
    )?;
    linker.func_wrap(
        "ic0",
        "in_replicated_execution",
        |caller: Caller<'_, Host>| {
            let mut api = Api::begin(caller, "in_replicated_execution", BASE, allowed::ANY)?;
            let kind = api.run().kind as u16;
            Ok(u32::from(kind & (allowed::QUERY | allowed::INSPECT) == 0))
        },
    )?;
    define_ways_out(linker)?;
    define_network(linker)?;
    define_variables(linker)?;
    define_prices(linker)
}

fn define_ways_out(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(
        "ic0",
        "debug_print",
        |caller: Caller<'_, Host>, from: u32, len: u32| {
            let mut api = Api::begin(caller, "debug_print", DEBUG_PRINT, allowed::ANY)?;
            let logged = u64::from(len).min(LOG_BYTES as u64);
            api.charge(LOGGED_BYTE * logged)?;
            let content = api.read(from, len)?;
            log(api.run(), content);
            Ok(())
        },
    )?;
    linker.func_wrap(
        "ic0",
        "trap",
        |caller: Caller<'_, Host>, from: u32, len: u32| -> Result<()> {
            let mut api = Api::begin(caller, "trap", BASE, allowed::ANY)?;
            let logged = u64::from(len).min(LOG_BYTES as u64);
            api.charge(u64::from(len) + LOGGED_BYTE * logged)?;
            Err(Failure::CalledTrap(api.read_text(from, len)?).into())
        },
    )?;
    Ok(())
}

/// Adds a log record; too long ones are cut.
fn log(run: &mut Run, mut content: Vec<u8>) {
    content.truncate(LOG_BYTES);
    run.logs.push(LogRecord {
        index: 0,
        time_nanos: run.time_nanos,
        content,
    });
}

fn define_network(linker: &mut Linker<Host>) -> Result<()> {
    define_bytes(
        linker,
        ["root_key_size", "root_key_copy"],
        allowed::ANY,
        |run| Ok(run.root_key.to_vec()),
    )?;
    define_bytes(
        linker,
        ["subnet_self_size", "subnet_self_copy"],
        allowed::ANY,
        |run| Ok(run.subnet_id.as_slice().to_vec()),
    )?;
    linker.func_wrap(
        "ic0",
        "subnet_self_node_count",
        |caller: Caller<'_, Host>| {
            Api::begin(caller, "subnet_self_node_count", BASE, allowed::ANY)?;
            Ok(1_u32)
        },
    )?;
    Ok(())
}

fn define_variables(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap("ic0", "env_var_count", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "env_var_count", BASE, allowed::ANY)?;
        Ok(api.run().environment.len() as u32)
    })?;
    linker.func_wrap(
        "ic0",
        "env_var_name_size",
        |caller: Caller<'_, Host>, index: u32| {
            let mut api = Api::begin(caller, "env_var_name_size", BASE, allowed::ANY)?;
            Ok(variable_name(&mut api, index)?.len() as u32)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "env_var_name_copy",
        |caller: Caller<'_, Host>, index: u32, to: u32, offset: u32, len: u32| {
            let mut api = Api::begin(caller, "env_var_name_copy", BASE, allowed::ANY)?;
            let name = variable_name(&mut api, index)?;
            api.copy_out(name.as_bytes(), to, offset, len)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "env_var_name_exists",
        |caller: Caller<'_, Host>, name: u32, name_len: u32| {
            let mut api = Api::begin(caller, "env_var_name_exists", BASE, allowed::ANY)?;
            Ok(u32::from(variable(&mut api, name, name_len)?.is_some()))
        },
    )?;
    linker.func_wrap(
        "ic0",
        "env_var_value_size",
        |caller: Caller<'_, Host>, name: u32, name_len: u32| {
            let mut api = Api::begin(caller, "env_var_value_size", BASE, allowed::ANY)?;
            let value = existing_variable(&mut api, name, name_len)?;
            Ok(value.len() as u32)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "env_var_value_copy",
        |caller: Caller<'_, Host>, name: u32, name_len: u32, to: u32, offset: u32, len: u32| {
            let mut api = Api::begin(caller, "env_var_value_copy", BASE, allowed::ANY)?;
            let value = existing_variable(&mut api, name, name_len)?;
            api.copy_out(value.as_bytes(), to, offset, len)
        },
    )?;
    Ok(())
}

fn variable_name(api: &mut Api<'_>, index: u32) -> Result<String> {
    let name = api.run().environment.get(index as usize).cloned();
    name.map(|(name, _)| name)
        .ok_or_else(|| api.violation("there is no environment variable with this index"))
}

fn variable(api: &mut Api<'_>, name: u32, name_len: u32) -> Result<Option<String>> {
    let name = api.read_text(name, name_len)?;
    let environment = &api.run().environment;
    let found = environment.iter().find(|(key, _)| *key == name);
    Ok(found.map(|(_, value)| value.clone()))
}

fn existing_variable(api: &mut Api<'_>, name: u32, name_len: u32) -> Result<String> {
    let value = variable(api, name, name_len)?;
    value.ok_or_else(|| api.violation("there is no environment variable with this name"))
}

/// Prices. Calls and canisters cost nothing here; what localnet does not offer has no price.
fn define_prices(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(
        "ic0",
        "cost_call",
        |caller: Caller<'_, Host>, _: u64, _: u64, to: u32| {
            Api::begin(caller, "cost_call", BASE, allowed::ANY)?.write_cycles(to, 0)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "cost_create_canister",
        |caller: Caller<'_, Host>, to: u32| {
            Api::begin(caller, "cost_create_canister", BASE, allowed::ANY)?.write_cycles(to, 0)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "cost_http_request",
        |caller: Caller<'_, Host>, _: u64, _: u64, _: u32| -> Result<()> {
            Err(unsupported(caller, "cost_http_request"))
        },
    )?;
    linker.func_wrap(
        "ic0",
        "cost_http_request_v2",
        |caller: Caller<'_, Host>, _: u32, _: u32, _: u32| -> Result<()> {
            Err(unsupported(caller, "cost_http_request_v2"))
        },
    )?;
    for name in [
        "cost_sign_with_ecdsa",
        "cost_sign_with_schnorr",
        "cost_vetkd_derive_key",
    ] {
        linker.func_wrap(
            "ic0",
            name,
            move |caller: Caller<'_, Host>, _: u32, _: u32, _: u32, _: u32| -> Result<u32> {
                Err(unsupported(caller, name))
            },
        )?;
    }
    linker.func_wrap(
        "ic0",
        "mint_cycles128",
        |caller: Caller<'_, Host>, _: u64, _: u64, _: u32| -> Result<()> {
            Err(unsupported(caller, "mint_cycles128"))
        },
    )?;
    Ok(())
}

/// The error of a function that localnet leaves out.
fn unsupported(caller: Caller<'_, Host>, name: &'static str) -> wasmtime::Error {
    match Api::begin(caller, name, BASE, allowed::ANY) {
        Ok(api) => api.violation("is not implemented by localnet"),
        Err(error) => error,
    }
}
