//! What the parts of each record have to satisfy by themselves. References to other records are
//! checked where the store is at hand.

use super::attention::{MAX_PATIENCE_DAYS, Patience};
use super::check::{Check, Field, Size};
use super::common::{Id, Kind, Link};
use super::group::{GroupDetails, GroupRelation, LifecycleStep, Role};
use super::meeting::{AgendaItem, MeetingDetails, MeetingStatus, Minutes};
use super::person::PersonDetails;
use super::series::{
    DateChange, LARGEST_NOTICE, MOST_LOCATIONS, SERIES_GROUPS, SeriesDetails, minutes_fault,
};
use super::settings::{ALTERNATIVE_ORIGINS, Doors, Limits, ORIGINS, Origins, Profile};
use super::work::{ActionItemDetails, FollowUp, InitiativeDetails, Milestone, ReportDetails};

/// A year and a bit: longer meetings are typing errors.
const LONGEST_MEETING_MINUTES: u32 = 60 * 24 * 400;

pub fn profile(c: &mut Check, p: &Profile) {
    c.required("profile.name", &p.name, Size::Name);
    c.text("profile.summary", &p.summary, Size::Paragraph);
    c.optional("profile.guidelines", &p.guidelines, Size::Text);
    c.links("profile.links", &p.links);
}

pub fn limits(c: &mut Check, limits: &Limits) {
    for (name, value, low, high) in limits.with_bounds() {
        if !(low..=high).contains(&value) {
            c.fault(
                format_args!("limits.{name}"),
                format!("is not within {low} to {high}"),
            );
        }
    }
}

pub fn doors(c: &mut Check, doors: &Doors) {
    for (name, value, high) in doors.with_bounds() {
        if value > high {
            c.fault(format_args!("doors.{name}"), format!("is more than {high}"));
        }
    }
}

pub fn origins(c: &mut Check, o: &Origins) {
    c.origins("trusted_origins", &o.trusted_origins, ORIGINS);
    let most = ALTERNATIVE_ORIGINS;
    c.origins("alternative_origins", &o.alternative_origins, most);
    c.domains("custom_domains", &o.custom_domains, ORIGINS);
}

pub fn person(c: &mut Check, at: impl Field, p: &PersonDetails) {
    c.handle(format_args!("{at}.handle"), &p.handle);
    c.optional(format_args!("{at}.name"), &p.name, Size::Name);
    c.optional(format_args!("{at}.affiliation"), &p.affiliation, Size::Name);
    c.links(format_args!("{at}.links"), &p.links);
    c.optional(format_args!("{at}.remarks"), &p.remarks, Size::Paragraph);
}

pub fn group(c: &mut Check, g: &GroupDetails) {
    c.slug("details.slug", &g.slug);
    c.required("details.name", &g.name, Size::Name);
    if g.kind.is_none() {
        c.fault("details.kind", "is missing or unknown");
    }
    c.text("details.scope", &g.scope, Size::Paragraph);
    c.optional("details.charter", &g.charter, Size::Text);
    c.links("details.links", &g.links);
    c.names("details.topics", &g.topics);
    c.languages("details.languages", &g.languages);
    c.optional("details.cadence", &g.cadence, Size::Paragraph);
    c.date("details.first_meeting", &g.first_meeting);
    c.date("details.last_meeting", &g.last_meeting);
    c.date("details.stated_on", &g.stated_on);
    c.optional("details.remarks", &g.remarks, Size::Paragraph);
}

pub fn lifecycle(c: &mut Check, steps: &[LifecycleStep]) {
    if steps.is_empty() {
        c.fault("lifecycle", "is empty");
    }
    for (i, step) in c.list("lifecycle", steps).iter().enumerate() {
        c.date(format_args!("lifecycle[{i}].date"), &step.date);
        c.optional(
            format_args!("lifecycle[{i}].reason"),
            &step.reason,
            Size::Paragraph,
        );
    }
}

pub fn roles(c: &mut Check, roles: &[Role]) {
    for (i, role) in c.list("roles", roles).iter().enumerate() {
        let at = format_args!("roles[{i}]");
        if role.kind.is_none() {
            c.fault(format_args!("{at}.kind"), "is missing or unknown");
        }
        if let Some(person) = role.person {
            c.id(format_args!("{at}.person"), Kind::person, person);
        }
        c.optional(format_args!("{at}.label"), &role.label, Size::Name);
        c.optional(format_args!("{at}.note"), &role.note, Size::Paragraph);
        c.date(format_args!("{at}.from"), &role.from);
        c.date(format_args!("{at}.until"), &role.until);
        for (name, date) in [("from", &role.from), ("until", &role.until)] {
            if date.as_ref().is_some_and(|d| d.first_instant().is_none()) {
                c.fault(
                    format_args!("{at}.{name}"),
                    "has no year, so that nobody can tell when the term is",
                );
            }
        }
        c.period(format_args!("{at}.until"), &role.from, &role.until);
    }
}

