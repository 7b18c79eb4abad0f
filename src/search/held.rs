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
    let firsts = Firsts::of(removed.iter().chain(added.iter()));
    for text in texts {
        if removed.is_empty() && added.is_empty() {
            return;
        }
        let held = terms_from(text, &firsts);
        let is_left = |term: &Term| held.binary_search(term).is_err();
        removed.retain(is_left);
        added.retain(is_left);
    }
}

/// The terms of a text that may be among those asked for, and some others; in order.
fn terms_from(text: &str, firsts: &Firsts) -> Vec<Term> {
    if !is_indexed_whole(text) {
        return terms(text);
    }
    let mut held = Vec::new();
    firsts.each_word(text, |word| held.extend(terms(word)));
    held.sort_unstable();
    held
}

/// The bytes of a text with which a term may begin that is asked for.
struct Firsts([bool; 256]);

impl Firsts {
    fn of<'t>(asked: impl Iterator<Item = &'t Term>) -> Firsts {
        let mut firsts = [false; 256];
        // Characters beyond ASCII may fold to anything. Those from U+4000 to U+9FFF do not, and
        // only such fold to them as begin with other bytes.
        firsts[0xC0..].fill(true);
        firsts[0xE4..=0xE9].fill(false);
        for term in asked {
            let first = term.padded()[0];
            firsts[usize::from(first)] = true;
            firsts[usize::from(first.to_ascii_uppercase())] = true;
        }
        Firsts(firsts)
    }

    /// Visits what stands between spaces and may hold one of the terms.
    fn each_word<'t>(&self, text: &'t str, mut visit: impl FnMut(&'t str)) {
        let bytes = text.as_bytes();
        let is_space = |byte: &u8| *byte == b' ';
        let is_first = |byte: &u8| self.0[usize::from(*byte)];
        let mut at = 0;
        while let Some(further) = bytes[at..].iter().position(is_first) {
            let first = at + further;
            at = first + 1;
            if may_begin(bytes, first) {
                let before = bytes[..first].iter().rposition(is_space);
                let behind = bytes[at..].iter().position(is_space);
                at = behind.map_or(bytes.len(), |behind| at + behind);
                visit(&text[before.map_or(0, |space| space + 1)..at]);
            }
        }
    }
}

/// Whether a term may begin with a byte: not within a word of ASCII.
fn may_begin(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| text[before]);
    !text[at].is_ascii() || !before.is_some_and(|byte| byte.is_ascii_alphanumeric())
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
        let firsts = Firsts::of(asked.iter());
        let mut read = Vec::new();
        let text = "Tokens not atoken (token) ICRC-7 i7 跨桥 跨链 ｔｏｋｅｎ é";
        firsts.each_word(text, |word| read.push(word));
        let expected = ["Tokens", "(token)", "ICRC-7", "跨链", "ｔｏｋｅｎ", "é"];
        assert_eq!(read, expected);
    }
}
