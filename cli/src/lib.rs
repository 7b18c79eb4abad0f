//! The command line of a registry, and what it is made of: a client, the format of the files,
//! what makes a registry say what files say, imports and exports, and the check of a log.

pub mod apply;
pub mod backup;
pub mod client;
pub mod command;
pub mod config;
pub mod edit;
pub mod failure;
pub mod files;
pub mod forum;
pub mod identity;
pub mod import;
pub mod markdown;
pub mod verify;
