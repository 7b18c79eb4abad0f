//! The record that an edit is about. Who may edit it is told from the record, and then the edit
//! begins with it: it is read once for both.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use ic_stable_structures::Memory;

use super::{RecordKey, Row, Store, record_key};
use crate::domain::Id;

/// The record that was read last to be edited; none once anything is written.
#[derive(Debug, Default)]
pub(super) struct Kept(RefCell<Option<(RecordKey, Rc<dyn Any>)>>);

impl Kept {
    pub(super) fn forget(&mut self) {
        *self.0.get_mut() = None;
    }
}

impl<M: Memory> Store<M> {
    /// The record with a number, which is kept for who edits it within this message.
    pub fn get_and_keep<R: Row>(&self, id: Id) -> Option<Rc<R>> {
        let record: Rc<R> = Rc::new(self.get(id)?);
        let kept = (record_key(R::KIND, id), Rc::clone(&record) as Rc<dyn Any>);
        self.kept.0.replace(Some(kept));
        Some(record)
    }

    /// The record with a number, if it is the one that was kept.
    pub fn kept<R: Row>(&self, id: Id) -> Option<Rc<R>> {
        let kept = self.kept.0.borrow();
        let (_, record) = kept
            .as_ref()
            .filter(|(key, _)| *key == record_key(R::KIND, id))?;
        Rc::clone(record).downcast().ok()
    }

    /// The record with a number: the one that was kept, or else it is read.
    pub fn get_kept<R: Row>(&self, id: Id) -> Option<R> {
        let kept = self.kept.0.take();
        let kept = kept.filter(|(key, _)| *key == record_key(R::KIND, id));
        let kept = kept.and_then(|(_, record)| record.downcast::<R>().ok());
        match kept.map(Rc::try_unwrap) {
            Some(Ok(record)) => Some(record),
            _ => self.get(id),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use candid::Principal;
    use ic_stable_structures::VectorMemory;

    use super::*;
    use crate::domain::{Membership, Meta};

    fn membership(group: Id) -> Membership {
        let nobody = Principal::anonymous();
        Membership {
            id: 1,
            meta: Meta {
                revision: 1,
                created_at: 1,
                created_by: nobody,
                updated_at: 1,
                updated_by: nobody,
            },
            group,
            principal: nobody,
        }
    }

    #[test]
    fn what_was_kept_is_not_taken_for_what_was_written_since() {
        let mut store = Store::open(VectorMemory::default());
        let (old, new) = (membership(1), membership(2));
        store.put(None, &old, 1_000).unwrap();
        store.commit();
        assert_eq!(store.get_and_keep::<Membership>(1).unwrap().group, 1);
        store.put(Some(&old), &new, 1_000).unwrap();
        assert_eq!(store.get_kept::<Membership>(1).unwrap().group, 2);

        assert_eq!(store.get_and_keep::<Membership>(1).unwrap().group, 2);
        store.undo();
        assert_eq!(store.get_kept::<Membership>(1).unwrap().group, 1);

        store.get_and_keep::<Membership>(1).unwrap();
        store.remove(&old).unwrap();
        assert_eq!(store.get_kept::<Membership>(1), None);
    }

    #[test]
    fn another_record_than_the_kept_one_is_read() {
        let mut store = Store::open(VectorMemory::default());
        store.put(None, &membership(1), 1_000).unwrap();
        store.get_and_keep::<Membership>(1).unwrap();
        assert_eq!(store.get_kept::<Membership>(2), None);
        assert_eq!(store.get_kept::<Membership>(1).unwrap().group, 1);
    }
}
