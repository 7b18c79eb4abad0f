//! Reading Candid's bytes: numbers in LEB128, and pieces of a known length.

/// Bytes that are still to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'m>(pub(super) &'m [u8]);

impl<'m> Bytes<'m> {
    /// So many bytes; None when fewer are left.
    pub(super) fn take(&mut self, length: usize) -> Option<&'m [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// So many bytes as there are in the array.
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    /// A number in unsigned LEB128; None when it does not fit into 32 bits.
    pub(super) fn number(&mut self) -> Option<u32> {
        let (mut number, mut shift) = (0u64, 0);
        loop {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return number.try_into().ok();
            }
            shift += 7;
            if shift > 28 {
                return None;
            }
        }
    }

    /// A number in signed LEB128; None when it has more than 28 bits.
    pub(super) fn signed(&mut self) -> Option<i32> {
        let (mut number, mut shift) = (0i32, 0);
        loop {
            let [byte] = self.array()?;
            number |= i32::from(byte & 0x7F) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                let unused = 32 - shift;
                return Some(number << unused >> unused);
            }
            if shift == 28 {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_to_their_last_byte_and_no_further() {
        for (bytes, number) in [
            (&[0, 9][..], Some(0)),
            (&[0x7F, 9], Some(127)),
            (&[0x80, 0x01, 9], Some(128)),
            (&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 9], Some(u32::MAX)),
            (&[0x80, 0x80, 0x80, 0x80, 0x10, 9], None),
            (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 9], None),
        ] {
            let mut left = Bytes(bytes);
            assert_eq!(left.number(), number, "{bytes:?}");
            assert!(number.is_none() || left.0 == [9]);
        }
        for (bytes, number) in [
            (&[0x7F, 9][..], Some(-1)),
            (&[0x68, 9], Some(-24)),
            (&[0x3F, 9], Some(63)),
            (&[0xC0, 0x00, 9], Some(64)),
            (&[0xFF, 0xFF, 0xFF, 0x3F, 9], Some((1 << 27) - 1)),
            (&[0x80, 0x80, 0x80, 0x80, 0x00, 9], None),
        ] {
            let mut left = Bytes(bytes);
            assert_eq!(left.signed(), number, "{bytes:?}");
            assert!(number.is_none() || left.0 == [9]);
        }
        assert_eq!(Bytes(&[0x80]).number(), None);
        assert_eq!(Bytes(&[0x80]).signed(), None);
        assert_eq!(Bytes(&[1]).take(2), None);
    }
}
