//! Values as Candid: decoded within bounds, encoded without describing the type anew.
//!
//! A message begins with a description of its types, which the candid crate makes again for each
//! message. The descriptions of what is encoded are cached here, one for each type.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::BTreeMap;

use candid::ser::{TypeSerialize, ValueSerializer};
use candid::types::internal::TypeContainer;
use candid::types::value::{IDLArgs, IDLValue};
use candid::utils::decode_args_with_config;
use candid::{CandidType, DecoderConfig};
use serde::de::DeserializeOwned;

/// The most that decoding a message may cost, in the units of the candid crate (one for each byte
/// of a text, some ten for a small value, thirty for a principal). The largest message that the
/// network takes (2 MiB) fits in when it is made of texts as records are; a message that unfolds
/// into a great many small values does not.
const DECODING_QUOTA: usize = 12_000_000;
/// The same for values that the interface does not ask for.
const SKIPPING_QUOTA: usize = 10_000;

thread_local! {
    /// The descriptions of types that were encoded. What a query adds is lost when it ends, so
    /// they come from the installation and from updates.
    static DESCRIPTIONS: RefCell<BTreeMap<TypeId, Vec<u8>>> =
        const { RefCell::new(BTreeMap::new()) };
}

/// What a method takes.
pub trait Argument: CandidType + DeserializeOwned + 'static {}

impl<T: CandidType + DeserializeOwned + 'static> Argument for T {}

/// Decodes one value; None when the bytes are not one of this type, or would cost too much.
pub fn decode<T: Argument>(message: &[u8]) -> Option<T> {
    let mut config = DecoderConfig::new();
    config
        .set_decoding_quota(DECODING_QUOTA)
        .set_skipping_quota(SKIPPING_QUOTA)
        .set_full_error_message(false);
    let (value,) = decode_args_with_config::<(T,)>(message, &config).ok()?;
    Some(value)
}

/// Tells what a text becomes, by its path such as "details.links[2].url" and the text; none for one
/// that stays.
pub type Change<'a> = dyn FnMut(&str, &str) -> Option<String> + 'a;

/// The value with its texts changed. None when the value cannot be made again, which no type of the
/// interface gives cause for.
pub fn with_texts<T: Argument>(value: &T, change: &mut Change<'_>) -> Option<T> {
    let mut types = TypeContainer::new();
    let of = [types.add::<T>()];
    let mut values = IDLArgs::from_bytes_with_types(&encode(value), &types.env, &of).ok()?;
    let path = &mut String::new();
    for value in &mut values.args {
        change_texts(path, value, change);
    }
    decode(&values.to_bytes_with_types(&types.env, &of).ok()?)
}

fn change_texts(path: &mut String, value: &mut IDLValue, change: &mut Change<'_>) {
    let at = path.len();
    match value {
        IDLValue::Text(text) => {
            if let Some(changed) = change(path, text) {
                *text = changed;
            }
        }
        IDLValue::Opt(inner) => change_texts(path, inner, change),
        IDLValue::Vec(list) => {
            for (i, item) in list.iter_mut().enumerate() {
                path.push_str(&format!("[{i}]"));
                change_texts(path, item, change);
                path.truncate(at);
            }
        }
        IDLValue::Record(fields) => {
            for field in fields {
                step(path, &field.id.to_string());
                change_texts(path, &mut field.val, change);
                path.truncate(at);
            }
        }
        IDLValue::Variant(case) => {
            step(path, &case.0.id.to_string());
            change_texts(path, &mut case.0.val, change);
            path.truncate(at);
        }
        _ => {}
    }
}

fn step(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// Encodes one value.
pub fn encode<T: CandidType + 'static>(value: &T) -> Vec<u8> {
    let mut written = ValueSerializer::new();
    // Every type of the interface has a Candid form, so that neither this nor the description
    // fails.
    let done = value.idl_serialize(&mut written);
    debug_assert!(done.is_ok());
    let values = written.get_result();
    DESCRIPTIONS.with_borrow_mut(|descriptions| {
        let description = descriptions.entry(TypeId::of::<T>());
        [description.or_insert_with(described::<T>), values].concat()
    })
}

