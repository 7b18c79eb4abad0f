//! Session EP03 of the ICP developer forum.

use workgroups_cli::files::format::{Meeting, Minutes, Participant, Statement};

use crate::examples::announced::meeting;
use crate::examples::registry::LOADED;

fn session() -> (&'static Meeting, &'static Minutes) {
    let meeting = meeting("icp-dev-forum-ep03");
    (meeting, meeting.minutes.as_ref().unwrap())
}

fn text(heading: &str) -> &'static str {
    let section = session().1.sections.iter().find(|s| s.heading == heading);
    &section
        .unwrap_or_else(|| panic!("no section {heading}"))
        .text
}

fn called(p: &Participant) -> &str {
    p.name.as_deref().or(p.person.as_deref()).unwrap()
}

#[test]
fn the_session_has_its_figures_and_its_people() {
    let (session, minutes) = session();
    assert_eq!(session.number, Some(3));
    assert_eq!(session.title, "ICP开发者研讨会EP03");
    assert_eq!(
        (minutes.attendance, session.duration_minutes),
        (Some(292), Some(125))
    );
    assert_eq!(
        session.hosts.iter().map(called).collect::<Vec<_>>(),
        ["herbert", "vincent", "beeling"]
    );
    let guests: Vec<_> = session
        .guests
        .iter()
        .map(|g| (called(g), g.affiliation.as_deref().unwrap()))
        .collect();
    assert_eq!(
        guests,
        [
            ("Dieter Sommer", "DFINITY"),
            ("Yan", "Rocklabs"),
            ("大鹏", "MetaTribe"),
            ("刺猬", "IC Lighthouse"),
            ("William", "IC Lighthouse"),
            ("Richard", "Dmail"),
        ]
    );
    assert_eq!(
        session.tags,
        [
            "icp monday",
            "dmail",
            "ic lighthouse",
            "metatribe",
            "rocklabs"
        ]
    );
    assert_eq!(
        session.locations[0].url.as_deref(),
        Some("https://twitter.com/i/spaces/1yNxaNmeMBQKj?s=20")
    );
    assert_eq!(
        session.recordings[0].url.as_deref(),
        Some("https://www.youtube.com/embed/1TNfI0Qte3U?si=-n3-jDMB0OBw9Rln")
    );
    assert_eq!(
        session.attachments[0].label.as_deref(),
        Some("./img/ep03.jpg")
    );
}

#[test]
fn a_session_without_a_date_is_given_none() {
    let (session, _) = session();
    assert_eq!((&session.when.start, &session.when.date), (&None, &None));
    assert!(
        session
            .remarks
            .as_deref()
            .unwrap()
            .contains("The notes have no date")
    );
}

#[test]
fn the_sections_stand_in_their_order_under_their_headings() {
    let headings: Vec<_> = session()
        .1
        .sections
        .iter()
        .map(|s| (s.level, s.heading.as_str()))
        .collect();
    assert_eq!(
        headings,
        [
            (1, "嘉宾分享"),
            (2, "Dieter of DFINITY"),
            (2, "Yan of Rocklabs"),
            (2, "大鹏 of MetaTribe"),
            (2, "刺猬/William of IC Lighthouse"),
            (2, "Richard of Dmail"),
            (1, "上次研讨会事项的跟进"),
            (2, "Meetup between Itoka, Sam and Peter Wong @Herbert Yang"),
            (2, "Improve the documentation for custom domains @Wei Zhang"),
            (2, "Support for Schnorr signature? @Wei Zhang"),
            (2, "DFINITY in HK in April @Beeling Chua"),
            (1, "社区活动回顾 & 预告"),
            (1, "R&D 路线图进展"),
            (2, "SNS Update"),
            (2, "DNS Decentralization"),
            (2, "Wasmtime"),
            (2, "Awesome IC"),
            (1, "Q&A"),
        ]
    );
    assert_eq!(text("Q&A"), "");
}

