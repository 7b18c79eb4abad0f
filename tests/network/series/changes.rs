//! Changes of series, their announcements, and who may make them.

use workgroups::domain::series::OccurrenceStatus;
use workgroups::domain::*;
use workgroups::registry::AskHistory;

use crate::series::community::*;

#[test]
fn a_cancelled_date_is_announced_with_its_hours_of_notice() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    c.does(cancel(1, 1, "2024-04-02T17:00"));
    assert_eq!(
        c.starts(&[], 3),
        ["2024-04-02T17:00!", "2024-04-16T17:00", "2024-04-30T17:00"]
    );
    let date = &c.comes(&[])[0];
    // From noon on 1 April (UTC) until 15:00 on 2 April, when it is 17:00 in Zurich.
    assert_eq!(date.hours_of_notice, Some(27));
    assert_eq!(date.announced_at, Some(c.now));
    assert_eq!(date.reason.as_deref(), Some("Easter holidays"));
    let next = c.registry.next_meeting(c.now, &Ref::id(WALLETS)).unwrap();
    assert_eq!(next.unwrap().start, Some(local("2024-04-16T17:00")));
}

#[test]
fn a_cancellation_and_a_move_can_be_taken_back() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    let before = c.starts(&[], 5);
    c.does(move_to(1, 1, "2024-04-16T17:00", "2024-04-18T10:00"));
    c.does(cancel(1, 2, "2024-04-16T17:00"));
    assert_eq!(c.starts(&[], 2), ["2024-04-02T17:00", "2024-04-18T10:00!"]);
    c.does(restore(1, 3, "2024-04-16T17:00"));
    assert_eq!(c.starts(&[], 2), ["2024-04-02T17:00", "2024-04-18T10:00"]);
    c.does(restore(1, 4, "2024-04-16T17:00"));
    assert_eq!(c.starts(&[], 5), before);
    assert!(
        c.attempts(&admin(), restore(1, 5, "2024-04-16T17:00"))
            .is_err()
    );
}

#[test]
fn an_announcement_made_elsewhere_keeps_its_time() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    let announced = |announced_at| {
        Operation::cancel_occurrence(CancelOccurrence {
            id: 1,
            expected_revision: 1,
            original: local("2024-04-02T17:00"),
            reason: String::new(),
            announced_at,
        })
    };
    let later = to_seconds(c.now) + 1;
    let refused = c.attempts(&admin(), announced(Some(later)));
    assert!(matches!(refused, Err(Error::invalid { .. })));
    let at = utc("2024-03-28T15:00");
    c.does(announced(Some(to_seconds(at))));
    let date = &c.comes(&[])[0];
    assert_eq!(date.announced_at, Some(at));
    assert_eq!(date.hours_of_notice, Some(120));
    let view = c.registry.get_series(1).unwrap();
    assert_eq!(view.announced[0].announced_at, Some(at));
    assert_eq!(view.record.series.modified_at, to_seconds(c.now));
}

#[test]
fn this_and_all_following_ends_a_series_and_begins_a_linked_one() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS, TOKENS], fortnightly()));
    let weekly = details(
        "Standards",
        schedule("2024-04-18T18:00", "Europe/Zurich", "FREQ=WEEKLY;BYDAY=TH"),
    );
    let written = c.does(Operation::change_following(ChangeFollowing {
        id: 1,
        expected_revision: 1,
        from: local("2024-04-16T17:00"),
        details: weekly,
        reason: "More to discuss".into(),
        announced_at: None,
        drops: None,
    }));
    assert_eq!((written.kind, written.id), (Some(Kind::series), 2));
    for groups in [&[][..], &[TOKENS]] {
        assert_eq!(
            c.starts(groups, 3),
            ["2024-04-02T17:00", "2024-04-18T18:00", "2024-04-25T18:00"]
        );
    }
    let ended = c.registry.get_series(1).unwrap().record;
    let following = c.registry.get_series(2).unwrap().record;
    assert_eq!(ended.series.successor, Some(2));
    assert_eq!(following.series.predecessor, Some(1));
    assert_eq!((ended.meta.revision, following.meta.revision), (2, 1));
}

