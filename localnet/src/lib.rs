//! A local Internet Computer network for development and tests.

pub mod agent_api;
pub mod certificate;
pub mod crypto;
pub mod engine;
pub mod instance;
pub mod rest;
