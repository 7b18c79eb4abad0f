//! Reading the text of a rule, with every fault named.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::super::local::{SECONDS_PER_DAY, UnixSeconds, Weekday, day_number, days_in_month};
use super::{DayOf, End, Frequency, LARGEST_COUNT, LARGEST_INTERVAL, LONGEST_RULE, Rule};
use crate::base::fault::{Fault, shown};

/// Parts of RFC 5545 and RFC 7529 that are recognised only to be refused.
const UNSUPPORTED: [&str; 7] = [
    "BYSECOND",
    "BYMINUTE",
    "BYHOUR",
    "BYYEARDAY",
    "BYWEEKNO",
    "RSCALE",
    "SKIP",
];

impl Rule {
    /// Reads the value of an RRULE property, such as `FREQ=MONTHLY;BYDAY=1TH`; a leading
    /// `RRULE:` and lower case are accepted. Only what can be seen without a start is checked:
    /// [`super::Timetable::new`] checks the rule against the start.
    ///
    /// # Errors
    /// Every fault of the text; its field is the name of the part, or empty where the text as
    /// a whole is at fault.
    pub fn parse(text: &str) -> Result<Rule, Vec<Fault>> {
        if text.len() > LONGEST_RULE {
            return Err(vec![Fault::new(
                "",
                format!("must have at most {LONGEST_RULE} bytes"),
            )]);
        }
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let mut reader = Reader::default();
        for part in text.split(';') {
            reader.part(part);
        }
        reader.finish()
    }
}

#[derive(Default)]
struct Reader {
    seen: Vec<String>,
    frequency: Option<Frequency>,
    interval: Option<u16>,
    count: Option<u16>,
    until: Option<UnixSeconds>,
    by_month: Vec<u8>,
    by_month_day: Vec<i8>,
    by_day: Vec<DayOf>,
    by_set_pos: Vec<i16>,
    week_start: Option<Weekday>,
    faults: Vec<Fault>,
}

impl Reader {
    fn fault(&mut self, field: &str, reason: impl Into<String>) {
        self.faults.push(Fault::new(field, reason));
    }

    fn part(&mut self, part: &str) {
        let Some((name, value)) = part.split_once('=') else {
            let reason = format!("`{}` is not of the form NAME=VALUE", shown(part));
            return self.fault("", reason);
        };
        if self.seen.iter().any(|seen| seen == name) {
            return self.fault(&shown(name), "may stand only once");
        }
        self.seen.push(name.to_owned());
        if let Err(reason) = self.value(name, value) {
            self.fault(&shown(name), reason);
        }
    }

