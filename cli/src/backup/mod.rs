//! Backups: the whole log in a file, checked while it is read, and brought into an empty canister
//! again.
//!
//! A file is a row of frames: a kind (one byte), a length (four bytes, the highest first), and so
//! many bytes of Candid. It begins with a header, goes on with the blocks in their order, and after
//! what was complete at some time stands the network's signature on the end of the log. A file
//! that was broken off anywhere is gone on with behind its last whole frame.

mod file;
mod make;
mod restore;

pub use file::{Checked, Frame, Header, Reader, check};
pub use make::{Made, make};
pub use restore::restore;
