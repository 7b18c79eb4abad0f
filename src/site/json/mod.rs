//! Records as JSON, for programs.

mod records;
mod value;

pub use records::{Content, DOCUMENTS, Document};
pub use value::is_instant;
pub(in crate::site) use value::{Json, hex};
