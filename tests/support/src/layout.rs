//! Stable memories as versions before left them.

use ic_stable_structures::memory_manager::{MemoryId, MemoryManager, VirtualMemory};
use ic_stable_structures::{Cell, StableBTreeMap, VectorMemory};

type Stable = VirtualMemory<VectorMemory>;
type Lists = StableBTreeMap<[u8; 33], Vec<u8>, Stable>;

/// Makes of the memory of a registry what a version before had, from the second on: its number, and
/// the lists and the index as they were.
///
/// # Panics
/// When the memory holds something else, or nothing that was otherwise.
pub fn of_version(bytes: Vec<u8>, version: u32) -> Vec<u8> {
    let memory = VectorMemory::default();
    *memory.borrow_mut() = bytes;
    let memories = MemoryManager::init(memory.clone());
    Cell::init(memories.get(MemoryId::new(0)), 0u32).set(version);
    let mut lists = Lists::init(memories.get(MemoryId::new(3)));
    list_dates_by_series(&mut lists);
    forget_lists(&mut lists, version);
    if version == 2 {
        words_in_a_tree(memories.get(MemoryId::new(5)));
    }
    memory.borrow().clone()
}

/// Before the seventh, the dates of each series stood in a list of their own.
fn list_dates_by_series(lists: &mut Lists) {
    let of = |lists: &Lists, code: u8| {
        lists
            .iter()
            .filter(move |e| e.key()[0] == code)
            .map(|e| e.into_pair())
            .collect::<Vec<_>>()
    };
    for (due, places) in of(lists, 124) {
        for place in places.chunks_exact(24) {
            let mut key = due;
            key[0] = 120;
            key[1..9].fill(0);
            key[9..25].copy_from_slice(&place[..16]);
            let shown = lists
                .get(&key)
                .expect("a date stands where its series says");
            key[0] = 122;
            key[1..9].copy_from_slice(&due[1..9]);
            lists.insert(key, shown);
        }
        lists.insert(due, Vec::new());
    }
}

/// Before the fifth, there were no lists by language and by look; before the fourth, none of what
/// waits.
fn forget_lists(lists: &mut Lists, version: u32) {
    let is_unknown = |key: &[u8; 33]| match key[0] {
        11 | 13 | 24 | 52 => version < 5,
        114..=118 => version < 4,
        _ => false,
    };
    let unknown: Vec<_> = lists.keys().filter(is_unknown).collect();
    assert!(version >= 5 || !unknown.is_empty());
    for key in unknown {
        lists.remove(&key);
    }
}

/// In the second, the words of the records were a tree.
fn words_in_a_tree(memory: Stable) {
    let mut words = StableBTreeMap::<[u8; 42], (), _>::new(memory);
    for n in 0..1_000u32 {
        let mut key = [1; 42];
        key[..4].copy_from_slice(&n.to_be_bytes());
        words.insert(key, ());
    }
}
