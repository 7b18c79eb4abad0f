//! A registry from the backup of another one: block by block, with the same hashes.
//!
//! A backup is trusted by the controller who brings it, and by nobody else; what is checked here
//! is that it is whole. Each block must follow the one before, its argument must be an operation
//! that this registry can do, and the last one must have the hash that was told beforehand.
//! Whatever fails, the registry is empty again.

use candid::{CandidType, Deserialize};
use ic_stable_structures::Memory;
use serde_bytes::ByteBuf;

use super::{Registry, operations};
use crate::domain::{Error, Event};
use crate::log::block::{AcceptedLink, Block, ShownBlock, shown_hash};
use crate::log::value::Value;
use crate::registry::access::{Caller, Permit};
use crate::store::Store;

/// Bytes of the arguments of one answer.
const MOST_SEALED_BYTES: usize = 1_000_000;
/// Blocks that are looked at for one answer.
const MOST_LOOKED_AT: u64 = 2_000;

/// Arguments of `restore_blocks`.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct RestoreBlocks {
    /// The position of the first of these blocks. 0 begins; the next call goes on where the
    /// reply of the one before says. Blocks that are there already are passed over.
    pub first: u64,
    /// In their order.
    pub blocks: Vec<BackupBlock>,
    /// How many blocks the backup has.
    pub length: u64,
    /// The hash of the backup's last block.
    pub tip: ByteBuf,
}

/// A block of a backup.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct BackupBlock {
    /// The block as the log shows it (ICRC-3).
    pub block: Value,
    /// What a sealed block was made of, or one of which something is withheld.
    pub sealed: Option<Preimage>,
}

/// What the seal of a block is the hash of: the salt, then the argument. Of a block of which
/// something is withheld: what it was.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Preimage {
    /// Empty where something is withheld.
    pub salt: ByteBuf,
    /// The argument of the block's method, in Candid.
    pub argument: ByteBuf,
    /// The target of the link request that the block accepts, in Candid, where something is
    /// withheld.
    pub target: Option<ByteBuf>,
}

/// Arguments of `sealed_arguments`: blocks from a position on.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct AskSealed {
    pub first: u64,
}

/// What the sealed block at a position was made of.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct SealedBlock {
    pub position: u64,
    pub sealed: Preimage,
}

/// What sealed blocks were made of.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct SealedPage {
    /// In the order of the log.
    pub items: Vec<SealedBlock>,
    /// From where to ask on; null when the log has ended.
    pub next: Option<u64>,
}

/// A restoration that is not at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Restoring {
    length: u64,
    tip: Vec<u8>,
}

impl<M: Memory> Registry<M> {
    /// Whether blocks of a backup are being brought in. Nothing else is written meanwhile.
    pub fn is_restoring(&self) -> bool {
        self.restoring.is_some()
    }

    /// What sealed blocks were made of, for the controllers of the canister.
    ///
    /// # Errors
    /// When the caller does not control the canister.
    pub fn sealed_arguments(&self, caller: &Caller, ask: &AskSealed) -> Result<SealedPage, Error> {
        controls(caller)?;
        let end = self.store.events();
        let (mut items, mut bytes, mut at) = (Vec::new(), 0, ask.first);
        let stop = ask.first.saturating_add(MOST_LOOKED_AT).min(end);
        while at < stop && bytes < MOST_SEALED_BYTES {
            if let Some(sealed) = self.preimage(at) {
                bytes += sealed.argument.len();
                items.push(SealedBlock {
                    position: at,
                    sealed,
                });
            }
            at += 1;
        }
        Ok(SealedPage {
            items,
            next: (at < end).then_some(at),
        })
    }
}

impl<M: Memory> Registry<M> {
    /// What the block at a position was made of, if it is sealed or something of it is withheld.
    fn preimage(&self, position: u64) -> Option<Preimage> {
        let block = self.store.block(position)?;
        let is_withheld = self.store.withheld(position).is_some();
        let target = block.accepted.filter(|_| is_withheld);
        let salt = match block.salt {
            Some(salt) => salt,
            None if is_withheld => Vec::new(),
            None => return None,
        };
        Some(Preimage {
            salt: ByteBuf::from(salt),
            argument: ByteBuf::from(block.argument),
            target: target.map(|link| ByteBuf::from(link.target)),
        })
    }
}

impl<M: Memory + Clone> Registry<M> {
    /// Brings in blocks of a backup, and tells how many are there. `memory` is the one that the
    /// registry is in: it is made empty when a restoration begins or fails.
    ///
    /// # Errors
    /// When the caller does not control the canister, the registry is not empty, or a block is not
    /// what it should be; the registry is empty then, if a restoration was going on.
    pub fn restore_blocks(
        &mut self,
        caller: &Caller,
        argument: RestoreBlocks,
        memory: M,
    ) -> Result<u64, Error> {
        controls(caller)?;
        let told = Restoring {
            length: argument.length,
            tip: argument.tip.to_vec(),
        };
        let sent = argument.first.checked_add(argument.blocks.len() as u64);
        if sent.is_none_or(|end| end > told.length) {
            return Err(Error::invalid(
                "length",
                "is less than the blocks that are sent",
            ));
        }
        if self.restoring.is_none() && self.is_at(&told) {
            return Ok(told.length);
        }
        if self.restoring.as_ref() != Some(&told) {
            self.begin_restoration(argument.first, told.clone(), &memory)?;
        }
        let brought = self.bring_in(&argument, &told);
        if brought.is_err() {
            self.begin_anew(&memory);
        }
        brought
    }

