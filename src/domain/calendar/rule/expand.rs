//! The dates of a rule, from any instant on, with bounded work.
//!
//! A rule without COUNT is not walked from its start: the period of the instant asked for is
//! computed. A rule with COUNT is counted from its start; [`super::LARGEST_COUNT`] bounds that.

use super::super::local::{
    FIRST_YEAR, LAST_YEAR, LocalDateTime, SECONDS_PER_DAY, UnixSeconds, Weekday, day_number,
};
use super::super::zones::Zone;
use super::days::Anchor;
use super::{End, Frequency, Rule};
use crate::base::fault::Fault;

/// Work, in days looked at, that reaches from [`FIRST_YEAR`] to [`LAST_YEAR`] with every rule.
pub const DEFAULT_BUDGET: u32 = 100_000;

/// The zone's clocks may skip a whole day, so a local date is sought from two days earlier.
const MARGIN_DAYS: i32 = 2;

/// From when (inclusive) until when (exclusive) an occurrence must start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: UnixSeconds,
    pub until: UnixSeconds,
}

impl Window {
    /// All of the time that is computed.
    pub const ALL: Window = Window {
        from: i64::MIN,
        until: i64::MAX,
    };

    /// Whether something that starts at `at` lies in the window.
    pub fn contains(&self, at: UnixSeconds) -> bool {
        self.from <= at && at < self.until
    }
}

/// The start of one occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The clock reading in the zone of the rule. It is the occurrence's identity, and does not
    /// change when the rules of the zone do.
    pub local: LocalDateTime,
    /// The instant.
    pub at: UnixSeconds,
}

/// Why an expansion ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// COUNT or UNTIL is reached: there are no more.
    RuleEnded,
    /// The window's end is reached.
    WindowClosed,
    /// As many as asked for were found. More may follow after the last one.
    LimitReached,
    /// The rule goes on, but [`LAST_YEAR`] is over.
    YearsEnded,
    /// The budget is spent. Everything before `reached` has been found; asking again from there
    /// goes on.
    BudgetSpent { reached: UnixSeconds },
}

/// Occurrences in time order, and why there are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    pub starts: Vec<Start>,
    pub stop: Stop,
}

/// A start, its zone, and a rule that fits to it.
#[derive(Clone, Debug)]
pub struct Timetable {
    start: LocalDateTime,
    zone: Zone,
    /// Where `recurs` is false, one that gives the start alone.
    rule: Rule,
    recurs: bool,
}

impl Timetable {
    /// Puts the parts together; without a rule it is the one date of the start.
    ///
    /// The start must be a date of the rule. RFC 5545 leaves open what else it would mean, and
    /// calendar programs differ: some show the start, some do not, and COUNT is off by one. It
    /// follows that no rule is empty.
    ///
    /// # Errors
    /// Faults of `start` (with the first date of the rule, if the start is none) and of `rule`.
    pub fn new(
        start: LocalDateTime,
        zone: Zone,
        rule: Option<Rule>,
    ) -> Result<Timetable, Vec<Fault>> {
        start.check("start")?;
        let timetable = Timetable {
            start,
            zone,
            recurs: rule.is_some(),
            rule: rule.unwrap_or_else(single_date),
        };
        match timetable.first_date() {
            Some(first) if first == start => Ok(timetable),
            Some(first) => Err(vec![Fault::new(
                "start",
                format!(
                    "{} {start} is not a date of the rule; the first that is one is {} {first}",
                    start.weekday().name(),
                    first.weekday().name(),
                ),
            )]),
            None => Err(vec![Fault::new(
                "rule",
                format!("has no date from {start} to the year {LAST_YEAR}"),
            )]),
        }
    }

    /// The start.
    pub fn start(&self) -> LocalDateTime {
        self.start
    }

    /// The zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The rule; `None` for a single date.
    pub fn rule(&self) -> Option<&Rule> {
        self.recurs.then_some(&self.rule)
    }

    /// The instant of a clock reading in the zone.
    pub fn instant_of(&self, local: LocalDateTime) -> UnixSeconds {
        self.zone.instant_of(local)
    }

    /// At most `limit` occurrences in the window, in time order, without those whose local
    /// start is in `skip`, which must be sorted. Looks at no more than about `budget` days;
    /// [`DEFAULT_BUDGET`] is never spent.
    ///
    /// A date whose time of day does not exist in the zone is not left out, but read as
    /// [`Zone::instant_of`] says. Only where that gives the same instant as the date before (a
    /// zone that skips a whole day) it is no occurrence and does not count.
    pub fn expand(
        &self,
        window: Window,
        skip: &[LocalDateTime],
        limit: usize,
        budget: u32,
    ) -> Expansion {
        let mut starts = Vec::new();
        let mut walk = Walk::new(self, window, budget);
        let stop = loop {
            match walk.next() {
                Err(stop) => break stop,
                Ok(start) if start.at >= window.until => break Stop::WindowClosed,
                Ok(start) if start.at < window.from => {}
                Ok(start) if skip.binary_search(&start.local).is_ok() => {}
                Ok(_) if starts.len() == limit => break Stop::LimitReached,
                Ok(start) => starts.push(start),
            }
        };
        Expansion { starts, stop }
    }

    /// Whether a local time is the start of an occurrence.
    pub fn has(&self, local: LocalDateTime) -> bool {
        if local.check("").is_err() {
            return false;
        }
        let at = self.instant_of(local);
        let window = Window {
            from: at,
            until: at + 1,
        };
        self.expand(window, &[], 1, DEFAULT_BUDGET)
            .starts
            .iter()
            .any(|start| start.local == local)
    }

