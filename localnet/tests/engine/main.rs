//! The engine, driven directly: no server, no HTTP.
#![allow(clippy::unwrap_used)]

mod calibration;
mod support;
