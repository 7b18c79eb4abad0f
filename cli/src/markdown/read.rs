//! Markdown into minutes: our own, and notes in the manner of Docusaurus, Hugo and Jekyll, in
//! English and Chinese. What is not recognised stays as it is in its section.

use serde_yaml_ng::{Mapping, Value};

use super::document::{Part, front_matter, parts};
use crate::apply::slug;
use crate::files::format::{
    ActionItem, FollowUp, Link, Meeting, Minutes, PartialDate, Participant, Section, Statement,
    When,
};
use crate::files::{ActionState, LinkKind, MeetingStatus};

/// What stands before the speakers of a section.
pub const SPEAKERS: &str = "Speakers:";
/// What stands before feedback in a section.
pub const FEEDBACK: &str = "Community Feedback:";
/// The heading of decisions.
pub const DECISIONS: &str = "Decisions";
/// The heading of feedback that belongs to no section.
pub const GENERAL: &str = "Community Feedback";

/// What introduces feedback, in whatever words.
const FEEDBACK_WORDS: [&str; 8] = [
    "community feedback",
    "community suggestion",
    "community suggestions",
    "feedback",
    "suggestion",
    "社区反馈",
    "社区建议",
    "反馈",
];
/// What a heading of follow-up items has in it.
const FOLLOW_UP_WORDS: [&str; 5] = ["follow-up", "follow up", "action item", "跟进", "待办"];
/// Characters of a name in brackets at most.
const NAMES_CHARACTERS: usize = 80;

/// What a document tells.
#[derive(Clone, Debug)]
pub struct Found {
    pub meeting: Meeting,
    pub action_items: Vec<ActionItem>,
    /// What was recognised, for the user.
    pub recognised: Vec<String>,
    /// What was not, and is left out.
    pub left: Vec<String>,
}

/// Reads a document. `name` is that of its file, without its ending; `group` the group of the
/// meeting where the document does not name one.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str, name: &str, group: Option<&str>) -> Result<Found, String> {
    let (front, body) = front_matter(text)?;
    let own = front.contains_key("groups") && front.contains_key("status");
    match own {
        true => read_own(front, body),
        false => read_foreign(&front, body, name, group),
    }
}

fn read_own(mut front: Mapping, body: &str) -> Result<Found, String> {
    let mut minutes = Minutes::default();
    let fault = |error: serde_yaml_ng::Error| format!("the front matter: {error}");
    if let Some(attendance) = front.remove("attendance") {
        minutes.attendance = serde_yaml_ng::from_value(attendance).map_err(fault)?;
    }
    if let Some(attendees) = front.remove("attendees") {
        minutes.attendees = serde_yaml_ng::from_value(attendees).map_err(fault)?;
    }
    let mut meeting: Meeting = serde_yaml_ng::from_value(Value::Mapping(front)).map_err(fault)?;
    let title = meeting.title.clone();
    let parts = parts(body);
    let told = parts
        .iter()
        .filter(|part| part.level != 1 || part.heading != title);
    for part in told {
        let general = match part.heading.as_str() {
            DECISIONS if part.level == 2 => Some(&mut minutes.decisions),
            GENERAL if part.level == 2 => Some(&mut minutes.feedback),
            _ => None,
        };
        if let Some(list) = general {
            let bullets = part.text.lines().filter_map(|line| line.strip_prefix("- "));
            list.extend(bullets.map(statement));
        } else {
            minutes
                .sections
                .push(section(part, part.level.saturating_sub(1).max(1)));
        }
    }
    if minutes != Minutes::default() {
        meeting.minutes = Some(minutes);
    }
    Ok(Found {
        meeting,
        action_items: Vec::new(),
        recognised: Vec::new(),
        left: Vec::new(),
    })
}

/// A section with its speakers and its feedback.
fn section(part: &Part, level: u8) -> Section {
    let mut section = Section {
        heading: part.heading.clone(),
        level,
        speakers: Vec::new(),
        text: String::new(),
        feedback: Vec::new(),
    };
    let mut kept = Vec::new();
    for (number, line) in part.text.lines().enumerate() {
        if number == 0
            && let Some(names) = line.strip_prefix(SPEAKERS)
        {
            section.speakers = people(names);
        } else if let Some(feedback) = feedback(line) {
            section.feedback.push(feedback);
        } else {
            kept.push(line);
        }
    }
    section.text = kept.join("\n").trim_matches('\n').trim_end().to_owned();
    section
}

