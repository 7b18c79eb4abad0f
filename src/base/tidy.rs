//! Text as it is pasted, made the text that is kept: line ends of other systems and of word
//! processors become line feeds, byte order marks go, letters and their marks stand composed
//! (Unicode Standard Annex 15, form C).

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::text::printable_start;

/// Whether a text has to be tidied.
pub fn needs_it(text: &str) -> bool {
    !is_plain(text.as_bytes()) && (has_odd_ends(text) || !is_composed(text))
}

/// Whether a text is made of nothing but what never has to be tidied, told without looking at each
/// character by itself: ASCII, and characters that are composed whatever stands beside them, as
/// most of Latin, Cyrillic and Chinese.
fn is_plain(mut text: &[u8]) -> bool {
    loop {
        text = &text[printable_start(text)..];
        text = match text {
            [] => return true,
            [b' '..=b'~' | b'\n' | b'\t', rest @ ..] => rest,
            // U+00A0 to U+00FF, U+0400 to U+047F.
            [0xC2, 0xA0..=0xBF, rest @ ..] | [0xC3 | 0xD0 | 0xD1, _, rest @ ..] => rest,
            // Dashes, quotation marks, bullets: U+2010 to U+2027.
            [0xE2, 0x80, 0x90..=0xA7, rest @ ..] => rest,
            // Signs of Chinese: U+3000 to U+3029, U+FF00 to U+FF7F.
            [0xE3, 0x80, 0x80..=0xA9, rest @ ..] | [0xEF, 0xBC | 0xBD, _, rest @ ..] => rest,
            // U+4000 to U+9FFF.
            [0xE4..=0xE9, ..] => after_ideographs(text),
            _ => return false,
        }
    }
}

/// What comes after the characters from U+4000 to U+9FFF at the beginning of a text.
fn after_ideographs(text: &[u8]) -> &[u8] {
    let (characters, _) = text.as_chunks::<3>();
    let is_ideograph = |bytes: &&[u8; 3]| (0xE4..=0xE9).contains(&bytes[0]);
    &text[3 * characters.iter().take_while(is_ideograph).count()..]
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
        for sign in '\0'..=char::MAX {
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
