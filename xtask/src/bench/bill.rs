//! A year's bill, from what a week has counted.

use workgroups::http::{PAGES_PER_DAY, RENEWAL_PER_DAY};

use super::docs::{Table, short};
use super::fees;
use super::live::Work;
use super::week::Week;

/// Communities of the week's size that make up a million meetings, one registry for all.
const MANY_MEETINGS: u64 = 1_000_000;
/// A part of the bill in cycles of a year.
#[derive(Clone, Copy, Default)]
struct Part {
    ingress: u64,
    executions: u64,
    instructions: u64,
    storage: u64,
}

impl Part {
    /// So many times what a week has counted, over a year.
    fn of_week(work: &Work, times: u64) -> Self {
        let year = |cycles: u64| cycles * times * 365 / 7;
        Part {
            ingress: year(work.ingress()),
            executions: year(work.messages * fees::EXECUTION),
            instructions: year(work.instructions),
            storage: 0,
        }
    }

    /// No more than this in a day.
    fn at_most(self, per_day: u64) -> Self {
        let (all, most) = (self.sum(), per_day * 365);
        if all <= most {
            return self;
        }
        let cut = |cycles: u64| (cycles as f64 * most as f64 / all as f64) as u64;
        Part {
            ingress: cut(self.ingress),
            executions: cut(self.executions),
            instructions: cut(self.instructions),
            storage: 0,
        }
    }

    fn sum(&self) -> u64 {
        self.ingress + self.executions + self.instructions + self.storage
    }
}

/// The bills, of which first answers and renewal cost no more than their purses hold: beyond the
/// first, readers are put off; beyond the second, they wait. The bills of the week's community, and of a million meetings.
pub fn table(week: &Week) -> Table {
    let mut table = Table::new(&[
        "a year, in cycles",
        "ingress",
        "executions",
        "instructions",
        "memory",
        "all",
        "dollars",
    ]);
    let meetings = week.meetings;
    let name = |count: u64| format!("{} meetings", super::table::thousands(count));
    add(&mut table, &name(meetings), week, 1, week.memory);
    let times = MANY_MEETINGS / meetings;
    let rest = week.memory.saturating_sub(week.of_meetings);
    let memory = rest + week.of_meetings * times;
    add(&mut table, &name(MANY_MEETINGS), week, times, memory);
    table
}

fn add(table: &mut Table, community: &str, week: &Week, times: u64, memory: u64) {
    let storage = Part {
        storage: fees::storage_year(memory),
        ..Part::default()
    };
    let parts = [
        ("edits", Part::of_week(&week.edits, times)),
        ("what strangers do", Part::of_week(&week.strangers, times)),
        (
            "first answers of pages",
            Part::of_week(&week.pages, times).at_most(PAGES_PER_DAY),
        ),
        (
            "timers: renewal, index, dates",
            Part::of_week(&week.timers, times).at_most(RENEWAL_PER_DAY),
        ),
        ("memory", storage),
    ];
    let mut all = Part::default();
    for (name, part) in parts {
        row(table, &format!("{community}: {name}"), &part);
        all.ingress += part.ingress;
        all.executions += part.executions;
        all.instructions += part.instructions;
        all.storage += part.storage;
    }
    row(table, &format!("{community}: all"), &all);
    let newer = fees::storage_year_newer(memory);
    all.storage = newer;
    row(table, &format!("{community}: all, by the newer fees"), &all);
}

fn row(table: &mut Table, name: &str, part: &Part) {
    let shown = |cycles: u64| {
        if cycles == 0 {
            String::new()
        } else {
            short(cycles)
        }
    };
    let cells = [
        part.ingress,
        part.executions,
        part.instructions,
        part.storage,
    ]
    .map(shown);
    let dollars = format!("{:.2}", fees::dollars(part.sum()));
    let [a, b, c, d] = cells;
    table.row(name, [a, b, c, d, short(part.sum()), dollars]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cut_to_what_may_be_spent() {
        let work = Work {
            sent: 7,
            bytes: 0,
            messages: 7,
            instructions: 7_000_000,
        };
        let part = Part::of_week(&work, 1);
        assert_eq!(part.sum(), 365 * 7_200_000);
        assert_eq!(part.at_most(8_000_000).sum(), part.sum());
        assert_eq!(part.at_most(3_600_000).sum(), 365 * 3_600_000);
    }
}
