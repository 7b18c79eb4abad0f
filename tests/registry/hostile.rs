//! Bytes that nobody sends by mistake: messages that are no Candid, Candid that unfolds, and
//! cursors that no page has given.

mod candid_bytes;
mod cursors;
