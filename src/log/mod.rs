//! The log's form: blocks, and the values of ICRC-3 in which they are shown and hashed.

pub mod block;
pub mod value;
