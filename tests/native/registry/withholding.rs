//! What must not be shown any more is shown nowhere, and the log still says and gives the rest.

use candid::{Nat, Principal};
use ic_stable_structures::DefaultMemoryImpl;
use workgroups::domain::*;
use workgroups::log::block::{ShownBlock, shown_hash};
use workgroups::log::value::Value;
use workgroups::registry::access::Caller;
use workgroups::registry::{
    AskDifferences, AskHistory, AskRecordAt, ListLinkRequests, PastState, Registry, Search,
};
use workgroups::standards::icrc3::{GetBlocksArgs, blocks};
use workgroups_test_support::records;

use crate::site::community::{Community, HOUR, admin};

/// What is told of the person, each a word that nothing else has.
const TOLD: [&str; 7] = [
    "firsthandle",
    "secondhandle",
    "Firstname",
    "Secondname",
    "Affiliatus",
    "remarkabilis",
    "linkedto",
];

fn details(handle: &str, name: &str) -> PersonDetails {
    PersonDetails {
        handle: handle.into(),
        name: Some(name.into()),
        affiliation: Some("Affiliatus".into()),
        links: vec![Link {
            kind: Some(LinkKind::code),
            url: Some("https://linkedto.example/".into()),
            label: None,
        }],
        remarks: Some("remarkabilis".into()),
    }
}

fn principal() -> Principal {
    Principal::from_slice(&[77])
}

/// A group of whose meeting the person took part, who asked to be linked, and was renamed.
struct Scene {
    c: Community,
    person: Id,
    meeting: Id,
    item: Id,
}

fn scene() -> Scene {
    let mut c = Community::empty();
    let group = c.does(Operation::create_group(records::group("sync"))).id;
    let request = Operation::request_link(RequestLink {
        target: LinkTarget::newcomer(details("firsthandle", "Firstname")),
        evidence: "remarkabilis".into(),
    });
    let caller = Caller {
        principal: principal(),
        is_controller: false,
    };
    let request = c.registry.execute(&caller, c.now, request).unwrap();
    c.does(Operation::decide_link(DecideLink {
        id: request.id,
        expected_revision: request.revision,
        accept: true,
        reason: "known".into(),
    }));
    let person = 1;
    c.now += HOUR;
    c.does(Operation::update_person(UpdatePerson {
        id: person,
        expected_revision: 1,
        details: details("secondhandle", "Secondname"),
    }));
    let mentioned = Participant {
        person: Some(person),
        name: Some("Firstname".into()),
        affiliation: Some("Affiliatus".into()),
    };
    let mut new = records::meeting("kick-off", &[group]);
    new.hosts = vec![mentioned.clone()];
    new.when.start = Some(c.now);
    let meeting = c.does(Operation::create_meeting(new)).id;
    let item = c.does(Operation::create_action_item(ActionItemDetails {
        group,
        raised_in: Some(meeting),
        title: "Write it up".into(),
        note: None,
        owners: vec![mentioned],
        due: None,
        state: ActionState::open,
        follow_ups: Vec::new(),
    }));
    c.now += HOUR;
    Scene {
        c,
        person,
        meeting,
        item: item.id,
    }
}

/// The blocks of the log, as anybody sees them.
pub(super) fn shown_blocks(registry: &Registry<DefaultMemoryImpl>) -> Vec<Value> {
    let all = GetBlocksArgs {
        start: Nat::from(0_u8),
        length: Nat::from(10_000_u16),
    };
    let shown = blocks(registry.store(), &[all]).blocks;
    shown.into_iter().map(|numbered| numbered.block).collect()
}

/// The texts of a block, as far as they are letters.
fn letters(value: &Value, into: &mut String) {
    match value {
        Value::Blob(bytes) => into.push_str(&String::from_utf8_lossy(bytes)),
        Value::Text(text) => into.push_str(text),
        Value::Array(list) => list.iter().for_each(|value| letters(value, into)),
        Value::Map(fields) => fields.iter().for_each(|(_, value)| letters(value, into)),
        _ => {}
    }
}

impl Scene {
    fn withhold_person(&mut self) -> Written {
        let person = self.c.registry.get_person(&Ref::id(self.person)).unwrap();
        self.c.does(Operation::withhold_person(WithholdPerson {
            id: self.person,
            expected_revision: person.meta.revision,
            reason: "they asked for it".into(),
        }))
    }

    /// All that anybody can read of the log.
    fn log(&self) -> String {
        let mut all = String::new();
        for block in shown_blocks(&self.c.registry) {
            letters(&block, &mut all);
        }
        all.to_lowercase()
    }

