//! The file: frames, and what they must be.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use candid::{CandidType, Decode, Deserialize, Encode, Principal};
use serde_bytes::ByteBuf;
use workgroups::base::bytes::Hash;
use workgroups::log::block::{ShownBlock, shown_hash};
use workgroups::registry::BackupBlock;
use workgroups::standards::icrc3::DataCertificate;

use crate::failure::{Cause, Failure};
use crate::verify::tip::Tip;
use crate::verify::{Subject, tip};

/// What a file begins with.
const MAGIC: &[u8] = b"workgroups backup 1\n";
/// Bytes of a frame at most: a message to a canister is no longer, and so is no block.
const FRAME_BYTES: u32 = 4_000_000;

const HEADER: u8 = b'H';
const BLOCK: u8 = b'B';
const TIP: u8 = b'T';

/// Where a backup comes from.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub canister: Principal,
    /// The public key of the network.
    pub root_key: ByteBuf,
}

/// A frame of a file.
#[derive(Clone, Debug)]
pub enum Frame {
    Block(Box<BackupBlock>),
    Tip(DataCertificate),
}

/// Reads a file frame by frame. Nothing of it is trusted.
#[derive(Debug)]
pub struct Reader {
    path: PathBuf,
    input: BufReader<File>,
    pub header: Header,
    /// Where the last whole frame ends, in bytes.
    pub whole: u64,
}

impl Reader {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// When it cannot be read, or is no backup.
    pub fn open(path: &Path) -> Result<Reader> {
        let failed = |what: &str| Failure::file(format!("{}: {what}", path.display()));
        let file = File::open(path).map_err(|error| failed(&error.to_string()))?;
        if !file.metadata()?.is_file() {
            return Err(failed("is not a file").into());
        }
        let mut input = BufReader::new(file);
        let mut magic = vec![0; MAGIC.len()];
        if input.read_exact(&mut magic).is_err() || magic != MAGIC {
            return Err(failed("is not a backup").into());
        }
        let none = Header {
            canister: Principal::anonymous(),
            root_key: ByteBuf::new(),
        };
        let mut reader = Reader {
            path: path.to_owned(),
            input,
            header: none,
            whole: MAGIC.len() as u64,
        };
        match reader.raw()? {
            Some((HEADER, bytes)) => {
                reader.header = Decode!(&bytes, Header).map_err(|_| reader.broken("header"))?;
                Ok(reader)
            }
            _ => Err(reader.broken("header").into()),
        }
    }

    /// The next frame; None at the end, also where the file was broken off.
    ///
    /// # Errors
    /// When it is none, or cannot be read.
    pub fn frame(&mut self) -> Result<Option<Frame>> {
        Ok(match self.raw()? {
            None => None,
            Some((BLOCK, bytes)) => {
                let block = Decode!(&bytes, BackupBlock).map_err(|_| self.broken("block"))?;
                Some(Frame::Block(Box::new(block)))
            }
            Some((TIP, bytes)) => {
                let tip = Decode!(&bytes, DataCertificate).map_err(|_| self.broken("signature"))?;
                Some(Frame::Tip(tip))
            }
            Some(_) => return Err(self.broken("frame").into()),
        })
    }

    fn raw(&mut self) -> Result<Option<(u8, Vec<u8>)>> {
        let mut head = [0; 5];
        if !self.fill(&mut head)? {
            return Ok(None);
        }
        let [kind, length @ ..] = head;
        let length = u32::from_be_bytes(length);
        if length > FRAME_BYTES {
            return Err(self.broken("length").into());
        }
        let mut bytes = vec![0; length as usize];
        if !self.fill(&mut bytes)? {
            return Ok(None);
        }
        self.whole += 5 + u64::from(length);
        Ok(Some((kind, bytes)))
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<bool> {
        match self.input.read_exact(bytes) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error).with_context(|| format!("reading {}", self.path.display())),
        }
    }

    fn broken(&self, what: &str) -> Failure {
        let (path, at) = (self.path.display(), self.whole);
        Failure::file(format!("{path}: the {what} at byte {at} cannot be read"))
    }
}

/// Writes the beginning of a file.
///
/// # Errors
/// When it cannot be written.
pub fn write_header(out: &mut impl Write, header: &Header) -> Result<()> {
    out.write_all(MAGIC)?;
    write_frame(out, HEADER, &Encode!(header)?)
}

