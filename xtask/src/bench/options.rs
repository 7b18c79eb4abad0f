//! What `cargo xtask bench` is asked for.

use anyhow::{Context, Result, bail};

use super::SIZES;

/// Which figures are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the operations cost, beside their floors and a plain canister.
    Operations {
        /// Up to so many meetings.
        largest: u64,
        /// Whether the plain canister is counted too.
        beside: bool,
    },
    /// What those who hold no office can cost.
    Strangers,
    /// A week of a community, and a year's bill.
    Week,
    /// The figures of the smallest size, beside those of the documentation.
    Check,
}

/// The command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    pub part: Part,
    /// Whether the tables are written into `docs/costs.md`.
    pub writes: bool,
}

impl Options {
    /// # Errors
    /// When there is no such option, or a number is none.
    pub fn parse(words: &[String]) -> Result<Self> {
        let (mut largest, mut beside) = (SIZES[SIZES.len() - 1], true);
        let (mut other, mut writes) = (None, false);
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "--write" => writes = true,
                "--strangers" => other = Some(Part::Strangers),
                "--week" => other = Some(Part::Week),
                "--check" => other = Some(Part::Check),
                "--alone" => beside = false,
                "--largest" => {
                    let number = words.next().context("`--largest` takes a number")?;
                    largest = number.parse()?;
                }
                other => bail!("`cargo xtask bench` has no option `{other}`"),
            }
        }
        let part = other.unwrap_or(Part::Operations { largest, beside });
        Ok(Options { part, writes })
    }
}
