//! What a zone's clocks do, as the observances of a VTIMEZONE (RFC 5545, section 3.6.5).
//!
//! A zone with a yearly rhythm becomes one standard and one daylight observance with a yearly
//! rule, as the calendars in use expect. Changes that do not follow today's rhythm (older
//! rules, or zones whose changes are decreed year by year) become one observance each, with a
//! start and no rule: lists of RDATEs are ignored by some clients.

use crate::domain::calendar::local::{
    LocalDateTime, SECONDS_PER_DAY, UnixSeconds, Weekday, civil, day_number, days_in_month, weekday,
};
use crate::domain::calendar::zones::{Transition, Zone};

/// Changes that follow no yearly rule are listed up to the end of this year.
const LISTED_UNTIL: i32 = 2040;

/// Gregorian weekdays repeat after so many years, but for a skipped leap day.
const WEEKDAY_CYCLE: i32 = 28;

/// A span of time in which a zone has one offset, by its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observance {
    /// Whether it is summer time.
    pub daylight: bool,
    /// When it first begins: seconds of a clock that shows [`Observance::offset_from`].
    pub(crate) onset: i64,
    /// Seconds east of UTC before it.
    pub offset_from: i32,
    /// Seconds east of UTC in it.
    pub offset_to: i32,
    /// The zone's abbreviation in it.
    pub name: String,
    /// When it begins again: the value of an RRULE.
    pub rule: Option<String>,
}

/// The observances that place every time from `earliest` on, in the order of their beginning.
pub fn observances(zone: &Zone, earliest: UnixSeconds) -> Vec<Observance> {
    let first_year = year_of(earliest) - 1;
    let from = start_of_year(first_year);
    let last_year = LISTED_UNTIL.max(first_year + WEEKDAY_CYCLE + 1);
    let changes: Vec<Transition> = zone
        .transitions(from, start_of_year(last_year + 1))
        .collect();
    let yearly = YearlyChange::both_of(zone.footer());
    let irregular = changes.len() - regular_changes(&changes, &yearly);

    let mut list: Vec<Observance> = changes[..irregular]
        .iter()
        .map(|change| observance(zone, change, None))
        .collect();
    for rule in &yearly {
        for piece in rule.pieces() {
            let first = changes[irregular..]
                .iter()
                .find(|change| rule.is_at(change) && piece.has(change));
            list.extend(first.map(|change| observance(zone, change, Some(piece.rule()))));
        }
    }
    list.sort_by_key(|observance| observance.onset);
    let placed = list
        .first()
        .is_some_and(|first| first.onset - i64::from(first.offset_from) <= earliest);
    if !placed {
        list.insert(0, beginning(zone, earliest));
    }
    list
}

/// The number of changes, counted from the last, that follow the yearly rules without a gap.
fn regular_changes(changes: &[Transition], yearly: &[YearlyChange]) -> usize {
    const A_YEAR: i64 = 366 * SECONDS_PER_DAY;
    // Each rule's last change tells between which offsets it goes.
    let model = |rule: &YearlyChange| changes.iter().rev().find(|change| rule.is_at(change));
    let follows = |change: &Transition| {
        yearly.iter().any(|rule| {
            rule.is_at(change)
                && model(rule).is_some_and(|model| {
                    (model.before, model.after) == (change.before, change.after)
                })
        })
    };
    let mut next = None;
    changes
        .iter()
        .rev()
        .take_while(|change| {
            let near = next.is_none_or(|next| next - change.at < A_YEAR);
            next = Some(change.at);
            near && follows(change)
        })
        .count()
}

/// What holds before the first change.
fn beginning(zone: &Zone, earliest: UnixSeconds) -> Observance {
    let offset = zone.offset_at(earliest);
    Observance {
        daylight: zone.is_daylight_at(earliest),
        onset: 0,
        offset_from: offset,
        offset_to: offset,
        name: zone.abbreviation_at(earliest),
        rule: None,
    }
}

fn observance(zone: &Zone, change: &Transition, rule: Option<String>) -> Observance {
    Observance {
        daylight: change.daylight,
        onset: change.at + i64::from(change.before),
        offset_from: change.before,
        offset_to: change.after,
        name: zone.abbreviation_at(change.at),
        rule,
    }
}

