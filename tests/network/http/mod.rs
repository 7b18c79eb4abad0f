//! The canister's HTTP interface on the real Wasm: each address, certified, by itself and through
//! a gateway that verifies.

mod addresses;
mod client;
mod gateway;
mod hostile;
mod long;
mod requests;
mod stale;
