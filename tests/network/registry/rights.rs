//! Every update method with every caller, compared with a table written out from the design; and
//! every query, which all may ask but for drafts and link requests.

mod operations;
mod queries;
mod table;

use std::collections::BTreeSet;

use candid_parser::utils::CandidSource;
use workgroups::domain::{Error, Operation};
use workgroups::registry::RestoreBlocks;

use crate::registry::community::{CALLERS, Community, caller};
use crate::registry::snapshot::Snapshot;
use workgroups_test_support::ROOT;
use workgroups_test_support::host::{Answer, error};

use table::{Cell, ROWS, Row};

/// The methods of the interface: those that update, and those that only answer.
fn methods() -> (BTreeSet<String>, BTreeSet<String>) {
    let path = std::path::Path::new(ROOT).join("candid/workgroups.did");
    let (types, service) = CandidSource::File(&path).load().unwrap();
    let (mut updates, mut queries) = (BTreeSet::new(), BTreeSet::new());
    let service = service.unwrap();
    let methods = types.as_service(&service).unwrap().iter();
    // Those of the standards write nothing and are for all; `standards`, `log` and `http` ask
    // them.
    let of_standards = |name: &str| name.starts_with("icrc") || name.starts_with("http_request");
    for (name, method) in methods.filter(|(name, _)| !of_standards(name)) {
        match types.as_func(method).unwrap().is_query() {
            true => queries.insert(name.clone()),
            false => updates.insert(name.clone()),
        };
    }
    (updates, queries)
}

#[test]
fn every_update_of_the_interface_has_its_row() {
    let mut rows: BTreeSet<String> = ROWS.iter().map(|row| row.method.to_owned()).collect();
    // It has a test of its own, because it is for an empty registry.
    rows.insert("restore_blocks".into());
    assert_eq!(methods().0, rows);
}

#[test]
fn every_query_of_the_interface_has_its_row() {
    let rows: BTreeSet<String> = queries::ROWS.iter().map(|q| q.method.to_owned()).collect();
    assert_eq!(methods().1, rows);
}

/// The first page leaves out of the latest changes what needs no office: told by the method alone.
#[test]
fn what_needs_no_office_is_what_the_table_lets_members_do() {
    let lets = |row: &&Row| row.cells().contains(&('J', Cell::Yes));
    let of_members: BTreeSet<&str> = ROWS.iter().filter(lets).map(|row| row.method).collect();
    let updates = ROWS.iter().map(|row| row.method);
    let anybodys: BTreeSet<&str> = updates.filter(|m| Operation::is_anybodys(m)).collect();
    let batch = BTreeSet::from(["apply_batch"]);
    assert_eq!(&of_members - &batch, anybodys);
}

/// Those who may not come first: together they must leave everything as it is.
fn walk(community: &Community, row: &Row) {
    let host = &community.host;
    let cells = row.cells();
    let of = |cell: Cell| cells.iter().filter(move |(_, c)| *c == cell);
    let refused: Vec<_> = of(Cell::No)
        .map(|(letter, _)| (*letter, (row.request)(community, *letter)))
        .collect();
    let before = Snapshot::of(host);
    for (letter, request) in &refused {
        let whom = whom(*letter, row);
        let sent = request.send(host, caller(*letter));
        match letter {
            // Turned away before the canister decodes anything.
            'A' => assert!(sent.is_err(), "{whom} was let in"),
            _ => {
                let answer = sent.unwrap();
                assert!(answer.is_err(), "{whom} was let in");
                let refusal = error(answer);
                let expected = matches!(refusal, Error::not_authorised { .. });
                assert!(expected, "{whom} was refused with {refusal:?}");
            }
        }
    }
    Snapshot::of(host).assert_same(&before, row.method);
    for (letter, _) in of(Cell::Yes) {
        let request = (row.request)(community, *letter);
        let done = request.send(host, caller(*letter)).unwrap();
        assert!(done.is_ok(), "{} was refused: {done:?}", whom(*letter, row));
    }
    for (letter, _) in of(Cell::Has) {
        let request = (row.request)(community, *letter);
        let refusal = error(request.send(host, caller(*letter)).unwrap());
        let expected = matches!(refusal, Error::already_exists { .. });
        assert!(expected, "{}: {refusal:?}", whom(*letter, row));
    }
}

fn whom(letter: char, row: &Row) -> String {
    let (_, name) = CALLERS.iter().find(|(l, _)| *l == letter).unwrap();
    format!("{} ({}): the {name}", row.method, row.case)
}

#[test]
fn each_caller_may_do_what_the_design_says_and_nothing_else() {
    let community = Community::new();
    for row in &ROWS {
        walk(&community, row);
    }
}

#[test]
fn a_controller_alone_brings_blocks_in_and_only_into_an_empty_registry() {
    let community = Community::new();
    let before = Snapshot::of(&community.host);
    for (letter, name) in CALLERS {
        let order = RestoreBlocks {
            first: 0,
            blocks: Vec::new(),
            length: 1,
            tip: vec![0; 32].into(),
        };
        let bytes = candid::encode_one(order).unwrap();
        let sent = community.host.send(caller(letter), "restore_blocks", bytes);
        if letter == 'A' {
            assert!(sent.is_err(), "the {name} was let in");
            continue;
        }
        let answer: Answer<u64> = candid::decode_one(&sent.unwrap()).unwrap();
        let refusal = error(answer);
        match letter {
            'R' => assert!(matches!(refusal, Error::not_now { .. }), "{refusal:?}"),
            _ => assert!(
                matches!(refusal, Error::not_authorised { .. }),
                "the {name} was refused with {refusal:?}"
            ),
        }
    }
    Snapshot::of(&community.host).assert_same(&before, "restore_blocks");
}
