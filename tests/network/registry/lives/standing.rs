//! What stands beside a record: what waits for somebody, how groups stand to each other, minutes
//! that are approved, and the agenda that each date begins with.

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::*;
use workgroups::registry::{AskAttention, AttentionPage, ListRelated, RelatedPage};

use crate::registry::samples::{self, date, item, known, meeting, meeting_at, minutes, role, step};
use workgroups_test_support::host::{BEGINNING, DAY, HOUR, Host, error, faults, founder, identity};

const NONE: [Id; 0] = [];

fn read(host: &Host, id: Id) -> Meeting {
    let meeting: Option<Meeting> = host.ask("get_meeting", Ref::id(id));
    meeting.unwrap()
}

fn revision(host: &Host, group: Id) -> u64 {
    let group: Option<Group> = host.ask("get_group", Ref::id(group));
    group.unwrap().meta.revision
}

fn publish(host: &Host, id: Id, text: &str) -> Written {
    host.admin(Operation::publish_minutes(PublishMinutes {
        id,
        expected_revision: read(host, id).meta.revision,
        minutes: minutes(text),
    }))
}

/// What waits now for a reason: the records, each with its part.
fn waiting(host: &Host, reason: Reason) -> Vec<(Id, Option<String>)> {
    let question = AskAttention {
        reasons: vec![reason],
        ..AskAttention::default()
    };
    let page: AttentionPage = host.ask("attention", question);
    page.items.into_iter().map(|i| (i.id, i.part)).collect()
}

fn ids(host: &Host, reason: Reason) -> Vec<Id> {
    waiting(host, reason)
        .into_iter()
        .map(|(id, _)| id)
        .collect()
}

/// A registry with a meeting that begins within an hour.
fn with_a_meeting() -> (Host, Id) {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let start = BEGINNING + HOUR;
    let id = host.made(Operation::create_meeting(meeting_at(
        "one",
        &[group],
        start,
    )));
    (host, id)
}

#[test]
fn a_meeting_without_minutes_waits_from_the_fifteenth_day_until_they_are_published() {
    let (host, id) = with_a_meeting();
    host.set_time(BEGINNING + 14 * DAY);
    assert_eq!(ids(&host, Reason::minutes_missing), NONE);
    host.set_time(BEGINNING + 14 * DAY + 2 * HOUR);
    assert_eq!(ids(&host, Reason::minutes_missing), [id]);
    publish(&host, id, "at last");
    assert_eq!(ids(&host, Reason::minutes_missing), NONE);
}

#[test]
fn an_action_item_waits_when_it_is_overdue_and_when_nobody_followed_it_up() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let due = ActionItemDetails {
        due: Some(date(2026, 6, 20)),
        ..item(group, "due")
    };
    let due = host.made(Operation::create_action_item(due));
    let idle = host.made(Operation::create_action_item(item(group, "idle")));
    assert_eq!(ids(&host, Reason::action_overdue), NONE);
    host.set_time(BEGINNING + 8 * DAY);
    assert_eq!(ids(&host, Reason::action_overdue), [due]);
    assert_eq!(ids(&host, Reason::action_idle), NONE);
    host.set_time(BEGINNING + 61 * DAY);
    assert_eq!(ids(&host, Reason::action_idle), [due, idle]);
    host.admin(Operation::follow_up(AddFollowUp {
        id: idle,
        expected_revision: 1,
        follow_up: samples::follow_up(None, "half done"),
        state: ActionState::open,
    }));
    assert_eq!(ids(&host, Reason::action_idle), [due]);
}

#[test]
fn vacant_roles_and_terms_that_end_soon_wait_for_the_group() {
    let host = Host::new();
    let lead = host.made(Operation::create_person(samples::person("lead")));
    let vacant = Role {
        person: None,
        ..role(RoleKind::coordinator, lead)
    };
    let ends = Role {
        until: Some(date(2026, 8, 1)),
        ..role(RoleKind::lead, lead)
    };
    let group = host.group("one", None, vec![vacant, ends]);
    host.set_time(BEGINNING + 2 * DAY);
    assert_eq!(ids(&host, Reason::role_vacant), [group]);
    assert_eq!(ids(&host, Reason::term_ends), NONE);
    host.set_time(BEGINNING + 30 * DAY);
    assert_eq!(ids(&host, Reason::term_ends), [group]);
}

#[test]
fn a_group_that_was_not_confirmed_or_has_not_met_waits_until_an_officer_acts() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    host.set_time(BEGINNING + 91 * DAY);
    assert_eq!(ids(&host, Reason::no_meeting), [group]);
    assert_eq!(ids(&host, Reason::unconfirmed), NONE);
    let soon = meeting_at("soon", &[group], BEGINNING + 92 * DAY);
    host.made(Operation::create_meeting(soon));
    assert_eq!(ids(&host, Reason::no_meeting), NONE);

    host.set_time(BEGINNING + 366 * DAY);
    assert_eq!(ids(&host, Reason::unconfirmed), [group]);
    host.admin(Operation::confirm_group(ConfirmGroup {
        id: group,
        expected_revision: revision(&host, group),
    }));
    assert_eq!(ids(&host, Reason::unconfirmed), NONE);
}

