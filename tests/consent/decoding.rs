//! The values that a message is made from, and that an update writes, are those that the candid
//! crate decodes, however they were read.

use proptest::prelude::*;
use workgroups::domain::Operation;
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
        cases: 300,
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
    fn damaged_values_are_never_taken_for_others(seed: u64) {
        let interface = interface::read();
        prepare(&interface);
        let mut dice = Dice(seed);
        let whole = message(&mut dice, &interface, ALL);
        for _ in 0..20 {
            let mut damaged = whole.clone();
            damage(&mut dice, &mut damaged);
            let decoded = batch(&damaged, decode_any);
            if let Some(known) = batch(&damaged, decode_known) {
                prop_assert_eq!(Some(known), decoded);
            }
        }
    }
}
