//! Reading a request: what it asks for, or why it is refused.

use super::HttpRequest;
use super::response::Response;
use crate::site;

/// Bytes of an address.
const URL_BYTES: usize = 2_000;
/// Bytes and number of the headers.
const HEADER_BYTES: usize = 32 * 1024;
const HEADERS: usize = 100;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// GET or HEAD. A HEAD is answered as a GET: the gateway leaves the body out.
    pub method: String,
    /// The path, decoded.
    pub path: String,
    /// What counts of the query, as it was sent; none if nothing does.
    pub raw_query: Option<String>,
    /// The same, decoded, with the names in lower case.
    pub query: Vec<(String, String)>,
    /// The version that the asker has.
    pub if_none_match: Option<String>,
    /// The part of a long body that is asked for, as it was sent.
    pub range: Option<String>,
    /// The version that this part is to be of.
    pub if_range: Option<String>,
}

impl Asked {
    /// A GET of a path without a query, by somebody who has nothing of the answer yet.
    pub fn get(path: &str) -> Asked {
        Asked {
            method: "GET".into(),
            path: path.into(),
            raw_query: None,
            query: Vec::new(),
            if_none_match: None,
            range: None,
            if_range: None,
        }
    }

    /// The same for somebody who has nothing of the answer yet.
    pub fn plain(&self) -> Asked {
        Asked {
            if_none_match: None,
            range: None,
            if_range: None,
            ..self.clone()
        }
    }
}

/// Reads a request.
///
/// # Errors
/// The response that says what is wrong with it.
pub fn read(request: &HttpRequest) -> Result<Asked, Response> {
    let refuse = |status, text: &str| Err(Response::refusal(status, text));
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return refuse(405, "Only GET and HEAD are answered here.");
    }
    if request.url.len() > URL_BYTES {
        return refuse(414, "The address is too long.");
    }
    let sizes = request.headers.iter().map(|(n, v)| n.len() + v.len());
    if request.headers.len() > HEADERS || sizes.sum::<usize>() > HEADER_BYTES {
        return refuse(431, "The headers are too large.");
    }
    if !request.body.is_empty() {
        return refuse(400, "A request to read has no body.");
    }
    if headers(request, "range").count() > 1 {
        return refuse(400, "A request asks for one range at most.");
    }
    let (path, raw_query) = match request.url.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (request.url.as_str(), None),
    };
    let Some(path) = decode_path(path).filter(|path| is_plain(path)) else {
        return refuse(400, "The path cannot be read.");
    };
    let counts = known_pairs(raw_query.unwrap_or_default(), site::parameters(&path));
    let Some(query) = read_query(&counts) else {
        return refuse(400, "The query cannot be read.");
    };
    Ok(Asked {
        method: request.method.clone(),
        path,
        raw_query: (!counts.is_empty()).then(|| counts.join("&")),
        query,
        if_none_match: only_header(request, "if-none-match"),
        range: only_header(request, "range"),
        if_range: only_header(request, "if-range"),
    })
}

/// The values of a header.
fn headers<'a>(request: &'a HttpRequest, wanted: &'a str) -> impl Iterator<Item = &'a str> {
    let named = move |(name, _): &&(String, String)| name.eq_ignore_ascii_case(wanted);
    let found = request.headers.iter().filter(named);
    found.map(|(_, value)| value.as_str())
}

/// The value of a header that comes once.
fn only_header(request: &HttpRequest, wanted: &str) -> Option<String> {
    let mut found = headers(request, wanted);
    match (found.next(), found.next()) {
        (Some(value), None) => Some(value.to_owned()),
        _ => None,
    }
}

/// Whether a decoded path can be taken as it is: it begins with a slash, no part of it but the
/// last is empty, none is what ends a path in the certified tree, and nothing in it is a control
/// character.
fn is_plain(path: &str) -> bool {
    let ends = |part: &str| ["<$>", "<*>"].contains(&part);
    path.starts_with('/')
        && !path.contains("//")
        && !path.split('/').any(ends)
        && !path.chars().any(char::is_control)
}

/// The pairs of a query that count at an address, as they were sent. What others append, such as
/// `utm_source`, is passed over; so are names that are spelled with escapes, for what is certified
/// of a query is told by the names as they were sent, without regard to case.
fn known_pairs<'a>(raw: &'a str, known: &[&str]) -> Vec<&'a str> {
    let is_known = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        known.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    raw.split('&').filter(is_known).collect()
}

/// The pairs of a query; None where a value cannot be read, or a name stands twice.
fn read_query(pairs: &[&str]) -> Option<Vec<(String, String)>> {
    let mut read: Vec<(String, String)> = Vec::new();
    for pair in pairs {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = name.to_ascii_lowercase();
        if read.iter().any(|(known, _)| *known == name) {
            return None;
        }
        read.push((name, decode(value)?));
    }
    Some(read)
}

/// A decoded path; None also for one with an escaped slash, which would be taken for a part of
/// the address.
fn decode_path(text: &str) -> Option<String> {
    let slashes = |text: &str| text.bytes().filter(|byte| *byte == b'/').count();
    decode(text).filter(|path| slashes(path) == slashes(text))
}

/// Where a request is to be sent that came by a gateway's `raw` domain, which verifies nothing:
/// to the same address below the domain that does.
pub fn verified_address(request: &HttpRequest) -> Option<String> {
    let host = only_header(request, "host")?;
    let (canister, domain) = host.split_once(".raw.")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    let is_plain = |c: char| c.is_ascii_graphic();
    let fits = host.chars().all(is_name) && request.url.chars().all(is_plain);
    if !fits || !request.url.starts_with('/') || request.url.len() > URL_BYTES {
        return None;
    }
    let scheme = match domain.starts_with("localhost") {
        true => "http",
        false => "https",
    };
    Some(format!("{scheme}://{canister}.{domain}{}", request.url))
}

