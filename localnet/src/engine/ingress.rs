//! Messages from users and what becomes of them.

use super::reject::Reject;
use candid::Principal;

/// What a message is known by: the request id of the interface specification, or any other
/// 32 bytes that the caller takes care to use once.
pub type MessageId = [u8; 32];

/// A call from outside the network.
#[derive(Clone, Debug)]
pub struct Ingress {
    /// See [`MessageId`].
    pub id: MessageId,
    /// Who calls. The signature has been checked by whoever submits the message.
    pub sender: Principal,
    /// The callee; `aaaaa-aa` is the management canister.
    pub canister_id: Principal,
    /// The method's name.
    pub method: String,
    /// The argument's bytes.
    pub arg: Vec<u8>,
}

/// How far a message has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageStatus {
    /// Accepted; no round has taken it up yet.
    Received,
    /// Taken up, and waiting for an answer to come.
    Processing,
    /// Answered.
    Replied(Vec<u8>),
    /// Refused or failed.
    Rejected(Reject),
}
