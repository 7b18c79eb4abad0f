//! Who may ask what: everybody everything, but drafts and link requests.

use candid::{encode_args, encode_one};
use workgroups::domain::calendar::slots::ZoneMembers;
use workgroups::domain::series::Schedule;
use workgroups::domain::*;
use workgroups::registry::*;

use crate::registry::community::{CALLERS, Community, caller};
use crate::registry::samples::{meeting, minutes};
use workgroups_test_support::host::{Answer, error, founder};

pub struct Row {
    pub method: &'static str,
    /// A question about something that there is.
    question: fn(&Community) -> Vec<u8>,
}

const fn row(method: &'static str, question: fn(&Community) -> Vec<u8>) -> Row {
    Row { method, question }
}

fn nothing(_: &Community) -> Vec<u8> {
    encode_args(()).unwrap()
}

fn own(c: &Community) -> Vec<u8> {
    encode_one(Ref::id(c.own)).unwrap()
}

fn first(_: &Community) -> Vec<u8> {
    encode_one(Ref::id(1)).unwrap()
}

fn number(_: &Community) -> Vec<u8> {
    encode_one(1u64).unwrap()
}

fn members(c: &Community) -> Vec<u8> {
    let group = c.own;
    encode_one(ListMembers {
        group,
        ..ListMembers::default()
    })
    .unwrap()
}

fn feedback(c: &Community) -> Vec<u8> {
    let subject = Subject::group(c.own);
    encode_one(ListFeedback {
        subject,
        prev: None,
        take: None,
    })
    .unwrap()
}

fn items(c: &Community) -> Vec<u8> {
    let group = Some(c.own);
    encode_one(ListActionItems {
        group,
        ..ListActionItems::default()
    })
    .unwrap()
}

fn check_ins(_: &Community) -> Vec<u8> {
    let meeting = 1;
    encode_one(ListCheckIns {
        meeting,
        ..ListCheckIns::default()
    })
    .unwrap()
}

fn history(c: &Community) -> Vec<u8> {
    asked(Kind::group, c.own)
}

fn asked(kind: Kind, id: Id) -> Vec<u8> {
    let kind = Some(kind);
    encode_one(AskHistory {
        kind,
        id,
        ..AskHistory::default()
    })
    .unwrap()
}

fn search(_: &Community) -> Vec<u8> {
    let text = "group".into();
    encode_one(Search {
        text,
        ..Search::default()
    })
    .unwrap()
}

fn conflicts(c: &Community) -> Vec<u8> {
    let groups = vec![c.own];
    encode_one(AskConflicts {
        groups,
        ..AskConflicts::default()
    })
    .unwrap()
}

fn slots(_: &Community) -> Vec<u8> {
    let zurich = ZoneMembers {
        zone: "Europe/Zurich".into(),
        people: 3,
    };
    encode_one(AskSlots {
        members: vec![zurich],
        year: None,
        minutes: 60,
        take: None,
    })
    .unwrap()
}

fn dates(_: &Community) -> Vec<u8> {
    let schedule = Schedule {
        start: "2030-04-04T16:00".parse().unwrap(),
        zone: "Europe/Zurich".into(),
        minutes: 60,
        rule: Some("FREQ=WEEKLY".into()),
    };
    encode_one(AskDates {
        schedule,
        from: None,
        take: None,
    })
    .unwrap()
}

