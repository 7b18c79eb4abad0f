//! Meetings at the same time, and hours that suit many.

use std::collections::BTreeMap;

use candid::{CandidType, Deserialize};
use ic_stable_structures::Memory;

use crate::domain::calendar::conflicts::{Busy, overlaps};
use crate::domain::calendar::rule::Window;
use crate::domain::calendar::slots::{self, Slot, ZoneMembers};
use crate::domain::calendar::zones::Zone;
use crate::domain::check::Check;
use crate::domain::series::{OccurrenceStatus, Schedule, Series, SeriesDetails};
use crate::domain::{
    Error, Fault, Group, Id, Kind, Meta, Nanos, PartialDate, Role, SeriesRecord, UpcomingMeeting,
    to_seconds,
};
use crate::registry::Registry;
use crate::registry::upcoming_dates::{AHEAD_DAYS, dates_between};
use crate::store::{List, Term, decode};

const DAY: Nanos = 86_400_000_000_000;
/// Groups that one question can name.
const GROUPS: usize = 50;
/// Groups that share people with those: so many are looked at.
const RELATED: usize = 100;
/// Meetings that are compared.
const MEETINGS: usize = 2_000;
/// Pairs in one answer.
const CONFLICTS: usize = 200;
/// Hours in one answer: all of a week.
const SLOTS: u32 = 168;

/// A schedule that is only planned.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct PlannedSchedule {
    /// The groups that it would be of.
    pub groups: Vec<Id>,
    pub schedule: Schedule,
    /// The series whose schedule it would replace.
    pub replaces: Option<Id>,
}

/// Which meetings to compare.
#[derive(CandidType, Deserialize, Clone, Debug, Default)]
pub struct AskConflicts {
    /// The groups whose meetings are compared, at most 50. A planned schedule's groups are added.
    pub groups: Vec<Id>,
    /// Compare them also with the meetings of groups in which the same people have a role.
    pub sharing_people: bool,
    /// What would this clash with? Only conflicts with it are told.
    pub planned: Option<PlannedSchedule>,
    /// Now when null. Nanoseconds since 1970-01-01 UTC.
    pub from: Option<Nanos>,
    /// 60 days after `from` when null; 173 days from now at most. Nanoseconds since 1970-01-01
    /// UTC.
    pub until: Option<Nanos>,
}

/// Two meetings at the same time.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct Conflict {
    /// The one that starts first. A planned one has the series number 0, or that of the series
    /// that it would replace.
    pub first: UpcomingMeeting,
    pub second: UpcomingMeeting,
    /// From when both take place. Nanoseconds since 1970-01-01 UTC.
    pub from: Nanos,
    /// Until when. Nanoseconds since 1970-01-01 UTC.
    pub until: Nanos,
    /// Who has a role in a group of each.
    pub people: Vec<Id>,
}

/// Meetings at the same time, by when they overlap first.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct Conflicts {
    /// At most 200.
    pub conflicts: Vec<Conflict>,
    /// Whether there are more, or more meetings than are compared (2,000): ask for a shorter
    /// time.
    pub more: bool,
}

/// Whose clocks a weekly meeting is to suit.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct AskSlots {
    /// One to 50 zones.
    pub members: Vec<ZoneMembers>,
    /// The present year when null.
    pub year: Option<u16>,
    /// How long the meeting is.
    pub minutes: u16,
    /// Hours wanted; 10 when null, 168 at most.
    pub take: Option<u32>,
}

/// A meeting that may take place, as it is compared.
struct Candidate {
    meeting: UpcomingMeeting,
    /// Whether it is of the groups that were asked about.
    asked: bool,
    planned: bool,
}

