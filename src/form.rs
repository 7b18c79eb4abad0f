//! Values as Candid bytes: decoded within bounds, encoded without describing the type anew.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::BTreeMap;

use candid::ser::ValueSerializer;
use candid::utils::{ArgumentDecoder, decode_args_with_config};
use candid::{CandidType, DecoderConfig};

/// What decoding a message may cost, in the units of the candid crate (about one for each byte
/// and each value). The largest message that the network takes (2 MiB) fits in when it says what
/// it costs; a small message that unfolds into a large value does not.
const DECODING_QUOTA: usize = 12_000_000;
/// The same for values that the interface does not ask for.
const SKIPPING_QUOTA: usize = 10_000;

/// Decodes one value; None when the bytes are not one of this type, or would cost too much.
pub fn decode<T>(bytes: &[u8]) -> Option<T>
where
    (T,): for<'a> ArgumentDecoder<'a>,
{
    let mut config = DecoderConfig::new();
    config
        .set_decoding_quota(DECODING_QUOTA)
        .set_skipping_quota(SKIPPING_QUOTA);
    decode_args_with_config::<(T,)>(bytes, &config)
        .ok()
        .map(|(value,)| value)
}

thread_local! {
    /// What Candid writes before the value: the description of the type, which is the same for
    /// every value of it. Building it costs more than writing a record, so it is kept.
    static HEADERS: RefCell<BTreeMap<TypeId, Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Encodes one value.
pub fn encode<R: CandidType + 'static>(reply: &R) -> Vec<u8> {
    let mut value = ValueSerializer::new();
    // Every type of the interface has a Candid form, so that neither this nor the header fails.
    let written = reply.idl_serialize(&mut value);
    let value = value.get_result();
    debug_assert!(written.is_ok());
    HEADERS.with_borrow_mut(|headers| {
        let header = headers.entry(TypeId::of::<R>()).or_insert_with(|| {
            let whole = candid::encode_one(reply).unwrap_or_default();
            whole[..whole.len().saturating_sub(value.len())].to_vec()
        });
        [header, value].concat()
    })
}
