//! The format of the files: what a person writes, how it is read, and how it becomes what the
//! registry takes and comes back from it. The format is described in `examples/README.md` and by
//! `examples/schema.json`.

pub mod bounded;
pub mod convert;
pub mod describe;
mod describe_series;
pub mod format;
pub mod instant;
mod names;
pub mod read;
pub mod revisions;
pub mod series;
mod weight;
pub mod yaml;

pub use crate::apply::{Call, Summary, load, write};
pub use names::*;
pub use read::{parse, read};
