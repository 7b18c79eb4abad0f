//! Content lines: escaping, folding, line ends (RFC 5545, sections 3.1 and 3.3.11).

/// The longest line in octets, without the line end.
const LINE_OCTETS: usize = 75;

/// Writes content lines, one after the other.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
}

impl Writer {
    /// A line whose value is written as it is: everything that is not free text.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", without_controls(value)));
    }

    /// A line whose value is free text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", escaped(value)));
    }

    /// A line whose value is a list of free texts.
    pub(super) fn texts<'a>(&mut self, name: &str, values: impl Iterator<Item = &'a str>) {
        let values: Vec<String> = values.map(escaped).collect();
        self.line(&format!("{name}:{}", values.join(",")));
    }

    pub(super) fn begin(&mut self, component: &str) {
        self.raw("BEGIN", component);
    }

    pub(super) fn end(&mut self, component: &str) {
        self.raw("END", component);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    /// Folds a line: after at most 75 octets it goes on behind a line end and a space. It is
    /// never cut within a character, nor between a backslash and what it escapes.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        let mut rest = line.chars();
        while let Some(first) = rest.next() {
            let escapes = if first == '\\' { rest.next() } else { None };
            let length = first.len_utf8() + escapes.map_or(0, char::len_utf8);
            if octets + length > LINE_OCTETS {
                self.out.push_str("\r\n ");
                octets = 1;
            }
            self.out.push(first);
            self.out.extend(escapes);
            octets += length;
        }
        self.out.push_str("\r\n");
    }
}

/// Free text: backslash, semicolon, comma and line ends are escaped, tabs become spaces, other
/// control characters and byte order marks are left out.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + value.len() / 8);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\r' => {
                chars.next_if_eq(&'\n');
                text.push_str("\\n");
            }
            '\t' => text.push(' '),
            '\u{feff}' => {}
            _ if c.is_control() => {}
            _ => text.push(c),
        }
    }
    text
}

fn without_controls(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_control() && *c != '\u{feff}')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(name: &str, value: &str) -> String {
        let mut writer = Writer::default();
        writer.text(name, value);
        String::from_utf8(writer.into_bytes()).unwrap()
    }

    #[test]
    fn special_characters_are_escaped_and_controls_left_out() {
        assert_eq!(
            written("SUMMARY", "a;b,c\\d\r\ne\rf\ng\th\u{7}i\u{feff}j"),
            "SUMMARY:a\\;b\\,c\\\\d\\ne\\nf\\ng hij\r\n"
        );
    }

    #[test]
    fn a_line_break_cannot_smuggle_a_property_in() {
        let mut writer = Writer::default();
        writer.raw("URL", "https://a.example/\r\nATTENDEE:x");
        assert_eq!(writer.into_bytes(), b"URL:https://a.example/ATTENDEE:x\r\n");
    }

    #[test]
    fn a_line_of_seventy_five_octets_is_not_folded_and_one_more_is() {
        let fits = "x".repeat(LINE_OCTETS - "SUMMARY:".len());
        assert_eq!(written("SUMMARY", &fits), format!("SUMMARY:{fits}\r\n"));
        assert_eq!(
            written("SUMMARY", &format!("{fits}y")),
            format!("SUMMARY:{fits}\r\n y\r\n")
        );
    }

    #[test]
    fn chinese_text_is_folded_between_characters() {
        let text = "跨链工作组会议".repeat(30);
        let folded = written("SUMMARY", &text);
        assert!(folded.lines().count() > 5);
        for line in folded.split_terminator("\r\n") {
            assert!(line.len() <= LINE_OCTETS);
            assert!(line.len() > LINE_OCTETS - 4 || folded.ends_with(&format!("{line}\r\n")));
        }
        assert_eq!(folded.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
    }

    proptest! {
        #[test]
        fn every_text_folds_within_the_limit_and_unfolds_to_itself(text in "\\PC{0,300}|[\\\\;,\n跨a]{0,300}") {
            let folded = written("X", &text);
            prop_assert!(folded.ends_with("\r\n"));
            for line in folded.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE_OCTETS);
                prop_assert!(!line.contains(['\r', '\n']));
                let backslashes = line.chars().rev().take_while(|c| *c == '\\').count();
                prop_assert!(backslashes % 2 == 0, "an escape is cut");
            }
            let unfolded = folded.replace("\r\n ", "");
            prop_assert_eq!(unfolded, format!("X:{}\r\n", escaped(&text)));
        }
    }
}
