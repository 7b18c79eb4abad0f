//! The authentication of a request: who sends it, is it signed, is it in time.

use super::Refusal;
use super::delegation::signing_key;
use super::target::Target;
use crate::crypto::verify_user_signature;
use candid::Principal;
use ic_transport_types::{Envelope, EnvelopeContent, RequestId};

/// How far ahead a request's expiry may lie: five minutes, and a minute for clocks that differ.
const MAX_INGRESS_TTL_NANOS: u64 = 300_000_000_000;
const PERMITTED_DRIFT_NANOS: u64 = 60_000_000_000;

/// The longest nonce, bytes.
const MAX_NONCE_BYTES: usize = 32;

/// A request whose sender is known to have sent it.
#[derive(Debug)]
pub struct Authentic {
    /// What is asked.
    pub content: EnvelopeContent,
    /// The hash of the content.
    pub id: RequestId,
}

/// What a signature must cover for a request to be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A call, which changes state.
    Call,
    /// A query or a read_state.
    Read,
}

/// Reads a request that came to an address, and checks its sender.
///
/// # Errors
/// The envelope is malformed, out of time, or not signed by its sender.
pub fn authenticate(body: &[u8], now_nanos: u64, address: Target) -> Result<Authentic, Refusal> {
    let envelope: Envelope<'static> = serde_cbor::from_slice(body)
        .map_err(|e| Refusal::bad_request(format!("the request is not the CBOR expected: {e}")))?;
    let content = envelope.content.into_owned();
    let purpose = check_content(&content)?;
    let sender = *content.sender();
    let anonymous = sender == Principal::anonymous();
    // Agents learn the network's time by an anonymous read, with whatever clock they have.
    if purpose == Purpose::Call || !anonymous {
        check_expiry(content.ingress_expiry(), now_nanos)?;
    }
    let id = content.to_request_id();
    if anonymous {
        if envelope.sender_pubkey.is_some()
            || envelope.sender_sig.is_some()
            || envelope.sender_delegation.is_some()
        {
            return Err(Refusal::bad_request(
                "an anonymous request carries no key and no signature",
            ));
        }
        return Ok(Authentic { content, id });
    }
    let (Some(pubkey), Some(signature)) = (envelope.sender_pubkey, envelope.sender_sig) else {
        return Err(Refusal::bad_request(format!(
            "the request of {sender} lacks the public key or the signature"
        )));
    };
    if Principal::self_authenticating(&pubkey) != sender {
        return Err(Refusal::bad_request(format!(
            "the public key does not belong to the sender {sender}"
        )));
    }
    let delegations = envelope.sender_delegation.unwrap_or_default();
    let canister = canister_concerned(&content, address);
    let signer = signing_key(&pubkey, &delegations, now_nanos, canister, purpose)
        .map_err(Refusal::bad_request)?;
    verify_user_signature(signer, &id.signable(), &signature)
        .map_err(|e| Refusal::bad_request(format!("invalid signature: {e}")))?;
    Ok(Authentic { content, id })
}

/// Refuses contents that are too long or not implemented, and tells what the rest is for.
fn check_content(content: &EnvelopeContent) -> Result<Purpose, Refusal> {
    let (nonce, sender_info, purpose) = match content {
        EnvelopeContent::Call {
            nonce, sender_info, ..
        } => (nonce.as_deref(), sender_info.is_some(), Purpose::Call),
        EnvelopeContent::Query {
            nonce, sender_info, ..
        } => (nonce.as_deref(), sender_info.is_some(), Purpose::Read),
        EnvelopeContent::ReadState { .. } => (None, false, Purpose::Read),
    };
    if nonce.is_some_and(|nonce| nonce.len() > MAX_NONCE_BYTES) {
        return Err(Refusal::bad_request(format!(
            "the nonce is longer than {MAX_NONCE_BYTES} bytes"
        )));
    }
    if sender_info {
        return Err(Refusal::bad_request(
            "localnet does not implement sender_info",
        ));
    }
    Ok(purpose)
}

/// The canister that delegations must allow.
fn canister_concerned(content: &EnvelopeContent, address: Target) -> Option<Principal> {
    match (content, address) {
        (
            EnvelopeContent::Call { canister_id, .. } | EnvelopeContent::Query { canister_id, .. },
            _,
        ) => Some(*canister_id),
        (EnvelopeContent::ReadState { .. }, Target::Canister(id)) => Some(id),
        (EnvelopeContent::ReadState { .. }, Target::Subnet(_)) => None,
    }
}

fn check_expiry(expiry: u64, now_nanos: u64) -> Result<(), Refusal> {
    let latest = now_nanos.saturating_add(MAX_INGRESS_TTL_NANOS + PERMITTED_DRIFT_NANOS);
    if (now_nanos..=latest).contains(&expiry) {
        return Ok(());
    }
    Err(Refusal::bad_request(format!(
        "Specified ingress_expiry not within expected range: Minimum allowed expiry: {now_nanos}, \
         Maximum allowed expiry: {latest}, Provided expiry: {expiry}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_accepted_from_now_until_six_minutes_ahead() {
        let now = 1_000_000_000_000;
        let minutes = |n: u64| n * 60_000_000_000;
        assert!(check_expiry(now - 1, now).is_err());
        assert!(check_expiry(now, now).is_ok());
        assert!(check_expiry(now + minutes(6), now).is_ok());
        assert!(check_expiry(now + minutes(6) + 1, now).is_err());
    }
}
