//! Who calls: nobody in particular, a key in a file, or one of the identities that `icp` and `dfx`
//! keep.

mod pem;
mod stores;

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use ic_agent::Identity;
use ic_agent::identity::AnonymousIdentity;

use crate::failure::Failure;

pub use stores::Stores;

/// The bytes of a key file at most.
const KEY_FILE_BYTES: u64 = 100_000;

/// How an identity is chosen.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// `anonymous`, a path of a PEM file, or a name, which may begin with `icp:` or `dfx:`.
    /// Nothing is anonymous.
    pub name: Option<String>,
    /// A file whose first line is the password, for where nobody can be asked.
    pub password_file: Option<PathBuf>,
}

impl Chosen {
    /// The identity.
    ///
    /// # Errors
    /// When there is none of that name, its key is where this program cannot read it, or the
    /// password is not the right one.
    pub fn load(&self, stores: &Stores) -> Result<Box<dyn Identity>, Failure> {
        let Some(name) = self.name.as_deref().filter(|name| *name != "anonymous") else {
            return Ok(Box::new(AnonymousIdentity));
        };
        let ask = |what: &str| self.password(what);
        if let Some(name) = name.strip_prefix("icp:") {
            return stores.of_icp(name, &ask)?.ok_or_else(|| unknown(name, "icp"));
        }
        if let Some(name) = name.strip_prefix("dfx:") {
            return stores.of_dfx(name, &ask)?.ok_or_else(|| unknown(name, "dfx"));
        }
        let path = Path::new(name);
        if name.contains(['/', '\\']) || name.ends_with(".pem") || path.is_file() {
            return pem::read(path, &ask);
        }
        if let Some(identity) = stores.of_icp(name, &ask)? {
            return Ok(identity);
        }
        let of_dfx = stores.of_dfx(name, &ask)?;
        of_dfx.ok_or_else(|| unknown(name, "icp or dfx"))
    }

    fn password(&self, of: &str) -> Result<String, Failure> {
        if let Some(path) = &self.password_file {
            let text = fs::read_to_string(path).map_err(|error| {
                Failure::file(format!("cannot read {}: {error}", path.display()))
            })?;
            return Ok(text.lines().next().unwrap_or_default().to_owned());
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::usage(format!("{of} has a password, and nobody can be asked for it"))
                .advise("Name a file that has it in its first line: `--identity-password-file`."));
        }
        rpassword::prompt_password(format!("Password of {of}: "))
            .map_err(|error| Failure::usage(format!("the password cannot be read: {error}")))
    }
}

fn unknown(name: &str, program: &str) -> Failure {
    Failure::usage(format!("{program} knows no identity {name}")).advise(
        "`icp identity list` and `dfx identity list` tell the names; a key in a file is named by \
         its path, as in `--identity ./key.pem`.",
    )
}

/// Asks for the password of what is named.
type Ask<'a> = dyn Fn(&str) -> Result<String, Failure> + 'a;

/// A file of at most so many bytes.
fn read_bounded(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |what: String| Failure::file(format!("cannot read {}: {what}", path.display()));
    let size = fs::metadata(path).map_err(|error| failed(error.to_string()))?;
    if size.len() > KEY_FILE_BYTES {
        return Err(failed("it is too long to be a key".into()));
    }
    fs::read(path).map_err(|error| failed(error.to_string()))
}
