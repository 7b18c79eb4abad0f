//! Search as a whole: against a plain filter over all documents, in pages, and after edits.
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::fold::folded;
use super::term::{each_term, terms};
use super::{
    Bounds, Cursor, Document, Filter, Hit, Page, Place, PostingKey, Postings, Query, Term, diff,
    search,
};

const ALL: Bounds = Bounds {
    take: 10_000,
    seeks: 1_000_000,
};

impl Postings for BTreeSet<PostingKey> {
    fn seek(&self, from: &PostingKey) -> Option<PostingKey> {
        self.range(from..).next().copied()
    }
}

/// A document that owns its texts.
#[derive(Debug, Clone, Default)]
struct Record {
    kind: u8,
    id: u64,
    time: u64,
    titles: Vec<String>,
    texts: Vec<String>,
    groups: Vec<u64>,
    tags: Vec<String>,
}

impl Record {
    fn text(id: u64, text: &str) -> Self {
        let texts = vec![text.to_owned()];
        Self {
            kind: 1,
            id,
            texts,
            ..Self::default()
        }
    }

    fn document(&self) -> Document<'_> {
        Document {
            kind: self.kind,
            id: self.id,
            time: self.time,
            titles: self.titles.iter().map(String::as_str).collect(),
            texts: self.texts.iter().map(String::as_str).collect(),
            groups: self.groups.clone(),
            tags: self.tags.iter().map(String::as_str).collect(),
        }
    }
}

fn index(records: &[Record]) -> BTreeSet<PostingKey> {
    records.iter().flat_map(|r| r.document().keys()).collect()
}

fn finds(text: &str, query: &str) -> bool {
    let query = Query::new(query, &Filter::default()).unwrap();
    let page = search(&index(&[Record::text(1, text)]), &query, None, ALL);
    !page.hits.is_empty()
}

#[test]
fn what_people_type_finds_what_people_wrote() {
    for (text, query) in [
        ("跨链桥的安全", "跨链"),
        ("跨链桥的安全", "跨"),
        ("跨链桥的安全", "链"),
        ("跨链桥的安全", "全"),
        ("Tokenization of assets", "token"),
        ("the token standard", "ＴＯＫＥＮ"),
        ("ＴＯＫＥＮ 标准", "token"),
        ("ICRC-7 NFTs", "icrc-7"),
        ("ICRC-7 NFTs", "ICRC7"),
        ("ICRC7 NFTs", "icrc-7"),
        ("ICRC-7 NFTs", "icrc 7"),
        ("$CHAT and $ICP", "chat"),
        ("a $CHAT token", "$CHAT"),
        ("IC-Web3‘s library", "web3"),
        ("IC-Web3‘s library", "ic-web3"),
        ("threshold ECDSA的功能", "ecdsa 功能"),
        ("threshold ECDSA的功能", "ECDSA的功能"),
        ("R&D progress", "r&d"),
        ("icrc72 icrc7s", "icrc7"),
        (
            "at https://forum.dfinity.org/t/a-thread/123",
            "forum.dfinity.org",
        ),
        ("Zürich", "zurich"),
        ("Zurich", "Zürich"),
        ("EP03", "ep03"),
        ("on 2023-05-23", "2023-05"),
        ("don’t", "don't"),
        ("ガス代", "ｶﾞｽ"),
        ("한국어 모임", "한국"),
        ("ประชุมกลุ่ม", "กลุ่ม"),
    ] {
        assert!(finds(text, query), "{query:?} in {text:?}");
    }
}

#[test]
fn what_was_not_written_is_not_found() {
    for (text, query) in [
        ("跨链桥", "链跨"),
        ("tokenization", "tokens"),
        ("ICRC-72", "ICRC-7"),
        ("3.5", "35"),
        ("a meeting about tokens", "token bridge"),
        ("retoken", "token"),
    ] {
        assert!(!finds(text, query), "{query:?} in {text:?}");
    }
}

#[test]
fn titles_rank_first_and_then_the_newest() {
    let record = |id, time, title: &str, text: &str| Record {
        time,
        titles: vec![title.to_owned()],
        ..Record::text(id, text)
    };
    let postings = index(&[
        record(1, 30, "Weekly call", "the token bridge"),
        record(2, 10, "Token bridge", ""),
        record(3, 20, "Bridge", "a token"),
        record(4, 15, "The bridge of tokens", "token bridge"),
    ]);
    let query = Query::new("token bridge", &Filter::default()).unwrap();
    let hits = search(&postings, &query, None, ALL).hits;
    let order: Vec<_> = hits.iter().map(|hit| (hit.id, hit.in_titles)).collect();
    assert_eq!(order, [(4, true), (2, true), (1, false), (3, false)]);
}

