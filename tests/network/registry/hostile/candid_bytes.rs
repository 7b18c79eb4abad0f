//! Messages that are no Candid, or not of the method's type, or cost more than they should.

use candid::{CandidType, Principal, Reserved, encode_args, encode_one};
use candid_parser::utils::CandidSource;
use workgroups::domain::{Id, Operation};
use workgroups::registry::ListGroups;

use crate::registry::samples::group;
use crate::registry::snapshot::Snapshot;
use workgroups_test_support::ROOT;
use workgroups_test_support::host::{Answer, Host, faults, founder, is_turned_away, message};

/// Bytes that an argument of every method may have: what is longer may be turned away unread.
const LONG: usize = 4_000;
const REFUSED: [&str; 1] = ["arguments are not Candid of the type that the method takes"];

/// The methods of the interface that take an argument, and whether they are queries.
fn methods() -> Vec<(String, bool)> {
    let path = std::path::Path::new(ROOT).join("candid/workgroups.did");
    let (types, service) = CandidSource::File(&path).load().unwrap();
    let methods = types.as_service(&service.unwrap()).unwrap().to_vec();
    let parts = methods.iter().map(|(name, method)| {
        let function = types.as_func(method).unwrap();
        (name, function.args.is_empty(), function.is_query())
    });
    parts
        // Those of the standards refuse in the standards' words.
        .filter(|(name, facts, _)| !facts && !name.starts_with("icrc"))
        .filter(|(name, _, _)| !name.starts_with("http_request"))
        .map(|(name, _, query)| (name.clone(), query))
        .collect()
}

/// An unsigned number as Candid writes counts and positions of types.
fn leb(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7F) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// A message of one argument: a table of types, the argument's type, its value.
fn of_types(types: &[Vec<u8>], argument: u8, value: &[u8]) -> Vec<u8> {
    let count = leb(types.len() as u64);
    [b"DIDL", &count[..], &types.concat(), &[1, argument], value].concat()
}

const NULL: u8 = 0x7F;
const OPT: u8 = 0x6E;
const VEC: u8 = 0x6D;
const RECORD: u8 = 0x6C;

/// A vector of so many nulls: they take no bytes.
fn nulls(count: u64) -> Vec<u8> {
    of_types(&[vec![VEC, NULL]], 0, &leb(count))
}

/// `opt opt … null`, each in the one before, as deep as it says.
fn nested(depth: u64) -> Vec<u8> {
    let types: Vec<Vec<u8>> = (1..=depth)
        .map(|next| match next {
            last if last == depth => vec![OPT, NULL],
            next => [&[OPT][..], &leb(next)].concat(),
        })
        .collect();
    of_types(&types, 0, &vec![1; depth as usize])
}

/// A type that contains itself, with a value as deep as it says.
fn recursive(depth: usize) -> Vec<u8> {
    of_types(&[vec![OPT, 0]], 0, &[vec![1; depth], vec![0]].concat())
}

/// Records of two records of two records …: 2^30 values without a byte.
fn forks() -> Vec<u8> {
    let mut types: Vec<Vec<u8>> = (1..=30u8)
        .map(|next| vec![RECORD, 2, 0, next, 1, next])
        .collect();
    types.push(vec![RECORD, 0]);
    of_types(&types, 0, &[])
}

