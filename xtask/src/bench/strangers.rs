//! The most that those who hold no office can cost, at the limits as they are set: each door is
//! used until it is shut, through the registry's own module with its filter of messages.

use anyhow::{Context, Result};

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
    let days = Days { live };
    days.next();
    doors::begin_meetings(live, COUNTED)?;
    docs.show("doors", &of_doors(live)?)?;
    docs.show("strangers", &of_strangers(&days)?)
}

/// Days of the network's clock, of which each begins with all budgets unused.
struct Days<'a> {
    live: &'a Live<'a>,
}

impl Days<'_> {
    fn next(&self) {
        let day = (self.live.now() - BEGINNING) / (DAY * SECOND_NANOS) + 1;
        self.live.set_time(BEGINNING + day * DAY * SECOND_NANOS);
        (0..20).for_each(|_| self.live.settle());
    }
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
    live.wait(2);
    if doors::ONE_BY_ONE.iter().any(|one| one.name == door.name) {
        doors::accepted(&sent).context(door.name)?;
    }
    Ok(work)
}

/// What some strangers cost within an hour and a day, timers too.
fn of_strangers(days: &Days<'_>) -> Result<Table> {
    let mut table = Table::new(&[
        "at most",
        "within",
        "messages",
        "instructions",
        "bytes sent",
        "bytes of memory",
        "cycles",
    ]);
    days.next();
    doors::certify_pages(days.live)?;
    let quiet = days.run(DAY, None)?;
    let mut all = 0;
    for (name, strangers) in [("one", 1), ("ten", 10), ("ten thousand", 10_000)] {
        for (within, seconds) in [("an hour", HOUR), ("a day", DAY)] {
            let used = days.run(seconds, Some((&doors::OPERATIONS, strangers)))?;
            let used = used.beyond(&quiet, seconds);
            table.row(&format!("operations of {name}"), used.cells(within));
            if strangers == 10_000 && seconds == DAY {
                all += used.work.cycles();
            }
        }
    }
    for door in doors::OF_ANYBODY {
        let used = days.run(DAY, Some((door, 10_000)))?.beyond(&quiet, DAY);
        table.row(door.name, used.cells("a day"));
        all += used.work.cycles();
    }
    let mut sum = vec![String::new(); 6];
    (sum[0], sum[5]) = ("a day".into(), short(all));
    table.row("all of this together", sum);
    println!("all together {all}, of {AIM} that are aimed at");
    Ok(table)
}

/// What some time has cost.
struct Used {
    work: Work,
    memory: u64,
    /// Whether more would have been taken.
    has_no_end: bool,
}

impl Used {
    /// Without what a quiet day of the same length costs: timers that run in any case.
    fn beyond(mut self, quiet: &Used, seconds: u64) -> Used {
        let (work, share) = (&mut self.work, |of_day: u64| of_day * seconds / DAY);
        let less = |all: u64, quiet: u64| all.saturating_sub(share(quiet));
        work.messages = less(work.messages, quiet.work.messages);
        work.instructions = less(work.instructions, quiet.work.instructions);
        self
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

impl Days<'_> {
    /// Uses a door up in so many seconds of a new day, and counts it with what timers do.
    fn run(&self, seconds: u64, door: Option<(&Door, u64)>) -> Result<Used> {
        self.next();
        let live = self.live;
        let (before, memory) = (live.work()?, live.memory()?);
        let end = live.now() + seconds * SECOND_NANOS;
        let mut left = MOST;
        while live.now() < end {
            let next = (live.now() / (HOUR * SECOND_NANOS) + 1) * HOUR * SECOND_NANOS;
            if let Some((door, strangers)) = door {
                exhaust(live, door, strangers, &mut left)?;
            }
            live.set_time(next.max(live.now()));
            (0..10).for_each(|_| live.settle());
        }
        Ok(Used {
            work: live.work()? - before,
            memory: live.memory()?.saturating_sub(memory),
            has_no_end: left == 0,
        })
    }
}

/// Sends messages until none is taken any more within this hour.
fn exhaust(live: &Live<'_>, door: &Door, strangers: u64, left: &mut u64) -> Result<()> {
    let hour = || live.now() / (HOUR * SECOND_NANOS);
    let begun = hour();
    let mut barren = 0;
    while *left > 0 && barren < 3 && hour() == begun {
        let (mut taken, mut refused) = (false, 0);
        while refused < strangers.min(3) && *left > 0 {
            let n = next_number();
            match (door.send)(live, stranger(n % strangers), n)? {
                Sent::NotTaken => refused += 1,
                Sent::Replied(_) => {
                    (taken, refused) = (true, 0);
                    *left -= 1;
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
