//! The registry's own module on the local network, counted from the outside: what each message
//! and each timer takes is told by the metrics of the subnet, what a query takes by the statistics
//! of the canister.

use std::cell::Cell;
use std::ops::{Add, AddAssign, Sub};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use candid::{CandidType, Nat, Principal, decode_one, encode_args, encode_one};
use pocket_ic::{PocketIc, Time};
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;
use workgroups::domain::{Operation, Refusal, Written};
use workgroups::http::{HttpRequest, HttpResponse};
use workgroups::registry::ApplyBatch;
use workgroups::wire::{BatchReply, WriteReply};

use super::fees;

/// Installs the canister, and is its first admin.
pub const ADMIN: Principal = Principal::from_slice(&[7]);
/// What is sent with each request for a page, about, beside its address: a browser's headers as
/// the gateway passes them on.
const HEADERS: [(&str, &str); 4] = [
    (
        "accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ),
    ("accept-encoding", "gzip, deflate, br"),
    ("accept-language", "en-GB,en;q=0.7,zh;q=0.3"),
    (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ),
];

/// What the network charges for: counts, of which the cycles follow by its fees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Messages from outside that were taken.
    pub sent: u64,
    /// Their bytes: the name of the method and the argument.
    pub bytes: u64,
    /// Executions, those of timers too.
    pub messages: u64,
    pub instructions: u64,
}

impl Work {
    pub fn cycles(&self) -> u64 {
        self.ingress() + self.messages * fees::EXECUTION + self.instructions
    }

    /// Cycles for messages that come from outside, before they are executed.
    pub fn ingress(&self) -> u64 {
        self.sent * fees::INGRESS + self.bytes * fees::INGRESS_BYTE
    }
}

impl Add for Work {
    type Output = Work;
    fn add(self, other: Work) -> Work {
        Work {
            sent: self.sent + other.sent,
            bytes: self.bytes + other.bytes,
            messages: self.messages + other.messages,
            instructions: self.instructions + other.instructions,
        }
    }
}

impl Sub for Work {
    type Output = Work;
    fn sub(self, other: Work) -> Work {
        Work {
            sent: self.sent - other.sent,
            bytes: self.bytes - other.bytes,
            messages: self.messages - other.messages,
            instructions: self.instructions - other.instructions,
        }
    }
}

impl AddAssign for Work {
    fn add_assign(&mut self, other: Work) {
        *self = *self + other;
    }
}

/// What became of a message.
#[derive(Clone, Debug)]
pub enum Sent {
    /// Not taken for execution: it costs nothing.
    NotTaken,
    Replied(Vec<u8>),
}

/// A canister on a network of its own.
pub struct Live<'a> {
    pub network: &'a PocketIc,
    pub canister: Principal,
    subnet: Principal,
    sent: Cell<(u64, u64)>,
}

impl<'a> Live<'a> {
    /// Installs a module.
    pub fn install(network: &'a PocketIc, wasm: &[u8]) -> Result<Self> {
        let canister = network.create_canister_with_settings(Some(ADMIN), None);
        network.add_cycles(canister, 1_000_000_000_000_000);
        network.install_canister(canister, wasm.to_vec(), encode_args(())?, Some(ADMIN));
        let subnet = network.get_subnet(canister).context("it is on a subnet")?;
        let live = Live {
            network,
            canister,
            subnet,
            sent: Cell::default(),
        };
        live.settle();
        Ok(live)
    }

    /// Upgrades the canister, and tells what it says that this took, in instructions.
    pub fn upgrade(&self, wasm: &[u8]) -> Result<u64> {
        let none = encode_args(())?;
        let upgraded =
            self.network
                .upgrade_canister(self.canister, wasm.to_vec(), none, Some(ADMIN));
        upgraded.map_err(|reject| anyhow!("the upgrade: {}", reject.reject_message))?;
        let logs = self.network.fetch_canister_logs(self.canister, ADMIN);
        let logs = logs.map_err(|reject| anyhow!("the logs: {}", reject.reject_message))?;
        let last = logs.last().context("an upgrade leaves a line in the log")?;
        let line = String::from_utf8_lossy(&last.content);
        let count = line.strip_prefix("upgraded in ");
        let count = count.and_then(|rest| rest.strip_suffix(" instructions"));
        let count = count.with_context(|| format!("the log ends with {line:?}"))?;
        Ok(count.parse()?)
    }

    /// Runs what is due now, timers above all.
    pub fn settle(&self) {
        (0..4).for_each(|_| self.network.tick());
    }

    /// Moves the clock on, and runs what is due then.
    pub fn wait(&self, seconds: u64) {
        self.network.advance_time(Duration::from_secs(seconds));
        self.settle();
    }

    /// Nanoseconds since 1970.
    pub fn now(&self) -> u64 {
        self.network.get_time().as_nanos_since_unix_epoch()
    }

