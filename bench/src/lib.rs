//! Counts what the main operations cost, in instructions, from the bytes of the call to the bytes
//! of the reply. `cargo xtask bench` installs this canister twice: once with a registry, once
//! with the raw map that is the floor (the same number of entries of the same size).

mod floor;
mod pages;
pub mod sample;
mod series;

use std::cell::RefCell;
use std::hint::black_box;

use candid::{CandidType, Principal};
use ic_cdk::api::performance_counter;
use ic_cdk_macros::{query, update};
use ic_stable_structures::{DefaultMemoryImpl, Memory};
use serde::de::DeserializeOwned;
use workgroups::domain::{
    GroupDetails, Kind, Limits, Operation, PersonDetails, Ref, Role, RoleKind, SetLimits, Settings,
    UpdateGroup, UpdateMeeting,
};
use workgroups::registry::access::Caller;
use workgroups::registry::{
    AskActivity, AskAttention, AskRecordAt, ListMeetings, Registry, Search,
};
use workgroups::wire::{
    ActivityReply, AttentionPageReply, MeetingPageReply, MeetingReply, RecordAtReply,
    SearchPageReply, WriteReply, decode, decode_tidied, encode,
};

/// The group that has the meetings.
const GROUP: u64 = 1;
/// Edits of a group that are counted.
const EDITS: u64 = 20;

thread_local! {
    static REGISTRY: RefCell<Registry<DefaultMemoryImpl>> =
        RefCell::new(Registry::open(DefaultMemoryImpl::default()));
}

/// What some work costs.
fn counted<T>(work: impl FnOnce() -> T) -> u64 {
    let before = performance_counter(0);
    black_box(work());
    performance_counter(0) - before
}

fn steward() -> Caller {
    Caller {
        principal: Principal::management_canister(),
        is_controller: true,
    }
}

/// A lead of the group, by a linked principal: the caller whose edits are counted.
fn lead() -> Caller {
    Caller {
        principal: Principal::from_slice(&[1, 2, 3]),
        is_controller: false,
    }
}

fn do_now(operations: Vec<Operation>) {
    let done =
        REGISTRY.with_borrow_mut(|r| r.execute_all(&steward(), ic_cdk::api::time(), operations));
    if let Err(refusal) = done {
        ic_cdk::api::trap(refusal.message);
    }
    REGISTRY.with_borrow_mut(pages::certify);
}

/// Makes the group, its lead, and limits that let it have a million meetings.
#[update]
fn prepare() {
    let registry: Settings = REGISTRY
        .with_borrow(|r| r.store().get(0))
        .unwrap_or_else(|| {
            ic_cdk::api::trap("the installer is the first admin, so there is a record");
        });
    REGISTRY.with_borrow_mut(|r| r.keep_secret(vec![7; 32]));
    let limits = Limits {
        records_per_group: 1_000_000,
        batch_operations: 1_000,
        ..Limits::default()
    };
    let expected_revision = registry.meta.revision;
    do_now(vec![Operation::set_limits(SetLimits {
        expected_revision,
        limits,
    })]);
    let person = PersonDetails {
        handle: "lead".into(),
        name: None,
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    };
    do_now(vec![Operation::create_person(person)]);
    link_lead();
    let group = workgroups::domain::CreateGroup {
        details: group_details(""),
        parent: None,
        lifecycle: vec![workgroups::domain::LifecycleStep {
            state: workgroups::domain::LifecycleState::active,
            date: None,
            reason: None,
        }],
        roles: vec![Role {
            kind: Some(RoleKind::lead),
            label: None,
            person: Some(1),
            from: None,
            until: None,
            note: None,
        }],
    };
    do_now(vec![Operation::create_group(group)]);
}

fn link_lead() {
    use workgroups::domain::{DecideLink, LinkTarget, RequestLink};
    let request = Operation::request_link(RequestLink {
        target: LinkTarget::existing(1),
        evidence: "a benchmark".into(),
    });
    let asked = REGISTRY.with_borrow_mut(|r| r.execute(&lead(), ic_cdk::api::time(), request));
    match asked {
        Ok(written) => do_now(vec![Operation::decide_link(DecideLink {
            id: written.id,
            expected_revision: written.revision,
            accept: true,
            reason: "a benchmark".into(),
        })]),
        Err(error) => ic_cdk::api::trap(error.message()),
    }
}

/// A group record of about 3 kB.
fn group_details(scope_end: &str) -> GroupDetails {
    GroupDetails {
        slug: "benchmarks".into(),
        name: "Benchmarks".into(),
        kind: Some(workgroups::domain::GroupKind::working_group),
        scope: "What belongs here is measured before it is claimed. ".repeat(50) + scope_end,
        charter: None,
        links: Vec::new(),
        topics: vec!["cost".into()],
        languages: vec!["en".into()],
        cadence: Some("every hour".into()),
        first_meeting: None,
        last_meeting: None,
        stated_on: None,
        remarks: None,
    }
}

