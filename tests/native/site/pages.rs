//! The pages: what a reader finds on them.

use std::collections::BTreeSet;

use crate::site::community::{
    Community, HOST, HOUR, NOON, cancel, fortnightly, is_page, new_series,
};
use crate::site::xml;
use ic_stable_structures::DefaultMemoryImpl;
use workgroups::domain::{
    GiveFeedback, Operation, PartialDate, ProposeGroup, Ref, Role, RoleKind, SetRoles, Subject,
    UpdateGroup,
};
use workgroups::registry::Registry;
use workgroups::registry::access::Caller;
use workgroups_test_support::records;

#[test]
fn every_page_is_well_formed_and_leads_nowhere_in_vain() {
    let community = Community::examples();
    let addresses = community.addresses();
    let mut followed = BTreeSet::new();
    for path in addresses.iter().filter(|path| is_page(path)) {
        let page = xml::read(&community.reads(path));
        let ids: BTreeSet<String> = page
            .tags
            .iter()
            .filter_map(|t| attribute(t, "id"))
            .collect();
        for tag in &page.tags {
            let is_script = tag.starts_with("script");
            let is_ours = !tag.contains("style=")
                && (!is_script || tag.starts_with("script type=\"module\" src=\"/assets/site."));
            assert!(is_ours, "{path}: {tag}");
            let Some(href) = attribute(tag, "href") else {
                continue;
            };
            if let Some(id) = href.strip_prefix('#') {
                assert!(ids.contains(id), "{path} leads to {href}");
            } else if href.starts_with('/') {
                let inner = href.split('#').next().unwrap();
                if followed.insert(inner.to_owned()) {
                    let status = community.follows(inner).status;
                    assert_eq!(status, 200, "{path} leads to {href}");
                }
            } else {
                let schemes = ["https://", "http://", "mailto:", "webcal://"];
                assert!(
                    schemes.iter().any(|s| href.starts_with(s)),
                    "{path}: {href}"
                );
            }
        }
    }
}

/// An attribute of a tag, as it is read.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    let value = value.split_once('"')?.0;
    Some(value.replace("&amp;", "&"))
}

#[test]
fn every_page_has_its_parts_and_one_first_heading() {
    let community = Community::examples();
    for path in community.addresses().iter().filter(|path| is_page(path)) {
        let page = community.reads(path);
        let count = |part: &str| page.matches(part).count();
        let language = if path.starts_with("/zh") {
            "zh-Hans"
        } else {
            "en"
        };
        for part in [
            "<h1",
            "<main id=\"main\"",
            "<footer>",
            "<header class=\"top\">",
            "href=\"#main\"",
            "hreflang=\"x-default\"",
            "<span id=\"session\">",
            "<button class=\"button waits\" id=\"theme\"",
            &format!("<html lang=\"{language}\">"),
        ] {
            assert_eq!(count(part), 1, "{path}: {part}");
        }
        let ids: Vec<String> = xml::read(&page)
            .tags
            .iter()
            .filter_map(|t| attribute(t, "id"))
            .collect();
        let distinct: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "{path} has an id twice");
    }
}

#[test]
fn each_page_leads_to_itself_in_the_other_language_and_back() {
    let community = Community::examples();
    for path in community.addresses().iter().filter(|path| is_page(path)) {
        let alternates = |path: &str| {
            let page = community.reads(path);
            let tags = xml::read(&page).tags.into_iter();
            let links = tags.filter(|tag| tag.contains("hreflang=") && tag.starts_with("link"));
            let links: Vec<_> = links.filter_map(|tag| attribute(&tag, "href")).collect();
            let host = format!("https://{HOST}");
            let inner = links
                .iter()
                .map(|l| l.strip_prefix(&host).unwrap().to_owned());
            inner.collect::<Vec<String>>()
        };
        let here = alternates(path);
        assert_eq!(here.len(), 3, "{path}");
        for other in &here {
            assert_eq!(alternates(other), here, "{path} and {other}");
        }
    }
}

/// Pages are small, whatever is in the registry; they are written where they can be looked at.
#[test]
fn every_page_is_small() {
    let community = Community::examples();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    for path in community.addresses().iter().filter(|path| is_page(path)) {
        let page = community.reads(path);
        assert!(page.len() < 100_000, "{path}: {}", page.len());
        let name = path.trim_start_matches('/').replace(['/', '?', '='], "-");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
    }
}

