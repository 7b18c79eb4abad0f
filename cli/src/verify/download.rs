//! What is asked of the canister. Nothing of it is trusted.

use anyhow::{Context, Result, bail};
use candid::{CandidType, Decode, Deserialize, Encode};
use workgroups::log::value::Value;
use workgroups::standards::icrc3::{DataCertificate, GetBlocksArgs, GetBlocksResult};

/// Sends a query: the method and its encoded arguments, and back the encoded reply.
pub type Source<'a> = dyn FnMut(&str, Vec<u8>) -> Result<Vec<u8>> + 'a;

/// A query with one argument.
///
/// # Errors
/// When the canister does not answer, or with something else.
pub fn ask<Q, R>(source: &mut Source<'_>, method: &str, question: &Q) -> Result<R>
where
    Q: CandidType,
    R: CandidType + for<'de> Deserialize<'de>,
{
    let reply = source(method, Encode!(question)?).with_context(|| format!("asking {method}"))?;
    Decode!(&reply, R).with_context(|| format!("reading the reply of {method}"))
}

/// The certificate on the end of the log.
///
/// # Errors
/// When there is none.
pub fn tip(source: &mut Source<'_>) -> Result<DataCertificate> {
    let reply = source("icrc3_get_tip_certificate", candid::encode_args(())?)?;
    Decode!(&reply, Option<DataCertificate>)?.context("the log is empty")
}

/// The first blocks of the log.
///
/// # Errors
/// When the canister does not give them all, each at its place.
pub fn blocks(source: &mut Source<'_>, length: u64) -> Result<Vec<Value>> {
    let mut blocks = Vec::new();
    while (blocks.len() as u64) < length {
        let start = blocks.len() as u64;
        let range = GetBlocksArgs {
            start: start.into(),
            length: (length - start).into(),
        };
        let part: GetBlocksResult = ask(source, "icrc3_get_blocks", &vec![range])?;
        if part.blocks.is_empty() {
            bail!("block {start} is missing: the canister does not give it");
        }
        for block in part.blocks {
            let expected = blocks.len() as u64;
            if block.id != expected {
                bail!(
                    "block {expected} is missing: the canister gives {}",
                    block.id
                );
            }
            blocks.push(block.block);
        }
    }
    Ok(blocks)
}
