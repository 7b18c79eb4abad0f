//! Which terms an edit leaves where they are: what the unchanged parts of a record hold of them,
//! without telling all their words apart.

use crate::domain::text::{common_end, common_start};

use super::term::{MAX_TERMS_PER_TEXT, Term, terms};

/// A text and another that takes its place, cut where they differ.
pub(super) struct Pair<'a> {
    /// What they have in common, before and behind.
    pub(super) kept: [&'a str; 2],
    pub(super) gone: &'a str,
    pub(super) come: &'a str,
}

impl<'a> Pair<'a> {
    /// Cuts at spaces alone: no word and no run of characters reaches over one, so the terms of
    /// the parts are those of the whole. Texts that may have more terms than are indexed are not
    /// cut.
    pub(super) fn of(old: &'a str, new: &'a str) -> Self {
        if !is_indexed_whole(old) || !is_indexed_whole(new) {
            return Pair {
                kept: ["", ""],
                gone: old,
                come: new,
            };
        }
        let is_space = |byte: &u8| *byte == b' ';
        let (a, b) = (old.as_bytes(), new.as_bytes());
        let same = &a[..common_start(a, b)];
        let start = same.iter().rposition(is_space).map_or(0, |at| at + 1);
        let end = common_end(&a[start..], &b[start..]);
        let same = &a[a.len() - end..];
        let end = same
            .iter()
            .position(is_space)
            .map_or(0, |at| same.len() - at);
        Pair {
            kept: [&old[..start], &old[old.len() - end..]],
            gone: &old[start..old.len() - end],
            come: &new[start..new.len() - end],
        }
    }
}

/// Whether all terms of a text are indexed for certain. In ASCII a term begins with each piece, at
/// most three do, and something stands between two pieces. Elsewhere a character that stands for
/// several gives at most two terms a byte: six for the three bytes of "㏂".
fn is_indexed_whole(text: &str) -> bool {
    let most = match text.is_ascii() {
        true => text.len() * 3 / 2 + 3,
        false => text.len() * 3,
    };
    most < MAX_TERMS_PER_TEXT
}

/// Takes from two lists the terms that some texts hold.
pub(super) fn drop_held(texts: &[&str], removed: &mut Vec<Term>, added: &mut Vec<Term>) {
    let bytes = Bytes::of(removed.iter().chain(added.iter()));
    for text in texts {
        if removed.is_empty() && added.is_empty() {
            return;
        }
        let held = terms_from(text, &bytes);
        let is_left = |term: &Term| held.binary_search(term).is_err();
        removed.retain(is_left);
        added.retain(is_left);
    }
}

/// The terms of a text that may be among those asked for, and some others; in order.
fn terms_from(text: &str, bytes: &Bytes) -> Vec<Term> {
    if !is_indexed_whole(text) {
        return terms(text);
    }
    let mut held = Vec::new();
    bytes.each_word(text, |word| held.extend(terms(word)));
    held.sort_unstable();
    held
}

/// What a byte of a text tells about the terms that are asked for.
#[derive(Clone, Copy)]
enum Byte {
    /// Nothing reaches over it.
    Space,
    /// No term begins here, but one may begin with the next byte.
    Apart,
    /// A letter or digit that no term begins with that is asked for.
    Other,
    /// A letter or digit that one begins with.
    First,
    /// The beginning of a character that may be, or fold to, anything.
    Any,
}

struct Bytes([Byte; 256]);

impl Bytes {
    /// What each byte tells when no term is asked for.
    const NOTHING: Bytes = {
        let mut bytes = [Byte::Any; 256];
        let mut at = 0;
        while at < bytes.len() {
            bytes[at] = match at as u8 {
                b' ' => Byte::Space,
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Byte::Other,
                // The rest of ASCII; within a character; U+4000 to U+9FFF, which fold to nothing
                // else, and to which only characters fold that begin with other bytes.
                0..=0x7F | 0x80..=0xBF | 0xE4..=0xE9 => Byte::Apart,
                _ => Byte::Any,
            };
            at += 1;
        }
        Bytes(bytes)
    };

    fn of<'t>(asked: impl Iterator<Item = &'t Term>) -> Bytes {
        let Bytes(mut bytes) = Bytes::NOTHING;
        for term in asked {
            let first = term.padded()[0];
            let told = match first.is_ascii() {
                true => Byte::First,
                false => Byte::Any,
            };
            bytes[usize::from(first)] = told;
            bytes[usize::from(first.to_ascii_uppercase())] = told;
        }
        Bytes(bytes)
    }

    /// Visits what stands between spaces and may hold one of the terms.
    fn each_word<'t>(&self, text: &'t str, mut visit: impl FnMut(&'t str)) {
        let (mut start, mut in_piece, mut may_hold) = (0, false, false);
        for (at, byte) in text.bytes().enumerate() {
            match self.0[usize::from(byte)] {
                Byte::Space => {
                    if may_hold {
                        visit(&text[start..at]);
                    }
                    (start, in_piece, may_hold) = (at + 1, false, false);
                }
                Byte::Apart => in_piece = false,
                Byte::Other => in_piece = true,
                Byte::First => {
                    may_hold |= !in_piece;
                    in_piece = true;
                }
                Byte::Any => may_hold = true,
            }
        }
        if may_hold {
            visit(&text[start..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_texts_are_cut_around_what_differs_at_spaces() {
        for (old, new, kept, gone, come) in [
            ("a bc d", "a bx d", ["a ", " d"], "bc", "bx"),
            ("a b", "a b c", ["a ", ""], "b", "b c"),
            ("one", "two", ["", ""], "one", "two"),
            ("a a a", "a a", ["a ", ""], "a a", "a"),
            ("x the end", "y the end", ["", " the end"], "x", "y"),
            ("跨链 的", "跨桥 的", ["", " 的"], "跨链", "跨桥"),
        ] {
            let pair = Pair::of(old, new);
            assert_eq!((pair.kept, pair.gone, pair.come), (kept, gone, come));
        }
    }
    #[test]
    fn only_words_that_may_hold_a_term_are_read() {
        let asked = ["token", "7", "链"].map(Term::new);
        let bytes = Bytes::of(asked.iter());
        let mut read = Vec::new();
        let text = "Tokens not atoken (token) ICRC-7 i7 跨桥 跨链 ｔｏｋｅｎ é";
        bytes.each_word(text, |word| read.push(word));
        let expected = ["Tokens", "(token)", "ICRC-7", "跨链", "ｔｏｋｅｎ", "é"];
        assert_eq!(read, expected);
    }
}
