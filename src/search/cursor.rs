//! Where a page of results ends and the next begins.

use sha2::{Digest, Sha256};

use super::page::Pass;
use super::place::Place;
use super::query::Query;

const CHECKSUM_BYTES: usize = 8;

/// The size of an encoded [`Cursor`] in bytes.
pub const CURSOR_BYTES: usize = CHECKSUM_BYTES + 1 + 2 * Place::BYTES;

/// A place in the results of one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(super) pass: Pass,
    /// The first place that has not been looked at.
    pub(super) from: Place,
    /// The first place that the pass over titles has not looked at.
    pub(super) titles_end: Place,
}

impl Cursor {
    /// The cursor as bytes for the caller, bound to its query.
    #[must_use]
    pub fn encode(&self, query: &Query) -> [u8; CURSOR_BYTES] {
        let mut bytes = [0; CURSOR_BYTES];
        let (sum, position) = bytes.split_at_mut(CHECKSUM_BYTES);
        position[0] = self.pass as u8;
        let (from, titles_end) = position[1..].split_at_mut(Place::BYTES);
        from.copy_from_slice(self.from.bytes());
        titles_end.copy_from_slice(self.titles_end.bytes());
        sum.copy_from_slice(&checksum(query, position));
        bytes
    }

    /// Reads a cursor; none if the bytes are no cursor or one of another query.
    #[must_use]
    pub fn decode(bytes: &[u8], query: &Query) -> Option<Self> {
        let (sum, position) = bytes.split_at_checked(CHECKSUM_BYTES)?;
        let (&pass, places) = position.split_first()?;
        let (from, titles_end) = places.split_at_checked(Place::BYTES)?;
        let place = |bytes: &[u8]| Some(Place::from_bytes(bytes.try_into().ok()?));
        let pass = match pass {
            0 if !query.patterns.is_empty() => Pass::Titles,
            1 => Pass::Anywhere,
            _ => return None,
        };
        let cursor = Self {
            pass,
            from: place(from)?,
            titles_end: place(titles_end)?,
        };
        (sum == checksum(query, position)).then_some(cursor)
    }
}

/// Ties a position to its query, so that neither can be exchanged.
fn checksum(query: &Query, position: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let hash = Sha256::new()
        .chain_update(b"workgroups search")
        .chain_update(query.fingerprint())
        .chain_update(position)
        .finalize();
    let mut sum = [0; CHECKSUM_BYTES];
    sum.copy_from_slice(&hash[..CHECKSUM_BYTES]);
    sum
}

#[cfg(test)]
mod tests {
    use super::{CURSOR_BYTES, Cursor};
    use crate::search::page::Pass;
    use crate::search::place::Place;
    use crate::search::{Filter, Query};

    #[test]
    fn a_cursor_is_read_back_with_its_own_query_alone() {
        let query = |text| {
            Query::new(
                text,
                &Filter {
                    kinds: &[1],
                    ..Filter::default()
                },
            )
            .unwrap()
        };
        let cursor = Cursor {
            pass: Pass::Titles,
            from: Place::new(3, 1, 4),
            titles_end: Place::new(2, 7, 1),
        };
        let bytes = cursor.encode(&query("token"));
        assert_eq!(Cursor::decode(&bytes, &query("Token ")), Some(cursor));
        assert_eq!(Cursor::decode(&bytes, &query("tokens")), None);
        assert_eq!(Cursor::decode(&bytes[1..], &query("token")), None);
        for at in 0..CURSOR_BYTES {
            let mut forged = bytes;
            forged[at] ^= 1;
            assert_eq!(Cursor::decode(&forged, &query("token")), None, "byte {at}");
        }
        assert_eq!(Cursor::decode(&[], &query("token")), None);
        assert_eq!(
            Cursor::decode(&[0; CURSOR_BYTES + 1], &query("token")),
            None
        );
    }

    #[test]
    fn a_cursor_is_refused_when_any_part_of_the_filter_has_changed() {
        let filter = Filter {
            kinds: &[1],
            group: Some(2),
            tag: Some("defi"),
            from: Some(3),
            until: Some(8),
        };
        let query = Query::new("token", &filter).unwrap();
        let from = Place::FIRST;
        let pass = Pass::Anywhere;
        let titles_end = Place::LAST;
        let cursor = Cursor {
            pass,
            from,
            titles_end,
        };
        let bytes = cursor.encode(&query);
        assert!(Cursor::decode(&bytes, &query).is_some());
        for other in [
            Filter {
                kinds: &[1, 2],
                ..filter
            },
            Filter {
                group: Some(3),
                ..filter
            },
            Filter {
                tag: None,
                ..filter
            },
            Filter {
                from: Some(4),
                ..filter
            },
            Filter {
                until: Some(9),
                ..filter
            },
        ] {
            let query = Query::new("token", &other).unwrap();
            assert_eq!(Cursor::decode(&bytes, &query), None, "{other:?}");
        }
    }

    #[test]
    fn a_list_without_text_has_no_pass_over_titles() {
        let query = Query::new(
            "",
            &Filter {
                group: Some(1),
                ..Filter::default()
            },
        )
        .unwrap();
        let from = Place::FIRST;
        let titles = Cursor {
            pass: Pass::Titles,
            from,
            titles_end: Place::LAST,
        };
        assert_eq!(Cursor::decode(&titles.encode(&query), &query), None);
    }
}
