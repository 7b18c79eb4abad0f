//! Stable memory. Nothing else in the canister touches it.
//!
//! | memory | table | key | value |
//! |---|---|---|---|
//! | 0 | layout | | the version of this table of memories |
//! | 1 | records | kind, number | a record |
//! | 2, 10 | names | space, name | the record that has the name, and whether it still has it |
//! | 3, 11 | lists | list, scope, order, number | what a list shows of a record |
//! | 4 | counts | what is counted, of whom | a count |
//! | 5 | index | | the words of the records, as [`crate::search::Index`] keeps them |
//! | 6 | | | free |
//! | 7, 8 | log | position | a block: an event, and the hash of the block before ([`beginnings`]) |
//! | 9 | secret | | what the seals of blocks are made with |
//!
//! Of the names, those that principals are stand apart in memory 10: every edit asks for its
//! caller's. Of the lists, the history stands apart in memory 11: every edit adds to it. Names and
//! lists have smaller pages than the other trees ([`small`]).
//!
//! All tables but the log and the secret follow from the log: replaying it into an empty store
//! gives them again.
//! The lists of the dates that come ([`List::is_rolling`]) follow from the records and the clock:
//! every edit of a series writes them anew for it, a timer moves them on, and whoever compares two
//! stores leaves them out.
//!
//! Every write notes what it replaced, so that a refused batch can be undone ([`Store::undo`]).

mod beginnings;
mod codec;
#[cfg(test)]
mod golden;
mod intact;
mod keys;
mod log;
mod row;
mod rows;
mod small;
mod split;
mod trace;
mod words;

use std::collections::VecDeque;
use std::ops::Bound;

use candid::Principal;
use ic_stable_structures::memory_manager::{MemoryId, MemoryManager, VirtualMemory};
use ic_stable_structures::{Cell, Log, Memory, StableBTreeMap};

use crate::base::bytes::Hash;
use crate::domain::check::Known;
use crate::domain::{Id, Kind};
use crate::search::Index;

pub use codec::{decode, encode};
pub use intact::Damage;
pub use keys::*;
pub use row::{Entry, Label, Name, Row};
pub use rows::{News, Term, Topic, state_scope, terms};
pub use trace::Mark;

use beginnings::Beginnings;
use split::Split;
use trace::Trace;
use words::Noted;

/// The version of the table of memories above. In the first, nothing stood apart; in the second,
/// memory 5 was a tree with an entry for each word of each record; in the third, there were no
/// lists of what waits; in the fourth, none by language and by look; in the fifth, each block of
/// the log was whole; in the sixth, the dates of each series stood in a list of their own.
const LAYOUT: u32 = 7;
/// The versions before, which are brought to this one when they are opened.
const LAYOUTS_BEFORE: [u32; 5] = [2, 3, 4, 5, 6];
/// The first version with all lists. For those before it, the index and the lists that are new are
/// made from the records, a bounded part in each message.
const LAYOUT_OF_LISTS: u32 = 5;
/// The first version with an index of this form.
const LAYOUT_OF_INDEX: u32 = 3;

const LAYOUT_MEMORY: MemoryId = MemoryId::new(0);
const RECORDS: MemoryId = MemoryId::new(1);
const NAMES: MemoryId = MemoryId::new(2);
const LISTS: MemoryId = MemoryId::new(3);
const COUNTS: MemoryId = MemoryId::new(4);
const INDEX: MemoryId = MemoryId::new(5);
const LOG_INDEX: MemoryId = MemoryId::new(7);
const LOG_DATA: MemoryId = MemoryId::new(8);
const SECRET: MemoryId = MemoryId::new(9);
const PRINCIPALS: MemoryId = MemoryId::new(10);
const HISTORY: MemoryId = MemoryId::new(11);

/// The key of a count: a list's code and scope, or 0 and a kind for the last number given.
type CountKey = [u8; 9];
/// A record's number, and 1 if it has the name now or 0 if it had it once.
type NameValue = [u8; 9];

type Virtual<M> = VirtualMemory<M>;

