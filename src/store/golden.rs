//! What stored values look like: every type in bytes that must never change their meaning.
//!
//! `golden.txt` has a line for each: its name, and its bytes in hexadecimal. A line is never
//! changed once a version with it is released; a new layout gets a new line.

mod series;

use candid::Principal;
use minicbor::{Decode, Encode};

use super::{Term, decode, encode};
use crate::domain::calendar::local::LocalDateTime;
use crate::domain::series::{
    Announcement, DateChange, DateException, Ending, OccurrenceStatus, Schedule, Series,
    SeriesDetails,
};
use crate::domain::*;
use crate::log::block::{AcceptedLink, Block};

const GOLDEN: &str = include_str!("golden.txt");

fn check<T>(name: &str, value: T)
where
    T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + std::fmt::Debug,
{
    let bytes = encode(&value);
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let line = format!("{name} {hex}");
    assert!(
        GOLDEN.lines().any(|golden| golden == line),
        "the stored form of {name} is not in golden.txt; if that is meant, add the line:\n{line}"
    );
    assert_eq!(decode::<T>(&bytes), value);
}

/// A form that is read and no longer written.
fn reads<T>(name: &str, value: T)
where
    T: for<'b> Decode<'b, ()> + PartialEq + std::fmt::Debug,
{
    let mut lines = GOLDEN.lines().filter_map(|line| line.split_once(' '));
    let hex = lines
        .find(|(golden, _)| *golden == name)
        .map(|(_, hex)| hex);
    let hex = hex.unwrap_or_default();
    let bytes: Result<Vec<u8>, _> = (0..hex.len() / 2)
        .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16))
        .collect();
    assert_eq!(decode::<T>(&bytes.unwrap_or_default()), value);
}

fn text(s: &str) -> Option<String> {
    Some(s.into())
}

fn date() -> PartialDate {
    PartialDate {
        year: Some(2022),
        month: Some(11),
        day: Some(29),
        text: text("Tue 29nd Nov 2022"),
    }
}

fn meta() -> Meta {
    Meta {
        revision: 2,
        created_at: 3,
        created_by: Principal::from_slice(&[4]),
        updated_at: 5,
        updated_by: Principal::anonymous(),
    }
}

fn link() -> Link {
    Link {
        kind: Some(LinkKind::other),
        label: text("l"),
        url: text("https://example.org"),
    }
}

fn participant() -> Participant {
    Participant {
        person: Some(1),
        name: text("刺猬"),
        affiliation: text("IC Lighthouse"),
    }
}

fn group() -> Group {
    let details = GroupDetails {
        slug: "nft".into(),
        name: "NFT".into(),
        kind: Some(GroupKind::other),
        scope: "s".into(),
        charter: text("c"),
        links: vec![link()],
        topics: vec!["t".into()],
        languages: vec!["en".into()],
        cadence: text("weekly"),
        first_meeting: Some(date()),
        last_meeting: Some(date()),
        stated_on: Some(date()),
        remarks: text("r"),
    };
    let step = LifecycleStep {
        state: LifecycleState::archived,
        date: Some(date()),
        reason: text("r"),
    };
    let role = Role {
        kind: Some(RoleKind::other),
        label: text("DFINITY lead"),
        person: Some(1),
        from: Some(date()),
        until: Some(date()),
        note: text("TBD"),
    };
    let decision = ProposalDecision {
        accepted: true,
        reason: "r".into(),
        by: Principal::anonymous(),
        at: 6,
    };
    let proposal = Proposal {
        by: Principal::anonymous(),
        at: 7,
        motivation: "m".into(),
        supporters: 0,
        decision: Some(decision),
    };
    Group {
        id: 1,
        meta: meta(),
        details,
        parent: Some(2),
        lifecycle: vec![step],
        roles: vec![role],
        proposal: Some(proposal),
        resting_since: None,
        relations: Vec::new(),
        approves_minutes: false,
        confirmed_at: None,
        withdrawn: None,
    }
}

fn withdrawal() -> Withdrawal {
    Withdrawal {
        reason: "r".into(),
        by: Principal::anonymous(),
        at: 8,
        instead: Some(9),
    }
}

fn person() -> PersonDetails {
    PersonDetails {
        handle: "h".into(),
        name: text("n"),
        affiliation: text("a"),
        links: vec![link()],
        remarks: text("r"),
    }
}

fn minutes() -> Minutes {
    let section = Section {
        heading: "h".into(),
        level: 1,
        speakers: vec![participant()],
        text: "t".into(),
    };
    let feedback = CommunityFeedback {
        text: "f".into(),
        by: vec![participant()],
        section: Some(0),
    };
    Minutes {
        attendance: Some(292),
        attendees: vec![participant()],
        sections: vec![section],
        decisions: vec![Decision {
            text: "d".into(),
            by: vec![participant()],
        }],
        feedback: vec![feedback],
    }
}

