//! Which fields a change has touched, and the entry of it in the history.

use std::rc::Rc;

use workgroups::domain::*;
use workgroups::registry::{AskRecordAt, PastState};

use super::{Act, Plain};

/// The names of those fields that differ.
macro_rules! differing {
    ($old:expr, $new:expr, $prefix:literal, [$($field:ident)*]) => {{
        let mut names: Vec<String> = Vec::new();
        $(if $old.$field != $new.$field {
            names.push(concat!($prefix, stringify!($field)).to_owned());
        })*
        names
    }};
}
pub(super) use differing;

impl Plain {
    /// Enters a change; `fields` in any order.
    pub(super) fn enter(
        &mut self,
        act: Act,
        operation: &str,
        (kind, id, revision): (Kind, Id, u64),
        mut fields: Vec<String>,
    ) -> (Kind, Id, u64) {
        fields.sort();
        let change = Change {
            event: self.events,
            at: act.at,
            by: act.by,
            revision,
            operation: operation.into(),
            fields,
        };
        self.changes.entry((kind, id)).or_default().push(change);
        if let Some(state) = self.state_of(kind, id) {
            self.states.insert((kind, id, revision), Rc::new(state));
        }
        (kind, id, revision)
    }
}

impl Plain {
    /// A record of a kind whose states are kept, as it is now.
    fn state_of(&self, kind: Kind, id: Id) -> Option<PastState> {
        Some(match kind {
            Kind::group => PastState::group(self.any_group(id)?.clone()),
            Kind::person => PastState::person(self.any_person(id)?.clone()),
            Kind::meeting => PastState::meeting(self.any_meeting(id)?.clone()),
            Kind::action_item => PastState::action_item(self.any_item(id)?.clone()),
            Kind::initiative => PastState::initiative(self.any_initiative(id)?.clone()),
            Kind::report => PastState::report(self.any_report(id)?.clone()),
            Kind::series => PastState::series(self.any_series(id)?.clone()),
            _ => return None,
        })
    }

    /// The state that a revision made; of a later one than there is, the present one.
    pub(super) fn state_at(&self, q: &AskRecordAt) -> String {
        let none = || "None".to_owned();
        let (Some(kind), Some(revision)) = (q.kind, q.revision) else {
            return none();
        };
        // What was removed is not told.
        if self.state_of(kind, q.id).is_none() {
            return none();
        }
        let states = self.states.range((kind, q.id, 0)..=(kind, q.id, revision));
        let told = |state| format!("{:?}", Some(self.told_state((kind, q.id), state)));
        states.last().map_or_else(none, |(_, state)| told(state))
    }
}

pub(super) fn group_fields(old: &Group, new: &Group) -> Vec<String> {
    let mut fields = differing!(old.details, new.details, "details.", [
        slug name kind scope charter links topics languages cadence first_meeting last_meeting
        stated_on remarks
    ]);
    fields.extend(differing!(old, new, "", [
        parent lifecycle roles proposal resting_since relations approves_minutes confirmed_at
    ]));
    fields
}

pub(super) fn person_fields(old: &Person, new: &Person) -> Vec<String> {
    let mut fields =
        differing!(old.details, new.details, "details.", [handle name affiliation links remarks]);
    fields.extend(differing!(old, new, "", [principals]));
    fields
}

pub(super) fn meeting_fields(old: &Meeting, new: &Meeting) -> Vec<String> {
    let mut fields = differing!(old.details, new.details, "details.", [
        slug groups number title summary when duration_minutes status reason locations hosts guests
        agenda attachments recordings tags languages remarks occurrence
    ]);
    fields.extend(differing!(old, new, "", [
        minutes published_at announced_at wants_approval approval corrections
    ]));
    fields
}

pub(super) fn draft_fields(old: &Draft, new: &Draft) -> Vec<String> {
    differing!(old.minutes, new.minutes, "minutes.", [
        attendance attendees sections decisions feedback
    ])
}

pub(super) fn item_fields(old: &ActionItem, new: &ActionItem) -> Vec<String> {
    let mut fields = differing!(old.details, new.details, "details.", [
        group raised_in title note owners due state follow_ups
    ]);
    fields.extend(differing!(old, new, "", [closed_at]));
    fields
}

pub(super) fn initiative_fields(old: &Initiative, new: &Initiative) -> Vec<String> {
    differing!(old.details, new.details, "details.", [
        slug groups title summary progress milestones links from until
    ])
}

pub(super) fn report_fields(old: &Report, new: &Report) -> Vec<String> {
    let mut fields = differing!(old.details, new.details, "details.", [
        slug groups title from until published purpose focus initiatives highlights goals links
        languages
    ]);
    fields.extend(differing!(old, new, "", [milestones]));
    fields
}

pub(super) fn series_fields(old: &SeriesRecord, new: &SeriesRecord) -> Vec<String> {
    let mut fields = differing!(old.series, new.series, "series.", [
        details exceptions ending predecessor successor sequence modified_at rescheduled
    ]);
    fields.extend(differing!(old, new, "", [groups tags agenda]));
    fields
}
