//! Which addresses there are.

use crate::site::community::{Community, HOST, is_page, parted};
use workgroups::domain::{GroupDetails, Nanos, Operation, UpdateGroup};
use workgroups::site::{Place, answer, may_exist, parameters};
use workgroups_test_support::records;

#[test]
fn every_address_of_the_examples_answers_with_its_type() {
    let community = Community::examples();
    let addresses = community.addresses();
    assert!(addresses.len() > 200, "{}", addresses.len());
    for path in addresses {
        let answer = community.follows(&path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.location, None, "{path}");
        let path = parted(&path).0;
        assert!(may_exist(&path), "{path}");
        let last = path.rsplit('/').next().unwrap();
        let expected = match last.rsplit_once('.').map(|(_, ending)| ending) {
            Some("json") => "application/json",
            Some("ics") => "text/calendar; charset=utf-8",
            Some("xml") => "application/atom+xml; charset=utf-8",
            Some("md") => "text/markdown; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("txt") => "text/plain; charset=utf-8",
            _ => match last {
                "metrics" => "text/plain; version=0.0.4; charset=utf-8",
                "ic-domains" => "text/plain; charset=utf-8",
                "ii-alternative-origins" => "application/json",
                _ => "text/html; charset=utf-8",
            },
        };
        assert_eq!(answer.content_type, expected, "{path}");
        let is_page = expected.starts_with("text/html") || expected.starts_with("text/css");
        assert_eq!(answer.cors, !is_page, "{path}");
    }
}

#[test]
fn an_empty_registry_answers_too() {
    let community = Community::empty();
    for path in community.addresses() {
        assert_eq!(community.follows(&path).status, 200, "{path}");
    }
    assert!(community.reads("/").contains("There is no group yet."));
}

#[test]
fn the_same_records_at_the_same_time_give_the_same_bytes() {
    let (one, other) = (Community::examples(), Community::examples());
    for path in one.addresses() {
        assert_eq!(one.follows(&path), other.follows(&path), "{path}");
    }
}

#[test]
fn an_answer_that_does_not_say_so_does_not_depend_on_the_clock() {
    let community = Community::examples();
    let later = Place {
        host: HOST,
        now: community.now + 400 * 24 * 3_600_000_000_000,
    };
    for path in community.addresses() {
        let now = community.follows(&path);
        if !now.timed {
            let (path, query) = parted(&path);
            let then = answer(&community.registry, &later, &path, &query);
            assert_eq!(now, then, "{path}");
        }
    }
}

#[test]
fn an_answer_stays_as_it_is_until_the_clock_turns_it() {
    const DAY: Nanos = 24 * 3_600_000_000_000;
    let community = Community::examples();
    let store = community.registry.store();
    for path in community.addresses() {
        let (now, _) = store.traced(|| community.follows(&path));
        if !now.timed {
            continue;
        }
        let turn = store.turn().unwrap_or((community.now / DAY + 1) * DAY);
        assert!(turn > community.now, "{path} has turned already");
        let before = Place {
            host: HOST,
            now: turn - 1,
        };
        let (path, query) = parted(&path);
        let then = answer(&community.registry, &before, &path, &query);
        assert_eq!(now, then, "{path} turns before it says so");
    }
}

#[test]
fn a_former_slug_leads_to_the_present_one_wherever_it_stands() {
    let mut community = Community::examples();
    let slug = community.group_slug();
    community.renames(&slug, "renamed");
    for rest in [
        "",
        ".json",
        "/next",
        "/next.json",
        "/calendar.ics",
        "/feed.xml",
    ] {
        let answer = community.asks(&format!("/groups/{slug}{rest}"), &[]);
        assert_eq!(answer.status, 308, "{rest}");
        let location = answer.location.unwrap();
        assert_eq!(location, format!("/groups/renamed{rest}"));
        assert_eq!(community.asks(&location, &[]).status, 200);
    }
    let query = [("cancelled", "1"), ("alarm", "15")];
    let answer = community.asks(&format!("/groups/{slug}/calendar.ics"), &query);
    let location = "/groups/renamed/calendar.ics?cancelled=1&alarm=15";
    assert_eq!(answer.location.as_deref(), Some(location));
}

