//! A client of the registry: typed questions and operations over any way to the canister.

pub mod agent;
mod batch;
mod questions;
mod walk;

use anyhow::{Context, Result};
use candid::{CandidType, Decode, Deserialize, Encode};

pub use batch::{BATCH_OPERATIONS, Item, Sent};
pub use walk::Page;

/// A way to the canister: the network, or in tests the registry itself.
pub trait Way {
    /// Sends a query: the method and its encoded argument, and back the encoded reply.
    ///
    /// # Errors
    /// When the canister does not answer.
    fn query(&mut self, method: &str, argument: Vec<u8>) -> Result<Vec<u8>>;

    /// Sends an update.
    ///
    /// # Errors
    /// When the canister does not answer.
    fn update(&mut self, method: &str, argument: Vec<u8>) -> Result<Vec<u8>>;

    /// Sends many queries of one method, several at a time where the way allows it; the replies
    /// come in the order of the arguments.
    ///
    /// # Errors
    /// When the canister does not answer one.
    fn queries(&mut self, method: &str, arguments: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
        let one = |argument| self.query(method, argument);
        arguments.into_iter().map(one).collect()
    }
}

/// A client of one registry.
#[allow(missing_debug_implementations)]
pub struct Client<'a> {
    way: Box<dyn Way + 'a>,
    /// How many events the log has as far as is known; none where nobody asked.
    events: Option<u64>,
    /// How many batches were marked, so that no two marks are the same.
    marked: u64,
}

impl<'a> Client<'a> {
    /// A client over a way.
    pub fn new(way: impl Way + 'a) -> Client<'a> {
        Client {
            way: Box::new(way),
            events: None,
            marked: 0,
        }
    }

    /// The way itself, for questions that have no function of their own.
    pub fn way(&mut self) -> &mut (dyn Way + 'a) {
        self.way.as_mut()
    }

    /// Asks a question with one argument.
    ///
    /// # Errors
    /// When the canister does not answer, or not with what the interface says.
    pub fn ask<Q, R>(&mut self, method: &str, question: &Q) -> Result<R>
    where
        Q: CandidType,
        R: CandidType + for<'de> Deserialize<'de>,
    {
        let reply = self.way.query(method, Encode!(question)?)?;
        Decode!(&reply, R).with_context(|| unreadable(method))
    }

    /// Asks a question without an argument.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub fn fact<R>(&mut self, method: &str) -> Result<R>
    where
        R: CandidType + for<'de> Deserialize<'de>,
    {
        let reply = self.way.query(method, candid::encode_args(())?)?;
        Decode!(&reply, R).with_context(|| unreadable(method))
    }

    /// Asks a question many times, of each of these.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub fn ask_all<Q, R>(&mut self, method: &str, questions: &[Q]) -> Result<Vec<R>>
    where
        Q: CandidType,
        R: CandidType + for<'de> Deserialize<'de>,
    {
        let encode = |question: &Q| Ok(Encode!(question)?);
        let arguments = questions.iter().map(encode).collect::<Result<_>>()?;
        let replies = self.way.queries(method, arguments)?;
        let decode = |reply: &Vec<u8>| Decode!(reply, R).with_context(|| unreadable(method));
        replies.iter().map(decode).collect()
    }

    /// Calls an update with one argument.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub fn call<A, R>(&mut self, method: &str, argument: &A) -> Result<R>
    where
        A: CandidType,
        R: CandidType + for<'de> Deserialize<'de>,
    {
        let reply = self.way.update(method, Encode!(argument)?)?;
        Decode!(&reply, R).with_context(|| unreadable(method))
    }
}

fn unreadable(method: &str) -> String {
    format!(
        "the canister's reply to {method} is not what the interface says: it may be another \
         canister, or another version of this program"
    )
}
