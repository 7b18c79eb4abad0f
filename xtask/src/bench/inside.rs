//! What the registry's operations cost, in instructions, beside their floors: counted inside a
//! canister of the benchmark's own.

use std::time::Duration;

use anyhow::Result;
use candid::utils::ArgumentEncoder;
use candid::{Principal, decode_one, encode_args};
use pocket_ic::PocketIc;

use super::docs::Docs;
use super::table::{Columns, Row, thousands};
use super::{SIZES, network, series};
use crate::build;
use crate::workspace::Workspace;

/// Groups with a weekly series each, at which series are counted.
const SERIES: u64 = 10_000;
/// Meetings that one message loads.
const BATCH: u64 = 200;

/// After which the purse of first answers is full again.
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// Anybody but the anonymous caller, whom the canister's filter refuses.
const CALLER: Principal = Principal::from_slice(&[7]);

/// Runs the benchmarks and prints their table.
///
/// # Errors
/// When the canister does not build or a call is refused.
pub fn bench(workspace: &Workspace, docs: &Docs, largest: u64) -> Result<()> {
    let wasm = build::of_benchmarks(workspace, "bench")?;
    let network = network(workspace)?;
    let registry = Bench::install(&network, &wasm);
    let floor = Bench::install(&network, &wasm);
    registry.update::<()>("prepare", ())?;
    let mut loaded = 0;
    let mut tending = Tending::default();
    let below = SIZES.into_iter().filter(|size| *size < largest);
    let mut operations = Columns::default();
    let mut memory = Columns::default();
    for size in below.chain([largest]) {
        while loaded < size {
            loaded = registry.update("load", (BATCH.min(size - loaded),))?;
            tending.all(&registry)?;
        }
        let bytes: u32 = registry.query("stored_bytes", (size / 2,))?;
        for until in (BATCH..=size).step_by(BATCH as usize) {
            floor.update::<()>("floor_load", (until, bytes))?;
        }
        println!("{size} meetings of {bytes} bytes");
        let mut rows = measure(&registry, &floor, size, bytes)?;
        rows.extend(tending.rows(loaded));
        operations.add(&format!("{} meetings", thousands(size)), &rows, Row::cells);
        let sizes: Vec<(String, u64)> = registry.query("sizes", ())?;
        memory.add_sizes(size, &sizes);
    }
    docs.show("operations", &operations.table(&["floor", "ratio"]))?;
    docs.show("memory", &memory.table(&["for a meeting"]))?;
    let (registry, floor) = (
        Bench::install(&network, &wasm),
        Bench::install(&network, &wasm),
    );
    docs.show(
        "series",
        &series::bench(&registry, &floor, largest.min(SERIES))?,
    )
}

/// The work on the index of the search, which a timer does in the registry's own canister.
#[derive(Default)]
struct Tending {
    all: u64,
    most: u64,
}

impl Tending {
    /// Does all that there is to do.
    fn all(&mut self, registry: &Bench) -> Result<()> {
        loop {
            let (cost, more): (u64, bool) = registry.update_two("tend", ())?;
            self.all += cost;
            self.most = self.most.max(cost);
            if !more {
                return Ok(());
            }
        }
    }

    fn rows(&self, meetings: u64) -> [Row; 2] {
        let each = self.all / meetings.max(1);
        [
            Row::alone(
                "merging the index, spread over later messages, for each meeting",
                each,
            ),
            Row::alone("the dearest message of merging", self.most),
        ]
    }
}

