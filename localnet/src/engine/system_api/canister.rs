//! The canister itself: its id, status, version, cycles, certified data and timer.

use super::host::{Api, Host};
use super::message::{amount, define_bytes, narrow};
use super::run::{Run, allowed};
use crate::engine::limits::CERTIFIED_DATA_BYTES;
use candid::Principal;
use wasmtime::{Caller, Linker, Result};

/// What most functions cost.
pub const BASE: u64 = 500;
const IS_CONTROLLER: u64 = 1_000;
const BURN: u64 = 100;

pub fn define(linker: &mut Linker<Host>) -> Result<()> {
    define_bytes(
        linker,
        ["canister_self_size", "canister_self_copy"],
        allowed::ANY,
        |run| Ok(run.canister_id.as_slice().to_vec()),
    )?;
    linker.func_wrap("ic0", "canister_status", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "canister_status", BASE, allowed::ANY)?;
        Ok(api.run().status)
    })?;
    linker.func_wrap("ic0", "canister_version", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "canister_version", BASE, allowed::ANY)?;
        Ok(api.run().version)
    })?;
    linker.func_wrap(
        "ic0",
        "is_controller",
        |caller: Caller<'_, Host>, from: u32, len: u32| {
            let cost = IS_CONTROLLER + u64::from(len);
            let mut api = Api::begin(caller, "is_controller", cost, allowed::NOT_START)?;
            let principal = Principal::try_from_slice(&api.read(from, len)?)
                .map_err(|_| api.violation("the argument is not a valid principal"))?;
            Ok(u32::from(api.run().controllers.contains(&principal)))
        },
    )?;
    linker.func_wrap(
        "ic0",
        "global_timer_set",
        |caller: Caller<'_, Host>, at: u64| {
            let mut api = Api::begin(caller, "global_timer_set", BASE, allowed::CHANGES)?;
            Ok(std::mem::replace(&mut api.run().global_timer, at))
        },
    )?;
    define_cycles(linker)?;
    define_certification(linker)
}

fn define_cycles(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(
        "ic0",
        "canister_cycle_balance",
        |caller: Caller<'_, Host>| {
            let mut api = Api::begin(caller, "canister_cycle_balance", BASE, allowed::NOT_START)?;
            narrow(api.run().balance)
        },
    )?;
    // No cycles are ever reserved or needed to stay alive: the whole balance is liquid.
    for name in [
        "canister_cycle_balance128",
        "canister_liquid_cycle_balance128",
    ] {
        linker.func_wrap("ic0", name, move |caller: Caller<'_, Host>, to: u32| {
            let mut api = Api::begin(caller, name, BASE, allowed::NOT_START)?;
            let balance = api.run().balance;
            api.write_cycles(to, balance)
        })?;
    }
    linker.func_wrap(
        "ic0",
        "cycles_burn128",
        |caller: Caller<'_, Host>, high: u64, low: u64, to: u32| {
            let mut api = Api::begin(caller, "cycles_burn128", BURN, allowed::CHANGES)?;
            let run = api.run();
            let burnt = amount(high, low).min(run.balance);
            run.balance -= burnt;
            api.write_cycles(to, burnt)
        },
    )?;
    Ok(())
}

fn define_certification(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(
        "ic0",
        "certified_data_set",
        |caller: Caller<'_, Host>, from: u32, len: u32| {
            let cost = BASE + u64::from(len);
            let mut api = Api::begin(caller, "certified_data_set", cost, allowed::CHANGES)?;
            if len as usize > CERTIFIED_DATA_BYTES {
                return Err(api.violation(&format!(
                    "failed because the passed data must be no larger than \
                     {CERTIFIED_DATA_BYTES} bytes. Found {len} bytes"
                )));
            }
            let data = api.read(from, len)?;
            api.run().new_certified_data = Some(data);
            Ok(())
        },
    )?;
    linker.func_wrap(
        "ic0",
        "data_certificate_present",
        |caller: Caller<'_, Host>| {
            let mut api = Api::begin(caller, "data_certificate_present", BASE, allowed::ANY)?;
            let run = api.run();
            let present = run.kind as u16 & allowed::QUERY != 0 && run.certificates.is_some();
            Ok(u32::from(present))
        },
    )?;
    define_bytes(
        linker,
        ["data_certificate_size", "data_certificate_copy"],
        allowed::QUERY,
        certificate,
    )
}

/// The certificate for the certified data, made when it is first asked for.
fn certificate(run: &mut Run) -> Result<Vec<u8>, &'static str> {
    if run.certificate.is_none() {
        let source = run.certificates.as_ref().ok_or("there is no certificate")?;
        let made = source.certificate(run.canister_id, &run.certified_data, run.time_nanos);
        run.certificate = Some(made);
    }
    run.certificate.clone().ok_or("there is no certificate")
}