/// Those that are kept for some have tests of their own below.
pub const ROWS: [Row; 45] = [
    row("about", nothing),
    row("limits", nothing),
    row("whoami", nothing),
    row("get_group", own),
    row("get_person", first),
    row("get_meeting", first),
    row("get_action_item", number),
    row("get_initiative", first),
    row("get_report", first),
    row("get_draft", number),
    row("list_groups", |_| {
        encode_one(ListGroups::default()).unwrap()
    }),
    row("list_proposals", |_| {
        encode_one(ListProposals::default()).unwrap()
    }),
    row("list_people", |_| {
        encode_one(ListPeople::default()).unwrap()
    }),
    row("list_meetings", |_| {
        encode_one(ListMeetings::default()).unwrap()
    }),
    row("list_initiatives", |_| {
        encode_one(ListInitiatives::default()).unwrap()
    }),
    row("list_reports", |_| {
        encode_one(ListReports::default()).unwrap()
    }),
    row("list_link_requests", |_| {
        encode_one(ListLinkRequests::default()).unwrap()
    }),
    row("list_members", members),
    row("list_supporters", members),
    row("list_feedback", feedback),
    row("list_action_items", items),
    row("list_check_ins", check_ins),
    row("attention", |_| {
        encode_one(AskAttention::default()).unwrap()
    }),
    row("look_alikes", |_| {
        let names = vec!["Some group".into()];
        encode_one(AskLookAlikes { names }).unwrap()
    }),
    row("list_related", |c| {
        let group = c.own;
        encode_one(ListRelated {
            group,
            ..ListRelated::default()
        })
        .unwrap()
    }),
    row("history", history),
    row("list_proposed_changes", |_| {
        encode_one(ListProposedChanges::default()).unwrap()
    }),
    row("record_at", |c| {
        encode_one(AskRecordAt {
            kind: Some(Kind::group),
            id: c.own,
            revision: Some(1),
            at: None,
        })
        .unwrap()
    }),
    row("differences", |c| {
        encode_one(AskDifferences {
            kind: Some(Kind::group),
            id: c.own,
            older: 1,
            newer: 1,
        })
        .unwrap()
    }),
    row("activity", |c| {
        let (groups, from, until) = (vec![c.own], 0, 1);
        encode_one(AskActivity {
            groups,
            from,
            until,
        })
        .unwrap()
    }),
    row("draft_report", |c| {
        let (groups, from, until) = (vec![c.own], 0, 1);
        encode_one(AskReportDraft {
            groups,
            from,
            until,
            language: None,
        })
        .unwrap()
    }),
    row("sealed_arguments", |_| {
        encode_one(AskSealed { first: 0 }).unwrap()
    }),
    row("search", search),
    row("get_series", number),
    row("list_series", |_| {
        encode_one(ListSeries::default()).unwrap()
    }),
    row("upcoming", |_| encode_one(Upcoming::default()).unwrap()),
    row("next_meeting", own),
    row("schedule_conflicts", conflicts),
    row("suggest_slots", slots),
    row("preview_dates", dates),
    row("preview_text", |_| encode_one("*leaves*").unwrap()),
    row("calendar_of_group", |c| {
        let group = Ref::id(c.own);
        encode_one(AskGroupCalendar {
            group,
            cancelled: true,
            alarm_minutes: None,
            past_days: None,
            offset: None,
        })
        .unwrap()
    }),
    row("calendar_of_person", |_| {
        let person = Ref::id(1);
        encode_one(AskPersonCalendar {
            person,
            cancelled: true,
            alarm_minutes: None,
            past_days: None,
            offset: None,
        })
        .unwrap()
    }),
    row("calendar_of_tag", |_| {
        let tag = "defi".into();
        encode_one(AskTagCalendar {
            tag,
            cancelled: true,
            alarm_minutes: None,
            past_days: None,
            offset: None,
        })
        .unwrap()
    }),
    row("calendar_of_all", |_| {
        encode_one(AskWholeCalendar {
            part: None,
            cancelled: true,
            alarm_minutes: None,
            past_days: None,
            offset: None,
        })
        .unwrap()
    }),
];

/// The methods whose answers are kept for some.
const KEPT: [&str; 3] = ["get_draft", "list_link_requests", "sealed_arguments"];
/// The methods that cannot refuse.
const FACTS: [&str; 3] = ["about", "limits", "whoami"];

/// A community with one record of each kind.
fn with_records() -> Community {
    let c = Community::new();
    let meeting = c
        .host
        .made(Operation::create_meeting(meeting("one", &[c.own])));
    c.host.admin(Operation::save_draft(SaveDraft {
        id: meeting,
        expected_revision: 0,
        minutes: minutes("not for everybody yet"),
    }));
    c
}