    /// The last occurrence of a rule that ends, as far as it is computed ([`LAST_YEAR`]); `None`
    /// if it does not end.
    pub fn last(&self) -> Option<Start> {
        match self.rule.end {
            End::Never => None,
            End::Count(_) => {
                let expansion = self.expand(Window::ALL, &[], usize::MAX, DEFAULT_BUDGET);
                expansion.starts.last().copied()
            }
            End::Until(until) => self.last_before(until.saturating_add(1)),
        }
    }

    /// The last occurrence that starts before `end`.
    pub fn last_before(&self, end: UnixSeconds) -> Option<Start> {
        let start = self.instant_of(self.start);
        let until = end.min(end_of_years());
        // Looked for backwards, in longer and longer spans.
        let mut span = 60 * SECONDS_PER_DAY;
        loop {
            let from = until.saturating_sub(span);
            let window = Window { from, until };
            let expansion = self.expand(window, &[], usize::MAX, DEFAULT_BUDGET);
            if !expansion.starts.is_empty() || from <= start {
                return expansion.starts.last().copied();
            }
            span = span.saturating_mul(8);
        }
    }

    /// The first date of the rule that is not before the start.
    fn first_date(&self) -> Option<LocalDateTime> {
        let mut walk = Walk::new(self, Window::ALL, DEFAULT_BUDGET);
        walk.next().ok().map(|start| start.local)
    }
}

/// A walk over a timetable's occurrences, beginning a little before a window.
struct Walk<'a> {
    timetable: &'a Timetable,
    rule: &'a Rule,
    anchor: Anchor,
    /// The period to look at next.
    period: i32,
    /// The days found in the period looked at last, and how many of them are done.
    days: Vec<i32>,
    done: usize,
    /// No period that begins after this day is looked at, for this reason.
    last_day: (i32, Stop),
    counted: u32,
    previous: Option<UnixSeconds>,
    budget: u32,
}

impl<'a> Walk<'a> {
    fn new(timetable: &'a Timetable, window: Window, budget: u32) -> Walk<'a> {
        let rule = &timetable.rule;
        let anchor = Anchor::new(timetable.start.day_number());
        let first_period = match rule.end {
            End::Count(_) => 0,
            End::Never | End::Until(_) => {
                let from = local_day(&timetable.zone, window.from) - MARGIN_DAYS;
                let period = anchor.period_of(rule, from.max(anchor.day));
                period - period % i32::from(rule.interval)
            }
        };
        Walk {
            timetable,
            rule,
            anchor,
            period: first_period,
            days: Vec::new(),
            done: 0,
            last_day: last_day(&timetable.zone, rule, window),
            counted: 0,
            previous: None,
            budget,
        }
    }

    fn next(&mut self) -> Result<Start, Stop> {
        loop {
            if matches!(self.rule.end, End::Count(count) if self.counted >= u32::from(count)) {
                return Err(Stop::RuleEnded);
            }
            let Some(day) = self.days.get(self.done).copied() else {
                self.look_at_next_period()?;
                continue;
            };
            self.done += 1;
            if day < self.anchor.day {
                continue;
            }
            let local = self.timetable.start.on_day(day);
            if local.year > LAST_YEAR {
                return Err(Stop::YearsEnded);
            }
            let at = self.timetable.instant_of(local);
            if matches!(self.rule.end, End::Until(until) if at > until) {
                return Err(Stop::RuleEnded);
            }
            if self.previous != Some(at) {
                self.previous = Some(at);
                self.counted += 1;
                return Ok(Start { local, at });
            }
        }
    }

    fn look_at_next_period(&mut self) -> Result<(), Stop> {
        let first_day = self.anchor.first_day(self.rule, self.period);
        if first_day > self.last_day.0 {
            return Err(self.last_day.1);
        }
        if self.budget == 0 {
            let reached = i64::from(first_day - MARGIN_DAYS) * SECONDS_PER_DAY;
            return Err(Stop::BudgetSpent { reached });
        }
        let work = self.anchor.days(self.rule, self.period, &mut self.days);
        self.budget = self.budget.saturating_sub(work);
        self.done = 0;
        self.period += i32::from(self.rule.interval);
        Ok(())
    }
}

/// What stands for the rule where there is none.
fn single_date() -> Rule {
    Rule {
        frequency: Frequency::Daily,
        interval: 1,
        end: End::Count(1),
        by_month: Vec::new(),
        by_month_day: Vec::new(),
        by_day: Vec::new(),
        by_set_pos: Vec::new(),
        week_start: Weekday::Monday,
    }
}

/// The day that the zone's calendar shows at an instant, within the years that are computed.
fn local_day(zone: &Zone, at: UnixSeconds) -> i32 {
    let first = i64::from(day_number(FIRST_YEAR.into(), 1, 1)) * SECONDS_PER_DAY;
    zone.local_at(at.clamp(first, end_of_years())).day_number()
}

/// When the years that are computed are over.
fn end_of_years() -> UnixSeconds {
    i64::from(day_number(i32::from(LAST_YEAR) + 1, 1, 1)) * SECONDS_PER_DAY
}

/// The last day on which a period of interest can begin, and what it means to come past it.
fn last_day(zone: &Zone, rule: &Rule, window: Window) -> (i32, Stop) {
    let mut last = (day_number(LAST_YEAR.into(), 12, 31), Stop::YearsEnded);
    let mut bound = |at: UnixSeconds, stop: Stop| {
        let day = local_day(zone, at).saturating_add(MARGIN_DAYS);
        if day < last.0 {
            last = (day, stop);
        }
    };
    bound(window.until, Stop::WindowClosed);
    if let End::Until(until) = rule.end {
        bound(until, Stop::RuleEnded);
    }
    last
}
