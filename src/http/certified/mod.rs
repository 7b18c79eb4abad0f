//! The answers that are certified now, and what each was made from.

pub(super) mod proof;
mod renewal;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ic_certification::{Hash, HashTree};

use crate::base::budget::Budget;
use crate::base::bytes::leb128;
use crate::domain::Nanos;
use crate::http::request::Asked;
use crate::store::Mark;
use proof::{Proof, TreePath};
pub use renewal::PER_DAY as RENEWAL_PER_DAY;
use renewal::Renewal;
use tree::Tree;

/// Bytes of the heap that the answers which are certified at a time take, about. The oldest give
/// way: first those that anybody can make up.
const MAX_BYTES: usize = 200_000_000;
/// Of the answers, those of addresses at which there is nothing, and those with parameters:
/// anybody can make these up.
const MAX_MISSING: usize = 500;
const MAX_VARIED: usize = 500;
/// Addresses with parameters that are known from before: a calendar that somebody subscribes to.
const MAX_FAMILIAR: usize = 500;
/// Bytes of an address that is certified although there is nothing: longer ones are made up.
const MISSING_BYTES: usize = 200;

/// Cycles of answers that are made by updates, their messages with them: of pages, which can be
/// asked for as often as they go stale, and of what anybody can make up. What all of them may cost
/// in a day is a part of what strangers may cost (`docs/costs.md`, "Strangers").
const PAGES_PER_MINUTE: u64 = 2_000_000_000;
pub const PAGES_PER_DAY: u64 = 8_000_000_000;
const OTHERS_PER_MINUTE: u64 = 1_000_000_000;
const OTHERS_PER_DAY: u64 = 2_200_000_000;
/// Bytes of the long bodies among the first answers of pages and others.
const LONG_BYTES_PER_MINUTE: usize = 200_000_000;
const MINUTE: Nanos = 60_000_000_000;

const LAST_INDEX: &[u8] = b"last_block_index";
const LAST_HASH: &[u8] = b"last_block_hash";

/// Bytes that a node of the tree takes besides its label, and a mark in the lists of both ways.
const NODE: usize = 300;
const MARK: usize = 56;

/// The number of an answer, in the order in which they were certified.
type Number = u64;

#[derive(Debug)]
struct Page {
    key: String,
    leaves: Vec<TreePath>,
    marks: BTreeSet<Mark>,
    bytes: usize,
    turns_at: Option<Nanos>,
    /// What is asked for again when it becomes stale, and when a reader waited for it last.
    renewed: Option<(Asked, Nanos)>,
}

/// An answer to certify.
#[derive(Debug)]
pub struct Made {
    pub status: u16,
    pub proofs: Vec<Proof>,
    /// What it was made from.
    pub marks: BTreeSet<Mark>,
    /// When the clock makes it stale; never, if none.
    pub turns_at: Option<Nanos>,
    /// When a reader waited for it last; none for what is not made again by itself.
    pub waited_at: Option<Nanos>,
}

/// What an update that asks for an answer is charged to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purse {
    /// Pages that there are, and are not certified.
    Pages,
    /// What anybody can make up: addresses at which there is nothing, parameters that nobody has
    /// asked for before, and what is certified already.
    Others,
}

/// The tree whose root the network certifies, and what is in it.
#[derive(Debug, Default)]
pub struct Certified {
    tree: Tree,
    pages: BTreeMap<Number, Page>,
    by_key: BTreeMap<String, Number>,
    by_mark: BTreeSet<(Mark, Number)>,
    /// Those that the clock makes stale, too, by when it does.
    timed: BTreeSet<(Nanos, Number)>,
    missing: VecDeque<Number>,
    varied: VecDeque<Number>,
    familiar: VecDeque<String>,
    bytes: usize,
    next: Number,
    purses: Purses,
    /// What the last answer was charged to.
    last: Option<Purse>,
    /// The minute that runs.
    minute: Nanos,
    /// The addresses that had a long body within it, and the bytes of these bodies.
    long: BTreeSet<String>,
    long_bytes: usize,
    renewal: Renewal,
}

impl Certified {
    /// A tree with what is certified from the beginning: the end of the log, and that there is
    /// nothing at addresses that nothing is reserved for.
    pub fn new(tip: Option<(u64, Hash)>) -> Self {
        let mut certified = Certified::default();
        let nothing = Asked::get("/-");
        certified.put(&Proof::of_missing(&nothing).leaf);
        proof::reserved().for_each(|place| certified.put(&place));
        certified.set_tip(tip);
        certified
    }

    /// The end of the log: the position of the last block, and its hash (ICRC-3, "Tip
    /// certificate").
    pub fn set_tip(&mut self, tip: Option<(u64, Hash)>) {
        if let Some((index, hash)) = tip {
            self.tree.insert(&[LAST_INDEX], &leb128(index));
            self.tree.insert(&[LAST_HASH], &hash);
        }
    }

