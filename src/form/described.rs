//! The descriptions of types that are kept on the heap. What a query keeps is lost when it ends,
//! so they come from the installation and from updates.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use super::types::Types;
use crate::domain::text::common_start;

/// Descriptions by which messages of a type are known. The candid crate has one, other clients
/// list the same types in other orders. When one more comes, the oldest goes.
const KNOWN: usize = 4;

/// What is kept of a type.
#[derive(Debug)]
struct Described {
    /// The description as the candid crate writes it.
    written: Vec<u8>,
    /// Those of messages that the crate has decoded, which say the same.
    known: VecDeque<Vec<u8>>,
}

thread_local! {
    static TYPES: RefCell<BTreeMap<TypeId, Described>> = const { RefCell::new(BTreeMap::new()) };
}

/// Uses the description of a type; it is written when there is none yet.
pub(super) fn with<T: 'static, R>(
    write: impl FnOnce() -> Vec<u8>,
    uses: impl FnOnce(&[u8]) -> R,
) -> R {
    TYPES.with_borrow_mut(|types| {
        let described = types.entry(TypeId::of::<T>());
        let described = described.or_insert_with(|| Described {
            written: write(),
            known: VecDeque::new(),
        });
        uses(&described.written)
    })
}

impl Described {
    /// The description that is known with which a message begins.
    fn find(&self, message: &[u8]) -> Option<&[u8]> {
        // In Wasm this takes a fraction of what `starts_with` takes.
        let begins = |known: &&Vec<u8>| common_start(known, message) == known.len();
        self.known.iter().find(begins).map(Vec::as_slice)
    }
}

/// The values of a message, which have the very bytes of a `T`; None when the message does not
/// begin with a description that is known.
pub(super) fn values_of<T: 'static>(message: &[u8]) -> Option<&[u8]> {
    TYPES.with_borrow(|types| {
        let known = types.get(&TypeId::of::<T>())?.find(message)?;
        message.get(known.len()..)
    })
}

/// Keeps the description of a message, if it says the same as that of `T` and is not much longer.
/// The candid crate has decoded the message, so the description is sound.
pub(super) fn learn<T: 'static>(message: &[u8]) {
    TYPES.with_borrow_mut(|types| {
        let described = types.get_mut(&TypeId::of::<T>());
        let Some(described) = described.filter(|described| described.find(message).is_none())
        else {
            return;
        };
        let looked_at = message.len().min(2 * described.written.len());
        let theirs = Types::read(&message[..looked_at]);
        let (Some(theirs), Some(ours)) = (theirs, Types::read(&described.written)) else {
            return;
        };
        if theirs.say_the_same(&ours) {
            described.known.push_back(message[..theirs.length].to_vec());
            if described.known.len() > KNOWN {
                described.known.pop_front();
            }
        }
    });
}
