//! Reads the log of a registry into a file.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::Result;
use workgroups::registry::{AskSealed, BackupBlock, Preimage};
use workgroups::standards::icrc3::{GetBlocksArgs, GetBlocksResult};
use workgroups::wire::SealedReply;

use super::file::{Chain, Frame, Header, Reader, write_block, write_header, write_tip};
use crate::client::Client;
use crate::failure::{Cause, Failure};
use crate::verify::{Subject, tip};

/// Blocks that are asked for at once.
const ASKED_BLOCKS: u64 = 500;

/// What was backed up.
#[derive(Clone, Debug)]
pub struct Made {
    /// Blocks that the file had before.
    pub before: u64,
    pub chain: Chain,
}

/// Reads what a file does not have yet. Each block is checked before it is written, and at the end
/// stands the network's signature.
///
/// # Errors
/// When the file is of another registry, the canister does not answer, or something does not hold.
/// What was written before stays, and the next run goes on from there.
pub fn make(
    client: &mut Client<'_>,
    path: &Path,
    subject: &Subject,
    progress: &mut dyn FnMut(u64, u64) -> Result<()>,
) -> Result<Made> {
    let header = Header {
        canister: subject.canister,
        root_key: serde_bytes::ByteBuf::from(subject.root_key.clone()),
    };
    let (mut chain, whole) = match path.exists() {
        true => read_before(path, &header)?,
        false => (Chain::default(), 0),
    };
    let before = chain.length;
    let mut source = |method: &str, argument| client.way().query(method, argument);
    let certificate = crate::verify::download::tip(&mut source)?;
    let end = tip::check(&certificate, subject)?;
    if end.index + 1 < before {
        let other = format!("{} has more blocks than the registry", path.display());
        return Err(Failure::new(Cause::Unproven, other).into());
    }
    let failed = |error| Failure::file(format!("cannot write {}: {error}", path.display()));
    let mut options = OpenOptions::new();
    let mut file = options
        .create(true)
        .write(true)
        .truncate(false)
        .open(path)
        .map_err(failed)?;
    file.set_len(whole).map_err(failed)?;
    file.seek(SeekFrom::End(0)).map_err(failed)?;
    let mut out = BufWriter::new(file);
    if whole == 0 {
        write_header(&mut out, &header)?;
    }
    let mut sealed = Sealed::of(client, before)?;
    while chain.length <= end.index {
        for block in blocks(client, chain.length, end.index + 1)? {
            let backup = BackupBlock {
                sealed: sealed.of_block(client, chain.length)?,
                block,
            };
            chain.add(&backup)?;
            write_block(&mut out, &backup)?;
        }
        out.flush()?;
        progress(chain.length, end.index + 1)?;
    }
    chain.check_tip(&certificate, &header, &subject.root_key)?;
    write_tip(&mut out, &certificate)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(Made { before, chain })
}

/// What a file has, and where its last whole frame ends.
fn read_before(path: &Path, header: &Header) -> Result<(Chain, u64)> {
    let mut reader = Reader::open(path)?;
    if reader.header != *header {
        let other = format!(
            "{} is a backup of {}",
            path.display(),
            reader.header.canister
        );
        return Err(Failure::file(other)
            .advise("Name another file for this registry.")
            .into());
    }
    let mut chain = Chain::default();
    while let Some(frame) = reader.frame()? {
        if let Frame::Block(block) = frame {
            chain.add(&block)?;
        }
    }
    Ok((chain, reader.whole))
}

fn blocks(
    client: &mut Client<'_>,
    start: u64,
    end: u64,
) -> Result<Vec<workgroups::log::value::Value>> {
    let range = GetBlocksArgs {
        start: start.into(),
        length: (end - start).min(ASKED_BLOCKS).into(),
    };
    let part: GetBlocksResult = client.ask("icrc3_get_blocks", &vec![range])?;
    let is_next =
        |(i, block): (u64, &workgroups::standards::icrc3::NumberedBlock)| block.id == start + i;
    if part.blocks.is_empty() || !(0..).zip(&part.blocks).all(is_next) {
        let missing = format!("block {start} is missing: the canister does not give it");
        return Err(Failure::new(Cause::Unproven, missing).into());
    }
    Ok(part
        .blocks
        .into_iter()
        .map(|numbered| numbered.block)
        .collect())
}

/// What sealed blocks were made of, page by page; nothing for who may not see it.
struct Sealed {
    items: BTreeMap<u64, Preimage>,
    /// From where to ask on.
    next: Option<u64>,
}

impl Sealed {
    fn of(client: &mut Client<'_>, start: u64) -> Result<Sealed> {
        let is_controller = client.whoami()?.is_controller;
        Ok(Sealed {
            items: BTreeMap::new(),
            next: is_controller.then_some(start),
        })
    }

    fn of_block(&mut self, client: &mut Client<'_>, position: u64) -> Result<Option<Preimage>> {
        while let Some(start) = self.next.filter(|start| *start <= position) {
            match client.ask("sealed_arguments", &AskSealed { first: start })? {
                SealedReply::Ok(page) => {
                    let blocks = page.items.into_iter();
                    self.items
                        .extend(blocks.map(|block| (block.position, block.sealed)));
                    self.next = page.next;
                }
                SealedReply::Err(refusal) => {
                    return Err(Failure::refused("The question", &refusal).into());
                }
            }
        }
        Ok(self.items.remove(&position))
    }
}
