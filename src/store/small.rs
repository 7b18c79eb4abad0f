//! Trees of small entries.
//!
//! A tree keeps a node in pages of one size, of which it takes as many as the node needs; nodes
//! have 5 to 11 entries. The size is fixed when a tree begins, and stands in its header. For
//! values of any length it would be 1,024 bytes, of which a node of names or of entries without
//! cards fills a quarter. Smaller pages than these save a little more, and cost more where a node
//! takes several.

use std::borrow::Cow;

use ic_stable_structures::memory_manager::{MemoryId, MemoryManager};
use ic_stable_structures::storable::Bound;
use ic_stable_structures::{Memory, StableBTreeMap, Storable};

use super::Virtual;

/// A key, or a value, of 15 bytes at most. From both a tree tells the size of its pages: three
/// quarters of 191 bytes and 11 for each byte of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Short([u8; 15]);

impl Storable for Short {
    const BOUND: Bound = Bound::Bounded {
        max_size: 15,
        is_fixed_size: true,
    };

    fn to_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.0)
    }

    fn into_bytes(self) -> Vec<u8> {
        self.0.to_vec()
    }

    fn from_bytes(bytes: Cow<'_, [u8]>) -> Self {
        let mut all = [0; 15];
        all.iter_mut()
            .zip(bytes.iter())
            .for_each(|(to, b)| *to = *b);
        Short(all)
    }
}

/// Begins an empty tree in a memory, with pages of 390 bytes.
pub(super) fn begin(memory: impl Memory) {
    StableBTreeMap::<Short, Short, _>::new(memory);
}

/// Opens a tree; one that is not there yet begins with small pages. One of before keeps its own.
pub(super) fn open<K, V, M>(
    memories: &MemoryManager<M>,
    id: MemoryId,
) -> StableBTreeMap<K, V, Virtual<M>>
where
    K: Storable + Ord + Clone,
    V: Storable,
    M: Memory,
{
    if memories.get(id).size() == 0 {
        begin(memories.get(id));
    }
    StableBTreeMap::init(memories.get(id))
}

#[cfg(test)]
mod tests {
    use ic_stable_structures::VectorMemory;

    use super::*;

    type Tree = StableBTreeMap<Vec<u8>, Vec<u8>, Virtual<VectorMemory>>;

    /// Bytes of a page, as the header of the tree in a memory tells them.
    fn page(memories: &MemoryManager<VectorMemory>, id: MemoryId) -> u32 {
        let mut bytes = [0; 4];
        memories.get(id).read(4, &mut bytes);
        u32::from_le_bytes(bytes)
    }

    #[test]
    fn a_new_tree_has_small_pages_and_takes_entries_of_any_size() {
        let memories = MemoryManager::init(VectorMemory::default());
        let id = MemoryId::new(1);
        let mut tree: Tree = open(&memories, id);
        for n in 0..200u8 {
            tree.insert(vec![n; 20], vec![n; 37 * usize::from(n)]);
        }
        assert_eq!(page(&memories, id), 390);
        let tree: Tree = open(&memories, id);
        assert_eq!(tree.len(), 200);
        assert!((0..200u8).all(|n| tree.get(&vec![n; 20]) == Some(vec![n; 37 * usize::from(n)])));
    }

    #[test]
    fn a_tree_of_before_keeps_its_pages() {
        let memories = MemoryManager::init(VectorMemory::default());
        let id = MemoryId::new(1);
        Tree::init(memories.get(id)).insert(vec![1], vec![2]);
        let tree: Tree = open(&memories, id);
        assert_eq!(tree.get(&vec![1]), Some(vec![2]));
        assert_eq!(page(&memories, id), 1_024);
    }
}
