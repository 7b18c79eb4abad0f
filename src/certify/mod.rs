//! What the network certifies: a hash tree whose root is the canister's certified data.

pub mod tree;