    /// All that anybody can read of the registry besides.
    fn everything(&self) -> String {
        let mut all = String::new();
        for address in self.c.addresses() {
            let answer = self.c.follows(&address);
            all.push_str(&address);
            all.push_str(&String::from_utf8_lossy(&answer.body));
        }
        for (kind, id) in [
            (Kind::person, self.person),
            (Kind::meeting, self.meeting),
            (Kind::action_item, self.item),
        ] {
            for revision in 1..=5 {
                all.push_str(&format!("{:?}", self.at(kind, id, revision)));
            }
            let question = AskDifferences {
                kind: Some(kind),
                id,
                older: 1,
                newer: 2,
            };
            all.push_str(&format!("{:?}", self.c.registry.differences(&question)));
        }
        let requests = ListLinkRequests {
            prev: None,
            take: Some(200),
        };
        let requests = self
            .c
            .registry
            .list_link_requests(&admin(), self.c.now, &requests);
        all.push_str(&format!("{:?}", requests.unwrap().items));
        for word in TOLD {
            let found = self.c.registry.search(&Search {
                text: word.into(),
                ..Default::default()
            });
            all.push_str(&format!("{:?}", found.unwrap().items));
        }
        all.to_lowercase()
    }

    fn at(&self, kind: Kind, id: Id, revision: u64) -> Option<PastState> {
        let question = AskRecordAt {
            kind: Some(kind),
            id,
            revision: Some(revision),
            at: None,
        };
        let past = self.c.registry.record_at(&question).unwrap();
        past.map(|past| past.state)
    }

    /// Withholds fields of blocks.
    fn withhold(&mut self, blocks: &[u64], fields: &[&str]) -> Result<Written, Error> {
        let operation = Operation::withhold_blocks(WithholdBlocks {
            blocks: blocks.to_vec(),
            fields: fields.iter().map(|&field| field.to_owned()).collect(),
            reason: "it hurts somebody".into(),
        });
        self.c.registry.execute(&admin(), self.c.now, operation)
    }

    /// The argument of the block at a position, as it is shown.
    fn told(&self, position: u64) -> Operation {
        let block = &shown_blocks(&self.c.registry)[position as usize];
        let block = ShownBlock::read(block).unwrap();
        Operation::of_call(&block.method, &block.argument.unwrap()).unwrap()
    }

    /// Why a withholding of blocks is refused.
    fn faults(&mut self, blocks: &[u64], fields: &[&str]) -> Vec<(String, String)> {
        match self.withhold(blocks, fields) {
            Err(Error::invalid { faults }) => {
                faults.into_iter().map(|f| (f.field, f.reason)).collect()
            }
            other => panic!("{other:?}"),
        }
    }
}

fn is_told(all: &str, word: &str) -> bool {
    all.contains(&word.to_lowercase())
}

#[test]
fn nothing_is_shown_of_a_person_whose_data_is_withheld() {
    let mut s = scene();
    let before = s.everything();
    for word in TOLD {
        assert!(is_told(&before, word), "{word} was never told");
    }
    s.withhold_person();
    let after = s.everything();
    for word in TOLD {
        assert!(!is_told(&after, word), "{word} is still told");
    }
    // Beside their number, the log still has the name that the minutes give them.
    for word in ["secondhandle", "Secondname", "remarkabilis", "linkedto"] {
        assert!(!is_told(&s.log(), word), "{word} is still in the log");
    }
    for handle in ["firsthandle", "secondhandle"] {
        let found = s.c.registry.get_person(&Ref::slug(handle.into()));
        assert!(found.is_none(), "{handle} still leads to somebody");
    }
    let person = s.c.registry.get_person(&Ref::slug("withheld-1".into()));
    let person = person.unwrap();
    assert_eq!((person.id, person.principals.len()), (s.person, 0));
}

#[test]
fn names_beside_a_number_are_withheld_of_the_log_by_their_blocks() {
    let mut s = scene();
    s.withhold_person();
    assert!(is_told(&s.log(), "Firstname"));
    let made = |s: &Scene, kind, id| {
        let question = AskHistory {
            kind: Some(kind),
            id,
            ..Default::default()
        };
        let history = s.c.registry.history(&admin(), s.c.now, &question);
        history.unwrap().items[0].event
    };
    let meeting = made(&s, Kind::meeting, s.meeting);
    let item = made(&s, Kind::action_item, s.item);
    s.withhold(&[meeting], &["hosts"]).unwrap();
    s.withhold(&[item], &["owners[0]"]).unwrap();
    for word in TOLD {
        assert!(!is_told(&s.log(), word), "{word} is still in the log");
    }
}

