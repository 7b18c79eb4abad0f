//! Which messages were submitted, and by whom: only its sender may read what became of one.

use crate::engine::MessageId;
use candid::Principal;
use std::collections::BTreeMap;

/// A message that the network has taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Who signed it.
    pub sender: Principal,
    /// Until when an agent may ask for it, nanoseconds since 1970. `None` for a message that
    /// came through PocketIC's protocol, which does not end.
    pub expiry_nanos: Option<u64>,
}

/// The messages of one instance.
#[derive(Debug, Default)]
pub struct Requests {
    by_id: BTreeMap<MessageId, Submitted>,
    /// How many messages came through PocketIC's protocol; their ids are made from it.
    numbered: u64,
}

impl Requests {
    /// Notes a message, and forgets those whose time is over.
    pub fn insert(&mut self, id: MessageId, submitted: Submitted, now_nanos: u64) {
        if submitted.expiry_nanos.is_some() {
            self.by_id
                .retain(|_, old| old.expiry_nanos.is_none_or(|expiry| expiry >= now_nanos));
        }
        self.by_id.insert(id, submitted);
    }

    /// Who submitted a message and until when it is kept.
    pub fn get(&self, id: &MessageId) -> Option<&Submitted> {
        self.by_id.get(id)
    }

    /// The messages that came from agents.
    pub fn from_agents(&self) -> impl Iterator<Item = &MessageId> {
        self.by_id
            .iter()
            .filter(|(_, submitted)| submitted.expiry_nanos.is_some())
            .map(|(id, _)| id)
    }

    /// A number that no other message of the instance has.
    pub fn next_number(&mut self) -> u64 {
        self.numbered += 1;
        self.numbered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_forgotten_after_its_expiry_and_not_before() {
        let mut requests = Requests::default();
        let submitted = |expiry_nanos| Submitted {
            sender: Principal::anonymous(),
            expiry_nanos,
        };
        requests.insert([1; 32], submitted(Some(10)), 0);
        requests.insert([2; 32], submitted(None), 0);
        requests.insert([3; 32], submitted(Some(20)), 10);
        assert!(requests.get(&[1; 32]).is_some());
        requests.insert([4; 32], submitted(Some(20)), 11);
        assert_eq!(requests.get(&[1; 32]), None);
        assert!(requests.get(&[2; 32]).is_some());
        assert_eq!(requests.from_agents().count(), 2);
    }
}
