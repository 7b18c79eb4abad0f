//! Reports as Markdown: what is recognised of those of others, and that ours come back.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use workgroups_cli::files::Progress;
use workgroups_cli::files::format::{Goal, Milestone, Report};
use workgroups_cli::markdown::{FoundReport, read_report, write_report};

fn of_others() -> FoundReport {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/report.md");
    let text = std::fs::read_to_string(path).unwrap();
    read_report(&text, "report", Some("bridges"))
        .unwrap()
        .unwrap()
}

#[test]
fn a_quarterly_report_is_read_with_its_milestones_highlights_and_goals() {
    let FoundReport {
        report,
        initiatives,
        left,
    } = of_others();
    assert_eq!(
        (report.slug.as_str(), report.title.as_str()),
        ("bridges-q3", "Bridges, third quarter")
    );
    let (from, until) = (report.from.unwrap(), report.until.unwrap());
    assert_eq!(
        (from.month, from.day, until.month, until.day),
        (Some(7), Some(1), Some(9), Some(30))
    );
    assert_eq!(report.published.unwrap().year, Some(2024));
    // The description and what is recognised as nothing stay behind the purpose.
    let purpose = report.purpose.unwrap();
    for kept in [
        "To tell what was built.",
        "What the bridge builders did",
        "### Thanks\n\nTo all builders.",
    ] {
        assert!(purpose.contains(kept), "{purpose}");
    }
    assert_eq!(report.focus.as_deref(), Some("Fewer tolls."));
    assert_eq!(
        report.highlights,
        ["Opened [the ferry](https://ferry.example)"]
    );
    let goals: Vec<(&str, &str)> = report.goals.iter().map(|g| (&*g.title, &*g.text)).collect();
    assert_eq!(
        goals,
        [
            ("Cheaper stone", "Ask three quarries.\n\n- one\n- two"),
            ("Meet", "In person.")
        ]
    );
    assert_eq!(left, ["layout in the front matter"]);
    let [rebuild, paint] = &initiatives[..] else {
        panic!("{initiatives:?}");
    };
    assert_eq!(
        (rebuild.title.as_str(), rebuild.progress),
        ("Rebuild the old bridge", Some(Progress::ongoing))
    );
    assert!(
        rebuild
            .summary
            .as_ref()
            .unwrap()
            .contains("https://bridges.example/old")
    );
    assert_eq!(
        (paint.title.as_str(), paint.progress),
        ("Paint everything", None)
    );
    let told = |m: &Milestone| (m.title.clone(), m.progress, m.new, m.parent);
    let told: Vec<_> = rebuild.milestones.iter().map(told).collect();
    let expected = [
        ("Survey", Progress::completed, false, None),
        ("Second survey", Progress::completed, true, Some(0)),
        ("Piers", Progress::not_started, false, None),
    ];
    let expected = expected
        .map(|(title, progress, new, parent)| (title.to_owned(), Some(progress), new, parent));
    assert_eq!(told, expected);
}

#[test]
fn a_report_that_is_written_is_read_as_the_same() {
    let FoundReport {
        report,
        initiatives,
        ..
    } = of_others();
    let own_headings = Goal {
        title: "Goals".into(),
        text: "### Goals\n\n## Purpose\n\n```\n# no heading\n```".into(),
        groups: vec!["a".into(), "b".into()],
        links: Vec::new(),
    };
    let odd = Report {
        goals: vec![own_headings],
        highlights: vec!["- a bullet".into(), String::new()],
        ..report.clone()
    };
    for (report, in_words) in [(report, true), (odd, false)] {
        let text = write_report(&report, &initiatives).unwrap();
        assert_eq!(
            text.contains("\n    - *completed:* Survey\n"),
            in_words,
            "{text}"
        );
        let again = read_report(&text, "", None).unwrap().unwrap();
        assert_eq!(again.report, report, "{text}");
        assert_eq!(again.initiatives, []);
    }
}

#[test]
fn minutes_and_notes_are_no_reports() {
    for text in [
        "# Notes\n\n## Goals\n\nTo meet.\n",
        "---\ntitle: Notes\nstatus: held\n---\n## Goals\n## Highlights\n",
        "## Milestones\n\n- one\n",
        "",
    ] {
        assert_eq!(read_report(text, "notes", Some("defi")), Ok(None), "{text}");
    }
    let nameless = "## Goals\n\n## Highlights\n\n- one\n";
    assert!(read_report(nameless, "notes", Some("defi")).is_err());
    let homeless = "# Report\n\n## Goals\n\n## Highlights\n\n- one\n";
    assert!(read_report(homeless, "notes", None).is_err());
}
