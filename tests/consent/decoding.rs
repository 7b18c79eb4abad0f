//! The values that a message is made from, and that an update writes, are those that the candid
//! crate decodes, however they were read.

use candid::Principal;
use proptest::prelude::*;
use workgroups::domain::{Link, Operation, PersonDetails};
use workgroups::form::{decode, decode_any, decode_known, encode};
use workgroups::registry::ApplyBatch;

use crate::dice::Dice;
use crate::interface::{self, Interface};
use crate::values::argument;

/// A random argument of a method, as a client encodes it that has the written interface.
fn message(dice: &mut Dice, interface: &Interface, name: &str) -> Vec<u8> {
    let mut methods = interface.updates.iter();
    let method = methods.find(|method| method.name == name).unwrap();
    argument(dice, interface, method).bytes
}

/// A batch can hold every operation, so its type is made of the types of all arguments.
const ALL: &str = "apply_batch";

fn batch(message: &[u8], decode: fn(&[u8]) -> Option<ApplyBatch>) -> Option<Vec<Operation>> {
    decode(message).map(|batch| batch.operations)
}

/// Lets the description of the clients' batches be known.
fn prepare(interface: &Interface) {
    encode(&ApplyBatch {
        operations: Vec::new(),
    });
    assert!(decode::<ApplyBatch>(&message(&mut Dice(1), interface, ALL)).is_some());
}

/// Changes a few of the last bytes, which are mostly values, or takes them away, or adds some.
fn damage(dice: &mut Dice, message: &mut Vec<u8>) {
    for _ in 0..=dice.below(3) {
        let at = message.len() - 1 - dice.below(message.len().min(500));
        match dice.below(4) {
            0 => message[at] ^= 1 << dice.below(8),
            1 => message[at] = dice.number() as u8,
            2 => drop(message.remove(at)),
            _ => message.insert(at, dice.below(4) as u8),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_argument_is_the_same_when_its_description_is_known(seed: u64) {
        let interface = interface::read();
        prepare(&interface);
        let message = message(&mut Dice(seed), &interface, ALL);
        let decoded = batch(&message, decode_any);
        prop_assert!(decoded.is_some());
        prop_assert_eq!(&batch(&message, decode_known), &decoded);
        prop_assert_eq!(&batch(&message, decode), &decoded);
    }

    #[test]
    fn every_method_reads_its_argument_alike_each_time(seed: u64) {
        let interface = interface::read();
        let mut dice = Dice(seed);
        for name in interface.updates.iter().map(|method| &method.name).filter(|name| *name != ALL) {
            let message = message(&mut dice, &interface, name);
            // The first is the crate's; the description of the last is known.
            let read: Vec<_> = (0..3).map(|_| {
                let operation = Operation::of_call(name, &message);
                operation.inspect(|operation| drop(operation.argument()))
            }).collect();
            prop_assert!(read[0].is_some(), "{}", name);
            prop_assert!(read.iter().all(|operation| *operation == read[0]), "{}", name);
        }
    }
}

#[test]
fn damaged_values_are_never_taken_for_others() {
    let interface = interface::read();
    prepare(&interface);
    let mut known = 0;
    for seed in 0..4_000 {
        let mut dice = Dice(seed);
        let mut damaged = message(&mut dice, &interface, ALL);
        damage(&mut dice, &mut damaged);
        if let Some(read) = batch(&damaged, decode_known) {
            known += 1;
            assert_eq!(batch(&damaged, decode_any), Some(read), "seed {seed}");
        }
    }
    // Most damages are within texts and numbers, which are then others.
    assert!(known > 100, "{known}");
}

/// A batch with nothing but small values.
fn small_values(operations: usize, links: usize) -> Vec<u8> {
    let link = Link {
        kind: None,
        label: None,
        url: None,
    };
    let person = |_| {
        Operation::create_person(PersonDetails {
            handle: String::new(),
            name: None,
            affiliation: None,
            links: vec![link.clone(); links],
            remarks: None,
        })
    };
    let admin = |_| Operation::add_admin(Principal::management_canister());
    let operations = match links {
        0 => (0..operations).map(admin).collect(),
        _ => (0..operations).map(person).collect(),
    };
    encode(&ApplyBatch { operations })
}

#[test]
fn whatever_is_read_by_its_description_is_within_the_quota_of_decoding() {
    assert!(decode::<ApplyBatch>(&small_values(1, 0)).is_some());
    let is_read = [
        (1_000, 0),
        (49_900, 0),
        (250_000, 0),
        (1, 24_000),
        (1, 300_000),
        (24_000, 1),
    ]
    .map(|(operations, links)| {
        let message = small_values(operations, links);
        let is_read = decode_known::<ApplyBatch>(&message).is_some();
        assert!(!is_read || decode_any::<ApplyBatch>(&message).is_some());
        is_read
    });
    assert_eq!(is_read, [true, false, false, true, false, false]);
}