fn meeting() -> Meeting {
    let when = When {
        start: Some(8),
        zone: text("Europe/Zurich"),
        date: Some(date()),
        text: text("w"),
    };
    let item = AgendaItem {
        title: "a".into(),
        speakers: vec![participant()],
        minutes: Some(10),
        note: text("n"),
    };
    let details = MeetingDetails {
        slug: "ep03".into(),
        groups: vec![1],
        number: Some(3),
        title: "EP03".into(),
        summary: text("s"),
        when,
        duration_minutes: Some(125),
        status: MeetingStatus::moved,
        reason: text("r"),
        locations: vec![link()],
        hosts: vec![participant()],
        guests: vec![participant()],
        agenda: vec![item],
        attachments: vec![link()],
        recordings: vec![link()],
        tags: vec!["t".into()],
        languages: vec!["zh".into()],
        remarks: text("r"),
        occurrence: None,
    };
    Meeting {
        announced_at: None,
        id: 1,
        meta: meta(),
        details,
        minutes: Some(minutes()),
        published_at: Some(9),
        wants_approval: false,
        approval: None,
        corrections: Vec::new(),
        withdrawn: None,
    }
}

#[test]
fn groups_and_people_are_stored_as_they_always_were() {
    check("group", group());
    let person_record = Person {
        id: 1,
        meta: meta(),
        details: person(),
        principals: vec![Principal::anonymous()],
        withdrawn: None,
    };
    check("person", person_record.clone());
    let gone = Person {
        withdrawn: Some(withdrawal()),
        ..person_record
    };
    check("person_withdrawn", gone);
    let gone = Group {
        withdrawn: Some(withdrawal()),
        ..group()
    };
    check("group_withdrawn", gone);
    let decision = LinkDecision {
        accepted: false,
        reason: "r".into(),
        by: Principal::anonymous(),
        at: 1,
        person: Some(2),
    };
    let request = LinkRequest {
        id: 1,
        meta: meta(),
        principal: Principal::anonymous(),
        target: LinkTarget::newcomer(person()),
        evidence: "e".into(),
        decision: Some(decision),
    };
    check("link_request", request);
    let term = Term {
        group: 1,
        role: RoleKind::lead,
        from: Some(1),
        until: Some(2),
    };
    check("term", term);
    check("group_summary", GroupSummary::from(&group()));
}

#[test]
fn meetings_are_stored_as_they_always_were() {
    check("meeting", meeting());
    check("meeting_summary", MeetingSummary::from(&meeting()));
    let draft = Draft {
        meeting: 1,
        meta: meta(),
        minutes: minutes(),
    };
    check("draft", draft);
    let check_in = CheckIn {
        id: 1,
        meta: meta(),
        meeting: 2,
        principal: Principal::anonymous(),
        person: Some(3),
    };
    check("check_in", check_in);
    let feedback = Feedback {
        id: 1,
        meta: meta(),
        subject: Subject::meeting(2),
        by: Principal::anonymous(),
        person: Some(3),
        text: "t".into(),
        removed: text("r"),
    };
    check("feedback", feedback);
}

#[test]
fn memberships_are_stored_as_they_always_were() {
    let membership = Membership {
        id: 1,
        meta: meta(),
        group: 2,
        principal: Principal::anonymous(),
    };
    check("membership", membership);
    let support = Support {
        id: 1,
        meta: meta(),
        group: 2,
        principal: Principal::anonymous(),
    };
    check("support", support);
}

