//! Every address, certified: at first, after edits, after an upgrade, after a slug has changed.

use std::time::Duration;

use candid::{Decode, Encode};
use workgroups::domain::{Group, Operation, Ref, UpdateGroup};
use workgroups::wire::GroupReply;

use crate::http::client::{Site, admin, get, header};

/// Addresses of each form, with examples of records.
pub const ADDRESSES: &[(&str, &str)] = &[
    ("/", "text/html; charset=utf-8"),
    ("/zh", "text/html; charset=utf-8"),
    ("/groups", "text/html; charset=utf-8"),
    ("/groups?state=active", "text/html; charset=utf-8"),
    ("/proposals", "text/html; charset=utf-8"),
    ("/meetings?year=2023", "text/html; charset=utf-8"),
    ("/people", "text/html; charset=utf-8"),
    ("/reports", "text/html; charset=utf-8"),
    ("/roadmap", "text/html; charset=utf-8"),
    ("/calendar", "text/html; charset=utf-8"),
    ("/calendar/2024-05", "text/html; charset=utf-8"),
    ("/changes", "text/html; charset=utf-8"),
    ("/search?q=token", "text/html; charset=utf-8"),
    (
        "/zh/search?q=%E8%B7%A8%E9%93%BE",
        "text/html; charset=utf-8",
    ),
    ("/me", "text/html; charset=utf-8"),
    ("/series/1", "text/html; charset=utf-8"),
    (
        "/zh/groups/ledger-tokenization/history",
        "text/html; charset=utf-8",
    ),
    ("/groups.json", "application/json"),
    ("/people.json", "application/json"),
    ("/meetings.json", "application/json"),
    ("/reports.json", "application/json"),
    ("/groups/ledger-tokenization", "text/html; charset=utf-8"),
    ("/groups/ledger-tokenization.json", "application/json"),
    (
        "/groups/ledger-tokenization/meetings.json",
        "application/json",
    ),
    (
        "/groups/ledger-tokenization/next",
        "text/html; charset=utf-8",
    ),
    ("/groups/ledger-tokenization/next.json", "application/json"),
    (
        "/groups/ledger-tokenization/calendar.ics",
        "text/calendar; charset=utf-8",
    ),
    (
        "/groups/ledger-tokenization/calendar.ics?cancelled=1&alarm=15",
        "text/calendar; charset=utf-8",
    ),
    (
        "/groups/ledger-tokenization/feed.xml",
        "application/atom+xml; charset=utf-8",
    ),
    ("/calendar.ics", "text/calendar; charset=utf-8"),
    ("/feed.xml", "application/atom+xml; charset=utf-8"),
    ("/robots.txt", "text/plain; charset=utf-8"),
    ("/.well-known/ic-domains", "text/plain; charset=utf-8"),
    ("/.well-known/ii-alternative-origins", "application/json"),
    ("/metrics", "text/plain; version=0.0.4; charset=utf-8"),
    ("/log.md", "text/markdown; charset=utf-8"),
];

/// Answers at an address that is certified by then, and verifies the answer.
fn certified(site: &Site, url: &str) -> Vec<u8> {
    let first = site.ask(&get(url));
    let again = site.query(&get(url));
    assert_eq!(
        again.upgrade, None,
        "{url} is certified once it was asked for"
    );
    site.verify(&get(url), &again)
        .unwrap_or_else(|error| panic!("{url}: {error}"));
    assert_eq!(
        (first.status_code, &first.body),
        (again.status_code, &again.body),
        "{url}"
    );
    again.body.into_vec()
}

fn all_are_certified(site: &Site) {
    for (url, content_type) in ADDRESSES {
        certified(site, url);
        let response = site.query(&get(url));
        assert_eq!(response.status_code, 200, "{url}");
        assert_eq!(
            header(&response, "content-type"),
            Some(*content_type),
            "{url}"
        );
        assert!(
            header(&response, "content-security-policy").is_some(),
            "{url}"
        );
    }
}

fn group(site: &Site, slug: &str) -> Group {
    let question = Encode!(&Ref::slug(slug.into())).unwrap();
    let reply = site
        .network
        .query_call(site.canister, admin(), "get_group", question);
    match Decode!(&reply.unwrap(), GroupReply).unwrap() {
        GroupReply::Ok(Some(group)) => group,
        other => panic!("{other:?}"),
    }
}

/// Changes something of a group.
pub fn edit(site: &Site, slug: &str, change: impl FnOnce(&mut Group)) {
    let mut group = group(site, slug);
    change(&mut group);
    site.does(vec![Operation::update_group(UpdateGroup {
        id: group.id,
        expected_revision: group.meta.revision,
        details: group.details,
    })]);
}

