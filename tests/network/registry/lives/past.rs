//! Records as they stood, records that are withdrawn, people who are one, and what groups did in a
//! period.

use workgroups::domain::*;
use workgroups::registry::{
    Activity, AskActivity, AskDifferences, AskRecordAt, AskReportDraft, Differences, ListMeetings,
    ListPeople, MeetingPage, PastRecord, PastState, PersonPage, Search, SearchPage, Upcoming,
    UpcomingPage,
};

use crate::registry::samples::{
    date, initiative, item, known, meeting, meeting_at, milestone, minutes, person, report, role,
    step,
};
use workgroups_test_support::host::{BEGINNING, DAY, HOUR, Host, error, faults, founder, identity};

fn at(host: &Host, kind: Kind, id: Id, revision: u64) -> Option<PastRecord> {
    host.ask(
        "record_at",
        AskRecordAt {
            kind: Some(kind),
            id,
            revision: Some(revision),
            at: None,
        },
    )
}

fn on(host: &Host, kind: Kind, id: Id, at: Nanos) -> Option<PastRecord> {
    host.ask(
        "record_at",
        AskRecordAt {
            kind: Some(kind),
            id,
            revision: None,
            at: Some(at),
        },
    )
}

fn group_now(host: &Host, id: Id) -> Group {
    let group: Option<Group> = host.ask("get_group", Ref::id(id));
    group.unwrap()
}

fn meeting_now(host: &Host, id: Id) -> Meeting {
    let meeting: Option<Meeting> = host.ask("get_meeting", Ref::id(id));
    meeting.unwrap()
}

fn withdraw(record: RecordId, expected_revision: u64, instead: Option<Id>) -> Operation {
    Operation::withdraw_record(WithdrawRecord {
        record,
        expected_revision,
        reason: "entered by mistake".into(),
        instead,
    })
}

fn reinstate(record: RecordId, expected_revision: u64) -> Operation {
    Operation::reinstate_record(ReinstateRecord {
        record,
        expected_revision,
        reason: "it was none".into(),
    })
}

#[test]
fn every_state_of_a_group_is_told_as_it_was_answered_then() {
    let host = Host::new();
    let lead = host.made(Operation::create_person(person("lead")));
    let parent = host.group("above", None, Vec::new());
    let id = host.group("one", None, vec![role(RoleKind::lead, lead)]);
    let mut states = vec![(host.now(), group_now(&host, id))];
    let details = group_now(&host, id).details;
    let edits: [&dyn Fn(u64) -> Operation; 6] = [
        &|expected_revision| {
            Operation::update_group(UpdateGroup {
                id,
                expected_revision,
                details: GroupDetails {
                    scope: "Another scope".into(),
                    topics: vec!["bitcoin".into()],
                    ..details.clone()
                },
            })
        },
        &|expected_revision| {
            Operation::set_roles(SetRoles {
                id,
                expected_revision,
                roles: Vec::new(),
            })
        },
        &|expected_revision| {
            Operation::move_group(MoveGroup {
                id,
                expected_revision,
                parent: Some(parent),
            })
        },
        // Nothing is another after this one.
        &|expected_revision| {
            Operation::move_group(MoveGroup {
                id,
                expected_revision,
                parent: Some(parent),
            })
        },
        &|expected_revision| {
            Operation::set_lifecycle(SetLifecycle {
                id,
                expected_revision,
                lifecycle: vec![step(LifecycleState::active), step(LifecycleState::archived)],
            })
        },
        &|expected_revision| {
            Operation::confirm_group(ConfirmGroup {
                id,
                expected_revision,
            })
        },
    ];
    for edit in edits {
        host.set_time(host.now() + HOUR);
        host.admin(edit(states.len() as u64));
        states.push((host.now(), group_now(&host, id)));
    }
    host.upgrade();
    for (i, (when, state)) in states.iter().enumerate() {
        let revision = i as u64 + 1;
        let past = at(&host, Kind::group, id, revision).unwrap();
        assert_eq!(past.state, PastState::group(state.clone()), "{revision}");
        assert_eq!(past.change.revision, revision);
        assert_eq!(past.until.is_none(), revision == states.len() as u64);
        let past = on(&host, Kind::group, id, when + HOUR / 2).unwrap();
        assert_eq!(past.state, PastState::group(state.clone()), "{revision}");
    }
    let before = states[0].1.meta.created_at - 1;
    assert!(on(&host, Kind::group, id, before).is_none());
    assert!(at(&host, Kind::group, 99, 1).is_none());
}

