//! Counting tests over all suites.

use std::fmt;
use std::iter::Sum;
use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    /// One check that is a test by itself.
    pub fn of_check(passed: bool) -> Self {
        Self {
            passed: u64::from(passed),
            failed: u64::from(!passed),
            skipped: 0,
        }
    }

    /// Moves tests that were counted as passed to those that were skipped.
    pub fn with_skipped(self, tests: u64) -> Self {
        Self {
            passed: self.passed.saturating_sub(tests),
            skipped: self.skipped + tests,
            ..self
        }
    }

    /// Reads the line with which Rust's test harness closes a suite; None for any other line.
    pub fn of_result_line(line: &str) -> Option<Self> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let count = |name: &str| {
            counts.split("; ").find_map(|part| {
                let (number, what) = part.trim().split_once(' ')?;
                (what == name).then(|| number.parse().ok())?
            })
        };
        Some(Self {
            passed: count("passed")?,
            failed: count("failed")?,
            skipped: count("ignored")?,
        })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut sum, tally| {
            sum += tally;
            sum
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_of_a_suite_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; \
                    4 filtered out; finished in 0.52s";
        assert_eq!(
            Tally::of_result_line(line),
            Some(Tally {
                passed: 12,
                failed: 3,
                skipped: 1
            })
        );
    }

    #[test]
    fn other_lines_are_not_counted() {
        for line in [
            "",
            "running 12 tests",
            "test a_test ... ok",
            "test result: unclear",
            "test result: ok. many passed; 0 failed; 0 ignored",
        ] {
            assert_eq!(Tally::of_result_line(line), None, "{line}");
        }
    }

    #[test]
    fn a_test_that_could_not_run_does_not_count_as_passed() {
        let both_ran = Tally {
            passed: 2,
            failed: 0,
            skipped: 0,
        };
        assert_eq!(
            both_ran.with_skipped(1).to_string(),
            "1 passed, 0 failed, 1 skipped"
        );
    }

    #[test]
    fn the_summary_names_all_three_numbers() {
        let mut sum = Tally::of_check(true);
        sum += Tally::of_check(false);
        assert_eq!(sum.to_string(), "1 passed, 1 failed, 0 skipped");
    }
}