    fn value(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "FREQ" => self.frequency = Some(frequency(value)?),
            "INTERVAL" => self.interval = Some(number(value, 1..=LARGEST_INTERVAL)?),
            "COUNT" => self.count = Some(number(value, 1..=LARGEST_COUNT)?),
            "UNTIL" => self.until = Some(until(value)?),
            "BYMONTH" => self.by_month = sorted(value, |text| number(text, 1..=12))?,
            "BYMONTHDAY" => self.by_month_day = sorted(value, |text| signed(text, 31))?,
            "BYDAY" => self.by_day = sorted(value, day_of)?,
            "BYSETPOS" => self.by_set_pos = sorted(value, |text| signed(text, 366))?,
            "WKST" => self.week_start = Some(weekday(value)?),
            _ if UNSUPPORTED.contains(&name) => {
                return Err(
                    "is not supported: a meeting has one time of day, and its days are told by \
                     BYMONTH, BYMONTHDAY, BYDAY and BYSETPOS"
                        .to_owned(),
                );
            }
            _ => return Err("is no part of a rule".to_owned()),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Rule, Vec<Fault>> {
        if self.count.is_some() && self.until.is_some() {
            self.fault("COUNT", "must not stand beside UNTIL");
        }
        let Some(frequency) = self.frequency else {
            if !self.seen.iter().any(|name| name == "FREQ") {
                self.fault("FREQ", "is missing: DAILY, WEEKLY, MONTHLY or YEARLY");
            }
            return Err(self.faults);
        };
        self.check_combination(frequency);
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        let end = match (self.count, self.until) {
            (Some(count), _) => End::Count(count),
            (None, Some(until)) => End::Until(until),
            (None, None) => End::Never,
        };
        Ok(Rule {
            frequency,
            interval: self.interval.unwrap_or(1),
            end,
            by_month: self.by_month,
            by_month_day: self.by_month_day,
            by_day: self.by_day,
            by_set_pos: self.by_set_pos,
            week_start: self.week_start.unwrap_or(Weekday::Monday),
        })
    }

    /// What the parts forbid each other.
    fn check_combination(&mut self, frequency: Frequency) {
        let largest_ordinal = self
            .by_day
            .iter()
            .filter_map(|day| day.ordinal)
            .max_by_key(|o| o.abs());
        if let Some(ordinal) = largest_ordinal {
            let by_months = frequency == Frequency::Monthly || !self.by_month.is_empty();
            if matches!(frequency, Frequency::Daily | Frequency::Weekly) {
                self.fault(
                    "BYDAY",
                    "has numbered days such as 2TU, which need FREQ=MONTHLY or FREQ=YEARLY",
                );
            } else if by_months && ordinal.abs() > 5 {
                self.fault(
                    "BYDAY",
                    "asks for a sixth day of one name, and a month has at most five",
                );
            }
        }
        if frequency == Frequency::Weekly && !self.by_month_day.is_empty() {
            self.fault("BYMONTHDAY", "does not go with FREQ=WEEKLY");
        }
        let other_lists =
            !(self.by_month.is_empty() && self.by_month_day.is_empty() && self.by_day.is_empty());
        if !self.by_set_pos.is_empty() && !other_lists {
            self.fault(
                "BYSETPOS",
                "picks from the days of another BY part, and there is none",
            );
        }
        if !self.by_month_day.is_empty() && !self.some_month_has_the_day() {
            self.fault("BYMONTHDAY", "names days that none of the months has");
        }
    }

    fn some_month_has_the_day(&self) -> bool {
        const A_LEAP_YEAR: i32 = 2000;
        let longest = (1..=12)
            .filter(|month| self.by_month.is_empty() || self.by_month.contains(month))
            .map(|month| days_in_month(A_LEAP_YEAR, month))
            .max();
        self.by_month_day
            .iter()
            .any(|day| Some(day.unsigned_abs()) <= longest)
    }
}

fn frequency(value: &str) -> Result<Frequency, String> {
    Frequency::ALL
        .into_iter()
        .find(|frequency| frequency.code() == value)
        .ok_or_else(|| {
            format!(
                "`{}` is not supported: DAILY, WEEKLY, MONTHLY or YEARLY",
                shown(value)
            )
        })
}

/// A number without a sign.
fn number<T>(text: &str, range: RangeInclusive<T>) -> Result<T, String>
where
    T: FromStr + PartialOrd + Display,
{
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| digits && range.contains(number))
        .ok_or_else(|| {
            format!(
                "`{}` is not a number from {} to {}",
                shown(text),
                range.start(),
                range.end()
            )
        })
}

/// A number from 1 to `most`, or from -1 to -`most`.
fn signed<T: TryFrom<i16>>(text: &str, most: i16) -> Result<T, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    text.parse::<i16>()
        .ok()
        .filter(|number| all_digits && *number != 0 && number.abs() <= most)
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| {
            format!(
                "`{}` is not a number from 1 to {most} or from -1 to -{most}",
                shown(text)
            )
        })
}

fn weekday(text: &str) -> Result<Weekday, String> {
    Weekday::from_code(text).ok_or_else(|| {
        format!(
            "`{}` is not a day: MO, TU, WE, TH, FR, SA or SU",
            shown(text)
        )
    })
}

fn day_of(text: &str) -> Result<DayOf, String> {
    let split = text.len().saturating_sub(2);
    let (Some(ordinal), Some(code)) = (text.get(..split), text.get(split..)) else {
        return weekday(text).map(|weekday| DayOf {
            ordinal: None,
            weekday,
        });
    };
    let weekday = weekday(code)?;
    let ordinal = if ordinal.is_empty() {
        None
    } else {
        Some(signed(ordinal, 53)?)
    };
    Ok(DayOf { ordinal, weekday })
}

fn sorted<T: Ord>(
    value: &str,
    element: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let mut list = value
        .split(',')
        .map(element)
        .collect::<Result<Vec<T>, String>>()?;
    list.sort();
    list.dedup();
    Ok(list)
}

/// Reads `20241231T235959Z`. RFC 5545 wants UTC here, because the start has a zone.
fn until(value: &str) -> Result<UnixSeconds, String> {
    read_utc(value).ok_or_else(|| {
        format!(
            "`{}` is not a time in UTC such as 20241231T235959Z",
            shown(value)
        )
    })
}

