//! Pages of records as they stood, and of records that are withdrawn.

use workgroups::domain::*;

use super::community::{Community, HOUR};
use super::texts::group;

fn text(community: &Community, path: &str) -> String {
    community.reads(path)
}

/// A group whose scope was changed an hour after it was made.
fn edited() -> Community {
    let mut community = Community::empty();
    community.does(group("defi", "DeFi"));
    let made = community.group("defi");
    community.now += 48 * HOUR;
    community.does(Operation::update_group(UpdateGroup {
        id: made.id,
        expected_revision: 1,
        details: GroupDetails {
            scope: "Bridges and wallets".into(),
            ..made.details
        },
    }));
    community
}

#[test]
fn each_revision_of_a_record_has_a_page_that_the_history_leads_to() {
    let community = edited();
    let history = text(&community, "/groups/defi/history");
    assert!(
        history.contains("href=\"/groups/defi/history/1\""),
        "{history}"
    );
    let first = text(&community, "/groups/defi/history/1");
    assert!(!first.contains("Bridges and wallets"));
    let second = text(&community, "/groups/defi/history/2");
    assert!(second.contains("Bridges"), "{second}");
    assert!(second.contains("href=\"/groups/defi/history/1\""));
    let chinese = text(&community, "/zh/groups/defi/history/2");
    assert!(chinese.contains("当时的状态"));
    for path in [
        "/groups/defi/history/3",
        "/groups/defi/history/0",
        "/groups/no/history/1",
    ] {
        assert_eq!(community.follows(path).status, 404, "{path}");
    }
}

#[test]
fn a_group_and_a_meeting_are_shown_as_of_a_day() {
    let community = edited();
    let empty = text(&community, "/groups/defi/as-of");
    assert!(empty.contains("name=\"date\""));
    // It was made on 1 April, and changed two days later.
    let before = text(&community, "/groups/defi/as-of?date=2030-04-02");
    assert!(!before.contains("Bridges and wallets"));
    let after = text(&community, "/groups/defi/as-of?date=2030-04-03");
    assert!(after.contains("Bridges and wallets"));
    let none = text(&community, "/groups/defi/as-of?date=2029-01-01");
    assert!(none.contains("no such record"), "{none}");
    assert_eq!(
        community
            .follows("/groups/defi/as-of?date=2030-02-30")
            .status,
        404
    );
    assert_eq!(
        community.follows("/groups/defi/as-of?date=tomorrow").status,
        404
    );
}

#[test]
fn the_address_of_a_withdrawn_record_says_so_and_keeps_its_history() {
    let mut community = Community::empty();
    community.does(group("defi", "DeFi"));
    let id = community.group("defi").id;
    community.does(Operation::withdraw_record(WithdrawRecord {
        record: RecordId::group(id),
        expected_revision: 1,
        reason: "made by <mistake>".into(),
        instead: None,
    }));
    for path in [
        "/groups/defi",
        "/zh/groups/defi",
        "/groups/defi.json",
        "/groups/defi/feed.xml",
    ] {
        assert_eq!(community.follows(path).status, 410, "{path}");
    }
    let page = String::from_utf8(community.follows("/groups/defi").body).unwrap();
    assert!(page.contains("made by &lt;mistake&gt;"), "{page}");
    let history = text(&community, "/groups/defi/history");
    assert!(history.contains("Withdrew a record"), "{history}");
    assert!(text(&community, "/groups/defi/history/1").contains("DeFi"));
    assert!(!text(&community, "/groups").contains("DeFi"));
}

#[test]
fn the_address_of_a_duplicate_leads_to_the_record_in_its_place() {
    let mut community = Community::empty();
    community.does(group("defi", "DeFi"));
    community.does(group("de-fi", "DeFi again"));
    let [stays, goes] = ["defi", "de-fi"].map(|slug| community.group(slug).id);
    community.does(Operation::withdraw_record(WithdrawRecord {
        record: RecordId::group(goes),
        expected_revision: 1,
        reason: "twice".into(),
        instead: Some(stays),
    }));
    let moved = community.follows("/groups/de-fi");
    assert_eq!(
        (moved.status, moved.location.as_deref()),
        (308, Some("/groups/defi"))
    );
    let moved = community.follows("/zh/groups/de-fi/next.json");
    assert_eq!(moved.status, 404);
    let moved = community.follows("/groups/de-fi/next.json");
    assert_eq!(moved.location.as_deref(), Some("/groups/defi/next.json"));
    assert_eq!(community.follows("/groups/de-fi/history").status, 200);
}
