//! Meetings: planned, drafted, published, held jointly, checked in to, spoken of.

use workgroups::domain::*;
use workgroups::registry::{
    CheckInPage, FeedbackPage, ListCheckIns, ListFeedback, ListMeetings, MeetingPage,
};

use crate::registry::samples::{date, known, meeting, meeting_at, minutes, named, person, role};
use workgroups_test_support::host::{BEGINNING, HOUR, Host, MINUTE, error, founder, identity};

fn read(host: &Host, id: Id) -> Meeting {
    let meeting: Option<Meeting> = host.ask("get_meeting", Ref::id(id));
    meeting.unwrap()
}

fn listed(host: &Host, q: ListMeetings) -> Vec<Id> {
    let page: MeetingPage = host.ask("list_meetings", q);
    page.items.iter().map(|m| m.id).collect()
}

#[test]
fn a_draft_is_replaced_by_the_minutes_that_are_published() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let id = host.made(Operation::create_meeting(meeting("one", &[group])));
    let draft = || {
        host.ask_as::<Option<Draft>>(founder(), "get_draft", id)
            .unwrap()
    };
    let save = |expected_revision, text: &str| {
        Operation::save_draft(SaveDraft {
            id,
            expected_revision,
            minutes: minutes(text),
        })
    };
    host.admin(save(0, "first words"));
    host.admin(save(1, "better words"));
    assert_eq!(draft().unwrap().minutes, minutes("better words"));
    assert_eq!(draft().unwrap().meta.revision, 2);
    let unpublished = read(&host, id);
    assert_eq!((unpublished.minutes, unpublished.meta.revision), (None, 1));

    let publish = |expected_revision, text: &str| {
        Operation::publish_minutes(PublishMinutes {
            id,
            expected_revision,
            minutes: minutes(text),
        })
    };
    // Nobody publishes over what others have drafted since they read the draft.
    let stale = error(host.run(founder(), &publish(1, "final words")));
    assert_eq!(
        stale,
        Error::conflict {
            current_revision: 2
        }
    );
    host.admin(publish(2, "final words"));
    let published = read(&host, id);
    assert_eq!(published.minutes, Some(minutes("final words")));
    assert!(draft().is_none());
    // A correction keeps the date of publication.
    host.set_time(BEGINNING + HOUR);
    host.admin(publish(2, "corrected words"));
    let corrected = read(&host, id);
    assert_eq!(corrected.published_at, published.published_at);
    assert_eq!(corrected.minutes, Some(minutes("corrected words")));
    assert!(corrected.meta.updated_at >= BEGINNING + HOUR);
}

#[test]
fn a_joint_meeting_belongs_to_each_of_its_groups() {
    let host = Host::new();
    let [one, two, three] = ["one", "two", "three"].map(|slug| host.group(slug, None, Vec::new()));
    let id = host.made(Operation::create_meeting(meeting("joint", &[one, two])));
    let of = |group| {
        let group = Some(group);
        listed(
            &host,
            ListMeetings {
                group,
                ..ListMeetings::default()
            },
        )
    };
    assert_eq!([of(one), of(two), of(three)], [vec![id], vec![id], vec![]]);
    host.admin(Operation::update_meeting(UpdateMeeting {
        id,
        expected_revision: 1,
        details: meeting("joint", &[two, three]),
    }));
    assert_eq!([of(one), of(two), of(three)], [vec![], vec![id], vec![id]]);
}

#[test]
fn meetings_are_listed_newest_first_and_those_of_unknown_time_last() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let new = |details| host.made(Operation::create_meeting(details));
    let unknown = new(meeting("unknown", &[group]));
    let exact = new(meeting_at("exact", &[group], BEGINNING));
    let mut partly = meeting("partly", &[group]);
    partly.when.date = Some(PartialDate {
        month: None,
        day: None,
        ..date(2023, 1, 1)
    });
    let partly = new(partly);
    let mut spoken = meeting_at("spoken", &[group], BEGINNING + HOUR);
    let speaker = host.made(Operation::create_person(person("speaker")));
    spoken.guests = vec![named("a guest"), known(speaker)];
    spoken.tags = vec!["token".into()];
    let spoken = new(spoken);

    let all = ListMeetings::default();
    assert_eq!(listed(&host, all.clone()), [spoken, exact, partly, unknown]);
    let since = ListMeetings {
        from: Some(BEGINNING),
        ..all.clone()
    };
    assert_eq!(listed(&host, since), [spoken, exact]);
    let before = ListMeetings {
        until: Some(BEGINNING),
        ..all.clone()
    };
    assert_eq!(listed(&host, before), [partly]);
    let of_person = ListMeetings {
        person: Some(speaker),
        ..all.clone()
    };
    assert_eq!(listed(&host, of_person), [spoken]);
    let tagged = ListMeetings {
        tag: Some("token".into()),
        ..all.clone()
    };
    assert_eq!(listed(&host, tagged), [spoken]);
    let none = ListMeetings {
        tag: Some("other".into()),
        ..all
    };
    assert!(listed(&host, none).is_empty());
}

