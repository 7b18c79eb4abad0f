//! What can be learnt of a canister.

use super::types::StatusResult;
use super::{decode, encode, not_controller};
use crate::engine::Network;
use crate::engine::messages::{Message, Outcome};
use crate::engine::reject::{ErrorCode, Reject};
use candid::CandidType;
use ic_management_canister_types::{
    CanisterIdRecord, CanisterInfoArgs, CanisterInfoResult, CanisterLogFilter, CanisterLogRecord,
    CanisterMetadataArgs, CanisterMetadataResult, FetchCanisterLogsArgs,
};

pub fn canister_status(network: &Network, message: &Message) -> Outcome {
    let arg: CanisterIdRecord = decode(message)?;
    let canister = network.canister(&arg.canister_id)?;
    let settings = &canister.settings;
    let visible = message.sender == canister.id
        || settings
            .status_visibility
            .allows(&message.sender, &settings.controllers);
    if !visible {
        return Err(not_controller(canister.id, "canister_status"));
    }
    encode((StatusResult::from(canister),))
}

pub fn canister_info(network: &Network, message: &Message) -> Outcome {
    let arg: CanisterInfoArgs = decode(message)?;
    let canister = network.canister(&arg.canister_id)?;
    let wanted = arg.num_requested_changes.unwrap_or(0) as usize;
    let skipped = canister.history.len().saturating_sub(wanted);
    encode((CanisterInfoResult {
        total_num_changes: canister.history.len() as u64,
        recent_changes: canister.history[skipped..].to_vec(),
        module_hash: canister
            .code
            .as_ref()
            .map(|code| code.module().hash.to_vec()),
        controllers: canister.settings.controllers.clone(),
    },))
}

pub fn canister_metadata(network: &Network, message: &Message) -> Outcome {
    let arg: CanisterMetadataArgs = decode(message)?;
    let canister = network.canister(&arg.canister_id)?;
    let controls = canister.is_controlled_by(&message.sender);
    network
        .metadata(arg.canister_id, &arg.name)
        .filter(|metadata| metadata.public || controls)
        .ok_or_else(|| {
            Reject::new(
                ErrorCode::CanisterRejectedMessage,
                format!("Custom section {} not found", arg.name),
            )
        })
        .and_then(|metadata| {
            encode((CanisterMetadataResult {
                value: metadata.content,
            },))
        })
}

#[derive(CandidType)]
struct Logs {
    canister_log_records: Vec<CanisterLogRecord>,
}

pub fn fetch_logs(network: &Network, message: &Message) -> Outcome {
    let arg: FetchCanisterLogsArgs = decode(message)?;
    let canister = network.canister(&arg.canister_id)?;
    let settings = &canister.settings;
    if !settings
        .log_visibility
        .allows(&message.sender, &settings.controllers)
    {
        return Err(Reject::new(
            ErrorCode::CanisterRejectedMessage,
            format!(
                "Caller {} is not allowed to access canister logs",
                message.sender
            ),
        ));
    }
    let chosen = |index: u64, time: u64| match &arg.filter {
        None => true,
        Some(CanisterLogFilter::ByIdx { start, end }) => (*start..*end).contains(&index),
        Some(CanisterLogFilter::ByTimestampNanos { start, end }) => (*start..*end).contains(&time),
    };
    let canister_log_records = canister
        .logs
        .iter()
        .filter(|record| chosen(record.index, record.time_nanos))
        .map(|record| CanisterLogRecord {
            idx: record.index,
            timestamp_nanos: record.time_nanos,
            content: record.content.clone(),
        })
        .collect();
    encode((Logs {
        canister_log_records,
    },))
}
