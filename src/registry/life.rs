//! Groups that are paused or archived: their meetings pause or end with them, and no new ones are
//! made. A joint meeting goes on as long as one of its groups is at work.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ic_stable_structures::Memory;

use crate::domain::{Error, Group, Id, Nanos};
use crate::registry::Registry;

/// Since when groups rest; each group is read once.
pub(super) struct Lives<'a, M: Memory> {
    registry: &'a Registry<M>,
    known: RefCell<BTreeMap<Id, Option<Nanos>>>,
}

impl<'a, M: Memory> Lives<'a, M> {
    pub(super) fn of(registry: &'a Registry<M>) -> Self {
        Lives {
            registry,
            known: RefCell::default(),
        }
    }

    fn since(&self, group: Id) -> Option<Nanos> {
        let read = || self.registry.store.label::<Group>(group)?.resting_since;
        *self.known.borrow_mut().entry(group).or_insert_with(read)
    }

    /// Since when all of some groups rest; none while one of them is at work.
    pub(super) fn all_since(&self, groups: &[Id]) -> Option<Nanos> {
        let since: Option<Vec<Nanos>> = groups.iter().map(|group| self.since(*group)).collect();
        since?.into_iter().max()
    }

    /// Whether something that starts at an instant takes place, for its groups' sake.
    pub(super) fn lets(&self, groups: &[Id], start_at: Nanos) -> bool {
        self.all_since(groups).is_none_or(|since| start_at < since)
    }
}

impl<M: Memory> Registry<M> {
    /// Refuses what would be planned for groups of which one rests.
    pub(super) fn at_work(&self, groups: &[Id]) -> Result<(), Error> {
        let lives = Lives::of(self);
        let resting = groups.iter().find(|group| lives.since(**group).is_some());
        match resting {
            None => Ok(()),
            Some(group) => Err(Error::not_now {
                reason: format!(
                    "group {group} is paused or archived: nothing new is planned there"
                ),
            }),
        }
    }
}