#[test]
fn every_address_is_certified_before_and_after_an_edit_and_an_upgrade() {
    let site = Site::new();
    all_are_certified(&site);

    let (edited, other) = ("/groups/ledger-tokenization.json", "/people.json");
    let before = certified(&site, edited);
    edit(&site, "ledger-tokenization", |g| {
        g.details.scope.push_str(" And more.")
    });
    assert!(
        !site.is_certified(edited),
        "an edit takes back what was made from the record"
    );
    assert!(!site.is_certified("/"), "and the pages that show it");
    assert!(
        site.is_certified(other),
        "but not what has nothing to do with it"
    );
    assert_ne!(certified(&site, edited), before);
    all_are_certified(&site);

    site.upgrade();
    assert!(
        !site.is_certified(other),
        "after an upgrade, everything is certified anew"
    );
    all_are_certified(&site);
}

#[test]
fn the_files_that_pages_load_are_certified_by_the_installation_and_by_each_upgrade() {
    let site = Site::new();
    let all_hold = || {
        for path in workgroups::site::files() {
            let response = site.query(&get(&path));
            assert_eq!(
                (response.status_code, response.upgrade),
                (200, None),
                "{path}"
            );
            site.verify(&get(&path), &response).unwrap();
        }
    };
    all_hold();
    site.upgrade();
    all_hold();
}

#[test]
fn what_an_edit_or_the_clock_made_stale_is_certified_again_before_a_reader_comes() {
    let site = Site::new();
    let (edited, page) = (
        "/groups/ledger-tokenization.json",
        "/groups/ledger-tokenization",
    );
    // What nobody has asked for, and what anybody can make up, is not made again.
    let (unasked, varied) = ("/zh/groups/ledger-tokenization", "/groups?topic=tokens");
    let before = certified(&site, edited);
    for url in [page, varied] {
        certified(&site, url);
    }
    edit(&site, "ledger-tokenization", |g| {
        g.details.name.push_str(" and more")
    });
    assert!(!site.is_certified(edited));
    site.passes(Duration::from_secs(2));
    assert!(site.is_certified(edited) && site.is_certified(page));
    assert!(!site.is_certified(unasked) && !site.is_certified(varied));
    assert_ne!(site.ask(&get(edited)).body, before);

    site.passes(Duration::from_secs(3_602));
    site.passes(Duration::from_secs(2));
    assert!(site.is_certified(page), "a page with dates, an hour later");
}

#[test]
fn a_changed_slug_leads_to_the_new_one() {
    let site = Site::new();
    let (old, new) = ("/groups/ledger-tokenization.json", "/groups/ledgers.json");
    assert_eq!(site.ask(&get(new)).status_code, 404);
    assert!(
        site.is_certified(new),
        "that there is nothing is certified too"
    );
    certified(&site, old);
    edit(&site, "ledger-tokenization", |g| {
        g.details.slug = "ledgers".into()
    });
    for address in [old, new] {
        assert!(!site.is_certified(address), "{address}");
        certified(&site, address);
    }
    let moved = site.query(&get(old));
    assert_eq!(
        (moved.status_code, header(&moved, "location")),
        (308, Some(new))
    );
    assert_eq!(site.query(&get(new)).status_code, 200);
}

#[test]
fn the_calendar_at_an_address_has_the_bytes_of_the_query_method() {
    use workgroups::registry::AskGroupCalendar;
    use workgroups::wire::CalendarReply;
    let site = Site::new();
    let asked = |cancelled, alarm_minutes, past_days| AskGroupCalendar {
        group: Ref::slug("ledger-tokenization".into()),
        cancelled,
        alarm_minutes,
        past_days,
        offset: None,
    };
    for (query, question) in [
        ("", asked(false, None, None)),
        ("?cancelled=1", asked(true, None, None)),
        ("?alarm=15&past=3000", asked(false, Some(15), Some(3000))),
    ] {
        let url = format!("/groups/ledger-tokenization/calendar.ics{query}");
        let bytes = Encode!(&question).unwrap();
        let reply = site
            .network
            .query_call(site.canister, admin(), "calendar_of_group", bytes);
        let CalendarReply::Ok(calendar) = Decode!(&reply.unwrap(), CalendarReply).unwrap() else {
            panic!("the group has a calendar");
        };
        assert_eq!(certified(&site, &url), calendar.ics.into_vec(), "{url}");
    }
}
