//! The records that operations are about, as their authors have read them.

use std::borrow::Cow;

use ic_stable_structures::Memory;

use super::{Record, Registry};
use crate::domain::{Error, Id};

impl<M: Memory> Registry<M> {
    /// The record that a change is about, at the revision that its author has read.
    pub(super) fn at_revision<R: Record>(&self, id: Id, expected: u64) -> Result<R, Error> {
        let record = self.find(id)?;
        has_revision(&record, expected)?;
        Ok(record)
    }

    /// The same of a record that may have been read for the rights.
    pub(super) fn read_at_revision<'r, R: Record + Clone>(
        &self,
        read: Option<&'r R>,
        id: Id,
        expected: u64,
    ) -> Result<Cow<'r, R>, Error> {
        let record = match read {
            Some(record) => Cow::Borrowed(record),
            None => Cow::Owned(self.find_any(id)?),
        };
        stands(&*record)?;
        has_revision(&*record, expected)?;
        Ok(record)
    }

    /// A record that stands.
    pub(super) fn find<R: Record>(&self, id: Id) -> Result<R, Error> {
        let record = self.find_any(id)?;
        stands(&record)?;
        Ok(record)
    }

    /// A record, be it withdrawn.
    pub(super) fn find_any<R: Record>(&self, id: Id) -> Result<R, Error> {
        self.store
            .get(id)
            .ok_or_else(|| Error::not_found(R::KIND, id))
    }
}

/// Refuses a record that is withdrawn.
fn stands<R: Record>(record: &R) -> Result<(), Error> {
    match record.withdrawn() {
        None => Ok(()),
        Some(_) => Err(Error::not_now {
            reason: "the record is withdrawn; reinstate_record puts it back".into(),
        }),
    }
}

/// Refuses a record that is at another revision.
fn has_revision<R: Record>(record: &R, expected: u64) -> Result<(), Error> {
    match record.meta().revision {
        current if current == expected => Ok(()),
        current_revision => Err(Error::conflict { current_revision }),
    }
}
