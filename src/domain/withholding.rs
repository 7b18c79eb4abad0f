//! What is withheld of the log: texts of arguments that must not be shown any more, and what stands
//! for them. Everything else of the argument stays as it was, so that the log can still be
//! replayed.

use candid::{CandidType, Deserialize};
use minicbor::{Decode, Encode};

use super::common::Id;
use super::operation::{Operation, arguments};
use super::person::LinkTarget;
use crate::base::bytes::sha256;
use crate::base::idl;
use crate::base::text::folded;

/// What stand-ins for slugs and handles begin with. Nobody else may have such a name.
const NAME: &str = "withheld-";
/// What stand-ins for other texts begin with.
const TEXT: &str = "[withheld ";
/// What stand-ins for addresses begin with (RFC 2606: `invalid` leads nowhere).
const ADDRESS: &str = "https://withheld.invalid/";
/// The path of the target of a link request that a block accepts.
const TARGET: &str = "link.target";
/// Fields of texts that say nothing of anybody, and that nothing can stand for.
const KEPT: [&str; 8] = [
    "zone",
    "rule",
    "language",
    "languages",
    "trusted_origins",
    "alternative_origins",
    "custom_domains",
    "fields",
];

arguments! {
    /// Arguments of `withhold_person`.
    WithholdPerson {
        id: Id,
        expected_revision: u64,
        /// Why, without telling what is to be withheld.
        reason: String,
    }
    /// Arguments of `withhold_blocks`.
    WithholdBlocks {
        /// Their positions in the log, as `event` in a history; at most 100.
        blocks: Vec<u64>,
        /// The fields of their arguments whose texts are withheld, such as "details.remarks" or
        /// "minutes.sections[2]", with all that lies below them; at most 50. Empty for all texts.
        fields: Vec<String>,
        /// Why, without telling what is to be withheld.
        reason: String,
    }
}

/// What is withheld of a block.
#[derive(Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// The fields, as in [`WithholdBlocks`].
    #[n(0)]
    pub fields: Vec<String>,
    /// The position of the block that says so, and why.
    #[n(1)]
    pub by: u64,
}

impl Withheld {
    /// Whether the text at a path is withheld.
    fn covers(&self, path: &str) -> bool {
        let below = |field: &String| {
            let rest = path.strip_prefix(field.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        (self.fields.is_empty() || self.fields.iter().any(below)) && may_stand(path)
    }

    /// Whether all that `other` withholds is withheld by this.
    pub fn has(&self, other: &Withheld) -> bool {
        let is_there = |field| self.fields.contains(field);
        let some = !other.fields.is_empty() && other.fields.iter().all(is_there);
        self.fields.is_empty() || some
    }

    /// What is withheld when more is.
    pub fn and(self, more: Withheld) -> Withheld {
        let by = more.by;
        if self.fields.is_empty() || more.fields.is_empty() {
            let fields = Vec::new();
            return Withheld { fields, by };
        }
        let mut fields = self.fields;
        let new = more.fields.into_iter();
        let new: Vec<String> = new.filter(|field| !fields.contains(field)).collect();
        fields.extend(new);
        Withheld { fields, by }
    }

    /// The operation with what stands for its texts. Equal texts have equal stand-ins; what they
    /// are made with besides, nobody must know.
    pub fn told(&self, operation: &Operation, secret: &[u8]) -> Option<Operation> {
        operation
            .with_texts(&mut |path, text| self.covers(path).then(|| stand_in(path, text, secret)))
    }

    /// The same of the target of a link request, which stands in the block beside the argument.
    pub fn told_target(&self, target: &LinkTarget, secret: &[u8]) -> Option<LinkTarget> {
        idl::with_texts(target, &mut |path, text| {
            let is_covered = self.covers(&format!("{TARGET}.{path}"));
            is_covered.then(|| stand_in(path, text, secret))
        })
    }

    /// The texts that are withheld, of an operation and of the target of a link request.
    pub fn texts(&self, operation: &Operation, target: Option<&LinkTarget>) -> Vec<String> {
        let mut texts = Vec::new();
        let mut look = |path: &str, text: &str| {
            if self.covers(path) && !text.is_empty() {
                texts.push(text.to_owned());
            }
            None
        };
        operation.with_texts(&mut look);
        if let Some(target) = target {
            idl::with_texts(target, &mut |path, text| {
                look(&format!("{TARGET}.{path}"), text)
            });
        }
        texts
    }
}

/// Whether something can stand for the text at a path.
pub fn may_stand(path: &str) -> bool {
    !KEPT.contains(&field(path))
}

/// The name of the last field of a path.
fn field(path: &str) -> &str {
    let last = path.rsplit('.').next().unwrap_or_default();
    last.split('[').next().unwrap_or_default()
}

/// What stands for a text at a path.
pub fn stand_in(path: &str, text: &str, secret: &[u8]) -> String {
    if text.is_empty() {
        return String::new();
    }
    let hash = sha256(&[secret, text.as_bytes()]);
    let mark: String = hash[..MARK / 2]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    match field(path) {
        "slug" | "handle" => format!("{NAME}{mark}"),
        "url" => format!("{ADDRESS}{mark}"),
        _ => format!("{TEXT}{mark}]"),
    }
}

/// What stands for a text has a mark of so many hexadecimal digits.
const MARK: usize = 8;

/// Whether a text stands for one that is withheld.
pub fn is_stand_in(text: &str) -> bool {
    let ends = [(NAME, ""), (TEXT, "]"), (ADDRESS, "")];
    ends.into_iter()
        .any(|(start, end)| behind_mark(text, start) == Some(end))
}

/// Whether what stands for a text is somewhere in a longer one, be its brackets escaped.
pub fn has_stand_in(text: &str) -> bool {
    let starts = [NAME, TEXT, ADDRESS].into_iter();
    let mut places = starts.flat_map(|start| text.match_indices(start));
    places.any(|(at, start)| behind_mark(&text[at..], start).is_some())
}

/// What stands behind the mark in a text that begins with this and a mark.
fn behind_mark<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (mark, rest) = text.strip_prefix(start)?.split_at_checked(MARK)?;
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    mark.bytes().all(is_digit).then_some(rest)
}

/// The handle of a person whose name is withheld.
pub fn neutral_handle(id: Id) -> String {
    format!("{NAME}{id}")
}

/// Whether a slug or handle is one of those that stand for others.
pub fn is_reserved(name: &str) -> bool {
    folded(name).starts_with(NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_made_for_a_text_stands_for_one() {
        for path in ["details.slug", "handle", "links[0].url", "summary"] {
            let made = stand_in(path, "a text", b"secret");
            assert!(is_stand_in(&made), "{made}");
            assert!(
                has_stand_in(&format!("<p>before {made} behind</p>")),
                "{made}"
            );
        }
        for text in [
            "",
            "withheld-",
            "withheld-53",
            "withheld-ABCDEF01",
            "withheld-group",
            "[withheld 1234567]",
            "https://withheld.invalid/",
            "[withheld \u{5b57}\u{5b57}\u{5b57}]",
        ] {
            assert!(!has_stand_in(text), "{text}");
        }
        for text in ["[withheld 12345678] and more", "[withheld 12345678"] {
            assert!(!is_stand_in(text), "{text}");
        }
        assert!(has_stand_in("\\[withheld 12345678\\]"));
    }
}
