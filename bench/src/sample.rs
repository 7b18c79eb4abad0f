//! Meetings of about 3.3 kB as they are stored, each with words of its own.

use workgroups::domain::{
    AgendaItem, Link, LinkKind, MeetingDetails, MeetingStatus, Participant, When,
};

/// 2024-01-01 00:00 UTC.
pub const EPOCH: u64 = 1_704_067_200_000_000_000;
pub const HOUR: u64 = 3_600_000_000_000;
/// When all of the benchmark's meetings are long over.
pub const AFTERWARDS: u64 = EPOCH + 200 * 365 * 24 * HOUR;

const WORDS: [&str; 32] = [
    "ledger",
    "canister",
    "token",
    "standard",
    "wallet",
    "identity",
    "threshold",
    "signature",
    "roadmap",
    "feedback",
    "developer",
    "tooling",
    "bridge",
    "index",
    "archive",
    "upgrade",
    "stable",
    "memory",
    "cycle",
    "subnet",
    "replica",
    "proposal",
    "voting",
    "neuron",
    "metric",
    "日志",
    "签名",
    "跨链",
    "社区",
    "反馈",
    "文档",
    "升级",
];

/// A meeting of one group, an hour after the one before.
pub fn meeting(n: u64, group: u64) -> MeetingDetails {
    MeetingDetails {
        slug: format!("meeting-{n}"),
        groups: vec![group],
        number: Some(n as u32),
        title: format!("Meeting {n} on {}", word(n)),
        summary: Some(text(n, 40)),
        when: When {
            start: Some(EPOCH + n * HOUR),
            ..When::default()
        },
        duration_minutes: Some(60),
        status: MeetingStatus::held,
        reason: None,
        locations: vec![Link {
            kind: Some(LinkKind::location),
            label: Some("Voice channel".into()),
            url: Some("https://example.org/channels/748416164832608337".into()),
        }],
        hosts: vec![guest(n), guest(n + 1)],
        guests: (0..4).map(|i| guest(n + i)).collect(),
        agenda: (0..8).map(|i| item(n + i)).collect(),
        attachments: Vec::new(),
        recordings: Vec::new(),
        tags: vec![word(n).into()],
        languages: vec!["en".into()],
        remarks: None,
        occurrence: None,
    }
}

/// One of the words of which the texts are made.
pub fn word(n: u64) -> &'static str {
    WORDS[(n.wrapping_mul(2_654_435_761) >> 7) as usize % WORDS.len()]
}

fn text(n: u64, words: u64) -> String {
    (0..words)
        .map(|i| word(n * 31 + i))
        .collect::<Vec<_>>()
        .join(" ")
}

fn guest(n: u64) -> Participant {
    Participant {
        person: None,
        name: Some(format!("Guest {}", n % 50)),
        affiliation: Some(format!("Company {}", n % 20)),
    }
}

fn item(n: u64) -> AgendaItem {
    AgendaItem {
        title: format!("About {}", word(n)),
        speakers: Vec::new(),
        minutes: Some(10),
        note: Some(text(n, 45)),
    }
}
