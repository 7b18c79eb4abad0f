//! Atom feeds.

use std::collections::BTreeSet;

use workgroups::domain::{EndSeries, Operation, Ref};

use crate::site::community::{Community, HOST, HOUR, NOON, cancel, fortnightly, local, new_series};
use crate::site::xml;

/// The texts of an element, in the order of the document.
fn all(feed: &str, element: &str) -> Vec<String> {
    let open = format!("<{element}>");
    let close = format!("</{element}>");
    let parts = feed.split(&open).skip(1);
    parts
        .map(|part| part.split(&close).next().unwrap().to_owned())
        .collect()
}

/// The entries of a feed, each with all elements that RFC 4287 requires.
fn entries(feed: &str) -> Vec<String> {
    xml::read(feed);
    assert!(feed.starts_with(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">"
    ));
    let head = feed.split("<entry>").next().unwrap();
    for element in ["id", "title", "updated"] {
        assert_eq!(all(head, element).len(), 1, "the feed has one {element}");
    }
    assert!(head.contains("<link rel=\"self\"") && head.contains("<author><name>"));
    let entries = all(feed, "entry");
    for entry in &entries {
        for element in ["id", "title", "updated", "published", "summary"] {
            assert_eq!(
                all(entry, element).len(),
                1,
                "an entry has one {element}: {entry}"
            );
        }
        assert!(!all(entry, "title")[0].is_empty() && !all(entry, "name").is_empty());
        assert!(entry.contains("<category term=\"") && entry.contains("rel=\"alternate\""));
        assert!(all(entry, "updated")[0] >= all(entry, "published")[0]);
    }
    let ids: BTreeSet<String> = all(feed, "id").into_iter().collect();
    assert_eq!(ids.len(), entries.len() + 1, "no identifier comes twice");
    assert!(ids.iter().all(|id| id.starts_with(&format!("tag:{HOST},"))));
    entries
}

#[test]
fn the_feed_tells_announcements_minutes_decisions_and_reports_newest_first() {
    let community = Community::examples();
    let feed = community.reads("/feed.xml");
    let entries = entries(&feed);
    let titles: Vec<String> = entries.iter().map(|e| all(e, "title")[0].clone()).collect();
    assert_eq!(
        titles[..2],
        [
            "Moved: Working session, Tuesday 16 April 2030, 17:00 (Europe/Zurich) \
             to Wednesday 17 April 2030, 18:00 (Europe/Zurich)",
            "Cancelled: Working session, Tuesday 2 April 2030, 17:00 (Europe/Zurich)"
        ]
    );
    for kind in ["Minutes: ", "Decision: ", "Report: "] {
        let told = |slug: &str| {
            let feed = community.reads(&format!("/groups/{slug}/feed.xml"));
            all(&feed, "title").iter().any(|t| t.starts_with(kind))
        };
        let groups = community
            .registry
            .list_groups(&workgroups::registry::ListGroups {
                take: Some(200),
                ..Default::default()
            });
        let groups = groups.unwrap().items;
        assert!(groups.iter().any(|g| told(&g.slug)), "no feed has {kind:?}");
    }
    assert_eq!(all(&entries[0], "summary"), ["The speaker is ill"]);
    let published: Vec<String> = entries
        .iter()
        .map(|e| all(e, "published")[0].clone())
        .collect();
    assert!(published.is_sorted_by(|a, b| a >= b), "{published:?}");
    let newest = entries.iter().map(|e| all(e, "updated")[0].clone()).max();
    assert_eq!(all(&feed, "updated").first(), newest.as_ref());
}

#[test]
fn every_feed_of_the_examples_is_one_of_rfc_4287() {
    let community = Community::examples();
    for path in community.addresses() {
        if path.ends_with("feed.xml") {
            entries(&community.reads(&path));
        }
    }
}

