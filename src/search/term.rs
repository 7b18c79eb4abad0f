//! Terms: what is indexed and looked up.

use std::cmp::Ordering;
use std::fmt;
use std::ops::ControlFlow;

use super::segment::{Script, Segment, segments};

/// The size of a term in bytes. A longer word is cut at a character boundary, in documents
/// and in queries alike.
pub const TERM_BYTES: usize = 24;

/// So many terms of one title or text are indexed, counted from its beginning and with
/// repetitions; what follows is not found by its words. It bounds the work that one field
/// can cause, whatever its length: enough for 8,000 Chinese characters or English words.
pub const MAX_TERMS_PER_TEXT: usize = 8_192;

/// So many parts of a compound are also indexed as one word: "2023-05-23" is found as a
/// whole, by its year, and by its month.
const COMPOUND_PARTS: usize = 3;

/// A folded word, a pair of characters or a filter's value, padded with zero bytes, so
/// that the order of the bytes is the order of the words.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Term([u8; TERM_BYTES]);

impl Ord for Term {
    /// The order of the bytes, eight of them compared at a time.
    fn cmp(&self, other: &Self) -> Ordering {
        let words = |term: &'_ Self| {
            let (words, _) = term.0.as_chunks::<8>();
            [words[0], words[1], words[2]].map(u64::from_be_bytes)
        };
        words(self).cmp(&words(other))
    }
}

impl PartialOrd for Term {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Term {
    /// The term for a folded text, cut to [`TERM_BYTES`].
    pub(super) fn new(folded: &str) -> Self {
        let mut end = folded.len().min(TERM_BYTES);
        while !folded.is_char_boundary(end) {
            end -= 1;
        }
        Self::from_slice(&folded.as_bytes()[..end])
    }

    /// The term of the given bytes; those beyond [`TERM_BYTES`] are left off.
    pub(super) fn from_slice(bytes: &[u8]) -> Self {
        let len = bytes.len().min(TERM_BYTES);
        let mut term = [0; TERM_BYTES];
        term[..len].copy_from_slice(&bytes[..len]);
        Self(term)
    }

    /// All bytes, the padding included.
    pub(super) fn padded(&self) -> &[u8; TERM_BYTES] {
        &self.0
    }

    /// The bytes without the padding.
    pub(super) fn bytes(&self) -> &[u8] {
        let (words, _) = self.0.as_chunks::<8>();
        let ends = words.iter().zip([8, 16, 24]).rev();
        let mut ends = ends.map(|(word, end)| (u64::from_be_bytes(*word), end));
        let last = ends.find(|(word, _)| *word != 0);
        let length = last.map_or(0, |(word, end)| end - word.trailing_zeros() as usize / 8);
        &self.0[..length]
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Term({:?})", String::from_utf8_lossy(self.bytes()))
    }
}

/// What one word of a query asks of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// Just this term.
    Is(Term),
    /// Every term that begins so. A number is whole: "icrc7" is no beginning of "icrc72".
    Begins(Term),
}

impl Pattern {
    /// Whether the term is one that the pattern asks for.
    #[must_use]
    pub fn matches(&self, term: &Term) -> bool {
        self.matches_bytes(term.bytes())
    }

    /// The same for the bytes of a term, without the padding.
    pub(super) fn matches_bytes(&self, term: &[u8]) -> bool {
        match self {
            Self::Is(own) => own.bytes() == term,
            Self::Begins(prefix) => {
                let prefix = prefix.bytes();
                term.strip_prefix(prefix).is_some_and(|rest| {
                    !(prefix.last().is_some_and(u8::is_ascii_digit)
                        && rest.first().is_some_and(u8::is_ascii_digit))
                })
            }
        }
    }

    /// A word as it was typed: a beginning, unless it is too short to be one or was cut.
    pub(super) fn of_word(folded: &str) -> Self {
        let term = Term::new(folded);
        if folded.len() >= TERM_BYTES || folded.chars().nth(1).is_none() {
            Self::Is(term)
        } else {
            Self::Begins(term)
        }
    }
}