/// The fields that the last change of a series has touched.
fn last_fields(c: &Community, id: Id) -> Vec<String> {
    let question = AskHistory {
        kind: Some(Kind::series),
        id,
        prev: None,
        take: None,
    };
    let page = c.registry.history(&admin(), c.now, &question).unwrap();
    let last = page.items.into_iter().max_by_key(|change| change.revision);
    last.unwrap().fields
}

#[test]
fn the_history_names_the_dates_whose_announcements_went_with_their_schedule() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    c.does(cancel(1, 1, "2024-04-02T17:00"));
    c.does(move_to(1, 2, "2024-04-16T17:00", "2024-04-18T10:00"));
    let mut fridays = fortnightly();
    let rule = "FREQ=WEEKLY;BYDAY=FR";
    fridays.schedule = Some(schedule("2024-04-05T17:00", "Europe/Zurich", rule));
    c.does(Operation::update_series(UpdateSeries {
        id: 1,
        expected_revision: 3,
        groups: vec![WALLETS],
        tags: vec!["standards".into()],
        details: fridays.clone(),
        drops: Some(true),
    }));
    let fields = last_fields(&c, 1);
    for field in [
        "series.details",
        "dropped 2024-04-02T17:00",
        "dropped 2024-04-16T17:00",
    ] {
        assert!(fields.contains(&field.to_owned()), "{field}: {fields:?}");
    }
    c.does(move_to(1, 4, "2024-05-03T17:00", "2024-05-04T10:00"));
    let mut mornings = fridays;
    mornings.schedule = Some(schedule("2024-04-19T09:00", "Europe/Zurich", rule));
    c.does(Operation::change_following(ChangeFollowing {
        id: 1,
        expected_revision: 5,
        from: local("2024-04-19T17:00"),
        details: mornings,
        reason: String::new(),
        announced_at: None,
        drops: None,
    }));
    let dropped = |field: &String| field.starts_with("dropped");
    assert!(
        !last_fields(&c, 1).iter().any(dropped),
        "the day has a date"
    );
    let following = c.registry.get_series(2).unwrap().record.series;
    let moved = following.exception(local("2024-05-03T09:00")).unwrap();
    let start = moved.change.as_ref().and_then(|change| change.start);
    assert_eq!(start, Some(local("2024-05-04T10:00")));
}

#[test]
fn an_ended_series_can_be_reopened() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    let end = |expected_revision, before: Option<&str>| {
        Operation::end_series(EndSeries {
            id: 1,
            expected_revision,
            before: before.map(local),
            reason: String::new(),
            announced_at: None,
        })
    };
    c.does(end(1, Some("2024-04-16T17:00")));
    assert_eq!(c.starts(&[], 9), ["2024-04-02T17:00"]);
    c.does(end(2, None));
    assert_eq!(c.starts(&[], 9).len(), 9);
}

#[test]
fn a_cadence_in_words_is_kept_and_gives_no_dates() {
    let mut c = Community::new();
    let mut vague = fortnightly();
    vague.schedule = None;
    vague.cadence = Some("Monthly".into());
    c.does(new_series(&[WALLETS], vague));
    assert_eq!(c.comes(&[]), []);
    let record = c.registry.get_series(1).unwrap().record;
    assert_eq!(record.series.details.cadence.as_deref(), Some("Monthly"));
}

#[test]
fn all_faults_of_a_series_are_named_and_nothing_is_written() {
    let mut c = Community::new();
    let mut bad = fortnightly();
    bad.title = String::new();
    bad.schedule = Some(schedule("2024-02-28T23:00", "CET", "FREQ=NEVER"));
    let refused = c.attempts(&admin(), new_series(&[WALLETS, 77], bad));
    let Err(Error::invalid { faults }) = refused else {
        panic!("{refused:?}");
    };
    let fields: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
    for field in ["groups[1]", "details.title", "details.schedule.zone"] {
        assert!(fields.contains(&field), "{field} is not in {fields:?}");
    }
    assert!(
        fields
            .iter()
            .any(|f| f.starts_with("details.schedule.rule"))
    );
    assert!(c.registry.get_series(1).is_none());
}