    /// The hash that the network is to certify.
    pub fn root(&self) -> Hash {
        self.tree.hash()
    }

    /// What is certified at the moment: paths, with the method and the query where these count.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.by_key.keys().map(String::as_str)
    }

    /// The part of the tree that shows the end of the log.
    pub fn tip_witness(&self) -> HashTree {
        self.tree.witness(&[&[LAST_INDEX], &[LAST_HASH]])
    }

    /// The part of the tree that proves a response.
    pub fn witness(&self, proof: &Proof) -> HashTree {
        let shown = [&proof.leaf].into_iter().chain(&proof.absent);
        let shown: Vec<Vec<&[u8]>> = shown.map(|path| slices(path)).collect();
        let paths: Vec<&[&[u8]]> = shown.iter().map(Vec::as_slice).collect();
        self.tree.witness(&paths)
    }

    /// Whether a response is certified.
    pub fn holds(&self, proof: &Proof) -> bool {
        self.tree.has(&slices(&proof.leaf))
    }

    /// What a request for an answer would be charged to. `is_made_up` tells whether there is
    /// nothing at its address.
    pub fn purse(&self, asked: &Asked, is_made_up: bool) -> Purse {
        let key = asked.key();
        let is_varied = !asked.query.is_empty() && !self.familiar.contains(&key);
        match is_made_up || is_varied || self.by_key.contains_key(&key) {
            true => Purse::Others,
            false => Purse::Pages,
        }
    }

    /// Whether an answer may be made at an address.
    pub fn admits(&self, now: Nanos, purse: Purse, path: &str) -> bool {
        let in_minute = now / MINUTE == self.minute;
        let is_full = in_minute && self.long_bytes > LONG_BYTES_PER_MINUTE;
        self.purses.of(purse).allows(now) && !(is_full && self.long.contains(path))
    }

    /// Charges an answer, of so many cycles.
    pub fn charge(&mut self, now: Nanos, purse: Purse, cycles: u64) {
        if now / MINUTE != self.minute {
            self.minute = now / MINUTE;
            (self.long, self.long_bytes) = (BTreeSet::new(), 0);
        }
        self.purses.of_mut(purse).charge(now, cycles);
        self.last = Some(purse);
    }

    /// Charges what the answer has cost besides which was charged for last, in cycles.
    pub fn charge_work(&mut self, now: Nanos, cycles: u64) {
        if let Some(purse) = self.last.take() {
            self.purses.of_mut(purse).charge(now, cycles);
        }
    }

    /// Answers that are certified, and the bytes of the heap that they take, about.
    pub fn size(&self) -> (usize, usize) {
        (self.pages.len(), self.bytes)
    }

    /// What was used of this day for what anybody can make up, in cycles.
    pub fn used_by_others(&self, now: Nanos) -> u64 {
        self.purses.others.used_today(now)
    }

    /// Notes that the answer at an address has a long body, of so many bytes.
    pub fn was_long(&mut self, path: &str, bytes: usize) {
        self.long.insert(path.to_owned());
        self.long_bytes = self.long_bytes.saturating_add(bytes);
    }

    /// Certifies the responses of one address, in the place of what was certified for it before.
    pub fn certify(&mut self, asked: &Asked, made: Made) {
        let key = asked.key();
        if made.status == 404 && key.len() > MISSING_BYTES {
            return;
        }
        if let Some(old) = self.by_key.get(&key) {
            self.remove(*old);
        }
        let number = self.next;
        self.next += 1;
        let leaves: Vec<TreePath> = made.proofs.iter().map(|proof| proof.leaf.clone()).collect();
        leaves.iter().for_each(|leaf| self.put(leaf));
        self.by_mark
            .extend(made.marks.iter().map(|mark| (*mark, number)));
        self.by_key.insert(key.clone(), number);
        self.timed.extend(made.turns_at.map(|at| (at, number)));
        if made.status == 404 {
            self.missing.push_back(number);
        } else if !asked.query.is_empty() {
            self.varied.push_back(number);
            self.know(&key);
        }
        // What anybody can make up is not made again.
        let is_kept = made.status == 200 && asked.query.is_empty();
        let waited_at = made.waited_at.filter(|_| is_kept);
        let renewed = waited_at.map(|at| (asked.plain(), at));
        let page = Page {
            turns_at: made.turns_at,
            ..Page::new(key, leaves, made.marks, renewed)
        };
        self.bytes += page.bytes;
        self.pages.insert(number, page);
        self.make_room();
    }

    fn know(&mut self, key: &str) {
        if !self.familiar.iter().any(|known| known == key) {
            self.familiar.push_back(key.to_owned());
        }
        if self.familiar.len() > MAX_FAMILIAR {
            self.familiar.pop_front();
        }
    }

    fn make_room(&mut self) {
        while self.missing.len() > MAX_MISSING
            && let Some(oldest) = self.missing.pop_front()
        {
            self.remove(oldest);
        }
        while self.varied.len() > MAX_VARIED
            && let Some(oldest) = self.varied.pop_front()
        {
            self.remove(oldest);
        }
        while self.bytes > MAX_BYTES {
            let made_up = self.varied.pop_front().or_else(|| self.missing.pop_front());
            let oldest = || self.pages.keys().next().copied();
            let Some(gives_way) = made_up.or_else(oldest) else {
                break;
            };
            self.remove(gives_way);
        }
    }

    /// Takes away what was made from something that was written.
    pub fn forget(&mut self, written: &BTreeSet<Mark>) {
        for mark in written {
            let stale = self.by_mark.range((*mark, 0)..=(*mark, Number::MAX));
            let stale: Vec<Number> = stale.map(|(_, number)| *number).collect();
            stale.into_iter().for_each(|number| self.expire(number));
        }
    }

    /// Takes away what the clock has made stale.
    pub fn forget_timed(&mut self, now: Nanos) {
        while let Some((at, number)) = self.timed.first().copied()
            && at <= now
        {
            self.timed.pop_first();
            self.expire(number);
        }
    }

    /// When the clock makes the next answer stale.
    pub fn next_turn(&self) -> Option<Nanos> {
        self.timed.first().map(|(at, _)| *at)
    }

    /// Takes an answer away that is stale, to be made again.
    fn expire(&mut self, number: Number) {
        let renewed = self.pages.get_mut(&number).and_then(|p| p.renewed.take());
        if let Some((asked, waited_at)) = renewed {
            self.renewal.add(asked, waited_at);
        }
        self.remove(number);
    }

    /// Whether answers wait to be made again, and may be.
    pub fn has_stale(&self, now: Nanos) -> bool {
        self.renewal.has_work(now)
    }

    /// The next answer to make again, and when a reader waited for it last.
    pub fn next_stale(&mut self, now: Nanos) -> Option<(Asked, Nanos)> {
        loop {
            let (asked, waited_at) = self.renewal.next(now)?;
            // A reader may have come first.
            if !self.by_key.contains_key(&asked.key()) {
                return Some((asked, waited_at));
            }
        }
    }

    /// Charges the instructions of answers that were made again.
    pub fn charge_renewal(&mut self, now: Nanos, instructions: u64) {
        self.renewal.charge(now, instructions);
    }

    fn remove(&mut self, number: Number) {
        let Some(page) = self.pages.remove(&number) else {
            return;
        };
        for leaf in &page.leaves {
            self.tree.remove(&slices(leaf));
        }
        for mark in &page.marks {
            self.by_mark.remove(&(*mark, number));
        }
        self.bytes -= page.bytes;
        self.by_key.remove(&page.key);
        if let Some(at) = page.turns_at {
            self.timed.remove(&(at, number));
        }
    }

    fn put(&mut self, path: &[Vec<u8>]) {
        self.tree.insert(&slices(path), b"");
    }
}