/// Feedback of a bullet, in whatever words introduce it.
fn feedback(line: &str) -> Option<Statement> {
    let bullet = line.trim_start();
    let content = bullet
        .strip_prefix("- ")
        .or_else(|| bullet.strip_prefix("* "))?;
    let (words, text) = content.split_once([':', '：'])?;
    let words = words.trim().trim_matches('*').to_lowercase();
    let text = text.trim().trim_start_matches("**").trim();
    (FEEDBACK_WORDS.contains(&words.as_str()) && !text.is_empty()).then(|| statement(text))
}

/// A statement, with who made it in brackets at its end.
fn statement(text: &str) -> Statement {
    let text = text.trim();
    let (body, end) = match text.strip_suffix('.') {
        Some(body) if body.ends_with(')') => (body, "."),
        _ => (text, ""),
    };
    let named = body
        .strip_suffix([')', '）'])
        .and_then(|body| body.rsplit_once(['(', '（']));
    match named {
        Some((said, names))
            if !said.trim().is_empty()
                && !names.trim().is_empty()
                && names.chars().count() <= NAMES_CHARACTERS
                && !names.contains("://") =>
        {
            Statement {
                text: said.trim_end().to_owned() + end,
                by: people(names),
            }
        }
        _ => Statement {
            text: text.to_owned(),
            by: Vec::new(),
        },
    }
}

/// People as they are written: `Ann of DFINITY, @bob and MetaTribe`.
fn people(names: &str) -> Vec<Participant> {
    let names = names.replace(" and ", ",").replace(['、', '，'], ",");
    let one = |name: &str| {
        let (name, affiliation) = match name.split_once(" of ") {
            Some((name, of)) => (name.trim(), Some(of.trim().to_owned())),
            None => (name.trim(), None),
        };
        let (name, person) = match name.rsplit_once('@') {
            Some((name, handle)) => (name.trim(), Some(handle.trim().to_owned())),
            None => (name, None),
        };
        let name = (!name.is_empty()).then(|| name.to_owned());
        Participant {
            person,
            name,
            affiliation,
        }
    };
    names
        .split(',')
        .filter(|name| !name.trim().is_empty())
        .map(one)
        .collect()
}

fn read_foreign(
    front: &Mapping,
    body: &str,
    name: &str,
    group: Option<&str>,
) -> Result<Found, String> {
    let text = |field: &str| front.get(field).and_then(Value::as_str).map(str::to_owned);
    let parts = parts(body);
    let heading = parts
        .iter()
        .find(|part| part.level == 1)
        .map(|part| part.heading.clone());
    let title = text("title")
        .or(heading)
        .ok_or("the document has no title")?;
    let group = group.ok_or("the document names no group: name it with `--group`")?;
    let mut found = Found {
        meeting: empty_meeting(text("slug").unwrap_or_else(|| slug(name)), group, title),
        action_items: Vec::new(),
        recognised: Vec::new(),
        left: Vec::new(),
    };
    let meeting = &mut found.meeting;
    meeting.tags = texts(front.get("tags"));
    meeting.hosts = texts(front.get("authors"))
        .iter()
        .flat_map(|name| people(name))
        .collect();
    let date = text("date").or_else(|| name.get(..10).map(str::to_owned));
    meeting.when.date = date.as_deref().and_then(read_date);
    if let Some(image) = text("image") {
        found
            .left
            .push(format!("the image {image}, which is no address on the web"));
    }
    for field in front.keys().filter_map(Value::as_str) {
        if !["title", "slug", "tags", "authors", "date", "image"].contains(&field) {
            found.left.push(format!("{field} in the front matter"));
        }
    }
    let top = parts
        .iter()
        .map(|part| part.level)
        .filter(|level| *level > 0)
        .min()
        .unwrap_or(1);
    let mut minutes = Minutes::default();
    for part in &parts {
        if part.level == 0 {
            let summary = part.text.replace("<!--truncate-->", "").trim().to_owned();
            found.meeting.summary = (!summary.is_empty()).then_some(summary);
            continue;
        }
        let mut section = section(part, part.level - top + 1);
        if section.speakers.is_empty() && part.heading.contains(" of ") && part.level > top {
            section.speakers = part
                .heading
                .split_once(" of ")
                .map_or(Vec::new(), |(who, of)| {
                    let one = |who: &str| Participant {
                        person: None,
                        name: Some(who.trim().to_owned()),
                        affiliation: Some(of.trim().to_owned()),
                    };
                    who.split('/').map(one).collect()
                });
        }
        facts(&part.text, &mut found.meeting, &mut minutes);
        if FOLLOW_UP_WORDS
            .iter()
            .any(|word| part.heading.to_lowercase().contains(word))
        {
            found
                .action_items
                .extend(follow_ups(part, group, &found.meeting.slug));
        }
        minutes.sections.push(section);
    }
    tell(&mut found, &minutes);
    found.meeting.minutes = Some(minutes);
    Ok(found)
}

