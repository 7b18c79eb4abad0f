//! The test suites of all packages, through cargo.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::tally::Tally;
use crate::build;
use crate::command;
use crate::localnet::{self, SERVER_VARIABLE};
use crate::workspace::Workspace;

/// Tells the integration tests where the canister stands, so that they need not build it.
const WASM_VARIABLE: &str = "WORKGROUPS_WASM";

/// Names the file to which a test adds a line when it finds that it cannot run, say because the
/// figures that it compares with are not there. Rust's harness knows tests that are skipped by
/// their source only, and counts such a one as passed.
const SKIPPED_VARIABLE: &str = "WORKGROUPS_SKIPPED_TESTS";

/// Runs the suites. What keeps them from running counts as a failure.
pub fn run(workspace: &Workspace) -> Tally {
    let skipped = workspace.artifacts().join("skipped-tests");
    match prepare(workspace, &skipped).and_then(run_counted) {
        Ok(tally) => tally.with_skipped(noted_lines(&skipped)),
        Err(error) => {
            eprintln!("error: {error:#}");
            Tally::of_check(false)
        }
    }
}

/// Builds the tests, and what they run on, with one set of features for the whole workspace.
fn prepare(workspace: &Workspace, skipped: &Path) -> Result<Command> {
    let artifact = build::canister(workspace)?;
    fs::write(skipped, "").with_context(|| format!("cannot write {}", skipped.display()))?;
    command::run(cargo_test(workspace).arg("--no-run"))?;
    let mut command = cargo_test(workspace);
    command.env(WASM_VARIABLE, &artifact.gzip.path);
    command.env(SKIPPED_VARIABLE, skipped);
    if localnet::chosen_by_user().is_none() {
        // Cargo has built it with the tests, because its package has integration tests.
        command.env(SERVER_VARIABLE, localnet::built(workspace));
    }
    Ok(command)
}

fn cargo_test(workspace: &Workspace) -> Command {
    let mut command = command::cargo();
    command
        .current_dir(&workspace.root)
        .args(["test", "--workspace", "--locked", "--no-fail-fast"])
        .arg("--target-dir")
        .arg(&workspace.target);
    command
}

/// How many tests have noted that they could not run. Shows what they wrote.
fn noted_lines(skipped: &Path) -> u64 {
    let text = fs::read_to_string(skipped).unwrap_or_default();
    text.lines()
        .inspect(|line| println!("skipped: {line}"))
        .map(|_| 1)
        .sum()
}

/// Shows the output as it comes, and counts from it.
fn run_counted(mut command: Command) -> Result<Tally> {
    let mut process = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start `cargo test`")?;
    let output = process.stdout.take().context("cargo's output is piped")?;
    let mut sum = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line.context("cannot read what `cargo test` writes")?;
        println!("{line}");
        if let Some(tally) = Tally::of_result_line(&line) {
            sum += tally;
        }
    }
    let status = process.wait()?;
    if !status.success() && sum.failed == 0 {
        // A test program that broke off has written no count.
        sum += Tally::of_check(false);
    }
    Ok(sum)
}
