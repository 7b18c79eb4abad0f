//! A tree of labels and the partial views of it that a certificate carries (interface
//! specification, section "Certificate").

use ic_certification::{HashTree, empty, fork, labeled, leaf, pruned};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// The labels from the root to a node.
pub type Path = Vec<Vec<u8>>;

/// The whole state, as far as it is certified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateTree {
    /// Named children.
    Node(BTreeMap<Vec<u8>, StateTree>),
    /// A value.
    Leaf(Vec<u8>),
}

impl Default for StateTree {
    fn default() -> Self {
        Self::Node(BTreeMap::new())
    }
}

impl StateTree {
    /// Puts a value at a path. What stood there is replaced, a leaf on the way becomes a node.
    pub fn insert(&mut self, path: &[&[u8]], value: Vec<u8>) {
        let Some((first, rest)) = path.split_first() else {
            *self = Self::Leaf(value);
            return;
        };
        if let Self::Leaf(_) = self {
            *self = Self::default();
        }
        if let Self::Node(children) = self {
            children
                .entry(first.to_vec())
                .or_default()
                .insert(rest, value);
        }
    }

    /// The tree with everything but the asked paths reduced to its hash. A path that is not in
    /// the tree is proven to be absent.
    pub fn witness(&self, paths: &[Path]) -> HashTree {
        let paths: Vec<&[Vec<u8>]> = paths.iter().map(Vec::as_slice).collect();
        self.reveal(&paths)
    }

    fn reveal(&self, paths: &[&[Vec<u8>]]) -> HashTree {
        match self {
            Self::Leaf(value) => leaf(value.clone()),
            Self::Node(children) if children.is_empty() => empty(),
            Self::Node(children) => {
                let everything = paths.iter().any(|path| path.is_empty());
                let shown = if everything {
                    children.keys().collect()
                } else {
                    labels_to_show(children, paths)
                };
                let branches = children
                    .iter()
                    .map(|(label, child)| {
                        let below: Vec<&[Vec<u8>]> = if everything {
                            vec![&[]]
                        } else {
                            below(paths, label)
                        };
                        branch(label, child, &below, shown.contains(label))
                    })
                    .collect();
                join(branches)
            }
        }
    }

    fn hash_only(&self) -> HashTree {
        pruned(self.reveal(&[&[]]).digest())
    }
}

/// A child as the witness has it: with what is asked of it, or by its label alone, or not
/// even that.
fn branch(label: &[u8], child: &StateTree, below: &[&[Vec<u8>]], shown: bool) -> HashTree {
    if !below.is_empty() {
        labeled(label.to_vec(), child.reveal(below))
    } else if shown {
        labeled(label.to_vec(), child.hash_only())
    } else {
        pruned(labeled(label.to_vec(), child.hash_only()).digest())
    }
}

/// What remains of the paths that lead through a label.
fn below<'a>(paths: &[&'a [Vec<u8>]], label: &[u8]) -> Vec<&'a [Vec<u8>]> {
    paths
        .iter()
        .filter_map(|path| path.split_first())
        .filter(|(first, _)| first.as_slice() == label)
        .map(|(_, rest)| rest)
        .collect()
}

/// The labels on the asked paths, and around each label that is missing its two neighbours:
/// they show that there is nothing between them.
fn labels_to_show<'a>(
    children: &'a BTreeMap<Vec<u8>, StateTree>,
    paths: &[&[Vec<u8>]],
) -> BTreeSet<&'a Vec<u8>> {
    let mut shown = BTreeSet::new();
    for label in paths.iter().filter_map(|path| path.first()) {
        if let Some((label, _)) = children.get_key_value(label) {
            shown.insert(label);
            continue;
        }
        let before = children.range::<Vec<u8>, _>((Bound::Unbounded, Bound::Excluded(label)));
        let after = children.range::<Vec<u8>, _>((Bound::Excluded(label), Bound::Unbounded));
        shown.extend(before.last().map(|(label, _)| label));
        shown.extend(after.map(|(label, _)| label).next());
    }
    shown
}

/// The branches of a node as a balanced tree of forks, in which forks of nothing but hashes
/// are one hash.
fn join(mut branches: Vec<HashTree>) -> HashTree {
    match branches.len() {
        0 => empty(),
        1 => branches.remove(0),
        count => {
            let right = branches.split_off(count.div_ceil(2));
            let (left, right) = (join(branches), join(right));
            let only_hashes = [&left, &right]
                .iter()
                .all(|side| matches!(side.as_ref(), ic_certification::HashTreeNode::Pruned(_)));
            let both = fork(left, right);
            if only_hashes {
                pruned(both.digest())
            } else {
                both
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ic_certification::LookupResult;

    fn path(labels: &[&str]) -> Path {
        labels.iter().map(|l| l.as_bytes().to_vec()).collect()
    }

    fn sample() -> StateTree {
        let mut tree = StateTree::default();
        for (labels, value) in [
            (vec!["time"], "now"),
            (vec!["canister", "a", "controllers"], "me"),
            (vec!["canister", "a", "module_hash"], "hash"),
            (vec!["canister", "c", "controllers"], "you"),
            (vec!["canister", "e", "controllers"], "they"),
            (vec!["subnet", "s", "public_key"], "key"),
        ] {
            let labels: Vec<&[u8]> = labels.iter().map(|l| l.as_bytes()).collect();
            tree.insert(&labels, value.into());
        }
        tree
    }

    #[test]
    fn every_witness_has_the_digest_of_the_whole() {
        let tree = sample();
        let whole = tree.witness(&[vec![]]).digest();
        for paths in [
            vec![],
            vec![path(&["time"])],
            vec![path(&["canister", "a", "controllers"]), path(&["time"])],
            vec![path(&["canister", "b", "controllers"])],
            vec![path(&["nothing"]), path(&["subnet"])],
        ] {
            assert_eq!(tree.witness(&paths).digest(), whole, "{paths:?}");
        }
    }

    #[test]
    fn a_witness_shows_what_was_asked_and_hides_the_rest() {
        let witness = sample().witness(&[path(&["canister", "a", "module_hash"])]);
        assert_eq!(
            witness.lookup_path(path(&["canister", "a", "module_hash"])),
            LookupResult::Found(b"hash")
        );
        assert_eq!(
            witness.lookup_path(path(&["canister", "a", "controllers"])),
            LookupResult::Unknown
        );
        assert_eq!(witness.lookup_path(path(&["time"])), LookupResult::Unknown);
    }

    #[test]
    fn what_is_not_there_is_proven_absent() {
        for absent in [
            path(&["canister", "0", "controllers"]),
            path(&["canister", "b", "controllers"]),
            path(&["canister", "z", "controllers"]),
            path(&["canister", "a", "nothing"]),
            path(&["nothing"]),
        ] {
            let witness = sample().witness(std::slice::from_ref(&absent));
            assert_eq!(witness.lookup_path(&absent), LookupResult::Absent);
        }
    }

    #[test]
    fn asking_for_a_node_shows_all_below_it() {
        let witness = sample().witness(&[path(&["canister", "a"])]);
        assert_eq!(
            witness.lookup_path(path(&["canister", "a", "controllers"])),
            LookupResult::Found(b"me")
        );
    }
}
