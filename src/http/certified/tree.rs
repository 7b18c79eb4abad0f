//! A hash tree of the interface specification ("Certification": labels in order, leaves, forks)
//! that changes cheaply.
//!
//! Each level is a crit-bit tree over its labels: an entry that comes or goes changes the forks
//! above it alone, and its shape follows from the labels, not from the order in which they came.
//! Hashes are kept, and computed when they are asked for: many changes in one message share the
//! work near the root.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use ic_certification::{
    Hash, HashTree, empty, fork, fork_hash, labeled, labeled_hash, leaf, leaf_hash, pruned,
};

/// What stands behind a label.
#[derive(Debug)]
enum Content {
    Leaf(Vec<u8>),
    Tree(Tree),
}

#[derive(Debug)]
enum Node {
    Entry {
        label: Vec<u8>,
        content: Content,
        hash: Cell<Option<Hash>>,
    },
    /// The labels on the left have a 0 at this place of their bits, those on the right a 1; up to
    /// it they are all equal.
    Fork {
        at: usize,
        sides: Box<[Node; 2]>,
        hash: Cell<Option<Hash>>,
    },
}

/// A level of the tree, with the levels below it.
#[derive(Debug, Default)]
pub struct Tree {
    root: Option<Box<Node>>,
}

/// The bit of a label at a place. Each byte takes nine: whether there is one, then its eight. So
/// labels of different lengths differ in a bit, and their order is that of the bytes.
fn bit(label: &[u8], at: usize) -> usize {
    match (label.get(at / 9), at % 9) {
        (None, _) => 0,
        (Some(_), 0) => 1,
        (Some(byte), place) => usize::from(byte >> (8 - place) & 1),
    }
}

/// The first place in which two labels differ.
fn difference(a: &[u8], b: &[u8]) -> Option<usize> {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    match (a.get(same), b.get(same)) {
        (Some(x), Some(y)) => Some(9 * same + 1 + (x ^ y).leading_zeros() as usize),
        (None, None) => None,
        _ => Some(9 * same),
    }
}

impl Content {
    fn hash(&self) -> Hash {
        match self {
            Content::Leaf(bytes) => leaf_hash(bytes),
            Content::Tree(tree) => tree.hash(),
        }
    }

    /// The part of it that shows what stands at these paths.
    fn witness(&self, paths: &[&[&[u8]]]) -> HashTree {
        match self {
            Content::Leaf(_) if paths.is_empty() => pruned(self.hash()),
            Content::Leaf(bytes) => leaf(bytes.clone()),
            Content::Tree(tree) => tree.witness(paths),
        }
    }
}

fn kept(hash: &Cell<Option<Hash>>, compute: impl FnOnce() -> Hash) -> Hash {
    let value = hash.get().unwrap_or_else(compute);
    hash.set(Some(value));
    value
}

impl Node {
    fn entry(label: &[u8], content: Content) -> Node {
        Node::Entry {
            label: label.to_vec(),
            content,
            hash: Cell::new(None),
        }
    }

    fn hash(&self) -> Hash {
        match self {
            Node::Entry {
                label,
                content,
                hash,
            } => kept(hash, || labeled_hash(label, &content.hash())),
            Node::Fork { sides, hash, .. } => {
                kept(hash, || fork_hash(&sides[0].hash(), &sides[1].hash()))
            }
        }
    }

    /// The entry that a label leads to. It has another label if that one is not there.
    fn nearest(&self, wanted: &[u8]) -> (&[u8], &Content) {
        let mut node = self;
        loop {
            match node {
                Node::Entry { label, content, .. } => return (label, content),
                Node::Fork { at, sides, .. } => node = &sides[bit(wanted, *at)],
            }
        }
    }

    /// The first or the last label.
    fn end(&self, last: bool) -> &[u8] {
        let mut node = self;
        loop {
            match node {
                Node::Entry { label, .. } => return label,
                Node::Fork { sides, .. } => node = &sides[usize::from(last)],
            }
        }
    }

    /// Puts an entry where its label first differs from those that are there.
    fn insert(&mut self, place: usize, new: Node, wanted: &[u8]) {
        if let Node::Fork { at, sides, hash } = self
            && *at < place
        {
            hash.set(None);
            return sides[bit(wanted, *at)].insert(place, new, wanted);
        }
        let side = bit(wanted, place);
        let old = std::mem::replace(self, Node::entry(&[], Content::Leaf(Vec::new())));
        let sides = match side {
            0 => [new, old],
            _ => [old, new],
        };
        *self = Node::Fork {
            at: place,
            sides: Box::new(sides),
            hash: Cell::new(None),
        };
    }

