//! Keys of the index: a tier and a term, as bytes whose order is the order of the keys.
//!
//! In a row of keys each has its length before it.

use crate::search::place::Tier;
use crate::search::term::{TERM_BYTES, Term};

/// The longest key in bytes.
pub(in crate::search) const KEY_BYTES: usize = 1 + TERM_BYTES;

/// Appends a key to a row of them.
pub(in crate::search) fn push(row: &mut Vec<u8>, tier: Tier, term: &Term) {
    let term = term.bytes();
    row.push(1 + term.len() as u8);
    row.push(tier as u8);
    row.extend_from_slice(term);
}

/// A key by itself.
pub(super) fn key(tier: Tier, term: &Term) -> Vec<u8> {
    let mut key = vec![tier as u8];
    key.extend_from_slice(term.bytes());
    key
}

/// The keys of a row.
pub(in crate::search) fn each(row: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = row;
    std::iter::from_fn(move || {
        let (&length, behind) = rest.split_first()?;
        let (key, behind) = behind.split_at_checked(usize::from(length))?;
        rest = behind;
        Some(key)
    })
}
