//! The directory of groups of a forum's post: groups with their people, links and dates, and series
//! of the cadences that can be computed.

use std::collections::HashMap;
use std::path::Path;

use jiff::civil::Date;
use workgroups::domain::Kind;

use super::cadence::Told;
use super::clock;
use super::collect::{Import, group};
use super::words::{NAME_BYTES, TEXT_BYTES, line};
use crate::apply::slug;
use crate::files::format::{Group, LifecycleStep, Link, PartialDate, Profile, Role};
use crate::files::{GroupKind, LifecycleState, LinkKind, bounded};
use crate::forum::{self, Entry, Post, Read, Who, named, people, role_kind};

/// Reads the first post with groups of a thread, or a file that is one.
///
/// # Errors
/// When there is none.
pub fn read(path: &Path, import: &mut Import) -> Result<(), String> {
    let text = bounded::text(path)?;
    let posts = forum::posts(&text);
    let reads = posts.iter().map(|post| forum::read(&post.text));
    let is_directory = |read: &Read| read.entries.iter().any(|entry| !entry.fields.is_empty());
    let found = reads.enumerate().find(|(_, read)| is_directory(read));
    let (at, read) = found.ok_or_else(|| {
        let name = path.display();
        format!("{name}: has no groups: paragraphs that begin with `Topic:`, and say more of it")
    })?;
    add(read, import);
    let others = posts.iter().enumerate().filter(|(other, _)| *other != at);
    others.for_each(|(_, post)| tell_post(post, import));
    Ok(())
}

/// A post that is no directory is told with its beginning.
fn tell_post(post: &Post, import: &mut Import) {
    if let Some(words) = line(&post.text) {
        let begins: String = words.chars().take(120).collect();
        import.report.left(&post.head, &begins);
    }
}

fn add(read: Read, import: &mut Import) {
    add_profile(&read, import);
    let slugs = slugs(&read.entries, import);
    let names = read.entries.iter().zip(&slugs);
    let names: HashMap<&str, &String> = names.map(|(entry, slug)| (&*entry.name, slug)).collect();
    for (entry, slug) in read.entries.iter().zip(&slugs) {
        let mut made = made(entry, slug, import);
        let parent = entry.parent.as_deref();
        made.parent = parent.and_then(|parent| {
            let found = names.get(parent).map(|slug| (*slug).clone());
            if found.is_none() {
                let what = format!("the group \"{parent}\" above it, which the post does not tell");
                import.report.left(slug, &what);
            }
            found
        });
        import.data.groups.push(made);
    }
}

/// What the post says beside its groups is the registry's own, where it has a name.
fn add_profile(read: &Read, import: &mut Import) {
    let name = read.name.clone().or_else(|| import.known.name.clone());
    let Some(name) = name else {
        if !read.text.is_empty() {
            let what = "what it says beside its groups; `--name NAME` keeps it as the guidelines \
                        of the registry";
            import.report.left("the post", what);
        }
        return;
    };
    let (links, text): (Vec<_>, Vec<_>) = read
        .text
        .iter()
        .partition(|paragraph| own_link(paragraph).is_some());
    let guidelines = text.into_iter().cloned().collect::<Vec<_>>().join("\n\n");
    let guidelines = import.report.fit("the post", guidelines, TEXT_BYTES);
    let summary = import.paragraph("the post", read.summary.clone());
    import.data.profile = Some(Profile {
        name: import.report.fit("the post", name, NAME_BYTES),
        summary,
        guidelines: (!guidelines.is_empty()).then_some(guidelines),
        links: links
            .into_iter()
            .filter_map(|text| own_link(text))
            .collect(),
    });
}

/// A link of the registry's own, which stands in a paragraph alone.
fn own_link(paragraph: &str) -> Option<Link> {
    forum::link("Link", paragraph.strip_prefix("- Link: ")?)
}

/// The slugs of groups: those that they tell, or by their names.
fn slugs(entries: &[Entry], import: &mut Import) -> Vec<String> {
    let told = |entry: &Entry| {
        let mut fields = entry.fields.iter();
        let (_, told) = fields.find(|(label, _)| label == "Slug")?;
        Some(slug(told))
    };
    let each = |entry: &Entry| told(entry).unwrap_or_else(|| slug(&entry.name));
    let slugs = entries.iter().map(each);
    slugs.map(|slug| import.fresh(Kind::group, &slug)).collect()
}

fn made(entry: &Entry, slug: &str, import: &mut Import) -> Group {
    let name = import.report.fit(slug, entry.name.clone(), NAME_BYTES);
    let mut group = group(
        slug,
        &name,
        GroupKind::working_group,
        LifecycleState::active,
    );
    add_marks(entry, &mut group, import);
    let mut rest = entry.rest.clone();
    let mut remarks = Vec::new();
    for (label, value) in &entry.fields {
        match label.to_lowercase().as_str() {
            "slug" => {}
            "remarks" => remarks.push(value.clone()),
            _ => {
                if !take(label, value, &mut group, import) {
                    rest.push(format!("{label}: {value}"));
                }
            }
        }
    }
    for line in &rest {
        import.report.as_text(slug, &format!("\"{line}\""));
    }
    remarks.extend(rest);
    let remarks = import.report.fit(slug, remarks.join("\n"), TEXT_BYTES);
    group.remarks = (!remarks.is_empty()).then_some(remarks);
    add_series(&group, import);
    group
}

