//! The wallet standards on the real canister: ICRC-10, ICRC-21, ICRC-28, as wallets ask for them.

mod consent;
mod interface;
mod origins;

use candid::utils::ArgumentEncoder;
use candid::{CandidType, Principal, encode_args};
use pocket_ic::{PocketIc, RejectResponse};
use serde::de::DeserializeOwned;
use workgroups::domain::Operation;
use workgroups::registry::RegistryInfo;
use workgroups::wire::WriteReply;
use workgroups_test_support as support;

struct Host {
    network: PocketIc,
    canister: Principal,
}

/// Installs the canister, and is the first admin.
fn founder() -> Principal {
    Principal::self_authenticating("founder")
}

impl Host {
    fn new() -> Self {
        let network = support::network();
        let canister = support::install(&network, &[founder()]);
        Host { network, canister }
    }

    fn send(
        &self,
        caller: Principal,
        method: &str,
        arguments: impl ArgumentEncoder,
    ) -> Result<Vec<u8>, RejectResponse> {
        let bytes = encode_args(arguments).unwrap();
        self.network
            .update_call(self.canister, caller, method, bytes)
    }

    /// What a wallet without an identity gets as a certified answer.
    fn ask<T>(&self, method: &str, arguments: impl ArgumentEncoder) -> T
    where
        T: CandidType + DeserializeOwned,
    {
        let reply = self.send(Principal::anonymous(), method, arguments);
        candid::decode_one(&reply.unwrap()).unwrap()
    }

    fn admin(&self, method: &str, argument: impl CandidType) {
        let reply = self.send(founder(), method, (argument,)).unwrap();
        match candid::decode_one(&reply).unwrap() {
            WriteReply::Ok(_) => {}
            WriteReply::Err(refusal) => panic!("{method}: {refusal:?}"),
        }
    }

    fn batch(&self, operations: Vec<Operation>) {
        let batch = workgroups::registry::ApplyBatch {
            operations,
            request_id: None,
            numbers: None,
        };
        let reply = self.send(founder(), "apply_batch", (batch,)).unwrap();
        let reply: workgroups::wire::BatchReply = candid::decode_one(&reply).unwrap();
        assert!(
            matches!(reply, workgroups::wire::BatchReply::Ok(_)),
            "{reply:?}"
        );
    }

    fn about(&self) -> RegistryInfo {
        let bytes = encode_args(()).unwrap();
        let anonymous = Principal::anonymous();
        let reply = self
            .network
            .query_call(self.canister, anonymous, "about", bytes);
        candid::decode_one(&reply.unwrap()).unwrap()
    }
}
