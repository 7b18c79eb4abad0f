//! The encodings of values in the state tree.

use serde::Serialize;

/// A natural number in unsigned LEB128, as the tree holds times and codes.
pub fn leb128(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        // The lowest seven bits; the eighth says whether more follow.
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}

/// CBOR with the tag that says so, as the interface has it everywhere.
///
/// # Errors
/// The value has no form in CBOR.
pub fn cbor(value: &impl Serialize) -> Result<Vec<u8>, serde_cbor::Error> {
    let mut serializer = serde_cbor::Serializer::new(Vec::new());
    serializer.self_describe()?;
    value.serialize(&mut serializer)?;
    Ok(serializer.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leb128_is_as_in_the_dwarf_standard() {
        assert_eq!(leb128(0), [0]);
        assert_eq!(leb128(127), [0x7f]);
        assert_eq!(leb128(128), [0x80, 1]);
        assert_eq!(leb128(624_485), [0xe5, 0x8e, 0x26]);
    }
}