#[test]
fn too_many_continuations_of_a_word_are_told() {
    let words: Vec<String> = (0..40u8)
        .map(|i| format!("to{}{}", letter(i / 26), letter(i % 26)))
        .collect();
    let postings = index(&[Record::text(1, &words.join(" "))]);
    let ask = |text| {
        let query = Query::new(text, &Filter::default()).unwrap();
        search(&postings, &query, None, ALL)
    };
    assert!(ask("to").narrowed);
    assert!(!ask("toa").narrowed);
}

fn letter(i: u8) -> char {
    char::from(b'a' + i)
}

#[test]
fn a_page_costs_the_same_in_a_large_index_as_in_a_small_one() {
    let cost = |count: u64| {
        let records: Vec<Record> = (0..count)
            .map(|id| Record {
                time: id + 1,
                groups: vec![id % 7],
                ..Record::text(id, if id % 2 == 0 { "token bridge" } else { "token" })
            })
            .collect();
        let filter = Filter {
            group: Some(3),
            ..Filter::default()
        };
        let query = Query::new("tok bridge", &filter).unwrap();
        let page = search(
            &index(&records),
            &query,
            None,
            Bounds {
                take: 20,
                seeks: 3_000,
            },
        );
        assert_eq!(page.hits.len(), 20);
        page.seeks
    };
    let seeks = cost(500);
    assert!(seeks < 7 * 20, "{seeks}");
    assert_eq!(seeks, cost(20_000));
}

#[test]
fn a_forged_cursor_does_not_get_past_the_filter() {
    let filter = Filter {
        until: Some(5),
        ..Filter::default()
    };
    let query = Query::new("token", &filter).unwrap();
    let forged = Cursor {
        pass: super::page::Pass::Anywhere,
        from: Place::FIRST,
    };
    let late = Record {
        time: 6,
        ..Record::text(1, "token")
    };
    assert_eq!(search(&index(&[late]), &query, Some(forged), ALL).hits, []);
}

#[test]
fn lists_that_never_meet_end_a_page_at_the_bound() {
    let records: Vec<Record> = (0..2_000)
        .map(|id| Record::text(id, if id % 2 == 0 { "token" } else { "bridge" }))
        .collect();
    let postings = index(&records);
    let query = Query::new("token bridge", &Filter::default()).unwrap();
    let mut cursor = None;
    let pages = Cell::new(0);
    loop {
        let page = search(
            &postings,
            &query,
            cursor,
            Bounds {
                take: 10,
                seeks: 100,
            },
        );
        pages.set(pages.get() + 1);
        assert!(page.hits.is_empty() && page.seeks < 110, "{page:?}");
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert!(pages.get() > 10);
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

fn pages(postings: &BTreeSet<PostingKey>, query: &Query, bounds: Bounds) -> Vec<Page> {
    let mut pages = vec![search(postings, query, None, bounds)];
    while let Some(cursor) = pages.last().and_then(|page| page.next) {
        let sent = cursor.encode(query);
        assert_eq!(Cursor::decode(&sent, query), Some(cursor));
        pages.push(search(postings, query, Some(cursor), bounds));
        assert!(pages.len() < 10_000, "pages do not get further");
    }
    pages
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
        take in 0..5usize, seeks in 0..40u32,
    ) {
        if let Ok(query) = Query::new(text, &filter.filter()) {
            let postings = index(&records);
            let whole = search(&postings, &query, None, ALL).hits;
            let pages = pages(&postings, &query, Bounds { take, seeks });
            for page in &pages {
                prop_assert!(page.hits.len() <= take.max(1));
                let full = page.hits.len() == take.max(1);
                prop_assert!(full || page.next.is_none() || page.seeks >= seeks);
            }
            prop_assert_eq!(pages.into_iter().flat_map(|p| p.hits).collect::<Vec<_>>(), whole);
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
    fn an_edit_leads_from_the_old_entries_to_the_new_exactly(
        old in some_record(), new in some_record(), keep in any::<(bool, bool, bool)>(),
        shared in prop::collection::vec(some_text(), 0..3),
    ) {
        let (mut old, mut new) = (old, new);
        old.texts.extend(shared.clone());
        new.texts.splice(0..0, shared.into_iter().rev());
        if keep.0 { (new.kind, new.id, new.time) = (old.kind, old.id, old.time); }
        if keep.1 { new.titles = old.titles.clone(); }
        if keep.2 { new.groups = old.groups.clone(); }
        let (old, new) = (old.document(), new.document());
        for (before, after) in [(Some(&old), Some(&new)), (Some(&old), None), (None, Some(&new))] {
            let keys = |d: Option<&Document<'_>>| {
                d.map(Document::keys).unwrap_or_default().into_iter().collect::<BTreeSet<_>>()
            };
            let change = diff(before, after);
            let mut entries = keys(before);
            for key in &change.removed { prop_assert!(entries.remove(key)); }
            for key in &change.added { prop_assert!(entries.insert(*key)); }
            prop_assert_eq!(entries, keys(after));
        }
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