    /// The content at a label that is there, to be changed.
    fn change(&mut self, wanted: &[u8]) -> &mut Content {
        match self {
            Node::Entry { content, hash, .. } => {
                hash.set(None);
                content
            }
            Node::Fork { at, sides, hash } => {
                hash.set(None);
                sides[bit(wanted, *at)].change(wanted)
            }
        }
    }

    /// The node without the entry at a label that is there; None when nothing is left.
    fn without(self, wanted: &[u8]) -> Option<Node> {
        let Node::Fork { at, sides, .. } = self else {
            return None;
        };
        let [left, right] = *sides;
        let sides = match bit(wanted, at) {
            0 => (left.without(wanted), Some(right)),
            _ => (Some(left), right.without(wanted)),
        };
        match sides {
            (Some(left), Some(right)) => Some(Node::Fork {
                at,
                sides: Box::new([left, right]),
                hash: Cell::new(None),
            }),
            (one, other) => one.or(other),
        }
    }

    /// The node with all that is not among these labels cut away.
    fn witness(&self, shown: &BTreeMap<&[u8], Vec<&[&[u8]]>>) -> HashTree {
        match self {
            Node::Entry { label, content, .. } => match shown.get(&label[..]) {
                Some(paths) => labeled(label.clone(), content.witness(paths)),
                None => pruned(self.hash()),
            },
            Node::Fork { sides, .. } => {
                let within = |label: &&[u8]| (self.end(false)..=self.end(true)).contains(label);
                match shown.keys().any(within) {
                    true => fork(sides[0].witness(shown), sides[1].witness(shown)),
                    false => pruned(self.hash()),
                }
            }
        }
    }
}

impl Tree {
    /// The root hash.
    pub fn hash(&self) -> Hash {
        self.root
            .as_ref()
            .map_or_else(|| empty().digest(), |root| root.hash())
    }

    fn get(&self, label: &[u8]) -> Option<&Content> {
        let (found, content) = self.root.as_ref()?.nearest(label);
        (found == label).then_some(content)
    }

    /// Whether something stands at a path.
    pub fn has(&self, path: &[&[u8]]) -> bool {
        match path.split_first() {
            None => true,
            Some((label, rest)) => match self.get(label) {
                Some(Content::Tree(tree)) => tree.has(rest),
                Some(Content::Leaf(_)) => rest.is_empty(),
                None => false,
            },
        }
    }

    /// Puts a leaf at a path, in the place of what is there.
    pub fn insert(&mut self, path: &[&[u8]], value: &[u8]) {
        let Some((label, rest)) = path.split_first() else {
            return;
        };
        let content = self.make(label);
        if rest.is_empty() {
            *content = Content::Leaf(value.to_vec());
            return;
        }
        if let Content::Leaf(_) = content {
            *content = Content::Tree(Tree::default());
        }
        if let Content::Tree(tree) = content {
            tree.insert(rest, value);
        }
    }

    /// The content at a label; an empty leaf if there was none.
    fn make(&mut self, label: &[u8]) -> &mut Content {
        let new = || Node::entry(label, Content::Leaf(Vec::new()));
        let root = self.root.get_or_insert_with(|| Box::new(new()));
        if let Some(place) = difference(root.nearest(label).0, label) {
            root.insert(place, new(), label);
        }
        root.change(label)
    }

    /// Removes what stands at a path, and the levels that are empty then.
    pub fn remove(&mut self, path: &[&[u8]]) {
        let Some((label, rest)) = path.split_first() else {
            return;
        };
        if self.get(label).is_none() {
            return;
        }
        let Some(root) = &mut self.root else {
            return;
        };
        if !rest.is_empty()
            && let Content::Tree(tree) = root.change(label)
        {
            tree.remove(rest);
            if tree.root.is_some() {
                return;
            }
        }
        self.root = self
            .root
            .take()
            .and_then(|root| root.without(label))
            .map(Box::new);
    }

    /// The part of the tree that shows what stands at these paths, or that nothing does.
    pub fn witness(&self, paths: &[&[&[u8]]]) -> HashTree {
        let Some(root) = &self.root else {
            return empty();
        };
        let mut shown: BTreeMap<&[u8], Vec<&[&[u8]]>> = BTreeMap::new();
        for (label, rest) in paths.iter().filter_map(|path| path.split_first()) {
            if self.get(label).is_some() {
                shown.entry(label).or_default().push(rest);
            } else {
                for neighbour in self.neighbours(label) {
                    shown.entry(neighbour).or_default();
                }
            }
        }
        root.witness(&shown)
    }

