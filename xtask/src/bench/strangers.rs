//! The most that those who hold no office can cost, at the limits as they are set: each door is
//! used until it is shut, through the registry's own module with its filter of messages.

use anyhow::{Context, Result, ensure};
use workgroups::http::RENEWAL_PER_DAY;

use super::community::{BEGINNING, Size, fill, stranger};
use super::docs::{Docs, Table, short};
use super::doors::{self, Door};
use super::live::{Live, Sent, Work};

const SIZE: Size = Size {
    groups: 50,
    meetings: 20,
};
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const SECOND_NANOS: u64 = 1_000_000_000;
/// Messages of each door that are counted one by one.
const COUNTED: u64 = 8;
/// Messages after which a door is held to have no bound.
const MOST: u64 = 4_000;
/// What all strangers together may cost in a day: 1 % of a balance of 3 T cycles.
const AIM: u64 = 30_000_000_000;

/// Prints what each door costs, and what all of them do.
pub fn bench(live: &Live<'_>, docs: &Docs) -> Result<()> {
    fill(live, SIZE)?;
    begin_day(live);
    doors::begin_meetings(live, COUNTED)?;
    docs.show("doors", &of_doors(live)?)?;
    docs.show("strangers", &of_strangers(live)?)
}

/// Moves the clock to the next day, on which all budgets are unused.
fn begin_day(live: &Live<'_>) {
    let day = (live.now() - BEGINNING) / (DAY * SECOND_NANOS) + 1;
    live.set_time(BEGINNING + day * DAY * SECOND_NANOS);
    (0..20).for_each(|_| live.settle());
}

/// What one message of each door costs, without the timers that it sets off.
fn of_doors(live: &Live<'_>) -> Result<Table> {
    let mut table = Table::new(&["one message", "bytes", "instructions", "cycles"]);
    for door in doors::ONE_BY_ONE.iter().chain(doors::OF_ANYBODY) {
        let mut all = Work::default();
        for n in 0..COUNTED {
            all += use_once(live, door, n)?;
        }
        let cells = [all.bytes, all.instructions, all.cycles()];
        table.row(door.name, cells.map(|sum| short(sum / COUNTED)));
    }
    Ok(table)
}

fn use_once(live: &Live<'_>, door: &Door, n: u64) -> Result<Work> {
    let before = live.work()?;
    let sent = (door.send)(live, stranger(1_000_000 + n), n)?;
    let work = live.work()? - before;
    ensure!(matches!(sent, Sent::Replied(_)), "{}: not taken", door.name);
    if doors::ONE_BY_ONE.iter().any(|one| one.name == door.name) {
        doors::accepted(&sent).context(door.name)?;
    }
    // Budgets of a minute begin anew.
    live.wait(MINUTE);
    Ok(work)
}

/// What some strangers cost within an hour and a day, and the timers of such a day.
fn of_strangers(live: &Live<'_>) -> Result<Table> {
    let mut table = Table::new(&[
        "at most",
        "within",
        "messages",
        "instructions",
        "bytes sent",
        "bytes of memory",
        "cycles",
    ]);
    begin_day(live);
    doors::certify_pages(live)?;
    let (mut all, mut timers) = (0, 0);
    for (name, strangers) in [("one", 1), ("ten", 10), ("ten thousand", 10_000)] {
        for (within, seconds) in [("an hour", HOUR), ("a day", DAY)] {
            let used = use_up(live, seconds, &doors::OPERATIONS, strangers)?;
            table.row(&format!("operations of {name}"), used.cells(within));
            if strangers == 10_000 && seconds == DAY {
                all += used.work.cycles();
                timers = used.timers.cycles();
                table.row("timers of such a day: pages made again", used.of_timers());
            }
        }
    }
    for door in doors::OF_ANYBODY {
        let used = use_up(live, DAY, door, 10_000)?;
        table.row(door.name, used.cells("a day"));
        // What is refused is charged with what is accepted.
        if door.name != doors::REFUSED.name {
            all += used.work.cycles();
        }
    }
    // Readers may make the purse of renewal empty too.
    all += timers.max(RENEWAL_PER_DAY);
    let cells = ["a day", "", "", "", "", &short(all)];
    table.row("all of this together", cells.map(String::from));
    println!("all together {all}, of {AIM} that are aimed at");
    Ok(table)
}

/// What some time has cost.
#[derive(Debug, Default)]
struct Used {
    /// The messages of strangers.
    work: Work,
    timers: Work,
    memory: u64,
    /// Whether more would have been taken.
    has_no_end: bool,
}

impl Used {
    fn of_timers(&self) -> [String; 6] {
        let Work { instructions, .. } = self.timers;
        let (instructions, cycles) = (short(instructions), short(self.timers.cycles()));
        ["a day", "", &instructions, "", "", &cycles].map(String::from)
    }

    fn cells(&self, within: &str) -> [String; 6] {
        let work = &self.work;
        let sent = match self.has_no_end {
            true => format!("{} and on", work.sent),
            false => work.sent.to_string(),
        };
        let (instructions, bytes) = (short(work.instructions), short(work.bytes));
        let cells = [sent, instructions, bytes, short(self.memory)];
        let [a, b, c, d] = cells;
        [within.into(), a, b, c, d, short(work.cycles())]
    }
}

/// Sends messages through a door in so many seconds of a new day, as many as are taken, and lets
/// the timers run that this sets off.
fn use_up(live: &Live<'_>, seconds: u64, door: &Door, strangers: u64) -> Result<Used> {
    begin_day(live);
    let (before, memory) = (live.work()?, live.memory()?);
    let begun = hour(live);
    let mut used = Used::default();
    for hours in 0..seconds / HOUR {
        exhaust(live, door, strangers, &mut used)?;
        let next = (begun + hours + 1) * HOUR * SECOND_NANOS;
        live.set_time(next.max(live.now()));
        (0..10).for_each(|_| live.settle());
    }
    used.timers = live.work()? - before - used.work;
    used.memory = live.memory()?.saturating_sub(memory);
    used.has_no_end = used.work.sent >= MOST;
    Ok(used)
}

fn hour(live: &Live<'_>) -> u64 {
    live.now() / (HOUR * SECOND_NANOS)
}

/// Sends messages until none is taken any more within this hour.
fn exhaust(live: &Live<'_>, door: &Door, strangers: u64, used: &mut Used) -> Result<()> {
    let begun = hour(live);
    let mut barren = 0;
    while used.work.sent < MOST && barren < 3 && hour(live) == begun {
        let (mut taken, mut refused) = (false, 0);
        while refused < strangers.min(3) && used.work.sent < MOST && hour(live) == begun {
            let n = next_number();
            let before = live.work()?;
            let sent = (door.send)(live, stranger(n % strangers), n)?;
            used.work += live.work()? - before;
            match sent {
                Sent::NotTaken => refused += 1,
                Sent::Replied(_) => {
                    (taken, refused) = (true, 0);
                    live.wait(1);
                }
            }
        }
        barren = if taken { 0 } else { barren + 1 };
        live.wait(MINUTE);
    }
    Ok(())
}

/// Numbers that are never given twice, so that no two messages ask for the same.
fn next_number() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}