#[test]
fn a_meeting_is_told_as_it_stood_before_its_series_and_its_minutes_changed_it() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let details = meeting_at("one", &[group], BEGINNING + DAY);
    let id = host.made(Operation::create_meeting(details.clone()));
    let announced = meeting_now(&host, id);
    host.admin(Operation::update_meeting(UpdateMeeting {
        id,
        expected_revision: 1,
        details: MeetingDetails {
            status: MeetingStatus::cancelled,
            ..details
        },
    }));
    let cancelled = meeting_now(&host, id);
    host.admin(Operation::publish_minutes(PublishMinutes {
        id,
        expected_revision: 2,
        minutes: minutes("nobody came"),
    }));
    for (revision, state) in [(1, announced), (2, cancelled)] {
        let past = at(&host, Kind::meeting, id, revision).unwrap();
        assert_eq!(past.state, PastState::meeting(state), "{revision}");
    }
    let question = |older, newer| AskDifferences {
        kind: Some(Kind::meeting),
        id,
        older,
        newer,
    };
    let told: Option<Differences> = host.ask("differences", question(1, 3));
    let expected = ["minutes", "published_at", "announced_at", "details.status"];
    let mut fields = told.unwrap().fields;
    fields.sort_unstable();
    let mut expected = expected.map(str::to_owned).to_vec();
    expected.sort_unstable();
    assert_eq!(fields, expected);
    let none: Option<Differences> = host.ask("differences", question(0, 1));
    assert!(none.is_none());
}

#[test]
fn a_question_for_a_state_names_one_moment_and_a_kind_that_has_states() {
    let host = Host::new();
    let id = host.group("one", None, Vec::new());
    let ask = |kind, revision, at| {
        host.ask_as::<Option<PastRecord>>(
            founder(),
            "record_at",
            AskRecordAt {
                kind,
                id,
                revision,
                at,
            },
        )
    };
    let kind = Some(Kind::group);
    for answer in [ask(kind, None, None), ask(kind, Some(1), Some(BEGINNING))] {
        assert_eq!(faults(answer), ["revision is missing, or given beside at"]);
    }
    let none = "kind is none whose states are kept";
    assert_eq!(faults(ask(Some(Kind::draft), Some(1), None)), [none]);
    assert_eq!(faults(ask(None, Some(1), None)), [none]);
}

#[test]
fn a_withdrawn_meeting_leaves_all_lists_and_can_be_put_back() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let details = MeetingDetails {
        title: "Zymurgy".into(),
        ..meeting_at("one", &[group], BEGINNING + DAY)
    };
    let id = host.made(Operation::create_meeting(details.clone()));
    let found = || {
        let of_group = ListMeetings {
            group: Some(group),
            ..ListMeetings::default()
        };
        let words = Search {
            text: "zymurgy".into(),
            ..Search::default()
        };
        [
            host.ask::<MeetingPage>("list_meetings", ListMeetings::default())
                .items
                .len(),
            host.ask::<MeetingPage>("list_meetings", of_group)
                .items
                .len(),
            host.ask::<UpcomingPage>("upcoming", Upcoming::default())
                .items
                .len(),
            host.ask::<SearchPage>("search", words).items.len(),
        ]
    };
    assert_eq!(found(), [1; 4]);
    host.admin(withdraw(RecordId::meeting(id), 1, None));
    assert_eq!(found(), [0; 4]);
    let withdrawn = meeting_now(&host, id);
    assert_eq!(
        withdrawn.withdrawn.as_ref().unwrap().reason,
        "entered by mistake"
    );
    let by_slug: Option<Meeting> = host.ask("get_meeting", Ref::slug("one".into()));
    assert_eq!(by_slug.unwrap(), withdrawn);
    let edit = Operation::update_meeting(UpdateMeeting {
        id,
        expected_revision: 2,
        details: details.clone(),
    });
    let refused = error(host.run(founder(), &edit));
    assert!(matches!(refused, Error::not_now { .. }), "{refused:?}");
    // Its name stays its own.
    let again = Operation::create_meeting(meeting("one", &[group]));
    let refused = error(host.run(founder(), &again));
    assert!(
        matches!(refused, Error::already_exists { .. }),
        "{refused:?}"
    );
    host.admin(reinstate(RecordId::meeting(id), 2));
    assert_eq!(found(), [1; 4]);
    assert_eq!(meeting_now(&host, id).details, details);
    let told: Vec<_> = host
        .history(Kind::meeting, id)
        .into_iter()
        .map(|c| c.operation)
        .collect();
    assert_eq!(
        told,
        ["create_meeting", "withdraw_record", "reinstate_record"]
    );
}

