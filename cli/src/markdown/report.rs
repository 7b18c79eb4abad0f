//! Reports as Markdown: our own, and quarterly reports of others with their milestones, highlights
//! and goals. What is not recognised stays as it is behind the purpose.

use anyhow::Result;
use serde_yaml_ng::{Mapping, Value};

use super::document::{Part, front_matter, parts};
use crate::apply::slug;
use crate::files::format::{Goal, Initiative, Link, Milestone, PartialDate, Report};
use crate::files::{LinkKind, Progress, yaml};
use crate::forum;

/// What stands in the front matter of our own.
const OWN: (&str, &str) = ("kind", "report");
/// What a bullet says of progress.
const PROGRESS: [(&str, Progress); 5] = [
    ("not started", Progress::not_started),
    ("ongoing", Progress::ongoing),
    ("in progress", Progress::ongoing),
    ("completed", Progress::completed),
    ("dropped", Progress::dropped),
];
/// Milestones below each other at most.
const DEEPEST: usize = 20;

/// What a report tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundReport {
    pub report: Report,
    /// What it tells the progress of; our own reports name initiatives that are there.
    pub initiatives: Vec<Initiative>,
    /// What it says that is left out.
    pub left: Vec<String>,
}

/// Reads a report; None for a document that is none. `name` is that of its file, without its ending;
/// `group` the group where it does not name one.
///
/// # Errors
/// What is wrong with it.
pub fn read_report(
    text: &str,
    name: &str,
    group: Option<&str>,
) -> Result<Option<FoundReport>, String> {
    let (mut front, body) = front_matter(text)?;
    let (key, value) = OWN;
    if front.get(key).and_then(Value::as_str) == Some(value) {
        front.remove(key);
        return own(front, body).map(Some);
    }
    let parts = parts(body);
    let has = |section: Section| {
        parts
            .iter()
            .any(|part| Section::of(&part.heading) == Some(section))
    };
    let is_report = has(Section::Goals) && (has(Section::Milestones) || has(Section::Highlights));
    match is_report && !front.contains_key("status") {
        true => foreign(&front, &parts, name, group).map(Some),
        false => Ok(None),
    }
}

/// What a heading begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Purpose,
    Dates,
    Focus,
    Milestones,
    Highlights,
    Goals,
}

impl Section {
    fn of(heading: &str) -> Option<Section> {
        let heading = heading.to_lowercase();
        [
            ("purpose", Section::Purpose),
            ("dates", Section::Dates),
            ("period", Section::Dates),
            ("focus", Section::Focus),
            ("milestones", Section::Milestones),
            ("highlights", Section::Highlights),
            ("goals", Section::Goals),
        ]
        .into_iter()
        .find(|(word, _)| heading == *word || heading.ends_with(&format!(" {word}")))
        .map(|(_, section)| section)
    }
}

fn foreign(
    front: &Mapping,
    parts: &[Part],
    name: &str,
    group: Option<&str>,
) -> Result<FoundReport, String> {
    let text = |field: &str| front.get(field).and_then(Value::as_str).map(str::to_owned);
    let first = parts.iter().find(|part| part.level == 1);
    let heading = first.map(|part| part.heading.clone());
    let title = text("title")
        .or(heading)
        .ok_or("the document has no title")?;
    let group = group.ok_or("the document names no group: name it with `--group`")?;
    let mut found = FoundReport {
        report: Report {
            slug: text("slug").unwrap_or_else(|| slug(name)),
            groups: vec![group.to_owned()],
            title,
            from: None,
            until: None,
            published: text("date").map(|date| forum::date(&date)),
            purpose: None,
            focus: None,
            initiatives: Vec::new(),
            highlights: Vec::new(),
            goals: Vec::new(),
            links: Vec::new(),
            languages: Vec::new(),
        },
        initiatives: Vec::new(),
        left: Vec::new(),
    };
    let canonical = ["canonicalURL", "canonical_url", "canonical"];
    let url = canonical.into_iter().find_map(text);
    found.report.links.extend(url.map(|url| Link {
        kind: LinkKind::website,
        label: Some("Canonical URL".into()),
        url: Some(url),
    }));
    let known = ["title", "slug", "date", "description"];
    for field in front.keys().filter_map(Value::as_str) {
        if !known.contains(&field) && !canonical.contains(&field) {
            found.left.push(format!("{field} in the front matter"));
        }
    }
    let mut rest: Vec<String> = text("description").into_iter().collect();
    take(parts, group, &mut found, &mut rest);
    let purpose = found.report.purpose.take().into_iter().chain(rest);
    let purpose = purpose.collect::<Vec<_>>().join("\n\n");
    found.report.purpose = (!purpose.is_empty()).then_some(purpose);
    Ok(found)
}

