//! Values as Candid bytes: decoded within bounds, encoded without describing the type anew.
//!
//! Every message begins with a description of its types, and most of what a message costs is that
//! the candid crate reads it. The descriptions that are kept here save that: the crate writes each
//! once, and once it has read a message whose description says the same as the kept one, the
//! values of further messages with that description are read by [`values`]. Whatever else comes is
//! the crate's to decode, and its alone to refuse.

mod bytes;
mod described;
mod types;
mod values;

use candid::ser::ValueSerializer;
use candid::utils::decode_args_with_config;
use candid::{CandidType, DecoderConfig};
use serde::de::DeserializeOwned;

/// What decoding a message may cost, in the units of the candid crate (one for each byte of a
/// text, some ten for a small value, thirty for a principal). The largest message that the network
/// takes (2 MiB) fits in when it is made of texts as records are; a message that unfolds into a
/// great many small values does not.
const DECODING_QUOTA: usize = 12_000_000;
/// The same for values that the interface does not ask for.
const SKIPPING_QUOTA: usize = 10_000;
/// More than the crate ever charges for a value besides the bytes of its text: a principal or a
/// variant costs it some 35 and the lengths of the names, every other value less. The description
/// costs four for each byte. So whatever is read without the crate is within its quota too.
const MOST_OF_A_VALUE: usize = 100;

/// Bytes of a message in which its description is looked for: far more than that of any method.
const LONGEST_DESCRIPTION: usize = 50_000;

/// What a method takes.
pub trait Argument: CandidType + DeserializeOwned + 'static {}

impl<T: CandidType + DeserializeOwned + 'static> Argument for T {}

/// Decodes one value; None when the bytes are not one of this type, or would cost too much.
pub fn decode<T: Argument>(message: &[u8]) -> Option<T> {
    decode_known(message).or_else(|| {
        let value = decode_any(message)?;
        described::learn::<T>(message);
        Some(value)
    })
}

/// Decodes the value of a message whose description is known; None for any other, and for one that
/// is not plainly right.
pub fn decode_known<T: Argument>(message: &[u8]) -> Option<T> {
    let values = described::values_of::<T>(message)?;
    let description = message.len() - values.len();
    let left = DECODING_QUOTA.saturating_sub(4 * description + values.len());
    values::read(values, left / MOST_OF_A_VALUE)
}

/// How many values the list has that is all of a message's record, told without decoding any;
/// None for messages of another form.
pub fn listed(message: &[u8]) -> Option<u32> {
    let begin = &message[..message.len().min(LONGEST_DESCRIPTION)];
    let types = types::Types::read(begin).filter(types::Types::is_one_list)?;
    bytes::Bytes(message.get(types.length..)?).number()
}

/// Decodes one value of whatever type Candid's rules let pass for the one that is asked for.
pub fn decode_any<T: Argument>(message: &[u8]) -> Option<T> {
    let mut config = DecoderConfig::new();
    config
        .set_decoding_quota(DECODING_QUOTA)
        .set_skipping_quota(SKIPPING_QUOTA)
        .set_full_error_message(false);
    let (value,) = decode_args_with_config::<(T,)>(message, &config).ok()?;
    Some(value)
}

/// Encodes one value.
pub fn encode<T: CandidType + 'static>(value: &T) -> Vec<u8> {
    let mut written = ValueSerializer::new();
    // Every type of the interface has a Candid form, so that neither this nor the description
    // fails.
    let done = value.idl_serialize(&mut written);
    debug_assert!(done.is_ok());
    let values = written.get_result();
    let describe = || {
        let whole = candid::encode_one(value).unwrap_or_default();
        whole[..whole.len().saturating_sub(values.len())].to_vec()
    };
    described::with::<T, _>(describe, |description| [description, values].concat())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
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
    fn a_description_is_known_once_the_crate_has_decoded_a_message_with_it() {
        for message in [encode(&sample()), OF_JAVASCRIPT.to_vec()] {
            assert_eq!(decode_known::<Sample>(&message), None);
            assert_eq!(decode::<Sample>(&message), Some(sample()));
            assert_eq!(decode_known::<Sample>(&message), Some(sample()));
        }
        let (others, _) = OF_JAVASCRIPT.split_last_chunk::<3>().unwrap();
        let short = [others, &[0]].concat();
        let other = Sample {
            short: None,
            ..sample()
        };
        assert_eq!(decode_known::<Sample>(&short), Some(other));
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
    fn a_type_that_only_passes_for_another_stays_with_the_crate() {
        #[derive(CandidType)]
        struct Older {
            id: u64,
            title: String,
            owner: Principal,
            links: Vec<Link>,
        }
        encode(&sample());
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
        for _ in 0..2 {
            let decoded = decode::<Sample>(&older).unwrap();
            assert_eq!(decoded.short, None);
            assert_eq!(decode_known::<Sample>(&older), None);
        }
    }

    /// The message of JavaScript's client with more entries in its table, to which nothing refers.
    fn longer(entries: u8) -> Vec<u8> {
        let mut message = OF_JAVASCRIPT.to_vec();
        message[4] += entries;
        message.splice(68..68, [0x6E, 0x71].repeat(entries.into()));
        message
    }

    #[test]
    fn only_the_last_descriptions_are_kept_and_no_long_ones() {
        encode(&sample());
        for entries in 0..=4 {
            assert_eq!(decode::<Sample>(&longer(entries)), Some(sample()));
        }
        assert_eq!(decode_known::<Sample>(&longer(0)), None);
        for entries in 1..=4 {
            assert_eq!(decode_known::<Sample>(&longer(entries)), Some(sample()));
        }
        // A message that only the crate reads, with a length in more bytes than it takes.
        let mut odd = longer(4);
        assert_eq!(odd.pop(), Some(b's'));
        assert_eq!(odd.pop(), Some(1));
        odd.extend(b"\x81\x80\x80\x80\x80\0s");
        for _ in 0..4 {
            assert_eq!(decode::<Sample>(&odd), Some(sample()));
        }
        assert_eq!(decode::<Sample>(&longer(50)), Some(sample()));
        assert_eq!(decode_known::<Sample>(&longer(50)), None);
        assert_eq!(decode_known::<Sample>(&longer(1)), Some(sample()));
    }

    #[test]
    fn values_that_lie_too_deep_are_left_to_the_crate() {
        #[derive(CandidType, Deserialize, Debug, PartialEq, Eq)]
        struct List {
            next: Option<Box<List>>,
        }
        let list = |length: usize| {
            (0..length).fold(List { next: None }, |list, _| List {
                next: Some(Box::new(list)),
            })
        };
        for (length, known) in [(0, true), (15, true), (16, false), (100, false)] {
            let message = encode(&list(length));
            assert_eq!(decode(&message), Some(list(length)));
            assert_eq!(decode_known::<List>(&message).is_some(), known, "{length}");
        }
    }
}
