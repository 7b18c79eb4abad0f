//! What is asked for, checked.

use std::fmt;

use sha2::{Digest, Sha256};

use super::filter::{Filter, group_term, kind_term, tag_term};
use super::place::Place;
use super::term::{Pattern, Term, patterns};

/// The longest text of a query, in bytes.
pub const MAX_QUERY_BYTES: usize = 256;

/// The longest tag of a filter, in bytes: far more than a record's tag may have.
pub const MAX_TAG_BYTES: usize = 4_000;

/// A query asks for so many terms at most. A word counts as one, a run of Chinese or other
/// characters without spaces as one for each two characters, short runs somewhat more.
pub const MAX_QUERY_TERMS: usize = 16;

/// Why a query cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryFault {
    /// The text has so many bytes, more than [`MAX_QUERY_BYTES`].
    TextTooLong(usize),
    /// The text has so many terms, more than [`MAX_QUERY_TERMS`].
    TooManyTerms(usize),
    /// The text is not blank, and has no letter, digit or character to look for.
    NothingToLookFor,
    /// Neither a text nor a filter is given.
    NothingAsked,
    /// The tag is blank.
    BlankTag,
    /// The tag has so many bytes, more than [`MAX_TAG_BYTES`].
    TagTooLong(usize),
    /// `from` is not before `until`: no time is between them.
    EmptyTimeSpan,
}

impl QueryFault {
    /// The part of the query that has the fault: `text`, or a field of [`Filter`].
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::TextTooLong(_)
            | Self::TooManyTerms(_)
            | Self::NothingToLookFor
            | Self::NothingAsked => "text",
            Self::BlankTag | Self::TagTooLong(_) => "tag",
            Self::EmptyTimeSpan => "from",
        }
    }
}

impl fmt::Display for QueryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TextTooLong(bytes) => {
                write!(
                    f,
                    "has {bytes} bytes, at most {MAX_QUERY_BYTES} are allowed"
                )
            }
            Self::TooManyTerms(terms) => {
                write!(
                    f,
                    "has {terms} words, at most {MAX_QUERY_TERMS} are allowed"
                )
            }
            Self::NothingToLookFor => f.write_str("has no letter or digit to look for"),
            Self::NothingAsked => {
                f.write_str("is blank, and neither a kind nor a group nor a tag is given")
            }
            Self::BlankTag => f.write_str("is blank"),
            Self::TagTooLong(bytes) => {
                write!(f, "has {bytes} bytes, at most {MAX_TAG_BYTES} are allowed")
            }
            Self::EmptyTimeSpan => f.write_str("is not before `until`"),
        }
    }
}

/// A checked query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub(super) patterns: Vec<Pattern>,
    /// In order and each once; empty for all kinds.
    pub(super) kinds: Vec<u8>,
    /// The filters that are lists: group and tag.
    pub(super) lists: Vec<Term>,
    /// The first place that the time filter admits, and the earliest time.
    pub(super) newest: Place,
    pub(super) from: u64,
}

impl Query {
    /// Checks a query. An empty `text` lists all that the filter admits.
    ///
    /// # Errors
    /// All faults of the query at once.
    pub fn new(text: &str, filter: &Filter<'_>) -> Result<Self, Vec<QueryFault>> {
        let mut faults = Vec::new();
        let patterns = check_text(text, &mut faults);
        let tag = filter.tag.and_then(|tag| check_tag(tag, &mut faults));
        if let (Some(from), Some(until)) = (filter.from, filter.until)
            && from >= until
        {
            faults.push(QueryFault::EmptyTimeSpan);
        }
        let timed = filter.from.is_some() || filter.until.is_some();
        let listed = filter.group.is_some() || filter.tag.is_some() || !filter.kinds.is_empty();
        if text.trim().is_empty() && !listed {
            faults.push(QueryFault::NothingAsked);
        }
        if !faults.is_empty() {
            return Err(faults);
        }

        let mut kinds = filter.kinds.to_vec();
        kinds.sort_unstable();
        kinds.dedup();
        let group = filter.group.map(group_term);
        Ok(Self {
            patterns,
            kinds,
            lists: group.into_iter().chain(tag).collect(),
            newest: match filter.until {
                Some(until) => Place::new(until.saturating_sub(1), 0, 0),
                None => Place::FIRST,
            },
            // Time 0 is unknown, and in no span.
            from: filter.from.unwrap_or(0).max(u64::from(timed)),
        })
    }

