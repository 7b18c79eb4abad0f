//! Makes different spellings of the same text equal: full and half width, upper and lower
//! case, composed and decomposed, with and without accents.

use std::ops::ControlFlow;

use unicode_normalization::char::{
    canonical_combining_class, decompose_canonical, decompose_compatible,
};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::segment::is_unspaced;

/// Gives every folded character of `text` to `visit`, with the position in bytes of what it
/// was made from. One character of the text may give none or several.
pub(super) fn fold(
    text: &str,
    mut visit: impl FnMut(char, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        // The marks that may follow an ASCII letter are accents: dropped in any case.
        if byte.is_ascii() {
            visit(char::from(byte.to_ascii_lowercase()), at)?;
            at += 1;
        } else {
            let cluster = first_cluster(&text[at..]);
            fold_cluster(cluster, &mut |c| visit(c, at))?;
            at += cluster.len();
        }
    }
    ControlFlow::Continue(())
}

/// The text, folded, without white space at its ends.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let _ = fold(text, |c, _| {
        out.push(c);
        ControlFlow::Continue(())
    });
    out.trim().to_owned()
}

/// Whether a character joins the one before it: accents, voicing marks, Korean vowels.
pub(super) fn joins_previous(c: char) -> bool {
    if c.is_ascii() || is_plain_ideograph(c) {
        return false;
    }
    let mut first = c;
    let mut seen = false;
    decompose_compatible(c, |part| {
        if !seen {
            first = part;
            seen = true;
        }
    });
    canonical_combining_class(first) != 0
        || is_nfc_quick(std::iter::once(first)) == IsNormalized::Maybe
}

/// The first character of a text together with those that join it. Normalisation never
/// reaches over the end of such a cluster, so each can be folded by itself.
fn first_cluster(text: &str) -> &str {
    let mut chars = text.char_indices().skip(1);
    let end = chars.find(|&(_, c)| !joins_previous(c));
    &text[..end.map_or(text.len(), |(offset, _)| offset)]
}

fn fold_cluster(cluster: &str, visit: &mut impl FnMut(char) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut chars = cluster.chars();
    if let (Some(only), None) = (chars.next(), chars.next())
        && is_plain_ideograph(only)
    {
        return visit(only);
    }
    for c in cluster.nfkc() {
        if c.is_ascii() {
            visit(c.to_ascii_lowercase())?;
        } else if is_unspaced(c) {
            visit(c)?;
        } else if !is_ignorable(c) {
            fold_letter(c, visit)?;
        }
    }
    ControlFlow::Continue(())
}

/// Takes the accents off a letter and folds its case. Upper case first, then lower: so
/// "ß" meets "SS", and both small sigmas meet.
fn fold_letter(c: char, visit: &mut impl FnMut(char) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    decompose_canonical(c, |part| {
        for lower in part.to_uppercase().flat_map(char::to_lowercase) {
            if flow.is_continue() && !is_accent(lower) {
                flow = visit(lower);
            }
        }
    });
    flow
}

/// The accents of European scripts.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Characters that are not seen and change nothing for a reader: soft hyphen, joiners,
/// variation selectors. Without them a word stays in one piece.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    )
}

/// The bulk of Chinese text, which folding leaves as it is: worth a short way round.
fn is_plain_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn width_case_and_accents_are_folded() {
        for (text, expected) in [
            ("ＴＯＫＥＮ", "token"),
            ("Zürich", "zurich"),
            ("Zu\u{308}rich", "zurich"),
            ("Straße", "strasse"),
            ("ΛΌΓΟΣ λόγος", "λογοσ λογοσ"),
            ("İstanbul", "istanbul"),
            ("ﬁnance", "finance"),
            ("co\u{ad}op", "coop"),
            ("跨链桥", "跨链桥"),
            ("  C++ ", "c++"),
        ] {
            assert_eq!(folded(text), expected, "{text}");
        }
    }

    #[test]
    fn half_width_katakana_with_a_voicing_mark_is_one_character() {
        assert_eq!(folded("ｶﾞｽ"), "ガス");
        assert_eq!(folded("か\u{3099}"), "が");
    }

    #[test]
    fn korean_letters_are_composed_to_syllables() {
        assert_eq!(folded("\u{1112}\u{1161}\u{11ab}"), "한");
    }
}
