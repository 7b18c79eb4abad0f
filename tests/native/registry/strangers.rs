//! What somebody may do who holds no office: little, apart from what is accepted, and it can be
//! emptied.

use candid::Principal;
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{
    ApplyBatch, AskLookAlikes, ListGroups, ListLinkRequests, ListProposals, Search,
};
use workgroups_test_support::records;

use super::scene::*;

fn stranger(number: u32) -> Caller {
    Caller {
        principal: Principal::from_slice(&number.to_be_bytes()),
        is_controller: false,
    }
}

fn proposal(slug: &str, words: usize) -> Operation {
    let mut details = records::group(slug).details;
    details.scope = "word ".repeat(words).trim().to_owned();
    Operation::propose_group(ProposeGroup {
        details,
        motivation: "It is wanted.".into(),
    })
}

impl Community {
    fn by(&mut self, caller: u32, operation: Operation) -> Result<Written, Error> {
        self.registry
            .execute(&stranger(caller), self.now, operation)
    }

    fn group_by_id(&self, id: Id) -> Option<Group> {
        self.registry.get_group(&Ref::id(id))
    }

    fn decides(&mut self, id: Id, accept: bool) {
        let group = self.group_by_id(id).unwrap();
        self.does(Operation::decide_proposal(DecideProposal {
            id,
            expected_revision: group.meta.revision,
            accept,
            reason: "as the community wishes".into(),
        }));
    }

    fn doors(&mut self, change: impl FnOnce(&mut Doors)) {
        let about = self.registry.registry_info();
        let mut doors = about.doors;
        change(&mut doors);
        self.does(Operation::set_doors(SetDoors {
            expected_revision: about.meta.revision,
            doors,
        }));
    }

    fn proposals(&self, refused: bool) -> Vec<String> {
        let question = ListProposals {
            refused,
            ..ListProposals::default()
        };
        let page = self.registry.list_proposals(&question).unwrap();
        page.items.into_iter().map(|g| g.slug).collect()
    }

    fn found(&self, text: &str) -> usize {
        let question = Search {
            text: text.into(),
            ..Search::default()
        };
        self.registry.search(&question).unwrap().items.len()
    }
}

#[test]
fn a_proposal_is_small_and_few_fit_into_an_hour() {
    let mut c = scene();
    let refused = c.by(1, proposal("large", 700)); // 3,500 bytes of scope fit
    assert!(refused.is_ok(), "{refused:?}");
    let mut details = records::group("huge").details;
    details.charter = Some("word ".repeat(3_000).trim().to_owned());
    let huge = Operation::propose_group(ProposeGroup {
        details,
        motivation: "It is wanted.".into(),
    });
    let refused = c.by(2, huge).unwrap_err();
    assert!(matches!(
        refused,
        Error::limit_exceeded { limit: 12_000, .. }
    ));
    let mut group = c.group_by_id(2).unwrap();
    let mut edits = 0;
    loop {
        group.details.remarks = Some(format!("{edits} {}", "x".repeat(3_900)));
        let edit = Operation::update_group(UpdateGroup {
            id: 2,
            expected_revision: group.meta.revision,
            details: group.details.clone(),
        });
        match c.by(1, edit) {
            Ok(written) => group.meta.revision = written.revision,
            Err(error) => {
                assert!(matches!(error, Error::rate_limited { .. }));
                break;
            }
        }
        edits += 1;
    }
    assert!(edits < 8, "{edits}");
}

