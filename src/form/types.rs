//! The description of types with which a message begins (Candid specification, "Binary format":
//! the type table `T` and the types `I` of the arguments).

use std::collections::BTreeSet;

use super::bytes::Bytes;

const VECTOR: i32 = -19;
const OPTION: i32 = -18;
const RECORD: i32 = -20;
const VARIANT: i32 = -21;
const NAT8: i32 = -5;

/// A primitive type by its negative number, or another one by its place in the table.
type Type = i32;

/// An entry of the table: what it makes of which types. The one type of an option or a vector is
/// labelled 0.
#[derive(Debug)]
struct Entry {
    of: i32,
    parts: Vec<(u32, Type)>,
}

/// The description of a message with one value.
#[derive(Debug)]
pub(super) struct Types {
    table: Vec<Entry>,
    value: Type,
    /// Bytes of the description.
    pub(super) length: usize,
}

impl Types {
    /// The description at the beginning of a message. None where there is none of one value, and
    /// for types that no method of the registry's takes: references, bytes, types yet to come.
    pub(super) fn read(message: &[u8]) -> Option<Types> {
        let mut left = Bytes(message);
        if &left.array()? != b"DIDL" {
            return None;
        }
        let entries = left.number()?;
        let table = (0..entries)
            .map(|_| entry(&mut left))
            .collect::<Option<_>>()?;
        let values = left.number()?;
        let value = left.signed()?;
        (values == 1).then_some(Types {
            table,
            value,
            length: message.len() - left.0.len(),
        })
    }

    /// Whether both describe the same type, in whatever order and however often their tables list
    /// its parts. The values of such types have the same bytes.
    pub(super) fn say_the_same(&self, other: &Types) -> bool {
        let mut told = BTreeSet::new();
        let mut pairs = vec![(self.value, other.value)];
        while let Some(pair) = pairs.pop() {
            if pair.0 < 0 || pair.1 < 0 {
                match pair.0 == pair.1 {
                    true => continue,
                    false => return false,
                }
            }
            // A pair that comes again is the same as far as has been seen, which is all that a
            // type that contains itself can be.
            if !told.insert(pair) {
                continue;
            }
            let (Some(one), Some(two)) = (self.entry(pair.0), other.entry(pair.1)) else {
                return false;
            };
            if one.of != two.of || !one.labels().eq(two.labels()) {
                return false;
            }
            let parts = one.parts.iter().zip(&two.parts);
            pairs.extend(parts.map(|((_, one), (_, two))| (*one, *two)));
        }
        true
    }

    /// Whether the value is a record of a list and nothing else: its bytes begin with the length.
    pub(super) fn is_one_list(&self) -> bool {
        let record = self.entry(self.value).filter(|entry| entry.of == RECORD);
        let Some([(_, list)]) = record.map(|entry| &entry.parts[..]) else {
            return false;
        };
        self.entry(*list).is_some_and(|entry| entry.of == VECTOR)
    }

    fn entry(&self, at: Type) -> Option<&Entry> {
        self.table.get(usize::try_from(at).ok()?)
    }
}

impl Entry {
    fn labels(&self) -> impl Iterator<Item = u32> {
        self.parts.iter().map(|(label, _)| *label)
    }
}

fn entry(left: &mut Bytes<'_>) -> Option<Entry> {
    let of = left.signed()?;
    let parts = match of {
        OPTION => vec![(0, left.signed()?)],
        // Bytes are written as a vector is, but Rust's values of them are read in other ways.
        VECTOR => vec![(0, left.signed().filter(|part| *part != NAT8)?)],
        RECORD | VARIANT => {
            let parts = left.number()?;
            let part = |_| Some((left.number()?, left.signed()?));
            (0..parts).map(part).collect::<Option<_>>()?
        }
        _ => return None,
    };
    Some(Entry { of, parts })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A description of one value: the entries of the table, and the value's type.
    fn types(table: &[&[u8]], value: u8) -> Types {
        let table_length = [table.len() as u8];
        let message = [b"DIDL", &table_length[..], &table.concat(), &[1, value]].concat();
        let types = Types::read(&[&message[..], b"values"].concat()).unwrap();
        assert_eq!(types.length, message.len());
        types
    }

    /// record { 1 : opt text; 2 : opt text }
    const TWICE: &[u8] = &[0x6C, 2, 1, 1, 2, 1];
    const OPT_TEXT: &[u8] = &[0x6E, 0x71];
    const OPT_BOOL: &[u8] = &[0x6E, 0x7E];

    #[test]
    fn the_order_of_a_table_and_what_it_says_twice_make_no_other_type() {
        let known = types(&[TWICE, OPT_TEXT], 0);
        let behind = types(&[OPT_TEXT, &[0x6C, 2, 1, 0, 2, 0]], 1);
        let twice = types(&[&[0x6C, 2, 1, 1, 2, 2], OPT_TEXT, OPT_TEXT], 0);
        let unused = types(&[TWICE, OPT_TEXT, OPT_BOOL], 0);
        for same in [&known, &behind, &twice, &unused] {
            assert!(same.say_the_same(&known) && known.say_the_same(same));
        }
    }

    #[test]
    fn another_type_part_label_or_number_of_parts_is_told() {
        let known = types(&[TWICE, OPT_TEXT], 0);
        for other in [
            types(&[TWICE, OPT_BOOL], 0),
            types(&[TWICE, OPT_TEXT], 1),
            types(&[TWICE, OPT_TEXT], 0x71),
            types(&[TWICE, &[0x6D, 0x71]], 0),
            types(&[&[0x6B, 2, 1, 1, 2, 1], OPT_TEXT], 0),
            types(&[&[0x6C, 2, 1, 1, 3, 1], OPT_TEXT], 0),
            types(&[&[0x6C, 1, 1, 1], OPT_TEXT], 0),
            types(&[&[0x6C, 3, 1, 1, 2, 1, 3, 1], OPT_TEXT], 0),
            types(&[&[0x6C, 2, 1, 1, 2, 0x71], OPT_TEXT], 0),
            types(&[TWICE], 0),
        ] {
            assert!(!known.say_the_same(&other), "{other:?}");
            assert!(!other.say_the_same(&known), "{other:?}");
        }
    }

    #[test]
    fn types_that_contain_themselves_are_the_same_when_they_unfold_alike() {
        // type List = record { 1 : opt List }, once and unfolded.
        let list = types(&[&[0x6C, 1, 1, 1], &[0x6E, 0]], 0);
        let unfolded = types(
            &[&[0x6C, 1, 1, 1], &[0x6E, 2], &[0x6C, 1, 1, 3], &[0x6E, 0]],
            0,
        );
        assert!(list.say_the_same(&unfolded) && unfolded.say_the_same(&list));
        let other = types(
            &[
                &[0x6C, 1, 1, 1],
                &[0x6E, 2],
                &[0x6C, 1, 1, 3],
                &[0x6E, 0x71],
            ],
            0,
        );
        assert!(!list.say_the_same(&other));
    }

    #[test]
    fn what_is_not_described_here_is_left_to_the_crate() {
        for message in [
            &b""[..],
            b"DIDM\x00\x01\x71",
            b"DIDL\x00\x00",
            b"DIDL\x00\x02\x71\x71",
            b"DIDL\x01\x6D\x7B\x01\x00",
            b"DIDL\x01\x6A\x00\x00\x00\x01\x00",
            b"DIDL\x01\x69\x00\x01\x00",
            b"DIDL\x02\x6E\x71",
            b"DIDL\xFF\xFF\xFF\xFF\x0F",
        ] {
            assert!(Types::read(message).is_none(), "{message:?}");
        }
    }
}
