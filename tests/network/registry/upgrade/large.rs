//! An upgrade of a large registry.

use std::time::Duration;

use ic_stable_structures::VectorMemory;
use pocket_ic::common::rest::BlobCompression;
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{
    AskHistory, HistoryPage, ListMeetings, MeetingPage, Registry, Search, SearchPage,
};

use crate::registry::samples::{group, meeting_at};
use workgroups_test_support::host::{Answer, BEGINNING, Host, MINUTE, founder};

const SMALL: u64 = 100;
const LARGE: u64 = 100_000;

/// Groups of a registry with so many meetings; each has ten of them.
fn groups(meetings: u64) -> u64 {
    meetings / 10
}

/// The memory of a registry with so many meetings, made by the code of the canister.
fn with_meetings(count: u64) -> VectorMemory {
    let groups = groups(count);
    let memory = VectorMemory::default();
    let mut registry = Registry::open(memory.clone());
    let admin = Caller {
        principal: founder(),
        is_controller: true,
    };
    let mut run = |operation| {
        let written = registry.execute(&admin, BEGINNING, operation);
        assert!(written.is_ok(), "{written:?}");
    };
    run(Operation::add_admin(founder()));
    for n in 1..=groups {
        run(Operation::create_group(group(&format!("group-{n}"))));
    }
    for n in 0..count {
        let slug = format!("meeting-{n}");
        let start = BEGINNING + n * MINUTE;
        let details = meeting_at(&slug, &[n % groups + 1], start);
        run(Operation::create_meeting(details));
    }
    memory
}

/// A few looks at a registry with so many meetings: its size, its ends, its middle.
fn looks(host: &Host, count: u64) -> Vec<String> {
    let about = host.about();
    let groups = groups(count);
    assert_eq!((about.meetings, about.groups), (count, groups));
    assert_eq!(about.events, 1 + groups + count);
    let mut all = vec![format!("{about:?}")];
    for id in [1, 2, count / 2, count - 1, count, count + 1] {
        let found: Option<Meeting> = host.ask("get_meeting", Ref::id(id));
        assert_eq!(found.is_some(), id <= count, "meeting {id}");
        let q = AskHistory {
            kind: Some(Kind::meeting),
            id,
            ..AskHistory::default()
        };
        let history: HistoryPage = host.ask("history", q);
        all.push(format!("{found:?}{history:?}"));
    }
    for group in [None, Some(1), Some(groups)] {
        let q = ListMeetings {
            group,
            from: Some(BEGINNING + count / 3 * MINUTE),
            ..ListMeetings::default()
        };
        let page: MeetingPage = host.ask("list_meetings", q);
        all.push(format!("{page:?}"));
    }
    let text = format!("meeting {}", count / 2);
    let found: Answer<SearchPage> = host.ask_as(
        founder(),
        "search",
        Search {
            text,
            ..Search::default()
        },
    );
    all.push(format!("{found:?}"));
    all
}

/// Gives the canister the stable memory of another registry.
fn take_over(host: &Host, memory: &VectorMemory) {
    let bytes = memory.borrow().clone();
    let plain = BlobCompression::NoCompression;
    host.network.set_stable_memory(host.canister, bytes, plain);
    host.upgrade();
    settle(host);
}

/// Lets the timer finish its work on the index: how many continuations of a word are looked for
/// depends on it.
fn settle(host: &Host) {
    for _ in 0..60 {
        host.network.advance_time(Duration::from_secs(1));
        host.network.tick();
    }
}

/// What the last upgrade cost, in instructions, as the canister's log tells.
fn cost_of_upgrade(host: &Host) -> u64 {
    let logs = host.network.fetch_canister_logs(host.canister, founder());
    let logs = logs.unwrap();
    let last = String::from_utf8(logs.last().unwrap().content.clone()).unwrap();
    let count = last.strip_prefix("upgraded in ");
    let count = count.and_then(|rest| rest.strip_suffix(" instructions"));
    count.unwrap().parse().unwrap()
}

#[test]
fn an_upgrade_with_100_000_meetings_of_10_000_groups_costs_what_it_costs_with_100_and_keeps_everything()
 {
    let [few, many] = [SMALL, LARGE].map(|meetings| {
        // It takes a while, in which a server without requests would end.
        let memory = with_meetings(meetings);
        let host = Host::new();
        take_over(&host, &memory);
        let before = looks(&host, meetings);
        host.upgrade();
        assert_eq!(looks(&host, meetings), before);
        cost_of_upgrade(&host)
    });
    println!("with {SMALL} meetings {few} instructions, with {LARGE} {many}");
    assert!(many.abs_diff(few) <= few / 20, "{few} and {many}");
}
