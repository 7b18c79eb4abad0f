//! `workgroups`: the command line of a registry.

use std::process::ExitCode;

use clap::Parser;
use workgroups_cli::command::{self, CommandLine};

fn main() -> ExitCode {
    command::main(&CommandLine::parse())
}
