//! Texts, dates, addresses and lists that are not taken.

use workgroups::domain::*;

use crate::registry::samples::{self, date, group, link, meeting, role};
use crate::registry::snapshot::Snapshot;
use workgroups_test_support::host::{Host, error, faults, founder};

/// Sends each operation as an admin; each is refused with exactly these faults, and together
/// they change nothing.
fn refused(host: &Host, cases: Vec<(Operation, Vec<&str>)>) {
    let before = Snapshot::of(host);
    for (operation, expected) in cases {
        let found = faults(host.run(founder(), &operation));
        assert_eq!(found, expected, "{operation:?}");
    }
    Snapshot::of(host).assert_same(&before, "a refused input");
}

#[test]
fn all_faults_of_an_input_are_told_at_once() {
    let host = Host::new();
    let mut new = group("No-Slug");
    new.details.name = " ".into();
    new.details.kind = None;
    new.details.scope = "a\u{0}b".into();
    new.details.links = vec![
        link("javascript:alert(1)"),
        Link {
            kind: None,
            label: None,
            url: None,
        },
    ];
    new.details.topics = vec!["defi".into(), "defi".into()];
    new.details.languages = vec!["en".into(), "english please".into()];
    new.details.first_meeting = Some(date(2023, 2, 29));
    new.lifecycle = Vec::new();
    new.roles = vec![Role {
        from: Some(date(2026, 2, 2)),
        until: Some(date(2026, 2, 1)),
        ..role(RoleKind::lead, 9)
    }];
    new.parent = Some(7);
    let expected = vec![
        "details.slug is not made of lower-case letters and digits with hyphens between",
        "details.name is empty",
        "details.kind is missing or unknown",
        "details.scope has the character U+0000, which is not allowed",
        "details.links[0].url is not an http, https or mailto address",
        "details.links[1].kind is missing or unknown",
        "details.links[1] has neither an address nor a label",
        "details.topics[1] stands in the list twice",
        "details.languages[1] is not a language tag such as \"en\" or \"zh-Hans\"",
        "details.first_meeting has a day that its month does not have",
        "lifecycle is empty",
        "roles[0].person is not the number of a person",
        "roles[0].until is before the beginning",
        "parent is not the number of a group",
    ];
    refused(&host, vec![(Operation::create_group(new), expected)]);
}

/// Texts that stand nowhere, with the end of what is said about them.
const BAD_TEXTS: [(&str, &str); 8] = [
    ("a\u{0}b", "U+0000"),
    ("a\u{7}b", "U+0007"),
    ("a\u{7F}b", "U+007F"),
    ("a\u{1B}[31mb", "U+001B"),
    ("a\u{202E}b", "U+202E"),
    ("a\u{202A}b", "U+202A"),
    ("a\u{2066}b", "U+2066"),
    ("a\u{FFFF}b", "U+FFFF"),
];

/// Inputs that have the text in one field: the longest name, paragraph and text, and the field.
fn with_text(text: &str) -> Vec<(&'static str, Operation)> {
    let text = || text.to_owned();
    let details = || group("texts").details;
    let proposed = |details, motivation| {
        Operation::propose_group(ProposeGroup {
            details,
            motivation,
        })
    };
    let named = GroupDetails {
        name: text(),
        ..details()
    };
    let scoped = GroupDetails {
        scope: text(),
        ..details()
    };
    let chartered = GroupDetails {
        charter: Some(text()),
        ..details()
    };
    let labelled = GroupDetails {
        links: vec![Link {
            label: Some(text()),
            ..link("https://example.org")
        }],
        ..details()
    };
    vec![
        ("details.name", proposed(named, "why".into())),
        ("details.scope", proposed(scoped, "why".into())),
        ("details.charter", proposed(chartered, "why".into())),
        ("details.links[0].label", proposed(labelled, "why".into())),
        ("motivation", proposed(details(), text())),
        (
            "text",
            Operation::give_feedback(GiveFeedback {
                subject: Subject::group(1),
                text: text(),
            }),
        ),
        (
            "minutes.sections[0].text",
            Operation::save_draft(SaveDraft {
                id: 1,
                expected_revision: 0,
                minutes: samples::minutes(&text()),
            }),
        ),
        (
            "evidence",
            Operation::request_link(RequestLink {
                target: LinkTarget::existing(1),
                evidence: text(),
            }),
        ),
    ]
}

