//! Faults of an input. As everywhere in the registry, the reason is the end of a sentence that
//! begins with the field.

use candid::{CandidType, Deserialize};

/// A fault of an input: where, and what is wrong.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The path of the field, such as `details.links[2].url`.
    pub field: String,
    /// What is wrong, as the end of a sentence that begins with the field.
    pub reason: String,
}

impl Fault {
    /// A fault of `field`, refused for `reason`.
    pub(crate) fn new(field: impl Into<String>, reason: impl Into<String>) -> Fault {
        Fault {
            field: field.into(),
            reason: reason.into(),
        }
    }

    /// The same fault, seen from the record that holds the field under the name `outer`.
    #[must_use]
    pub(crate) fn within(self, outer: &str) -> Fault {
        let field = if self.field.is_empty() {
            outer.to_owned()
        } else {
            format!("{outer}.{}", self.field)
        };
        Fault { field, ..self }
    }
}

/// At most this many characters of an input are repeated in a fault.
const SHOWN: usize = 40;

/// A piece of an input as a fault may show it: bounded, and without control characters.
pub(crate) fn shown(input: &str) -> String {
    let mut text: String = input
        .chars()
        .filter(|c| !c.is_control())
        .take(SHOWN)
        .collect();
    if input.chars().nth(SHOWN).is_some() {
        text.push('…');
    }
    text
}
