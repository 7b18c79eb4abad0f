//! Records that are made whole: with the operations that belong to them, or not at all.

use anyhow::Result;
use workgroups::domain::{Id, Kind, Operation, Written};

use super::write::{Progress, Writer};
use crate::client::Item;
use crate::failure::Failure;

/// What is told to a progress after each message, if so many operations were done before.
pub(super) fn counted<'p>(
    before: usize,
    progress: &'p mut Progress<'_>,
) -> impl FnMut(usize) -> Result<()> + 'p {
    move |done| progress(before + done)
}

impl Writer<'_, '_, '_> {
    /// Makes records, each in one message with the operations that belong to it, so that none is
    /// half there when the program is broken off. The operations name the number that the record
    /// is going to get; when somebody else was faster, they are made again.
    pub(super) fn make_whole<T>(
        &mut self,
        kind: Kind,
        mut new: &[&T],
        slug: impl Fn(&T) -> &str,
        operations: impl Fn(&mut Self, &T) -> Result<Vec<Operation>, String>,
    ) -> Result<()> {
        while !new.is_empty() {
            let first = self.next_number(kind)?;
            let mut items = Vec::new();
            for (record, id) in new.iter().zip(first..) {
                let name = format!("{kind:?} {}", slug(record));
                self.existing.ids.learn(kind, slug(record).to_owned(), id);
                self.revisions.learn(kind, id, 1);
                let fault = |fault| Failure::file(format!("{name} {fault}"));
                let all = operations(self, record).map_err(fault)?;
                items.extend(all.into_iter().enumerate().map(|(i, operation)| Item {
                    name: name.clone(),
                    operation,
                    number: (i == 0).then_some(id),
                    joins: i > 0,
                }));
            }
            let sent = self
                .client
                .send(items, &mut counted(self.written, self.progress))?;
            self.written += sent.written.len();
            let made = |w: &&Written| w.kind == Some(kind) && w.id >= first && w.revision == 1;
            let made = sent.written.iter().filter(made).count();
            let next = first + made as u64;
            self.numbers.insert(kind, next);
            let Some((name, refusal)) = sent.refused else {
                break;
            };
            if !self.is_new {
                self.numbers.remove(&kind);
            }
            if self.next_number(kind)? == next {
                return Err(Failure::refused(&name, &refusal).into());
            }
            new = &new[made..];
        }
        Ok(())
    }

    /// The number that the next record of a kind gets, if nobody else makes one before.
    fn next_number(&mut self, kind: Kind) -> Result<Id> {
        if let Some(next) = self.numbers.get(&kind) {
            return Ok(*next);
        }
        let next = match self.is_new {
            true => 1,
            false => {
                let next = self.client.about()?.next;
                match kind {
                    Kind::series => next.series,
                    _ => next.meeting,
                }
            }
        };
        self.numbers.insert(kind, next);
        Ok(next)
    }
}
