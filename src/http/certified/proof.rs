//! What of a request and a response is certified, and where in the tree that stands.
//!
//! The whole response always is: status, body and all headers. Where an address takes parameters,
//! the method and these parameters are certified with it; for "not modified", the version that the
//! asker named; for a piece of a long body, the range.

use std::borrow::Cow;

use ic_certification::Hash;
use ic_http_certification::{
    DefaultCelBuilder, DefaultResponseCertification, HttpRequest, Method, hash,
};

use crate::base::bytes::sha256;
use crate::http::piece;
use crate::http::request::Asked;
use crate::http::response::Response;
use crate::site;

/// Labels of the tree from its root.
pub type TreePath = Vec<Vec<u8>>;

const ROOT: &[u8] = b"http_expr";
const EXACT: &[u8] = b"<$>";
const WILDCARD: &[u8] = b"<*>";
/// What stands at an address that may have an answer which is not certified yet: so nobody can
/// prove that there is none.
const RESERVED: &[u8] = b"reserved";

/// The place in the tree that proves a response.
#[derive(Debug)]
pub struct Proof {
    /// The CEL expression that tells what is certified.
    pub expression: String,
    /// From the root to the leaf.
    pub leaf: TreePath,
    /// Where it is shown that nothing stands.
    pub absent: Vec<TreePath>,
}

impl Proof {
    /// The place for the response that is to be sent; None for one that is not certified.
    pub fn new(asked: &Asked, response: &Response) -> Option<Proof> {
        match response.status {
            304 => Proof::of_version(asked, response),
            206 => Proof::of_part(asked, response),
            status => is_certified(status).then(|| Proof::of_address(asked, response))?,
        }
    }

    /// The places for the answer with this whole body: by whatever method it is asked for, unless
    /// the address takes parameters; in pieces, if it is too long; and for who has this version.
    /// None for one that is not certified.
    pub fn all(asked: &Asked, whole: &Response) -> Option<Vec<Proof>> {
        let methods = match (asked.takes_query(), whole.is_long()) {
            (true, _) => vec![asked.method.as_str()],
            (false, true) => vec!["GET", "HEAD"],
            // The proof of a short body is one for all methods.
            (false, false) => vec!["GET"],
        };
        let asked = methods.into_iter().map(|method| Asked {
            method: method.to_owned(),
            range: None,
            if_range: None,
            ..asked.clone()
        });
        let proofs = asked.map(|asked| Proof::of_method(&asked, whole));
        let proofs: Option<Vec<Vec<Proof>>> = proofs.collect();
        Some(proofs?.into_iter().flatten().collect())
    }

    fn of_method(asked: &Asked, whole: &Response) -> Option<Vec<Proof>> {
        let mut proofs = match whole.is_long() {
            true => Proof::of_pieces(asked, whole)?,
            false => vec![Proof::new(asked, whole)?],
        };
        if whole.status == 200 && asked.method == "GET" {
            let versions = whole
                .etag
                .iter()
                .flat_map(|etag| [etag.clone(), format!("W/{etag}")]);
            proofs.extend(versions.filter_map(|version| {
                let asked = Asked {
                    if_none_match: Some(version),
                    ..asked.clone()
                };
                Proof::of_version(&asked, &whole.not_modified())
            }));
        }
        Some(proofs)
    }

    fn of_pieces(asked: &Asked, whole: &Response) -> Option<Vec<Proof>> {
        let of_piece = |range| {
            let asked = Asked {
                range,
                ..asked.clone()
            };
            Proof::of_part(&asked, &whole.part(&asked))
        };
        // A range is nothing that a HEAD could ask for.
        let most = if asked.method == "GET" { usize::MAX } else { 1 };
        let ranges = piece::headers(whole.body.len()).take(most);
        ranges.map(of_piece).collect()
    }

    fn of_address(asked: &Asked, response: &Response) -> Option<Proof> {
        if asked.takes_query() {
            return Proof::full(asked, response, &[], Vec::new());
        }
        let expression = DefaultCelBuilder::response_only_certification()
            .with_response_certification(all_headers())
            .build();
        let text = expression.to_string();
        let hash = hash_of(response, &text);
        Some(Proof::at(address(&asked.path), text, b"", hash))
    }

    /// "Not modified", for who named the version in these words.
    fn of_version(asked: &Asked, response: &Response) -> Option<Proof> {
        let version = asked.if_none_match.clone()?;
        let headers = vec![("if-none-match".into(), version)];
        Proof::full(asked, response, &["if-none-match"], headers)
    }

    /// A part of a body, for who asked for this part.
    fn of_part(asked: &Asked, response: &Response) -> Option<Proof> {
        let range = asked.range.clone();
        let headers = range.map(|range| ("range".into(), range));
        Proof::full(asked, response, &["range"], headers.into_iter().collect())
    }

