//! The terms of a document, without telling the same words apart again and again.
//!
//! A text is cut where neither a word nor a run of characters goes on: at spaces and at the
//! punctuation of Chinese. A piece that was met before gives nothing new, and the plain ones,
//! which most are, need no folding.

use std::ops::ControlFlow;

use super::term::{MAX_TERMS_PER_TEXT, TERM_BYTES, Term, each_term};
use crate::base::text::same;

/// Pieces that are remembered.
const REMEMBERED: usize = 512;

/// The terms of a document's texts, in order and each once.
pub(super) fn sorted_terms<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut met = [Piece::of("", 0); REMEMBERED];
    for text in texts {
        if !is_indexed_whole(text) {
            push_first_terms(text, &mut terms);
            continue;
        }
        let _ = each_piece(text, |from, length| {
            let piece = Piece::of(&text[from..], length);
            let slot = &mut met[piece.slot()];
            if !slot.is(&piece) {
                *slot = piece;
                let _ = each_term_of_piece(piece.text, |term, _| {
                    terms.push(Term::from_slice(term));
                    ControlFlow::Continue(())
                });
            }
            ControlFlow::Continue(())
        });
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// A piece of a text, and what tells it from others without looking at it: its first and last eight
/// bytes, or all of fewer.
#[derive(Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    first: u64,
    last: u64,
}

