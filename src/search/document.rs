//! From a record to its index entries, and from an edit to the entries that change.

use crate::base::text::same;

use super::filter::{group_term, kind_term, tag_term};
use super::held::{Pair, drop_held};
use super::posting::{Place, PostingKey, Tier};
use super::term::{Term, terms};

/// What the index knows of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// The kind of record, as a number that never changes its meaning.
    pub kind: u8,
    /// The record's id, unique within its kind.
    pub id: u64,
    /// The time by which results are ordered and filtered, in nanoseconds; 0 for unknown.
    /// It is part of every entry, and changing it rewrites them all: a time that belongs to
    /// the record (when it met, when it was founded) serves; the time of the last edit does
    /// not.
    pub time: u64,
    /// Title, name, slug, handle: what stands here ranks above the rest.
    pub titles: Vec<&'a str>,
    /// All other text. Best one entry for each section or field: an edit reads again only
    /// what it changed. Of each, [`MAX_TERMS_PER_TEXT`](super::MAX_TERMS_PER_TEXT) terms
    /// are indexed.
    pub texts: Vec<&'a str>,
    /// The groups to which the record belongs.
    pub groups: Vec<u64>,
    /// The record's tags. To be found as words as well, they must stand in the texts too.
    pub tags: Vec<&'a str>,
}

/// Entries to take out of the index and to put in. No entry stands in both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// To take out, in order.
    pub removed: Vec<PostingKey>,
    /// To put in, in order.
    pub added: Vec<PostingKey>,
}

impl Document<'_> {
    /// All entries of the record, in order and each once.
    #[must_use]
    pub fn keys(&self) -> Vec<PostingKey> {
        let place = self.place();
        let mut keys: Vec<PostingKey> = Vec::new();
        for (tier, terms) in [
            (Tier::Title, sorted_terms(&self.titles)),
            (Tier::Anywhere, sorted_terms(&self.all_texts())),
            (Tier::Filter, self.filters()),
        ] {
            keys.extend(terms.iter().map(|term| PostingKey::new(tier, term, &place)));
        }
        keys
    }

    fn place(&self) -> Place {
        Place::new(self.time, self.kind, self.id)
    }

    fn all_texts(&self) -> Vec<&str> {
        self.titles.iter().chain(&self.texts).copied().collect()
    }

    fn filters(&self) -> Vec<Term> {
        let mut filters = vec![kind_term(self.kind)];
        filters.extend(self.groups.iter().map(|&group| group_term(group)));
        filters.extend(self.tags.iter().filter_map(|tag| tag_term(tag)));
        filters.sort_unstable();
        filters.dedup();
        filters
    }
}

/// What an edit changes in the index; `None` is a record that does not exist yet or any
/// more. Taking out `removed` and putting in `added` leads from the entries of `old` to
/// those of `new`.
///
/// What is the same in both is read only when some entry would go or come, and then only to
/// see whether it holds that too.
#[must_use]
pub fn diff(old: Option<&Document<'_>>, new: Option<&Document<'_>>) -> Change {
    match (old, new) {
        (Some(old), Some(new)) if old.place() == new.place() => diff_in_place(old, new),
        _ => Change {
            removed: old.map(Document::keys).unwrap_or_default(),
            added: new.map(Document::keys).unwrap_or_default(),
        },
    }
}

fn diff_in_place(old: &Document<'_>, new: &Document<'_>) -> Change {
    let place = old.place();
    let mut change = Change::default();
    for (tier, (removed, added)) in [
        (Tier::Title, diff_texts(&old.titles, &new.titles)),
        (
            Tier::Anywhere,
            diff_texts(&old.all_texts(), &new.all_texts()),
        ),
        (Tier::Filter, diff_filters(old, new)),
    ] {
        let key = |term: &Term| PostingKey::new(tier, term, &place);
        change.removed.extend(removed.iter().map(key));
        change.added.extend(added.iter().map(key));
    }
    change
}

/// The filters that go and those that come. The place is the same, and so is the kind.
fn diff_filters(old: &Document<'_>, new: &Document<'_>) -> (Vec<Term>, Vec<Term>) {
    match old.groups == new.groups && old.tags == new.tags {
        true => Default::default(),
        false => diff_terms(old.filters(), new.filters()),
    }
}

/// The terms that go and those that come when the texts change.
fn diff_texts(old: &[&str], new: &[&str]) -> (Vec<Term>, Vec<Term>) {
    let parts = Parts::of(old, new);
    let (gone, come) = (sorted_terms(&parts.gone), sorted_terms(&parts.come));
    let (mut removed, mut added) = diff_terms(gone, come);
    drop_held(&parts.kept, &mut removed, &mut added);
    (removed, added)
}

