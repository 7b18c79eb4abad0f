//! The list of groups, and the groups that are proposed.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::home::Heading;
use super::parts::{Choice, controls, joined};
use crate::domain::{Group, GroupKind, Kind, LifecycleState};
use crate::registry::{AskLookAlikes, ListGroups, ListProposals};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{group_path, person_path};
use crate::store::{List, scope_of};

/// Groups of one page: each loads its record and its next date.
const GROUPS: u32 = 30;
/// Bytes of a topic that is asked for.
const TOPIC_BYTES: usize = 300;
const STATES: [LifecycleState; 3] = [
    LifecycleState::active,
    LifecycleState::paused,
    LifecycleState::archived,
];
const KINDS: [GroupKind; 6] = [
    GroupKind::working_group,
    GroupKind::special_interest_group,
    GroupKind::user_group,
    GroupKind::committee,
    GroupKind::team,
    GroupKind::other,
];

/// The member of an enumeration that a parameter names.
///
/// # Errors
/// When it names none.
pub(super) fn named<T: Copy + std::fmt::Debug>(
    value: Option<&str>,
    all: &[T],
) -> Result<Option<T>, ()> {
    let Some(value) = value else {
        return Ok(None);
    };
    let found = all.iter().find(|one| format!("{one:?}") == value);
    found.map(|one| Some(*one)).ok_or(())
}

impl<M: Memory> Site<'_, M> {
    /// The question that the address asks; nothing where a parameter names what is not there.
    fn groups_asked(&self) -> Result<ListGroups, ()> {
        let topic = self.parameter("topic");
        let is_used = |topic: &str| {
            let scope = scope_of(topic.as_bytes());
            let mut groups = self.registry.store().entries(List::GroupsWithTopic, scope);
            topic.len() <= TOPIC_BYTES && groups.next().is_some()
        };
        if topic.is_some_and(|topic| !is_used(topic)) {
            return Err(());
        }
        Ok(ListGroups {
            state: named(self.parameter("state"), &STATES)?,
            kind: named(self.parameter("kind"), &KINDS)?,
            topic: topic.map(str::to_owned),
            language: self.language_asked(List::GroupsInLanguage)?,
            parent: None,
            prev: self.after()?,
            take: Some(GROUPS),
        })
    }

    pub(in crate::site) fn groups(&self) -> Answer {
        let Ok(question) = self.groups_asked() else {
            return Answer::missing();
        };
        let Ok(page) = self.registry.list_groups(&question) else {
            return Answer::missing();
        };
        let w = self.words();
        let content = html! {
            h1 { (w.groups) }
            (controls("groups", None))
            (self.filter("state", w.state_label, &self.choices(&STATES, |s| w.state(s))))
            (self.filter("kind", w.kind_label, &self.choices(&KINDS, |k| w.group_kind(Some(k)))))
            (self.language_filter(List::GroupsInLanguage))
            @if let Some(topic) = &question.topic {
                (self.filter("topic", w.topic_label, &[
                    (None, w.all.to_owned()), (Some(topic.clone()), topic.clone()),
                ]))
            }
            @if page.items.is_empty() { p { (w.nothing_in_list) } }
            ul.groups { @for group in &page.items {
                li { (self.card(group, Heading::OfPage)) }
            } }
            (self.more(page.next.as_ref()))
        };
        self.page(&Page::of("groups", w.groups).timed(), &content)
    }

    /// All, and each of some values.
    pub(super) fn choices<T: Copy + std::fmt::Debug>(
        &self,
        values: &[T],
        words: impl Fn(T) -> &'static str,
    ) -> Vec<Choice> {
        let all = (None, self.words().all.to_owned());
        let each = values
            .iter()
            .map(|value| (Some(format!("{value:?}")), words(*value).to_owned()));
        std::iter::once(all).chain(each).collect()
    }

    /// The proposals that wait for a decision: anybody can make one, so that nothing in them is a
    /// link to elsewhere.
    pub(in crate::site) fn proposals(&self) -> Answer {
        let Ok(after) = self.after() else {
            return Answer::missing();
        };
        let question = ListProposals {
            refused: false,
            prev: after,
            take: Some(GROUPS),
        };
        let Ok(page) = self.registry.list_proposals(&question) else {
            return Answer::missing();
        };
        let w = self.words();
        let store = self.registry.store();
        let records = page.items.iter().filter_map(|g| store.get::<Group>(g.id));
        let open: Vec<Group> = records.collect();
        let content = html! {
            h1 { (w.proposals) }
            p.note { (w.proposals_note) }
            (controls("groups", None))
            @if open.is_empty() { p { (w.no_proposal) } }
            ul.plain { @for group in &open {
                li {
                    @let d = &group.details;
                    h2 {
                        a rel="nofollow" href=(self.at(&group_path(&d.slug))) { (d.name) }
                    }
                    p lang=[d.languages.first()] { (d.scope) }
                    (self.look_alikes(group))
                    p.note {
                        (w.supporters) ": " (store.count(List::SupportersOf, group.id))
                    }
                    (controls("support", Some(group.id)))
                }
            } }
            (self.more(page.next.as_ref()))
        };
        self.page(&Page::of("groups", w.proposals), &content)
    }

    /// What else has a name that looks like that of a proposal: a stranger may choose one that is
    /// taken for another.
    fn look_alikes(&self, group: &Group) -> Html {
        let d = &group.details;
        let names = vec![d.name.clone(), d.slug.clone()];
        let found = self.registry.look_alikes(&AskLookAlikes { names });
        let found = found.unwrap_or_default().into_iter();
        let others = found.filter(|one| (one.kind, one.id) != (Some(Kind::group), group.id));
        let links = others.map(|one| {
            let path = match one.kind {
                Some(Kind::person) => person_path(&one.slug),
                _ => group_path(&one.slug),
            };
            html! { a rel="nofollow" href=(self.at(&path)) { (one.name) } }
        });
        let links: Vec<Html> = links.collect();
        html! {
            @if !links.is_empty() {
                p.notice { (self.words().looks_like) ": " (joined(links, ", ")) }
            }
        }
    }

    /// A proposal by itself: what a stranger wrote, as it was written, with nothing that leads
    /// elsewhere.
    pub(super) fn proposal_page(&self, group: &Group) -> Answer {
        let w = self.words();
        let d = &group.details;
        let motivation = group.proposal.as_ref().map(|p| p.motivation.as_str());
        let supporters = self.registry.store().count(List::SupportersOf, group.id);
        let content = html! {
            h1 { (d.name) }
            (controls("record", None))
            p.notice { (w.proposals_note) }
            (self.look_alikes(group))
            p lang=[d.languages.first()] { (d.scope) }
            @if let Some(motivation) = motivation { p { (motivation) } }
            @if let Some(charter) = &d.charter { pre { (charter) } }
            p.note { (w.supporters) ": " (supporters) }
            (controls("support", Some(group.id)))
            p { a href=(self.at("/proposals")) { (w.proposals) } }
        };
        let page = Page::of("group", &d.name).record(group.id, &group.meta);
        self.page(&page, &content)
    }
}
