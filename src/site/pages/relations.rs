//! How a group stands to others, as it says itself and as others say.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::parts::{controls, joined, text};
use crate::domain::{Group, GroupRelation};
use crate::registry::ListRelated;
use crate::site::Site;
use crate::site::names::group_path;

/// Relations that others say and the page tells.
const TOLD: u32 = 100;

impl<M: Memory> Site<'_, M> {
    pub(super) fn relations(&self, group: &Group) -> Html {
        let w = self.words();
        let question = ListRelated {
            group: group.id,
            take: Some(TOLD),
            ..ListRelated::default()
        };
        let told = self.registry.list_related(&question);
        let told = told.map(|page| page.items).unwrap_or_default();
        let own = group.relations.iter().map(|r| (w.relation(r.kind), r));
        let others = told.iter().map(|r| (w.related(r.kind), r));
        let rows: Vec<(&str, &GroupRelation)> = own.chain(others).collect();
        let content = html! {
            @if !rows.is_empty() {
                ul.rows { @for (words, relation) in &rows { li {
                    span.when { (words) }
                    span.what { (self.other(relation)) }
                } } }
            }
        };
        html! {
            section.(if rows.is_empty() { "empty" } else { "filled" }) {
                @if !rows.is_empty() { h2 { (w.relations) } }
                (controls("relations", None))
                (content)
            }
        }
    }

    fn other(&self, relation: &GroupRelation) -> Html {
        let group = self.names.group(relation.group);
        let since = relation.since.as_ref().map(|date| self.partial(date));
        let link = group.map(|group| {
            html! { a href=(self.at(&group_path(&group.slug))) { (group.name) } }
        });
        html! {
            (joined(link, ""))
            @if let Some(since) = since { " " span.of { "(" (since) ")" } }
            @if let Some(note) = &relation.note { div.prose { (text(note)) } }
        }
    }
}
