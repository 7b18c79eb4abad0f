//! Whatever a record says, an answer stays well formed and says it as text.

use workgroups::domain::series::SeriesDetails;
use workgroups::domain::*;

use crate::site::community::{Community, cancel, fortnightly, new_series};
use crate::site::xml;

/// Texts that break pages, feeds and files of those who forget to escape.
pub const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)> ' onmouseover='alert(1)",
    "]]></summary></entry></feed> <!-- -- --> &lt; &#0; &unknown;",
    "[click](javascript:alert(1)) <javascript:alert(1)> **<b>**",
    "`<i>` [a](https://example.org/\"onclick=\"alert(1))",
    "\\ \\u0000 \\\" ${x} {{x}} %00 %3Cscript%3E",
    "😀 𝕏 跨链 \u{05d0}\u{0644} e\u{301}",
    "https://example.org/<script> http://&\"' h ** [ ] ( ) ` < > &",
];

fn details(hostile: &str) -> (GroupDetails, MeetingDetails, Minutes, ReportDetails) {
    let text = || Some(hostile.to_owned());
    let links = vec![
        Link {
            kind: Some(LinkKind::other),
            label: text(),
            url: Some("https://example.org/'&;()[]{}|\\^`".into()),
        },
        Link {
            kind: Some(LinkKind::location),
            label: text(),
            url: None,
        },
    ];
    let people = vec![Participant {
        person: None,
        name: text(),
        affiliation: text(),
    }];
    let date = PartialDate {
        text: text(),
        ..PartialDate::default()
    };
    let group = GroupDetails {
        slug: "hostile".into(),
        name: hostile.into(),
        kind: Some(GroupKind::other),
        scope: hostile.into(),
        charter: text(),
        links: links.clone(),
        topics: vec![hostile.into()],
        languages: vec!["en".into()],
        cadence: text(),
        first_meeting: Some(date.clone()),
        last_meeting: Some(date.clone()),
        stated_on: Some(date.clone()),
        remarks: text(),
    };
    let meeting = MeetingDetails {
        slug: "hostile".into(),
        groups: vec![1],
        number: None,
        title: hostile.into(),
        summary: text(),
        when: When {
            date: Some(date.clone()),
            text: text(),
            ..When::default()
        },
        duration_minutes: None,
        status: MeetingStatus::cancelled,
        reason: text(),
        locations: links.clone(),
        hosts: people.clone(),
        guests: people.clone(),
        agenda: vec![AgendaItem {
            title: hostile.into(),
            speakers: people.clone(),
            minutes: None,
            note: text(),
        }],
        attachments: links.clone(),
        recordings: links.clone(),
        tags: vec![hostile.into()],
        languages: Vec::new(),
        remarks: text(),
        occurrence: None,
    };
    let minutes = Minutes {
        attendance: None,
        attendees: people.clone(),
        sections: vec![Section {
            heading: hostile.into(),
            level: 6,
            speakers: people.clone(),
            text: hostile.into(),
        }],
        decisions: vec![Decision {
            text: hostile.into(),
            by: people.clone(),
        }],
        feedback: vec![CommunityFeedback {
            text: hostile.into(),
            by: people.clone(),
            section: Some(0),
        }],
    };
    let report = ReportDetails {
        slug: "hostile".into(),
        groups: vec![1],
        title: hostile.into(),
        from: Some(date.clone()),
        until: Some(date.clone()),
        published: Some(date),
        purpose: text(),
        focus: text(),
        initiatives: vec![1],
        highlights: vec![hostile.into()],
        goals: vec![Goal {
            title: hostile.into(),
            text: hostile.into(),
            groups: vec![1],
            links: links.clone(),
        }],
        links,
        languages: Vec::new(),
    };
    (group, meeting, minutes, report)
}

/// A registry in which every text is the same.
pub fn community(hostile: &str) -> Community {
    let text = || Some(hostile.to_owned());
    let mut community = Community::empty();
    let (group, meeting, minutes, report) = details(hostile);
    community.does(Operation::set_profile(SetProfile {
        expected_revision: 0,
        profile: Profile {
            name: hostile.into(),
            summary: hostile.into(),
            guidelines: text(),
            links: report.links.clone(),
        },
    }));
    let participants = meeting.hosts.clone();
    community.does(Operation::create_person(PersonDetails {
        handle: "hostile".into(),
        name: text(),
        affiliation: text(),
        links: report.links.clone(),
        remarks: text(),
    }));
    community.does(Operation::create_group(CreateGroup {
        details: group,
        parent: None,
        lifecycle: vec![LifecycleStep {
            state: LifecycleState::active,
            date: meeting.when.date.clone(),
            reason: text(),
        }],
        roles: vec![Role {
            kind: Some(RoleKind::other),
            label: text(),
            person: Some(1),
            from: None,
            until: None,
            note: text(),
        }],
    }));
    community.does(Operation::create_initiative(InitiativeDetails {
        slug: "hostile".into(),
        groups: vec![1],
        title: hostile.into(),
        summary: text(),
        progress: None,
        milestones: vec![Milestone {
            title: hostile.into(),
            progress: None,
            new: true,
            parent: None,
            due: meeting.when.date.clone(),
            note: text(),
        }],
        links: report.links.clone(),
        from: None,
        until: None,
    }));
    let written = community.does(Operation::create_meeting(meeting));
    community.does(Operation::publish_minutes(PublishMinutes {
        id: written.id,
        expected_revision: written.revision,
        minutes,
    }));
    community.does(Operation::create_action_item(ActionItemDetails {
        group: 1,
        raised_in: Some(1),
        title: hostile.into(),
        note: text(),
        owners: participants.clone(),
        due: report.from.clone(),
        state: ActionState::open,
        follow_ups: vec![FollowUp {
            meeting: Some(1),
            date: None,
            by: participants,
            text: hostile.into(),
        }],
    }));
    community.does(Operation::create_report(report));
    let series = community.does(new_series(
        &[1],
        SeriesDetails {
            title: hostile.chars().take(50).collect::<String>().trim().into(),
            description: hostile.into(),
            cadence: text(),
            locations: Vec::new(),
            ..fortnightly()
        },
    ));
    community.does(cancel(series.id, 1, "2030-04-02T17:00"));
    community
}

