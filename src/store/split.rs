//! A table in two trees: some of its keys stand apart from the others, so that a small tree is
//! looked through for them and not a large one.

use ic_stable_structures::{Memory, StableBTreeMap, Storable};

pub(super) struct Split<K, V, M>
where
    K: Storable + Ord + Clone,
    V: Storable,
    M: Memory,
{
    apart: StableBTreeMap<K, V, M>,
    others: StableBTreeMap<K, V, M>,
    stands_apart: fn(&K) -> bool,
}

impl<K, V, M> Split<K, V, M>
where
    K: Storable + Ord + Clone,
    V: Storable,
    M: Memory,
{
    /// The two trees as one table. Where a key stands is never to change.
    pub(super) fn of(
        apart: StableBTreeMap<K, V, M>,
        others: StableBTreeMap<K, V, M>,
        stands_apart: fn(&K) -> bool,
    ) -> Self {
        Split {
            apart,
            others,
            stands_apart,
        }
    }

    /// The tree in which a key stands.
    pub(super) fn tree(&self, key: &K) -> &StableBTreeMap<K, V, M> {
        match (self.stands_apart)(key) {
            true => &self.apart,
            false => &self.others,
        }
    }

    /// The tree in which a key stands, to write.
    pub(super) fn tree_mut(&mut self, key: &K) -> &mut StableBTreeMap<K, V, M> {
        match (self.stands_apart)(key) {
            true => &mut self.apart,
            false => &mut self.others,
        }
    }

    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.tree_mut(&key).insert(key, value)
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        self.tree_mut(key).remove(key)
    }

    /// All entries, those that stand apart first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, V)> + '_ {
        let all = self.apart.iter().chain(self.others.iter());
        all.map(|entry| entry.into_pair())
    }
}
