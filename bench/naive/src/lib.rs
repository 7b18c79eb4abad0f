//! The peer of the benchmark: meetings as most examples of canisters keep them. Each is a Candid
//! value in a stable map; lists hand out whole records, a search looks at one after the other.
//! It has no rights but the author's, no log, no certified pages, no revisions and no history.

mod records;

use std::borrow::Cow;
use std::cell::RefCell;

use candid::{CandidType, Decode, Deserialize, Encode, Principal};
use ic_cdk_macros::{query, update};
use ic_stable_structures::memory_manager::{MemoryId, MemoryManager, VirtualMemory};
use ic_stable_structures::storable::Bound;
use ic_stable_structures::{DefaultMemoryImpl, StableBTreeMap, Storable};

use records::MeetingDetails;

/// Entries of a page, hits of a search.
const PAGE: usize = 50;
const HITS: usize = 20;

#[derive(CandidType, Deserialize, Clone, Debug)]
struct Meeting {
    id: u64,
    author: Principal,
    created_at: u64,
    updated_at: u64,
    details: MeetingDetails,
}

impl Storable for Meeting {
    const BOUND: Bound = Bound::Unbounded;

    fn to_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Owned(Encode!(self).unwrap_or_else(|e| ic_cdk::api::trap(e.to_string())))
    }

    fn into_bytes(self) -> Vec<u8> {
        self.to_bytes().into_owned()
    }

    fn from_bytes(bytes: Cow<'_, [u8]>) -> Self {
        Decode!(bytes.as_ref(), Meeting).unwrap_or_else(|e| ic_cdk::api::trap(e.to_string()))
    }
}

type Meetings = StableBTreeMap<u64, Meeting, VirtualMemory<DefaultMemoryImpl>>;

thread_local! {
    static MEETINGS: RefCell<Meetings> = RefCell::new(StableBTreeMap::init(
        MemoryManager::init(DefaultMemoryImpl::default()).get(MemoryId::new(0)),
    ));
}

fn enter(details: MeetingDetails) -> u64 {
    let now = ic_cdk::api::time();
    MEETINGS.with_borrow_mut(|meetings| {
        let id = meetings.len() + 1;
        let meeting = Meeting {
            id,
            author: ic_cdk::api::msg_caller(),
            created_at: now,
            updated_at: now,
            details,
        };
        meetings.insert(id, meeting);
        id
    })
}

#[update]
fn create_meeting(details: MeetingDetails) -> u64 {
    enter(details)
}

/// Many at once, to fill it.
#[update]
fn create_meetings(all: Vec<MeetingDetails>) {
    for details in all {
        enter(details);
    }
}

#[update]
fn update_meeting(id: u64, details: MeetingDetails) -> Result<(), String> {
    MEETINGS.with_borrow_mut(|meetings| {
        let mut meeting = meetings.get(&id).ok_or("there is no such meeting")?;
        if meeting.author != ic_cdk::api::msg_caller() {
            return Err("only its author may edit a meeting".into());
        }
        meeting.details = details;
        meeting.updated_at = ic_cdk::api::time();
        meetings.insert(id, meeting);
        Ok(())
    })
}

#[query]
fn get_meeting(id: u64) -> Option<Meeting> {
    MEETINGS.with_borrow(|meetings| meetings.get(&id))
}

/// Meetings from a number on.
#[query]
fn list_meetings(from: u64) -> Vec<Meeting> {
    MEETINGS.with_borrow(|meetings| {
        let entries = meetings.range(from..).take(PAGE);
        entries.map(|entry| entry.value()).collect()
    })
}

/// Meetings in which all words stand, the newest first.
#[query]
fn search_meetings(text: String) -> Vec<Meeting> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    MEETINGS.with_borrow(|meetings| {
        let newest_first = meetings.iter().rev().map(|entry| entry.value());
        let found = newest_first.filter(|meeting| {
            let text = meeting.details.text().to_lowercase();
            words.iter().all(|word| text.contains(word))
        });
        found.take(HITS).collect()
    })
}