/// A registry with the records that `with_text` writes to.
fn with_records() -> Host {
    let host = Host::new();
    host.admin(Operation::create_group(group("one")));
    host.admin(Operation::create_meeting(meeting("one", &[1])));
    host.admin(Operation::create_person(samples::person("one")));
    host
}

#[test]
fn control_characters_and_marks_that_turn_text_around_are_refused_in_every_text() {
    let host = with_records();
    let before = Snapshot::of(&host);
    for (text, code) in BAD_TEXTS {
        for (field, operation) in with_text(text) {
            let expected = format!("{field} has the character {code}, which is not allowed");
            assert_eq!(faults(host.run(founder(), &operation)), [expected]);
        }
    }
    Snapshot::of(&host).assert_same(&before, "a refused text");
}

#[test]
fn pasted_text_is_kept_with_plain_line_ends_and_composed_letters() {
    let host = with_records();
    let mut details = group("pasted").details;
    details.scope = "\u{FEFF}Zu\u{308}rich\r\nsecond\u{2028}third\u{85}fourth".into();
    let made = host.made(Operation::create_group(CreateGroup {
        details,
        ..group("pasted")
    }));
    let kept: Option<Group> = host.ask("get_group", Ref::id(made));
    let scope = kept.unwrap().details.scope;
    assert_eq!(scope, "Zürich\nsecond\nthird\nfourth");
}

#[test]
fn a_text_is_taken_up_to_its_limit_and_refused_one_byte_beyond() {
    let host = with_records();
    let limits = host.limits().limits;
    let sizes = [
        ("details.name", limits.name_bytes),
        ("details.scope", limits.paragraph_bytes),
        ("details.charter", limits.text_bytes),
        ("text", limits.paragraph_bytes),
        ("minutes.sections[0].text", limits.text_bytes),
    ];
    for (field, limit) in sizes {
        let of = |length: u32| {
            let cases = with_text(&"x".repeat(length as usize));
            let (_, operation) = cases.into_iter().find(|(f, _)| *f == field).unwrap();
            operation
        };
        let before = Snapshot::of(&host);
        let expected = format!("{field} is longer than {limit} bytes");
        assert_eq!(faults(host.run(founder(), &of(limit + 1))), [expected]);
        Snapshot::of(&host).assert_same(&before, "a text that is too long");
    }
    let mut longest = group("longest");
    longest.details.name = "x".repeat(limits.name_bytes as usize);
    longest.details.scope = "x".repeat(limits.paragraph_bytes as usize);
    longest.details.charter = Some("x".repeat(limits.text_bytes as usize));
    host.admin(Operation::create_group(longest));
}

#[test]
fn addresses_dates_and_numbers_outside_their_ranges_are_refused() {
    let host = with_records();
    let url = |url: &str| {
        let mut new = group("url");
        new.details.links = vec![link(url)];
        Operation::create_group(new)
    };
    let dated = |date: PartialDate| {
        let mut new = group("dated");
        new.details.stated_on = Some(date);
        Operation::create_group(new)
    };
    let met = |change: fn(&mut MeetingDetails)| {
        let mut new = meeting("two", &[1]);
        change(&mut new);
        Operation::create_meeting(new)
    };
    let no_date = PartialDate::default();
    let day_alone = PartialDate {
        month: None,
        ..date(2026, 1, 1)
    };
    let cases = vec![
        (
            url("data:text/html,x"),
            vec!["details.links[0].url is not an http, https or mailto address"],
        ),
        (
            url("https://a b"),
            vec!["details.links[0].url has a character that an address cannot have"],
        ),
        (url("https://"), vec!["details.links[0].url has no host"]),
        (
            dated(no_date),
            vec!["details.stated_on names no year, no month and no text"],
        ),
        (
            dated(day_alone),
            vec!["details.stated_on has a day without a month"],
        ),
        (
            dated(date(0, 1, 1)),
            vec!["details.stated_on has a year outside 1 to 9999"],
        ),
        (
            dated(date(2026, 13, 1)),
            vec!["details.stated_on has a month outside 1 to 12"],
        ),
        (
            dated(date(2026, 255, 255)),
            vec!["details.stated_on has a month outside 1 to 12"],
        ),
        (
            met(|m| m.duration_minutes = Some(0)),
            vec!["details.duration_minutes is not within 1 to 576000"],
        ),
        (
            met(|m| m.duration_minutes = Some(u32::MAX)),
            vec!["details.duration_minutes is not within 1 to 576000"],
        ),
        (
            met(|m| m.when.zone = Some("Europe/".into())),
            vec![
                "details.when.zone `Europe/` is not a zone of the IANA database 2026e (such as \
                 Europe/Zurich, Asia/Shanghai or UTC)",
            ],
        ),
        (
            met(|m| m.reason = Some("because".into())),
            vec!["details.reason is given for a meeting that is neither cancelled nor moved"],
        ),
        (met(|m| m.groups.clear()), vec!["details.groups is empty"]),
        (
            met(|m| m.groups = vec![1, 1]),
            vec!["details.groups[1] stands in the list twice"],
        ),
        (
            met(|m| m.hosts = vec![Participant::default()]),
            vec!["details.hosts[0] names neither a person nor a name"],
        ),
    ];
    refused(&host, cases);
}

