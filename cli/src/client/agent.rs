//! The network as a way to the canister.

use std::time::Duration;

use anyhow::Result;
use candid::Principal;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use ic_agent::{Agent, AgentError, Identity};
use tokio::runtime::Runtime;

use super::Way;
use crate::failure::{Cause, Failure};

/// Queries on their way at once.
const AT_ONCE: usize = 16;
/// How often a message is sent again that may not have arrived, and how long is waited before.
const PAUSES_SECONDS: [u64; 3] = [1, 3, 8];

/// Where a network's public key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RootKey {
    /// The Internet Computer's.
    Mainnet,
    /// What the network itself says, which proves nothing about the network.
    Fetched,
    /// This one.
    Given(Vec<u8>),
}

/// A canister on a network.
#[derive(Debug)]
pub struct OnNetwork {
    runtime: Runtime,
    agent: Agent,
    canister: Principal,
    url: String,
}

impl OnNetwork {
    /// A canister on the network at an address, called by an identity.
    ///
    /// # Errors
    /// When the address is none, or the network's key is asked for and does not come.
    pub fn new(
        url: &str,
        canister: Principal,
        identity: Box<dyn Identity>,
        root_key: &RootKey,
    ) -> Result<OnNetwork> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let agent = Agent::builder()
            .with_url(url)
            .with_boxed_identity(identity)
            .with_ingress_expiry(Duration::from_secs(240))
            .build()
            .map_err(|error| Failure::usage(format!("{url} is no address of a network: {error}")))?;
        match root_key {
            RootKey::Mainnet => {}
            RootKey::Fetched => {
                let fetched = runtime.block_on(agent.fetch_root_key());
                fetched.map_err(|error| unreachable(url, &error))?;
            }
            RootKey::Given(key) => agent.set_root_key(key.clone()),
        }
        Ok(OnNetwork {
            runtime,
            agent,
            canister,
            url: url.to_owned(),
        })
    }

    /// The public key of the network.
    pub fn root_key(&self) -> Vec<u8> {
        self.agent.read_root_key()
    }

    async fn ask(&self, method: &str, argument: Vec<u8>) -> Result<Vec<u8>> {
        for pause in PAUSES_SECONDS {
            let query = self.agent.query(&self.canister, method);
            match query.with_arg(argument.clone()).call().await {
                Err(error) if may_pass(&error) => {
                    tokio::time::sleep(Duration::from_secs(pause)).await;
                }
                other => return other.map_err(|error| self.failed(method, &error)),
            }
        }
        let last = self.agent.query(&self.canister, method).with_arg(argument);
        last.call().await.map_err(|error| self.failed(method, &error))
    }

    async fn tell(&self, method: &str, argument: Vec<u8>) -> Result<Vec<u8>> {
        for pause in PAUSES_SECONDS {
            let update = self.agent.update(&self.canister, method);
            match update.with_arg(argument.clone()).call_and_wait().await {
                Err(error) if may_pass(&error) && may_repeat(method) => {
                    tokio::time::sleep(Duration::from_secs(pause)).await;
                }
                other => return other.map_err(|error| self.failed(method, &error)),
            }
        }
        let last = self.agent.update(&self.canister, method).with_arg(argument);
        let reply = last.call_and_wait().await;
        reply.map_err(|error| self.failed(method, &error))
    }

    fn failed(&self, method: &str, error: &AgentError) -> anyhow::Error {
        match error {
            AgentError::UncertifiedReject { reject, .. }
            | AgentError::CertifiedReject { reject, .. } => {
                let message = &reject.reject_message;
                let canister = self.canister;
                Failure::new(
                    Cause::Unreachable,
                    format!("the canister {canister} did not take {method}: {message}"),
                )
                .advise("Is the canister's name right, and does the identity have the right?")
                .into()
            }
            error => unreachable(&self.url, error).into(),
        }
    }
}

/// Whether the same message may be sent again although it may have been done: batches carry a
/// mark, and blocks of a backup their places.
fn may_repeat(method: &str) -> bool {
    matches!(method, "apply_batch" | "restore_blocks")
}

/// Whether it may go better the next time.
fn may_pass(error: &AgentError) -> bool {
    match error {
        AgentError::TransportError(_) | AgentError::TimeoutWaitingForResponse() => true,
        AgentError::HttpError(payload) => payload.status == 429 || payload.status >= 500,
        _ => false,
    }
}

fn unreachable(url: &str, error: &AgentError) -> Failure {
    Failure::new(
        Cause::Unreachable,
        format!("the network at {url} does not answer as it should: {error}"),
    )
    .advise(
        "Check `--network`, and for a network that is not the Internet Computer `--root-key`; \
         `--network local` is port 4943 of this machine.",
    )
}

impl Way for OnNetwork {
    fn query(&mut self, method: &str, argument: Vec<u8>) -> Result<Vec<u8>> {
        self.runtime.block_on(self.ask(method, argument))
    }

    fn update(&mut self, method: &str, argument: Vec<u8>) -> Result<Vec<u8>> {
        self.runtime.block_on(self.tell(method, argument))
    }

    fn queries(&mut self, method: &str, arguments: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
        let this = &*self;
        let asked = arguments.into_iter().map(|argument| this.ask(method, argument));
        let all = stream::iter(asked).buffered(AT_ONCE).try_collect();
        this.runtime.block_on(all)
    }
}
