//! Weekly hours that suit people in several zones, in summer and in winter.

use candid::CandidType;
use minicbor::{Decode, Encode};
use serde::Deserialize;

use super::local::{LocalDateTime, SECONDS_PER_DAY, UnixSeconds, Weekday, day_number};
use super::zones::Zone;
use crate::base::fault::Fault;

/// The hours of the day in which a meeting suits: it begins at 8 or later, and is over at 20.
const EARLIEST_MINUTE: i64 = 8 * 60;
const LATEST_MINUTE: i64 = 20 * 60;
/// The largest number of zones.
pub const MOST_ZONES: usize = 50;

/// The members who live by a zone's clocks.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct ZoneMembers {
    /// An IANA name.
    #[n(0)]
    pub zone: String,
    /// How many; each counts the same.
    #[n(1)]
    pub people: u32,
}

/// A weekly hour, told by the clocks of the first zone, by which it stays all year.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    #[n(0)]
    pub weekday: Weekday,
    /// 0 to 23, in the first zone.
    #[n(1)]
    pub hour: u8,
    /// How many people it suits all year.
    #[n(2)]
    pub people_all_year: u32,
    /// What it means through the year: a new phase begins when a zone changes its clocks in
    /// such a way that the slot falls on another time somewhere.
    #[n(3)]
    pub phases: Vec<SlotPhase>,
}

/// A part of the year in which a slot falls on the same times everywhere.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct SlotPhase {
    /// When it begins: the first of January, or a change of the clocks.
    #[n(0)]
    pub from: UnixSeconds,
    /// How many people it suits in this phase.
    #[n(1)]
    pub people: u32,
    /// One for each zone, in the order given.
    #[n(2)]
    pub times: Vec<LocalSlot>,
}

/// When a slot falls in a zone.
#[derive(CandidType, Deserialize, Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct LocalSlot {
    #[n(0)]
    pub weekday: Weekday,
    #[n(1)]
    pub hour: u8,
    #[n(2)]
    pub minute: u8,
    /// Whether it lies between 8 and 20 o'clock, from Monday to Friday.
    #[n(3)]
    pub suits: bool,
}

/// The best `limit` hours of the week for meetings of `minutes`, through the given year. Best
/// are those that suit the most people all year; among these, those that suit the most people
/// for the longest part of it; then by weekday and hour.
///
/// # Errors
/// Faults of `members` (unknown zones, none or too many), `year` and `minutes`.
pub fn suggest(
    members: &[ZoneMembers],
    year: u16,
    minutes: u16,
    limit: usize,
) -> Result<Vec<Slot>, Vec<Fault>> {
    let places = check(members, year, minutes)?;
    let phases = phases(&places, year);
    let end = start_of_year(year + 1);
    let mut ranked: Vec<(u32, u64, Slot)> = Vec::new();
    for weekday in Weekday::ALL {
        for hour in 0..24 {
            let slot = slot(&places, &phases, weekday, hour, minutes);
            let served = people_seconds(&slot, end);
            if served > 0 {
                ranked.push((slot.people_all_year, served, slot));
            }
        }
    }
    // The sort is stable: equals stay in the order of the week.
    ranked.sort_by_key(|(all_year, served, _)| (u32::MAX - all_year, u64::MAX - served));
    ranked.truncate(limit);
    Ok(ranked.into_iter().map(|(_, _, slot)| slot).collect())
}

struct Place {
    zone: Zone,
    people: u32,
}

