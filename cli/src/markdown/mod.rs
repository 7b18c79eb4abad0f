//! Minutes and reports as Markdown: what a person writes and a forum shows, read back without loss.
//!
//! The facts of a meeting stand in front matter, the sections as headings with their texts. What
//! cannot be told in words without loss stands in the front matter as it is in the files.

mod document;
mod read;
mod report;
mod write;

pub use read::{Found, read};
pub use report::{FoundReport, read_report, write_report};
pub use write::write;
