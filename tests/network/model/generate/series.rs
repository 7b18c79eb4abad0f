//! Random series, and what is announced for their dates.

use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::*;

use super::{DAY, Maker};
use crate::model::plain::{clock, series};

const ZONES: [&str; 3] = ["UTC", "Europe/Zurich", "Asia/Shanghai"];

impl Maker<'_> {
    pub(super) fn about_series(&mut self) -> Operation {
        let id = self.series_id();
        let current = self.plain.series.get(&id).map(|s| s.meta.revision);
        let expected_revision = self.revision(current);
        match self.dice.below(17) {
            16 => Operation::set_agenda(SetAgenda {
                id,
                expected_revision,
                agenda: self.agenda(),
            }),
            0 | 1 => Operation::create_series(NewSeries {
                groups: self.groups(),
                tags: self.topics(),
                details: self.series_details(),
            }),
            2 | 3 => Operation::update_series(self.changed_series(id, expected_revision)),
            4..=8 => Operation::cancel_occurrence(CancelOccurrence {
                id,
                expected_revision,
                original: self.date_of(id),
                reason: self.reason(),
                announced_at: self.announced_at(),
            }),
            9 => Operation::restore_occurrence(RestoreOccurrence {
                id,
                expected_revision,
                original: self.announced_date_of(id),
            }),
            10..=12 => Operation::change_occurrence(self.changed_date(id, expected_revision)),
            13 | 14 => Operation::change_following(self.changed_following(id, expected_revision)),
            _ => Operation::end_series(EndSeries {
                id,
                expected_revision,
                before: self.dice.maybe(|_| ()).map(|()| self.date_of(id)),
                reason: self.reason(),
                announced_at: self.announced_at(),
            }),
        }
    }

    /// A series; often the newest one, so that much is announced for the same.
    fn series_id(&mut self) -> Id {
        match self.dice.one_in(2) {
            true => self.plain.made(Kind::series).max(1),
            false => self.id(Kind::series),
        }
    }

    fn series_details(&mut self) -> SeriesDetails {
        let made = self.plain.made(Kind::series) > 0;
        let vague = self.dice.one_in(8);
        let other = made && self.dice.one_in(6);
        let long = self.wrong();
        SeriesDetails {
            title: self.name(),
            description: self.maybe_text().unwrap_or_default(),
            cadence: match vague && !self.wrong() {
                true => Some(self.name()),
                false => self.maybe_name(),
            },
            schedule: (!vague).then(|| self.schedule()),
            locations: Vec::new(),
            notice_hours: self.dice.maybe(|_| if long { 8_761 } else { 8_760 }),
            alternates_with: other.then(|| self.id(Kind::series)),
        }
    }

    /// A schedule of one of the kinds that the model knows; its start lies around now.
    fn schedule(&mut self) -> Schedule {
        let today = (self.now / DAY) as i64;
        let day = today - 20 + self.dice.below(60) as i64;
        let hour = 9 + self.dice.below(3) as u8;
        let start = clock::at_day(day, hour, 30 * self.dice.below(2) as u8);
        let other_day = i64::from(self.wrong());
        let weekday = clock::weekday(day + other_day);
        let nth = (start.day - 1) / 7 + 1;
        let rule = match self.dice.below(6) {
            0 => None,
            1 => Some("FREQ=DAILY;INTERVAL=3".to_owned()),
            2 => Some(format!("FREQ=WEEKLY;BYDAY={weekday}")),
            3 => Some(format!("FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}")),
            4 => Some(format!("FREQ=WEEKLY;COUNT=5;BYDAY={weekday}")),
            _ => Some(format!("FREQ=MONTHLY;BYDAY={nth}{weekday}")),
        };
        let (bad_rule, bad_zone, bad_minutes) = (self.wrong(), self.wrong(), self.wrong());
        Schedule {
            start,
            zone: match bad_zone {
                true => "Europe/Nowhere".to_owned(),
                false => self.dice.pick(&ZONES).to_owned(),
            },
            minutes: match bad_minutes {
                true => self.dice.pick(&[0, 1_441]),
                false => self.dice.pick(&[1, 60, 1_440]),
            },
            rule: match bad_rule {
                true => Some("FREQ=NEVER".to_owned()),
                false => rule,
            },
        }
    }

    /// New details of a series that often stays in its groups and keeps its schedule.
    fn changed_series(&mut self, id: Id, expected_revision: u64) -> UpdateSeries {
        let mut change = UpdateSeries {
            id,
            expected_revision,
            groups: self.groups(),
            tags: self.topics(),
            details: self.series_details(),
            drops: self.dice.maybe(|d| d.one_in(2)),
        };
        if let Some(old) = self.plain.series.get(&id) {
            if self.dice.one_in(2) {
                change.groups = old.groups.clone();
            }
            if self.dice.one_in(2) {
                change.details.schedule = old.series.details.schedule.clone();
            }
        }
        change
    }

    /// A date and all that follow, often on the same days at another time, so that what is
    /// announced for later days has a day to go over to.
    fn changed_following(&mut self, id: Id, expected_revision: u64) -> ChangeFollowing {
        let from = self.date_of(id);
        let mut details = self.series_details();
        let old = self.plain.series.get(&id);
        if let Some(old) = old.filter(|_| !self.dice.one_in(3)) {
            details.schedule = old.series.details.schedule.clone();
            if let Some(schedule) = &mut details.schedule {
                schedule.start = LocalDateTime { hour: 12, ..from };
            }
        }
        ChangeFollowing {
            id,
            expected_revision,
            from,
            details,
            reason: self.reason(),
            announced_at: self.announced_at(),
            drops: self.dice.maybe(|d| d.one_in(2)),
        }
    }

    fn changed_date(&mut self, id: Id, expected_revision: u64) -> ChangeOccurrence {
        let original = self.date_of(id);
        let start = match self.dice.below(4) {
            0 => None,
            1 => Some(self.date_of(id)),
            _ => {
                let day = clock::day_of(original.year, original.month, original.day);
                let days = self.dice.below(20) as i64 - 8;
                Some(clock::at_day(day + days, 10, 15))
            }
        };
        let minutes = match self.wrong() {
            true => Some(0),
            false => self.dice.maybe(|d| 1 + d.below(1_440) as u16),
        };
        ChangeOccurrence {
            id,
            expected_revision,
            original,
            start,
            minutes,
            title: self.maybe_name(),
            description: self.maybe_text(),
            locations: self.dice.one_in(4).then(Vec::new),
            reason: self.reason(),
            announced_at: self.announced_at(),
        }
    }

    /// A date of a series around now, as a rule.
    fn date_of(&mut self, id: Id) -> LocalDateTime {
        let today = (self.now / DAY) as i64;
        let near = |date: &LocalDateTime| {
            let day = clock::day_of(date.year, date.month, date.day);
            (today - 30..today + 100).contains(&day)
        };
        let mut dates = self.plain.series.get(&id).map(|s| series::dates(&s.series));
        dates.iter_mut().for_each(|dates| dates.retain(near));
        match dates.filter(|dates| !dates.is_empty()) {
            Some(dates) if !self.dice.one_in(10) => self.dice.pick(&dates),
            _ => clock::at_day(today + self.dice.below(30) as i64, 10, 0),
        }
    }

    /// A date for which something is announced, as a rule.
    fn announced_date_of(&mut self, id: Id) -> LocalDateTime {
        let record = self.plain.series.get(&id);
        let announced = record.map(|s| &s.series.exceptions[..]).unwrap_or_default();
        match announced.is_empty() || self.dice.one_in(6) {
            true => self.date_of(id),
            false => self.dice.pick(announced).original,
        }
    }

    /// The date of a series that a meeting is the record of, now and then.
    pub fn occurrence(&mut self) -> Option<OccurrenceId> {
        let made = self.plain.made(Kind::series) > 0;
        (made && self.dice.one_in(4)).then(|| {
            let series = self.id(Kind::series);
            let original = self.date_of(series);
            OccurrenceId { series, original }
        })
    }

    fn reason(&mut self) -> String {
        match self.wrong() {
            true => self.dice.pick(&["\u{0}", &"x".repeat(501)]).to_owned(),
            false => self.maybe_name().unwrap_or_default(),
        }
    }

    /// When something was announced: now, before, or impossibly.
    fn announced_at(&mut self) -> Option<i64> {
        let now = (self.now / 1_000_000_000) as i64;
        match self.wrong() {
            true => Some(self.dice.pick(&[-1, now + 1_000, i64::MAX])),
            false => self.dice.maybe(|d| now - d.below(100_000) as i64),
        }
    }
}
