//! The engine, driven directly: no server, no HTTP.
#![allow(clippy::unwrap_used)]

mod calibration;
mod calls;
mod lifecycle;
mod management;
mod messages;
mod modules;
mod state;
mod support;
mod timers;
