//! Installing code: fresh, anew, or as an upgrade.

use super::{chunks, decode, must_control, no_result};
use crate::engine::Network;
use crate::engine::canister::{Canister, Surroundings};
use crate::engine::execution::no_module;
use crate::engine::limits::INSTALL_INSTRUCTIONS;
use crate::engine::messages::{Message, Outcome};
use crate::engine::reject::{ErrorCode, Reject};
use crate::engine::system_api::{Failure, Kind, Run};
use crate::engine::wasm::{CompiledModule, Entry, Instance, Saved, StableMemory};
use candid::Principal;
use ic_management_canister_types::{
    CanisterInstallMode, ChangeDetails, CodeDeploymentMode, CodeDeploymentRecord,
    InstallChunkedCodeArgs, InstallCodeArgs, UpgradeFlags, WasmMemoryPersistence,
};
use std::sync::Arc;

pub fn install_code(network: &mut Network, message: &Message, instructions: &mut u64) -> Outcome {
    let arg: InstallCodeArgs = decode(message)?;
    must_control(network, arg.canister_id, message)?;
    let installation = Installation {
        canister: arg.canister_id,
        mode: arg.mode,
        module: arg.wasm_module,
        arg: arg.arg,
        sender: message.sender,
    };
    install(network, installation, instructions)
}

pub fn install_chunked_code(
    network: &mut Network,
    message: &Message,
    instructions: &mut u64,
) -> Outcome {
    let arg: InstallChunkedCodeArgs = decode(message)?;
    must_control(network, arg.target_canister, message)?;
    let store = arg.store_canister.unwrap_or(arg.target_canister);
    let hashes = &arg.chunk_hashes_list;
    let module = chunks::assemble(network, store, hashes, &arg.wasm_module_hash, message)?;
    let installation = Installation {
        canister: arg.target_canister,
        mode: arg.mode,
        module,
        arg: arg.arg,
        sender: message.sender,
    };
    install(network, installation, instructions)
}

/// What is to be installed.
struct Installation {
    canister: Principal,
    mode: CanisterInstallMode,
    module: Vec<u8>,
    arg: Vec<u8>,
    sender: Principal,
}

fn install(network: &mut Network, wanted: Installation, instructions: &mut u64) -> Outcome {
    let surroundings = network.surroundings();
    let canister = network.canister_mut(&wanted.canister)?;
    let deployment = match &wanted.mode {
        CanisterInstallMode::Install if canister.code.is_some() => {
            return Err(Reject::new(
                ErrorCode::CanisterNonEmpty,
                format!(
                    "Canister {} cannot be installed because the canister is not empty. Try \
                     installing with mode='reinstall' instead.",
                    canister.id
                ),
            ));
        }
        CanisterInstallMode::Upgrade(_) if canister.code.is_none() => {
            return Err(no_module(canister.id));
        }
        CanisterInstallMode::Install => CodeDeploymentMode::Install,
        CanisterInstallMode::Reinstall => CodeDeploymentMode::Reinstall,
        CanisterInstallMode::Upgrade(_) => CodeDeploymentMode::Upgrade,
    };
    let module = CompiledModule::new(&wanted.module).map_err(|error| {
        Reject::new(
            ErrorCode::CanisterInvalidWasm,
            format!(
                "Error from Canister {}: Canister's Wasm module is not valid: {error}",
                canister.id
            ),
        )
    })?;
    let hash = module.hash.to_vec();
    let mut installer = Installer {
        canister,
        surroundings: &surroundings,
        sender: wanted.sender,
        used: 0,
    };
    let result = match wanted.mode {
        CanisterInstallMode::Upgrade(flags) => {
            installer.upgrade(module, wanted.arg, &flags.unwrap_or_default())
        }
        _ => installer.install(module, wanted.arg),
    };
    *instructions = installer.used;
    result.map_err(|failure| canister.reject(&failure, INSTALL_INSTRUCTIONS))?;
    canister.version += 1;
    let details = ChangeDetails::CodeDeployment(CodeDeploymentRecord {
        mode: deployment,
        module_hash: hash,
    });
    canister.record(surroundings.time_nanos, wanted.sender, details);
    Ok(no_result())
}

/// One installation under way. The entry points share one budget of instructions.
struct Installer<'a> {
    canister: &'a mut Canister,
    surroundings: &'a Surroundings,
    sender: Principal,
    used: u64,
}

