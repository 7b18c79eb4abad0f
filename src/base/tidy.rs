//! Text as it is pasted, made the text that is kept: line ends of other systems and of word
//! processors become line feeds, byte order marks go, letters and their marks stand composed
//! (Unicode Standard Annex 15, form C).

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::text::is_plain;

/// Whether a text has to be tidied.
pub fn needs_it(text: &str) -> bool {
    !is_plain(text) && (has_odd_ends(text) || !is_composed(text))
}

/// The text as it is kept; none where it is that already.
pub fn tidied(text: &str) -> Option<String> {
    if !needs_it(text) {
        return None;
    }
    let mut kept = String::with_capacity(text.len());
    let mut signs = text.nfc().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' => {
                signs.next_if_eq(&'\n');
                kept.push('\n');
            }
            '\u{2029}' => kept.push_str("\n\n"),
            '\u{FEFF}' => {}
            sign if is_odd_end(sign) => kept.push('\n'),
            sign => kept.push(sign),
        }
    }
    Some(kept)
}

fn has_odd_ends(text: &str) -> bool {
    text.chars()
        .any(|sign| sign == '\u{FEFF}' || is_odd_end(sign))
}

/// What ends a line somewhere, and is not a line feed: carriage return, vertical tab, form feed,
/// next line, and Unicode's separators of lines and paragraphs.
fn is_odd_end(sign: char) -> bool {
    matches!(
        sign,
        '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn is_composed(text: &str) -> bool {
    text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_of_all_systems_become_line_feeds() {
        for (pasted, kept) in [
            ("a\r\nb", "a\nb"),
            ("a\rb\r", "a\nb\n"),
            ("a\r\r\nb", "a\n\nb"),
            ("a\u{B}b\u{C}c\u{85}d", "a\nb\nc\nd"),
            ("a\u{2028}b\u{2029}c", "a\nb\n\nc"),
            ("\u{FEFF}a", "a"),
        ] {
            assert!(needs_it(pasted));
            assert_eq!(tidied(pasted).as_deref(), Some(kept));
        }
    }

    #[test]
    fn letters_and_their_marks_become_one() {
        assert_eq!(tidied("Zu\u{308}rich").as_deref(), Some("Zürich"));
        assert_eq!(tidied("\u{1112}\u{1161}\u{11AB}").as_deref(), Some("한"));
    }

    #[test]
    fn what_is_tidy_stays_and_is_not_copied() {
        for text in ["", "a\nb\tc", "跨链 Zürich 👩\u{200D}💻", "ﾊﾟ"] {
            assert_eq!(tidied(text), None);
        }
    }

    #[test]
    fn what_is_passed_over_quickly_is_tidy_alone_and_beside_others() {
        let slowly = |text: &str| has_odd_ends(text) || !is_composed(text);
        for sign in '\0'..='\u{10FFF}' {
            for text in [
                format!("{sign}"),
                format!("ab{sign}c"),
                format!("链{sign}接 é"),
            ] {
                assert_eq!(needs_it(&text), slowly(&text), "{text:?}");
            }
        }
    }
}