/// What a message of one value of a type begins with. Types that it shares with those that were
/// described before are not looked at again, as they are by `candid::encode_one`.
fn described<T: CandidType>() -> Vec<u8> {
    let mut types = TypeSerialize::new();
    // Every type of the interface can be described.
    let done = types.push_type(&T::ty()).and_then(|()| types.serialize());
    debug_assert!(done.is_ok());
    [b"DIDL", types.get_result()].concat()
}

#[cfg(test)]
mod tests {
    use candid::{Deserialize, Principal};

    use super::*;

    #[derive(CandidType, Deserialize, Debug, PartialEq, Eq, Clone)]
    #[allow(non_camel_case_types)]
    enum Kind {
        other(String),
        location,
    }

    #[derive(CandidType, Deserialize, Debug, PartialEq, Eq, Clone)]
    struct Link {
        kind: Option<Kind>,
        url: Option<String>,
    }

    #[derive(CandidType, Deserialize, Debug, PartialEq, Eq, Clone)]
    struct Sample {
        id: u64,
        title: String,
        owner: Principal,
        links: Vec<Link>,
        short: Option<String>,
    }

    fn sample() -> Sample {
        Sample {
            id: 7,
            title: "T".into(),
            owner: Principal::from_slice(&[1, 2]),
            links: vec![Link {
                kind: Some(Kind::other("x".into())),
                url: None,
            }],
            short: Some("s".into()),
        }
    }

    /// The sample as the client for JavaScript encodes it (`IDL.encode` of @icp-sdk/core 6): what
    /// a type consists of comes before it in the table.
    const OF_JAVASCRIPT: &[u8] = b"\
        \x44\x49\x44\x4C\x06\x6E\x71\x6B\x02\xD0\xCD\xD9\xB3\x03\x71\xB5\xDC\x99\xAA\x0E\x7F\x6E\x01\x6C\
        \x02\xEF\xD6\xE4\x02\x00\xD4\xC2\xA7\xB8\x04\x02\x6D\x03\x6C\x05\xDB\xB7\x01\x78\x98\xAB\xEC\x81\
        \x01\x71\xB3\xB0\xDA\xC3\x03\x68\xB9\xC6\x87\xA8\x07\x04\xFC\x88\x9E\xE1\x07\x00\x01\x05\x07\x00\
        \x00\x00\x00\x00\x00\x00\x01\x54\x01\x02\x01\x02\x01\x00\x01\x00\x01\x78\x01\x01\x73";

    #[test]
    fn what_is_encoded_is_what_the_crate_writes() {
        for short in [None, Some("s".to_owned())] {
            let value = Sample { short, ..sample() };
            assert_eq!(encode(&value), candid::encode_one(&value).unwrap());
        }
    }

    #[test]
    fn a_message_of_another_client_is_decoded() {
        assert_eq!(decode(OF_JAVASCRIPT), Some(sample()));
    }

    #[test]
    fn a_message_that_is_cut_or_goes_on_is_not_read() {
        let message = encode(&sample());
        decode::<Sample>(&message).unwrap();
        for end in 0..message.len() {
            assert_eq!(decode::<Sample>(&message[..end]), None, "{end}");
        }
        assert_eq!(decode::<Sample>(&[&message[..], &[0]].concat()), None);
    }

    #[test]
    fn an_older_form_of_a_type_is_decoded() {
        #[derive(CandidType)]
        struct Older {
            id: u64,
            title: String,
            owner: Principal,
            links: Vec<Link>,
        }
        let Sample {
            id,
            title,
            owner,
            links,
            ..
        } = sample();
        let older = candid::encode_one(Older {
            id,
            title,
            owner,
            links,
        });
        let older = older.unwrap();
        assert_eq!(decode::<Sample>(&older).unwrap().short, None);
    }
}