#[test]
fn the_first_page_tells_groups_what_comes_and_how_to_verify() {
    let community = Community::examples();
    let page = community.reads("/");
    let text = xml::read(&page).text;
    let group = community.registry.get_group(&Ref::id(1)).unwrap();
    assert!(text.contains(&group.details.name));
    for told in [
        "Tue 2 Apr15:00 UTC (17:00 Europe/Zurich)",
        "cancelled Easter holidays",
        "Next: Wed 17 Apr, 16:00 UTC (18:00 Europe/Zurich)",
        "Latest changes",
        "Changed a date",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
    assert!(text.contains("cargo xtask verify"));
}

#[test]
fn the_page_of_a_group_tells_roles_series_meetings_and_life() {
    let mut community = Community::examples();
    community.does(new_series(&[1], fortnightly()));
    let group = community.registry.get_group(&Ref::id(1)).unwrap();
    let path = format!("/groups/{}", group.details.slug);
    let text = xml::read(&community.reads(&path)).text;
    for told in [
        group.details.scope.split('\n').next().unwrap(),
        "“Every second Tuesday”",
        "Every 2 weeks on Tuesday, 17:00 Europe/Zurich, 60 minutes",
        "moved The speaker is ill",
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
fn who_led_a_group_and_when_stands_on_its_page_and_on_theirs_the_last_first() {
    let mut community = Community::examples();
    let group = community.group("ledger-tokenization");
    let person = group.roles.iter().find_map(|role| role.person).unwrap();
    let role = |kind, label: &str, year: Option<u16>| Role {
        kind: Some(kind),
        label: Some(label.into()),
        person: Some(person),
        from: None,
        until: year.map(|year| PartialDate {
            year: Some(year),
            ..PartialDate::default()
        }),
        note: None,
    };
    community.does(Operation::set_roles(SetRoles {
        id: group.id,
        expected_revision: group.meta.revision,
        roles: vec![
            role(RoleKind::emeritus, "Elder", None),
            role(RoleKind::lead, "First lead", Some(2021)),
            role(RoleKind::lead, "Second lead", Some(2023)),
            role(RoleKind::lead, "Present lead", None),
        ],
    }));
    let text = xml::read(&community.reads("/groups/ledger-tokenization")).text;
    let order = [
        "Present lead",
        "Past roles",
        "Second lead",
        "First lead",
        "Elder",
    ];
    let places: Vec<_> = order.map(|words| text.find(words).unwrap()).to_vec();
    assert!(places.is_sorted(), "{text}");

    let handle = community
        .registry
        .get_person(&Ref::id(person))
        .unwrap()
        .details
        .handle;
    let text = xml::read(&community.reads(&format!("/people/{handle}"))).text;
    let past = &text[text.find("Past roles").unwrap()..];
    let order = ["2023-12-31", "2021-12-31", "Emeritus"];
    let places: Vec<_> = order.map(|words| past.find(words).unwrap()).to_vec();
    assert!(places.is_sorted(), "{past}");
}

#[test]
fn the_next_meeting_has_a_permanent_address() {
    let mut community = Community::examples();
    let slug = community
        .registry
        .get_group(&Ref::id(1))
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
    let (mut path, mut names, mut pages) = (Some("/groups".to_owned()), Vec::new(), 0);
    while let Some(here) = path.take() {
        let page = community.reads(&here);
        pages += 1;
        names.extend(
            (0..120)
                .map(|n| format!("Group {n:03}"))
                .filter(|name| page.contains(&name[..])),
        );
        let next = page.split("rel=\"next\" href=\"").nth(1);
        path = next.map(|rest| rest.split('"').next().unwrap().to_owned());
    }
    assert_eq!(pages, 4);
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

#[test]
fn nothing_in_a_proposal_leads_away() {
    let mut community = Community::examples();
    let proposer = Caller {
        principal: candid::Principal::self_authenticating("somebody"),
        is_controller: false,
    };
    let mut details = community.group("defi").details;
    details.slug = "cheap".into();
    details.name = "Cheap things".into();
    details.scope = "See https://spam.example and [this](https://spam.example/b).".into();
    details.charter = Some("<https://spam.example/c>".into());
    details.links[0].url = Some("https://spam.example/d".into());
    let proposed = Operation::propose_group(ProposeGroup {
        details,
        motivation: "https://spam.example/e".into(),
    });
    let now = community.now;
    community
        .registry
        .execute(&proposer, now, proposed)
        .unwrap();
    for (path, is_named) in [
        ("/", false),
        ("/groups", false),
        ("/groups?topic=defi", false),
        ("/proposals", true),
        ("/groups/cheap", true),
    ] {
        let page = community.reads(path);
        assert!(!page.contains("href=\"https://spam"), "{path}");
        let main = page.split("<main").nth(1).unwrap();
        let named = main
            .split("Latest changes")
            .next()
            .unwrap()
            .contains("Cheap things");
        assert_eq!(named, is_named, "{path}");
    }
}

#[test]
fn a_history_marks_the_words_that_went_and_came() {
    let mut community = Community::examples();
    let group = community.group("defi");
    let mut details = group.details.clone();
    details.cadence = Some("Every Friday, 3 pm UTC".into());
    community.does(Operation::update_group(UpdateGroup {
        id: group.id,
        expected_revision: group.meta.revision,
        details,
    }));
    let page = community.reads("/groups/defi/history");
    let marked = "Every <del>Tuesday, </del> <ins>Friday, </ins> 3 pm UTC";
    assert!(page.contains(marked), "{page}");
    assert!(xml::read(&page).text.contains("Changed a group"));
    let chinese = community.reads("/zh/groups/defi/history");
    assert!(
        chinese.contains("更改工作组") && chinese.contains("频率"),
        "{chinese}"
    );
    let newest = community.reads("/changes");
    let first = newest
        .split("<li>")
        .find(|row| row.contains("Changed a group"));
    assert!(first.unwrap().contains("href=\"/groups/defi\""), "{newest}");
}

#[test]
fn feedback_stands_where_it_was_given_and_decisions_are_set_off() {
    let community = Community::examples();
    let page = community.reads("/meetings/icp-dev-forum-ep03");
    let (before, after) = page
        .split_once("ETH integration needs the support")
        .unwrap();
    assert!(
        before.rsplit("<h4").next().unwrap().contains("Dieter"),
        "{page}"
    );
    assert!(
        after
            .split("</div>")
            .take(3)
            .any(|part| part.contains("IC Lighthouse"))
    );
    assert!(page.contains("<nav class=\"contents\""));
}

#[test]
fn what_anybody_may_do_leaves_the_first_page_as_it_is() {
    let mut community = Community::examples();
    for path in ["/", "/zh/", "/feed.xml"] {
        let (before, marks) = community
            .registry
            .store()
            .traced(|| community.follows(path));
        community.registry.take_written();
        let feedback = GiveFeedback {
            subject: Subject::group(1),
            text: "This helped.".into(),
        };
        for operation in [Operation::join_group(1), Operation::give_feedback(feedback)] {
            community.does(operation);
        }
        let written = community.registry.take_written();
        assert!(written.is_disjoint(&marks), "{path} is made again");
        assert_eq!(community.follows(path), before, "{path}");
        community.does(Operation::leave_group(1));
    }
}

#[test]
fn the_first_page_has_the_latest_changes_after_an_upgrade_too() {
    let memory = DefaultMemoryImpl::default();
    let latest = |registry: &Registry<DefaultMemoryImpl>| -> Vec<u64> {
        registry.store().latest_changes().collect()
    };
    let mut community = Community {
        registry: Registry::open(memory.clone()),
        now: NOON,
    };
    for number in 0..12 {
        let new = records::group(&format!("group-{number}"));
        community.does(Operation::create_group(new));
        community.does(Operation::join_group(number + 1));
    }
    let before = latest(&community.registry);
    assert_eq!(before, [22, 20, 18, 16, 14, 12, 10, 8]);
    assert_eq!(latest(&Registry::open(memory)), before);
}

#[test]
fn the_page_of_a_meeting_leads_to_the_next_however_many_more_follow() {
    let mut community = Community::empty();
    let group = community
        .does(Operation::create_group(records::group("one")))
        .id;
    for number in 0..=205 {
        let mut details = records::meeting(&format!("m{number}"), &[group]);
        details.when.start = Some(NOON + number * HOUR);
        community.does(Operation::create_meeting(details));
    }
    let neighbours = |number: u64| {
        let page = community.reads(&format!("/meetings/m{number}"));
        let (_, nav) = page.split_once("<nav class=\"neighbours\"").unwrap();
        let (nav, _) = nav.split_once("</nav>").unwrap();
        let near = number.saturating_sub(2)..=number + 2;
        near.filter(|n| nav.contains(&format!("/meetings/m{n}\"")))
            .collect::<Vec<u64>>()
    };
    assert_eq!(neighbours(0), [1]);
    assert_eq!(neighbours(1), [0, 2]);
    assert_eq!(neighbours(100), [99, 101]);
    assert_eq!(neighbours(205), [204]);
}
