//! Groups in the lists.

use minicbor::{Decode, Encode};

use super::{Entry, List, Name, News, Topic, encode, in_languages, slug, waiting};
use crate::domain::{
    Group, GroupRelation, GroupSummary, Id, Kind, LifecycleState, Nanos, PartialDate, RoleKind,
};
use crate::search::Document;
use crate::store::{Label, Row, by_name, in_order, scope_of, scope_of_principal};

/// What a person is in a group, and for how long.
#[derive(Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Term {
    #[n(0)]
    pub group: Id,
    #[n(1)]
    pub role: RoleKind,
    /// The first instant of the term; none for "since ever".
    #[n(2)]
    pub from: Option<Nanos>,
    /// The first instant after the term; none for a term without end.
    #[n(3)]
    pub until: Option<Nanos>,
}

impl Term {
    /// Whether the term runs at an instant.
    pub fn runs(&self, now: Nanos) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    /// Whether it is held no longer.
    pub fn is_past(&self, now: Nanos) -> bool {
        self.role.is_past(self.until, now)
    }
}

/// The terms of office in a group, each with its place among the roles and its person.
pub fn terms(group: &Group) -> impl Iterator<Item = (usize, Id, Term)> {
    let holders = group.roles.iter().enumerate();
    let held = holders.filter_map(|(i, r)| Some((i, r.person?, r.kind?, r)));
    held.map(|(i, person, role, r)| {
        let term = Term {
            group: group.id,
            role,
            from: r.from.as_ref().and_then(PartialDate::first_instant),
            until: r.until.as_ref().and_then(PartialDate::end_instant),
        };
        (i, person, term)
    })
}

fn term_entry((place, person, term): (usize, Id, Term)) -> Entry {
    let order = in_order(term.group, place as u64);
    Entry::new(List::TermsOf, person, order, term.group, encode(&term))
}

/// What a group is to the community.
enum Standing {
    Group,
    /// A proposal that is not decided.
    Open,
    /// A proposal that was refused.
    Refused,
}

impl Group {
    fn standing(&self) -> Standing {
        match &self.proposal {
            Some(proposal) if proposal.decision.is_none() => Standing::Open,
            Some(_) if !self.was_accepted() => Standing::Refused,
            _ => Standing::Group,
        }
    }

    /// The places of what is not accepted: none among the groups. It may have got a parent and
    /// officers, whose rights do not depend on lists of groups.
    fn proposal_entries(&self) -> Vec<Entry> {
        let lists = match (self.standing(), &self.proposal) {
            (Standing::Open, Some(proposal)) => vec![
                (List::OpenProposals, 0),
                (List::OpenProposalsOf, scope_of_principal(&proposal.by)),
            ],
            _ => vec![(List::RefusedProposals, 0)],
        };
        let order = in_order(self.id, 0);
        let mut entries = super::in_lists(&lists, order, self.id, &GroupSummary::from(self));
        entries.extend(self.parent_entry());
        entries.extend(terms(self).map(term_entry));
        entries
    }

    /// What it says of other groups, in their lists.
    fn relation_entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let told = self.relations.iter().enumerate();
        told.map(|(place, relation)| {
            let card = GroupRelation {
                group: self.id,
                ..relation.clone()
            };
            let order = in_order(self.id, place as u64);
            Entry::new(
                List::RelatedTo,
                relation.group,
                order,
                self.id,
                encode(&card),
            )
        })
    }

    fn parent_entry(&self) -> Option<Entry> {
        let parent = self.parent?;
        Some(Entry::new(
            List::ParentOf,
            self.id,
            [0; 16],
            parent,
            Vec::new(),
        ))
    }
}

impl Row for Group {
    const KIND: Kind = Kind::group;

    fn id(&self) -> Id {
        self.id
    }

    fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    fn label(&self) -> Option<Label> {
        Some(Label {
            slug: self.details.slug.clone(),
            name: Some(self.details.name.clone()),
            resting_since: self.resting_since,
        })
    }

    /// What was refused gives its name free, and what is not decided keeps none that it gives up.
    fn names(&self) -> Vec<Name> {
        match self.standing() {
            Standing::Refused => Vec::new(),
            Standing::Open => vec![Name {
                redirects: false,
                ..slug(Kind::group, &self.details.slug)
            }],
            Standing::Group => vec![slug(Kind::group, &self.details.slug)],
        }
    }

    fn entries(&self) -> Vec<Entry> {
        let mut lists = Vec::new();
        match self.standing() {
            Standing::Open | Standing::Refused => return self.proposal_entries(),
            Standing::Group => {}
        }
        lists.push((List::Groups, 0));
        lists.push((List::GroupsInState, state_scope(self.state())));
        let topics = self.details.topics.iter();
        lists.extend(topics.map(|t| (List::GroupsWithTopic, scope_of(t.as_bytes()))));
        lists.extend(self.parent.map(|parent| (List::Subgroups, parent)));
        let order = by_name(&self.details.name);
        let mut entries = super::in_lists(&lists, order, self.id, &GroupSummary::from(self));
        let languages = &self.details.languages;
        entries.extend(in_languages(
            List::GroupsInLanguage,
            languages,
            order,
            self.id,
        ));
        entries.extend(self.parent_entry());
        entries.extend(terms(self).map(term_entry));
        let news = self.resting_since.map(|at| News {
            at,
            id: self.id,
            topic: Topic::Resting,
        });
        entries.extend(news.iter().flat_map(|news| news.entries(&[self.id])));
        entries.extend(waiting::of_group(self));
        entries.extend(self.relation_entries());
        entries
    }

    fn seen_names(&self) -> Vec<&str> {
        match self.standing() {
            Standing::Refused => Vec::new(),
            Standing::Open | Standing::Group => vec![&self.details.name, &self.details.slug],
        }
    }

    /// Of what is not accepted, the name alone is found.
    fn document(&self) -> Option<Document<'_>> {
        let d = &self.details;
        if !self.was_accepted() {
            return Some(Document {
                kind: Self::KIND.code(),
                id: self.id,
                time: self.meta.created_at,
                titles: vec![&d.name, &d.slug],
                texts: Vec::new(),
                groups: Vec::new(),
                tags: Vec::new(),
            });
        }
        let mut texts = vec![d.scope.as_str()];
        texts.extend(d.charter.as_deref());
        texts.extend(d.cadence.as_deref());
        texts.extend(d.remarks.as_deref());
        texts.extend(d.topics.iter().map(String::as_str));
        texts.extend(d.links.iter().filter_map(|l| l.label.as_deref()));
        texts.extend(self.proposal.iter().map(|p| p.motivation.as_str()));
        Some(Document {
            kind: Kind::group.code(),
            id: self.id,
            time: self.meta.created_at,
            titles: vec![&d.name, &d.slug],
            texts,
            groups: vec![self.id],
            tags: d.topics.iter().map(String::as_str).collect(),
        })
    }
}

/// The scope of the list of groups in a state.
pub fn state_scope(state: LifecycleState) -> u64 {
    state as u64
}
