//! Exact instants, as they are written in the files: "2024-05-02T17:00:00Z".

use workgroups::domain::calendar::local::UnixSeconds;
use workgroups::domain::calendar::zones::Zone;
use workgroups::domain::{Nanos, PartialDate, to_seconds};

const SECOND: Nanos = 1_000_000_000;

/// The nanoseconds since 1970-01-01 UTC of an instant in the form `YYYY-MM-DDThh:mm:ssZ`.
pub fn parse(text: &str) -> Result<Nanos, String> {
    read(text)
        .ok_or_else(|| format!("\"{text}\" is not an instant such as \"2024-05-02T17:00:00Z\""))
}

/// An instant as the files write it; what is less than a second is left out.
pub fn show(at: Nanos) -> String {
    show_seconds(to_seconds(at))
}

/// As [`show`], of seconds since 1970-01-01 UTC.
pub fn show_seconds(at: UnixSeconds) -> String {
    match Zone::named("UTC") {
        Ok(utc) => format!("{}:{:02}Z", utc.local_at(at), at.rem_euclid(60)),
        Err(_) => at.to_string(),
    }
}

fn read(text: &str) -> Option<Nanos> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let date = PartialDate {
        year: Some(year),
        month: Some(u8::try_from(month).ok()?),
        day: Some(u8::try_from(day).ok()?),
        text: None,
    };
    if date.fault().is_some() || year < 1970 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = u64::from(hour) * 3_600 + u64::from(minute) * 60 + u64::from(second);
    Some(date.first_instant()? + seconds * SECOND)
}

/// Three numbers of the given numbers of digits.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[u16; 3]> {
    let mut parts = text.split(between);
    let mut numbers = [0; 3];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        if part.len() != digits || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_to_the_second() {
        assert_eq!(parse("1970-01-01T00:00:01Z"), Ok(SECOND));
        assert_eq!(parse("2024-02-29T23:59:59Z"), Ok(1_709_251_199 * SECOND));
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "",
            "2024-02-30T00:00:00Z",
            "2024-02-03T24:00:00Z",
            "2024-02-03",
            "2024-2-3T00:00:00Z",
            "2024-02-03T00:00:00+01:00",
            "2024-02-03T+1:00:00Z",
            "2024-02-03T00:00:00:00Z",
            "1969-12-31T00:00:00Z",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
