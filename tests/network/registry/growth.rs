//! Memory that cannot grow: what would need more is refused whole, the rest goes on.

use candid::{Nat, encode_one};
use pocket_ic::{CanisterSettings, ErrorCode, RejectResponse};
use workgroups::domain::*;
use workgroups::registry::{ApplyBatch, ListMeetings, MeetingPage, Search, SearchPage};
use workgroups_test_support::host::{Host, founder};
use workgroups_test_support::records::{group, meeting};

use crate::registry::snapshot::Snapshot;

/// Cycles for a gibibyte and a second on a network of 13 nodes.
const GIB_SECOND: u128 = 127_000;
/// Messages after which memory must have come to its end.
const MESSAGES: u32 = 200;

/// Sends meetings, each message with much text, until one is rejected; how many were accepted,
/// what the registry said before the last message, and why that was rejected.
fn fill(host: &Host, name: &str) -> (u32, Snapshot, RejectResponse) {
    for message in 0..MESSAGES {
        let meetings = (0..20).map(|i| {
            Operation::create_meeting(MeetingDetails {
                summary: Some(format!("words of {i} {message} ").repeat(1_500)),
                ..meeting(&format!("{name}-{message}-{i}"), &[1])
            })
        });
        let batch = ApplyBatch {
            operations: meetings.collect(),
            request_id: None,
            numbers: None,
        };
        let before = Snapshot::of(host);
        match host.send(founder(), "apply_batch", encode_one(batch).unwrap()) {
            Ok(_) => host.network.tick(),
            Err(reject) => return (message, before, reject),
        }
    }
    panic!("{MESSAGES} messages fit in");
}

struct Sizes {
    heap: u64,
    all: u64,
    cycles: u128,
}

fn number(nat: &Nat) -> u128 {
    nat.0.clone().try_into().unwrap()
}

fn sizes(host: &Host) -> Sizes {
    let status = host.network.canister_status(host.canister, Some(founder()));
    let status = status.unwrap();
    Sizes {
        heap: number(&status.memory_metrics.wasm_memory_size) as u64,
        all: number(&status.memory_size) as u64,
        cycles: number(&status.cycles),
    }
}

fn set(host: &Host, settings: CanisterSettings) {
    let network = &host.network;
    let set = network.update_canister_settings(host.canister, Some(founder()), settings);
    set.unwrap();
}

/// Nothing of what was rejected is there, everything else is, and can be read; and once there is
/// room again, it goes on.
fn goes_on(host: &Host, before: &Snapshot, room: CanisterSettings) {
    Snapshot::of(host).assert_same(before, "a message that was rejected");
    let page: MeetingPage = host.ask("list_meetings", ListMeetings::default());
    assert!(!page.items.is_empty());
    set(host, room);
    host.made(Operation::create_meeting(meeting("afterwards", &[1])));
    host.upgrade();
    let found = Search {
        text: "afterwards".into(),
        ..Search::default()
    };
    let found: SearchPage = host.ask("search", found);
    assert_eq!(found.items.len(), 1);
}

fn with_a_group() -> Host {
    let host = Host::new();
    host.made(Operation::create_group(group("one")));
    host
}

#[test]
fn at_the_limit_of_the_heap_what_needs_more_is_rejected_whole_and_the_rest_goes_on() {
    let host = with_a_group();
    let limit = |bytes: u64| CanisterSettings {
        wasm_memory_limit: Some(bytes.into()),
        ..CanisterSettings::default()
    };
    set(&host, limit(sizes(&host).heap + (1 << 20)));
    let (_, before, reject) = fill(&host, "heap");
    assert_eq!(
        reject.error_code,
        ErrorCode::CanisterWasmMemoryLimitExceeded
    );
    goes_on(&host, &before, limit(3 << 30));
}

#[test]
fn where_the_cycles_last_for_no_more_memory_what_needs_more_is_rejected_whole() {
    let host = with_a_group();
    let frozen = |seconds: u128| CanisterSettings {
        freezing_threshold: Some(seconds.into()),
        ..CanisterSettings::default()
    };
    let Sizes { all, cycles, .. } = sizes(&host);
    let bytes = u128::from(all + (4 << 20));
    set(&host, frozen((cycles << 30) / (GIB_SECOND * bytes)));
    let (accepted, before, reject) = fill(&host, "cycles");
    assert!(accepted > 0);
    assert_eq!(reject.error_code, ErrorCode::InsufficientCyclesInMemoryGrow);
    goes_on(&host, &before, frozen(30 * 24 * 3_600));
}