/// Two lists of texts, told apart: what is only in the first, only in the second, or in both.
#[derive(Default)]
struct Parts<'a> {
    gone: Vec<&'a str>,
    come: Vec<&'a str>,
    kept: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(old: &[&'a str], new: &[&'a str]) -> Self {
        let mut parts = Parts::default();
        let is_same = |(old, new): &(&&str, &&str)| same(old, new);
        let head = old.iter().zip(new).take_while(is_same).count();
        parts.kept.extend(&old[..head]);
        let (old, new) = (&old[head..], &new[head..]);
        let most = old.len().min(new.len()).saturating_sub(1);
        let tail = old.iter().rev().zip(new.iter().rev()).take(most);
        let tail = tail.take_while(is_same).count();
        parts.kept.extend(&old[old.len() - tail..]);
        match (&old[..old.len() - tail], &new[..new.len() - tail]) {
            ([old], [new]) => parts.pair(old, new),
            (old, new) => parts.split(old, new),
        }
        parts
    }

    /// Texts in whatever order. Those that are in one list alone are mostly versions of each
    /// other, in the order in which they stand.
    fn split(&mut self, old: &[&'a str], new: &[&'a str]) {
        let (left, right) = (sorted(old), sorted(new));
        let is_kept = |text: &&str| right.binary_search(text).is_ok();
        let (kept, gone): (Vec<&str>, Vec<&str>) = old.iter().partition(|text| is_kept(text));
        let is_new = |text: &&&str| left.binary_search(text).is_err();
        let come: Vec<&str> = new.iter().filter(is_new).copied().collect();
        self.kept.extend(kept);
        match gone.len() == come.len() {
            true => gone
                .iter()
                .zip(come)
                .for_each(|(old, new)| self.pair(old, new)),
            false => {
                self.gone.extend(gone);
                self.come.extend(come);
            }
        }
    }

    fn pair(&mut self, old: &'a str, new: &'a str) {
        let pair = Pair::of(old, new);
        self.kept
            .extend(pair.kept.iter().filter(|part| !part.is_empty()));
        self.gone.push(pair.gone);
        self.come.push(pair.come);
    }
}

fn sorted<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    let mut texts = texts.to_vec();
    texts.sort_unstable();
    texts
}

/// What stands in the first only, and what in the second only; both must be in order.
fn diff_terms(old: Vec<Term>, new: Vec<Term>) -> (Vec<Term>, Vec<Term>) {
    let only = |these: &[Term], others: &[Term]| {
        let missing = |term: &&Term| others.binary_search(term).is_err();
        these.iter().filter(missing).copied().collect()
    };
    (only(&old, &new), only(&new, &old))
}

fn sorted_terms(texts: &[&str]) -> Vec<Term> {
    let mut all: Vec<Term> = texts.iter().flat_map(|text| terms(text)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::{Document, diff};

    fn record<'a>(titles: &[&'a str], texts: &[&'a str]) -> Document<'a> {
        Document {
            kind: 1,
            id: 7,
            time: 100,
            titles: titles.to_vec(),
            texts: texts.to_vec(),
            groups: vec![3],
            tags: vec!["DeFi"],
        }
    }

    #[test]
    fn a_changed_word_changes_its_own_entries_alone() {
        let old = record(&["Bitcoin"], &["agenda of the call", "the bridge is late"]);
        let new = record(&["Bitcoin"], &["agenda of the call", "the bridge is ready"]);
        let change = diff(Some(&old), Some(&new));
        assert_eq!((change.removed.len(), change.added.len()), (1, 1));
    }

    #[test]
    fn a_word_that_another_text_holds_stays() {
        let old = record(&[], &["late bridge", "the bridge"]);
        let new = record(&[], &["late", "the bridge"]);
        assert_eq!(diff(Some(&old), Some(&new)), Default::default());
    }

    #[test]
    fn texts_in_another_order_change_nothing() {
        let old = record(&["A"], &["one", "two", "two"]);
        let new = record(&["A"], &["two", "one"]);
        assert_eq!(diff(Some(&old), Some(&new)), Default::default());
    }

    #[test]
    fn a_word_that_leaves_the_title_and_stays_in_a_text_loses_its_rank_alone() {
        let old = record(&["token standard"], &["the token"]);
        let new = record(&["standard"], &["the token"]);
        let change = diff(Some(&old), Some(&new));
        assert_eq!((change.removed.len(), change.added.len()), (1, 0));
    }

    #[test]
    fn another_time_moves_every_entry() {
        let old = record(&["a title"], &["a text"]);
        let new = Document {
            time: 101,
            ..old.clone()
        };
        let change = diff(Some(&old), Some(&new));
        assert_eq!((change.removed, change.added), (old.keys(), new.keys()));
    }
}