#[test]
fn another_spelling_leads_to_the_canonical_one() {
    let community = Community::examples();
    let slug = community.group_slug();
    let shouted = format!("/groups/{}/next", slug.to_uppercase());
    let answer = community.asks(&shouted, &[]);
    assert_eq!(answer.status, 308);
    assert_eq!(answer.location, Some(format!("/groups/{slug}/next")));
    let wide: String = slug
        .chars()
        .map(|c| match c {
            'a'..='z' => char::from_u32(c as u32 + 0xFEE0).unwrap(),
            c => c,
        })
        .collect();
    let answer = community.asks(&format!("/groups/{wide}.json"), &[]);
    assert_eq!(answer.location, Some(format!("/groups/{slug}.json")));
}

#[test]
fn a_name_that_is_not_ascii_is_encoded_in_a_redirect() {
    let community = Community::examples();
    let people = community.reads("/people.json");
    assert!(
        people.contains("刺猬"),
        "the examples have a Chinese handle"
    );
    let answer = community.asks("/people/刺猬/", &[]);
    assert_eq!(answer.status, 308);
    assert_eq!(
        answer.location.as_deref(),
        Some("/people/%E5%88%BA%E7%8C%AC")
    );
}

#[test]
fn slashes_at_the_end_lead_away_and_never_to_another_site() {
    let community = Community::examples();
    for (path, location) in [
        ("/groups.json/", Some("/groups.json")),
        ("/robots.txt//", Some("/robots.txt")),
        ("/zh/", Some("/zh")),
        ("//example.org/", None),
        ("//", None),
        ("///groups.json", None),
    ] {
        let answer = community.asks(path, &[]);
        assert_eq!(answer.location.as_deref(), location, "{path}");
        assert_eq!(
            answer.status,
            if location.is_some() { 308 } else { 404 },
            "{path}"
        );
    }
}

#[test]
fn what_is_not_there_is_missing_with_the_same_bytes() {
    let community = Community::examples();
    let missing = community.asks("/nothing", &[]);
    assert_eq!(missing.status, 404);
    assert!(!missing.timed);
    let long = format!("/groups/{}", "x".repeat(100_000));
    for path in [
        "",
        "x",
        "/assets/site.000000000000.css",
        "/groups/none",
        "/groups/none/history",
        "/initiatives/none",
        "/series/4000000000",
        "/calendar/2030-13",
        "/groups/none/calendar.ics",
        "/meetings/none.md",
        "/reports/none.json",
        "/people/none",
        "/tags/none/calendar.ics",
        "/calendar/2.ics",
        "/calendar/4294967295.ics",
        "/groups/<script>",
        "/groups/..%2f",
        "/groups/\u{202e}",
        "/meetings/after/00.json",
        long.as_str(),
    ] {
        assert_eq!(community.asks(path, &[]), missing, "{path}");
    }
}

#[test]
fn a_cursor_that_is_not_one_of_the_list_is_missing() {
    let community = Community::examples();
    for list in ["groups", "people", "meetings", "reports"] {
        let path = format!("/{list}/after/{}.json", "0".repeat(82));
        assert_eq!(community.asks(&path, &[]).status, 404, "{path}");
    }
    for list in [
        "groups",
        "people",
        "meetings",
        "reports",
        "roadmap",
        "search?q=a",
    ] {
        for cursor in [
            "f".repeat(82),
            "0".repeat(52),
            "zz".into(),
            "f".repeat(1_001),
        ] {
            let mark = if list.contains('?') { '&' } else { '?' };
            let url = format!("/{list}{mark}after={cursor}");
            assert!(
                [200, 404].contains(&community.follows(&url).status),
                "{url}"
            );
            if !list.starts_with("search") {
                assert_eq!(community.follows(&url).status, 404, "{url}");
            }
        }
    }
}

