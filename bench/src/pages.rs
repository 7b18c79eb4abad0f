//! What certification costs: with an edit, and when a page is asked for.

use std::cell::RefCell;

use ic_cdk_macros::{query, update};
use ic_stable_structures::DefaultMemoryImpl;
use serde_bytes::ByteBuf;
use workgroups::http::{self, Certified, HttpRequest};
use workgroups::registry::Registry;
use workgroups::site::Place;

use super::{REGISTRY, counted};

thread_local! {
    static CERTIFIED: RefCell<Certified> = RefCell::new(Certified::new(None));
}

/// The pages of the group whose edit is counted, and the lists that show it.
const OF_THE_GROUP: [&str; 9] = [
    "/",
    "/groups.json",
    "/groups/benchmarks",
    "/groups/benchmarks.json",
    "/groups/benchmarks/next",
    "/groups/benchmarks/next.json",
    "/groups/benchmarks/meetings.json",
    "/groups/benchmarks/calendar.ics",
    "/groups/benchmarks/feed.xml",
];

/// What every update does after it has written, as the canister's entry points do it.
pub fn certify(registry: &mut Registry<DefaultMemoryImpl>) {
    let written = registry.take_written();
    let store = registry.store();
    let tip = store.events().checked_sub(1).zip(store.tip());
    CERTIFIED.with_borrow_mut(|certified| {
        certified.set_tip(tip);
        certified.forget(&written);
        ic_cdk::api::certified_data_set(certified.root());
    });
}

fn ask<T>(path: &str, answer: impl FnOnce(&Place<'_>, &HttpRequest) -> T) -> T {
    let request = HttpRequest {
        method: "GET".into(),
        url: path.into(),
        headers: Vec::new(),
        body: ByteBuf::new(),
        certificate_version: Some(2),
    };
    let place = Place {
        host: "aaaaa-aa.icp0.io",
        now: ic_cdk::api::time(),
    };
    answer(&place, &request)
}

/// Certifies the pages of the group.
#[update]
pub fn certify_pages() {
    for path in OF_THE_GROUP {
        certify_page(path.into());
    }
}

/// What it costs to answer for a page by an update, and to certify it.
#[update]
fn certify_page(path: String) -> u64 {
    REGISTRY.with_borrow(|registry| {
        CERTIFIED.with_borrow_mut(|certified| {
            counted(|| {
                ask(&path, |place, request| {
                    http::update(certified, registry, place, request)
                });
                ic_cdk::api::certified_data_set(certified.root());
            })
        })
    })
}

/// What it costs to answer for a page by a query, with its proof.
#[query]
fn serve_page(path: String) -> u64 {
    REGISTRY.with_borrow(|registry| {
        CERTIFIED.with_borrow(|certified| {
            counted(|| {
                ask(&path, |place, request| {
                    http::query(certified, registry, place, Some(&[0; 800]), request)
                })
            })
        })
    })
}
