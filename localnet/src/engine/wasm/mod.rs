//! Canister modules: from the bytes that are installed to an instance that runs.

mod instance;
mod instrument;
mod meter;
mod module;
mod sections;
mod stable;
mod weights;

pub use instance::{Entry, Instance, Saved, SavedGlobal};
pub use instrument::{IMPORT_MODULE, OUT_OF_INSTRUCTIONS};
pub use module::{CompiledModule, MethodKind};
pub use stable::StableMemory;

use std::convert::Infallible;

/// Why a module cannot be installed.
#[derive(Debug, Clone)]
pub struct InvalidModule(pub String);

impl std::fmt::Display for InvalidModule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<wasmparser::BinaryReaderError> for InvalidModule {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self(error.to_string())
    }
}

impl From<wasm_encoder::reencode::Error<Infallible>> for InvalidModule {
    fn from(error: wasm_encoder::reencode::Error<Infallible>) -> Self {
        Self(error.to_string())
    }
}
