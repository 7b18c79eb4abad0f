//! Random rules, starts and zones.

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::calendar::rule::{Rule, Timetable};
use workgroups::domain::calendar::zones::Zone;

use super::random::Random;

/// Both hemispheres, offsets of half and quarter hours, summer time of half an hour and of two
/// hours, changes at midnight and before it, and zones that changed their rules.
const ZONES: [&str; 64] = [
    "UTC",
    "Etc/GMT+5",
    "Europe/Zurich",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Europe/Volgograd",
    "Europe/Kyiv",
    "Europe/Chisinau",
    "Atlantic/Azores",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Vancouver",
    "America/Anchorage",
    "America/Adak",
    "America/St_Johns",
    "America/Halifax",
    "America/Nuuk",
    "America/Scoresbysund",
    "America/Mexico_City",
    "America/Tijuana",
    "America/Havana",
    "America/Caracas",
    "America/Bogota",
    "America/Sao_Paulo",
    "America/Asuncion",
    "America/Santiago",
    "America/Argentina/Buenos_Aires",
    "Pacific/Honolulu",
    "Pacific/Easter",
    "Pacific/Apia",
    "Pacific/Fiji",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Norfolk",
    "Pacific/Kiritimati",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Colombo",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Pyongyang",
    "Asia/Almaty",
    "Asia/Tehran",
    "Asia/Kabul",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Gaza",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Juba",
    "Africa/Windhoek",
    "Antarctica/Troll",
];

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// The start if it is a date of the rule, or the one that the refusal names.
fn first_date(asked: LocalDateTime, zone: &Zone, rule: &Rule) -> Option<LocalDateTime> {
    match Timetable::new(asked, zone.clone(), Some(rule.clone())) {
        Ok(_) => Some(asked),
        Err(faults) => faults[0].reason.split(' ').next_back()?.parse().ok(),
    }
}

/// Every second one in the small hours, when the clocks change.
fn start(random: &mut Random) -> LocalDateTime {
    let hour = if random.once_in(2) {
        random.between(0, 3)
    } else {
        random.between(0, 23)
    };
    LocalDateTime {
        year: u16::try_from(random.between(2005, 2035)).unwrap_or(2024),
        month: u8::try_from(random.between(1, 12)).unwrap_or(1),
        day: u8::try_from(random.between(1, 28)).unwrap_or(1),
        hour: u8::try_from(hour).unwrap_or(0),
        minute: random.choose(&[0, 0, 15, 30, 45]),
    }
}

fn rule_text(random: &mut Random) -> String {
    let frequency = random.choose(&["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"]);
    let mut parts = vec![format!("FREQ={frequency}")];
    let mut add = |name: &str, value: String| parts.push(format!("{name}={value}"));
    if random.once_in(2) {
        add("INTERVAL", random.between(1, 6).to_string());
    }
    match random.between(1, 6) {
        1 => add("COUNT", random.between(1, 400).to_string()),
        2 => {
            let year = random.between(2010, 2045);
            let (month, day) = (random.between(1, 12), random.between(1, 28));
            let hour = random.between(0, 23);
            add("UNTIL", format!("{year}{month:02}{day:02}T{hour:02}3000Z"));
        }
        _ => {}
    }
    let mut lists = false;
    if random.once_in(4) {
        lists = true;
        add(
            "BYMONTH",
            random.list(4, |random| random.between(1, 12).to_string()),
        );
    }
    if frequency != "WEEKLY" && random.once_in(4) {
        lists = true;
        add(
            "BYMONTHDAY",
            random.list(6, |random| {
                let day = random.between(1, 31);
                if random.once_in(3) { -day } else { day }.to_string()
            }),
        );
    }
    if random.once_in(2) {
        lists = true;
        let numbered = matches!(frequency, "MONTHLY" | "YEARLY") && random.once_in(2);
        let highest = if frequency == "YEARLY" && random.once_in(2) {
            53
        } else {
            5
        };
        add(
            "BYDAY",
            random.list(4, |random| {
                let weekday = random.choose(&WEEKDAYS);
                let ordinal = random.between(1, highest) * random.choose(&[1, -1]);
                if numbered && !random.once_in(5) {
                    format!("{ordinal}{weekday}")
                } else {
                    weekday.to_owned()
                }
            }),
        );
    }
    if lists && random.once_in(3) {
        add(
            "BYSETPOS",
            random.list(3, |random| {
                (random.between(1, 6) * random.choose(&[1, -1])).to_string()
            }),
        );
    }
    if random.once_in(3) {
        add("WKST", (random.choose(&WEEKDAYS)).to_owned());
    }
    parts.join(";")
}

/// A random timetable; none if the rule contradicts itself.
pub fn timetable(random: &mut Random) -> Option<Timetable> {
    let zone: &str = random.choose(&ZONES);
    let zone = Zone::named(zone).expect("the zone exists");
    let rule = Rule::parse(&rule_text(random)).ok()?;
    let asked = start(random);
    let start = first_date(asked, &zone, &rule)?;
    Timetable::new(start, zone, Some(rule)).ok()
}