/// Adds so many meetings, and returns how many there are.
#[update]
fn load(more: u64) -> u64 {
    let made = REGISTRY.with_borrow(|r| r.store().known().made(Kind::meeting));
    let new = |n| Operation::create_meeting(sample::meeting(n, GROUP));
    do_now((made + 1..=made + more).map(new).collect());
    made + more
}

/// Opens the registry anew, as an upgrade does.
#[update]
fn open() -> u64 {
    REGISTRY.with_borrow_mut(|r| counted(|| *r = Registry::open(DefaultMemoryImpl::default())))
}

/// Works on the index of the search as the timer does, once: what it costs, and whether more is to
/// do.
#[update]
fn tend() -> (u64, bool) {
    REGISTRY.with_borrow_mut(|r| {
        let mut more = false;
        let cost = counted(|| more = r.tend_index());
        (cost, more)
    })
}

/// Bytes of stable memory that each table has taken, and those of all with what is set aside.
#[query]
fn sizes() -> Vec<(String, u64)> {
    let tables = REGISTRY.with_borrow(|r| r.store().sizes());
    let mut sizes: Vec<(String, u64)> = tables.into_iter().map(|(n, b)| (n.into(), b)).collect();
    sizes.push(("all".into(), DefaultMemoryImpl::default().size() * 65_536));
    sizes
}

/// Bytes of a meeting as it is stored.
#[query]
fn stored_bytes(id: u64) -> u32 {
    REGISTRY
        .with_borrow(|r| r.store().raw(Kind::meeting, id))
        .map_or(0, |bytes| bytes.len() as u32)
}

/// A question as a client sends it. The registry never encodes one, and keeps no description of
/// its types.
fn question<T: CandidType>(question: &T) -> Vec<u8> {
    candid::encode_one(question).unwrap_or_else(|error| ic_cdk::api::trap(error.to_string()))
}

/// A meeting by its number.
#[query]
fn get_meeting_by_id(id: u64) -> u64 {
    get_meeting_of(&Ref::id(id))
}

/// A meeting by its slug.
#[query]
fn get_meeting_by_slug(id: u64) -> u64 {
    get_meeting_of(&Ref::slug(format!("meeting-{id}")))
}

fn get_meeting_of(named: &Ref) -> u64 {
    let call = question(named);
    REGISTRY.with_borrow(|r| {
        counted(|| {
            let answer = decode(&call).map(|named| r.get_meeting(&named));
            encode(&MeetingReply::from(answer))
        })
    })
}

/// A page of 50 summaries from the middle of the group's meetings.
#[query]
fn page_of_meetings(middle: u64) -> u64 {
    let until = sample::meeting(middle, GROUP).when.start;
    let call = question(&ListMeetings {
        group: Some(GROUP),
        until,
        take: Some(50),
        ..ListMeetings::default()
    });
    REGISTRY.with_borrow(|r| {
        counted(|| {
            let answer = decode(&call).and_then(|q| r.list_meetings(&q));
            encode(&MeetingPageReply::from(answer))
        })
    })
}

/// A search for two words, 20 hits.
#[query]
fn find() -> u64 {
    find_text("threshold 跨链")
}

fn find_text(text: &str) -> u64 {
    let call = question(&Search {
        text: text.into(),
        take: Some(20),
        ..Search::default()
    });
    REGISTRY.with_borrow(|r| {
        counted(|| {
            let answer = decode(&call).and_then(|q| r.search(&q));
            encode(&SearchPageReply::from(answer))
        })
    })
}

/// A meeting as it stood before its last change.
#[query]
fn past_meeting(id: u64) -> u64 {
    let revision = REGISTRY.with_borrow(|r| r.get_meeting(&Ref::id(id)).map(|m| m.meta.revision));
    let call = question(&AskRecordAt {
        kind: Some(Kind::meeting),
        id,
        revision: revision.map(|revision| revision - 1),
        at: None,
    });
    REGISTRY.with_borrow(|r| {
        counted(|| {
            let answer = decode(&call).and_then(|q| r.record_at(&q));
            encode(&RecordAtReply::from(answer))
        })
    })
}

/// What waits in the group: a page of meetings without minutes.
#[query]
fn waits() -> u64 {
    let call = question(&AskAttention {
        group: Some(GROUP),
        ..AskAttention::default()
    });
    REGISTRY.with_borrow(|r| {
        counted(|| {
            let answer = decode(&call);
            let answer = answer.and_then(|q| r.attention(&lead(), sample::AFTERWARDS, &q));
            encode(&AttentionPageReply::from(answer))
        })
    })
}

/// What the group did in 90 days, in which it had more meetings than one answer looks at.
#[query]
fn activity_of_group() -> u64 {
    let call = question(&AskActivity {
        groups: vec![GROUP],
        from: sample::EPOCH,
        until: sample::EPOCH + 90 * 24 * sample::HOUR,
    });
    REGISTRY.with_borrow(|r| {
        counted(|| {
            let answer = decode(&call).and_then(|q| r.activity(&q));
            encode(&ActivityReply::from(answer))
        })
    })
}