/// How the tag of the one script begins that pages have.
const SCRIPT: &str = "script type=\"module\" src=\"/assets/site.";

#[test]
fn pages_and_feeds_stay_well_formed_and_say_the_text() {
    for hostile in HOSTILE {
        let community = community(hostile);
        for path in community.addresses() {
            let answer = community.follows(&path);
            assert_eq!(answer.status, 200, "{path} {hostile}");
            let body = String::from_utf8(answer.body).unwrap();
            if answer.content_type.starts_with("text/html") || path.ends_with(".xml") {
                let read = xml::read(&body);
                for tag in read.tags {
                    let begins = ["script", "img", "svg", "i", "b"];
                    let name = tag.split(' ').next().unwrap();
                    let is_ours = tag.starts_with(SCRIPT);
                    assert!(is_ours || !begins.contains(&name), "{path}: {tag}");
                    assert!(!tag.contains("javascript:"), "{path}: {tag}");
                    // Data in an attribute stays in its quotes, so that the names are ours.
                    for (i, part) in tag.split('"').enumerate().filter(|(i, _)| i % 2 == 0) {
                        assert!(!part.contains(" on"), "{path}: {tag} ({i})");
                    }
                }
                let plain = hostile.split(['*', '`', '[', '\\', '\n']).next().unwrap();
                let told = plain.len() < 3 || read.text.contains(plain.trim());
                assert!(
                    told || !path.starts_with("/groups/hostile"),
                    "{path}: {plain}"
                );
            }
        }
    }
}

#[test]
fn json_gives_the_texts_back() {
    for hostile in HOSTILE {
        let community = community(hostile);
        for path in community
            .addresses()
            .iter()
            .filter(|path| path.ends_with(".json"))
        {
            let json: serde_json::Value = serde_json::from_str(&community.reads(path)).unwrap();
            match path.as_str() {
                "/groups/hostile.json" => assert_eq!(json["details"]["name"], hostile),
                "/meetings/hostile.json" => {
                    assert_eq!(json["minutes"]["sections"][0]["text"], hostile);
                }
                "/reports/hostile.json" => assert_eq!(json["details"]["focus"], hostile),
                "/people/hostile.json" => assert_eq!(json["details"]["name"], hostile),
                _ => {}
            }
        }
    }
}

#[test]
fn long_texts_are_served_or_refused_clearly() {
    for mark in ["<", "[", "**", "https://", "\"", "x", "- \n"] {
        let mut community = Community::empty();
        let (mut group, ..) = details("plain");
        group.charter = Some(mark.repeat(39_000 / mark.len()));
        group.scope = mark.repeat(3_900 / mark.len());
        community.does(Operation::create_group(CreateGroup {
            details: group,
            parent: None,
            lifecycle: vec![LifecycleStep {
                state: LifecycleState::active,
                date: None,
                reason: None,
            }],
            roles: Vec::new(),
        }));
        for path in community.addresses() {
            let answer = community.follows(&path);
            assert_eq!(answer.status, 200, "{path} {mark}");
            assert!(answer.body.len() < 1_900_000);
        }
        xml::read(&community.reads("/groups/hostile"));
    }
}

#[test]
fn no_path_or_query_makes_it_panic() {
    let community = Community::examples();
    let mut dice = 88_172_645_463_325_252_u64;
    let mut roll = |sides: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice % sides as u64) as usize
    };
    let parts = [
        "/",
        "groups",
        "people",
        "meetings",
        "reports",
        "calendar",
        "tags",
        "after",
        ".json",
        ".md",
        ".ics",
        "next",
        "feed.xml",
        "calendar.ics",
        "刺猬",
        "\u{0}",
        "..",
        "%2f",
        "\u{202e}",
        "😀",
        "?",
        "#",
        "<",
        "0",
        "f",
        "ﬃ",
        "İ",
        "\u{301}",
        " ",
        "//",
        "standards",
        "series",
    ];
    for _ in 0..30_000 {
        let path: String = (0..roll(9)).map(|_| parts[roll(parts.len())]).collect();
        let path = format!("/{path}");
        let name = ["cancelled", "alarm", "past", "x", ""][roll(5)];
        let value = ["", "0", "1", "-1", "99999999999999999999", "١", "1 "][roll(7)];
        let query = [(name, value)];
        let answer = community.asks(&path, &query[..roll(2)]);
        assert!([200, 308, 400, 404].contains(&answer.status), "{path:?}");
        if let Some(location) = answer.location {
            assert!(
                location.starts_with('/') && !location.starts_with("//"),
                "{location}"
            );
            assert!(location.is_ascii(), "{location}");
        }
    }
}
