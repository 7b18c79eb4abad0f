//! The revisions of records, while operations about them are made.

use std::collections::HashMap;

use workgroups::domain::{Id, Kind};

/// The revisions of records that are not at their first any more.
#[derive(Debug, Default)]
pub struct Revisions(HashMap<(Kind, Id), u64>);

impl Revisions {
    /// Learns the revision of a record.
    pub fn learn(&mut self, kind: Kind, id: Id, revision: u64) {
        self.0.insert((kind, id), revision);
    }

    /// The revision of a record before the next operation about it.
    pub fn take(&mut self, kind: Kind, id: Id) -> u64 {
        let next = self.0.entry((kind, id)).or_insert(1);
        *next += 1;
        *next - 1
    }
}
