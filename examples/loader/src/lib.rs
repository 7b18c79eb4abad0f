//! Reads a community's data from YAML files and writes it into a registry through its public
//! interface. The format is described in `examples/README.md` and by `examples/schema.json`.

mod convert;
pub mod format;
mod instant;
mod load;
mod names;
mod read;
mod series;

pub use load::{Call, Summary, load, write};
pub use names::*;
pub use read::{parse, read};
