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
            ..asked.plain()
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::http::piece::PIECE;
    use crate::site::Answer;

    const SHORT: usize = 10;
    const LONG: usize = 2 * PIECE + 1;

    fn answer(status: u16, bytes: usize) -> Response {
        Response::whole(Answer {
            status,
            body: vec![b'a'; bytes],
            hash: None,
            ..site::nowhere()
        })
    }

    fn asked(method: &str, path: &str) -> Asked {
        let takes_query = !site::parameters(path).is_empty();
        Asked {
            method: method.into(),
            raw_query: takes_query.then(|| "q=a".into()),
            ..Asked::get(path)
        }
    }

    /// What a gateway may add to a request for an answer.
    fn variants(asked: &Asked, whole: &Response) -> Vec<Asked> {
        let etag = whole.etag.clone().unwrap_or_default();
        let weak = format!("W/{etag}");
        let versions = [None, Some(etag), Some(weak)].map(|if_none_match| Asked {
            if_none_match,
            ..asked.clone()
        });
        let pieces = piece::headers(whole.body.len()).map(|range| Asked {
            range,
            ..asked.clone()
        });
        versions.into_iter().chain(pieces).collect()
    }

    #[test]
    fn whatever_is_sent_stands_among_what_was_certified_for_its_address() {
        for (path, method, bytes) in [
            ("/robots.txt", "GET", SHORT),
            ("/robots.txt", "HEAD", SHORT),
            ("/robots.txt", "GET", LONG),
            ("/robots.txt", "HEAD", LONG),
            ("/search", "GET", SHORT),
            ("/search", "HEAD", SHORT),
            ("/search", "GET", LONG),
        ] {
            let (asked, whole) = (asked(method, path), answer(200, bytes));
            let all = Proof::all(&asked, &whole).unwrap();
            for asked in variants(&asked, &whole) {
                // A range is nothing that a HEAD could ask for: a gateway does not.
                if method == "HEAD" && asked.range.is_some() {
                    continue;
                }
                let sent = answer(200, bytes).to(&asked);
                let proof = Proof::new(&asked, &sent).unwrap();
                let is_there = all.iter().any(|one| one.leaf == proof.leaf);
                assert!(is_there, "{method} {path} {bytes}: {}", sent.status);
            }
        }
    }

    #[test]
    fn an_answer_is_certified_once_for_each_way_in_which_it_is_asked_for() {
        for (path, method, status, bytes, places) in [
            // Whole, and for who has this version, in two spellings.
            ("/robots.txt", "GET", 200, SHORT, 3),
            ("/robots.txt", "HEAD", 200, SHORT, 3),
            // Three pieces, two spellings, and the first piece for HEAD.
            ("/robots.txt", "GET", 200, LONG, 6),
            ("/robots.txt", "HEAD", 200, LONG, 6),
            ("/search", "GET", 200, SHORT, 3),
            ("/search", "HEAD", 200, SHORT, 1),
            ("/search", "GET", 200, LONG, 5),
            ("/search", "HEAD", 200, LONG, 1),
            ("/robots.txt", "GET", 404, SHORT, 1),
            ("/robots.txt", "GET", 410, SHORT, 1),
            ("/robots.txt", "GET", 308, SHORT, 1),
        ] {
            // Whoever asks, the same is certified.
            let asked = Asked {
                if_none_match: Some("\"other\"".into()),
                range: Some("bytes=5-".into()),
                if_range: Some("\"other\"".into()),
                ..asked(method, path)
            };
            let all = Proof::all(&asked, &answer(status, bytes)).unwrap();
            let leaves: BTreeSet<_> = all.iter().map(|p| &p.leaf).collect();
            let plain = Proof::all(&asked.plain(), &answer(status, bytes)).unwrap();
            assert_eq!(leaves, plain.iter().map(|p| &p.leaf).collect());
            assert_eq!(all.len(), places, "{method} {path} {status} {bytes}");
            assert_eq!(leaves.len(), places, "{method} {path} {status} {bytes}");
        }
        for status in [400, 500, 503] {
            assert!(Proof::all(&Asked::get("/robots.txt"), &answer(status, SHORT)).is_none());
            assert!(Proof::new(&Asked::get("/robots.txt"), &answer(status, SHORT)).is_none());
        }
    }

    #[test]
    fn a_place_is_named_by_its_address_and_what_is_hashed() {
        for (path, labels) in [
            ("/", vec!["http_expr", "", "<$>"]),
            ("/robots.txt", vec!["http_expr", "robots.txt", "<$>"]),
            ("/a/", vec!["http_expr", "a", "", "<$>"]),
            ("/a/b.json", vec!["http_expr", "a", "b.json", "<$>"]),
        ] {
            let response = answer(200, SHORT);
            let proof = Proof::new(&Asked::get(path), &response).unwrap();
            assert_eq!(proof.expr_path(), labels);
            // All headers of the response, whatever their names (the standard's text for it).
            let none_left_out = "no_request_certification:Empty{},response_certification:\
                ResponseCertification{response_header_exclusions:ResponseHeaderList{headers:[]}}";
            assert!(
                proof.expression.contains(none_left_out),
                "{}",
                proof.expression
            );
            let expression = sha256(&[proof.expression.as_bytes()]).to_vec();
            let to_certify = response.to_certify(&proof.expression);
            let all = DefaultResponseCertification::response_header_exclusions(Vec::new());
            let hash = hash::response_hash(&to_certify, &all, None).to_vec();
            assert_eq!(proof.leaf[labels.len()..], [expression, Vec::new(), hash]);
            assert!(proof.absent.is_empty());
        }
    }

    #[test]
    fn what_tells_two_answers_apart_is_hashed() {
        let leaf = |asked: &Asked, status| Proof::new(asked, &answer(status, SHORT)).unwrap().leaf;
        let page = Asked::get("/robots.txt");
        assert_ne!(leaf(&page, 200), leaf(&page, 404));
        assert_ne!(leaf(&page, 200), leaf(&Asked::get("/people"), 200));
        let search = asked("GET", "/search");
        let other = Asked {
            raw_query: Some("q=b".into()),
            ..search.clone()
        };
        assert_ne!(leaf(&search, 200), leaf(&other, 200));
        assert_ne!(leaf(&search, 200), leaf(&asked("HEAD", "/search"), 200));
    }

    #[test]
    fn a_place_is_reserved_at_and_below_whatever_may_have_an_answer() {
        let all: Vec<TreePath> = reserved().collect();
        let place = |part: &str, end: &str| {
            let labels = ["http_expr", part, end, "reserved"];
            labels.map(|label| label.as_bytes().to_vec()).to_vec()
        };
        for part in site::first_parts() {
            assert!(all.contains(&place(part, "<$>")), "{part}");
            assert_eq!(
                all.contains(&place(part, "<*>")),
                !part.is_empty(),
                "{part}"
            );
        }
        assert_eq!(all.len(), 2 * site::first_parts().count() - 1);
    }

    #[test]
    fn nothing_at_an_address_is_proven_by_the_wildcard_and_by_what_is_not_there() {
        let proof = Proof::of_missing(&Asked::get("/no/such"));
        assert_eq!(proof.expr_path(), ["http_expr", "<*>"]);
        let labels = |labels: &[&str]| -> TreePath {
            labels
                .iter()
                .map(|label| label.as_bytes().to_vec())
                .collect()
        };
        let absent = [
            labels(&["http_expr", "no"]),
            labels(&["http_expr", "", "<*>"]),
        ];
        assert_eq!(proof.absent, absent);
    }
}
