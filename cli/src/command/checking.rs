//! `verify`, `backup` and `restore`.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};
use workgroups::standards::icrc3::{GetBlocksArgs, GetBlocksResult};

use super::VerifyOptions;
use super::applying::agree;
use super::output::say;
use super::progress::Bar;
use super::reader::now;
use crate::backup;
use crate::client::Way;
use crate::client::agent::OnNetwork;
use crate::config::{Place, Reached};
use crate::failure::{Cause, Failure};
use crate::verify::{Subject, download, replay, tip, verify as check};

/// What `--since` remembers: the end of the log that was checked last.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Since {
    canister: String,
    index: u64,
    hash: String,
}

/// Checks a registry from the outside, or a backup.
pub fn verify(place: &Place, options: &VerifyOptions) -> Result<()> {
    if let Some(file) = &options.backup {
        return verify_file(place, file);
    }
    let reached = place.find()?;
    let mut way = reached.open()?;
    let subject = subject(&reached, &way);
    if let Some(file) = &options.since {
        return verify_since(&mut way, &subject, file);
    }
    let mut source = |method: &str, argument: Vec<u8>| way.query(method, argument);
    check(&mut source, &subject, &mut |line| println!("{line}")).map_err(unproven)?;
    say("The registry is what its log says, and nobody has changed it on the way.\n")
}

fn subject(reached: &Reached, way: &OnNetwork) -> Subject {
    Subject {
        canister: reached.canister,
        root_key: way.root_key(),
        now: now().into(),
    }
}

fn verify_file(place: &Place, file: &Path) -> Result<()> {
    let given = match place.root_key.as_deref() {
        None | Some("fetch") => None,
        Some(digits) => Some(
            hex::decode(digits)
                .map_err(|_| Failure::usage("the root key is not written in hexadecimal digits"))?,
        ),
    };
    let mut blocks = Vec::new();
    let checked = backup::check(file, given.as_deref(), &mut |block| {
        blocks.push(block);
        Ok(())
    });
    let checked = checked.map_err(unproven)?;
    replay(&blocks).map_err(unproven)?;
    let backup::Header { canister, root_key } = &checked.header;
    say(&format!(
        "All {} blocks of {canister} hang together, {} are sealed, and a registry follows from them.\n",
        checked.chain.length, checked.chain.sealed
    ))?;
    if checked.chain.missing > 0 {
        say("What sealed and withheld blocks were made of is missing: it cannot be restored.\n")?;
    }
    if given.is_none() {
        let key = hex::encode(root_key);
        say(&format!(
            "The end is signed with the key that the file names, which is to be compared with the \
             network's: {key}\n"
        ))?;
    }
    Ok(())
}

/// Checks what is new against what was checked before.
fn verify_since(way: &mut OnNetwork, subject: &Subject, file: &Path) -> Result<()> {
    let before = read_since(file)?;
    let mut source = |method: &str, argument: Vec<u8>| way.query(method, argument);
    let certificate = download::tip(&mut source).map_err(unproven)?;
    let end = tip::check(&certificate, subject).map_err(unproven)?;
    let canister = subject.canister.to_text();
    if let Some(before) = &before {
        if before.canister != canister {
            let other = format!("{} is about {}", file.display(), before.canister);
            return Err(Failure::file(other).into());
        }
        if before.index > end.index {
            return Err(unproven(anyhow::anyhow!("the log is shorter than it was")));
        }
    }
    let mut hash = before.as_ref().map(|before| before.hash.clone());
    let first = before.as_ref().map_or(0, |before| before.index + 1);
    let mut at = first;
    while at <= end.index {
        let range = GetBlocksArgs {
            start: at.into(),
            length: (end.index + 1 - at).into(),
        };
        let part: GetBlocksResult = download::ask(&mut source, "icrc3_get_blocks", &vec![range])?;
        if part.blocks.is_empty() {
            return Err(unproven(anyhow::anyhow!("block {at} is missing")));
        }
        for numbered in part.blocks {
            let parent = numbered.block.field("phash").and_then(|hash| hash.bytes());
            if numbered.id != at || parent.map(hex::encode) != hash {
                let other = format!("block {at} does not follow the one before it");
                return Err(unproven(anyhow::anyhow!(other)));
            }
            hash = Some(hex::encode(numbered.block.hash()));
            at += 1;
        }
    }
    if hash != Some(hex::encode(end.hash)) {
        let other = "the end of the log is not the one that the network has signed";
        return Err(unproven(anyhow::anyhow!(other)));
    }
    let since = Since {
        canister,
        index: end.index,
        hash: hex::encode(end.hash),
    };
    let written = fs::write(file, toml_text(&since));
    written.map_err(|error| Failure::file(format!("cannot write {}: {error}", file.display())))?;
    say(&format!(
        "{} new blocks follow what was checked before, up to block {}, which the network has signed.\n",
        end.index + 1 - first,
        end.index
    ))
}

fn read_since(file: &Path) -> Result<Option<Since>> {
    if !file.exists() {
        return Ok(None);
    }
    let text = crate::files::bounded::text(file).map_err(Failure::file)?;
    let fault = |error| Failure::file(format!("{}: {error}", file.display()));
    Ok(Some(toml::from_str(&text).map_err(fault)?))
}

fn toml_text(since: &Since) -> String {
    let Since {
        canister,
        index,
        hash,
    } = since;
    format!("canister = \"{canister}\"\nindex = {index}\nhash = \"{hash}\"\n")
}

/// Reads the log into a file.
pub fn backup(place: &Place, file: &Path) -> Result<()> {
    let reached = place.find()?;
    let way = reached.open()?;
    let subject = subject(&reached, &way);
    let mut client = crate::client::Client::new(way);
    let bar = Bar::new(0, "Reading blocks");
    let made = backup::make(&mut client, file, &subject, &mut |done, length| {
        bar.of(length);
        bar.at(done as usize)
    });
    bar.end();
    let made = made.map_err(unproven)?;
    let chain = &made.chain;
    say(&format!(
        "{} has {} blocks, {} of them new; the network has signed the last.\n",
        file.display(),
        chain.length,
        chain.length - made.before
    ))?;
    if chain.missing > 0 {
        say(&format!(
            "{} sealed or withheld blocks come without what they were made of: a backup that can be restored \
             is made by a controller of the canister.\n",
            chain.missing
        ))?;
    }
    Ok(())
}

/// Brings a backup into an empty canister.
pub fn restore(place: &Place, file: &Path, yes: bool) -> Result<()> {
    let checked = backup::check(file, None, &mut |_| Ok(())).map_err(unproven)?;
    let reached = place.find()?;
    let mut client = reached.client()?;
    if !yes {
        agree(&format!(
            "Restore {} blocks of {} into {}?",
            checked.chain.length, checked.header.canister, reached.canister
        ))?;
    }
    let bar = Bar::new(checked.chain.length as usize, "Restoring blocks");
    let restored = backup::restore(&mut client, file, &checked, &mut |done, _| {
        bar.at(done as usize)
    });
    bar.end();
    restored?;
    say(&format!(
        "Restored {} blocks, with the same hashes.\n",
        checked.chain.length
    ))
}

/// What does not hold; what could not be asked or read stays what it is.
fn unproven(error: anyhow::Error) -> anyhow::Error {
    if error.downcast_ref::<Failure>().is_some() {
        return error;
    }
    Failure::new(Cause::Unproven, format!("it does not hold: {error:#}"))
        .advise("Do not trust what this canister answers before you know why.")
        .into()
}
