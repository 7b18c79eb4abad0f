//! Whose names look alike: told to those who decide, since a stranger may choose a name that is
//! taken for another.

use ic_stable_structures::Memory;

use crate::domain::{Error, Group, Id, Kind, Person};
use crate::registry::Registry;
use crate::registry::questions::{AskLookAlikes, LookAlike};
use crate::store::{List, entry_id, look_scope};

const NAMES: usize = 4;
/// Bytes of a name in the question. One that is stored has 1,000 at most, and its full-width or
/// decomposed spellings are a few times as long.
const NAME_BYTES: usize = 4_000;
/// Records that are told for each name.
const TOLD: usize = 20;

impl<M: Memory> Registry<M> {
    /// Groups, open proposals and people with a name that looks like one of some names.
    ///
    /// # Errors
    /// `invalid` for no or too many names, and for one that no record could have.
    pub fn look_alikes(&self, q: &AskLookAlikes) -> Result<Vec<LookAlike>, Error> {
        if q.names.is_empty() || q.names.len() > NAMES {
            return Err(Error::invalid("names", format!("are not 1 to {NAMES}")));
        }
        if q.names.iter().any(|name| name.len() > NAME_BYTES) {
            let reason = format!("has one of more than {NAME_BYTES} bytes");
            return Err(Error::invalid("names", reason));
        }
        let mut found: Vec<LookAlike> = Vec::new();
        for scope in q.names.iter().filter_map(|name| look_scope(name)) {
            for (key, _) in self.store.entries(List::LooksLike, scope).take(TOLD) {
                let kind = Kind::of(key[16]);
                let one = kind.and_then(|kind| self.look_alike(kind, entry_id(&key)));
                found.extend(one.filter(|one| !found.contains(one)));
            }
        }
        Ok(found)
    }

    fn look_alike(&self, kind: Kind, id: Id) -> Option<LookAlike> {
        let (name, slug) = match kind {
            Kind::group => {
                let group: Group = self.store.get(id)?;
                (group.details.name, group.details.slug)
            }
            _ => {
                let person: Person = self.store.get(id)?;
                let d = person.details;
                (d.name.unwrap_or_else(|| d.handle.clone()), d.handle)
            }
        };
        Some(LookAlike {
            kind: Some(kind),
            id,
            name,
            slug,
        })
    }
}
