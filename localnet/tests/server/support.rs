//! A server, a canister that counts, and short ways to say what the tests do.

use candid::{CandidType, Decode, Encode, Principal};
use ic_agent::identity::BasicIdentity;
use ic_agent::{Agent, Identity};
use ic_management_canister_types::{CanisterInstallMode, InstallCodeArgs};
use pocket_ic::nonblocking::PocketIc as AsyncPocketIc;
use pocket_ic::{PocketIc, PocketIcBuilder};
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// The server under test.
pub fn binary() -> PathBuf {
    env!("CARGO_BIN_EXE_localnet").into()
}

/// The counting canister.
pub fn counter() -> Vec<u8> {
    wat::parse_str(include_str!("counter.wat")).unwrap()
}

/// A builder for instances on the server under test.
pub fn builder() -> PocketIcBuilder {
    PocketIcBuilder::new().with_server_binary(binary())
}

/// An instance as `PocketIc::new()` makes it.
pub fn instance() -> PocketIc {
    builder().with_application_subnet().build()
}

/// An instance with a counting canister, which anybody controls.
pub fn with_counter() -> (PocketIc, Principal) {
    let pic = instance();
    let canister = pic.create_canister();
    pic.install_canister(canister, counter(), vec![], None);
    (pic, canister)
}

/// Somebody with a name.
pub fn user(n: u8) -> Principal {
    identity(n).sender().unwrap()
}

/// The key of [`user`].
pub fn identity(n: u8) -> BasicIdentity {
    BasicIdentity::from_raw_key(&[n; 32])
}

/// The counter's reply as a number.
pub fn number(reply: &[u8]) -> u32 {
    u32::from_le_bytes(reply.try_into().unwrap())
}

/// A live instance whose root is an NNS, with a gateway.
pub struct Live {
    pub pic: AsyncPocketIc,
    pub url: String,
}

impl Live {
    pub async fn start() -> Self {
        Self::of(builder().with_nns_subnet().with_application_subnet()).await
    }

    pub async fn of(builder: PocketIcBuilder) -> Self {
        let mut pic = builder.build_async().await;
        let url = pic.make_live(None).await;
        Self {
            pic,
            url: url.to_string(),
        }
    }

    /// A client that trusts this network.
    pub async fn agent(&self, identity: impl Identity + 'static) -> Agent {
        let agent = Agent::builder()
            .with_url(&self.url)
            .with_identity(identity)
            .build()
            .unwrap();
        agent.fetch_root_key().await.unwrap();
        agent
    }

    /// A counting canister that [`user`] 1 controls.
    pub async fn counter(&self) -> Principal {
        let settings = pocket_ic::CanisterSettings {
            controllers: Some(vec![user(1)]),
            ..Default::default()
        };
        let canister = self
            .pic
            .create_canister_with_settings(Some(user(1)), Some(settings))
            .await;
        self.pic
            .install_canister(canister, counter(), vec![], Some(user(1)))
            .await;
        canister
    }
}

/// A canister that an agent creates and installs through the management canister, as `icp` and
/// `dfx` do.
pub async fn create_by_agent(agent: &Agent, address: Principal) -> Principal {
    #[derive(CandidType)]
    struct Create {
        amount: Option<candid::Nat>,
    }
    #[derive(CandidType, Deserialize)]
    struct Created {
        canister_id: Principal,
    }
    let management = Principal::management_canister();
    let reply = agent
        .update(&management, "provisional_create_canister_with_cycles")
        .with_effective_canister_id(address)
        .with_arg(Encode!(&Create { amount: None }).unwrap())
        .call_and_wait()
        .await
        .unwrap();
    let canister_id = Decode!(&reply, Created).unwrap().canister_id;
    let install = InstallCodeArgs {
        mode: CanisterInstallMode::Install,
        canister_id,
        wasm_module: counter(),
        arg: vec![],
        sender_canister_version: None,
    };
    agent
        .update(&management, "install_code")
        .with_effective_canister_id(canister_id)
        .with_arg(Encode!(&install).unwrap())
        .call_and_wait()
        .await
        .unwrap();
    canister_id
}

/// Sends a request's bytes and returns status and body.
pub async fn post(url: &str, path: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
    let response = reqwest::Client::new()
        .post(format!("{url}{path}"))
        .header("content-type", "application/cbor")
        .body(body)
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    (status, response.bytes().await.unwrap().to_vec())
}

/// Sends JSON to the server itself and returns status and answer.
pub async fn post_json(url: &str, path: &str, body: &Value) -> (u16, Value) {
    let (status, body) = post(url, path, body.to_string().into_bytes()).await;
    (status, serde_json::from_slice(&body).unwrap())
}