#[test]
fn work_is_stored_as_it_always_was() {
    let item = ActionItem {
        id: 1,
        meta: meta(),
        details: ActionItemDetails {
            group: 1,
            raised_in: Some(2),
            title: "t".into(),
            note: text("n"),
            owners: vec![participant()],
            due: Some(date()),
            state: ActionState::dropped,
            follow_ups: vec![FollowUp {
                meeting: Some(3),
                date: Some(date()),
                by: vec![participant()],
                text: "f".into(),
            }],
        },
        closed_at: None,
        withdrawn: None,
    };
    check("action_item_summary", ActionItemSummary::from(&item));
    check("action_item", item.clone());
    let gone = ActionItem {
        closed_at: Some(7),
        withdrawn: Some(withdrawal()),
        ..item
    };
    check("action_item_withdrawn", gone);
    let milestone = Milestone {
        title: "m".into(),
        progress: Some(Progress::ongoing),
        new: true,
        parent: Some(0),
        due: Some(date()),
        note: text("n"),
    };
    let initiative = Initiative {
        id: 1,
        meta: meta(),
        details: InitiativeDetails {
            slug: "i".into(),
            groups: vec![1],
            title: "t".into(),
            summary: text("s"),
            progress: Some(Progress::dropped),
            milestones: vec![milestone],
            links: vec![link()],
            from: Some(date()),
            until: Some(date()),
        },
        withdrawn: None,
    };
    let report = Report {
        id: 1,
        meta: meta(),
        details: ReportDetails {
            slug: "q1".into(),
            groups: vec![1],
            title: "t".into(),
            from: Some(date()),
            until: Some(date()),
            published: Some(date()),
            purpose: text("p"),
            focus: text("f"),
            initiatives: vec![1],
            highlights: vec!["h".into()],
            goals: vec![Goal {
                title: "g".into(),
                text: "t".into(),
                groups: vec![1],
                links: vec![link()],
            }],
            links: vec![link()],
            languages: vec!["en".into()],
        },
        milestones: vec![Snapshot::from(&initiative)],
        withdrawn: None,
    };
    check("initiative_summary", InitiativeSummary::from(&initiative));
    check("initiative", initiative.clone());
    let gone = Initiative {
        withdrawn: Some(withdrawal()),
        ..initiative
    };
    check("initiative_withdrawn", gone);
    check("report_summary", ReportSummary::from(&report));
    check("report", report.clone());
    let gone = Report {
        withdrawn: Some(withdrawal()),
        ..report
    };
    check("report_withdrawn", gone);
}

#[test]
fn what_was_added_to_groups_and_meetings_is_stored_as_it_always_was() {
    let relation = GroupRelation {
        kind: Some(RelationKind::merged_into),
        group: 3,
        since: Some(date()),
        note: text("n"),
    };
    check("relation", relation.clone());
    let standing = Group {
        relations: vec![relation],
        approves_minutes: true,
        confirmed_at: Some(4),
        ..group()
    };
    check("group_with_relations", standing);
    let approval = Approval {
        by: Principal::anonymous(),
        at: 5,
        revision: 6,
        meeting: Some(7),
    };
    let correction = Correction {
        by: Principal::anonymous(),
        at: 8,
        revision: 9,
        parts: vec!["sections".into()],
    };
    let approved = Meeting {
        wants_approval: true,
        approval: Some(approval),
        corrections: vec![correction],
        ..meeting()
    };
    check("meeting_approved", approved);
    let item = AttentionItem {
        reason: Some(Reason::term_ends),
        kind: Some(Kind::group),
        id: 1,
        slug: text("s"),
        title: "t".into(),
        groups: vec![2],
        at: 3,
        person: Some(4),
        part: text("p"),
    };
    check("attention_item", item);
}

#[test]
fn the_registry_and_its_events_are_stored_as_they_always_were() {
    let profile = Profile {
        name: "n".into(),
        summary: "s".into(),
        guidelines: text("g"),
        links: vec![link()],
    };
    let registry = Settings {
        meta: meta(),
        profile: profile.clone(),
        admins: vec![Principal::anonymous()],
        limits: Limits::default(),
        origins: Origins::default(),
        doors: Doors::default(),
        patience: Patience::default(),
        confirm_days: None,
    };
    reads("registry", registry.clone());
    let origins = Origins {
        trusted_origins: vec!["https://a.example".into()],
        alternative_origins: vec!["https://b.example".into()],
        custom_domains: vec!["c.example".into()],
    };
    let registry = Settings {
        origins,
        ..registry
    };
    reads("registry_with_origins", registry.clone());
    check("registry_with_doors", registry.clone());
    let patience = Patience {
        minutes_days: 3,
        ..Patience::default()
    };
    check(
        "registry_with_patience",
        Settings {
            patience,
            ..registry.clone()
        },
    );
    let strict = Settings {
        confirm_days: Some(7),
        ..registry
    };
    check("registry_with_two_admins", strict);
    let block = Block {
        at: 1,
        by: Principal::anonymous(),
        method: "decide_link".into(),
        argument: b"DIDL".to_vec(),
        salt: Some(vec![2]),
        accepted: Some(AcceptedLink {
            principal: Principal::management_canister(),
            target: b"DIDL".to_vec(),
        }),
        parent: Some(vec![3]),
    };
    check("block", block);
    let change = Change {
        event: 1,
        at: 2,
        by: Principal::anonymous(),
        revision: 3,
        operation: "update_group".into(),
        fields: vec!["details.name".into()],
    };
    check("change", change);
    let pending = PendingChange {
        id: 1,
        meta: meta(),
        method: "add_admin".into(),
        argument: b"DIDL".to_vec(),
        reason: "r".into(),
        decision: Some(ChangeDecision {
            confirmed: false,
            reason: text("d"),
            by: Principal::anonymous(),
            at: 5,
        }),
    };
    check("pending_change", pending);
}