#[test]
fn admins_alone_see_the_link_requests_that_wait_and_everybody_the_proposals() {
    let host = Host::new();
    let person = host.made(Operation::create_person(samples::person("someone")));
    let request = host.ask_for(identity("someone"), person);
    let proposal = Operation::propose_group(ProposeGroup {
        details: samples::group("privacy").details,
        motivation: "nobody looks at it".into(),
    });
    let proposal = host.run(identity("author"), &proposal).unwrap().id;
    host.set_time(BEGINNING + 8 * DAY);
    assert_eq!(ids(&host, Reason::proposal_waits), [proposal]);
    assert_eq!(ids(&host, Reason::link_request_waits), NONE);
    let question = AskAttention {
        reasons: vec![Reason::link_request_waits],
        ..AskAttention::default()
    };
    let page = host.ask_as::<AttentionPage>(founder(), "attention", question);
    let seen: Vec<Id> = page.unwrap().items.iter().map(|i| i.id).collect();
    assert_eq!(seen, [request]);
}

#[test]
fn what_is_mine_is_what_i_own_and_what_waits_in_the_groups_that_i_lead() {
    let host = Host::new();
    let me = identity("me");
    let person = host.made(Operation::create_person(samples::person("me")));
    host.link(me, person);
    let led = host.group("led", None, vec![role(RoleKind::lead, person)]);
    let other = host.group("other", None, Vec::new());
    let of = |group, title: &str, owners| ActionItemDetails {
        due: Some(date(2026, 6, 20)),
        owners,
        ..item(group, title)
    };
    let mine = host.made(Operation::create_action_item(of(
        other,
        "mine",
        vec![known(person)],
    )));
    let ours = host.made(Operation::create_action_item(of(led, "ours", Vec::new())));
    host.made(Operation::create_action_item(of(
        other,
        "theirs",
        Vec::new(),
    )));
    host.set_time(BEGINNING + 8 * DAY);
    let question = || AskAttention {
        reasons: vec![Reason::action_overdue],
        mine: true,
        ..AskAttention::default()
    };
    let page = host.ask_as::<AttentionPage>(me, "attention", question());
    let seen: Vec<Id> = page.unwrap().items.iter().map(|i| i.id).collect();
    assert_eq!(seen, [mine, ours]);
    let nobody = host.ask_as::<AttentionPage>(identity("nobody"), "attention", question());
    assert_eq!(
        faults(nobody),
        ["mine is asked for by a principal that is linked to no person"]
    );
}

#[test]
fn admins_set_how_long_something_waits_and_0_leaves_it_out() {
    let (host, id) = with_a_meeting();
    host.set_time(BEGINNING + 3 * DAY);
    for (days, waits) in [(2, vec![id]), (0, Vec::new()), (14, Vec::new())] {
        let about = host.about();
        host.admin(Operation::set_patience(SetPatience {
            expected_revision: about.meta.revision,
            patience: Patience {
                minutes_days: days,
                ..about.patience
            },
        }));
        assert_eq!(ids(&host, Reason::minutes_missing), waits, "{days} days");
    }
}

#[test]
fn an_archived_group_waits_for_its_successor_until_one_side_names_it() {
    let host = Host::new();
    let [one, two] = ["one", "two"].map(|slug| host.group(slug, None, Vec::new()));
    let next = host.group("next", None, Vec::new());
    for group in [one, two] {
        host.admin(Operation::set_lifecycle(SetLifecycle {
            id: group,
            expected_revision: revision(&host, group),
            lifecycle: vec![step(LifecycleState::active), step(LifecycleState::archived)],
        }));
    }
    host.set_time(BEGINNING + 2 * DAY);
    assert_eq!(ids(&host, Reason::successor_missing), [one, two]);
    let relate = |id, kind, group| {
        Operation::set_relations(SetRelations {
            id,
            expected_revision: revision(&host, id),
            relations: vec![GroupRelation {
                kind: Some(kind),
                group,
                since: None,
                note: None,
            }],
        })
    };
    host.admin(relate(one, RelationKind::merged_into, next));
    host.admin(relate(next, RelationKind::successor_of, two));
    assert_eq!(ids(&host, Reason::successor_missing), NONE);
    // Each side shows it.
    let question = ListRelated {
        group: two,
        ..ListRelated::default()
    };
    let related: RelatedPage = host.ask("list_related", question);
    assert_eq!(related.items[0].kind, Some(RelationKind::successor_of));
    assert_eq!(related.items[0].group, next);
    let itself = host.run(founder(), &relate(next, RelationKind::liaison_with, next));
    assert_eq!(faults(itself), ["relations[0].group is the group itself"]);
}

