//! The records that operations are about, as their authors have read them.

use std::borrow::Cow;

use ic_stable_structures::Memory;

use super::{Record, Registry};
use crate::domain::{
    ActionItem, Error, Group, Id, Initiative, Meeting, RecordId, Report, SeriesRecord,
};
use crate::store::{Row, Store};

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
        find(&self.store, id)
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

/// A record, be it withdrawn.
pub(super) fn find<R: Row, M: Memory>(store: &Store<M>, id: Id) -> Result<R, Error> {
    store.get(id).ok_or_else(|| Error::not_found(R::KIND, id))
}

/// The groups that a record belongs to, be it withdrawn.
pub(super) fn groups_of<M: Memory>(store: &Store<M>, record: RecordId) -> Result<Vec<Id>, Error> {
    Ok(match record {
        RecordId::person(_) => Vec::new(),
        RecordId::group(id) => find::<Group, M>(store, id)?.parent.into_iter().collect(),
        RecordId::meeting(id) => find::<Meeting, M>(store, id)?.details.groups,
        RecordId::action_item(id) => vec![find::<ActionItem, M>(store, id)?.details.group],
        RecordId::initiative(id) => find::<Initiative, M>(store, id)?.details.groups,
        RecordId::report(id) => find::<Report, M>(store, id)?.details.groups,
        RecordId::series(id) => find::<SeriesRecord, M>(store, id)?.groups,
    })
}
