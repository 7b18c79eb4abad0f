//! Requests that were marked and done, so that one which is sent again is not done again.

use std::collections::{BTreeMap, VecDeque};

use candid::Principal;

use crate::domain::{Nanos, Written};

/// How long a request is known.
const KNOWN_FOR: Nanos = 86_400_000_000_000;
/// Requests that are known at a time, and operations of them all.
const MAX_REQUESTS: usize = 10_000;
const MAX_WRITTEN: usize = 100_000;
/// Bytes of a mark.
pub(super) const MAX_MARK_BYTES: usize = 64;

type Key = (Principal, Vec<u8>);

/// What was done for marked requests, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    done: BTreeMap<Key, (Nanos, Vec<Written>)>,
    order: VecDeque<Key>,
    written: usize,
}

impl Repeats {
    /// What was done for a request that was marked so.
    pub(super) fn known(&self, by: Principal, mark: &[u8], now: Nanos) -> Option<&[Written]> {
        let (at, written) = self.done.get(&(by, mark.to_vec()))?;
        (now.saturating_sub(*at) < KNOWN_FOR).then_some(written)
    }

    pub(super) fn note(&mut self, by: Principal, mark: &[u8], now: Nanos, written: &[Written]) {
        let key = (by, mark.to_vec());
        if let Some((_, old)) = self.done.insert(key.clone(), (now, written.to_vec())) {
            self.written -= old.len();
            self.order.retain(|known| *known != key);
        }
        self.written += written.len();
        self.order.push_back(key);
        while self.order.len() > MAX_REQUESTS || self.written > MAX_WRITTEN {
            let Some(oldest) = self.order.pop_front() else {
                break;
            };
            if let Some((_, old)) = self.done.remove(&oldest) {
                self.written -= old.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(number: u32) -> Principal {
        Principal::from_slice(&number.to_be_bytes())
    }

    #[test]
    fn a_request_is_known_for_a_day_to_who_has_sent_it() {
        let mut repeats = Repeats::default();
        repeats.note(somebody(1), b"a", 5, &[]);
        assert!(repeats.known(somebody(1), b"a", KNOWN_FOR + 4).is_some());
        assert!(repeats.known(somebody(1), b"a", KNOWN_FOR + 5).is_none());
        assert!(repeats.known(somebody(2), b"a", 5).is_none());
        assert!(repeats.known(somebody(1), b"b", 5).is_none());
    }

    #[test]
    fn only_so_many_are_known_and_the_oldest_give_way() {
        let mut repeats = Repeats::default();
        for number in 0..MAX_REQUESTS as u32 + 1 {
            repeats.note(somebody(number), b"a", 0, &[]);
            repeats.note(somebody(number), b"a", 0, &[]);
        }
        assert_eq!(repeats.order.len(), MAX_REQUESTS);
        assert!(repeats.known(somebody(0), b"a", 0).is_none());
        assert!(repeats.known(somebody(1), b"a", 0).is_some());
    }
}
