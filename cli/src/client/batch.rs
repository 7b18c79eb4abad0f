//! Operations in batches.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};
use candid::Encode;
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};
use workgroups::domain::{Id, Operation, Refusal, Written};
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
    /// The number of the record that it is expected to be about, where others count on it.
    pub number: Option<Id>,
    /// Whether it goes into the message of the one before, so that both are done or none, unless
    /// the message would become too long.
    pub joins: bool,
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
        self.apply_numbered(operations, None)
    }

    /// As [`Client::apply`], with the numbers of the records that the operations are expected to
    /// be about, where that matters.
    fn apply_numbered(
        &mut self,
        operations: Vec<Operation>,
        numbers: Option<Vec<Option<Id>>>,
    ) -> Result<Result<Vec<Written>, Refusal>> {
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
            numbers,
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
        for message in messages(items)? {
            let (mut names, mut operations, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
            for item in message {
                names.push(item.name);
                operations.push(item.operation);
                numbers.push(item.number);
            }
            let matter = numbers.iter().any(Option::is_some);
            match self.apply_numbered(operations, matter.then_some(numbers))? {
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

/// Operations, shared out among as few messages as they fit into in their order.
fn messages(items: Vec<Item>) -> Result<Vec<Vec<Item>>> {
    let size = |item: &Item| Ok(Encode!(&item.operation)?.len());
    let sizes: Vec<usize> = items.iter().map(size).collect::<Result<_>>()?;
    let starts: Vec<bool> = items.iter().map(|item| !item.joins).collect();
    let mut messages: Vec<Vec<Item>> = Vec::new();
    let mut bytes = 0;
    for (i, item) in items.into_iter().enumerate() {
        let joined = starts[i + 1..]
            .iter()
            .take_while(|starts| !**starts)
            .count();
        let with = if item.joins { 0 } else { joined };
        let needed: usize = sizes[i..=i + with].iter().sum();
        let full = |message: &Vec<Item>| {
            message.len() + with >= BATCH_OPERATIONS || bytes + needed > BATCH_BYTES
        };
        match messages.last_mut().filter(|message| !full(message)) {
            Some(message) => message.push(item),
            None => {
                messages.push(vec![item]);
                bytes = 0;
            }
        }
        bytes += sizes[i];
    }
    Ok(messages)
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

    fn item(joins: bool) -> Item {
        Item {
            name: String::new(),
            operation: Operation::join_group(1),
            number: None,
            joins,
        }
    }

    #[test]
    fn what_belongs_together_stands_in_one_message_unless_it_is_too_much_for_one() {
        let lengths = |joins: Vec<bool>| {
            let items = joins.into_iter().map(item).collect();
            let lengths =
                |messages: Vec<Vec<Item>>| messages.iter().map(Vec::len).collect::<Vec<_>>();
            messages(items).map(lengths).unwrap()
        };
        let alone = vec![false; 250];
        assert_eq!(lengths(alone), vec![100, 100, 50]);
        // Threes: 33 of them are 99.
        let threes = (0..120).map(|i| i % 3 > 0).collect();
        assert_eq!(lengths(threes), vec![99, 21]);
        let one_of_250 = (0..250).map(|i| i > 0).collect();
        assert_eq!(lengths(one_of_250), vec![100, 100, 50]);
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
