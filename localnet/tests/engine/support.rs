//! A network with one user, and short ways to say what the tests do.

use candid::utils::ArgumentEncoder;
use candid::{CandidType, Principal};
use ic_management_canister_types::{
    CanisterIdRecord, CanisterInstallMode, InstallCodeArgs, ProvisionalCreateCanisterWithCyclesArgs,
};
use localnet::engine::{Config, ErrorCode, Ingress, MessageStatus, Network, Reject};
use serde::de::DeserializeOwned;

/// The user who controls the canisters, unless a test says otherwise.
pub fn owner() -> Principal {
    Principal::self_authenticating([1])
}

/// Somebody else.
pub fn stranger() -> Principal {
    Principal::self_authenticating([2])
}

pub const MANAGEMENT: Principal = Principal::management_canister();

pub fn config() -> Config {
    Config {
        subnet_id: Principal::self_authenticating([9]),
        root_key: vec![7; 133],
        first_canister: 0,
        canister_count: 1 << 20,
        time_nanos: 1_700_000_000_000_000_000,
        seed: [3; 32],
        certificates: None,
    }
}

/// A network and a counter for message ids.
pub struct Net {
    pub network: Network,
    messages: u64,
}

pub type Answer = Result<Vec<u8>, Reject>;

impl Net {
    pub fn new() -> Self {
        Self::with(Network::new(config()))
    }

    pub fn with(network: Network) -> Self {
        Self {
            network,
            messages: 0,
        }
    }

    /// Submits a call and returns its id.
    pub fn submit(
        &mut self,
        sender: Principal,
        canister_id: Principal,
        method: &str,
        arg: &[u8],
    ) -> Result<[u8; 32], Reject> {
        self.messages += 1;
        let mut id = [0; 32];
        id[..8].copy_from_slice(&self.messages.to_le_bytes());
        self.network.submit(Ingress {
            id,
            sender,
            canister_id,
            method: method.to_owned(),
            arg: arg.to_vec(),
        })
    }

    /// A call's answer, if it has come.
    pub fn answer(&self, id: &[u8; 32]) -> Option<Answer> {
        match self.network.status(id)? {
            MessageStatus::Replied(reply) => Some(Ok(reply)),
            MessageStatus::Rejected(reject) => Some(Err(reject)),
            MessageStatus::Received | MessageStatus::Processing => None,
        }
    }

    /// Calls a method and waits for the answer.
    pub fn update_as(
        &mut self,
        sender: Principal,
        canister_id: Principal,
        method: &str,
        arg: &[u8],
    ) -> Answer {
        let id = self.submit(sender, canister_id, method, arg)?;
        for _ in 0..100 {
            self.network.tick();
            if let Some(answer) = self.answer(&id) {
                return answer;
            }
        }
        panic!("{method} was not answered in 100 rounds");
    }

    pub fn update(&mut self, canister_id: Principal, method: &str, arg: &[u8]) -> Answer {
        self.update_as(owner(), canister_id, method, arg)
    }

    pub fn query(&mut self, canister_id: Principal, method: &str, arg: &[u8]) -> Answer {
        self.network.query(owner(), canister_id, method, arg)
    }

    /// Calls the management canister.
    pub fn manage<A: ArgumentEncoder>(&mut self, method: &str, arg: A) -> Answer {
        let arg = candid::encode_args(arg).unwrap();
        self.update(MANAGEMENT, method, &arg)
    }

    pub fn create(&mut self) -> Principal {
        let arg = ProvisionalCreateCanisterWithCyclesArgs::default();
        let reply = self.manage("provisional_create_canister_with_cycles", (arg,));
        candid::decode_one::<CanisterIdRecord>(&reply.unwrap())
            .unwrap()
            .canister_id
    }

    pub fn install_code(
        &mut self,
        canister_id: Principal,
        mode: CanisterInstallMode,
        wasm_module: Vec<u8>,
        arg: Vec<u8>,
    ) -> Answer {
        let arg = InstallCodeArgs {
            mode,
            canister_id,
            wasm_module,
            arg,
            sender_canister_version: None,
        };
        self.manage("install_code", (arg,))
    }

    /// A new canister with this code.
    pub fn install(&mut self, wasm: &[u8]) -> Principal {
        let id = self.create();
        let installed =
            self.install_code(id, CanisterInstallMode::Install, wasm.to_vec(), Vec::new());
        installed.unwrap();
        id
    }

    /// A new canister with this code, as text.
    pub fn install_wat(&mut self, wat: &str) -> Principal {
        self.install(&wat::parse_str(wat).unwrap())
    }
}

/// Reads a Candid value.
pub fn decoded<T: CandidType + DeserializeOwned>(reply: &[u8]) -> T {
    candid::decode_one(reply).unwrap()
}

/// The code of `fixtures/state.wat`.
pub fn state_wasm() -> Vec<u8> {
    wat::parse_str(include_str!("../fixtures/state.wat")).unwrap()
}

/// The code of `fixtures/calls.wat`.
pub fn calls_wasm() -> Vec<u8> {
    wat::parse_str(include_str!("../fixtures/calls.wat")).unwrap()
}

/// A word as the fixtures take it.
pub fn word(value: u32) -> Vec<u8> {
    value.to_le_bytes().to_vec()
}

impl Net {
    /// The words that `state.wat` keeps in its heap, stable memory and global.
    pub fn words(&mut self, canister_id: Principal) -> [u32; 3] {
        let reply = self.query(canister_id, "get", &[]).unwrap();
        [0, 4, 8].map(|at| u32::from_le_bytes(reply[at..at + 4].try_into().unwrap()))
    }
}

/// The code of an answer's reject.
pub fn code(answer: Answer) -> ErrorCode {
    answer.unwrap_err().error_code
}

impl Net {
    /// Upgrades a canister to the code of `state.wat`.
    pub fn upgrade(&mut self, canister_id: Principal, arg: &[u8]) -> Answer {
        let mode = CanisterInstallMode::Upgrade(None);
        self.install_code(canister_id, mode, state_wasm(), arg.to_vec())
    }
}
