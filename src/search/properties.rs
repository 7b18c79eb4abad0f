//! What holds for all inputs: search against a plain filter over all records, in pages, and
//! after edits; terms and excerpts of any text.

use std::collections::{BTreeMap, BTreeSet};

use ic_stable_structures::VectorMemory;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::fold::folded;
use super::term::each_term;
use super::tests::{ALL, Record, finds, index};
use super::vocabulary::sorted_terms;
use super::{Bounds, Cursor, Filter, Hit, Index, Page, Query, Term, search};

fn terms(text: &str) -> Vec<Term> {
    sorted_terms([text].into_iter())
}

/// What a page without bounds must hold, found by reading every record.
fn expected(records: &[Record], query: &Query, filter: &Filter<'_>) -> Vec<Hit> {
    let meets = |terms: &BTreeSet<Term>| {
        query
            .patterns()
            .iter()
            .all(|pattern| terms.iter().any(|term| pattern.matches(term)))
    };
    let all_terms = |texts: &[String]| texts.iter().flat_map(|t| terms(t)).collect::<BTreeSet<_>>();
    let timed = filter.from.is_some() || filter.until.is_some();
    let mut hits = Vec::new();
    for record in records {
        let titles = all_terms(&record.titles);
        let anywhere = titles.union(&all_terms(&record.texts)).copied().collect();
        let admitted = (filter.kinds.is_empty() || filter.kinds.contains(&record.kind))
            && filter
                .group
                .is_none_or(|group| record.groups.contains(&group))
            && filter
                .tag
                .is_none_or(|tag| record.tags.iter().any(|t| folded(t) == folded(tag)))
            && filter.from.is_none_or(|from| record.time >= from)
            && filter.until.is_none_or(|until| record.time < until)
            && !(timed && record.time == 0);
        if admitted && meets(&anywhere) {
            hits.push(Hit {
                kind: record.kind,
                id: record.id,
                time: record.time,
                in_titles: !query.patterns().is_empty() && meets(&titles),
            });
        }
    }
    hits.sort_by_key(|h| (!h.in_titles, u64::MAX - h.time, h.kind, h.id));
    hits
}

fn some_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "token",
        "Tokens",
        "{token}|7~bridge",
        "to-ken",
        "tokenization",
        "bridge",
        "ICRC-7",
        "icrc72",
        "icrc",
        "7",
        "跨链",
        "跨链桥",
        "链",
        "桥的安全",
        "ECDSA的功能",
        "ＴＯＫＥＮ",
        "a",
        "Web3‘s",
        "㏂",
        "㌖",
        "e\u{301}",
        "\u{301}x",
        "한국",
        "ก็",
        "a\u{3000}b",
        "，",
        "\n",
    ]);
    prop::collection::vec(word, 0..6).prop_map(|words| words.join(" "))
}

fn some_record() -> impl Strategy<Value = Record> {
    (
        (0..3u8, 0..6u64),
        0..5u64,
        prop::collection::vec(some_text(), 0..3),
        prop::collection::vec(some_text(), 0..4),
        prop::collection::vec(0..3u64, 0..3),
        prop::collection::vec(
            prop::sample::select(vec!["DeFi", "nft", "ＮＦＴ", " "]),
            0..3,
        ),
    )
        .prop_map(|((kind, id), time, titles, texts, groups, tags)| Record {
            kind,
            id,
            time,
            titles,
            texts,
            groups,
            tags: tags.into_iter().map(str::to_owned).collect(),
        })
}

/// Records, no two with the same kind and id.
fn some_records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(some_record(), 0..18).prop_map(|mut records| {
        records.sort_by_key(|r| (r.kind, r.id));
        records.dedup_by_key(|r| (r.kind, r.id));
        records
    })
}

fn some_query_text() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "tok",
        "token",
        "bridge",
        "icrc-7",
        "icrc",
        "7",
        "跨",
        "链",
        "跨链桥",
        "桥的",
        "ecdsa 的功",
        "token bridge",
        "token 跨链",
        "a",
        "web",
        "nothing",
    ])
}

#[derive(Debug, Clone)]
struct SomeFilter {
    kinds: Vec<u8>,
    group: Option<u64>,
    tag: Option<&'static str>,
    from: Option<u64>,
    until: Option<u64>,
}

impl SomeFilter {
    fn filter(&self) -> Filter<'_> {
        Filter {
            kinds: &self.kinds,
            group: self.group,
            tag: self.tag,
            from: self.from,
            until: self.until,
        }
    }
}

