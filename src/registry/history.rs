//! Which fields of a record a change has touched.

use crate::base::text::same;
use crate::domain::series::Series;
use crate::domain::{
    ActionItem, ActionItemDetails, CheckIn, Draft, Feedback, Group, GroupDetails, Initiative,
    InitiativeDetails, LinkRequest, Meeting, MeetingDetails, Membership, Meta, Minutes, Person,
    PersonDetails, Report, ReportDetails, SeriesRecord, Support,
};
use crate::store::Row;

/// A record with its history.
pub trait Record: Row {
    /// Whether each change is entered in a history. Those that are made and at most ended once
    /// have none.
    const HAS_HISTORY: bool;
    fn meta(&self) -> &Meta;
    fn meta_mut(&mut self) -> &mut Meta;
    /// The fields that differ from an older state of the record.
    fn changed(&self, old: &Self) -> Vec<String>;
}

/// Two states of a field.
struct States<'a, T>(&'a T, &'a T);

/// Whether two states of a field differ.
trait Differ {
    fn differ(&self) -> bool;
}

impl<T: PartialEq> Differ for States<'_, T> {
    fn differ(&self) -> bool {
        self.0 != self.1
    }
}

/// Texts may be long; their own method goes before that of the trait.
impl States<'_, String> {
    fn differ(&self) -> bool {
        !same(self.0, self.1)
    }
}

impl States<'_, Option<String>> {
    fn differ(&self) -> bool {
        match (self.0, self.1) {
            (Some(new), Some(old)) => !same(new, old),
            (new, old) => new.is_some() != old.is_some(),
        }
    }
}

/// Compares every field but `id` and `meta`. The patterns name all fields, so that a new one
/// cannot be forgotten.
macro_rules! record {
    ($name:ident, $history:literal, { $($key:ident),* }, [$($field:ident),*]
        $(, $part:ident: $details:ident { $($inner:ident),* })?) => {
        impl Record for $name {
            const HAS_HISTORY: bool = $history;

            fn meta(&self) -> &Meta {
                &self.meta
            }

            fn meta_mut(&mut self) -> &mut Meta {
                &mut self.meta
            }

            fn changed(&self, old: &Self) -> Vec<String> {
                let $name { $($key: _,)* meta: _, $($part,)? $($field,)* } = self;
                #[allow(unused_mut)]
                let mut changed: Vec<String> = Vec::new();
                $(
                    let $details { $($inner,)* } = $part;
                    $(if States($inner, &old.$part.$inner).differ() {
                        changed.push(concat!(stringify!($part), ".", stringify!($inner)).into());
                    })*
                )?
                $(if States($field, &old.$field).differ() {
                    changed.push(stringify!($field).into());
                })*
                changed
            }
        }
    };
}

record!(Group, true, { id }, [
    parent, lifecycle, roles, proposal, resting_since, relations, approves_minutes, confirmed_at
], details: GroupDetails {
    slug, name, kind, scope, charter, links, topics, languages, cadence, first_meeting,
    last_meeting, stated_on, remarks
});
record!(Person, true, { id }, [principals], details: PersonDetails {
    handle, name, affiliation, links, remarks
});
record!(
    LinkRequest,
    true,
    { id },
    [principal, target, evidence, decision]
);
record!(Meeting, true, { id }, [
    minutes, published_at, announced_at, wants_approval, approval, corrections
], details: MeetingDetails {
    slug, groups, number, title, summary, when, duration_minutes, status, reason, locations,
    hosts, guests, agenda, attachments, recordings, tags, languages, remarks, occurrence
});
record!(Draft, true, { meeting }, [], minutes: Minutes {
    attendance, attendees, sections, decisions, feedback
});
record!(ActionItem, true, { id }, [], details: ActionItemDetails {
    group, raised_in, title, note, owners, due, state, follow_ups
});
record!(Initiative, true, { id }, [], details: InitiativeDetails {
    slug, groups, title, summary, progress, milestones, links, from, until
});
record!(Report, true, { id }, [milestones], details: ReportDetails {
    slug, groups, title, from, until, published, purpose, focus, initiatives, highlights, goals,
    links, languages
});
record!(SeriesRecord, true, { id }, [groups, tags, agenda], series: Series {
    id, details, exceptions, ending, predecessor, successor, sequence, created_at, modified_at,
    rescheduled
});
record!(Membership, false, { id }, [group, principal]);
record!(Support, false, { id }, [group, principal]);
record!(Feedback, true, { id }, [subject, by, person, text, removed]);
record!(CheckIn, false, { id }, [meeting, principal, person]);
