//! Whether a stable memory is a registry's, and whole. It is asked before anything is opened in
//! it: what the stable structures do not know, they begin anew and write over.
//!
//! A memory is refused for what a glance shows: the headers of the memory manager and of each
//! table, and a few facts that have to agree. The work does not depend on how much there is.

use ic_stable_structures::memory_manager::{MemoryId, MemoryManager};
use ic_stable_structures::{Memory, StableBTreeMap, Storable, VectorMemory};

use super::{
    COUNTS, CountKey, HISTORY, INDEX, LAYOUT_MEMORY, LISTS, LOG_DATA, LOG_INDEX, ListKey, NAMES,
    NameKey, NameValue, PRINCIPALS, RECORDS, RecordKey, SECRET, Store, Virtual, record_key, small,
};
use crate::domain::Kind;
use crate::search::Index;

/// Bytes of a page of memory.
const PAGE: u64 = 65_536;
/// Pages of a bucket, of which the memory manager makes the memories of the tables: of a new
/// registry, and of those that began before.
pub(super) const BUCKET: u16 = 16;
const BUCKETS_BEFORE: [u16; 2] = [32, 128];
/// Bytes of the memory manager's header, before its table of buckets.
const MANAGER: usize = 40 + 8 * MEMORIES;
/// Memories that the memory manager can tell apart.
const MEMORIES: usize = 255;
/// Buckets that it can tell apart.
const BUCKETS: usize = 32_768;
/// What stands in its table for a bucket that is not there yet.
const NO_BUCKET: u8 = 255;
/// Where the allocator of a tree has its header, and where its first chunk lies.
const ALLOCATOR: usize = 52;
const CHUNKS: u64 = 100;
/// Bytes of the header of a chunk.
const CHUNK: u64 = 16;
/// Where the log's index and its data begin; the index with the number of blocks.
const LOG: u64 = 32;
/// Bytes of the secret that the network gives.
const SECRET_BYTES: u32 = 32;

/// Why a stable memory is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage(String);

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the stable memory is not this registry's, or damaged: {}; nothing was written",
            self.0
        )
    }
}

impl std::error::Error for Damage {}

type Whole = Result<(), Damage>;

/// Refuses unless something holds.
fn must(holds: bool, what: &str, fault: &str) -> Whole {
    match holds {
        true => Ok(()),
        false => Err(Damage(format!("{what} {fault}"))),
    }
}

fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))
}

/// Bytes of a memory; None when it ends before them.
fn read<const N: usize>(memory: &impl Memory, at: u64) -> Option<[u8; N]> {
    let end = at.checked_add(N as u64)?;
    let mut bytes = [0; N];
    (end <= memory.size().saturating_mul(PAGE)).then(|| memory.read(at, &mut bytes))?;
    Some(bytes)
}

fn number_at(memory: &impl Memory, at: u64) -> Option<u64> {
    read::<8>(memory, at).map(|bytes| word(&bytes))
}

/// Looks at the memory manager's header and at its table of buckets.
///
/// # Errors
/// When they are not a memory manager's, or do not agree with each other.
pub(super) fn manager(memory: &impl Memory) -> Whole {
    let what = "the memory manager";
    must(
        read(memory, 0) == Some(*b"MGR\x01"),
        what,
        "does not stand at its beginning",
    )?;
    let mut all = vec![0; MANAGER + BUCKETS];
    memory.read(0, &mut all);
    let (header, owners) = all.split_at(MANAGER);
    let bucket = word(&header[6..8]);
    let known = bucket == u64::from(BUCKET) || BUCKETS_BEFORE.map(u64::from).contains(&bucket);
    must(known, what, "has other buckets")?;
    let made = word(&header[4..6]);
    let (owners, rest) = owners.split_at((made as usize).min(BUCKETS));
    let there = memory.size() > bucket * made;
    let ends = !owners.contains(&NO_BUCKET) && rest.iter().all(|o| *o == NO_BUCKET);
    must(there && ends, what, "miscounts its buckets")?;
    let mut buckets = [0u64; MEMORIES];
    owners.iter().for_each(|o| buckets[usize::from(*o)] += 1);
    let sizes = header[40..].chunks_exact(8).map(word);
    let fit = sizes.zip(buckets).all(|(s, has)| s.div_ceil(bucket) == has);
    must(fit, what, "tells sizes that its buckets do not have")
}

/// Looks at the cell of the layout.
///
/// # Errors
/// When it is missing, or is no cell.
pub(super) fn layout<M: Memory>(memories: &MemoryManager<M>) -> Whole {
    let length = cell(memories, LAYOUT_MEMORY, "the layout")?;
    must(length == 4, "the layout", "has another length")
}

