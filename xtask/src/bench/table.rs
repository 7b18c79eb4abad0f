//! The tables of counts, a group of columns for each size.

use super::docs::{Table, short};

/// An operation beside its floor.
pub struct Row {
    name: &'static str,
    instructions: u64,
    floor: Option<u64>,
}

impl Row {
    pub fn new(name: &'static str, instructions: u64, floor: u64) -> Self {
        Row {
            name,
            instructions,
            floor: Some(floor),
        }
    }

    /// One that has no floor.
    pub fn alone(name: &'static str, instructions: u64) -> Self {
        Row {
            name,
            instructions,
            floor: None,
        }
    }

    /// The name, the count, the floor, how many times it.
    pub fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.name.to_owned(), short(self.instructions)];
        cells.extend(match self.floor {
            Some(floor) => {
                let ratio = self.instructions as f64 / floor as f64;
                let digits = usize::from(ratio < 10.0);
                [short(floor), format!("{ratio:.digits$}")]
            }
            None => [String::new(), String::new()],
        });
        cells
    }
}

/// Rows that are counted at several sizes.
#[derive(Debug, Default)]
pub struct Columns {
    sizes: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// Adds what was counted at a size: the same rows each time, of which `cells` begin with the
    /// name.
    pub fn add<T>(&mut self, size: &str, rows: &[T], cells: impl Fn(&T) -> Vec<String>) {
        self.sizes.push(size.into());
        for (i, row) in rows.iter().enumerate() {
            let cells = cells(row);
            match self.rows.get_mut(i) {
                Some(row) => row.extend_from_slice(&cells[1..]),
                None => self.rows.push(cells),
            }
        }
    }

    /// Adds the bytes of stable memory of each table, and how many that makes for a meeting.
    pub fn add_sizes(&mut self, meetings: u64, sizes: &[(String, u64)]) {
        let size = format!("{} meetings", thousands(meetings));
        self.add(&size, sizes, |(table, bytes)| {
            vec![table.clone(), short(*bytes), short(bytes / meetings.max(1))]
        });
    }

    /// The table; `more` are the columns behind each size's own.
    pub fn table(self, more: &[&str]) -> Table {
        let mut head = vec![String::new()];
        for size in self.sizes {
            head.push(size);
            head.extend(more.iter().map(|name| (*name).to_owned()));
        }
        Table {
            head,
            rows: self.rows,
        }
    }
}

/// A number with a comma before each three digits.
pub fn thousands(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1_000), number % 1_000),
    }
}