#[test]
fn the_chain_holds_and_says_what_is_withheld_by_which_block() {
    let mut s = scene();
    let whole = shown_blocks(&s.c.registry);
    let by = s.withhold_person().event;
    let told = shown_blocks(&s.c.registry);
    let mut withheld = 0;
    for (was, is) in whole.iter().zip(&told) {
        assert_eq!(was.hash(), shown_hash(is));
        let block = ShownBlock::read(is).unwrap();
        assert_eq!(block.withheld.is_some(), was != is);
        if let Some(position) = block.withheld {
            assert_eq!(position, by);
            withheld += 1;
        }
    }
    // The link request that was accepted, and the edit.
    assert_eq!(withheld, 2);
    let last = ShownBlock::read(told.last().unwrap()).unwrap();
    assert_eq!(last.parent, Some(whole.last().unwrap().hash().to_vec()));
    assert_eq!(last.method, "withhold_person");
}

#[test]
fn the_records_follow_from_the_log_as_it_is_shown() {
    let mut s = scene();
    let unwithheld = s.c.registry.get_meeting(&Ref::id(s.meeting)).unwrap();
    s.withhold_person();
    let mut again = Registry::open(DefaultMemoryImpl::default());
    for block in shown_blocks(&s.c.registry) {
        let block = ShownBlock::read(&block).unwrap();
        again.replay_shown(&block).unwrap();
    }
    let person = Ref::id(s.person);
    assert_eq!(again.get_person(&person), s.c.registry.get_person(&person));
    let meeting = Ref::id(s.meeting);
    let follows = again.get_meeting(&meeting).unwrap();
    assert_eq!(Some(&follows), s.c.registry.get_meeting(&meeting).as_ref());
    assert_ne!(follows.details.hosts, unwithheld.details.hosts);
    let item = again.get_action_item(s.item);
    assert_eq!(item, s.c.registry.get_action_item(s.item));
    for position in 0..s.c.registry.store().events() {
        let there = s.c.registry.store().withheld(position);
        assert_eq!(again.store().withheld(position), there, "of {position}");
    }
}

#[test]
fn a_person_of_many_records_is_withheld_in_steps() {
    let mut s = scene();
    for i in 0..250 {
        let mut new = records::meeting(&format!("m{i}"), &[1]);
        new.when.start = Some(s.c.now);
        new.guests = vec![Participant {
            person: Some(s.person),
            name: Some("Firstname".into()),
            affiliation: None,
        }];
        s.c.does(Operation::create_meeting(new));
    }
    let revision = |s: &Scene| s.c.registry.get_person(&Ref::id(1)).unwrap().meta.revision;
    let begun = revision(&s);
    let mut calls = 0;
    while revision(&s) == begun {
        assert_eq!(s.withhold_person().id, s.person);
        calls += 1;
    }
    assert_eq!(calls, 3);
    assert!(!is_told(&s.everything(), "Firstname"));
}

#[test]
fn a_person_can_be_withheld_in_the_batch_that_wrote_of_them() {
    let mut s = scene();
    let batch = vec![
        Operation::update_person(UpdatePerson {
            id: s.person,
            expected_revision: 2,
            details: details("thirdhandle", "Thirdname"),
        }),
        Operation::withhold_person(WithholdPerson {
            id: s.person,
            expected_revision: 3,
            reason: "they asked for it".into(),
        }),
    ];
    s.c.registry.execute_all(&admin(), s.c.now, batch).unwrap();
    let all = s.everything() + &s.log();
    assert!(!is_told(&all, "thirdhandle") && !is_told(&all, "Thirdname"));
}

#[test]
fn a_person_who_is_merged_into_another_can_be_withheld() {
    let mut s = scene();
    let other = s.c.does(Operation::create_person(PersonDetails {
        handle: "other".into(),
        name: None,
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    }));
    s.c.does(Operation::merge_person(MergePerson {
        id: s.person,
        expected_revision: 2,
        into: other.id,
        reason: "they are one".into(),
    }));
    s.c.does(Operation::withhold_person(WithholdPerson {
        id: s.person,
        expected_revision: 3,
        reason: "they asked for it".into(),
    }));
    let all = s.everything() + &s.log();
    assert!(!is_told(&all, "secondhandle") && !is_told(&all, "Secondname"));
}

#[test]
fn texts_of_a_block_are_withheld_by_their_fields_and_equal_ones_stay_equal() {
    let mut s = scene();
    let mut new = records::meeting("second", &[1]);
    new.when.start = Some(s.c.now);
    new.summary = Some("An insult.".into());
    new.remarks = Some("An insult.".into());
    let written = s.c.does(Operation::create_meeting(new));
    s.withhold(&[written.event], &["details.summary"])
        .unwrap_err();
    s.withhold(&[written.event], &["summary"]).unwrap();
    let Operation::create_meeting(told) = s.told(written.event) else {
        panic!("another method");
    };
    let stand_in = told.summary.unwrap();
    assert!(stand_in.starts_with("[withheld "), "{stand_in}");
    assert_eq!(told.remarks.as_deref(), Some("An insult."));
    assert_eq!(told.slug, "second");
    s.withhold(&[written.event], &["remarks"]).unwrap();
    let Operation::create_meeting(told) = s.told(written.event) else {
        panic!("another method");
    };
    assert_eq!(told.remarks, Some(stand_in));
    // The record is as it was: who must not show it edits it first.
    let meeting = s.c.registry.get_meeting(&Ref::slug("second".into()));
    assert_eq!(
        meeting.unwrap().details.summary.as_deref(),
        Some("An insult.")
    );
}

