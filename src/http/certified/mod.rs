//! The answers that are certified now, and what each was made from.

pub(super) mod proof;
mod tree;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ic_certification::{Hash, HashTree};

use crate::base::bytes::leb128;
use crate::domain::Nanos;
use crate::http::request::Asked;
use crate::site;
use crate::store::Mark;
use proof::{Proof, TreePath};
use tree::Tree;

/// Answers that are certified at a time. The oldest give way. Each takes about 2 kB of the heap.
const MOST: usize = 20_000;
/// Of these, addresses that anybody can make up: those that have no answer, and searches.
const MOST_MADE_UP: usize = 500;
/// Bytes of an address that is certified although there is nothing: longer ones are made up.
const MISSING_BYTES: usize = 200;

/// Answers that are made by updates within a minute. Anybody can ask for one, and the canister
/// pays for it.
const MOST_PER_MINUTE: u32 = 2_000;
/// Searches among them. Each costs as much as some hundred other pages, and nobody has to think
/// for an address that was not searched for before.
const SEARCHES_PER_MINUTE: u32 = 60;
/// Bytes of the long bodies among them.
const LONG_BYTES_PER_MINUTE: usize = 200_000_000;
const MINUTE: Nanos = 60_000_000_000;

const LAST_INDEX: &[u8] = b"last_block_index";
const LAST_HASH: &[u8] = b"last_block_hash";

/// The number of an answer, in the order in which they were certified.
type Number = u64;

#[derive(Debug)]
struct Page {
    key: String,
    leaves: Vec<TreePath>,
    marks: BTreeSet<Mark>,
}

/// The tree whose root the network certifies, and what is in it.
#[derive(Debug, Default)]
pub struct Certified {
    tree: Tree,
    pages: BTreeMap<Number, Page>,
    by_key: BTreeMap<String, Number>,
    by_mark: BTreeSet<(Mark, Number)>,
    /// Those that the clock makes stale, too.
    timed: BTreeSet<Number>,
    made_up: VecDeque<Number>,
    next: Number,
    /// The minute that runs, and the answers made within it.
    minute: Nanos,
    made: u32,
    searches: u32,
    /// The addresses that had a long body within it, and the bytes of these bodies.
    long: BTreeSet<String>,
    long_bytes: usize,
}

impl Certified {
    /// A tree with what is certified from the beginning: the end of the log, and that there is
    /// nothing at addresses that nothing is reserved for.
    pub fn new(tip: Option<(u64, Hash)>) -> Self {
        let mut certified = Certified::default();
        let nothing = Asked {
            method: "GET".into(),
            path: "/-".into(),
            raw_query: None,
            query: Vec::new(),
            if_none_match: None,
            range: None,
            if_range: None,
        };
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

    /// Counts an answer that is to be made at an address; false when there were too many within
    /// this minute, or too many that were as long as this one has been before.
    pub fn admits(&mut self, now: Nanos, path: &str) -> bool {
        if now / MINUTE != self.minute {
            (self.minute, self.made, self.searches) = (now / MINUTE, 0, 0);
            (self.long, self.long_bytes) = (BTreeSet::new(), 0);
        }
        let is_full = self.long_bytes > LONG_BYTES_PER_MINUTE;
        if self.made >= MOST_PER_MINUTE || (is_full && self.long.contains(path)) {
            return false;
        }
        let searches = self.searches + u32::from(site::is_search(path));
        if searches > SEARCHES_PER_MINUTE {
            return false;
        }
        (self.made, self.searches) = (self.made + 1, searches);
        true
    }

    /// Notes that the answer at an address has a long body, of so many bytes.
    pub fn was_long(&mut self, path: &str, bytes: usize) {
        self.long.insert(path.to_owned());
        self.long_bytes = self.long_bytes.saturating_add(bytes);
    }

    /// Certifies the responses of one address, in the place of what was certified for it before.
    pub fn certify(
        &mut self,
        asked: &Asked,
        status: u16,
        proofs: &[Proof],
        marks: BTreeSet<Mark>,
        timed: bool,
    ) {
        let key = asked.key();
        if status == 404 && key.len() > MISSING_BYTES {
            return;
        }
        if let Some(old) = self.by_key.get(&key) {
            self.remove(*old);
        }
        let number = self.next;
        self.next += 1;
        let leaves: Vec<TreePath> = proofs.iter().map(|proof| proof.leaf.clone()).collect();
        leaves.iter().for_each(|leaf| self.put(leaf));
        self.by_mark
            .extend(marks.iter().map(|mark| (*mark, number)));
        self.by_key.insert(key.clone(), number);
        if timed {
            self.timed.insert(number);
        }
        if status == 404 || site::is_search(&asked.path) {
            self.made_up.push_back(number);
        }
        self.pages.insert(number, Page { key, leaves, marks });
        self.make_room();
    }

    fn make_room(&mut self) {
        if self.made_up.len() > MOST_MADE_UP
            && let Some(oldest) = self.made_up.pop_front()
        {
            self.remove(oldest);
        }
        if self.pages.len() > MOST
            && let Some(oldest) = self.pages.keys().next().copied()
        {
            self.remove(oldest);
        }
    }

    /// Takes away what was made from something that was written.
    pub fn forget(&mut self, written: &BTreeSet<Mark>) {
        for mark in written {
            let stale = self.by_mark.range((*mark, 0)..=(*mark, Number::MAX));
            let stale: Vec<Number> = stale.map(|(_, number)| *number).collect();
            stale.into_iter().for_each(|number| self.remove(number));
        }
    }

    /// Takes away what the clock may have made stale.
    pub fn forget_timed(&mut self) {
        for number in std::mem::take(&mut self.timed) {
            self.remove(number);
        }
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
        self.by_key.remove(&page.key);
        self.timed.remove(&number);
    }

    fn put(&mut self, path: &[Vec<u8>]) {
        self.tree.insert(&slices(path), b"");
    }
}

fn slices(path: &[Vec<u8>]) -> Vec<&[u8]> {
    path.iter().map(Vec::as_slice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_answers_keep_long_ones_alone_from_being_made_within_a_minute() {
        let mut certified = Certified::new(None);
        let mut made = 0;
        while certified.admits(0, "/long") {
            certified.was_long("/long", 12_000_000);
            made += 1;
        }
        assert_eq!(made, 17);
        assert!(certified.admits(1, "/short"));
        assert!(certified.admits(MINUTE, "/long"));
    }

    #[test]
    fn searches_keep_searches_alone_from_being_made_within_a_minute() {
        let mut certified = Certified::new(None);
        for path in ["/search", "/zh/search"] {
            let made = (0..SEARCHES_PER_MINUTE / 2).filter(|_| certified.admits(0, path));
            assert_eq!(made.count() as u32, SEARCHES_PER_MINUTE / 2);
        }
        assert!(!certified.admits(1, "/search"));
        assert!(certified.admits(1, "/groups"));
        assert!(certified.admits(MINUTE, "/search"));
    }
}