#[test]
fn a_list_that_is_too_long_is_one_fault_and_at_most_a_hundred_faults_are_told() {
    let host = with_records();
    let entries = host.limits().limits.list_entries as usize;
    let with = |count| {
        let mut new = group("long");
        new.details.topics = vec![String::new(); count];
        Operation::create_group(new)
    };
    let before = Snapshot::of(&host);
    let expected = format!("details.topics has more than {entries} entries");
    let found = faults(host.run(founder(), &with(entries + 1)));
    assert_eq!(found, [expected]);
    assert_eq!(faults(host.run(founder(), &with(entries))).len(), 100);
    Snapshot::of(&host).assert_same(&before, "a long list");
}

/// The last second of 2199.
const LAST: u64 = 7_258_118_399_000_000_000;

#[test]
fn times_at_the_ends_of_the_calendar_are_taken_and_found_again() {
    let host = with_records();
    for (slug, start) in [("first", 1), ("last", LAST)] {
        let mut new = samples::meeting_at(slug, &[1], start);
        new.duration_minutes = Some(576_000);
        let id = host.made(Operation::create_meeting(new));
        let check_in = host.run(founder(), &Operation::check_in(id));
        assert!(matches!(error(check_in), Error::not_now { .. }));
    }
    for beyond in [LAST + 1_000_000_000, u64::MAX] {
        let new = Operation::create_meeting(samples::meeting_at("beyond", &[1], beyond));
        let refused = faults(host.run(founder(), &new));
        assert!(refused[0].starts_with("details.when.start is in the year"));
    }
}

#[test]
fn addresses_that_are_no_origins_or_domains_are_not_vouched_for() {
    let host = Host::new();
    let set = |trusted: &[&str], alternative: &[&str], domains: &[&str]| {
        let list = |list: &[&str]| list.iter().map(|a| (*a).to_owned()).collect();
        Operation::set_origins(SetOrigins {
            expected_revision: 1,
            trusted_origins: list(trusted),
            alternative_origins: list(alternative),
            custom_domains: list(domains),
        })
    };
    let origin = "is not an origin such as \"https://example.org\": a lower-case host, a port only \
                  if it is not the usual one, nothing behind it, and http only for localhost";
    let domain = "is not a lower-case domain name such as \"groups.example.org\"";
    let twice = "stands in the list twice";
    let (good, own) = ("https://example.org", "example.org");
    let eleven: Vec<String> = (0..11)
        .map(|i| format!("https://{i}.example.org"))
        .collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    let cases = [
        (
            set(
                &["https://example.org/"],
                &[good, good],
                &["https://example.org"],
            ),
            vec![
                format!("trusted_origins[0] {origin}"),
                format!("alternative_origins[1] {twice}"),
                format!("custom_domains[0] {domain}"),
            ],
        ),
        (
            set(
                &["http://example.org"],
                &["https://Example.org"],
                &[own, own],
            ),
            vec![
                format!("trusted_origins[0] {origin}"),
                format!("alternative_origins[0] {origin}"),
                format!("custom_domains[1] {twice}"),
            ],
        ),
        (
            set(&[good; 21], &eleven, &[own; 21]),
            vec![
                "trusted_origins has more than 20 entries".into(),
                "alternative_origins has more than 10 entries".into(),
                "custom_domains has more than 20 entries".into(),
            ],
        ),
    ];
    for (operation, expected) in cases {
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        refused(&host, vec![(operation, expected)]);
    }
    host.admin(set(&eleven, &eleven[..10], &[own]));
    assert_eq!(host.about().origins.alternative_origins.len(), 10);
}
