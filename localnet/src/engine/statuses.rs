//! What became of users' messages.

use super::ingress::{MessageId, MessageStatus};
use super::limits::KEPT_STATUSES;
use std::collections::{HashMap, VecDeque};

/// The statuses of users' messages. Answers are kept until too many newer ones are there.
#[derive(Debug, Default)]
pub struct Statuses {
    known: HashMap<MessageId, MessageStatus>,
    finished: VecDeque<MessageId>,
}

impl Statuses {
    /// The status of a message.
    pub fn get(&self, id: &MessageId) -> Option<&MessageStatus> {
        self.known.get(id)
    }

    /// Sets the status of a message. A final status stays.
    pub fn set(&mut self, id: MessageId, status: MessageStatus) {
        let is_final = |status: &MessageStatus| {
            matches!(
                status,
                MessageStatus::Replied(_) | MessageStatus::Rejected(_)
            )
        };
        if self.known.get(&id).is_some_and(is_final) {
            return;
        }
        if is_final(&status) {
            self.finished.push_back(id);
            if self.finished.len() > KEPT_STATUSES
                && let Some(oldest) = self.finished.pop_front()
            {
                self.known.remove(&oldest);
            }
        }
        self.known.insert(id, status);
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
