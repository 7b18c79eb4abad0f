//! One record in an editor: as commented YAML, with marks where something is at fault, and merged
//! with what others changed meanwhile.

mod merge;
mod page;

pub use merge::{Merged, merge};
pub use page::{compose, line_of, marked, unmarked};