#[test]
fn all_strangers_together_have_a_day_and_one_number_shuts_them_all_out() {
    let mut c = scene();
    c.doors(|doors| doors.operations_per_day = 3);
    for number in 1..=3 {
        c.by(number, Operation::join_group(GROUP)).unwrap();
    }
    let tomorrow = (c.now / DAY + 1) * DAY;
    let refused = c.by(4, Operation::join_group(GROUP));
    assert_eq!(refused, Err(Error::rate_limited { retry_at: tomorrow }));
    c.now = tomorrow;
    c.by(4, Operation::join_group(GROUP)).unwrap();
    c.doors(|doors| doors.operations_per_day = 0);
    for operation in [
        Operation::join_group(GROUP),
        Operation::give_feedback(GiveFeedback {
            subject: Subject::group(GROUP),
            text: "x".into(),
        }),
        proposal("shut", 1),
    ] {
        let refused = c.by(5, operation);
        assert!(matches!(refused, Err(Error::rate_limited { .. })));
    }
    assert!(!c.registry.may_send(&stranger(5), c.now, 10));
    assert!(c.registry.may_send(&admin(), c.now, 10));
}

#[test]
fn what_is_not_accepted_stands_apart_and_its_words_are_not_found() {
    let mut c = scene();
    let id = c.by(1, proposal("claim", 3)).unwrap().id;
    let listed = |c: &Community, state| {
        let question = ListGroups {
            state,
            ..ListGroups::default()
        };
        c.registry.list_groups(&question).unwrap().items.len()
    };
    assert_eq!(listed(&c, None), 1);
    assert_eq!(listed(&c, Some(LifecycleState::proposed)), 0);
    assert_eq!(c.proposals(false), ["claim"]);
    assert_eq!(c.registry.registry_info().groups, 1);
    assert_eq!((c.found("claim"), c.found("word")), (1, 0));
    assert!(!c.reads("/").contains("Group claim"));
    assert!(
        c.by(2, Operation::join_group(id)).is_err(),
        "it can be supported"
    );
    c.decides(id, true);
    assert_eq!((listed(&c, None), c.found("word")), (2, 1));
    assert_eq!(c.proposals(false), [""; 0]);
}

#[test]
fn a_refused_proposal_gives_its_name_free_and_can_be_removed() {
    let mut c = scene();
    let id = c.by(1, proposal("wanted", 3)).unwrap().id;
    c.by(2, Operation::support_group(id)).unwrap();
    c.decides(id, false);
    assert_eq!(c.proposals(true), ["wanted"]);
    let other = c.by(3, proposal("wanted", 3)).unwrap().id;
    c.decides(other, true);
    assert_eq!(c.group("wanted").id, other);
    let revision = c.group_by_id(id).unwrap().meta.revision;
    let remove = |id, expected_revision| {
        Operation::remove_proposal(RemoveProposal {
            id,
            expected_revision,
            reason: "spam".into(),
        })
    };
    assert!(c.tries(remove(other, 2)).is_err(), "it is a group");
    assert_eq!(c.does(remove(id, revision)).revision, 0);
    assert_eq!(c.group_by_id(id), None);
    assert_eq!(c.proposals(true), [""; 0]);
    assert_eq!(c.group("wanted").id, other);
}

#[test]
fn the_oldest_proposal_falls_out_at_the_ceiling() {
    let mut c = scene();
    c.doors(|doors| doors.open_proposals = 2);
    for number in 1..=3 {
        c.by(number, proposal(&format!("p{number}"), 1)).unwrap();
    }
    assert_eq!(c.proposals(false), ["p2", "p3"]);
    assert!(c.registry.get_group(&Ref::slug("p1".into())).is_none());
}

#[test]
fn a_former_name_of_a_group_or_person_is_nobody_elses() {
    let mut c = scene();
    let ada = c.does(Operation::create_person(person("ada"))).id;
    c.does(Operation::update_person(UpdatePerson {
        id: ada,
        expected_revision: 1,
        details: person("ada-two"),
    }));
    let refused = c
        .tries(Operation::create_person(person("ada")))
        .unwrap_err();
    assert!(matches!(refused, Error::already_exists { id, .. } if id == ada));
    assert_eq!(c.asks("/people/ada", &[]).status, 308);
    c.renames("sync", "sync-two");
    let refused = c.by(1, proposal("sync", 1)).unwrap_err();
    assert!(matches!(refused, Error::already_exists { id: GROUP, .. }));
    assert_eq!(c.asks("/groups/sync", &[]).status, 308);
    let id = c.by(1, proposal("mine", 1)).unwrap().id;
    let group = c.group_by_id(id).unwrap();
    let mut details = group.details;
    details.slug = "other".into();
    c.by(
        1,
        Operation::update_group(UpdateGroup {
            id,
            expected_revision: 1,
            details,
        }),
    )
    .unwrap();
    c.by(2, proposal("mine", 1))
        .expect("an open proposal keeps one name");
}

