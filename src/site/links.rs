//! The links that records have: their words, and whether a page may lead to them.

use crate::domain::{Link, letters};

/// The words of a link.
pub(super) fn words(link: &Link) -> &str {
    let words = link.label.as_deref().or(link.url.as_deref());
    words.unwrap_or_default()
}

/// The address of a link, if it is one that a page may lead to.
pub(super) fn address(link: &Link) -> Option<&str> {
    link.url.as_deref().filter(|url| is_address(url))
}

/// Whether an address is one that a page may lead to.
pub(super) fn is_address(url: &str) -> bool {
    letters::address_fault(url).is_none()
}