fn read_utc(value: &str) -> Option<UnixSeconds> {
    let bytes = value.as_bytes();
    let shape = b"ddddddddTddddddZ";
    let fits = bytes.len() == shape.len()
        && bytes.iter().zip(shape).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            _ => byte == wanted,
        });
    if !fits {
        return None;
    }
    let part = |from: usize, to: usize| value.get(from..to)?.parse::<u16>().ok();
    let year = i32::from(part(0, 4)?);
    let month = u8::try_from(part(4, 6)?).ok()?;
    let day = u8::try_from(part(6, 8)?).ok()?;
    let (hour, minute, second) = (part(9, 11)?, part(11, 13)?, part(13, 15)?);
    let exists =
        (1..=days_in_month(year, month)).contains(&day) && hour < 24 && minute < 60 && second < 60;
    exists.then(|| {
        i64::from(day_number(year, month, day)) * SECONDS_PER_DAY
            + i64::from(hour) * 3600
            + i64::from(minute) * 60
            + i64::from(second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        Rule::parse(text).unwrap().to_string()
    }

    fn faulty_fields(text: &str) -> Vec<String> {
        Rule::parse(text)
            .unwrap_err()
            .into_iter()
            .map(|fault| fault.field)
            .collect()
    }

    #[test]
    fn the_canonical_text_begins_with_freq_and_drops_defaults() {
        assert_eq!(
            canonical("rrule:wkst=mo;byday=th,-1mo,2tu,th;interval=1;freq=monthly"),
            "FREQ=MONTHLY;BYDAY=TH,-1MO,2TU"
        );
        assert_eq!(
            canonical("WKST=SU;UNTIL=20241231T235959Z;FREQ=WEEKLY;INTERVAL=02;BYDAY=WE"),
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=20241231T235959Z;BYDAY=WE;WKST=SU"
        );
    }

    #[test]
    fn the_canonical_text_reads_back_as_the_same_rule() {
        for text in [
            "FREQ=DAILY;COUNT=10",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=YEARLY;BYDAY=20MO,-53SU",
            "FREQ=MONTHLY;UNTIL=99991231T235959Z;BYMONTHDAY=-31,31",
        ] {
            let rule = Rule::parse(text).unwrap();
            assert_eq!(Rule::parse(&rule.to_string()).unwrap(), rule);
        }
    }

    #[test]
    fn all_faults_of_a_rule_are_named_at_once() {
        assert_eq!(
            faulty_fields(
                "FREQ=HOURLY;INTERVAL=0;COUNT=x;BYDAY=XX;BYHOUR=3;COLOR=RED;INTERVAL=2;;"
            ),
            [
                "FREQ", "INTERVAL", "COUNT", "BYDAY", "BYHOUR", "COLOR", "INTERVAL", "", ""
            ]
        );
    }

    #[test]
    fn parts_that_do_not_go_together_are_refused() {
        for (text, field) in [
            ("INTERVAL=2", "FREQ"),
            ("FREQ=DAILY;COUNT=3;UNTIL=20240101T000000Z", "COUNT"),
            ("FREQ=WEEKLY;BYDAY=2TU", "BYDAY"),
            ("FREQ=DAILY;BYDAY=-1TU", "BYDAY"),
            ("FREQ=MONTHLY;BYDAY=6TU", "BYDAY"),
            ("FREQ=YEARLY;BYMONTH=3;BYDAY=-6TU", "BYDAY"),
            ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY"),
            ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "BYMONTHDAY"),
            ("FREQ=YEARLY;BYMONTH=4,6,9,11;BYMONTHDAY=-31", "BYMONTHDAY"),
        ] {
            assert_eq!(faulty_fields(text), [field], "{text}");
        }
    }

    #[test]
    fn values_out_of_range_are_refused() {
        for text in [
            "FREQ=DAILY;INTERVAL=1001",
            "FREQ=DAILY;INTERVAL=-1",
            "FREQ=DAILY;INTERVAL=+1",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=5001",
            "FREQ=DAILY;COUNT=99999999999999999999",
            "FREQ=DAILY;BYMONTH=0",
            "FREQ=DAILY;BYMONTH=13",
            "FREQ=MONTHLY;BYMONTHDAY=0",
            "FREQ=MONTHLY;BYMONTHDAY=-32",
            "FREQ=MONTHLY;BYMONTHDAY=+-3",
            "FREQ=MONTHLY;BYMONTHDAY=",
            "FREQ=MONTHLY;BYDAY=0MO",
            "FREQ=YEARLY;BYDAY=54MO",
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367",
            "FREQ=DAILY;WKST=1",
            "FREQ=DAILY;UNTIL=20241231",
            "FREQ=DAILY;UNTIL=20241231T235959",
            "FREQ=DAILY;UNTIL=20240230T000000Z",
            "FREQ=DAILY;UNTIL=20240228T240000Z",
        ] {
            assert_eq!(Rule::parse(text).unwrap_err().len(), 1, "{text}");
        }
    }

    #[test]
    fn hostile_texts_give_short_faults() {
        for text in [
            "=".repeat(499),
            ";".repeat(499),
            "é".repeat(200),
            format!("FREQ=DAILY;BYDAY={}", "日".repeat(100)),
            "FREQ=DAILY\r\nATTENDEE:x".to_owned(),
            "x".repeat(1_000_000),
        ] {
            let faults = Rule::parse(&text).unwrap_err();
            assert!(!faults.is_empty());
            assert!(faults.iter().all(|fault| {
                fault.reason.len() < 300
                    && fault.field.len() < 300
                    && !fault.reason.contains(char::is_control)
            }));
        }
    }
}