/// `Update April 2024`, `Archived November 2023`: when it was stated, and when it ended.
fn add_marks(entry: &Entry, group: &mut Group, import: &mut Import) {
    let (mut is_archived, mut since) = (entry.archived, None);
    for mark in &entry.marks {
        match mark.starts_with("Archived") {
            true => (is_archived, since) = (true, Some(import.date(&group.slug, mark))),
            false => group.stated_on = Some(import.date(&group.slug, mark)),
        }
    }
    if is_archived {
        group.lifecycle = archived(since);
    }
}

fn archived(since: Option<PartialDate>) -> Vec<LifecycleStep> {
    vec![LifecycleStep {
        state: LifecycleState::archived,
        date: since,
        reason: None,
    }]
}

/// Takes a field of a group; false for one that says nothing that a group has a field for.
fn take(label: &str, value: &str, group: &mut Group, import: &mut Import) -> bool {
    let words = label.to_lowercase();
    let list = || value.split(',').filter_map(line).collect::<Vec<String>>();
    match words.as_str() {
        "scope" => group.scope = import.paragraph(&group.slug, Some(value.to_owned())),
        "kind" => match named(value) {
            Some(kind) => group.kind = kind,
            None => return false,
        },
        "state" => match named(value) {
            Some(state) => group.lifecycle[0].state = state,
            None => return false,
        },
        "topics" => {
            let fit = |topic| import.report.fit(&group.slug, topic, NAME_BYTES);
            group.topics = list().into_iter().map(fit).collect();
        }
        "languages" => group.languages = list(),
        "first meeting" => group.first_meeting = Some(import.date(&group.slug, value)),
        "stated on" => group.stated_on = Some(import.date(&group.slug, value)),
        "archived since" => {
            let since = Some(import.date(&group.slug, value));
            group.lifecycle = archived(since);
        }
        "last meeting" => group.last_meeting = Some(import.date(&group.slug, value)),
        words if words.ends_with("cadence") => {
            group.cadence = Some(import.report.fit(&group.slug, value.to_owned(), NAME_BYTES));
        }
        _ => {
            return add_roles(label, value, group, import) || add_link(label, value, group, import);
        }
    }
    true
}

fn add_roles(label: &str, value: &str, group: &mut Group, import: &mut Import) -> bool {
    let (label, told) = forum::with_kind(label);
    let (value, note) = value.split_once('\n').unwrap_or((value, ""));
    let Some(kind) = told.or_else(|| role_kind(label)) else {
        return false;
    };
    let (value, from, until) = forum::term(value);
    let Some(people) = people(value) else {
        return false;
    };
    let label = import.report.fit(&group.slug, label.to_owned(), NAME_BYTES);
    let note = import.paragraph(&group.slug, Some(note.to_owned()));
    for who in people {
        let (person, said) = match who {
            // What we write ourselves for a role of which nothing else is told.
            Who::Nobody(words) => (None, Some(words).filter(|words| words != "vacant")),
            who => (import.known_by(&group.slug, who), None),
        };
        let note = (!note.is_empty()).then(|| note.clone()).or(said);
        group.roles.push(Role {
            kind,
            label: Some(label.clone()),
            person,
            from: from.clone(),
            until: until.clone(),
            note,
        });
    }
    true
}

fn add_link(label: &str, value: &str, group: &mut Group, import: &mut Import) -> bool {
    let Some(link) = forum::link(label, value) else {
        return false;
    };
    let (kind, url) = (link.kind, link.url.as_deref());
    // One that the registry does not take for an address becomes words.
    let checked = import
        .report
        .link(&group.slug, kind, link.label.as_deref(), url);
    group.links.extend(checked);
    true
}

/// The series of a group that tells its cadence, with its places.
fn add_series(group: &Group, import: &mut Import) {
    let Some(cadence) = &group.cadence else {
        return;
    };
    let told = told(cadence, group.first_meeting.as_ref());
    let mut series = import.series(&group.slug, &group.slug, &group.name, &told);
    series.cadence = Some(cadence.clone());
    let places = group.links.iter();
    let places = places.filter(|link| link.kind == LinkKind::location);
    series.locations = places
        .filter_map(|link| {
            let (label, url) = (link.label.as_deref(), link.url.as_deref());
            let (label, url) = (label.or(url), url.filter(|_| label.is_some()));
            import
                .report
                .link(&group.slug, LinkKind::location, label, url)
        })
        .collect();
    import.data.series.push(series);
}

/// `Bi-weekly on Tuesday at 6:00 PM CET`: how often, at what time, on whose clock.
fn told(cadence: &str, first: Option<&PartialDate>) -> Told {
    let words: Vec<&str> = cadence.trim_end_matches('.').split_whitespace().collect();
    let whole = |first: &PartialDate| {
        let (year, month, day) = (first.year?, first.month?, first.day?);
        let [year, month, day] = [year, month.into(), day.into()].map(|n| i16::try_from(n).ok());
        Date::new(year?, month?.try_into().ok()?, day?.try_into().ok()?).ok()
    };
    let first = first.and_then(whole);
    for at in 0..words.len() {
        for long in [2, 1] {
            let Some(time) = words.get(at..at + long).map(|words| words.concat()) else {
                continue;
            };
            if clock::time(&time).is_some() {
                let before = words[..at].join(" ");
                let zone = words[at + long..].join(" ");
                return Told {
                    time: Some(time),
                    zone: Some(zone.trim_start_matches("US ").to_owned()),
                    frequency: Some(
                        before
                            .trim_end_matches(" at")
                            .trim_end_matches(',')
                            .to_owned(),
                    ),
                    first,
                    ..Told::default()
                };
            }
        }
    }
    Told {
        frequency: Some(cadence.to_owned()),
        first,
        ..Told::default()
    }
}