/// A search for a word of a single record.
#[query]
fn find_rare(id: u64) -> u64 {
    find_text(&format!("meeting-{id}"))
}

/// Of the search: finding the numbers of the records.
#[query]
fn find_numbers() -> u64 {
    use workgroups::search::{Bounds, Filter, Query, TITLES_WORK, search};
    let Ok(query) = Query::new("threshold 跨链", &Filter::default()) else {
        ic_cdk::api::trap("the query has words");
    };
    let bounds = Bounds {
        take: 20,
        work: u32::MAX,
        titles: TITLES_WORK,
    };
    REGISTRY.with_borrow(|r| counted(|| search(r.store().index(), &query, None, bounds)))
}

/// What a lead's update costs, from the bytes of the call to those of the reply.
///
/// The candid crate describes a type once, and forgets it when it describes the type of a reply
/// anew. The registry keeps its replies' descriptions and so all others, but the replies of these
/// benchmarks do not: the call is decoded once before it counts.
fn edit<T: CandidType + DeserializeOwned + 'static>(
    arguments: &T,
    operation: impl FnOnce(T) -> Operation,
) -> u64 {
    let call = encode(arguments);
    let _ = decode::<T>(&call);
    let now = ic_cdk::api::time();
    REGISTRY.with_borrow_mut(|r| {
        counted(|| {
            let written = decode_tidied(&call)
                .and_then(|arguments| r.execute(&lead(), now, operation(arguments)));
            if let Err(error) = &written {
                ic_cdk::api::trap(error.message());
            }
            pages::certify(r);
            encode(&WriteReply::from(written))
        })
    })
}

/// An edit of a meeting's record: its summary ends in other words.
#[update]
fn edit_meeting(id: u64) -> u64 {
    let stored = REGISTRY.with_borrow(|r| r.get_meeting(&Ref::id(id)));
    let Some(meeting) = stored else {
        ic_cdk::api::trap("there is no such meeting")
    };
    let mut details = meeting.details;
    details.summary = details.summary.map(|s| s + " with minutes");
    let expected_revision = meeting.meta.revision;
    edit(
        &UpdateMeeting {
            id,
            expected_revision,
            details,
        },
        Operation::update_meeting,
    )
}

/// Edits of a group's record of 3 kB. What the word costs that goes, and the one that comes, depends
/// on how full the nodes of the index are in which they stand, so these are several.
#[update]
fn edit_group() -> Vec<u64> {
    (0..EDITS).map(|_| edit_group_once()).collect()
}

/// The same when the group's pages were certified before each edit.
#[update]
fn edit_certified_group() -> Vec<u64> {
    let edit = |_| {
        pages::certify_pages();
        edit_group_once()
    };
    (0..EDITS).map(edit).collect()
}

/// Another word stands at the end of the group's scope.
fn edit_group_once() -> u64 {
    let stored = REGISTRY.with_borrow(|r| r.get_group(&Ref::id(GROUP)));
    let Some(group) = stored else {
        ic_cdk::api::trap("there is no group")
    };
    let expected_revision = group.meta.revision;
    let details = group_details(sample::word(expected_revision));
    edit(
        &UpdateGroup {
            id: GROUP,
            expected_revision,
            details,
        },
        Operation::update_group,
    )
}

/// A new meeting, with all its words entered for the search.
#[update]
fn add_meeting() -> u64 {
    let made = REGISTRY.with_borrow(|r| r.store().known().made(Kind::meeting));
    edit(&sample::meeting(made + 1, GROUP), Operation::create_meeting)
}

/// Of an edit of a meeting: decoding the bytes of the call, by the candid crate.
#[query]
fn decode_edit(id: u64) -> u64 {
    let stored = REGISTRY.with_borrow(|r| r.get_meeting(&Ref::id(id)));
    let Some(meeting) = stored else {
        ic_cdk::api::trap("there is no such meeting")
    };
    let call = encode(&UpdateMeeting {
        id,
        expected_revision: 1,
        details: meeting.details,
    });
    let _ = decode::<UpdateMeeting>(&call);
    counted(|| decode::<UpdateMeeting>(&call))
}

/// The call for an edit of a group's record of 3 kB.
fn group_call() -> Vec<u8> {
    encode(&UpdateGroup {
        id: GROUP,
        expected_revision: 1,
        details: group_details("revision"),
    })
}

/// Of an edit of a group: decoding the bytes of the call.
#[query]
fn decode_group_edit() -> u64 {
    let call = group_call();
    let _ = decode::<UpdateGroup>(&call);
    counted(|| decode::<UpdateGroup>(&call))
}

/// Of an edit of a group: SHA-256 of the operation as the log keeps it.
#[query]
fn hash_group_edit() -> u64 {
    let call = group_call();
    counted(|| workgroups::base::bytes::sha256(&[&call]))
}
