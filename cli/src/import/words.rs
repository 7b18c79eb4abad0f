//! Texts of others, as the registry takes them.

use workgroups::domain::letters;

use crate::apply::slug;

// Where nobody has set other limits (`Limits::default`).
/// Bytes of a name, a title, a label.
pub const NAME_BYTES: usize = 300;
/// Bytes of a text of one paragraph, and of a reason.
pub const PARAGRAPH_BYTES: usize = 4_000;
/// Bytes of a text of several paragraphs.
pub const TEXT_BYTES: usize = 40_000;
/// Bytes of an address.
const URL_BYTES: usize = 1_000;

/// A text in one line, without characters that nobody sees; None when nothing is left.
pub fn line(text: &str) -> Option<String> {
    let words = seen(text).replace(['\n', '\t'], " ");
    let words: Vec<&str> = words.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A text of several lines, likewise.
pub fn paragraph(text: &str) -> Option<String> {
    let text = seen(text);
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The text without control characters and without those that nobody sees. A joiner stays where
/// it says how the character before it is written.
fn seen(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        let before = seen
            .chars()
            .next_back()
            .filter(|before| !before.is_control());
        let is_seen = match c {
            '\n' | '\t' => true,
            c if c.is_ascii() => !c.is_ascii_control(),
            c => letters::fault(&String::from_iter(before.into_iter().chain([c])), false).is_none(),
        };
        if is_seen {
            seen.push(c);
        }
    }
    seen
}

/// The beginning of a text that has at most so many bytes, and what is cut off.
pub fn cut(text: &str, most: usize) -> (&str, &str) {
    let end = text.floor_char_boundary(most);
    text.split_at(end)
}

/// An address on the web, if the registry takes it for one.
pub fn address(text: &str) -> Option<String> {
    let text = line(text)?;
    let is_address = text.len() <= URL_BYTES && letters::address_fault(&text).is_none();
    is_address.then_some(text)
}

/// The handle of a name: letters and digits of any script with hyphens and the like between.
pub fn handle(name: &str) -> Option<String> {
    let name = line(name)?.to_lowercase();
    let parts = name
        .trim_start_matches('@')
        .split(|c: char| !c.is_alphanumeric() && c != '_');
    let parts: Vec<&str> = parts
        .map(|part| part.trim_matches('_'))
        .filter(|part| !part.is_empty())
        .collect();
    let joined = parts.join("-");
    let handle = cut(&joined, 60).0.trim_end_matches(['-', '_']);
    (!handle.is_empty()).then(|| handle.to_owned())
}

/// The slug of a record that belongs to another.
pub fn slug_in(parent: &str, title: &str) -> String {
    slug(&format!("{parent} {title}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use workgroups::domain::Limits;

    #[test]
    fn texts_are_cut_where_a_new_registry_has_its_limits() {
        let limits = Limits::default();
        let of_registry = [
            limits.name_bytes,
            limits.paragraph_bytes,
            limits.text_bytes,
            limits.url_bytes,
        ];
        let of_import = [NAME_BYTES, PARAGRAPH_BYTES, TEXT_BYTES, URL_BYTES];
        assert_eq!(of_import.map(|bytes| bytes as u32), of_registry);
    }
}
