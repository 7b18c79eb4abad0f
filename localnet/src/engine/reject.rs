//! What the network answers a message with that does not get a reply.

use std::fmt;

/// The reject codes of the Internet Computer interface specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum RejectCode {
    /// The network itself failed, for good.
    SysFatal = 1,
    /// The network itself failed, a later try may succeed.
    SysTransient = 2,
    /// There is no such destination.
    DestinationInvalid = 3,
    /// The canister refused the message.
    CanisterReject = 4,
    /// The canister failed while it handled the message.
    CanisterError = 5,
    /// The outcome of a best-effort call is unknown.
    SysUnknown = 6,
}

/// The network's error codes, with the numbers that PocketIC's protocol carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ErrorCode {
    CanisterIdAlreadyExists = 205,
    CanisterOutOfCycles = 207,
    CanisterNotFound = 301,
    InsufficientMemoryAllocation = 402,
    CanisterRejectedMessage = 406,
    UnknownManagementMessage = 407,
    InvalidManagementPayload = 408,
    CanisterTrapped = 502,
    CanisterCalledTrap = 503,
    CanisterContractViolation = 504,
    CanisterInvalidWasm = 505,
    CanisterDidNotReply = 506,
    CanisterOutOfMemory = 507,
    CanisterStopped = 508,
    CanisterStopping = 509,
    CanisterNotStopped = 510,
    CanisterStoppingCancelled = 511,
    CanisterInvalidController = 512,
    CanisterFunctionNotFound = 513,
    CanisterNonEmpty = 514,
    InsufficientCyclesInCall = 520,
    InsufficientCyclesInMemoryGrow = 532,
    CanisterWasmEngineError = 521,
    CanisterInstructionLimitExceeded = 522,
    CompositeQueryCalledInReplicatedMode = 527,
    CanisterMethodNotFound = 536,
    CanisterWasmModuleNotFound = 537,
    CanisterAlreadyInstalled = 538,
    CanisterWasmMemoryLimitExceeded = 539,
    DeadlineExpired = 601,
}

impl ErrorCode {
    /// The reject code that goes with an error code: the hundreds of its number.
    pub fn reject_code(self) -> RejectCode {
        match self as u16 / 100 {
            1 => RejectCode::SysFatal,
            2 => RejectCode::SysTransient,
            3 => RejectCode::DestinationInvalid,
            4 => RejectCode::CanisterReject,
            6 => RejectCode::SysUnknown,
            _ => RejectCode::CanisterError,
        }
    }

    /// The error code as agents see it, `IC0` and the number, four digits in all.
    pub fn text(self) -> String {
        format!("IC{:04}", self as u16)
    }
}

/// A message's refusal or failure.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reject {
    /// The kind of failure, as the interface specification numbers it.
    pub reject_code: RejectCode,
    /// The network's own code of the failure.
    pub error_code: ErrorCode,
    /// What happened, for a person to read.
    pub message: String,
}

impl Reject {
    /// A reject whose reject code follows from its error code.
    pub fn new(error_code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            reject_code: error_code.reject_code(),
            error_code,
            message: message.into(),
        }
    }
}

impl fmt::Display for Reject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.error_code.text(), self.message)
    }
}

impl std::error::Error for Reject {}
