//! `cargo xtask test`: everything that has to hold before a change is taken.

mod suites;
mod tally;

use std::process::Command;

use anyhow::{Result, bail};

use crate::build;
use crate::command;
use crate::reproduce;
use crate::workspace::Workspace;
use tally::Tally;

/// Runs all checks and suites, and closes with the sum: `N passed, N failed, N skipped`.
///
/// A check that fails does not keep the others from running.
///
/// # Errors
/// When anything failed.
pub fn test() -> Result<()> {
    let workspace = Workspace::find()?;
    let mut sum = Tally::default();
    sum += check("the code is formatted", || {
        command::run(cargo(&workspace).args(["fmt", "--all", "--check"]))
    });
    sum += check("clippy finds nothing on this machine's target", || {
        command::run(cargo(&workspace).args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]))
    });
    sum += check("clippy finds nothing in the canister", || {
        command::run(cargo(&workspace).args([
            "clippy",
            "--package",
            "workgroups",
            "--lib",
            "--locked",
            "--target",
            build::WASM_TARGET,
            "--",
            "-D",
            "warnings",
        ]))
    });
    sum += check("the Wasm has the same bytes in another folder", || {
        reproduce::reproduce(&workspace).map(|artifact| print!("{artifact}"))
    });
    sum += suites::run(&workspace);
    println!("\n{sum}");
    match sum.failed {
        0 => Ok(()),
        failed => bail!("{failed} of the checks and tests failed"),
    }
}

fn check(what: &str, run: impl FnOnce() -> Result<()>) -> Tally {
    println!("== {what}");
    let result = run();
    if let Err(error) = &result {
        eprintln!("error: {error:#}");
    }
    Tally::of_check(result.is_ok())
}

fn cargo(workspace: &Workspace) -> Command {
    let mut command = command::cargo();
    command.current_dir(&workspace.root);
    command
}