/// Percent-decoding (RFC 3986, section 2.1); None for what is no UTF-8 and for a broken escape.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            byte => byte,
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_bytes::ByteBuf;

    fn request(method: &str, url: &str) -> HttpRequest {
        HttpRequest {
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            body: ByteBuf::new(),
            certificate_version: Some(2),
        }
    }

    fn status(request: &HttpRequest) -> u16 {
        read(request).map_or_else(|refused| refused.status, |_| 200)
    }

    #[test]
    fn a_path_and_its_query_are_decoded() {
        let url = "/tags/%E8%B7%A8%E9%93%BE/calendar.ics?cancelled=1&&alarm=%31%35";
        let asked = read(&request("GET", url)).ok();
        let asked = asked.as_ref();
        assert_eq!(asked.map(|a| &a.path[..]), Some("/tags/跨链/calendar.ics"));
        let query = [("cancelled", "1"), ("alarm", "15")];
        let query = query.map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(asked.map(|a| &a.query[..]), Some(&query[..]));
    }

    #[test]
    fn parameters_that_others_append_are_passed_over() {
        let plain = read(&request("GET", "/calendar.ics")).ok();
        for url in [
            "/calendar.ics?",
            "/calendar.ics?fbclid=x&utm_source=%ff",
            "/calendar.ics?nocache",
            "/calendar.ics?%63ancelled=1",
        ] {
            assert_eq!(read(&request("GET", url)).ok(), plain, "{url}");
        }
        let asked = read(&request("GET", "/calendar.ics?x=1&ALARM=15&y")).ok();
        let asked = asked.as_ref();
        assert_eq!(
            asked.map(|a| a.raw_query.as_deref()),
            Some(Some("ALARM=15"))
        );
        let pair = [("alarm".to_owned(), "15".to_owned())];
        assert_eq!(asked.map(|a| &a.query[..]), Some(&pair[..]));
        let page = read(&request("GET", "/?fbclid=%&alarm=1")).ok();
        assert_eq!(page, read(&request("GET", "/")).ok());
    }

    #[test]
    fn broken_addresses_are_refused() {
        for url in [
            "",
            "groups.json",
            "//groups.json",
            "/groups//x",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "/a%2fb",
            "/%00",
            "/a\nb",
            "/calendar.ics?alarm=%",
            "/groups/%3C$%3E/reserved",
            "/groups/<*>",
            "https://example.org/",
        ] {
            assert_eq!(status(&request("GET", url)), 400, "{url:?}");
        }
        assert_eq!(status(&request("GET", &"/a".repeat(1_001))), 414);
    }

    #[test]
    fn what_does_not_read_is_refused() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "get", ""] {
            assert_eq!(status(&request(method, "/")), 405, "{method:?}");
        }
        let mut with_body = request("GET", "/");
        with_body.body = ByteBuf::from([1]);
        assert_eq!(status(&with_body), 400);
    }

    #[test]
    fn large_headers_are_refused() {
        let mut large = request("GET", "/");
        large.headers = vec![("cookie".into(), "x".repeat(HEADER_BYTES))];
        assert_eq!(status(&large), 431);
        large.headers = vec![("a".into(), String::new()); HEADERS + 1];
        assert_eq!(status(&large), 431);
    }

    #[test]
    fn two_ranges_are_refused() {
        let mut ranged = request("GET", "/");
        ranged.headers = vec![("Range".into(), "bytes=0-1".into())];
        let range = read(&ranged).ok().and_then(|asked| asked.range);
        assert_eq!(range.as_deref(), Some("bytes=0-1"));
        ranged.headers.push(("range".into(), "bytes=2-3".into()));
        assert_eq!(status(&ranged), 400);
    }

    #[test]
    fn a_header_that_comes_twice_counts_for_nothing() {
        let mut twice = request("GET", "/");
        twice.headers = vec![("If-None-Match".into(), "\"a\"".into())];
        let version = |r: &HttpRequest| read(r).ok().and_then(|asked| asked.if_none_match);
        assert_eq!(version(&twice).as_deref(), Some("\"a\""));
        twice.headers.push(("if-none-match".into(), "\"b\"".into()));
        assert_eq!(version(&twice), None);
    }

    #[test]
    fn who_comes_by_a_domain_that_verifies_nothing_is_sent_to_the_one_that_does() {
        let by = |host: &str, url: &str| {
            let mut request = request("GET", url);
            request.headers.push(("Host".into(), host.into()));
            verified_address(&request)
        };
        let sent = by("aaaaa-aa.raw.icp0.io", "/groups?state=active");
        let expected = "https://aaaaa-aa.icp0.io/groups?state=active";
        assert_eq!(sent.as_deref(), Some(expected));
        let local = by("aaaaa-aa.raw.localhost:4943", "/");
        assert_eq!(local.as_deref(), Some("http://aaaaa-aa.localhost:4943/"));
        for (host, url) in [
            ("aaaaa-aa.icp0.io", "/"),
            ("a\r\nb.raw.icp0.io", "/"),
            ("aaaaa-aa.raw.icp0.io", "/a\r\nset-cookie: b"),
            ("aaaaa-aa.raw.icp0.io", "@evil.example"),
        ] {
            assert_eq!(by(host, url), None, "{host} {url}");
        }
    }
}
