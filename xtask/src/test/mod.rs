//! `cargo xtask test`: everything that has to hold before a change is taken.

mod suites;
mod tally;
mod tidy;

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::bench::check::{self, Compared};
use crate::build;
use crate::command;
use crate::reproduce;
use crate::workspace::Workspace;
use tally::Tally;

/// Runs all checks and suites, and closes with the sum: `N passed, N failed, N skipped`.
///
/// A check that fails does not keep the others from running.
/// The code is a failure's when anything failed.
///
/// # Errors
/// When the workspace is not found.
pub fn test() -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let mut sum = Tally::default();
    sum += check("the house is tidy", || tidy::check(&workspace));
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
        build::ensure_target()?;
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
    sum += costs(&workspace);
    println!("\n{sum}");
    Ok(match sum.failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// `cargo xtask tidy`: the first of the checks alone.
///
/// # Errors
/// With every finding, or when the workspace is not found.
pub fn tidy() -> Result<()> {
    tidy::check(&Workspace::find()?)?;
    println!("The house is tidy.");
    Ok(())
}

/// What the operations cost now, beside what the documentation says: each row is a check.
fn costs(workspace: &Workspace) -> Tally {
    println!("== the costs are those of docs/costs.md");
    let module = build::canister(workspace).map(|artifact| artifact.gzip.path);
    let compared = module.and_then(|module| check::compare(workspace, &module));
    match compared {
        Ok(rows) => rows.iter().map(of_costs).sum(),
        Err(error) => {
            eprintln!("error: {error:#}");
            Tally::of_check(false)
        }
    }
}

fn of_costs(compared: &Compared) -> Tally {
    println!("{compared}");
    Tally::of_check(compared.holds())
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
