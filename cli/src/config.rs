//! Which registry, where, and as whom: from the command line, the environment, or a file.

use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;

use candid::Principal;
use clap::Args;
use serde::Deserialize;

use crate::client::Client;
use crate::client::agent::{OnNetwork, RootKey};
use crate::failure::Failure;
use crate::identity::{Chosen, Stores};

/// Where `--network local` is.
const LOCAL: &str = "http://127.0.0.1:4943";
/// Where `--network ic` is.
const MAINNET: &str = "https://icp-api.io";

/// Which registry, where, and as whom.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Which registry, and as whom")]
pub struct Place {
    /// `local` (http://127.0.0.1:4943), `ic`, or an address such as http://127.0.0.1:8000
    #[arg(long, short = 'n', global = true, env = "WORKGROUPS_NETWORK", value_name = "NETWORK")]
    pub network: Option<String>,
    /// The registry's canister
    #[arg(long, short = 'c', global = true, env = "WORKGROUPS_CANISTER", value_name = "ID")]
    pub canister: Option<String>,
    /// A name from icp or dfx (`icp:NAME`, `dfx:NAME` where both have it), the path of a PEM
    /// file, or `anonymous`, which is enough for reading
    #[arg(long, short = 'i', global = true, env = "WORKGROUPS_IDENTITY", value_name = "NAME")]
    pub identity: Option<String>,
    /// A file whose first line is the identity's password
    #[arg(
        long,
        global = true,
        env = "WORKGROUPS_IDENTITY_PASSWORD_FILE",
        value_name = "FILE"
    )]
    pub identity_password_file: Option<PathBuf>,
    /// The network's public key in hexadecimal digits, or `fetch` to ask the network itself,
    /// which proves nothing about it. Needed for networks that are neither the Internet Computer
    /// nor on this machine
    #[arg(long, global = true, env = "WORKGROUPS_ROOT_KEY", value_name = "HEX")]
    pub root_key: Option<String>,
    /// The file with the settings [default: ./workgroups.toml, then
    /// ~/.config/workgroups/config.toml]
    #[arg(long, global = true, env = "WORKGROUPS_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What a file of settings says; each has the meaning of the option of the same name.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Settings {
    network: Option<String>,
    canister: Option<String>,
    identity: Option<String>,
    identity_password_file: Option<PathBuf>,
    root_key: Option<String>,
}

/// A registry that is reached over a network.
#[derive(Clone, Debug)]
pub struct Reached {
    pub url: String,
    pub canister: Principal,
    identity: Chosen,
    root_key: RootKey,
}

impl Place {
    /// Where the registry is, by all that is said.
    ///
    /// # Errors
    /// When no canister is named, or something is not what it should be.
    pub fn find(&self) -> Result<Reached, Failure> {
        let settings = self.settings()?;
        let network = self.network.clone().or(settings.network);
        let url = match network.as_deref() {
            None | Some("local") => LOCAL.to_owned(),
            Some("ic") => MAINNET.to_owned(),
            Some(url) if url.starts_with("http://") || url.starts_with("https://") => url.into(),
            Some(other) => {
                return Err(Failure::usage(format!("there is no network {other}"))
                    .advise("A network is `local`, `ic`, or an address that begins with http."));
            }
        };
        let canister = self.canister.clone().or(settings.canister).ok_or_else(|| {
            Failure::usage("no canister is named").advise(
                "Name it: `--canister ID`, the variable WORKGROUPS_CANISTER, or `canister = \"ID\"` \
                 in workgroups.toml.",
            )
        })?;
        let canister = Principal::from_text(&canister)
            .map_err(|error| Failure::usage(format!("{canister} names no canister: {error}")))?;
        let root_key = self.root_key.clone().or(settings.root_key);
        let password_file = self.identity_password_file.clone();
        Ok(Reached {
            root_key: root_key_of(&url, root_key.as_deref())?,
            url,
            canister,
            identity: Chosen {
                name: self.identity.clone().or(settings.identity),
                password_file: password_file.or(settings.identity_password_file),
            },
        })
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let usual = || {
            let home = std::env::var_os("HOME").map(PathBuf::from);
            let of_user = home.map(|home| home.join(".config/workgroups/config.toml"));
            let mut places = [Some(PathBuf::from("workgroups.toml")), of_user].into_iter().flatten();
            places.find(|place| place.is_file())
        };
        let Some(path) = self.config.clone().or_else(usual) else {
            return Ok(Settings::default());
        };
        let fault = |error: String| Failure::usage(format!("{}: {error}", path.display()));
        let text = fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
        toml::from_str(&text).map_err(|error| fault(error.to_string().trim_end().to_owned()))
    }
}

impl Reached {
    /// The way to the canister.
    ///
    /// # Errors
    /// When the identity cannot be had, or the network does not answer.
    pub fn open(&self) -> anyhow::Result<OnNetwork> {
        let stores = Stores::usual(&|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
        let identity = self.identity.load(&stores)?;
        OnNetwork::new(&self.url, self.canister, identity, &self.root_key)
    }

    /// A client of the registry.
    ///
    /// # Errors
    /// As [`Reached::open`].
    pub fn client(&self) -> anyhow::Result<Client<'static>> {
        Ok(Client::new(self.open()?))
    }
}

/// The key is fetched from this machine alone, unless it is said.
fn root_key_of(url: &str, given: Option<&str>) -> Result<RootKey, Failure> {
    match given {
        Some("fetch") => Ok(RootKey::Fetched),
        Some(hex) => hex::decode(hex).map(RootKey::Given).map_err(|_| {
            Failure::usage("the root key is not written in hexadecimal digits")
                .advise("Give the digits, or `--root-key fetch` for a network that you trust.")
        }),
        None if is_of_this_machine(url) => Ok(RootKey::Fetched),
        None => Ok(RootKey::Mainnet),
    }
}

/// Whether an address is of this machine: a loopback address, or a name that means one by its
/// definition.
fn is_of_this_machine(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_loopback = host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    is_loopback || host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_key_is_fetched_from_this_machine_alone() {
        for url in [
            "http://127.0.0.1:4943",
            "http://127.9.9.9",
            "http://[::1]:8000/",
            "http://localhost:4943",
            "http://abc.localhost:1/x",
        ] {
            assert_eq!(root_key_of(url, None), Ok(RootKey::Fetched), "{url}");
        }
        for url in [
            "https://icp-api.io",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "http://127.0.0.1@example.org/",
            "http://192.168.0.2:4943",
            "http://example.org/#127.0.0.1",
            "http://xlocalhost",
        ] {
            assert_eq!(root_key_of(url, None), Ok(RootKey::Mainnet), "{url}");
        }
        let told = root_key_of("http://192.168.0.2:4943", Some("fetch"));
        assert_eq!(told, Ok(RootKey::Fetched));
        assert!(root_key_of("http://192.168.0.2:4943", Some("no digits")).is_err());
    }

    #[test]
    fn a_place_without_a_canister_says_how_to_name_one() {
        let place = Place {
            config: Some("/dev/null".into()),
            ..Place::default()
        };
        let failure = place.find().err();
        let advice = failure.map(|f| f.advice).unwrap_or_default();
        assert!(advice.contains("--canister"), "{advice}");
    }
}
