//! What the registry costs: its operations beside their floors and beside a plain canister, what
//! strangers can make it pay, a week of a community, and a year's bill.

mod bill;
pub mod check;
mod community;
mod docs;
mod doors;
mod fees;
mod inside;
mod live;
mod options;
mod peer;
mod series;
mod strangers;
mod table;
mod trace;
mod week;

use std::fs;

use anyhow::{Context, Result, ensure};
use pocket_ic::{PocketIc, PocketIcBuilder};

use crate::build;
use crate::localnet;
use crate::workspace::Workspace;
use docs::Docs;
use live::Live;
pub use options::Options;
use options::Part;
use trace::Parameters;

/// Meetings at which everything is counted, as far as they are fewer than the largest number that is
/// asked for, at which it is counted too.
const SIZES: [u64; 3] = [1_000, 10_000, 100_000];

/// Runs a part of the benchmarks, and prints its tables or writes them.
///
/// # Errors
/// When a canister does not build, or a call is refused that has to be accepted.
pub fn bench(options: Options) -> Result<()> {
    let workspace = Workspace::find()?;
    let docs = Docs::new(&workspace, options.writes);
    match options.part {
        Part::Operations { largest, beside } => {
            if beside {
                peer::bench(&workspace, &docs, largest)?;
            }
            inside::bench(&workspace, &docs, largest)
        }
        Part::Strangers => {
            // Before the network, which does not wait for as long as a build can take.
            let module = module(&workspace)?;
            let network = network(&workspace)?;
            strangers::bench(&Live::install(&network, &module)?, &docs)
        }
        Part::Check => {
            let rows = check::compare(&workspace, &build::canister(&workspace)?.gzip.path)?;
            rows.iter().for_each(|row| println!("{row}"));
            ensure!(rows.iter().all(check::Compared::holds), "figures differ");
            Ok(())
        }
        Part::Week => {
            let module = module(&workspace)?;
            let network = network(&workspace)?;
            let live = Live::install(&network, &module)?;
            let week = week::replay(&live, &Parameters::read(&workspace)?)?;
            docs.show("week", &week.table())?;
            docs.show("bill", &bill::table(&week))
        }
    }
}

/// Names a module to count in the place of the registry's own, as it is built: one of before.
const WASM_VARIABLE: &str = "WORKGROUPS_WASM";

/// The registry's own module, as it is deployed.
fn module(workspace: &Workspace) -> Result<Vec<u8>> {
    let path = match std::env::var_os(WASM_VARIABLE) {
        Some(path) => path.into(),
        None => build::canister(workspace)?.gzip.path,
    };
    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
}

fn network(workspace: &Workspace) -> Result<PocketIc> {
    let server = localnet::server(workspace)?;
    Ok(PocketIcBuilder::new()
        .with_server_binary(server)
        .with_application_subnet()
        .build())
}
