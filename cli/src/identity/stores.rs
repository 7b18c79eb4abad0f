//! The identities that `icp` and `dfx` keep.

use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::password_hash::{PasswordHasher, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use ic_agent::Identity;
use serde_json::Value;

use super::{Ask, pem, read_bounded};
use crate::failure::Failure;

/// The memory, rounds and lanes with which `dfx` makes a key of a password, and the key's bytes.
const DFX_ARGON2: (u32, u32, u32, usize) = (64_000, 3, 1, 32);
/// Bytes of the number with which `dfx` encrypts a file.
const DFX_NONCE_BYTES: usize = 12;

/// Where the identities of the two programs lie.
#[derive(Clone, Debug, Default)]
pub struct Stores {
    /// Folders in which `icp` may keep them.
    pub icp: Vec<PathBuf>,
    /// Folders in which `dfx` may keep them.
    pub dfx: Vec<PathBuf>,
}

impl Stores {
    /// Where the programs keep them, by the variables of the environment.
    pub fn usual(variable: &dyn Fn(&str) -> Option<String>) -> Stores {
        let below = |root: &str, path: &str| variable(root).map(|r| Path::new(&r).join(path));
        let icp = [
            below("ICP_HOME", "identity"),
            below("XDG_DATA_HOME", "icp-cli/identity"),
            below("HOME", ".local/share/icp-cli/identity"),
            below(
                "HOME",
                "Library/Application Support/org.dfinity.icp-cli/identity",
            ),
        ];
        let dfx = [
            below("DFX_CONFIG_ROOT", ".config/dfx/identity"),
            below("HOME", ".config/dfx/identity"),
        ];
        Stores {
            icp: icp.into_iter().flatten().collect(),
            dfx: dfx.into_iter().flatten().collect(),
        }
    }

    /// An identity of `icp`; None when it has none of that name.
    ///
    /// # Errors
    /// When its key is not in a file, cannot be read, or has another password.
    pub fn of_icp(&self, name: &str, ask: &Ask<'_>) -> Result<Option<Box<dyn Identity>>, Failure> {
        for folder in self.icp.iter().filter(|_| is_name(name)) {
            let list = json(&folder.join("identity_list.json"))?;
            let Some(entry) = list.as_ref().and_then(|list| list["identities"].get(name)) else {
                continue;
            };
            match entry["kind"].as_str() {
                Some("pem") => {}
                Some("anonymous") => {
                    return Ok(Some(Box::new(ic_agent::identity::AnonymousIdentity)));
                }
                kind => return Err(elsewhere("icp", name, kind.unwrap_or("unknown"))),
            }
            let file = folder.join("keys").join(format!("{name}.pem"));
            return pem::read(&file, ask).map(Some);
        }
        Ok(None)
    }

    /// An identity of `dfx`; None when it has none of that name.
    ///
    /// # Errors
    /// As [`Stores::of_icp`].
    pub fn of_dfx(&self, name: &str, ask: &Ask<'_>) -> Result<Option<Box<dyn Identity>>, Failure> {
        for folder in self.dfx.iter().filter(|_| is_name(name)) {
            let folder = folder.join(name);
            if !folder.is_dir() {
                continue;
            }
            let settings = json(&folder.join("identity.json"))?.unwrap_or_default();
            if !settings["keyring_identity_suffix"].is_null() {
                return Err(elsewhere("dfx", name, "keyring"));
            }
            if !settings["hsm"].is_null() {
                return Err(elsewhere("dfx", name, "hsm"));
            }
            if settings["encryption"].is_null() {
                return pem::read(&folder.join("identity.pem"), ask).map(Some);
            }
            let file = folder.join("identity.pem.encrypted");
            let bytes = read_bounded(&file)?;
            let what = format!("dfx's identity {name}");
            let pem = dfx_decrypted(&bytes, &settings["encryption"], &ask(&what)?)
                .ok_or_else(|| Failure::usage(format!("that is not the password of {what}")))?;
            return pem::identity(&pem, &what, ask).map(Some);
        }
        Ok(None)
    }
}

/// Names that stay below the folder.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

fn json(path: &Path) -> Result<Option<Value>, Failure> {
    if !path.is_file() {
        return Ok(None);
    }
    let read = serde_json::from_slice(&read_bounded(path)?);
    read.map(Some)
        .map_err(|error| Failure::file(format!("cannot read {}: {error}", path.display())))
}

fn elsewhere(program: &str, name: &str, kind: &str) -> Failure {
    let export = format!("{program} identity export {name} > {name}.pem");
    Failure::usage(format!(
        "{program} keeps the key of {name} where this program cannot read it ({kind})"
    ))
    .advise(format!(
        "Export it with `{export}`, or make an identity of its own for this: `{program} identity \
         new workgroups` with plaintext or password storage."
    ))
}

fn dfx_decrypted(bytes: &[u8], settings: &Value, password: &str) -> Option<Vec<u8>> {
    let (memory, rounds, lanes, key_bytes) = DFX_ARGON2;
    let params = Params::new(memory, rounds, lanes, Some(key_bytes)).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let salt = Salt::from_b64(settings["pw_salt"].as_str()?).ok()?;
    let hashed = argon2.hash_password(password.as_bytes(), salt).ok()?.hash?;
    let nonce: [u8; DFX_NONCE_BYTES] =
        serde_json::from_value(settings["file_nonce"].clone()).ok()?;
    let cipher = Aes256Gcm::new_from_slice(hashed.as_bytes()).ok()?;
    cipher.decrypt(&Nonce::from(nonce), bytes).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\n\
        -----END PRIVATE KEY-----\n";

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("stores-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn nobody(_: &str) -> Result<String, Failure> {
        Err(Failure::usage("asked for a password"))
    }

    #[test]
    fn an_identity_of_icp_is_found_by_name_and_a_keyring_is_told() {
        let folder = scratch("icp");
        fs::create_dir_all(folder.join("keys")).unwrap();
        fs::write(folder.join("keys/ann.pem"), PEM).unwrap();
        let list = r#"{"v":1,"identities":{"ann":{"kind":"pem","format":"plaintext"},
            "bob":{"kind":"keyring"}}}"#;
        fs::write(folder.join("identity_list.json"), list).unwrap();
        let stores = Stores {
            icp: vec![folder.clone()],
            dfx: Vec::new(),
        };
        let ann = stores.of_icp("ann", &nobody).unwrap().unwrap();
        let raw = ic_agent::identity::BasicIdentity::from_raw_key(&[1; 32]);
        assert_eq!(ann.sender(), raw.sender());
        let bob = stores.of_icp("bob", &nobody).err().unwrap();
        assert!(bob.advice.contains("icp identity export bob"), "{bob:?}");
        assert!(stores.of_icp("eve", &nobody).unwrap().is_none());
        assert!(stores.of_icp("../ann", &nobody).unwrap().is_none());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_encrypted_identity_of_dfx_opens_with_its_password_alone() {
        let folder = scratch("dfx");
        fs::create_dir_all(folder.join("ann")).unwrap();
        let settings = r#"{"encryption":{"pw_salt":"c29tZXNhbHQxMjM0NTY3OA",
            "file_nonce":[0,1,2,3,4,5,6,7,8,9,10,11]}}"#;
        let value: Value = serde_json::from_str(settings).unwrap();
        let (memory, rounds, lanes, bytes) = DFX_ARGON2;
        let params = Params::new(memory, rounds, lanes, Some(bytes)).unwrap();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let salt = Salt::from_b64(value["encryption"]["pw_salt"].as_str().unwrap()).unwrap();
        let key = argon2.hash_password(b"right", salt).unwrap().hash.unwrap();
        let cipher = Aes256Gcm::new_from_slice(key.as_bytes()).unwrap();
        let nonce = Nonce::from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        let encrypted = cipher.encrypt(&nonce, PEM.as_bytes()).unwrap();
        fs::write(folder.join("ann/identity.json"), settings).unwrap();
        fs::write(folder.join("ann/identity.pem.encrypted"), encrypted).unwrap();
        let stores = Stores {
            icp: Vec::new(),
            dfx: vec![folder.clone()],
        };
        let opened = stores.of_dfx("ann", &|_| Ok("right".into()));
        assert!(opened.unwrap().is_some());
        let refused = stores.of_dfx("ann", &|_| Ok("wrong".into()));
        assert!(refused.err().unwrap().message.contains("not the password"));
        fs::remove_dir_all(folder).unwrap();
    }
}
