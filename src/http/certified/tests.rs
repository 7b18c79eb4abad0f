//! What is certified, and what it makes room for.

use super::*;
use crate::base::budget::MESSAGE;

#[test]
fn long_answers_keep_long_ones_alone_from_being_made_within_a_minute() {
    let mut certified = Certified::new(None);
    let mut made = 0;
    while certified.admits(0, Purse::Pages, "/long") {
        certified.charge(0, Purse::Pages, 1);
        certified.was_long("/long", 12_000_000);
        made += 1;
    }
    assert_eq!(made, 17);
    assert!(certified.admits(1, Purse::Pages, "/short"));
    assert!(certified.admits(MINUTE, Purse::Pages, "/long"));
}

#[test]
fn the_clock_takes_away_what_has_turned_and_nothing_else() {
    let mut certified = Certified::new(None);
    for (path, turns_at) in [("/never", None), ("/soon", Some(5)), ("/late", Some(9))] {
        let made = Made {
            turns_at,
            waited_at: Some(1),
            ..answer(200)
        };
        certified.certify(&Asked::get(path), made);
    }
    assert_eq!(certified.next_turn(), Some(5));
    certified.forget_timed(4);
    assert!(!certified.has_stale(4));
    certified.forget_timed(5);
    assert_eq!(certified.next_turn(), Some(9));
    assert_eq!(certified.keys().count(), 2);
    let stale = certified.next_stale(6).map(|(asked, _)| asked.path);
    assert_eq!(stale.as_deref(), Some("/soon"));
}

#[test]
fn what_anybody_can_make_up_has_a_small_purse_of_its_own() {
    let mut certified = Certified::new(None);
    let mut made = 0;
    for minute in 0..1_440 {
        while certified.admits(minute * MINUTE, Purse::Others, "/groups/no") {
            certified.charge(minute * MINUTE, Purse::Others, MESSAGE);
            made += 1;
        }
        assert!(certified.admits(minute * MINUTE, Purse::Pages, "/"));
    }
    assert_eq!(made, OTHERS_PER_DAY.div_ceil(MESSAGE));
}

#[test]
fn the_pages_of_a_day_have_a_purse_too_and_what_is_made_up_does_not_empty_it() {
    let mut certified = Certified::new(None);
    let mut made = 0;
    for minute in 0..1_440 {
        while certified.admits(minute * MINUTE, Purse::Pages, "/") {
            certified.charge(minute * MINUTE, Purse::Pages, MESSAGE);
            made += 1;
        }
    }
    assert_eq!(made, PAGES_PER_DAY.div_ceil(MESSAGE));
    assert!(certified.admits(1_440 * MINUTE, Purse::Pages, "/"));
}

fn answer(status: u16) -> Made {
    Made {
        status,
        proofs: Vec::new(),
        marks: BTreeSet::new(),
        turns_at: None,
        waited_at: None,
    }
}

fn asked_with(path: &str, query: &str) -> Asked {
    Asked {
        raw_query: Some(format!("q={query}")),
        query: vec![("q".into(), query.into())],
        ..Asked::get(path)
    }
}

#[test]
fn made_up_addresses_and_parameters_push_out_each_other_and_no_page() {
    let mut certified = Certified::new(None);
    certified.certify(&Asked::get("/groups"), answer(200));
    for number in 0..MAX_MISSING + 5 {
        certified.certify(&Asked::get(&format!("/no/{number}")), answer(404));
    }
    assert_eq!(certified.size().0, 1 + MAX_MISSING);
    for number in 0..MAX_VARIED + 5 {
        certified.certify(&asked_with("/search", &number.to_string()), answer(200));
    }
    assert_eq!(certified.size().0, 1 + MAX_MISSING + MAX_VARIED);
    let page = certified.purse(&Asked::get("/groups"), false);
    assert_eq!(page, Purse::Others, "it is there still");
    let long = format!("/{}", "n".repeat(MISSING_BYTES));
    certified.certify(&Asked::get(&long), answer(404));
    assert_eq!(certified.size().0, 1 + MAX_MISSING + MAX_VARIED);
}

