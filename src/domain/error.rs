//! Why a call was refused.

use candid::{CandidType, Deserialize};

use super::common::{Id, Kind};
use super::date::Nanos;
use crate::base::Fault;

/// Why a call was refused. A refused call has changed nothing.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum Error {
    /// An anonymous caller cannot write, nor read what is kept for some.
    anonymous_caller,
    /// The caller lacks the right; `needed` names who may do this.
    not_authorised { needed: String },
    /// There is no such record.
    not_found { kind: Option<Kind>, what: String },
    /// The record has changed since the caller read it. Read it again, then repeat the change
    /// with this revision.
    conflict { current_revision: u64 },
    /// The name is taken, or the thing is done already; `id` is the record that stands in the
    /// way.
    already_exists { field: String, id: Id },
    /// The input has these faults; all that were found, at most 100.
    invalid { faults: Vec<Fault> },
    /// The state of the record does not allow this now.
    not_now { reason: String },
    /// A limit of the registry would be exceeded; `limits` tells them all.
    limit_exceeded { what: String, limit: u64 },
    /// The caller's quota for this hour is used up.
    rate_limited {
        /// Nanoseconds since 1970-01-01 UTC.
        retry_at: Nanos,
    },
}

/// A refusal, in a form that can grow: a client that meets an error newer than itself sees null
/// and can still show the message.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One English sentence for a person.
    pub message: String,
    pub error: Option<Error>,
    /// In a batch: the position (from 0) of the operation that was refused.
    pub operation: Option<u32>,
}

impl Refusal {
    /// The refusal of a batch because of one of its operations.
    pub fn in_batch(error: Error, operation: u32) -> Self {
        let message = format!("Operation {operation}: {}", error.message());
        Refusal {
            message,
            error: Some(error),
            operation: Some(operation),
        }
    }
}

impl Error {
    /// A single fault.
    pub fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::invalid {
            faults: vec![Fault {
                field: field.into(),
                reason: reason.into(),
            }],
        }
    }

    /// No record of that kind under that name.
    pub fn not_found(kind: Kind, what: impl ToString) -> Error {
        Error::not_found {
            kind: Some(kind),
            what: what.to_string(),
        }
    }

    /// The sentence that tells a person what is wrong.
    pub fn message(&self) -> String {
        match self {
            Error::anonymous_caller => "Anonymous callers cannot do this: use an identity.".into(),
            Error::not_authorised { needed } => format!("You may not do this; {needed} may."),
            Error::not_found { kind, what } => match kind {
                Some(kind) => format!("There is no {kind:?} {what}.").replace('_', " "),
                None => format!("There is no {what}."),
            },
            Error::conflict { current_revision } => format!(
                "The record has changed meanwhile: its revision is now {current_revision}. Read it again and repeat your change."
            ),
            Error::already_exists { field, id } => {
                format!("{field} is taken already by record {id}.")
            }
            Error::invalid { faults } => {
                let list: Vec<String> = faults
                    .iter()
                    .map(|f| format!("{} {}", f.field, f.reason))
                    .collect();
                format!("The input has faults: {}.", list.join("; "))
            }
            Error::not_now { reason } => format!("Not now: {reason}."),
            Error::limit_exceeded { what, limit } => {
                format!("The limit for {what} is {limit}.")
            }
            Error::rate_limited { retry_at } => format!(
                "Your quota for this hour is used up; try again at {} seconds after 1970-01-01 UTC.",
                retry_at / 1_000_000_000
            ),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal {
            message: error.message(),
            error: Some(error),
            operation: None,
        }
    }
}
