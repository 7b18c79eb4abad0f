//! Finds in a text the words, and the runs of characters of scripts without spaces.

use std::ops::{ControlFlow, Range};

use unicode_normalization::char::is_combining_mark;

use super::fold::fold;

/// How a script separates its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// With spaces: the pieces of a segment are words, held together by hyphens, points,
    /// apostrophes or the like.
    Spaced,
    /// Not at all: the pieces of a segment are characters.
    Unspaced,
}

/// One piece: its bytes in the segment's folded text, and where it begins in the source.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) folded: Range<usize>,
    pub(super) source: usize,
}

/// A stretch of text of one script. Neighbouring pieces are neighbours in `folded` too,
/// so that a slice over several pieces is their joined spelling.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) script: Script,
    pub(super) folded: String,
    pub(super) pieces: Vec<Piece>,
}

impl Segment {
    /// The joined spelling of the pieces from `first` to `last`, both included; empty if
    /// there are no such pieces.
    pub(super) fn joined(&self, first: usize, last: usize) -> &str {
        match (self.pieces.get(first), self.pieces.get(last)) {
            (Some(first), Some(last)) if first.folded.start <= last.folded.end => {
                &self.folded[first.folded.start..last.folded.end]
            }
            _ => "",
        }
    }
}

/// Gives every segment of `text` to `visit`, in their order.
pub(super) fn segments(
    text: &str,
    visit: impl FnMut(&Segment) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut scanner = Scanner {
        segment: Segment {
            script: Script::Spaced,
            folded: String::new(),
            pieces: Vec::new(),
        },
        joiner: None,
        visit,
    };
    fold(text, |c, source| scanner.take(c, source))?;
    scanner.finish()
}

/// Whether a script is written without spaces between words, or, as Korean, with words
/// that are best found by their syllables.
pub(super) fn is_unspaced(c: char) -> bool {
    match c {
        '\0'..='\u{dff}' => false,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        // Thai and Lao, Myanmar, Hangul letters, Khmer; Kana, Bopomofo, ideographs.
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{4dbf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{d7b0}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => c.is_alphanumeric() || is_combining_mark(c),
        _ => false,
    }
}

struct Scanner<V> {
    segment: Segment,
    /// A joiner that was read after a word and has not yet been followed by anything.
    joiner: Option<char>,
    visit: V,
}

impl<V: FnMut(&Segment) -> ControlFlow<()>> Scanner<V> {
    fn take(&mut self, c: char, source: usize) -> ControlFlow<()> {
        if is_unspaced(c) {
            if self.segment.script == Script::Spaced {
                self.finish()?;
                self.segment.script = Script::Unspaced;
            }
            self.push_piece(c, source);
        } else if c.is_alphanumeric() || (is_combining_mark(c) && self.in_word()) {
            if self.segment.script == Script::Unspaced {
                self.finish()?;
            }
            self.push_letter(c, source);
        } else if is_joiner(c) && self.in_word() && self.joiner.is_none() {
            self.joiner = Some(c);
        } else {
            self.finish()?;
        }
        ControlFlow::Continue(())
    }

    fn in_word(&self) -> bool {
        self.segment.script == Script::Spaced && !self.segment.pieces.is_empty()
    }

    fn push_letter(&mut self, c: char, source: usize) {
        match (self.joiner.take(), self.segment.pieces.last_mut()) {
            (None, Some(word)) => {
                self.segment.folded.push(c);
                word.folded.end = self.segment.folded.len();
            }
            (joiner, _) => {
                // "3.5" must not become "35", nor "10-12" "1012".
                if let Some(joiner @ ('.' | '-' | '_')) = joiner
                    && c.is_numeric()
                    && self.segment.folded.ends_with(char::is_numeric)
                {
                    self.segment.folded.push(joiner);
                }
                self.push_piece(c, source);
            }
        }
    }

    fn push_piece(&mut self, c: char, source: usize) {
        let start = self.segment.folded.len();
        self.segment.folded.push(c);
        self.segment.pieces.push(Piece {
            folded: start..self.segment.folded.len(),
            source,
        });
    }

    /// Hands on the segment read so far, and starts an empty one.
    fn finish(&mut self) -> ControlFlow<()> {
        self.joiner = None;
        if self.segment.pieces.is_empty() {
            return ControlFlow::Continue(());
        }
        let flow = (self.visit)(&self.segment);
        self.segment.script = Script::Spaced;
        self.segment.folded.clear();
        self.segment.pieces.clear();
        flow
    }
}

/// Signs that hold the parts of a word together: "ICRC-7", "don't", "R&D", "dfinity.org".
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}' | '_' | '.' | '&' | '\'' | '\u{2018}' | '\u{2019}'
    )
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::{Script, segments};

    fn pieces(text: &str) -> Vec<(Script, String)> {
        let mut out = Vec::new();
        let _ = segments(text, |segment| {
            let pieces = (0..segment.pieces.len()).map(|i| segment.joined(i, i));
            out.push((segment.script, pieces.collect::<Vec<_>>().join("|")));
            ControlFlow::Continue(())
        });
        out
    }

    fn spaced(pieces: &str) -> (Script, String) {
        (Script::Spaced, pieces.to_owned())
    }

    fn unspaced(pieces: &str) -> (Script, String) {
        (Script::Unspaced, pieces.to_owned())
    }

    #[test]
    fn chinese_and_english_without_a_space_are_told_apart() {
        assert_eq!(
            pieces("threshold ECDSA的功能"),
            [spaced("threshold"), spaced("ecdsa"), unspaced("的|功|能")]
        );
    }

    #[test]
    fn hyphens_and_apostrophes_hold_a_word_together() {
        assert_eq!(
            pieces("IC-Web3\u{2018}s library"),
            [spaced("ic|web3|s"), spaced("library")]
        );
        assert_eq!(pieces("a -- b"), [spaced("a"), spaced("b")]);
        assert_eq!(pieces("end. Next"), [spaced("end"), spaced("next")]);
    }

    #[test]
    fn signs_alone_are_no_words() {
        assert_eq!(pieces(" + # $ -- 🚀 ，。・"), []);
    }
}
