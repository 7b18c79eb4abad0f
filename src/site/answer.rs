//! Answers, and those that do not depend on any record.

use crate::base::bytes::Hash;
use crate::domain::BODY_BYTES;

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const CSS: &str = "text/css; charset=utf-8";
pub(super) const SCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const JSON: &str = "application/json";
pub(super) const MARKDOWN: &str = "text/markdown; charset=utf-8";
pub(super) const CALENDAR: &str = "text/calendar; charset=utf-8";
pub(super) const ATOM: &str = "application/atom+xml; charset=utf-8";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";
/// The text format of Prometheus.
pub(super) const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What an address answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// 200; 308 for a changed name; 400 for a query that the address does not take; 404; 410 for
    /// a record that is withdrawn; 500 for what is too large to be served.
    pub status: u16,
    pub content_type: &'static str,
    /// Where a redirect leads to: a path on this site.
    pub location: Option<String>,
    pub body: Vec<u8>,
    /// Whether the answer depends on the clock as well as on the records.
    pub timed: bool,
    /// Whether pages of other origins may read it.
    pub cors: bool,
    /// Whether the address never has another answer: a copy may be kept for ever.
    pub immutable: bool,
    /// The body's SHA-256, where it was told when the code was built.
    pub hash: Option<Hash>,
}

impl Answer {
    pub(super) fn of(content_type: &'static str, body: Vec<u8>) -> Answer {
        if body.len() > BODY_BYTES {
            return Answer::too_large();
        }
        Answer {
            status: 200,
            content_type,
            location: None,
            body,
            timed: false,
            cors: !matches!(content_type, HTML | CSS | SCRIPT),
            immutable: false,
            hash: None,
        }
    }

    fn error(status: u16, text: String) -> Answer {
        Answer {
            status,
            ..Answer::of(TEXT, text.into_bytes())
        }
    }

    /// Leads to another path of this site.
    pub(super) fn moved(location: String) -> Answer {
        Answer {
            location: Some(location),
            ..Answer::error(308, "This has another address now.\n".into())
        }
    }

    /// The query is one that the address does not take.
    pub(super) fn refused(reason: String) -> Answer {
        Answer::error(400, reason)
    }

    pub(super) fn too_large() -> Answer {
        let text = "This is too large to be served. A calendar is shorter with a shorter past \
                    (?past=30); a record can be asked for by the canister's methods.\n";
        Answer::error(500, text.into())
    }

    /// There is nothing at this address. The site says in its place how to find what was looked
    /// for.
    pub(super) fn missing() -> Answer {
        Answer::error(404, String::new())
    }
}