    /// The labels before and after one that is not there: between them, nothing is.
    fn neighbours(&self, missing: &[u8]) -> BTreeSet<&[u8]> {
        let mut around = BTreeSet::new();
        let Some(mut node) = self.root.as_deref() else {
            return around;
        };
        let place = difference(node.nearest(missing).0, missing).unwrap_or(0);
        let (mut before, mut after) = (None, None);
        while let Node::Fork { at, sides, .. } = node
            && *at < place
        {
            match bit(missing, *at) {
                0 => after = Some(sides[1].end(false)),
                _ => before = Some(sides[0].end(true)),
            }
            node = &sides[bit(missing, *at)];
        }
        match bit(missing, place) {
            0 => after = Some(node.end(false)),
            _ => before = Some(node.end(true)),
        }
        around.extend(before);
        around.extend(after);
        around
    }
}

#[cfg(test)]
mod tests {
    use ic_certification::{LookupResult, SubtreeLookupResult};
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    type Labels = Vec<Vec<u8>>;

    fn path(labels: &Labels) -> Vec<&[u8]> {
        labels.iter().map(Vec::as_slice).collect()
    }

    /// Short labels of few letters, so that many are prefixes of others. All paths are as long,
    /// so that none leads through a leaf.
    fn paths(most: usize) -> impl Strategy<Value = BTreeSet<Labels>> {
        let label = vec(
            prop_oneof![Just(0u8), Just(0x80), Just(0xFF), Just(b'a')],
            0..4,
        );
        btree_set(vec(label, 2), 0..most)
    }

    fn tree_of<'a>(all: impl IntoIterator<Item = &'a Labels>) -> Tree {
        let mut tree = Tree::default();
        for labels in all {
            tree.insert(&path(labels), &labels.concat());
        }
        tree
    }

    proptest! {
        #[test]
        fn a_witness_shows_what_is_there_and_what_is_not(
            there in paths(30), asked in paths(6),
        ) {
            let tree = tree_of(&there);
            let asked: Vec<_> = asked.iter().chain(there.iter().take(3)).map(path).collect();
            let slices: Vec<_> = asked.iter().map(Vec::as_slice).collect();
            let witness = tree.witness(&slices);
            prop_assert_eq!(witness.digest(), tree.hash());
            for labels in &slices {
                let owned: Labels = labels.iter().map(|l| l.to_vec()).collect();
                match witness.lookup_path(labels.iter()) {
                    LookupResult::Found(value) => {
                        prop_assert!(there.contains(&owned));
                        prop_assert_eq!(value, owned.concat());
                    }
                    LookupResult::Absent => prop_assert!(!there.contains(&owned)),
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }

        #[test]
        fn the_root_follows_from_what_is_there_alone(
            all in paths(40).prop_map(|all| all.into_iter().collect::<Vec<_>>()).prop_shuffle(),
            keep in any::<u64>(),
        ) {
            let stays = |i: usize| keep >> (i % 64) & 1 == 1;
            let mut tree = tree_of(&all);
            tree.hash();
            for (_, gone) in all.iter().enumerate().filter(|(i, _)| !stays(*i)) {
                tree.remove(&path(gone));
            }
            let mut left: Vec<_> = all.iter().enumerate().filter(|(i, _)| stays(*i)).collect();
            left.reverse();
            prop_assert_eq!(tree.hash(), tree_of(left.into_iter().map(|(_, l)| l)).hash());
        }
    }

    #[test]
    fn an_empty_tree_proves_that_nothing_is_there() {
        let tree = Tree::default();
        let witness = tree.witness(&[&[b"a", b"b"]]);
        assert_eq!(witness.digest(), tree.hash());
        assert!(matches!(
            witness.lookup_subtree([b"a"]),
            SubtreeLookupResult::Absent
        ));
    }

    #[test]
    fn a_neighbour_of_what_is_not_there_shows_its_label_alone() {
        let mut tree = Tree::default();
        tree.insert(&[b"a"], b"value");
        tree.insert(&[b"c"], b"other");
        let witness = tree.witness(&[&[b"b"]]);
        assert_eq!(witness.digest(), tree.hash());
        assert!(matches!(witness.lookup_path([b"b"]), LookupResult::Absent));
        for label in [b"a", b"c"] {
            let found = witness.lookup_path([label]);
            assert!(matches!(found, LookupResult::Unknown), "{found:?}");
        }
    }

    #[test]
    fn removing_what_is_not_there_changes_nothing() {
        let mut tree = tree_of([&vec![b"a".to_vec(), b"b".to_vec()]]);
        let before = tree.hash();
        tree.remove(&[b"a", b"c"]);
        tree.remove(&[b"c"]);
        assert_eq!(tree.hash(), before);
        tree.remove(&[b"a", b"b"]);
        assert_eq!(tree.hash(), Tree::default().hash());
    }
}
