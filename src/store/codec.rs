//! How values are stored: a byte that tells the layout, then CBOR (RFC 8949) by minicbor.
//!
//! Fields and variants have fixed numbers. A field may be added with a new number if it is
//! optional; a number is never used again. Anything else needs a new layout byte, and a decoder
//! that reads the old one.

use minicbor::{Decode, Encode};

/// The layout that is written.
const LAYOUT: u8 = 1;

/// The bytes that most values fit into. The vector need not grow for them.
const USUAL: usize = 256;

/// A value as it is stored.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    encode_as(LAYOUT, value)
}

/// A value as it is stored in another layout.
pub(super) fn encode_as<T: Encode<()>>(layout: u8, value: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(USUAL);
    bytes.push(layout);
    // Writing into a vector cannot fail.
    if minicbor::encode(value, &mut bytes).is_err() {
        unreachable!("a vector takes any bytes");
    }
    bytes
}

/// A stored value.
///
/// # Panics
/// When the bytes are not what `encode` wrote: the store is broken, and going on would break it
/// further. No input reaches this.
pub fn decode<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> T {
    decode_as(LAYOUT, bytes)
}

/// A value that is stored in another layout.
///
/// # Panics
/// As [`decode`].
pub(super) fn decode_as<T: for<'b> Decode<'b, ()>>(layout: u8, bytes: &[u8]) -> T {
    match bytes.split_first() {
        Some((&first, cbor)) if first == layout => {
            minicbor::decode(cbor).unwrap_or_else(|e| panic!("a stored value cannot be read: {e}"))
        }
        Some((layout, _)) => panic!("a stored value has the unknown layout {layout}"),
        None => panic!("a stored value is empty"),
    }
}