#[test]
fn identifiers_stay_when_a_slug_changes() {
    let mut community = Community::examples();
    let slug = community
        .registry
        .get_group(&Ref::id(1))
        .unwrap()
        .details
        .slug;
    let ids = |path: &str, community: &Community| all(&community.reads(path), "id");
    let before = ids(&format!("/groups/{slug}/feed.xml"), &community);
    assert!(before.len() > 2);
    community.renames(&slug, "renamed");
    assert_eq!(ids("/groups/renamed/feed.xml", &community), before);
}

#[test]
fn an_edit_of_minutes_updates_their_entry_and_leaves_its_place() {
    let mut community = Community::examples();
    let meetings = community
        .registry
        .list_meetings(&workgroups::registry::ListMeetings {
            take: Some(200),
            ..Default::default()
        });
    let meetings = meetings.unwrap().items;
    let id = meetings.iter().find(|m| m.has_minutes).unwrap().id;
    let meeting = community.registry.get_meeting(&Ref::id(id)).unwrap();
    let group = community
        .registry
        .get_group(&Ref::id(meeting.details.groups[0]))
        .unwrap();
    let path = format!("/groups/{}/feed.xml", group.details.slug);
    let before = all(&community.reads(&path), "id");
    community.now += HOUR;
    community.does(Operation::publish_minutes(
        workgroups::domain::PublishMinutes {
            id,
            expected_revision: meeting.meta.revision,
            minutes: meeting.minutes.unwrap(),
        },
    ));
    let feed = community.reads(&path);
    assert_eq!(all(&feed, "id"), before);
    let entry = all(&feed, "entry")
        .into_iter()
        .find(|e| all(e, "id")[0].ends_with(&format!("meeting/{id}/minutes")))
        .unwrap();
    assert_eq!(all(&entry, "published"), ["2030-04-01T12:00:00Z"]);
    assert_eq!(all(&entry, "updated"), ["2030-04-01T16:00:00Z"]);
}

#[test]
fn what_is_taken_back_is_no_news_and_an_end_is() {
    let mut community = Community::empty();
    community.does(crate::site::texts::group("wallets", "Wallets"));
    let series = community.does(new_series(&[1], fortnightly()));
    let cancelled = community.does(cancel(series.id, 1, "2030-04-02T17:00"));
    assert_eq!(entries(&community.reads("/feed.xml")).len(), 1);
    let restored = community.does(Operation::restore_occurrence(
        workgroups::domain::RestoreOccurrence {
            id: series.id,
            expected_revision: cancelled.revision,
            original: local("2030-04-02T17:00"),
        },
    ));
    assert_eq!(entries(&community.reads("/feed.xml")).len(), 0);
    community.does(Operation::end_series(EndSeries {
        id: series.id,
        expected_revision: restored.revision,
        before: Some(local("2030-05-14T17:00")),
        reason: "Merged with another".into(),
        announced_at: Some((NOON / 1_000_000_000) as i64 - 3_600),
    }));
    let entries = entries(&community.reads("/groups/wallets/feed.xml"));
    assert_eq!(
        all(&entries[0], "title"),
        ["Ends: Working session, no more from Tuesday 14 May 2030, 17:00 (Europe/Zurich) on"]
    );
    assert_eq!(all(&entries[0], "published"), ["2030-04-01T11:00:00Z"]);
}

#[test]
fn a_feed_has_fifty_entries_at_most() {
    let mut community = Community::empty();
    community.does(crate::site::texts::group("wallets", "Wallets"));
    let mut written = community.does(new_series(&[1], fortnightly()));
    let first = local("2030-03-05T17:00");
    for week in 0..60 {
        let zone = workgroups::domain::calendar::zones::Zone::named("Europe/Zurich").unwrap();
        let noon = zone.instant_of(first) + week * 14 * 86_400;
        let day = zone.local_at(noon + 7_200);
        let original = format!("{:04}-{:02}-{:02}T17:00", day.year, day.month, day.day);
        community.now += 1_000_000_000;
        written = community.does(cancel(written.id, written.revision, &original));
    }
    assert_eq!(entries(&community.reads("/feed.xml")).len(), 50);
}
