//! Upgrades keep everything, and cost the same however much there is.

mod large;

use std::time::Duration;

use candid::{encode_args, encode_one};
use ic_stable_structures::memory_manager::{MemoryId, MemoryManager};
use ic_stable_structures::{Cell, VectorMemory};
use pocket_ic::common::rest::BlobCompression;
use workgroups::domain::*;
use workgroups::registry::{AskAttention, AttentionPage, Upcoming};

use crate::registry::community::{Community, caller};
use crate::registry::samples::{initiative, item, meeting, meeting_at, milestone, minutes, report};
use crate::registry::snapshot::Snapshot;
use crate::series::community::{fortnightly, new_series};
use workgroups_test_support as support;
use workgroups_test_support::host::{BEGINNING, DAY, HOUR, Host, founder, identity};
use workgroups_test_support::layout::of_version;

/// A community with records of every kind, some of them changed.
pub fn full() -> Host {
    let c = Community::new();
    let host = c.host;
    let proposed = Operation::propose_group(ProposeGroup {
        details: crate::registry::samples::group("proposed").details,
        motivation: "there is none".into(),
    });
    let proposal = host.run(caller('S'), &proposed).unwrap().id;
    let running = meeting_at("running", &[c.own], BEGINNING);
    let running = host.made(Operation::create_meeting(running));
    let member = [
        Operation::support_group(proposal),
        Operation::check_in(running),
        Operation::give_feedback(GiveFeedback {
            subject: Subject::meeting(running),
            text: "跨链 token".into(),
        }),
    ];
    for operation in &member {
        host.run(caller('J'), operation).unwrap();
    }
    for operation in [
        Operation::create_meeting(meeting("joint", &[c.own, c.other])),
        Operation::save_draft(SaveDraft {
            id: 2,
            expected_revision: 0,
            minutes: minutes("not yet for everybody"),
        }),
        Operation::publish_minutes(PublishMinutes {
            id: 1,
            expected_revision: 1,
            minutes: minutes("跨链 and bridges"),
        }),
        Operation::create_action_item(item(c.own, "to do")),
        Operation::create_initiative(InitiativeDetails {
            milestones: vec![milestone("a step", Progress::ongoing)],
            ..initiative("plan", &[c.own])
        }),
        Operation::create_report(report("q2", &[c.own], &[1])),
    ] {
        host.admin(operation);
    }
    host
}

#[test]
fn an_upgrade_keeps_everything_and_what_comes_after_goes_on_from_there() {
    let host = full();
    let quota = |host: &Host| host.whoami(caller('J')).operations_left;
    let before = Snapshot::of(&host);
    assert!(quota(&host) < Some(1_000));
    for _ in 0..2 {
        host.upgrade();
        Snapshot::of(&host).assert_same(&before, "an upgrade");
        // What was used of an hour's quota stands on the heap.
        assert_eq!(quota(&host), Some(1_000));
    }
    let events = host.about().events;
    let written = host.admin(Operation::create_meeting(meeting("after", &[1])));
    assert_eq!((written.id, written.event), (3, events));
    host.set_time(BEGINNING + HOUR);
    host.upgrade();
    let found: Option<Meeting> = host.ask("get_meeting", Ref::slug("after".into()));
    assert_eq!(found.map(|m| m.id), Some(3));
}

#[test]
fn only_a_controller_upgrades() {
    let host = full();
    let before = Snapshot::of(&host);
    let nothing = encode_args(()).unwrap();
    // A module that does nothing: were it taken, nothing would be answered any more. (The client
    // sends a large one in pieces, and panics where it may not.)
    let module = b"\0asm\x01\0\0\0".to_vec();
    let stranger = Some(identity("stranger"));
    let upgraded = host
        .network
        .upgrade_canister(host.canister, module, nothing, stranger);
    assert!(upgraded.is_err());
    Snapshot::of(&host).assert_same(&before, "a refused upgrade");
}

/// A memory whose layout this version does not know.
fn of_layout(version: u32) -> Vec<u8> {
    let memory = VectorMemory::default();
    let layout = MemoryManager::init(memory.clone()).get(MemoryId::new(0));
    Cell::init(layout, version);
    memory.borrow().clone()
}

#[test]
fn an_upgrade_over_an_unknown_layout_fails_and_leaves_the_canister_as_it_is() {
    let host = full();
    let before = Snapshot::of(&host);
    let kept = host.network.get_stable_memory(host.canister);
    let put = |bytes| {
        let plain = BlobCompression::NoCompression;
        host.network.set_stable_memory(host.canister, bytes, plain);
    };
    // One of the past, in which nothing stood apart, and one of the future.
    for version in [1, u32::MAX] {
        put(of_layout(version));
        let nothing = encode_args(()).unwrap();
        let upgraded =
            host.network
                .upgrade_canister(host.canister, support::wasm(), nothing, Some(founder()));
        assert!(upgraded.is_err());
    }
    put(kept);
    Snapshot::of(&host).assert_same(&before, "a failed upgrade");
    host.upgrade();
    Snapshot::of(&host).assert_same(&before, "an upgrade after a failed one");
}