/// Looks at the beginning of each table but the layout.
///
/// # Errors
/// When one is missing, or is not what it should be.
pub(super) fn tables<M: Memory>(memories: &MemoryManager<M>) -> Whole {
    let secret = cell(memories, SECRET, "the secret")?;
    let known = secret == 0 || secret == SECRET_BYTES;
    must(known, "the secret", "has another length")?;
    tree::<RecordKey, Vec<u8>, M>(memories, RECORDS, "the records")?;
    tree::<NameKey, NameValue, M>(memories, NAMES, "the names")?;
    tree::<NameKey, NameValue, M>(memories, PRINCIPALS, "the principals")?;
    tree::<ListKey, Vec<u8>, M>(memories, LISTS, "the lists")?;
    tree::<ListKey, Vec<u8>, M>(memories, HISTORY, "the history")?;
    tree::<CountKey, u64, M>(memories, COUNTS, "the counts")?;
    log(&memories.get(LOG_INDEX), &memories.get(LOG_DATA))
}

/// Opens the index.
///
/// # Errors
/// When it is missing, or its table is damaged.
pub(super) fn index<M: Memory>(memories: &MemoryManager<M>) -> Result<Index<Virtual<M>>, Damage> {
    let damage = || Damage("the index cannot be read".into());
    Index::open(memories.get(INDEX)).ok_or_else(damage)
}

/// The length of the value of a cell.
fn cell<M: Memory>(memories: &MemoryManager<M>, id: MemoryId, what: &str) -> Result<u32, Damage> {
    let header = read::<8>(&memories.get(id), 0).unwrap_or_default();
    must(header[..4] == *b"SCL\x01", what, "cannot be read")?;
    Ok(word(&header[4..]) as u32)
}

/// Looks at a tree's header, at that of its allocator, and at what both point to.
fn tree<K: Storable + Ord + Clone, V: Storable, M: Memory>(
    memories: &MemoryManager<M>,
    id: MemoryId,
    what: &str,
) -> Whole {
    let memory = memories.get(id);
    let header = read::<100>(&memory, 0).unwrap_or([0; 100]);
    let begins_as = |begin: fn(VectorMemory)| {
        let model = VectorMemory::default();
        begin(model.clone());
        let model = read::<100>(&model, 0).unwrap_or([0; 100]);
        let same = |from: usize, to: usize| header[from..to] == model[from..to];
        same(0, 12) && same(ALLOCATOR, ALLOCATOR + 16)
    };
    let usual = |model| drop(StableBTreeMap::<K, V, _>::new(model));
    let known = begins_as(usual) || begins_as(small::begin);
    must(known, what, "cannot be read")?;
    let (root, length) = (word(&header[12..20]), word(&header[20..28]));
    let [size, used, free] = [60, 68, 76].map(|at| word(&header[at..at + 8]));
    let size = size + CHUNK;
    let begins = |chunk: u64, used: u8| {
        let lies = chunk >= CHUNKS && (chunk - CHUNKS).is_multiple_of(size);
        lies && read(&memory, chunk) == Some([b'C', b'H', b'K', 1, used])
    };
    let rooted = || begins(root.wrapping_sub(CHUNK), 1) && read(&memory, root) == Some(*b"BTN");
    let held = match root {
        0 => length == 0,
        _ => length > 0 && rooted(),
    };
    must(held, what, "has lost its root")?;
    let end = used.checked_mul(size).and_then(|n| n.checked_add(CHUNKS));
    let enough = end.is_some_and(|end| end <= memory.size() * PAGE);
    must(begins(free, 0) && enough, what, "has lost its free places")
}

/// Looks at the log's headers, and whether its index ends with the number of blocks that it tells.
fn log(index: &impl Memory, data: &impl Memory) -> Whole {
    let what = "the log";
    let known = read(index, 0) == Some(*b"GLI\x01") && read(data, 0) == Some(*b"GLD\x01");
    must(known, what, "cannot be read")?;
    let blocks = number_at(index, LOG).unwrap_or(u64::MAX);
    let end = |blocks: u64| match blocks {
        0 => Some(0),
        n => number_at(index, n.checked_mul(8)?.checked_add(LOG)?),
    };
    let last = end(blocks);
    // A block takes a byte at least, and beyond the last entry nothing was ever written.
    let grows = blocks == 0 || end(blocks - 1) < last;
    let ends = end(blocks.saturating_add(1)).is_none_or(|next| next == 0);
    must(
        last.is_some() && grows && ends,
        what,
        "miscounts its blocks",
    )?;
    let there = last.and_then(|last| last.checked_add(LOG));
    let there = there.is_some_and(|end| end <= data.size() * PAGE);
    must(there, what, "is shorter than its index")
}

