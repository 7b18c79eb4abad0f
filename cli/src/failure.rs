//! What can go wrong, by what the one who called can do about it: each kind has an exit code.

use std::fmt;

use workgroups::domain::{Error, Refusal};

/// Why the program ends without having done what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Anything that has no code of its own.
    Other,
    /// The command line or the configuration is not as it should be.
    Usage,
    /// The registry has refused; nothing of the last step was written.
    Refused,
    /// The network or the canister does not answer.
    Unreachable,
    /// There is no such record.
    NotFound,
    /// A file cannot be read, or is not what it should be.
    File,
    /// What was checked does not hold.
    Unproven,
    /// The one who called has stopped it.
    Stopped,
}

/// The causes, their exit codes, and what they mean.
pub const CODES: [(Cause, u8, &str); 8] = [
    (Cause::Other, 1, "something else went wrong"),
    (Cause::Usage, 2, "the command line or the configuration is not as it should be"),
    (Cause::Refused, 3, "the registry has refused; nothing of the last step was written"),
    (Cause::Unreachable, 4, "the network or the canister does not answer"),
    (Cause::NotFound, 5, "there is no such record"),
    (Cause::File, 6, "a file cannot be read, or is not what it should be"),
    (Cause::Unproven, 7, "what was checked does not hold"),
    (Cause::Stopped, 130, "stopped, by Ctrl-C or by an answer; what was done before stays"),
];

impl Cause {
    /// The code that the program ends with.
    pub fn exit_code(self) -> u8 {
        let entry = CODES.iter().find(|(cause, ..)| *cause == self);
        entry.map_or(1, |(_, code, _)| *code)
    }
}

/// A failure: what is wrong, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub cause: Cause,
    pub message: String,
    /// What to do next, as a sentence; may be empty.
    pub advice: String,
}

impl Failure {
    /// A failure without advice.
    pub fn new(cause: Cause, message: impl Into<String>) -> Failure {
        Failure {
            cause,
            message: message.into(),
            advice: String::new(),
        }
    }

    /// The same failure, with what to do next.
    #[must_use]
    pub fn advise(self, advice: impl Into<String>) -> Failure {
        let advice = advice.into();
        Failure { advice, ..self }
    }

    /// A fault of a file.
    pub fn file(message: impl Into<String>) -> Failure {
        Failure::new(Cause::File, message)
    }

    /// A wrong command line.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Cause::Usage, message)
    }

    /// A refusal of the registry, about what is named.
    pub fn refused(what: &str, refusal: &Refusal) -> Failure {
        let failure = Failure::new(
            Cause::Refused,
            format!("{what} was refused: {}", refusal.message),
        );
        match &refusal.error {
            Some(Error::anonymous_caller) => {
                failure.advise("Name your identity: `--identity NAME` or `--identity FILE.pem`.")
            }
            Some(Error::not_authorised { .. }) => failure.advise(
                "`workgroups whoami` tells who you are to the registry and what you may change.",
            ),
            Some(Error::conflict { .. }) => {
                failure.advise("Somebody else has changed it meanwhile: run the command again.")
            }
            Some(Error::rate_limited { .. }) => {
                failure.advise("What was done stays. Run the command again later: it goes on.")
            }
            _ => failure,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