#[test]
fn calendars_take_parameters_and_pages_pass_over_them() {
    let community = Community::examples();
    let addresses = community.addresses();
    for path in addresses.iter().filter(|path| !path.contains('?')) {
        let is_calendar = path.ends_with(".ics");
        let takes = parameters(path).contains(&"cancelled");
        assert_eq!(takes, is_calendar, "{path}");
        if !is_calendar {
            let answer = community.asks(path, &[("utm_source", "x")]);
            assert_eq!(answer, community.asks(path, &[]), "{path}");
        }
        let cancelled = community.asks(path, &[("cancelled", "1")]).status;
        assert_eq!(cancelled, 200, "{path}");
    }
}

#[test]
fn a_filter_by_what_is_not_there_finds_nothing() {
    let community = Community::examples();
    for url in [
        "/groups?state=asleep",
        "/groups?kind=gang",
        "/groups?topic=nobody-has-it",
        "/groups?language=fr",
        "/groups?language=EN",
        "/meetings?language=zh-Hans",
        "/meetings?group=nobody",
        "/meetings?year=12",
        "/meetings?year=x",
        "/meetings?tag=nobody-has-it",
        "/reports?group=nobody",
        "/roadmap?state=asleep",
        "/search?q=x&kind=draft",
        "/changes?before=x",
    ] {
        assert_eq!(community.follows(url).status, 404, "{url}");
    }
    let long = format!("/search?q={}", "x".repeat(257));
    assert_eq!(community.follows(&long).status, 400);
}

#[test]
fn a_filtered_list_has_what_it_is_filtered_by() {
    let community = Community::examples();
    let (all, archived) = (
        community.reads("/groups"),
        community.reads("/groups?state=archived"),
    );
    let count = |page: &str| page.matches("<h2>").count();
    assert!(count(&archived) > 0 && count(&archived) < count(&all));
    assert!(is_page("/groups?state=archived"));
    let chinese = community.reads("/meetings?language=zh");
    assert!(chinese.contains("/meetings/icp-dev-forum-ep03"));
    assert!(!chinese.contains("/meetings/ledger-"), "{chinese}");
    let found = community.reads("/search?q=%E8%B7%A8%E9%93%BE");
    assert!(found.contains("<mark>跨链</mark>"), "{found}");
}

#[test]
fn a_list_leads_to_the_languages_of_what_stands_in_it() {
    let mut community = Community::examples();
    let page = community.reads("/meetings");
    for (tag, name) in [("en", "English"), ("zh", "中文")] {
        let link = format!("<a href=\"/meetings?language={tag}\">{name}</a>");
        assert!(page.contains(&link), "{page}");
    }
    let before = community.reads("/groups?language=zh");
    assert!(!before.contains("/groups/defi\""), "{before}");
    let group = community.group("defi");
    community.does(Operation::update_group(UpdateGroup {
        id: group.id,
        expected_revision: group.meta.revision,
        details: GroupDetails {
            languages: vec!["zh-Hans".into(), "EN".into()],
            ..group.details
        },
    }));
    for both in ["language=zh", "language=en&state=active"] {
        let page = community.reads(&format!("/groups?{both}"));
        assert!(page.contains("/groups/defi\""), "{page}");
    }
    let mut one = Community::empty();
    let mut english = records::group("one");
    english.details.languages = vec!["en".into()];
    one.does(Operation::create_group(english));
    assert!(!one.reads("/groups").contains("?language="), "no choice");
}

impl Community {
    /// The slug of the first group of the list.
    pub fn group_slug(&self) -> String {
        let groups = self
            .registry
            .list_groups(&workgroups::registry::ListGroups::default());
        groups.unwrap().items[0].slug.clone()
    }
}
