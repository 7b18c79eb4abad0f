//! `cargo xtask up`: the canister on a local network, with a community's records in it.

mod canister;
mod compiler;
mod guide;
mod identity;
mod options;
mod server;
mod state;

use std::collections::BTreeSet;
use std::fs;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use candid::Principal;
use pocket_ic::{PocketIc, Time};

use crate::build;
use crate::localnet;
use crate::workspace::Workspace;
use canister::Deployment;
use identity::Developer;
pub use options::Options;
use server::{Interrupt, Server};
use state::StateFolder;

/// How long the long steps take on a machine that has built nothing yet, with two cores. Later
/// they take seconds.
const FIRST_CANISTER: &str = "the first time: about 5 minutes on two cores";
const FIRST_NETWORK: &str = "the first time: about 7 minutes on two cores";

/// How often the running network is looked at.
const WATCH_INTERVAL: Duration = Duration::from_millis(200);

/// How many looks pass between two requests that keep the server from ending as unused.
const LOOKS_PER_REQUEST: u32 = 50;

/// Runs until the user stops it.
///
/// # Errors
/// When something does not build, no port is free, the canister cannot be installed, or the
/// server ends by itself.
pub fn up(options: &Options) -> Result<()> {
    compiler::look_for();
    let workspace = Workspace::find()?;
    let state = options
        .state
        .as_deref()
        .map(StateFolder::open)
        .transpose()?;
    say(&format!("Building the canister ({FIRST_CANISTER}) …"));
    let artifact = build::canister(&workspace)?;
    if localnet::chosen_by_user().is_none() {
        say(&format!("Building the local network ({FIRST_NETWORK}) …"));
    }
    let program = localnet::server(&workspace)?;
    say("Starting the local network …");
    let developer = Developer::load_or_create(&workspace.artifacts())?;
    let port = server::free_port(options.port)?;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let interrupt = Interrupt::listen(&runtime);
    let mut server = Server::start(&runtime, program);
    let mut network = start_network(&server, state.as_ref())?;

    let canister = Deployment {
        network: &network,
        examples: &workspace.root.join("examples"),
        controllers: &controllers(options, &developer),
        interrupt: &interrupt,
    }
    .put(fs::read(&artifact.gzip.path)?, state.as_ref())?;
    network.make_live(Some(port));
    guide::Guide {
        port,
        canister,
        developer: &developer,
        rich_meeting: guide::rich_meeting(&network, canister),
    }
    .print();

    let ended = watch(&mut server, &network, &interrupt);
    println!("\nStopping.");
    // Deleting the network is what makes the server write its state.
    drop(network);
    ended
}

/// Says what begins now. It is written to the standard error, as cargo's progress is, so that the
/// two stay in order.
fn say(step: &str) {
    eprintln!("{step}");
}

/// The developer comes first: the canister is installed and filled in this name.
fn controllers(options: &Options, developer: &Developer) -> Vec<Principal> {
    let mut controllers = vec![developer.principal];
    for (program, principal) in identity::of_installed_clients() {
        println!("Your identity in {program}, {principal}, becomes a controller of the canister.");
        controllers.push(principal);
    }
    controllers.extend(&options.controllers);
    let mut seen = BTreeSet::new();
    controllers.retain(|principal| seen.insert(*principal));
    controllers
}

fn start_network(server: &Server, state: Option<&StateFolder>) -> Result<PocketIc> {
    let mut builder = server.network()?;
    if let Some(state) = state {
        builder = builder.with_state_dir(state.network());
    }
    if state.is_none_or(|state| state.is_new()) {
        builder = builder.with_nns_subnet().with_application_subnet();
    }
    let network = builder.build();
    let now = Time::from(SystemTime::now());
    if network.get_time() < now {
        network.set_time(now);
    }
    Ok(network)
}

fn watch(server: &mut Server, network: &PocketIc, interrupt: &Interrupt) -> Result<()> {
    for look in 1_u32.. {
        sleep(WATCH_INTERVAL);
        if interrupt.requested() {
            break;
        }
        server.check()?;
        if look.is_multiple_of(LOOKS_PER_REQUEST) {
            network.get_time();
        }
    }
    Ok(())
}