#[test]
fn the_name_of_a_duplicate_leads_to_the_record_in_its_place() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let [stays, goes] =
        ["stays", "goes"].map(|slug| host.made(Operation::create_meeting(meeting(slug, &[group]))));
    host.admin(withdraw(RecordId::meeting(goes), 1, Some(stays)));
    let named: Option<Meeting> = host.ask("get_meeting", Ref::slug("goes".into()));
    assert_eq!(named.unwrap().id, stays);
    let itself = withdraw(RecordId::meeting(stays), 1, Some(stays));
    assert_eq!(
        faults(host.run(founder(), &itself)),
        ["instead is the record itself"]
    );
    let gone = withdraw(RecordId::meeting(stays), 1, Some(goes));
    let refused = error(host.run(founder(), &gone));
    assert!(matches!(refused, Error::not_now { .. }), "{refused:?}");
}

#[test]
fn what_others_belong_to_is_not_withdrawn() {
    let host = Host::new();
    let lead = host.made(Operation::create_person(person("lead")));
    let group = host.group("one", None, vec![role(RoleKind::lead, lead)]);
    host.made(Operation::create_action_item(item(group, "to do")));
    for (record, why) in [
        (
            RecordId::group(group),
            "Not now: the group has action items.",
        ),
        (RecordId::person(lead), "Not now: the person has roles."),
    ] {
        let refused = error(host.run(founder(), &withdraw(record, 1, None)));
        assert_eq!(refused.message(), why);
    }
    let empty = host.group("two", None, Vec::new());
    host.admin(withdraw(RecordId::group(empty), 1, None));
    let unknown = host.made(Operation::create_person(person("mistake")));
    host.link(identity("somebody"), unknown);
    let refused = error(host.run(founder(), &withdraw(RecordId::person(unknown), 2, None)));
    assert!(
        refused.message().contains("unlink_principal"),
        "{refused:?}"
    );
}

#[test]
fn two_people_who_are_one_are_merged_with_all_that_is_theirs() {
    let host = Host::new();
    let [goes, stays] =
        ["jo", "joan"].map(|handle| host.made(Operation::create_person(person(handle))));
    host.link(identity("jo's"), goes);
    let group = host.group("one", None, vec![role(RoleKind::lead, goes)]);
    let met = host.made(Operation::create_meeting(MeetingDetails {
        hosts: vec![known(goes), known(stays)],
        guests: vec![known(goes)],
        ..meeting("one", &[group])
    }));
    let todo = host.made(Operation::create_action_item(ActionItemDetails {
        owners: vec![known(goes)],
        ..item(group, "to do")
    }));
    host.admin(Operation::merge_person(MergePerson {
        id: goes,
        expected_revision: 2,
        into: stays,
        reason: "the same human".into(),
    }));
    assert_eq!(group_now(&host, group).roles[0].person, Some(stays));
    let details = meeting_now(&host, met).details;
    assert_eq!(details.hosts, [known(stays)]);
    assert_eq!(details.guests, [known(stays)]);
    let todo: Option<ActionItem> = host.ask("get_action_item", todo);
    assert_eq!(todo.unwrap().details.owners, [known(stays)]);
    let who = host.whoami(identity("jo's"));
    assert_eq!(who.person.unwrap().id, stays);
    assert_eq!(who.offices.len(), 1);
    let named: Option<Person> = host.ask("get_person", Ref::slug("jo".into()));
    assert_eq!(named.unwrap().id, stays);
    let listed: PersonPage = host.ask("list_people", ListPeople::default());
    let handles: Vec<_> = listed.items.iter().map(|p| p.handle.as_str()).collect();
    assert_eq!(handles, ["joan"]);
    let refused = error(host.run(founder(), &reinstate(RecordId::person(goes), 3)));
    assert!(refused.message().contains("merged"), "{refused:?}");
}