fn some_filter() -> impl Strategy<Value = SomeFilter> {
    (
        prop::collection::vec(0..4u8, 0..3),
        prop::option::weighted(0.3, 0..4u64),
        prop::option::weighted(0.3, prop::sample::select(vec!["defi", "NFT"])),
        prop::option::weighted(0.2, 0..5u64),
        prop::option::weighted(0.2, 0..6u64),
    )
        .prop_map(|(kinds, group, tag, from, until)| SomeFilter {
            kinds,
            group,
            tag,
            from,
            until,
        })
}

fn pages(index: &Index<VectorMemory>, query: &Query, bounds: Bounds) -> Vec<Page> {
    let mut pages = vec![search(index, query, None, bounds)];
    while let Some(cursor) = pages.last().and_then(|page| page.next) {
        let sent = cursor.encode(query);
        assert_eq!(Cursor::decode(&sent, query), Some(cursor));
        pages.push(search(index, query, Some(cursor), bounds));
        assert!(pages.len() < 10_000, "pages do not get further");
    }
    pages
}

/// What may happen to an index.
#[derive(Debug, Clone)]
enum Step {
    /// A record is made, or takes the place of the one with its number.
    Put(Record),
    Remove(u8, u64),
    EndBatch,
    /// A timer works on it.
    Tend(u32),
    /// It is opened anew, as after an upgrade.
    Reopen,
}

fn some_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => some_record().prop_map(Step::Put),
        1 => (0..3u8, 0..6u64).prop_map(|(kind, id)| Step::Remove(kind, id)),
        1 => Just(Step::EndBatch),
        6 => prop_oneof![1..20u32, Just(super::STEP)].prop_map(Step::Tend),
        1 => Just(Step::Reopen),
    ]
}

/// An index after some steps, and the records that it should have.
struct Lived {
    memory: VectorMemory,
    index: Index<VectorMemory>,
    records: BTreeMap<(u8, u64), Record>,
    batch: usize,
}

impl Lived {
    fn new(batch: usize) -> Self {
        let memory = VectorMemory::default();
        let mut index = Index::new(memory.clone()).with_batch(batch);
        index.write();
        let records = BTreeMap::new();
        Lived {
            memory,
            index,
            records,
            batch,
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Put(record) => {
                self.remove(record.kind, record.id);
                self.index.enter(record.document().words());
                self.records
                    .insert((record.kind, record.id), record.clone());
            }
            Step::Remove(kind, id) => self.remove(*kind, *id),
            Step::EndBatch => self.index.end_batch(),
            Step::Tend(work) => {
                self.index.tend(*work);
            }
            Step::Reopen => {
                let before = self.memory.borrow().clone();
                let index = Index::open(self.memory.clone()).unwrap();
                assert!(*self.memory.borrow() == before, "opening writes nothing");
                self.index = index.with_batch(self.batch);
            }
        }
    }

    fn remove(&mut self, kind: u8, id: u64) {
        if let Some(old) = self.records.remove(&(kind, id)) {
            self.index.remove(old.document().place());
        }
    }
}

