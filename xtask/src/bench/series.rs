//! What series cost, in instructions, beside the floors of a record of their size.

use anyhow::Result;

use super::Bench;
use super::table::{self, Row};

/// Groups that one message loads, each with a series.
const BATCH: u64 = 50;
/// Bytes of a date in the lists, of which a page reads 50.
const DATE_BYTES: u32 = 120;

/// Loads groups with a weekly series each, and prints the table.
pub fn bench(registry: &Bench, floor: &Bench, groups: u64) -> Result<()> {
    registry.update::<()>("prepare", ())?;
    let mut loaded = 0;
    while loaded < groups {
        loaded = registry.update("load_series", (BATCH.min(groups - loaded),))?;
        floor.update::<()>("floor_load", (loaded, DATE_BYTES))?;
    }
    let middle = groups / 2;
    let get: u64 = floor.query("floor_get", (middle,))?;
    let page: u64 = floor.query("floor_page", (middle,))?;
    let put: u64 = floor.update("floor_put", (middle, DATE_BYTES))?;
    println!("{groups} groups with a weekly series each");
    table::print(&[
        Row::new(
            "a page of 50 that come",
            registry.query("upcoming_page", ())?,
            page,
        ),
        Row::new(
            "an edit of a series",
            registry.update("edit_series", (middle,))?,
            put,
        ),
        Row::new(
            "the timer, 20 series",
            registry.update("roll_series", ())?,
            put,
        ),
        Row::new(
            "a group's calendar",
            registry.query("calendar", (middle,))?,
            get,
        ),
    ]);
    Ok(())
}
