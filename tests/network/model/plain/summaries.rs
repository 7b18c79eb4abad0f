//! What lists show of a record, and in which order.

use workgroups::domain::*;

use super::first;

/// A name without regard to case and width: full-width letters are those of ASCII.
pub fn folded(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    };
    name.chars().map(narrow).collect::<String>().to_lowercase()
}

pub fn group(g: &Group) -> GroupSummary {
    let d = g.details.clone();
    GroupSummary {
        id: g.id,
        slug: d.slug,
        name: d.name,
        kind: d.kind,
        state: state(g),
        parent: g.parent,
        topics: d.topics,
        cadence: d.cadence,
    }
}

/// The state of a group is that of its last step.
pub fn state(g: &Group) -> LifecycleState {
    g.lifecycle[g.lifecycle.len() - 1].state
}

pub fn person(p: &Person) -> PersonSummary {
    let d = p.details.clone();
    PersonSummary {
        id: p.id,
        handle: d.handle,
        name: d.name,
        affiliation: d.affiliation,
    }
}

pub fn meeting(m: &Meeting) -> MeetingSummary {
    let d = m.details.clone();
    MeetingSummary {
        id: m.id,
        slug: d.slug,
        groups: d.groups,
        number: d.number,
        title: d.title,
        start: d.when.start,
        date: d.when.date,
        duration_minutes: d.duration_minutes,
        status: d.status,
        attendance: m.minutes.as_ref().and_then(|minutes| minutes.attendance),
        has_minutes: m.minutes.is_some(),
        tags: d.tags,
    }
}

/// The time by which a meeting is ordered; 0 when nothing is known.
pub fn meeting_time(m: &Meeting) -> Nanos {
    let when = &m.details.when;
    let date = || when.date.as_ref().and_then(first);
    when.start.or_else(date).unwrap_or(0)
}

pub fn item(a: &ActionItem) -> ActionItemSummary {
    let d = a.details.clone();
    ActionItemSummary {
        id: a.id,
        group: d.group,
        raised_in: d.raised_in,
        title: d.title,
        owners: d.owners,
        due: d.due,
        state: d.state,
        follow_ups: d.follow_ups.len() as u32,
    }
}

pub fn initiative(i: &Initiative) -> InitiativeSummary {
    let d = i.details.clone();
    let completed = |m: &&Milestone| m.progress == Some(Progress::completed);
    InitiativeSummary {
        id: i.id,
        slug: d.slug,
        groups: d.groups,
        title: d.title,
        progress: d.progress,
        milestones: d.milestones.len() as u32,
        completed_milestones: d.milestones.iter().filter(completed).count() as u32,
    }
}

pub fn report(r: &Report) -> ReportSummary {
    let d = r.details.clone();
    ReportSummary {
        id: r.id,
        slug: d.slug,
        groups: d.groups,
        title: d.title,
        from: d.from,
        until: d.until,
        published: d.published,
    }
}

/// The time by which a report is ordered: the last day of its period, or its publication.
pub fn report_time(r: &Report) -> Nanos {
    let until = r.details.until.as_ref().and_then(first);
    let published = || r.details.published.as_ref().and_then(first);
    until.or_else(published).unwrap_or(0)
}
