//! Search through the public interface: words of several languages, filters, ranks, pages.

use workgroups::domain::*;
use workgroups::registry::{Search, SearchHit, SearchPage};

use crate::registry::samples::{item, meeting_at, minutes, person};
use workgroups_test_support::host::{BEGINNING, DAY, Host};

/// A record, by its kind and number.
type Found = (Kind, Id);

fn ask(host: &Host, question: Search) -> Vec<SearchHit> {
    let page: SearchPage = host.ask("search", question);
    assert!(page.next.is_none(), "the answer fits in a page");
    page.items
}

fn find(host: &Host, question: Search) -> Vec<Found> {
    let found = ask(host, question).into_iter();
    found.filter_map(|hit| Some((hit.kind?, hit.id))).collect()
}

fn words(text: &str) -> Search {
    Search {
        text: text.into(),
        ..Search::default()
    }
}

/// Two groups; three meetings with minutes, the later ones newer; a person, an item, feedback.
fn library() -> Host {
    let host = Host::new();
    host.group("bridges", None, Vec::new());
    host.group("tokens", None, Vec::new());
    let talks = [
        (
            "first",
            1,
            "Token standards",
            "ICRC-1 与跨链桥的讨论",
            "defi",
        ),
        (
            "second",
            2,
            "Weekly call",
            "嘉宾介绍了跨链 token 的进展",
            "asia",
        ),
        (
            "third",
            1,
            "跨链研讨会",
            "Notes on bridges, no more.",
            "asia",
        ),
    ];
    for (n, (slug, group, title, text, tag)) in talks.into_iter().enumerate() {
        let id = host.made(Operation::create_meeting(MeetingDetails {
            title: title.into(),
            tags: vec![tag.into()],
            ..meeting_at(slug, &[group], BEGINNING + n as u64 * DAY)
        }));
        host.admin(Operation::publish_minutes(PublishMinutes {
            id,
            expected_revision: 1,
            minutes: minutes(text),
        }));
    }
    host.admin(Operation::create_person(PersonDetails {
        name: Some("Zoë Ångström".into()),
        ..person("zoe")
    }));
    host.admin(Operation::create_action_item(item(
        2,
        "Publish the token list",
    )));
    host.admin(Operation::give_feedback(GiveFeedback {
        subject: Subject::meeting(2),
        text: "More time for Ｔｏｋｅｎ questions, 谢谢".into(),
    }));
    host
}

const FIRST: Found = (Kind::meeting, 1);
const SECOND: Found = (Kind::meeting, 2);
const THIRD: Found = (Kind::meeting, 3);

#[test]
fn chinese_english_and_mixed_words_are_found_and_titles_come_first() {
    let host = library();
    // The third has it in its title; of the others the newer comes first.
    assert_eq!(find(&host, words("跨链")), [THIRD, SECOND, FIRST]);
    assert_eq!(find(&host, words("跨链 token")), [SECOND, FIRST]);
    assert_eq!(find(&host, words("跨链token")), [SECOND, FIRST]);
    assert_eq!(find(&host, words("跨链桥")), [FIRST]);
    assert_eq!(find(&host, words("跨链 nowhere")), []);
}

#[test]
fn case_width_and_accents_make_no_difference_and_a_word_finds_longer_ones() {
    let host = library();
    let token = find(&host, words("token"));
    let all = [
        (Kind::group, 2),
        FIRST,
        SECOND,
        (Kind::action_item, 1),
        (Kind::feedback, 1),
    ];
    for found in all {
        assert!(token.contains(&found), "{found:?} is not among {token:?}");
    }
    assert_eq!(token.len(), all.len());
    for same in ["TOKEN", "ｔｏｋｅｎ", "ToKeN "] {
        assert_eq!(find(&host, words(same)), token);
    }
    assert_eq!(find(&host, words("ANGSTROM zoe")), [(Kind::person, 1)]);
    assert_eq!(find(&host, words("stand")), [FIRST]);
}

#[test]
fn filters_by_kind_group_tag_and_time_narrow_a_search() {
    let host = library();
    let kinds = |kinds: &[Kind]| Search {
        kinds: kinds.to_vec(),
        ..words("token")
    };
    assert_eq!(find(&host, kinds(&[Kind::feedback])), [(Kind::feedback, 1)]);
    assert_eq!(find(&host, kinds(&[Kind::meeting])), [FIRST, SECOND]);
    assert_eq!(find(&host, kinds(&[Kind::report])), []);
    let group = |group| Search {
        group: Some(group),
        ..words("跨链")
    };
    assert_eq!(find(&host, group(1)), [THIRD, FIRST]);
    assert_eq!(find(&host, group(2)), [SECOND]);
    assert_eq!(find(&host, group(99)), []);
    let tag = |tag: &str| Search {
        tag: Some(tag.into()),
        ..words("跨链")
    };
    assert_eq!(find(&host, tag("ASIA")), [THIRD, SECOND]);
    let time = |from, until| Search {
        from,
        until,
        ..words("跨链")
    };
    let second = BEGINNING + DAY;
    assert_eq!(find(&host, time(Some(second), None)), [THIRD, SECOND]);
    assert_eq!(find(&host, time(None, Some(second))), [FIRST]);
    assert_eq!(find(&host, time(Some(second), Some(second + 1))), [SECOND]);
    // A filter alone lists what it lets through.
    let listed = Search {
        tag: Some("asia".into()),
        ..Search::default()
    };
    assert_eq!(find(&host, listed), [THIRD, SECOND]);
}

#[test]
fn a_hit_shows_its_title_and_the_passage_with_the_word() {
    let host = library();
    let hits = ask(&host, words("进展"));
    let [hit] = &hits[..] else {
        panic!("one meeting has it: {hits:?}");
    };
    assert_eq!(
        (hit.title.as_str(), hit.slug.as_deref()),
        ("Weekly call", Some("second"))
    );
    assert!(hit.excerpt.as_ref().is_some_and(|e| e.contains("进展")));
    assert_eq!((&hit.groups[..], hit.at), (&[2][..], BEGINNING + DAY));
}

#[test]
fn pages_of_a_search_make_up_the_whole() {
    let host = library();
    let whole = find(&host, words("token"));
    let (mut pages, mut prev) = (Vec::new(), None);
    loop {
        let question = Search {
            take: Some(1),
            prev,
            ..words("token")
        };
        let page: SearchPage = host.ask("search", question);
        pages.extend(
            page.items
                .iter()
                .filter_map(|hit| Some((hit.kind?, hit.id))),
        );
        assert!(page.items.len() <= 1);
        match page.next {
            Some(next) => prev = Some(next),
            None => break,
        }
    }
    assert_eq!(pages, whole);
}

#[test]
fn what_an_edit_takes_away_is_found_no_more() {
    let host = library();
    host.admin(Operation::publish_minutes(PublishMinutes {
        id: 1,
        expected_revision: 2,
        minutes: minutes("something else"),
    }));
    host.admin(Operation::remove_feedback(RemoveFeedback {
        id: 1,
        reason: "asked for".into(),
    }));
    assert_eq!(find(&host, words("跨链")), [THIRD, SECOND]);
    assert_eq!(find(&host, words("something")), [FIRST]);
    assert_eq!(find(&host, words("谢谢")), []);
}
