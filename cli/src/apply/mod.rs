//! Makes a registry say what files say.

mod check;
mod compare;
mod everything;
mod existing;
mod matching;
mod one;
mod prune;
mod series_updates;
mod updates;
mod whole;
mod write;

pub use check::check;
pub use compare::{Change, Plan, plan};
pub use everything::everything;
pub use existing::{Existing, Known, Selection, read};
pub use matching::{item_keys, slug};
pub use one::{Read, operations};
pub use prune::pruned;
pub use write::{Call, Progress, Summary, load, write, write_changes};
