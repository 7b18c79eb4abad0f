//! The table of a benchmark.

/// An operation beside its floor.
pub struct Row {
    name: &'static str,
    instructions: u64,
    floor: u64,
}

impl Row {
    pub fn new(name: &'static str, instructions: u64, floor: u64) -> Self {
        Row {
            name,
            instructions,
            floor,
        }
    }
}

/// Prints the rows in columns.
pub fn print(rows: &[Row]) {
    println!(
        "  {:<24} {:>14} {:>14} {:>8}",
        "", "instructions", "floor", "ratio"
    );
    for Row {
        name,
        instructions,
        floor,
    } in rows
    {
        let ratio = *instructions as f64 / *floor as f64;
        println!("  {name:<24} {instructions:>14} {floor:>14} {ratio:>8.2}");
    }
}

/// Prints the bytes of stable memory of each table, and how many that makes for a meeting.
pub fn print_sizes(sizes: &[(String, u64)], meetings: u64) {
    println!("  {:<24} {:>14} {:>14}", "", "bytes", "a meeting");
    for (table, bytes) in sizes {
        println!("  {table:<24} {bytes:>14} {:>14}", bytes / meetings.max(1));
    }
}
