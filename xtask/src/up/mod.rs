//! `cargo xtask up`: the canister on a local network, with a community's records in it.

mod guide;
mod identity;
mod options;
mod server;
mod state;

use std::fs;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, anyhow, bail};
use candid::Principal;
use pocket_ic::{CanisterSettings, CreateCanisterParams, PocketIc, Time};

use crate::build;
use crate::localnet;
use crate::workspace::Workspace;
use identity::Developer;
pub use options::Options;
use server::{Interrupt, Server};
use state::StateFolder;
use workgroups_examples::Summary;

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
    let workspace = Workspace::find()?;
    let artifact = build::canister(&workspace)?;
    let program = localnet::server(&workspace)?;
    let developer = Developer::load_or_create(&workspace.artifacts())?;
    let port = server::free_port(options.port)?;
    let state = options
        .state
        .as_deref()
        .map(StateFolder::open)
        .transpose()?;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let interrupt = Interrupt::listen(&runtime);
    let mut server = Server::start(&runtime, program);
    let mut network = start_network(&server, state.as_ref())?;

    let controllers = controllers(options, &developer);
    let wasm = fs::read(&artifact.gzip.path)?;
    let canister = match state
        .as_ref()
        .map(StateFolder::canister)
        .transpose()?
        .flatten()
    {
        Some(canister) => {
            upgrade(&network, canister, &controllers, wasm)?;
            println!("Upgraded the canister of the last run; its records are as they were.");
            canister
        }
        None => {
            let canister = install(&network, &controllers, wasm)?;
            let loaded = fill(&network, canister, &developer, &workspace, &interrupt)?;
            println!("Loaded the examples: {loaded}.");
            if let Some(state) = &state {
                state.remember(canister)?;
            }
            canister
        }
    };
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

/// The developer comes first: the canister is installed and filled in this name.
fn controllers(options: &Options, developer: &Developer) -> Vec<Principal> {
    let mut controllers = vec![developer.principal];
    for (program, principal) in identity::of_installed_clients() {
        println!("Your identity in {program}, {principal}, becomes a controller of the canister.");
        controllers.push(principal);
    }
    for principal in &options.controllers {
        if !controllers.contains(principal) {
            controllers.push(*principal);
        }
    }
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

fn install(network: &PocketIc, controllers: &[Principal], wasm: Vec<u8>) -> Result<Principal> {
    let developer = controllers.first().copied();
    let canister = network
        .create_canister_with_params(
            developer,
            CreateCanisterParams {
                settings: Some(CanisterSettings {
                    controllers: Some(controllers.to_vec()),
                    ..CanisterSettings::default()
                }),
                ..CreateCanisterParams::default()
            },
        )
        .map_err(|reject| anyhow!("the canister cannot be created: {reject}"))?;
    network.install_canister(canister, wasm, candid::encode_args(())?, developer);
    Ok(canister)
}

/// Writes the records of `examples/` into the canister.
fn fill(
    network: &PocketIc,
    canister: Principal,
    developer: &Developer,
    workspace: &Workspace,
    interrupt: &Interrupt,
) -> Result<Summary> {
    let mut call = |method: &str, arguments: Vec<u8>| {
        if interrupt.requested() {
            return Err("stopped by the user".to_owned());
        }
        network
            .update_call(canister, developer.principal, method, arguments)
            .map_err(|reject| reject.to_string())
    };
    workgroups_examples::load(&workspace.root.join("examples"), &mut call)
        .map_err(|error| anyhow!(error))
        .context("the examples cannot be loaded")
}

fn upgrade(
    network: &PocketIc,
    canister: Principal,
    controllers: &[Principal],
    wasm: Vec<u8>,
) -> Result<()> {
    let Some(owner) = network.get_controllers(canister).first().copied() else {
        bail!("the canister {canister} of the last run has no controller");
    };
    network
        .set_controllers(canister, Some(owner), controllers.to_vec())
        .map_err(|reject| anyhow!("the controllers cannot be set: {reject}"))?;
    network
        .upgrade_canister(
            canister,
            wasm,
            candid::encode_args(())?,
            controllers.first().copied(),
        )
        .map_err(|reject| anyhow!("{reject}"))
        .context("the canister of the last run cannot be upgraded")
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
