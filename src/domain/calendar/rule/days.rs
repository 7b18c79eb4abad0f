//! The days of one period of a rule.
//!
//! RFC 5545 tells for each part whether it adds days to a period or takes some away. With one
//! time of day both come to the same: the days of the period that satisfy every part.

use super::super::local::{Weekday, civil, day_number, days_in_month, is_leap, weekday};
use super::{Frequency, Rule};

/// What the start of a series adds to its rule: the parts that the rule leaves open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    /// The day of the start.
    pub day: i32,
    year: i32,
    month: u8,
    date: u8,
    weekday: Weekday,
}

impl Anchor {
    pub(super) fn new(day: i32) -> Anchor {
        let (year, month, date) = civil(day);
        Anchor {
            day,
            year,
            month,
            date,
            weekday: weekday(day),
        }
    }

    /// The number of the period (from that of the start, which is 0) that `day` is in,
    /// intervals not regarded.
    pub(super) fn period_of(&self, rule: &Rule, day: i32) -> i32 {
        match rule.frequency {
            Frequency::Daily => day - self.day,
            Frequency::Weekly => (day - self.first_day(rule, 0)).div_euclid(7),
            Frequency::Monthly => {
                let (year, month, _) = civil(day);
                (year - self.year) * 12 + i32::from(month) - i32::from(self.month)
            }
            Frequency::Yearly => civil(day).0 - self.year,
        }
    }

    /// The first day of a period; for the longer ones it may come before the start.
    pub(super) fn first_day(&self, rule: &Rule, period: i32) -> i32 {
        match rule.frequency {
            Frequency::Daily => self.day + period,
            Frequency::Weekly => self.day - self.weekday.days_after(rule.week_start) + period * 7,
            Frequency::Monthly => {
                let (year, month) = self.month_at(period);
                day_number(year, month, 1)
            }
            Frequency::Yearly => day_number(self.year + period, 1, 1),
        }
    }

    /// Year and month, so many months after that of the start.
    fn month_at(&self, period: i32) -> (i32, u8) {
        let months = self.year * 12 + i32::from(self.month) - 1 + period;
        let month = u8::try_from(months.rem_euclid(12) + 1).unwrap_or(1);
        (months.div_euclid(12), month)
    }

    /// Writes the days of a period into `days`, in order, BYSETPOS applied. Returns the
    /// number of days looked at, which is the work done.
    pub(super) fn days(&self, rule: &Rule, period: i32, days: &mut Vec<i32>) -> u32 {
        days.clear();
        let examined = match rule.frequency {
            Frequency::Daily => self.some_days(rule, self.first_day(rule, period), 1, days),
            Frequency::Weekly => self.some_days(rule, self.first_day(rule, period), 7, days),
            Frequency::Monthly => {
                let (year, month) = self.month_at(period);
                if allows(&rule.by_month, month) {
                    self.month(rule, year, month, days)
                } else {
                    1
                }
            }
            Frequency::Yearly => {
                let year = self.year + period;
                let months = (1..=12).filter(|month| self.month_of_year(rule, *month));
                months
                    .map(|month| self.month(rule, year, month, days))
                    .sum::<u32>()
                    + 1
            }
        };
        if !rule.by_set_pos.is_empty() {
            pick(&rule.by_set_pos, days);
        }
        examined
    }

    fn month_of_year(&self, rule: &Rule, month: u8) -> bool {
        if rule.by_month.is_empty() && rule.by_month_day.is_empty() && rule.by_day.is_empty() {
            month == self.month
        } else {
            allows(&rule.by_month, month)
        }
    }

    /// Days of a day or a week. They may lie in two months.
    fn some_days(&self, rule: &Rule, first: i32, length: i32, days: &mut Vec<i32>) -> u32 {
        let no_weekday_given = rule.frequency == Frequency::Weekly && rule.by_day.is_empty();
        for day in first..first + length {
            let weekday = weekday(day);
            let weekday_fits = if no_weekday_given {
                weekday == self.weekday
            } else {
                rule.by_day.is_empty() || rule.by_day.iter().any(|wanted| wanted.weekday == weekday)
            };
            if weekday_fits && date_fits(rule, day) {
                days.push(day);
            }
        }
        u32::try_from(length).unwrap_or(0)
    }

    /// Days of a month, for a monthly or yearly rule.
    fn month(&self, rule: &Rule, year: i32, month: u8, days: &mut Vec<i32>) -> u32 {
        let first = day_number(year, month, 1);
        let length = days_in_month(year, month);
        if rule.by_month_day.is_empty() && rule.by_day.is_empty() {
            if self.date <= length {
                days.push(first + i32::from(self.date) - 1);
            }
            return 1;
        }
        // Numbered days count within the month, or within the year if no month is named.
        let (scope_first, scope_length) =
            if rule.frequency == Frequency::Yearly && rule.by_month.is_empty() {
                (day_number(year, 1, 1), 365 + i32::from(is_leap(year)))
            } else {
                (first, i32::from(length))
            };
        for date in 1..=length {
            let day = first + i32::from(date) - 1;
            if month_day_fits(rule, date, length)
                && numbered_day_fits(rule, day, day - scope_first, scope_length)
            {
                days.push(day);
            }
        }
        u32::from(length)
    }
}

fn allows(list: &[u8], value: u8) -> bool {
    list.is_empty() || list.contains(&value)
}

/// Whether BYMONTH and BYMONTHDAY admit the day.
fn date_fits(rule: &Rule, day: i32) -> bool {
    if rule.by_month.is_empty() && rule.by_month_day.is_empty() {
        return true;
    }
    let (year, month, date) = civil(day);
    allows(&rule.by_month, month) && month_day_fits(rule, date, days_in_month(year, month))
}

fn month_day_fits(rule: &Rule, date: u8, length: u8) -> bool {
    let from_start = i16::from(date);
    let from_end = from_start - i16::from(length) - 1;
    rule.by_month_day.is_empty()
        || rule
            .by_month_day
            .iter()
            .any(|wanted| [from_start, from_end].contains(&i16::from(*wanted)))
}

/// Whether BYDAY admits the day, which is `index` days after the first of a month or year of
/// `length` days.
fn numbered_day_fits(rule: &Rule, day: i32, index: i32, length: i32) -> bool {
    if rule.by_day.is_empty() {
        return true;
    }
    let weekday = weekday(day);
    let from_start = index / 7 + 1;
    let from_end = -((length - 1 - index) / 7 + 1);
    rule.by_day.iter().any(|wanted| {
        wanted.weekday == weekday
            && wanted
                .ordinal
                .is_none_or(|ordinal| [from_start, from_end].contains(&i32::from(ordinal)))
    })
}

/// Keeps the days at the given positions, which count from 1, or from the end with -1.
fn pick(positions: &[i16], days: &mut Vec<i32>) {
    let length = days.len();
    let chosen = |index: usize| {
        positions.iter().any(|position| {
            let distance = usize::from(position.unsigned_abs());
            if *position > 0 {
                index + 1 == distance
            } else {
                index + distance == length
            }
        })
    };
    let mut index = 0;
    days.retain(|_| {
        index += 1;
        chosen(index - 1)
    });
}
