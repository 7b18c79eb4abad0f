//! The log on the real Wasm: its blocks, what is sealed in it, and that every change that somebody
//! could make to it is found.

mod blocks;
mod others;
mod registry;
mod sealed;
mod tampered;
