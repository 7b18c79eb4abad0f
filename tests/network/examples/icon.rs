//! ICON's groups and its report on the first quarter of 2023.

use workgroups::domain::{GroupKind, LifecycleState, Progress, Report};
use workgroups_cli::files::format;

use crate::examples::announced::group;
use crate::examples::registry::LOADED;

fn report() -> (&'static Report, &'static format::Report) {
    let slug = "icon-technical-community-update-q1-2023";
    let with_snapshots = LOADED
        .reports
        .iter()
        .find(|r| r.details.slug == slug)
        .unwrap();
    (
        with_snapshots,
        LOADED.data.reports.iter().find(|r| r.slug == slug).unwrap(),
    )
}

#[test]
fn six_special_interest_groups_and_a_user_group_have_their_states() {
    use LifecycleState::{active, proposed};
    let states = [
        ("icon-sig-contributor-experience", active),
        ("icon-sig-documentations", proposed),
        ("icon-sig-communications", proposed),
        ("icon-sig-core-blockchain", proposed),
        ("icon-sig-execution-environment", proposed),
        ("icon-sig-interoperability", active),
        ("icon-ug-sustainability", active),
    ];
    for (slug, state) in states {
        assert_eq!(LOADED.groups[slug].state(), state, "{slug}");
        assert_eq!(
            group(slug).parent.as_deref(),
            Some("icon-technical-community")
        );
    }
    let kinds: Vec<GroupKind> = states
        .iter()
        .map(|(slug, _)| group(slug).kind.into())
        .collect();
    assert_eq!(kinds[..6], [GroupKind::special_interest_group; 6]);
    assert_eq!(kinds[6], GroupKind::user_group);
}

#[test]
fn the_report_keeps_the_milestones_as_they_stood() {
    use Progress::{completed, not_started, ongoing};
    let (report, _) = report();
    let states: Vec<_> = report
        .milestones
        .iter()
        .map(|s| s.progress.unwrap())
        .collect();
    assert_eq!(states, [ongoing, ongoing, ongoing]);
    let goals: Vec<_> = report.milestones[2]
        .milestones
        .iter()
        .map(|m| (m.title.as_str(), m.progress.unwrap(), m.new))
        .collect();
    assert_eq!(
        goals,
        [
            ("Create \"SIG Contributor Experience\"", completed, false),
            ("Create \"SIG Documentations\"", ongoing, false),
            ("Create \"SIG Communications\"", not_started, false),
            ("Create \"SIG Core Blockchain\"", ongoing, false),
            ("Create \"SIG Execution Environment\"", ongoing, false),
            ("Create \"UG Sustainability\"", completed, true),
        ]
    );
}

#[test]
fn the_report_tells_its_period_and_its_publication() {
    let (_, report) = report();
    assert_eq!(report.title, "ICON Technical Community Update – Q1 2023");
    let days: Vec<_> = [&report.from, &report.until, &report.published]
        .map(|d| {
            d.as_ref()
                .map(|d| (d.year.unwrap(), d.month.unwrap(), d.day.unwrap()))
                .unwrap()
        })
        .into();
    assert_eq!(days, [(2023, 1, 1), (2023, 3, 31), (2023, 1, 2)]);
    let canonical = "https://icon.community/blog/2023/icon-technical-community-update-q1-2023/";
    assert_eq!(report.links[0].url.as_deref(), Some(canonical));
    assert!(
        report
            .focus
            .as_deref()
            .unwrap()
            .contains("Sustainability User Group")
    );
}

#[test]
fn the_report_has_two_highlights_and_six_goals_with_their_names() {
    let (_, report) = report();
    assert_eq!(report.highlights.len(), 2);
    assert!(report.highlights[0].contains("HYVE") && report.highlights[1].contains("Telegram bot"));
    let titles: Vec<&str> = report.goals.iter().map(|g| g.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Create technical tutorials and templates",
            "Reorganize BTP specifications",
            "Integrate CPS development with UG Sustainability",
            "Increase knowledge of ICON-Java Execution Environment",
            "Increase knowledge of ICON Consensus Environment",
            "Organize in-persion meetups",
        ]
    );
    let all: String = report.goals.iter().map(|g| g.text.as_str()).collect();
    for name in [
        "ICONDAO / Devera Hackathon",
        "Sudoblock",
        "WeFuzz / Drogon",
        "ICONLOOP",
        "BTP and IIPs projects",
        "ICX",
        "Network Validators",
        "Venture23 (formerly iBriz)",
        "SCORE (Smart Contracts on Reliable",
        "RPC APIs",
        "Goloop",
        "ICON-Tendermint",
        "W3N",
        "Estonia",
    ] {
        assert!(all.contains(name), "{name}");
    }
}