/// Lets the timers do what is to be done after an upgrade.
pub fn settle(host: &Host) {
    for _ in 0..10 {
        host.network.advance_time(Duration::from_secs(1));
        host.network.tick();
    }
}

#[test]
fn an_upgrade_from_a_version_before_keeps_everything_and_makes_search_and_attention_anew() {
    let host = full();
    host.set_time(host.now() + 400 * DAY);
    host.admin(new_series(&[1], fortnightly()));
    let coming = || {
        host.look(
            founder(),
            "upcoming",
            encode_one(Upcoming::default()).unwrap(),
        )
    };
    let (before, came) = (Snapshot::of(&host), coming());
    let kept = host.network.get_stable_memory(host.canister);
    for version in [2, 3, 4, 5, 6] {
        let bytes = of_version(kept.clone(), version);
        let plain = BlobCompression::NoCompression;
        host.network.set_stable_memory(host.canister, bytes, plain);
        host.upgrade();
        settle(&host);
        Snapshot::of(&host).assert_same(&before, "an upgrade from a version before");
        assert!(coming() == came, "version {version}");
    }
}

#[test]
fn a_record_that_is_changed_while_the_lists_are_made_anew_stands_in_them_once() {
    let host = full();
    host.set_time(host.now() + 400 * DAY);
    let unconfirmed = || {
        let question = AskAttention {
            reasons: vec![Reason::unconfirmed, Reason::role_vacant],
            ..AskAttention::default()
        };
        let page: AttentionPage = host.ask("attention", question);
        let mut found: Vec<_> = page.items.iter().map(|i| (i.reason, i.id)).collect();
        found.sort_unstable();
        found
    };
    let before = unconfirmed();
    let kept = host.network.get_stable_memory(host.canister);
    let plain = BlobCompression::NoCompression;
    host.network
        .set_stable_memory(host.canister, of_version(kept, 3), plain);
    host.upgrade();
    let (_, group) = before[0];
    let record: Option<Group> = host.ask("get_group", Ref::id(group));
    let record = record.unwrap();
    let mut details = record.details;
    details.name.push('!');
    host.admin(Operation::update_group(UpdateGroup {
        id: group,
        expected_revision: record.meta.revision,
        details,
    }));
    settle(&host);
    assert_eq!(unconfirmed(), before);
}

#[test]
fn an_upgrade_over_a_damaged_foreign_or_empty_memory_is_refused_and_writes_nothing() {
    let host = full();
    let before = Snapshot::of(&host);
    let kept = host.network.get_stable_memory(host.canister);
    let put = |bytes| {
        let plain = BlobCompression::NoCompression;
        host.network.set_stable_memory(host.canister, bytes, plain);
    };
    let damaged = [&[kept[0] ^ 255], &kept[1..]].concat();
    let foreign = vec![1; 65_536];
    for bytes in [damaged, foreign, Vec::new()] {
        put(bytes.clone());
        let nothing = encode_args(()).unwrap();
        let upgraded =
            host.network
                .upgrade_canister(host.canister, support::wasm(), nothing, Some(founder()));
        assert!(upgraded.is_err(), "an upgrade over another memory");
        let after = host.network.get_stable_memory(host.canister);
        assert!(after == bytes, "a refused upgrade has written");
    }
    put(kept);
    Snapshot::of(&host).assert_same(&before, "a refused upgrade");
    host.upgrade();
    Snapshot::of(&host).assert_same(&before, "an upgrade over the memory that is whole again");
}

#[test]
fn a_snapshot_taken_before_an_upgrade_brings_everything_back() {
    let host = full();
    let (network, canister) = (&host.network, host.canister);
    let controller = Some(founder());
    let taken = network
        .take_canister_snapshot(canister, controller, None)
        .unwrap();
    let before = Snapshot::of(&host);
    let stranger = Some(identity("a stranger"));
    assert!(
        network
            .take_canister_snapshot(canister, stranger, None)
            .is_err()
    );
    host.upgrade();
    host.admin(Operation::add_admin(identity(
        "an admin of the new version",
    )));
    // Something goes wrong that no upgrade can mend.
    let plain = BlobCompression::NoCompression;
    network.set_stable_memory(canister, vec![1; 65_536], plain);
    network.stop_canister(canister, controller).unwrap();
    let id = taken.id.clone();
    network
        .load_canister_snapshot(canister, controller, taken.id)
        .unwrap();
    network.start_canister(canister, controller).unwrap();
    Snapshot::of(&host).assert_same(&before, "a snapshot");
    host.admin(Operation::add_admin(identity("an admin afterwards")));
    let listed = network
        .list_canister_snapshots(canister, controller)
        .unwrap();
    assert_eq!(listed.len(), 1);
    network
        .delete_canister_snapshot(canister, controller, id)
        .unwrap();
    let listed = network
        .list_canister_snapshots(canister, controller)
        .unwrap();
    assert!(listed.is_empty());
}
