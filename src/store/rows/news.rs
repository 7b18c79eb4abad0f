//! What is news. The lists hold the place of each piece alone, so that an edit of a record does
//! not write them again; what a piece says is read from its record.

use super::{Entry, List, Order, of_all_and_groups};
use crate::domain::calendar::local::LocalDateTime;
use crate::domain::{Id, Nanos, SeriesRecord, from_seconds};
use crate::store::{ListKey, date_number, entry_id, in_order, list_key};

/// Announcements of one series in the lists, the newest: an edit of a series compares them all.
const MOST_OF_SERIES: usize = 50;

/// What a piece of news is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The published minutes of a meeting.
    Minutes,
    /// A report.
    Report,
    /// A date of a series is cancelled; the start that its rule gives.
    Cancelled(LocalDateTime),
    /// A date of a series is moved or changed; the start that its rule gives.
    Changed(LocalDateTime),
    /// A series ends; the first start that no longer takes place.
    Ended(LocalDateTime),
    /// A series takes place at other times than before.
    Rescheduled,
    /// A meeting of no series is cancelled, or takes place at another time.
    MeetingChanged,
    /// A group is paused or archived.
    Resting,
}

impl Topic {
    /// The topic as a number: its code, then a date in 48 bits. The codes are stored: never
    /// change one.
    fn number(self) -> u64 {
        let (code, date) = match self {
            Topic::Minutes => (1, None),
            Topic::Report => (2, None),
            Topic::Cancelled(date) => (3, Some(date)),
            Topic::Changed(date) => (4, Some(date)),
            Topic::Ended(date) => (5, Some(date)),
            Topic::Rescheduled => (6, None),
            Topic::MeetingChanged => (7, None),
            Topic::Resting => (8, None),
        };
        code << 48 | date.map_or(0, date_number)
    }

    fn of(number: u64) -> Option<Topic> {
        let byte = |shift: u32| (number >> shift) as u8;
        let year = (number >> 32) as u16;
        let date = LocalDateTime::new(year, byte(24), byte(16), byte(8), byte(0));
        match number >> 48 {
            1 => Some(Topic::Minutes),
            2 => Some(Topic::Report),
            3 => Some(Topic::Cancelled(date)),
            4 => Some(Topic::Changed(date)),
            5 => Some(Topic::Ended(date)),
            6 => Some(Topic::Rescheduled),
            7 => Some(Topic::MeetingChanged),
            8 => Some(Topic::Resting),
            _ => None,
        }
    }
}

/// A piece of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// When it was published or announced.
    pub at: Nanos,
    /// The record that it is about.
    pub id: Id,
    pub topic: Topic,
}

impl News {
    /// The piece that an entry of the lists stands for.
    pub fn of(key: &ListKey) -> Option<News> {
        let number = |range: std::ops::Range<usize>| {
            key[range].iter().fold(0, |n, b| n << 8 | u64::from(*b))
        };
        Some(News {
            at: !number(9..17),
            id: entry_id(key),
            topic: Topic::of(number(17..25))?,
        })
    }

    /// Its places in the lists: newest first.
    pub(super) fn entries(&self, groups: &[Id]) -> Vec<Entry> {
        let order: Order = in_order(!self.at, self.topic.number());
        of_all_and_groups(List::News, List::NewsOfGroup, groups)
            .into_iter()
            .map(|(list, scope)| Entry {
                key: list_key(list, scope, order, self.id),
                card: Vec::new(),
            })
            .collect()
    }
}

/// What was announced for the dates of a series.
pub(super) fn announced(record: &SeriesRecord) -> Vec<News> {
    let of = |at: i64, topic| News {
        at: from_seconds(at),
        id: record.id,
        topic,
    };
    let mut news = Vec::new();
    for exception in &record.series.exceptions {
        let original = exception.original;
        let cancelled = exception.cancellation.iter();
        news.extend(cancelled.map(|a| of(a.at, Topic::Cancelled(original))));
        let changed = exception.change.iter();
        news.extend(changed.map(|c| of(c.announced.at, Topic::Changed(original))));
    }
    let ending = record.series.ending.iter();
    news.extend(ending.map(|e| of(e.announced.at, Topic::Ended(e.before))));
    let rescheduled = record.series.rescheduled.iter();
    news.extend(rescheduled.map(|r| of(r.at, Topic::Rescheduled)));
    news.sort_by_key(|n| (std::cmp::Reverse(n.at), n.topic));
    news.truncate(MOST_OF_SERIES);
    news
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FIRST;

    #[test]
    fn a_piece_of_news_is_read_from_its_place() {
        let date = LocalDateTime::new(2199, 12, 31, 23, 59);
        for topic in [
            Topic::Minutes,
            Topic::Report,
            Topic::Cancelled(date),
            Topic::Changed(date),
            Topic::Ended(date),
            Topic::Rescheduled,
            Topic::MeetingChanged,
            Topic::Resting,
        ] {
            let news = News {
                at: 1_700_000_000_000_000_000,
                id: 7,
                topic,
            };
            let entries = news.entries(&[3]);
            assert_eq!(entries.len(), 2);
            for entry in entries {
                assert_eq!(News::of(&entry.key).unwrap(), news);
            }
        }
    }

    #[test]
    fn a_place_of_an_unknown_topic_is_no_news() {
        let key = list_key(List::News, 0, FIRST, 1);
        assert_eq!(News::of(&key), None);
    }
}