fn tell(found: &mut Found, minutes: &Minutes) {
    let feedback: usize = minutes
        .sections
        .iter()
        .map(|section| section.feedback.len())
        .sum();
    let meeting = &found.meeting;
    for (count, what) in [
        (minutes.sections.len(), "sections"),
        (feedback, "statements of feedback"),
        (meeting.guests.len(), "guests"),
        (meeting.recordings.len(), "recordings"),
        (found.action_items.len(), "follow-up items"),
    ] {
        found.recognised.push(format!("{count} {what}"));
    }
}

fn empty_meeting(slug: String, group: &str, title: String) -> Meeting {
    Meeting {
        slug,
        groups: vec![group.to_owned()],
        number: None,
        title,
        summary: None,
        when: When::default(),
        duration_minutes: None,
        status: MeetingStatus::held,
        reason: None,
        locations: Vec::new(),
        hosts: Vec::new(),
        guests: Vec::new(),
        agenda: Vec::new(),
        attachments: Vec::new(),
        recordings: Vec::new(),
        tags: Vec::new(),
        languages: Vec::new(),
        remarks: None,
        occurrence: None,
        minutes: None,
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Sequence(list)) => list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

fn read_date(text: &str) -> Option<PartialDate> {
    let mut parts = text.get(..10)?.split('-');
    Some(PartialDate {
        year: Some(parts.next()?.parse().ok()?),
        month: Some(parts.next()?.parse().ok()?),
        day: Some(parts.next()?.parse().ok()?),
        text: None,
    })
}

/// The facts that a section tells in its bullets: how many attended, how long it was, who the
/// guests were; and recordings. They stay in the text too.
fn facts(text: &str, meeting: &mut Meeting, minutes: &mut Minutes) {
    let mut in_guests = false;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let content = line.trim().trim_start_matches(['-', '*']).trim();
        if in_guests && indent > 0 {
            meeting.guests.extend(people(&content.replace('/', ",")));
            continue;
        }
        in_guests = false;
        if let Some((words, value)) = content.split_once([':', '：']) {
            let number = || {
                value
                    .split(|c: char| !c.is_ascii_digit())
                    .find(|n| !n.is_empty())
            };
            match words.trim().to_lowercase().as_str() {
                "参与人数" | "participants" | "attendance" => {
                    minutes.attendance = number().and_then(|n| n.parse().ok());
                }
                "活动时长" | "duration" => {
                    meeting.duration_minutes = number().and_then(|n| n.parse().ok());
                }
                "嘉宾" | "guests" => in_guests = true,
                _ => {}
            }
        }
        if let Some((_, rest)) = line.split_once("https://www.youtube.com/embed/") {
            let id = rest
                .split(['?', '"', '\'', '&', ' '])
                .next()
                .unwrap_or_default();
            meeting.recordings.push(Link {
                kind: LinkKind::recording,
                label: None,
                url: Some(format!("https://www.youtube.com/watch?v={id}")),
            });
        }
    }
}

/// Items with their @owners, and what was noted below them.
fn follow_ups(part: &Part, group: &str, meeting: &str) -> Vec<ActionItem> {
    let mut items: Vec<ActionItem> = Vec::new();
    for line in part.text.lines() {
        if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
            let mut names = item.split('@');
            let title = names.next().unwrap_or_default().trim().to_owned();
            let owner = |name: &str| Participant {
                person: None,
                name: Some(name.trim().to_owned()),
                affiliation: None,
            };
            items.push(ActionItem {
                group: group.to_owned(),
                raised_in: None,
                title,
                note: None,
                owners: names
                    .filter(|name| !name.trim().is_empty())
                    .map(owner)
                    .collect(),
                due: None,
                state: ActionState::open,
                follow_ups: Vec::new(),
            });
        } else if let Some(item) = items.last_mut().filter(|_| !line.trim().is_empty()) {
            let noted = line.strip_prefix("    ").unwrap_or(line);
            match item.follow_ups.last_mut() {
                Some(follow_up) => follow_up.text.push_str(&format!("\n{noted}")),
                None => item.follow_ups.push(FollowUp {
                    meeting: Some(meeting.to_owned()),
                    date: None,
                    by: Vec::new(),
                    text: noted.to_owned(),
                }),
            }
        }
    }
    items.retain(|item| !item.title.is_empty());
    items
}
