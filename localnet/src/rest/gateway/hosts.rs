//! Which canister a request is for: by its host, its query or its referer, in this order, as
//! PocketIC's gateway has it.

use axum::extract::Query;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};
use candid::Principal;
use std::fmt;
use std::path::{Path, PathBuf};

/// The name of the label that asks for no verification.
const RAW: &str = "raw";

/// The names that a gateway serves.
#[derive(Debug)]
pub struct Hosts {
    /// Canisters are the subdomains of these.
    domains: Vec<String>,
    /// Lines of `domain:canister`. It is read whenever a host is none of the above, as clients
    /// write it after the start.
    custom_domains: Option<PathBuf>,
}

/// The canister that a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The canister.
    pub canister: Principal,
    /// The host that was asked, with the port if it came with one.
    pub authority: String,
}

/// Why a request is for no canister.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unserved {
    /// There is no host, there are several, or what is there is none.
    Host(String),
    /// The host is no domain of the gateway.
    Domain(String),
    /// `canisterId` in the query is no principal.
    CanisterId(String),
    /// The host is the gateway's own, and neither query nor referer name a canister.
    NoCanister(String),
    /// The host asks for answers that are not verified.
    Raw(Principal),
}

impl fmt::Display for Unserved {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(why) => write!(out, "the request names no host: {why}"),
            Self::Domain(host) => write!(out, "{host} is no domain of this gateway"),
            Self::CanisterId(id) => write!(out, "canisterId={id} names no canister"),
            Self::NoCanister(host) => write!(
                out,
                "which canister? Ask for http://<canister-id>.{host}/ or for \
                 http://{host}/?canisterId=<canister-id>"
            ),
            Self::Raw(canister) => write!(
                out,
                "raw domains serve what nobody has verified, and this gateway verifies \
                 everything; leave \".raw\" out of the address of {canister}"
            ),
        }
    }
}

/// What a host says by itself.
enum Host {
    Canister(Principal),
    Raw(Principal),
    /// A domain of the gateway without a canister.
    Domain,
}

impl Hosts {
    /// The names of a gateway with these domains (`localhost` if there are none), and with a
    /// file of custom domains. 127.0.0.1 is always one of its domains.
    ///
    /// # Errors
    /// A domain cannot be one, or the file cannot be read.
    pub fn new(
        domains: Option<&[String]>,
        custom_domains: Option<PathBuf>,
    ) -> Result<Self, String> {
        let localhost = ["localhost".to_owned()];
        let mut names = Vec::new();
        for domain in domains.unwrap_or(&localhost) {
            let name =
                name_of(domain).ok_or_else(|| format!("{domain:?} cannot be a domain's name"))?;
            names.push(name);
        }
        names.push("127.0.0.1".to_owned());
        if let Some(path) = &custom_domains {
            read_custom_domains(path)?;
        }
        Ok(Self {
            domains: names,
            custom_domains,
        })
    }

    /// The canister that a request is for.
    ///
    /// # Errors
    /// The request names none that the gateway serves.
    pub fn canister(&self, uri: &Uri, headers: &HeaderMap) -> Result<Named, Unserved> {
        let authority = authority(uri, headers)?;
        let host = name_of(authority.host())
            .ok_or_else(|| Unserved::Host(format!("{:?} is none", authority.host())))?;
        let canister = match self.look_up(&host) {
            None => return Err(Unserved::Domain(host)),
            Some(Host::Raw(canister)) => return Err(Unserved::Raw(canister)),
            Some(Host::Canister(canister)) => canister,
            Some(Host::Domain) => match in_query(uri)? {
                Some(canister) => canister,
                None => in_referer(headers)
                    .ok_or_else(|| Unserved::NoCanister(authority.to_string()))?,
            },
        };
        Ok(Named {
            canister,
            authority: authority.to_string(),
        })
    }

    fn look_up(&self, host: &str) -> Option<Host> {
        self.domains
            .iter()
            .find_map(|domain| below(host, domain))
            .or_else(|| self.custom(host).map(Host::Canister))
    }

    fn custom(&self, host: &str) -> Option<Principal> {
        let path = self.custom_domains.as_ref()?;
        match read_custom_domains(path) {
            Ok(domains) => domains
                .into_iter()
                .find_map(|(domain, canister)| (domain == host).then_some(canister)),
            Err(e) => {
                eprintln!("localnet: {e}");
                None
            }
        }
    }
}

/// The name as it is compared: in lower case, without the final dot.
fn name_of(text: &str) -> Option<String> {
    let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    (name.len() <= 253 && name.split('.').all(label)).then_some(name)
}

/// The host and port that a request is sent to.
fn authority(uri: &Uri, headers: &HeaderMap) -> Result<Authority, Unserved> {
    if let Some(authority) = uri.authority() {
        return Ok(authority.clone());
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => Err(Unserved::Host("it has no Host header".to_owned())),
        (Some(_), Some(_)) => Err(Unserved::Host("it has several Host headers".to_owned())),
        (Some(host), None) => Authority::try_from(host.as_bytes())
            .map_err(|e| Unserved::Host(format!("{host:?} is none: {e}"))),
    }
}

/// What a host says if it is a domain of the gateway or lies below: `<domain>`,
/// `<canister>.<domain>`, `<canister>.raw.<domain>`; words and two dashes may precede the
/// canister.
fn below(host: &str, domain: &str) -> Option<Host> {
    let rest = host.strip_suffix(domain)?;
    if rest.is_empty() {
        return Some(Host::Domain);
    }
    let labels: Vec<&str> = rest.strip_suffix('.')?.split('.').collect();
    let (label, raw) = match labels.as_slice() {
        [label] => (label, false),
        [label, RAW] => (label, true),
        _ => return None,
    };
    let id = label.rsplit("--").next().unwrap_or(label);
    Some(match Principal::from_text(id) {
        Ok(canister) if raw => Host::Raw(canister),
        Ok(canister) => Host::Canister(canister),
        Err(_) => Host::Domain,
    })
}

/// The canister in the query, as `canisterId=<id>`.
fn in_query(uri: &Uri) -> Result<Option<Principal>, Unserved> {
    let named = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .ok()
        .and_then(|Query(pairs)| pairs.into_iter().find(|(name, _)| name == "canisterId"));
    match named {
        None => Ok(None),
        Some((_, id)) => Principal::from_text(&id)
            .map(Some)
            .map_err(|_| Unserved::CanisterId(id)),
    }
}

/// The canister of the page that asks for this: a page at `?canisterId=` loads its own parts
/// without it.
fn in_referer(headers: &HeaderMap) -> Option<Principal> {
    let referer = Uri::try_from(headers.get(header::REFERER)?.as_bytes()).ok()?;
    let label = referer.host()?.split('.').next()?;
    Principal::from_text(label)
        .ok()
        .or_else(|| in_query(&referer).ok().flatten())
}

fn read_custom_domains(path: &Path) -> Result<Vec<(String, Principal)>, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| format!("cannot read the custom domains in {}: {e}", path.display()))?;
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            line.split_once(':')
                .and_then(|(domain, id)| {
                    Some((
                        name_of(domain.trim())?,
                        Principal::from_text(id.trim()).ok()?,
                    ))
                })
                .ok_or_else(|| {
                    format!(
                        "{}: {line:?} is not of the form domain:canister",
                        path.display()
                    )
                })
        })
        .collect()
}
