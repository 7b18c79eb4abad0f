//! The DER wrapper (SubjectPublicKeyInfo) of the two kinds of public key that exist on the
//! Internet Computer only: COSE keys and canister signatures.

/// 1.3.6.1.4.1.56387.1.1, a COSE key.
const COSE_OID: [u8; 10] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xb8, 0x43, 0x01, 0x01];
/// 1.3.6.1.4.1.56387.1.2, a canister's signing key.
const CANISTER_OID: [u8; 10] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xb8, 0x43, 0x01, 0x02];

/// DER tags.
const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;
const BIT_STRING: u8 = 0x03;

/// A key in one of the two wrappers.
#[derive(Debug, PartialEq, Eq)]
pub enum WrappedKey<'a> {
    /// The key's COSE bytes.
    Cose(&'a [u8]),
    /// One byte with the length of a canister id, the canister id, a seed.
    CanisterSignature(&'a [u8]),
}

/// Unwraps a key, `None` when it is in neither of the two wrappers.
pub fn unwrap_key(der: &[u8]) -> Option<WrappedKey<'_>> {
    let (content, rest) = element(der, SEQUENCE)?;
    let (algorithm, bits) = element(content, SEQUENCE)?;
    let (oid, parameters) = element(algorithm, OBJECT_IDENTIFIER)?;
    let (bits, after_bits) = element(bits, BIT_STRING)?;
    // A bit string begins with the number of bits that its last byte leaves unused.
    let (unused, key) = bits.split_first()?;
    if *unused != 0 || !rest.is_empty() || !parameters.is_empty() || !after_bits.is_empty() {
        return None;
    }
    if oid == COSE_OID {
        Some(WrappedKey::Cose(key))
    } else if oid == CANISTER_OID {
        Some(WrappedKey::CanisterSignature(key))
    } else {
        None
    }
}

/// The content of the element that `der` begins with, and what follows the element.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = der.split_first()?;
    if first != tag {
        return None;
    }
    let (length, rest) = length(rest)?;
    rest.split_at_checked(length)
}

/// A length in DER's short form, or in its long form with up to two bytes, more than any
/// key needs.
fn length(der: &[u8]) -> Option<(usize, &[u8])> {
    match der {
        [short @ 0..=0x7f, rest @ ..] => Some((usize::from(*short), rest)),
        [0x81, byte, rest @ ..] => Some((usize::from(*byte), rest)),
        [0x82, high, low, rest @ ..] => {
            Some((usize::from(u16::from_be_bytes([*high, *low])), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(oid: &[u8], key: &[u8]) -> Vec<u8> {
        let tagged = |tag: u8, content: &[u8]| {
            let mut out = vec![tag, u8::try_from(content.len()).unwrap_or(0)];
            out.extend_from_slice(content);
            out
        };
        let algorithm = tagged(SEQUENCE, &tagged(OBJECT_IDENTIFIER, oid));
        let bits = tagged(BIT_STRING, &[&[0], key].concat());
        tagged(SEQUENCE, &[algorithm, bits].concat())
    }

    #[test]
    fn both_wrappers_are_told_apart() {
        assert_eq!(
            unwrap_key(&wrapped(&COSE_OID, b"key")),
            Some(WrappedKey::Cose(b"key"))
        );
        assert_eq!(
            unwrap_key(&wrapped(&CANISTER_OID, b"key")),
            Some(WrappedKey::CanisterSignature(b"key"))
        );
    }

    #[test]
    fn anything_cut_off_or_appended_is_refused() {
        let good = wrapped(&COSE_OID, b"key");
        for end in 0..good.len() {
            assert_eq!(unwrap_key(&good[..end]), None, "cut at {end}");
        }
        assert_eq!(unwrap_key(&[good.as_slice(), &[0]].concat()), None);
    }
}
