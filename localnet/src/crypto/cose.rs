//! Signatures by passkeys: a COSE public key, and a WebAuthn assertion as the signature.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ic_secp256r1::PublicKey;
use serde::Deserialize;
use serde_cbor::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Labels and values of RFC 9052 and RFC 9053: key type EC2, algorithm ES256, curve P-256.
const KEY_TYPE: i128 = 1;
const ALGORITHM: i128 = 3;
const CURVE: i128 = -1;
const X: i128 = -2;
const Y: i128 = -3;
const EC2: i128 = 2;
const ES256: i128 = -7;
const P256: i128 = 1;

/// What a browser answers when a passkey signs (interface specification, section
/// "Signatures", Web Authentication).
#[derive(Deserialize)]
struct Assertion {
    #[serde(with = "serde_bytes")]
    authenticator_data: Vec<u8>,
    client_data_json: String,
    #[serde(with = "serde_bytes")]
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct ClientData {
    challenge: String,
}

/// Whether a passkey has signed the message.
///
/// # Errors
/// What is wrong with the key or the signature, in words.
pub fn verify(cose_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), String> {
    let key = p256_key(cose_key)?;
    let assertion: Assertion = serde_cbor::from_slice(signature)
        .map_err(|e| format!("the signature is not a CBOR-encoded WebAuthn assertion: {e}"))?;
    let client_data: ClientData = serde_json::from_str(&assertion.client_data_json)
        .map_err(|e| format!("client_data_json is not as WebAuthn has it: {e}"))?;
    if client_data.challenge.trim_end_matches('=') != BASE64_URL_SAFE_NO_PAD.encode(message) {
        return Err("the WebAuthn challenge is not the message".to_owned());
    }
    let mut signed = assertion.authenticator_data;
    signed.extend_from_slice(&Sha256::digest(assertion.client_data_json.as_bytes()));
    if key.verify_signature_with_der_encoded_sig(&signed, &assertion.signature) {
        Ok(())
    } else {
        Err("the WebAuthn signature does not verify".to_owned())
    }
}

fn p256_key(cose_key: &[u8]) -> Result<PublicKey, String> {
    let map: BTreeMap<Value, Value> =
        serde_cbor::from_slice(cose_key).map_err(|e| format!("the COSE key is not CBOR: {e}"))?;
    let number = |label| match map.get(&Value::Integer(label)) {
        Some(Value::Integer(value)) => Some(*value),
        _ => None,
    };
    let bytes = |label| match map.get(&Value::Integer(label)) {
        Some(Value::Bytes(value)) => Some(value.as_slice()),
        _ => None,
    };
    if number(KEY_TYPE) != Some(EC2)
        || number(ALGORITHM) != Some(ES256)
        || number(CURVE) != Some(P256)
    {
        return Err("of COSE keys, localnet knows ECDSA on P-256 (ES256) only".to_owned());
    }
    let (Some(x), Some(y)) = (bytes(X), bytes(Y)) else {
        return Err("the COSE key lacks a coordinate".to_owned());
    };
    PublicKey::deserialize_from_xy(x, y)
        .map_err(|e| format!("the COSE key is no point of P-256: {e:?}"))
}
