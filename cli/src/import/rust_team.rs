//! The folder of rust-lang/team: `teams/*.toml`, `teams/archive/*.toml` and `people/*.toml`.

use std::path::Path;

use serde_yaml_ng::Value;
use workgroups::domain::Kind;

use super::collect::{Import, Named, group, name};
use super::fields::Fields;
use super::words::NAME_BYTES;
use crate::apply::slug;
use crate::files::format::Group;
use crate::files::{GroupKind, LifecycleState, LinkKind, RoleKind, bounded};

/// Reads the folder, or a single file of a team.
///
/// # Errors
/// What is wrong with a file.
pub fn read(path: &Path, import: &mut Import) -> Result<(), String> {
    let mut parents = Vec::new();
    if !path.is_dir() {
        add_team(path, LifecycleState::active, import, &mut parents)?;
    }
    for file in toml_files(&path.join("people"))? {
        add_person(&file, import)?;
    }
    for (folder, state) in [
        ("teams", LifecycleState::active),
        ("teams/archive", LifecycleState::archived),
    ] {
        for file in toml_files(&path.join(folder))? {
            add_team(&file, state, import, &mut parents)?;
        }
    }
    if import.data.groups.is_empty() {
        return Err(format!("{} has no teams/*.toml", path.display()));
    }
    set_parents(import, parents);
    Ok(())
}

/// The files of a folder, none where there is no folder.
fn toml_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    match folder.is_dir() {
        true => bounded::files(folder, "toml"),
        false => Ok(Vec::new()),
    }
}

fn toml_file(path: &Path) -> Result<Fields, String> {
    let fault = |fault: String| format!("{}: {fault}", path.display());
    let text = bounded::text(path)?;
    let document: Value = toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        fault(format!("line {line}: {}", error.message()))
    })?;
    Fields::of(&name(path), document).map_err(fault)
}

fn add_person(path: &Path, import: &mut Import) -> Result<(), String> {
    let mut fields = toml_file(path)?;
    let named = Named {
        account: fields.line("github"),
        nick: None,
        name: fields.line("name"),
        affiliation: None,
    };
    let handle = import.person(&fields.place, &named);
    for (name, label) in [("irc", "IRC"), ("matrix", "Matrix")] {
        let to = fields.line(name);
        let link = to.and_then(|to| {
            import
                .report
                .link(&fields.place, LinkKind::chat, Some(label), Some(&to))
        });
        let mut people = import.data.people.iter_mut();
        let person = people.rfind(|person| Some(&person.handle) == handle.as_ref());
        if let Some(person) = person {
            person.links.extend(link);
        }
    }
    fields.tell_rest(&mut import.report);
    Ok(())
}

fn add_team(
    path: &Path,
    state: LifecycleState,
    import: &mut Import,
    parents: &mut Vec<(String, String)>,
) -> Result<(), String> {
    let mut fields = toml_file(path)?;
    let Some(team) = fields.line("name") else {
        return Err(format!("{}: has no `name`", path.display()));
    };
    let slug = import.fresh(Kind::group, &slug(&team));
    let mut website = fields.record("website");
    let shown = website.as_mut().and_then(|website| website.line("name"));
    let shown = import
        .report
        .fit(&fields.place, shown.unwrap_or(team), NAME_BYTES);
    let kind = kind(fields.line("kind").as_deref(), &fields.place, import);
    let mut group = group(&slug, &shown, kind, state);
    if let Some(parent) = fields.line("subteam-of") {
        parents.push((slug, parent));
    }
    if let Some(website) = website {
        add_website(website, import, &mut group);
    }
    add_people(&mut fields, import, &mut group);
    for (list, name, kind, label) in [
        ("lists", "address", LinkKind::forum, "Mailing list"),
        ("zulip-groups", "name", LinkKind::chat, "Zulip group"),
        ("zulip-streams", "name", LinkKind::chat, "Zulip stream"),
    ] {
        for mut entry in fields.records(list) {
            let to = entry.line(name);
            add_link(import, &mut group, (kind, label), to);
            entry.tell_rest_of(&format!("{list}."), &mut import.report);
        }
    }
    add_github(&mut fields, import, &mut group);
    fields.tell_rest(&mut import.report);
    import.data.groups.push(group);
    Ok(())
}

