//! Cursors that no page has given, and pages of every size.

use candid::{CandidType, Deserialize};
use workgroups::domain::*;
use workgroups::registry::*;

use crate::registry::samples::{self, group, initiative, item, meeting, meeting_at, report};
use workgroups_test_support::host::{Answer, Host, faults, founder, identity};

const NOT_OF_THIS_LIST: [&str; 1] = ["prev is not the `next` of a page of this list"];
const NOT_OF_THIS_SEARCH: [&str; 1] = ["prev is not the `next` of a page of this search"];

/// What all pages have: the entries are not looked at.
#[derive(CandidType, Deserialize, Debug)]
struct Page {
    items: Vec<candid::Reserved>,
    next: Option<Cursor>,
}

/// A registry with three entries in every list.
fn with_lists() -> Host {
    let host = Host::new();
    for n in 1..=3 {
        let slug = |what: &str| format!("{what}-{n}");
        host.admin(Operation::create_group(group(&slug("group"))));
        host.admin(Operation::create_person(samples::person(&slug("person"))));
        host.admin(Operation::create_meeting(meeting_at(
            &slug("meeting"),
            &[1],
            n,
        )));
        host.admin(Operation::create_action_item(item(1, &slug("item"))));
        host.admin(Operation::create_initiative(initiative(
            &slug("initiative"),
            &[1],
        )));
        host.admin(Operation::create_report(report(&slug("report"), &[1], &[])));
        host.admin(Operation::give_feedback(GiveFeedback {
            subject: Subject::group(1),
            text: slug("feedback"),
        }));
        let somebody = identity(&slug("somebody"));
        host.run(somebody, &Operation::join_group(1)).unwrap();
    }
    host
}

/// Asks for a page of each list, with this `prev` and `take`.
type Ask = fn(&Host, Option<Cursor>, Option<u32>) -> Answer<Page>;

fn ask(host: &Host, method: &str, question: impl CandidType) -> Answer<Page> {
    host.ask_as(founder(), method, question)
}

const LISTS: [(&str, Ask); 8] = [
    ("groups", |host, prev, take| {
        ask(
            host,
            "list_groups",
            ListGroups {
                prev,
                take,
                ..Default::default()
            },
        )
    }),
    ("people", |host, prev, take| {
        ask(host, "list_people", ListPeople { prev, take })
    }),
    ("meetings", |host, prev, take| {
        ask(
            host,
            "list_meetings",
            ListMeetings {
                prev,
                take,
                ..Default::default()
            },
        )
    }),
    ("action items", |host, prev, take| {
        let group = Some(1);
        ask(
            host,
            "list_action_items",
            ListActionItems {
                group,
                prev,
                take,
                ..Default::default()
            },
        )
    }),
    ("initiatives", |host, prev, take| {
        ask(
            host,
            "list_initiatives",
            ListInitiatives {
                group: None,
                prev,
                take,
            },
        )
    }),
    ("reports", |host, prev, take| {
        ask(
            host,
            "list_reports",
            ListReports {
                group: None,
                language: None,
                prev,
                take,
            },
        )
    }),
    ("members", |host, prev, take| {
        ask(
            host,
            "list_members",
            ListMembers {
                group: 1,
                prev,
                take,
            },
        )
    }),
    ("feedback", |host, prev, take| {
        let subject = Subject::group(1);
        ask(
            host,
            "list_feedback",
            ListFeedback {
                subject,
                prev,
                take,
            },
        )
    }),
];

#[test]
fn the_pages_of_a_list_hold_all_its_entries_once() {
    let host = with_lists();
    for (list, ask) in LISTS {
        for (take, sizes) in [
            (None, vec![3]),
            (Some(0), vec![1, 1, 1]),
            (Some(1), vec![1, 1, 1]),
            (Some(2), vec![2, 1]),
            (Some(3), vec![3]),
            (Some(u32::MAX), vec![3]),
        ] {
            let (mut prev, mut seen) = (None, Vec::new());
            loop {
                let page = ask(&host, prev.take(), take).unwrap();
                seen.push(page.items.len());
                match page.next {
                    Some(next) => prev = Some(next),
                    None => break,
                }
            }
            assert_eq!(seen, sizes, "pages of {take:?} {list}");
        }
    }
}

#[test]
fn a_page_has_at_most_200_entries_however_many_are_wanted() {
    let host = with_lists();
    for n in 0..2 {
        let meetings = |from: u32| (from..from + 150).map(|n| meeting(&format!("more-{n}"), &[1]));
        let batch = meetings(n * 150).map(Operation::create_meeting).collect();
        host.batch(founder(), batch).unwrap();
    }
    let (_, ask) = LISTS[2];
    let first = ask(&host, None, Some(u32::MAX)).unwrap();
    assert_eq!(first.items.len(), 200);
    let second = ask(&host, first.next, Some(4_000_000_000)).unwrap();
    assert_eq!((second.items.len(), second.next), (103, None));
}

