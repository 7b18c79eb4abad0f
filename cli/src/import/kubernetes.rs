//! The `sigs.yaml` of Kubernetes: special interest groups, working groups, user groups and
//! committees, with their leaders, meetings, contacts and subprojects.

use std::collections::HashMap;
use std::path::Path;

use workgroups::domain::Kind;

use super::cadence::Told;
use super::collect::{Import, Named, group, yaml_file};
use super::fields::Fields;
use super::words::{NAME_BYTES, slug_in};
use crate::apply::slug;
use crate::files::format::{Group, Link, Relation};
use crate::files::{GroupKind, LifecycleState, LinkKind, RelationKind, RoleKind};

const LISTS: [(&str, GroupKind); 4] = [
    ("sigs", GroupKind::special_interest_group),
    ("workinggroups", GroupKind::working_group),
    ("usergroups", GroupKind::user_group),
    ("committees", GroupKind::committee),
];
const LEADERS: [(&str, RoleKind, &str); 4] = [
    ("chairs", RoleKind::lead, "Chair"),
    ("tech_leads", RoleKind::co_lead, "Technical Lead"),
    ("leads", RoleKind::lead, "Lead"),
    ("emeritus_leads", RoleKind::emeritus, "Emeritus Lead"),
];

/// Reads the file.
///
/// # Errors
/// What is wrong with it.
pub fn read(path: &Path, import: &mut Import) -> Result<(), String> {
    let mut file = yaml_file(path)?;
    if !LISTS.iter().any(|(list, _)| file.has(list)) {
        let names = LISTS.map(|(list, _)| list).join(", ");
        return Err(format!("{}: has none of the lists {names}", path.display()));
    }
    let mut stakeholders = Vec::new();
    for (list, kind) in LISTS {
        for fields in file.records(list) {
            add_group(fields, kind, import, &mut stakeholders);
        }
    }
    file.tell_rest(&mut import.report);
    sponsor(import, stakeholders);
    Ok(())
}

/// A group, with its series and subprojects.
fn add_group(
    mut fields: Fields,
    kind: GroupKind,
    import: &mut Import,
    stakeholders: &mut Vec<(String, String)>,
) {
    let (dir, name) = (fields.line("dir"), fields.line("name"));
    let Some(name) = name.or_else(|| dir.clone()) else {
        return fields.tell_rest_of("a group without a name: ", &mut import.report);
    };
    let slug = import.fresh(Kind::group, &slug(dir.as_deref().unwrap_or(&name)));
    fields.place = slug.clone();
    let name = import.report.fit(&slug, name, NAME_BYTES);
    let mut group = group(&slug, &name, kind, LifecycleState::active);
    let mission = fields.paragraph("mission_statement");
    group.scope = import.paragraph(&slug, mission);
    let topics = fields.lines("label").into_iter();
    group.topics = topics
        .map(|topic| import.report.fit(&slug, topic, NAME_BYTES))
        .collect();
    let charter = fields.line("charter_link");
    import.add_link(&mut group, LinkKind::document, "Charter", charter);
    let of = |sig| (slug.clone(), sig);
    stakeholders.extend(fields.lines("stakeholder_sigs").into_iter().map(of));
    add_leaders(&mut fields, "leadership", import, &mut group);
    add_contact(&mut fields, import, &mut group);
    add_meetings(&mut fields, import, &mut group);
    let subprojects = fields.records("subprojects");
    fields.tell_rest(&mut import.report);
    import.data.groups.push(group);
    for subproject in subprojects {
        add_subproject(subproject, &slug, import);
    }
}

/// A subproject is a team below its group.
fn add_subproject(mut fields: Fields, parent: &str, import: &mut Import) {
    let Some(name) = fields.line("name") else {
        return fields.tell_rest_of("a subproject without a name: ", &mut import.report);
    };
    let slug = import.fresh(Kind::group, &slug_in(parent, &name));
    fields.place = slug.clone();
    let name = import.report.fit(&slug, name, NAME_BYTES);
    let mut group = group(&slug, &name, GroupKind::team, LifecycleState::active);
    group.parent = Some(parent.to_owned());
    let description = fields.paragraph("description");
    group.scope = import.paragraph(&slug, description);
    for owners in fields.lines("owners") {
        import.add_link(&mut group, LinkKind::code, "Owners", Some(owners));
    }
    add_leaders(&mut fields, "leadership", import, &mut group);
    for (list, kind, label) in LEADERS {
        add_roles(&mut fields, list, (kind, label), import, &mut group);
    }
    add_contact(&mut fields, import, &mut group);
    add_meetings(&mut fields, import, &mut group);
    fields.tell_rest(&mut import.report);
    import.data.groups.push(group);
}