pub fn relations(c: &mut Check, of: Id, relations: &[GroupRelation]) {
    for (i, relation) in c.list("relations", relations).iter().enumerate() {
        let at = format_args!("relations[{i}]");
        if relation.kind.is_none() {
            c.fault(format_args!("{at}.kind"), "is missing or unknown");
        }
        c.id(format_args!("{at}.group"), Kind::group, relation.group);
        if relation.group == of {
            c.fault(format_args!("{at}.group"), "is the group itself");
        }
        c.date(format_args!("{at}.since"), &relation.since);
        c.optional(format_args!("{at}.note"), &relation.note, Size::Paragraph);
        let same = |r: &GroupRelation| (r.kind, r.group) == (relation.kind, relation.group);
        if relations[..i].iter().any(same) {
            c.fault(at, "stands in the list twice");
        }
    }
}

pub fn patience(c: &mut Check, patience: &Patience) {
    for (name, days) in patience.named() {
        if days > MAX_PATIENCE_DAYS {
            let reason = format!("is more than {MAX_PATIENCE_DAYS}");
            c.fault(format_args!("patience.{name}"), reason);
        }
    }
}

pub fn meeting(c: &mut Check, m: &MeetingDetails) {
    c.slug("details.slug", &m.slug);
    c.ids("details.groups", Kind::group, &m.groups, true);
    c.required("details.title", &m.title, Size::Name);
    c.optional("details.summary", &m.summary, Size::Text);
    c.when("details.when", &m.when);
    if m.duration_minutes
        .is_some_and(|d| d == 0 || d > LONGEST_MEETING_MINUTES)
    {
        c.fault(
            "details.duration_minutes",
            format!("is not within 1 to {LONGEST_MEETING_MINUTES}"),
        );
    }
    c.optional("details.reason", &m.reason, Size::Paragraph);
    if m.reason.is_some() && matches!(m.status, MeetingStatus::scheduled | MeetingStatus::held) {
        c.fault(
            "details.reason",
            "is given for a meeting that is neither cancelled nor moved",
        );
    }
    c.links("details.locations", &m.locations);
    c.participants("details.hosts", &m.hosts);
    c.participants("details.guests", &m.guests);
    agenda(c, "details.agenda", &m.agenda);
    c.links("details.attachments", &m.attachments);
    c.links("details.recordings", &m.recordings);
    c.names("details.tags", &m.tags);
    c.languages("details.languages", &m.languages);
    c.optional("details.remarks", &m.remarks, Size::Paragraph);
}

pub fn agenda(c: &mut Check, at: impl Field, agenda: &[AgendaItem]) {
    for (i, item) in c.list(at, agenda).iter().enumerate() {
        let at = format_args!("{at}[{i}]");
        c.required(format_args!("{at}.title"), &item.title, Size::Name);
        c.participants(format_args!("{at}.speakers"), &item.speakers);
        c.optional(format_args!("{at}.note"), &item.note, Size::Text);
    }
}

pub fn minutes(c: &mut Check, m: &Minutes) {
    c.participants("minutes.attendees", &m.attendees);
    for (i, section) in c.list("minutes.sections", &m.sections).iter().enumerate() {
        let at = format_args!("minutes.sections[{i}]");
        c.required(format_args!("{at}.heading"), &section.heading, Size::Name);
        if !(1..=6).contains(&section.level) {
            c.fault(format_args!("{at}.level"), "is not within 1 to 6");
        }
        c.participants(format_args!("{at}.speakers"), &section.speakers);
        c.text(format_args!("{at}.text"), &section.text, Size::Text);
    }
    for (i, decision) in c.list("minutes.decisions", &m.decisions).iter().enumerate() {
        c.required(
            format_args!("minutes.decisions[{i}].text"),
            &decision.text,
            Size::Text,
        );
        c.participants(format_args!("minutes.decisions[{i}].by"), &decision.by);
    }
    for (i, feedback) in c.list("minutes.feedback", &m.feedback).iter().enumerate() {
        let at = format_args!("minutes.feedback[{i}]");
        c.required(format_args!("{at}.text"), &feedback.text, Size::Text);
        c.participants(format_args!("{at}.by"), &feedback.by);
        if feedback
            .section
            .is_some_and(|s| s as usize >= m.sections.len())
        {
            c.fault(
                format_args!("{at}.section"),
                "is not the position of a section",
            );
        }
    }
}

