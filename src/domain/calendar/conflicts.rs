//! Meetings that overlap.

use super::local::UnixSeconds;

/// A meeting on somebody's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busy<T> {
    /// Whose it is, and which: whatever tells the meetings apart.
    pub what: T,
    pub start_at: UnixSeconds,
    /// Not part of it: a meeting that starts when another one ends does not overlap it.
    pub end_at: UnixSeconds,
}

/// Two meetings at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap<'a, T> {
    /// The one that starts first, or comes first in the input.
    pub first: &'a Busy<T>,
    pub second: &'a Busy<T>,
    /// From when until when both take place.
    pub from: UnixSeconds,
    pub until: UnixSeconds,
}

/// The overlapping pairs for which `matters` is true, ordered by when they begin; at most
/// `limit` of them, and `true` if there are more. The work follows the number of meetings and
/// of pairs that overlap, up to the limit on those that matter.
pub fn overlaps<T>(
    meetings: &[Busy<T>],
    limit: usize,
    matters: impl Fn(&T, &T) -> bool,
) -> (Vec<Overlap<'_, T>>, bool) {
    let mut ordered: Vec<&Busy<T>> = meetings
        .iter()
        .filter(|one| one.start_at < one.end_at)
        .collect();
    ordered.sort_by_key(|one| one.start_at);
    let mut found = Vec::new();
    let mut running: Vec<&Busy<T>> = Vec::new();
    for second in ordered {
        running.retain(|first| first.end_at > second.start_at);
        for first in &running {
            if !matters(&first.what, &second.what) {
                continue;
            }
            if found.len() == limit {
                return (found, true);
            }
            found.push(Overlap {
                first,
                second,
                from: second.start_at,
                until: first.end_at.min(second.end_at),
            });
        }
        running.push(second);
    }
    (found, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn busy(what: &str, start_at: i64, end_at: i64) -> Busy<&str> {
        Busy {
            what,
            start_at,
            end_at,
        }
    }

    #[test]
    fn meetings_that_touch_do_not_overlap() {
        let meetings = [busy("a", 0, 60), busy("b", 60, 120)];
        assert_eq!(overlaps(&meetings, 10, |_, _| true), (vec![], false));
    }

    #[test]
    fn an_overlap_tells_from_when_until_when() {
        let meetings = [busy("late", 30, 50), busy("long", 0, 60)];
        let (found, more) = overlaps(&meetings, 10, |_, _| true);
        assert!(!more);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].first.what, found[0].second.what),
            ("long", "late")
        );
        assert_eq!((found[0].from, found[0].until), (30, 50));
    }

    #[test]
    fn pairs_that_do_not_matter_are_left_out() {
        let meetings = [busy("a", 0, 60), busy("a", 10, 70), busy("b", 20, 30)];
        let (found, _) = overlaps(&meetings, 10, |one, other| one != other);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn the_limit_cuts_the_list_and_says_so() {
        let meetings: Vec<_> = (0..100).map(|start| busy("x", start, 1_000)).collect();
        let (found, more) = overlaps(&meetings, 5, |_, _| true);
        assert_eq!((found.len(), more), (5, true));
        assert!(!overlaps(&meetings, 4_950, |_, _| true).1);
    }

    proptest! {
        #[test]
        fn the_pairs_are_those_of_comparing_each_with_each(
            spans in proptest::collection::vec((0i64..200, 0i64..40), 0..40)
        ) {
            let meetings: Vec<_> = spans
                .iter()
                .enumerate()
                .map(|(what, (start, length))| Busy {
                    what,
                    start_at: *start,
                    end_at: start + length,
                })
                .collect();
            let mut expected = Vec::new();
            for (index, one) in meetings.iter().enumerate() {
                for other in &meetings[index + 1..] {
                    let common = one.start_at.max(other.start_at)..one.end_at.min(other.end_at);
                    if !common.is_empty() {
                        expected.push((one.what, other.what, common.start, common.end));
                    }
                }
            }
            let mut found: Vec<_> = overlaps(&meetings, usize::MAX, |_, _| true).0
                .iter()
                .map(|pair| {
                    let (one, other) = (pair.first.what, pair.second.what);
                    (one.min(other), one.max(other), pair.from, pair.until)
                })
                .collect();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
