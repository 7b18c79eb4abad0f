//! The stable memory of a version before, in which the words of the records were a tree.

use ic_stable_structures::memory_manager::{MemoryId, MemoryManager};
use ic_stable_structures::{Cell, StableBTreeMap, VectorMemory};
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{Registry, Search, SearchPage};
use workgroups_test_support::host::founder;
use workgroups_test_support::records;

const NOW: Nanos = 1_900_000_000_000_000_000;
/// Meetings at first: more than are entered in one message.
const MEETINGS: u64 = 250;

type Canister = Registry<VectorMemory>;

fn does(registry: &mut Canister, operation: Operation) {
    let admin = Caller {
        principal: founder(),
        is_controller: true,
    };
    registry.execute(&admin, NOW, operation).unwrap();
}

fn meeting(n: u64) -> MeetingDetails {
    MeetingDetails {
        summary: Some(format!("words of {n}, 跨链")),
        languages: vec!["zh-Hans".into()],
        ..records::meeting(&format!("meeting-{n}"), &[1])
    }
}

/// A registry with a group and its meetings.
fn registry(memory: &VectorMemory) -> Canister {
    let mut registry = Registry::open(memory.clone());
    does(&mut registry, Operation::add_admin(founder()));
    does(
        &mut registry,
        Operation::create_group(records::group("one")),
    );
    for n in 1..=MEETINGS {
        does(&mut registry, Operation::create_meeting(meeting(n)));
    }
    registry
}

/// Makes of a memory what a version before had: its number, a tree where the index is, and none of
/// the lists that came later.
fn as_before(memory: &VectorMemory) {
    let memories = MemoryManager::init(memory.clone());
    Cell::init(memories.get(MemoryId::new(0)), 0u32).set(2);
    let mut lists = StableBTreeMap::<[u8; 33], Vec<u8>, _>::init(memories.get(MemoryId::new(3)));
    let came_later = |key: &[u8; 33]| matches!(key[0], 11 | 24 | 52 | 114..=118);
    let late: Vec<_> = lists.keys().filter(came_later).collect();
    assert!(late.len() > MEETINGS as usize);
    for key in late {
        lists.remove(&key);
    }
    let mut words = StableBTreeMap::<[u8; 42], (), _>::new(memories.get(MemoryId::new(5)));
    for n in 0..1_000u32 {
        let mut key = [1; 42];
        key[..4].copy_from_slice(&n.to_be_bytes());
        words.insert(key, ());
    }
}

/// Edits of records that come early and late in the order in which words are entered, and a new
/// record.
fn edits(registry: &mut Canister) {
    for id in [1, MEETINGS / 2, MEETINGS] {
        let details = MeetingDetails {
            title: format!("Edited {id}"),
            ..meeting(id)
        };
        does(
            registry,
            Operation::update_meeting(UpdateMeeting {
                id,
                expected_revision: 1,
                details,
            }),
        );
    }
    does(registry, Operation::create_meeting(meeting(MEETINGS + 1)));
}

fn found(registry: &Canister, text: &str) -> SearchPage {
    let question = Search {
        text: text.into(),
        take: Some(100),
        ..Search::default()
    };
    registry.search(&question).unwrap()
}

#[test]
fn the_words_of_the_version_before_are_entered_anew_while_others_come() {
    let (memory, twin) = (VectorMemory::default(), VectorMemory::default());
    let (_, mut twin) = (registry(&memory), registry(&twin));
    as_before(&memory);

    let mut upgraded = Registry::open(memory.clone());
    let page = found(&upgraded, "跨链");
    assert_eq!((page.items.len(), page.incomplete), (0, Some(true)));
    assert!(upgraded.tend_index());
    assert_eq!(found(&upgraded, "跨链").incomplete, Some(true));
    edits(&mut upgraded);
    edits(&mut twin);
    assert_eq!(found(&upgraded, "edited").items.len(), 3);

    // Another upgrade in the middle goes on from there.
    let mut upgraded = Registry::open(memory.clone());
    assert!(upgraded.store().is_index_untended());
    while upgraded.tend_index() {}
    assert_eq!(found(&upgraded, "跨链").incomplete, Some(false));
    assert!(upgraded.store().dump() == twin.store().dump());
    let [a, b] = [&upgraded, &twin].map(|r| format!("{:?}", found(r, "words edited")));
    assert_eq!(a, b);
    assert!(Registry::open(memory).store().dump() == twin.store().dump());
}