#[test]
fn a_person_of_many_records_is_merged_over_several_calls() {
    let host = Host::new();
    let [goes, stays] =
        ["jo", "joan"].map(|handle| host.made(Operation::create_person(person(handle))));
    let group = host.group("one", None, Vec::new());
    let meetings = (0..130).map(|i| {
        Operation::create_meeting(MeetingDetails {
            hosts: vec![known(goes)],
            ..meeting(&format!("m{i}"), &[group])
        })
    });
    host.batch(founder(), meetings.collect()).unwrap();
    let merge = Operation::merge_person(MergePerson {
        id: goes,
        expected_revision: 1,
        into: stays,
        reason: "the same human".into(),
    });
    let calls = [(); 2].map(|()| host.admin(merge.clone()).revision);
    assert_eq!(calls, [1, 2]);
    let of = |person| {
        let mine = ListMeetings {
            person: Some(person),
            take: Some(200),
            ..ListMeetings::default()
        };
        host.ask::<MeetingPage>("list_meetings", mine).items.len()
    };
    assert_eq!((of(goes), of(stays)), (0, 130));
}

/// A group with a meeting, an action item, an initiative and a lead, each changed within a period
/// that begins after ten days.
fn with_activity() -> (Host, Id, Nanos) {
    let host = Host::new();
    let [old, new] = ["old", "new"].map(|h| host.made(Operation::create_person(person(h))));
    let group = host.group("one", None, vec![role(RoleKind::lead, old)]);
    let held = |slug, start, attendance| {
        let details = MeetingDetails {
            status: MeetingStatus::held,
            ..meeting_at(slug, &[group], start)
        };
        let id = host.made(Operation::create_meeting(details));
        host.admin(Operation::publish_minutes(PublishMinutes {
            id,
            expected_revision: 1,
            minutes: Minutes {
                attendance: Some(attendance),
                decisions: vec![Decision {
                    text: format!("Decided in {slug}"),
                    by: Vec::new(),
                }],
                ..minutes("as it was")
            },
        }));
    };
    held("before", BEGINNING + DAY, 10);
    let todo = host.made(Operation::create_action_item(item(group, "closed later")));
    let plan = host.made(Operation::create_initiative(InitiativeDetails {
        milestones: vec![milestone("First", Progress::ongoing)],
        ..initiative("plan", &[group])
    }));
    let from = BEGINNING + 10 * DAY;
    host.set_time(from + DAY);
    held("within", from + DAY, 30);
    host.made(Operation::create_action_item(item(group, "raised")));
    host.admin(Operation::follow_up(AddFollowUp {
        id: todo,
        expected_revision: 1,
        follow_up: crate::registry::samples::follow_up(None, "done"),
        state: ActionState::done,
    }));
    host.admin(Operation::update_initiative(UpdateInitiative {
        id: plan,
        expected_revision: 1,
        details: InitiativeDetails {
            milestones: vec![
                milestone("First", Progress::completed),
                milestone("Second", Progress::not_started),
            ],
            ..initiative("plan", &[group])
        },
    }));
    host.admin(Operation::set_roles(SetRoles {
        id: group,
        expected_revision: 1,
        roles: vec![role(RoleKind::lead, new)],
    }));
    (host, group, from)
}

