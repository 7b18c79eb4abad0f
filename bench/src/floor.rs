//! The floor: the same bytes in a plain stable map, read and written raw.

use std::cell::RefCell;
use std::ops::Bound;

use ic_cdk_macros::{query, update};
use ic_stable_structures::memory_manager::{MemoryId, MemoryManager, VirtualMemory};
use ic_stable_structures::{DefaultMemoryImpl, StableBTreeMap};

use crate::counted;

/// A memory that the registry does not use.
const FLOOR: MemoryId = MemoryId::new(200);

type Map = StableBTreeMap<u64, Vec<u8>, VirtualMemory<DefaultMemoryImpl>>;

thread_local! {
    static MAP: RefCell<Map> = RefCell::new(StableBTreeMap::init(
        MemoryManager::init(DefaultMemoryImpl::default()).get(FLOOR),
    ));
}

/// Fills the map with entries of so many bytes, up to so many entries.
#[update]
fn floor_load(until: u64, bytes: u32) {
    MAP.with_borrow_mut(|map| {
        for key in map.len()..until {
            map.insert(key, vec![key as u8; bytes as usize]);
        }
    });
}

/// Reading one entry.
#[query]
fn floor_get(key: u64) -> u64 {
    MAP.with_borrow(|map| counted(|| map.get(&key)))
}

/// Walking over 50 entries.
#[query]
fn floor_page(from: u64) -> u64 {
    MAP.with_borrow(|map| {
        let from = (Bound::Included(from), Bound::Unbounded);
        counted(|| {
            map.range(from)
                .take(50)
                .map(|e| e.value().len())
                .sum::<usize>()
        })
    })
}

/// Writing one entry anew.
#[update]
fn floor_put(key: u64, bytes: u32) -> u64 {
    let value = vec![1; bytes as usize];
    MAP.with_borrow_mut(|map| counted(|| map.insert(key, value)))
}
