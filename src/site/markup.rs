//! Writing HTML and XML so that no data gets in unescaped: what is written raw is a literal of
//! the program, by its type.

/// A document in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn new() -> Self {
        Markup::default()
    }

    /// A piece of the program's own markup.
    pub(super) fn raw(&mut self, literal: &'static str) -> &mut Self {
        self.0.push_str(literal);
        self
    }

    /// Data, in an element or in an attribute with double quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars().filter(|c| is_allowed(*c)) {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// A document without the characters that [`Markup::text`] leaves out.
pub(super) fn without_tricks(mut document: String) -> Vec<u8> {
    document.retain(is_allowed);
    document.into_bytes()
}

/// What XML 1.0 allows, without the controls that HTML frowns upon, and without the marks that
/// let text read as something else.
pub(super) fn is_allowed(c: char) -> bool {
    match c {
        '\t' | '\n' => true,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => false,
        c => !c.is_control() && (c as u32) & 0xFFFE != 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_become_markup() {
        let mut markup = Markup::new();
        markup.raw("<p title=\"").text("\"'<&>").raw("\">");
        markup.text("]]>\u{0}\u{1b}\u{202e}\u{fffe}<script>😀");
        let written = String::from_utf8(markup.into_bytes());
        assert_eq!(
            written.as_deref(),
            Ok("<p title=\"&quot;&#39;&lt;&amp;&gt;\">]]&gt;&lt;script&gt;😀")
        );
    }
}