/// Everything that an index of the records has.
fn entries(records: &[Record]) -> Vec<(Vec<u8>, [u8; 17])> {
    let words = records.iter().map(|record| record.document().words());
    let mut entries: Vec<_> = words
        .flat_map(|w| w.entries().collect::<Vec<_>>())
        .collect();
    entries.sort_unstable();
    entries
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_search_finds_what_reading_every_record_finds(
        records in some_records(), text in some_query_text(), filter in some_filter(),
    ) {
        if let Ok(query) = Query::new(text, &filter.filter()) {
            let page = search(&index(&records), &query, None, ALL);
            prop_assert!(!page.narrowed && page.next.is_none());
            prop_assert_eq!(page.hits, expected(&records, &query, &filter.filter()));
        }
    }

    #[test]
    fn pages_of_any_size_and_budget_make_up_the_whole(
        records in some_records(), text in some_query_text(), filter in some_filter(),
        take in 0..5usize, work in 0..40u32,
    ) {
        if let Ok(query) = Query::new(text, &filter.filter()) {
            let postings = index(&records);
            let whole = search(&postings, &query, None, ALL).hits;
            let pages = pages(&postings, &query, Bounds { take, work, ..ALL });
            for page in &pages {
                prop_assert!(page.hits.len() <= take.max(1));
                let full = page.hits.len() == take.max(1);
                prop_assert!(full || page.next.is_none() || page.work >= work);
            }
            prop_assert_eq!(pages.into_iter().flat_map(|p| p.hits).collect::<Vec<_>>(), whole);
        }
    }

    #[test]
    fn what_stands_in_old_titles_is_found_by_the_pass_over_all_texts(
        history in prop::collection::vec(some_step(), 0..60), batch in 1..5usize,
        text in some_query_text(), filter in some_filter(),
        take in 1..5usize, work in 0..40u32, titles in 0..8u32,
    ) {
        let mut lived = Lived::new(batch);
        history.iter().for_each(|step| lived.step(step));
        let records: Vec<Record> = lived.records.values().cloned().collect();
        if let Ok(query) = Query::new(text, &filter.filter()) {
            let pages = pages(&lived.index, &query, Bounds { take, work, titles });
            let found: Vec<Hit> = pages.into_iter().flat_map(|page| page.hits).collect();
            let place = |hit: &Hit| (!hit.time, hit.kind, hit.id);
            let in_order = |hits: &[Hit]| hits.is_sorted_by_key(place);
            let in_titles = found.iter().take_while(|hit| hit.in_titles).count();
            prop_assert!(in_order(&found[..in_titles]) && in_order(&found[in_titles..]));
            let sorted = |hits: &[Hit]| {
                let mut places: Vec<_> = hits.iter().map(place).collect();
                places.sort_unstable();
                places
            };
            let whole = expected(&records, &query, &filter.filter());
            prop_assert_eq!(sorted(&found), sorted(&whole));
        }
    }

    #[test]
    fn a_full_page_with_a_cursor_has_a_successor_with_hits(
        records in some_records(), text in some_query_text(), take in 1..4usize,
    ) {
        if let Ok(query) = Query::new(text, &Filter { kinds: &[0, 1], ..Filter::default() }) {
            let pages = pages(&index(&records), &query, Bounds { take, ..ALL });
            prop_assert!(pages.iter().skip(1).all(|page| !page.hits.is_empty()));
        }
    }

    #[test]
    fn after_any_history_a_search_finds_what_reading_every_record_finds(
        history in prop::collection::vec(some_step(), 0..60), batch in 1..5usize,
        text in some_query_text(), filter in some_filter(), take in 1..5usize, work in 0..40u32,
    ) {
        let mut lived = Lived::new(batch);
        for step in &history {
            lived.step(step);
        }
        let records: Vec<Record> = lived.records.values().cloned().collect();
        prop_assert_eq!(lived.index.entries(), entries(&records));
        if let Ok(query) = Query::new(text, &filter.filter()) {
            let whole = expected(&records, &query, &filter.filter());
            prop_assert_eq!(&search(&lived.index, &query, None, ALL).hits, &whole);
            let pages = pages(&lived.index, &query, Bounds { take, work, ..ALL });
            prop_assert_eq!(pages.into_iter().flat_map(|p| p.hits).collect::<Vec<_>>(), whole);
        }
        lived.step(&Step::Reopen);
        while lived.index.tend(7) {}
        prop_assert_eq!(lived.index.entries(), entries(&records));
    }

    #[test]
    fn no_text_breaks_the_reading_of_terms(text in any::<String>()) {
        let mut last = 0;
        let _ = each_term(&text, |term, at| {
            assert!(!term.bytes().is_empty() && std::str::from_utf8(term.bytes()).is_ok());
            assert!(at < text.len() && text.is_char_boundary(at));
            assert!(at >= last);
            last = at;
            std::ops::ControlFlow::Continue(())
        });
        let _ = Query::new(&text, &Filter::default());
    }

    #[test]
    fn composed_and_decomposed_texts_have_the_same_terms(text in "[a-zé-üΑ-ωア-ンｱ-ﾟ가-힣か\u{3099}跨链 .-]{0,20}") {
        let composed = terms(&text.nfkc().collect::<String>());
        prop_assert_eq!(&terms(&text.nfd().collect::<String>()), &composed);
        prop_assert_eq!(&terms(&text), &composed);
    }

    #[test]
    fn every_stretch_of_a_chinese_text_finds_it(
        text in "[一-龥]{1,40}", start in any::<prop::sample::Index>(), len in 1..20usize,
    ) {
        let chars: Vec<char> = text.chars().collect();
        let start = start.index(chars.len());
        let part: String = chars[start..chars.len().min(start + len)].iter().collect();
        let found = finds(&format!("Web3{text}."), &part);
        prop_assert!(found);
    }

    #[test]
    fn every_word_finds_its_text_by_its_beginning(word in "[a-zà-öø-ÿ]{2,30}", len in 2..30usize) {
        let beginning: String = word.chars().take(len).collect();
        let found = finds(&format!("the {word}, and more"), &beginning);
        prop_assert!(found);
    }

    #[test]
    fn an_excerpt_shows_what_was_found_within_its_length(
        before in "[a-z 跨链é\n]{0,80}", after in "[a-z 跨链é\n]{0,80}", max in 0..60usize,
    ) {
        let text = format!("{before} Wanted {after}");
        let query = Query::new("wanted", &Filter::default()).unwrap();
        let excerpt = super::excerpt(&text, query.patterns(), max).unwrap();
        prop_assert!(excerpt.chars().count() <= max.max(16));
        prop_assert!(excerpt.contains("Wanted"), "{:?}", excerpt);
    }
}
