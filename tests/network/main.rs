//! The real Wasm on a network, and its clients: one program, so that all of it is linked once.
#![allow(clippy::unwrap_used)]

mod browser;
mod cli;
mod examples;
mod http;
mod icp_client;
mod log;
mod model;
mod node_client;
mod registry;
mod rust_agent;
mod series;
mod standards;
mod up;