    fn full(
        asked: &Asked,
        response: &Response,
        names: &'static [&'static str],
        headers: Vec<(String, String)>,
    ) -> Option<Proof> {
        let expression = DefaultCelBuilder::full_certification()
            .with_request_headers(names.to_vec())
            .with_request_query_parameters(site::parameters(&asked.path).to_vec())
            .with_response_certification(all_headers())
            .build();
        let request = HttpRequest::builder()
            .with_method(Method::from_bytes(asked.method.as_bytes()).ok()?)
            .with_url(asked.url())
            .with_headers(headers)
            .build();
        let request = hash::request_hash(&request, &expression.request).ok()?;
        let text = expression.to_string();
        let hash = hash_of(response, &text);
        Some(Proof::at(address(&asked.path), text, &request, hash))
    }

    fn at(mut path: TreePath, expression: String, request: &[u8], response: Hash) -> Proof {
        path.push(sha256(&[expression.as_bytes()]).to_vec());
        path.push(request.to_vec());
        path.push(response.to_vec());
        Proof {
            expression,
            leaf: path,
            absent: Vec::new(),
        }
    }

    /// The place that proves that an address has no answer, and never had one reserved.
    pub fn of_missing(asked: &Asked) -> Proof {
        let expression = DefaultCelBuilder::response_only_certification()
            .with_response_certification(all_headers())
            .build()
            .to_string();
        let hash = hash_of(&missing(), &expression);
        let mut address = address(&asked.path);
        address.truncate(2);
        // A gateway looks for the wildcard of an empty first part too.
        let below_root = [ROOT, b"", WILDCARD].map(<[u8]>::to_vec).to_vec();
        Proof {
            absent: vec![address, below_root],
            ..Proof::at(
                vec![ROOT.to_vec(), WILDCARD.to_vec()],
                expression,
                b"",
                hash,
            )
        }
    }

    /// The part of the place that the gateway is told.
    pub fn expr_path(&self) -> Vec<String> {
        let labels = &self.leaf[..self.leaf.len().saturating_sub(3)];
        let text = |label: &Vec<u8>| String::from_utf8_lossy(label).into_owned();
        labels.iter().map(text).collect()
    }
}

/// Responses that are kept: what an address answers, leads to, or does not have.
fn is_certified(status: u16) -> bool {
    matches!(status, 200 | 301 | 308 | 404 | 410)
}

/// The response for an address at which there can be nothing.
pub fn missing() -> Response {
    Response::whole(site::nowhere())
}

/// The places that are reserved for what may be certified later: each first part of an address,
/// and what lies below it. Below the empty one of "/" nothing does.
pub fn reserved() -> impl Iterator<Item = TreePath> {
    let at = |part: &str, end: &[u8]| {
        let place = [ROOT, part.as_bytes(), end, RESERVED];
        place.map(<[u8]>::to_vec).to_vec()
    };
    let exact = site::first_parts().map(move |part| at(part, EXACT));
    let below = site::first_parts().filter(|part| !part.is_empty());
    exact.chain(below.map(move |part| at(part, WILDCARD)))
}

fn all_headers() -> DefaultResponseCertification<'static> {
    DefaultResponseCertification::response_header_exclusions(Vec::new())
}

fn hash_of(response: &Response, expression: &str) -> Hash {
    let to_certify = response.to_certify(expression);
    hash::response_hash(&to_certify, &all_headers(), response.hash)
}

/// The place of an address: its parts, of which the last is empty if it ends in a slash.
fn address(path: &str) -> TreePath {
    let mut labels = vec![ROOT.to_vec()];
    let parts = path.split('/').filter(|part| !part.is_empty());
    labels.extend(parts.map(|part| part.as_bytes().to_vec()));
    if path.ends_with('/') {
        labels.push(Vec::new());
    }
    labels.push(EXACT.to_vec());
    labels
}

impl Asked {
    fn url(&self) -> Cow<'_, str> {
        // The path has no part in the hash of a request.
        match &self.raw_query {
            Some(query) => Cow::Owned(format!("/?{query}")),
            None => Cow::Borrowed("/"),
        }
    }

    /// Whether the address takes parameters.
    fn takes_query(&self) -> bool {
        !site::parameters(&self.path).is_empty()
    }

    /// What tells its answer from those of other requests: the address, and where that takes
    /// parameters, the method and these.
    pub fn key(&self) -> String {
        match self.takes_query() {
            true => [&self.method[..], " ", &self.path, &self.url()].concat(),
            false => self.path.clone(),
        }
    }
}