fn bad_messages() -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| encode_one(text).unwrap();
    vec![
        ("nothing", Vec::new()),
        ("no magic", b"LDID\0\0".to_vec()),
        ("magic alone", b"DIDL".to_vec()),
        ("no argument", encode_args(()).unwrap()),
        ("noise", (0..=255).cycle().take(4_000).collect()),
        ("magic and noise", [b"DIDL", &[0xFF; 200][..]].concat()),
        ("a text", text("text")),
        ("a long text", text(&"x".repeat(1_500_000))),
        ("a float", encode_one(1.5f64).unwrap()),
        ("a negative number", encode_one(-1i64).unwrap()),
        ("null", encode_one(()).unwrap()),
        ("a missing type", of_types(&[], 9, &[])),
        (
            "a count beyond all types",
            [&b"DIDL"[..], &leb(u64::MAX)].concat(),
        ),
        (
            "a count beyond all bytes",
            of_types(&[vec![VEC, 0x71]], 0, &leb(u64::MAX)),
        ),
        ("268 million nulls", nulls(1 << 28)),
        ("more nulls than can be counted", nulls(u64::MAX)),
        ("nested 20,000 deep", nested(20_000)),
        ("recursive 1,000,000 deep", recursive(1_000_000)),
        ("two to the thirtieth", forks()),
    ]
}

#[test]
fn messages_that_are_not_of_the_type_are_refused_by_every_method_and_change_nothing() {
    let host = Host::new();
    host.admin(Operation::create_group(group("one")));
    let before = Snapshot::of(&host);
    let messages = bad_messages();
    for (method, query) in methods() {
        let is_text = |what: &str| method == "preview_text" && what.ends_with("text");
        for (what, bytes) in messages.iter().filter(|(what, _)| !is_text(what)) {
            let reply = match query {
                true => Ok(host.look(founder(), &method, bytes.clone())),
                false => host.send(founder(), &method, bytes.clone()),
            };
            if is_turned_away(&reply) {
                assert!(bytes.len() > LONG, "{method}: {what} is turned away");
                continue;
            }
            let answer: Answer<Reserved> = candid::decode_one(&reply.unwrap()).unwrap();
            assert!(answer.is_err(), "{method} takes {what}");
            assert_eq!(faults(answer), REFUSED, "{method}: {what}");
        }
    }
    Snapshot::of(&host).assert_same(&before, "a malformed message");
}

#[test]
fn a_message_that_is_cut_off_anywhere_is_refused() {
    let host = Host::new();
    let (method, whole) = message(&Operation::create_group(group("one")));
    let before = Snapshot::of(&host);
    for length in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
        let answer = host.update::<Reserved>(founder(), method, whole[..length].to_vec());
        assert_eq!(faults(answer), REFUSED, "{length} bytes of {}", whole.len());
    }
    Snapshot::of(&host).assert_same(&before, "a message that is cut off");
    let answer: Answer<workgroups::domain::Written> = host.update(founder(), method, whole);
    assert_eq!(answer.unwrap().id, 1);
}

/// A question with a field that the interface does not ask for.
#[derive(CandidType)]
struct WithMore<T> {
    take: Option<u32>,
    nobody_asked_for_this: T,
}

#[test]
fn a_field_that_is_not_asked_for_is_skipped_when_that_is_cheap_and_refused_when_not() {
    let host = Host::new();
    host.admin(Operation::create_group(group("one")));
    let ask = |bytes: Vec<u8>| -> Answer<Reserved> {
        let reply = host.look(Principal::anonymous(), "list_groups", bytes);
        candid::decode_one(&reply).unwrap()
    };
    let question = |count: usize| {
        encode_one(WithMore {
            take: Some(1),
            nobody_asked_for_this: vec![(); count],
        })
        .unwrap()
    };
    assert!(ask(question(10)).is_ok());
    assert_eq!(faults(ask(question(1 << 22))), REFUSED);
    let plain = encode_one(ListGroups::default()).unwrap();
    assert!(ask(plain).is_ok());
}

#[test]
fn a_batch_of_more_operations_than_fit_is_refused_before_it_costs_much() {
    let host = Host::new();
    let before = Snapshot::of(&host);
    // As many as fit into the largest message that the network takes.
    let operations: Vec<Operation> = (0..150_000u64)
        .map(|id: Id| Operation::leave_group(id))
        .collect();
    let refusal = host.batch(founder(), operations).unwrap_err();
    assert!(refusal.error.is_some());
    Snapshot::of(&host).assert_same(&before, "a batch of 150,000 operations");
}
