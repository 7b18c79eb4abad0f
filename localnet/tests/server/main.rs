//! The server, driven from outside: by the `pocket-ic` crate, by `ic-agent`, by raw requests.
#![allow(clippy::unwrap_used)]

mod agent;
mod authentication;
mod calls;
mod gateway;
mod instances;
mod live;
mod process;
mod reading;
mod support;