#[test]
fn feedback_that_was_removed_makes_room() {
    let mut c = scene();
    let about = c.registry.registry_info();
    c.does(Operation::set_limits(SetLimits {
        expected_revision: about.meta.revision,
        limits: Limits {
            feedback_per_subject: 1,
            ..Limits::default()
        },
    }));
    let give = || {
        Operation::give_feedback(GiveFeedback {
            subject: Subject::group(GROUP),
            text: "Nonsense".into(),
        })
    };
    let id = c.by(1, give()).unwrap().id;
    assert!(matches!(c.by(2, give()), Err(Error::limit_exceeded { .. })));
    c.does(Operation::remove_feedback(RemoveFeedback {
        id,
        reason: "spam".into(),
    }));
    c.by(2, give()).unwrap();
}

#[test]
fn a_member_can_be_taken_out() {
    let mut c = scene();
    c.by(1, Operation::join_group(GROUP)).unwrap();
    let principal = stranger(1).principal;
    let remove = || {
        Operation::remove_member(RemoveMember {
            group: GROUP,
            principal,
            reason: "no member".into(),
        })
    };
    c.does(remove());
    assert_eq!(c.registry.whoami(&stranger(1), c.now).memberships, [0; 0]);
    assert!(matches!(c.tries(remove()), Err(Error::not_found { .. })));
}

#[test]
fn link_requests_expire_fall_out_and_are_refused_in_bulk() {
    let mut c = scene();
    c.doors(|doors| (doors.open_link_requests, doors.link_request_days) = (3, 10));
    let ask = |number: u32| {
        Operation::request_link(RequestLink {
            target: LinkTarget::newcomer(PersonDetails {
                handle: format!("somebody{number}"),
                name: None,
                affiliation: None,
                links: Vec::new(),
                remarks: None,
            }),
            evidence: "My profile says so.".into(),
        })
    };
    let waiting = |c: &Community| -> Vec<Id> {
        let question = ListLinkRequests::default();
        let admin = admin();
        let page = c.registry.list_link_requests(&admin, c.now, &question);
        page.unwrap().items.into_iter().map(|r| r.id).collect()
    };
    for number in 1..=4 {
        c.by(number, ask(number)).unwrap();
    }
    assert_eq!(waiting(&c), [2, 3, 4]);
    c.does(Operation::refuse_link_requests(RefuseLinkRequests {
        ids: vec![2, 3],
        reason: "nobody knows them".into(),
    }));
    assert_eq!(waiting(&c), [4]);
    c.now += 10 * DAY + 1;
    assert_eq!(waiting(&c), [0; 0]);
    c.by(5, ask(5)).unwrap();
    assert_eq!(waiting(&c), [5]);
}

#[test]
fn an_action_item_cannot_be_put_on_a_meeting_of_other_groups() {
    let mut c = scene();
    c.does(Operation::create_group(records::group("other")));
    let mut theirs = meeting("theirs");
    theirs.groups = vec![2];
    let theirs = c.does(Operation::create_meeting(theirs)).id;
    let item = |raised_in| ActionItemDetails {
        group: GROUP,
        raised_in: Some(raised_in),
        title: "Do it".into(),
        note: None,
        owners: Vec::new(),
        due: None,
        state: ActionState::open,
        follow_ups: Vec::new(),
    };
    let refused = c.refuses(Operation::create_action_item(item(theirs)));
    assert_eq!(refused, ["details.raised_in"]);
    let ours = c.does(Operation::create_meeting(meeting("ours"))).id;
    let id = c.does(Operation::create_action_item(item(ours))).id;
    let follow_up = |meeting| {
        Operation::follow_up(AddFollowUp {
            id,
            expected_revision: 1,
            follow_up: FollowUp {
                meeting: Some(meeting),
                date: None,
                by: Vec::new(),
                text: "Half of it is done.".into(),
            },
            state: ActionState::open,
        })
    };
    assert_eq!(c.refuses(follow_up(theirs)), ["follow_up.meeting"]);
    c.does(follow_up(ours));
}