#[test]
fn a_text_that_is_withheld_is_told_in_no_earlier_state() {
    let mut s = scene();
    let old = s.c.registry.get_meeting(&Ref::id(s.meeting)).unwrap();
    let with_summary = |summary: Option<&str>| MeetingDetails {
        summary: summary.map(str::to_owned),
        ..old.details.clone()
    };
    let edit = |s: &mut Scene, revision, summary| {
        s.c.does(Operation::update_meeting(UpdateMeeting {
            id: s.meeting,
            expected_revision: revision,
            details: with_summary(summary),
        }))
    };
    let bad = edit(&mut s, 1, Some("An insult."));
    edit(&mut s, 2, None);
    assert!(is_told(&s.everything(), "insult") && is_told(&s.log(), "insult"));
    s.withhold(&[bad.event], &["details.summary"]).unwrap();
    assert!(!is_told(&s.everything(), "insult") && !is_told(&s.log(), "insult"));
}

#[test]
fn a_withholding_of_nothing_is_refused_with_every_fault() {
    let mut s = scene();
    // The first block made a group, the second is a sealed request, the third accepts it.
    let events = s.c.registry.store().events();
    let refused = s.faults(&[0, 1, events, 0], &["nowhere"]);
    let expected = [
        ("blocks[0]", "has no text in these fields"),
        ("blocks[1]", "is sealed already"),
        ("blocks[2]", "is not in the log"),
        ("blocks[3]", "has no text in these fields"),
    ];
    let expected = expected.map(|(field, reason)| (field.to_owned(), reason.to_owned()));
    assert_eq!(refused, expected);
    let field = |faults: Vec<(String, String)>| faults[0].0.clone();
    assert_eq!(field(s.faults(&[], &[])), "blocks");
    assert_eq!(field(s.faults(&[0; 101], &[])), "blocks");
    assert_eq!(field(s.faults(&[0], &["a"; 51])), "fields");
    assert_eq!(field(s.faults(&[0], &[""])), "fields[0]");
    assert_eq!(s.c.registry.store().events(), events);
}

#[test]
fn more_than_fifty_fields_of_one_block_are_withheld_only_as_all_of_it() {
    let mut s = scene();
    let names: Vec<String> = (0..40).map(|i| format!("nowhere{i}")).collect();
    let mut fields: Vec<&str> = names.iter().map(String::as_str).collect();
    fields.push("details.name");
    s.withhold(&[0], &fields).unwrap();
    let more: Vec<String> = (0..40).map(|i| format!("elsewhere{i}")).collect();
    let mut fields: Vec<&str> = more.iter().map(String::as_str).collect();
    fields.push("details.name");
    assert_eq!(s.faults(&[0], &fields)[0].0, "blocks[0]");
    s.withhold(&[0], &[]).unwrap();
    let Operation::create_group(told) = s.told(0) else {
        panic!("another method");
    };
    assert!(told.details.slug.starts_with("withheld-"));
}

#[test]
fn nobody_takes_a_name_that_stands_for_one_that_is_withheld() {
    let mut s = scene();
    let mut group = records::group("withheld-group");
    let refused = |done: Result<Written, Error>| match done {
        Err(Error::invalid { faults }) => faults[0].field.clone(),
        other => panic!("{other:?}"),
    };
    let done =
        s.c.registry
            .execute(&admin(), s.c.now, Operation::create_group(group.clone()));
    assert_eq!(refused(done), "details.slug");
    group.details.slug = "withholding".into();
    s.c.does(Operation::create_group(group));
    for handle in ["withheld-1", "Withheld-x", "\u{FF37}ithheld-7"] {
        let person = Operation::create_person(details(handle, "Somebody"));
        let done = s.c.registry.execute(&admin(), s.c.now, person);
        assert_eq!(refused(done), "details.handle", "{handle}");
    }
}

#[test]
fn a_person_whose_blocks_an_admin_withheld_before_keeps_no_former_handle() {
    let mut s = scene();
    let request = s.c.registry.store().events() - 4;
    s.withhold(&[request], &[]).unwrap();
    s.withhold_person();
    let found = s.c.registry.get_person(&Ref::slug("firsthandle".into()));
    assert!(found.is_none());
    assert!(!is_told(&s.everything(), "firsthandle"));
}