impl Installer<'_> {
    /// Installs into an empty canister, or over everything that is there.
    fn install(&mut self, module: Arc<CompiledModule>, arg: Vec<u8>) -> Result<(), Failure> {
        let mut code = Instance::new(module)?;
        let mut stable = StableMemory::default();
        let start = Run {
            certified_data: Vec::new(),
            global_timer: 0,
            ..self.prepare(Kind::Start, Vec::new())
        };
        let run = self.begin(&mut code, &mut stable, start, "canister_init", arg)?;
        self.canister.clear_code();
        self.finish(code, stable, run);
        Ok(())
    }

    /// Replaces the code and keeps stable memory (and the heap, if so told).
    fn upgrade(
        &mut self,
        module: Arc<CompiledModule>,
        arg: Vec<u8>,
        flags: &UpgradeFlags,
    ) -> Result<(), Failure> {
        let mut stable = std::mem::take(&mut self.canister.stable);
        let upgraded = self.try_upgrade(module, arg, flags, &mut stable);
        match upgraded {
            Ok((code, run)) => {
                self.finish(code, stable, run);
                Ok(())
            }
            Err(failure) => {
                stable.rollback();
                self.canister.stable = stable;
                if let Some(code) = self.canister.code.as_mut() {
                    code.rollback()?;
                }
                Err(failure)
            }
        }
    }

    /// Runs all entry points of an upgrade; changes the old code's memory and stable memory
    /// without committing them.
    fn try_upgrade(
        &mut self,
        module: Arc<CompiledModule>,
        arg: Vec<u8>,
        flags: &UpgradeFlags,
        stable: &mut StableMemory,
    ) -> Result<(Instance, Run), Failure> {
        let skip = flags.skip_pre_upgrade.unwrap_or(false);
        let mut carried = self.prepare(Kind::PreUpgrade, Vec::new());
        if let Some(code) = self.canister.code.as_mut()
            && !skip
            && code.module().has("canister_pre_upgrade")
        {
            let (run, result) = code.run(Entry::Export("canister_pre_upgrade"), carried, stable);
            carried = run;
            self.used += carried.instructions;
            if result.is_err() {
                self.canister.take_logs(&mut carried, result.as_ref().err());
            }
            result?;
        }
        let mut code = match flags.wasm_memory_persistence {
            Some(WasmMemoryPersistence::Keep) => self.with_old_heap(module)?,
            _ => Instance::new(module)?,
        };
        let start = Run {
            balance: carried.balance,
            certified_data: carried
                .new_certified_data
                .clone()
                .unwrap_or(carried.certified_data),
            new_certified_data: carried.new_certified_data,
            logs: carried.logs,
            global_timer: 0,
            ..self.prepare(Kind::Start, Vec::new())
        };
        let run = self.begin(&mut code, stable, start, "canister_post_upgrade", arg)?;
        Ok((code, run))
    }

    /// A new module's instance with the heap that the old one has now.
    fn with_old_heap(&mut self, module: Arc<CompiledModule>) -> Result<Instance, Failure> {
        let globals = Instance::new(module.clone())?.saved().globals.clone();
        let heap = match &self.canister.code {
            Some(old) => old.current_heap(),
            None => Vec::new(),
        };
        Instance::restore(module, Saved { heap, globals })
    }

    /// Runs a new instance's start function and then its own entry point.
    fn begin(
        &mut self,
        code: &mut Instance,
        stable: &mut StableMemory,
        start: Run,
        entry: &str,
        arg: Vec<u8>,
    ) -> Result<Run, Failure> {
        let (run, result) = code.run(Entry::Start, start, stable);
        self.used += run.instructions;
        result?;
        if !code.module().has(entry) {
            return Ok(run);
        }
        let run = Run {
            kind: Kind::Init,
            arg,
            instruction_limit: INSTALL_INSTRUCTIONS.saturating_sub(self.used),
            ..run
        };
        let (mut run, result) = code.run(Entry::Export(entry), run, stable);
        self.used += run.instructions;
        if result.is_err() {
            self.canister.take_logs(&mut run, result.as_ref().err());
        }
        result?;
        Ok(run)
    }

    fn prepare(&self, kind: Kind, arg: Vec<u8>) -> Run {
        Run {
            caller: self.sender,
            arg,
            instruction_limit: INSTALL_INSTRUCTIONS.saturating_sub(self.used),
            ..self.canister.prepare(self.surroundings, kind)
        }
    }

    /// Puts new code and what it has done in place.
    fn finish(&mut self, mut code: Instance, mut stable: StableMemory, mut run: Run) {
        code.commit();
        stable.commit();
        self.canister.code = Some(code);
        self.canister.stable = stable;
        self.canister.take_effects(&mut run);
        self.canister.take_logs(&mut run, None);
    }
}
