//! Responses: an answer of the site with the headers that go with it.

use ic_http_certification::{CERTIFICATE_EXPRESSION_HEADER_NAME, StatusCode};

use super::piece::{self, PIECE};
use super::request::Asked;
use crate::base::bytes::{Hash, sha256};
use crate::site::Answer;

/// How long a copy may be shown without asking again, in seconds.
const CACHE: &str = "public, max-age=60";
/// The same for what never changes.
const CACHE_FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What every response says to browsers: nothing is loaded or run from elsewhere, nothing is
/// called but the network, texts become no markup on their way, nobody may show it as a part of
/// another page. A window for signing in may be opened, and answer.
const SECURITY: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self' https://icp-api.io; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types workgroups",
    ),
    ("permissions-policy", "interest-cohort=()"),
    ("referrer-policy", "no-referrer"),
    (
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin-allow-popups"),
];

/// A response before it is certified.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The version of the body, by which an asker tells that it is the one it has.
    pub etag: Option<String>,
    /// The body's hash, where it is known already.
    pub hash: Option<Hash>,
}

impl Response {
    /// The response with the whole body, however long it is.
    pub fn whole(answer: Answer) -> Response {
        let mut headers = headers(answer.content_type);
        if answer.cors {
            push(&mut headers, "access-control-allow-origin", "*");
        }
        if let Some(location) = &answer.location {
            push(&mut headers, "location", location);
        }
        let hash = answer.hash.unwrap_or_else(|| sha256(&[&answer.body]));
        let etag = (answer.status == 200).then(|| etag(&hash));
        if let Some(etag) = &etag {
            push(&mut headers, "etag", etag);
            let cache = if answer.immutable {
                CACHE_FOR_EVER
            } else {
                CACHE
            };
            push(&mut headers, "cache-control", cache);
        }
        Response {
            status: answer.status,
            headers,
            body: answer.body,
            etag,
            hash: Some(hash),
        }
    }

    /// Sends who asked elsewhere, for good.
    pub fn moved(location: &str) -> Response {
        let mut response = Response::refusal(308, "The page is at another address.");
        push(&mut response.headers, "location", location);
        response
    }

    /// What is sent to who asked: no body, if they have this version already; a piece of one that
    /// is too long.
    pub fn to(self, asked: &Asked) -> Response {
        let versions = asked.if_none_match.as_deref();
        let is_known = self
            .etag
            .as_deref()
            .is_some_and(|etag| names(versions, etag));
        match is_known && asked.method == "GET" {
            true => self.not_modified(),
            false if self.is_long() => self.part(asked),
            false => self,
        }
    }

    /// Whether the body is too long for one reply.
    pub fn is_long(&self) -> bool {
        self.body.len() > PIECE
    }

    /// The part of a long body that is asked for, as far as it fits into a reply.
    pub fn part(&self, asked: &Asked) -> Response {
        let length = self.body.len();
        let range = asked.range.as_deref().filter(|_| asked.method == "GET");
        // Of another version there is no part, and the whole does not fit into a reply either.
        let of_any = range.is_none() || asked.if_range.is_none();
        let of_this = of_any || asked.if_range == self.etag;
        let Some(part) = piece::asked_for(range, length).filter(|_| of_this) else {
            let mut none = Response::refusal(416, "There is no such part of this.");
            push(
                &mut none.headers,
                "content-range",
                &format!("bytes */{length}"),
            );
            return none;
        };
        let mut headers = self.headers.clone();
        let told = format!("bytes {}-{}/{length}", part.start, part.end - 1);
        push(&mut headers, "content-range", &told);
        push(&mut headers, "accept-ranges", "bytes");
        Response {
            status: 206,
            headers,
            body: self.body[part].to_vec(),
            etag: self.etag.clone(),
            hash: None,
        }
    }

    /// The response to who has this version.
    pub fn not_modified(&self) -> Response {
        let body_is_left_out = |(name, _): &&(String, String)| name != "content-type";
        Response {
            status: 304,
            headers: self
                .headers
                .iter()
                .filter(body_is_left_out)
                .cloned()
                .collect(),
            body: Vec::new(),
            etag: self.etag.clone(),
            hash: None,
        }
    }

    /// A short text that says why there is nothing else.
    pub fn refusal(status: u16, text: &str) -> Response {
        let mut headers = headers("text/plain; charset=utf-8");
        match status {
            405 => push(&mut headers, "allow", "GET, HEAD"),
            503 => push(&mut headers, "retry-after", "60"),
            _ => {}
        }
        Response {
            status,
            headers,
            body: [text, "\n"].concat().into_bytes(),
            etag: None,
            hash: None,
        }
    }

    /// The response as it is hashed and sent, with the expression that tells what is hashed.
    pub fn to_certify(&self, expression: &str) -> ic_http_certification::HttpResponse<'static> {
        let mut headers = self.headers.clone();
        push(&mut headers, CERTIFICATE_EXPRESSION_HEADER_NAME, expression);
        // The site and this module give three-digit numbers alone.
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        ic_http_certification::HttpResponse::builder()
            .with_status_code(status)
            .with_headers(headers)
            .with_body(self.body.clone())
            .build()
    }
}

fn headers(content_type: &str) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    push(&mut headers, "content-type", content_type);
    for (name, value) in SECURITY {
        push(&mut headers, name, value);
    }
    headers
}

fn push(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    headers.push((name.into(), value.into()));
}

/// Whether an `If-None-Match` names a version: weakly, in a list, or as any (RFC 9110, 13.1.2).
fn names(versions: Option<&str>, etag: &str) -> bool {
    let versions = versions.unwrap_or_default();
    let is = |version: &str| version.strip_prefix("W/").unwrap_or(version) == etag;
    versions.trim() == "*" || versions.split(',').any(|version| is(version.trim()))
}

/// The first half of the body's hash: enough to tell two versions apart.
fn etag(hash: &Hash) -> String {
    let hex: String = hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hex}\"")
}
