//! The directory as a post.

use super::line::{self, show};
use super::post;
use crate::files::format::{Group, Link, PartialDate, Person, Profile, Role};
use crate::files::{GroupKind, LifecycleState};
use crate::import::handle;

/// The post: what the registry says of itself, its active groups, and those that are archived.
pub fn write(profile: &Profile, groups: &[Group], people: &[Person]) -> String {
    let mut text = format!("# {}\n", profile.name);
    if !profile.summary.is_empty() {
        text.push_str(&format!("\n*{}*\n", profile.summary));
    }
    for link in &profile.links {
        text.push_str(&format!("\n- Link: {}\n", as_it_is(link)));
    }
    if let Some(guidelines) = &profile.guidelines {
        text.push_str(&format!("\n{}\n", guidelines.trim_end()));
    }
    let is_archived = |group: &&Group| state(group) == LifecycleState::archived;
    let (archived, others): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(is_archived);
    others
        .iter()
        .for_each(|group| text.push_str(&entry(group, groups, people)));
    if !archived.is_empty() {
        text.push_str("\n**Archived Working Groups:**\n");
    }
    archived
        .iter()
        .for_each(|group| text.push_str(&entry(group, groups, people)));
    text
}

fn state(group: &Group) -> LifecycleState {
    let last = group.lifecycle.last();
    last.map_or(LifecycleState::active, |step| step.state)
}

fn entry(group: &Group, groups: &[Group], people: &[Person]) -> String {
    let mut lines = vec![String::new()];
    let (stated, stated_on) = said("Update ", group.stated_on.as_ref());
    let (archived, since) = said("Archived ", ended(group));
    lines.extend(stated.into_iter().chain(archived));
    let parent = group.parent.as_deref();
    let parent = parent.and_then(|slug| groups.iter().find(|group| group.slug == slug));
    lines.push(match parent {
        Some(parent) => format!("**Topic: {} (subgroup of {})**", group.name, parent.name),
        None => format!("**Topic: {}**", group.name),
    });
    let mut field = |label: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("- {label}: {}", value.replace('\n', "\n  ")));
        }
    };
    if crate::apply::slug(&group.name) != group.slug {
        field("Slug", &group.slug);
    }
    if group.kind != GroupKind::working_group {
        field("Kind", &words(&group.kind));
    }
    if !matches!(
        state(group),
        LifecycleState::active | LifecycleState::archived
    ) {
        field("State", &words(&state(group)));
    }
    field("Scope", &group.scope);
    for (label, value) in group.roles.iter().map(|of| role(of, people)) {
        field(&label, &value);
    }
    for (label, value) in group.links.iter().map(link) {
        field(&label, &value);
    }
    field("Cadence", group.cadence.as_deref().unwrap_or_default());
    for (label, date) in [
        ("First meeting", group.first_meeting.as_ref()),
        ("Last meeting", group.last_meeting.as_ref()),
        ("Stated on", stated_on),
        ("Archived since", since),
    ] {
        field(label, &date.map(show).unwrap_or_default());
    }
    field("Topics", &group.topics.join(", "));
    field("Languages", &group.languages.join(", "));
    field("Remarks", group.remarks.as_deref().unwrap_or_default());
    lines.push(String::new());
    lines.join("\n")
}

/// A word of the files as people write it: `user group`.
fn words(kind: &impl std::fmt::Debug) -> String {
    format!("{kind:?}").replace('_', " ")
}

/// When it was stated, and since when it is archived: a mark where its words are those of one, or
/// else a field.
fn said<'a>(
    word: &str,
    date: Option<&'a PartialDate>,
) -> (Option<String>, Option<&'a PartialDate>) {
    let words = date.and_then(|date| date.text.as_ref());
    let is_mark = words.filter(|text| text.starts_with(word) && Some(&line::date(text)) == date);
    match is_mark {
        Some(text) => (Some(format!("[{text}]")), None),
        None => (None, date),
    }
}

/// Since when a group is archived.
fn ended(group: &Group) -> Option<&PartialDate> {
    let last = group.lifecycle.last();
    let last = last.filter(|step| step.state == LifecycleState::archived);
    last.and_then(|step| step.date.as_ref())
}

fn role(role: &Role, people: &[Person]) -> (String, String) {
    let label = role.label.clone().unwrap_or_else(|| words(&role.kind));
    let label = match line::role_kind(&label) == Some(role.kind) {
        true => label,
        false => format!("{label} ({})", words(&role.kind)),
    };
    let mut value = match (&role.person, &role.note) {
        (Some(handle), _) => {
            let known = people.iter().find(|person| person.handle == *handle);
            known.map_or_else(|| format!("@{handle}"), who)
        }
        (None, Some(note)) if line::is_nobody(note) => return (label, note.clone()),
        (None, _) => "vacant".to_owned(),
    };
    value.push_str(&line::show_term(role.from.as_ref(), role.until.as_ref()));
    if let Some(note) = &role.note {
        value.push_str(&format!("\n{note}"));
    }
    (label, value)
}

/// Somebody, with the one link that is told of them.
fn who(person: &Person) -> String {
    let [Link { url: Some(url), .. }] = person.links.as_slice() else {
        return format!("@{}", person.handle);
    };
    // A name is read as the handle that is made of it.
    let name = person.name.as_ref();
    let name = name.filter(|name| handle(name).as_ref() == Some(&person.handle));
    format!("[@{}]({url})", name.unwrap_or(&person.handle))
}

/// The line of a link that is read as the same link.
fn link(link: &Link) -> (String, String) {
    let parts = link
        .label
        .as_deref()
        .and_then(|label| label.split_once(": "));
    let (label, words) = match (parts, &link.label) {
        (Some((label, words)), _) => (label, words),
        (None, Some(label)) => (label.as_str(), ""),
        (None, None) => ("", ""),
    };
    let value = match &link.url {
        Some(url) if words.is_empty() => url.clone(),
        Some(url) => format!("[{words}]({url})"),
        None => words.to_owned(),
    };
    let is_read = post::label(&format!("{label}: {value}")).is_some()
        && line::role_kind(label).is_none()
        && line::link(label, &value).as_ref() == Some(link);
    match is_read {
        true => (label.to_owned(), value),
        false => ("Link".to_owned(), as_it_is(link)),
    }
}

/// A link with its kind, as it is read behind `Link:`.
fn as_it_is(link: &Link) -> String {
    let label = link.label.as_deref().unwrap_or_default();
    let kind = words(&link.kind);
    match &link.url {
        Some(url) => format!("[{label}]({url}) ({kind})"),
        None => format!("{label} ({kind})"),
    }
}
