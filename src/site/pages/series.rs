//! Series: as a group's page tells them, and the page of one.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::parts::{controls, fact, prose};
use crate::domain::calendar::local::LocalDateTime;
use crate::domain::series::{DateException, Schedule};
use crate::domain::{Group, Id, SeriesRecord, SeriesSummary};
use crate::registry::{ListSeries, Upcoming};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::words::{clock, fill};

/// Series of a group that are shown.
const SERIES: u32 = 20;
/// Dates among which those of one series are looked for.
const LOOKED_AT: u32 = 100;
const DATES: usize = 10;
/// Announcements for single dates that are shown, the latest.
const ANNOUNCED: usize = 20;

impl<M: Memory> Site<'_, M> {
    /// The series of a group: each with its cadence and where it is attended.
    pub(super) fn series_of(&self, group: &Group) -> Html {
        let question = ListSeries {
            group: Some(group.id),
            take: Some(SERIES),
            ..ListSeries::default()
        };
        let page = self.registry.list_series(&question);
        let series = page.map(|page| page.items).unwrap_or_default();
        html! {
            @if let Some(cadence) = &group.details.cadence {
                @if !series.iter().any(|s| s.cadence.as_ref() == Some(cadence)) {
                    p.cadence { (cadence) }
                }
            }
            @for one in &series { (self.one_series(one, &group.details.name)) }
        }
    }

    fn one_series(&self, series: &SeriesSummary, group: &str) -> Html {
        let w = self.words();
        let record: Option<SeriesRecord> = self.registry.store().get(series.id);
        let locations = record.map(|r| r.series.details.locations);
        let path = self.at(&format!("/series/{}", series.id));
        html! {
            div.series {
                @if series.title != group { h3 { a href=(path) { (series.title) } } }
                p.cadence {
                    @match &series.schedule {
                        Some(schedule) => (self.cadence(schedule)),
                        None => (w.not_scheduled),
                    }
                    @if let Some(end) = series.ended_before {
                        " " span.of { (fill(w.ended_before, &[&self.language.day(end)])) }
                    }
                }
                @if let Some(cadence) = &series.cadence {
                    p.of {
                        (w.announced_as) " “" (cadence) "” "
                        a href=(path) { (w.about_series) }
                    }
                } @else {
                    p.of { a href=(path) { (w.about_series) } }
                }
                (self.links(&locations.unwrap_or_default()))
            }
        }
    }

    /// A schedule in words, such as `Every second Tuesday, 17:00 Europe/Zurich, 60 minutes`.
    pub(super) fn cadence(&self, schedule: &Schedule) -> Html {
        let w = self.words();
        let rule = schedule.rule.as_deref();
        let told = rule.map(|rule| self.rule(rule, schedule.start));
        html! {
            @match told {
                None => (self.language.day(schedule.start)),
                Some(Some(words)) => (words),
                Some(None) => code { (rule.unwrap_or_default()) },
            }
            ", " (clock(schedule.start)) " " (schedule.zone) ", "
            (fill(w.minutes_long, &[&schedule.minutes.to_string()]))
        }
    }

    /// A rule in words; None for one that is told by its own text.
    fn rule(&self, rule: &str, start: LocalDateTime) -> Option<String> {
        let w = self.words();
        let part = |wanted: &str| {
            let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
            parts.find(|(name, _)| *name == wanted).map(|(_, v)| v)
        };
        let known = ["FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST"];
        let names = rule.split(';').filter_map(|part| part.split_once('='));
        if names.into_iter().any(|(name, _)| !known.contains(&name)) {
            return None;
        }
        let interval = part("INTERVAL").unwrap_or("1");
        let days: Vec<&str> = part("BYDAY").map_or(Vec::new(), |days| days.split(',').collect());
        match (part("FREQ")?, &days[..]) {
            ("DAILY", []) => self.every(w.every_day, w.every_days, interval, &[]),
            ("WEEKLY", days) => {
                let own = [start.weekday().code()];
                let days = if days.is_empty() { &own[..] } else { days };
                let names: Option<Vec<&str>> = days.iter().map(|d| self.weekday_of(d)).collect();
                let names = names?.join(w.and);
                self.every(w.every_week, w.every_weeks, interval, &[&names])
            }
            ("MONTHLY", [day]) => {
                let (nth, day) = day.split_at_checked(day.len().checked_sub(2)?)?;
                let nth = match nth.trim_start_matches('+') {
                    "1" => w.ordinals[0],
                    "2" => w.ordinals[1],
                    "3" => w.ordinals[2],
                    "4" => w.ordinals[3],
                    "-1" => w.last,
                    _ => return None,
                };
                let day = self.weekday_of(day)?;
                self.every(w.every_month, w.every_months, interval, &[nth, day])
            }
            _ => None,
        }
    }

    fn every(&self, one: &str, many: &str, interval: &str, parts: &[&str]) -> Option<String> {
        let all: Vec<&str> = std::iter::once(interval)
            .chain(parts.iter().copied())
            .collect();
        Some(match interval {
            "1" => fill(one, parts),
            _ => fill(many, &all),
        })
    }

    fn weekday_of(&self, code: &str) -> Option<&'static str> {
        let codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let at = codes.iter().position(|known| *known == code)?;
        Some(self.words().weekdays[at])
    }

    pub(in crate::site) fn series_page(&self, id: Id) -> Answer {
        let Some(record) = self.registry.store().get::<SeriesRecord>(id) else {
            return Answer::missing();
        };
        let w = self.words();
        let d = &record.series.details;
        let schedule = d.schedule.as_ref();
        let content = html! {
            article.record {
                p.crumb { (self.groups_of(&record.groups)) }
                h1 { (d.title) }
                (controls("record", None))
                @if let Some(schedule) = schedule { p.lead { (self.cadence(schedule)) } }
                @else { p.lead { (w.not_scheduled) } }
                (prose(&d.description, None))
                dl.facts {
                    (fact(w.announced_as, &html! {
                        @if let Some(cadence) = &d.cadence { "“" (cadence) "”" } }))
                    (fact(w.rule, &html! {
                        @if let Some(rule) = schedule.and_then(|s| s.rule.as_ref()) {
                            code { (rule) } } }))
                    (fact(w.tags, &html! { (record.tags.join(", ")) }))
                    (fact(w.ends, &html! { @if let Some(end) = &record.series.ending {
                        (fill(w.ended_before, &[&self.language.day(end.before)]))
                        " " (end.announced.reason) } }))
                    (fact(w.before_it, &self.other_series(record.series.predecessor)))
                    (fact(w.after_it, &self.other_series(record.series.successor)))
                }
                (self.section_of(w.location, "links", &self.links(&d.locations)))
                (self.agenda(w.standing_agenda, &record.agenda, None))
                (controls("agenda", None))
                (self.series_dates(&record))
                (self.record_foot(&format!("/series/{id}"), &[]))
            }
        };
        let page = Page::of("series", &d.title)
            .record(id, &record.meta)
            .timed();
        self.page(&page, &content)
    }

    fn other_series(&self, id: Option<Id>) -> Html {
        let record = id.and_then(|id| self.registry.store().get::<SeriesRecord>(id));
        html! {
            @if let Some(record) = record {
                a href=(self.at(&format!("/series/{}", record.id))) {
                    (record.series.details.title)
                }
            }
        }
    }

    fn series_dates(&self, record: &SeriesRecord) -> Html {
        let w = self.words();
        let question = Upcoming {
            groups: record.groups.iter().take(1).copied().collect(),
            take: Some(LOOKED_AT),
            ..Upcoming::default()
        };
        let is_own = |m: &crate::domain::UpcomingMeeting| {
            m.occurrence.is_some_and(|of| of.series == record.id)
        };
        let all = self.upcoming(&question).into_iter();
        let dates: Vec<_> = all.filter(is_own).take(DATES).collect();
        let exceptions = record.series.exceptions.iter().rev().take(ANNOUNCED);
        html! {
            section {
                h2 { (w.next_dates) }
                (controls("dates", None))
                @if dates.is_empty() { p { (w.no_next_meeting) } }
                @else { (self.dates(&dates, None)) }
            }
            @if !record.series.exceptions.is_empty() {
                section {
                    h2 { (w.announced_changes) }
                    ul.rows { @for one in exceptions { li { (self.exception(one)) } } }
                }
            }
        }
    }

    fn exception(&self, exception: &DateException) -> Html {
        let w = self.words();
        let start = exception.change.as_ref().and_then(|change| change.start);
        let announced = exception.cancellation.as_ref();
        let announced = announced.or(exception.change.as_ref().map(|change| &change.announced));
        html! {
            span.when { (self.language.day(exception.original)) ", " (clock(exception.original)) }
            span.what {
                @if exception.cancellation.is_some() { (w.date_states[3]) }
                @else if let Some(start) = start {
                    (w.date_states[2]) " → " (self.language.day(start)) ", " (clock(start))
                } @else { (w.date_states[1]) }
                @if let Some(announced) = announced {
                    @if !announced.reason.is_empty() { ": " (announced.reason) }
                }
            }
        }
    }
}
