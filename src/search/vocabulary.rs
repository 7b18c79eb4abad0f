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
    let mut met = [Piece::of(""); REMEMBERED];
    for text in texts {
        if !is_indexed_whole(text) {
            push_first_terms(text, &mut terms);
            continue;
        }
        let _ = each_piece(text, |piece, _| {
            let piece = Piece::of(piece);
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
    fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_ne_bytes(*first), u64::from_ne_bytes(*last)),
            _ => (bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b)), 0),
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
    let _ = each_piece(text, |piece, from| {
        each_term_of_piece(piece, |term, at| match holds(term) {
            true => {
                found = Some(from + at);
                ControlFlow::Break(())
            }
            false => ControlFlow::Continue(()),
        })
    });
    found
}

/// Visits what stands between spaces and signs, with its position.
fn each_piece<'t>(
    text: &'t str,
    mut visit: impl FnMut(&'t str, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let bytes = text.as_bytes();
    let may_end = |byte: &u8| matches!(byte, b' ' | b'\n' | 0xE3 | 0xEF);
    let (mut from, mut at) = (0, 0);
    while let Some(step) = bytes[at..].iter().position(may_end) {
        at += step;
        let length = match bytes[at] {
            b' ' | b'\n' => 1,
            _ if is_sign(&bytes[at..]) => 3,
            _ => {
                at += 1;
                continue;
            }
        };
        if from < at {
            visit(&text[from..at], from)?;
        }
        at += length;
        from = at;
    }
    match from < bytes.len() {
        true => visit(&text[from..], from),
        false => ControlFlow::Continue(()),
    }
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
