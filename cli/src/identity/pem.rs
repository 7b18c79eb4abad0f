//! Keys in PEM files.

use std::path::Path;

use ic_agent::Identity;
use ic_agent::identity::{BasicIdentity, Prime256v1Identity, Secp256k1Identity};
use pkcs8::{EncryptedPrivateKeyInfo, LineEnding, SecretDocument};

use super::{Ask, read_bounded};
use crate::failure::Failure;

const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

/// The identity whose key is in a file; an encrypted one asks for the password.
pub fn read(path: &Path, ask: &Ask<'_>) -> Result<Box<dyn Identity>, Failure> {
    let bytes = read_bounded(path)?;
    identity(&bytes, &path.display().to_string(), ask)
}

/// The identity of a key in PEM.
pub fn identity(pem: &[u8], name: &str, ask: &Ask<'_>) -> Result<Box<dyn Identity>, Failure> {
    let no_key = |why: &str| {
        Failure::file(format!("{name} holds no key that can be used: {why}")).advise(
            "Ed25519, secp256k1 and prime256v1 keys in PEM can be used: `icp identity export NAME` \
             and `dfx identity export NAME` write them.",
        )
    };
    let text = std::str::from_utf8(pem).map_err(|_| no_key("it is not a text"))?;
    if text.contains(ENCRYPTED) {
        let password = ask(name)?;
        let pem = decrypted(text, &password)
            .ok_or_else(|| Failure::usage(format!("that is not the password of {name}")))?;
        return identity(pem.as_bytes(), name, ask);
    }
    if !text.contains("PRIVATE KEY-----") {
        return Err(no_key("it has no \"BEGIN … PRIVATE KEY\""));
    }
    if let Ok(identity) = Secp256k1Identity::from_pem(text) {
        return Ok(Box::new(identity));
    }
    if let Ok(identity) = Prime256v1Identity::from_pem(text) {
        return Ok(Box::new(identity));
    }
    match BasicIdentity::from_pem(text) {
        Ok(identity) => Ok(Box::new(identity)),
        Err(error) => Err(no_key(&error.to_string())),
    }
}

fn decrypted(pem: &str, password: &str) -> Option<String> {
    let (_, document) = SecretDocument::from_pem(pem).ok()?;
    let encrypted = EncryptedPrivateKeyInfo::try_from(document.as_bytes()).ok()?;
    let key = encrypted.decrypt(password).ok()?;
    let pem = key.to_pem("PRIVATE KEY", LineEnding::LF).ok()?;
    Some(pem.to_string())
}
