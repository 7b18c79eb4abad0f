//! Bytes that nobody sends by mistake: messages that are no Candid, Candid that unfolds,
//! cursors that no page has given, and messages that cost as much as they can.

mod candid_bytes;
mod cursors;
mod doors;
mod heavy;
