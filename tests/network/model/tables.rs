//! What must hold between the tables of a store.

use std::collections::{BTreeMap, BTreeSet};

use ic_stable_structures::Memory;
use workgroups::domain::*;
use workgroups::log::block::{ShownBlock, shown_hash};
use workgroups::registry::Registry;
use workgroups::search::Words;
use workgroups::standards::icrc3::{GetBlocksArgs, blocks};
use workgroups::store::{List, Row, Store};

use crate::model::memory::Sparse;

type Dump = Vec<(&'static str, Vec<u8>, Vec<u8>)>;

/// Replays the whole log into an empty registry: it has to become the same, byte for byte.
pub fn follow_from_the_log<M: Memory>(store: &Store<M>) {
    let mut again = Registry::open(Sparse::default());
    for position in 0..store.events() {
        let event = store.event(position).unwrap();
        again.replay(&event).unwrap();
        assert_eq!(again.store().event(position).as_ref(), Some(&event));
    }
    assert!(store.event(store.events()).is_none());
    assert!(
        again.store().dump() == store.dump(),
        "replaying the log gives another registry"
    );
}

/// Replays the log as it is shown to everybody: it says itself what is withheld of it, and each
/// block is as it is without what is withheld.
pub fn follow_from_the_shown_log<M: Memory>(store: &Store<M>) {
    let mut again = Registry::open(Sparse::default());
    let mut before = None;
    for position in 0..store.events() {
        let range = GetBlocksArgs {
            start: position.into(),
            length: 1_u8.into(),
        };
        let block = &blocks(store, &[range]).blocks[0].block;
        let shown = ShownBlock::read(block).unwrap();
        assert_eq!(shown.parent, before);
        before = Some(shown_hash(block).to_vec());
        again.replay_shown(&shown).unwrap();
    }
    for position in 0..store.events() {
        assert_eq!(again.store().withheld(position), store.withheld(position));
    }
}

/// What follows from the records alone.
#[derive(Default)]
struct Expected {
    names: BTreeMap<Vec<u8>, Id>,
    lists: BTreeMap<Vec<u8>, Vec<u8>>,
    words: BTreeSet<(Vec<u8>, Vec<u8>)>,
}

impl Expected {
    fn add<R: Row, M: Memory>(&mut self, store: &Store<M>, ids: impl Iterator<Item = Id>) -> u64 {
        let mut found = 0;
        for record in ids.filter_map(|id| store.get::<R>(id)) {
            found += 1;
            let names = record
                .standing_names()
                .into_iter()
                .map(|n| (n.key, record.id()));
            self.names.extend(names);
            let entries = record
                .standing_entries()
                .into_iter()
                .map(|e| (e.key.to_vec(), e.card));
            self.lists.extend(entries);
            let words = record.standing_document().map(|document| document.words());
            let entries = words.iter().flat_map(Words::entries);
            self.words
                .extend(entries.map(|(key, place)| (key, place.to_vec())));
        }
        found
    }
}

/// Compares names, lists, counts and words with what the records give when they are read one
/// by one.
pub fn agree<M: Memory>(store: &Store<M>) {
    let dump = store.dump();
    let mut expected = Expected::default();
    let made = |kind| 1..=store.known().made(kind);
    let records = [
        expected.add::<Settings, M>(store, 0..=0),
        expected.add::<Group, M>(store, made(Kind::group)),
        expected.add::<Person, M>(store, made(Kind::person)),
        expected.add::<Meeting, M>(store, made(Kind::meeting)),
        expected.add::<Draft, M>(store, made(Kind::meeting)),
        expected.add::<ActionItem, M>(store, made(Kind::action_item)),
        expected.add::<Initiative, M>(store, made(Kind::initiative)),
        expected.add::<Report, M>(store, made(Kind::report)),
        expected.add::<LinkRequest, M>(store, made(Kind::link_request)),
        expected.add::<Membership, M>(store, made(Kind::membership)),
        expected.add::<Support, M>(store, made(Kind::support)),
        expected.add::<Feedback, M>(store, made(Kind::feedback)),
        expected.add::<CheckIn, M>(store, made(Kind::check_in)),
        expected.add::<SeriesRecord, M>(store, made(Kind::series)),
        expected.add::<PendingChange, M>(store, made(Kind::proposed_change)),
    ];
    assert_eq!(
        records.iter().sum::<u64>(),
        table(&dump, "records").count() as u64
    );
    names_agree(&dump, &expected);
    let found: BTreeMap<Vec<u8>, Vec<u8>> = table(&dump, "lists")
        .filter(|(key, _)| ![List::History as u8, List::Withheld as u8].contains(&key[0]))
        .map(|(key, card)| (key.to_vec(), card.to_vec()))
        .collect();
    assert!(
        found == expected.lists,
        "the lists are not those of the records"
    );
    let found: BTreeSet<(Vec<u8>, Vec<u8>)> = table(&dump, "words")
        .map(|(key, place)| (key.to_vec(), place.to_vec()))
        .collect();
    assert!(
        found == expected.words,
        "the words are not those of the records"
    );
    counts_agree(&dump);
}

fn table<'a>(dump: &'a Dump, name: &str) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
    let rows = dump.iter().filter(move |(table, ..)| *table == name);
    rows.map(|(_, key, value)| (&key[..], &value[..]))
}

/// A name that a record has leads to it; all others are former ones.
fn names_agree(dump: &Dump, expected: &Expected) {
    let mut present = BTreeMap::new();
    for (key, value) in table(dump, "names") {
        let id = u64::from_be_bytes(value[..8].try_into().unwrap());
        match value[8] {
            1 => {
                present.insert(key.to_vec(), id);
            }
            _ => assert!(
                !expected.names.contains_key(key),
                "a name in use is marked as former"
            ),
        }
    }
    assert!(
        present == expected.names,
        "the names are not those of the records"
    );
}

/// Each count is the length of its list; a list that is counted for one is counted for all.
fn counts_agree(dump: &Dump) {
    let mut lengths: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    for (key, _) in table(dump, "lists") {
        *lengths.entry(key[..9].to_vec()).or_default() += 1;
    }
    let counts: BTreeMap<Vec<u8>, u64> = table(dump, "counts")
        .filter(|(key, _)| key[0] != 0)
        .map(|(key, count)| (key.to_vec(), u64::from_be_bytes(count.try_into().unwrap())))
        .collect();
    let counted: BTreeSet<u8> = counts.keys().map(|key| key[0]).collect();
    lengths.retain(|key, _| counted.contains(&key[0]));
    assert_eq!(
        counts, lengths,
        "the counts are not the lengths of the lists"
    );
}
