//! Canisters' beginning and end, and their cycles.

use super::types::{CreateCanisterArg, ProvisionalCreateArg, SettingsArg};
use super::{Done, decode, encode, invalid, must_control, no_result, settings};
use crate::engine::Network;
use crate::engine::canister::{Canister, Settings, Status};
use crate::engine::messages::{Message, Origin, Outcome};
use crate::engine::reject::{ErrorCode, Reject};
use candid::{Nat, Principal};
use ic_management_canister_types::{
    CanisterIdRecord, ChangeDetails, CreationRecord, ProvisionalTopUpCanisterArgs,
};
use sha2::{Digest, Sha256};

/// What a provisionally created canister gets unless told otherwise.
const DEFAULT_CYCLES: u128 = 100_000_000_000_000;

pub fn create(network: &mut Network, message: &Message) -> Done {
    if matches!(message.origin, Origin::Ingress(_)) {
        let reject = Reject::new(
            ErrorCode::CanisterRejectedMessage,
            "create_canister can be called by canisters only; \
             use provisional_create_canister_with_cycles",
        );
        return Done::refund(Err(reject), message);
    }
    let created = decode::<CreateCanisterArg>(message).and_then(|arg| {
        let sender = message.sender;
        new_canister(network, sender, arg.settings, None, message.cycles)
    });
    match created {
        Ok(id) => Done::Now(encode((CanisterIdRecord { canister_id: id },)), 0),
        Err(reject) => Done::refund(Err(reject), message),
    }
}

pub fn provisional_create(network: &mut Network, message: &Message) -> Outcome {
    let arg: ProvisionalCreateArg = decode(message)?;
    let cycles = arg.amount.map_or(Ok(DEFAULT_CYCLES), |nat| cycles(&nat))?;
    let sender = message.sender;
    let id = new_canister(network, sender, arg.settings, arg.specified_id, cycles)?;
    encode((CanisterIdRecord { canister_id: id },))
}

fn new_canister(
    network: &mut Network,
    creator: Principal,
    arg: Option<SettingsArg>,
    specified_id: Option<Principal>,
    cycles: u128,
) -> Result<Principal, Reject> {
    let mut new = Settings {
        controllers: vec![creator],
        ..Settings::default()
    };
    settings::apply(&mut new, arg.unwrap_or_default())?;
    let id = match specified_id {
        Some(id) if network.canisters.contains_key(&id) => {
            return Err(Reject::new(
                ErrorCode::CanisterIdAlreadyExists,
                format!("Canister {id} is already installed"),
            ));
        }
        Some(id) => id,
        None => network.next_canister_id(),
    };
    let mut canister = Canister::new(id, new, cycles);
    let details = ChangeDetails::Creation(CreationRecord {
        controllers: canister.settings.controllers.clone(),
        environment_variables_hash: None,
    });
    canister.record(network.time_nanos, creator, details);
    network.canisters.insert(id, canister);
    Ok(id)
}

/// An amount of cycles.
fn cycles(nat: &Nat) -> Result<u128, Reject> {
    u128::try_from(nat.0.clone())
        .map_err(|_| invalid("The amount of cycles does not fit into 128 bits"))
}

pub fn provisional_top_up(network: &mut Network, message: &Message) -> Outcome {
    let arg: ProvisionalTopUpCanisterArgs = decode(message)?;
    let amount = cycles(&arg.amount)?;
    let canister = network.canister_mut(&arg.canister_id)?;
    canister.cycles = canister.cycles.saturating_add(amount);
    Ok(no_result())
}

pub fn deposit_cycles(network: &mut Network, message: &Message) -> Done {
    let target =
        decode::<CanisterIdRecord>(message).and_then(|arg| network.canister_mut(&arg.canister_id));
    match target {
        Ok(canister) => {
            canister.cycles = canister.cycles.saturating_add(message.cycles);
            Done::Now(Ok(no_result()), 0)
        }
        Err(reject) => Done::refund(Err(reject), message),
    }
}

pub fn start(network: &mut Network, message: &Message) -> Outcome {
    let arg: CanisterIdRecord = decode(message)?;
    let id = arg.canister_id;
    must_control(network, id, message)?;
    let canister = network.canister_mut(&id)?;
    let before = std::mem::replace(&mut canister.status, Status::Running);
    canister.version += 1;
    if let Status::Stopping(waiting) = before {
        for origin in waiting {
            let reject = Reject::new(
                ErrorCode::CanisterStoppingCancelled,
                format!("Canister {id}'s stop request was cancelled"),
            );
            network.answer(origin, Err(reject), 0);
        }
    }
    Ok(no_result())
}

/// A canister stops when its calls have ended; until then the caller waits.
pub fn stop(network: &mut Network, message: &Message) -> Done {
    let stopped = begin_to_stop(network, message);
    match stopped {
        Ok(id) => {
            network.finish_stopping(id);
            Done::Later
        }
        Err(outcome) => Done::refund(outcome, message),
    }
}

/// Puts the caller among those who wait for the canister to stop, or answers at once.
fn begin_to_stop(network: &mut Network, message: &Message) -> Result<Principal, Outcome> {
    let arg: CanisterIdRecord = decode(message).map_err(Err)?;
    let id = arg.canister_id;
    must_control(network, id, message).map_err(Err)?;
    let canister = network.canister_mut(&id).map_err(Err)?;
    canister.version += 1;
    match &mut canister.status {
        Status::Stopped => return Err(Ok(no_result())),
        Status::Stopping(waiting) => waiting.push(message.origin.clone()),
        Status::Running => canister.status = Status::Stopping(vec![message.origin.clone()]),
    }
    Ok(id)
}

pub fn delete(network: &mut Network, message: &Message) -> Outcome {
    let arg: CanisterIdRecord = decode(message)?;
    let id = arg.canister_id;
    must_control(network, id, message)?;
    if !matches!(network.canister(&id)?.status, Status::Stopped) {
        return Err(Reject::new(
            ErrorCode::CanisterNotStopped,
            format!("Canister {id} must be stopped before it is deleted."),
        ));
    }
    network.canisters.remove(&id);
    Ok(no_result())
}

pub fn uninstall(network: &mut Network, message: &Message) -> Outcome {
    let arg: CanisterIdRecord = decode(message)?;
    let id = arg.canister_id;
    must_control(network, id, message)?;
    let now = network.time_nanos;
    let canister = network.canister_mut(&id)?;
    canister.clear_code();
    canister.version += 1;
    canister.record(now, message.sender, ChangeDetails::CodeUninstall);
    canister.callbacks.clear();
    for context in std::mem::take(&mut canister.contexts).into_values() {
        if !context.answered {
            let reject = Reject::new(
                ErrorCode::CanisterRejectedMessage,
                "Canister has been uninstalled.",
            );
            network.answer(context.origin, Err(reject), context.cycles_available);
        }
    }
    network.finish_stopping(id);
    Ok(no_result())
}

/// 32 bytes that follow from the instance's seed and from how many have been asked for.
pub fn raw_rand(network: &mut Network, message: &Message) -> Outcome {
    if message.arg != no_result() {
        return Err(invalid("raw_rand takes no argument"));
    }
    network.randomness += 1;
    let bytes = Sha256::new()
        .chain_update(network.config.seed)
        .chain_update(network.randomness.to_le_bytes())
        .finalize();
    encode((bytes.to_vec(),))
}
