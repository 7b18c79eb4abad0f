//! The values of ICRC-3, and their hash.

use std::cell::RefCell;
use std::collections::BTreeMap;

use candid::{CandidType, Deserialize, Int, Nat};
use serde_bytes::ByteBuf;

use crate::base::bytes::{Hash, leb128, sha256};

/// A value of ICRC-3: the form in which blocks are shown, and from which they are hashed.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Blob(ByteBuf),
    Text(String),
    Nat(Nat),
    Int(Int),
    Array(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Bytes.
    pub fn blob(bytes: impl Into<Vec<u8>>) -> Value {
        Value::Blob(ByteBuf::from(bytes))
    }

    /// A map of fields with fixed names.
    pub fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
        let named = |(name, value): (&str, Value)| (name.to_owned(), value);
        Value::Map(fields.into_iter().map(named).collect())
    }

    /// A field of a map.
    pub fn field(&self, wanted: &str) -> Option<&Value> {
        let Value::Map(fields) = self else {
            return None;
        };
        let mut named = fields.iter().filter(|(name, _)| name == wanted);
        named.next().map(|(_, value)| value)
    }

    /// The bytes of a blob.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Blob(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A natural number that has at most 64 bits.
    pub fn number(&self) -> Option<u64> {
        match self {
            Value::Nat(number) => match number.0.to_u64_digits()[..] {
                [] => Some(0),
                [digit] => Some(digit),
                _ => None,
            },
            _ => None,
        }
    }

    /// The representation-independent hash (ICRC-3, "Value"; interface specification, "Hash of
    /// structured data"). It does not depend on the order of a map's fields.
    pub fn hash(&self) -> Hash {
        match self {
            Value::Blob(bytes) => sha256(&[bytes]),
            Value::Text(text) => text_hash(text),
            Value::Nat(number) => {
                if let Some(small) = self.number() {
                    return sha256(&[&leb128(small)]);
                }
                let mut bytes = Vec::new();
                // Writing into a vector cannot fail.
                let _ = number.encode(&mut bytes);
                sha256(&[&bytes])
            }
            Value::Int(number) => {
                let mut bytes = Vec::new();
                let _ = number.encode(&mut bytes);
                sha256(&[&bytes])
            }
            Value::Array(items) => {
                let hashes: Vec<Hash> = items.iter().map(Value::hash).collect();
                sha256(&[hashes.as_flattened()])
            }
            Value::Map(fields) => map_hash(fields, |_| None),
        }
    }

    /// The bytes of its texts and blobs.
    pub fn size(&self) -> usize {
        match self {
            Value::Blob(bytes) => bytes.len(),
            Value::Text(text) => text.len(),
            Value::Nat(_) | Value::Int(_) => 0,
            Value::Array(items) => items.iter().map(Value::size).sum(),
            Value::Map(fields) => {
                let of = |(name, value): &(String, Value)| name.len() + value.size();
                fields.iter().map(of).sum()
            }
        }
    }

    /// The hash of a map some of whose fields are not what they are shown as: their hashes are
    /// told.
    pub fn hash_with(&self, told: impl Fn(&str) -> Option<Hash>) -> Hash {
        match self {
            Value::Map(fields) => map_hash(fields, told),
            value => value.hash(),
        }
    }
}

fn map_hash(fields: &[(String, Value)], told: impl Fn(&str) -> Option<Hash>) -> Hash {
    let of = |(name, value): &(String, Value)| {
        let hash = told(name).unwrap_or_else(|| value.hash());
        [text_hash(name), hash]
    };
    let mut hashes: Vec<[Hash; 2]> = fields.iter().map(of).collect();
    hashes.sort_unstable();
    sha256(&[hashes.as_flattened().as_flattened()])
}

/// How many hashes of texts are kept. The log has ten names of fields, and a type of blocks for
/// each of some forty methods.
const KEPT: usize = 64;
/// The longest text whose hash is kept, in bytes.
const KEPT_BYTES: usize = 32;

thread_local! {
    /// The hashes of the short texts that came first: those which are the same in every block.
    static HASHES: RefCell<BTreeMap<String, Hash>> = const { RefCell::new(BTreeMap::new()) };
}

fn text_hash(text: &str) -> Hash {
    if text.len() > KEPT_BYTES {
        return sha256(&[text.as_bytes()]);
    }
    HASHES.with_borrow_mut(|hashes| {
        hashes.get(text).copied().unwrap_or_else(|| {
            let hash = sha256(&[text.as_bytes()]);
            if hashes.len() < KEPT {
                hashes.insert(text.to_owned(), hash);
            }
            hash
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(hash: Hash) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_number_beyond_64_bits_is_hashed_as_it_is_encoded() {
        let largest = Nat::from(u64::MAX);
        for number in [Nat::from(0u64), largest.clone(), largest + 1u64] {
            let mut bytes = Vec::new();
            number.encode(&mut bytes).unwrap();
            assert_eq!(Value::Nat(number).hash(), sha256(&[&bytes]));
        }
    }

    /// The vectors of the standard's text.
    #[test]
    fn values_have_the_hashes_that_the_standard_lists() {
        let nat = |n: u64| Value::Nat(n.into());
        let int = |n: i64| Value::Int(n.into());
        let text = |t: &str| Value::Text(t.into());
        let blob = Value::blob([1, 2, 3, 4]);
        let map = Value::map([
            (
                "from",
                Value::blob(hex_bytes(
                    "00abcdef0012340056789a00bcdef000012345678900abcdef01",
                )),
            ),
            (
                "to",
                Value::blob(hex_bytes(
                    "00ab0def0012340056789a00bcdef000012345678900abcdef01",
                )),
            ),
            ("amount", nat(42)),
            ("created_at", nat(1_699_218_263)),
            ("memo", nat(0)),
        ]);
        let listed = [
            (
                nat(42),
                "684888c0ebb17f374298b65ee2807526c066094c701bcc7ebbe1c1095f494fc1",
            ),
            (
                int(-42),
                "de5a6f78116eca62d7fc5ce159d23ae6b889b365a1739ad2cf36f925a140d0cc",
            ),
            (
                text("Hello, World!"),
                "dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f",
            ),
            (
                blob,
                "9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a",
            ),
            (
                Value::Array(vec![nat(3), text("foo"), Value::blob([5, 6])]),
                "514a04011caa503990d446b7dec5d79e19c221ae607fb08b2848c67734d468d6",
            ),
            (
                map,
                "c56ece650e1de4269c5bdeff7875949e3e2033f85b2d193c2ff4f7f78bdcfc75",
            ),
        ];
        for (value, expected) in listed {
            assert_eq!(hex(value.hash()), expected, "{value:?}");
        }
    }

    fn hex_bytes(text: &str) -> Vec<u8> {
        let digit = |place| u8::from_str_radix(&text[place..place + 2], 16);
        (0..text.len())
            .step_by(2)
            .filter_map(|p| digit(p).ok())
            .collect()
    }

    #[test]
    fn the_order_of_fields_does_not_matter() {
        let (a, b) = (Value::Text("1".into()), Value::Nat(2u8.into()));
        let one = Value::map([("a", a.clone()), ("b", b.clone())]);
        let other = Value::map([("b", b), ("a", a)]);
        assert_eq!(one.hash(), other.hash());
    }
}