fn year_of(at: UnixSeconds) -> i32 {
    LocalDateTime::from_seconds_as_utc(at).year.into()
}

fn start_of_year(year: i32) -> UnixSeconds {
    i64::from(day_number(year, 1, 1)) * SECONDS_PER_DAY
}

/// A date of POSIX's form `Mm.w.d/time`: the `week`th such weekday of a month (5 for the last),
/// and so many seconds after its midnight, which may reach into other days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct YearlyChange {
    month: u8,
    week: u8,
    weekday: Weekday,
    seconds: i64,
}

impl YearlyChange {
    /// The two changes of a footer such as `EST5EDT,M3.2.0,M11.1.0`; empty if it has none.
    fn both_of(footer: &str) -> Vec<YearlyChange> {
        let rules: Option<Vec<YearlyChange>> =
            footer.split(',').skip(1).map(YearlyChange::read).collect();
        rules.unwrap_or_default()
    }

    fn read(text: &str) -> Option<YearlyChange> {
        let (date, time) = text.split_once('/').unwrap_or((text, "2"));
        let mut numbers = date.strip_prefix('M')?.split('.');
        let month: u8 = numbers.next()?.parse().ok()?;
        let week: u8 = numbers.next()?.parse().ok()?;
        let sunday_based: usize = numbers.next()?.parse().ok()?;
        let (sign, time) = match time.strip_prefix('-') {
            Some(time) => (-1, time),
            None => (1, time),
        };
        let mut seconds = 0;
        for (part, unit) in time.split(':').zip([3600, 60, 1]) {
            seconds += part.parse::<i64>().ok()? * unit;
        }
        // "The last one in February" would be a different set of dates in leap years.
        let supported =
            (1..=12).contains(&month) && (1..=5).contains(&week) && !(week == 5 && month == 2);
        supported.then_some(YearlyChange {
            month,
            week,
            weekday: *Weekday::ALL.get((sunday_based + 6) % 7)?,
            seconds: sign * seconds,
        })
    }

    /// The first and the last date of the month that can be meant.
    fn dates(&self) -> (i32, i32) {
        let length = i32::from(days_in_month(2001, self.month));
        let first = i32::from(self.week - 1) * 7 + 1;
        if self.week == 5 {
            (length - 6, length)
        } else {
            (first, first + 6)
        }
    }

    /// Whether the change follows this rule.
    fn is_at(&self, change: &Transition) -> bool {
        let midnight = change.at + i64::from(change.before) - self.seconds;
        let day = i32::try_from(midnight.div_euclid(SECONDS_PER_DAY)).unwrap_or(0);
        let (_, month, date) = civil(day);
        let (first, last) = self.dates();
        midnight.rem_euclid(SECONDS_PER_DAY) == 0
            && month == self.month
            && weekday(day) == self.weekday
            && (first..=last).contains(&i32::from(date))
    }

    /// The days on which the change really is, once its seconds have been counted off. Where
    /// they spread over two months there is a piece for each.
    fn pieces(&self) -> Vec<Piece> {
        let shift = i32::try_from(self.seconds.div_euclid(SECONDS_PER_DAY)).unwrap_or(0);
        let weekday = Weekday::ALL[(self.weekday as i32 + shift).rem_euclid(7) as usize];
        if shift == 0 {
            let ordinal = if self.week == 5 {
                -1
            } else {
                i32::from(self.week)
            };
            return vec![Piece {
                month: self.month,
                weekday,
                days: Days::Ordinal(ordinal),
            }];
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let (first, last) = self.dates();
        // Any year without a leap day has the months' lengths that are needed here.
        let base = day_number(2001, self.month, 1) - 1;
        for date in first..=last {
            let (_, month, day) = civil(base + date + shift);
            match pieces.last_mut() {
                Some(Piece {
                    month: same,
                    days: Days::Dates(days),
                    ..
                }) if *same == month => days.push(day),
                _ => pieces.push(Piece {
                    month,
                    weekday,
                    days: Days::Dates(vec![day]),
                }),
            }
        }
        pieces
    }
}

/// The part of a yearly change that lies in one month.
struct Piece {
    month: u8,
    weekday: Weekday,
    days: Days,
}

enum Days {
    /// The nth day of that name, or the last one with -1.
    Ordinal(i32),
    /// The day of that name that has one of these dates.
    Dates(Vec<u8>),
}

impl Piece {
    fn has(&self, change: &Transition) -> bool {
        let local = LocalDateTime::from_seconds_as_utc(change.at + i64::from(change.before));
        let date_fits = match &self.days {
            Days::Ordinal(_) => true,
            Days::Dates(dates) => dates.contains(&local.day),
        };
        local.month == self.month && date_fits
    }