/// What a write replaced.
#[derive(Debug)]
enum Undo {
    Record(RecordKey, Option<Vec<u8>>),
    Name(NameKey, Option<NameValue>),
    List(ListKey, Option<Vec<u8>>),
    Count(CountKey, Option<u64>),
}

/// All tables.
pub struct Store<M: Memory> {
    records: StableBTreeMap<RecordKey, Vec<u8>, Virtual<M>>,
    names: Split<NameKey, NameValue, Virtual<M>>,
    lists: Split<ListKey, Vec<u8>, Virtual<M>>,
    counts: StableBTreeMap<CountKey, u64, Virtual<M>>,
    index: Index<Virtual<M>>,
    /// What the running message changes in the index; it is changed when the message succeeds.
    words: Noted,
    log: Log<Vec<u8>, Virtual<M>, Virtual<M>>,
    beginnings: Beginnings,
    secret: Cell<Vec<u8>, Virtual<M>>,
    /// The hash of the last block.
    tip: Option<Hash>,
    /// The positions of the latest blocks that took an office, the last first.
    latest: VecDeque<u64>,
    /// The last number given to each kind of record, as the counts tell it.
    known: Known,
    /// Events of the running message; they are appended when it succeeds.
    pending: Vec<log::Noted>,
    undo: Vec<Undo>,
    trace: Trace,
    memories: MemoryManager<M>,
}

impl<M: Memory> std::fmt::Debug for Store<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("events", &self.log.len())
            .finish_non_exhaustive()
    }
}

impl<M: Memory> Store<M> {
    /// Opens the store in a memory, or makes a new one in an empty memory.
    ///
    /// # Panics
    /// When [`Store::try_open`] refuses the memory.
    pub fn open(memory: M) -> Self {
        Self::try_open(memory).unwrap_or_else(|damage| panic!("{damage}"))
    }

    /// Opens the store in a memory, or makes a new one in an empty memory.
    ///
    /// # Errors
    /// When the memory holds something else, or is damaged; nothing is written then.
    ///
    /// # Panics
    /// When the memory holds a layout that this code does not know, or a damage that shows only
    /// where the table is read.
    pub fn try_open(memory: M) -> Result<Self, Damage> {
        let is_new = memory.size() == 0;
        if !is_new {
            intact::manager(&memory)?;
        }
        // A memory that has buckets keeps theirs.
        let memories = MemoryManager::init_with_bucket_size(memory, intact::BUCKET);
        if !is_new {
            intact::layout(&memories)?;
        }
        let mut layout = Cell::init(memories.get(LAYOUT_MEMORY), LAYOUT);
        let version = *layout.get();
        let is_before = LAYOUTS_BEFORE.contains(&version);
        assert!(
            is_before || version == LAYOUT,
            "the stable memory has an unknown layout"
        );
        if !is_new {
            intact::tables(&memories)?;
        }
        let index = match is_new || version < LAYOUT_OF_INDEX {
            false => intact::index(&memories)?,
            true => Index::new(memories.get(INDEX)),
        };
        let mut store = Self::of(memories, index);
        store.agrees()?;
        if is_new {
            store.index.write();
        } else if is_before {
            if version < LAYOUT_OF_LISTS {
                store.begin_anew();
            }
            layout.set(LAYOUT);
        }
        Ok(store)
    }

    /// Makes a new store in a memory, whatever it holds.
    pub fn anew(memory: M) -> Self {
        if memory.size() > 0 {
            // Without the mark at its beginning, nothing of what it holds is looked at.
            memory.write(0, &[0; 3]);
        }
        let memories = MemoryManager::init_with_bucket_size(memory, intact::BUCKET);
        Cell::init(memories.get(LAYOUT_MEMORY), LAYOUT);
        let index = Index::new(memories.get(INDEX));
        let mut store = Self::of(memories, index);
        store.index.write();
        store
    }

