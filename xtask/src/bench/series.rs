//! What series cost, in instructions, beside the floors of a record of their size.

use anyhow::Result;

use super::docs::Table;
use super::inside::Bench;
use super::table::{Columns, Row, thousands};

/// Groups that one message loads, each with a series.
const BATCH: u64 = 50;
/// Bytes of a date in the lists, of which a page reads 50.
const DATE_BYTES: u32 = 120;

/// Loads groups with a weekly series each, and counts.
pub fn bench(registry: &Bench, floor: &Bench, groups: u64) -> Result<Table> {
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
    let rows = [
        Row::new(
            "a page of 50 meetings that come, of all groups",
            registry.query("upcoming_page", ())?,
            page,
        ),
        Row::new(
            "an edit of a series that moves all its dates",
            registry.update("edit_series", (middle,))?,
            put,
        ),
        Row::new(
            "the timer: 20 series moved on",
            registry.update("roll_series", ())?,
            put,
        ),
        Row::new(
            "the calendar of a group",
            registry.query("calendar", (middle,))?,
            get,
        ),
    ];
    let mut columns = Columns::default();
    columns.add(&format!("{} groups", thousands(groups)), &rows, Row::cells);
    Ok(columns.table(&["floor", "ratio"]))
}