    pub fn set_time(&self, nanos: u64) {
        self.network
            .set_time(Time::from_nanos_since_unix_epoch(nanos));
    }

    /// What was done since the network was started.
    pub fn work(&self) -> Result<Work> {
        let metrics = self.network.get_subnet_metrics(self.subnet);
        let metrics = metrics.context("the network tells no metrics of its subnet")?;
        let (sent, bytes) = self.sent.get();
        Ok(Work {
            sent,
            bytes,
            messages: metrics.update_transactions_total,
            instructions: u64::try_from(metrics.consumed_cycles_total)?,
        })
    }

    /// Sends an update.
    pub fn send(&self, by: Principal, method: &str, argument: Vec<u8>) -> Result<Sent> {
        let bytes = (method.len() + argument.len()) as u64;
        let Ok(id) = self
            .network
            .submit_call(self.canister, by, method, argument)
        else {
            return Ok(Sent::NotTaken);
        };
        let (sent, before) = self.sent.get();
        self.sent.set((sent + 1, before + bytes));
        let reply = self.network.await_call(id);
        let reply = reply.map_err(|reject| anyhow!("{method}: {}", reject.reject_message))?;
        Ok(Sent::Replied(reply))
    }

    /// Sends an operation; none when it is not taken.
    pub fn attempt(
        &self,
        by: Principal,
        operation: &Operation,
    ) -> Result<Option<Result<Written, Refusal>>> {
        match self.send(by, operation.method(), operation.argument())? {
            Sent::NotTaken => Ok(None),
            Sent::Replied(reply) => Ok(Some(match decode_one(&reply)? {
                WriteReply::Ok(written) => Ok(written),
                WriteReply::Err(refusal) => Err(refusal),
            })),
        }
    }

    /// Sends an operation that has to be accepted.
    pub fn execute(&self, by: Principal, operation: &Operation) -> Result<Written> {
        match self.attempt(by, operation)? {
            Some(Ok(written)) => Ok(written),
            Some(Err(refusal)) => bail!("{}: {}", operation.method(), refusal.message),
            None => bail!("{}: not taken", operation.method()),
        }
    }

    /// Sends operations together, which have to be accepted.
    pub fn execute_all(&self, by: Principal, operations: Vec<Operation>) -> Result<Vec<Written>> {
        let batch = ApplyBatch {
            operations,
            request_id: None,
            numbers: None,
        };
        let Sent::Replied(reply) = self.send(by, "apply_batch", encode_one(&batch)?)? else {
            bail!("the batch is not taken");
        };
        match decode_one(&reply)? {
            BatchReply::Ok(written) => Ok(written),
            BatchReply::Err(refusal) => bail!(refusal.message),
        }
    }

    /// Asks a question; tells what it takes, too.
    pub fn query(&self, method: &str, argument: Vec<u8>) -> Result<(Vec<u8>, u64)> {
        let before = self.queried()?;
        let reply = self
            .network
            .query_call(self.canister, ADMIN, method, argument);
        let reply = reply.map_err(|reject| anyhow!("{method}: {}", reject.reject_message))?;
        Ok((reply, self.queried()? - before))
    }

    fn queried(&self) -> Result<u64> {
        let status = self.status()?;
        count(&status.query_stats.num_instructions_total)
    }

    /// Bytes of memory that the network charges for.
    pub fn memory(&self) -> Result<u64> {
        count(&self.status()?.memory_size)
    }

    fn status(&self) -> Result<pocket_ic::CanisterStatusResult> {
        let status = self.network.canister_status(self.canister, Some(ADMIN));
        status.map_err(|reject| anyhow!(reject.reject_message))
    }

    /// Asks for a page as a gateway does, by a query.
    pub fn page(&self, address: &str) -> Result<HttpResponse> {
        let reply = self.network.query_call(
            self.canister,
            Principal::anonymous(),
            "http_request",
            encode_one(request(address))?,
        );
        let reply = reply.map_err(|reject| anyhow!("{address}: {}", reject.reject_message))?;
        read(&reply)
    }

    /// Asks for a page by an update; none when it is not taken.
    pub fn page_by_update(&self, address: &str) -> Result<Option<HttpResponse>> {
        let argument = encode_one(request(address))?;
        match self.send(Principal::anonymous(), "http_request_update", argument)? {
            Sent::NotTaken => Ok(None),
            Sent::Replied(reply) => read(&reply).map(Some),
        }
    }
}

/// A request for a page, as a gateway passes it on.
pub fn request(address: &str) -> HttpRequest {
    let headers = HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned()));
    HttpRequest {
        method: "GET".into(),
        url: address.into(),
        headers: headers.into(),
        body: ByteBuf::new(),
        certificate_version: Some(2),
    }
}

fn read<T: CandidType + DeserializeOwned>(reply: &[u8]) -> Result<T> {
    Ok(decode_one(reply)?)
}

fn count(number: &Nat) -> Result<u64> {
    Ok(u64::try_from(number.0.clone())?)
}
