//! Origins and domain names, in the one form in which browsers write them.

use super::settings::DOMAIN_BYTES;

/// Whether a text is an origin: `https://host` or `https://host:port`; `http` for `localhost` and
/// the names below it. The usual port of the scheme is never written, so that two texts that
/// differ are two origins.
pub fn is_origin(text: &str) -> bool {
    let (rest, usual_port, secure) = match text.split_once("://") {
        Some(("https", rest)) => (rest, 443, true),
        Some(("http", rest)) => (rest, 80, false),
        _ => return false,
    };
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let is_local = host == "localhost" || host.ends_with(".localhost");
    is_host(host) && (secure || is_local) && port.is_none_or(|p| is_port(p, usual_port))
}

/// Whether a text is a domain name of at least two labels, and not an address of numbers.
pub fn is_domain(text: &str) -> bool {
    let (_, last) = text.rsplit_once('.').unwrap_or_default();
    is_host(text) && last.bytes().any(|b| b.is_ascii_lowercase())
}

/// A host name in lower case; names of other scripts in their ASCII form (`xn--…`).
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    host.len() <= DOMAIN_BYTES && host.split('.').all(label)
}

fn is_port(port: &str, usual: u16) -> bool {
    let number: Option<u16> = port.parse().ok();
    // A sign or a leading zero would be a second way to write the same port.
    number.is_some_and(|n| n > 0 && n != usual && n.to_string() == port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_taken_as_browsers_write_them() {
        for good in [
            "https://example.org",
            "https://groups.example.org:8443",
            "https://xn--fiq228c.example",
            "http://localhost",
            "http://localhost:4943",
            "http://rrkah-fqaaa-aaaaa-aaaaq-cai.localhost:4943",
            "https://rrkah-fqaaa-aaaaa-aaaaq-cai.icp0.io",
        ] {
            assert!(is_origin(good), "{good}");
        }
    }

    #[test]
    fn what_is_no_origin_or_another_spelling_of_one_is_refused() {
        let long = format!("https://{}.org", "a.".repeat(130));
        for bad in [
            "",
            "https://",
            "example.org",
            "https://example.org/",
            "https://example.org/path",
            "https://example.org?q",
            "https://example.org#f",
            "https://Example.org",
            "HTTPS://example.org",
            "https://example.org:443",
            "http://localhost:80",
            "https://example.org:",
            "https://example.org:0",
            "https://example.org:08443",
            "https://example.org:+8443",
            "https://example.org:65536",
            "https://user@example.org",
            "https://user:word@example.org",
            "https://example..org",
            "https://-example.org",
            "https://例子.example",
            "https://*.example.org",
            "https://example.org ",
            "https://example.org\n",
            "http://example.org",
            "http://localhost.example.org",
            "http://notlocalhost",
            "ftp://example.org",
            "null",
            &long,
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn a_domain_has_two_labels_and_no_scheme() {
        for good in ["example.org", "a.b.example.org", "1.example"] {
            assert!(is_domain(good), "{good}");
        }
        for bad in [
            "",
            "localhost",
            "example.org.",
            "https://example.org",
            "example.org:80",
            "192.168.0.1",
            "Example.org",
            "a b.org",
            "example.org\nevil.org",
        ] {
            assert!(!is_domain(bad), "{bad}");
        }
    }
}
