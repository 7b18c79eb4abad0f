//! Minutes into Markdown.

use anyhow::Result;
use serde_yaml_ng::{Mapping, Value};

use super::read::{DECISIONS, FEEDBACK, GENERAL, SPEAKERS, read};
use crate::files::format::{Meeting, Minutes, Participant, Statement};
use crate::files::yaml;

/// Levels by which the headings of sections are deeper than in the record: the title is the first.
const DEEPER: usize = 1;

/// A meeting with its minutes. What is read back is the same meeting.
///
/// # Errors
/// When it cannot be written as YAML.
pub fn write(meeting: &Meeting) -> Result<String> {
    let text = in_words(meeting)?;
    let is_whole = read(&text, "", None).is_ok_and(|found| found.meeting == *meeting);
    if is_whole {
        return Ok(text);
    }
    front(&yaml::value(meeting)?)
}

fn front(value: &Value) -> Result<String> {
    Ok(format!("---\n{}---\n", serde_yaml_ng::to_string(value)?))
}

fn in_words(meeting: &Meeting) -> Result<String> {
    let facts = Meeting {
        minutes: None,
        ..meeting.clone()
    };
    let Value::Mapping(mut facts) = yaml::value(&facts)? else {
        return front(&yaml::value(meeting)?);
    };
    let Some(minutes) = &meeting.minutes else {
        return front(&Value::Mapping(facts));
    };
    let counted = Minutes {
        attendance: minutes.attendance,
        attendees: minutes.attendees.clone(),
        ..Minutes::default()
    };
    if let Value::Mapping(counted) = yaml::value(&counted)? {
        let counted: Mapping = counted;
        facts.extend(counted);
    }
    let mut text = front(&Value::Mapping(facts))?;
    text.push_str(&format!("\n# {}\n", meeting.title));
    for section in &minutes.sections {
        let marks = "#".repeat(usize::from(section.level) + DEEPER);
        text.push_str(&format!("\n{marks} {}\n", section.heading));
        if !section.speakers.is_empty() {
            text.push_str(&format!("{SPEAKERS} {}\n", people(&section.speakers)));
        }
        if !section.text.is_empty() {
            text.push_str(&format!("\n{}\n", section.text));
        }
        if !section.feedback.is_empty() {
            text.push('\n');
        }
        for feedback in &section.feedback {
            text.push_str(&format!("- {FEEDBACK} {}\n", statement(feedback)));
        }
    }
    for (heading, list) in [
        (DECISIONS, &minutes.decisions),
        (GENERAL, &minutes.feedback),
    ] {
        if !list.is_empty() {
            text.push_str(&format!("\n## {heading}\n\n"));
        }
        list.iter()
            .for_each(|one| text.push_str(&format!("- {}\n", statement(one))));
    }
    Ok(text)
}

fn statement(statement: &Statement) -> String {
    if statement.by.is_empty() {
        return statement.text.clone();
    }
    format!("{} ({})", statement.text, people(&statement.by))
}

/// `Ann of DFINITY, @bob`: names as written, handles with an @.
fn people(list: &[Participant]) -> String {
    let one = |participant: &Participant| {
        let handle = participant
            .person
            .as_ref()
            .map(|handle| format!("@{handle}"));
        let parts: Vec<String> = participant.name.clone().into_iter().chain(handle).collect();
        let of = participant
            .affiliation
            .as_ref()
            .map(|of| format!(" of {of}"));
        parts.join(" ") + &of.unwrap_or_default()
    };
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}
