//! Brings a backup into an empty canister.

use std::path::Path;

use anyhow::Result;
use candid::Encode;
use serde_bytes::ByteBuf;
use workgroups::registry::{BackupBlock, RestoreBlocks};
use workgroups::wire::RestoreReply;

use super::file::{Checked, Frame, Reader};
use crate::client::Client;
use crate::failure::{Cause, Failure};

/// Blocks of one message.
const SENT_BLOCKS: usize = 200;
/// Bytes of the blocks of one message; it has at most 2 MiB.
const SENT_BYTES: usize = 1_000_000;

/// Sends the blocks of a file that was checked, from where the canister stands.
///
/// # Errors
/// When the file does not have what its seals were made of, or the canister refuses or does not
/// answer.
pub fn restore(
    client: &mut Client<'_>,
    path: &Path,
    checked: &Checked,
    progress: &mut dyn FnMut(u64, u64) -> Result<()>,
) -> Result<()> {
    let chain = &checked.chain;
    if chain.missing > 0 {
        let missing = format!(
            "{} of the {} sealed blocks come without what they were made of",
            chain.missing, chain.sealed
        );
        return Err(Failure::new(Cause::File, missing)
            .advise("Only a backup that a controller of the canister made can be restored.")
            .into());
    }
    let mut order = RestoreBlocks {
        first: 0,
        blocks: Vec::new(),
        length: chain.length,
        tip: ByteBuf::from(chain.tip.unwrap_or_default().to_vec()),
    };
    // An installation writes one block of its own, which gives way.
    let there = match client.about()?.events {
        0 | 1 => 0,
        more => more,
    };
    let mut reader = Reader::open(path)?;
    let (mut position, mut bytes) = (0, 0);
    while let Some(frame) = reader.frame()? {
        let Frame::Block(block) = frame else { continue };
        position += 1;
        if position <= there {
            order.first = position;
            continue;
        }
        let size = size(&block)?;
        let is_full = order.blocks.len() == SENT_BLOCKS || bytes + size > SENT_BYTES;
        if is_full && !order.blocks.is_empty() {
            send(client, &mut order)?;
            progress(order.first, order.length)?;
            bytes = 0;
        }
        bytes += size;
        order.blocks.push(*block);
    }
    send(client, &mut order)?;
    progress(order.first, order.length)
}

fn size(block: &BackupBlock) -> Result<usize> {
    Ok(Encode!(block)?.len())
}

fn send(client: &mut Client<'_>, order: &mut RestoreBlocks) -> Result<()> {
    match client.call::<_, RestoreReply>("restore_blocks", order)? {
        RestoreReply::Ok(length) => {
            order.first = length;
            order.blocks.clear();
            Ok(())
        }
        RestoreReply::Err(refusal) => Err(Failure::refused("the backup", &refusal)
            .advise("A backup is restored into a newly installed canister that you control.")
            .into()),
    }
}
