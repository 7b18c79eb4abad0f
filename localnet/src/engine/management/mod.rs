//! The management canister (`aaaaa-aa`), as far as developers' tools and canisters need it.
//! Methods that are not here are refused by name.

mod chunks;
mod install;
mod lifecycle;
mod settings;
pub(super) mod snapshots;
mod status;
pub(super) mod types;

use super::Network;
use super::messages::{Message, Origin, Outcome};
use super::reject::{ErrorCode, Reject};
use candid::utils::ArgumentEncoder;
use candid::{CandidType, Principal};
use serde::de::DeserializeOwned;

/// What a method of the management canister comes to.
enum Done {
    /// An answer, and the cycles that go back to the caller.
    Now(Outcome, u128),
    /// The answer comes later.
    Later,
}

impl Done {
    /// An answer that gives all cycles back.
    fn refund(outcome: Outcome, message: &Message) -> Self {
        Self::Now(outcome, message.cycles)
    }
}

/// Whether calls to somebody are calls to the management canister.
pub(super) fn is_management(network: &Network, callee: &Principal) -> bool {
    *callee == Principal::management_canister() || *callee == network.config.subnet_id
}

/// Runs a call and answers it. Returns the instructions that canisters took.
pub(super) fn run(network: &mut Network, message: Message) -> u64 {
    let mut instructions = 0;
    let done = dispatch(network, &message, &mut instructions);
    if let Done::Now(outcome, refund) = done {
        network.answer(message.origin, outcome, refund);
    }
    instructions
}

fn dispatch(network: &mut Network, message: &Message, instructions: &mut u64) -> Done {
    let outcome = match message.method.as_str() {
        "create_canister" => return lifecycle::create(network, message),
        "deposit_cycles" => return lifecycle::deposit_cycles(network, message),
        "stop_canister" => return lifecycle::stop(network, message),
        "provisional_create_canister_with_cycles" => {
            lifecycle::provisional_create(network, message)
        }
        "provisional_top_up_canister" => lifecycle::provisional_top_up(network, message),
        "start_canister" => lifecycle::start(network, message),
        "delete_canister" => lifecycle::delete(network, message),
        "uninstall_code" => lifecycle::uninstall(network, message),
        "raw_rand" => lifecycle::raw_rand(network, message),
        "install_code" => install::install_code(network, message, instructions),
        "install_chunked_code" => install::install_chunked_code(network, message, instructions),
        "upload_chunk" => chunks::upload(network, message),
        "stored_chunks" => chunks::stored(network, message),
        "clear_chunk_store" => chunks::clear(network, message),
        "take_canister_snapshot" => snapshots::take(network, message),
        "load_canister_snapshot" => snapshots::load(network, message),
        "list_canister_snapshots" => snapshots::list(network, message),
        "delete_canister_snapshot" => snapshots::delete(network, message),
        "update_settings" => settings::update(network, message),
        "canister_status" => status::canister_status(network, message),
        "canister_info" => status::canister_info(network, message),
        "canister_metadata" => status::canister_metadata(network, message),
        "fetch_canister_logs" => status::fetch_logs(network, message),
        other => Err(unknown(other)),
    };
    Done::refund(outcome, message)
}

/// Runs a query to the management canister.
pub(super) fn query(
    network: &Network,
    sender: Principal,
    method: &str,
    arg: &[u8],
) -> Result<Vec<u8>, Reject> {
    let message = Message {
        origin: Origin::System,
        sender,
        callee: Principal::management_canister(),
        method: method.to_owned(),
        arg: arg.to_vec(),
        cycles: 0,
        deadline: None,
    };
    match method {
        "fetch_canister_logs" => status::fetch_logs(network, &message),
        "canister_status" => status::canister_status(network, &message),
        other => Err(Reject::new(
            ErrorCode::CanisterMethodNotFound,
            format!("localnet's management canister has no query method '{other}'"),
        )),
    }
}

fn unknown(method: &str) -> Reject {
    Reject::new(
        ErrorCode::UnknownManagementMessage,
        format!("localnet's management canister has no method '{method}'"),
    )
}

/// Reads a method's argument.
fn decode<T: CandidType + DeserializeOwned>(message: &Message) -> Result<T, Reject> {
    candid::decode_one(&message.arg).map_err(|error| {
        Reject::new(
            ErrorCode::InvalidManagementPayload,
            format!("Error decoding candid: {error:#}"),
        )
    })
}

/// Writes a method's result.
fn encode<T: ArgumentEncoder>(result: T) -> Outcome {
    candid::encode_args(result).map_err(|error| {
        Reject::new(
            ErrorCode::CanisterWasmEngineError,
            format!("Error encoding candid: {error:#}"),
        )
    })
}

/// The result of methods that have none: Candid's empty list of values.
pub(super) fn no_result() -> Vec<u8> {
    b"DIDL\0\0".to_vec()
}

/// Only a controller may go on.
fn must_control(network: &Network, id: Principal, message: &Message) -> Result<(), Reject> {
    if network.canister(&id)?.is_controlled_by(&message.sender) {
        return Ok(());
    }
    Err(not_controller(id, &message.method))
}

/// The reject for somebody who is no controller.
fn not_controller(id: Principal, method: &str) -> Reject {
    Reject::new(
        ErrorCode::CanisterInvalidController,
        format!("Only controllers of canister {id} can call ic00 method {method}"),
    )
}

/// The reject for an argument that has the right type and the wrong value.
fn invalid(why: impl Into<String>) -> Reject {
    Reject::new(ErrorCode::InvalidManagementPayload, why)
}
