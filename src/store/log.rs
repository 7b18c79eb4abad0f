//! The log: one block for each accepted operation, each with the hash of the one before.

use ic_stable_structures::Memory;

use super::{Entry, List, Store, decode, encode, in_order, trace};
use crate::base::bytes::{Hash, sha256};
use crate::domain::{Event, LinkTarget, Operation, Withheld};
use crate::log::block::{AcceptedLink, Block};

/// Latest changes that are known.
const LATEST: usize = 8;
/// Blocks that are looked at for them when the store is opened.
const LOOKED_AT: u64 = 200;

/// An event of the running message.
#[derive(Debug)]
pub(super) struct Noted {
    event: Event,
    accepted: Option<AcceptedLink>,
}

impl<M: Memory> Store<M> {
    /// Notes an event of the running message, and what it tells of a sealed one. Returns its
    /// position in the log.
    pub fn note(&mut self, event: Event, accepted: Option<AcceptedLink>) -> u64 {
        self.pending.push(Noted { event, accepted });
        self.next_event() - 1
    }

    /// The position that the next event will have.
    pub fn next_event(&self) -> u64 {
        self.log.len() + self.pending.len() as u64
    }

    /// Events in the log.
    pub fn events(&self) -> u64 {
        self.trace.saw(|| trace::EVENTS);
        self.log.len()
    }

    /// The event at a position with the target of the link request that it accepts, be it one of
    /// the running message.
    pub fn noted(&self, position: u64) -> Option<(Event, Option<LinkTarget>)> {
        let Some(past) = position.checked_sub(self.log.len()) else {
            let block = self.block(position)?;
            return Some((block.event()?, block.target()));
        };
        let Noted { event, accepted } = self.pending.get(usize::try_from(past).ok()?)?;
        let target = accepted.as_ref().and_then(AcceptedLink::target);
        Some((event.clone(), target))
    }

    /// The event at a position.
    pub fn event(&self, position: u64) -> Option<Event> {
        self.block(position).and_then(|block| block.event())
    }

    /// What is withheld of the block at a position.
    pub fn withheld(&self, position: u64) -> Option<Withheld> {
        let place = in_order(position, 0);
        let mut there = self.entries_between(List::Withheld, 0, place, place, None);
        there.next().map(|(_, card)| decode(&card))
    }

    /// Withholds texts of the block at a position.
    pub fn withhold(&mut self, position: u64, withheld: &Withheld) {
        let card = encode(withheld);
        let place = in_order(position, 0);
        self.put_entry(Entry::new(List::Withheld, 0, place, position, card));
    }

    /// Whether something of the log is withheld.
    pub fn withholds(&self) -> bool {
        self.entries(List::Withheld, 0).next().is_some()
    }

    /// The event at a position, with what stands for its texts that are withheld.
    pub fn told_event(&self, position: u64, block: &Block) -> Option<Event> {
        let event = block.event()?;
        let Some(withheld) = self.withheld(position) else {
            return Some(event);
        };
        let operation = withheld.told(&event.operation, self.secret.get())?;
        Some(Event { operation, ..event })
    }

    /// The hash of the last block.
    pub fn tip(&self) -> Option<Hash> {
        self.tip
    }

    pub(super) fn read_tip(&mut self) {
        let last = self.log.len().checked_sub(1);
        self.tip = last.and_then(|last| self.block(last)).map(|b| b.hash());
    }

    /// The positions of the latest blocks that took an office, eight at most, the last first: what
    /// anybody may do ([`Operation::is_anybodys`]) does not make the pages stale that many read.
    pub fn latest_changes(&self) -> impl Iterator<Item = u64> + '_ {
        self.trace.saw(|| trace::LATEST);
        self.latest.iter().copied()
    }

    pub(super) fn read_latest(&mut self) {
        let end = self.log.len();
        for position in (end.saturating_sub(LOOKED_AT)..end).rev() {
            if self.latest.len() == LATEST {
                break;
            }
            let block = self.block(position);
            if block.is_some_and(|block| !Operation::is_anybodys(&block.method)) {
                self.latest.push_back(position);
            }
        }
    }

    /// Appends the events of the running message.
    ///
    /// # Panics
    /// When stable memory cannot grow; the network then rolls the message back.
    pub(super) fn append_noted(&mut self) {
        for noted in std::mem::take(&mut self.pending) {
            let Noted { event, accepted } = noted;
            let sealed = event.operation.is_sealed();
            let block = Block {
                at: event.at,
                by: event.by,
                method: event.operation.method().into(),
                argument: event.operation.argument(),
                salt: sealed.then(|| self.salt(self.log.len()).to_vec()),
                accepted,
                parent: self.tip.map(|hash| hash.to_vec()),
            };
            self.append(&block);
        }
    }

    /// Appends a block.
    ///
    /// # Panics
    /// When stable memory cannot grow.
    pub fn append(&mut self, block: &Block) {
        let kept = self.beginnings.kept(self.log.len(), block);
        if self.log.append(&kept).is_err() {
            panic!("stable memory is full");
        }
        self.tip = Some(block.hash());
        self.trace.wrote(trace::EVENTS);
        if !Operation::is_anybodys(&block.method) {
            self.latest.truncate(LATEST - 1);
            self.latest.push_front(self.log.len() - 1);
            self.trace.wrote(trace::LATEST);
        }
    }

    /// Whether there is a secret that seals can be made with.
    pub fn has_secret(&self) -> bool {
        !self.secret.get().is_empty()
    }

    /// The secret that seals are made with; empty when there is none yet.
    pub fn secret(&self) -> Vec<u8> {
        self.secret.get().clone()
    }

    /// Keeps the secret that seals are made with, unless there is one already: the blocks that
    /// were sealed with it are hashed with it.
    pub fn keep_secret(&mut self, secret: Vec<u8>) {
        if !self.has_secret() {
            self.secret.set(secret);
        }
    }

    /// What the block at a position is sealed with. Nobody can tell it without the secret.
    fn salt(&self, position: u64) -> Hash {
        sha256(&[self.secret.get(), &position.to_be_bytes()])
    }
}