fn check(members: &[ZoneMembers], year: u16, minutes: u16) -> Result<Vec<Place>, Vec<Fault>> {
    let mut faults = Vec::new();
    if members.is_empty() || members.len() > MOST_ZONES {
        let reason = format!("must hold 1 to {MOST_ZONES} zones");
        return Err(vec![Fault::new("members", reason)]);
    }
    let january = LocalDateTime::new(year, 1, 1, 0, 0);
    if let Err(found) = january.check("") {
        faults.extend(
            found
                .into_iter()
                .map(|fault| Fault::new("year", fault.reason)),
        );
    }
    if minutes == 0 || i64::from(minutes) > LATEST_MINUTE - EARLIEST_MINUTE {
        faults.push(Fault::new("minutes", "must lie between 1 and 720"));
    }
    let mut places = Vec::new();
    for (index, member) in members.iter().enumerate() {
        match Zone::named(&member.zone) {
            Ok(zone) => places.push(Place {
                zone,
                people: member.people,
            }),
            Err(fault) => faults.push(fault.within(&format!("members[{index}]"))),
        }
    }
    if faults.is_empty() {
        Ok(places)
    } else {
        Err(faults)
    }
}

fn start_of_year(year: u16) -> UnixSeconds {
    i64::from(day_number(year.into(), 1, 1)) * SECONDS_PER_DAY
}

/// The offsets of all zones in a part of the year.
struct Offsets {
    from: UnixSeconds,
    seconds: Vec<i64>,
}

/// The parts of the year between the changes of any clocks.
fn phases(places: &[Place], year: u16) -> Vec<Offsets> {
    let from = start_of_year(year);
    let mut begins = vec![from];
    for place in places {
        let changes = place.zone.transitions(from, start_of_year(year + 1));
        begins.extend(changes.map(|change| change.at));
    }
    begins.sort_unstable();
    begins.dedup();
    begins
        .into_iter()
        .map(|from| Offsets {
            from,
            seconds: places
                .iter()
                .map(|place| i64::from(place.zone.offset_at(from)))
                .collect(),
        })
        .collect()
}

fn slot(places: &[Place], phases: &[Offsets], weekday: Weekday, hour: u8, minutes: u16) -> Slot {
    let mut list: Vec<SlotPhase> = Vec::new();
    let mut suits_all_year = vec![true; places.len()];
    for phase in phases {
        let home = phase.seconds.first().copied().unwrap_or(0);
        let times: Vec<LocalSlot> = phase
            .seconds
            .iter()
            .map(|offset| local_slot(weekday, hour, (offset - home) / 60, minutes))
            .collect();
        let mut people: u32 = 0;
        for ((time, place), all_year) in times.iter().zip(places).zip(&mut suits_all_year) {
            *all_year &= time.suits;
            if time.suits {
                people = place.people.saturating_add(people);
            }
        }
        if list.last().is_none_or(|last| last.times != times) {
            list.push(SlotPhase {
                from: phase.from,
                people,
                times,
            });
        }
    }
    let counted = places.iter().zip(suits_all_year);
    let people_all_year = counted.fold(0, |sum: u32, (place, suits)| {
        sum.saturating_add(if suits { place.people } else { 0 })
    });
    Slot {
        weekday,
        hour,
        people_all_year,
        phases: list,
    }
}

/// The slot on clocks that are so many minutes ahead.
fn local_slot(weekday: Weekday, hour: u8, ahead: i64, minutes: u16) -> LocalSlot {
    const A_DAY: i64 = 24 * 60;
    const A_WEEK: i64 = 7 * A_DAY;
    let minute_of_week = (weekday as i64 * A_DAY + i64::from(hour) * 60 + ahead).rem_euclid(A_WEEK);
    let minute_of_day = minute_of_week % A_DAY;
    let weekday = Weekday::ALL[(minute_of_week / A_DAY) as usize % 7];
    LocalSlot {
        weekday,
        hour: u8::try_from(minute_of_day / 60).unwrap_or(0),
        minute: u8::try_from(minute_of_day % 60).unwrap_or(0),
        suits: weekday <= Weekday::Friday
            && minute_of_day >= EARLIEST_MINUTE
            && minute_of_day + i64::from(minutes) <= LATEST_MINUTE,
    }
}

