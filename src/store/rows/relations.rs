//! Memberships, support, feedback and check-ins in the lists.

use candid::Principal;

use super::{Entry, List, Name, by_creation, in_lists};
use crate::domain::{CheckIn, Feedback, Id, Kind, Membership, Subject, Support};
use crate::search::Document;
use crate::store::{Row, relation_key, scope_of_principal};

/// A principal stands in a relation to a record once only.
fn once(kind: Kind, field: &'static str, to: Id, principal: &Principal) -> Vec<Name> {
    vec![Name {
        key: relation_key(kind, to, principal),
        field,
        redirects: false,
    }]
}

impl Row for Membership {
    const KIND: Kind = Kind::membership;

    fn id(&self) -> Id {
        self.id
    }

    fn names(&self) -> Vec<Name> {
        once(Self::KIND, "membership", self.group, &self.principal)
    }

    fn entries(&self) -> Vec<Entry> {
        let mine = scope_of_principal(&self.principal);
        let lists = [(List::MembersOf, self.group), (List::MembershipsOf, mine)];
        in_lists(&lists, by_creation(&self.meta), self.id, self)
    }

    fn document(&self) -> Option<Document<'_>> {
        None
    }
}

impl Row for Support {
    const KIND: Kind = Kind::support;

    fn id(&self) -> Id {
        self.id
    }

    fn names(&self) -> Vec<Name> {
        once(Self::KIND, "support", self.group, &self.principal)
    }

    fn entries(&self) -> Vec<Entry> {
        in_lists(
            &[(List::SupportersOf, self.group)],
            by_creation(&self.meta),
            self.id,
            self,
        )
    }

    fn document(&self) -> Option<Document<'_>> {
        None
    }
}

impl Row for Feedback {
    const KIND: Kind = Kind::feedback;

    fn id(&self) -> Id {
        self.id
    }

    fn names(&self) -> Vec<Name> {
        Vec::new()
    }

    fn entries(&self) -> Vec<Entry> {
        let list = match self.subject {
            Subject::group(group) => (List::FeedbackOnGroup, group),
            Subject::meeting(meeting) => (List::FeedbackOnMeeting, meeting),
        };
        let order = by_creation(&self.meta);
        let mut entries = in_lists(&[list], order, self.id, self);
        if self.removed.is_none() {
            let (list, scope) = match self.subject {
                Subject::group(group) => (List::StandingOnGroup, group),
                Subject::meeting(meeting) => (List::StandingOnMeeting, meeting),
            };
            entries.push(Entry::new(list, scope, order, self.id, Vec::new()));
        }
        entries
    }

    fn document(&self) -> Option<Document<'_>> {
        if self.removed.is_some() {
            return None;
        }
        let groups = match self.subject {
            Subject::group(group) => vec![group],
            Subject::meeting(_) => Vec::new(),
        };
        Some(Document {
            kind: Self::KIND.code(),
            id: self.id,
            time: self.meta.created_at,
            titles: Vec::new(),
            texts: vec![&self.text],
            groups,
            tags: Vec::new(),
        })
    }
}

impl Row for CheckIn {
    const KIND: Kind = Kind::check_in;

    fn id(&self) -> Id {
        self.id
    }

    fn names(&self) -> Vec<Name> {
        once(Self::KIND, "check-in", self.meeting, &self.principal)
    }

    fn entries(&self) -> Vec<Entry> {
        in_lists(
            &[(List::CheckInsOf, self.meeting)],
            by_creation(&self.meta),
            self.id,
            self,
        )
    }

    fn document(&self) -> Option<Document<'_>> {
        None
    }
}
