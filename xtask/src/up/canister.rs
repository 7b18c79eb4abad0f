//! The canister on the running network: a new one, or the one of an earlier run.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use candid::Principal;
use pocket_ic::{CanisterSettings, CreateCanisterParams, PocketIc};
use workgroups_cli::files::Summary;

use super::say;
use super::server::Interrupt;
use super::state::StateFolder;

/// What the canister lives on, where the server charges for its work.
const CYCLES: u128 = 1_000_000_000_000_000;

/// What a canister is deployed with.
pub struct Deployment<'a> {
    pub network: &'a PocketIc,
    /// The folder of the records that a new canister is filled with.
    pub examples: &'a Path,
    /// The first one installs and fills the canister; there is always one.
    pub controllers: &'a [Principal],
    pub interrupt: &'a Interrupt,
}

impl Deployment<'_> {
    /// Upgrades the canister that the state knows, or installs a new one and fills it.
    ///
    /// # Errors
    /// When the network refuses, or the user asks to stop while the canister is filled.
    pub fn put(&self, wasm: Vec<u8>, state: Option<&StateFolder>) -> Result<Principal> {
        if let Some(canister) = state.map(StateFolder::canister).transpose()?.flatten() {
            say("Upgrading the canister of the last run …");
            self.upgrade(canister, wasm)?;
            println!("Upgraded the canister of the last run; its records are as they were.");
            return Ok(canister);
        }
        say("Installing the canister …");
        let canister = self.install(wasm)?;
        say("Loading the examples …");
        println!("Loaded the examples: {}.", self.fill(canister)?);
        if let Some(state) = state {
            state.remember(canister)?;
        }
        Ok(canister)
    }

    fn install(&self, wasm: Vec<u8>) -> Result<Principal> {
        let settings = CanisterSettings {
            controllers: Some(self.controllers.to_vec()),
            ..CanisterSettings::default()
        };
        let params = CreateCanisterParams {
            settings: Some(settings),
            ..CreateCanisterParams::default()
        };
        let owner = self.owner()?;
        let canister = self
            .network
            .create_canister_with_params(Some(owner), params)
            .map_err(|reject| anyhow!("the canister cannot be created: {reject}"))?;
        self.network.add_cycles(canister, CYCLES);
        let no_arguments = candid::encode_args(())?;
        self.network
            .install_canister(canister, wasm, no_arguments, Some(owner));
        Ok(canister)
    }

    /// Writes the records of the examples into the canister.
    fn fill(&self, canister: Principal) -> Result<Summary> {
        let owner = self.owner()?;
        let mut call = |method: &str, arguments: Vec<u8>| {
            if self.interrupt.requested() {
                return Err("stopped by the user".to_owned());
            }
            self.network
                .update_call(canister, owner, method, arguments)
                .map_err(|reject| reject.to_string())
        };
        workgroups_cli::files::load(self.examples, &mut call)
            .map_err(|error| anyhow!(error))
            .context("the examples cannot be loaded")
    }

    fn upgrade(&self, canister: Principal, wasm: Vec<u8>) -> Result<()> {
        let Some(former_owner) = self.network.get_controllers(canister).first().copied() else {
            bail!("the canister {canister} of the last run has no controller");
        };
        self.network
            .set_controllers(canister, Some(former_owner), self.controllers.to_vec())
            .map_err(|reject| anyhow!("the controllers cannot be set: {reject}"))?;
        let no_arguments = candid::encode_args(())?;
        self.network
            .upgrade_canister(canister, wasm, no_arguments, Some(self.owner()?))
            .map_err(|reject| anyhow!("{reject}"))
            .context("the canister of the last run cannot be upgraded")
    }

    fn owner(&self) -> Result<Principal> {
        let owner = self.controllers.first().copied();
        owner.context("a canister needs a controller")
    }
}