impl Page {
    fn new(
        key: String,
        leaves: Vec<TreePath>,
        marks: BTreeSet<Mark>,
        renewed: Option<(Asked, Nanos)>,
    ) -> Self {
        let of_path = |path: &TreePath| path.iter().map(|label| label.len() + NODE).sum::<usize>();
        let of_leaves: usize = leaves.iter().map(of_path).sum();
        let bytes = 3 * key.len() + of_leaves + marks.len() * MARK + NODE;
        Page {
            key,
            leaves,
            marks,
            bytes,
            turns_at: None,
            renewed,
        }
    }
}

#[derive(Debug)]
struct Purses {
    pages: Budget,
    others: Budget,
}

impl Default for Purses {
    fn default() -> Self {
        Purses {
            pages: Budget::new(PAGES_PER_MINUTE, PAGES_PER_DAY),
            others: Budget::new(OTHERS_PER_MINUTE, OTHERS_PER_DAY),
        }
    }
}

impl Purses {
    fn of(&self, purse: Purse) -> &Budget {
        match purse {
            Purse::Pages => &self.pages,
            Purse::Others => &self.others,
        }
    }

    fn of_mut(&mut self, purse: Purse) -> &mut Budget {
        match purse {
            Purse::Pages => &mut self.pages,
            Purse::Others => &mut self.others,
        }
    }
}

fn slices(path: &[Vec<u8>]) -> Vec<&[u8]> {
    path.iter().map(Vec::as_slice).collect()
}