/// The teams of the same people at GitHub, one in each organisation.
fn add_github(fields: &mut Fields, import: &mut Import, group: &mut Group) {
    for mut entry in fields.records("github") {
        let name = entry
            .line("team-name")
            .unwrap_or_else(|| group.slug.clone());
        for organisation in entry.lines("orgs") {
            let to = Some(format!("{organisation}/{name}"));
            add_link(import, group, (LinkKind::code, "GitHub team"), to);
        }
        entry.tell_rest_of("github.", &mut import.report);
    }
}

fn kind(told: Option<&str>, place: &str, import: &mut Import) -> GroupKind {
    match told {
        None | Some("team") => GroupKind::team,
        Some("working-group") => GroupKind::working_group,
        Some(other) => {
            import
                .report
                .left(place, &format!("the kind {other}; it is an other group"));
            GroupKind::other
        }
    }
}

fn add_website(mut website: Fields, import: &mut Import, group: &mut Group) {
    let description = website.paragraph("description");
    group.scope = import.paragraph(&group.slug, description);
    for (name, kind, label) in [
        ("repo", LinkKind::code, "Repository"),
        ("email", LinkKind::other, "E-mail"),
        ("zulip-stream", LinkKind::chat, "Zulip stream"),
        ("discord-invite", LinkKind::chat, "Discord"),
        ("discord-name", LinkKind::chat, "Discord channel"),
        ("matrix-room", LinkKind::chat, "Matrix room"),
        ("page", LinkKind::website, "Page"),
    ] {
        let to = website.line(name);
        add_link(import, group, (kind, label), to);
    }
    website.tell_rest_of("website.", &mut import.report);
}

/// An address with an @ in its middle is one of e-mail; a name of a room begins with a sign.
fn add_link(
    import: &mut Import,
    group: &mut Group,
    (kind, label): (LinkKind, &str),
    to: Option<String>,
) {
    let Some(to) = to else { return };
    let is_mail = to.split_once('@').is_some_and(|(who, _)| !who.is_empty()) && !to.contains(':');
    let to = if is_mail { format!("mailto:{to}") } else { to };
    import.add_link(group, kind, label, Some(to));
}

/// Leads first; a lead is no member beside that.
fn add_people(fields: &mut Fields, import: &mut Import, group: &mut Group) {
    let titles: Vec<(String, String)> = fields
        .records("roles")
        .into_iter()
        .filter_map(|mut role| Some((role.line("id")?, role.line("description")?)))
        .collect();
    let Some(mut people) = fields.record("people") else {
        return;
    };
    let leads = people.lines("leads");
    let is_lead = |account: &str| leads.iter().any(|lead| lead.eq_ignore_ascii_case(account));
    for (list, kind, label) in [
        ("leads", RoleKind::lead, "Lead"),
        ("members", RoleKind::other, "Member"),
        ("alumni", RoleKind::emeritus, "Alumni"),
    ] {
        let plain = match list {
            "leads" => leads.clone(),
            _ => people.lines(list),
        };
        for account in plain {
            if list != "members" || !is_lead(&account) {
                add_role(import, group, (kind, label), account);
            }
        }
        for mut member in people.records(list) {
            let Some(account) = member.line("github") else {
                member.tell_rest_of(&format!("people.{list}."), &mut import.report);
                continue;
            };
            let ids = member.lines("roles");
            let title = |id: &String| {
                let known = titles.iter().find(|(known, _)| known == id);
                known.map_or(id.clone(), |(_, title)| title.clone())
            };
            let named: Vec<String> = ids.iter().map(title).collect();
            let label = if named.is_empty() {
                label.to_owned()
            } else {
                named.join(", ")
            };
            add_role(import, group, (kind, &label), account);
            member.tell_rest_of(&format!("people.{list}."), &mut import.report);
        }
    }
    people.tell_rest_of("people.", &mut import.report);
}

fn add_role(import: &mut Import, group: &mut Group, role: (RoleKind, &str), account: String) {
    let named = Named {
        account: Some(account),
        ..Named::default()
    };
    group.roles.extend(import.role(&group.slug, role, &named));
}

/// A team is a subgroup of the one that it names, if there is one.
fn set_parents(import: &mut Import, parents: Vec<(String, String)>) {
    for (child, parent) in parents {
        let parent = slug(&parent);
        let is_there = import.data.groups.iter().any(|group| group.slug == parent);
        if !is_there || parent == child {
            let what = format!("that it is a part of {parent}, which no file describes");
            import.report.left(&child, &what);
            continue;
        }
        let group = import
            .data
            .groups
            .iter_mut()
            .find(|group| group.slug == child);
        if let Some(group) = group {
            group.parent = Some(parent);
        }
    }
}
