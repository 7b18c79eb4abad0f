//! How the pages look: one stylesheet, whose address changes with its content.

use std::sync::OnceLock;

use super::answer::{Answer, CSS};
use crate::base::bytes::sha256;

const BYTES: &[u8] = include_bytes!("../../web/src/site.css");

/// The path of the stylesheet.
pub(super) fn path() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| {
        let hash = sha256(&[BYTES]);
        let hex: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("/assets/site.{hex}.css")
    })
}

/// The file of a name, if there is one.
pub(super) fn file(name: &str) -> Answer {
    match path().strip_prefix("/assets/") == Some(name) {
        true => Answer {
            immutable: true,
            ..Answer::of(CSS, BYTES.to_vec())
        },
        false => Answer::missing(),
    }
}
