//! The System API (`ic0`): what a canister's code can ask of the network.
//!
//! Each function charges what the network charges for it, checks that the running entry
//! point may use it, and works on the [`Run`] in the store. What it changes takes effect
//! only when the whole execution succeeds.

mod calls;
mod canister;
mod environment;
mod host;
mod message;
mod run;
mod stable;

pub use calls::give_up_prepared;
pub use host::{Failure, Handles, Host};
pub use run::{Kind, OutgoingCall, Response, Run};

use crate::engine::wasm::IMPORT_MODULE;
use crate::engine::wasm::OUT_OF_INSTRUCTIONS;
use wasmtime::{Caller, Linker, Result};

/// A linker with the whole System API.
///
/// # Errors
/// A function is defined twice.
pub fn linker(engine: &wasmtime::Engine) -> Result<Linker<Host>> {
    let mut linker = Linker::new(engine);
    linker.func_wrap(
        IMPORT_MODULE,
        OUT_OF_INSTRUCTIONS,
        |_: Caller<'_, Host>| -> Result<()> { Err(Failure::OutOfInstructions.into()) },
    )?;
    message::define(&mut linker)?;
    calls::define(&mut linker)?;
    canister::define(&mut linker)?;
    environment::define(&mut linker)?;
    stable::define(&mut linker)?;
    Ok(linker)
}
