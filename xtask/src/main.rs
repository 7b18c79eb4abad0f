//! The workspace's tasks. `cargo xtask help` lists them.

mod bench;
mod build;
mod command;
mod localnet;
mod release;
mod reproduce;
mod test;
mod up;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use workspace::Workspace;

const HELP: &str = "\
usage: cargo xtask <task>

  build      build the canister: target/workgroups/workgroups.wasm and .wasm.gz
               --output FILE   copy the gzipped one there too
  interface  write candid/workgroups.did and docs/schema from the code
  reproduce  check that the same bytes come out in another folder and cargo home
  release    check a version, and write the files that its release consists of
  test       run every check and test; ends with `N passed, N failed, N skipped`
  tidy       check the arrows between the rooms of src, and the lengths of files and lines
  up         run it on a local network, with a real community's records in it
               --port N        listen on this port (4943)
               --state DIR     keep the state between runs
               --controller P  make this principal a controller too
  bench      count the instructions of the main operations, beside their floors
               --largest N     up to so many meetings (100000)
               --alone         without the plain canister beside it
               --strangers     what those who hold no office can cost instead
               --week          a week of a community instead, and a year's bill
               --check         compare the smallest size with docs/costs.md, as `test` does
               --write         write the tables into docs/costs.md
  verify     check a registry from the outside: URL CANISTER [--root-key HEX]
  help       print this text
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let (task, rest) = match arguments.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", &[][..]),
    };
    match task {
        "build" => build::task(rest)?,
        "interface" => {
            no_options(task, rest)?;
            let workspace = Workspace::find()?;
            build::interface::write(&workspace)?;
            build::schema::write(&workspace)?;
        }
        "reproduce" => {
            no_options(task, rest)?;
            let artifact = reproduce::reproduce(&Workspace::find()?)?;
            println!("{artifact}The same bytes in another folder.");
        }
        "release" => {
            no_options(task, rest)?;
            release::release(&Workspace::find()?)?;
        }
        "test" => {
            no_options(task, rest)?;
            return test::test();
        }
        "tidy" => {
            no_options(task, rest)?;
            test::tidy()?;
        }
        "bench" => bench::bench(bench::Options::parse(rest)?)?,
        "verify" => verify(rest)?,
        "up" => up::up(&up::Options::parse(rest)?)?,
        "help" | "--help" | "-h" => print!("{HELP}"),
        other => bail!("there is no task `{other}`\n\n{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks a registry with `workgroups verify`. The address and the canister may stand for
/// themselves.
fn verify(arguments: &[String]) -> Result<()> {
    let workspace = Workspace::find()?;
    let mut cargo = command::cargo();
    cargo.current_dir(&workspace.root).args([
        "run",
        "--locked",
        "--bin",
        "workgroups",
        "--",
        "verify",
    ]);
    match arguments {
        [url, canister, rest @ ..] if !url.starts_with('-') => {
            let place = ["--network", url, "--canister", canister];
            cargo.args(place).args(rest);
        }
        options => _ = cargo.args(options),
    }
    command::run(&mut cargo)
}

fn no_options(task: &str, rest: &[String]) -> Result<()> {
    match rest.first() {
        None => Ok(()),
        Some(option) => bail!("`cargo xtask {task}` takes no option, but was given `{option}`"),
    }
}