#[test]
fn what_anybody_can_make_up_is_charged_apart_from_pages() {
    let mut certified = Certified::new(None);
    let (page, search) = (Asked::get("/groups"), asked_with("/search", "ledger"));
    assert_eq!(certified.purse(&page, false), Purse::Pages);
    assert_eq!(certified.purse(&page, true), Purse::Others);
    assert_eq!(certified.purse(&search, false), Purse::Others);
    certified.certify(&page, answer(200));
    assert_eq!(certified.purse(&page, false), Purse::Others, "it is there");
    certified.charge(0, Purse::Others, 7);
    certified.charge_work(0, 5);
    certified.charge_work(0, 5);
    assert_eq!(certified.used_by_others(0), 12);
}

#[test]
fn the_tree_holds_what_was_put_into_it_and_nothing_else() {
    let certified = Certified::new(Some((3, [7; 32])));
    assert!(certified.holds(&Proof::of_missing(&Asked::get("/-"))));
    let mut empty = Certified::default();
    assert!(!empty.holds(&Proof::of_missing(&Asked::get("/-"))));
    let before = empty.root();
    empty.set_tip(Some((3, [7; 32])));
    assert_ne!(empty.root(), before);
}

/// A GET whose parameters were sent.
fn searched(word: &str) -> Asked {
    asked_with("/search", word)
}

/// A place of its own in the tree.
fn place(asked: &Asked) -> Proof {
    let labels = ["http_expr", &asked.key(), "leaf"];
    Proof {
        leaf: labels.map(|label| label.as_bytes().to_vec()).to_vec(),
        ..Proof::of_missing(asked)
    }
}

/// An answer with a leaf in the tree, which a mark stands for and which the clock turns.
fn whole(asked: &Asked, status: u16, mark: Mark, turns_at: Nanos) -> Made {
    Made {
        proofs: vec![place(asked)],
        marks: BTreeSet::from([mark]),
        turns_at: Some(turns_at),
        waited_at: Some(1),
        ..answer(status)
    }
}

#[test]
fn an_answer_takes_the_bytes_of_its_key_its_leaves_and_its_marks() {
    let leaves = vec![vec![b"abc".to_vec(), b"d".to_vec()], vec![b"ef".to_vec()]];
    let marks = BTreeSet::from([1, 2]);
    let page = Page::new("/key".into(), leaves, marks, None);
    let leaves = (3 + NODE) + (1 + NODE) + (2 + NODE);
    assert_eq!(page.bytes, 3 * 4 + leaves + 2 * MARK + NODE);
}

#[test]
fn what_goes_stale_leaves_nothing_behind() {
    let mut certified = Certified::new(None);
    let before = certified.root();
    let asked = [Asked::get("/a"), Asked::get("/b"), searched("c")];
    for (asked, mark) in asked.iter().zip(1..) {
        certified.certify(asked, whole(asked, 200, mark, 100));
        // In the place of what was certified before.
        certified.certify(asked, whole(asked, 200, mark, 100));
        assert!(certified.holds(&place(asked)));
    }
    assert_eq!(certified.size().0, 3);
    assert_ne!(certified.root(), before);
    certified.forget(&BTreeSet::from([1, 9]));
    assert_eq!(certified.keys().count(), 2);
    assert!(!certified.holds(&place(&asked[0])));
    let early = whole(&asked[0], 200, 4, 50);
    certified.certify(&asked[0], early);
    certified.forget(&BTreeSet::from([4]));
    assert_eq!(
        certified.next_turn(),
        Some(100),
        "what is gone turns no more"
    );
    certified.forget_timed(100);
    assert_eq!(certified.size(), (0, 0));
    assert_eq!(certified.root(), before);
}

#[test]
fn what_a_reader_waited_for_is_made_again_and_what_anybody_can_make_up_is_not() {
    for (asked, status, is_renewed) in [
        (Asked::get("/a"), 200, true),
        (Asked::get("/no"), 404, false),
        (searched("word"), 200, false),
    ] {
        let mut certified = Certified::new(None);
        certified.certify(&asked, whole(&asked, status, 1, 5));
        assert!(!certified.has_stale(5));
        certified.forget(&BTreeSet::from([1]));
        assert_eq!(certified.has_stale(5), is_renewed, "{}", asked.path);
        certified.charge_renewal(5, renewal::PER_DAY);
        assert!(!certified.has_stale(5), "nothing is left of the day");
    }
}

