//! Operations in batches.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};
use candid::Encode;
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};
use workgroups::domain::{Operation, Refusal, Written};
use workgroups::registry::ApplyBatch;
use workgroups::wire::BatchReply;

use super::Client;
use crate::failure::Failure;

/// Operations in one call; a registry takes 200 unless its admins set another limit.
pub const BATCH_OPERATIONS: usize = 100;
/// Bytes of operations in one call; a message to a canister has at most 2 MiB.
pub const BATCH_BYTES: usize = 1_000_000;

/// An operation on its way, and what its record is called in an error.
#[derive(Clone, Debug)]
pub struct Item {
    pub name: String,
    pub operation: Operation,
}

/// What came of the operations: those before a refusal are written.
#[derive(Debug)]
pub struct Sent {
    pub written: Vec<Written>,
    /// What was refused; the batch that it was in is not written.
    pub refused: Option<(String, Refusal)>,
}

impl Client<'_> {
    /// Does operations, all or none, in one message. The message is marked, so that it may be sent
    /// again when it is not known whether it has arrived.
    ///
    /// # Errors
    /// When the canister does not answer.
    pub fn apply(&mut self, operations: Vec<Operation>) -> Result<Result<Vec<Written>, Refusal>> {
        self.marked += 1;
        let sent = operations.len();
        let request_id = Some(match self.events {
            Some(events) => digest(&operations, &[events]),
            None => digest(
                &operations,
                &[u64::from(std::process::id()), now()?, self.marked],
            ),
        });
        let batch = ApplyBatch {
            operations,
            request_id,
        };
        match self.call::<_, BatchReply>("apply_batch", &batch)? {
            BatchReply::Ok(written) if written.len() == sent => {
                self.events = written.last().map(|last| last.event + 1).or(self.events);
                Ok(Ok(written))
            }
            BatchReply::Ok(written) => {
                bail!("{sent} operations were sent, {} answered", written.len())
            }
            BatchReply::Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Does operations in as few messages as they fit into, and stops at the first refusal. `done`
    /// is told how many are written after each message, and says whether to go on.
    ///
    /// # Errors
    /// When the canister does not answer; what was sent before is written.
    pub fn send(
        &mut self,
        items: Vec<Item>,
        done: &mut dyn FnMut(usize) -> Result<()>,
    ) -> Result<Sent> {
        let mut written = Vec::new();
        let mut rest = items.into_iter().peekable();
        while rest.peek().is_some() {
            let (mut names, mut batch, mut bytes) = (Vec::new(), Vec::new(), 0);
            while let Some(item) = rest.peek() {
                let size = Encode!(&item.operation)?.len();
                let is_full = batch.len() == BATCH_OPERATIONS || bytes + size > BATCH_BYTES;
                if is_full && !batch.is_empty() {
                    break;
                }
                bytes += size;
                if let Some(Item { name, operation }) = rest.next() {
                    names.push(name);
                    batch.push(operation);
                }
            }
            match self.apply(batch)? {
                Ok(more) => written.extend(more),
                Err(refusal) => {
                    let place = refusal.operation.and_then(|i| names.get(i as usize));
                    let name = place.map_or("a batch".to_owned(), Clone::clone);
                    let refused = Some((name, refusal));
                    return Ok(Sent { written, refused });
                }
            }
            done(written.len())?;
        }
        Ok(Sent {
            written,
            refused: None,
        })
    }

    /// As [`Client::send`]; a refusal is an error.
    ///
    /// # Errors
    /// When the canister does not answer, or refuses an operation.
    pub fn send_all(
        &mut self,
        items: Vec<Item>,
        done: &mut dyn FnMut(usize) -> Result<()>,
    ) -> Result<Vec<Written>> {
        let sent = self.send(items, done)?;
        match sent.refused {
            None => Ok(sent.written),
            Some((name, refusal)) => Err(Failure::refused(&name, &refusal).into()),
        }
    }
}

/// A mark of a message. With the length of the log before it, it is the same when a program that
/// was broken off sends the message again, and the registry does not do it twice.
fn digest(operations: &[Operation], place: &[u64]) -> ByteBuf {
    let mut hash = Sha256::new();
    place
        .iter()
        .for_each(|number| hash.update(number.to_be_bytes()));
    for operation in operations {
        hash.update(operation.argument());
    }
    ByteBuf::from(hash.finalize().to_vec())
}

fn now() -> Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(u64::try_from(now.as_nanos())?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::cell::RefCell;
    use std::rc::Rc;

    use candid::Decode;
    use workgroups::domain::PersonDetails;

    use super::*;
    use crate::client::Way;

    /// A registry that takes everything as the event after the fourth, and keeps the marks.
    struct Marks(Rc<RefCell<Vec<ByteBuf>>>);

    impl Way for Marks {
        fn query(&mut self, method: &str, _: Vec<u8>) -> Result<Vec<u8>> {
            bail!("{method} is not asked")
        }

        fn update(&mut self, _: &str, argument: Vec<u8>) -> Result<Vec<u8>> {
            let batch = Decode!(&argument, ApplyBatch)?;
            self.0.borrow_mut().extend(batch.request_id);
            let written = Written {
                kind: None,
                id: 1,
                revision: 1,
                event: 4,
            };
            Ok(Encode!(&BatchReply::Ok(vec![written]))?)
        }
    }

    #[test]
    fn a_message_that_another_run_sends_again_has_the_same_mark_and_the_next_another() {
        let marks = Rc::new(RefCell::new(Vec::new()));
        let person = PersonDetails {
            handle: "ann".into(),
            name: None,
            affiliation: None,
            links: Vec::new(),
            remarks: None,
        };
        for _ in 0..2 {
            let mut client = Client::new(Marks(marks.clone()));
            client.events = Some(4);
            for _ in 0..2 {
                let same = vec![Operation::create_person(person.clone())];
                client.apply(same).unwrap().unwrap();
            }
        }
        let marks = marks.borrow();
        assert_eq!(marks[..2], marks[2..]);
        assert_ne!(marks[0], marks[1]);
    }
}