impl<M: Memory> Registry<M> {
    /// # Errors
    /// `invalid` for unknown groups and a planned schedule that does not compute.
    pub fn schedule_conflicts(&self, now: Nanos, q: &AskConflicts) -> Result<Conflicts, Error> {
        self.check(|c| check(c, q))?;
        let from = q.from.unwrap_or(now).max(now.saturating_sub(DAY));
        let latest = now.saturating_add(AHEAD_DAYS as u64 * DAY);
        let until = q.until.unwrap_or(from.saturating_add(60 * DAY)).min(latest);
        let asked = asked_groups(q);
        let mut people = People::of(self, now);
        let mut groups = asked.clone();
        if q.sharing_people {
            groups.extend(people.related(&asked));
        }
        let mut candidates = planned(q, from, until)?;
        let room = MEETINGS.saturating_sub(candidates.len());
        let replaced = q.planned.as_ref().and_then(|p| p.replaces);
        let mut stored = 0;
        for (_, card) in self.merged(&groups, from, until, None).take(room + 1) {
            stored += 1;
            let meeting: UpcomingMeeting = decode(&card);
            let is_replaced =
                replaced.is_some() && meeting.occurrence.map(|o| o.series) == replaced;
            let has_hour = meeting.all_day != Some(true);
            if has_hour && meeting.status != Some(OccurrenceStatus::Cancelled) && !is_replaced {
                candidates.push(Candidate {
                    asked: meeting.groups.iter().any(|g| asked.contains(g)),
                    planned: false,
                    meeting,
                });
            }
        }
        let (conflicts, more) = clashes(candidates, q.planned.is_some(), &mut people);
        Ok(Conflicts {
            conflicts,
            more: more || stored > room,
        })
    }

    /// # Errors
    /// `invalid` for unknown zones, none or too many, and for a year that is not computed.
    pub fn suggest_slots(&self, now: Nanos, q: &AskSlots) -> Result<Vec<Slot>, Error> {
        let take = q.take.unwrap_or(10).clamp(1, SLOTS) as usize;
        let refusal = |faults: Vec<Fault>| Error::invalid { faults };
        let year = match q.year {
            Some(year) => year,
            None => {
                let utc = Zone::named("UTC").map_err(|fault| refusal(vec![fault]))?;
                utc.local_at(to_seconds(now)).year
            }
        };
        slots::suggest(&q.members, year, q.minutes, take).map_err(refusal)
    }
}

fn check(c: &mut Check, q: &AskConflicts) {
    let at_least_one = q.planned.is_none();
    c.ids("groups", Kind::group, &q.groups, at_least_one);
    if let Some(planned) = &q.planned {
        c.ids("planned.groups", Kind::group, &planned.groups, true);
        if let Err(faults) = planned.schedule.timetable() {
            c.faults_within("planned.schedule", faults);
        }
    }
    if asked_groups(q).len() > GROUPS {
        c.fault("groups", format!("names more than {GROUPS} groups"));
    }
}

