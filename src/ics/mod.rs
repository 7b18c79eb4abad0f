//! Calendars in the iCalendar format (RFC 5545), as the clients in use accept them.
//!
//! [`Feed`] says what a calendar is made of; [`Feed::to_bytes`] writes it. The bytes depend on
//! nothing but the feed: the same feed gives the same bytes.

mod component;
mod events;
mod feed;
pub mod observances;
mod writer;

pub use feed::{DateRecord, Entry, Feed, Item, OneOff};