impl<M: Memory> Store<M> {
    /// Looks at facts that have to agree once everything is open: nothing has a number that was
    /// not given yet, and the last block follows the one before.
    pub(super) fn agrees(&self) -> Whole {
        let counted = |kind: &&Kind| !matches!(kind, Kind::registry | Kind::draft);
        for kind in Kind::ALL.iter().filter(counted) {
            let beyond = record_key(*kind, self.known.made(*kind).saturating_add(1));
            let last = record_key(*kind, u64::MAX);
            let none = self.records.range(beyond..=last).next().is_none();
            must(none, "the counts", "do not reach the last record")?;
        }
        let Some(last) = self.log.len().checked_sub(1) else {
            return Ok(());
        };
        let parent = self.block(last).and_then(|block| block.parent);
        let before = last.checked_sub(1).and_then(|before| self.block(before));
        let hash = before.map(|block| block.hash().to_vec());
        must(
            parent == hash,
            "the last block",
            "does not follow the one before",
        )
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use candid::Principal;

    use super::*;
    use crate::domain::{Operation, PersonDetails};
    use crate::registry::Registry;
    use crate::registry::access::Caller;

    /// A small registry with people, and its secret.
    fn registry() -> VectorMemory {
        let memory = VectorMemory::default();
        let mut registry = Registry::open(memory.clone());
        registry.keep_secret(vec![7; 32]);
        let caller = Caller {
            principal: Principal::from_slice(&[1]),
            is_controller: true,
        };
        let person = |handle: &str| {
            Operation::create_person(PersonDetails {
                handle: handle.into(),
                name: None,
                affiliation: None,
                links: Vec::new(),
                remarks: None,
            })
        };
        for operation in [
            Operation::add_admin(caller.principal),
            person("ada"),
            person("ben"),
            person("cyd"),
        ] {
            registry.execute(&caller, 1_000_000_000, operation).unwrap();
        }
        memory
    }

    /// All that a store tells.
    fn told(memory: &VectorMemory) -> Option<impl PartialEq + use<>> {
        let open = || {
            let store = Store::open(memory.clone());
            let blocks: Vec<_> = (0..store.events()).map(|i| store.block(i)).collect();
            (
                store.dump(),
                blocks,
                store.tip(),
                store.secret.get().clone(),
            )
        };
        catch_unwind(AssertUnwindSafe(open)).ok()
    }

    /// The places of the headers: the memory manager's with the entries of the buckets that there
    /// are and of some that are not, and each table's.
    fn headers(memory: &VectorMemory) -> Vec<usize> {
        let bytes = memory.borrow();
        let made = word(&bytes[4..6]) as usize;
        let tables = (0..made).map(|bucket| (1 + usize::from(BUCKET) * bucket) * 65_536);
        let header = |at: usize| match &bytes[at..at + 3] {
            b"BTR" => at..at + 100,
            b"GLI" => at..at + 40,
            b"GLD" => at..at + 32,
            b"WGI" => at..at + 16,
            _ => at..at + 8,
        };
        let managed = 0..MANAGER + made + 4;
        managed.chain(tables.flat_map(header)).collect()
    }

    #[test]
    fn a_memory_with_a_wrong_byte_in_a_header_is_refused_untouched_or_tells_what_it_told() {
        let memory = registry();
        let right = told(&memory).unwrap();
        let mut refused = 0;
        for at in headers(&memory) {
            for flip in [255, 1] {
                memory.borrow_mut()[at] ^= flip;
                let begin = at / 65_536 * 65_536;
                let page = |m: &VectorMemory| m.borrow()[begin..begin + 65_536].to_vec();
                let before = (memory.size(), page(&memory));
                match told(&memory) {
                    Some(tells) => assert!(tells == right, "byte {at} xor {flip}"),
                    None => refused += 1,
                }
                assert!(before == (memory.size(), page(&memory)), "{at} is written");
                memory.borrow_mut()[at] ^= flip;
            }
        }
        assert!(refused > 500, "{refused}");
        assert!(told(&memory).unwrap() == right);
    }

    #[test]
    fn a_memory_of_something_else_is_refused_and_an_empty_one_is_not() {
        assert!(Store::try_open(VectorMemory::default()).is_ok());
        let foreign = VectorMemory::default();
        foreign.grow(2);
        for begin in [&b""[..], b"another program's", b"MGR\x02", b"MGR\x01"] {
            foreign.write(0, begin);
            let before = foreign.borrow().clone();
            assert!(Store::try_open(foreign.clone()).is_err());
            assert!(*foreign.borrow() == before);
        }
        let managed = VectorMemory::default();
        MemoryManager::init(managed.clone());
        assert!(Store::try_open(managed).is_err(), "no table is there");
    }
}
