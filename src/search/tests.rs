//! Search as a whole, by examples; [`super::properties`] has what holds for all inputs.

use ic_stable_structures::VectorMemory;

use super::{Bounds, Cursor, Document, Filter, Index, Place, Query, search};

/// No bounds.
pub(super) const ALL: Bounds = Bounds {
    take: 10_000,
    work: 1_000_000,
    titles: 1_000_000,
};

/// A document that owns its texts.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    pub(super) kind: u8,
    pub(super) id: u64,
    pub(super) time: u64,
    pub(super) titles: Vec<String>,
    pub(super) texts: Vec<String>,
    pub(super) groups: Vec<u64>,
    pub(super) tags: Vec<String>,
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

    pub(super) fn document(&self) -> Document<'_> {
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

/// An index of some records, all of them in one part.
pub(super) fn index(records: &[Record]) -> Index<VectorMemory> {
    let mut index = Index::new(VectorMemory::default());
    for record in records {
        index.enter(record.document().words());
    }
    index.end_batch();
    while index.tend(super::STEP) {}
    index
}

pub(super) fn finds(text: &str, query: &str) -> bool {
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
                work: 3_000,
                ..ALL
            },
        );
        assert_eq!(page.hits.len(), 20);
        page.work
    };
    let work = cost(20_000);
    assert!(work < 150, "{work}");
    assert!(work <= 2 * cost(4_000));
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
        titles_end: Place::LAST,
    };
    let late = Record {
        time: 6,
        ..Record::text(1, "token")
    };
    assert_eq!(search(&index(&[late]), &query, Some(forged), ALL).hits, []);
}

#[test]
fn lists_that_never_meet_end_a_page_at_the_bound() {
    let records: Vec<Record> = (0..40_000)
        .map(|id| Record::text(id, if id % 2 == 0 { "token" } else { "bridge" }))
        .collect();
    let postings = index(&records);
    let query = Query::new("token bridge", &Filter::default()).unwrap();
    let mut cursor = None;
    let mut pages = 0;
    loop {
        let page = search(
            &postings,
            &query,
            cursor,
            Bounds {
                take: 10,
                work: 1,
                ..ALL
            },
        );
        pages += 1;
        assert!(page.hits.is_empty() && page.work < 30, "{page:?}");
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert!(pages >= 10, "{pages}");
}

#[test]
fn a_record_that_was_edited_often_is_found_once_however_small_the_pages() {
    let record = Record::text(5, "bridge");
    let mut index = Index::new(VectorMemory::default());
    index.enter(record.document().words());
    for _ in 0..3 {
        // Each version but the last lies in a part of its own, and is gone there.
        index.end_batch();
        index.remove(record.document().place());
        index.enter(record.document().words());
    }
    let query = Query::new("bridge", &Filter::default()).unwrap();
    for work in 0..20 {
        let bounds = Bounds {
            take: 1,
            work,
            ..ALL
        };
        let (mut hits, mut next) = (0, None);
        loop {
            let page = search(&index, &query, next, bounds);
            hits += page.hits.len();
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(hits, 1, "with work of {work} a page");
    }
}