#[test]
fn the_activity_of_a_period_tells_what_happened_within_it_alone() {
    let (host, group, from) = with_activity();
    host.set_time(from + 30 * DAY);
    let activity: Activity = host.ask(
        "activity",
        AskActivity {
            groups: vec![group],
            from,
            until: from + 10 * DAY,
        },
    );
    assert!(activity.is_whole);
    let slugs: Vec<_> = activity.meetings.iter().map(|m| m.slug.as_str()).collect();
    assert_eq!(slugs, ["within"]);
    let attendance = activity.attendance;
    assert_eq!((attendance.now.people, attendance.before.people), (30, 10));
    assert_eq!(activity.decisions.len(), 1);
    assert_eq!(activity.decisions[0].text, "Decided in within");
    let titles =
        |items: &[ActionItemSummary]| items.iter().map(|i| i.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&activity.opened), ["raised"]);
    assert_eq!(titles(&activity.closed), ["closed later"]);
    let moved: Vec<_> = activity
        .milestones
        .iter()
        .map(|m| (m.title.as_str(), m.was, m.is, m.is_new))
        .collect();
    let expected = [
        (
            "First",
            Some(Progress::ongoing),
            Some(Progress::completed),
            false,
        ),
        ("Second", None, Some(Progress::not_started), true),
    ];
    assert_eq!(moved, expected);
    let holders: Vec<_> = activity
        .holders
        .iter()
        .map(|h| (h.person, h.began))
        .collect();
    assert_eq!(holders, [(2, true), (1, false)]);
}

#[test]
fn a_report_is_drafted_from_the_activity_and_can_be_entered_as_it_is() {
    let (host, group, from) = with_activity();
    let goal = Goal {
        title: "Go on".into(),
        text: "As before.".into(),
        groups: vec![group],
        links: Vec::new(),
    };
    host.made(Operation::create_report(ReportDetails {
        purpose: Some("Why we report".into()),
        goals: vec![goal.clone()],
        languages: vec!["zh".into()],
        ..report("last", &[group], &[])
    }));
    let question = |language: Option<&str>| AskReportDraft {
        groups: vec![group],
        from,
        until: from + 10 * DAY,
        language: language.map(str::to_owned),
    };
    let chinese: ReportDetails = host.ask("draft_report", question(None));
    assert_eq!(chinese.languages, ["zh"]);
    assert_eq!(chinese.purpose.as_deref(), Some("Why we report"));
    assert_eq!(chinese.goals, [goal]);
    assert!(chinese.highlights[0].contains("召开会议"), "{chinese:?}");
    let english: ReportDetails = host.ask("draft_report", question(Some("en")));
    let lines = english.highlights.join("\n");
    for line in [
        "Meetings held: 1",
        "People at a meeting, on average: 30 (in the period before: 10)",
        "Action items raised: 1; closed: 1",
        "Decided: Decided in within",
        "Initiative plan · First: completed (before: ongoing)",
    ] {
        assert!(lines.contains(line), "{line} is not in\n{lines}");
    }
    assert_eq!(english.from, Some(date(2026, 6, 25)));
    host.made(Operation::create_report(english));
}

#[test]
fn a_question_for_activity_names_groups_and_a_period() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let ask = |groups, from, until| {
        let question = AskActivity {
            groups,
            from,
            until,
        };
        host.ask_as::<Activity>(founder(), "activity", question)
    };
    let many = "groups has not 1 to 20 entries";
    assert_eq!(faults(ask(Vec::new(), 1, 2)), [many]);
    assert_eq!(faults(ask(vec![group; 21], 1, 2)), [many]);
    assert_eq!(
        faults(ask(vec![group], 2, 2)),
        ["until is not later than from"]
    );
    let unknown = error(ask(vec![99], 1, 2));
    assert!(matches!(unknown, Error::not_found { .. }), "{unknown:?}");
    // The largest instants are instants.
    ask(vec![group], 0, u64::MAX).unwrap();
}
