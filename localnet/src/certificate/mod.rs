//! What the network certifies: the state as a tree of labels, parts of it that prove that
//! they belong to the whole, and the signature over its root.

mod authority;
mod encoding;
mod tree;

pub use authority::Authority;
pub use encoding::{cbor, leb128};
pub use tree::{Path, StateTree};
