//! The figures of `docs/costs.md` beside those of today, for `cargo xtask test`: counts, which are
//! the same on every machine, at the smallest size.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::docs::{Docs, count};
use super::peer::Peers;
use super::table::{Columns, thousands};
use super::{SIZES, network};
use crate::workspace::Workspace;

/// By how much a figure may differ from the committed one.
const TOLERANCE: f64 = 0.15;

/// A row of the table.
#[derive(Debug)]
pub struct Compared {
    pub row: String,
    pub committed: String,
    pub now: String,
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.holds() { "ok" } else { "error" };
        let Compared {
            row,
            committed,
            now,
        } = self;
        write!(
            f,
            "{verdict}: {row}: {committed} in docs/costs.md, {now} now"
        )
    }
}

impl Compared {
    /// Whether the figure is about the committed one.
    pub fn holds(&self) -> bool {
        let (Some(committed), Some(now)) = (count(&self.committed), count(&self.now)) else {
            return false;
        };
        (now - committed).abs() <= committed * TOLERANCE
    }
}

/// Counts the operations of a built module at the smallest size, and compares each row with the
/// committed one.
///
/// # Errors
/// When a call is refused, or the documentation has no such table.
pub fn compare(workspace: &Workspace, module: &Path) -> Result<Vec<Compared>> {
    let size = SIZES[0];
    let column = format!("{} meetings", thousands(size));
    let wasm = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let network = network(workspace)?;
    let mut peers = Peers::install(&network, &wasm, None)?;
    peers.load(size)?;
    let mut columns = Columns::default();
    peers.measure(&mut columns)?;
    let now = columns.table(&["plain"]);
    let committed = Docs::new(workspace, false).read("peer")?;
    let rows = now.rows.iter().map(|cells| {
        let row = cells[0].clone();
        let cell = committed.cell(&row, &column).unwrap_or("nothing");
        Compared {
            committed: cell.to_owned(),
            now: cells[1].clone(),
            row,
        }
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_may_differ_by_fifteen_hundredths() {
        for (committed, now, holds) in [
            ("1.00 M", "1.15 M", true),
            ("1.00 M", "1.16 M", false),
            ("1.00 M", "0.84 M", false),
            ("1.00 M", "990 k", true),
            ("nothing", "990 k", false),
        ] {
            let compared = Compared {
                row: "an edit".into(),
                committed: committed.into(),
                now: now.into(),
            };
            assert_eq!(compared.holds(), holds, "{compared:?}");
        }
    }
}
