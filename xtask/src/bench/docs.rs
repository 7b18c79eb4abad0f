//! The tables of `docs/costs.md`: each stands between two marks, is written by the task, and is
//! read again to compare with.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// A table as Markdown has it: the first cell of a row is its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(head: &[&str]) -> Self {
        Table {
            head: head.iter().map(|cell| (*cell).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, name: &str, cells: impl IntoIterator<Item = String>) {
        let name = std::iter::once(name.to_owned());
        self.rows.push(name.chain(cells).collect());
    }

    /// The cell of a row and a column, by their names.
    pub fn cell(&self, row: &str, column: &str) -> Option<&str> {
        let at = self.head.iter().position(|name| name == column)?;
        let row = self.rows.iter().find(|cells| cells[0] == row)?;
        row.get(at).map(String::as_str)
    }

    fn parse(text: &str) -> Self {
        let cells = |line: &str| {
            let line = line.trim().trim_start_matches('|').trim_end_matches('|');
            line.split('|').map(|cell| cell.trim().to_owned()).collect()
        };
        let mut lines = text.lines().filter(|line| line.starts_with('|'));
        let head = lines.next().map(cells).unwrap_or_default();
        // The line under the head holds nothing.
        let rows = lines.skip(1).map(cells).collect();
        Table { head, rows }
    }

    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        let mut line = |cells: &[String]| {
            // Writing to a string does not fail.
            writeln!(text, "| {} |", cells.join(" | ")).ok();
        };
        line(&self.head);
        line(&vec!["---".to_owned(); self.head.len()]);
        self.rows.iter().for_each(|row| line(row));
        text
    }
}

/// What the task was asked to do with its tables.
pub struct Docs {
    path: PathBuf,
    writes: bool,
}

impl Docs {
    pub fn new(workspace: &Workspace, writes: bool) -> Self {
        Docs {
            path: workspace.root.join("docs/costs.md"),
            writes,
        }
    }

    /// Prints a table, and writes it if that was asked for.
    pub fn show(&self, name: &str, table: &Table) -> Result<()> {
        println!("\n{name}\n\n{}", table.to_markdown());
        if !self.writes {
            return Ok(());
        }
        let text = replaced(&self.text()?, name, &table.to_markdown());
        let text = text.with_context(|| format!("docs/costs.md has no marks for {name:?}"))?;
        fs::write(&self.path, text).context("cannot write docs/costs.md")
    }

    /// The table that was written last.
    pub fn read(&self, name: &str) -> Result<Table> {
        let text = self.text()?;
        let found = between(&text, name);
        let (begin, end) =
            found.with_context(|| format!("docs/costs.md has no marks for {name:?}"))?;
        Ok(Table::parse(&text[begin..end]))
    }

    fn text(&self) -> Result<String> {
        fs::read_to_string(&self.path).context("cannot read docs/costs.md")
    }
}

/// Where a table stands in a text.
fn between(text: &str, name: &str) -> Option<(usize, usize)> {
    let mark = format!("<!-- bench: {name} -->\n");
    let begin = text.find(&mark)? + mark.len();
    let end = begin + text[begin..].find("<!-- end -->")?;
    Some((begin, end))
}

fn replaced(text: &str, name: &str, table: &str) -> Option<String> {
    let (begin, end) = between(text, name)?;
    Some(format!("{}{table}{}", &text[..begin], &text[end..]))
}

/// A count in three digits: `180 k`, `2.95 M`, `12.4 G`.
pub fn short(count: u64) -> String {
    let units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    let Some((size, unit)) = units.into_iter().find(|(size, _)| count as f64 >= *size) else {
        return count.to_string();
    };
    match count as f64 / size {
        n if n < 9.995 => format!("{n:.2} {unit}"),
        n if n < 99.95 => format!("{n:.1} {unit}"),
        n => format!("{n:.0} {unit}"),
    }
}

/// The count that a cell tells; none where it tells none.
pub fn count(cell: &str) -> Option<f64> {
    let (number, unit) = cell.split_once(' ').unwrap_or((cell, ""));
    let number: f64 = number.parse().ok()?;
    let size = match unit {
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        _ => return None,
    };
    Some(number * size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_is_written_is_read_again() {
        let mut table = Table::new(&["", "1,000", "10,000"]);
        table.row("an edit", [short(2_954_321), short(3_049_999)]);
        let text = "before\n<!-- bench: edits -->\nold\n<!-- end -->\nafter\n";
        let text = replaced(text, "edits", &table.to_markdown()).unwrap();
        assert!(text.starts_with("before\n") && text.ends_with("<!-- end -->\nafter\n"));
        let (begin, end) = between(&text, "edits").unwrap();
        let read = Table::parse(&text[begin..end]);
        assert_eq!(read, table);
        assert_eq!(read.cell("an edit", "10,000"), Some("3.05 M"));
        assert_eq!(replaced(&text, "others", ""), None);
    }

    #[test]
    fn a_count_is_shown_in_three_digits() {
        for (number, shown) in [
            (7, "7"),
            (999, "999"),
            (180_400, "180 k"),
            (9_996_000, "10.0 M"),
            (2_950_000, "2.95 M"),
            (30_000_000_000, "30.0 G"),
        ] {
            assert_eq!(short(number), shown);
            let read = count(shown).unwrap();
            assert!((read - number as f64).abs() <= number as f64 / 200.0);
        }
        assert_eq!(count("4.6 times"), None);
    }
}
