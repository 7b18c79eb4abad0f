//! For each kind of record: its unique names, its places in the lists, its words.

mod group;
mod meeting;
mod news;
mod people;
mod relations;
mod series;
mod waiting;
mod work;

pub use group::{Term, state_scope, terms};
pub use news::{News, Topic};

use super::{Entry, List, Name, Order, encode, language_scope, newest_first, slug_key};
use crate::domain::{Id, Kind, Meta, Participant};

/// The slug or handle of a record.
fn slug(kind: Kind, slug: &str) -> Name {
    let field = match kind {
        Kind::person => "details.handle",
        _ => "details.slug",
    };
    Name {
        key: slug_key(kind, slug),
        field,
        redirects: true,
    }
}

/// The same card in several lists, at the same place in each.
fn in_lists(
    lists: &[(List, u64)],
    order: Order,
    id: Id,
    card: &impl minicbor::Encode<()>,
) -> Vec<Entry> {
    let card = encode(card);
    lists
        .iter()
        .map(|(list, scope)| Entry::new(*list, *scope, order, id, card.clone()))
        .collect()
}

/// The same place in the list of each language, without a card: that of the list of all is shown.
fn in_languages(list: List, tags: &[String], order: Order, id: Id) -> Vec<Entry> {
    let mut scopes: Vec<u64> = tags.iter().map(|tag| language_scope(tag)).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let entry = |scope| Entry::new(list, scope, order, id, Vec::new());
    scopes.into_iter().map(entry).collect()
}

/// One list for all, then the same list for each group.
fn of_all_and_groups(all: List, of_group: List, groups: &[Id]) -> Vec<(List, u64)> {
    let mut lists = vec![(all, 0)];
    lists.extend(groups.iter().map(|g| (of_group, *g)));
    lists
}

/// Oldest first.
fn by_creation(meta: &Meta) -> Order {
    super::in_order(meta.created_at, 0)
}

/// The people among participants, each once.
fn people<'a>(participants: impl Iterator<Item = &'a Participant>) -> Vec<Id> {
    let mut ids: Vec<Id> = participants.filter_map(|p| p.person).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The words by which participants are found.
fn words_of<'a>(participants: &'a [Participant], texts: &mut Vec<&'a str>) {
    for p in participants {
        texts.extend(p.name.as_deref());
        texts.extend(p.affiliation.as_deref());
    }
}