pub fn action_item(c: &mut Check, a: &ActionItemDetails) {
    c.id("details.group", Kind::group, a.group);
    if let Some(meeting) = a.raised_in {
        c.id("details.raised_in", Kind::meeting, meeting);
    }
    c.required("details.title", &a.title, Size::Name);
    c.optional("details.note", &a.note, Size::Text);
    c.participants("details.owners", &a.owners);
    c.date("details.due", &a.due);
    for (i, follow_up) in c
        .list("details.follow_ups", &a.follow_ups)
        .iter()
        .enumerate()
    {
        self::follow_up(c, format_args!("details.follow_ups[{i}]"), follow_up);
    }
}

pub fn follow_up(c: &mut Check, at: impl Field, f: &FollowUp) {
    if let Some(meeting) = f.meeting {
        c.id(format_args!("{at}.meeting"), Kind::meeting, meeting);
    }
    c.date(format_args!("{at}.date"), &f.date);
    c.participants(format_args!("{at}.by"), &f.by);
    c.required(format_args!("{at}.text"), &f.text, Size::Text);
}

pub fn initiative(c: &mut Check, i: &InitiativeDetails) {
    c.slug("details.slug", &i.slug);
    c.ids("details.groups", Kind::group, &i.groups, true);
    c.required("details.title", &i.title, Size::Name);
    c.optional("details.summary", &i.summary, Size::Text);
    milestones(c, &i.milestones);
    c.links("details.links", &i.links);
    c.date("details.from", &i.from);
    c.date("details.until", &i.until);
    c.period("details.until", &i.from, &i.until);
}

fn milestones(c: &mut Check, list: &[Milestone]) {
    for (i, milestone) in c.list("details.milestones", list).iter().enumerate() {
        let at = format_args!("details.milestones[{i}]");
        c.required(format_args!("{at}.title"), &milestone.title, Size::Name);
        c.date(format_args!("{at}.due"), &milestone.due);
        c.optional(format_args!("{at}.note"), &milestone.note, Size::Text);
        // A parent stands earlier in the list, so that the milestones cannot form a circle.
        if milestone.parent.is_some_and(|p| p as usize >= i) {
            c.fault(
                format_args!("{at}.parent"),
                "is not the position of an earlier milestone",
            );
        }
    }
}

pub fn report(c: &mut Check, r: &ReportDetails) {
    c.slug("details.slug", &r.slug);
    c.ids("details.groups", Kind::group, &r.groups, true);
    c.required("details.title", &r.title, Size::Name);
    c.date("details.from", &r.from);
    c.date("details.until", &r.until);
    c.period("details.until", &r.from, &r.until);
    c.date("details.published", &r.published);
    c.optional("details.purpose", &r.purpose, Size::Text);
    c.optional("details.focus", &r.focus, Size::Text);
    c.ids(
        "details.initiatives",
        Kind::initiative,
        &r.initiatives,
        false,
    );
    for (i, highlight) in c
        .list("details.highlights", &r.highlights)
        .iter()
        .enumerate()
    {
        c.required(
            format_args!("details.highlights[{i}]"),
            highlight,
            Size::Paragraph,
        );
    }
    for (i, goal) in c.list("details.goals", &r.goals).iter().enumerate() {
        let at = format_args!("details.goals[{i}]");
        c.required(format_args!("{at}.title"), &goal.title, Size::Name);
        c.text(format_args!("{at}.text"), &goal.text, Size::Text);
        c.ids(
            format_args!("{at}.groups"),
            Kind::group,
            &goal.groups,
            false,
        );
        c.links(format_args!("{at}.links"), &goal.links);
    }
    c.links("details.links", &r.links);
    c.languages("details.languages", &r.languages);
}

/// A series' groups, tags and details.
pub fn series(c: &mut Check, groups: &[Id], tags: &[String], details: &SeriesDetails) {
    c.ids("groups", Kind::group, groups, true);
    if groups.len() > SERIES_GROUPS {
        c.fault("groups", format!("has more than {SERIES_GROUPS} entries"));
    }
    c.names("tags", tags);
    series_details(c, details);
}

/// The details of a series.
pub fn series_details(c: &mut Check, details: &SeriesDetails) {
    c.required("details.title", &details.title, Size::Name);
    c.text("details.description", &details.description, Size::Paragraph);
    c.optional("details.cadence", &details.cadence, Size::Name);
    match &details.schedule {
        Some(schedule) => {
            if let Err(faults) = schedule.timetable() {
                c.faults_within("details.schedule", faults);
            }
        }
        None if details.cadence.is_none() => {
            let reason = "is missing, and so is the cadence in words";
            c.fault("details.schedule", reason);
        }
        None => {}
    }
    locations(c, "details.locations", &details.locations);
    if details.notice_hours.is_some_and(|h| h > LARGEST_NOTICE) {
        c.fault(
            "details.notice_hours",
            format!("is more than {LARGEST_NOTICE}"),
        );
    }
    if let Some(other) = details.alternates_with {
        c.id("details.alternates_with", Kind::series, other);
    }
}