#[test]
fn a_meeting_that_moves_takes_its_place_and_a_cancelled_one_keeps_its_reason() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let first = host.made(Operation::create_meeting(meeting_at(
        "first",
        &[group],
        BEGINNING,
    )));
    let second = host.made(Operation::create_meeting(meeting_at(
        "second",
        &[group],
        BEGINNING + HOUR,
    )));
    let change = |expected_revision, details| {
        host.admin(Operation::update_meeting(UpdateMeeting {
            id: first,
            expected_revision,
            details,
        }))
    };
    change(
        1,
        MeetingDetails {
            status: MeetingStatus::moved,
            reason: Some("the host is ill".into()),
            ..meeting_at("first", &[group], BEGINNING + 2 * HOUR)
        },
    );
    assert_eq!(listed(&host, ListMeetings::default()), [first, second]);
    change(
        2,
        MeetingDetails {
            status: MeetingStatus::cancelled,
            reason: Some("the host is still ill".into()),
            ..meeting_at("first", &[group], BEGINNING + 2 * HOUR)
        },
    );
    let cancelled = read(&host, first).details;
    assert_eq!(cancelled.status, MeetingStatus::cancelled);
    assert_eq!(cancelled.reason.as_deref(), Some("the host is still ill"));
    let fields: Vec<_> = host
        .history(Kind::meeting, first)
        .into_iter()
        .map(|c| c.fields)
        .collect();
    // When it was told counts as news.
    let moved = [
        "announced_at",
        "details.when",
        "details.status",
        "details.reason",
    ];
    let mut moved = moved.map(String::from).to_vec();
    moved.sort();
    let mut told = fields[1].clone();
    told.sort();
    assert_eq!(told, moved);
}

#[test]
fn members_check_in_from_a_quarter_before_the_start_to_a_quarter_after_the_end() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let start = BEGINNING + HOUR;
    let id = host.made(Operation::create_meeting(meeting_at(
        "one",
        &[group],
        start,
    )));
    let member = |n: usize| identity(&format!("member {n}"));
    let second = 1_000_000_000;
    // The meeting lasts half an hour.
    for (n, (now, runs)) in [
        (start - 15 * MINUTE - second, false),
        (start - 15 * MINUTE, true),
        (start, true),
        (start + 45 * MINUTE - second, true),
        (start + 45 * MINUTE, false),
    ]
    .into_iter()
    .enumerate()
    {
        host.set_time(now);
        host.run(member(n), &Operation::join_group(group)).unwrap();
        let checked_in = host.run(member(n), &Operation::check_in(id));
        assert_eq!(checked_in.is_ok(), runs, "{now}");
        if !runs {
            assert!(matches!(error(checked_in), Error::not_now { .. }));
        }
    }
    let q = ListCheckIns {
        meeting: id,
        ..ListCheckIns::default()
    };
    let page: CheckInPage = host.ask("list_check_ins", q);
    let who: Vec<_> = page.items.iter().map(|c| c.principal).collect();
    assert_eq!(who, [member(1), member(2), member(3)]);
}

#[test]
fn nobody_checks_in_to_a_cancelled_meeting_or_one_of_unknown_time() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let cancelled = MeetingDetails {
        status: MeetingStatus::cancelled,
        ..meeting_at("cancelled", &[group], BEGINNING)
    };
    for details in [cancelled, meeting("unknown", &[group])] {
        let id = host.made(Operation::create_meeting(details));
        let refused = host.run(founder(), &Operation::check_in(id));
        assert!(matches!(error(refused), Error::not_now { .. }));
    }
}

#[test]
fn feedback_is_given_read_and_removed_with_a_reason() {
    let host = Host::new();
    let author = host.made(Operation::create_person(person("author")));
    host.link(identity("author"), author);
    let lead = host.made(Operation::create_person(person("lead")));
    host.link(identity("lead"), lead);
    let group = host.group("one", None, vec![role(RoleKind::lead, lead)]);
    let id = host.made(Operation::create_meeting(meeting("one", &[group])));
    let give = |caller, text: &str| {
        let subject = Subject::meeting(id);
        let given = Operation::give_feedback(GiveFeedback {
            subject,
            text: text.into(),
        });
        host.run(caller, &given).unwrap().id
    };
    let praise = give(identity("author"), "well done");
    let insult = give(identity("stranger"), "bad words");
    let remove = |id| {
        Operation::remove_feedback(RemoveFeedback {
            id,
            reason: "insulting".into(),
        })
    };
    let refused = host.run(identity("stranger"), &remove(praise));
    assert!(matches!(error(refused), Error::not_authorised { .. }));
    host.run(identity("lead"), &remove(insult)).unwrap();

    let subject = Subject::meeting(id);
    let page: FeedbackPage = host.ask(
        "list_feedback",
        ListFeedback {
            subject,
            prev: None,
            take: None,
        },
    );
    let [first, second] = &page.items[..] else {
        panic!("both stay in the list");
    };
    assert_eq!(
        (first.text.as_str(), first.person),
        ("well done", Some(author))
    );
    assert_eq!((second.text.as_str(), second.person), ("", None));
    assert_eq!(second.removed.as_deref(), Some("insulting"));
    let history = host.history(Kind::feedback, insult);
    assert_eq!((history.len(), history[1].by), (2, identity("lead")));
}
