//! The chain of blocks.

use anyhow::{Context, Result, bail};
use workgroups::log::block::{ShownBlock, shown_hash};
use workgroups::log::value::Value;

use crate::verify::tip::Tip;

/// Checks that each block has the hash of the one before, and that the last is the signed one.
///
/// # Errors
/// The first block that does not fit.
pub fn check(blocks: &[Value], tip: &Tip) -> Result<Vec<ShownBlock>> {
    let mut shown = Vec::with_capacity(blocks.len());
    let mut before = None;
    for (position, block) in blocks.iter().enumerate() {
        let read = ShownBlock::read(block)
            .with_context(|| format!("block {position} is not one of this log"))?;
        if read.parent != before {
            bail!("block {position} does not follow the one before it");
        }
        before = Some(shown_hash(block).to_vec());
        shown.push(read);
    }
    if blocks.len() as u64 != tip.index + 1 || before != Some(tip.hash.to_vec()) {
        bail!("the last block is not the one that the network has signed");
    }
    Ok(shown)
}
