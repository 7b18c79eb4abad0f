//! What must not be shown any more: the data of a person, and texts of the log.

use ic_stable_structures::Memory;

use crate::domain::check::Size;
use crate::domain::{
    ActionItem, Change, Error, Event, Id, Kind, LinkRequest, LinkTarget, Meeting, Operation,
    Person, PersonDetails, Withheld, WithholdBlocks, WithholdPerson, Written, clear_names,
    neutral_handle,
};
use crate::registry::Registry;
use crate::registry::access::Permit;
use crate::registry::history::Record;
use crate::store::{List, decode, entry_id, slug_key};

/// Records and blocks that one operation changes for a person whose data is withheld.
const MAX_CHANGED: usize = 100;
/// Blocks that one operation withholds.
const MAX_BLOCKS: usize = 100;
/// Bytes of arguments that one operation reads. Each costs some 500 instructions.
const MAX_BYTES: usize = 10_000_000;
/// Fields of one operation, and of one block over all of them.
const MAX_FIELDS: usize = 50;

impl<M: Memory> Registry<M> {
    /// Puts a neutral handle in the place of all that the registry tells of a person: a bounded
    /// number of records with one operation, and the person with the last of them.
    pub(in crate::registry) fn withhold_person(
        &mut self,
        permit: &Permit,
        a: &WithholdPerson,
    ) -> Result<Written, Error> {
        self.check(|c| c.required("reason", &a.reason, Size::Paragraph))?;
        let old: Person = self.find_any(a.id)?;
        let current_revision = old.meta.revision;
        if current_revision != a.expected_revision {
            return Err(Error::conflict { current_revision });
        }
        let room = &mut { MAX_CHANGED };
        if !self.clear_names(permit, a.id, room)? || !self.withhold_entries_of(a.id, room)? {
            return Ok(self.written(Kind::person, a.id, current_revision));
        }
        let new = Person {
            details: PersonDetails {
                handle: neutral_handle(a.id),
                name: None,
                affiliation: None,
                links: Vec::new(),
                remarks: None,
            },
            principals: Vec::new(),
            ..old.clone()
        };
        let written = self.replace(permit, "withhold_person", &old, new)?;
        self.drop_handle(a.id, &old.details.handle);
        Ok(written)
    }

    /// Clears what is written of a person beside their number, and tells whether all is done.
    fn clear_names(
        &mut self,
        permit: &Permit,
        person: Id,
        room: &mut usize,
    ) -> Result<bool, Error> {
        Ok(
            self.clear_names_in::<Meeting>(permit, List::MeetingsOfPerson, person, room)?
                && self.clear_names_in::<ActionItem>(permit, List::ItemsOfPerson, person, room)?
                && self.clear_names_in::<ActionItem>(permit, List::ItemsNotedBy, person, room)?,
        )
    }

    fn clear_names_in<R: Record + Clone>(
        &mut self,
        permit: &Permit,
        list: List,
        person: Id,
        room: &mut usize,
    ) -> Result<bool, Error> {
        for id in self.ids_in(list, person) {
            let old: R = self.find_any(id)?;
            let mut new = old.clone();
            for people in new.participants_mut() {
                clear_names(people, |id| id == person);
            }
            if new.difference(&old).fields.is_empty() {
                continue;
            }
            if !take(room) {
                return Ok(false);
            }
            self.replace(permit, "withhold_person", &old, new)?;
        }
        Ok(true)
    }

    fn ids_in(&self, list: List, scope: Id) -> Vec<Id> {
        let entries = self.store.entries(list, scope);
        let mut ids: Vec<Id> = entries.map(|(key, _)| entry_id(&key)).collect();
        ids.dedup();
        ids
    }

    /// Withholds the blocks that entered what is known of a person, and tells whether all are.
    fn withhold_entries_of(&mut self, person: Id, room: &mut usize) -> Result<bool, Error> {
        let by = self.store.next_event();
        let changes = self.changes_of(Kind::person, person);
        let changes: Vec<Change> = changes.map(|card| decode(&card)).collect();
        for change in changes {
            let Some(fields) = entering(&change.operation) else {
                continue;
            };
            let more = Withheld { fields, by };
            if self.is_cleared(change.event, &more) {
                continue;
            }
            if !take(room) {
                return Ok(false);
            }
            self.clear_entry(person, change.event)?;
            self.withhold(change.event, more);
        }
        Ok(true)
    }

    /// Whether an earlier step has withheld the block at a position, and cleared what follows from
    /// it.
    fn is_cleared(&self, position: u64, more: &Withheld) -> bool {
        let Some(known) = self.store.withheld(position) else {
            return false;
        };
        let by = self.store.noted(known.by);
        let is_step =
            by.is_some_and(|(event, _)| matches!(event.operation, Operation::withhold_person(_)));
        is_step && known.has(more)
    }

