//! Which terms an edit leaves where they are: what the unchanged parts of a record hold of them,
//! without telling all their words apart.

use crate::base::text::{common_end, common_start};

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

/// Whether all terms of a text are indexed for certain. A character that stands for several gives
/// at most two terms a byte: six for the three bytes of "㏂". In ASCII a term begins with each
/// piece, at most three do, and something stands between two pieces.
fn is_indexed_whole(text: &str) -> bool {
    text.len() * 3 < MAX_TERMS_PER_TEXT
        || (text.len() * 3 / 2 + 3 < MAX_TERMS_PER_TEXT && text.is_ascii())
}

/// Takes from two lists the terms that some texts hold.
pub(super) fn drop_held(texts: &[&str], removed: &mut Vec<Term>, added: &mut Vec<Term>) {
    let asked = Asked::new(removed.iter().chain(added.iter()));
    for text in texts {
        if removed.is_empty() && added.is_empty() {
            return;
        }
        let held = terms_from(text, &asked);
        let is_left = |term: &Term| held.binary_search(term).is_err();
        removed.retain(is_left);
        added.retain(is_left);
    }
}

/// The terms of a text that may be among those asked for, and some others; in order.
fn terms_from(text: &str, asked: &Asked) -> Vec<Term> {
    if !is_indexed_whole(text) {
        return terms(text);
    }
    let mut held = Vec::new();
    asked.each_word(text, |word| held.extend(terms(word)));
    held.sort_unstable();
    held
}

/// The terms that are asked for, as a text is looked through for them.
struct Asked {
    terms: Vec<Term>,
    /// The bytes with which one of them may begin in a text.
    is_first: [bool; 256],
    /// Those of ASCII in small letters, each in eight places.
    firsts: Vec<u64>,
}

/// A byte in each of eight places.
const EACH: u64 = u64::from_le_bytes([1; 8]);
/// What is set in bytes beyond ASCII.
const HIGH: u64 = EACH * 0x80;
/// With more first letters it costs as much to ask for each as to look at each byte.
const MOST_FIRSTS: usize = 6;

impl Asked {
    fn new<'t>(terms: impl Iterator<Item = &'t Term>) -> Asked {
        let terms: Vec<Term> = terms.copied().collect();
        let mut is_first = [false; 256];
        let mut firsts = Vec::new();
        // Characters beyond ASCII may fold to anything. Those from U+4000 to U+9FFF do not, and
        // only such fold to them as begin with other bytes.
        is_first[0xC0..].fill(true);
        is_first[0xE4..=0xE9].fill(false);
        for first in terms.iter().map(|term| term.padded()[0]) {
            if first.is_ascii() && !is_first[usize::from(first)] {
                firsts.push(EACH * u64::from(first | 0x20));
            }
            is_first[usize::from(first)] = true;
            is_first[usize::from(first.to_ascii_uppercase())] = true;
        }
        Asked {
            terms,
            is_first,
            firsts,
        }
    }

    /// Visits what stands between spaces and may hold one of the terms.
    fn each_word<'t>(&self, text: &'t str, mut visit: impl FnMut(&'t str)) {
        let bytes = text.as_bytes();
        let is_space = |byte: &u8| *byte == b' ';
        let mut at = 0;
        while let Some(first) = self.next(bytes, at) {
            let before = bytes[..first].iter().rposition(is_space);
            let behind = bytes[first..].iter().position(is_space);
            at = behind.map_or(bytes.len(), |behind| first + behind);
            visit(&text[before.map_or(0, |space| space + 1)..at]);
        }
    }

    /// Where one of the terms may begin next, from a place on that is not within a word.
    fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        let (eights, rest) = text[from..].as_chunks::<8>();
        let (mut at, mut last) = (from, 0);
        for eight in eights.iter().map(|eight| u64::from_le_bytes(*eight)) {
            if self.may_begin_among(eight, eight << 8 | last)
                && let Some(first) = (at..at + 8).find(|at| self.may_begin(text, *at))
            {
                return Some(first);
            }
            (at, last) = (at + 8, eight >> 56);
        }
        (at..at + rest.len()).find(|at| self.may_begin(text, *at))
    }

    /// Whether a term may begin with one of eight bytes, told of all at once; `before` has those
    /// before each. Most texts have few first letters that do not come after a small letter.
    fn may_begin_among(&self, eight: u64, before: u64) -> bool {
        if self.firsts.len() > MOST_FIRSTS || eight & HIGH != 0 {
            return true;
        }
        // Below 0x80, 0x1F more reaches 0x80 from 'a' on, 5 more from what comes after 'z', and
        // 0x7F more from all but 0; none carries into the next byte.
        let low = before & !HIGH;
        let after_small = (low + EACH * 0x1F) & !(low + EACH * 5) & !before;
        let is_first = |first: &u64| {
            let differs = (eight | (EACH * 0x20)) ^ first;
            !(differs + EACH * 0x7F) & !after_small & HIGH != 0
        };
        self.firsts.iter().any(is_first)
    }

    /// Whether a term may begin at a place: in ASCII not within a word, and as the word does.
    fn may_begin(&self, text: &[u8], at: usize) -> bool {
        let is_within = |before: usize| text[before].is_ascii_alphanumeric();
        self.is_first[usize::from(text[at])]
            && (!text[at].is_ascii()
                || !at.checked_sub(1).is_some_and(is_within)
                    && self.terms.iter().any(|term| agrees(&text[at..], term)))
    }
}

/// Whether a text begins as a term does, as far as it goes on in letters and digits of ASCII. Where
/// it does not, a sign may join it to more.
fn agrees(text: &[u8], term: &Term) -> bool {
    let mut pairs = text.iter().zip(term.padded());
    let differs = pairs.find(|(byte, of_term)| byte.to_ascii_lowercase() != **of_term);
    differs.is_none_or(|(byte, _)| !byte.is_ascii_alphanumeric())
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
        let asked = Asked::new(["token", "7", "链"].map(Term::new).iter());
        let mut read = Vec::new();
        let text = "Tokens tale atoken (tOken) to-ken ICRC-7 7th i7 跨桥 跨链 ｔｏｋｅｎ é";
        asked.each_word(text, |word| read.push(word));
        let expected = ["(tOken)", "to-ken", "ICRC-7", "跨链", "ｔｏｋｅｎ", "é"];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_word_is_read_when_its_first_letter_is_within_no_other() {
        let asked = Asked::new(["t", "7"].map(Term::new).iter());
        for before in (0..128).map(char::from).chain(['é', '链', '🚀']) {
            for at in 0..24 {
                for first in ['t', 'T', '7'] {
                    let text = format!("{}{before}{first}-{}", "x".repeat(at), "y".repeat(24 - at));
                    let mut read = 0;
                    asked.each_word(&text, |_| read += 1);
                    let is_read = !before.is_ascii_alphanumeric();
                    assert_eq!(read, usize::from(is_read), "{text}");
                }
            }
        }
    }
}
