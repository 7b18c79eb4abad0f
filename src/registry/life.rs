//! Groups that are paused or archived: their meetings pause or end with them, and no new ones are
//! made. A joint meeting goes on as long as one of its groups is at work. Groups that are
//! withdrawn, and proposals, have no records at all.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use ic_stable_structures::Memory;

use crate::domain::{Error, Group, Id, LifecycleState, Nanos};
use crate::registry::Registry;
use crate::store::{List, entry_id, state_scope};

/// Groups that are read one by one before the lists of those that rest are looked at.
const FEW: usize = 4;
/// Groups that rest, at most, of which the lists are read. That costs as much as reading some ten
/// groups.
const MOST_RESTING: u64 = 100;

/// Since when groups rest; each group is read once, and of many those alone that may rest.
pub(super) struct Lives<'a, M: Memory> {
    registry: &'a Registry<M>,
    known: RefCell<BTreeMap<Id, Option<Nanos>>>,
    resting: OnceCell<Option<BTreeSet<Id>>>,
}

impl<'a, M: Memory> Lives<'a, M> {
    pub(super) fn of(registry: &'a Registry<M>) -> Self {
        Lives {
            registry,
            known: RefCell::default(),
            resting: OnceCell::new(),
        }
    }

    fn since(&self, group: Id) -> Option<Nanos> {
        let mut known = self.known.borrow_mut();
        let may_rest = known.len() < FEW || self.may_rest(group);
        let read = || self.registry.store.label::<Group>(group)?.resting_since;
        let since = || if may_rest { read() } else { None };
        *known.entry(group).or_insert_with(since)
    }

    fn may_rest(&self, group: Id) -> bool {
        let resting = self.resting.get_or_init(|| self.registry.resting_groups());
        resting.as_ref().is_none_or(|all| all.contains(&group))
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
    /// The groups that are paused or archived, unless they are many.
    fn resting_groups(&self) -> Option<BTreeSet<Id>> {
        let scopes = [LifecycleState::paused, LifecycleState::archived].map(state_scope);
        let count = |scope: &u64| self.store.count(List::GroupsInState, *scope);
        let all = || {
            let entries = scopes.map(|scope| self.store.entries(List::GroupsInState, scope));
            let entries = entries.into_iter().flatten();
            entries.map(|(key, _)| entry_id(&key)).collect()
        };
        (scopes.iter().map(count).sum::<u64>() <= MOST_RESTING).then(all)
    }

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

    /// Refuses one more record of a group that is withdrawn, or no more than a proposal. A group
    /// with records cannot become either: it is looked at where its list has none.
    pub(super) fn takes_more(&self, list: List, group: Id) -> Result<(), Error> {
        match self.store.count(list, group) {
            0 => self.takes_records(group),
            _ => Ok(()),
        }
    }

    /// Refuses records of a group that is withdrawn, or no more than a proposal. A log may tell of
    /// some from before that was refused.
    pub(super) fn takes_records(&self, id: Id) -> Result<(), Error> {
        if self.is_replaying {
            return Ok(());
        }
        let group: Group = self.find_any(id)?;
        let reason = match (group.withdrawn.is_some(), group.was_accepted()) {
            (true, _) => format!("group {id} is withdrawn: no record comes to it"),
            (_, false) => format!("group {id} is a proposal: no record comes to it"),
            _ => return Ok(()),
        };
        Err(Error::not_now { reason })
    }
}
