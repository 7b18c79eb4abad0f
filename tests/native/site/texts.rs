//! Minutes and reports as Markdown.

use workgroups::domain::*;

use workgroups::registry::Work;
use workgroups::registry::access::Caller;

use crate::site::community::{Community, HOST, link};
use workgroups_test_support::records;

/// A new active group.
pub fn group(slug: &str, name: &str) -> Operation {
    let mut group = records::group(slug);
    group.details.name = name.into();
    group.details.scope = "What it is for.".into();
    Operation::create_group(group)
}

fn guest(name: &str, affiliation: &str) -> Participant {
    Participant {
        person: None,
        name: Some(name.into()),
        affiliation: Some(affiliation.into()),
    }
}

fn meeting() -> MeetingDetails {
    MeetingDetails {
        slug: "wallets-3".into(),
        groups: vec![1],
        number: Some(3),
        title: "Wallets #3 *live*".into(),
        summary: Some("What **was** said.".into()),
        when: When {
            start: Some(1_712_070_000_000_000_000),
            zone: Some("Europe/Zurich".into()),
            ..When::default()
        },
        duration_minutes: Some(60),
        status: MeetingStatus::held,
        reason: None,
        locations: vec![link(
            LinkKind::location,
            "Video",
            "https://example.org/call",
        )],
        hosts: vec![guest("Ada", "Analytical")],
        guests: Vec::new(),
        agenda: vec![AgendaItem {
            title: "Signing".into(),
            speakers: vec![guest("Bob", "Builders")],
            minutes: Some(20),
            note: Some("See the *draft*.\nAnd the code.".into()),
        }],
        attachments: Vec::new(),
        recordings: vec![link(
            LinkKind::recording,
            "Video of it",
            "https://example.org/v?a=(1)",
        )],
        tags: vec!["standards".into()],
        languages: vec!["en".into()],
        remarks: None,
        occurrence: None,
    }
}

fn minutes() -> Minutes {
    Minutes {
        attendance: Some(12),
        attendees: vec![guest("Ada", "Analytical")],
        sections: vec![Section {
            heading: "Signing".into(),
            level: 1,
            speakers: vec![guest("Bob", "Builders")],
            text: "- one\n- two".into(),
        }],
        decisions: vec![Decision {
            text: "We take **B**.".into(),
            by: vec![guest("Ada", "Analytical")],
        }],
        feedback: vec![CommunityFeedback {
            text: "Faster, please.".into(),
            by: Vec::new(),
            section: Some(0),
        }],
    }
}

