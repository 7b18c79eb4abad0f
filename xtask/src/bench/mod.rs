//! What the registry's operations cost, in instructions, beside their floors.

mod series;
mod table;

use std::fs;

use anyhow::{Context, Result};
use candid::utils::ArgumentEncoder;
use candid::{Principal, decode_one, encode_args};
use pocket_ic::PocketIc;

use crate::command;
use crate::localnet;
use crate::workspace::Workspace;
use table::Row;

/// Meetings at which everything is counted, as far as they are fewer than the largest number that is
/// asked for, at which it is counted too.
const SIZES: [u64; 3] = [1_000, 10_000, 100_000];
/// Groups with a weekly series each, at which series are counted.
const SERIES: u64 = 10_000;
/// Meetings that one message loads.
const BATCH: u64 = 200;

/// Anybody but the anonymous caller, whom the canister's filter refuses.
const CALLER: Principal = Principal::from_slice(&[7]);

/// The `--largest` of the command line.
///
/// # Errors
/// When it is not a number.
pub fn largest(options: &[String]) -> Result<u64> {
    match options {
        [] => Ok(SIZES[SIZES.len() - 1]),
        [name, number] if name == "--largest" => Ok(number.parse()?),
        _ => anyhow::bail!("`cargo xtask bench` takes `--largest N` alone"),
    }
}

/// Runs the benchmarks and prints their table.
///
/// # Errors
/// When the canister does not build or a call is refused.
pub fn bench(largest: u64) -> Result<()> {
    let workspace = Workspace::find()?;
    let wasm = build(&workspace)?;
    let network = network(&workspace)?;
    let registry = Bench::install(&network, &wasm);
    let floor = Bench::install(&network, &wasm);
    registry.update::<()>("prepare", ())?;
    let mut loaded = 0;
    let mut tending = Tending::default();
    let below = SIZES.into_iter().filter(|size| *size < largest);
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
        table::print(&measure(&registry, &floor, size, bytes)?);
        tending.print(loaded);
        table::print_sizes(&registry.query::<Vec<(String, u64)>>("sizes", ())?, size);
    }
    let (registry, floor) = (
        Bench::install(&network, &wasm),
        Bench::install(&network, &wasm),
    );
    series::bench(&registry, &floor, largest.min(SERIES))
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

    fn print(&self, meetings: u64) {
        let each = self.all / meetings.max(1);
        println!(
            "  merging, for each meeting so far {each}; the dearest message {}",
            self.most
        );
    }
}

fn measure(registry: &Bench, floor: &Bench, size: u64, bytes: u32) -> Result<Vec<Row>> {
    let middle = size / 2;
    let get: u64 = floor.query("floor_get", (middle,))?;
    let page: u64 = floor.query("floor_page", (middle,))?;
    let put: u64 = floor.update("floor_put", (middle, bytes))?;
    let edits: Vec<u64> = registry.update("edit_group", ())?;
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
        Row::new("a search, 20 hits", registry.query("find", ())?, page),
        Row::new(
            "  of that: in the index",
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
            "  of that: decoding it",
            registry.query("decode_edit", (middle,))?,
            put,
        ),
        Row::new("an edit of a group, mean", mean(&edits), put),
        Row::new("  the cheapest of them", least(&edits), put),
        Row::new("  the dearest of them", most(&edits), put),
        Row::new(
            "  of that: decoding it",
            registry.query("decode_group_edit", ())?,
            put,
        ),
        Row::new(
            "  and hashing its block",
            registry.query("hash_group_edit", ())?,
            put,
        ),
        Row::new("a new meeting", registry.update("add_meeting", ())?, put),
        Row::new("a page's first answer", certify_pages(registry, size)?, get),
        Row::new(
            "a page, with its proof",
            registry.query("serve_page", ("/groups/benchmarks.json",))?,
            get,
        ),
        Row::new(
            "an edit, its pages known",
            mean(&registry.update::<Vec<u64>>("edit_certified_group", ())?),
            put,
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
    for n in 1..=(size / 10).min(500) {
        let path = format!("/meetings/meeting-{n}.json");
        registry.update::<u64>("certify_page", (path,))?;
    }
    registry.update::<()>("certify_pages", ())?;
    registry.update("certify_page", ("/groups/benchmarks.json",))
}

fn build(workspace: &Workspace) -> Result<Vec<u8>> {
    let target = "wasm32-unknown-unknown";
    command::run(
        command::cargo()
            .current_dir(&workspace.root)
            .args(["build", "--release", "--locked", "--package", "bench"])
            .args(["--target", target, "--target-dir"])
            .arg(&workspace.target),
    )?;
    let module = workspace.target.join(target).join("release/bench.wasm");
    fs::read(&module).with_context(|| format!("cannot read {}", module.display()))
}

fn network(workspace: &Workspace) -> Result<PocketIc> {
    let server = localnet::server(workspace)?;
    Ok(pocket_ic::PocketIcBuilder::new()
        .with_server_binary(server)
        .with_application_subnet()
        .build())
}

/// The benchmarks' canister.
struct Bench<'a> {
    network: &'a PocketIc,
    canister: Principal,
}

impl<'a> Bench<'a> {
    fn install(network: &'a PocketIc, wasm: &[u8]) -> Self {
        let canister = network.create_canister_with_settings(Some(CALLER), None);
        network.add_cycles(canister, 1_000_000_000_000_000);
        let nothing = encode_args(()).unwrap_or_default();
        network.install_canister(canister, wasm.to_vec(), nothing, Some(CALLER));
        Bench { network, canister }
    }

    fn update<T>(&self, method: &str, arguments: impl ArgumentEncoder) -> Result<T>
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

    fn query<T>(&self, method: &str, arguments: impl ArgumentEncoder) -> Result<T>
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
