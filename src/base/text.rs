//! Comparing and checking texts. What a comparison of slices compiles to in Wasm looks at one byte
//! after the other; records hold long texts that mostly stay as they are and mostly hold nothing
//! special, so these look at many at a time.

/// Equal for names that differ in case and width alone.
pub fn folded(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Equal for names that look alike (the skeletons of Unicode Technical Standard 39), whatever their
/// case, spaces and hyphens. Never shown.
pub fn look(name: &str) -> String {
    let folded = folded(name);
    let skeleton = unicode_security::confusable_detection::skeleton(&folded);
    let is_seen =
        |c: &char| !c.is_whitespace() && !matches!(c, '-' | '_' | '.' | '\u{2010}'..='\u{2015}');
    skeleton
        .flat_map(char::to_lowercase)
        .filter(is_seen)
        .collect()
}

/// Whether two texts are the same.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && common_start(a.as_bytes(), b.as_bytes()) == a.len()
}

/// How many bytes two texts have in common at their beginnings.
pub fn common_start(a: &[u8], b: &[u8]) -> usize {
    let same = common_pieces::<32>(a, b);
    let same = same + common_pieces::<8>(&a[same..], &b[same..]);
    same + common_pieces::<1>(&a[same..], &b[same..])
}

/// How many bytes of whole pieces of a size two texts have in common at their beginnings.
fn common_pieces<const SIZE: usize>(a: &[u8], b: &[u8]) -> usize {
    let pieces = a.as_chunks::<SIZE>().0.iter().zip(b.as_chunks::<SIZE>().0);
    SIZE * pieces.take_while(|(a, b)| a == b).count()
}

/// How many bytes two texts have in common at their ends.
pub fn common_end(a: &[u8], b: &[u8]) -> usize {
    let words = a.as_rchunks::<8>().1.iter().rev();
    let words = words.zip(b.as_rchunks::<8>().1.iter().rev());
    let at = 8 * words.take_while(|(a, b)| word(a) == word(b)).count();
    let rest = a[..a.len() - at].iter().rev();
    let rest = rest.zip(b[..b.len() - at].iter().rev());
    at + rest.take_while(|(a, b)| a == b).count()
}

/// How many bytes from the beginning of a text are printable ASCII, some of the last not counted.
pub fn printable_start(text: &[u8]) -> usize {
    let words = text.as_chunks::<8>().0.iter();
    8 * words.take_while(|bytes| is_printable(word(bytes))).count()
}

/// Whether a text is made of nothing but characters that every text may have, and that are tidy
/// whatever stands beside them, told without looking at each by itself: of ASCII, and most of
/// Latin, Cyrillic and Chinese.
pub fn is_plain(text: &str) -> bool {
    let mut text = text.as_bytes();
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

/// Whether eight bytes all lie within 0x20 to 0x7E.
fn is_printable(word: u64) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES * 0x80;
    // Bytes from 0x20 on reach 0x80 with the first sum, and only 0x7F does with the second. None
    // carries into the next byte, because all are below 0x80.
    let is_ascii = word & HIGH == 0;
    is_ascii && (word + ONES * 0x60) & HIGH == HIGH && (word + ONES) & HIGH == 0
}

fn word(bytes: &[u8; 8]) -> u64 {
    u64::from_ne_bytes(*bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_case_and_width_are_equal() {
        assert_eq!(folded("ＤｅＦｉ"), "defi");
        assert_eq!(folded("Solo．JSON"), "solo.json");
    }

    #[test]
    fn what_two_texts_have_in_common_is_counted_in_bytes() {
        for (a, b, start, end) in [
            ("", "", 0, 0),
            ("", "a", 0, 0),
            ("abc", "abd", 2, 0),
            ("abc", "xbc", 0, 2),
            ("0123456789abcdef", "0123456789abcdef", 16, 16),
            ("0123456789abcdef", "0123456789abcdex", 15, 0),
            ("0123456789abcdef", "x123456789abcdef", 0, 15),
            ("0123456789abcdef", "01234567", 8, 0),
            ("0123456789abcdef", "89abcdef", 0, 8),
            ("0123456789", "0123456789abcdefghij", 10, 0),
        ] {
            assert_eq!(common_start(a.as_bytes(), b.as_bytes()), start, "{a} {b}");
            assert_eq!(common_end(a.as_bytes(), b.as_bytes()), end, "{a} {b}");
            assert_eq!(same(a, b), a == b);
        }
    }

    #[test]
    fn a_text_is_printable_up_to_the_first_eight_bytes_that_are_not() {
        for byte in 0..=u8::MAX {
            for at in 0..16 {
                let mut text = [b'a'; 16];
                text[at] = byte;
                let expected = match (0x20..=0x7E).contains(&byte) {
                    true => 16,
                    false => at / 8 * 8,
                };
                assert_eq!(printable_start(&text), expected, "{byte} {at}");
            }
        }
        assert_eq!(printable_start(b"short"), 0);
    }
}