/// People times seconds of the year for which the slot suits them.
fn people_seconds(slot: &Slot, end: UnixSeconds) -> u64 {
    let ends = slot
        .phases
        .iter()
        .skip(1)
        .map(|next| next.from)
        .chain([end]);
    slot.phases
        .iter()
        .zip(ends)
        .map(|(phase, end)| u64::from(phase.people) * end.saturating_sub(phase.from).unsigned_abs())
        .fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(list: &[(&str, u32)]) -> Vec<ZoneMembers> {
        list.iter()
            .map(|(zone, people)| ZoneMembers {
                zone: (*zone).to_owned(),
                people: *people,
            })
            .collect()
    }

    #[test]
    fn in_one_zone_the_working_hours_suit_everybody() {
        let slots = suggest(&members(&[("Europe/Zurich", 5)]), 2025, 60, 1_000).unwrap();
        assert_eq!(slots.len(), 5 * 12);
        assert_eq!((slots[0].weekday, slots[0].hour), (Weekday::Monday, 8));
        assert_eq!(slots[0].phases.len(), 1, "the home clocks do not move");
        assert!(slots.iter().all(|slot| slot.people_all_year == 5));
    }

    #[test]
    fn between_europe_and_california_only_the_european_evening_suits() {
        let both = members(&[("Europe/Zurich", 1), ("America/Los_Angeles", 1)]);
        let best = &suggest(&both, 2025, 60, 1).unwrap()[0];
        // Nine hours apart, eight between the two changes of spring and of autumn.
        assert_eq!((best.weekday, best.hour), (Weekday::Monday, 17));
        let hours: Vec<u8> = best
            .phases
            .iter()
            .map(|phase| phase.times[1].hour)
            .collect();
        assert_eq!(hours, [8, 9, 8, 9, 8]);
        assert_eq!(best.people_all_year, 2);
    }

    #[test]
    fn a_slot_that_suits_in_summer_only_ranks_after_one_for_the_whole_year() {
        // Berlin and Shanghai: eight o'clock in Berlin is 15:00 or 14:00; 13:00 is 20:00 or 19:00.
        let both = members(&[("Europe/Berlin", 3), ("Asia/Shanghai", 3)]);
        let slots = suggest(&both, 2025, 60, 1_000).unwrap();
        let place = |hour| slots.iter().position(|slot| slot.hour == hour).unwrap();
        let one_oclock = &slots[place(13)];
        assert_eq!(one_oclock.people_all_year, 3);
        let people: Vec<u32> = one_oclock.phases.iter().map(|phase| phase.people).collect();
        assert_eq!(people, [3, 6, 3]);
        assert!(place(11) < place(13) && place(13) < place(14));
    }

    #[test]
    fn the_weekday_is_that_of_each_zone() {
        let both = members(&[("America/Los_Angeles", 1), ("Asia/Tokyo", 1)]);
        let slots = suggest(&both, 2025, 60, 1_000).unwrap();
        let evening = slots
            .iter()
            .find(|slot| (slot.weekday, slot.hour) == (Weekday::Thursday, 17))
            .unwrap();
        let tokyo = &evening.phases[0].times[1];
        assert_eq!((tokyo.weekday, tokyo.hour), (Weekday::Friday, 10));
        let friday = slots
            .iter()
            .find(|slot| (slot.weekday, slot.hour) == (Weekday::Friday, 17))
            .unwrap();
        assert!(!friday.phases[0].times[1].suits, "it is Saturday in Tokyo");
    }

    #[test]
    fn all_faults_are_named() {
        let wrong = members(&[("Europe/Zurich", 1), ("PST", 1), ("Nowhere/At_All", 1)]);
        let faults = suggest(&wrong, 1900, 0, 1).unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(
            fields,
            ["year", "minutes", "members[1].zone", "members[2].zone"]
        );
        assert_eq!(suggest(&[], 2025, 60, 1).unwrap_err()[0].field, "members");
    }
}