    fn rule(&self) -> String {
        let (month, day) = (self.month, self.weekday.code());
        match &self.days {
            Days::Ordinal(ordinal) => format!("FREQ=YEARLY;BYMONTH={month};BYDAY={ordinal}{day}"),
            Days::Dates(dates) => {
                let dates: Vec<String> = dates.iter().map(u8::to_string).collect();
                let dates = dates.join(",");
                format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={dates};BYDAY={day}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(zone: &str, earliest: &str) -> Vec<Observance> {
        let zone = Zone::named(zone).unwrap();
        let earliest = zone.instant_of(earliest.parse().unwrap());
        observances(&zone, earliest)
    }

    fn rules(zone: &str) -> Vec<(bool, Option<String>)> {
        of(zone, "2025-03-01T12:00")
            .into_iter()
            .map(|observance| (observance.daylight, observance.rule))
            .collect()
    }

    fn yearly(daylight: bool, rule: &str) -> (bool, Option<String>) {
        (daylight, Some(format!("FREQ=YEARLY;{rule}")))
    }

    #[test]
    fn a_zone_with_summer_time_has_one_yearly_rule_for_each_half() {
        assert_eq!(
            rules("Europe/Zurich"),
            [
                yearly(true, "BYMONTH=3;BYDAY=-1SU"),
                yearly(false, "BYMONTH=10;BYDAY=-1SU")
            ]
        );
        assert_eq!(
            rules("America/New_York"),
            [
                yearly(true, "BYMONTH=3;BYDAY=2SU"),
                yearly(false, "BYMONTH=11;BYDAY=1SU")
            ]
        );
        assert_eq!(
            rules("Australia/Sydney"),
            [
                yearly(false, "BYMONTH=4;BYDAY=1SU"),
                yearly(true, "BYMONTH=10;BYDAY=1SU")
            ]
        );
    }

    #[test]
    fn changes_at_a_time_beyond_midnight_fall_on_the_day_they_really_are() {
        // Sunday after the first Saturday at 24:00.
        assert_eq!(
            rules("America/Santiago"),
            [
                yearly(false, "BYMONTH=4;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU"),
                yearly(true, "BYMONTH=9;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU")
            ]
        );
        // An hour before the last Sunday begins.
        assert!(rules("America/Nuuk").contains(&yearly(
            true,
            "BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA"
        )));
    }

    #[test]
    fn a_change_that_may_fall_into_the_next_month_has_a_rule_for_each_month() {
        // Cairo goes back at 24:00 on the last Thursday of October.
        let cairo = rules("Africa/Cairo");
        assert!(cairo.contains(&yearly(
            false,
            "BYMONTH=10;BYMONTHDAY=26,27,28,29,30,31;BYDAY=FR"
        )));
        assert!(cairo.contains(&yearly(false, "BYMONTH=11;BYMONTHDAY=1;BYDAY=FR")));
        assert_eq!(cairo.len(), 3);
    }

    #[test]
    fn a_zone_without_changes_has_one_standard_observance() {
        let tokyo = of("Asia/Tokyo", "2025-03-01T12:00");
        assert_eq!(tokyo.len(), 1);
        assert_eq!(tokyo[0].offset_to, 9 * 3600);
        assert_eq!(tokyo[0].rule, None);
        assert!(!tokyo[0].daylight);
    }

    #[test]
    fn older_rules_are_listed_one_by_one_before_the_yearly_ones() {
        let new_york = of("America/New_York", "2006-05-01T12:00");
        let listed = new_york.iter().filter(|one| one.rule.is_none()).count();
        assert_eq!(listed, 4, "2005 and 2006 had other rules");
        assert_eq!(new_york.len(), 6);
    }
}