    /// The tables in their memories.
    fn of(memories: MemoryManager<M>, index: Index<Virtual<M>>) -> Self {
        let mut store = Store {
            records: StableBTreeMap::init(memories.get(RECORDS)),
            names: Split::of(
                StableBTreeMap::init(memories.get(PRINCIPALS)),
                small::open(&memories, NAMES),
                is_principal_key,
            ),
            lists: Split::of(
                StableBTreeMap::init(memories.get(HISTORY)),
                small::open(&memories, LISTS),
                is_history_key,
            ),
            counts: StableBTreeMap::init(memories.get(COUNTS)),
            index,
            words: Noted::default(),
            log: Log::init(memories.get(LOG_INDEX), memories.get(LOG_DATA)),
            beginnings: Beginnings::default(),
            secret: Cell::init(memories.get(SECRET), Vec::new()),
            tip: None,
            latest: VecDeque::new(),
            known: Known::default(),
            pending: Vec::new(),
            undo: Vec::new(),
            trace: Trace::default(),
            memories,
        };
        store.read_known();
        store.read_tip();
        store.read_latest();
        store
    }

    fn read_known(&mut self) {
        for kind in Kind::ALL {
            let made = self.counts.get(&made_key(kind)).unwrap_or(0);
            self.known.set(kind, made);
        }
    }

    /// Keeps what was written since the last `commit` or `undo`, and appends its events.
    ///
    /// # Panics
    /// When stable memory cannot grow; the network then rolls the message back.
    pub fn commit(&mut self) {
        self.undo.clear();
        self.enter_words();
        self.append_noted();
    }

    /// Takes back what was written since the last `commit` or `undo`.
    pub fn undo(&mut self) {
        self.pending.clear();
        self.words.clear();
        self.trace.forget();
        while let Some(step) = self.undo.pop() {
            match step {
                Undo::Record(key, old) => restore(&mut self.records, key, old),
                Undo::Name(key, old) => restore(self.names.tree_mut(&key), key, old),
                Undo::List(key, old) => restore(self.lists.tree_mut(&key), key, old),
                Undo::Count(key, old) => restore(&mut self.counts, key, old),
            }
        }
        self.read_known();
    }

    /// The record with a number.
    pub fn get<R: Row>(&self, id: Id) -> Option<R> {
        self.raw(R::KIND, id).map(|bytes| decode(&bytes))
    }

    /// The stored bytes of a record.
    pub fn raw(&self, kind: Kind, id: Id) -> Option<Vec<u8>> {
        let key = record_key(kind, id);
        self.trace.saw(|| trace::record(&key));
        self.records.get(&key)
    }

    /// The record that a name belongs to, and whether it is its present name.
    pub fn named(&self, name: &NameKey) -> Option<(Id, bool)> {
        self.trace.saw(|| trace::name(name));
        self.names
            .tree(name)
            .get(name)
            .map(|value| (number(&value[..8]), value[8] == 1))
    }

    /// The person who a principal is linked to.
    pub fn person_of(&self, principal: &Principal) -> Option<Id> {
        self.named(&principal_key(principal)).map(|(id, _)| id)
    }

    /// The next free number of a kind of record.
    pub fn next_id(&mut self, kind: Kind) -> Id {
        let key = made_key(kind);
        let id = self.known.made(kind) + 1;
        let old = self.counts.insert(key, id);
        self.undo.push(Undo::Count(key, old));
        self.trace.wrote(trace::made(kind));
        self.known.set(kind, id);
        id
    }

    /// How many records of each kind were ever made, to check an input with.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// How many records of a kind were ever made.
    pub fn made(&self, kind: Kind) -> Id {
        self.trace.saw(|| trace::made(kind));
        self.known.made(kind)
    }

    /// How many entries a counted list has.
    pub fn count(&self, list: List, scope: u64) -> u64 {
        self.trace
            .saw(|| trace::list(&list_key(list, scope, FIRST, 0)));
        self.counts.get(&count_key(list as u8, scope)).unwrap_or(0)
    }