fn measure(registry: &Bench, floor: &Bench, size: u64, bytes: u32) -> Result<Vec<Row>> {
    let middle = size / 2;
    let get: u64 = floor.query("floor_get", (middle,))?;
    let page: u64 = floor.query("floor_page", (middle,))?;
    let put: u64 = floor.update("floor_put", (middle, bytes))?;
    let edits: Vec<u64> = registry.update("edit_group", ())?;
    registry.network.advance_time(MINUTE);
    Ok(vec![
        Row::new(
            "a meeting by number",
            registry.query("get_meeting_by_id", (middle,))?,
            get,
        ),
        Row::new(
            "a meeting by slug",
            registry.query("get_meeting_by_slug", (middle,))?,
            get,
        ),
        Row::new(
            "a page of 50 meetings",
            registry.query("page_of_meetings", (middle,))?,
            page,
        ),
        Row::new(
            "a search for two common words, 20 hits",
            registry.query("find", ())?,
            page,
        ),
        Row::new(
            "of that: in the index",
            registry.query("find_numbers", ())?,
            page,
        ),
        Row::new(
            "a search for a rare word",
            registry.query("find_rare", (middle,))?,
            page,
        ),
        Row::new(
            "an edit of a meeting",
            registry.update("edit_meeting", (middle,))?,
            put,
        ),
        Row::new(
            "of that: decoding the call",
            registry.query("decode_edit", (middle,))?,
            put,
        ),
        Row::new(
            "that meeting as it stood before",
            registry.query("past_meeting", (middle,))?,
            get,
        ),
        Row::new(
            "a page of 50 of what waits in a group",
            registry.query("waits", ())?,
            page,
        ),
        Row::new(
            "what a group did in 90 days",
            registry.query("activity_of_group", ())?,
            page,
        ),
        Row::new("an edit of a group of 3 kB", mean(&edits), put),
        Row::new("the cheapest of them", least(&edits), put),
        Row::new("the dearest of them", most(&edits), put),
        Row::new(
            "of that: decoding the call",
            registry.query("decode_group_edit", ())?,
            put,
        ),
        Row::new(
            "of that: SHA-256 of the operation",
            registry.query("hash_group_edit", ())?,
            put,
        ),
        Row::new("a new meeting", registry.update("add_meeting", ())?, put),
        Row::new(
            "a page's first answer, by an update",
            certify_pages(registry, size)?,
            get,
        ),
        Row::new(
            "the same page by a query, with its proof",
            registry.query("serve_page", ("/groups/benchmarks.json",))?,
            get,
        ),
        Row::new(
            "an edit of the group, its nine pages certified",
            mean(&registry.update::<Vec<u64>>("edit_certified_group", ())?),
            put,
        ),
        Row::alone(
            "opening the registry, as an upgrade does",
            registry.update("open", ())?,
        ),
    ])
}

fn mean(costs: &[u64]) -> u64 {
    costs.iter().sum::<u64>() / costs.len().max(1) as u64
}

fn least(costs: &[u64]) -> u64 {
    costs.iter().copied().min().unwrap_or_default()
}

fn most(costs: &[u64]) -> u64 {
    costs.iter().copied().max().unwrap_or_default()
}

/// Certifies the pages of the group and of a tenth of the meetings, 500 at most; tells what
/// the group's own page costs.
fn certify_pages(registry: &Bench, size: u64) -> Result<u64> {
    registry.network.advance_time(DAY);
    for n in 1..=(size / 10).min(500) {
        // As many as the purse of a minute holds, and fewer.
        if n % 200 == 0 {
            registry.network.advance_time(MINUTE);
        }
        let path = format!("/meetings/meeting-{n}.json");
        registry.update::<u64>("certify_page", (path,))?;
    }
    // The purse of a day would not last for all sizes.
    registry.network.advance_time(DAY);
    registry.update::<()>("certify_pages", ())?;
    registry.update("certify_page", ("/groups/benchmarks.json",))
}

/// The benchmarks' canister.
pub struct Bench<'a> {
    network: &'a PocketIc,
    canister: Principal,
}

impl<'a> Bench<'a> {
    pub fn install(network: &'a PocketIc, wasm: &[u8]) -> Self {
        let canister = network.create_canister_with_settings(Some(CALLER), None);
        network.add_cycles(canister, 1_000_000_000_000_000);
        let nothing = encode_args(()).unwrap_or_default();
        network.install_canister(canister, wasm.to_vec(), nothing, Some(CALLER));
        Bench { network, canister }
    }

    pub fn update<T>(&self, method: &str, arguments: impl ArgumentEncoder) -> Result<T>
    where
        T: candid::CandidType + for<'de> candid::Deserialize<'de>,
    {
        let call = encode_args(arguments)?;
        let reply = self
            .network
            .update_call(self.canister, CALLER, method, call);
        let reply = reply.map_err(|e| anyhow::anyhow!("{method}: {e}"))?;
        read(&reply)
    }

    /// An update that answers with two values.
    fn update_two<A, B>(&self, method: &str, arguments: impl ArgumentEncoder) -> Result<(A, B)>
    where
        A: candid::CandidType + for<'de> candid::Deserialize<'de>,
        B: candid::CandidType + for<'de> candid::Deserialize<'de>,
    {
        let call = encode_args(arguments)?;
        let reply = self
            .network
            .update_call(self.canister, CALLER, method, call);
        let reply = reply.map_err(|e| anyhow::anyhow!("{method}: {e}"))?;
        Ok(candid::decode_args(&reply)?)
    }

    pub fn query<T>(&self, method: &str, arguments: impl ArgumentEncoder) -> Result<T>
    where
        T: candid::CandidType + for<'de> candid::Deserialize<'de>,
    {
        let call = encode_args(arguments)?;
        let reply = self.network.query_call(self.canister, CALLER, method, call);
        let reply = reply.map_err(|e| anyhow::anyhow!("{method}: {e}"))?;
        read(&reply)
    }
}

/// A method without a result answers with no value at all.
fn read<T>(reply: &[u8]) -> Result<T>
where
    T: candid::CandidType + for<'de> candid::Deserialize<'de>,
{
    Ok(decode_one(reply)?)
}