#[test]
fn minutes_are_a_text_ready_to_be_posted() {
    let mut community = Community::empty();
    community.does(group("wallets", "Wallets"));
    let written = community.does(Operation::create_meeting(meeting()));
    community.does(Operation::publish_minutes(PublishMinutes {
        id: written.id,
        expected_revision: written.revision,
        minutes: minutes(),
    }));
    community.does(Operation::create_action_item(ActionItemDetails {
        group: 1,
        raised_in: Some(1),
        title: "Write it down".into(),
        note: None,
        owners: vec![guest("Bob", "Builders")],
        due: None,
        state: ActionState::open,
        follow_ups: Vec::new(),
    }));
    let expected = format!(
        "# Wallets \\#3 \\*live\\*

- **Number:** 3
- **When:** Tuesday 2 April 2024, 15:00 UTC (17:00 Europe/Zurich)
- **Duration:** 60 minutes
- **Groups:** [Wallets](<https://{HOST}/groups/wallets>)
- **Where:** [Video](<https://example.org/call>)
- **Hosts:** Ada (Analytical)
- **Attendance:** 12, Ada (Analytical)
- **Languages:** en
- **Tags:** standards

What **was** said.

## Agenda

- Signing — Bob (Builders) (20 minutes)
  - See the *draft*.
    And the code.

## Minutes

### Signing

- **Speakers:** Bob (Builders)

- one
- two

## Decisions

- We take **B**. — Ada (Analytical)

## Community feedback

- Faster, please. (on: Signing)

## Action items

- Write it down — open, Bob (Builders)

## Recordings

- [Video of it](<https://example.org/v?a=(1)>)
"
    );
    assert_eq!(community.reads("/meetings/wallets-3.md"), expected);
}

#[test]
fn the_reports_of_the_examples_tell_focus_milestones_and_goals() {
    let community = Community::examples();
    let reports: Vec<String> = community
        .addresses()
        .into_iter()
        .filter(|path| path.starts_with("/reports/") && path.ends_with(".md"))
        .map(|path| community.reads(&path))
        .collect();
    assert!(!reports.is_empty());
    for part in [
        "# ",
        "- **Groups:** ",
        "\n## Milestones\n",
        "\n## Highlights\n",
        "\n## Goals\n",
    ] {
        assert!(
            reports.iter().any(|report| report.contains(part)),
            "{part:?}"
        );
    }
}

#[test]
fn drafts_are_nowhere() {
    let mut community = Community::empty();
    community.does(group("wallets", "Wallets"));
    let written = community.does(Operation::create_meeting(meeting()));
    community.does(Operation::save_draft(SaveDraft {
        id: written.id,
        expected_revision: 0,
        minutes: Minutes {
            sections: vec![Section {
                heading: "Unpublished".into(),
                level: 1,
                speakers: Vec::new(),
                text: "UNPUBLISHED".into(),
            }],
            ..Minutes::default()
        },
    }));
    for path in community.addresses() {
        let body = community.follows(&path).body;
        let body = String::from_utf8_lossy(&body);
        assert!(!body.to_lowercase().contains("unpublished"), "{path}");
    }
}

#[test]
fn a_person_who_is_named_ten_thousands_of_times_does_not_blow_up_a_page() {
    let mut community = Community::examples();
    let person = community.does(Operation::create_person(PersonDetails {
        handle: "named".into(),
        name: Some("\"".repeat(300)),
        affiliation: None,
        links: Vec::new(),
        remarks: None,
    }));
    let known = Participant {
        person: Some(person.id),
        ..Participant::default()
    };
    let section = Section {
        heading: "Speakers".into(),
        level: 1,
        speakers: vec![known; 200],
        text: String::new(),
    };
    let made = community.does(Operation::create_meeting(meeting()));
    community.does(Operation::publish_minutes(PublishMinutes {
        id: made.id,
        expected_revision: made.revision,
        minutes: Minutes {
            sections: vec![section; 200],
            ..Minutes::default()
        },
    }));
    for form in ["", ".md", ".json"] {
        // Without a bound, the names alone would take 12 MB, and six times that where each of
        // their characters is escaped.
        let bytes = community.reads(&format!("/meetings/wallets-3{form}")).len();
        assert!((1_000_000..8_000_000).contains(&bytes), "{form}: {bytes}");
    }
}

/// A meeting whose section, decision and note hold the same Markdown.
fn with_markdown(text: &str) -> Community {
    let mut community = Community::empty();
    community.does(group("wallets", "Wallets"));
    let mut details = meeting();
    details.agenda[0].note = Some(text.into());
    details.summary = Some(text.into());
    let written = community.does(Operation::create_meeting(details));
    let mut minutes = minutes();
    minutes.sections[0].text = text.into();
    minutes.decisions[0].text = text.into();
    minutes.feedback[0].text = text.into();
    community.does(Operation::publish_minutes(PublishMinutes {
        id: written.id,
        expected_revision: written.revision,
        minutes,
    }));
    community
}

#[test]
fn a_decision_shows_the_blocks_of_its_markdown_as_a_section_does() {
    let community = with_markdown("We agreed:\n\n- first\n- second\n\n```\ncode\n```");
    let page = community.reads("/meetings/wallets-3");
    crate::site::xml::read(&page);
    let blocks = "<ul>\n<li>first</li>\n<li>second</li>\n</ul>\n<pre><code>code\n</code></pre>";
    for heading in ["Agenda", "Signing</h3>", "Decisions", "Community feedback"] {
        let (_, after) = page.split_once(heading).unwrap();
        let part = after.split("<h2>").next().unwrap();
        assert!(part.contains(blocks), "{heading}: {part}");
    }
}

#[test]
fn what_is_noted_of_an_action_item_shows_the_blocks_of_its_markdown_too() {
    let text = "We agreed:\n\n- first\n- second\n\n```\ncode\n```";
    let blocks = "<ul>\n<li>first</li>\n<li>second</li>\n</ul>\n<pre><code>code\n</code></pre>";
    let mut community = with_markdown("Plain");
    community.does(Operation::create_action_item(ActionItemDetails {
        group: 1,
        raised_in: Some(1),
        title: "Write it down".into(),
        note: Some(text.into()),
        owners: Vec::new(),
        due: None,
        state: ActionState::open,
        follow_ups: vec![FollowUp {
            meeting: None,
            date: None,
            by: Vec::new(),
            text: text.into(),
        }],
    }));
    let page = community.reads("/meetings/wallets-3");
    crate::site::xml::read(&page);
    let (_, items) = page.split_once("Write it down").unwrap();
    assert_eq!(items.matches(blocks).count(), 2, "{items}");
}

#[test]
fn programs_are_told_the_instant_of_a_meeting_that_people_read_in_words() {
    let page = with_markdown("Plain").reads("/meetings/wallets-3");
    let told = "<time datetime=\"2024-04-02T15:00:00Z\">Tuesday 2 April 2024, 15:00 UTC</time>";
    assert!(page.contains(told), "{page}");
}

#[test]
fn no_field_swallows_the_headings_after_it() {
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};
    for text in [
        "Plain",
        "Logs:\n```\nerror: x",
        "~~~\nlog",
        "- item\n  ```\n  x",
        "> ```\n> x",
        "<!-- open",
        "<pre>\nx",
    ] {
        let written = with_markdown(text).reads("/meetings/wallets-3.md");
        let (mut depth, mut heading, mut headings) = (0, None, Vec::new());
        for event in Parser::new(&written) {
            match event {
                Event::Start(tag) => {
                    let is_heading = depth == 0 && matches!(tag, Tag::Heading { .. });
                    heading = is_heading.then(String::new).or(heading);
                    depth += 1;
                }
                Event::End(tag) => {
                    depth -= 1;
                    if matches!(tag, TagEnd::Heading(_)) {
                        headings.extend(heading.take());
                    }
                }
                Event::Text(text) => heading.iter_mut().for_each(|h| h.push_str(&text)),
                _ => {}
            }
        }
        let expected = [
            "Agenda",
            "Minutes",
            "Signing",
            "Decisions",
            "Community feedback",
            "Recordings",
        ];
        assert_eq!(headings[1..], expected, "{written}");
    }
}

#[test]
fn metrics_tell_no_balance_of_cycles() {
    let community = Community::examples();
    let metrics = community.reads("/metrics");
    assert!(metrics.contains("workgroups_events_total "), "{metrics}");
    assert!(!metrics.to_lowercase().contains("cycle"), "{metrics}");
}

#[test]
fn metrics_tell_what_is_used_and_what_was_refused() {
    let mut community = Community::examples();
    let watch = community.registry.watch();
    watch.refused(
        &Error::conflict {
            current_revision: 2,
        },
        community.now,
    );
    watch.ran(Work::Dates);
    watch.note_heap(5_000, (7, 600));
    let stranger = Caller {
        principal: candid::Principal::from_slice(&[9, 9]),
        is_controller: false,
    };
    let joins = Operation::join_group(1);
    let now = community.now;
    community.registry.execute(&stranger, now, joins).unwrap();
    let answer = community.asks("/metrics", &[]);
    assert!(answer.timed);
    let metrics = String::from_utf8(answer.body).unwrap();
    for line in [
        "workgroups_heap_bytes 5000",
        "workgroups_refused_total{reason=\"conflict\"} 1",
        "workgroups_refused_total{reason=\"rate_limited\"} 0",
        "workgroups_certified_answers 7",
        "workgroups_certified_bytes 600",
        "workgroups_strangers_today{of=\"operations\"} 1",
        "workgroups_timer_runs_total{timer=\"dates\"} 1",
        "# TYPE workgroups_stable_bytes gauge",
        "# TYPE workgroups_refused_total counter",
    ] {
        assert!(
            metrics.lines().any(|told| told == line),
            "{line}: {metrics}"
        );
    }
    let records = metrics
        .lines()
        .find_map(|line| line.strip_prefix("workgroups_stable_bytes{table=\"records\"} "));
    assert!(records.unwrap().parse::<u64>().unwrap() > 100_000);
}