    /// Clears what follows from the block at a position beside the record of a person: the handle
    /// that they had, and the request by which they came.
    fn clear_entry(&mut self, person: Id, position: u64) -> Result<(), Error> {
        let Some((event, target)) = self.store.noted(position) else {
            return Ok(());
        };
        if let Some(request) = self.accepted_request(&event.operation) {
            self.clear_request(request, person)?;
        }
        let handle = match (event.operation, target) {
            (Operation::create_person(details), _) => details.handle,
            (Operation::update_person(a), _) => a.details.handle,
            (_, Some(LinkTarget::newcomer(details))) => details.handle,
            _ => return Ok(()),
        };
        self.drop_handle(person, &handle);
        Ok(())
    }

    /// A request that made a person tells no more of them than that.
    fn clear_request(&mut self, id: Id, person: Id) -> Result<(), Error> {
        let Some(old) = self.store.get::<LinkRequest>(id) else {
            return Ok(());
        };
        let new = LinkRequest {
            target: LinkTarget::existing(person),
            evidence: String::new(),
            ..old.clone()
        };
        self.store.put(Some(&old), &new, usize::MAX)
    }

    /// A former handle leads to a person; one that is withheld leads nowhere.
    fn drop_handle(&mut self, person: Id, handle: &str) {
        let key = slug_key(Kind::person, handle);
        if self.store.named(&key) == Some((person, false)) {
            self.store.remove_name(&key);
        }
    }

    pub(in crate::registry) fn withhold_blocks(
        &mut self,
        a: &WithholdBlocks,
    ) -> Result<Written, Error> {
        let by = self.store.next_event();
        let withheld = Withheld {
            fields: a.fields.clone(),
            by,
        };
        self.check(|c| {
            c.required("reason", &a.reason, Size::Paragraph);
            if a.blocks.is_empty() || a.blocks.len() > MAX_BLOCKS {
                c.fault("blocks", format!("has not 1 to {MAX_BLOCKS} entries"));
            }
            if a.fields.len() > MAX_FIELDS {
                c.fault("fields", format!("has more than {MAX_FIELDS} entries"));
            }
            for (i, field) in a.fields.iter().enumerate().take(MAX_FIELDS) {
                c.required(format_args!("fields[{i}]"), field, Size::Name);
            }
            let mut room = MAX_BYTES;
            for (i, position) in a.blocks.iter().enumerate().take(MAX_BLOCKS) {
                if let Err(reason) = self.may_withhold(*position, &withheld, &mut room) {
                    c.fault(format_args!("blocks[{i}]"), reason);
                }
            }
        })?;
        for position in &a.blocks {
            self.withhold(*position, withheld.clone());
        }
        Ok(self.written(Kind::registry, 0, self.settings.meta.revision))
    }

    /// Whether there is something to withhold at a position. `room` is what may still be read.
    fn may_withhold(
        &self,
        position: u64,
        withheld: &Withheld,
        room: &mut usize,
    ) -> Result<(), String> {
        let block = self.store.block(position);
        *room = room.saturating_sub(block.map_or(0, |block| block.argument.len()));
        if *room == 0 && !self.is_replaying {
            return Err(format!(
                "is too large: over {MAX_BYTES} bytes with those before"
            ));
        }
        let noted = self.store.noted(position);
        let (Event { operation, .. }, target) = noted.ok_or("is not in the log")?;
        if operation.is_sealed() {
            return Err("is sealed already".into());
        }
        if withheld.texts(&operation, target.as_ref()).is_empty() {
            return Err("has no text in these fields".into());
        }
        let known = self.store.withheld(position);
        let all = known.map(|known| known.and(withheld.clone()).fields.len());
        match all.is_some_and(|fields| fields > MAX_FIELDS) {
            true => Err(format!(
                "has more than {MAX_FIELDS} fields withheld then; give none for all texts"
            )),
            false => Ok(()),
        }
    }

    fn withhold(&mut self, position: u64, more: Withheld) {
        let withheld = match self.store.withheld(position) {
            Some(known) => known.and(more),
            None => more,
        };
        self.store.withhold(position, &withheld);
    }
}

/// What a change of a person enters of them in the log.
fn entering(operation: &str) -> Option<Vec<String>> {
    match operation {
        "create_person" => Some(Vec::new()),
        "update_person" => Some(vec!["details".into()]),
        "decide_link" => Some(vec!["link".into()]),
        _ => None,
    }
}

/// Takes one of what is left, where something is.
fn take(room: &mut usize) -> bool {
    let left = room.checked_sub(1);
    *room = left.unwrap_or_default();
    left.is_some()
}
