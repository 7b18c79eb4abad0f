//! Times of day and time zones, as people write them.

use jiff::civil::Date;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::calendar::zones::Zone;

/// What people write for a zone, and the region whose clock they mean. Those that mean several
/// places have no region.
const ZONES: [(&[&str], Option<&str>); 20] = [
    (&["utc", "z", "zulu"], Some("UTC")),
    (&["gmt", "greenwich mean time"], Some("UTC")),
    (
        &[
            "pt",
            "pst",
            "pdt",
            "pst8pdt",
            "pacific",
            "pacific time",
            "pacific standard time",
        ],
        Some("America/Los_Angeles"),
    ),
    (
        &[
            "mt",
            "mdt",
            "mst7mdt",
            "mountain",
            "mountain time",
            "mountain standard time",
        ],
        Some("America/Denver"),
    ),
    (
        &["ct", "cdt", "cst6cdt", "central time"],
        Some("America/Chicago"),
    ),
    (
        &[
            "et",
            "est",
            "edt",
            "est5edt",
            "eastern",
            "eastern time",
            "eastern standard time",
        ],
        Some("America/New_York"),
    ),
    (
        &[
            "cet",
            "cest",
            "central european time",
            "w. europe standard time",
        ],
        Some("Europe/Zurich"),
    ),
    (
        &["eet", "eest", "eastern european time"],
        Some("Europe/Athens"),
    ),
    (&["wet", "west"], Some("Europe/Lisbon")),
    (&["uk time", "gmt standard time"], Some("Europe/London")),
    (&["hkt"], Some("Asia/Hong_Kong")),
    (&["jst", "tokyo standard time"], Some("Asia/Tokyo")),
    (&["kst", "korea standard time"], Some("Asia/Seoul")),
    (&["sgt", "singapore standard time"], Some("Asia/Singapore")),
    (&["china standard time"], Some("Asia/Shanghai")),
    (&["india standard time"], Some("Asia/Kolkata")),
    (&["aest", "aedt"], Some("Australia/Sydney")),
    (&["cst", "mst"], None),
    (&["ist"], None),
    (&["bst"], None),
];

/// A zone of the database, and what was taken where the text names none.
///
/// # Errors
/// Why it is none.
pub fn zone(text: &str) -> Result<(String, Option<String>), String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("no time zone is told".into());
    }
    if let Ok(zone) = Zone::named(text) {
        return Ok((zone.name().to_owned(), None));
    }
    let (main, inside) = text.split_once('(').unwrap_or((text, ""));
    let parts = [main, inside.trim_end_matches(')')];
    let parts = parts.map(str::trim);
    if let Some(zone) = parts.into_iter().find_map(offset) {
        return Ok((zone, None));
    }
    if let Some(region) = parts.into_iter().find_map(region) {
        let taken = format!("\"{text}\" is read as the clock of {region}");
        return Ok((region.to_owned(), Some(taken)));
    }
    Err(format!(
        "\"{text}\" is no time zone that says where its clock stands"
    ))
}

/// `UTC+2` as the database has it, which counts to the west.
fn offset(words: &str) -> Option<String> {
    let words = words.to_uppercase().replace(' ', "");
    let hours = words
        .strip_prefix("UTC")
        .or_else(|| words.strip_prefix("GMT"))?;
    let hours = hours.strip_suffix(":00").unwrap_or(hours);
    let number: u8 = hours.get(1..)?.parse().ok()?;
    let sign = match hours.get(..1)? {
        "+" => '-',
        "-" => '+',
        _ => return None,
    };
    let name = format!("Etc/GMT{sign}{number}");
    Zone::named(&name).ok().map(|zone| zone.name().to_owned())
}

fn region(words: &str) -> Option<&'static str> {
    let words = words.to_lowercase();
    let is_meant = |(spelled, _): &&(&[&str], Option<&str>)| spelled.contains(&words.as_str());
    ZONES.iter().find(is_meant).and_then(|(_, region)| *region)
}

/// A time on a day, as a clock shows it.
pub fn local(date: Date, (hour, minute): (u8, u8)) -> LocalDateTime {
    LocalDateTime::new(
        date.year().unsigned_abs(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
        hour,
        minute,
    )
}

/// The hour and minute of a time of day: `2PM`, `9:30 a.m.`, `14:00`, `1400`, `noon`.
pub fn time(text: &str) -> Option<(u8, u8)> {
    let text: String = text
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let text = text.replace("a.m.", "am").replace("p.m.", "pm");
    match text.as_str() {
        "noon" => return Some((12, 0)),
        "midnight" => return Some((0, 0)),
        _ => {}
    }
    let half = [("am", 0), ("pm", 12)]
        .into_iter()
        .find_map(|(half, hours)| Some((text.strip_suffix(half)?, hours)));
    let (hour, minute) = numbers(
        half.map_or(text.as_str(), |(digits, _)| digits),
        half.is_some(),
    )?;
    let hour = match half {
        None => hour,
        Some((_, hours)) if (1..=12).contains(&hour) => hour % 12 + hours,
        Some(_) => return None,
    };
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// Hours and minutes, with something between or in four digits; hours alone where the half of
/// the day is told.
fn numbers(text: &str, has_half: bool) -> Option<(u8, u8)> {
    let is_digits =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let (hour, minute) = match text.split_once([':', '.']) {
        Some((hour, rest)) => (hour, rest.strip_suffix(":00").unwrap_or(rest)),
        None if text.len() == 4 && text.is_ascii() => text.split_at(2),
        None if has_half => (text, "00"),
        None => return None,
    };
    let are_numbers = is_digits(hour) && is_digits(minute) && minute.len() == 2;
    are_numbers.then_some((hour.parse().ok()?, minute.parse().ok()?))
}
