//! People, and what waits for admins, in the lists.

use super::{Entry, List, Name, by_creation, in_lists, slug};
use crate::domain::{Id, Kind, LinkRequest, PendingChange, Person, PersonSummary};
use crate::search::Document;
use crate::store::{Label, Row, by_name, principal_key, scope_of_principal};

impl Row for Person {
    const KIND: Kind = Kind::person;

    fn id(&self) -> Id {
        self.id
    }

    fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    fn label(&self) -> Option<Label> {
        Some(Label {
            slug: self.details.handle.clone(),
            name: self.details.name.clone(),
            resting_since: None,
        })
    }

    fn names(&self) -> Vec<Name> {
        let mut names = vec![slug(Kind::person, &self.details.handle)];
        names.extend(self.principals.iter().map(|p| Name {
            key: principal_key(p),
            field: "principal",
            redirects: false,
        }));
        names
    }

    fn entries(&self) -> Vec<Entry> {
        let d = &self.details;
        let order = by_name(&d.handle);
        let summary = PersonSummary::from(self);
        in_lists(&[(List::People, 0)], order, self.id, &summary)
    }

    fn seen_names(&self) -> Vec<&str> {
        let d = &self.details;
        let names = d.name.iter().chain([&d.handle]);
        names.map(String::as_str).collect()
    }

    fn document(&self) -> Option<Document<'_>> {
        let d = &self.details;
        let mut titles = vec![d.handle.as_str()];
        titles.extend(d.name.as_deref());
        let mut texts: Vec<&str> = d.affiliation.iter().map(String::as_str).collect();
        texts.extend(d.remarks.as_deref());
        Some(Document {
            kind: Kind::person.code(),
            id: self.id,
            time: self.meta.created_at,
            titles,
            texts,
            groups: Vec::new(),
            tags: Vec::new(),
        })
    }
}

impl Row for LinkRequest {
    const KIND: Kind = Kind::link_request;

    fn id(&self) -> Id {
        self.id
    }

    fn names(&self) -> Vec<Name> {
        Vec::new()
    }

    fn entries(&self) -> Vec<Entry> {
        if self.decision.is_some() {
            return Vec::new();
        }
        let mine = scope_of_principal(&self.principal);
        let lists = [
            (List::OpenLinkRequests, 0),
            (List::OpenLinkRequestsOf, mine),
        ];
        in_lists(&lists, by_creation(&self.meta), self.id, self)
    }

    fn document(&self) -> Option<Document<'_>> {
        None
    }
}

impl Row for PendingChange {
    const KIND: Kind = Kind::proposed_change;

    fn id(&self) -> Id {
        self.id
    }

    fn names(&self) -> Vec<Name> {
        Vec::new()
    }

    fn entries(&self) -> Vec<Entry> {
        match self.decision {
            Some(_) => Vec::new(),
            None => {
                let order = by_creation(&self.meta);
                in_lists(&[(List::OpenChanges, 0)], order, self.id, self)
            }
        }
    }

    fn document(&self) -> Option<Document<'_>> {
        None
    }
}