    /// Whether the registry is what the backup leads to.
    fn is_at(&self, told: &Restoring) -> bool {
        let tip = self.store.tip();
        self.store.events() == told.length && tip.is_some_and(|tip| tip[..] == told.tip[..])
    }

    fn begin_restoration(&mut self, first: u64, told: Restoring, memory: &M) -> Result<(), Error> {
        if first != 0 {
            return Err(Error::invalid(
                "first",
                "is not 0, and no restoration is going on",
            ));
        }
        // What the installation itself wrote does not count.
        let begun = self.store.block(0).map(|block| block.method);
        let is_empty = match self.store.events() {
            0 => true,
            1 => begun.as_deref() == Some("add_admin"),
            _ => self.restoring.is_some(),
        };
        if !is_empty {
            let reason = "a backup is restored into an empty registry alone".into();
            return Err(Error::not_now { reason });
        }
        self.begin_anew(memory);
        self.restoring = Some(told);
        Ok(())
    }

    /// Makes the registry empty. The secret for seals stays.
    fn begin_anew(&mut self, memory: &M) {
        let secret = self.store.secret();
        self.store = Store::anew(memory.clone());
        if !secret.is_empty() {
            self.store.keep_secret(secret);
        }
        self.settings = operations::settings::read(&self.store);
        self.restoring = None;
    }

    fn bring_in(&mut self, argument: &RestoreBlocks, told: &Restoring) -> Result<u64, Error> {
        let there = self.store.events().saturating_sub(argument.first);
        if argument.first > self.store.events() {
            return Err(Error::invalid("first", "leaves blocks out"));
        }
        let passed = usize::try_from(there).unwrap_or(usize::MAX);
        for backup in argument.blocks.iter().skip(passed) {
            let position = self.store.events();
            let block = self.read_backup(backup).map_err(|reason| {
                Error::invalid(format!("blocks[{}]", position - argument.first), reason)
            })?;
            self.restore_block(&block)?;
        }
        if self.store.events() == told.length {
            if !self.is_at(told) {
                return Err(Error::invalid("tip", "is not the hash of the last block"));
            }
            self.restoring = None;
        }
        Ok(self.store.events())
    }

    /// The block as it is stored.
    fn read_backup(&self, backup: &BackupBlock) -> Result<Block, &'static str> {
        let shown = ShownBlock::read(&backup.block).ok_or("is not a block of this log")?;
        if shown.parent.as_deref() != self.store.tip().as_ref().map(|tip| &tip[..]) {
            return Err("does not follow the block before");
        }
        let whole = backup.whole(shown)?;
        whole.ok_or("is sealed or withheld, and what it was made of is missing")
    }

    /// Does what a block says, and appends the block itself.
    fn restore_block(&mut self, block: &Block) -> Result<(), Error> {
        let unknown = || Error::invalid("blocks", "have an argument that is not of its method");
        let Event { at, by, operation } = block.event().ok_or_else(unknown)?;
        let permit = Permit::of_event(&Event {
            at,
            by,
            operation: operation.clone(),
        });
        self.is_replaying = true;
        let done = self.dispatch(&permit, &operation);
        self.is_replaying = false;
        match done {
            Ok(_) => {
                self.store.commit();
                self.store.append(block);
                Ok(())
            }
            Err(error) => {
                self.store.undo();
                Err(error)
            }
        }
    }
}

fn controls(caller: &Caller) -> Result<(), Error> {
    if caller.is_controller {
        return Ok(());
    }
    Err(Error::not_authorised {
        needed: "a controller of the canister".into(),
    })
}

impl BackupBlock {
    /// The block as it is stored; None where what it was made of is missing. `shown` is what is
    /// read of it.
    ///
    /// # Errors
    /// When it is not what its hashes were made of.
    pub fn whole(&self, shown: ShownBlock) -> Result<Option<Block>, &'static str> {
        let is_hidden = shown.argument.is_none() || shown.withheld.is_some();
        let (argument, salt, target) = match (shown.argument, &self.sealed) {
            (Some(argument), None) if !is_hidden => (argument, None, None),
            (_, None) => return Ok(None),
            (Some(_), Some(_)) if !is_hidden => {
                return Err("is not sealed, but comes with what it was made of");
            }
            (argument, Some(made_of)) => {
                let salt = argument.is_none().then(|| made_of.salt.to_vec());
                (made_of.argument.to_vec(), salt, made_of.target.clone())
            }
        };
        let link = |link: AcceptedLink| AcceptedLink {
            target: target.map_or(link.target, ByteBuf::into_vec),
            ..link
        };
        let block = Block {
            at: shown.at,
            by: shown.by,
            method: shown.method,
            argument,
            salt,
            accepted: shown.link.map(link),
            parent: shown.parent,
        };
        match block.hash() == shown_hash(&self.block) {
            true => Ok(Some(block)),
            false => Err("is not what its seal was made of, or has parts that no block has"),
        }
    }
}