/// Writes a block.
///
/// # Errors
/// When it cannot be written.
pub fn write_block(out: &mut impl Write, block: &BackupBlock) -> Result<()> {
    write_frame(out, BLOCK, &Encode!(block)?)
}

/// Writes the signature on the end of the log.
///
/// # Errors
/// When it cannot be written.
pub fn write_tip(out: &mut impl Write, tip: &DataCertificate) -> Result<()> {
    write_frame(out, TIP, &Encode!(tip)?)
}

fn write_frame(out: &mut impl Write, kind: u8, bytes: &[u8]) -> Result<()> {
    let length = u32::try_from(bytes.len()).context("a block is longer than any can be")?;
    out.write_all(&[kind])?;
    out.write_all(&length.to_be_bytes())?;
    Ok(out.write_all(bytes)?)
}

/// The end of a chain of blocks, as it grows.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    pub length: u64,
    pub tip: Option<Hash>,
    /// Sealed blocks.
    pub sealed: u64,
    /// Blocks of which something is withheld.
    pub withheld: u64,
    /// Sealed and withheld blocks without what they were made of.
    pub missing: u64,
}

impl Chain {
    /// Adds a block.
    ///
    /// # Errors
    /// When it does not follow, or its seal is not that of what it comes with.
    pub fn add(&mut self, backup: &BackupBlock) -> Result<ShownBlock, Failure> {
        let position = self.length;
        let wrong = |what: &str| Failure::new(Cause::Unproven, format!("block {position} {what}"));
        let shown = ShownBlock::read(&backup.block).ok_or_else(|| wrong("cannot be read"))?;
        if shown.parent.as_deref() != self.tip.as_ref().map(|tip| &tip[..]) {
            return Err(wrong("does not follow the one before"));
        }
        self.withheld += u64::from(shown.withheld.is_some());
        self.sealed += u64::from(shown.argument.is_none());
        let whole = backup.whole(shown.clone()).map_err(wrong)?;
        self.missing += u64::from(whole.is_none());
        self.tip = Some(shown_hash(&backup.block));
        self.length += 1;
        Ok(shown)
    }

    /// Checks the network's signature on the end.
    ///
    /// # Errors
    /// When it is not on this end, or does not hold.
    pub fn check_tip(
        &self,
        certificate: &DataCertificate,
        header: &Header,
        root_key: &[u8],
    ) -> Result<Tip> {
        let subject = Subject {
            canister: header.canister,
            root_key: root_key.to_vec(),
            now: tip::signed_at(certificate)?,
        };
        let tip = tip::check(certificate, &subject)?;
        if Some(tip.hash) != self.tip || tip.index + 1 != self.length {
            let other = "the end of the blocks is not the one that the network has signed";
            return Err(Failure::new(Cause::Unproven, other).into());
        }
        Ok(tip)
    }
}

/// A file that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    pub header: Header,
    pub chain: Chain,
    /// When the network signed the end. Nanoseconds since 1970-01-01 UTC.
    pub signed_at: u128,
}

/// Checks a whole file: that its blocks hang together, that its seals are made of what it has, and
/// that the network has signed its end. `each` is told each block.
///
/// # Errors
/// The first thing that does not hold.
pub fn check(
    path: &Path,
    root_key: Option<&[u8]>,
    each: &mut dyn FnMut(ShownBlock) -> Result<()>,
) -> Result<Checked> {
    let mut reader = Reader::open(path)?;
    let (mut chain, mut signed) = (Chain::default(), None);
    while let Some(frame) = reader.frame()? {
        match frame {
            Frame::Block(block) => {
                each(chain.add(&block)?)?;
                signed = None;
            }
            Frame::Tip(tip) => signed = Some(tip),
        }
    }
    let Some(certificate) = signed else {
        let unsigned = format!("{} has no signature at its end", path.display());
        return Err(Failure::new(Cause::Unproven, unsigned)
            .advise("It was broken off: run `workgroups backup` with the same file again.")
            .into());
    };
    let header = reader.header;
    let key = root_key.unwrap_or(&header.root_key);
    chain.check_tip(&certificate, &header, key)?;
    Ok(Checked {
        signed_at: tip::signed_at(&certificate)?,
        header,
        chain,
    })
}