fn asked_groups(q: &AskConflicts) -> Vec<Id> {
    let planned = q.planned.iter().flat_map(|p| &p.groups);
    let mut groups: Vec<Id> = q.groups.iter().chain(planned).copied().collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The dates of the planned schedule.
fn planned(q: &AskConflicts, from: Nanos, until: Nanos) -> Result<Vec<Candidate>, Error> {
    let Some(planned) = &q.planned else {
        return Ok(Vec::new());
    };
    let details = SeriesDetails {
        title: "planned".into(),
        description: String::new(),
        cadence: None,
        schedule: Some(planned.schedule.clone()),
        locations: Vec::new(),
        notice_hours: None,
        alternates_with: None,
    };
    let id = planned.replaces.unwrap_or(0);
    let series = Series::new(id, details, 0).map_err(|faults| Error::invalid { faults })?;
    let record = SeriesRecord {
        id,
        meta: Meta {
            revision: 0,
            created_at: 0,
            created_by: candid::Principal::anonymous(),
            updated_at: 0,
            updated_by: candid::Principal::anonymous(),
        },
        groups: planned.groups.clone(),
        tags: Vec::new(),
        series,
        agenda: Vec::new(),
        withdrawn: None,
    };
    let window = Window {
        from: to_seconds(from),
        until: to_seconds(until),
    };
    let dates = dates_between(&record, window).into_iter();
    let candidate = |(_, meeting)| Candidate {
        meeting,
        asked: true,
        planned: true,
    };
    Ok(dates.map(candidate).collect())
}

/// The pairs that overlap. Dates of one series do not clash with each other.
fn clashes<M: Memory>(
    candidates: Vec<Candidate>,
    only_planned: bool,
    people: &mut People<'_, M>,
) -> (Vec<Conflict>, bool) {
    let busy: Vec<Busy<Candidate>> = candidates
        .into_iter()
        .map(|candidate| Busy {
            start_at: to_seconds(candidate.meeting.start_at),
            end_at: to_seconds(candidate.meeting.end_at),
            what: candidate,
        })
        .collect();
    let series = |c: &Candidate| c.meeting.occurrence.map(|o| o.series);
    let matters = |a: &Candidate, b: &Candidate| {
        let asked = match only_planned {
            true => a.planned != b.planned,
            false => a.asked || b.asked,
        };
        asked && (series(a).is_none() || series(a) != series(b))
    };
    let (found, more) = overlaps(&busy, CONFLICTS, matters);
    let conflicts = found
        .into_iter()
        .map(|pair| {
            let (first, second) = (&pair.first.what.meeting, &pair.second.what.meeting);
            Conflict {
                people: people.shared(&first.groups, &second.groups),
                from: crate::domain::from_seconds(pair.from),
                until: crate::domain::from_seconds(pair.until),
                first: first.clone(),
                second: second.clone(),
            }
        })
        .collect();
    (conflicts, more)
}

/// Who has a role in which group now; each group is read once.
struct People<'a, M: Memory> {
    registry: &'a Registry<M>,
    now: Nanos,
    known: BTreeMap<Id, Vec<Id>>,
}

impl<'a, M: Memory> People<'a, M> {
    fn of(registry: &'a Registry<M>, now: Nanos) -> Self {
        People {
            registry,
            now,
            known: BTreeMap::new(),
        }
    }

    fn in_group(&mut self, group: Id) -> &[Id] {
        let (registry, now) = (self.registry, self.now);
        self.known.entry(group).or_insert_with(|| {
            let group: Option<Group> = registry.store.get(group);
            let roles = group.map(|g| g.roles).unwrap_or_default();
            let held = roles.iter().filter(|role| holds(role, now));
            held.filter_map(|role| role.person).collect()
        })
    }

    /// The groups in which somebody has a role now who has one in a group of the list.
    fn related(&mut self, groups: &[Id]) -> Vec<Id> {
        let mut people: Vec<Id> = Vec::new();
        for group in groups {
            people.extend(self.in_group(*group));
        }
        people.sort_unstable();
        people.dedup();
        let mut related = Vec::new();
        for person in people {
            let terms = self.registry.store.entries(List::TermsOf, person);
            let terms = terms.map(|(_, card)| decode::<Term>(&card));
            let now = self.now;
            related.extend(terms.filter(|t| t.runs(now)).map(|t| t.group));
            related.sort_unstable();
            related.dedup();
            if related.len() > RELATED {
                break;
            }
        }
        related.retain(|group| !groups.contains(group));
        related.truncate(RELATED);
        related
    }

    fn shared(&mut self, first: &[Id], second: &[Id]) -> Vec<Id> {
        let mut one: Vec<Id> = Vec::new();
        for group in first {
            one.extend(self.in_group(*group));
        }
        let mut both: Vec<Id> = Vec::new();
        for group in second {
            let there = self.in_group(*group);
            both.extend(there.iter().filter(|person| one.contains(person)));
        }
        both.sort_unstable();
        both.dedup();
        both
    }
}

/// Whether the term of a role runs now.
fn holds(role: &Role, now: Nanos) -> bool {
    let from = role.from.as_ref().and_then(PartialDate::first_instant);
    let until = role.until.as_ref().and_then(PartialDate::end_instant);
    from.is_none_or(|from| from <= now) && until.is_none_or(|until| now < until)
}