#[test]
fn a_marked_request_that_is_sent_again_is_done_once() {
    let mut c = scene();
    let send = |c: &mut Community, mark: &[u8]| {
        let batch = ApplyBatch {
            operations: vec![Operation::give_feedback(GiveFeedback {
                subject: Subject::group(GROUP),
                text: "Well done".into(),
            })],
            request_id: Some(serde_bytes::ByteBuf::from(mark)),
            numbers: None,
        };
        c.registry.execute_batch(&stranger(1), c.now, batch)
    };
    let first = send(&mut c, b"a").unwrap();
    assert_eq!(send(&mut c, b"a").unwrap(), first);
    assert_ne!(send(&mut c, b"b").unwrap(), first);
    assert!(send(&mut c, b"").is_err());
    assert!(send(&mut c, &[0; 65]).is_err());
    c.now += DAY;
    assert_ne!(send(&mut c, b"a").unwrap(), first);
}

#[test]
fn names_that_look_alike_are_told_to_those_who_decide() {
    let mut c = scene();
    let alike = |c: &Community, names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let found = c.registry.look_alikes(&AskLookAlikes { names }).unwrap();
        let found = found.into_iter().map(|one| (one.kind.unwrap(), one.id));
        found.collect::<Vec<_>>()
    };
    let mut real = c.registry.get_group(&Ref::id(GROUP)).unwrap();
    real.details.name = "Ledger & Tokenization".into();
    c.does(Operation::update_group(UpdateGroup {
        id: GROUP,
        expected_revision: real.meta.revision,
        details: real.details.clone(),
    }));
    // Cyrillic letters, a hyphen, a full-width letter.
    let proposal = Operation::propose_group(ProposeGroup {
        details: GroupDetails {
            name: "Ledgеr & Tоken-ization".into(),
            ..records::group("other").details
        },
        motivation: "Trust me".into(),
    });
    let now = c.now;
    let proposed = c.registry.execute(&stranger(1), now, proposal).unwrap().id;
    let both = [(Kind::group, GROUP), (Kind::group, proposed)];
    for name in [
        "Ledger & Tokenization",
        "ｌEDGER &TOKENIZATION",
        "1edger & T0kenization",
    ] {
        assert_eq!(alike(&c, &[name]), both, "{name}");
    }
    assert_eq!(alike(&c, &["Ledger & Token", "--"]), []);
    for path in ["/proposals", "/groups/other"] {
        let page = c.reads(path);
        assert!(page.contains("Its name looks like that of"), "{page}");
        assert!(page.contains("Ledger &amp; Tokenization</a>"), "{page}");
    }
    c.does(Operation::decide_proposal(DecideProposal {
        id: proposed,
        expected_revision: 1,
        accept: false,
        reason: "taken for another".into(),
    }));
    assert_eq!(alike(&c, &["Ledger & Tokenization"]), both[..1]);

    let alice = c.does(Operation::create_person(PersonDetails {
        handle: "alice".into(),
        name: Some("Alice Liddell".into()),
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    }));
    assert_eq!(alike(&c, &["аlice", "nobody"]), [(Kind::person, alice.id)]);
    assert_eq!(alike(&c, &["ALICE LIDDE11"]), [(Kind::person, alice.id)]);
    for names in [vec![], vec!["a".into(); 5], vec!["a".repeat(5_000)]] {
        assert!(c.registry.look_alikes(&AskLookAlikes { names }).is_err());
    }
}
