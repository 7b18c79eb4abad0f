//! What is wrong with an input, in a form that a person can act on.

use candid::CandidType;
use minicbor::{Decode, Encode};
use serde::Deserialize;

/// One thing that is wrong with an input. Checks return all of them at once, so that a form
/// can be put right in one go.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field that is at fault: a path such as `schedule.rule.BYDAY`.
    #[n(0)]
    pub field: String,
    /// Why it is refused, and what would be accepted.
    #[n(1)]
    pub reason: String,
}

impl Fault {
    /// A fault of `field`, refused for `reason`.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Fault {
        Fault {
            field: field.into(),
            reason: reason.into(),
        }
    }

    /// The same fault, seen from the record that holds the field under the name `outer`.
    #[must_use]
    pub fn within(self, outer: &str) -> Fault {
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