    /// What the text asks for, to mark it in an [`excerpt`](super::excerpt).
    #[must_use]
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    pub(super) fn kind_terms(&self) -> impl Iterator<Item = Term> {
        self.kinds.iter().map(|&kind| kind_term(kind))
    }

    /// Tells this query from others, so that a cursor is used with its own alone.
    pub(super) fn fingerprint(&self) -> [u8; 8] {
        let mut hash = Sha256::new();
        for pattern in &self.patterns {
            let (tag, term) = match pattern {
                Pattern::Is(term) => (0, term),
                Pattern::Begins(term) => (1, term),
            };
            hash.update([tag]);
            hash.update(term.padded());
        }
        hash.update([2]);
        hash.update((self.kinds.len() as u64).to_be_bytes());
        hash.update(&self.kinds);
        for list in &self.lists {
            hash.update(list.padded());
        }
        hash.update(self.newest.bytes());
        hash.update(self.from.to_be_bytes());
        let mut fingerprint = [0; 8];
        fingerprint.copy_from_slice(&hash.finalize()[..8]);
        fingerprint
    }
}

fn check_tag(tag: &str, faults: &mut Vec<QueryFault>) -> Option<Term> {
    if tag.len() > MAX_TAG_BYTES {
        faults.push(QueryFault::TagTooLong(tag.len()));
        return None;
    }
    let term = tag_term(tag);
    if term.is_none() {
        faults.push(QueryFault::BlankTag);
    }
    term
}

fn check_text(text: &str, faults: &mut Vec<QueryFault>) -> Vec<Pattern> {
    if text.len() > MAX_QUERY_BYTES {
        faults.push(QueryFault::TextTooLong(text.len()));
        return Vec::new();
    }
    let patterns = patterns(text);
    if patterns.len() > MAX_QUERY_TERMS {
        faults.push(QueryFault::TooManyTerms(patterns.len()));
    }
    if patterns.is_empty() && !text.trim().is_empty() {
        faults.push(QueryFault::NothingToLookFor);
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::{Query, QueryFault};
    use crate::search::Filter;

    fn faults(text: &str, filter: Filter<'_>) -> Vec<QueryFault> {
        Query::new(text, &filter).err().unwrap_or_default()
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let filter = Filter {
            tag: Some(" "),
            from: Some(5),
            until: Some(5),
            ..Filter::default()
        };
        assert_eq!(
            faults(&"x".repeat(257), filter),
            [
                QueryFault::TextTooLong(257),
                QueryFault::BlankTag,
                QueryFault::EmptyTimeSpan
            ]
        );
    }

    #[test]
    fn a_tag_has_a_longest_length() {
        let tagged = |tag| Filter {
            tag: Some(tag),
            ..Filter::default()
        };
        let longest = "x".repeat(4_000);
        assert_eq!(faults("", tagged(&longest)), []);
        let longer = "x".repeat(4_001);
        assert_eq!(faults("", tagged(&longer)), [QueryFault::TagTooLong(4_001)]);
    }

    #[test]
    fn an_empty_text_needs_a_filter() {
        assert_eq!(faults(" ", Filter::default()), [QueryFault::NothingAsked]);
        let time_alone = Filter {
            from: Some(1),
            ..Filter::default()
        };
        assert_eq!(faults("", time_alone), [QueryFault::NothingAsked]);
        let kind = Filter {
            kinds: &[1],
            ..Filter::default()
        };
        assert_eq!(faults("", kind), []);
    }

    #[test]
    fn a_text_of_signs_alone_is_refused() {
        assert_eq!(
            faults("+++", Filter::default()),
            [QueryFault::NothingToLookFor]
        );
    }

    #[test]
    fn the_number_of_terms_is_bounded_and_the_same_word_counts_once() {
        let many = |n: u8| {
            (0..n)
                .map(|i| format!("{}x ", char::from(b'a' + i)))
                .collect::<String>()
        };
        assert_eq!(faults(&many(16), Filter::default()), []);
        assert_eq!(
            faults(&many(17), Filter::default()),
            [QueryFault::TooManyTerms(17)]
        );
        assert_eq!(faults(&"same ".repeat(40), Filter::default()), []);
    }

    #[test]
    fn a_whole_sentence_of_chinese_can_be_asked_for() {
        let sentence = "与会嘉宾讨论了去中心化交易平台的发展和跨链桥的安全问题";
        assert_eq!(faults(sentence, Filter::default()), []);
    }
}