    /// All entries of a list, in order.
    pub fn entries(
        &self,
        list: List,
        scope: u64,
    ) -> impl Iterator<Item = (ListKey, Vec<u8>)> + use<'_, M> {
        self.entries_between(list, scope, FIRST, LAST, None)
    }

    /// The first scopes that a list has; one of those for which [`is_asked_for_scopes`] is true.
    pub fn scopes(&self, list: List, most: usize) -> Vec<u64> {
        self.trace.saw(|| trace::scopes(list as u8));
        let last = list_key(list, u64::MAX, LAST, u64::MAX);
        let mut scopes = Vec::new();
        let mut from = Bound::Included(list_key(list, 0, FIRST, 0));
        while scopes.len() < most {
            let tree = self.lists.tree(&last);
            let Some(first) = tree.range((from, Bound::Included(last))).next() else {
                break;
            };
            let scope = entry_scope(first.key());
            from = Bound::Excluded(list_key(list, scope, LAST, u64::MAX));
            scopes.push(scope);
        }
        scopes
    }

    /// What the list shows of a record at a place; nothing where it does not stand there.
    pub fn card(&self, list: List, scope: u64, order: Order, id: Id) -> Option<Vec<u8>> {
        let key = list_key(list, scope, order, id);
        self.trace.saw(|| trace::list(&key));
        self.lists.tree(&key).get(&key)
    }

    /// The entries of a list between two places (both included), after a key.
    pub fn entries_between(
        &self,
        list: List,
        scope: u64,
        from: Order,
        until: Order,
        after: Option<ListKey>,
    ) -> impl DoubleEndedIterator<Item = (ListKey, Vec<u8>)> + use<'_, M> {
        let low = list_key(list, scope, from, 0);
        self.trace.saw(|| trace::list(&low));
        let tree = self.lists.tree(&low);
        let low = Bound::Included(low);
        let high = Bound::Included(list_key(list, scope, until, u64::MAX));
        let low = after.map_or(low, Bound::Excluded);
        tree.range((low, high)).map(|e| e.into_pair())
    }

    /// Bytes of the stable memory that each table has taken, in steps of 64 KiB. What a table takes
    /// it keeps.
    pub fn sizes(&self) -> Vec<(&'static str, u64)> {
        let tables = [
            ("records", vec![RECORDS]),
            ("names", vec![NAMES, PRINCIPALS]),
            ("lists", vec![LISTS]),
            ("history", vec![HISTORY]),
            ("counts", vec![COUNTS]),
            ("index", vec![INDEX]),
            ("log", vec![LOG_INDEX, LOG_DATA]),
        ];
        let bytes = |id: &MemoryId| self.memories.get(*id).size() * 65_536;
        let size = |(name, ids): (_, Vec<MemoryId>)| (name, ids.iter().map(bytes).sum());
        tables.into_iter().map(size).collect()
    }

    /// All tables but the log and the rolling lists as pairs of bytes, for comparing two stores.
    pub fn dump(&self) -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
        let mut all = Vec::new();
        all.extend(
            self.records
                .iter()
                .map(|e| ("records", e.key().to_vec(), e.value())),
        );
        all.extend(
            self.names
                .iter()
                .map(|(key, value)| ("names", key, value.to_vec())),
        );
        let lists = self.lists.iter();
        let lists = lists.filter(|(key, _)| !List::is_rolling(key[0]));
        all.extend(lists.map(|(key, card)| ("lists", key.to_vec(), card)));
        all.extend(
            self.counts
                .iter()
                .map(|e| ("counts", e.key().to_vec(), e.value().to_be_bytes().to_vec())),
        );
        let entries = self.index.entries().into_iter();
        all.extend(entries.map(|(key, record)| ("words", key, record.to_vec())));
        all
    }
}

fn restore<K, V, M>(map: &mut StableBTreeMap<K, V, M>, key: K, old: Option<V>)
where
    K: ic_stable_structures::Storable + Ord + Clone,
    V: ic_stable_structures::Storable,
    M: Memory,
{
    match old {
        Some(old) => map.insert(key, old),
        None => map.remove(&key),
    };
}

/// The key of the last number given to a kind of record.
fn made_key(kind: Kind) -> CountKey {
    count_key(0, u64::from(kind.code()))
}

fn count_key(list: u8, scope: u64) -> CountKey {
    let mut key = [0; 9];
    key[0] = list;
    key[1..].copy_from_slice(&scope.to_be_bytes());
    key
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b))
}
