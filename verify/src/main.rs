//! `workgroups-verify URL CANISTER [--root-key HEX]`: checks a registry over the network. `cargo
//! xtask verify` runs it.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use candid::Principal;
use ic_agent::Agent;
use workgroups_verify::{Subject, verify};

const USAGE: &str = "usage: cargo xtask verify URL CANISTER [--root-key HEX]

  URL         where the network takes calls, such as https://icp-api.io
  CANISTER    the registry's canister
  --root-key  the network's public key, in hexadecimal digits, for other networks than the
              Internet Computer; `--root-key fetch` asks the network itself for it, which proves
              nothing about the network
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("It does not hold: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let (url, canister, key) = match arguments {
        [url, canister] => (url, canister, None),
        [url, canister, option, key] if option == "--root-key" => (url, canister, Some(key)),
        _ => bail!("the arguments are not as they should be\n\n{USAGE}"),
    };
    let canister = Principal::from_text(canister).context("the canister's name is not one")?;
    let runtime = tokio::runtime::Runtime::new()?;
    let agent = Agent::builder().with_url(url).build()?;
    match key.map(String::as_str) {
        None => {}
        Some("fetch") => runtime.block_on(agent.fetch_root_key())?,
        Some(key) => agent.set_root_key(hex::decode(key).context("the root key is not one")?),
    }
    let subject = Subject {
        canister,
        root_key: agent.read_root_key(),
        now: SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos(),
    };
    let mut source = |method: &str, arguments: Vec<u8>| {
        let query = agent.query(&canister, method).with_arg(arguments);
        Ok(runtime.block_on(async { query.call().await })?)
    };
    verify(&mut source, &subject, &mut |line| println!("{line}"))?;
    println!("The registry is what its log says, and nobody has changed it on the way.");
    Ok(())
}