#[test]
fn a_reader_without_identity_reads_what_every_other_reads() {
    let c = with_records();
    let open = ROWS.iter().filter(|row| !KEPT.contains(&row.method));
    for row in open {
        let bytes = (row.question)(&c);
        let read = |letter| c.host.look(caller(letter), row.method, bytes.clone());
        let answer = read('A');
        if row.method == "whoami" {
            continue;
        }
        if !FACTS.contains(&row.method) {
            let answered: Answer<candid::Reserved> = candid::decode_one(&answer).unwrap();
            assert!(answered.is_ok(), "{} is refused to readers", row.method);
        }
        for (letter, name) in CALLERS {
            assert_eq!(read(letter), answer, "{} of the {name}", row.method);
        }
    }
}

#[test]
fn a_draft_and_its_history_are_for_the_officers_of_its_groups() {
    let c = with_records();
    for (letter, name) in CALLERS {
        let draft: Answer<Option<Draft>> = c.host.ask_as(caller(letter), "get_draft", 1u64);
        let history = c
            .host
            .look(caller(letter), "history", asked(Kind::draft, 1));
        let history: Answer<HistoryPage> = candid::decode_one(&history).unwrap();
        match letter {
            'K' | 'C' | 'L' | 'O' | 'P' | 'D' | 'R' => {
                assert!(draft.unwrap().is_some(), "the {name} reads no draft");
                assert_eq!(history.unwrap().items.len(), 1);
            }
            'A' => {
                assert_eq!(error(draft), Error::anonymous_caller);
                assert_eq!(error(history), Error::anonymous_caller);
            }
            _ => {
                let kept = |e: Error| matches!(e, Error::not_authorised { .. });
                assert!(kept(error(draft)), "the {name} reads a draft");
                assert!(kept(error(history)), "the {name} reads a draft's history");
            }
        }
    }
}

#[test]
fn a_link_request_is_seen_by_who_made_it_and_by_admins() {
    let c = with_records();
    let all = |letter| {
        let q = ListLinkRequests::default();
        let page: LinkRequestPage = c
            .host
            .ask_as(caller(letter), "list_link_requests", q)
            .unwrap();
        page.items
    };
    let [request] = &all('D')[..] else {
        panic!("one request is open");
    };
    for (letter, name) in CALLERS {
        let history = c.host.look(
            caller(letter),
            "history",
            asked(Kind::link_request, request.id),
        );
        let history: Answer<HistoryPage> = candid::decode_one(&history).unwrap();
        let sees = matches!(letter, 'Q' | 'D' | 'R');
        assert_eq!(all(letter).len(), usize::from(sees), "the {name}");
        assert_eq!(history.is_ok(), sees, "the history to the {name}");
    }
}

#[test]
fn what_a_draft_says_is_found_by_no_search() {
    let c = with_records();
    let q = Search {
        text: "everybody".into(),
        ..Search::default()
    };
    let found: SearchPage = c.host.ask_as(founder(), "search", q).unwrap();
    assert!(found.items.is_empty(), "{found:?}");
}

#[test]
fn what_sealed_blocks_were_made_of_is_told_to_controllers_alone() {
    let c = with_records();
    for (letter, name) in CALLERS {
        let ask = AskSealed { first: 0 };
        let answer: Answer<SealedPage> = c.host.ask_as(caller(letter), "sealed_arguments", ask);
        if letter == 'R' {
            let page = answer.unwrap();
            let holds = |word: &[u8]| {
                let arguments = page.items.iter().map(|block| &block.sealed.argument);
                arguments
                    .filter(|bytes| bytes.windows(word.len()).any(|part| part == word))
                    .count()
            };
            assert_eq!(holds(b"not for everybody yet"), 1);
        } else {
            let refused = answer.is_err();
            assert!(refused, "the {name} reads what is sealed");
        }
    }
}
