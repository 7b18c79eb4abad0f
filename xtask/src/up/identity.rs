//! Who controls the canister on the local network.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use candid::Principal;
use k256::elliptic_curve::rand_core::OsRng;
use k256::elliptic_curve::sec1::ToEncodedPoint;
use k256::pkcs8::{AssociatedOid, EncodePublicKey, LineEnding};
use k256::{Secp256k1, SecretKey};
use sec1::der::EncodePem;
use sec1::{EcParameters, EcPrivateKey};

/// An identity made for this checkout, whose key lies in a file that icp and dfx can import.
/// It is good for local networks only: the key is not protected.
#[derive(Clone, Debug)]
pub struct Developer {
    pub principal: Principal,
    pub key_file: PathBuf,
}

impl Developer {
    /// Reads the identity from the folder, or makes it there the first time.
    pub fn load_or_create(folder: &Path) -> Result<Self> {
        let key_file = folder.join("developer.pem");
        let key = match fs::read_to_string(&key_file) {
            Ok(pem) => SecretKey::from_sec1_pem(&pem)
                .with_context(|| format!("{} holds no key", key_file.display()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => create_key(&key_file)?,
            Err(error) => bail!("cannot read {}: {error}", key_file.display()),
        };
        let public_key = key.public_key().to_public_key_der()?;
        Ok(Self {
            principal: Principal::self_authenticating(public_key.as_bytes()),
            key_file,
        })
    }
}

fn create_key(file: &Path) -> Result<SecretKey> {
    let key = SecretKey::random(&mut OsRng);
    let scalar = key.to_bytes();
    // With the curve's name, which icp asks for.
    let pem = EcPrivateKey {
        private_key: &scalar,
        parameters: Some(EcParameters::NamedCurve(Secp256k1::OID)),
        public_key: Some(key.public_key().to_encoded_point(false).as_bytes()),
    }
    .to_pem(LineEnding::LF)?;
    fs::write(file, pem).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(key)
}

/// The identities that the user has chosen in icp and in dfx, where these are installed.
pub fn of_installed_clients() -> Vec<(&'static str, Principal)> {
    [
        ("icp", ["identity", "principal"]),
        ("dfx", ["identity", "get-principal"]),
    ]
    .into_iter()
    .filter_map(|(program, arguments)| Some((program, chosen_identity(program, &arguments)?)))
    .filter(|(_, principal)| *principal != Principal::anonymous())
    .collect()
}

/// None when the program is not installed, or would have to ask for a password first.
fn chosen_identity(program: &str, arguments: &[&str]) -> Option<Principal> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    Principal::from_text(String::from_utf8(output.stdout).ok()?.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_developer_is_the_same_the_next_time() {
        let folder = std::env::temp_dir().join(format!("developer-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let first = Developer::load_or_create(&folder).unwrap();
        let second = Developer::load_or_create(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(first.principal, second.principal);
    }
}
