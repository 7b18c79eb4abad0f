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
    with: impl FnOnce(&[u8]) -> R,
) -> R {
    TYPES.with_borrow_mut(|types| {
        let described = types.entry(TypeId::of::<T>());
        let described = described.or_insert_with(|| Described {
            written: write(),
            known: VecDeque::new(),
        });
        with(&described.written)
    })
}

/// The values of a message, which have the very bytes of a `T`; None when the message does not
/// begin with a description that is known.
pub(super) fn values_of<T: 'static>(message: &[u8]) -> Option<&[u8]> {
    TYPES.with_borrow(|types| {
        let mut known = types.get(&TypeId::of::<T>())?.known.iter();
        let begins = |known: &&Vec<u8>| common_start(known, message) == known.len();
        message.get(known.find(begins)?.len()..)
    })
}

/// Keeps the description of a message, if it says the same as that of `T` and is not much longer.
/// The candid crate has decoded the message, so the description is sound.
pub(super) fn learn<T: 'static>(message: &[u8]) {
    TYPES.with_borrow_mut(|types| {
        let Some(described) = types.get_mut(&TypeId::of::<T>()) else {
            return;
        };
        let looked_at = message.len().min(2 * described.written.len());
        let said = Types::read(&message[..looked_at]);
        let (Some(said), Some(own)) = (said, Types::read(&described.written)) else {
            return;
        };
        if said.say_the_same(&own) {
            described.known.push_back(message[..said.length].to_vec());
            if described.known.len() > KNOWN {
                described.known.pop_front();
            }
        }
    });
}