/// Takes the sections; what is none goes to the rest.
fn take(parts: &[Part], group: &str, found: &mut FoundReport, rest: &mut Vec<String>) {
    let mut goals_at = None;
    for part in parts {
        if goals_at.is_some_and(|level| part.level > level) {
            found.report.goals.push(Goal {
                title: part.heading.clone(),
                text: part.text.clone(),
                groups: vec![group.to_owned()],
                links: Vec::new(),
            });
            continue;
        }
        goals_at = None;
        let report = &mut found.report;
        let told = (!part.text.is_empty()).then(|| part.text.clone());
        match Section::of(&part.heading) {
            Some(Section::Purpose) => report.purpose = told,
            Some(Section::Focus) => report.focus = told,
            Some(Section::Dates) => match period(&part.text) {
                Some((from, until)) => (report.from, report.until) = (Some(from), Some(until)),
                None => rest.extend(whole(part)),
            },
            Some(Section::Goals) => {
                goals_at = Some(part.level);
                rest.extend(told);
            }
            Some(Section::Highlights) => match bullets(&part.text) {
                Some(items) => report
                    .highlights
                    .extend(items.into_iter().map(|item| item.text)),
                None => rest.extend(whole(part)),
            },
            Some(Section::Milestones) => match bullets(&part.text) {
                Some(items) => {
                    let made = initiatives(&items, group);
                    report
                        .initiatives
                        .extend(made.iter().map(|one| one.slug.clone()));
                    found.initiatives.extend(made);
                }
                None => rest.extend(whole(part)),
            },
            None => rest.extend(whole(part)),
        }
    }
}

/// A section as it is; nothing for a heading alone.
fn whole(part: &Part) -> Option<String> {
    let heading = "#".repeat(usize::from(part.level).max(3));
    match (part.text.is_empty(), part.level) {
        (true, _) => None,
        (_, 0) => Some(part.text.clone()),
        _ => Some(format!("{heading} {}\n\n{}", part.heading, part.text)),
    }
}

/// `January 1, 2023 - March 31, 2023`.
fn period(text: &str) -> Option<(PartialDate, PartialDate)> {
    let ends = [" - ", " – ", " — ", " to "];
    let (from, until) = ends
        .into_iter()
        .find_map(|end| text.trim().split_once(end))?;
    let (from, until) = (forum::date(from.trim()), forum::date(until.trim()));
    (from.year.is_some() && until.year.is_some()).then_some((from, until))
}

/// A bullet, and how deep it stands.
struct Bullet {
    depth: usize,
    text: String,
}

/// The bullets of a text that has nothing else.
fn bullets(text: &str) -> Option<Vec<Bullet>> {
    let (mut items, mut indents): (Vec<Bullet>, Vec<usize>) = (Vec::new(), Vec::new());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let text = content
            .strip_prefix("- ")
            .or_else(|| content.strip_prefix("* "))?;
        while indents.last().is_some_and(|last| *last >= indent) {
            indents.pop();
        }
        let depth = indents.len().min(DEEPEST);
        indents.push(indent);
        let text = text.trim().to_owned();
        items.push(Bullet { depth, text });
    }
    (!items.is_empty()).then_some(items)
}

