//! Bodies that are too long for one reply, in pieces (RFC 9110, section 14). A gateway that gets
//! the first piece for a request of the whole asks for each other one by its range, verifies it,
//! and passes on the whole body with status 200.

use std::ops::Range;

/// Bytes of a piece. A reply may have 2 MiB, with the headers and the proof.
pub const PIECE: usize = 1_900_000;

/// The `Range` headers by which a gateway asks for all pieces of a body, in their order: none for
/// the first.
pub fn headers(length: usize) -> impl Iterator<Item = Option<String>> {
    let header = |start| (start > 0).then(|| format!("bytes={start}-"));
    (0..length).step_by(PIECE).map(header)
}

/// The bytes that a request is answered with, at most a piece of what it asks for; None when the
/// body has nothing of it, or when it does not ask for one range of bytes.
pub fn asked_for(header: Option<&str>, length: usize) -> Option<Range<usize>> {
    let (start, end) = match header {
        None => (0, length),
        Some(header) => {
            let (unit, range) = header.split_once('=')?;
            unit.eq_ignore_ascii_case("bytes").then_some(())?;
            read(range, length)?
        }
    };
    let end = end.min(length).min(start.saturating_add(PIECE));
    (start < end).then_some(start..end)
}

fn read(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.split_once('-')?;
    match (first, last) {
        ("", last) => Some((length.saturating_sub(number(last)?), length)),
        (first, "") => Some((number(first)?, length)),
        (first, last) => Some((number(first)?, number(last)?.saturating_add(1))),
    }
}

/// A position. One that lies beyond all memory is behind each body's end.
fn number(digits: &str) -> Option<usize> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_asked_for_lies_within_the_body_and_one_piece(
            header in "bytes=[0-9]{0,20}-[0-9]{0,20}|.*", length in 0..4 * PIECE,
        ) {
            if let Some(piece) = asked_for(Some(&header), length) {
                prop_assert!(piece.start < piece.end && piece.end <= length);
                prop_assert!(piece.len() <= PIECE);
            }
        }
    }

    #[test]
    fn the_pieces_of_a_body_are_all_of_it() {
        for length in [1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7] {
            let mut end = 0;
            for header in headers(length) {
                let piece = asked_for(header.as_deref(), length);
                assert_eq!(piece.as_ref().map(|piece| piece.start), Some(end));
                end = piece.map_or(end, |piece| piece.end);
            }
            assert_eq!(end, length);
        }
    }

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        for (header, piece) in [
            ("bytes=0-0", Some(0..1)),
            ("Bytes=10-19", Some(10..20)),
            ("bytes=90-1000", Some(90..100)),
            ("bytes=90-99999999999999999999", Some(90..100)),
            ("bytes=99-", Some(99..100)),
            ("bytes=-10", Some(90..100)),
            ("bytes=-1000", Some(0..100)),
            ("bytes=100-", None),
            ("bytes=-0", None),
            ("bytes=20-10", None),
            ("bytes=0-1,5-6", None),
            ("bytes=+1-", None),
            ("bytes=-", None),
            ("bytes=", None),
            ("bytes=1", None),
            ("bytes=99999999999999999999-", None),
            ("lines=1-2", None),
            ("", None),
        ] {
            assert_eq!(asked_for(Some(header), 100), piece, "{header}");
        }
        let long = asked_for(Some("bytes=5-"), 3 * PIECE);
        assert_eq!(long, Some(5..5 + PIECE));
    }
}
