//! The files that pages load: the stylesheet and the script. The address of each changes with its
//! content, so that browsers may keep them for ever.

use std::sync::OnceLock;

use super::answer::{Answer, CSS, SCRIPT};
use crate::base::bytes::sha256;

const STYLE: &[u8] = include_bytes!("../../web/src/site.css");

// `ENTRY`, the name of the script that pages load, and `FILES`, it and the parts that it loads
// when they are needed: what `npm run build` in `web/` has made.
include!("../../web/dist/files.rs");

/// The path of the stylesheet.
pub(super) fn style() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| {
        let hash = sha256(&[STYLE]);
        let hex: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("/assets/site.{hex}.css")
    })
}

/// The path of the script.
pub(super) fn script() -> String {
    format!("/assets/{ENTRY}")
}

/// The paths of all files.
pub(super) fn paths() -> impl Iterator<Item = String> {
    let files = FILES.iter().map(|(name, _)| format!("/assets/{name}"));
    [style().to_owned()].into_iter().chain(files)
}

/// The file of a name, if there is one.
pub(super) fn file(name: &str) -> Answer {
    let found = match style().strip_prefix("/assets/") == Some(name) {
        true => Some(Answer::of(CSS, STYLE.to_vec())),
        false => FILES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, bytes)| Answer::of(SCRIPT, bytes.to_vec())),
    };
    found.map_or_else(Answer::missing, |answer| Answer {
        immutable: true,
        ..answer
    })
}