/// What a bullet says: `*Completed, new:* Create it`.
struct Told {
    progress: Option<Progress>,
    is_new: bool,
    title: String,
    /// The words as they stand, where they have links.
    words: Option<String>,
}

fn told(text: &str) -> Told {
    let marked = text
        .strip_prefix('*')
        .and_then(|rest| rest.split_once(":*"));
    let mark = marked.map(|(mark, rest)| (mark.to_lowercase(), rest.trim()));
    let progress = mark.as_ref().and_then(|(mark, _)| {
        let meant = PROGRESS.iter().find(|(words, _)| mark.contains(words));
        meant.map(|(_, progress)| *progress)
    });
    let is_new = mark.as_ref().is_some_and(|(mark, _)| mark.contains("new"));
    let words = match &mark {
        Some((_, rest)) if progress.is_some() => rest,
        _ => text,
    };
    let title = without_links(words);
    Told {
        progress,
        is_new,
        words: (title != words).then(|| words.to_owned()),
        title,
    }
}

/// The words without the addresses of their links.
fn without_links(words: &str) -> String {
    let mut title = words.to_owned();
    for link in forum::links(words)
        .0
        .iter()
        .filter(|link| !link.words.is_empty())
    {
        title = title.replace(&format!("[{}]({})", link.words, link.url), &link.words);
    }
    title
}

/// A bullet is an initiative, those below it are its milestones.
fn initiatives(bullets: &[Bullet], group: &str) -> Vec<Initiative> {
    let mut made: Vec<Initiative> = Vec::new();
    let mut above: Vec<u32> = Vec::new();
    for Bullet { depth, text } in bullets {
        let told = told(text);
        let Some(initiative) = made.last_mut().filter(|_| *depth > 0) else {
            above.clear();
            made.push(Initiative {
                slug: slug(&told.title),
                groups: vec![group.to_owned()],
                title: told.title,
                summary: told.words,
                progress: told.progress,
                milestones: Vec::new(),
                links: Vec::new(),
                from: None,
                until: None,
            });
            continue;
        };
        above.truncate(depth - 1);
        let parent = above.last().copied();
        above.push(u32::try_from(initiative.milestones.len()).unwrap_or(u32::MAX));
        initiative.milestones.push(Milestone {
            title: told.title,
            progress: told.progress,
            new: told.is_new,
            parent,
            due: None,
            note: told.words,
        });
    }
    made
}

/// Reads what [`write_report`] has written.
fn own(mut front: Mapping, body: &str) -> Result<FoundReport, String> {
    let fault = |error: serde_yaml_ng::Error| format!("the front matter: {error}");
    let parts = parts(body);
    let at = |section| {
        let is_it = |part: &Part| part.level == 2 && Section::of(&part.heading) == Some(section);
        parts.iter().position(is_it)
    };
    for (name, section) in [("purpose", Section::Purpose), ("focus", Section::Focus)] {
        if let Some(at) = at(section) {
            front.insert(name.into(), with_all_below(&parts[at..]).into());
        }
    }
    // The texts of goals stand behind the front matter.
    let goals = front.get_mut("goals").and_then(Value::as_sequence_mut);
    for goal in goals
        .into_iter()
        .flatten()
        .filter_map(Value::as_mapping_mut)
    {
        goal.entry("text".into()).or_insert_with(|| "".into());
    }
    let mut report: Report = serde_yaml_ng::from_value(Value::Mapping(front)).map_err(fault)?;
    let highlights = at(Section::Highlights).and_then(|at| bullets(&parts[at].text));
    let highlights = highlights.into_iter().flatten().map(|item| item.text);
    report.highlights.extend(highlights);
    let from = at(Section::Goals).unwrap_or(parts.len());
    let goals = (from..parts.len()).filter(|at| parts[*at].level == 3);
    for (goal, at) in report.goals.iter_mut().zip(goals) {
        goal.text = with_all_below(&parts[at..]);
    }
    Ok(FoundReport {
        report,
        initiatives: Vec::new(),
        left: Vec::new(),
    })
}