/// What is announced for a date of a series.
pub fn date_change(c: &mut Check, change: &DateChange) {
    if let Some(Err(faults)) = change.start.map(|start| start.check("start")) {
        faults.into_iter().for_each(|f| c.fault(&f.field, f.reason));
    }
    if let Some(reason) = change.minutes.and_then(minutes_fault) {
        c.fault("minutes", reason);
    }
    c.optional("title", &change.title, Size::Name);
    if let Some(description) = &change.description {
        c.text("description", description, Size::Paragraph);
    }
    if let Some(list) = &change.locations {
        locations(c, "locations", list);
    }
    announcement(c, &change.announced.reason);
}

/// Why something was announced; it may be left out.
pub fn announcement(c: &mut Check, reason: &str) {
    c.text("reason", reason, Size::Paragraph);
}

/// Where a series or one of its dates takes place.
fn locations(c: &mut Check, at: impl Field, list: &[Link]) {
    match list.len() > MOST_LOCATIONS {
        true => c.fault(at, format!("has more than {MOST_LOCATIONS} entries")),
        false => c.links(at, list),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Fault;
    use crate::domain::check::Known;
    use crate::domain::{Error, LinkKind};

    fn faults(look: impl FnOnce(&mut Check)) -> Vec<Fault> {
        let (limits, known) = (Limits::default(), Known::default());
        let mut check = Check::new(&limits, &known);
        look(&mut check);
        match check.done() {
            Ok(()) => Vec::new(),
            Err(Error::invalid { faults }) => faults,
            other => panic!("{other:?}"),
        }
    }

    /// Where something is refused for its size.
    fn too_many(look: impl FnOnce(&mut Check)) -> Vec<String> {
        let found = faults(look).into_iter();
        let of_size = found.filter(|fault| fault.reason.contains("more than"));
        of_size.map(|fault| fault.field).collect()
    }

    #[test]
    fn numbers_of_the_settings_reach_to_their_bounds_and_no_further() {
        let outside = Limits {
            name_bytes: 63,
            list_entries: 1_001,
            feedback_per_subject: 0,
            ..Limits::default()
        };
        let found = faults(|c| limits(c, &outside));
        let fields: Vec<&str> = found.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["limits.name_bytes", "limits.list_entries"]);

        let wide = |more: u32| Doors {
            operations_per_day: 1_000_000 + more,
            open_proposals: 10_000 + more,
            ..Doors::default()
        };
        assert_eq!(too_many(|c| doors(c, &wide(0))), [""; 0]);
        let refused = ["doors.operations_per_day", "doors.open_proposals"];
        assert_eq!(too_many(|c| doors(c, &wide(1))), refused);
        assert_eq!(too_many(|c| doors(c, &wide(2))), refused);
    }

    #[test]
    fn patience_lasts_a_hundred_years_at_most() {
        let long = |more: u32| Patience {
            meeting_days: MAX_PATIENCE_DAYS + more,
            ..Patience::default()
        };
        assert_eq!(too_many(|c| patience(c, &long(0))), [""; 0]);
        for more in [1, 2] {
            assert_eq!(
                too_many(|c| patience(c, &long(more))),
                ["patience.meeting_days"]
            );
        }
    }

    #[test]
    fn a_series_has_so_many_groups_and_places_at_most() {
        let place = Link {
            kind: Some(LinkKind::location),
            label: Some("Voice channel".into()),
            url: None,
        };
        let look = |c: &mut Check, more: usize| {
            let groups: Vec<Id> = (1..).take(SERIES_GROUPS + more).collect();
            let details = SeriesDetails {
                title: "Sync".into(),
                description: String::new(),
                cadence: Some("now and then".into()),
                schedule: None,
                locations: vec![place.clone(); MOST_LOCATIONS + more],
                notice_hours: None,
                alternates_with: None,
            };
            series(c, &groups, &[], &details);
        };
        assert_eq!(too_many(|c| look(c, 0)), [""; 0]);
        for more in [1, 2] {
            let refused = ["groups", "details.locations"];
            assert_eq!(too_many(|c| look(c, more)), refused);
        }
        let faulty = Link {
            label: None,
            ..place
        };
        let found = faults(|c| locations(c, "locations", &[faulty]));
        assert_eq!(found[0].field, "locations[0]");
    }
}