#[test]
fn a_cursor_with_any_byte_changed_is_refused_by_its_list() {
    let host = with_lists();
    for (list, ask) in LISTS {
        let next = ask(&host, None, Some(1)).unwrap().next.unwrap();
        for at in 0..next.len() {
            for flip in [0x01, 0x80] {
                let mut forged = next.clone();
                forged[at] ^= flip;
                let answer = ask(&host, Some(forged), None);
                assert_eq!(faults(answer), NOT_OF_THIS_LIST, "byte {at} of {list}");
            }
        }
        let shorter = Cursor::from(next[1..].to_vec());
        let longer = Cursor::from([&next[..], &[0]].concat());
        let large = Cursor::from(vec![0xFF; 1_000_000]);
        for forged in [Cursor::new(), shorter, longer, large] {
            assert_eq!(
                faults(ask(&host, Some(forged), None)),
                NOT_OF_THIS_LIST,
                "{list}"
            );
        }
    }
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let host = with_lists();
    let cursor = |ask: Ask| ask(&host, None, Some(1)).unwrap().next;
    for (from, of) in LISTS {
        let foreign = cursor(of);
        for (to, ask) in LISTS.iter().filter(|(to, _)| *to != from) {
            let answer = ask(&host, foreign.clone(), None);
            assert_eq!(faults(answer), NOT_OF_THIS_LIST, "{from} to {to}");
        }
        let answer: Answer<SearchPage> = host.ask_as(
            founder(),
            "search",
            Search {
                text: "one".into(),
                prev: foreign,
                ..Search::default()
            },
        );
        assert_eq!(faults(answer), NOT_OF_THIS_SEARCH, "{from} to a search");
    }
    // The same list of another group, and another period of the same list.
    let (_, meetings) = LISTS[2];
    for question in [
        ListMeetings {
            group: Some(1),
            ..ListMeetings::default()
        },
        ListMeetings {
            until: Some(2),
            ..ListMeetings::default()
        },
    ] {
        let prev = cursor(meetings);
        let answer = ask(&host, "list_meetings", ListMeetings { prev, ..question });
        assert_eq!(faults(answer), NOT_OF_THIS_LIST);
    }
}

fn search(host: &Host, text: &str, kinds: &[Kind], prev: Option<Cursor>) -> Answer<SearchPage> {
    let question = Search {
        text: text.into(),
        kinds: kinds.to_vec(),
        take: Some(1),
        prev,
        ..Search::default()
    };
    host.ask_as(founder(), "search", question)
}

#[test]
fn a_cursor_with_any_byte_changed_or_of_another_search_is_refused_by_a_search() {
    let host = with_lists();
    let next = search(&host, "meeting", &[], None).unwrap().next.unwrap();
    for at in 0..next.len() {
        let mut forged = next.clone();
        forged[at] ^= 0x04;
        let answer = search(&host, "meeting", &[], Some(forged));
        assert_eq!(faults(answer), NOT_OF_THIS_SEARCH, "byte {at}");
    }
    let others = [
        search(&host, "group", &[], Some(next.clone())),
        search(&host, "meeting", &[Kind::meeting], Some(next.clone())),
        search(&host, "meeting", &[], Some(Cursor::new())),
        search(&host, "meeting", &[], Some(Cursor::from(vec![0; 1_000]))),
    ];
    for answer in others {
        assert_eq!(faults(answer), NOT_OF_THIS_SEARCH);
    }
    assert!(search(&host, "meeting", &[], Some(next)).is_ok());
}

#[test]
fn a_question_without_a_sense_is_refused_with_all_its_faults() {
    let host = with_lists();
    let question = Search {
        text: "x".repeat(257),
        tag: Some(" ".into()),
        from: Some(2),
        until: Some(2),
        ..Search::default()
    };
    let answer: Answer<SearchPage> = host.ask_as(founder(), "search", question);
    let fields: Vec<String> = faults(answer)
        .iter()
        .filter_map(|f| f.split(' ').next().map(str::to_owned))
        .collect();
    assert_eq!(fields, ["text", "tag", "from"]);
    let nothing = ask(&host, "list_action_items", ListActionItems::default());
    assert_eq!(
        faults(nothing),
        ["group is missing, as are person and meeting"]
    );
    let no_kind = ask(&host, "history", AskHistory::default());
    assert_eq!(faults(no_kind), ["kind is missing or unknown"]);
}
