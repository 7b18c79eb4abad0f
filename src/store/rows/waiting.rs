//! What waits for somebody, as far as it follows from one record: an entry for each reason and
//! instant, in the list of all and in those of the groups and people that it concerns.
//!
//! An entry is ordered by its reason, then by the instant that it is counted from. Whether it
//! waits already, the clock and the settings tell when it is asked for.

use super::{Entry, List, people};
use crate::domain::series::SeriesRecord;
use crate::domain::{
    ActionItem, ActionState, AttentionItem, Group, Id, Kind, LifecycleState, Meeting,
    MeetingStatus, Nanos, PartialDate, Reason, Role, RoleKind, from_seconds,
};
use crate::store::{encode, in_order};

/// Something that waits or will.
struct Waiting {
    item: AttentionItem,
    owners: Vec<Id>,
}

impl Waiting {
    fn new(reason: Reason, at: Nanos, kind: Kind, id: Id, title: &str) -> Waiting {
        let item = AttentionItem {
            reason: Some(reason),
            kind: Some(kind),
            id,
            slug: None,
            title: title.to_owned(),
            groups: Vec::new(),
            at,
            person: None,
            part: None,
        };
        Waiting {
            item,
            owners: Vec::new(),
        }
    }

    fn of(mut self, groups: &[Id], slug: Option<&str>) -> Waiting {
        self.item.groups = groups.to_vec();
        self.item.slug = slug.map(str::to_owned);
        self
    }

    /// The entries; `place` keeps those of one record and one instant apart.
    fn entries(&self, place: u64) -> Vec<Entry> {
        let Waiting { item, owners } = self;
        let reason = item.reason.map_or(0, Reason::code);
        let order = in_order(reason, item.at.saturating_add(place));
        let mut lists = vec![(List::Waiting, 0)];
        lists.extend(item.groups.iter().map(|g| (List::WaitingOfGroup, *g)));
        lists.extend(owners.iter().map(|p| (List::WaitingOfPerson, *p)));
        let card = encode(item);
        lists
            .into_iter()
            .map(|(list, scope)| Entry::new(list, scope, order, item.id, card.clone()))
            .collect()
    }
}

/// The minutes of a meeting that took place, and their approval.
pub(super) fn of_meeting(meeting: &Meeting) -> Vec<Entry> {
    let d = &meeting.details;
    let waiting = |reason, at| {
        let waiting = Waiting::new(reason, at, Kind::meeting, meeting.id, &d.title);
        waiting.of(&d.groups, Some(&d.slug)).entries(0)
    };
    let takes_place = d.status != MeetingStatus::cancelled;
    match (&meeting.minutes, d.when.order()) {
        (None, at) if at > 0 && takes_place => waiting(Reason::minutes_missing, at),
        (Some(_), _) if meeting.wants_approval && meeting.approval.is_none() => {
            let at = meeting.published_at.unwrap_or(meeting.meta.updated_at);
            waiting(Reason::approval_missing, at)
        }
        _ => Vec::new(),
    }
}

/// An action item that is not done.
pub(super) fn of_item(item: &ActionItem) -> Vec<Entry> {
    let d = &item.details;
    if !matches!(d.state, ActionState::open | ActionState::in_progress) {
        return Vec::new();
    }
    let due = d.due.as_ref().and_then(PartialDate::end_instant);
    let overdue = due.map(|at| (Reason::action_overdue, at));
    let is_idle = d.follow_ups.is_empty();
    let idle = is_idle.then_some((Reason::action_idle, item.meta.created_at));
    let waiting = |(reason, at)| {
        let waiting = Waiting::new(reason, at, Kind::action_item, item.id, &d.title);
        let owners = people(d.owners.iter());
        let waiting = Waiting { owners, ..waiting };
        waiting.of(&[d.group], None).entries(0)
    };
    overdue.into_iter().chain(idle).flat_map(waiting).collect()
}

/// The roles of a group, the confirmation of its record, its successor.
pub(super) fn of_group(group: &Group) -> Vec<Entry> {
    let waiting = |reason, at| {
        let waiting = Waiting::new(reason, at, Kind::group, group.id, &group.details.name);
        waiting.of(&[group.id], Some(&group.details.slug))
    };
    match group.state() {
        LifecycleState::archived => {
            let at = group.resting_since.filter(|_| !group.names_successor());
            let missing = at.map(|at| waiting(Reason::successor_missing, at).entries(0));
            missing.unwrap_or_default()
        }
        LifecycleState::proposed => Vec::new(),
        LifecycleState::active | LifecycleState::paused => {
            let confirmed = group.confirmed_at.unwrap_or(group.meta.created_at);
            let mut entries = waiting(Reason::unconfirmed, confirmed).entries(0);
            for (place, role) in group.roles.iter().enumerate() {
                let Some((reason, at)) = role_waits(role) else {
                    continue;
                };
                let mut waiting = waiting(reason, at);
                waiting.item.person = role.person;
                waiting.item.part = role.label.clone();
                entries.extend(waiting.entries(place as u64));
            }
            entries
        }
    }
}

/// A role that has no holder, or one with a term.
fn role_waits(role: &Role) -> Option<(Reason, Nanos)> {
    let end = role.until.as_ref().and_then(PartialDate::end_instant);
    match role.person {
        _ if role.kind == Some(RoleKind::emeritus) => None,
        Some(_) => end.map(|at| (Reason::term_ends, at)),
        None if role.until.is_some() => None,
        None => {
            let from = role.from.as_ref().and_then(PartialDate::first_instant);
            Some((Reason::role_vacant, from.unwrap_or(0)))
        }
    }
}

/// The last date of a series that has one, and that no other goes on from.
pub(super) fn of_series(record: &SeriesRecord) -> Vec<Entry> {
    let series = &record.series;
    let repeats = series.details.schedule.as_ref();
    let repeats = repeats.is_some_and(|schedule| schedule.rule.is_some());
    if series.successor.is_some() || !repeats {
        return Vec::new();
    }
    let timetable = series.timetable().ok().flatten();
    let last = timetable.and_then(|timetable| {
        let last = series.last_original(&timetable)?;
        Some(from_seconds(timetable.instant_of(last)))
    });
    let Some(at) = last else { return Vec::new() };
    let title = &series.details.title;
    let waiting = Waiting::new(Reason::series_ends, at, Kind::series, record.id, title);
    waiting.of(&record.groups, None).entries(0)
}
