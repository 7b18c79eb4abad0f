//! The pages: what a reader finds on them.

use crate::site::community::{Community, HOST, NOON, cancel, fortnightly, new_series};
use crate::site::xml;

fn is_page(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap();
    !last.contains('.') && last != "metrics" && !path.starts_with("/.well-known")
}

#[test]
fn every_page_is_well_formed_and_leads_nowhere_in_vain() {
    let community = Community::examples();
    let addresses = community.addresses();
    for path in addresses.iter().filter(|path| is_page(path)) {
        let page = xml::read(&community.reads(path));
        for tag in page.tags {
            assert!(
                !tag.contains("style=") && !tag.starts_with("script"),
                "{path}: {tag}"
            );
            let Some((_, href)) = tag.split_once("href=\"") else {
                continue;
            };
            let href = href.split_once('"').unwrap().0;
            if let Some(inner) = href.strip_prefix('/') {
                let inner = inner.split('#').next().unwrap();
                let decoded = decoded(&format!("/{inner}"));
                let status = community.asks(&decoded, &[]).status;
                assert_eq!(status, 200, "{path} leads to {href}");
            } else {
                let schemes = ["https://", "http://", "mailto:"];
                assert!(
                    schemes.iter().any(|s| href.starts_with(s)),
                    "{path}: {href}"
                );
            }
        }
    }
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_first_page_tells_groups_what_comes_and_how_to_verify() {
    let community = Community::examples();
    let page = community.reads("/");
    let text = xml::read(&page).text;
    let group = community
        .registry
        .get_group(&workgroups::domain::Ref::id(1))
        .unwrap();
    assert!(text.contains(&group.details.name));
    assert!(page.contains(&format!(
        "href=\"/groups/{}/calendar.ics\"",
        group.details.slug
    )));
    assert!(page.contains(&format!("href=\"/groups/{}/feed.xml\"", group.details.slug)));
    assert!(text.contains("Tuesday 2 April 2030, 15:00 UTC (17:00 Europe/Zurich)"));
    assert!(text.contains("cancelled: Easter holidays"));
    assert!(text.contains("Next: Wednesday 17 April 2030, 16:00 UTC (18:00 Europe/Zurich)"));
    assert!(text.contains("cargo xtask verify"));
}

#[test]
fn the_page_of_a_group_tells_roles_series_meetings_and_life() {
    let mut community = Community::examples();
    community.does(new_series(&[1], fortnightly()));
    let group = community
        .registry
        .get_group(&workgroups::domain::Ref::id(1))
        .unwrap();
    let path = format!("/groups/{}", group.details.slug);
    let text = xml::read(&community.reads(&path)).text;
    for told in [
        group.details.scope.split('\n').next().unwrap(),
        "“Every second Tuesday”",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "moved: The speaker is ill",
        "Life of the group",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
}

#[test]
fn a_vacant_role_is_shown_as_such() {
    let community = Community::examples();
    let vacant = community
        .addresses()
        .into_iter()
        .filter(|path| path.starts_with("/groups/") && is_page(path) && !path.ends_with("/next"))
        .filter(|path| xml::read(&community.reads(path)).text.contains("vacant"));
    assert!(vacant.count() > 0, "the examples have a vacant role");
}

#[test]
fn the_next_meeting_has_a_permanent_address() {
    let mut community = Community::examples();
    let slug = community
        .registry
        .get_group(&workgroups::domain::Ref::id(1))
        .unwrap()
        .details
        .slug;
    let path = format!("/groups/{slug}/next");
    let page = community.reads(&path);
    assert!(page.contains("https://example.org/call"), "where to join");
    let text = xml::read(&page).text;
    assert!(text.contains("Wednesday 17 April 2030, 16:00 UTC (18:00 Europe/Zurich)"));
    assert!(text.contains(&format!("https://{HOST}{path}")));
    let json: serde_json::Value =
        serde_json::from_str(&community.reads(&format!("{path}.json"))).unwrap();
    assert_eq!(json["meeting"]["start_at"], "2030-04-17T16:00:00Z");
    assert_eq!(json["locations"][0]["url"], "https://example.org/call");
    community.now = NOON + 400 * 24 * 3_600_000_000_000;
    let text = xml::read(&community.reads(&path)).text;
    assert!(text.contains("No next meeting is known."));
}

#[test]
fn many_groups_come_in_pages() {
    let mut community = Community::empty();
    for n in 0..120 {
        community.does(crate::site::texts::group(
            &format!("g{n:03}"),
            &format!("Group {n:03}"),
        ));
    }
    let (mut path, mut names, mut pages) = (Some("/".to_owned()), Vec::new(), 0);
    while let Some(here) = path.take() {
        let page = community.reads(&here);
        pages += 1;
        names.extend(
            (0..120)
                .map(|n| format!("Group {n:03}"))
                .filter(|name| page.contains(&name[..])),
        );
        let next = page.split("href=\"/groups/after/").nth(1);
        path = next.map(|rest| format!("/groups/after/{}", rest.split('"').next().unwrap()));
    }
    assert_eq!(pages, 3);
    assert_eq!(
        names,
        (0..120)
            .map(|n| format!("Group {n:03}"))
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_cancelled_next_date_is_passed_over() {
    let mut community = Community::empty();
    community.does(crate::site::texts::group("wallets", "Wallets"));
    let series = community.does(new_series(&[1], fortnightly()));
    community.does(cancel(series.id, 1, "2030-04-02T17:00"));
    let text = xml::read(&community.reads("/groups/wallets/next")).text;
    assert!(text.contains("Tuesday 16 April 2030"), "{text}");
}
