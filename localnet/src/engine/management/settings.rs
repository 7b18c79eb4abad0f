//! Canisters' settings.

use super::types::{SettingsArg, UpdateSettingsArg};
use super::{decode, invalid, must_control, no_result};
use crate::engine::Network;
use crate::engine::canister::Settings;
use crate::engine::limits::CONTROLLERS;
use crate::engine::messages::{Message, Outcome};
use crate::engine::reject::Reject;
use candid::Nat;
use ic_management_canister_types::{ChangeDetails, ControllersChangeRecord};

pub fn update(network: &mut Network, message: &Message) -> Outcome {
    let arg: UpdateSettingsArg = decode(message)?;
    must_control(network, arg.canister_id, message)?;
    let now = network.time_nanos;
    let canister = network.canister_mut(&arg.canister_id)?;
    let controllers_change = arg.settings.controllers.is_some();
    let mut changed = canister.settings.clone();
    apply(&mut changed, arg.settings)?;
    canister.settings = changed;
    canister.version += 1;
    if controllers_change {
        let details = ChangeDetails::ControllersChange(ControllersChangeRecord {
            controllers: canister.settings.controllers.clone(),
        });
        canister.record(now, message.sender, details);
    }
    Ok(no_result())
}

/// Changes what an argument gives.
///
/// # Errors
/// A value is out of its range.
pub fn apply(settings: &mut Settings, arg: SettingsArg) -> Result<(), Reject> {
    if let Some(controllers) = arg.controllers {
        if controllers.len() > CONTROLLERS {
            return Err(invalid(format!(
                "Invalid settings: a canister has at most {CONTROLLERS} controllers"
            )));
        }
        settings.controllers = controllers;
    }
    set(
        &mut settings.compute_allocation,
        arg.compute_allocation,
        100,
        "compute_allocation",
    )?;
    set(
        &mut settings.memory_allocation,
        arg.memory_allocation,
        1 << 48,
        "memory_allocation",
    )?;
    set(
        &mut settings.freezing_threshold,
        arg.freezing_threshold,
        u64::MAX,
        "freezing_threshold",
    )?;
    set(
        &mut settings.log_memory_limit,
        arg.log_memory_limit,
        u64::MAX,
        "log_memory_limit",
    )?;
    set(
        &mut settings.wasm_memory_limit,
        arg.wasm_memory_limit,
        1 << 48,
        "wasm_memory_limit",
    )?;
    let threshold = arg.wasm_memory_threshold;
    set(
        &mut settings.wasm_memory_threshold,
        threshold,
        u64::MAX,
        "wasm_memory_threshold",
    )?;
    set_cycles(
        &mut settings.reserved_cycles_limit,
        arg.reserved_cycles_limit,
        "reserved_cycles_limit",
    )?;
    set_cycles(
        &mut settings.minimum_incoming_canister_call_cycles,
        arg.minimum_incoming_canister_call_cycles,
        "minimum_incoming_canister_call_cycles",
    )?;
    settings.log_visibility = arg
        .log_visibility
        .unwrap_or(settings.log_visibility.clone());
    settings.snapshot_visibility = arg
        .snapshot_visibility
        .unwrap_or(settings.snapshot_visibility.clone());
    settings.status_visibility = arg
        .status_visibility
        .unwrap_or(settings.status_visibility.clone());
    if let Some(variables) = arg.environment_variables {
        settings.environment_variables = variables
            .into_iter()
            .map(|variable| (variable.name, variable.value))
            .collect();
    }
    Ok(())
}

fn set(to: &mut u64, value: Option<Nat>, max: u64, name: &str) -> Result<(), Reject> {
    if let Some(value) = value {
        *to = u64::try_from(value.0)
            .ok()
            .filter(|value| *value <= max)
            .ok_or_else(|| invalid(format!("Invalid settings: {name} is at most {max}")))?;
    }
    Ok(())
}

fn set_cycles(to: &mut u128, value: Option<Nat>, name: &str) -> Result<(), Reject> {
    if let Some(value) = value {
        *to = u128::try_from(value.0).map_err(|_| {
            invalid(format!(
                "Invalid settings: {name} does not fit into 128 bits"
            ))
        })?;
    }
    Ok(())
}
