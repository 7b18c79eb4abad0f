//! The files that pages load: the stylesheet and the script. The address of each changes with its
//! content, so that browsers may keep them for ever.

use std::sync::OnceLock;

use super::answer::{Answer, CSS, SCRIPT};
use crate::base::bytes::Hash;

const STYLE: &[u8] = include_bytes!("../../web/src/site.css");

// `ENTRY`, the name of the script that pages load; `FILES`, it and the parts that it loads when
// they are needed, with the SHA-256 of each; and `STYLE_HASH`, that of the stylesheet: what
// `npm run build` in `web/` has made. So an upgrade certifies the files without hashing them.
include!("../../web/dist/files.rs");

/// The path of the stylesheet.
pub(super) fn style() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| {
        let hex: String = STYLE_HASH[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("/assets/site.{hex}.css")
    })
}

/// The path of the script.
pub(super) fn script() -> String {
    format!("/assets/{ENTRY}")
}

/// The paths of all files.
pub(super) fn paths() -> impl Iterator<Item = String> {
    let files = FILES.iter().map(|(name, _, _)| format!("/assets/{name}"));
    [style().to_owned()].into_iter().chain(files)
}

/// The file of a name, if there is one.
pub(super) fn file(name: &str) -> Answer {
    let found = match style().strip_prefix("/assets/") == Some(name) {
        true => Some((CSS, STYLE, STYLE_HASH)),
        false => FILES
            .iter()
            .find(|(known, _, _)| *known == name)
            .map(|(_, bytes, hash)| (SCRIPT, *bytes, *hash)),
    };
    found.map_or_else(Answer::missing, |(content_type, bytes, hash)| Answer {
        immutable: true,
        hash: Some(hash),
        ..Answer::of(content_type, bytes.to_vec())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::bytes::sha256;

    #[test]
    fn the_hashes_of_the_files_are_those_of_their_bytes() {
        assert!(paths().count() > FILES.len());
        for path in paths() {
            let answer = file(path.trim_start_matches("/assets/"));
            assert_eq!(answer.status, 200);
            assert_eq!(answer.hash, Some(sha256(&[&answer.body])), "{path}");
        }
    }
}