/// Gives every term under which `text` is indexed to `visit`, in the order of the text and
/// with repetitions, together with the position in bytes where it begins.
pub(super) fn each_term(
    text: &str,
    mut visit: impl FnMut(Term, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    segments(text, |segment| {
        let last = segment.pieces.len().saturating_sub(1);
        for first in 0..=last {
            match segment.script {
                Script::Spaced => {
                    for end in first..=last.min(first + COMPOUND_PARTS - 1) {
                        visit_joined(segment, first, end, &mut visit)?;
                    }
                }
                Script::Unspaced => {
                    visit_joined(segment, first, last.min(first + 1), &mut visit)?;
                }
            }
        }
        ControlFlow::Continue(())
    })
}

fn visit_joined(
    segment: &Segment,
    first: usize,
    last: usize,
    visit: &mut impl FnMut(Term, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    visit(
        Term::new(segment.joined(first, last)),
        segment.pieces[first].source,
    )
}

/// What a query's text asks for, each once; all must be met.
pub(super) fn patterns(text: &str) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    let _ = segments(text, |segment| {
        match segment.script {
            Script::Spaced => word_patterns(segment, &mut patterns),
            Script::Unspaced => run_patterns(segment, &mut patterns),
        }
        ControlFlow::Continue(())
    });
    patterns.sort_unstable();
    patterns.dedup();
    patterns
}

/// A compound is asked for as one word, so that "ICRC-7" finds "ICRC7" as well; a longer
/// one in as many parts as were indexed together.
fn word_patterns(segment: &Segment, patterns: &mut Vec<Pattern>) {
    let last = segment.pieces.len().saturating_sub(1);
    for first in (0..=last).step_by(COMPOUND_PARTS) {
        let end = last.min(first + COMPOUND_PARTS - 1);
        patterns.push(Pattern::of_word(segment.joined(first, end)));
    }
}

/// The pairs of a run; of a long run only as many as cover it, so that a whole sentence
/// can be asked for. A single character is the beginning of a pair.
fn run_patterns(segment: &Segment, patterns: &mut Vec<Pattern>) {
    /// Up to so many characters, every pair is asked for.
    const SHORT_RUN: usize = 6;
    let count = segment.pieces.len();
    if count == 1 {
        patterns.push(Pattern::Begins(Term::new(segment.joined(0, 0))));
        return;
    }
    let step = if count <= SHORT_RUN { 1 } else { 2 };
    for first in (0..count - 1).step_by(step).chain([count - 2]) {
        patterns.push(Pattern::Is(Term::new(segment.joined(first, first + 1))));
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_TERMS_PER_TEXT, Pattern, Term, patterns};
    use crate::search::vocabulary::sorted_terms;

    fn terms(text: &str) -> Vec<Term> {
        sorted_terms([text].into_iter())
    }

    fn words(text: &str) -> Vec<String> {
        terms(text)
            .iter()
            .map(|term| String::from_utf8_lossy(term.bytes()).into_owned())
            .collect()
    }

    #[test]
    fn a_compound_is_indexed_by_its_parts_and_as_one_word() {
        assert_eq!(words("ICRC-7"), ["7", "icrc", "icrc7"]);
        assert_eq!(words("R&D"), ["d", "r", "rd"]);
        assert_eq!(words("$CHAT C++ C#"), ["c", "chat"]);
        assert_eq!(words("3.5"), ["3", "3.5", "5"]);
        assert_eq!(
            words("2023-05-23"),
            ["05", "05-23", "2023", "2023-05", "2023-05-23", "23"]
        );
    }

    #[test]
    fn a_run_of_characters_is_indexed_by_pairs_and_its_last_one() {
        assert_eq!(words("跨链桥"), ["桥", "跨链", "链桥"]);
        assert_eq!(words("链"), ["链"]);
        assert_eq!(words("第3期"), ["3", "期", "第"]);
    }

    #[test]
    fn a_long_word_is_cut_between_characters() {
        let long = "я".repeat(40);
        assert_eq!(words(&long), ["я".repeat(12)]);
        assert_eq!(patterns(&long), [Pattern::Is(Term::new(&long))]);
        assert_eq!(Term::new(&format!("a{}", "я".repeat(12))).bytes().len(), 23);
    }

    #[test]
    fn a_text_is_indexed_up_to_its_bound() {
        let text: String = (0..MAX_TERMS_PER_TEXT + 5)
            .map(|i| format!("x{i} "))
            .collect();
        assert_eq!(terms(&text).len(), MAX_TERMS_PER_TEXT);
    }

    #[test]
    fn terms_have_the_order_of_their_bytes() {
        let words = [
            "",
            "a",
            "ab",
            "abcdefgh",
            "abcdefghi",
            "b",
            "z",
            "é",
            "跨链",
        ];
        let terms = words.map(Term::new);
        assert!(terms.is_sorted());
        assert!(terms.map(|term| *term.padded()).is_sorted());
    }

    #[test]
    fn a_number_is_matched_whole() {
        let asked = Pattern::of_word("icrc7");
        assert!(asked.matches(&Term::new("icrc7")));
        assert!(asked.matches(&Term::new("icrc7s")));
        assert!(!asked.matches(&Term::new("icrc72")));
        assert!(!Pattern::of_word("7").matches(&Term::new("7pm")));
    }

    #[test]
    fn a_long_run_is_asked_for_by_pairs_that_cover_it() {
        assert_eq!(patterns("去中心化交易平台的发展").len(), 6);
        assert_eq!(patterns("跨链桥").len(), 2);
    }
}
