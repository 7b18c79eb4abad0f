//! The life of each kind of record, as its users live it.

mod groups;
mod meetings;
mod people;
mod registry;
mod work;

use workgroups::domain::{Change, Id, Kind};
use workgroups::registry::{AskHistory, HistoryPage};

use crate::host::Host;

impl Host {
    fn history(&self, kind: Kind, id: Id) -> Vec<Change> {
        let q = AskHistory {
            kind: Some(kind),
            id,
            ..AskHistory::default()
        };
        self.ask::<HistoryPage>("history", q).items
    }
}