#[test]
fn what_the_guests_reported_has_its_figures_and_names() {
    let told = [
        (
            "Yan of Rocklabs",
            [
                "IC-Web3",
                "threshold ECDSA",
                "Rust",
                "OMNIC 跨链桥",
                "Polygon",
                "阶段1",
                "4-5 months",
                "Q3",
                "KYT",
                "    - ",
            ]
            .as_slice(),
        ),
        (
            "大鹏 of MetaTribe",
            &["120人", "清华", "Web3", "gov official"],
        ),
        (
            "刺猬/William of IC Lighthouse",
            &["$CHAT", "deflation", "market maker"],
        ),
        (
            "Richard of Dmail",
            &[
                "45 iteration",
                "22K DAU",
                "53K canisters",
                "15.5K NFTs",
                "3M messages",
                "MetaBox",
                "BIC, Conflux and Polygon",
                "GPT-4",
                "Plug",
                "500 中文字符",
            ],
        ),
    ];
    for (heading, facts) in told {
        for fact in facts {
            assert!(text(heading).contains(fact), "{heading}: {fact}");
        }
    }
}

#[test]
fn the_progress_of_research_and_development_is_there() {
    for (heading, fact) in [
        ("SNS Update", "Rosetta"),
        ("DNS Decentralization", "2023.4.20"),
        ("DNS Decentralization", "icp0.io 和 ic0.app"),
        ("Wasmtime", "security hotfix"),
        (
            "Awesome IC",
            "https://github.com/dfinity/awesome-internet-computer",
        ),
        ("社区活动回顾 & 预告", "Hong Kong Web3 Festival"),
        ("社区活动回顾 & 预告", "V2 of Community Program"),
    ] {
        assert!(text(heading).contains(fact), "{heading}: {fact}");
    }
}

#[test]
fn feedback_stands_in_its_section_with_those_who_gave_it() {
    let (_, minutes) = session();
    let who = |f: &'static Statement| f.by.iter().map(called).collect::<Vec<_>>();
    let feedback: Vec<_> = minutes
        .sections
        .iter()
        .flat_map(|s| s.feedback.iter().map(|f| (s.heading.as_str(), who(f))))
        .collect();
    assert_eq!(
        feedback,
        [
            ("Dieter of DFINITY", vec!["IC Lighthouse"]),
            ("Yan of Rocklabs", vec!["8yeargangDAO", "MetaTribe"]),
            ("大鹏 of MetaTribe", vec!["MetaTribe"]),
            ("刺猬/William of IC Lighthouse", vec!["IC Lighthouse"]),
            ("Richard of Dmail", vec![]),
            (
                "Meetup between Itoka, Sam and Peter Wong @Herbert Yang",
                vec![]
            ),
        ]
    );
    let tvl = &minutes.sections[2].feedback[0].text;
    assert!(tvl.contains("top 10") && tvl.contains("DefiLlama") && tvl.contains("#143"));
}

#[test]
fn earlier_items_are_followed_up_with_their_owners() {
    let mut items: Vec<_> = LOADED
        .data
        .action_items
        .iter()
        .map(|a| {
            (
                a.title.as_str(),
                called(&a.owners[0]),
                a.follow_ups[0].meeting.as_deref(),
                a.raised_in.as_deref(),
            )
        })
        .collect();
    items.sort_unstable();
    let here = Some("icp-dev-forum-ep03");
    assert_eq!(
        items,
        [
            ("DFINITY in HK in April", "Beeling Chua", here, None),
            (
                "Improve the documentation for custom domains",
                "Wei Zhang",
                here,
                None
            ),
            (
                "Meetup between Itoka, Sam and Peter Wong",
                "Herbert Yang",
                here,
                None
            ),
            ("Support for EdDSA?", "Ben Zhai", here, None),
            ("Support for Schnorr signature?", "Wei Zhang", here, None),
        ]
    );
}
