//! The keys of the network itself. They follow from the name of what they belong to, so that
//! every instance of the same shape has the same root key and a client can pin it. That makes
//! them worthless as secrets, which is right for a network that only lives on one machine.

use candid::Principal;
use ic_verify_bls_signature::{PrivateKey, verify_bls_signature};
use sha2::{Digest, Sha256};

/// What stands before the 96 bytes of a BLS12-381 public key in its DER encoding
/// (interface specification, section "Certificate").
const BLS_DER_PREFIX: [u8; 37] = [
    0x30, 0x81, 0x82, 0x30, 0x1d, 0x06, 0x0d, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xdc, 0x7c, 0x05,
    0x03, 0x01, 0x02, 0x01, 0x06, 0x0c, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xdc, 0x7c, 0x05, 0x03,
    0x02, 0x01, 0x03, 0x61, 0x00,
];

/// What a subnet signs is a root hash with this in front.
const STATE_ROOT_DOMAIN: &[u8] = b"\x0Dic-state-root";

/// A subnet's BLS12-381 key (signatures in G1, public key in G2).
#[derive(Clone, Debug)]
pub struct SubnetKey {
    private: PrivateKey,
    public_der: Vec<u8>,
}

impl SubnetKey {
    /// The key of the subnet with this name.
    pub fn for_name(name: &str) -> Self {
        let private = scalar_for_name(name);
        let mut public_der = BLS_DER_PREFIX.to_vec();
        public_der.extend_from_slice(&private.public_key().serialize());
        Self {
            private,
            public_der,
        }
    }

    /// The public key in DER.
    pub fn public_der(&self) -> &[u8] {
        &self.public_der
    }

    /// The subnet's id: the self-authenticating id of its public key.
    pub fn subnet_id(&self) -> Principal {
        Principal::self_authenticating(&self.public_der)
    }

    /// Signs the root hash of a state tree; 48 bytes.
    pub fn sign_root_hash(&self, root_hash: &[u8; 32]) -> Vec<u8> {
        self.private
            .sign(&state_root_message(root_hash))
            .serialize()
            .to_vec()
    }
}

/// Whether a subnet's signature of a root hash is good.
///
/// # Errors
/// The key is not a BLS key in DER, or the signature is not its signature.
pub fn verify_subnet_signature(
    public_der: &[u8],
    root_hash: &[u8; 32],
    signature: &[u8],
) -> Result<(), String> {
    let key = public_der
        .strip_prefix(&BLS_DER_PREFIX)
        .ok_or("the subnet key is not a DER-encoded BLS12-381 key")?;
    verify_bls_signature(signature, &state_root_message(root_hash), key)
        .map_err(|()| "the certificate's signature is not the subnet's".to_owned())
}

fn state_root_message(root_hash: &[u8; 32]) -> Vec<u8> {
    [STATE_ROOT_DOMAIN, root_hash].concat()
}

/// A private key out of a name: hashed until the hash is a number below the group's order,
/// which every other hash or so is.
fn scalar_for_name(name: &str) -> PrivateKey {
    let mut digest = Sha256::digest([b"localnet subnet key ", name.as_bytes()].concat());
    loop {
        if let Ok(key) = PrivateKey::deserialize(&digest) {
            return key;
        }
        digest = Sha256::digest(digest);
    }
}

/// The Ed25519 key of the one node that answers queries.
#[derive(Debug)]
pub struct NodeKey {
    private: ic_ed25519::PrivateKey,
    public_der: Vec<u8>,
}

impl NodeKey {
    /// The key of the node with this name.
    pub fn for_name(name: &str) -> Self {
        let seed = Sha256::digest([b"localnet node key ", name.as_bytes()].concat());
        let private = ic_ed25519::PrivateKey::deserialize_raw_32(&seed.into());
        let public_der = private.public_key().serialize_rfc8410_der();
        Self {
            private,
            public_der,
        }
    }

    /// The public key in DER.
    pub fn public_der(&self) -> &[u8] {
        &self.public_der
    }

    /// The node's id: the self-authenticating id of its public key.
    pub fn node_id(&self) -> Principal {
        Principal::self_authenticating(&self.public_der)
    }

    /// Signs a message; 64 bytes.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.private.sign_message(message).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_signature_verifies_with_its_key_and_with_no_other() {
        let key = SubnetKey::for_name("a");
        let signature = key.sign_root_hash(&[7; 32]);
        assert_eq!(
            verify_subnet_signature(key.public_der(), &[7; 32], &signature),
            Ok(())
        );
        assert!(verify_subnet_signature(key.public_der(), &[8; 32], &signature).is_err());
        let other = SubnetKey::for_name("b");
        assert!(verify_subnet_signature(other.public_der(), &[7; 32], &signature).is_err());
    }

    #[test]
    fn equal_names_have_equal_keys() {
        assert_eq!(
            SubnetKey::for_name("a").public_der(),
            SubnetKey::for_name("a").public_der()
        );
        assert_eq!(
            NodeKey::for_name("a").node_id(),
            NodeKey::for_name("a").node_id()
        );
    }
}