/// The text of the first part with the parts below it.
fn with_all_below(parts: &[Part]) -> String {
    let Some((first, rest)) = parts.split_first() else {
        return String::new();
    };
    let below = rest.iter().take_while(|part| part.level > first.level);
    let below = below.flat_map(|part| {
        let marks = "#".repeat(usize::from(part.level));
        [format!("{marks} {}", part.heading), part.text.clone()]
    });
    let all = [first.text.clone()].into_iter().chain(below);
    let all: Vec<String> = all.filter(|text| !text.is_empty()).collect();
    all.join("\n\n")
}

/// A report in words, with the milestones of its initiatives. What is read back is the same report.
///
/// # Errors
/// When it cannot be written as YAML.
pub fn write_report(report: &Report, initiatives: &[Initiative]) -> Result<String> {
    let text = in_words(report, initiatives)?;
    let again = read_report(&text, "", None);
    if again.is_ok_and(|found| found.is_some_and(|found| found.report == *report)) {
        return Ok(text);
    }
    // What cannot be told in words without loss stands as it is in the files.
    front(&yaml::value(report)?)
}

fn front(value: &Value) -> Result<String> {
    let (key, kind) = OWN;
    Ok(format!(
        "---\n{key}: {kind}\n{}---\n",
        serde_yaml_ng::to_string(value)?
    ))
}

fn in_words(report: &Report, initiatives: &[Initiative]) -> Result<String> {
    let mut facts = Report {
        purpose: None,
        focus: None,
        highlights: Vec::new(),
        ..report.clone()
    };
    facts.goals.iter_mut().for_each(|goal| goal.text.clear());
    let mut text = front(&yaml::value(&facts)?)?;
    let mut section = |heading: &str, words: &str| {
        text.push_str(&format!("\n{heading}\n"));
        if !words.is_empty() {
            text.push_str(&format!("\n{}\n", words.trim_end()));
        }
    };
    section(&format!("# {}", report.title), "");
    for (heading, words) in [("## Purpose", &report.purpose), ("## Focus", &report.focus)] {
        if let Some(words) = words {
            section(heading, words);
        }
    }
    if !initiatives.is_empty() {
        let lines: Vec<String> = initiatives.iter().flat_map(tree).collect();
        section("## Milestones", &lines.join("\n"));
    }
    if !report.highlights.is_empty() {
        let lines = report.highlights.iter().map(|line| format!("- {line}"));
        section("## Highlights", &lines.collect::<Vec<_>>().join("\n"));
    }
    if !report.goals.is_empty() {
        section("## Goals", "");
    }
    for goal in &report.goals {
        section(&format!("### {}", goal.title), &goal.text);
    }
    Ok(text)
}

/// The bullets of an initiative and its milestones.
fn tree(initiative: &Initiative) -> Vec<String> {
    let told = |progress: Option<Progress>, is_new: bool, words: &str| {
        let new = if is_new { ", new" } else { "" };
        match progress {
            Some(progress) => {
                let progress = format!("{progress:?}").replace('_', " ");
                format!("- *{progress}{new}:* {words}")
            }
            None => format!("- {words}"),
        }
    };
    let words = initiative
        .summary
        .as_ref()
        .filter(|words| !words.contains('\n'));
    let words = words.unwrap_or(&initiative.title);
    let mut lines = vec![told(initiative.progress, false, words)];
    let mut depths: Vec<usize> = Vec::new();
    for milestone in &initiative.milestones {
        let above = milestone.parent.and_then(|at| depths.get(at as usize));
        let depth = above.map_or(1, |depth| depth + 1).min(DEEPEST);
        depths.push(depth);
        let words = milestone
            .note
            .as_ref()
            .filter(|words| !words.contains('\n'));
        let line = told(
            milestone.progress,
            milestone.new,
            words.unwrap_or(&milestone.title),
        );
        lines.push(format!("{}{line}", "    ".repeat(depth)));
    }
    lines
}
