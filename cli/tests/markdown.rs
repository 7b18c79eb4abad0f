//! Minutes as Markdown: nothing is lost on the way out and back, and on the way in.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use workgroups_cli::files::read;
use workgroups_cli::markdown;

const SEED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../shared/seeds/icp-dev-forum-ep03.txt"
);

#[test]
fn every_example_comes_back_as_it_was_written() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples"));
    let data = read(folder).unwrap();
    assert!(!data.meetings.is_empty());
    for meeting in &data.meetings {
        let text = markdown::write(meeting).unwrap();
        let found = markdown::read(&text, "", None).unwrap();
        assert_eq!(&found.meeting, meeting);
    }
}

#[test]
fn a_session_with_front_matter_is_read_with_its_facts() {
    let Ok(text) = std::fs::read_to_string(SEED) else {
        eprintln!("skipped: the document is not here");
        return;
    };
    let found = markdown::read(&text, "ep03", Some("dev-forum")).unwrap();
    let meeting = found.meeting;
    let minutes = meeting.minutes.as_ref().unwrap();
    assert_eq!(meeting.slug, "icp-dev-forum-ep03");
    assert_eq!(
        (minutes.attendance, meeting.duration_minutes),
        (Some(292), Some(125))
    );
    assert_eq!(meeting.guests.len(), 6);
    assert_eq!(meeting.recordings.len(), 1);
    let feedback = |heading: &str| {
        let section = minutes
            .sections
            .iter()
            .find(|s| s.heading == heading)
            .unwrap();
        section.feedback.clone()
    };
    assert_eq!(feedback("Yan of Rocklabs")[0].by.len(), 2);
    let owners: Vec<_> = found
        .action_items
        .iter()
        .map(|item| item.owners.len())
        .collect();
    assert_eq!(owners, [1, 1, 1, 1]);
    // Nothing of the text is lost: each word of it stands in the record.
    let told = format!(
        "{}{}",
        serde_yaml_ng::to_string(&meeting).unwrap(),
        found.left.join(" ")
    );
    let bare = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let told = bare(&told);
    for line in text.lines().skip(8) {
        let line = line.trim().trim_start_matches(['-', '#', ' ']);
        let line = line.strip_prefix("Community Feedback:").unwrap_or(line);
        let line = line.split(" (").next().unwrap_or(line);
        if !line.starts_with("<!--") {
            let line = bare(line);
            let part: String = line.chars().take(12).collect();
            assert!(told.contains(&part), "{line} is lost");
        }
    }
    let again = markdown::write(&meeting).unwrap();
    assert_eq!(markdown::read(&again, "", None).unwrap().meeting, meeting);
}

#[test]
fn notes_in_english_are_read_too() {
    let text = "---\ntitle: Call 7\nslug: call-7\ndate: 2024-05-02\ntags: [defi]\n---\n\nWe met.\n\n\
        ## Recap\n\n- Participants: 12\n- Duration: 60 minutes\n- Guests:\n    - Ann of DFINITY\n\n\
        ## Topics\n\n### Ann of DFINITY\n\n- A point\n    - and below it\n* Community Suggestion: do \
        more. (Bob and Eve)\n\n## Follow-up\n\n- Write it down @Ann\n    - Begun\n";
    let found = markdown::read(text, "call", Some("defi")).unwrap();
    let (meeting, minutes) = (&found.meeting, found.meeting.minutes.as_ref().unwrap());
    assert_eq!(meeting.when.date.as_ref().unwrap().day, Some(2));
    assert_eq!(meeting.guests[0].affiliation.as_deref(), Some("DFINITY"));
    assert_eq!(
        (minutes.attendance, meeting.duration_minutes),
        (Some(12), Some(60))
    );
    let section = &minutes.sections[2];
    assert_eq!(section.text, "- A point\n    - and below it");
    assert_eq!(section.feedback[0].text, "do more.");
    assert_eq!(section.feedback[0].by.len(), 2);
    assert_eq!(found.action_items[0].follow_ups[0].text, "- Begun");
    assert_eq!(meeting.summary.as_deref(), Some("We met."));
}

#[test]
fn hostile_documents_are_refused_or_read_and_never_a_panic() {
    for text in [
        "",
        "---",
        "---\n",
        "---\n---\n",
        "---\n[1, 2]\n---\n",
        "# ",
        "#######",
        "---\ntitle: [",
        "- Community Feedback: (",
        "```\n# not a heading",
        "---\n&a [*a]\n---\n",
        "---\ntitle: 跨\ndate: 跨链跨链跨链跨链\n---\n## 跨",
    ] {
        drop(markdown::read(text, "跨链跨链", Some("g")));
    }
}