#[test]
fn minutes_are_approved_once_and_what_changes_afterwards_is_marked_as_a_correction() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    host.admin(Operation::set_approval(SetApproval {
        id: group,
        expected_revision: revision(&host, group),
        approves_minutes: true,
    }));
    let [id, later] =
        ["one", "two"].map(|slug| host.made(Operation::create_meeting(meeting(slug, &[group]))));
    let approve = |revision| {
        Operation::approve_minutes(ApproveMinutes {
            id,
            expected_revision: revision,
            meeting: Some(later),
        })
    };
    let unpublished = error(host.run(founder(), &approve(1)));
    assert!(matches!(unpublished, Error::not_now { .. }));

    let published = publish(&host, id, "as they were");
    host.set_time(BEGINNING + 46 * DAY);
    assert_eq!(ids(&host, Reason::approval_missing), [id]);
    host.admin(approve(published.revision));
    assert_eq!(ids(&host, Reason::approval_missing), NONE);
    let approved = read(&host, id);
    let approval = approved.approval.unwrap();
    assert_eq!((approval.by, approval.meeting), (founder(), Some(later)));
    assert_eq!(approval.revision, published.revision);
    let again = error(host.run(founder(), &approve(approved.meta.revision)));
    assert!(matches!(again, Error::not_now { .. }));

    // The same words are no correction; others are.
    publish(&host, id, "as they were");
    assert_eq!(read(&host, id).corrections, []);
    let corrected = publish(&host, id, "as they really were");
    let corrections = read(&host, id).corrections;
    assert_eq!(corrections.len(), 1);
    assert_eq!(corrections[0].parts, ["sections"]);
    assert_eq!(corrections[0].revision, corrected.revision);
    host.admin(approve(corrected.revision));
}

#[test]
fn the_record_of_a_coming_date_begins_with_the_agenda_of_its_series() {
    let host = Host::new();
    let group = host.group("one", None, Vec::new());
    let start = LocalDateTime::new(2026, 7, 7, 17, 0);
    let series = host.made(Operation::create_series(NewSeries {
        groups: vec![group],
        tags: Vec::new(),
        details: SeriesDetails {
            title: "Weekly".into(),
            description: String::new(),
            cadence: None,
            schedule: Some(Schedule {
                start,
                zone: "UTC".into(),
                minutes: 60,
                rule: Some("FREQ=WEEKLY;BYDAY=TU".into()),
            }),
            locations: Vec::new(),
            notice_hours: None,
            alternates_with: None,
        },
    }));
    let point = |title: &str| AgendaItem {
        title: title.into(),
        speakers: Vec::new(),
        minutes: Some(5),
        note: None,
    };
    host.admin(Operation::set_agenda(SetAgenda {
        id: series,
        expected_revision: 1,
        agenda: vec![point("Welcome"), point("Last time's items")],
    }));
    let of = |slug: &str, original: LocalDateTime, agenda| {
        let at = Zone::named("UTC").unwrap().instant_of(original);
        host.made(Operation::create_meeting(MeetingDetails {
            occurrence: Some(OccurrenceId { series, original }),
            duration_minutes: Some(60),
            agenda,
            ..meeting_at(slug, &[group], from_seconds(at))
        }))
    };
    let taken = of("first", start, Vec::new());
    let own = vec![point("Something else")];
    let differs = of(
        "second",
        LocalDateTime::new(2026, 7, 14, 17, 0),
        own.clone(),
    );
    let titles = |id| {
        let agenda = read(&host, id).details.agenda.into_iter();
        agenda.map(|point| point.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(taken), ["Welcome", "Last time's items"]);
    assert_eq!(read(&host, differs).details.agenda, own);
}

#[test]
fn an_emeritus_is_named_and_has_no_rights() {
    let host = Host::new();
    let person = host.made(Operation::create_person(samples::person("elder")));
    host.link(identity("elder"), person);
    let group = host.group("one", None, vec![role(RoleKind::lead, person)]);
    let plan = |slug: &str| Operation::create_meeting(meeting(slug, &[group]));
    host.run(identity("elder"), &plan("before")).unwrap();
    host.admin(Operation::set_roles(SetRoles {
        id: group,
        expected_revision: revision(&host, group),
        roles: vec![role(RoleKind::emeritus, person)],
    }));
    let refused = error(host.run(identity("elder"), &plan("after")));
    assert!(matches!(refused, Error::not_authorised { .. }));
    assert!(host.whoami(identity("elder")).offices.is_empty());
    // Nobody has to be found for it, and it does not end.
    host.set_time(BEGINNING + 400 * DAY);
    assert_eq!(ids(&host, Reason::role_vacant), NONE);
    assert_eq!(ids(&host, Reason::term_ends), NONE);
}
