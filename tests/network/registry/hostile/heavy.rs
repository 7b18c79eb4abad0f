//! Messages of the right type that are as heavy as they can be: they are done or refused, but
//! never cost more than a message may.

use candid::{Principal, Reserved};
use workgroups::domain::*;
use workgroups::registry::{ListMeetings, Search};

use crate::registry::community::{Community, caller};
use crate::registry::samples::{initiative, meeting, report};
use crate::registry::snapshot::Snapshot;
use workgroups_test_support::host::{Answer, Host, error, founder};

/// As many numbers as fit into the largest argument that a method takes.
const MANY: u64 = 140_000;

/// New records of all kinds that belong to these groups.
fn in_groups(groups: &[Id]) -> [Operation; 3] {
    [
        Operation::create_meeting(meeting("long", groups)),
        Operation::create_initiative(initiative("long", groups)),
        Operation::create_report(report("long", groups, &[])),
    ]
}

#[test]
fn a_record_of_140_000_groups_is_refused_whoever_sends_it() {
    let c = Community::new();
    let before = Snapshot::of(&c.host);
    let different: Vec<Id> = (1..=MANY).collect();
    for operation in in_groups(&different) {
        assert!(c.host.turns_away(caller('S'), &operation));
        let refusal = error(c.host.run(caller('L'), &operation));
        assert!(matches!(refusal, Error::not_authorised { .. }));
        let refusal = error(c.host.run(founder(), &operation));
        assert!(matches!(refusal, Error::invalid { .. }));
    }
    // Those of a lead, again and again.
    for operation in in_groups(&vec![c.own; MANY as usize]) {
        let refusal = error(c.host.run(caller('L'), &operation));
        assert!(matches!(refusal, Error::invalid { .. }));
    }
    Snapshot::of(&c.host).assert_same(&before, "a list of 140,000 groups");
}

#[test]
fn a_meeting_does_not_come_to_140_000_groups() {
    let c = Community::new();
    let id = c
        .host
        .made(Operation::create_meeting(meeting("one", &[c.own])));
    let before = Snapshot::of(&c.host);
    let update = |groups: &[Id]| {
        Operation::update_meeting(UpdateMeeting {
            id,
            expected_revision: 1,
            details: meeting("one", groups),
        })
    };
    let different: Vec<Id> = (1..=MANY).collect();
    assert!(c.host.turns_away(caller('S'), &update(&different)));
    let same = vec![c.own; MANY as usize];
    let refusal = error(c.host.run(caller('L'), &update(&same)));
    assert!(matches!(refusal, Error::invalid { .. }));
    Snapshot::of(&c.host).assert_same(&before, "a list of 140,000 groups");
}

#[test]
fn a_name_of_a_megabyte_names_nothing() {
    let host = Host::new();
    host.group("one", None, Vec::new());
    // Signs that become many letters when their spelling is evened out.
    for text in ["\u{FDFA}".repeat(500_000), "x".repeat(1_500_000)] {
        for method in ["get_group", "get_person", "get_meeting", "get_report"] {
            let found: Option<Reserved> = host.ask(method, Ref::slug(text.clone()));
            assert!(found.is_none());
        }
        let tagged = ListMeetings {
            tag: Some(text.clone()),
            ..ListMeetings::default()
        };
        let page: workgroups::registry::MeetingPage = host.ask("list_meetings", tagged);
        assert!(page.items.is_empty());
        let question = Search {
            text: text.clone(),
            tag: Some(text),
            ..Search::default()
        };
        let found: Answer<Reserved> = host.ask_as(Principal::anonymous(), "search", question);
        assert!(matches!(error(found), Error::invalid { .. }));
    }
}

/// So many bytes of words, none of them twice, told from others by the seed.
fn words(bytes: usize, seed: usize) -> String {
    let mut text = String::with_capacity(bytes);
    for number in 0.. {
        let word = format!("{:x} ", number * 16 + seed);
        if text.len() + word.len() > bytes {
            break;
        }
        text.push_str(&word);
    }
    text
}

/// So many bytes of Chinese, in which few neighbours stand together twice.
fn chinese(bytes: usize, seed: u32) -> String {
    let signs =
        (0u32..).map(|n| n.wrapping_mul(7_919).wrapping_add(n / 20_000 * 31 + seed) % 20_000);
    let signs = signs.filter_map(|n| char::from_u32(0x4E00 + n));
    signs.take(bytes / 3).collect()
}

/// A registry whose limits are as high as they can be, with a meeting.
fn at_its_highest() -> Host {
    let host = Host::new();
    let bounds = host.limits().bounds;
    let highest = |name: &str| bounds.iter().find(|b| b.name == name).unwrap().highest;
    let limits = Limits {
        name_bytes: highest("name_bytes"),
        text_bytes: highest("text_bytes"),
        list_entries: highest("list_entries"),
        record_bytes: highest("record_bytes"),
        batch_operations: highest("batch_operations"),
        ..host.limits().limits
    };
    host.admin(Operation::set_limits(SetLimits {
        expected_revision: 1,
        limits,
    }));
    host.group("one", None, Vec::new());
    host.admin(Operation::create_meeting(meeting("one", &[1])));
    host
}

fn publish(host: &Host, sections: Vec<String>) -> Answer<Written> {
    let found: Option<Meeting> = host.ask("get_meeting", Ref::id(1));
    let sections = sections.into_iter().map(|text| Section {
        heading: "Notes".into(),
        level: 1,
        speakers: Vec::new(),
        text,
    });
    let operation = Operation::publish_minutes(PublishMinutes {
        id: 1,
        expected_revision: found.unwrap().meta.revision,
        minutes: Minutes {
            sections: sections.collect(),
            ..Minutes::default()
        },
    });
    host.run(founder(), &operation)
}

/// Done, or refused because it is more than a message may write.
fn done_or_refused(answer: Answer<Written>) {
    if let Err(refusal) = answer {
        let refused = matches!(refusal.error, Some(Error::limit_exceeded { .. }));
        assert!(refused, "{refusal:?}");
    }
}

#[test]
fn minutes_as_long_as_the_limits_allow_are_published_and_replaced_or_refused() {
    let host = at_its_highest();
    let english = (0..4).map(|seed| words(190_000, seed)).collect();
    done_or_refused(publish(&host, english));
    let asian = (0..4).map(|seed| chinese(190_000, seed)).collect();
    done_or_refused(publish(&host, asian));
    // Another time moves every entry of its words.
    let found: Option<Meeting> = host.ask("get_meeting", Ref::id(1));
    let found = found.unwrap();
    let mut details = found.details;
    details.when.start = Some(1);
    let moved = Operation::update_meeting(UpdateMeeting {
        id: 1,
        expected_revision: found.meta.revision,
        details,
    });
    done_or_refused(host.run(founder(), &moved));
}

#[test]
fn a_batch_of_more_words_than_a_message_writes_is_refused_and_leaves_nothing() {
    let host = at_its_highest();
    let operations = (0..1_000).map(|n| {
        Operation::give_feedback(GiveFeedback {
            subject: Subject::group(1),
            text: words(1_500, n % 16),
        })
    });
    let before = Snapshot::of(&host);
    let refusal = host.batch(founder(), operations.collect()).unwrap_err();
    assert!(matches!(refusal.error, Some(Error::limit_exceeded { .. })));
    Snapshot::of(&host).assert_same(&before, "a refused batch");
}
