//! Full-text search over records in languages with and without spaces between words.
//!
//! A record becomes a [`Document`], the [`Words`] of a document are entered in an [`Index`], which
//! lies in a memory of its own, and [`search`] answers a [`Query`] from that.
//!
//! The way of a text: `fold` makes spellings equal, `segment` finds words and runs of
//! characters, `term` cuts them into terms. Documents, queries and excerpts all go this
//! one way, so that what was indexed is what is found and what is shown.

mod cursor;
mod document;
mod excerpt;
mod filter;
mod fold;
mod index;
mod page;
mod place;
#[cfg(test)]
mod properties;
mod query;
mod scan;
mod segment;
mod term;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use cursor::{CURSOR_BYTES, Cursor};
pub use document::{Document, Words};
pub use excerpt::excerpt;
pub use filter::Filter;
pub use index::{Index, STEP};
pub use page::{Bounds, Hit, Page, TITLES_WORK, search};
pub use place::Place;
pub use query::{MAX_QUERY_BYTES, MAX_QUERY_TERMS, Query, QueryFault};
pub use term::{MAX_TERMS_PER_TEXT, Pattern, TERM_BYTES, Term};
