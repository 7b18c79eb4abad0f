//! Which characters texts and addresses may have.

use crate::base::text::{is_plain, printable_start};

/// What is wrong with the characters of a text of several `lines`, or of a name.
pub fn fault(text: &str, lines: bool) -> Option<String> {
    if lines && is_plain(text) {
        return None;
    }
    if let Some(c) = forbidden(text, lines) {
        let code = c as u32;
        return Some(format!(
            "has the character U+{code:04X}, which is not allowed"
        ));
    }
    if lines {
        return None;
    }
    let code = unseen(text)? as u32;
    Some(format!(
        "has the character U+{code:04X}, which nobody sees: two names could look the same"
    ))
}

/// What is wrong with an address (RFC 3986) that a page leads to. Other schemes than these could
/// make a browser run something.
pub fn address_fault(url: &str) -> Option<&'static str> {
    let begins = |scheme: &&str| {
        let begin = url.get(..scheme.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    };
    let schemes = ["https://", "http://", "mailto:"];
    let Some(scheme) = schemes.into_iter().find(begins) else {
        return Some("is not an http, https or mailto address");
    };
    if url.len() == scheme.len() {
        return Some("has no host");
    }
    let is_wrong = |c: char| c.is_whitespace() || is_forbidden(c, false) || "<>\"".contains(c);
    let found = url.contains(is_wrong) || unseen(url).is_some();
    found.then_some("has a character that an address cannot have")
}

/// The first character of a text that is not allowed.
fn forbidden(text: &str, lines: bool) -> Option<char> {
    let mut rest = text;
    loop {
        rest = &rest[printable_start(rest.as_bytes())..];
        let mut chars = rest.chars();
        let next = chars.next()?;
        if is_forbidden(next, lines) {
            return Some(next);
        }
        rest = chars.as_str();
    }
}

/// Control characters, and the marks that reorder text so that it reads as something else
/// (Unicode's bidirectional embeddings, overrides and isolates), and non-characters.
fn is_forbidden(c: char, lines: bool) -> bool {
    match c {
        '\n' | '\t' => !lines,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => true,
        '\u{2028}' | '\u{2029}' => true,
        c => c.is_control() || (c as u32) & 0xFFFE == 0xFFFE,
    }
}

/// The first character of a name that is not seen, or is seen as a space of another kind.
fn unseen(name: &str) -> Option<char> {
    if name.is_ascii() {
        return None;
    }
    let mut before = None;
    name.chars().find(|c| {
        let joins = matches!(c, '\u{200C}' | '\u{200D}') && before.is_some_and(joins_after);
        before = Some(*c);
        is_unseen(*c) && !joins
    })
}

/// Characters without a shape of their own (Unicode's default ignorable code points but for the
/// variation selectors, and the blanks that pass as letters).
fn is_unseen(c: char) -> bool {
    // Most of what is not ASCII in names.
    if ('\u{3165}'..='\u{FF9F}').contains(&c) {
        return false;
    }
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFC}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Whether a joiner after a character says how it is written: in Arabic and Indic scripts, and in
/// signs that are put together.
fn joins_after(c: char) -> bool {
    matches!(
        c,
        '\u{600}'..='\u{6FF}'
            | '\u{750}'..='\u{77F}'
            | '\u{900}'..='\u{DFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17D3}'
            | '\u{2190}'..='\u{2BFF}'
            | '\u{FE0F}'
            | '\u{1F000}'..='\u{1FAFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_over_quickly_is_allowed() {
        for sign in '\0'..='\u{10FFF}' {
            let text = format!("ab{sign}c");
            let slowly = forbidden(&text, true).is_some();
            assert_eq!(fault(&text, true).is_some(), slowly, "{text:?}");
        }
    }

    #[test]
    fn a_name_has_nothing_that_nobody_sees() {
        let name = |text: &str| fault(text, false).is_some();
        for hidden in [
            "\u{200B}",
            "\u{3164}",
            "ad\u{200B}min",
            "ad\u{2060}min",
            "ad\u{AD}min",
            "ad\u{200D}min",
            "a\u{61C}",
            "a\u{200F}",
            "a\u{E0041}",
        ] {
            assert!(name(hidden), "{hidden:?}");
        }
        let written = [
            "می\u{200C}خواهم",
            "क्\u{200D}ष",
            "👩\u{200D}💻",
            "跨链",
            "❤\u{FE0F}",
        ];
        for seen in written {
            assert!(!name(seen), "{seen:?}");
        }
        // In a text it harms nobody.
        assert_eq!(fault("soft\u{AD}hyphen", true), None);
    }
}
