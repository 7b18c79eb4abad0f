//! Decoding within bounds gives the values that the candid crate gives without bounds, or none.

use candid::Principal;
use proptest::prelude::*;
use workgroups::base::idl::{decode, encode};
use workgroups::domain::{Link, Operation, PersonDetails};
use workgroups::registry::ApplyBatch;

use crate::consent::dice::Dice;
use crate::consent::interface::{self, Interface};
use crate::consent::values::argument;

/// A random argument of a method, as a client encodes it that has the written interface.
fn message(dice: &mut Dice, interface: &Interface, name: &str) -> Vec<u8> {
    let mut methods = interface.updates.iter();
    let method = methods.find(|method| method.name == name).unwrap();
    argument(dice, interface, method).bytes
}

/// A batch can hold every operation, so its type is made of the types of all arguments.
const ALL: &str = "apply_batch";

fn bounded(message: &[u8]) -> Option<Vec<Operation>> {
    decode::<ApplyBatch>(message).map(|batch| batch.operations)
}

fn unbounded(message: &[u8]) -> Option<Vec<Operation>> {
    let batch: ApplyBatch = candid::decode_one(message).ok()?;
    Some(batch.operations)
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
    fn every_argument_is_the_same_within_bounds_and_when_it_is_encoded_again(seed: u64) {
        let interface = interface::read();
        let message = message(&mut Dice(seed), &interface, ALL);
        let decoded = bounded(&message);
        prop_assert!(decoded.is_some());
        prop_assert_eq!(&unbounded(&message), &decoded);
        let again = encode(&ApplyBatch { operations: decoded.clone().unwrap_or_default(), request_id: None , numbers: None});
        prop_assert_eq!(&bounded(&again), &decoded);
    }

    #[test]
    fn every_method_reads_its_argument_alike_each_time(seed: u64) {
        let interface = interface::read();
        let mut dice = Dice(seed);
        for name in interface.updates.iter().map(|method| &method.name).filter(|name| *name != ALL) {
            let message = message(&mut dice, &interface, name);
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
    let mut read = 0;
    for seed in 0..4_000 {
        let mut dice = Dice(seed);
        let mut damaged = message(&mut dice, &interface, ALL);
        damage(&mut dice, &mut damaged);
        if let Some(operations) = bounded(&damaged) {
            read += 1;
            assert_eq!(unbounded(&damaged), Some(operations), "seed {seed}");
        }
    }
    // Most damages are within texts and numbers, which are then others.
    assert!(read > 100, "{read}");
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
    encode(&ApplyBatch {
        operations,
        request_id: None,
        numbers: None,
    })
}

#[test]
fn a_message_of_very_many_small_values_is_not_decoded() {
    let is_read = [(1, 0), (250_000, 0), (1, 24_000), (1, 300_000)].map(|(operations, links)| {
        decode::<ApplyBatch>(&small_values(operations, links)).is_some()
    });
    assert_eq!(is_read, [true, false, true, false]);
}
