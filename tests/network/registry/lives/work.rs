//! Action items, initiatives and reports.

use workgroups::domain::*;
use workgroups::registry::{
    ActionItemPage, InitiativePage, ListActionItems, ListInitiatives, ListReports, ReportPage,
};

use crate::registry::samples::{
    date, follow_up, initiative, item, known, meeting, milestone, named, person, report,
};
use workgroups_test_support::host::Host;

fn items(host: &Host, q: ListActionItems) -> Vec<Id> {
    let page: ActionItemPage = host.ask("list_action_items", q);
    page.items.iter().map(|i| i.id).collect()
}

fn read(host: &Host, id: Id) -> ActionItem {
    let item: Option<ActionItem> = host.ask("get_action_item", id);
    item.unwrap()
}

#[test]
fn an_action_item_is_followed_up_by_later_meetings_until_it_is_done() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let [first, second, third] = ["first", "second", "third"]
        .map(|slug| host.made(Operation::create_meeting(meeting(slug, &[group]))));
    let owner = host.made(Operation::create_person(person("owner")));
    let id = host.made(Operation::create_action_item(ActionItemDetails {
        raised_in: Some(first),
        owners: vec![known(owner), named("somebody without a record")],
        due: Some(date(2026, 7, 1)),
        ..item(group, "write it down")
    }));
    let notes = [
        (second, "half of it is written", ActionState::in_progress),
        (third, "it is written", ActionState::done),
    ];
    for (n, (meeting, text, state)) in notes.into_iter().enumerate() {
        host.admin(Operation::follow_up(AddFollowUp {
            id,
            expected_revision: n as u64 + 1,
            follow_up: follow_up(Some(meeting), text),
            state,
        }));
    }
    let done = read(&host, id).details;
    assert_eq!(done.state, ActionState::done);
    let noted: Vec<_> = done
        .follow_ups
        .iter()
        .map(|f| (f.meeting, f.text.as_str()))
        .collect();
    let expected = [
        (Some(second), "half of it is written"),
        (Some(third), "it is written"),
    ];
    assert_eq!(noted, expected);

    let all = ListActionItems::default();
    for meeting in [first, second, third] {
        let of = ListActionItems {
            meeting: Some(meeting),
            ..all.clone()
        };
        assert_eq!(items(&host, of), [id]);
    }
    let of_person = ListActionItems {
        person: Some(owner),
        ..all.clone()
    };
    assert_eq!(items(&host, of_person.clone()), [id]);
    let open = ListActionItems {
        state: Some(ActionState::open),
        ..of_person
    };
    assert!(items(&host, open).is_empty());
    assert_eq!(host.history(Kind::action_item, id).len(), 3);
}

#[test]
fn open_items_come_first_then_those_in_progress_done_and_dropped() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let other = host.group("other", None, Vec::new());
    let new = |group, state| {
        let details = ActionItemDetails {
            state,
            ..item(group, "do it")
        };
        host.made(Operation::create_action_item(details))
    };
    let [dropped, done, running, open] = [
        ActionState::dropped,
        ActionState::done,
        ActionState::in_progress,
        ActionState::open,
    ]
    .map(|state| new(group, state));
    let later = new(group, ActionState::open);
    let elsewhere = new(other, ActionState::open);
    let of = |group| ListActionItems {
        group: Some(group),
        ..ListActionItems::default()
    };
    assert_eq!(
        items(&host, of(group)),
        [open, later, running, done, dropped]
    );
    assert_eq!(items(&host, of(other)), [elsewhere]);
    // An item that is given to another group leaves the list of the first.
    host.admin(Operation::update_action_item(UpdateActionItem {
        id: running,
        expected_revision: 1,
        details: item(other, "do it"),
    }));
    assert_eq!(items(&host, of(group)), [open, later, done, dropped]);
    assert_eq!(items(&host, of(other)), [running, elsewhere]);
}

fn plan(progress: Progress) -> InitiativeDetails {
    let part = Milestone {
        parent: Some(0),
        new: true,
        ..milestone("a part", progress)
    };
    InitiativeDetails {
        progress: Some(Progress::ongoing),
        milestones: vec![milestone("the whole", Progress::ongoing), part],
        ..initiative("plan", &[1])
    }
}

#[test]
fn a_report_keeps_how_initiatives_stood_when_it_took_them_up() {
    let host = Host::new();
    host.group("one", None, Vec::new());
    let first = host.made(Operation::create_initiative(plan(Progress::not_started)));
    let second = host.made(Operation::create_initiative(initiative("second", &[1])));
    let told = host.made(Operation::create_report(report("q2", &[1], &[first])));
    host.admin(Operation::update_initiative(UpdateInitiative {
        id: first,
        expected_revision: 1,
        details: plan(Progress::completed),
    }));
    let read = || {
        host.ask::<Option<Report>>("get_report", Ref::id(told))
            .unwrap()
    };
    let [stood] = &read().milestones[..] else {
        panic!("one initiative was listed");
    };
    assert_eq!((stood.initiative, stood.revision), (first, 1));
    assert_eq!(stood.milestones, plan(Progress::not_started).milestones);

    // A later edit keeps what it has, and takes the new one as it stands now.
    host.admin(Operation::update_report(UpdateReport {
        id: told,
        expected_revision: 1,
        details: report("q2", &[1], &[second, first]),
    }));
    let revisions: Vec<_> = read()
        .milestones
        .iter()
        .map(|s| (s.initiative, s.revision))
        .collect();
    assert_eq!(revisions, [(second, 1), (first, 1)]);
    // Another report sees the present state.
    let next = host.made(Operation::create_report(report("q3", &[1], &[first])));
    let next: Option<Report> = host.ask("get_report", Ref::id(next));
    assert_eq!(
        next.unwrap().milestones[0].milestones,
        plan(Progress::completed).milestones
    );
}

#[test]
fn an_initiative_counts_its_milestones_and_is_listed_under_its_groups() {
    let host = Host::new();
    let [one, two] = ["one", "two"].map(|slug| host.group(slug, None, Vec::new()));
    let id = host.made(Operation::create_initiative(InitiativeDetails {
        groups: vec![one, two],
        ..plan(Progress::completed)
    }));
    for group in [None, Some(one), Some(two)] {
        let q = ListInitiatives {
            group,
            ..ListInitiatives::default()
        };
        let page: InitiativePage = host.ask("list_initiatives", q);
        let [summary] = &page.items[..] else {
            panic!("one initiative is there");
        };
        assert_eq!(summary.id, id);
        assert_eq!((summary.milestones, summary.completed_milestones), (2, 1));
    }
}

#[test]
fn reports_are_listed_newest_first() {
    let host = Host::new();
    host.group("one", None, Vec::new());
    let of = |slug, year| {
        let details = ReportDetails {
            from: Some(date(year, 1, 1)),
            until: Some(date(year, 3, 31)),
            published: Some(date(year, 4, 5)),
            ..report(slug, &[1], &[])
        };
        host.made(Operation::create_report(details))
    };
    let [older, newer, oldest] = [("b", 2023), ("c", 2024), ("a", 2022)].map(|(s, y)| of(s, y));
    for group in [None, Some(1)] {
        let q = ListReports {
            group,
            ..ListReports::default()
        };
        let page: ReportPage = host.ask("list_reports", q);
        let ids: Vec<_> = page.items.iter().map(|r| r.id).collect();
        assert_eq!(ids, [newer, older, oldest]);
    }
}
