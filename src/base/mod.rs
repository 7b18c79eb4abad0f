//! What every room may use and what knows none of them: faults of an input, texts, bytes, Candid
//! and CBOR.

pub mod budget;
pub mod bytes;
pub mod cbor;
pub mod fault;
pub mod idl;
pub mod text;
pub mod texts;
pub mod tidy;

pub use fault::Fault;