#[test]
fn a_refused_batch_leaves_no_dates_behind() {
    let mut c = Community::new();
    let operations = vec![
        new_series(&[WALLETS], fortnightly()),
        cancel(1, 7, "2024-04-02T17:00"),
    ];
    let (caller, now) = (admin(), c.now);
    let refused = c.registry.execute_all(&caller, now, operations);
    assert_eq!(refused.unwrap_err().operation, Some(1));
    assert_eq!(c.comes(&[]), []);
    assert_eq!(c.comes(&[WALLETS]), []);
}

#[test]
fn coordinators_of_the_group_keep_its_series_and_strangers_do_not() {
    let mut c = Community::new();
    let (keeper, stranger) = (somebody(1), somebody(2));
    c.appoints(&keeper, WALLETS, "keeper");
    assert!(
        c.attempts(&stranger, new_series(&[WALLETS], fortnightly()))
            .is_err()
    );
    assert!(
        c.attempts(&keeper, new_series(&[WALLETS, TOKENS], fortnightly()))
            .is_err()
    );
    c.attempts(&keeper, new_series(&[WALLETS], fortnightly()))
        .unwrap();
    let update = |groups: &[Id]| {
        Operation::update_series(UpdateSeries {
            id: 1,
            expected_revision: 1,
            groups: groups.to_vec(),
            tags: Vec::new(),
            details: fortnightly(),
            drops: None,
        })
    };
    let end = Operation::end_series(EndSeries {
        id: 1,
        expected_revision: 1,
        before: Some(local("2024-04-16T17:00")),
        reason: String::new(),
        announced_at: None,
    });
    let follow = Operation::change_following(ChangeFollowing {
        id: 1,
        expected_revision: 1,
        from: local("2024-04-16T17:00"),
        details: fortnightly(),
        reason: String::new(),
        announced_at: None,
        drops: None,
    });
    for operation in [
        update(&[WALLETS]),
        cancel(1, 1, "2024-04-02T17:00"),
        restore(1, 1, "2024-04-02T17:00"),
        move_to(1, 1, "2024-04-02T17:00", "2024-04-03T17:00"),
        follow,
        end,
    ] {
        let refused = c.attempts(&stranger, operation);
        assert!(matches!(refused, Err(Error::not_authorised { .. })));
    }
    let refused = c.attempts(&keeper, update(&[WALLETS, TOKENS]));
    assert!(matches!(refused, Err(Error::not_authorised { .. })));
    c.attempts(&keeper, cancel(1, 1, "2024-04-02T17:00"))
        .unwrap();
    let stale = c.attempts(&keeper, cancel(1, 1, "2024-04-16T17:00"));
    assert_eq!(
        stale,
        Err(Error::conflict {
            current_revision: 2
        })
    );
}

#[test]
fn a_meeting_is_the_record_of_one_date_and_a_date_has_one_record() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    let record = |slug, group, original| {
        let mut meeting = single(group, slug, "2024-04-02T15:00");
        meeting.occurrence = Some(OccurrenceId {
            series: 1,
            original: local(original),
        });
        Operation::create_meeting(meeting)
    };
    for (group, original) in [(WALLETS, "2024-04-03T17:00"), (TOKENS, "2024-04-02T17:00")] {
        let refused = c.attempts(&admin(), record("wrong", group, original));
        assert!(matches!(refused, Err(Error::invalid { .. })));
    }
    let written = c.does(record("first", WALLETS, "2024-04-02T17:00"));
    let twice = c.attempts(&admin(), record("second", WALLETS, "2024-04-02T17:00"));
    assert!(matches!(twice, Err(Error::already_exists { .. })));
    let comes = c.comes(&[]);
    assert_eq!(comes[0].meeting, Some(written.id));
    assert_eq!(comes[0].status, Some(OccurrenceStatus::Scheduled));
    assert_eq!(comes[1].meeting, None);
}
