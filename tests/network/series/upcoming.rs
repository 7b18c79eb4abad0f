//! What comes next, and what clashes.

use workgroups::domain::*;
use workgroups::registry::{AskConflicts, AskSlots, PlannedSchedule, Upcoming};

use crate::series::community::*;

/// The fortnightly series of both groups, a weekly one of the tokens, and a single meeting.
fn busy() -> Community {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS, TOKENS], fortnightly()));
    let rule = "FREQ=WEEKLY;BYDAY=TU";
    let weekly = schedule("2024-03-26T15:30", "UTC", rule);
    c.does(new_series(&[TOKENS], details("Tokens", weekly)));
    c.does(Operation::create_meeting(single(
        WALLETS,
        "one",
        "2024-04-05T09:00",
    )));
    c
}

#[test]
fn pages_follow_each_other_in_time_without_gaps_or_repetition() {
    let c = busy();
    for groups in [vec![], vec![WALLETS], vec![WALLETS, TOKENS]] {
        let all = c.comes(&groups);
        assert!(all.len() > 10);
        assert!(all.is_sorted_by_key(|m| m.start_at));
        let mut question = Upcoming {
            groups,
            take: Some(3),
            ..Upcoming::default()
        };
        let mut paged = Vec::new();
        loop {
            let page = c.registry.upcoming(&admin(), c.now, &question).unwrap();
            paged.extend(page.items);
            question.prev = page.next;
            if question.prev.is_none() {
                break;
            }
        }
        assert_eq!(paged, all);
    }
}

#[test]
fn a_joint_meeting_stands_once_among_those_of_its_groups() {
    let c = busy();
    assert_eq!(c.comes(&[WALLETS, TOKENS]), c.comes(&[]));
    let titles: Vec<String> = c.comes(&[]).into_iter().map(|m| m.title).take(4).collect();
    let joint = "Identity & Wallet Standards";
    assert_eq!(titles, [joint, "Tokens", "Meeting one", "Tokens"]);
}

#[test]
fn a_forged_cursor_is_refused() {
    let c = busy();
    let question = Upcoming {
        prev: Some(vec![7; 41].into()),
        ..Upcoming::default()
    };
    let refused = c.registry.upcoming(&admin(), c.now, &question);
    assert!(matches!(refused, Err(Error::invalid { .. })));
}

#[test]
fn my_meetings_are_those_of_the_groups_that_i_joined() {
    let mut c = busy();
    let me = somebody(3);
    let mine = |c: &Community| {
        let question = Upcoming {
            mine: true,
            ..Upcoming::default()
        };
        c.registry.upcoming(&me, c.now, &question).unwrap().items
    };
    assert_eq!(mine(&c), []);
    c.attempts(&me, Operation::join_group(WALLETS)).unwrap();
    assert_eq!(mine(&c)[..5], c.comes(&[WALLETS])[..5]);
}

#[test]
fn overlaps_are_told_with_the_people_who_would_be_in_both() {
    let mut c = busy();
    let person = c.appoints(&somebody(1), WALLETS, "keeper");
    c.gives_office(person, TOKENS);
    let question = |groups: Vec<Id>, sharing_people| AskConflicts {
        groups,
        sharing_people,
        ..AskConflicts::default()
    };
    let both = question(vec![WALLETS, TOKENS], false);
    let found = c.registry.schedule_conflicts(c.now, &both).unwrap();
    // 15:00 UTC to 16:00 in summer time, and 15:30 to 16:30.
    let first = &found.conflicts[0];
    assert_eq!(
        (first.from, first.until),
        (utc("2024-04-02T15:30"), utc("2024-04-02T16:00"))
    );
    assert_eq!(first.people, [person]);
    let related = question(vec![WALLETS], true);
    let found = c.registry.schedule_conflicts(c.now, &related).unwrap();
    assert_eq!(found.conflicts.len(), 5);
    let alone = question(vec![WALLETS], false);
    assert!(
        c.registry
            .schedule_conflicts(c.now, &alone)
            .unwrap()
            .conflicts
            .is_empty()
    );
}

#[test]
fn a_planned_schedule_is_compared_before_it_is_made() {
    let c = busy();
    let planned = |start: &str, replaces| AskConflicts {
        groups: vec![TOKENS],
        planned: Some(PlannedSchedule {
            groups: vec![WALLETS],
            schedule: schedule(start, "UTC", "FREQ=WEEKLY;BYDAY=FR"),
            replaces,
        }),
        ..AskConflicts::default()
    };
    let clash = c
        .registry
        .schedule_conflicts(c.now, &planned("2024-04-05T08:30", None));
    let clash = clash.unwrap();
    assert_eq!(clash.conflicts.len(), 1);
    assert_eq!(clash.conflicts[0].second.title, "Meeting one");
    let free = c
        .registry
        .schedule_conflicts(c.now, &planned("2024-04-05T12:00", Some(1)));
    assert!(free.unwrap().conflicts.is_empty());
}

#[test]
fn slots_are_suggested_for_the_present_year() {
    let c = Community::new();
    let question = AskSlots {
        members: vec![],
        year: None,
        minutes: 60,
        take: None,
    };
    assert!(c.registry.suggest_slots(c.now, &question).is_err());
    let zone = |zone: &str| calendar::slots::ZoneMembers {
        zone: zone.into(),
        people: 2,
    };
    let question = AskSlots {
        members: vec![zone("Europe/Zurich"), zone("Asia/Shanghai")],
        ..question
    };
    let slots = c.registry.suggest_slots(c.now, &question).unwrap();
    assert_eq!(slots.len(), 10);
    assert_eq!(slots[0].people_all_year, 4);
}
