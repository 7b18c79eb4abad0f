//! The stable memory of versions before: the words of the records were a tree, and the dates of each
//! series stood in a list of their own.

use super::scene::{Community, DAY, NOON, an_hour_later, scene_in};
use ic_stable_structures::memory_manager::{MemoryId, MemoryManager};
use ic_stable_structures::{StableBTreeMap, VectorMemory};
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{Registry, Search, SearchPage};
use workgroups_test_support::host::founder;
use workgroups_test_support::layout::of_version;
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

/// Makes of a memory what a version before had.
fn make_of_version(memory: &VectorMemory, version: u32) {
    let before = of_version(memory.borrow().clone(), version);
    *memory.borrow_mut() = before;
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
    make_of_version(&memory, 2);

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

/// All that the dates tell before and after an edit that moves them, and some weeks later.
fn course(c: &mut Community, memory: &VectorMemory) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |c: &Community| told.push(format!("{:?}{}", c.comes(40), c.calendar()));
    tell(c);
    let later = c.update_series(an_hour_later(), None);
    c.does(later);
    tell(c);
    c.now += 20 * DAY;
    assert!(!c.registry.roll(c.now, 20));
    tell(c);
    c.registry = Registry::open(memory.clone());
    tell(c);
    told
}

#[test]
fn the_dates_of_a_version_before_are_told_and_moved_as_others() {
    let memory = VectorMemory::default();
    let expected = course(&mut scene_in(memory.clone()), &memory);
    for version in [2, 5, 6] {
        let memory = VectorMemory::default();
        let mut c = scene_in(memory.clone());
        make_of_version(&memory, version);
        c.registry = Registry::open(memory.clone());
        while c.registry.tend_index() {}
        assert_eq!(course(&mut c, &memory), expected, "version {version}");
    }
}

/// How many entries the list of the dates of each series has, which versions before kept.
fn dates_by_series(memory: &VectorMemory) -> usize {
    let lists = MemoryManager::init(memory.clone()).get(MemoryId::new(3));
    let lists = StableBTreeMap::<[u8; 33], Vec<u8>, _>::init(lists);
    lists.keys().filter(|key| key[0] == 122).count()
}

#[test]
fn a_list_that_a_version_before_kept_for_each_series_goes_when_its_dates_are_written_anew() {
    let memory = VectorMemory::default();
    drop(scene_in(memory.clone()));
    make_of_version(&memory, 6);
    assert_eq!(dates_by_series(&memory), 26);
    let mut registry = Registry::open(memory.clone());
    assert!(!registry.roll(NOON + 8 * DAY, 20));
    assert_eq!(dates_by_series(&memory), 0);
}
