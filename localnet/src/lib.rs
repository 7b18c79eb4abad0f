//! A local Internet Computer network for development and tests.

pub mod engine;
