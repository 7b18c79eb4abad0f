//! What travels between users and canisters, and what waits for it.

use super::ingress::MessageId;
use super::reject::Reject;
use candid::Principal;

/// Who waits for the answer to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A user.
    Ingress(MessageId),
    /// A canister: its id and the callback's.
    Canister(Principal, u64),
    /// Nobody: a timer or a heartbeat.
    System,
}

/// The answer to a message.
pub type Outcome = Result<Vec<u8>, Reject>;

/// A call, from a user or a canister.
#[derive(Clone, Debug)]
pub struct Message {
    pub origin: Origin,
    pub sender: Principal,
    pub callee: Principal,
    pub method: String,
    pub arg: Vec<u8>,
    pub cycles: u128,
    pub deadline: Option<u64>,
}

/// What the network runs, one after the other.
#[derive(Clone, Debug)]
pub enum Job {
    Call(Message),
    /// An answer for a canister's callback.
    Answer {
        canister: Principal,
        callback: u64,
        outcome: Outcome,
        refund: u128,
    },
    /// `canister_global_timer` or `canister_heartbeat` of a canister.
    System(Principal, &'static str),
}

/// A call that a canister works on.
#[derive(Clone, Debug)]
pub struct CallContext {
    pub origin: Origin,
    pub caller: Principal,
    /// Calls of its own that are not answered yet.
    pub outstanding: usize,
    pub answered: bool,
    pub cycles_available: u128,
    pub instructions: u64,
    pub deadline: Option<u64>,
}

impl CallContext {
    /// A call that has just come in.
    pub fn new(origin: Origin, caller: Principal, deadline: Option<u64>) -> Self {
        Self {
            origin,
            caller,
            outstanding: 0,
            answered: false,
            cycles_available: 0,
            instructions: 0,
            deadline,
        }
    }
}

/// What a canister does with the answer to a call that it has made.
#[derive(Clone, Copy, Debug)]
pub struct Callback {
    pub context: u64,
    pub on_reply: (u32, u32),
    pub on_reject: (u32, u32),
    pub on_cleanup: Option<(u32, u32)>,
}
