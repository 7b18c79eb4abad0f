//! Whether a user's signature is good, whatever kind of key it was made with.

use super::cose;
use super::spki::{WrappedKey, unwrap_key};

/// Why a signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureError(pub String);

impl std::fmt::Display for SignatureError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for SignatureError {}

/// Checks a signature over a message (the domain separator included) with a public key in
/// DER: Ed25519, ECDSA on secp256k1 or P-256 (both over SHA-256, the signature as r and s of
/// 32 bytes each), or a passkey's COSE key.
///
/// # Errors
/// The key is of no known kind, or the signature does not verify. Canister signatures are not
/// implemented, and are refused by that name.
pub fn verify_user_signature(
    public_der: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let verified = |good: bool, kind: &str| {
        if good {
            Ok(())
        } else {
            Err(SignatureError(format!(
                "the {kind} signature does not verify"
            )))
        }
    };
    if let Ok(key) = ic_ed25519::PublicKey::deserialize_rfc8410_der(public_der) {
        return verified(key.verify_signature(message, signature).is_ok(), "Ed25519");
    }
    if let Ok(key) = ic_secp256k1::PublicKey::deserialize_der(public_der) {
        // Wallets differ in whether they normalise s; the network takes both forms.
        return verified(
            key.verify_ecdsa_signature_with_malleability(message, signature),
            "secp256k1",
        );
    }
    if let Ok(key) = ic_secp256r1::PublicKey::deserialize_der(public_der) {
        return verified(key.verify_signature(message, signature), "P-256");
    }
    match unwrap_key(public_der) {
        Some(WrappedKey::Cose(key)) => {
            cose::verify(key, message, signature).map_err(SignatureError)
        }
        Some(WrappedKey::CanisterSignature(_)) => Err(SignatureError(
            "localnet does not implement canister signatures (Internet Identity)".to_owned(),
        )),
        None => Err(SignatureError(
            "the public key is of no kind that is known here (Ed25519, secp256k1, P-256, COSE)"
                .to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use serde_cbor::Value;
    use sha2::{Digest, Sha256};
    use std::collections::BTreeMap;

    #[test]
    fn each_kind_of_key_verifies_its_own_signature_and_nothing_else() {
        let ed = ic_ed25519::PrivateKey::generate_from_seed(b"a seed");
        let k1 = ic_secp256k1::PrivateKey::generate_from_seed(b"a seed");
        let r1 = ic_secp256r1::PrivateKey::generate_insecure_key_for_testing(1);
        let pairs = [
            (
                ed.public_key().serialize_rfc8410_der(),
                ed.sign_message(b"message").to_vec(),
            ),
            (
                k1.public_key().serialize_der(),
                k1.sign_message_with_ecdsa(b"message").to_vec(),
            ),
            (
                r1.public_key().serialize_der(),
                r1.sign_message(b"message").to_vec(),
            ),
        ];
        for (key, signature) in &pairs {
            assert_eq!(verify_user_signature(key, b"message", signature), Ok(()));
            assert!(verify_user_signature(key, b"massage", signature).is_err());
            let mut spoilt = signature.clone();
            spoilt[20] ^= 1;
            assert!(verify_user_signature(key, b"message", &spoilt).is_err());
            assert!(verify_user_signature(key, b"message", &[]).is_err());
        }
        assert!(verify_user_signature(&pairs[0].0, b"message", &pairs[1].1).is_err());
    }

    #[test]
    fn a_passkey_signs_its_challenge_and_nothing_else() {
        let private = ic_secp256r1::PrivateKey::generate_insecure_key_for_testing(2);
        let point = private.public_key().serialize_sec1(false);
        let cose: BTreeMap<Value, Value> = [
            (1, Value::Integer(2)),
            (3, Value::Integer(-7)),
            (-1, Value::Integer(1)),
            (-2, Value::Bytes(point[1..33].to_vec())),
            (-3, Value::Bytes(point[33..].to_vec())),
        ]
        .map(|(label, value)| (Value::Integer(label), value))
        .into();
        let cose = serde_cbor::to_vec(&cose).unwrap();
        let mut der = vec![
            0x30, 0, 0x30, 0x0c, 0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xb8, 0x43, 0x01,
            0x01, 0x03,
        ];
        der.push(u8::try_from(cose.len() + 1).unwrap());
        der.push(0);
        der.extend_from_slice(&cose);
        der[1] = u8::try_from(der.len() - 2).unwrap();

        let client_data = format!(
            r#"{{"type":"webauthn.get","challenge":"{}"}}"#,
            BASE64_URL_SAFE_NO_PAD.encode(b"message")
        );
        let mut signed = b"authenticator".to_vec();
        signed.extend_from_slice(&Sha256::digest(client_data.as_bytes()));
        let assertion: BTreeMap<Value, Value> = [
            (
                "authenticator_data",
                Value::Bytes(b"authenticator".to_vec()),
            ),
            ("client_data_json", Value::Text(client_data)),
            (
                "signature",
                Value::Bytes(private.sign_message_with_der_encoded_sig(&signed)),
            ),
        ]
        .map(|(name, value)| (Value::Text(name.to_owned()), value))
        .into();
        let assertion = serde_cbor::to_vec(&assertion).unwrap();

        assert_eq!(verify_user_signature(&der, b"message", &assertion), Ok(()));
        assert!(verify_user_signature(&der, b"massage", &assertion).is_err());
    }
}