impl<'t> Piece<'t> {
    /// The piece at the beginning of a text.
    fn of(text: &'t str, length: usize) -> Self {
        let begin = text.as_bytes().first_chunk();
        let (text, bytes) = (&text[..length], &text.as_bytes()[..length]);
        let (first, last) = match (bytes.last_chunk(), begin) {
            (Some(last), Some(first)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            (_, Some(begin)) => {
                let beyond = u64::MAX << (8 * length);
                (u64::from_le_bytes(*begin) & !beyond, 0)
            }
            _ => {
                let all = bytes.iter().rev();
                (all.fold(0, |n, byte| n << 8 | u64::from(*byte)), 0)
            }
        };
        Piece { text, first, last }
    }

    /// Where it is remembered.
    fn slot(&self) -> usize {
        let mixed = self.first ^ self.last.rotate_left(29) ^ self.text.len() as u64;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % REMEMBERED
    }

    fn is(&self, other: &Self) -> bool {
        let length = self.text.len();
        (self.first, self.last, length) == (other.first, other.last, other.text.len())
            && (length <= 16 || same(self.text, other.text))
    }
}

/// Whether all terms of a text are indexed for certain. A character that stands for several gives
/// at most two terms a byte: six for the three bytes of "㏂". In ASCII a term begins with each
/// piece, at most three do, and something stands between two pieces.
fn is_indexed_whole(text: &str) -> bool {
    text.len() * 3 < MAX_TERMS_PER_TEXT
        || (text.len() * 3 / 2 + 3 < MAX_TERMS_PER_TEXT && text.is_ascii())
}

fn push_first_terms(text: &str, terms: &mut Vec<Term>) {
    let most = terms.len() + MAX_TERMS_PER_TEXT;
    let _ = each_term(text, |term, _| {
        terms.push(term);
        match terms.len() < most {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
}

/// The position in bytes of the first term of a text for which something holds.
pub(super) fn find_term(text: &str, mut holds: impl FnMut(&[u8]) -> bool) -> Option<usize> {
    let mut found = None;
    let _ = each_piece(text, |from, length| {
        each_term_of_piece(&text[from..from + length], |term, at| match holds(term) {
            true => {
                found = Some(from + at);
                ControlFlow::Break(())
            }
            false => ControlFlow::Continue(()),
        })
    });
    found
}

/// Visits what stands between spaces and signs: where it begins, and how long it is.
fn each_piece(
    text: &str,
    mut visit: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    loop {
        at += to_end(&bytes[at..]);
        let length = match bytes.get(at) {
            None => break,
            Some(b' ' | b'\n') => 1,
            Some(_) if is_sign(&bytes[at..]) => 3,
            Some(_) => {
                at += 1;
                continue;
            }
        };
        if from < at {
            visit(from, at - from)?;
        }
        at += length;
        from = at;
    }
    match from < at {
        true => visit(from, at - from),
        false => ControlFlow::Continue(()),
    }
}

/// How many bytes come before the next that may end a piece: a space, a line feed, or the first
/// byte of a sign of Chinese. Eight are looked at at a time.
fn to_end(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES * 0x80;
    // The lowest bit that is set is that of the first such byte; above it, others may be.
    let are = |word: u64, byte: u8| {
        let other = word ^ (ONES * u64::from(byte));
        other.wrapping_sub(ONES) & !other
    };
    let (words, _) = bytes.as_chunks::<8>();
    let mut at = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let ends = are(word, b' ') | are(word, b'\n') | are(word, 0xE3) | are(word, 0xEF);
        let ends = ends & HIGH;
        if ends != 0 {
            return at + ends.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let may_end = |byte: &u8| matches!(byte, b' ' | b'\n' | 0xE3 | 0xEF);
    let rest = bytes[at..].iter();
    at + rest.take_while(|byte| !may_end(byte)).count()
}

/// Whether a sign of Chinese comes that ends a word and a run: "、。" or "！（），：；？".
fn is_sign(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xE3, 0x80, 0x81 | 0x82, ..]
            | [
                0xEF,
                0xBC,
                0x81 | 0x88 | 0x89 | 0x8C | 0x9A | 0x9B | 0x9F,
                ..
            ]
    )
}

/// Visits the terms of a piece, without the padding, and where each begins.
fn each_term_of_piece(
    piece: &str,
    mut visit: impl FnMut(&[u8], usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let bytes = piece.as_bytes();
    let word = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric());
    let word = word.count();
    let is_end = |byte: &u8| matches!(byte, b',' | b'.' | b';' | b':' | b'!' | b'?' | b')');
    if word > 0 && bytes[word..].iter().all(is_end) {
        let mut term = [0; TERM_BYTES];
        let lower = bytes[..word].iter().map(u8::to_ascii_lowercase);
        term.iter_mut().zip(lower).for_each(|(to, byte)| *to = byte);
        visit(&term[..word.min(TERM_BYTES)], 0)
    } else if bytes.len().is_multiple_of(3) && bytes.chunks(3).all(is_plain_ideograph) {
        for at in (0..bytes.len()).step_by(3) {
            visit(&bytes[at..bytes.len().min(at + 6)], at)?;
        }
        ControlFlow::Continue(())
    } else {
        each_term(piece, |term, at| visit(term.bytes(), at))
    }
}

/// Whether three bytes are one of the characters from U+4E00 to U+9FFF, which folding leaves as
/// they are.
fn is_plain_ideograph(bytes: &[u8]) -> bool {
    match bytes {
        [0xE4, second, _] => *second >= 0xB8,
        [first, ..] => (0xE5..=0xE9).contains(first),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::ops::ControlFlow;

    use super::{find_term, push_first_terms, sorted_terms};
    use crate::search::term::{Term, each_term};

    proptest! {
        #[test]
        fn what_is_cut_into_pieces_has_the_terms_of_the_whole(
            texts in prop::collection::vec("[a-cA-Z0-9 .,;:!?)('\n链桥一龿䷿、。！（），：；？．・é\u{301}\u{3099}か㏂-]{0,60}", 0..4),
        ) {
            let mut plain = Vec::new();
            texts.iter().for_each(|text| push_first_terms(text, &mut plain));
            plain.sort_unstable();
            plain.dedup();
            prop_assert_eq!(&sorted_terms(texts.iter().map(String::as_str)), &plain);
            for (text, term) in texts.iter().flat_map(|text| plain.iter().map(move |t| (text, t))) {
                // A mark that stands alone behind a sign is one character with it, or is not.
                if text.contains(['\u{301}', '\u{3099}']) {
                    continue;
                }
                let found = find_term(text, |other| Term::from_slice(other) == *term);
                prop_assert_eq!(found, first_place(text, term));
            }
        }
    }

    fn first_place(text: &str, asked: &Term) -> Option<usize> {
        let mut found = None;
        let _ = each_term(text, |term, at| match term == *asked {
            true => {
                found = Some(at);
                ControlFlow::Break(())
            }
            false => ControlFlow::Continue(()),
        });
        found
    }
}
