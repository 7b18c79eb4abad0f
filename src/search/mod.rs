//! Full-text search over records in languages with and without spaces between words.
//!
//! Plain data and rules: a record becomes a [`Document`], a document becomes a set of
//! fixed-size [`PostingKey`]s, and [`search`] answers a [`Query`] from an ordered set of
//! such keys, which it sees through [`Postings`] alone. Where the set is kept is the
//! store's business.
//!
//! The way of a text: `fold` makes spellings equal, `segment` finds words and runs of
//! characters, `term` cuts them into terms. Documents, queries and excerpts all go this
//! one way, so that what was indexed is what is found and what is shown.

mod cursor;
mod document;
mod excerpt;
mod filter;
mod fold;
mod held;
mod join;
mod page;
mod posting;
#[cfg(test)]
mod properties;
mod query;
mod segment;
mod term;
#[cfg(test)]
mod tests;

pub use cursor::{CURSOR_BYTES, Cursor};
pub use document::{Change, Document, diff};
pub use excerpt::excerpt;
pub use filter::Filter;
pub use join::Postings;
pub use page::{Bounds, Hit, Page, search};
pub use posting::{POSTING_BYTES, Place, PostingKey, Tier};
pub use query::{MAX_QUERY_BYTES, MAX_QUERY_TERMS, Query, QueryFault};
pub use term::{MAX_TERMS_PER_TEXT, Pattern, TERM_BYTES, Term};