fn add_leaders(fields: &mut Fields, name: &str, import: &mut Import, group: &mut Group) {
    let Some(mut leadership) = fields.record(name) else {
        return;
    };
    for (list, kind, label) in LEADERS {
        add_roles(&mut leadership, list, (kind, label), import, group);
    }
    leadership.tell_rest_of("leadership.", &mut import.report);
}

fn add_roles(
    fields: &mut Fields,
    list: &str,
    role: (RoleKind, &str),
    import: &mut Import,
    group: &mut Group,
) {
    for mut leader in fields.records(list) {
        let role = import.role(&group.slug, role, &named(&mut leader));
        group.roles.extend(role);
        leader.tell_rest_of(&format!("{list}."), &mut import.report);
    }
}

fn named(fields: &mut Fields) -> Named {
    Named {
        account: fields.line("github"),
        nick: None,
        name: fields.line("name"),
        affiliation: fields.line("company"),
    }
}

fn add_contact(fields: &mut Fields, import: &mut Import, group: &mut Group) {
    let Some(mut contact) = fields.record("contact") else {
        return;
    };
    for (name, kind, label) in [
        ("slack", LinkKind::chat, "Slack"),
        ("mailing_list", LinkKind::forum, "Mailing list"),
        (
            "private_mailing_list",
            LinkKind::forum,
            "Private mailing list",
        ),
    ] {
        let to = contact.line(name);
        import.add_link(group, kind, label, to);
    }
    for mut team in contact.records("teams") {
        let (name, about) = (team.line("name"), team.line("description"));
        let label = match about {
            Some(about) => format!("GitHub team ({about})"),
            None => "GitHub team".into(),
        };
        import.add_link(group, LinkKind::code, &label, name);
        team.tell_rest_of("contact.teams.", &mut import.report);
    }
    if let Some(mut liaison) = contact.record("liaison") {
        let role = (RoleKind::liaison, "Steering Committee Liaison");
        let role = import.role(&group.slug, role, &named(&mut liaison));
        group.roles.extend(role);
        liaison.tell_rest_of("contact.liaison.", &mut import.report);
    }
    contact.tell_rest_of("contact.", &mut import.report);
}

/// Meetings become series; notes and recordings are links of the group.
fn add_meetings(fields: &mut Fields, import: &mut Import, group: &mut Group) {
    for mut meeting in fields.records("meetings") {
        let title = meeting
            .line("description")
            .unwrap_or_else(|| group.name.clone());
        let told = Told {
            day: meeting.line("day"),
            time: meeting.line("time"),
            zone: meeting.line("tz"),
            frequency: meeting.line("frequency"),
            ..Told::default()
        };
        let place = format!("{}, {title}", group.slug);
        let mut series = import.series(&place, &group.slug, &title, &told);
        let url = meeting.line("url");
        let place_of = |url: &str| {
            import
                .report
                .link(&place, LinkKind::location, None, Some(url))
        };
        let location: Option<Link> = url.as_deref().and_then(place_of);
        series.locations.extend(location);
        for (name, kind, label) in [
            ("archive_url", LinkKind::notes, "Notes"),
            ("recordings_url", LinkKind::recording, "Recordings"),
            ("calendar_url", LinkKind::calendar, "Calendar"),
        ] {
            let to = meeting.line(name);
            import.add_link(group, kind, &format!("{label}, {title}"), to);
        }
        meeting.place = place;
        meeting.tell_rest(&mut import.report);
        import.data.series.push(series);
    }
}

/// Working groups are sponsored by the groups whose matter they are.
fn sponsor(import: &mut Import, stakeholders: Vec<(String, String)>) {
    let mut places = HashMap::new();
    for (place, group) in import.data.groups.iter().enumerate() {
        places.insert(group.slug.clone(), place);
        if group.kind == GroupKind::special_interest_group {
            places.entry(group.name.clone()).or_insert(place);
        }
    }
    for (slug, name) in stakeholders {
        let groups = &mut import.data.groups;
        let sponsor = places.get(&name).and_then(|place| groups.get(*place));
        let sponsor = sponsor.map(|group| group.slug.clone());
        let group = places.get(&slug).and_then(|place| groups.get_mut(*place));
        let (Some(sponsor), Some(group)) = (sponsor, group) else {
            let what = format!("the stakeholder \"{name}\", whom the file does not describe");
            import.report.left(&slug, &what);
            continue;
        };
        if group
            .relations
            .iter()
            .all(|relation| relation.group != sponsor)
        {
            group.relations.push(Relation {
                kind: RelationKind::sponsored_by,
                group: sponsor,
                since: None,
                note: None,
            });
        }
    }
}
