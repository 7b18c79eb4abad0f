//! What became of users' messages.

use super::ingress::{MessageId, MessageStatus};
use super::limits::{KEPT_STATUS_BYTES, KEPT_STATUSES};
use std::collections::{HashMap, VecDeque};

/// The statuses of users' messages. Answers are kept until too many newer ones are there.
#[derive(Debug, Default)]
pub struct Statuses {
    known: HashMap<MessageId, MessageStatus>,
    finished: VecDeque<MessageId>,
    /// Bytes of the answers among them.
    bytes: usize,
}

/// Bytes of an answer; `None` while there is none.
fn answer_bytes(status: &MessageStatus) -> Option<usize> {
    match status {
        MessageStatus::Replied(reply) => Some(reply.len()),
        MessageStatus::Rejected(reject) => Some(reject.message.len()),
        MessageStatus::Received | MessageStatus::Processing => None,
    }
}

impl Statuses {
    /// The status of a message.
    pub fn get(&self, id: &MessageId) -> Option<&MessageStatus> {
        self.known.get(id)
    }

    /// Sets the status of a message. A final status stays.
    pub fn set(&mut self, id: MessageId, status: MessageStatus) {
        if self.known.get(&id).and_then(answer_bytes).is_some() {
            return;
        }
        if let Some(bytes) = answer_bytes(&status) {
            self.finished.push_back(id);
            self.bytes += bytes;
        }
        self.known.insert(id, status);
        self.forget_oldest();
    }

    /// Drops answers until no more are kept than allowed; the last one stays.
    fn forget_oldest(&mut self) {
        while self.finished.len() > 1
            && (self.finished.len() > KEPT_STATUSES || self.bytes > KEPT_STATUS_BYTES)
        {
            let Some(oldest) = self.finished.pop_front() else {
                return;
            };
            let dropped = self.known.remove(&oldest);
            self.bytes -= dropped.as_ref().and_then(answer_bytes).unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_answer_stays_and_the_oldest_goes_when_there_are_too_many() {
        let mut statuses = Statuses::default();
        let id = |n: u32| {
            let mut id = [0; 32];
            id[..4].copy_from_slice(&n.to_le_bytes());
            id
        };
        statuses.set(id(0), MessageStatus::Replied(vec![1]));
        statuses.set(id(0), MessageStatus::Processing);
        assert_eq!(statuses.get(&id(0)), Some(&MessageStatus::Replied(vec![1])));
        for n in 1..=KEPT_STATUSES as u32 {
            statuses.set(id(n), MessageStatus::Replied(Vec::new()));
        }
        assert_eq!(statuses.get(&id(0)), None);
        assert!(statuses.get(&id(1)).is_some());
    }
}
