//! Lists, a page at a time. A page costs what it shows; a filter that no list serves looks at a
//! bounded number of entries for each page.

use ic_stable_structures::Memory;
use minicbor::Decode;
use sha2::{Digest, Sha256};

use super::Registry;
use super::questions::Cursor;
use crate::domain::{Error, PAGE_BYTES, PAGE_ENTRIES};
use crate::store::{FIRST, LAST, List, ListKey, Order, decode, entry_id, entry_order};

const USUAL_ENTRIES: u32 = 50;
/// Entries that a filter looks at for one page.
const LOOKED_AT: usize = 1_000;
const CHECKSUM: usize = 8;

/// A part of a list.
pub(super) struct Part {
    list: List,
    scope: u64,
    from: Order,
    until: Order,
    /// Another list, with its scope, in which an entry stands at the same place.
    also: Option<(List, u64)>,
}

impl Part {
    pub(super) fn all(list: List, scope: u64) -> Self {
        Part {
            list,
            scope,
            from: FIRST,
            until: LAST,
            also: None,
        }
    }

    /// Those entries alone that stand in another list too, at the same places. A card that is
    /// empty in one of them is that of the other.
    pub(super) fn also_in(self, list: List, scope: u64) -> Self {
        Part {
            also: Some((list, scope)),
            ..self
        }
    }

    pub(super) fn between(self, from: Order, until: Order) -> Self {
        Part {
            from,
            until,
            ..self
        }
    }
}

/// How many entries a caller gets at most.
pub(super) fn take(wanted: Option<u32>) -> usize {
    wanted.unwrap_or(USUAL_ENTRIES).clamp(1, PAGE_ENTRIES) as usize
}

impl<M: Memory> Registry<M> {
    /// A page of those entries of a list that a filter keeps.
    pub(super) fn page<C, P>(
        &self,
        part: Part,
        prev: Option<&Cursor>,
        wanted: Option<u32>,
        keep: impl Fn(&C) -> bool,
    ) -> Result<P, Error>
    where
        C: for<'b> Decode<'b, ()>,
        P: From<(Vec<C>, Option<Cursor>)>,
    {
        let after = prev.map(|cursor| read_cursor(cursor, &part)).transpose()?;
        let take = take(wanted);
        let (mut items, mut bytes, mut last) = (Vec::with_capacity(take), 0, None);
        let entries = self
            .store
            .entries_between(part.list, part.scope, part.from, part.until, after);
        for (looked_at, (key, card)) in entries.enumerate() {
            if items.len() == take || bytes + card.len() > PAGE_BYTES || looked_at == LOOKED_AT {
                return Ok((items, last.map(|key| write_cursor(&key))).into());
            }
            if let Some(card) = self.card(&part, &key, card) {
                bytes += card.len();
                let item: C = decode(&card);
                if keep(&item) {
                    items.push(item);
                }
            }
            last = Some(key);
        }
        Ok((items, None).into())
    }

    /// What a part of a list shows of an entry; nothing where it is to stand in another list too
    /// and does not.
    fn card(&self, part: &Part, key: &ListKey, card: Vec<u8>) -> Option<Vec<u8>> {
        let Some((list, scope)) = part.also else {
            return Some(card);
        };
        let (order, id) = (entry_order(key), entry_id(key));
        let other = self.store.card(list, scope, order, id)?;
        Some(if card.is_empty() { other } else { card })
    }
}

fn checksum(key: &ListKey) -> [u8; CHECKSUM] {
    let hash = Sha256::new()
        .chain_update(b"workgroups page")
        .chain_update(key)
        .finalize();
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&hash[..CHECKSUM]);
    sum
}

pub(super) fn write_cursor(key: &ListKey) -> Cursor {
    Cursor::from([&key[..], &checksum(key)[..]].concat())
}

/// The key that a cursor stands for, if it is one of this list.
pub(super) fn read_cursor(cursor: &Cursor, part: &Part) -> Result<ListKey, Error> {
    let wrong = || Error::invalid("prev", "is not the `next` of a page of this list");
    let (key, sum) = cursor
        .split_at_checked(size_of::<ListKey>())
        .ok_or_else(wrong)?;
    let key = ListKey::try_from(key).map_err(|_| wrong())?;
    let within = key[0] == part.list as u8 && key[1..9] == part.scope.to_be_bytes();
    let place = &key[9..25];
    match within && place >= &part.from[..] && place <= &part.until[..] && sum == checksum(&key) {
        true => Ok(key),
        false => Err(wrong()),
    }
}
