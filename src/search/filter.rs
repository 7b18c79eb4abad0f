//! Filters: by kind of record, group, tag and time.

use sha2::{Digest, Sha256};

use super::fold::folded;
use super::term::{TERM_BYTES, Term};

/// Which records are asked for. Every part that is set must be met.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Only records of one of these kinds; empty for all.
    pub kinds: &'a [u8],
    /// Only records of this group.
    pub group: Option<u64>,
    /// Only records with this tag, compared with case and width folded.
    pub tag: Option<&'a str>,
    /// Only records of this time or later, in nanoseconds. A record whose time is unknown
    /// meets neither this nor `until`.
    pub from: Option<u64>,
    /// Only records before this time, in nanoseconds.
    pub until: Option<u64>,
}

/// The term under which all records of a kind are listed.
pub(super) fn kind_term(kind: u8) -> Term {
    Term::from_slice(&[b'k', kind])
}

/// The term under which all records of a group are listed.
pub(super) fn group_term(group: u64) -> Term {
    let mut bytes = [b'g'; 9];
    bytes[1..].copy_from_slice(&group.to_be_bytes());
    Term::from_slice(&bytes)
}

/// The term under which all records with a tag are listed; none for a blank tag. A tag
/// that is too long for a term is represented by its hash, so that two of them with a
/// common beginning stay apart.
pub(super) fn tag_term(tag: &str) -> Option<Term> {
    let tag = folded(tag);
    if tag.is_empty() {
        return None;
    }
    let mut bytes = Vec::with_capacity(TERM_BYTES);
    if tag.len() < TERM_BYTES {
        bytes.push(b't');
        bytes.extend_from_slice(tag.as_bytes());
    } else {
        bytes.push(b'T');
        bytes.extend_from_slice(&Sha256::digest(tag.as_bytes()));
    }
    Some(Term::from_slice(&bytes))
}

#[cfg(test)]
mod tests {
    use super::{group_term, kind_term, tag_term};

    #[test]
    fn tags_are_folded_and_long_ones_stay_apart() {
        assert_eq!(tag_term(" DeFi"), tag_term("ｄｅｆｉ"));
        assert_eq!(tag_term("  "), None);
        let long = "a-tag-that-is-longer-than-a-term";
        assert_ne!(
            tag_term(&format!("{long}-1")),
            tag_term(&format!("{long}-2"))
        );
        assert_ne!(tag_term("C++"), tag_term("C"));
    }

    #[test]
    fn filters_of_different_fields_never_meet() {
        let terms = [
            Some(kind_term(b'a')),
            Some(group_term(0)),
            tag_term("a"),
            tag_term("k"),
        ];
        for (i, one) in terms.iter().enumerate() {
            assert!(terms[i + 1..].iter().all(|other| other != one));
        }
    }
}