#[test]
fn an_address_with_parameters_is_known_once_it_was_certified() {
    let mut certified = Certified::new(None);
    let first = searched("first");
    certified.certify(&first, whole(&first, 200, 1, 5));
    certified.certify(&first, whole(&first, 200, 1, 5));
    certified.forget_timed(5);
    assert_eq!(certified.purse(&first, false), Purse::Pages);
    assert_eq!(certified.purse(&searched("second"), false), Purse::Others);
    // So many others are known with it, one more, and it is forgotten.
    for number in 1..MAX_FAMILIAR {
        certified.certify(&searched(&number.to_string()), answer(200));
    }
    assert_eq!(certified.purse(&first, false), Purse::Pages);
    certified.certify(&searched("last"), answer(200));
    assert_eq!(certified.purse(&first, false), Purse::Others);
}

#[test]
fn an_address_without_anything_is_certified_up_to_its_bound_of_bytes() {
    for (bytes, status, is_certified) in [
        (MISSING_BYTES, 404, true),
        (MISSING_BYTES + 1, 404, false),
        (MISSING_BYTES + 1, 200, true),
    ] {
        let mut certified = Certified::new(None);
        let asked = Asked::get(&format!("/{}", "n".repeat(bytes - 1)));
        certified.certify(&asked, answer(status));
        assert_eq!(certified.size().0, usize::from(is_certified), "{bytes}");
    }
}

#[test]
fn when_bytes_run_out_what_anybody_can_make_up_gives_way_first_then_the_oldest() {
    let mut certified = Certified::new(None);
    let tenth = |name: &str| Asked::get(&format!("/{name}{}", "k".repeat(MAX_BYTES / 30)));
    certified.certify(&searched("word"), answer(200));
    certified.certify(&Asked::get("/no"), answer(404));
    for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i"] {
        certified.certify(&tenth(name), answer(200));
    }
    assert_eq!(certified.size().0, 11, "all have room");
    certified.certify(&tenth("j"), answer(200));
    let kept: Vec<String> = certified
        .keys()
        .map(|key| key.chars().take(4).collect())
        .collect();
    assert!(!kept.contains(&"/no".to_owned()) && !kept.contains(&"GET ".to_owned()));
    assert_eq!(
        kept.first().map(String::as_str),
        Some("/bkk"),
        "the oldest page gave way"
    );
    assert_eq!(kept.len(), 9);
    assert!(certified.size().1 <= MAX_BYTES);
}

#[test]
fn all_bytes_may_be_used_to_the_last() {
    for (more, kept) in [(0, 10), (1, 9)] {
        let mut certified = Certified::new(None);
        for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i"] {
            let long = format!("/{name}{}", "k".repeat(MAX_BYTES / 30 - 200));
            certified.certify(&Asked::get(&long), answer(200));
        }
        let asked = Asked::get("/last");
        let one = |label: Vec<u8>| vec![vec![label]];
        let least = Page::new(asked.key(), one(Vec::new()), BTreeSet::new(), None).bytes;
        let left = MAX_BYTES - certified.size().1 - least;
        let leaf = one(vec![0; left + more]).remove(0);
        let proofs = vec![Proof {
            leaf,
            ..place(&asked)
        }];
        let last = Made {
            proofs,
            ..answer(200)
        };
        certified.certify(&asked, last);
        assert_eq!(certified.size().0, kept);
    }
}

#[test]
fn long_answers_of_a_minute_are_counted_wherever_the_minute_lies() {
    let mut certified = Certified::new(None);
    let at = |nanos| 5 * MINUTE + nanos;
    certified.charge(at(10), Purse::Pages, 1);
    certified.was_long("/long", LONG_BYTES_PER_MINUTE);
    certified.charge(at(20), Purse::Pages, 1);
    assert!(
        certified.admits(at(30), Purse::Pages, "/long"),
        "as many as may be"
    );
    certified.was_long("/long", 1);
    certified.charge(at(40), Purse::Pages, 1);
    assert!(!certified.admits(at(50), Purse::Pages, "/long"));
    assert!(certified.admits(at(MINUTE), Purse::Pages, "/long"));
}
